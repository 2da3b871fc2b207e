//! Scenarios on real nodes.

use std::sync::Arc;
use std::time::Duration;

use cosmwasm_std::coins;
use floe_client::views::{BondStatus, ChainValidator};
use floe_client::{Block, Chain, ChainExt, Code, Live, Msg, Tx};

use crate::localnet::{contract, probe, Localnet};
use crate::net::{Backend, Scene, StoredCodes, Trouble};

/// Of the chain's time, for what takes some ten blocks.
const PATIENCE: Duration = Duration::from_secs(120);
/// Blocks in which a delegation earns.
const EARNING_BLOCKS: u32 = 6;

/// A running network.
pub struct LiveScene {
    network: Arc<Localnet>,
    chain: Live,
}

impl LiveScene {
    pub fn new(place: Backend) -> Self {
        Self::on(Localnet::of(place))
    }

    pub fn on(network: Arc<Localnet>) -> Self {
        Self {
            chain: network.connect(),
            network,
        }
    }

    fn wait_for(&mut self, what: &str, operator: &str, done: impl Fn(&ChainValidator) -> bool) {
        let look = |chain: &mut Live| {
            let validators = chain.validators()?;
            let found = validators.iter().find(|v| v.operator == operator);
            Ok(found.is_some_and(&done))
        };
        self.chain.wait_until(what, PATIENCE, look).unwrap();
    }
}

impl Trouble for LiveScene {
    fn go_down(&mut self, operator: &str) {
        let node = self.network.node_of(operator);
        self.network.run("pause", &[&node]).unwrap();
        self.wait_for("jailed for downtime", operator, |v| v.jailed);
    }

    fn come_back(&mut self, operator: &str) {
        let node = self.network.node_of(operator);
        self.network.run("resume", &[&node]).unwrap();
        let mut refused = String::new();
        let network = Arc::clone(&self.network);
        let unjail = |_: &mut Live| match network.run("unjail", &[&node]) {
            Ok(_) => Ok(true),
            // Its time in jail is not over.
            Err(error) => {
                refused = error;
                Ok(false)
            }
        };
        let end = self.chain.wait_until("the end of the jail", PATIENCE, unjail);
        end.unwrap_or_else(|error| panic!("{error}: {refused}"));
        let bonded = |v: &ChainValidator| !v.jailed && v.status == BondStatus::Bonded;
        self.wait_for("bonded again", operator, bonded);
    }

    fn sign_twice(&mut self, operator: &str, height: u64) {
        let node = self.network.node_of(operator);
        let height = height.to_string();
        self.network
            .run("equivocate", &[&node, "--height", &height])
            .unwrap();
        self.wait_for("jailed for a double signature", operator, |v| v.jailed);
    }
}

impl Scene for LiveScene {
    fn chain(&self) -> &dyn Chain {
        &self.chain
    }

    fn chain_mut(&mut self) -> &mut dyn Chain {
        &mut self.chain
    }

    fn codes(&mut self) -> StoredCodes {
        self.network.codes(&mut self.chain)
    }

    fn probe(&mut self) -> u64 {
        let network = Arc::clone(&self.network);
        network.as_faucet(|faucet| self.chain.store(faucet, &probe()).unwrap())
    }

    fn backstop(&mut self) -> u64 {
        let network = Arc::clone(&self.network);
        network.as_faucet(|faucet| self.chain.store(faucet, &contract(Code::backstop())).unwrap())
    }

    fn operators(&self) -> Vec<String> {
        self.network.operators()
    }

    fn fund(&mut self, gifts: &[(String, u128)]) {
        let denom = self.chain.facts().denom.clone();
        let msgs = gifts
            .iter()
            .map(|(to, amount)| Msg::send(to, &coins(*amount, &denom)));
        let msgs = msgs.collect();
        self.network.as_faucet(|faucet| {
            self.chain.send(&Tx::new(faucet, msgs)).unwrap();
        });
    }

    fn hold_still(&mut self) -> Block {
        let block = self.chain.block().unwrap();
        self.chain.pin(Some(block.height)).unwrap();
        // What is asked next may be answered by a node that has just written it.
        self.chain.next_block().unwrap();
        block
    }

    fn earn(&mut self, _: &str) {
        for _ in 0..EARNING_BLOCKS {
            self.chain.next_block().unwrap();
        }
    }
}
