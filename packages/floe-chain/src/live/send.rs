//! Simulating, sending and confirming.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use cosmrs::proto::cosmos::tx::v1beta1::{SimulateRequest, SimulateResponse};
use cosmrs::rpc::endpoint::tx;
use cosmrs::rpc::{Client, HttpClient};
use cosmrs::tendermint::Hash;
use cosmwasm_std::coin;

use super::account::Account;
use super::sign::{self, Draft};
use super::{encode, outcome, Live};
use crate::refusal::{of_simulation, Refusal};
use crate::signer::check_address;
use crate::{gas, Budget, Error, Gas, Note, Pending, Result, Tx, TxOutcome};

/// How often a transaction is signed anew because the chain expects another sequence.
const SIGNINGS: usize = 5;

impl Live {
    /// The sender's address, once the transaction fits this chain.
    pub(super) fn sender(&self, tx: &Tx) -> Result<String> {
        if tx.msgs.is_empty() {
            return Err(Error::bad_value("messages", "a transaction needs at least one"));
        }
        let prefix = &self.facts.prefix;
        let sender = tx.signer.address(prefix)?;
        check_address(&sender, prefix)?;
        for msg in &tx.msgs {
            msg.check_addresses(prefix)?;
        }
        Ok(sender)
    }

    pub(super) fn draft(&self, tx: &Tx, sender: &str) -> Result<Draft> {
        let messages = tx.msgs.iter().map(|msg| encode::any(msg, sender));
        let messages = messages.collect::<Result<_>>()?;
        let height = self.newest_block()?.height;
        Ok(Draft {
            messages,
            memo: tx.memo.clone(),
            valid_until: height.saturating_add(self.config.valid_blocks),
        })
    }

    /// As this program left it or, at first, as the chain knows it.
    pub(super) fn account(&mut self, address: &str) -> Result<Account> {
        if let Some(known) = self.accounts.get(address) {
            return Ok(known);
        }
        let asked = self.ask_account(address)?;
        self.accounts.learn(address, asked);
        Ok(asked)
    }

    /// Signs and sends, anew while the chain expects another sequence.
    pub(super) fn submit_draft(&mut self, tx: &Tx, draft: &Draft, note: &mut Note<'_>) -> Result<Pending> {
        tx.signer.signing_key()?;
        let sender = &tx.signer.address(&self.facts.prefix)?;
        let mut last = None;
        for _ in 0..SIGNINGS {
            match self.attempt(tx, sender, draft, note) {
                Err(Error::SequenceMismatch { expected, given }) => {
                    self.accounts.expect(sender, expected);
                    last = Some(Error::SequenceMismatch { expected, given });
                }
                sent => return sent,
            }
        }
        self.accounts.forget(sender);
        Err(last.unwrap_or_else(|| Error::bad_value("sequence", "no attempt was made")))
    }

    fn attempt(&mut self, tx: &Tx, sender: &str, draft: &Draft, note: &mut Note<'_>) -> Result<Pending> {
        let account = self.account(sender)?;
        let gas = self.gas_limit(tx, draft, account)?;
        let budget = self.budget(gas)?;
        let bytes = draft.signed_bytes(&tx.signer, account, &self.facts.chain_id, &budget)?;
        let pending = Pending {
            hash: sign::hash(&bytes),
            valid_until: draft.valid_until,
            signer: sender.to_owned(),
        };
        note(&pending).map_err(|reason| Error::NotNoted { reason })?;
        let sent = self.broadcast(bytes, &pending);
        if matches!(sent, Err(Error::Unanswered { .. })) {
            self.accounts.forget(sender);
        }
        sent?;
        self.accounts.used(sender, account.sequence);
        Ok(pending)
    }

    /// Asks once more if the sequence was not the account's any more.
    pub(super) fn budget_of(&mut self, tx: &Tx) -> Result<Budget> {
        let sender = self.sender(tx)?;
        let draft = self.draft(tx, &sender)?;
        let account = self.account(&sender)?;
        let gas = match self.gas_limit(tx, &draft, account) {
            Err(Error::SequenceMismatch { expected, .. }) => {
                self.accounts.expect(&sender, expected);
                let account = self.account(&sender)?;
                self.gas_limit(tx, &draft, account)?
            }
            other => other?,
        };
        self.budget(gas)
    }

    pub(super) fn gas_limit(&self, tx: &Tx, draft: &Draft, account: Account) -> Result<u64> {
        match tx.gas {
            Gas::Limit(limit) => Ok(limit),
            Gas::Simulated { percent, floor } => {
                let used = self.simulate_draft(tx, draft, account)?;
                gas::limit(used, percent, floor)
            }
        }
    }

    pub(super) fn budget(&self, gas: u64) -> Result<Budget> {
        let fee = self.gas_price.as_ref().map(|price| price.fee(gas)).transpose()?;
        Ok(Budget {
            gas,
            fee: fee.flatten().into_iter().collect(),
        })
    }

    /// Gas used. A fee of one unit stands in for the one that depends on the result: taking a fee
    /// costs gas too, hardly more for a large one.
    pub(super) fn simulate_draft(&self, tx: &Tx, draft: &Draft, account: Account) -> Result<u64> {
        let fee = self.gas_price.iter().map(|price| coin(1, &price.denom)).collect();
        let query = SimulateRequest {
            tx_bytes: draft.unsigned_bytes(&tx.signer, account.sequence, fee)?,
            ..SimulateRequest::default()
        };
        let path = "/cosmos.tx.v1beta1.Service/Simulate";
        let answer: Result<SimulateResponse> = self.ask(path, &query);
        let answer = answer.map_err(of_simulation)?;
        let info = answer
            .gas_info
            .ok_or_else(|| Error::unreadable("a simulation", "no gas"))?;
        Ok(info.gas_used)
    }

    /// Returns once a node has taken it. After a broken connection the same bytes are sent again:
    /// they can land only once.
    fn broadcast(&self, bytes: Vec<u8>, pending: &Pending) -> Result<()> {
        let sent = AtomicU32::new(0);
        let call = |client: HttpClient| {
            sent.fetch_add(1, Ordering::Relaxed);
            let bytes = bytes.clone();
            async move { client.broadcast_tx_sync(bytes).await }
        };
        let answer = self.runtime.block_on(self.endpoints.call(call));
        let times = sent.load(Ordering::Relaxed);
        let answer = match answer {
            Err(Error::Unreachable { tried }) if times > 0 => {
                return Err(Error::Unanswered {
                    hash: pending.hash.clone(),
                    detail: tried,
                    valid_until: pending.valid_until,
                })
            }
            other => other?,
        };
        match answer {
            Ok(response) if response.code.is_ok() => Ok(()),
            Ok(response) => taken_before(times, &response.codespace, response.code.value(), &response.log),
            Err(error) if error.0.contains("already exists in cache") => Ok(()),
            Err(error) => Err(Error::unreadable("the transaction", error.0)),
        }
    }

    pub(super) fn confirm_pending(&mut self, pending: &Pending) -> Result<TxOutcome> {
        let found = self.await_inclusion(pending);
        if found.is_err() {
            self.accounts.forget(&pending.signer);
        }
        let found = found?;
        self.confirmed = self.confirmed.max(found.height.value());
        self.endpoints.saw(found.height.value());
        outcome::of(&found)
    }

    fn await_inclusion(&self, pending: &Pending) -> Result<tx::Response> {
        let start = Instant::now();
        let mut height = 0;
        loop {
            if let Some(found) = self.look_for(&pending.hash)? {
                return Ok(found);
            }
            // Looked for once more after the height was passed: the index may lag a little.
            if height > pending.valid_until.saturating_add(1) {
                return Err(Error::Expired {
                    hash: pending.hash.clone(),
                    valid_until: pending.valid_until,
                });
            }
            if start.elapsed() >= self.config.inclusion_timeout {
                return Err(not_included(pending, start.elapsed()));
            }
            self.pause();
            height = self.newest_block()?.height;
        }
    }

    /// A transaction in a block.
    fn look_for(&self, hash: &str) -> Result<Option<tx::Response>> {
        let parsed: Hash = hash
            .parse()
            .map_err(|error| Error::bad_value("transaction hash", error))?;
        let call = |client: HttpClient| async move { client.tx(parsed, false).await };
        match self.runtime.block_on(self.endpoints.call(call))? {
            Ok(found) => Ok(Some(found)),
            Err(error) if error.0.contains("not found") => Ok(None),
            Err(error) => Err(Error::unreadable(format!("the search for {hash}"), error.0)),
        }
    }
}

/// A refusal, unless it only says that an earlier try of the same bytes got through.
fn taken_before(times: u32, codespace: &str, code: u32, log: &str) -> Result<()> {
    const IN_MEMPOOL: u32 = 19;
    const WRONG_SEQUENCE: u32 = 32;
    let taken = codespace == "sdk" && (code == IN_MEMPOOL || (times > 1 && code == WRONG_SEQUENCE));
    if taken {
        return Ok(());
    }
    Err(Refusal {
        codespace,
        code,
        log,
        gas: None,
    }
    .at(None))
}

fn not_included(pending: &Pending, waited: Duration) -> Error {
    Error::NotIncluded {
        hash: pending.hash.clone(),
        waited_secs: waited.as_secs(),
        valid_until: pending.valid_until,
    }
}
