//! From what is seen to what is to be done. Nothing here asks or sends.

use std::collections::BTreeMap;

use floe_api::registry::{self, ValidatorStatus};
use floe_client::views::ChainValidator;
use floe_core::allocation::moves::DUST;
use floe_core::params::Param;
use floe_core::units::Native;

use crate::duty::{Duty, DutyTask, Reason};
use crate::losses;
use crate::modules;
use crate::sight::Sight;

/// Users paid by one transaction at most.
const CLAIMS: usize = 10;

/// What a keeper is told to do. Times are seconds, amounts base units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Age of an observation; none: the hub's `max_sync_age`, which is also the most.
    pub sync_secs: Option<u64>,
    pub refresh_secs: u64,
    /// Everybody's exits from this amount on are claimed; none: nobody's but the named ones'.
    pub claim_above: Option<u128>,
}

/// What is due, the most pressing first. Each duty is one transaction.
///
/// A slash is booked before anything else, as the rate is wrong until then. The registry is refreshed before the crank
/// that follows its targets, and what hampers validators is cleared before the crank that needs them. A crank observes
/// too, so with one due no sync is.
pub fn duties(sight: &Sight, policy: &Policy) -> Vec<Duty> {
    let crank = crank(sight);
    let sync = sync_for_slashes(sight).or_else(|| match &crank {
        Some(_) => None,
        None => sync_for_age(sight, policy),
    });
    let first = [sync, refresh(sight, policy)].into_iter().flatten();
    let last = [crank, claim(sight, policy)].into_iter().flatten();
    let modules = modules::duties(sight);
    first
        .chain(withdrawals(sight))
        .chain(last)
        .chain(modules)
        .collect()
}

/// One for each validator whose last message failed and that holds stake.
fn withdrawals(sight: &Sight) -> impl Iterator<Item = Duty> + '_ {
    let staked = |operator: &String| {
        let mut booked = sight.booked.iter();
        booked.any(|v| v.operator == *operator && !v.delegated.is_zero())
    };
    let hampered = sight
        .preview
        .hampered
        .iter()
        .filter(move |operator| staked(operator));
    hampered.map(|operator| {
        let operator = operator.clone();
        Duty::new(DutyTask::Withdraw, vec![Reason::Hampered { operator }])
    })
}

fn some(task: DutyTask, reasons: Vec<Reason>) -> Option<Duty> {
    (!reasons.is_empty()).then(|| Duty::new(task, reasons))
}

fn sync_for_slashes(sight: &Sight) -> Option<Duty> {
    let reasons = losses::falls(sight).into_iter().map(|fall| Reason::Slash {
        operator: fall.operator,
        booked: fall.booked.into(),
        found: fall.found.into(),
    });
    some(DutyTask::Sync, reasons.collect())
}

fn sync_for_age(sight: &Sight, policy: &Policy) -> Option<Duty> {
    let own = sight.param(Param::MaxSyncAge);
    let limit = policy.sync_secs.map_or(own, |secs| secs.min(own));
    let age = sight.observation_age();
    (age >= limit).then(|| Duty::new(DutyTask::Sync, vec![Reason::OldObservation { age, limit }]))
}

fn crank(sight: &Sight) -> Option<Duty> {
    let preview = Box::new(sight.preview.clone());
    (!preview.is_idle()).then(|| Duty::new(DutyTask::Crank, vec![Reason::Work { preview }]))
}

fn refresh(sight: &Sight, policy: &Policy) -> Option<Duty> {
    let age = sight.now().saturating_sub(sight.refreshed_at);
    let limit = policy.refresh_secs;
    let old = (age >= limit).then_some(Reason::OldRegistry { age, limit });
    let chain: BTreeMap<&str, &ChainValidator> = sight
        .validators
        .iter()
        .map(|validator| (validator.operator.as_str(), validator))
        .collect();
    let changes = sight.registered.iter().flat_map(|known| {
        let found = chain.get(known.operator.as_str()).copied();
        [
            bonded(known, found),
            commission(known, found),
            drained(known, sight),
        ]
    });
    some(DutyTask::Refresh, changes.flatten().chain(old).collect())
}

fn bonded(known: &registry::ValidatorResponse, found: Option<&ChainValidator>) -> Option<Reason> {
    let bonded = found.is_some_and(ChainValidator::is_bonded);
    (bonded != known.bonded).then(|| Reason::Bonded {
        operator: known.operator.clone(),
        bonded,
    })
}

/// The registry learns commissions from the bonded set alone.
fn commission(known: &registry::ValidatorResponse, found: Option<&ChainValidator>) -> Option<Reason> {
    let new = found.filter(|validator| validator.is_bonded())?.commission;
    (new != known.commission).then(|| Reason::Commission {
        operator: known.operator.clone(),
        old: known.commission,
        new,
    })
}

fn drained(known: &registry::ValidatorResponse, sight: &Sight) -> Option<Reason> {
    let booked = sight.booked.iter().find(|v| v.operator == known.operator);
    let empty = booked.is_none_or(|v| Native::from(v.delegated) <= DUST && v.entries.is_empty());
    (known.status == ValidatorStatus::Draining && empty).then(|| Reason::Drained {
        operator: known.operator.clone(),
    })
}

fn claim(sight: &Sight, policy: &Policy) -> Option<Duty> {
    let least = policy.claim_above;
    let worth = |amount: u128| least.is_some_and(|least| amount >= least);
    let reasons = sight
        .claimable
        .iter()
        .filter(|claim| claim.named || worth(claim.amount))
        .take(CLAIMS)
        .map(|claim| Reason::Claimable {
            user: claim.user.clone(),
            amount: claim.amount.into(),
        });
    some(DutyTask::Claim, reasons.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{at_rest, undelegate, MAX_SYNC_AGE, NOW};
    use crate::sight::Claimable;
    use cosmwasm_std::{Decimal, Uint128};
    use floe_api::hub::CrankReport;
    use floe_client::views::BondStatus;
    use rstest::rstest;

    const POLICY: Policy = Policy {
        sync_secs: None,
        refresh_secs: 3_600,
        claim_above: Some(1_000),
    };

    fn work() -> CrankReport {
        CrankReport {
            closed: Some(4),
            ..CrankReport::default()
        }
    }

    fn claim(user: &str, amount: u128, named: bool) -> Claimable {
        Claimable {
            user: user.to_owned(),
            amount,
            named,
        }
    }

    /// `task: why` of everything due.
    fn due(disturb: impl FnOnce(&mut Sight), policy: &Policy) -> Vec<String> {
        let mut sight = at_rest();
        disturb(&mut sight);
        let due = duties(&sight, policy);
        due.iter()
            .map(|duty| format!("{}: {}", duty.task, duty.why()))
            .collect()
    }

    #[test]
    fn at_rest_nothing_is_due() {
        assert_eq!(due(|_| {}, &POLICY), [""; 0]);
    }

    #[rstest]
    #[case::work(|s: &mut Sight| s.preview = work(), "crank: close batch 4")]
    #[case::old_observation(
        |s: &mut Sight| s.state.last_sync = NOW - MAX_SYNC_AGE,
        "sync: the last observation is 21600 s old, the limit is 21600 s"
    )]
    #[case::slash(
        |s: &mut Sight| { s.delegated.insert("val2".into(), 9_000_000); },
        "sync: val2 was slashed: 10000000 booked, 9000000 found"
    )]
    #[case::everything_lost(
        |s: &mut Sight| { s.delegated.remove("val1"); },
        "sync: val1 was slashed: 10000000 booked, 0 found"
    )]
    #[case::old_registry(
        |s: &mut Sight| s.refreshed_at = NOW - 3_600,
        "refresh: the registry's data are 3600 s old, the limit is 3600 s"
    )]
    #[case::jailed(|s: &mut Sight| s.validators[1].jailed = true, "refresh: val2 left the bonded set")]
    #[case::unbonding(
        |s: &mut Sight| s.validators[0].status = BondStatus::Unbonding,
        "refresh: val1 left the bonded set"
    )]
    #[case::gone(|s: &mut Sight| { s.validators.remove(0); }, "refresh: val1 left the bonded set")]
    #[case::back(|s: &mut Sight| s.registered[0].bonded = false, "refresh: val1 joined the bonded set")]
    #[case::commission(
        |s: &mut Sight| s.validators[0].commission = Decimal::percent(10),
        "refresh: the commission of val1 went from 0.05 to 0.1"
    )]
    #[case::hampered(
        |s: &mut Sight| s.preview.hampered = vec!["val2".into(), "without stake".into()],
        "withdraw: the last message to val2 failed"
    )]
    #[case::named(
        |s: &mut Sight| s.claimable = vec![claim("alice", 1, true)],
        "claim: alice can be paid 1"
    )]
    #[case::large(
        |s: &mut Sight| s.claimable = vec![claim("bob", 999, false), claim("carol", 1_000, false)],
        "claim: carol can be paid 1000"
    )]
    fn one_thing_is_due(#[case] disturb: fn(&mut Sight), #[case] expected: &str) {
        assert_eq!(due(disturb, &POLICY), [expected]);
    }

    #[rstest]
    #[case::rounding(|s: &mut Sight| { s.delegated.insert("val2".into(), 10_000_000 - 33); })]
    #[case::a_gain(|s: &mut Sight| { s.delegated.insert("val2".into(), 10_000_100); })]
    #[case::stake_of_no_concern(|s: &mut Sight| { s.delegated.insert("val9".into(), 5); })]
    #[case::books_that_changed_while_read(|s: &mut Sight| {
        s.steady = false;
        s.delegated.insert("val2".into(), 9_000_000);
    })]
    #[case::recent_enough(|s: &mut Sight| s.state.last_sync = NOW - MAX_SYNC_AGE + 1)]
    #[case::an_observation_from_a_later_block(|s: &mut Sight| s.state.last_sync = NOW + 5)]
    #[case::commission_outside_the_bonded_set(|s: &mut Sight| {
        s.validators[0].jailed = true;
        s.registered[0].bonded = false;
        s.validators[0].commission = Decimal::percent(10);
    })]
    #[case::a_draining_validator_with_stake(|s: &mut Sight| s.registered[0].status = ValidatorStatus::Draining)]
    #[case::an_undelegation_that_lost(|s: &mut Sight| {
        undelegate(s, NOW + 1_000);
        s.unbonding[0].balance = 900_000;
    })]
    #[case::small_claims(|s: &mut Sight| s.claimable = vec![claim("bob", 999, false)])]
    fn nothing_is_due(#[case] disturb: fn(&mut Sight)) {
        assert_eq!(due(disturb, &POLICY), [""; 0]);
    }

    #[rstest]
    #[case::empty(0, false, true)]
    #[case::a_unit_that_cannot_be_moved(1, false, true)]
    #[case::with_stake(2, false, false)]
    #[case::with_entries(0, true, false)]
    fn a_removed_validator_is_forgotten_once_it_is_empty(
        #[case] stake: u128,
        #[case] entries: bool,
        #[case] expected: bool,
    ) {
        let disturb = |sight: &mut Sight| {
            sight.registered[0].status = ValidatorStatus::Draining;
            sight.booked[0].delegated = Uint128::new(stake);
            sight.delegated.insert("val1".to_owned(), stake);
            if entries {
                undelegate(sight, NOW + 1_000);
            }
        };
        assert_eq!(!due(disturb, &POLICY).is_empty(), expected);
    }

    #[test]
    fn a_slash_is_booked_first_and_claims_come_last() {
        let disturb = |sight: &mut Sight| {
            sight.preview = work();
            sight.claimable = vec![claim("alice", 5, true)];
            sight.validators[0].jailed = true;
            sight.delegated.insert("val1".to_owned(), 9_500_000);
            sight.state.last_sync = 0;
        };
        assert_eq!(
            due(disturb, &POLICY),
            [
                "sync: val1 was slashed: 10000000 booked, 9500000 found",
                "refresh: val1 left the bonded set",
                "crank: close batch 4",
                "claim: alice can be paid 5",
            ]
        );
    }

    #[test]
    fn a_crank_observes_too() {
        let disturb = |sight: &mut Sight| {
            sight.preview = work();
            sight.state.last_sync = 0;
        };
        assert_eq!(due(disturb, &POLICY), ["crank: close batch 4"]);
    }

    #[rstest]
    #[case::sooner(Some(600), 600, true)]
    #[case::not_yet(Some(600), 599, false)]
    #[case::never_later_than_the_hub(Some(50_000), MAX_SYNC_AGE, true)]
    fn a_keeper_may_sync_more_often_than_the_hub_asks(
        #[case] sync_secs: Option<u64>,
        #[case] age: u64,
        #[case] expected: bool,
    ) {
        let policy = Policy { sync_secs, ..POLICY };
        let due = due(|sight| sight.state.last_sync = NOW - age, &policy);
        assert_eq!(!due.is_empty(), expected);
    }

    #[test]
    fn one_transaction_pays_ten_users() {
        let mut sight = at_rest();
        sight.claimable = (0..25)
            .map(|n| claim(&format!("user{n}"), 5_000, false))
            .collect();
        let due = duties(&sight, &POLICY);
        assert_eq!(due.len(), 1);
        assert_eq!(due[0].claimants().count(), 10);
    }

    #[test]
    fn nobody_is_paid_unless_the_keeper_is_told() {
        let policy = Policy {
            claim_above: None,
            ..POLICY
        };
        let rich = |sight: &mut Sight| sight.claimable = vec![claim("bob", u128::MAX, false)];
        assert_eq!(due(rich, &policy), [""; 0]);
    }
}
