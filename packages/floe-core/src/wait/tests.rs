//! Waiting, with the integers of the specification: supply 100,000,000, short 4 days, exit 25 days.

use super::*;
use rstest::rstest;

const TIMES: WaitTimes = WaitTimes {
    short: 345_600,
    exit: 2_160_000,
};
const SUPPLY: Option<Shares> = Some(Shares::new(100_000_000));

fn long() -> Waiting {
    Waiting::new(WaitClass::Long, TIMES, 1_000)
}

/// With so many shares locked and looked at then.
fn objected(shares: u128, now: Seconds) -> (Waiting, WaitLook) {
    let mut waiting = long();
    waiting.lock(Shares::new(shares)).unwrap();
    let look = waiting.look(TIMES, SUPPLY, now).unwrap();
    (waiting, look)
}

#[rstest]
#[case(172_800, 172_800)]
#[case(172_800, 7_776_000)]
#[case(2_592_000, 2_592_000)]
fn times_at_their_bounds_are_taken(#[case] short: Seconds, #[case] exit: Seconds) {
    assert_eq!(WaitTimes::new(short, exit), Ok(WaitTimes { short, exit }));
}

#[rstest]
#[case(172_799, 2_160_000, "short is 172799, allowed is 172800 to 2592000")]
#[case(2_592_001, 7_776_000, "short is 2592001, allowed is 172800 to 2592000")]
#[case(345_600, 345_599, "exit is 345599, allowed is 345600 to 7776000")]
#[case(345_600, 7_776_001, "exit is 7776001, allowed is 345600 to 7776000")]
fn times_beyond_them_are_refused_by_name(#[case] short: Seconds, #[case] exit: Seconds, #[case] text: &str) {
    assert_eq!(WaitTimes::new(short, exit).unwrap_err().to_string(), text);
}

#[test]
fn times_only_grow() {
    let grown = TIMES.grown(Some(345_601), None).unwrap();
    assert_eq!((grown.short, grown.exit), (345_601, 2_160_000));
    let grown = grown.grown(None, Some(2_160_001)).unwrap();
    assert_eq!((grown.short, grown.exit), (345_601, 2_160_001));
    assert_eq!(grown.grown(None, None), Ok(grown));
    let text = |refused: CoreResult<WaitTimes>| refused.unwrap_err().to_string();
    assert_eq!(
        text(grown.grown(Some(345_600), None)),
        "short is 345600, allowed is 345601 to 2592000"
    );
    assert_eq!(
        text(grown.grown(None, Some(2_160_000))),
        "exit is 2160000, allowed is 2160001 to 7776000"
    );
    assert_eq!(
        text(grown.grown(Some(2_400_000), None)),
        "exit is 2160001, allowed is 2400000 to 7776000"
    );
}

#[test]
fn a_proposal_is_due_after_its_classs_time_and_for_fourteen_days() {
    for (class, wait) in [
        (WaitClass::Brief, 345_600),
        (WaitClass::Short, 345_600),
        (WaitClass::Long, 2_160_000),
    ] {
        let waiting = Waiting::new(class, TIMES, 1_000);
        let due = 1_000 + wait;
        assert_eq!(waiting.check_due(due - 1), Err(WaitRefusal::NotDue { due }));
        assert_eq!(waiting.check_due(due), Ok(()));
        assert_eq!(waiting.check_due(due + 1_209_599), Ok(()));
        let expired = due + 1_209_600;
        assert_eq!(waiting.check_due(expired), Err(WaitRefusal::Expired { expired }));
    }
}

#[rstest]
#[case(999_999, None)]
#[case(1_000_000, Some(2_160_000))]
#[case(5_500_000, Some(3_240_000))]
#[case(9_999_999, Some(4_317_600))]
#[case(10_000_000, Some(4_320_000))]
#[case(100_000_000, Some(4_320_000))]
fn from_a_hundredth_of_the_supply_on_it_waits_one_exit_and_from_a_tenth_two(
    #[case] shares: u128,
    #[case] wait: Option<Seconds>,
) {
    let now = 500_000;
    let (waiting, look) = objected(shares, now);
    assert_eq!(waiting.due, wait.map_or(2_161_000, |wait| now + wait));
    assert_eq!(waiting.objected, wait.map(|_| now));
    assert_eq!(look.postponed, wait.is_some());
    assert_eq!(look.to_mark, shares >= 10_000_000);
}

#[test]
fn later_objections_count_from_the_first_time_that_there_were_enough() {
    let (mut waiting, _) = objected(1_000_000, 500_000);
    waiting.lock(Shares::new(4_500_000)).unwrap();
    waiting.look(TIMES, SUPPLY, 900_000).unwrap();
    assert_eq!(waiting.due, 500_000 + 3_240_000);
    // A supply that falls does the same, one that grows takes nothing back.
    waiting
        .look(TIMES, Some(Shares::new(55_000_000)), 1_000_000)
        .unwrap();
    assert_eq!(waiting.due, 500_000 + 4_320_000);
    waiting
        .look(TIMES, Some(Shares::new(200_000_000)), 1_000_001)
        .unwrap();
    assert_eq!(waiting.due, 500_000 + 4_320_000);
}

#[test]
fn what_is_brief_is_moved_by_nobody() {
    let mut waiting = Waiting::new(WaitClass::Brief, TIMES, 1_000);
    waiting.lock(Shares::new(100_000_000)).unwrap();
    assert_eq!(waiting.look(TIMES, SUPPLY, 2_000), Ok(WaitLook::default()));
    assert_eq!((waiting.due, waiting.objected), (346_600, None));
}

#[test]
fn who_leaves_goes_on_objecting_and_who_retracts_does_not() {
    let (mut waiting, _) = objected(10_000_000, 2_000);
    waiting.mark = Some(7);
    waiting.leave(Shares::new(9_999_999)).unwrap();
    assert_eq!(waiting.objections(SUPPLY), Ok(1_000));
    assert_eq!(waiting.retract(Shares::new(1), SUPPLY, 3_000), Ok(true));
    assert_eq!(waiting.objections(SUPPLY), Ok(999));
    assert_eq!((waiting.mark, waiting.due), (None, 2_000 + 4_320_000));
    assert!(waiting.retract(Shares::new(1), SUPPLY, 3_000).is_err());
    assert!(waiting.leave(Shares::new(1)).is_err());
}

#[test]
fn a_marked_proposal_waits_for_its_batch_for_a_hundred_and_eighty_days_and_then_two_weeks() {
    let (mut waiting, _) = objected(10_000_000, 2_000);
    waiting.mark = Some(7);
    let day = |days: u64| 1_000 + days * 86_400;
    let pending = WaitRefusal::ExitsPending {
        batch: 7,
        until: day(180),
    };
    for seen in [MarkedBatch::Open, MarkedBatch::Unbonding, MarkedBatch::Unknown] {
        assert_eq!(waiting.check_exits(seen, day(180) - 1), Err(pending.clone()));
        assert_eq!(waiting.check_exits(seen, day(180)), Ok(()));
    }
    for seen in [MarkedBatch::OpenEmpty, MarkedBatch::SettledOrGone] {
        assert_eq!(waiting.check_exits(seen, day(60)), Ok(()));
    }
    assert_eq!(waiting.check_due(day(194) - 1), Ok(()));
    let expired = day(194);
    assert_eq!(waiting.check_due(expired), Err(WaitRefusal::Expired { expired }));
}

#[test]
fn nobody_ends_a_proposal_by_taking_an_objection_back() {
    let (mut waiting, _) = objected(10_000_000, 2_000);
    waiting.mark = Some(7);
    let now = waiting.due + 5_000_000;
    assert_eq!(waiting.retract(Shares::new(10_000_000), SUPPLY, now), Ok(true));
    assert_eq!(waiting.check_due(now), Ok(()));
    assert_eq!(waiting.expires(), now + 1_209_600);
}

#[test]
fn what_has_expired_is_not_brought_back_by_a_retraction() {
    let (mut waiting, _) = objected(10_000_000, 2_000);
    waiting.mark = Some(7);
    let now = waiting.expires();
    assert_eq!(waiting.retract(Shares::new(10_000_000), SUPPLY, now), Ok(false));
    assert_eq!(waiting.phase(now), WaitPhase::Expired);
}

/// With the longest `exit` two of them end after the patience for a batch does.
#[test]
fn objections_cannot_move_a_proposal_beyond_its_own_end() {
    let times = WaitTimes::new(345_600, 7_776_000).unwrap();
    let mut waiting = Waiting::new(WaitClass::Long, times, 0);
    waiting.lock(Shares::new(10_000_000)).unwrap();
    waiting.look(times, SUPPLY, 7_775_999).unwrap();
    waiting.mark = Some(7);
    assert_eq!(waiting.due, 7_775_999 + 15_552_000);
    assert_eq!(waiting.expires(), waiting.due + 1_209_600);
}

#[test]
fn once_patience_has_ended_nothing_is_marked() {
    let mut waiting = long();
    waiting.lock(Shares::new(10_000_000)).unwrap();
    let look = waiting.look(TIMES, SUPPLY, waiting.patience_ends()).unwrap();
    assert!(look.postponed && !look.to_mark);
}

/// A hub that cannot be read keeps a proposal that is its repair waiting for two `exit`, once, and only where somebody objects.
#[test]
fn a_supply_that_cannot_be_read_counts_as_if_all_objected_where_anybody_does() {
    for supply in [None, Some(Shares::ZERO)] {
        let mut waiting = long();
        assert_eq!(waiting.objections(supply), Ok(0));
        waiting.lock(Shares::new(1)).unwrap();
        let look = waiting.look(TIMES, supply, waiting.due).unwrap();
        assert!(look.postponed && look.to_mark);
        assert_eq!(waiting.due, 2_161_000 + 4_320_000);
        let look = waiting.look(TIMES, supply, waiting.due).unwrap();
        assert!(!look.postponed);
    }
}

#[test]
fn shares_may_go_a_day_after_the_last_came_or_once_it_has_ended() {
    let mut waiting = long();
    assert_eq!(waiting.free_at(5_000, 5_000), 91_400);
    assert_eq!(waiting.free_at(5_000, waiting.expires()), 5_000);
    for end in [WaitEnd::Executed, WaitEnd::Cancelled] {
        waiting.end = Some(end);
        assert_eq!(waiting.free_at(5_000, 5_000), 5_000);
    }
}

#[test]
fn what_is_final_stays_so() {
    let mut waiting = long();
    let due = waiting.due;
    waiting.end = Some(WaitEnd::Executed);
    assert_eq!(waiting.check_due(due), Err(WaitRefusal::Executed));
    waiting.end = Some(WaitEnd::Cancelled);
    assert_eq!(waiting.check_open(due), Err(WaitRefusal::Cancelled));
}

#[rstest]
#[case("pause", Some(WaitClass::Brief))]
#[case("rearm_guardian", Some(WaitClass::Brief))]
#[case("vote", Some(WaitClass::Brief))]
#[case("vote_weighted", Some(WaitClass::Brief))]
#[case("update_params", Some(WaitClass::Short))]
#[case("update_fee", Some(WaitClass::Short))]
#[case("unpause", Some(WaitClass::Short))]
#[case("update_roles", Some(WaitClass::Long))]
#[case("update_ownership", Some(WaitClass::Long))]
#[case("wind_down", Some(WaitClass::Long))]
#[case("write_off", Some(WaitClass::Long))]
#[case("forget", Some(WaitClass::Long))]
#[case("transfer", None)]
#[case("increase_allowance", None)]
#[case("queue_unbond", None)]
#[case("claim", None)]
#[case("accept_guarantor", None)]
#[case("pause_validator", None)]
#[case("", None)]
fn the_hub_takes_what_is_its_owners_to_send_and_nothing_else(
    #[case] name: &str,
    #[case] class: Option<WaitClass>,
) {
    let call = |coins| GovernedAct::Call { name, coins };
    assert_eq!(class_of(GovernedTarget::Hub, call(false)), class);
    assert_eq!(class_of(GovernedTarget::Hub, call(true)), None);
    assert_eq!(
        class_of(GovernedTarget::Other, call(true)),
        Some(WaitClass::Long),
        "elsewhere every name is unknown"
    );
}

#[rstest]
#[case("pause_validator", WaitClass::Brief)]
#[case("update_params", WaitClass::Short)]
#[case("set_weights", WaitClass::Short)]
#[case("add_validator", WaitClass::Short)]
#[case("remove_validator", WaitClass::Short)]
#[case("resume_validator", WaitClass::Short)]
#[case("update_roles", WaitClass::Long)]
#[case("update_ownership", WaitClass::Long)]
#[case("pause", WaitClass::Long)]
#[case("unknown", WaitClass::Long)]
fn the_registrys_messages_have_their_classes(#[case] name: &str, #[case] class: WaitClass) {
    let call = GovernedAct::Call { name, coins: false };
    assert_eq!(class_of(GovernedTarget::Registry, call), Some(class));
}

#[test]
fn code_is_long_everywhere() {
    for target in [
        GovernedTarget::Hub,
        GovernedTarget::Registry,
        GovernedTarget::Other,
    ] {
        assert_eq!(class_of(target, GovernedAct::Code), Some(WaitClass::Long));
    }
    assert!(WaitClass::Brief < WaitClass::Short && WaitClass::Short < WaitClass::Long);
    let names = [WaitClass::Brief, WaitClass::Short, WaitClass::Long].map(WaitClass::name);
    assert_eq!(names, ["brief", "short", "long"]);
}
