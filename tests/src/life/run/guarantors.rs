//! Guarantors in a life: who is appointed, endowed and replaced.

use std::collections::BTreeMap;

use floe_api::bonds::ExecuteMsg as BondsMsg;
use floe_api::hub::{ExecuteMsg, ParamsUpdate};
use floe_testing::suite::backstop::FOUNDER;
use floe_testing::suite::guarantor::GuarantorOrder;

use super::{same, Agreement, Life};
use crate::life::plan::Pledged;

impl Life {
    /// Those that a life begins with. What a full pool, a pause or a minimum refuses stays undone on both sides.
    pub fn pledge(&mut self, pledged: &Pledged) {
        if let Some(cap) = pledged.cap_bps {
            self.set_cap(cap);
        }
        if let Some(amount) = pledged.backstop {
            self.appoint("backstop", true);
            match self.backed {
                Some(_) => self.found(amount),
                None => drop(self.endow("backstop", amount)),
            }
        }
        if !pledged.bonds.is_empty() {
            self.appoint("bonds", true);
        }
        for (validator, amount) in &pledged.bonds {
            self.post(*validator, *amount);
        }
    }

    /// What the owner and others change about guarantors.
    pub fn change_guarantor(&mut self, what: u8, size: u8) {
        let amount = 10_000 * u128::from(size).pow(3);
        match what % 8 {
            0 => self.appoint("backstop", false),
            1 => self.appoint("bonds", false),
            2 => {
                self.appoint("backstop", true);
                self.endow("backstop", amount);
            }
            3 => self.appoint("bonds", true),
            4 => self.set_cap(1_000 + u64::from(size) * 35),
            5 => drop(self.endow("backstop", amount)),
            _ => self.post(size, amount),
        }
    }

    fn set_cap(&mut self, cap: u64) {
        let view = self.view();
        let update = ParamsUpdate {
            cap_bps: Some(cap),
            ..ParamsUpdate::default()
        };
        self.suite.hub("gov", &ExecuteMsg::UpdateParams(update)).unwrap();
        self.model.regulate(&view, |all| all.cap_bps = cap.into());
    }

    /// Appoints a new contract, which accepts, or nobody.
    fn appoint(&mut self, role: &str, somebody: bool) {
        let view = self.view();
        let vouched = self.vouched.filter(|_| role == "bonds");
        let backed = self.backed.filter(|_| role == "backstop");
        let new = somebody.then(|| match (vouched, backed) {
            (Some(terms), _) => self.make_bonds(terms),
            (None, Some(cooldown)) => self.suite.try_backstop(role, cooldown).unwrap(),
            (None, None) => self.suite.try_guarantor(role).unwrap(),
        });
        if let Some(address) = &new {
            // Under a name of its own, as others come after it.
            self.suite.guarantors.insert(address.to_string(), address.clone());
        }
        let new = new.map(String::from);
        let named = |name: &str| (role == name).then(|| new.clone());
        let msg = ExecuteMsg::UpdateRoles {
            guardian: None,
            governor: None,
            bonds: named("bonds"),
            backstop: named("backstop"),
        };
        self.suite.hub("gov", &msg).unwrap();
        let named = new.clone();
        self.model.regulate(&view, |all| {
            let place = if role == "bonds" {
                all.posted.clear();
                all.ways_out = vouched.map(Self::terms_of).unwrap_or_default();
                &mut all.bonds
            } else {
                &mut all.backstop
            };
            // The old one pays until the new one has accepted, in the same block.
            *place = named;
        });
        if new.is_some() {
            match vouched {
                Some(_) => self.suite.bonds("stranger", &BondsMsg::AcceptGuarantor {}),
                None => self.suite.hub(role, &ExecuteMsg::AcceptGuarantor {}),
            }
            .unwrap();
            let view = self.view();
            self.model.observe(&view);
        }
    }

    /// The first deposit into a backstop that is the contract itself, which refuses what is too small.
    fn found(&mut self, amount: u128) {
        let (view, founder) = (self.view(), self.suite.addr(FOUNDER));
        let predicted = self.model.bond(&view, founder.as_str(), amount, None);
        let done = self.suite.endow(&founder, amount);
        assert_eq!(done.is_ok(), predicted.is_ok(), "deposited {amount}");
        let shares = self.model.balance(founder.as_str());
        if self.suite.try_stake(FOUNDER, shares).is_ok() {
            let backstop = self.address("backstop");
            self.model.transfer(founder.as_str(), &backstop, shares);
        }
    }

    /// Deposits for a guarantor, if there is one. Returns the shares.
    fn endow(&mut self, role: &str, amount: u128) -> u128 {
        if !self.suite.guarantors.contains_key(role) {
            return 0;
        }
        let (view, to) = (self.view(), self.suite.addr(role));
        let predicted = if amount == 0 {
            Ok(0)
        } else {
            self.model.bond(&view, to.as_str(), amount, None)
        };
        let done = self.suite.endow(&to, amount);
        assert_eq!(done.is_ok(), predicted.is_ok(), "endowed {amount}");
        predicted.unwrap_or(0)
    }

    fn post(&mut self, validator: u8, amount: u128) {
        let operator = self.operator(validator);
        if let Some(bonds) = self
            .model
            .guarantors
            .bonds
            .clone()
            .filter(|_| self.vouched.is_some())
        {
            return self.post_shares(&cosmwasm_std::Addr::unchecked(bonds), validator, amount);
        }
        let shares = self.endow("bonds", amount);
        let Some(bonds) = self.model.guarantors.bonds.clone() else {
            return;
        };
        let posted = self.model.guarantors.posted.entry(operator.clone()).or_default();
        *posted += shares;
        let told = GuarantorOrder::Post {
            operator,
            shares: (*posted).into(),
        };
        let bonds = cosmwasm_std::Addr::unchecked(bonds);
        self.suite.exec(&bonds, &bonds, &told, &[]).unwrap();
    }

    /// Who pays, what each has paid and got back, and what may still come back.
    pub fn compare_guarantors(&self) -> Agreement {
        let storage = self.suite.storage();
        let model = &self.model.guarantors;
        let stored = floe_hub::state::GUARANTORS.load(&*storage).unwrap();
        same!("bonds", stored.bonds.map(String::from), model.bonds.clone());
        same!(
            "backstop",
            stored.backstop.map(String::from),
            model.backstop.clone()
        );
        same!("cap of the backstop", u128::from(stored.cap_bps), model.cap_bps);
        let all = |map: packed_store::stored::Map<(&str, &str), floe_core::Shares>| -> BTreeMap<_, _> {
            map.range(&*storage, None, None, cosmwasm_std::Order::Ascending)
                .map(|item| item.map(|(payer, shares)| (payer, shares.units())).unwrap())
                .filter(|(_, shares)| *shares > 0)
                .collect()
        };
        let some = |map: &BTreeMap<(String, String), u128>| -> BTreeMap<_, _> {
            map.iter()
                .filter(|(_, shares)| **shares > 0)
                .map(|(payer, shares)| (payer.clone(), *shares))
                .collect()
        };
        same!("covered", all(floe_hub::state::COVERED), some(&model.covered));
        same!("returned", all(floe_hub::state::RETURNED), some(&model.returned));
        let owed: BTreeMap<_, _> = floe_hub::session::debts(&*storage)
            .unwrap()
            .into_iter()
            .map(|debt| {
                (
                    ((debt.payer.contract, debt.payer.key), debt.validator),
                    debt.amount.units(),
                )
            })
            .collect();
        same!("owed back", owed, model.owed_back.clone());
        self.compare_bonds()
    }
}
