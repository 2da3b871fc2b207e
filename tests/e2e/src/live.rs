//! Scenarios on real nodes.

use std::sync::Arc;
use std::time::Duration;

use anybuf::{Anybuf, Bufany};
use cosmwasm_std::{coin, coins, AnyMsg, Coin, CosmosMsg, Timestamp};
use floe_client::views::{BondStatus, ChainValidator};
use floe_client::{Block, Chain, ChainExt, Code, Live, Msg, MsgAnswer, Tx};

use crate::localnet::{probe, with_wasm, Localnet};
use crate::net::{Backend, Scene, StoredCodes, Trouble};

/// Of the chain's time, for what takes some ten blocks.
const PATIENCE: Duration = Duration::from_secs(120);
/// What a proposal must bring to be open to votes at once, in the staking denom.
const DEPOSIT: u128 = 1_000;
/// Blocks in which a delegation earns.
const EARNING_BLOCKS: u32 = 6;

/// A running network.
pub struct LiveScene {
    network: Arc<Localnet>,
    chain: Live,
    /// Nobody else is on the network.
    alone: bool,
}

impl LiveScene {
    pub fn new(place: Backend) -> Self {
        Self {
            alone: place == Backend::Own,
            ..Self::on(Localnet::of(place))
        }
    }

    /// On a network that others may use too.
    pub fn on(network: Arc<Localnet>) -> Self {
        Self {
            chain: network.connect(),
            network,
            alone: false,
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
        network.as_faucet(|faucet| self.chain.store(faucet, &with_wasm(Code::backstop())).unwrap())
    }

    fn voting(&mut self) -> [u64; 2] {
        let network = Arc::clone(&self.network);
        [Code::stake(), Code::gauge()].map(|code| {
            let code = with_wasm(code);
            network.as_faucet(|faucet| self.chain.store(faucet, &code).unwrap())
        })
    }

    fn timelock(&mut self) -> u64 {
        let network = Arc::clone(&self.network);
        network.as_faucet(|faucet| self.chain.store(faucet, &with_wasm(Code::timelock())).unwrap())
    }

    fn wait_for_time(&mut self, time: Timestamp) {
        let now = self.chain.block().unwrap().time;
        let left = time.seconds().saturating_sub(now.seconds());
        if self.alone && left > 1 {
            self.network.run("pass", &[&left.to_string()]).unwrap();
        }
        self.chain.wait_for_time(time).unwrap();
    }

    fn propose(&mut self) -> u64 {
        let network = Arc::clone(&self.network);
        let outcome = network.as_faucet(|faucet| {
            let proposer = self.chain.address(faucet).unwrap();
            let deposit = coin(DEPOSIT, &self.chain.facts().denom);
            let msgs = vec![proposal(&proposer, &deposit)];
            self.chain.send(&Tx::new(faucet, msgs)).unwrap()
        });
        let Some(MsgAnswer::Native(answer)) = outcome.answers.first() else {
            panic!("a proposal's number expected: {outcome:?}")
        };
        Bufany::deserialize(answer).unwrap().uint64(1).unwrap()
    }

    fn tally(&mut self, proposal: u64, _: &str) -> [u128; 2] {
        let id = proposal.to_string();
        let told = self.network.ask_wasmd("query", &["gov", "tally", &id], &[]);
        let told = told.expect("a tally")["tally"].clone();
        ["yes_count", "no_count"].map(|count| told[count].as_str().unwrap().parse().unwrap())
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

/// Proposes something that changes nothing.
fn proposal(proposer: &str, deposit: &Coin) -> Msg {
    let deposit = Anybuf::new()
        .append_string(1, &deposit.denom)
        .append_string(2, deposit.amount.to_string());
    let message = Anybuf::new()
        .append_repeated_message(2, &[deposit])
        .append_string(3, proposer)
        .append_string(4, "gauge")
        .append_string(5, "A question")
        .append_string(6, "Nothing changes.");
    CosmosMsg::Any(AnyMsg {
        type_url: "/cosmos.gov.v1.MsgSubmitProposal".to_owned(),
        value: message.into_vec().into(),
    })
    .into()
}
