//! The trait over a live chain.

use std::time::Instant;

use cosmrs::proto::cosmwasm::wasm::v1 as wasm;
use cosmwasm_std::{Binary, Coin, HexBinary, Timestamp};
use serde_json::json;

use super::abci::TEXT;
use super::endpoints::Next;
use super::rpc::{BlockResults, FoundBlocks, FoundMany};
use super::{outcome, Live};
use crate::signer::check_address;
use crate::views::{
    ChainValidator, ContractInfo, Delegation, DisplayUnit, Facts, PendingReward, RedelegationEntry,
    StakingRules, UnbondingEntry,
};
use crate::{
    unsigned, Block, Chain, Error, Estimate, FoundTx, GasPrice, Note, PastTx, Pending, Result, Tx, TxOutcome,
};

/// Transactions on a page of the history; no node gives more.
const PAGE: u8 = 100;
/// Blocks on a page of what the chain did of itself; nodes give them whole.
const BLOCKS: usize = 20;
/// Such pages at most.
const BLOCK_PAGES: u32 = 1_000;

impl Chain for Live {
    fn facts(&self) -> &Facts {
        &self.facts
    }

    fn block(&self) -> Result<Block> {
        self.newest_block()
    }

    fn price_of_gas(&self) -> Option<GasPrice> {
        self.gas_price.clone()
    }

    fn block_at(&self, height: u64) -> Result<Block> {
        self.older_block(height)
    }

    fn submit_noting(&mut self, tx: &Tx, note: &mut Note<'_>) -> Result<Pending> {
        if self.config.chain_id.is_none() {
            let reason = "nothing is signed for a chain that only a node has named; name it";
            return Err(Error::bad_value("chain id", reason));
        }
        let sender = self.sender(tx)?;
        let draft = self.draft(tx, &sender)?;
        self.submit_draft(tx, draft, note)
    }

    fn confirm(&mut self, pending: &Pending) -> Result<TxOutcome> {
        self.confirm_pending(pending)
    }

    fn simulate(&mut self, tx: &Tx) -> Result<Option<u64>> {
        let sender = self.sender(tx)?;
        let draft = self.draft(tx, &sender)?;
        let account = self.account(&sender)?;
        match self.simulate_draft(tx, &draft, account) {
            Err(Error::SequenceMismatch { .. }) => {
                let account = self.account_anew(&sender)?;
                self.simulate_draft(tx, &draft, account).map(Some)
            }
            other => other.map(Some),
        }
    }

    fn estimate(&mut self, tx: &Tx) -> Result<Estimate> {
        self.budget_of(tx)
    }

    fn unsigned(&mut self, tx: &Tx) -> Result<serde_json::Value> {
        let sender = self.sender(tx)?;
        let budget = self.budget_of(tx)?;
        let height = self.endpoints.height()?;
        let valid_until = height.saturating_add(self.config.unsigned_blocks);
        unsigned::transaction(tx, &sender, &budget, valid_until)
    }

    fn query_smart(&self, contract: &str, msg: &Binary) -> Result<Binary> {
        check_address(contract, &self.facts.prefix)?;
        let query = wasm::QuerySmartContractStateRequest {
            address: contract.to_owned(),
            query_data: msg.to_vec(),
        };
        let path = "/cosmwasm.wasm.v1.Query/SmartContractState";
        let answer: wasm::QuerySmartContractStateResponse = self.ask_up_to(TEXT, path, &query)?;
        Ok(Binary::from(answer.data))
    }

    fn query_raw(&self, contract: &str, key: &[u8]) -> Result<Option<Vec<u8>>> {
        check_address(contract, &self.facts.prefix)?;
        let query = wasm::QueryRawContractStateRequest {
            address: contract.to_owned(),
            query_data: key.to_vec(),
        };
        let path = "/cosmwasm.wasm.v1.Query/RawContractState";
        let answer: wasm::QueryRawContractStateResponse = self.ask_up_to(TEXT, path, &query)?;
        Ok((!answer.data.is_empty()).then_some(answer.data))
    }

    fn contract_state(&self, contract: &str) -> Result<Vec<(Vec<u8>, Vec<u8>)>> {
        check_address(contract, &self.facts.prefix)?;
        self.ask_contract_state(contract)
    }

    fn contract_info(&self, contract: &str) -> Result<ContractInfo> {
        check_address(contract, &self.facts.prefix)?;
        let query = wasm::QueryContractInfoRequest {
            address: contract.to_owned(),
        };
        let path = "/cosmwasm.wasm.v1.Query/ContractInfo";
        let answer: wasm::QueryContractInfoResponse = self.ask(path, &query)?;
        let info = answer
            .contract_info
            .ok_or_else(|| Error::not_found(format!("contract {contract}")))?;
        Ok(ContractInfo {
            code_id: info.code_id,
            creator: info.creator,
            admin: (!info.admin.is_empty()).then_some(info.admin),
            label: info.label,
        })
    }

    fn code_checksum(&self, code_id: u64) -> Result<HexBinary> {
        let query = wasm::QueryCodeRequest { code_id };
        let path = "/cosmwasm.wasm.v1.Query/Code";
        let answer: wasm::QueryCodeResponse = self.ask(path, &query)?;
        let info = answer
            .code_info
            .ok_or_else(|| Error::not_found(format!("code {code_id}")))?;
        Ok(HexBinary::from(info.data_hash))
    }

    fn find_code(&self, checksum: &HexBinary) -> Result<Option<u64>> {
        self.ask_for_code(checksum)
    }

    fn balance(&self, address: &str, denom: &str) -> Result<u128> {
        check_address(address, &self.facts.prefix)?;
        self.ask_balance(address, denom)
    }

    fn balances(&self, address: &str) -> Result<Vec<Coin>> {
        check_address(address, &self.facts.prefix)?;
        self.ask_balances(address)
    }

    fn display_unit(&self, denom: &str) -> Result<Option<DisplayUnit>> {
        self.ask_display_unit(denom)
    }

    fn delegations(&self, delegator: &str) -> Result<Vec<Delegation>> {
        check_address(delegator, &self.facts.prefix)?;
        self.ask_delegations(delegator)
    }

    fn validators(&self) -> Result<Vec<ChainValidator>> {
        self.ask_validators()
    }

    fn unbonding(&self, delegator: &str) -> Result<Vec<UnbondingEntry>> {
        check_address(delegator, &self.facts.prefix)?;
        self.ask_unbonding(delegator)
    }

    fn redelegations(&self, delegator: &str) -> Result<Vec<RedelegationEntry>> {
        check_address(delegator, &self.facts.prefix)?;
        self.ask_redelegations(delegator)
    }

    fn staking_params(&self) -> Result<StakingRules> {
        self.ask_staking_params()
    }

    fn pending_rewards(&self, delegator: &str) -> Result<Vec<PendingReward>> {
        check_address(delegator, &self.facts.prefix)?;
        self.ask_pending_rewards(delegator)
    }

    fn withdraw_address(&self, delegator: &str) -> Result<String> {
        check_address(delegator, &self.facts.prefix)?;
        self.ask_withdraw_address(delegator)
    }

    fn history_page(&self, contract: &str, from_height: u64, page: u32) -> Result<Vec<PastTx>> {
        check_address(contract, &self.facts.prefix)?;
        let params = json!({
            "query": format!("execute._contract_address = '{contract}' AND tx.height >= {from_height}"),
            "prove": false,
            "page": page.saturating_add(1).to_string(),
            "per_page": PAGE.to_string(),
            "order_by": "asc",
        });
        let answer =
            self.endpoints.call(
                "tx_search",
                &params,
                |answer: Result<FoundMany, String>| match answer {
                    Ok(found) => Next::Done(found.txs),
                    Err(text) if text.contains("page should be within") => Next::Done(Vec::new()),
                    Err(text) => Next::Pass(text),
                },
            )?;
        answer.iter().map(outcome::past).collect()
    }

    fn history_of_blocks(&self, contract: &str, from_height: u64) -> Result<Vec<PastTx>> {
        check_address(contract, &self.facts.prefix)?;
        let mut found = Vec::new();
        let mut next = from_height;
        for page in 1..=BLOCK_PAGES {
            let heights = self.block_heights(contract, from_height, page)?;
            let is_last = heights.len() < BLOCKS;
            for height in heights {
                if height < next {
                    let reason = format!("block {height} comes where {next} or a later one is due");
                    return Err(Error::unreadable("the history of blocks", reason));
                }
                next = height.saturating_add(1);
                found.push(self.done_in_block(height)?);
            }
            if is_last {
                return Ok(found);
            }
        }
        let reason =
            format!("it has more than {BLOCK_PAGES} pages; begin at a later height than {from_height}");
        Err(Error::unreadable("the history of blocks", reason))
    }

    fn begin(&mut self) {
        self.endpoints.begin();
        // A fee market moves. Where it cannot be asked, the last price is as good as any: a node says if it is too low.
        let _ = self.ask_prices();
    }

    fn find_tx(&self, hash: &str) -> Result<Option<FoundTx>> {
        let found = self.look_for(hash)?;
        found.as_ref().map(outcome::found).transpose()
    }

    fn next_block(&mut self) -> Result<Block> {
        let height = self.newest_block()?.height;
        self.await_block(height, |block| block.height > height)
    }

    fn wait_for_time(&mut self, time: Timestamp) -> Result<Block> {
        let height = self.newest_block()?.height;
        self.await_block(height, |block| block.time >= time)
    }

    fn wait_for_height(&mut self, height: u64) -> Result<Block> {
        let now = self.newest_block()?.height;
        self.await_block(now, |block| block.height >= height)
    }
}

impl Live {
    /// Blocks in which the chain itself executed a contract, a page of them, pages counting from 1.
    fn block_heights(&self, contract: &str, from_height: u64, page: u32) -> Result<Vec<u64>> {
        let params = json!({
            "query": format!("execute._contract_address = '{contract}' AND block.height >= {from_height}"),
            "page": page.to_string(),
            "per_page": BLOCKS.to_string(),
            "order_by": "asc",
        });
        self.endpoints
            .call(
                "block_search",
                &params,
                |answer: Result<FoundBlocks, String>| match answer {
                    Ok(found) => Next::Done(found.blocks.unwrap_or_default()),
                    Err(text) if text.contains("page should be within") => Next::Done(Vec::new()),
                    Err(text) => Next::Pass(text),
                },
            )
            .map(|blocks| blocks.iter().map(|found| found.block.header.height).collect())
    }

    /// What happened in a block beside its transactions.
    fn done_in_block(&self, height: u64) -> Result<PastTx> {
        let params = json!({ "height": height.to_string() });
        let results = self.endpoints.call(
            "block_results",
            &params,
            |answer: Result<BlockResults, String>| match answer {
                Ok(results) if results.height == height => Next::Done(results),
                Ok(results) => Next::Pass(format!("gave block {} instead of {height}", results.height)),
                Err(text) => Next::Pass(text),
            },
        )?;
        let parts = [
            results.begin_block_events,
            results.finalize_block_events,
            results.end_block_events,
        ];
        let events = parts.iter().flatten().flatten().map(outcome::event).collect();
        Ok(PastTx {
            height,
            hash: String::new(),
            events,
            gas: None,
        })
    }

    /// Waits as long as blocks come at all. A node that stands still is left for another one.
    fn await_block(&self, from: u64, done: impl Fn(&Block) -> bool) -> Result<Block> {
        let mut seen = from;
        let mut since = Instant::now();
        let mut switches = 0;
        loop {
            let block = self.newest_block()?;
            if done(&block) {
                return Ok(block);
            }
            if block.height > seen {
                (seen, since, switches) = (block.height, Instant::now(), 0);
            }
            let waited = since.elapsed();
            if waited >= self.config.block_timeout {
                return Err(Error::NoNewBlock {
                    height: seen,
                    waited_secs: waited.as_secs(),
                });
            }
            let patience = self.config.block_timeout.checked_div(4).unwrap_or_default();
            if waited >= patience.saturating_mul(switches).saturating_add(patience) {
                switches = switches.saturating_add(1);
                self.endpoints.distrust();
            }
            self.pause();
        }
    }
}
