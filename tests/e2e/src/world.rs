//! A deployed protocol on any chain.

use std::collections::BTreeMap;

use cosmwasm_std::coins;
use floe_api::hub::{
    CollectorInit, FeeConfig, FeeReceiver, InstantiateMsg, ParamsUpdate, RegistryInit, TokenInit,
};
use floe_api::registry::{RegistryParams, ValidatorWeight};
use floe_client::{ChainExt, Instance, Signer};
use floe_core::params::Param;

use crate::books::Seen;
use crate::net::Scene;

/// The least that `instantiate` takes.
pub const SEED: u128 = 1_000_000;
/// Fee on rewards.
pub const FEE_BPS: u128 = 1_000;
/// Of the treasury and of whoever harvests, as `floe deploy init` writes them.
pub const FEE_WEIGHTS: [u64; 2] = [9, 1];
/// What everybody starts with.
pub const PURSE: u128 = 10_000_000_000;
/// Seconds between two closes: the least that is allowed.
pub const BATCH_INTERVAL: u64 = 10;

/// How a scenario's protocol is deployed.
pub struct ScenarioPlan {
    name: &'static str,
    /// Positions of the chain's validators, with weights.
    validators: Vec<(usize, u64)>,
    params: ParamsUpdate,
}

impl ScenarioPlan {
    /// With four validators of equal weight, short times, and no harvests but those that are
    /// asked for, so that the rate stands still.
    pub fn new(name: &'static str) -> Self {
        let params = ParamsUpdate::default()
            .with(Param::BatchInterval, u128::from(BATCH_INTERVAL))
            .with(Param::HarvestInterval, 604_800u128)
            .with(Param::DripSecs, 604_800u128)
            .with(Param::MaxAprBps, 100_000u128)
            .with(Param::ArrivalGrace, 60u128)
            .with(Param::MaxMoveBps, 400u128)
            .with(Param::UnbondingEstimate, 40u128);
        Self {
            name,
            validators: vec![(0, 1), (1, 1), (2, 1), (3, 1)],
            params,
        }
    }

    /// With these validators of the chain and their weights, in this order.
    #[must_use]
    pub fn validators(mut self, validators: &[(usize, u64)]) -> Self {
        self.validators = validators.to_vec();
        self
    }

    /// With harvests by cranks and a drip as long, in seconds: gains cannot drip faster than they gather.
    #[must_use]
    pub fn harvests_every(self, secs: u64) -> Self {
        self.with(Param::HarvestInterval, secs.into())
            .with(Param::DripSecs, secs.into())
    }

    #[must_use]
    pub fn with(mut self, param: Param, value: u128) -> Self {
        self.params = self.params.with(param, value);
        self
    }
}

/// A protocol on a chain, and its people: `owner`, `keeper`, `treasury`, `alice`, `bob`, `carol`.
pub struct Deployed<'a> {
    pub net: &'a mut dyn Scene,
    pub hub: String,
    pub registry: String,
    pub collector: String,
    /// The validators of the plan.
    pub operators: Vec<String>,
    name: &'static str,
    pub(crate) seen: Seen,
}

impl<'a> Deployed<'a> {
    /// Deploys everything in one message and checks that it is wired.
    pub fn deploy(net: &'a mut dyn Scene, plan: &ScenarioPlan) -> Self {
        let codes = net.codes();
        let known = net.operators();
        let operators: Vec<String> = plan.validators.iter().map(|(at, _)| known[*at].clone()).collect();
        let mut world = Self {
            net,
            hub: String::new(),
            registry: String::new(),
            collector: String::new(),
            operators,
            name: plan.name,
            seen: BTreeMap::new(),
        };
        world.fund_people();
        let msg = world.deployment(plan, codes.registry, codes.collector);
        let owner = world.person("owner");
        let denom = world.denom();
        let new = Instance::new(codes.hub, plan.name)
            .admin(&world.address("owner"))
            .funds(&coins(SEED, denom));
        world.hub = world.net.chain_mut().instantiate(&owner, &new, &msg).unwrap();
        world.wire();
        world.check();
        world
    }

    /// A key that nobody has in another scenario.
    pub fn person(&self, name: &str) -> Signer {
        Signer::for_tests(&format!("{} {name}", self.name)).unwrap()
    }

    pub fn address(&self, name: &str) -> String {
        let signer = self.person(name);
        self.net.chain().address(&signer).unwrap()
    }

    pub fn denom(&self) -> String {
        self.net.chain().facts().denom.clone()
    }

    fn fund_people(&mut self) {
        let gifts: Vec<_> = ["owner", "keeper", "keeper2", "alice", "bob", "carol"]
            .iter()
            .map(|name| (self.address(name), PURSE))
            // The treasury needs an account, not coins.
            .chain([(self.address("treasury"), 1)])
            .collect();
        self.net.fund(&gifts);
    }

    fn deployment(&self, plan: &ScenarioPlan, registry: u64, collector: u64) -> InstantiateMsg {
        let weights = plan.validators.iter().map(|(_, weight)| *weight);
        let validators = self.operators.iter().zip(weights);
        InstantiateMsg {
            owner: self.address("owner"),
            guardian: None,
            governor: None,
            denom: self.denom(),
            token: TokenInit {
                name: "Floe Stake".to_owned(),
                symbol: "flSTAKE".to_owned(),
                decimals: 6,
                marketing: None,
            },
            registry: RegistryInit {
                code_id: registry,
                validators: validators
                    .map(|(operator, weight)| ValidatorWeight {
                        operator: operator.clone(),
                        weight,
                    })
                    .collect(),
                params: RegistryParams {
                    max_share_bps: Some(3_400),
                    ..RegistryParams::default()
                },
            },
            collector: CollectorInit { code_id: collector },
            fee: FeeConfig {
                bps: u64::try_from(FEE_BPS).unwrap(),
                receivers: vec![
                    receiver(&self.address("treasury"), FEE_WEIGHTS[0]),
                    receiver("keeper", FEE_WEIGHTS[1]),
                ],
            },
            params: plan.params.clone(),
            depositors: None,
        }
    }

    fn wire(&mut self) {
        let config = self.config();
        (self.registry, self.collector) = (config.registry, config.collector);
        let chain = self.net.chain();
        assert_eq!(chain.withdraw_address(&self.hub).unwrap(), self.collector);
        for part in [&self.registry, &self.collector] {
            let info = chain.contract_info(part).unwrap();
            assert_eq!(info.creator, self.hub);
            assert_eq!(info.admin, Some(self.address("owner")));
        }
    }
}

fn receiver(to: &str, weight: u64) -> FeeReceiver {
    FeeReceiver {
        to: to.to_owned(),
        weight,
    }
}
