//! What the rules knowingly let through, measured, so that the security model can name its size.

use floe_core::units::{DAY, HOUR};
use floe_tests::prelude::*;
use floe_tests::staking::*;

/// A pool of 100,000,000 that has just harvested 30,000: 27,000 drip over a day.
fn just_harvested() -> Suite {
    let daily = setup(3).params(|p| p.with(Param::BatchInterval, 86_400u128));
    let mut s = hundred_million_of(daily);
    s.rewards(30_000);
    s.harvest();
    assert_eq!(s.books().unreleased(), 27_000);
    s
}

/// Nine times the pool for a day: what it earned, and what is in flight then.
fn stay_for_a_day(s: &mut Suite, keeper: bool) -> (u128, u128) {
    let before = s.coins("bob");
    let shares = s.bond("bob", 900_000_000);
    if keeper {
        s.rebalance();
    }
    s.queue("bob", shares);
    s.pass_days(1);
    s.submit_batch();
    s.next_block();
    s.reconcile();
    if s.try_claim("bob").is_err() {
        return (0, s.books().undelegating());
    }
    (s.coins("bob") - before, s.books().undelegating())
}

/// A deposit that nobody delegates takes part in the drip of a day without being staked, and leaves by netting.
#[test]
fn a_large_deposit_that_nobody_delegates_takes_its_part_of_a_days_drip() {
    let (earned, in_flight) = stay_for_a_day(&mut just_harvested(), false);
    assert_eq!((earned, in_flight), (24_299, 0));
}

/// One crank after the deposit is enough: it then waits for the unbonding time like everybody.
#[test]
fn a_crank_after_a_large_deposit_ends_that() {
    let (earned, in_flight) = stay_for_a_day(&mut just_harvested(), true);
    assert_eq!(earned, 0);
    assert!(in_flight > 890_000_000, "{in_flight}");
}

/// Half of an entry of 9,990,000 is lost and no bonded stake with it, so no contract can know.
fn unseen_loss() -> Suite {
    let mut s = hundred_million(3);
    s.queue("alice", 10_000_000);
    s.submit_batch();
    s.bond("bob", 20_000_000);
    s.next_block();
    let entry = s.chain.unbonding_entries(&s.hub)[0].clone();
    let slash = Slash::new(&entry.validator, Decimal::percent(50)).with_power(entry.initial);
    s.slash_as(&slash);
    s
}

/// Who learns of a slash that only entries show may leave at once before the coins lack.
#[test]
fn a_slash_of_entries_alone_can_be_evaded_by_an_instant_exit_for_its_fee() {
    let mut s = unseen_loss();
    assert_eq!(s.instant("bob", 10_000_000), 9_900_000);
    let stays = s.shares("bob");
    pass_unbonding(&mut s);
    s.pass_secs(3_600);
    s.sync();
    s.pass_days(1);
    s.sync();
    let books = s.books();
    assert_eq!(books.carry.totals.losses.units(), 4_995_000);
    let worth = stays * books.pool() / books.supply();
    // Borne by pool and queue, 110,100,000 with the fee: 4.54 % for those who stay, whose fee income is 0.1 %, and 1 %
    // for the one who left. Had he stayed, all had lost 4.17 %.
    assert_eq!((stays, worth), (10_000_000, 9_555_867));
}

/// What a batch of 10,000,000 is paid after a slash that was provisioned on its entry and did not hit it, and what the
/// returned coins then drip, when somebody deposits so much just before they are seen.
fn paid_after_a_return(deposit: u128) -> (u128, u128) {
    let mut s = hundred_million(3);
    s.queue("alice", 10_000_000);
    s.submit_batch();
    s.next_block();
    let height = s.chain.block().height;
    s.slash_as(&Slash::new(&s.operator("val1"), Decimal::percent(5)).at_height(height));
    s.sync();
    // 23,310,000 · 5 % and 9,990,000 · 5 % of 100,000,000.
    assert_eq!(payable(&s, 1), 9_833_500);
    // A deposit observes first where nobody has for hours; here somebody just has.
    s.pass_secs(UNBONDING);
    s.sync();
    if deposit > 0 {
        s.bond("bob", deposit);
    }
    s.next_block();
    s.sync();
    (payable(&s, 1), s.books().unreleased())
}

/// Those who wait get their part of a return by the pool of that moment, so a deposit before it takes from them what it
/// will share in as drip.
#[test]
fn a_deposit_before_a_return_takes_part_in_it() {
    assert_eq!(paid_after_a_return(0), (9_883_450, 449_550));
    assert_eq!(paid_after_a_return(9_000_000_000), (9_834_039, 498_961));
}

/// Days until an exit is settled that queued ten days before a wind-down, whose entry pays exactly what it was owed then.
/// Rewards that are delegated already have come on that day, and stream when it begins, or two days before.
fn days_to_leave_through_a_wind_down(streaming: bool) -> u64 {
    let mut s = hundred_million(3);
    s.queue("alice", 10_000_000);
    s.submit_batch();
    let closed = s.now();
    let rest = if streaming { 0 } else { 2 };
    s.pass_secs(HOUR);
    s.pass_days(10 - rest);
    s.rewards(2_000_000);
    s.harvest();
    s.rebalance();
    s.pass_days(rest);
    s.hub("gov", &ExecuteMsg::WindDown {}).unwrap();
    for _ in 0..100 {
        s.crank();
        if is_settled(&s, 1) {
            return (s.now() - closed) / DAY;
        }
        s.pass_secs(DAY / 2);
    }
    panic!("never settled: {:?}", s.books().summary());
}

/// What streams is shared at once with a batch whose coins are on their way, too: it is owed more than they are, and
/// settled whole.
#[test]
fn a_batch_that_a_wind_down_gives_more_waits_for_its_entries() {
    assert_eq!(days_to_leave_through_a_wind_down(false), 21);
    assert_eq!(days_to_leave_through_a_wind_down(true), 31);
}

/// Days until an exit is settled, with `mallory` filling entries before or not.
fn days_to_leave(crowded: bool) -> u64 {
    let daily = setup(3)
        .user("mallory", 1_000_000_000_000)
        .params(|p| p.with(Param::BatchInterval, 86_400u128));
    let mut s = hundred_million_of(daily);
    for _ in 0..7 {
        if crowded {
            // All of three validators but a sixth, every day.
            let shares = s.bond("mallory", 900_000_000);
            s.rebalance();
            s.queue("mallory", shares * 99 / 100);
        }
        s.submit_batch();
        s.pass_days(1);
    }
    s.queue("alice", 10_000_000);
    let batch = s.books().queue.open;
    let queued = s.now();
    for _ in 0..200 {
        s.crank();
        if is_settled(&s, batch) {
            return (s.now() - queued) / DAY;
        }
        s.pass_secs(DAY / 2);
    }
    panic!("never settled: {:?}", s.books().summary());
}

/// The chain takes seven entries from each validator. Who moves most of the pool through the queue every day uses them
/// up; the next exit then waits for the first of them.
#[test]
fn entries_that_others_used_up_delay_an_exit_by_less_than_an_unbonding_time() {
    assert_eq!((days_to_leave(false), days_to_leave(true)), (21, 36));
}

/// Two entries a day apart. The chain stands still for two hours when the first is due, and again when the second is; the
/// first block after each halt pays the entry at its end. Somebody looks in just these two blocks and nobody in between,
/// so the timer that the first look started is still running at the second, and has run out. The entry is not late, and
/// nobody had looked when it came due: it is left alone.
#[test]
fn an_entry_that_the_first_block_after_a_second_halt_pays_is_not_written_off() {
    let daily = setup(3).params(|p| p.with(Param::BatchInterval, 86_400u128));
    let mut s = hundred_million_of(daily);
    for _ in 0..2 {
        s.queue("alice", 10_000_000);
        s.submit_batch();
        s.pass_days(1);
    }
    let due: Vec<u64> = s
        .books()
        .entries
        .keys()
        .map(|key| key.completion / 1_000_000_000)
        .collect();
    for due in due {
        s.pass_secs(due - 60 - s.now());
        // The halt: the next block is two hours after the entry was due.
        s.pass_secs(60 + 7_200);
        s.hub("stranger", &ExecuteMsg::Sync {}).unwrap();
    }
    assert_eq!(s.books().carry.totals.losses.units(), 0);
    s.next_block();
    s.crank();
    assert_eq!(s.claim("alice"), 20_000_000);
}
