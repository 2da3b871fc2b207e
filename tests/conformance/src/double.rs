//! The chain in memory as a place to try facts at.

use cosmwasm_std::{coins, Addr, CosmosMsg, Decimal, Empty, QueryRequest, Timestamp, Uint128};
use cw_multi_test::ContractWrapper;
use floe_probe::{Answered, ExecuteMsg, Order, QueryMsg, Seen, Told};
use floe_testing::chain::{ChainConfig, ChainDouble, ModuleFault, Slash};

use crate::net::{Look, Net, Surroundings, DENOM, DOWNTIME_PERCENT, FUNDS, STAKES};

const UNBONDING: u64 = 100;

/// The chain in memory.
pub struct Double {
    pub chain: ChainDouble,
    contract: Addr,
    operators: [String; 3],
    world: Surroundings,
}

impl Double {
    pub fn start(world: Surroundings) -> Self {
        Self::with(world, STAKES, FUNDS)
    }

    /// With other stakes and funds, in base units.
    pub fn with(world: Surroundings, stakes: [u128; 3], funds: u128) -> Self {
        let mut chain = ChainDouble::new(ChainConfig {
            unbonding_secs: UNBONDING,
            ..ChainConfig::default()
        });
        let mut add = |(name, stake): (&str, u128)| {
            chain
                .add_validator(name, Decimal::percent(5), Uint128::new(stake))
                .unwrap()
        };
        let operators = [("one", stakes[0]), ("two", stakes[1]), ("three", stakes[2])].map(&mut add);
        let probe = ContractWrapper::new(floe_probe::execute, floe_probe::instantiate, floe_probe::query);
        let code = chain.store_code(Box::new(probe.with_reply(floe_probe::reply)));
        let sender = chain.account("sender");
        chain.fund(&sender, &coins(funds, DENOM));
        let contract = chain
            .instantiate(code, &sender, &Empty {}, &coins(funds, DENOM), "probe", None)
            .unwrap();
        Double {
            chain,
            contract,
            operators,
            world,
        }
    }

    /// The probe.
    pub fn probe(&self) -> &Addr {
        &self.contract
    }

    /// What the native tokens under the modules' care should be: bonded and unbonding stake.
    pub fn assert_conserved(&self) {
        let tokens: u128 = self.chain.validators().iter().map(|v| v.tokens).sum();
        let entries = self.chain.unbonding_entries(&self.contract);
        let unbonding: u128 = entries.iter().map(|entry| entry.balance).sum();
        let pool = self.chain.account("module/staking");
        assert_eq!(self.chain.balance(&pool, DENOM), tokens + unbonding);
    }

    fn execute(&mut self, msg: &ExecuteMsg) -> Option<cosmwasm_std::Binary> {
        let sender = self.chain.account("sender");
        let done = self.chain.execute(&sender, &self.contract, msg, &[]);
        done.unwrap().data
    }
}

impl Drop for Double {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.assert_conserved();
        }
    }
}

fn orders(messages: Vec<CosmosMsg>) -> Vec<Order> {
    let order = |message| Order {
        message,
        gas_limit: None,
    };
    messages.into_iter().map(order).collect()
}

impl Net for Double {
    fn unbonding(&self) -> u64 {
        UNBONDING
    }

    fn operator(&self, i: usize) -> String {
        self.operators[i].clone()
    }

    fn contract(&self) -> String {
        self.contract.to_string()
    }

    fn forward(&mut self, messages: Vec<CosmosMsg>) -> Vec<Seen> {
        self.execute(&ExecuteMsg::Forward {
            orders: orders(messages),
            tolerant: true,
        });
        self.seen()
    }

    fn told(&mut self, msg: &ExecuteMsg) -> Vec<Told> {
        let sender = self.chain.account("sender");
        let done = self.chain.execute(&sender, &self.contract, msg, &[]).unwrap();
        done.events.into_iter().map(Told::from).collect()
    }

    fn seen(&self) -> Vec<Seen> {
        self.chain.query(&self.contract, &QueryMsg::Seen {}).unwrap()
    }

    fn forward_all(&mut self, messages: Vec<CosmosMsg>) -> bool {
        let msg = ExecuteMsg::Forward {
            orders: orders(messages),
            tolerant: false,
        };
        let sender = self.chain.account("sender");
        self.chain.execute(&sender, &self.contract, &msg, &[]).is_ok()
    }

    fn ask(&self, request: QueryRequest<Empty>) -> Answered {
        self.chain
            .query(&self.contract, &QueryMsg::Ask { request })
            .unwrap()
    }

    fn height(&self) -> u64 {
        self.chain.block().height
    }

    fn time(&self) -> Timestamp {
        self.chain.block().time
    }

    fn pass(&mut self, secs: u64) {
        self.chain.advance(secs, 1).unwrap();
    }

    fn watch(&mut self, until: Timestamp) -> Vec<Look> {
        let mut looks: Vec<Look> = vec![];
        while looks.last().is_none_or(|look| look.glimpse.time <= until) {
            let previous = self.time();
            self.pass(1);
            let data = self.execute(&ExecuteMsg::Look {}).unwrap();
            let glimpse = cosmwasm_std::from_json(data).unwrap();
            looks.push(Look { glimpse, previous });
        }
        looks
    }

    fn reward(&mut self, operator: &str, amount: u128, denom: &str) {
        let given = coins(amount, denom);
        self.chain.rewards(&self.contract, operator, &given).unwrap();
    }

    fn double_sign(&mut self, operator: &str, since: u64, power: u128) {
        if self.height() == since {
            self.pass(1);
        }
        let slash = Slash::new(operator, Decimal::percent(self.world.percent()))
            .at_height(since)
            .with_power(power)
            .and_tombstone();
        self.chain.slash(&slash).unwrap();
    }

    /// The module charges what was made two blocks before or later.
    fn miss_blocks(&mut self, operator: &str, power: u128) {
        self.chain.advance(60, 10).unwrap();
        let slash = Slash::new(operator, Decimal::percent(DOWNTIME_PERCENT))
            .at_height(self.height() - 2)
            .with_power(power)
            .and_jail();
        self.chain.slash(&slash).unwrap();
    }

    fn jail(&mut self, operator: &str) {
        self.chain.jail(operator).unwrap();
    }

    fn unbond_validator(&mut self, operator: &str) {
        self.chain.unbond_validator(operator).unwrap();
    }

    fn starve(&mut self, operator: &str) {
        self.chain.fail(operator, &[ModuleFault::OutOfGas], true).unwrap();
    }

    fn proposal(&mut self) -> u64 {
        3
    }
}
