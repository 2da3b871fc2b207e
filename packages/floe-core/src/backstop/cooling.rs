//! The way out: units cool, earn nothing while they do, and still bear covers.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{BackstopBooks, BackstopRefusal, BackstopResult, MAX_COOLDOWN, MAX_WINDOW, MIN_COOLDOWN};
use crate::convert::mul_div_floor;
use crate::error::{CoreError, CoreResult};
use crate::units::{Seconds, Shares, Units};

/// How long units cool before they may be withdrawn, and for how long they may then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BackstopTerms {
    cooldown: Seconds,
}

impl BackstopTerms {
    /// # Errors
    /// [`CoreError::OutOfBounds`] for a cooldown that is not 1 to 90 days.
    pub fn new(cooldown: Seconds) -> CoreResult<Self> {
        if (MIN_COOLDOWN..=MAX_COOLDOWN).contains(&cooldown) {
            return Ok(Self { cooldown });
        }
        Err(CoreError::OutOfBounds {
            name: "cooldown",
            value: cooldown.into(),
            min: MIN_COOLDOWN.into(),
            max: MAX_COOLDOWN.into(),
        })
    }

    /// `min(7 days, ⌊cooldown / 3⌋)`, in seconds.
    pub fn window(self) -> Seconds {
        MAX_WINDOW.min(self.cooldown / 3)
    }
}

/// Units on their way out.
#[derive(Serialize, Deserialize, JsonSchema, Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cooling {
    pub units: Units,
    /// `V`: what they were worth when cooling began, in shares. They are never worth more at its end.
    pub value: Shares,
    /// When cooling began, unix seconds.
    pub since: Seconds,
}

impl Cooling {
    /// From this second on they may be withdrawn.
    pub fn ready(&self, terms: BackstopTerms) -> Seconds {
        self.since.saturating_add(terms.cooldown)
    }

    /// From this second on they may not be any more.
    pub fn until(&self, terms: BackstopTerms) -> Seconds {
        self.ready(terms).saturating_add(terms.window())
    }

    /// # Errors
    /// Before and after the window.
    pub fn check_window(&self, now: Seconds, terms: BackstopTerms) -> BackstopResult<()> {
        let (ready, until) = (self.ready(terms), self.until(terms));
        if now < ready {
            return Err(BackstopRefusal::StillCooling { ready });
        }
        if now >= until {
            return Err(BackstopRefusal::WindowPassed { until });
        }
        Ok(())
    }

    /// The units that are left when cooling ends now: all, or where they are worth more than `V`
    /// `⌊V · (N − u) / (A − V)⌋`, which are worth no more than it. So cooling earns nothing and still bears covers.
    ///
    /// # Errors
    /// Never for units that are in the books.
    pub fn kept(&self, books: &BackstopBooks, now: Seconds) -> CoreResult<Units> {
        if books.worth(self.units, now)? <= self.value {
            return Ok(self.units);
        }
        let others = books.units.minus(self.units)?;
        let theirs = books.assets(now).minus(self.value)?;
        mul_div_floor(self.value.units(), others.units(), theirs.units()).map(Units::new)
    }
}

/// What somebody has in a backstop.
#[derive(Serialize, Deserialize, JsonSchema, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BackstopPosition {
    /// All of them, those that cool included.
    pub units: Units,
    pub cooling: Option<Cooling>,
}

impl BackstopPosition {
    /// Ends cooling, if there is any: units worth more than when it began are cut, for the good of all others. Returns what
    /// was cut. The books must be up to date, as for everything here.
    ///
    /// # Errors
    /// Never for units that are in the books.
    pub fn end_cooling(&mut self, books: &mut BackstopBooks, now: Seconds) -> CoreResult<Units> {
        let Some(cooling) = self.cooling.take() else {
            return Ok(Units::ZERO);
        };
        let cut = cooling.units.minus(cooling.kept(books, now)?)?;
        books.units = books.units.minus(cut)?;
        self.units = self.units.minus(cut)?;
        Ok(cut)
    }

    /// Begins the cooldown of some units, or of all: what cools until now ends cooling first. Returns what that cut.
    ///
    /// # Errors
    /// For no units and for more than are there.
    pub fn begin(
        &mut self,
        books: &mut BackstopBooks,
        now: Seconds,
        units: Option<Units>,
    ) -> BackstopResult<Units> {
        let cut = self.end_cooling(books, now)?;
        let units = units.unwrap_or(self.units);
        if units.is_zero() {
            return Err(BackstopRefusal::NoUnits);
        }
        if units > self.units {
            return Err(BackstopRefusal::MoreThanThere {
                requested: units,
                available: self.units,
            });
        }
        let value = books.worth(units, now)?;
        self.cooling = Some(Cooling {
            units,
            value,
            since: now,
        });
        Ok(cut)
    }

    /// Stops cooling. Returns what that cut.
    ///
    /// # Errors
    /// [`BackstopRefusal::NotCooling`].
    pub fn stop(&mut self, books: &mut BackstopBooks, now: Seconds) -> BackstopResult<Units> {
        if self.cooling.is_none() {
            return Err(BackstopRefusal::NotCooling);
        }
        Ok(self.end_cooling(books, now)?)
    }

    /// Whether what cools may be withdrawn now.
    ///
    /// # Errors
    /// Where nothing cools, and outside the window.
    pub fn check_withdrawal(&self, now: Seconds, terms: BackstopTerms) -> BackstopResult<Cooling> {
        let cooling = self.cooling.ok_or(BackstopRefusal::NotCooling)?;
        cooling.check_window(now, terms)?;
        Ok(cooling)
    }

    /// Takes out what has cooled. Returns the units that are paid for, what was cut of them before, and what they pay.
    ///
    /// # Errors
    /// As for [`check_withdrawal`](Self::check_withdrawal); where nothing can be paid.
    pub fn withdraw(
        &mut self,
        books: &mut BackstopBooks,
        now: Seconds,
        terms: BackstopTerms,
    ) -> BackstopResult<(Units, Units, Shares)> {
        let cooling = self.check_withdrawal(now, terms)?;
        let cut = self.end_cooling(books, now)?;
        let units = cooling.units.minus(cut)?;
        let shares = books.redeem(now, units)?;
        self.units = self.units.minus(units)?;
        Ok((units, cut, shares))
    }

    /// What it is worth if cooling ended now.
    ///
    /// # Errors
    /// Never for units that are in the books.
    pub fn value(&self, books: &BackstopBooks, now: Seconds) -> CoreResult<Shares> {
        let (mut position, mut books) = (*self, *books);
        position.end_cooling(&mut books, now)?;
        books.worth(position.units, now)
    }
}
