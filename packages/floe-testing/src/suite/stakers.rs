//! Staking of a token and the gauge as people use them.

use cosmwasm_std::{to_json_binary, Addr, Decimal};
use floe_api::hub::{self, VoteChoice};
use floe_api::stake::{Asset, PowerAtHeightResponse, StakeHookMsg};
use floe_api::{gauge, registry, stake};
use floe_core::units::DAY;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::suite::{codes, Failure, Suite, TxResult};

/// The name under which the suite knows the contract in which its token is staked.
pub const STAKE: &str = "stake";
/// And the gauge.
pub const GAUGE: &str = "gauge";

/// The contract in which the hub's token is staked, as a history begins with it.
#[derive(Serialize, Deserialize, Clone, Debug, Default, PartialEq)]
#[serde(default, deny_unknown_fields)]
pub struct StakeSetup {
    /// How long unstaking takes, in seconds; null = a day.
    pub unstaking: Option<u64>,
    /// With a gauge, as governor and steward, in which votes decide so much of the weights, in basis points; null = without.
    pub gauge: Option<u64>,
}

impl Suite {
    /// Creates those of a setup.
    ///
    /// # Errors
    /// When one of the contracts refuses it.
    pub fn deploy_stakes(&mut self, owner: &Addr, wanted: &StakeSetup) -> Result<(), Failure> {
        let token = Asset::Cw20(self.hub.to_string());
        self.try_stakes(owner, STAKE, token, wanted.unstaking.unwrap_or(DAY))?;
        if let Some(alpha_bps) = wanted.gauge {
            self.try_gauge(owner, alpha_bps)?;
            let listener = self.addr(GAUGE).into_string();
            let stakes = self.addr(STAKE);
            self.exec(owner, &stakes, &stake::ExecuteMsg::AddListener { listener }, &[])?;
        }
        Ok(())
    }

    /// Creates the contract in which a token is staked. `name` is known from then on.
    ///
    /// # Errors
    /// When the contract refuses it.
    pub fn try_stakes(
        &mut self,
        owner: &Addr,
        name: &str,
        token: Asset,
        unstaking: u64,
    ) -> Result<Addr, Failure> {
        let code = self.chain.store_code(codes::stake());
        let msg = stake::InstantiateMsg {
            token,
            unstaking,
            owner: owner.to_string(),
        };
        self.create(code, name, &msg)
    }

    /// Creates a gauge over the contract [`STAKE`], and makes it the hub's governor and the registry's steward.
    ///
    /// # Errors
    /// When one of the contracts refuses it.
    pub fn try_gauge(&mut self, owner: &Addr, alpha_bps: u64) -> Result<Addr, Failure> {
        let address = self.create_gauge(alpha_bps)?;
        let governor = hub::ExecuteMsg::UpdateRoles {
            guardian: None,
            governor: Some(Some(address.to_string())),
            bonds: None,
            backstop: None,
        };
        let steward = registry::ExecuteMsg::UpdateRoles {
            steward: Some(Some(address.to_string())),
            lister: None,
        };
        let (hub, registry) = (self.hub.clone(), self.registry.clone());
        self.exec(owner, &hub, &governor, &[])?;
        self.exec(owner, &registry, &steward, &[])?;
        Ok(address)
    }

    /// Creates a gauge that has no role yet.
    ///
    /// # Errors
    /// When the contract refuses it.
    pub fn create_gauge(&mut self, alpha_bps: u64) -> Result<Addr, Failure> {
        let code = self.chain.store_code(codes::gauge());
        let msg = gauge::InstantiateMsg {
            hub: self.hub.to_string(),
            registry: self.registry.to_string(),
            power: self.addr(STAKE).into_string(),
            quorum_bps: None,
            alpha_bps: Some(alpha_bps),
        };
        self.create(code, GAUGE, &msg)
    }

    fn create(&mut self, code: u64, name: &str, msg: &impl Serialize) -> Result<Addr, Failure> {
        let creator = self.chain.account("deployer");
        let admin = self.chain.account("admin");
        let address = self
            .chain
            .instantiate(code, &creator, msg, &[], name, Some(&admin))
            .map_err(|error| Failure::of(&error))?;
        self.guarantors.insert(name.to_owned(), address.clone());
        Ok(address)
    }

    /// Sends shares to the contract [`STAKE`].
    ///
    /// # Errors
    /// When one of the contracts refuses it.
    pub fn try_stake_shares(&mut self, by: &str, shares: u128) -> TxResult {
        self.send_to_stakes(by, shares, &StakeHookMsg::Stake {})
    }

    /// Sends shares to the contract [`STAKE`] for what a hook says.
    ///
    /// # Errors
    /// When one of the contracts refuses it.
    pub fn send_to_stakes(&mut self, by: &str, shares: u128, hook: &StakeHookMsg) -> TxResult {
        let msg = to_json_binary(hook).map_err(|error| Failure::new("Std", error.to_string()))?;
        let contract = self.addr(STAKE).to_string();
        let amount = shares.into();
        self.hub(
            by,
            &hub::ExecuteMsg::Send {
                contract,
                amount,
                msg,
            },
        )
    }

    /// A message to the contract [`STAKE`].
    ///
    /// # Errors
    /// When it refuses it.
    pub fn stakes(&mut self, by: &str, msg: &stake::ExecuteMsg) -> TxResult {
        let (by, to) = (self.addr(by), self.addr(STAKE));
        self.exec(&by, &to, msg, &[])
    }

    /// Begins to unstake.
    ///
    /// # Errors
    /// When the contract refuses it.
    pub fn try_unstake(&mut self, by: &str, shares: u128, quiet: bool) -> TxResult {
        let (amount, quiet) = (shares.into(), Some(quiet));
        self.stakes(by, &stake::ExecuteMsg::Unstake { amount, quiet })
    }

    /// What somebody had staked before the messages of a height; none = the present one.
    pub fn power_at(&self, user: &str, height: Option<u64>) -> u128 {
        let address = self.addr(user).into_string();
        let question = stake::QueryMsg::VotingPowerAtHeight { address, height };
        let answer: Result<PowerAtHeightResponse, _> = self.query(&self.addr(STAKE), &question);
        match answer {
            Ok(told) => told.power.u128(),
            Err(failure) => panic!("the stakes do not answer: {failure:?}"),
        }
    }

    /// A message to the gauge.
    ///
    /// # Errors
    /// When it refuses it.
    pub fn gauge(&mut self, by: &str, msg: &gauge::ExecuteMsg) -> TxResult {
        let (by, to) = (self.addr(by), self.addr(GAUGE));
        self.exec(&by, &to, msg, &[])
    }

    pub fn ask_gauge<T: DeserializeOwned>(&self, msg: &gauge::QueryMsg) -> T {
        let answer = self.query(&self.addr(GAUGE), msg);
        answer.unwrap_or_else(|failure| panic!("the gauge does not answer: {failure:?}"))
    }

    /// Opens a proposal at the gauge.
    ///
    /// # Errors
    /// When the gauge refuses it.
    pub fn try_open(&mut self, by: &str, proposal_id: u64) -> TxResult {
        self.gauge(by, &gauge::ExecuteMsg::Open { proposal_id })
    }

    /// Votes with all of one's power for one choice.
    ///
    /// # Errors
    /// When the gauge refuses it.
    pub fn try_vote(&mut self, by: &str, proposal_id: u64, choice: VoteChoice) -> TxResult {
        let votes = vec![(Decimal::one(), choice)];
        self.gauge(by, &gauge::ExecuteMsg::Vote { proposal_id, votes })
    }

    /// Has the hub vote.
    ///
    /// # Errors
    /// When the gauge refuses it.
    pub fn try_cast(&mut self, proposal_id: u64) -> TxResult {
        self.gauge("stranger", &gauge::ExecuteMsg::Cast { proposal_id })
    }

    /// Votes for validators, by name and basis points.
    ///
    /// # Errors
    /// When the gauge refuses it.
    pub fn try_set_votes(&mut self, by: &str, votes: &[(&str, u64)]) -> TxResult {
        let row = |(name, bps): &(&str, u64)| (self.operator(name), *bps);
        let votes = votes.iter().map(row).collect();
        self.gauge(by, &gauge::ExecuteMsg::SetVotes { votes })
    }

    /// Has the gauge follow somebody's power.
    ///
    /// # Errors
    /// When the gauge refuses it.
    pub fn try_poke(&mut self, user: &str) -> TxResult {
        let user = self.addr(user).into_string();
        self.gauge("stranger", &gauge::ExecuteMsg::Poke { user })
    }

    /// Has the gauge set the weights.
    ///
    /// # Errors
    /// When the gauge refuses it.
    pub fn try_apply(&mut self) -> TxResult {
        self.gauge("stranger", &gauge::ExecuteMsg::Apply {})
    }
}
