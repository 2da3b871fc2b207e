//! A life with an attacker in it, and what every message of the attacker does to everybody's wealth.

mod ending;
mod guarantor;

use crate::attack::figures::{AttackFigures, Deed};
use crate::attack::strategy::{names, pass, Attack, KeeperHabit, Plot, Size, Slot, Way, Weather, ATTACKER};
use crate::attack::units::unbooked;
use crate::attack::wealth::{gain, pending_return, wealth, worth, MICRO};
use crate::life::plan::{user, validator, Part, Single, Step, To, USERS, WEALTH};
use crate::life::run::{Agreement, Life};
use crate::model::{mul_div, Model};
use crate::prelude::*;

/// Rounds of cranks and claims in which everybody is paid when nothing is slashed.
const MOST_ROUNDS: u64 = 60;

/// What the attacker does in this copy of the life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Party {
    Attacks,
    Absent,
    /// Deposits these coins at once and keeps the shares to the end.
    Holds(u128),
}

/// An exit of an honest user: when it was queued and when its batch was settled.
#[derive(Clone, Copy, Debug)]
pub struct Leaver {
    pub user: u8,
    pub batch: u64,
    pub queued: u64,
    pub settled: Option<u64>,
}

/// How a copy of the life ended.
#[derive(Clone, Debug, Default)]
pub struct Ending {
    /// Coins by user.
    pub coins: Vec<u128>,
    /// Exits of honest users by slot.
    pub exits: BTreeMap<usize, Leaver>,
    /// Whether the message of an honest user was accepted, by slot.
    pub accepted: BTreeMap<usize, bool>,
    /// Most coins that the attacker had in play.
    pub invested: u128,
    /// Units that a share is worth, and shares that a unit of the backstop is worth, rounded up.
    pub share: u128,
    pub unit: u128,
    /// Longest time between two cranks, and longest interval in force, in seconds.
    pub gap: u64,
    pub interval: u64,
    pub figures: AttackFigures,
}

pub struct Arena {
    life: Life,
    /// The attacker's validator, where there are guarantors.
    operator: Option<String>,
    /// The most shares that a unit of the backstop was worth.
    unit: u128,
    keeper: KeeperHabit,
    /// Whether the attacker cranks after each of its actions.
    eager: bool,
    /// When the last crank was, and the longest time without one.
    cranked: (u64, u64),
    /// Longest interval in force, in seconds.
    interval: u64,
    /// Whether everybody's wealth is taken before and after each message: where the attacker is at work.
    watched: bool,
    exits: BTreeMap<usize, Leaver>,
    accepted: BTreeMap<usize, bool>,
    settled: BTreeMap<u64, u64>,
    least_coins: u128,
    /// Gain of the attacker by its own actions.
    earned: i128,
    figures: AttackFigures,
}

/// Lives a copy of the plot to its end, at which everybody has been paid.
pub fn live(plot: &Plot, role: Party) -> Result<Ending, String> {
    let mut world = Arena::new(plot, role);
    for (n, slot) in plot.slots.iter().enumerate() {
        let result = world.slot(n, slot, role);
        result.map_err(|text| format!("{role:?}, slot {n} {:?}: {text}", slot.step))?;
        if let (0, Party::Holds(coins)) = (n, role) {
            world.take(bond(ATTACKER, coins))?;
            world.hold_in_backstop()?;
        }
    }
    world
        .end(plot.weather)
        .map_err(|text| format!("{role:?}, at the end: {text}"))?;
    Ok(world.ending())
}

fn bond(to: u8, amount: u128) -> Step {
    Step::Bond {
        user: ATTACKER,
        to: To::User(to),
        amount,
        min_shares: None,
    }
}

impl Arena {
    fn new(plot: &Plot, role: Party) -> Self {
        let mut world = Self {
            life: Life::new(&plot.start),
            operator: plot.guarded.map(|guarded| validator(guarded.own.into())),
            unit: 0,
            keeper: plot.keeper,
            eager: plot.eager,
            cranked: (0, 0),
            interval: 0,
            watched: role == Party::Attacks,
            exits: BTreeMap::new(),
            accepted: BTreeMap::new(),
            settled: BTreeMap::new(),
            least_coins: WEALTH,
            earned: 0,
            figures: AttackFigures::default(),
        };
        if let Some(guarded) = plot.guarded {
            world.appoint(guarded.premium);
        }
        world
    }

    fn slot(&mut self, n: usize, slot: &Slot, role: Party) -> Agreement {
        for one in &slot.moves {
            let one = match role {
                Party::Attacks => Some(*one),
                Party::Absent => None,
                Party::Holds(_) => one.service(),
            };
            one.map_or(Ok(()), |one| {
                self.perform(one).map_err(|text| format!("{one:?}: {text}"))
            })?;
            if self.eager && role != Party::Absent {
                self.act(Step::Crank {
                    by: ATTACKER,
                    page: None,
                })?;
            }
        }
        self.honest_backer(slot.backer)?;
        self.unit = self.unit.max(self.unit());
        self.honest(n, slot.step)
    }

    fn honest(&mut self, n: usize, step: Step) -> Agreement {
        let batch = self.life.model.open.id;
        let queued = self.life.view().now();
        let nothing = self.asks_for_nothing(step);
        if let Step::Slash { .. } = step {
            // Slashes happen where a block begins: no transaction of the same block has looked before.
            self.take(pass(6))?;
        }
        let gap = self.keeper.gap(self.life.model.params.batch_interval);
        let accepted = match (step, gap) {
            (Step::Pass { secs, .. }, Some(gap)) => self.pass_kept(secs, gap)?,
            (step, _) => self.take(step)?,
        };
        match step {
            Step::Queue { user, .. } if accepted => {
                let settled = None;
                self.exits.insert(
                    n,
                    Leaver {
                        user,
                        batch,
                        queued,
                        settled,
                    },
                );
            }
            Step::Cancel { user, .. } if accepted => {
                self.exits
                    .retain(|_, exit| (exit.user, exit.batch) != (user, batch));
            }
            _ => {}
        }
        if matches!(step, Step::Bond { .. } | Step::Queue { .. }) {
            self.accepted.insert(n, accepted || nothing);
        }
        Ok(())
    }

    /// A batch that closed earlier leaves less to cancel and to queue again, and a gift may be too small to queue.
    fn asks_for_nothing(&self, step: Step) -> bool {
        let Step::Queue { user: n, part, .. } = step else {
            return false;
        };
        let all = self.life.model.balance(&self.life.address(&user(n.into())));
        let least = self.life.model.params.min_unbond.max(1);
        let asked = part.of(all, least);
        asked == 0 || (asked < least && asked < all)
    }

    /// Time with a crank after each gap and at its end.
    fn pass_kept(&mut self, secs: u64, gap: u64) -> Result<bool, String> {
        let mut left = secs;
        while left > 0 {
            let some = left.min(gap);
            self.take(pass(some))?;
            self.take(Step::Crank { by: 0, page: None })?;
            left -= some;
        }
        Ok(true)
    }

    /// Whether the message was accepted. Hub and model are compared after each.
    fn take(&mut self, step: Step) -> Result<bool, String> {
        let refused = self.life.refused;
        self.life.take(step)?;
        // A claim may end a wait as well, so the time since the last crank counts at every message.
        let (now, (last, longest)) = (self.life.view().now(), self.cranked);
        let gap = if last == 0 { 0 } else { now - last };
        let last = if matches!(step, Step::Crank { .. }) {
            now
        } else {
            last
        };
        self.cranked = (last, longest.max(gap));
        self.interval = self.interval.max(self.life.suite.snapshot().interval());
        let (now, model) = (self.life.view().now(), &self.life.model);
        for batch in model.batches.iter().filter(|batch| batch.settled) {
            self.settled.entry(batch.id).or_insert(now);
        }
        for exit in self.exits.values() {
            if exit.batch < model.open.id && !model.batches.iter().any(|batch| batch.id == exit.batch) {
                self.settled.entry(exit.batch).or_insert(now);
            }
        }
        Ok(refused == self.life.refused)
    }

    // ---------------------------------------------------------------------------------------------------
    // The attacker

    fn perform(&mut self, one: Attack) -> Agreement {
        let to = |to: u8| match to {
            ATTACKER => To::Self_,
            other => To::User(other),
        };
        match one {
            Attack::Bond(size) => self.bond_one(ATTACKER, size),
            Attack::BondFor(victim, size) => self.bond_one(victim, size),
            Attack::Leave(way, part) => self.leave(way, part),
            Attack::QueueFor(victim, part) => self.act(Step::Queue {
                user: ATTACKER,
                to: to(victim),
                part,
                by_send: true,
            }),
            Attack::Flash(size, way) => {
                self.bond_one(ATTACKER, size)?;
                self.leave(way, Part::All)
            }
            Attack::Pieces(count, way) => (0..count).try_for_each(|_| self.leave(way, Part::Percent(8))),
            Attack::Smallest(count, way, more) => {
                let (pool, supply) = (
                    self.life.model.pool(self.life.view().now()),
                    self.life.model.supply,
                );
                let least = (pool / 10_000).max(1_000) + u128::from(more);
                let shares = crate::model::mul_div_up(least, supply, pool.max(1));
                (0..count).try_for_each(|_| self.leave(way, Part::Units(shares)))
            }
            Attack::Dust(count) => (0..count).try_for_each(|_| {
                self.bond_one(ATTACKER, Size::Units(self.life.model.params.min_bond))?;
                self.leave(Way::Queue, Part::Min)
            }),
            Attack::Many(count, size) => (0..count).try_for_each(|_| self.bond_one(ATTACKER, size)),
            Attack::Claim => self.act(Step::Withdraw {
                user: ATTACKER,
                to: To::Self_,
            }),
            Attack::ClaimFor(victim) => self.act(Step::ClaimFor {
                by: ATTACKER,
                user: victim,
            }),
            Attack::Crank(page) => self.act(Step::Crank { by: ATTACKER, page }),
            Attack::Skip(which) => self.act(Step::CrankSkipping {
                by: ATTACKER,
                page: None,
                which,
            }),
            Attack::HarvestOne(validator) => self.act(Step::HarvestOne {
                by: ATTACKER,
                validator,
            }),
            Attack::Alone(step) => self.act(Step::Alone { by: ATTACKER, step }),
            Attack::Forward => self.act(Step::Forward { by: ATTACKER }),
            Attack::Donate(to, size) => self.donate(to, size),
            Attack::Foreign(to) => {
                let to = self
                    .life
                    .suite
                    .addr(["hub", "registry", "collector"][usize::from(to)]);
                self.life.suite.chain.fund(&to, &coins(5_000, "junk"));
                Ok(())
            }
            Attack::Transfer(victim, part) => self.act(Step::Transfer {
                user: ATTACKER,
                to: victim,
                part,
            }),
            Attack::Back { second, backing } => self.attack_backstop(second, backing),
            Attack::Operate(what) => self.operate(what),
            Attack::Flee(slash) => self.flee(slash),
        }
    }

    fn size(&self, size: Size) -> u128 {
        let model = &self.life.model;
        let have = self.life.suite.coins(&user(ATTACKER.into()));
        size.coins(model.pool(self.life.view().now()), model.supply)
            .min(have)
    }

    fn bond_one(&mut self, to: u8, size: Size) -> Agreement {
        let amount = self.size(size);
        if amount == 0 {
            return Ok(()); // the bank sends no zero coins
        }
        self.act(bond(to, amount))
    }

    fn leave(&mut self, way: Way, part: Part) -> Agreement {
        if let Way::Instant = way {
            return self.act(Step::Instant {
                user: ATTACKER,
                to: To::Self_,
                part,
                min_out: None,
                by_send: true,
            });
        }
        self.act(Step::Queue {
            user: ATTACKER,
            to: To::Self_,
            part,
            by_send: false,
        })?;
        match way {
            Way::Cancel => self.act(Step::Cancel {
                user: ATTACKER,
                part: None,
            }),
            Way::Close => self.act(Step::Alone {
                by: ATTACKER,
                step: Single::Submit,
            }),
            Way::Queue | Way::Instant => Ok(()),
        }
    }

    fn donate(&mut self, to: u8, size: Size) -> Agreement {
        let amount = coins(self.size(size), self.life.suite.denom.clone());
        let (from, to) = (
            user(ATTACKER.into()),
            ["hub", "registry", "collector"][usize::from(to)],
        );
        let (from, to) = (self.life.suite.addr(&from), self.life.suite.addr(to));
        if amount[0].amount.is_zero() {
            return Ok(());
        }
        self.life
            .suite
            .send(&from, &to, &amount)
            .map_err(|failure| format!("{failure:?}"))?;
        self.life.compare()
    }

    /// One message of the attacker: it gains nothing, and nobody else loses, but for rounding.
    fn act(&mut self, step: Step) -> Agreement {
        self.judged(Deed::Message, &step, |world| world.take(step).map(drop))
    }

    /// The same of anything that the attacker does.
    fn judged(
        &mut self,
        deed: Deed,
        what: &dyn std::fmt::Debug,
        act: impl FnOnce(&mut Self) -> Agreement,
    ) -> Agreement {
        if !self.watched {
            return act(self);
        }
        let operator = self.operator.clone();
        let before = wealth(&self.life, operator.as_deref());
        let rounding = self.rounding();
        let (came, _) = unbooked(&self.life);
        let pending = pending_return(&self.life);
        let staked = staking_messages(&self.life);
        act(self)?;
        let after = wealth(&self.life, operator.as_deref());
        let rounding = rounding.max(self.rounding());
        let attacker = user(ATTACKER.into());
        self.least_coins = self.least_coins.min(self.life.suite.coins(&attacker));
        let gained = gain(&before, &after, &attacker);
        // In a wind-down nothing drips: what the attacker brings in reaches it at once as well, by its part.
        let gained = if self.life.model.winding_down {
            gained.min(0)
        } else {
            gained
        };
        let gained = gained - self.paid_by_premium(came).min(gained.max(0));
        self.earned += gained;
        self.figures.count(deed, gained, rounding);
        if gained > rounding + deed.excepted() {
            return Err(format!("the attacker gains {gained} millionths by {what:?}"));
        }
        if deed == Deed::Slash {
            return Ok(());
        }
        let staked = staking_messages(&self.life) - staked;
        let allowed = staked as i128 * MICRO as i128 + rounding + deed.harm();
        for name in before.keys().filter(|name| **name != attacker) {
            let diluted = pending.get(name).copied().unwrap_or(0) as i128;
            let lost = (-gain(&before, &after, name) - diluted).max(0);
            if deed.harm() == 0 {
                self.figures.worst_harm = self.figures.worst_harm.max(lost / (1 + staked) as i128);
            }
            if lost > allowed {
                return Err(format!("{name} loses {lost} millionths by {what:?}"));
            }
        }
        Ok(())
    }

    /// What one rounding can move: a unit, and a share at its present worth; where there is a backstop, a unit of that too.
    fn rounding(&self) -> i128 {
        let model = &self.life.model;
        (MICRO + worth(model, 1 + self.unit(), self.life.view().now()) + 1) as i128
    }

    // ---------------------------------------------------------------------------------------------------
    // The end

    fn end(&mut self, weather: Weather) -> Agreement {
        if weather == Weather::Storm {
            return self.life.end();
        }
        self.everything_is_released()?;
        self.guarantors_leave()?;
        self.everybody_leaves()
    }
}

/// Staking messages that the hub has sent so far: each may cost a unit of rounding.
fn staking_messages(life: &Life) -> u64 {
    let kinds = ["delegation_sent", "undelegation_sent", "redelegation_sent"];
    kinds.iter().filter_map(|kind| life.events.get(*kind)).sum()
}
