//! The embedded chain as the program reaches it, with what can go wrong on the way.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use cosmwasm_std::{coins, Binary, Coin, CosmosMsg, HexBinary, Timestamp, WasmMsg};
use floe_client::views::{
    ChainValidator, ContractInfo, Delegation, DisplayUnit, Facts, PendingReward, RedelegationEntry,
    StakingRules, UnbondingEntry,
};
use floe_client::{
    Block, Chain, Error, Estimate, FoundTx, GasUse, Msg, Note, PastTx, Pending, Result, Tx, TxOutcome,
};
use floe_embedded::Embedded;

/// The embedded chain, in the hands of the test and of each run of the program.
#[derive(Clone)]
pub struct Shared {
    facts: Facts,
    chain: Rc<RefCell<Embedded>>,
    /// What goes wrong on the way to it.
    pub way: Rc<Way>,
}

/// Between the program and the chain.
#[derive(Default)]
pub struct Way {
    /// Transactions that arrived.
    pub arrived: Cell<usize>,
    /// Fee in base units of every transaction, counted and not taken from anybody.
    pub fee: Cell<u128>,
    /// While set, no node answers.
    pub down: Cell<bool>,
    /// Happens just before the next transaction.
    pub before: RefCell<Option<Box<dyn FnOnce()>>>,
    /// What befalls one submission, when so many transactions have arrived.
    fault: RefCell<Option<(usize, Fault)>>,
    /// Errors of the next submissions; the transactions do not arrive.
    pub submit: RefCell<Vec<Error>>,
    /// Errors of the next confirmations; the transactions are in blocks all the same.
    pub confirm: RefCell<Vec<Error>>,
    /// What the chain says about the unit of its coin.
    pub unit: RefCell<Option<DisplayUnit>>,
    /// While set, transactions are not looked for on the chain.
    pub blind: Cell<bool>,
    /// While set, the node has only its newest block.
    pub forgetful: Cell<bool>,
    /// Whose claims fail, as the bank refuses the receiver.
    pub unpayable: RefCell<Option<String>>,
    /// What the first validators call themselves; the others have no name.
    pub monikers: RefCell<Vec<String>>,
    /// While set, transactions show nothing of what the contracts did.
    pub mute: Cell<bool>,
}

impl Way {
    fn look(&self) -> Result<()> {
        match self.down.get() {
            true => Err(Error::Unreachable {
                tried: "the node of this test".to_owned(),
            }),
            false => Ok(()),
        }
    }

    fn next(errors: &RefCell<Vec<Error>>) -> Result<()> {
        let mut errors = errors.borrow_mut();
        match errors.is_empty() {
            true => Ok(()),
            false => Err(errors.remove(0)),
        }
    }

    /// As the chain words it that a claim pays an account which may not be paid.
    fn check_claims(&self, tx: &Tx) -> Result<()> {
        let unpayable = self.unpayable.borrow();
        let Some(user) = unpayable.as_deref() else {
            return Ok(());
        };
        let claim = serde_json::json!({ "claim_for": { "user": user } }).to_string();
        let pays = |msg: &Msg| match msg {
            Msg::Cosmos(CosmosMsg::Wasm(WasmMsg::Execute { msg, .. })) => msg.as_slice() == claim.as_bytes(),
            _ => false,
        };
        match tx.msgs.iter().position(pays) {
            Some(index) => Err(Error::Refused {
                message: Some(index),
                codespace: "sdk".to_owned(),
                code: 4,
                text: format!("{user} is not allowed to receive funds: unauthorized"),
            }),
            None => Ok(()),
        }
    }

    /// The fault that is due, once.
    fn fault(&self) -> Option<Fault> {
        let mut fault = self.fault.borrow_mut();
        let due = fault.as_ref().is_some_and(|(at, _)| *at == self.arrived.get());
        due.then(|| fault.take()).flatten().map(|(_, fault)| fault)
    }

    fn metered(&self) -> Option<GasUse> {
        let fee = self.fee.get();
        (fee > 0).then(|| GasUse {
            wanted: 300_000,
            used: 200_000,
            fee: coins(fee, "stake"),
        })
    }
}

/// What can go wrong between the program and its node, once.
#[derive(Clone, Debug)]
pub enum Fault {
    /// The node refuses a transaction before it is in a block.
    Refuses(Error),
    /// It happens, and the program does not learn of it.
    LosesTheAnswer,
    /// It never happens, and the program does not learn of it.
    LosesTheTransaction,
}

impl Shared {
    pub fn new(chain: Embedded) -> Self {
        Self {
            facts: chain.facts().clone(),
            chain: Rc::new(RefCell::new(chain)),
            way: Rc::default(),
        }
    }

    /// How many transactions have arrived.
    pub fn sent(&self) -> usize {
        self.way.arrived.get()
    }

    /// Lets the transaction after the next `count` ones meet with a fault.
    pub fn fail_after(&self, count: usize, fault: Fault) {
        *self.way.fault.borrow_mut() = Some((self.sent() + count, fault));
    }

    /// The way there, with what happens on it.
    fn travel(&mut self, tx: &Tx, note: &mut Note<'_>) -> Result<Pending> {
        self.way.look()?;
        let before = self.way.before.borrow_mut().take();
        if let Some(before) = before {
            before();
        }
        if let Err(error) = Way::next(&self.way.submit) {
            // Signed, as only then it can be unknown what becomes of it.
            if let Error::Unanswered {
                hash, valid_until, ..
            }
            | Error::Undecided {
                hash, valid_until, ..
            } = &error
            {
                let signed = Pending {
                    hash: hash.clone(),
                    valid_until: *valid_until,
                    signer: tx.signer.address(&self.facts.prefix)?,
                    sequence: Some(7),
                };
                note(&signed).map_err(|reason| Error::NotNoted { reason })?;
            }
            return Err(error);
        }
        let unanswered = |pending: Pending| Error::Unanswered {
            hash: pending.hash,
            detail: "connection reset".to_owned(),
            valid_until: pending.valid_until,
        };
        let lost = Pending {
            hash: "AB".repeat(32),
            valid_until: 1,
            signer: tx.signer.address(&self.facts.prefix)?,
            sequence: Some(7),
        };
        let fault = self.way.fault();
        match fault {
            Some(Fault::Refuses(error)) => {
                note(&lost).unwrap();
                return Err(error);
            }
            Some(Fault::LosesTheTransaction) => {
                note(&lost).unwrap();
                return Err(unanswered(lost));
            }
            Some(Fault::LosesTheAnswer) | None => {}
        }
        let pending = self.chain.borrow_mut().submit_noting(tx, note)?;
        self.way.arrived.set(self.way.arrived.get() + 1);
        match fault {
            Some(_) => Err(unanswered(pending)),
            None => Ok(pending),
        }
    }

    /// The way back.
    fn outcome(&mut self, pending: &Pending) -> Result<TxOutcome> {
        self.way.look()?;
        if self.way.blind.get() {
            Way::next(&self.way.confirm)?;
        }
        let outcome = self.chain.borrow_mut().confirm(pending);
        Way::next(&self.way.confirm)?;
        let gas = self.way.metered();
        let mute = self.way.mute.get();
        outcome.map(|mut outcome| {
            outcome.events.retain(|event| !mute || event.contract().is_none());
            TxOutcome { gas, ..outcome }
        })
    }

    fn with_fee(&mut self, tx: &Tx) -> Result<Estimate> {
        self.way.look()?;
        let budget = self.chain.borrow_mut().estimate(tx)?;
        Ok(match self.way.metered() {
            Some(GasUse { fee, .. }) => Estimate { fee, ..budget },
            None => budget,
        })
    }

    /// To fund, slash, advance, ….
    pub fn inner(&self) -> std::cell::RefMut<'_, Embedded> {
        self.chain.borrow_mut()
    }
}

/// Hands each call to the chain inside.
macro_rules! forward {
    (read { $(fn $read:ident(&self $(, $a:ident: $t:ty)*) -> $r:ty;)* }
     write { $(fn $write:ident(&mut self $(, $b:ident: $u:ty)*) -> $s:ty;)* }) => {
        impl Chain for Shared {
            fn facts(&self) -> &Facts {
                &self.facts
            }
            fn submit_noting(&mut self, tx: &Tx, note: &mut Note<'_>) -> Result<Pending> {
                self.travel(tx, note)
            }
            fn confirm(&mut self, pending: &Pending) -> Result<TxOutcome> {
                self.outcome(pending)
            }
            fn simulate(&mut self, tx: &Tx) -> Result<Option<u64>> {
                self.way.look()?;
                self.way.check_claims(tx)?;
                self.chain.borrow_mut().simulate(tx)
            }
            fn estimate(&mut self, tx: &Tx) -> Result<Estimate> {
                self.with_fee(tx)
            }
            fn block_at(&self, height: u64) -> Result<Block> {
                self.way.look()?;
                let inner = self.chain.borrow();
                if self.way.forgetful.get() && height < inner.block()?.height {
                    return Err(Error::NotFound { what: format!("block {height}") });
                }
                inner.block_at(height)
            }
            fn display_unit(&self, _: &str) -> Result<Option<DisplayUnit>> {
                self.way.look()?;
                Ok(self.way.unit.borrow().clone())
            }
            fn validators(&self) -> Result<Vec<ChainValidator>> {
                self.way.look()?;
                let mut known = self.chain.borrow().validators()?;
                for (validator, name) in known.iter_mut().zip(self.way.monikers.borrow().iter()) {
                    validator.moniker.clone_from(name);
                }
                Ok(known)
            }
            $(fn $read(&self $(, $a: $t)*) -> $r {
                self.way.look()?;
                self.chain.borrow().$read($($a),*)
            })*
            $(fn $write(&mut self $(, $b: $u)*) -> $s {
                self.way.look()?;
                self.chain.borrow_mut().$write($($b),*)
            })*
        }
    };
}

forward! {
    read {
        fn block(&self) -> Result<Block>;
        fn query_smart(&self, contract: &str, msg: &Binary) -> Result<Binary>;
        fn query_raw(&self, contract: &str, key: &[u8]) -> Result<Option<Vec<u8>>>;
        fn contract_state(&self, contract: &str) -> Result<Vec<(Vec<u8>, Vec<u8>)>>;
        fn contract_info(&self, contract: &str) -> Result<ContractInfo>;
        fn code_checksum(&self, code_id: u64) -> Result<HexBinary>;
        fn find_code(&self, checksum: &HexBinary) -> Result<Option<u64>>;
        fn balance(&self, address: &str, denom: &str) -> Result<u128>;
        fn balances(&self, address: &str) -> Result<Vec<Coin>>;
        fn delegations(&self, delegator: &str) -> Result<Vec<Delegation>>;
        fn unbonding(&self, delegator: &str) -> Result<Vec<UnbondingEntry>>;
        fn redelegations(&self, delegator: &str) -> Result<Vec<RedelegationEntry>>;
        fn staking_params(&self) -> Result<StakingRules>;
        fn pending_rewards(&self, delegator: &str) -> Result<Vec<PendingReward>>;
        fn withdraw_address(&self, delegator: &str) -> Result<String>;
        fn history_page(&self, contract: &str, from_height: u64, page: u32) -> Result<Vec<PastTx>>;
        fn history_of_blocks(&self, contract: &str, from_height: u64) -> Result<Vec<PastTx>>;
        fn find_tx(&self, hash: &str) -> Result<Option<FoundTx>>;
    }
    write {
        fn unsigned(&mut self, tx: &Tx) -> Result<serde_json::Value>;
        fn next_block(&mut self) -> Result<Block>;
        fn wait_for_time(&mut self, time: Timestamp) -> Result<Block>;
        fn wait_for_height(&mut self, height: u64) -> Result<Block>;
    }
}
