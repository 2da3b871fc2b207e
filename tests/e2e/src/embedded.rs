//! Scenarios on the chain in memory.

use cosmwasm_std::{coins, Addr, Decimal, Empty, Timestamp, Uint128, VoteOption};
use cw_multi_test::{Contract, ContractWrapper};
use floe_client::{Block, Chain, ChainExt, Code, Signer};
use floe_embedded::{ChainConfig, Embedded};
use floe_testing::chain::Slash;

use crate::net::{Backend, Scene, StoredCodes, Trouble};

/// The stakes of a local network.
const STRONG: u128 = 10_000_000_000_000;
const WEAK: u128 = 100_000_000_000;
/// Part of its stake that a delegation earns at a time: one in this many.
const EARNED: u128 = 1_000_000;

/// The chain in memory.
pub struct EmbeddedNet {
    chain: Embedded,
    operators: Vec<String>,
}

impl EmbeddedNet {
    pub fn new(place: Backend) -> Self {
        let mut chain = Embedded::new(ChainConfig {
            unbonding_secs: place.unbonding(),
            block_secs: 1,
            ..ChainConfig::default()
        });
        let operators = (0..place.validators())
            .map(|n| {
                let power = Uint128::new(if n == 0 { STRONG } else { WEAK });
                let double = chain.double_mut();
                double
                    .add_validator(&format!("node{n}"), Decimal::percent(5), power)
                    .unwrap()
            })
            .collect();
        Self { chain, operators }
    }

    fn slash(&mut self, slash: &Slash) {
        self.chain.double_mut().slash(slash).unwrap();
        self.chain.next_block().unwrap();
    }
}

impl Trouble for EmbeddedNet {
    fn go_down(&mut self, operator: &str) {
        // The module takes the block before the votes that it counts, and those are a block old.
        let height = self.chain.block().unwrap().height - 2;
        let slash = Slash::new(operator, Decimal::percent(10)).at_height(height);
        self.slash(&slash.and_jail());
    }

    fn come_back(&mut self, operator: &str) {
        self.chain.double_mut().unjail(operator).unwrap();
        self.chain.next_block().unwrap();
    }

    fn sign_twice(&mut self, operator: &str, height: u64) {
        let slash = Slash::new(operator, Decimal::percent(5)).at_height(height - 1);
        self.slash(&slash.and_tombstone());
    }
}

impl Scene for EmbeddedNet {
    fn chain(&self) -> &dyn Chain {
        &self.chain
    }

    fn chain_mut(&mut self) -> &mut dyn Chain {
        &mut self.chain
    }

    fn codes(&mut self) -> StoredCodes {
        let anybody = Signer::for_tests("anybody").unwrap();
        let mut store = |code: Code| self.chain.store(&anybody, &code).unwrap();
        StoredCodes {
            hub: store(Code::hub()),
            registry: store(Code::registry()),
            collector: store(Code::collector()),
        }
    }

    fn probe(&mut self) -> u64 {
        let anybody = Signer::for_tests("anybody").unwrap();
        self.chain.know("floe_probe", probe);
        self.chain.store(&anybody, &Code::named("floe_probe")).unwrap()
    }

    fn backstop(&mut self) -> u64 {
        let anybody = Signer::for_tests("anybody").unwrap();
        self.chain.store(&anybody, &Code::backstop()).unwrap()
    }

    fn voting(&mut self) -> [u64; 2] {
        let anybody = Signer::for_tests("anybody").unwrap();
        [Code::stake(), Code::gauge()].map(|code| self.chain.store(&anybody, &code).unwrap())
    }

    fn timelock(&mut self) -> u64 {
        let anybody = Signer::for_tests("anybody").unwrap();
        self.chain.store(&anybody, &Code::timelock()).unwrap()
    }

    fn wait_for_time(&mut self, time: Timestamp) {
        self.chain.wait_for_time(time).unwrap();
    }

    fn propose(&mut self) -> u64 {
        // Every proposal is open there.
        1
    }

    fn tally(&mut self, proposal: u64, voter: &str) -> [u128; 2] {
        let stake: u128 = self.chain.delegated(voter).unwrap().values().sum();
        let votes = self.chain.double_mut().votes(proposal);
        let own = votes.get(voter).cloned().unwrap_or_default();
        [VoteOption::Yes, VoteOption::No].map(|option| {
            let parts = own.iter().filter(|part| part.option == option);
            let part: Decimal = parts.map(|part| part.weight).sum();
            Uint128::new(stake).mul_floor(part).u128()
        })
    }

    fn operators(&self) -> Vec<String> {
        self.operators.clone()
    }

    fn fund(&mut self, gifts: &[(String, u128)]) {
        for (to, amount) in gifts {
            self.chain.fund(to, &coins(*amount, "stake"));
        }
    }

    fn hold_still(&mut self) -> Block {
        self.chain.block().unwrap()
    }

    fn earn(&mut self, delegator: &str) {
        let stake: u128 = self.chain.delegated(delegator).unwrap().values().sum();
        let delegator = Addr::unchecked(delegator);
        let amount = Uint128::new(stake / EARNED);
        self.chain
            .double_mut()
            .rewards_spread(&delegator, amount)
            .unwrap();
        self.chain.next_block().unwrap();
    }
}

fn probe() -> Box<dyn Contract<Empty>> {
    let entries = ContractWrapper::new(floe_probe::execute, floe_probe::instantiate, floe_probe::query);
    Box::new(entries.with_reply(floe_probe::reply))
}
