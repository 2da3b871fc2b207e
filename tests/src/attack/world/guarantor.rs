//! What the attacker and others do at the guarantors.

use floe_api::backstop::ExecuteMsg as BackstopMsg;
use floe_api::bonds::ExecuteMsg as BondsMsg;
use floe_core::backstop::PREMIUM_SECS;

use super::*;
use crate::attack::guarded::{BackstopMove, Operating, OwnSlash};
use crate::attack::units::{position, Pooled};
use crate::attack::wealth::seen;
use crate::life::plan::{validator, DAY};

impl Arena {
    /// The fee pays the backstop too, and the bonds may list validators.
    pub(super) fn appoint(&mut self, premium: u64) {
        let now = self.life.view().now();
        let lister = registry::ExecuteMsg::UpdateRoles {
            steward: None,
            lister: Some(Some(self.life.address("bonds"))),
        };
        self.life.suite.registry("gov", &lister).unwrap();
        if self.life.model.guarantors.backstop.is_none() {
            return;
        }
        let receivers = [("treasury", 1), ("backstop", premium)];
        let receivers = receivers.map(|(name, weight)| (self.life.address(name), weight));
        let told = receivers.clone().map(|(to, weight)| FeeReceiver { to, weight });
        let msg = ExecuteMsg::UpdateFee {
            bps: None,
            receivers: Some(told.into()),
        };
        self.life.suite.hub("gov", &msg).unwrap();
        self.life.model.update_fee(now, None, Some(receivers.into()));
    }

    fn account(&self, second: bool) -> String {
        match &self.operator {
            Some(operator) if second => operator.clone(),
            _ => user(ATTACKER.into()),
        }
    }

    /// What the attacker does at the backstop. When its cooling ends it gets what its other units have of what is cut: the
    /// one gain that the rules leave (docs/adr/0161).
    pub(super) fn attack_backstop(&mut self, second: bool, backing: BackstopMove) -> Agreement {
        if self.life.model.guarantors.backstop.is_none() {
            return Ok(());
        }
        let name = self.account(second);
        let deed = match backing {
            BackstopMove::Begin(_) | BackstopMove::Stop | BackstopMove::Withdraw => {
                Deed::Cut(self.of_a_cut(&name))
            }
            BackstopMove::Deposit(_) => Deed::Deposit(self.shield()),
            BackstopMove::Poke | BackstopMove::Gift(_) => Deed::Message,
        };
        let refused = self.life.refused;
        self.judged(deed, &backing, |world| world.back(&name, backing))?;
        self.figures.guaranteed += u64::from(refused == self.life.refused);
        self.life.compare()
    }

    /// What of a cover that the backstop has not booked yet is paid by what has come since so much had: the units bear that
    /// less. In millionths of a unit.
    pub(super) fn paid_by_premium(&self, came: u128) -> i128 {
        let (comes, covered) = unbooked(&self.life);
        let shares = comes.saturating_sub(came).min(covered);
        worth(&self.life.model, shares, self.life.view().now()) as i128
    }

    /// What a deposit between a slash and the look that finds it puts in reach of the cover. In millionths of a unit.
    fn shield(&self) -> u128 {
        let (model, now) = seen(&self.life);
        Pooled::after(&self.life, &model).map_or(0, |pooled| worth(&model, pooled.shield, now))
    }

    /// In millionths of a unit.
    fn of_a_cut(&self, name: &str) -> u128 {
        let (model, now) = seen(&self.life);
        let Some(pooled) = Pooled::after(&self.life, &model) else {
            return 0;
        };
        let accounts = [false, true].map(|second| position(&self.life, &self.account(second)));
        let cooling = position(&self.life, name).cooling;
        let all: u128 = accounts.iter().map(|position| position.units).sum();
        let others = all - cooling.map_or(0, |(units, _)| units);
        mul_div(pooled.of_a_cut(cooling, others), model.pool(now), model.supply)
    }

    /// One message of an account to the backstop; the model follows what it has paid.
    pub(super) fn back(&mut self, name: &str, backing: BackstopMove) -> Agreement {
        let (address, backstop) = (self.life.address(name), self.life.address("backstop"));
        let shares = self.life.model.balance(&address);
        let view = self.life.view();
        let suite = &mut self.life.suite;
        let (outcome, goes) = match backing {
            BackstopMove::Deposit(part) => {
                let shares = part.of(shares, 1);
                (suite.try_stake(name, shares), shares)
            }
            BackstopMove::Begin(part) => {
                let units = part.of(suite.backstop_position(name).units.u128(), 1);
                // All of what a cut leaves of them.
                let units = (!matches!(part, Part::All)).then(|| units.into());
                (suite.backstop(name, &BackstopMsg::Begin { units }), 0)
            }
            BackstopMove::Stop => (suite.backstop(name, &BackstopMsg::Stop {}), 0),
            BackstopMove::Withdraw => (suite.backstop(name, &BackstopMsg::Withdraw { receiver: None }), 0),
            BackstopMove::Poke => (suite.backstop(name, &BackstopMsg::Poke {}), 0),
            BackstopMove::Gift(part) => {
                let (recipient, shares) = (backstop.clone(), part.of(shares, 1));
                let amount = shares.into();
                (
                    suite.hub(name, &ExecuteMsg::Transfer { recipient, amount }),
                    shares,
                )
            }
        };
        self.life.messages += 1;
        if outcome.is_err() {
            self.life.refused += 1;
            return Ok(());
        }
        if goes > 0 {
            self.life.model.transfer(&address, &backstop, goes);
        }
        if let BackstopMove::Withdraw = backing {
            // The hub looks first, and what it then burns has not been paid out.
            self.life.model.observe(&view);
            let paid = self.life.suite.shares(name) - shares;
            let had = self.life.model.balance(&backstop);
            if paid > had {
                return Err(format!("{name} is paid {paid} shares of {had}"));
            }
            self.life.model.transfer(&backstop, &address, paid);
        }
        Ok(())
    }

    pub(super) fn honest_backer(&mut self, backer: Option<(u8, BackstopMove)>) -> Agreement {
        let Some((n, backing)) = backer.filter(|_| self.life.model.guarantors.backstop.is_some()) else {
            return Ok(());
        };
        self.back(&user(n.into()), backing)?;
        self.life.compare()
    }

    /// All shares of a holder are in the backstop.
    pub(super) fn hold_in_backstop(&mut self) -> Agreement {
        self.honest_backer(
            self.operator
                .is_some()
                .then_some((ATTACKER, BackstopMove::Deposit(Part::All))),
        )
    }

    // ---------------------------------------------------------------------------------------------------
    // The operator

    pub(super) fn operate(&mut self, what: Operating) -> Agreement {
        let Some(own) = self.operator.clone() else {
            return Ok(());
        };
        let deed = match what {
            Operating::BeSlashed(_) => {
                // Slashes happen where a block begins.
                self.take(pass(6))?;
                self.figures.slashed += 1;
                Deed::Slash
            }
            Operating::Post(_)
            | Operating::List
            | Operating::Unlist
            | Operating::Refresh
            | Operating::LetCool(_)
            | Operating::TakeOut
            | Operating::Gather
            | Operating::Supply(_)
            | Operating::BeJailed(_) => Deed::Message,
        };
        let refused = self.life.refused;
        self.judged(deed, &what, |world| world.operates(&own, what))?;
        self.figures.guaranteed += u64::from(refused == self.life.refused);
        self.life.compare()
    }

    pub(super) fn flee(&mut self, slash: OwnSlash) -> Agreement {
        self.operate(Operating::BeSlashed(slash))?;
        for second in [false, true] {
            self.attack_backstop(second, BackstopMove::Withdraw)?;
        }
        self.operate(Operating::TakeOut)
    }

    fn operates(&mut self, own: &str, what: Operating) -> Agreement {
        let operator = self.life.suite.operator(own);
        let now = self.life.view().now();
        let view = self.life.view();
        let number = (0..u8::MAX)
            .find(|n| validator((*n).into()) == own)
            .unwrap_or_default();
        let (life, attacker) = (&mut self.life, user(ATTACKER.into()));
        match what {
            Operating::Post(part) => {
                let from = life.address(&attacker);
                let shares = part.of(life.model.balance(&from), 1);
                let posted = life.suite.try_post(&attacker, own, shares).is_ok();
                if posted {
                    let bonds = life.address("bonds");
                    life.model.transfer(&from, &bonds, shares);
                    *life.model.guarantors.posted.entry(operator).or_default() += shares;
                }
                self.heard(posted);
            }
            Operating::List => {
                let listed = life.suite.try_list(own, own).is_ok();
                if listed {
                    life.model.listed.insert(operator, now);
                }
                self.heard(listed);
            }
            Operating::Unlist => {
                let outcome = life.suite.bonds(own, &BondsMsg::Unlist { operator });
                self.heard(outcome.is_ok());
            }
            Operating::Refresh => return life.take(Step::Refresh),
            Operating::LetCool(part) => {
                let shares = part.of(life.model.bond_now(now, &operator).free(), 1);
                let account = life.address(own);
                let predicted = life.model.begin_withdraw(now, &operator, &account, shares);
                let begun = life.suite.try_begin_withdraw(own, shares).is_ok();
                if begun != predicted {
                    return Err(format!(
                        "{shares} shares begin to cool: {begun}, by the model {predicted}"
                    ));
                }
                self.heard(begun);
            }
            Operating::TakeOut => {
                let predicted = life.model.withdraw_bond(&view, &operator);
                let paid = life.suite.try_withdraw_bond(own).ok();
                if paid != predicted {
                    return Err(format!("a bond is paid {paid:?}, by the model {predicted:?}"));
                }
                self.heard(paid.is_some());
            }
            Operating::Gather => self.hand_over(own, &attacker, Part::All),
            Operating::Supply(part) => self.hand_over(&attacker, own, part),
            Operating::BeSlashed(OwnSlash { bps, back, then }) => {
                let (validator, power) = (number, None);
                return life.take(Step::Slash {
                    validator,
                    bps,
                    back,
                    power,
                    then,
                });
            }
            Operating::BeJailed(true) => return life.take(Step::Jail(number)),
            Operating::BeJailed(false) => return life.take(Step::Unjail(number)),
        }
        Ok(())
    }

    fn hand_over(&mut self, from: &str, to: &str, part: Part) {
        let (giver, recipient) = (self.life.address(from), self.life.address(to));
        let shares = part.of(self.life.model.balance(&giver), 1);
        let msg = ExecuteMsg::Transfer {
            recipient: recipient.clone(),
            amount: shares.into(),
        };
        let moved = self.life.suite.hub(from, &msg).is_ok();
        if moved && shares > 0 {
            self.life.model.transfer(&giver, &recipient, shares);
        }
        self.heard(moved);
    }

    fn heard(&mut self, accepted: bool) {
        self.life.messages += 1;
        self.life.refused += u64::from(!accepted);
    }

    // ---------------------------------------------------------------------------------------------------
    // The end

    /// Everybody leaves the backstop with what was released until then, and the operator's account has nothing more.
    pub(super) fn guarantors_leave(&mut self) -> Agreement {
        let Some(own) = self.operator.clone() else {
            return Ok(());
        };
        if self.life.model.guarantors.backstop.is_some() {
            let cranked = self.cranked.1;
            let people: Vec<String> = names().chain([own.clone()]).collect();
            self.back(&own, BackstopMove::Poke)?;
            self.take(pass(PREMIUM_SECS))?;
            for name in &people {
                self.back(name, BackstopMove::Begin(Part::All))?;
            }
            self.take(pass(DAY))?;
            for name in &people {
                self.back(name, BackstopMove::Withdraw)?;
                let left = self.life.suite.backstop_position(name).value;
                if !left.is_zero() {
                    return Err(format!("{name} leaves {left} shares in the backstop"));
                }
            }
            self.life.compare()?;
            // Nobody waits in this time.
            self.cranked = (self.life.view().now(), cranked);
        }
        self.operates(&own, Operating::Gather)
    }

    /// Units that the attacker's bond is worth, where it stays.
    pub(super) fn bonded(&self) -> u128 {
        let Some(own) = &self.operator else {
            return 0;
        };
        let (model, now) = seen(&self.life);
        let bond = model.bond_now(now, &self.life.suite.operator(own));
        worth(&model, bond.whole, now) / MICRO
    }

    /// Shares that a unit of the backstop is worth, rounded up.
    pub(super) fn unit(&self) -> u128 {
        match self.operator {
            None => 0,
            Some(_) => Pooled::after(&self.life, &self.life.model).map_or(0, |pooled| pooled.unit()),
        }
    }
}
