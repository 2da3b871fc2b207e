//! Undelegations in flight: booked before the message, corrected by the chain's answer, credited when their coins come.

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
    /// Whether the chain's answer did not tell the completion, so that its coins may come before it.
    pub guessed: bool,
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

    /// Takes back an undelegation that the chain has refused.
    pub fn undelegation_refused(&mut self, validator: &str, amount: Native) -> CoreResult<()> {
        self.answered(validator);
        self.books.delegated = self.books.delegated.plus(amount)?;
        self.books.undelegating = self.books.undelegating.less(amount);
        let position = self.positions.or_default(validator.to_owned());
        position.booked = position.booked.plus(amount)?;
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
mod tests {
    use super::*;
    use crate::exits::Moment;
    use crate::ledger::tests::{ledger, rules};
    use crate::units::DAY;

    fn key(secs: u64) -> EntryKey {
        EntryKey {
            completion: secs * NANOS,
            validator: "v".into(),
        }
    }

    #[test]
    fn coins_are_unknown_beyond_what_is_free_and_what_is_set_aside() {
        let mut l = ledger(3, 1);
        l.books.reserved = Native::new(2);
        assert_eq!(l.unknown_coins(Native::new(10)), Native::new(5));
        assert_eq!(l.unknown_coins(Native::new(4)), Native::ZERO);
    }

    #[test]
    fn a_write_off_counts_only_coins_that_no_earlier_entry_has_taken() {
        let mut l = flying(&[(10, 1_000), (20, 2_000)]);
        let (overdue, bank) = (20 + DAY / 24 + 1, Native::new(1_300));
        for secs in [overdue, overdue + DAY] {
            let arrivals = arrive(&mut l, secs, bank.units());
            if secs == overdue {
                assert_eq!(arrivals.credited.len(), 1);
            } else {
                assert_eq!(arrivals.written_off, Some((key(20), Native::new(1_700))));
            }
        }
        assert_eq!(l.books.free, bank);
        let mut l = flying(&[(10, 1_000), (20, 2_000)]);
        l.short_since = Some(1);
        let at_once = arrive(&mut l, overdue + DAY, bank.units());
        assert_eq!(at_once.written_off, Some((key(20), Native::new(1_700))));
        assert_eq!(l.books.free, bank);
    }

    #[test]
    fn entries_of_one_validator_and_moment_are_one() {
        let mut l = ledger(0, 1);
        for amount in [7, 5] {
            l.enter(key(9), Native::new(amount), false).unwrap();
        }
        let sum = Entry {
            amount: Native::new(12),
            expected: Native::new(12),
            guessed: false,
        };
        assert_eq!((l.entries[&key(9)], l.positions["v"].entries), (sum, 1));
    }

    /// A ledger with entries of the given completion seconds and amounts.
    fn flying(entries: &[(u64, u128)]) -> Ledger {
        let mut l = ledger(0, 1);
        for (secs, amount) in entries {
            l.books.undelegating = l.books.undelegating.plus(Native::new(*amount)).unwrap();
            l.enter(key(*secs), Native::new(*amount), false).unwrap();
        }
        l
    }

    /// An observation at `secs`, the one before it at `last`, both in seconds.
    fn arrive_after(l: &mut Ledger, last: u64, secs: u64, bank: u128) -> Arrivals {
        let seen = Sighting {
            at: Moment {
                height: 9,
                nanos: secs * NANOS,
            },
            last_look: last * NANOS,
            bank: Native::new(bank),
            delegations: Default::default(),
        };
        l.credit_arrivals(&seen, &rules()).unwrap()
    }

    /// An observation by which the block before has looked too.
    fn arrive(l: &mut Ledger, secs: u64, bank: u128) -> Arrivals {
        arrive_after(l, secs - 1, secs, bank)
    }

    #[test]
    fn equal_completions_of_one_validator_are_one_entry() {
        let l = flying(&[(5, 10), (5, 7)]);
        assert_eq!(l.entries.len(), 1);
        assert_eq!(l.positions["v"].entries, 1);
        assert_eq!(l.entries[&key(5)].expected, Native::new(17));
    }

    #[test]
    fn due_is_not_arrived() {
        let mut l = flying(&[(5, 100)]);
        assert_eq!(arrive(&mut l, 5, 0).credited, []);
        assert_eq!(l.books.undelegating, Native::new(100));
        assert_eq!(arrive(&mut l, 6, 100).arrived, Native::new(100));
        assert_eq!(
            (l.books.free, l.books.undelegating),
            (Native::new(100), Native::ZERO)
        );
        assert_eq!(l.positions["v"].entries, 0);
    }

    #[test]
    fn m4_a_gap_of_rounding_never_waits_but_a_larger_one_does() {
        let mut l = flying(&[(5, 100)]);
        assert_eq!(arrive(&mut l, 6, 97).rounding, Native::new(3));
        let mut l = flying(&[(5, 100)]);
        assert_eq!(arrive(&mut l, 6, 96).credited, []);
    }

    #[test]
    fn m4_a_provision_may_fall_short_by_a_thousandth_of_itself() {
        for (came, waits) in [(94_992, false), (94_991, true)] {
            let mut l = flying(&[(5, 100_000)]);
            l.provision("v", Native::new(1), Native::new(20)).unwrap();
            let a = arrive(&mut l, 6, came);
            assert_eq!(a.credited.is_empty(), waits, "{came}");
        }
        // What nothing was provisioned on has no such error.
        let mut l = flying(&[(5, 100_000)]);
        assert_eq!(arrive(&mut l, 6, 99_996).credited, []);
    }

    #[test]
    fn coins_that_come_before_an_estimated_completion_credit_its_entry() {
        let mut l = flying(&[(50, 100), (60, 200), (70, 300)]);
        for secs in [60, 70] {
            l.entries.get_mut(&key(secs)).unwrap().guessed = true;
        }
        assert_eq!(arrive(&mut l, 10, 196).credited, []);
        let first = arrive(&mut l, 10, 198);
        assert_eq!(
            (first.arrived, first.rounding, first.returned),
            (Native::new(198), Native::new(2), Native::ZERO)
        );
        // Not the entry of which the chain has told when it completes, and what they are expected to bring before others.
        assert_eq!(l.books.undelegating, Native::new(400));
        assert_eq!(arrive(&mut l, 20, 198 + 320).arrived, Native::new(300));
        assert_eq!((l.books.free, l.entries.len()), (Native::new(498), 1));
    }

    #[test]
    fn an_estimated_entry_is_not_credited_while_a_due_one_waits() {
        let mut l = flying(&[(5, 1_000), (60, 200)]);
        l.entries.get_mut(&key(60)).unwrap().guessed = true;
        assert_eq!(arrive(&mut l, 10, 900).credited, []);
        assert_eq!(arrive(&mut l, 11, 1_200).credited.len(), 2);
    }

    #[test]
    fn a_merged_entry_stays_an_estimate() {
        let mut l = ledger(0, 1);
        for guessed in [true, false] {
            l.enter(key(9), Native::new(7), guessed).unwrap();
        }
        assert!(l.entries[&key(9)].guessed);
    }

    #[test]
    fn coins_are_missing_from_the_completion_of_a_due_entry_or_by_the_timer() {
        let mut l = flying(&[(50, 100)]);
        assert_eq!(l.missing_since(50 * NANOS - 1), None);
        assert_eq!(l.missing_since(50 * NANOS), Some(50));
        l.short_since = Some(60);
        assert_eq!(l.missing_since(1), Some(60));
    }

    #[test]
    fn what_lacks_is_known_a_minute_after_it_was_due_or_by_the_timer() {
        let entries = [(50 * NANOS, 100), (55 * NANOS, 200), (900 * NANOS, 400)];
        for (now, coins, short, lacks) in [
            (50, 0, false, 0),
            (110, 0, false, 0),
            (111, 0, false, 300),
            (111, 250, false, 50),
            (111, 300, false, 0),
            (50, 0, true, 100),
            (49, 0, true, 0),
            (900, 250, false, 450),
        ] {
            let entries = entries.map(|(completion, amount)| (completion, Native::new(amount)));
            let found = suspect(entries.into_iter(), Native::new(coins), now * NANOS, short);
            assert_eq!(found, Native::new(lacks), "{now} {coins} {short}");
        }
    }

    #[test]
    fn an_undelegation_is_in_flight_until_it_is_refused() {
        let mut l = ledger(0, 1);
        l.books.delegated = Native::new(100);
        l.positions.or_default("v".into()).booked = Native::new(100);
        l.undelegate("v", Native::new(70)).unwrap();
        assert_eq!((l.positions["v"].in_flight(), l.positions["v"].entries), (1, 0));
        assert_eq!(
            (l.books.delegated, l.books.undelegating, l.positions["v"].booked),
            (Native::new(30), Native::new(70), Native::new(30))
        );
        l.undelegation_refused("v", Native::new(70)).unwrap();
        assert_eq!(l.positions["v"].in_flight(), 0);
        assert_eq!(
            (l.books.delegated, l.books.undelegating, l.positions["v"].booked),
            (Native::new(100), Native::ZERO, Native::new(100))
        );
    }

    #[test]
    fn the_oldest_are_credited_first_and_nothing_above_their_expectation() {
        let mut l = flying(&[(5, 100), (6, 100)]);
        let a = arrive(&mut l, 7, 150);
        assert_eq!(a.credited.len(), 1);
        assert_eq!((a.arrived, a.returned), (Native::new(100), Native::ZERO));
    }

    #[test]
    fn l2_when_all_are_credited_the_excess_up_to_their_amount_is_a_return() {
        let mut l = flying(&[(5, 1_000)]);
        assert_eq!(
            l.provision("v", Native::new(1), Native::new(20)).unwrap(),
            Native::new(50)
        );
        assert_eq!(l.books.undelegating, Native::new(950));
        let a = arrive(&mut l, 6, 1_200);
        assert_eq!((a.arrived, a.returned), (Native::new(1_000), Native::new(50)));
        assert_eq!(l.unknown_coins(Native::new(1_200)), Native::new(200));
    }

    #[test]
    fn n3_one_timer_writes_off_the_first_that_lacks_though_later_ones_keep_arriving() {
        let mut l = flying(&[(5, 1_000)]);
        let late = 5 + DAY / 24;
        arrive(&mut l, late, 900);
        assert_eq!(l.short_since, None);
        arrive(&mut l, late + 1, 900);
        assert_eq!(l.short_since, Some(late + 1));
        arrive(&mut l, late + DAY, 900);
        assert_eq!(l.entries.len(), 1);
        let a = arrive(&mut l, late + 1 + DAY, 900);
        assert_eq!(a.written_off, Some((key(5), Native::new(100))));
        assert_eq!(
            (l.books.free, l.books.undelegating),
            (Native::new(900), Native::ZERO)
        );
        assert_eq!(l.short_since, None);
    }

    #[test]
    fn n3_an_arrival_that_fills_the_hole_of_the_one_before_does_not_stop_the_timer() {
        // Every day an entry of 1,000 brings 950; looked at every hour.
        let days = 4;
        let mut l = flying(&(0..days).map(|day| (day * DAY + 5, 1_000)).collect::<Vec<_>>());
        let mut lost = 0;
        let mut first_loss = None;
        let mut paid = 0;
        for hour in 1..(days + 2) * 24 {
            let now = 10 + hour * 3_600;
            let came = (0..days).filter(|day| day * DAY + 5 < now).count() as u128;
            let bank = came * 950;
            let a = arrive(&mut l, now, bank);
            paid += a.arrived.units();
            if let Some((_, lacking)) = a.written_off {
                lost += lacking.units();
                first_loss.get_or_insert(now);
            }
        }
        assert!(first_loss.unwrap() <= 5 + DAY + 2 * 3_600, "{first_loss:?}");
        assert_eq!(l.entries, Default::default());
        assert_eq!(lost, days as u128 * 50);
        assert!(paid <= days as u128 * 950);
    }

    #[test]
    fn an_expired_timer_writes_off_nothing_that_is_not_overdue_itself_and_fires_when_it_is() {
        let mut l = flying(&[(5, 1_000), (DAY + 3_700, 1_000)]);
        arrive(&mut l, 3_700, 950);
        assert_eq!(l.short_since, Some(3_700));
        // The second has come too: it fills the hole of the first, and lacks coins itself without being overdue yet.
        let a = arrive(&mut l, DAY + 3_701, 1_900);
        assert_eq!((a.credited.len(), a.written_off), (1, None));
        assert_eq!(l.short_since, Some(3_700));
        let a = arrive(&mut l, DAY + 7_400, 1_900);
        assert_eq!(a.written_off.unwrap().1, Native::new(100));
        assert_eq!(l.short_since, None);
    }

    #[test]
    fn the_timer_clears_when_enough_is_found() {
        let mut l = flying(&[(5, 1_000)]);
        arrive(&mut l, 5 + DAY, 0);
        assert!(l.short_since.is_some());
        arrive(&mut l, 6 + DAY, 1_000);
        assert_eq!(l.short_since, None);
    }

    #[test]
    fn after_a_long_halt_the_timer_starts_anew_and_is_never_dated_back() {
        let mut l = flying(&[(5, 1_000)]);
        let a = arrive(&mut l, 100 * DAY, 0);
        assert_eq!(a.written_off, None);
        assert_eq!(l.short_since, Some(100 * DAY));
    }

    #[test]
    fn n3_an_entry_that_came_due_since_the_last_look_is_written_off_by_the_next() {
        // The first has come after the look that started the timer. The second is due and overdue, and nobody has
        // looked since it is due: the block of this look may pay it.
        let started = 5 + DAY / 24 + 1;
        let due = started + DAY;
        let now = due + 2 * 3_600;
        let short = || {
            let mut l = flying(&[(5, 1_000), (due, 1_000)]);
            arrive_after(&mut l, 0, started, 0);
            assert_eq!(l.short_since, Some(started));
            l
        };
        for (last, written_off) in [(due - 1, false), (due, true), (now - 1, true)] {
            let a = arrive_after(&mut short(), last, now, 1_000);
            assert_eq!(
                (a.credited.len(), a.written_off.is_some()),
                (1, written_off),
                "{last}"
            );
        }
        // Whoever looks a block later finds it paid, or missing.
        for (bank, written_off) in [(2_000, None), (1_900, Some((key(due), Native::new(100))))] {
            let mut l = short();
            arrive_after(&mut l, started, now, 1_000);
            let a = arrive_after(&mut l, now, now + 6, bank);
            assert_eq!((a.written_off, l.short_since), (written_off, None));
        }
    }

    #[test]
    fn n3_a_second_look_in_one_block_writes_nothing_off() {
        let mut l = flying(&[(5, 1_000)]);
        arrive(&mut l, 5 + DAY, 0);
        assert_eq!(arrive_after(&mut l, 0, 5 + 2 * DAY, 0).written_off, None);
        let a = arrive_after(&mut l, 5 + 2 * DAY, 11 + 2 * DAY, 0);
        assert_eq!(a.written_off, Some((key(5), Native::new(1_000))));
    }

    #[test]
    fn a_provision_never_takes_more_than_is_expected() {
        let mut l = flying(&[(5, 10)]);
        for _ in 0..3 {
            l.provision("v", Native::new(1), Native::new(2)).unwrap();
        }
        assert_eq!(l.entries[&key(5)].expected, Native::ZERO);
        assert_eq!(
            l.provision("other", Native::new(1), Native::new(2)).unwrap(),
            Native::ZERO
        );
    }
}
