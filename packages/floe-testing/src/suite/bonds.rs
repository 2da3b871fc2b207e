//! The bonds of operators as they use them.

use cosmwasm_std::{coins, to_json_binary, Addr};
use floe_api::bonds::{BondResponse, BondsHookMsg, ExecuteMsg, InstantiateMsg, QueryMsg};
use floe_api::{hub, registry};
use floe_core::units::DAY;

use crate::suite::guarantor::BondTerms;
use crate::suite::{codes, Failure, Suite, TxResult};

/// Who posts the bonds that a setup asks for.
pub const POSTER: &str = "endower";

impl Suite {
    /// Creates the contract of the bonds, appoints it as `bonds`, and makes it the registry's lister.
    ///
    /// # Errors
    /// When one of the contracts refuses it.
    pub fn try_appoint_bonds(&mut self, owner: &Addr, terms: &BondTerms) -> Result<(), Failure> {
        let code = self.chain.store_code(codes::bonds());
        let creator = self.chain.account("deployer");
        let admin = self.chain.account("admin");
        let usual = self.chain.config().unbonding_secs.saturating_add(DAY);
        let msg = InstantiateMsg {
            hub: self.hub.to_string(),
            registry: self.registry.to_string(),
            bond_bps: terms.bond_bps,
            cooldown: terms.cooldown.unwrap_or(usual.clamp(DAY, 90 * DAY)),
        };
        let address = self
            .chain
            .instantiate(code, &creator, &msg, &[], "bonds", Some(&admin))
            .map_err(|error| Failure::of(&error))?;
        self.guarantors.insert("bonds".to_owned(), address.clone());
        let appoint = hub::ExecuteMsg::UpdateRoles {
            guardian: None,
            governor: None,
            bonds: Some(Some(address.to_string())),
            backstop: None,
        };
        let (hub, registry) = (self.hub.clone(), self.registry.clone());
        self.exec(owner, &hub, &appoint, &[])?;
        self.exec(owner, &address, &ExecuteMsg::AcceptGuarantor {}, &[])?;
        let lister = registry::ExecuteMsg::UpdateRoles {
            steward: None,
            lister: Some(Some(address.to_string())),
        };
        self.exec(owner, &registry, &lister, &[])?;
        Ok(())
    }

    /// Deposits coins made from nothing and posts what they gave.
    ///
    /// # Errors
    /// When one of the contracts refuses it.
    pub fn post_bond(&mut self, validator: &str, amount: u128) -> Result<(), Failure> {
        let giver = self.chain.account(POSTER);
        let funds = coins(amount, &self.denom);
        self.chain.fund(&giver, &funds);
        let before = self.shares(POSTER);
        let msg = hub::ExecuteMsg::Bond {
            receiver: None,
            min_shares: None,
            exec_msg: None,
        };
        let hub = self.hub.clone();
        self.exec(&giver, &hub, &msg, &funds)?;
        let shares = self.shares(POSTER) - before;
        self.try_post(POSTER, validator, shares).map(drop)
    }

    /// Sends shares to the bonds for an operator.
    ///
    /// # Errors
    /// When one of the contracts refuses it.
    pub fn try_post(&mut self, by: &str, validator: &str, shares: u128) -> TxResult {
        let operator = self.operator(validator);
        let hook = BondsHookMsg::Post { operator };
        let msg = to_json_binary(&hook).map_err(|error| Failure::new("Std", error.to_string()))?;
        let contract = self.addr("bonds").to_string();
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

    /// A message to the bonds. A validator's own account is the user of its name: the two are the same bytes.
    ///
    /// # Errors
    /// When one of the contracts refuses it.
    pub fn bonds(&mut self, by: &str, msg: &ExecuteMsg) -> TxResult {
        let (by, to) = (self.addr(by), self.addr("bonds"));
        self.exec(&by, &to, msg, &[])
    }

    /// Has an operator listed.
    ///
    /// # Errors
    /// When one of the contracts refuses it.
    pub fn try_list(&mut self, by: &str, validator: &str) -> TxResult {
        let operator = self.operator(validator);
        self.bonds(by, &ExecuteMsg::List { operator })
    }

    /// Lets shares of a validator's bond cool, by its own account.
    ///
    /// # Errors
    /// When one of the contracts refuses it.
    pub fn try_begin_withdraw(&mut self, validator: &str, shares: u128) -> TxResult {
        let operator = self.operator(validator);
        let shares = shares.into();
        self.bonds(validator, &ExecuteMsg::BeginWithdraw { operator, shares })
    }

    /// Withdraws what has cooled, and what the validator's own account got.
    ///
    /// # Errors
    /// When one of the contracts refuses it.
    pub fn try_withdraw_bond(&mut self, validator: &str) -> Result<u128, Failure> {
        let operator = self.operator(validator);
        let before = self.shares(validator);
        self.bonds("stranger", &ExecuteMsg::Withdraw { operator })?;
        Ok(self.shares(validator) - before)
    }

    pub fn bond_of(&self, validator: &str) -> BondResponse {
        let operator = self.operator(validator);
        let answer = self.query(&self.addr("bonds"), &QueryMsg::Bond { operator });
        answer.unwrap_or_else(|failure| panic!("the bonds do not answer: {failure:?}"))
    }
}
