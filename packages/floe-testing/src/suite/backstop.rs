//! The backstop as its stakers use it.

use cosmwasm_std::{to_json_binary, Addr};
use floe_api::backstop::{
    BackstopHookMsg, BackstopPositionResponse, BackstopStateResponse, ExecuteMsg, InstantiateMsg, QueryMsg,
};
use floe_api::hub;
use floe_core::backstop::{MAX_COOLDOWN, MIN_COOLDOWN, NOBODYS};
use floe_core::units::DAY;
use serde::de::DeserializeOwned;

use crate::suite::{codes, Failure, Suite, TxResult};

/// Who makes the first deposit of a backstop that a setup asks for.
pub const FOUNDER: &str = "endower";

impl Suite {
    /// Creates a backstop that is not appointed yet. `name` is known from then on.
    ///
    /// # Errors
    /// When the contract refuses it.
    pub fn try_backstop(&mut self, name: &str, cooldown: u64) -> Result<Addr, Failure> {
        let code = self.chain.store_code(codes::backstop());
        let creator = self.chain.account("deployer");
        let admin = self.chain.account("admin");
        let msg = InstantiateMsg {
            hub: self.hub.to_string(),
            cooldown,
        };
        let address = self
            .chain
            .instantiate(code, &creator, &msg, &[], name, Some(&admin))
            .map_err(|error| Failure::of(&error))?;
        self.guarantors.insert(name.to_owned(), address.clone());
        Ok(address)
    }

    /// Creates one under its role's name, appoints it, and deposits what an amount of coins gives; too little for a deposit
    /// is given to it. Without a cooldown it is the chain's unbonding time and a day.
    ///
    /// # Errors
    /// When one of the contracts refuses it.
    pub fn try_appoint_backstop(
        &mut self,
        owner: &Addr,
        amount: u128,
        cooldown: Option<u64>,
    ) -> Result<(), Failure> {
        let usual = self.chain.config().unbonding_secs.saturating_add(DAY);
        let cooldown = cooldown.unwrap_or(usual.clamp(MIN_COOLDOWN, MAX_COOLDOWN));
        let address = self.try_backstop("backstop", cooldown)?;
        let msg = hub::ExecuteMsg::UpdateRoles {
            guardian: None,
            governor: None,
            bonds: None,
            backstop: Some(Some(address.to_string())),
        };
        let hub = self.hub.clone();
        self.exec(owner, &hub, &msg, &[])?;
        self.exec(owner, &address, &ExecuteMsg::AcceptGuarantor {}, &[])?;
        if amount <= NOBODYS.units() {
            return self.endow(&address, amount);
        }
        let founder = self.chain.account(FOUNDER);
        let before = self.shares(FOUNDER);
        self.endow(&founder, amount)?;
        let shares = self.shares(FOUNDER) - before;
        self.try_stake(FOUNDER, shares).map(drop)
    }

    /// Sends shares to the backstop for units.
    ///
    /// # Errors
    /// When one of the contracts refuses it.
    pub fn try_stake(&mut self, by: &str, shares: u128) -> TxResult {
        let hook = BackstopHookMsg::Deposit {
            receiver: None,
            min_units: None,
        };
        let msg = to_json_binary(&hook).map_err(|error| Failure::new("Std", error.to_string()))?;
        let contract = self.addr("backstop").to_string();
        self.hub(
            by,
            &hub::ExecuteMsg::Send {
                contract,
                amount: shares.into(),
                msg,
            },
        )
    }

    /// The same, and the units that it gave.
    pub fn stake(&mut self, by: &str, shares: u128) -> u128 {
        let before = self.backstop_position(by).units;
        if let Err(failure) = self.try_stake(by, shares) {
            panic!("a deposit into the backstop failed: {failure:?}");
        }
        (self.backstop_position(by).units - before).u128()
    }

    /// A message to the backstop.
    ///
    /// # Errors
    /// When one of the contracts refuses it.
    pub fn backstop(&mut self, by: &str, msg: &ExecuteMsg) -> TxResult {
        let (by, to) = (self.addr(by), self.addr("backstop"));
        self.exec(&by, &to, msg, &[])
    }

    pub fn ask_backstop<T: DeserializeOwned>(&self, msg: &QueryMsg) -> T {
        let answer = self.query(&self.addr("backstop"), msg);
        answer.unwrap_or_else(|failure| panic!("the backstop does not answer: {failure:?}"))
    }

    pub fn backstop_state(&self) -> BackstopStateResponse {
        self.ask_backstop(&QueryMsg::State {})
    }

    pub fn backstop_position(&self, user: &str) -> BackstopPositionResponse {
        let user = self.addr(user).to_string();
        self.ask_backstop(&QueryMsg::Position { user })
    }

    /// Begins the cooldown of some units, or all.
    pub fn begin(&mut self, by: &str, units: Option<u128>) {
        let units = units.map(Into::into);
        if let Err(failure) = self.backstop(by, &ExecuteMsg::Begin { units }) {
            panic!("begin failed: {failure:?}");
        }
    }

    /// Withdraws what has cooled and returns the shares received.
    ///
    /// # Errors
    /// When one of the contracts refuses it.
    pub fn try_leave_backstop(&mut self, by: &str) -> Result<u128, Failure> {
        let before = self.shares(by);
        self.backstop(by, &ExecuteMsg::Withdraw { receiver: None })?;
        Ok(self.shares(by) - before)
    }

    /// Gives the shares of so many coins, made from nothing, to the backstop.
    pub fn give_to_backstop(&mut self, coins: u128) {
        let address = self.addr("backstop");
        if let Err(failure) = self.endow(&address, coins) {
            panic!("a gift failed: {failure:?}");
        }
    }
}
