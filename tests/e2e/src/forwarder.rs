//! A contract that forwards messages.

use cosmwasm_std::{coins, wasm_execute, CosmosMsg, Empty};
use floe_api::hub;
use floe_client::{ChainExt, Instance, Msg, Tx, TxOutcome};
use floe_probe::{ExecuteMsg, Order};

use crate::verbs::GAS;
use crate::world::{Deployed, PURSE};

/// Somebody who is a contract, as vaults and DAOs are: what its messages report comes out of a message in a message.
pub struct Forwarder {
    pub address: String,
}

impl Deployed<'_> {
    /// Makes one that holds coins.
    pub fn forwarder(&mut self) -> Forwarder {
        let code = self.net.probe();
        let owner = self.person("owner");
        let new = Instance::new(code, "forwarder");
        let address = self.net.chain_mut().instantiate(&owner, &new, &Empty {}).unwrap();
        self.net.fund(&[(address.clone(), PURSE)]);
        Forwarder { address }
    }

    /// Carol has it send a message, which must succeed.
    pub fn forward(&mut self, by: &Forwarder, msg: &hub::ExecuteMsg, coins_sent: u128) -> TxOutcome {
        let funds = match coins_sent {
            0 => Vec::new(),
            amount => coins(amount, self.denom()),
        };
        let message: CosmosMsg = wasm_execute(&self.hub, msg, funds).unwrap().into();
        let order = Order {
            message,
            gas_limit: None,
        };
        let msg = ExecuteMsg::Forward {
            orders: vec![order],
            tolerant: false,
        };
        let tx = Tx::new(
            &self.person("carol"),
            vec![Msg::execute(&by.address, &msg, &[]).unwrap()],
        );
        let outcome = self.net.chain_mut().send(&tx.gas(GAS)).unwrap();
        self.check();
        outcome
    }

    /// Shares of any address.
    pub fn shares_of(&self, address: &str) -> u128 {
        let address = address.to_owned();
        let answer: serde_json::Value = self.ask(&hub::QueryMsg::Balance { address });
        answer["balance"].as_str().unwrap().parse().unwrap()
    }
}
