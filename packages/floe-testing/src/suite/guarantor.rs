//! A stand-in for guarantors: a contract that holds shares and does what it is told.

use cosmwasm_std::{
    coins, Addr, Binary, Deps, DepsMut, Empty, Env, MessageInfo, Response, StdError, StdResult, Uint128,
};
use cw_multi_test::{Contract, ContractWrapper};
use floe_api::bonds::POSTED;
use floe_api::hub::ExecuteMsg;
use serde::{Deserialize, Serialize};

use crate::chain::ChainDouble;
use crate::suite::{Failure, Suite};

/// Terms of a contract of bonds.
#[derive(Serialize, Deserialize, Clone, Copy, Debug, Default, PartialEq)]
#[serde(default, deny_unknown_fields)]
pub struct BondTerms {
    /// Null = the contract's default.
    pub bond_bps: Option<u64>,
    /// In seconds; null = the chain's unbonding time and a day.
    pub cooldown: Option<u64>,
}

/// What a guarantor is told. Anyone may.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
#[serde(rename_all = "snake_case")]
pub enum GuarantorOrder {
    /// To post these shares for an operator.
    Post { operator: String, shares: Uint128 },
    /// To store what is no amount where the hub looks for what was posted.
    Spoil { operator: String },
}

/// Guarantors that a history begins with, in coins deposited for them: the backstop itself, whose units `@endower` has, and a
/// stand-in for bonds.
#[derive(Serialize, Deserialize, Clone, Debug, Default, PartialEq)]
#[serde(default, deny_unknown_fields)]
pub struct GuarantorSetup {
    pub backstop: Option<Uint128>,
    /// The backstop's, in seconds; null = the chain's unbonding time and a day.
    pub cooldown: Option<u64>,
    /// By validator.
    pub bonds: std::collections::BTreeMap<String, Uint128>,
    /// With these the bonds are the contract itself, which lists open validators; null = a stand-in.
    pub bond_terms: Option<BondTerms>,
}

impl GuarantorSetup {
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// The stand-in.
pub fn contract() -> Box<dyn Contract<Empty>> {
    Box::new(ContractWrapper::new(execute, instantiate, query))
}

fn instantiate(_: DepsMut, _: Env, _: MessageInfo, _: Empty) -> StdResult<Response> {
    Ok(Response::new())
}

fn execute(deps: DepsMut, _: Env, _: MessageInfo, told: GuarantorOrder) -> StdResult<Response> {
    match told {
        GuarantorOrder::Post { operator, shares } => {
            POSTED.save(deps.storage, &operator, &shares.into())?;
            Ok(Response::new())
        }
        GuarantorOrder::Spoil { operator } => {
            let key = [b"\0\x06posted", operator.as_bytes()].concat();
            deps.storage.set(&key, &[0xff; 40]);
            Ok(Response::new())
        }
    }
}

fn query(_: Deps, _: Env, _: Empty) -> StdResult<Binary> {
    Err(StdError::generic_err("a guarantor is never asked"))
}

impl Suite {
    /// Creates a guarantor that is not appointed yet. `name` is known from then on.
    ///
    /// # Errors
    /// When the chain refuses it.
    pub fn try_guarantor(&mut self, name: &str) -> Result<Addr, Failure> {
        let code = self.chain.store_code(contract());
        let creator = self.chain.account("deployer");
        let admin = self.chain.account("admin");
        let address = self
            .chain
            .instantiate(code, &creator, &Empty {}, &[], name, Some(&admin))
            .map_err(|error| Failure::of(&error))?;
        self.guarantors.insert(name.to_owned(), address.clone());
        Ok(address)
    }

    /// Appoints a guarantor under its role's name and deposits for it.
    ///
    /// # Errors
    /// When the hub refuses it.
    pub fn try_appoint(&mut self, owner: &Addr, name: &str, amount: u128) -> Result<(), Failure> {
        let address = self.try_guarantor(name)?;
        let named = |wanted: &str| (name == wanted).then(|| Some(address.to_string()));
        let msg = ExecuteMsg::UpdateRoles {
            guardian: None,
            governor: None,
            bonds: named("bonds"),
            backstop: named("backstop"),
        };
        let hub = self.hub.clone();
        self.exec(owner, &hub, &msg, &[])?;
        self.exec(&address.clone(), &hub, &ExecuteMsg::AcceptGuarantor {}, &[])?;
        self.endow(&address, amount)
    }

    /// Deposits for a contract.
    ///
    /// # Errors
    /// When the hub refuses it.
    pub fn endow(&mut self, to: &Addr, amount: u128) -> Result<(), Failure> {
        if amount == 0 {
            return Ok(());
        }
        let giver = self.chain.account("endower");
        let funds = coins(amount, &self.denom);
        self.chain.fund(&giver, &funds);
        let hub = self.hub.clone();
        let msg = ExecuteMsg::Bond {
            receiver: Some(to.to_string()),
            min_shares: None,
            exec_msg: None,
        };
        self.exec(&giver, &hub, &msg, &funds)?;
        Ok(())
    }

    /// Deposits for a bond and posts what that gave.
    ///
    /// # Errors
    /// When the hub refuses it.
    pub fn post(&mut self, validator: &str, amount: u128) -> Result<(), Failure> {
        let bonds = self.addr("bonds");
        let before = self.shares("bonds");
        self.endow(&bonds, amount)?;
        let told = GuarantorOrder::Post {
            operator: self.operator(validator),
            shares: (self.shares("bonds") - before).into(),
        };
        self.exec(&bonds.clone(), &bonds, &told, &[])?;
        Ok(())
    }

    /// Appoints those of a setup.
    ///
    /// # Errors
    /// When the hub refuses it.
    pub fn appoint_all(&mut self, owner: &Addr, wanted: &GuarantorSetup) -> Result<(), Failure> {
        if let Some(amount) = wanted.backstop {
            self.try_appoint_backstop(owner, amount.u128(), wanted.cooldown)?;
        }
        if let Some(terms) = &wanted.bond_terms {
            self.try_appoint_bonds(owner, terms)?;
        } else if !wanted.bonds.is_empty() {
            self.try_appoint(owner, "bonds", 0)?;
        }
        for (validator, amount) in &wanted.bonds {
            match wanted.bond_terms {
                Some(_) => self.post_bond(validator, amount.u128())?,
                None => self.post(validator, amount.u128())?,
            }
        }
        Ok(())
    }
}

/// The account behind the name of a role.
pub fn owner(chain: &ChainDouble, name: &str) -> Addr {
    match name.strip_prefix('@') {
        Some(name) => chain.account(name),
        None => Addr::unchecked(name),
    }
}
