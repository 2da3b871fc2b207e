//! Operators in a life whose bonds are the contract itself: what they post, let cool and withdraw.

use floe_api::bonds::{BondResponse, ExecuteMsg as BondsMsg, InstantiateMsg, QueryMsg as BondsQuery};
use floe_testing::suite::codes;

use super::{same, Agreement, Life};
use crate::life::plan::{validator, Vouched, DAY, MOST_VALIDATORS};
use crate::model::Bonds;
use crate::prelude::*;

/// Who deposits what is posted.
pub const POSTER: &str = "endower";

impl Life {
    /// A new contract of bonds, which is not the hub's yet.
    pub fn make_bonds(&mut self, terms: Vouched) -> Addr {
        let code = self.suite.chain.store_code(codes::bonds());
        let maker = self.suite.addr(POSTER);
        let msg = InstantiateMsg {
            hub: self.hub.clone(),
            registry: self.suite.registry.to_string(),
            bond_bps: Some(terms.bond_bps),
            cooldown: terms.cooldown(),
        };
        let made = self
            .suite
            .chain
            .instantiate(code, &maker, &msg, &[], "bonds", None);
        let made = made.unwrap();
        self.suite.guarantors.insert("bonds".to_owned(), made.clone());
        made
    }

    /// The present bonds, if they are the contract itself.
    fn own_bonds(&self) -> Option<Addr> {
        self.vouched?;
        self.model.guarantors.bonds.clone().map(Addr::unchecked)
    }

    /// One of the things that operators do.
    pub fn operate(&mut self, what: u8, of: u8, size: u8) -> Agreement {
        let Some(bonds) = self.own_bonds() else {
            return Ok(());
        };
        let name = validator(usize::from(of) % MOST_VALIDATORS);
        let operator = self.suite.operator(&name);
        match what % 5 {
            0 => {
                self.post_shares(&bonds, of, 10_000 * u128::from(size).pow(3));
                Ok(())
            }
            1..=3 => self.begin_withdraw(&bonds, &name, &operator, size),
            _ => self.withdraw_bond(&bonds, &operator),
        }
    }

    /// Deposits, and posts what that gave. The chain must know the validator.
    pub fn post_shares(&mut self, bonds: &Addr, of: u8, amount: u128) {
        let (view, poster) = (self.view(), self.suite.addr(POSTER));
        let predicted = match amount {
            0 => Ok(0),
            _ => self.model.bond(&view, poster.as_str(), amount, None),
        };
        let done = self.suite.endow(&poster, amount);
        assert_eq!(done.is_ok(), predicted.is_ok(), "deposited {amount}");
        let shares = self.model.balance(poster.as_str());
        let name = validator(usize::from(of) % MOST_VALIDATORS);
        let operator = self.suite.operator(&name);
        let chain = self.suite.chain.app().wrap();
        let known = chain.query_validator(&operator).unwrap().is_some();
        let posted = self.suite.try_post(POSTER, &name, shares);
        assert_eq!(posted.is_ok(), known && shares > 0, "posted {shares} for {name}");
        self.messages += 1;
        if posted.is_ok() {
            self.model.transfer(poster.as_str(), bonds.as_str(), shares);
            *self.model.guarantors.posted.entry(operator).or_default() += shares;
        }
    }

    /// Asks for a part of what is free, or for a little more.
    fn begin_withdraw(&mut self, bonds: &Addr, name: &str, operator: &str, size: u8) -> Agreement {
        let now = self.view().now();
        let free = self.model.bond_now(now, operator).free();
        let shares = match size {
            0 => 0,
            1..=200 => free * u128::from(size) / 200,
            _ => free + 1,
        };
        let account = self.suite.addr(name);
        let predicted = self.model.begin_withdraw(now, operator, account.as_str(), shares);
        let msg = BondsMsg::BeginWithdraw {
            operator: operator.to_owned(),
            shares: shares.into(),
        };
        let outcome = self.suite.exec(&account, bonds, &msg, &[]);
        self.count(outcome.is_ok());
        same!(
            format!("begin_withdraw of {shares} accepted, {outcome:?}"),
            outcome.is_ok(),
            predicted
        );
        Ok(())
    }

    /// By a stranger, after which the account that began has its shares.
    fn withdraw_bond(&mut self, bonds: &Addr, operator: &str) -> Agreement {
        let view = self.view();
        let predicted = self.model.withdraw_bond(&view, operator);
        let msg = BondsMsg::Withdraw {
            operator: operator.to_owned(),
        };
        let stranger = self.suite.addr(super::STRANGER);
        let outcome = self.suite.exec(&stranger, bonds, &msg, &[]);
        self.count(outcome.is_ok());
        same!(
            format!("withdrawal accepted, {outcome:?}"),
            outcome.is_ok(),
            predicted.is_some()
        );
        if predicted.is_some() {
            let place = "bond withdrawn".to_owned();
            *self.events.entry(place).or_default() += 1;
        }
        Ok(())
    }

    fn count(&mut self, accepted: bool) {
        self.messages += 1;
        self.refused += u64::from(!accepted);
    }

    /// Each bond as the contract tells it, and the shares that it has.
    pub fn compare_bonds(&self) -> Agreement {
        let Some(bonds) = self.own_bonds() else {
            return Ok(());
        };
        let now = self.view().now();
        let mut all = 0;
        for operator in self.model.guarantors.posted.keys() {
            let query = BondsQuery::Bond {
                operator: operator.clone(),
            };
            let told: BondResponse = self.suite.query(&bonds, &query).map_err(|e| format!("{e:?}"))?;
            let bond = self.model.bond_now(now, operator);
            same!(format!("posted for {operator}"), told.posted.units(), bond.posted);
            same!(format!("bond of {operator}"), told.bond.units(), bond.whole);
            same!(format!("of it carrying"), told.carrying.units(), bond.rest);
            same!(format!("of it cooling"), told.cooling.units(), bond.cooling);
            same!(
                format!("at risk with {operator}"),
                told.at_risk.units(),
                bond.at_risk
            );
            let required = bond.required.unwrap_or(u128::MAX);
            same!(format!("required of {operator}"), told.required.units(), required);
            same!(format!("free of {operator}"), told.free.units(), bond.free());
            let cooling = self.model.guarantors.ways_out.cooling.get(operator);
            let ready = cooling.map(|cooling| cooling.ready);
            same!(format!("ready of {operator}"), told.ready, ready);
            all += bond.whole;
        }
        same!("shares of the bonds", self.model.balance(bonds.as_str()), all);
        Ok(())
    }

    /// Every operator takes what it may. What stays required is then let go of by the contract itself, as if its operators
    /// went on until their stake has left.
    pub fn operators_leave(&mut self) -> Agreement {
        let Some(bonds) = self.own_bonds() else {
            return Ok(());
        };
        self.count_holders();
        for n in 0..MOST_VALIDATORS {
            let name = validator(n);
            let operator = self.suite.operator(&name);
            self.begin_withdraw(&bonds, &name, &operator, 200)?;
        }
        self.compare()?;
        let cooldown = self.model.guarantors.ways_out.cooldown;
        self.pass(cooldown, 1);
        for n in 0..MOST_VALIDATORS {
            let operator = self.suite.operator(&validator(n));
            self.withdraw_bond(&bonds, &operator)?;
            self.compare()?;
        }
        self.vouched = None;
        Ok(())
    }

    /// The rules of a new contract of bonds.
    pub fn terms_of(terms: Vouched) -> Bonds {
        Bonds {
            bond_bps: terms.bond_bps.into(),
            cooldown: terms.cooldown(),
            cooling: BTreeMap::new(),
        }
    }
}

impl Vouched {
    /// In seconds.
    pub fn cooldown(self) -> u64 {
        u64::from(self.days.clamp(1, 90)) * DAY
    }
}
