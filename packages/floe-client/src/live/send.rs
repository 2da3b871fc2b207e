//! Simulating, sending and confirming.

use std::time::{Duration, Instant};

use cosmrs::proto::cosmos::tx::v1beta1::{SimulateRequest, SimulateResponse};
use cosmwasm_std::{coin, Binary, Coin, HexBinary};
use serde_json::json;

use super::account::Account;
use super::endpoints::Offered;
use super::rpc::Found;
use super::sign::{self, Draft};
use super::{encode, outcome, Live};
use crate::refusal::{of_simulation, NodeRefusal};
use crate::signer::check_address;
use crate::{gas, Error, Estimate, Gas, Note, Pending, Result, Tx, TxOutcome};

impl Live {
    /// The sender's address, once the transaction fits this chain.
    pub(super) fn sender(&self, tx: &Tx) -> Result<String> {
        if tx.msgs.is_empty() {
            return Err(Error::bad_value("messages", "a transaction needs at least one"));
        }
        let prefix = &self.facts.prefix;
        let sender = tx.signer.address(prefix)?;
        check_address(&sender, prefix)?;
        if let Some(granter) = &tx.granter {
            check_address(granter, prefix)?;
        }
        for msg in &tx.msgs {
            msg.check_addresses(prefix)?;
        }
        Ok(sender)
    }

    pub(super) fn draft(&self, tx: &Tx, sender: &str) -> Result<Draft> {
        let messages = tx.msgs.iter().map(|msg| encode::any(msg, sender));
        let messages = messages.collect::<Result<_>>()?;
        let height = self.endpoints.height()?;
        Ok(Draft {
            messages,
            memo: tx.memo.clone(),
            granter: tx.granter.clone().unwrap_or_default(),
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

    /// As the chain knows it now.
    pub(super) fn account_anew(&mut self, address: &str) -> Result<Account> {
        self.accounts.forget(address);
        self.account(address)
    }

    /// Signs and sends, and once more if it is sure that the first one is void.
    pub(super) fn submit_draft(&mut self, tx: &Tx, draft: Draft, note: &mut Note<'_>) -> Result<Pending> {
        tx.signer.signing_key()?;
        self.endpoints.begin();
        let sender = tx.signer.address(&self.facts.prefix)?;
        let (account, budget) = self.terms(tx, &draft, &sender)?;
        let work = Work {
            tx,
            draft,
            sender,
            budget,
        };
        let (first, offered) = self.sign_and_offer(&work, account, note)?;
        let refused = match self.taken(&first, offered)? {
            None => return Ok(first),
            Some(refused) => refused,
        };
        let Error::SequenceMismatch { expected, given } = refused.error else {
            return Err(undecided(&first, refused.error));
        };
        if given != account.sequence || expected <= given || tx.once {
            return Err(undecided(&first, refused.error));
        }
        let next = Account {
            sequence: expected,
            ..account
        };
        self.endpoints.avoid(refused.by);
        match self.ask_account(&work.sender) {
            Ok(seen) if seen == next => {}
            _ => return Err(undecided(&first, refused.error)),
        }
        if let Ok(Some(_)) = self.look_for(&first.hash) {
            return Ok(first);
        }
        let (second, offered) = self
            .sign_and_offer(&work, next, note)
            .map_err(|error| undecided(&first, error))?;
        self.accounts.learn(&work.sender, next);
        match self.taken(&second, offered) {
            Ok(None) => Ok(second),
            Ok(Some(refused)) => Err(both_undecided(&first, &second, refused.error)),
            Err(error) => Err(both_undecided(&first, &second, error)),
        }
    }

    /// Account and budget, with the account asked for once more if its sequence was not right.
    fn terms(&mut self, tx: &Tx, draft: &Draft, sender: &str) -> Result<(Account, Estimate)> {
        let account = self.account(sender)?;
        let (account, gas) = match self.gas_limit(tx, draft, account) {
            Err(Error::SequenceMismatch { .. }) => {
                let account = self.account_anew(sender)?;
                (account, self.gas_limit(tx, draft, account)?)
            }
            gas => (account, gas?),
        };
        Ok((account, self.budget(gas)?))
    }

    /// The only place where anything is signed. An error means that nothing has left.
    fn sign_and_offer(
        &mut self,
        work: &Work<'_>,
        account: Account,
        note: &mut Note<'_>,
    ) -> Result<(Pending, Offered)> {
        let Work {
            tx, draft, budget, ..
        } = work;
        let bytes = draft.signed_bytes(&tx.signer, account, &self.facts.chain_id, budget)?;
        let pending = Pending {
            hash: sign::hash(&bytes),
            valid_until: draft.valid_until,
            signer: work.sender.clone(),
            sequence: Some(account.sequence),
        };
        note(&pending).map_err(|reason| Error::NotNoted { reason })?;
        self.signed.insert(pending.hash.clone(), Instant::now());
        let offered = self.endpoints.offer(&Binary::from(bytes).to_base64());
        match offered {
            Offered::NotSent(error) => Err(error),
            Offered::Taken | Offered::Refused { .. } | Offered::Lost(_) => Ok((pending, offered)),
        }
    }

    /// Books that a node has taken a transaction, or gives its refusal.
    fn taken(&mut self, pending: &Pending, offered: Offered) -> Result<Option<Refused>> {
        match offered {
            Offered::Taken => {
                self.accounts
                    .used(&pending.signer, pending.sequence.unwrap_or_default());
                Ok(None)
            }
            Offered::Refused {
                codespace,
                code,
                log,
                by,
            } => {
                self.accounts.forget(&pending.signer);
                let refusal = NodeRefusal {
                    codespace: &codespace,
                    code,
                    log: &log,
                    gas: None,
                };
                Ok(Some(Refused {
                    error: refusal.at(None),
                    by,
                }))
            }
            Offered::Lost(detail) => {
                self.accounts.forget(&pending.signer);
                Err(Error::Unanswered {
                    hash: pending.hash.clone(),
                    detail,
                    valid_until: pending.valid_until,
                })
            }
            Offered::NotSent(error) => Err(error),
        }
    }

    /// Asks once more if the sequence was not the account's any more.
    pub(super) fn budget_of(&mut self, tx: &Tx) -> Result<Estimate> {
        let sender = self.sender(tx)?;
        let draft = self.draft(tx, &sender)?;
        let (_, budget) = self.terms(tx, &draft, &sender)?;
        Ok(budget)
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

    /// The fee for a gas limit.
    ///
    /// # Errors
    /// For more gas than a block holds, and for a fee below what the node asks for: both would be refused.
    pub(super) fn budget(&self, gas: u64) -> Result<Estimate> {
        let limit = self.block_gas.unwrap_or(MAX_GAS);
        if gas > limit {
            return Err(Error::TooMuchGas { wanted: gas, limit });
        }
        let fee = self.gas_price.as_ref().map(|price| price.fee(gas)).transpose()?;
        let fee: Vec<Coin> = fee.flatten().into_iter().collect();
        if let (Some(own), Some(least)) = (&self.gas_price, &self.least_price) {
            if own.denom == least.denom && own.amount < least.amount {
                let required = least.fee(gas)?.map(|coin| coin.to_string());
                return Err(Error::InsufficientFee {
                    required: required.unwrap_or_default(),
                    given: fee
                        .first()
                        .map_or_else(|| "nothing".to_owned(), ToString::to_string),
                });
            }
        }
        Ok(Estimate { gas, fee })
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

    /// Every node is asked before anything is said that is not sure.
    pub(super) fn confirm_pending(&mut self, pending: &Pending) -> Result<TxOutcome> {
        self.endpoints.begin();
        let found = self.await_inclusion(pending);
        if found.is_err() {
            self.accounts.forget(&pending.signer);
        }
        let found = found?;
        let outcome = outcome::of(&found);
        if found.tx_result.code == 0 {
            self.confirmed = self.confirmed.max(found.height);
        }
        match outcome {
            Err(Error::Unreadable { reason, .. }) => {
                let detail = format!(
                    "a node shows it in block {}, and not readably: {reason}",
                    found.height
                );
                Err(undecided(pending, detail))
            }
            outcome => outcome,
        }
    }

    fn await_inclusion(&self, pending: &Pending) -> Result<Found> {
        let start = Instant::now();
        loop {
            let trouble = match self.look_for(&pending.hash) {
                Ok(Some(found)) => return Ok(found),
                Ok(None) => self.settle_absent(pending),
                Err(Error::BadValue { field, reason }) => return Err(Error::BadValue { field, reason }),
                Err(error) => Err(error),
            };
            match trouble {
                Ok(None) => {}
                Ok(Some(verdict)) => return Err(verdict),
                Err(Error::Stopped) => return Err(undecided(pending, Error::Stopped)),
                // The connection, which may come back.
                Err(_) => {}
            }
            if start.elapsed() >= self.config.inclusion_timeout {
                return Err(not_included(pending, start.elapsed()));
            }
            self.pause();
        }
    }

    /// What is sure of a transaction that no node finds: none: nothing yet. It is void when every node that answers is
    /// past its last height and finds its sequence unused.
    fn settle_absent(&self, pending: &Pending) -> Result<Option<Error>> {
        // No chain makes more than a block a second for long: until then, a height is a claim.
        let signed = self.signed.get(&pending.hash);
        let early = |at: &Instant| at.elapsed().as_secs() <= self.config.valid_blocks;
        if signed.is_some_and(early) {
            return Ok(None);
        }
        let accounts = self.accounts_everywhere(&pending.signer)?;
        let all_past = accounts
            .iter()
            .all(|(height, _)| *height > pending.valid_until.saturating_add(1));
        if accounts.is_empty() || !all_past {
            return Ok(None);
        }
        // Looked for once more after its last height was passed: an index may lag a little.
        if self.look_for(&pending.hash)?.is_some() {
            return Ok(None);
        }
        let (hash, valid_until) = (pending.hash.clone(), pending.valid_until);
        let unused = |(_, account): &(u64, Account)| {
            pending
                .sequence
                .is_some_and(|sequence| account.sequence <= sequence)
        };
        Ok(Some(if accounts.iter().all(unused) {
            Error::Expired { hash, valid_until }
        } else {
            Error::Untraceable { hash, valid_until }
        }))
    }

    /// A transaction in a block, asked from one node after the other. One that failed counts only if no node shows that
    /// it succeeded.
    pub(super) fn look_for(&self, hash: &str) -> Result<Option<Found>> {
        let bytes = HexBinary::from_hex(hash).map_err(|error| Error::bad_value("transaction hash", error))?;
        let params = json!({ "hash": Binary::from(bytes).to_base64(), "prove": false });
        let mut failed = None;
        let found = self
            .endpoints
            .until("tx", &params, |answer: Result<Found, String>| {
                let found = answer.ok().filter(|found| outcome::is_of(found, hash))?;
                if found.tx_result.code == 0 {
                    return Some(found);
                }
                failed.get_or_insert(found);
                None
            })?;
        Ok(found.or(failed))
    }
}

/// What is to be signed.
struct Work<'a> {
    tx: &'a Tx,
    draft: Draft,
    sender: String,
    budget: Estimate,
}

/// What a node has refused, and its index.
struct Refused {
    error: Error,
    by: usize,
}

/// Gas of a transaction at most where the chain has no limit.
const MAX_GAS: u64 = 1_000_000_000;

fn undecided(pending: &Pending, detail: impl ToString) -> Error {
    Error::Undecided {
        hash: pending.hash.clone(),
        detail: detail.to_string(),
        valid_until: pending.valid_until,
    }
}

fn both_undecided(first: &Pending, second: &Pending, detail: impl ToString) -> Error {
    Error::Undecided {
        hash: format!("{} or {}", first.hash, second.hash),
        detail: detail.to_string(),
        valid_until: second.valid_until,
    }
}

fn not_included(pending: &Pending, waited: Duration) -> Error {
    Error::NotIncluded {
        hash: pending.hash.clone(),
        waited_secs: waited.as_secs(),
        valid_until: pending.valid_until,
    }
}
