//! Covers, returns and the way out, with the integers of the specification.

use floe_api::backstop::CoverageResponse;

use super::*;

#[test]
fn after_a_double_sign_units_pay_and_cost_what_is_left() {
    let mut s = with_backstop(100_000_000);
    assert_eq!(books(&s), [3_000_000, 3_000_000, 0]);
    s.slash("val1", 5);
    s.sync();
    assert_eq!(s.books().rate(), ONE);
    assert_eq!(books(&s), [3_000_000, 1_751_250, 0]);
    assert_eq!(worth(&s, 1_000_000), 583_750);
    assert_eq!(s.stake("alice", 1_000_000), 1_713_062);
}

#[test]
fn a_slash_that_nobody_has_looked_at_is_borne_by_a_withdrawal_in_the_same_transaction() {
    let mut s = with_backstop(100_000_000);
    s.begin(FOUNDER, Some(1_000_000));
    s.pass_secs(COOLDOWN);
    s.slash("val1", 5);
    assert_eq!(books(&s)[1], 3_000_000, "nobody has looked");
    assert_eq!(s.try_leave_backstop(FOUNDER), Ok(583_750));
    assert_eq!(s.books().rate(), ONE);
    assert_eq!(books(&s), [2_000_000, 1_167_500, 0]);
}

/// 20,000,000 are queued and closed; val1 keeps 9,990,000 and has an entry of 14,985,000, which the slash spares.
fn spared() -> Suite {
    let mut s = with_backstop(100_000_000);
    s.queue("alice", 20_000_000);
    s.submit_batch();
    s.next_block();
    assert_eq!(entries(&s, "val1"), [(14_985_000, 14_985_000)]);
    s.next_block();
    s.slash("val1", 5);
    s.sync();
    let state = s.backstop_state();
    assert_eq!(
        (state.covered.u128(), state.owed_back.u128()),
        (1_248_750, 749_250)
    );
    assert_eq!(state.owed_shares.u128(), 749_250);
    s
}

#[test]
fn a_return_right_before_a_deposit_gives_the_depositor_nothing() {
    let mut s = spared();
    s.pass_secs(UNBONDING);
    s.next_block();
    // The coins have come, and nobody has looked.
    let units = s.stake("alice", 1_750_000);
    assert_eq!(units, 2_099_580);
    s.sync();
    assert_eq!(s.backstop_state().returned.u128(), 749_250);
    assert_eq!(books(&s), [5_099_580, 4_250_500, 0]);
    assert_eq!(worth(&s, units), 1_749_999);
}

#[test]
fn what_comes_back_belongs_to_those_who_bore_it_and_to_who_left_before_nothing() {
    let mut s = spared();
    s.begin(FOUNDER, Some(1_000_000));
    let value = s.backstop_position(FOUNDER).cooling.unwrap().most;
    assert_eq!(value.u128(), 583_750);
    s.pass_secs(COOLDOWN);
    s.next_block();
    // The withdrawal's own look finds the return: units that cool since the loss do not get it.
    assert_eq!(s.try_leave_backstop(FOUNDER), Ok(583_749));
    let [units, assets, _] = books(&s);
    assert_eq!(assets, 2_500_500 - 583_749);
    // ⌊583,750 · 2,000,000 / (2,500,500 − 583,750)⌋ were paid for.
    assert_eq!(units, 2_000_000);
}

#[test]
fn posted_shares_a_gift_and_a_cover_of_twice_as_much_leave_everything_at_work() {
    let mut s = with_backstop(100_100_100);
    s.begin(FOUNDER, Some(1_000_000));
    s.give_to_backstop(5_000_000);
    assert_eq!(stake(&s, "val1"), 25_000_000);
    s.slash("val1", 24);
    s.sync();
    assert_eq!(s.backstop_state().covered.u128(), 6_000_000);
    assert_eq!(books(&s), [3_000_000, 2_000_000, 0]);
    assert_eq!(s.books().rate(), ONE);
    for msg in [
        BackstopMsg::Poke {},
        BackstopMsg::Stop {},
        BackstopMsg::Begin { units: None },
    ] {
        s.backstop(FOUNDER, &msg).unwrap();
    }
    let newcomer = s.stake("alice", 1_000);
    assert_eq!(newcomer, 1_500);
    s.begin("alice", None);
    s.pass_secs(COOLDOWN);
    assert_eq!(s.try_leave_backstop("alice"), Ok(1_000));
    assert_eq!(s.try_leave_backstop(FOUNDER), Ok(1_333_333));
}

#[test]
fn a_backstop_that_was_replaced_is_burned_no_more_gets_its_returns_and_pays_its_stakers() {
    let mut s = spared();
    let hub = s.hub.clone();
    let gov = s.addr("gov");
    s.exec(&gov, &hub, &json!({"update_roles": {"backstop": null}}), &[])
        .unwrap();
    let coverage: CoverageResponse = s.ask_backstop(&BackstopQuery::Coverage {});
    assert_eq!((coverage.appointed, coverage.capacity.u128()), (false, 0));
    assert_eq!(coverage.covered.u128(), 1_248_750);
    s.slash("val2", 5);
    s.sync();
    assert_eq!(books(&s)[1], 1_751_250);
    s.begin(FOUNDER, Some(1_000_000));
    s.pass_secs(COOLDOWN);
    s.next_block();
    s.sync();
    let returned = s.backstop_state().returned.u128();
    assert!(returned > 740_000, "{returned}");
    assert_eq!(books(&s)[1], 1_751_250 + returned);
    let paid = s.try_leave_backstop(FOUNDER).unwrap();
    assert!((583_749..=583_750).contains(&paid), "{paid}");
}

#[test]
fn coverage_is_that_of_the_hub() {
    let s = with_backstop(100_000_000);
    let coverage: CoverageResponse = s.ask_backstop(&BackstopQuery::Coverage {});
    let expected = CoverageResponse {
        appointed: true,
        pending: false,
        covered: Uint128::zero(),
        returned: Uint128::zero(),
        owed_back: Uint128::zero(),
        capacity: 2_000_000u128.into(),
        worst_loss: 1_248_750u128.into(),
        ratio_bps: 16_016,
        cap_bps: 10_000,
    };
    assert_eq!(coverage, expected);
}
