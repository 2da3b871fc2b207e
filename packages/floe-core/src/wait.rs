//! The waiting of governance: how long a proposal waits until it may be executed, and how much longer when holders object.
//!
//! Exits cannot be paused and strangers crank them, so leaving is the holders' veto: nothing here counts votes. A proposal
//! waits until those who want to leave have left.

mod class;
#[cfg(test)]
mod tests;

pub use class::{class_of, GovernedAct, GovernedTarget, WaitClass, HUB_BRIEF, HUB_LONG, HUB_SHORT};

use thiserror::Error;

use crate::convert::mul_div_floor;
use crate::error::{CoreError, CoreResult};
use crate::units::{Seconds, Shares, BPS, DAY};

/// Bounds of the short wait, in seconds.
pub const MIN_SHORT: Seconds = 172_800;
pub const MAX_SHORT: Seconds = 2_592_000;
/// The longest `exit`, in seconds; the shortest is the short wait.
pub const MAX_EXIT: Seconds = 7_776_000;
/// A proposal that is due may be executed for so long, in seconds.
pub const WINDOW: Seconds = 1_209_600;
/// Objections from which a proposal waits longer, and from which it waits longest and for a batch, in basis points of the
/// supply.
pub const OBJECTION_BPS: u64 = 100;
pub const MARK_BPS: u64 = 1_000;
/// After this time from its queueing a proposal waits for no batch any more, in seconds: it may be the repair of exits.
pub const PATIENCE: Seconds = 15_552_000;
/// Shares that object stay for so long after the last of them came, in seconds, unless the proposal has ended.
pub const LOCK: Seconds = DAY;
/// Proposals of one proposer that may be open at once.
pub const MOST_OPEN: usize = 3;
/// Messages of a proposal.
pub const MOST_MESSAGES: usize = 20;
/// Those who may propose, and those who may cancel.
pub const MOST_MEMBERS: usize = 5;

/// Why a proposal is not changed or executed.
#[derive(Error, Clone, Debug, PartialEq, Eq)]
pub enum WaitRefusal {
    #[error(transparent)]
    Core(#[from] CoreError),

    #[error("the proposal is due at {due} (unix seconds); execute it from then on")]
    NotDue { due: Seconds },

    #[error("the exits of batch {batch}, which was open when holders objected, are not settled; crank the hub, or wait until {until} (unix seconds)")]
    ExitsPending { batch: u64, until: Seconds },

    #[error("the proposal could be executed until {expired} (unix seconds); queue it again")]
    Expired { expired: Seconds },

    #[error("the proposal has been executed")]
    Executed,

    #[error("the proposal has been cancelled; queue it again")]
    Cancelled,
}

/// How long proposals wait, in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WaitTimes {
    /// For what takes nothing from anybody who is quick.
    pub short: Seconds,
    /// For everything else: meant to be the time in which everybody can leave.
    pub exit: Seconds,
}

impl WaitTimes {
    /// # Errors
    /// [`CoreError::OutOfBounds`]: `short` is 2 to 30 days, `exit` is `short` to 90 days.
    pub fn new(short: Seconds, exit: Seconds) -> CoreResult<Self> {
        within("short", short, MIN_SHORT, MAX_SHORT)?;
        within("exit", exit, short, MAX_EXIT)?;
        Ok(Self { short, exit })
    }

    /// With longer ones; none = as it is. Neither ever becomes shorter: who holds the token relies on both.
    ///
    /// # Errors
    /// As for [`new`](Self::new), the present one being the smallest.
    pub fn grown(self, short: Option<Seconds>, exit: Option<Seconds>) -> CoreResult<Self> {
        let (short, exit) = (short.unwrap_or(self.short), exit.unwrap_or(self.exit));
        within("short", short, self.short, MAX_SHORT)?;
        within("exit", exit, self.exit, MAX_EXIT)?;
        Self::new(short, exit)
    }

    /// How long a proposal of a class waits at least.
    pub const fn least(self, class: WaitClass) -> Seconds {
        match class {
            WaitClass::Brief | WaitClass::Short => self.short,
            WaitClass::Long => self.exit,
        }
    }

    /// How long it waits from the first time that enough objected: `⌊exit · (1 + (min(R, 1,000) − 100)/900)⌋`, from one
    /// `exit` to two.
    fn with_objections(self, bps: u64) -> Seconds {
        let part = u128::from(bps.clamp(OBJECTION_BPS, MARK_BPS).saturating_add(800));
        let wait = u128::from(self.exit).saturating_mul(part) / 900;
        Seconds::try_from(wait).unwrap_or(Seconds::MAX)
    }
}

fn within(name: &'static str, value: Seconds, min: Seconds, max: Seconds) -> CoreResult<()> {
    if (min..=max).contains(&value) {
        return Ok(());
    }
    let [value, min, max] = [value, min, max].map(u128::from);
    Err(CoreError::OutOfBounds {
        name,
        value,
        min,
        max,
    })
}

/// Where a proposal stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaitPhase {
    Waiting,
    /// It may be executed, unless it waits for a batch.
    Due,
    Executed,
    Cancelled,
    Expired,
}

/// Stands for the open batch where it could not be read: it is waited for with all patience.
pub const UNKNOWN_BATCH: u64 = u64::MAX;

/// How a proposal was ended by somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaitEnd {
    Executed,
    Cancelled,
}

/// What is seen of the batch that a proposal waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarkedBatch {
    /// Nobody is in it.
    OpenEmpty,
    Open,
    Unbonding,
    SettledOrGone,
    /// The hub does not have it yet, or could not be read when it was marked.
    Unknown,
}

/// What a look at the objections has changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WaitLook {
    /// It is due later than before.
    pub postponed: bool,
    /// So many object that it is to wait for the batch that is open now.
    pub to_mark: bool,
}

/// A proposal as far as its waiting is concerned. Times are unix seconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    pub class: WaitClass,
    pub queued: Seconds,
    /// The first second in which it may be executed. Never falls.
    pub due: Seconds,
    /// When objections first reached [`OBJECTION_BPS`].
    pub objected: Option<Seconds>,
    /// The batch it waits for.
    pub mark: Option<u64>,
    /// Shares that object and are here.
    pub locked: Shares,
    /// Shares that objected and have gone to the exit queue.
    pub left: Shares,
    pub end: Option<WaitEnd>,
}

impl Waiting {
    pub fn new(class: WaitClass, times: WaitTimes, now: Seconds) -> Self {
        Self {
            class,
            queued: now,
            due: now.saturating_add(times.least(class)),
            objected: None,
            mark: None,
            locked: Shares::ZERO,
            left: Shares::ZERO,
            end: None,
        }
    }

    /// From when on it waits for no batch any more.
    pub const fn patience_ends(&self) -> Seconds {
        self.queued.saturating_add(PATIENCE)
    }

    /// The first second in which it can no longer be executed: [`WINDOW`] after it is due; while it bears a mark at least
    /// [`WINDOW`] after its patience has ended.
    pub fn expires(&self) -> Seconds {
        let from = match self.mark {
            Some(_) => self.due.max(self.patience_ends()),
            None => self.due,
        };
        from.saturating_add(WINDOW)
    }

    pub fn phase(&self, now: Seconds) -> WaitPhase {
        match self.end {
            Some(WaitEnd::Executed) => WaitPhase::Executed,
            Some(WaitEnd::Cancelled) => WaitPhase::Cancelled,
            None if now >= self.expires() => WaitPhase::Expired,
            None if now >= self.due => WaitPhase::Due,
            None => WaitPhase::Waiting,
        }
    }

    /// That it has not ended.
    ///
    /// # Errors
    /// [`WaitRefusal::Expired`]; [`WaitRefusal::Executed`]; [`WaitRefusal::Cancelled`].
    pub fn check_open(&self, now: Seconds) -> Result<(), WaitRefusal> {
        match self.phase(now) {
            WaitPhase::Waiting | WaitPhase::Due => Ok(()),
            WaitPhase::Executed => Err(WaitRefusal::Executed),
            WaitPhase::Cancelled => Err(WaitRefusal::Cancelled),
            WaitPhase::Expired => Err(WaitRefusal::Expired {
                expired: self.expires(),
            }),
        }
    }

    /// That it has not ended and is due.
    ///
    /// # Errors
    /// As for [`check_open`](Self::check_open); [`WaitRefusal::NotDue`].
    pub fn check_due(&self, now: Seconds) -> Result<(), WaitRefusal> {
        self.check_open(now)?;
        if now < self.due {
            return Err(WaitRefusal::NotDue { due: self.due });
        }
        Ok(())
    }

    /// Objections in basis points of the supply, rounded down: of shares that are here and of those that have left.
    /// A supply that cannot be read counts as if all objected, where anybody does: what is not known must not make a
    /// proposal due, nor keep it from ever being so.
    ///
    /// # Errors
    /// For amounts beyond 128 bits.
    pub fn objections(&self, supply: Option<Shares>) -> CoreResult<u64> {
        let objecting = self.locked.plus(self.left)?;
        if objecting.is_zero() {
            return Ok(0);
        }
        let Some(supply) = supply.filter(|supply| !supply.is_zero()) else {
            return Ok(u64::try_from(BPS).unwrap_or(u64::MAX));
        };
        let bps = mul_div_floor(objecting.units(), BPS, supply.units())?;
        Ok(u64::try_from(bps).unwrap_or(u64::MAX))
    }

    /// Looks at the objections: from [`OBJECTION_BPS`] on it is due at a time from the first of that on, and never earlier
    /// than it was. What is brief is moved by nothing.
    ///
    /// # Errors
    /// For amounts beyond 128 bits.
    pub fn look(&mut self, times: WaitTimes, supply: Option<Shares>, now: Seconds) -> CoreResult<WaitLook> {
        let bps = self.objections(supply)?;
        if self.class == WaitClass::Brief || bps < OBJECTION_BPS {
            return Ok(WaitLook::default());
        }
        let first = *self.objected.get_or_insert(now);
        let due = first.saturating_add(times.with_objections(bps));
        let postponed = due > self.due;
        self.due = self.due.max(due);
        Ok(WaitLook {
            postponed,
            to_mark: bps >= MARK_BPS && self.mark.is_none() && now < self.patience_ends(),
        })
    }

    /// More shares object.
    ///
    /// # Errors
    /// For amounts beyond 128 bits.
    pub fn lock(&mut self, shares: Shares) -> CoreResult<()> {
        self.locked = self.locked.plus(shares)?;
        Ok(())
    }

    /// Shares object no longer. With that the mark is void where too few are left; the proposal can then be executed for
    /// [`WINDOW`] from now on at least, so that nobody ends it by taking an objection back. Gives back whether it became
    /// void.
    ///
    /// # Errors
    /// For more than are here.
    pub fn retract(&mut self, shares: Shares, supply: Option<Shares>, now: Seconds) -> CoreResult<bool> {
        let open = self.check_open(now).is_ok();
        self.locked = self.locked.minus(shares)?;
        if !open || self.mark.is_none() || self.objections(supply)? >= MARK_BPS {
            return Ok(false);
        }
        self.mark = None;
        self.due = self.due.max(now);
        Ok(true)
    }

    /// Shares that object go to the exit queue, and go on objecting.
    ///
    /// # Errors
    /// For more than are here.
    pub fn leave(&mut self, shares: Shares) -> CoreResult<()> {
        self.locked = self.locked.minus(shares)?;
        self.left = self.left.plus(shares)?;
        Ok(())
    }

    /// That nothing of its batch stands in the way.
    ///
    /// # Errors
    /// [`WaitRefusal::ExitsPending`] while those of the batch it waits for have not been paid for.
    pub fn check_exits(&self, seen: MarkedBatch, now: Seconds) -> Result<(), WaitRefusal> {
        let Some(batch) = self.awaited(now) else {
            return Ok(());
        };
        match seen {
            MarkedBatch::SettledOrGone | MarkedBatch::OpenEmpty => Ok(()),
            MarkedBatch::Open | MarkedBatch::Unbonding | MarkedBatch::Unknown => {
                let until = self.patience_ends();
                Err(WaitRefusal::ExitsPending { batch, until })
            }
        }
    }

    /// The batch it still waits for.
    pub fn awaited(&self, now: Seconds) -> Option<u64> {
        self.mark.filter(|_| now < self.patience_ends())
    }

    /// When shares of an objection whose last ones came at that time may go.
    pub fn free_at(&self, last: Seconds, now: Seconds) -> Seconds {
        if self.check_open(now).is_ok() {
            last.saturating_add(LOCK)
        } else {
            last
        }
    }
}
