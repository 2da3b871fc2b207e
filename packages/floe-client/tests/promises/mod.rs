//! What every chain must do behind the trait, whichever it is. Each function is run on the
//! embedded chain by `tests/embedded.rs` and on a live one by `tests/live.rs`.

pub mod contracts;
pub mod money;
pub mod staking;
pub mod transactions;

use cosmwasm_std::{coins, Coin};
use floe_api::collector::InstantiateMsg;
use floe_client::{Chain, ChainExt, Code, Signer, TxOutcome};

/// A chain, somebody rich on it, and code to store.
pub struct Stage<'a> {
    pub chain: &'a mut dyn Chain,
    pub rich: Signer,
    pub collector: Code,
}

impl Stage<'_> {
    pub fn denom(&self) -> String {
        self.chain.facts().denom.clone()
    }

    pub fn stake(&self, amount: u128) -> Vec<Coin> {
        coins(amount, self.denom())
    }

    pub fn rich_address(&self) -> String {
        self.chain.address(&self.rich).unwrap()
    }

    /// Somebody new with exactly this much of the staking coin. A chain may be used for several
    /// runs, so the height makes the name unique.
    pub fn person(&mut self, name: &str, amount: u128) -> (Signer, String) {
        let height = self.chain.block().unwrap().height;
        let signer = Signer::for_tests(&format!("{name} {height}")).unwrap();
        let address = self.chain.address(&signer).unwrap();
        if amount > 0 {
            let coins = self.stake(amount);
            let rich = self.rich.clone();
            self.chain.transfer(&rich, &address, &coins).unwrap();
        }
        (signer, address)
    }

    /// A reward collector whose owner is `owner`.
    pub fn collector_of(&mut self, owner: &str) -> String {
        let (rich, code) = (self.rich.clone(), self.collector.clone());
        let code_id = self.chain.store(&rich, &code).unwrap();
        let msg = InstantiateMsg {
            owner: owner.to_owned(),
            denom: self.denom(),
        };
        let new = floe_client::Instance::new(code_id, "collector").admin(owner);
        self.chain.instantiate(&rich, &new, &msg).unwrap()
    }
}

/// What a transaction cost its signer in the staking coin.
pub fn fee(outcome: &TxOutcome, denom: &str) -> u128 {
    let paid = outcome.gas.iter().flat_map(|gas| &gas.fee);
    paid.filter(|coin| coin.denom == denom)
        .map(|coin| coin.amount.u128())
        .sum()
}
