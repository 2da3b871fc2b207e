//! The functions of the trait `Chain`, on the chain in memory.

use std::collections::BTreeSet;

use cosmwasm_std::{Addr, Binary, Coin, CosmosMsg, HexBinary, Order, Timestamp};
use floe_testing::chain::BondState;

use floe_client::backend::{check_address, unsigned_transaction};
use floe_client::views::{
    BondStatus, ChainValidator, ContractInfo, Delegation, DisplayUnit, Facts, PendingReward,
    RedelegationEntry, StakingRules, UnbondingEntry,
};
use floe_client::{
    Block, Chain, Error, Estimate, FoundTx, Gas, Note, PastTx, Pending, Result, Tx, TxOutcome,
};

use crate::embedded::{cosmos, Embedded};
use crate::failure;

/// Transactions on a page of the history.
const PAGE: usize = 50;

/// How long others have to sign, in blocks.
const UNSIGNED_BLOCKS: u64 = 50_000;

impl Chain for Embedded {
    fn facts(&self) -> &Facts {
        &self.facts
    }

    fn block(&self) -> Result<Block> {
        let block = self.chain.block();
        Ok(Block {
            height: block.height,
            time: block.time,
        })
    }

    fn block_at(&self, height: u64) -> Result<Block> {
        let time = self.times.get(&height).copied();
        let time = time.ok_or_else(|| Error::not_found(format!("block {height}")))?;
        Ok(Block { height, time })
    }

    fn submit_noting(&mut self, tx: &Tx, note: &mut Note<'_>) -> Result<Pending> {
        let sender = self.sender(tx)?;
        let pending = self.pending(tx, &sender);
        note(&pending).map_err(|reason| Error::NotNoted { reason })?;
        let answered = self.run(&sender, &tx.msgs)?;
        self.record(&pending, answered);
        Ok(pending)
    }

    fn confirm(&mut self, pending: &Pending) -> Result<TxOutcome> {
        let found = self.log.iter().rev().find(|tx| tx.hash == pending.hash);
        // What did not happen when it was submitted never will.
        let outcome = found.cloned().ok_or_else(|| Error::Expired {
            hash: pending.hash.clone(),
            valid_until: pending.valid_until,
        })?;
        if self.chain.block().height == outcome.height {
            self.next_block()?;
        }
        Ok(outcome)
    }

    fn simulate(&mut self, tx: &Tx) -> Result<Option<u64>> {
        let sender = self.sender(tx)?;
        let msgs: Vec<CosmosMsg> = tx.msgs.iter().filter_map(cosmos).cloned().collect();
        match self.try_out(&sender, &msgs) {
            Ok(()) => Ok(None),
            Err(error) => Err(failure::of(&error, self.culprit(&sender, &msgs))),
        }
    }

    fn estimate(&mut self, tx: &Tx) -> Result<Estimate> {
        let gas = match tx.gas {
            Gas::Limit(limit) => limit,
            Gas::Simulated { floor, .. } => {
                self.simulate(tx)?;
                floor
            }
        };
        Ok(Estimate { gas, fee: Vec::new() })
    }

    fn unsigned(&mut self, tx: &Tx) -> Result<serde_json::Value> {
        let sender = self.sender(tx)?;
        let budget = self.estimate(tx)?;
        let valid_until = self.chain.block().height.saturating_add(UNSIGNED_BLOCKS);
        unsigned_transaction(tx, sender.as_str(), &budget, valid_until)
    }

    fn query_smart(&self, contract: &str, msg: &Binary) -> Result<Binary> {
        let contract = self.contract(contract)?;
        let answer = self.chain.query_binary(&contract, msg.clone());
        answer.map_err(|error| Error::Contract {
            message: None,
            text: query_text(&error.to_string()),
        })
    }

    fn query_raw(&self, contract: &str, key: &[u8]) -> Result<Option<Vec<u8>>> {
        let contract = self.contract(contract)?;
        Ok(self.chain.query_raw(&contract, key))
    }

    fn contract_state(&self, contract: &str) -> Result<Vec<(Vec<u8>, Vec<u8>)>> {
        let contract = self.contract(contract)?;
        let storage = self.chain.app().contract_storage(&contract);
        Ok(storage.range(None, None, Order::Ascending).collect())
    }

    fn contract_info(&self, contract: &str) -> Result<ContractInfo> {
        let contract = self.contract(contract)?;
        let data = self.chain.app().contract_data(&contract);
        let data = data.map_err(|_| Error::not_found(format!("contract {contract}")))?;
        Ok(ContractInfo {
            code_id: data.code_id,
            creator: data.creator.into_string(),
            admin: data.admin.map(Addr::into_string),
            label: data.label,
        })
    }

    fn code_checksum(&self, code_id: u64) -> Result<HexBinary> {
        let info = self.chain.querier().query_wasm_code_info(code_id);
        let info = info.map_err(|_| Error::not_found(format!("code {code_id}")))?;
        Ok(HexBinary::from(info.checksum.as_slice()))
    }

    fn find_code(&self, checksum: &HexBinary) -> Result<Option<u64>> {
        let stored = (1..).map_while(|id| Some((id, self.code_checksum(id).ok()?)));
        let same = stored.filter(|(_, found)| found == checksum);
        Ok(same.last().map(|(id, _)| id))
    }

    fn balance(&self, address: &str, denom: &str) -> Result<u128> {
        Ok(self.chain.balance(&self.account(address)?, denom))
    }

    fn balances(&self, address: &str) -> Result<Vec<Coin>> {
        let mut coins = self.chain.balances(&self.account(address)?);
        coins.retain(|coin| !coin.amount.is_zero());
        coins.sort_by(|a, b| a.denom.cmp(&b.denom));
        Ok(coins)
    }

    /// It keeps no metadata of coins.
    fn display_unit(&self, _: &str) -> Result<Option<DisplayUnit>> {
        Ok(None)
    }

    fn delegations(&self, delegator: &str) -> Result<Vec<Delegation>> {
        let found = self.chain.delegations(&self.account(delegator)?);
        Ok(found
            .into_iter()
            .map(|(operator, amount)| Delegation { operator, amount })
            .collect())
    }

    fn validators(&self) -> Result<Vec<ChainValidator>> {
        let found = self.chain.validators().into_iter().map(|view| ChainValidator {
            operator: view.operator,
            moniker: String::new(),
            status: match view.status {
                BondState::Bonded => BondStatus::Bonded,
                BondState::Unbonding => BondStatus::Unbonding,
                BondState::Unbonded => BondStatus::Unbonded,
            },
            jailed: view.jailed,
            tokens: view.tokens,
            shares: view.shares,
            commission: view.commission,
        });
        Ok(found.collect())
    }

    fn unbonding(&self, delegator: &str) -> Result<Vec<UnbondingEntry>> {
        let entries = self.chain.unbonding_entries(&self.account(delegator)?);
        let entries = entries.into_iter().map(|entry| UnbondingEntry {
            operator: entry.validator,
            creation_height: entry.creation_height,
            initial: entry.initial,
            balance: entry.balance,
            completion: entry.completion,
        });
        Ok(entries.collect())
    }

    fn redelegations(&self, delegator: &str) -> Result<Vec<RedelegationEntry>> {
        let entries = self.chain.redelegations(&self.account(delegator)?);
        let entries = entries.into_iter().map(|entry| RedelegationEntry {
            source: entry.source,
            destination: entry.destination,
            creation_height: entry.creation_height,
            initial: entry.initial,
            shares: entry.shares,
            completion: entry.completion,
        });
        Ok(entries.collect())
    }

    fn staking_params(&self) -> Result<StakingRules> {
        let config = self.chain.config();
        Ok(StakingRules {
            unbonding_secs: config.unbonding_secs,
            max_entries: config.max_entries,
            max_validators: None,
            denom: config.denom.clone(),
        })
    }

    fn pending_rewards(&self, delegator: &str) -> Result<Vec<PendingReward>> {
        let pending = self.chain.pending_rewards(&self.account(delegator)?);
        let rewards = pending.into_iter().flat_map(|(operator, coins)| {
            coins.into_iter().map(move |(denom, amount)| PendingReward {
                operator: operator.clone(),
                denom,
                amount,
            })
        });
        Ok(rewards.collect())
    }

    fn withdraw_address(&self, delegator: &str) -> Result<String> {
        let delegator = self.account(delegator)?;
        Ok(self.chain.withdraw_address(&delegator).into_string())
    }

    fn history_page(&self, contract: &str, from_height: u64, page: u32) -> Result<Vec<PastTx>> {
        self.contract(contract)?;
        let skip = usize::try_from(page).unwrap_or(usize::MAX).saturating_mul(PAGE);
        let found = self
            .log
            .iter()
            .filter(|tx| tx.height >= from_height && called(tx).contains(contract));
        Ok(found.skip(skip).take(PAGE).map(past).collect())
    }

    /// It keeps what succeeded.
    fn find_tx(&self, hash: &str) -> Result<Option<FoundTx>> {
        let found = self.log.iter().rev().find(|tx| tx.hash == hash);
        Ok(found.map(|tx| FoundTx {
            height: tx.height,
            hash: tx.hash.clone(),
            gas: None,
            events: tx.events.clone(),
            failure: None,
        }))
    }

    fn next_block(&mut self) -> Result<Block> {
        let secs = self.chain.config().block_secs;
        self.step(secs)
    }

    fn wait_for_time(&mut self, time: Timestamp) -> Result<Block> {
        let now = self.chain.block().time;
        if now < time {
            let nanos = time.nanos().saturating_sub(now.nanos());
            self.step(nanos.div_ceil(1_000_000_000))?;
        }
        self.next_block()
    }

    fn wait_for_height(&mut self, height: u64) -> Result<Block> {
        while self.chain.block().height <= height {
            self.next_block()?;
        }
        self.block()
    }
}

impl Embedded {
    fn account(&self, address: &str) -> Result<Addr> {
        check_address(address, &self.facts.prefix)?;
        Ok(Addr::unchecked(address))
    }
}

/// The contracts a transaction executed.
fn called(tx: &TxOutcome) -> BTreeSet<&str> {
    tx.events
        .iter()
        .filter(|event| event.kind == "execute")
        .filter_map(floe_client::TxEvent::contract)
        .collect()
}

fn past(tx: &TxOutcome) -> PastTx {
    PastTx {
        height: tx.height,
        hash: tx.hash.clone(),
        events: tx.events.clone(),
        gas: None,
    }
}

/// The contract's words in cw-multi-test's text.
fn query_text(error: &str) -> String {
    let text = error.strip_prefix("Generic error: ").unwrap_or(error);
    text.strip_prefix("Querier contract error: ")
        .unwrap_or(text)
        .to_owned()
}
