//! Deposits that look at the chain first, and what a deposit costs.

use super::*;

#[rstest]
#[case(10_000, 9_756, 9_999)]
#[case(12_345, 12_043, 12_344)]
#[case(777_777, 758_806, 777_776)]
#[case(5_000_001, 4_878_049, 5_000_000)]
fn a_round_trip_without_rewards_brings_back_no_more_than_it_took(
    #[case] paid: u128,
    #[case] shares: u128,
    #[case] back: u128,
) {
    let mut s = grown();
    assert_eq!(s.bond("alice", paid), shares);
    // All of it, so the least amount for exits does not matter.
    s.queue("alice", shares);
    s.submit_batch();
    assert_eq!(s.books().owed(), back);
    s.next_block();
    assert_eq!(s.reconcile().settled, [1]);
    assert_eq!(s.claim("alice"), back);
    assert_eq!(s.books().pool(), 1_025_000 + paid - back);
    assert_eq!(s.books().supply(), 1_000_000);
}

#[rstest]
#[case::not_yet_too_old(21_600, 1_000_000, 31_000_000 + 1_000_000)]
#[case::too_old(21_601, 1_034_447, 29_967_700 + 1_000_000)]
fn a_deposit_observes_first_when_the_last_observation_is_too_old(
    #[case] age: u64,
    #[case] shares: u128,
    #[case] pool: u128,
) {
    let mut s = staked();
    let synced = s.books().stock.synced_secs();
    s.slash("val1", 10);
    s.pass_secs(age);
    assert_eq!(s.bond("bob", 1_000_000), shares);
    let books = s.books();
    assert_eq!(
        (books.pool(), books.free(), books.unknown()),
        (pool, 1_031_000, 0)
    );
    assert_eq!(books.stock.synced_secs() == synced, age == 21_600);
    // Its own coins stand in B once, and are no gift that would drip.
    assert_eq!(books.unreleased(), 0);
}

#[test]
fn a_refused_deposit_keeps_no_observation_and_its_minimum_counts_after_it() {
    let mut s = staked();
    s.slash("val1", 10);
    s.pass_secs(21_601);
    let funds = coins(1_000_000, "stake");
    let kind = refused_without_effect(&mut s, "bob", &bond_msg(None, Some(1_034_448)), &funds);
    assert_eq!(kind, "TooFewShares");
    bond_with(&mut s, "bob", &bond_msg(None, Some(1_034_447)), &funds).unwrap();
}

#[test]
fn a_gift_found_by_a_deposits_own_observation_drips_and_is_not_the_depositors() {
    let mut s = staked();
    s.gift("hub", 310_000);
    s.pass_secs(21_601);
    assert_eq!(s.bond("bob", 1_000_000), 1_000_000);
    let books = s.books();
    assert_eq!(
        (books.free(), books.unreleased(), books.rate()),
        (1_341_000, 310_000, ONE.into())
    );
}

#[test]
fn a_deposit_sends_no_message_and_needs_no_other_module_or_contract() {
    let mut s = staked();
    let (registry, collector) = (s.registry.clone(), s.collector.clone());
    // Neither contract could answer.
    for contract in [registry, collector] {
        let mut storage = s.chain.app_mut().contract_storage_mut(&contract);
        let keys: Vec<_> = storage
            .range(None, None, cosmwasm_std::Order::Ascending)
            .map(|(key, _)| key)
            .collect();
        keys.iter().for_each(|key| storage.remove(key));
    }
    for validator in ["val1", "val2", "val3"] {
        use floe_testing::chain::ModuleFault::{Delegate, Undelegate, Withdraw};
        s.fail(validator, &[Delegate, Undelegate, Withdraw], true);
    }
    let before = s.chain.delegations(&s.hub);
    let response = s.try_bond("bob", 1_000_000).unwrap();
    assert_eq!(s.chain.delegations(&s.hub), before);
    let called = response
        .events
        .iter()
        .filter(|event| event.ty == "execute")
        .count();
    assert_eq!(called, 1);
    // Also when it has to observe first.
    s.pass_secs(21_601);
    assert_eq!(s.bond("bob", 1_000_000), 1_000_000);
}

#[test]
fn a_deposit_whose_own_observation_finds_a_great_loss_is_refused() {
    let mut s = staked();
    s.slash("val1", 50);
    s.pass_secs(21_601);
    // 5,161,500 of 31,000,000 is above a tenth: deposits halt, in this very message.
    let funds = coins(1_000_000, "stake");
    assert_eq!(
        refused_without_effect(&mut s, "bob", &bond_msg(None, None), &funds),
        "Paused"
    );
    s.sync();
    assert_eq!(refusal(s.try_bond("bob", 1_000_000)), "Paused");
    s.pass_days(1);
    // ⌊1,000,000 · 31,000,000 / 25,838,500⌋
    assert_eq!(s.bond("bob", 1_000_000), 1_199_760);
}
