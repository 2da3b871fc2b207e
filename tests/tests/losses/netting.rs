//! Gains and losses of one observation.

use super::*;

#[test]
fn gains_of_the_same_observation_are_set_against_losses() {
    let mut s = with_an_entry();
    s.slash("val1", 5);
    s.gift("hub", 665_000);
    s.sync();
    // 1,665,000 less 665,000: one per cent of everything.
    assert_eq!(payable(&s, 1), 9_900_000);
    assert_eq!((s.books().pool(), s.books().unreleased()), (89_100_000, 0));
    assert_eq!(s.books().carry.loss_carry.units(), 900_000);
    assert_eq!(loss(&s, "val1").0, 1_665_000);
}

#[test]
fn a_gain_larger_than_the_loss_drips_and_cuts_nobody() {
    let mut s = with_an_entry();
    s.slash("val1", 5);
    s.gift("hub", 2_000_000);
    s.sync();
    assert_eq!(payable(&s, 1), 10_000_000);
    assert_eq!((s.books().pool(), s.books().unreleased()), (90_000_000, 335_000));
    assert_eq!(s.books().carry.loss_carry.units(), 0);
}

#[test]
fn other_gains_meet_a_loss_before_a_return_does() {
    let mut s = with_an_entry();
    s.next_block();
    s.slash("val1", 5); // after the entry was made: 499,500 will come back
    s.sync();
    assert_eq!((payable(&s, 1), s.books().pool()), (9_833_500, 88_501_500));
    pass_unbonding(&mut s);
    s.slash("val2", 1); // 333,000
    s.gift("hub", 133_000);
    s.sync();
    // 133,000 and 200,000 of the return meet it; the batch gets its tenth of the other 299,500.
    assert_eq!(payable(&s, 1), 9_863_450);
    assert_eq!((s.books().pool(), s.books().unreleased()), (88_501_500, 269_550));
}

#[test]
fn a_rise_of_a_delegation_drips() {
    let mut plan = setup(3);
    plan.validators.iter_mut().for_each(|v| v.power = 1u128.into());
    let mut s = hundred_million_of(plan);
    // Each of two undelegations leaves a unit behind, nearly all of which is the hub's.
    s.fail("val1", &[ModuleFault::ShortByOne], true);
    s.drain_below_three("val1"); // so that both come from there
    for _ in 0..2 {
        s.queue("alice", 5_000_000);
        s.submit_batch();
        s.pass_secs(10);
    }
    let val1 = s.operator("val1");
    assert_eq!(entries(&s, "val1").len(), 2);
    let risen = s.chain.delegations(&s.hub)[&val1] - stake(&s, "val1");
    assert!(risen > 0);
    let (pool, unreleased) = (s.books().pool(), s.books().unreleased());
    s.sync();
    assert_eq!(
        (s.books().pool(), s.books().unreleased()),
        (pool, unreleased + risen)
    );
}

#[test]
fn cumulative_losses_are_told_by_query() {
    let mut s = hundred_million(3);
    for _ in 0..2 {
        s.next_block();
        s.slash("val2", 1);
        s.sync();
    }
    let msg = floe_api::hub::QueryMsg::Validators {
        start_after: None,
        limit: None,
    };
    let told: Vec<floe_api::hub::ValidatorResponse> = s.ask(&msg);
    let second = told.iter().find(|v| v.operator == s.operator("val2")).unwrap();
    // 33,300,000 · 1 % and 32,967,000 · 1 %.
    assert_eq!(second.cumulative_loss.u128(), 333_000 + 329_670);
    assert_eq!(second.last_loss, Some(s.now()));
    assert!(told
        .iter()
        .filter(|v| v.operator != second.operator)
        .all(|v| v.last_loss.is_none()));
}
