//! The trait that every chain implements, and its comfortable forms.

use std::collections::BTreeMap;
use std::time::Duration;

use cosmwasm_std::{from_json, Binary, Coin, HexBinary, Timestamp, WasmMsg};
use serde::de::DeserializeOwned;
use serde::Serialize;

use crate::tx::json;
use crate::views::{
    ChainValidator, ContractInfo, Delegation, DisplayUnit, Facts, PendingReward, RedelegationEntry,
    StakingRules, UnbondingEntry,
};
use crate::{
    Block, Code, Error, Estimate, FoundTx, GasPrice, Msg, MsgAnswer, PastTx, Pending, Result, Signer, Tx,
    TxOutcome,
};

/// Pages of a history at most.
const MAX_HISTORY: u32 = 10_000;

/// Told about a signed transaction before it is sent; fails with a reason.
pub type Note<'n> = dyn FnMut(&Pending) -> Result<(), String> + 'n;

/// What every chain can do. Calls block until the chain has answered.
///
/// [`ChainExt`] has the comfortable forms, with any serializable message.
pub trait Chain {
    /// Id, prefix and staking coin.
    fn facts(&self) -> &Facts;

    /// A new piece of work begins: limits on the time of all its requests count anew.
    fn begin(&mut self) {}

    /// The newest block: on a live chain the last one that is final, on the embedded one that
    /// which takes transactions now.
    fn block(&self) -> Result<Block>;

    /// What a unit of gas costs; none: nothing, or the chain does not meter.
    fn price_of_gas(&self) -> Option<GasPrice> {
        None
    }

    /// An older block.
    fn block_at(&self, height: u64) -> Result<Block>;

    /// Signs a transaction and hands it to the chain, which has checked signature, fee and
    /// sequence when this returns. Several can be under way, also of one signer.
    fn submit(&mut self, tx: &Tx) -> Result<Pending> {
        self.submit_noting(tx, &mut |_| Ok(()))
    }

    /// The same, and `note` learns the hash before the transaction leaves, each time it is signed: whoever writes it
    /// down can look for the transaction later, whatever happens to this program. If `note` fails, what was signed does
    /// not leave.
    ///
    /// It is signed a second time at most once, if a node refuses it because the chain expects a higher sequence, a second
    /// look at the account (with another node where there is one) agrees, and no node has the first one; and never if
    /// the transaction says [`Tx::once`].
    ///
    /// # Errors
    /// [`Error::Unanswered`] and [`Error::Undecided`] whenever it may have left; any other means that it has not.
    fn submit_noting(&mut self, tx: &Tx, note: &mut Note<'_>) -> Result<Pending>;

    /// Waits until a transaction is in a block.
    ///
    /// # Errors
    /// Its own if it failed in its block, and [`Error::Expired`] if it is in none and none can take it any more: its last
    /// height has passed and its sequence is unused, by every node that answers. Any other leaves it open.
    fn confirm(&mut self, pending: &Pending) -> Result<TxOutcome>;

    /// What a transaction would use, without sending it: none on a chain that does not meter.
    fn simulate(&mut self, tx: &Tx) -> Result<Option<u64>>;

    /// The gas limit that [`Chain::submit`] would set and the fee for it. Simulates unless `tx.gas` is a limit.
    fn estimate(&mut self, tx: &Tx) -> Result<Estimate>;

    /// The transaction as JSON without signature, as `--generate-only` prints it, for multisigs
    /// and other programs. Its gas is simulated if `tx.gas` says so.
    fn unsigned(&mut self, tx: &Tx) -> Result<serde_json::Value>;

    /// A smart query in bytes, answered in bytes.
    fn query_smart(&self, contract: &str, msg: &Binary) -> Result<Binary>;

    /// What a contract stores under a key.
    fn query_raw(&self, contract: &str, key: &[u8]) -> Result<Option<Vec<u8>>>;

    /// Everything that a contract stores, by key.
    fn contract_state(&self, contract: &str) -> Result<Vec<(Vec<u8>, Vec<u8>)>>;

    fn contract_info(&self, contract: &str) -> Result<ContractInfo>;

    /// Checksum of stored code: SHA-256 of the Wasm on a live chain.
    fn code_checksum(&self, code_id: u64) -> Result<HexBinary>;

    /// The newest code with this checksum that everybody may instantiate.
    fn find_code(&self, checksum: &HexBinary) -> Result<Option<u64>>;

    /// Base units.
    fn balance(&self, address: &str, denom: &str) -> Result<u128>;

    /// By denom; none of them zero.
    fn balances(&self, address: &str) -> Result<Vec<Coin>>;

    /// In which unit a coin is shown; none where the chain does not say.
    fn display_unit(&self, denom: &str) -> Result<Option<DisplayUnit>>;

    /// By operator address.
    fn delegations(&self, delegator: &str) -> Result<Vec<Delegation>>;

    /// Of every status, by operator address.
    fn validators(&self) -> Result<Vec<ChainValidator>>;

    /// By operator address, then oldest first.
    fn unbonding(&self, delegator: &str) -> Result<Vec<UnbondingEntry>>;

    /// By source and destination, then oldest first.
    fn redelegations(&self, delegator: &str) -> Result<Vec<RedelegationEntry>>;

    fn staking_params(&self) -> Result<StakingRules>;

    /// By operator address and denom; none of them zero.
    fn pending_rewards(&self, delegator: &str) -> Result<Vec<PendingReward>>;

    /// Where rewards of `delegator` go.
    fn withdraw_address(&self, delegator: &str) -> Result<String>;

    /// One page of the successful transactions from a height on that executed a contract, directly
    /// or through another one, oldest first; empty after the last page. Pages count from 0. Its
    /// instantiation is not among them.
    fn history_page(&self, contract: &str, from_height: u64, page: u32) -> Result<Vec<PastTx>>;

    /// What the chain itself had a contract do from a height on, outside of transactions, oldest first: messages of proposals
    /// of x/gov that have passed, above all. All at once, as there are few. They have no hash and no gas.
    fn history_of_blocks(&self, contract: &str, from_height: u64) -> Result<Vec<PastTx>> {
        let _ = (contract, from_height);
        Ok(Vec::new())
    }

    /// A transaction in a block, by its hash in hex; none where no node finds it. One that failed counts only if no node
    /// shows that it succeeded.
    fn find_tx(&self, hash: &str) -> Result<Option<FoundTx>>;

    /// Waits for the next block. The embedded chain makes one.
    fn next_block(&mut self) -> Result<Block>;

    /// Waits until a block of this time or later has ended, so that what it pays is there. The
    /// embedded chain jumps.
    fn wait_for_time(&mut self, time: Timestamp) -> Result<Block>;

    /// Waits until the block of this height has ended.
    fn wait_for_height(&mut self, height: u64) -> Result<Block>;
}

/// [`Chain`] with types instead of bytes.
pub trait ChainExt: Chain {
    /// The signer's address on this chain.
    fn address(&self, signer: &Signer) -> Result<String> {
        signer.address(&self.facts().prefix)
    }

    /// Submits and confirms.
    fn send(&mut self, tx: &Tx) -> Result<TxOutcome> {
        let pending = self.submit(tx)?;
        self.confirm(&pending)
    }

    /// Uploads code and returns its id.
    fn store(&mut self, signer: &Signer, code: &Code) -> Result<u64> {
        let outcome = self.send(&Tx::new(signer, vec![Msg::Store(code.clone())]))?;
        stored(&outcome)
    }

    /// Creates a contract and returns its address.
    fn instantiate(&mut self, signer: &Signer, new: &Instance, msg: &impl Serialize) -> Result<String> {
        let msg = new.message(msg)?;
        let outcome = self.send(&Tx::new(signer, vec![msg]))?;
        instantiated(&outcome)
    }

    /// One message to one contract.
    fn execute(
        &mut self,
        signer: &Signer,
        contract: &str,
        msg: &impl Serialize,
        funds: &[Coin],
    ) -> Result<TxOutcome> {
        let msg = Msg::execute(contract, msg, funds)?;
        self.send(&Tx::new(signer, vec![msg]))
    }

    /// Moves a contract to other code.
    fn migrate(
        &mut self,
        signer: &Signer,
        contract: &str,
        code_id: u64,
        msg: &impl Serialize,
    ) -> Result<TxOutcome> {
        let msg = WasmMsg::Migrate {
            contract_addr: contract.to_owned(),
            new_code_id: code_id,
            msg: json(msg)?,
        };
        self.send(&Tx::new(signer, vec![msg.into()]))
    }

    /// A bank transfer.
    fn transfer(&mut self, signer: &Signer, to: &str, amount: &[Coin]) -> Result<TxOutcome> {
        self.send(&Tx::new(signer, vec![Msg::send(to, amount)]))
    }

    /// A smart query.
    fn query<T: DeserializeOwned>(&self, contract: &str, msg: &impl Serialize) -> Result<T> {
        let answer = self.query_smart(contract, &json(msg)?)?;
        from_json(&answer).map_err(|error| Error::unreadable(format!("the query of {contract}"), error))
    }

    /// Balance of the staking coin.
    fn stake_balance(&self, address: &str) -> Result<u128> {
        self.balance(address, &self.facts().denom)
    }

    /// Base units delegated by `delegator`, by operator address.
    fn delegated(&self, delegator: &str) -> Result<BTreeMap<String, u128>> {
        let delegations = self.delegations(delegator)?;
        Ok(delegations.into_iter().map(|d| (d.operator, d.amount)).collect())
    }

    /// Every successful execution of a contract from a height on, oldest first, until `visit` says false; what the chain
    /// did at the end of a block comes after the block's transactions.
    ///
    /// # Errors
    /// For a history that goes back in height, or has more than ten thousand pages.
    fn history(
        &self,
        contract: &str,
        from_height: u64,
        mut visit: impl FnMut(PastTx) -> Result<bool>,
    ) -> Result<()> {
        let mut reached = from_height;
        let mut of_blocks = self
            .history_of_blocks(contract, from_height)?
            .into_iter()
            .peekable();
        for page in 0..MAX_HISTORY {
            let found = self.history_page(contract, from_height, page)?;
            if found.is_empty() {
                for past in of_blocks {
                    if !visit(past)? {
                        break;
                    }
                }
                return Ok(());
            }
            for tx in found {
                if tx.height < reached {
                    let reason = format!("block {} comes after block {reached}", tx.height);
                    return Err(Error::unreadable("the history", reason));
                }
                reached = tx.height;
                while let Some(past) = of_blocks.next_if(|past| past.height < tx.height) {
                    if !visit(past)? {
                        return Ok(());
                    }
                }
                if !visit(tx)? {
                    return Ok(());
                }
            }
        }
        let reason =
            format!("it has more than {MAX_HISTORY} pages; begin at a later height than {from_height}");
        Err(Error::unreadable("the history", reason))
    }

    /// Asks `done` now and after every block until it says true, but no longer than `timeout` of
    /// the chain's own time. `what` is for the error.
    fn wait_until(
        &mut self,
        what: &str,
        timeout: Duration,
        mut done: impl FnMut(&mut Self) -> Result<bool>,
    ) -> Result<Block> {
        let mut block = self.block()?;
        let end = block.time.nanos().saturating_add(nanos(timeout));
        while !done(self)? {
            if block.time.nanos() >= end {
                return Err(Error::NotReached {
                    what: what.to_owned(),
                    secs: timeout.as_secs(),
                });
            }
            block = self.next_block()?;
        }
        Ok(block)
    }
}

impl<C: Chain + ?Sized> ChainExt for C {}

/// What a contract is created with, besides its own message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instance {
    pub code_id: u64,
    pub label: String,
    /// Who may migrate it; none: nobody.
    pub admin: Option<String>,
    pub funds: Vec<Coin>,
}

impl Instance {
    /// Without admin and funds.
    pub fn new(code_id: u64, label: &str) -> Self {
        Self {
            code_id,
            label: label.to_owned(),
            admin: None,
            funds: Vec::new(),
        }
    }

    #[must_use]
    pub fn admin(mut self, address: &str) -> Self {
        self.admin = Some(address.to_owned());
        self
    }

    #[must_use]
    pub fn funds(mut self, funds: &[Coin]) -> Self {
        self.funds = funds.to_vec();
        self
    }

    /// The message that creates it.
    pub fn message(&self, msg: &impl Serialize) -> Result<Msg> {
        Ok(Msg::from(WasmMsg::Instantiate {
            admin: self.admin.clone(),
            code_id: self.code_id,
            msg: json(msg)?,
            funds: self.funds.clone(),
            label: self.label.clone(),
        }))
    }
}

/// Code id that the first message of a transaction stored.
pub fn stored(outcome: &TxOutcome) -> Result<u64> {
    match outcome.answers.first() {
        Some(MsgAnswer::Stored { code_id, .. }) => Ok(*code_id),
        other => Err(Error::unreadable("the upload", format!("{other:?}"))),
    }
}

/// Contract that the first message of a transaction created.
pub fn instantiated(outcome: &TxOutcome) -> Result<String> {
    match outcome.answers.first() {
        Some(MsgAnswer::Instantiated { contract, .. }) => Ok(contract.clone()),
        other => Err(Error::unreadable("the instantiation", format!("{other:?}"))),
    }
}

fn nanos(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}
