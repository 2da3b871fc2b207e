//! Undelegations in flight (unbonding entries): booked before the message, corrected by the chain's answer, credited
//! when their coins come.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::convert::mul_div_ceil;
use crate::error::CoreResult;
use crate::ledger::{Ledger, Rules};
use crate::observe::Sighting;
use crate::units::{Nanos, Native, Seconds, NANOS};

/// Units that rounding may take from one entry on its way.
pub const ENTRY_TOLERANCE: u128 = 3;
/// A provision is an estimate: it may fall short of the chain's own charge by one part in this many. The chain slashes
/// whole coins of voting power, so stake loses a little less than entries (docs/adr/0025).
pub const PROVISION_ERROR: u128 = 1_000;
/// The chain pays an entry at the end of the first block that reaches its completion. Time in seconds for which such a
/// block is waited out before coins count as lacking.
pub const PAID_WITHIN: Seconds = 60;
/// Fraction of the grace after which a missing entry starts the shortage timer.
const OVERDUE_FRACTION: u64 = 24;

/// Entries are kept in the order in which they come due. Entries of one validator with equal completion are one entry,
/// as on the chain.
#[derive(Serialize, Deserialize, JsonSchema, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct EntryKey {
    /// Nanoseconds since the unix epoch.
    pub completion: Nanos,
    pub validator: String,
}

/// An undelegation in flight.
#[derive(Serialize, Deserialize, JsonSchema, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// What the chain said it will pay; a slash takes its fraction of this.
    pub amount: Native,
    /// What is expected after provisions.
    pub expected: Native,
    /// Whether the completion is an estimate, as the chain's answer had none: its coins may come before it.
    pub guessed: bool,
}

impl Entry {
    /// What a slash is estimated to have cost it.
    pub fn provisioned(&self) -> Native {
        self.amount.less(self.expected)
    }
}

/// What one pass over the due entries did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Arrivals {
    pub credited: Vec<(EntryKey, Entry)>,
    /// Coins booked into `B`.
    pub arrived: Native,
    /// Coins above what was expected.
    pub returned: Native,
    /// Units that rounding took.
    pub rounding: Native,
    /// An entry closed by the shortage timer, and what it lacked.
    pub written_off: Option<(EntryKey, Native)>,
}

impl Ledger {
    /// Books an undelegation before its message leaves: `D → U`, and an entry is in flight.
    pub fn undelegate(&mut self, validator: &str, amount: Native) -> CoreResult<()> {
        self.books.delegated = self.books.delegated.minus(amount)?;
        self.books.undelegating = self.books.undelegating.plus(amount)?;
        let position = self.positions.or_default(validator.to_owned());
        position.booked = position.booked.minus(amount)?;
        position.pending = position.pending.saturating_add(1);
        Ok(())
    }

    /// Notes that the chain has answered an undelegation from the validator.
    pub fn answered(&mut self, validator: &str) {
        if let Some(position) = self.positions.get_mut(validator) {
            position.pending = position.pending.saturating_sub(1);
        }
    }

    /// Records an undelegation as the chain answered it. `amount` has been booked into `U` before the message as
    /// `asked`; what the chain rounds away is a loss of the pool. `guessed` where the completion is an estimate.
    pub fn enter(&mut self, key: EntryKey, amount: Native, guessed: bool) -> CoreResult<()> {
        if let Some(entry) = self.entries.get_mut(&key) {
            entry.amount = entry.amount.plus(amount)?;
            entry.expected = entry.expected.plus(amount)?;
            entry.guessed |= guessed;
            return Ok(());
        }
        let position = self.positions.or_default(key.validator.clone());
        position.entries = position.entries.saturating_add(1);
        let entry = Entry {
            amount,
            expected: amount,
            guessed,
        };
        self.entries.insert(key, entry);
        Ok(())
    }

    /// Whether a due entry is uncredited.
    pub fn has_due(&self, now: Nanos) -> bool {
        self.entries
            .keys()
            .next()
            .is_some_and(|first| first.completion <= now)
    }

    /// Since when coins of due entries are missing, unix seconds: by the timer, or from the completion of the first due
    /// entry that is not credited. Follows an observation.
    pub fn missing_since(&self, now: Nanos) -> Option<Seconds> {
        let due = self.entries.keys().next().map(|key| key.completion);
        self.short_since
            .or(due.filter(|due| *due <= now).map(|due| due.div_ceil(NANOS)))
    }

    /// Coins in the hub that the books do not know. `bank` is the balance without the coins of the current message.
    pub fn unknown_coins(&self, bank: Native) -> Native {
        bank.less(self.books.free).less(self.books.reserved)
    }

    /// Credits what has come: the longest prefix of the due entries, oldest first, that the unknown coins can pay.
    ///
    /// A gap of a few units, or of a thousandth of what was provisioned, is rounding, a loss of the pool, and never
    /// waits. Keeps the shortage timer and, when it has run out, writes off what the first uncovered entry lacks if that
    /// is overdue and was due when an earlier block looked: an entry that came due since may be paid at the end of this
    /// very block (docs/adr/0032).
    pub fn credit_arrivals(&mut self, seen: &Sighting, rules: &Rules) -> CoreResult<Arrivals> {
        let now = seen.at.nanos;
        let coins = self.unknown_coins(seen.bank);
        let due = self.due(now);
        let overdue = self.overdue(&due, now, rules.arrival_grace);
        let seconds = now / NANOS;
        self.keep_timer(
            seconds,
            !covered(&due, overdue, coins)?,
            !covered(&due, due.len(), coins)?,
        );

        let prefix = longest_covered_prefix(&due, coins)?;
        let mut arrivals = self.credit(&due, prefix, coins)?;
        if prefix == due.len() {
            self.credit_guessed(coins.less(arrivals.arrived), &mut arrivals)?;
        }
        let expired = self
            .short_since
            .is_some_and(|since| seconds >= since.saturating_add(rules.arrival_grace));
        let due_before = due.partition_point(|(key, _)| key.completion <= seen.last_look);
        if expired && prefix < overdue.min(due_before) {
            arrivals.written_off = self.write_off(&due, prefix, coins.less(arrivals.arrived))?;
            self.short_since = None;
        }
        Ok(arrivals)
    }

    /// The timer starts when overdue entries lack coins, and stops only when all due ones are covered: the coins of a
    /// later arrival fill the hole of an earlier one, but the sum still lacks them (docs/adr/0001).
    fn keep_timer(&mut self, now: Seconds, overdue_lack: bool, due_lack: bool) {
        if overdue_lack {
            self.short_since = Some(self.short_since.unwrap_or(now));
        } else if !due_lack {
            self.short_since = None;
        }
    }

    /// Entries whose completion has come, oldest first.
    fn due(&self, now: Nanos) -> Vec<(EntryKey, Entry)> {
        self.entries
            .iter()
            .take_while(|(key, _)| key.completion <= now)
            .map(|(key, entry)| (key.clone(), *entry))
            .collect()
    }

    /// How many of the due entries are late by more than a part of the grace.
    fn overdue(&self, due: &[(EntryKey, Entry)], now: Nanos, grace: Seconds) -> usize {
        let patience = grace.saturating_mul(NANOS) / OVERDUE_FRACTION;
        due.iter()
            .take_while(|(key, _)| key.completion.saturating_add(patience) < now)
            .count()
    }

    fn credit(&mut self, due: &[(EntryKey, Entry)], prefix: usize, coins: Native) -> CoreResult<Arrivals> {
        let credited: Vec<_> = due.iter().take(prefix).cloned().collect();
        let expected = Native::sum(credited.iter().map(|(_, e)| e.expected))?;
        let most = if prefix == due.len() {
            Native::sum(credited.iter().map(|(_, e)| e.amount))?
        } else {
            expected
        };
        let arrived = coins.min(most);
        for (key, _) in &credited {
            self.close_entry(key);
        }
        self.books.free = self.books.free.plus(arrived)?;
        Ok(Arrivals {
            credited,
            arrived,
            returned: arrived.less(expected),
            rounding: expected.less(arrived),
            written_off: None,
        })
    }

    /// Coins that nothing due waits for belong to entries whose completion is only estimated: the first ones that they
    /// pay whole.
    fn credit_guessed(&mut self, mut coins: Native, arrivals: &mut Arrivals) -> CoreResult<()> {
        let guessed = self.entries.iter().filter(|(_, entry)| entry.guessed);
        let guessed: Vec<_> = guessed.map(|(key, entry)| (key.clone(), *entry)).collect();
        for item in guessed {
            let Entry { amount, expected, .. } = item.1;
            if expected > coins.more(tolerance(std::iter::once(&item))) {
                continue;
            }
            let arrived = coins.min(amount);
            coins = coins.less(arrived);
            self.close_entry(&item.0);
            self.books.free = self.books.free.plus(arrived)?;
            arrivals.arrived = arrivals.arrived.plus(arrived)?;
            arrivals.returned = arrivals.returned.plus(arrived.less(expected))?;
            arrivals.rounding = arrivals.rounding.plus(expected.less(arrived))?;
            arrivals.credited.push(item);
        }
        Ok(())
    }

    /// Closes the first uncovered entry with what there is of it.
    fn write_off(
        &mut self,
        due: &[(EntryKey, Entry)],
        position: usize,
        coins: Native,
    ) -> CoreResult<Option<(EntryKey, Native)>> {
        let Some((key, entry)) = due.get(position) else {
            return Ok(None);
        };
        let came = coins.min(entry.expected);
        self.close_entry(key);
        self.books.free = self.books.free.plus(came)?;
        Ok(Some((key.clone(), entry.expected.less(came))))
    }

    fn close_entry(&mut self, key: &EntryKey) {
        if let Some(entry) = self.entries.remove(key) {
            self.books.undelegating = self.books.undelegating.less(entry.expected);
            if let Some(position) = self.positions.get_mut(&key.validator) {
                position.entries = position.entries.saturating_sub(1);
            }
        }
    }

    /// Lowers what a validator's uncredited entries are expected to bring by the fraction `fall / booked` of each
    /// entry's amount, rounded up, and returns the sum.
    pub(crate) fn provision(&mut self, validator: &str, fall: Native, booked: Native) -> CoreResult<Native> {
        let mut total = Native::ZERO;
        for (_, entry) in self
            .entries
            .iter_mut()
            .filter(|(key, _)| key.validator == validator)
        {
            let slashed = mul_div_ceil(entry.amount.units(), fall.units(), booked.units())?;
            let cut = entry.expected.min(Native::new(slashed));
            entry.expected = entry.expected.less(cut);
            total = total.plus(cut)?;
        }
        self.books.undelegating = self.books.undelegating.less(total);
        Ok(total)
    }
}

/// What is known to lack of due entries, in base units: what they are expected to bring beyond `coins`, which the books
/// do not know. Nothing while the timer does not run and none is due for longer than [`PAID_WITHIN`].
///
/// `entries` ascending, those not yet due may be left out.
pub fn suspect(
    entries: impl Iterator<Item = (Nanos, Native)>,
    coins: Native,
    now: Nanos,
    short: bool,
) -> Native {
    let paid = now.saturating_sub(PAID_WITHIN.saturating_mul(NANOS));
    let (mut late, mut expected) = (short, Native::ZERO);
    for (completion, amount) in entries.take_while(|(completion, _)| *completion <= now) {
        late |= completion < paid;
        expected = expected.more(amount);
    }
    if late {
        expected.less(coins)
    } else {
        Native::ZERO
    }
}

/// Whether the coins pay the first `count` entries up to rounding.
fn covered(due: &[(EntryKey, Entry)], count: usize, coins: Native) -> CoreResult<bool> {
    let expected = Native::sum(due.iter().take(count).map(|(_, e)| e.expected))?;
    Ok(expected <= coins.more(tolerance(due.iter().take(count))))
}

fn longest_covered_prefix(due: &[(EntryKey, Entry)], coins: Native) -> CoreResult<usize> {
    let mut longest = 0;
    let mut expected = Native::ZERO;
    for (n, (_, entry)) in due.iter().enumerate() {
        let count = n.saturating_add(1);
        expected = expected.plus(entry.expected)?;
        if expected <= coins.more(tolerance(due.iter().take(count))) {
            longest = count;
        }
    }
    Ok(longest)
}

/// What entries may lack without waiting for it: rounding, and the error of what was provisioned on them.
fn tolerance<'a>(entries: impl Iterator<Item = &'a (EntryKey, Entry)>) -> Native {
    entries.fold(Native::ZERO, |sum, (_, entry)| {
        let provisioned = entry.amount.less(entry.expected).units();
        let most = ENTRY_TOLERANCE.saturating_add(provisioned / PROVISION_ERROR);
        sum.more(Native::new(most))
    })
}

#[cfg(test)]
mod tests;
