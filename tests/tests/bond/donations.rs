//! Donations, depleted pools, and first depositors.

use super::*;

/// How the attacker's coins reach the protocol.
#[derive(Clone, Copy, Debug)]
enum Donation {
    Hub,
    CollectorForward,
    CollectorHarvest,
}

fn donate(s: &mut Suite, path: Donation, amount: u128) {
    match path {
        Donation::Hub => {
            s.gift("hub", amount);
            s.sync();
        }
        Donation::CollectorForward => {
            s.gift("collector", amount);
            let (attacker, to) = (s.addr("attacker"), s.collector.clone());
            s.exec(
                &attacker,
                &to,
                &collector::ExecuteMsg::Forward { keeper: None },
                &[],
            )
            .unwrap();
        }
        Donation::CollectorHarvest => {
            s.gift("collector", amount);
            assert!(s.harvest().forwarded);
        }
    }
    assert_eq!(
        (s.chain.balance(&s.collector, "stake"), s.books().unknown()),
        (0, 0)
    );
}

/// One validator, a supply of 1,000,000 seed shares and alice's, and nothing at all behind them.
fn depleted() -> Suite {
    let setup = Setup::default()
        .validators(1)
        .user("alice", 100_000)
        .user("bob", 1_000_000)
        .params(|p| {
            p.with(Param::LossHaltBps, 10_000u128)
                .with(Param::MinUnbond, 1u128)
                .with(Param::BatchInterval, 10u128)
                .with(Param::UnbondingEstimate, 10u128)
        });
    let mut s = Suite::new(setup);
    s.bond("alice", 100_000);
    s.rebalance();
    assert_eq!((s.books().delegated(), s.books().free()), (1_098_900, 1_100));
    s.slash("val1", 50);
    // An exit of just what is free: payable ⌊2,198 · 550,550 / 1,100,000⌋, and the need of 549 waits.
    s.queue("alice", 2_198);
    s.submit_batch();
    assert_eq!((s.books().owed(), s.books().undelegating()), (1_100, 0));
    s.next_block();
    assert_eq!(s.reconcile().settled, [1]);
    assert_eq!((s.books().free(), s.claim("alice")), (0, 1_100));
    s.slash("val1", 100);
    s.sync();
    assert_eq!((s.books().pool(), s.books().supply()), (0, 1_097_802));
    s
}

#[rstest]
#[case::to_the_hub(Donation::Hub)]
#[case::to_the_collector_and_forwarded(Donation::CollectorForward)]
#[case::to_the_collector_and_harvested(Donation::CollectorHarvest)]
fn a_first_depositor_cannot_steal_by_donating(#[case] path: Donation) {
    let mut s = Suite::new(
        Setup::default()
            .user("attacker", 10_000)
            .user("victim", 1_900_000_000_000),
    );
    assert_eq!(s.bond("attacker", 10_000), 10_000);
    donate(&mut s, path, 1_000_000_000_000);
    assert_eq!(s.books().rate(), ONE);
    assert_eq!(s.bond("victim", 1_900_000_000_000), 1_900_000_000_000);
    assert_eq!(s.books().rate(), ONE);
}

#[rstest]
#[case::to_the_hub(Donation::Hub, 274_982_602, 6_978_623_323)]
#[case::to_the_collector_and_forwarded(Donation::CollectorForward, 100_247_585_342, 1_895_326_639_058)]
#[case::to_the_collector_and_harvested(Donation::CollectorHarvest, 100_247_585_342, 1_895_326_639_058)]
fn nor_by_waiting_a_day_for_the_donation_to_drip(
    #[case] path: Donation,
    #[case] pool: u128,
    #[case] shares: u128,
) {
    let mut s = Suite::new(
        Setup::default()
            .user("attacker", 10_000)
            .user("victim", 1_900_000_000_000),
    );
    s.bond("attacker", 10_000);
    donate(&mut s, path, 1_000_000_000_000);
    // Ten years at most: a day releases 1/3650 of what the fee has left.
    s.pass_days(1);
    assert_eq!(s.books().pool(), pool);
    assert_eq!(s.bond("victim", 1_900_000_000_000), shares);
    let worth = floe_core::convert::mul_div_floor(shares, s.books().pool(), s.books().supply()).unwrap();
    assert_eq!(worth, 1_899_999_999_999);
}

#[test]
fn a_donation_that_nobody_has_observed_is_in_no_price() {
    let mut s = Suite::new(Setup::default().user("attacker", 10_000).user("victim", 500_000));
    s.bond("attacker", 10_000);
    let hub = s.hub.clone();
    s.chain.fund(&hub, &cosmwasm_std::coins(40_000, "stake"));
    assert_eq!(
        s.bond("victim", 500_000),
        500_000,
        "a deposit counts coins that nobody has observed"
    );
    assert_eq!((s.books().unknown(), s.books().rate().as_str()), (40_000, ONE));
}

#[test]
fn nor_by_giving_away_shares_to_the_hub() {
    let mut s = Suite::new(Setup::default().user("attacker", 10_000));
    s.bond("attacker", 10_000);
    let (attacker, hub) = (s.addr("attacker"), s.hub.to_string());
    let amount = Uint128::new(10_000);
    let before = s.books().summary();
    assert_eq!(
        refusal(s.hub(
            "attacker",
            &ExecuteMsg::Transfer {
                recipient: hub.clone(),
                amount
            }
        )),
        "TokenToHub"
    );
    let msg = Binary::from(b"{\"donate\":{}}");
    assert_eq!(
        refusal(s.hub(
            "attacker",
            &ExecuteMsg::Send {
                contract: hub,
                amount,
                msg
            }
        )),
        "TokenToHub"
    );
    let queue = Cw20HookMsg::QueueUnbond {
        receiver: Some(s.hub.to_string()),
    };
    assert_eq!(
        refusal(s.send_shares("attacker", 10_000, &queue)),
        "ForbiddenAddress"
    );
    assert_eq!(s.books().summary(), before);
    assert_eq!(s.chain.balance(&attacker, "stake"), 0);
}

#[test]
fn a_depleted_pool_takes_no_deposit_and_lets_everybody_out() {
    let mut s = depleted();
    let funds = coins(10_000, "stake");
    assert_eq!(
        refused_without_effect(&mut s, "bob", &bond_msg(None, None), &funds),
        "Depleted"
    );
    assert_eq!(
        s.ask::<StateResponse>(&QueryMsg::State {}).status,
        Status::Depleted
    );
    assert_eq!(s.books().rate(), "0.000000000000000000");

    assert_eq!(refusal(s.try_instant("alice", 97_802)), "NothingToPay");
    s.queue("alice", 97_802);
    s.cancel("alice", None).unwrap();
    s.queue("alice", 97_802);
    s.pass_secs(10);
    assert_eq!(s.submit_batch().closed, Some(2));
    s.next_block();
    assert_eq!(s.reconcile().settled, [2]);
    assert_eq!(s.claim("alice"), 0);
    assert_eq!(refusal(s.try_claim("alice")), "NoRequests");
    assert_eq!((s.books().supply(), s.shares("alice")), (1_000_000, 0));
}

#[test]
fn a_pool_that_has_something_again_is_priced_at_that_and_not_at_one() {
    let mut s = depleted();
    s.gift("hub", 1_000_000);
    s.sync();
    assert_eq!(refusal(s.try_bond("bob", 10_000)), "Depleted");
    // Ten years at most: 315,360,000 s for 1,000,000 units, so the first unit takes more than 315 s.
    s.pass_secs(316);
    assert_eq!(s.books().pool(), 1);
    assert_eq!(s.bond("bob", 10_000), 10_000 * 1_097_802);
}

#[test]
fn stake_on_a_validator_that_the_registry_does_not_know_counts_both_ways() {
    let mut s = staked();
    s.slash("val3", 10);
    let (registry, gone) = (s.registry.clone(), s.operator("val3"));
    let mut storage = s.chain.app_mut().contract_storage_mut(&registry);
    let mut set = VALIDATORS.load(&*storage).unwrap();
    set.retain(|entry| entry.operator != gone);
    save_validators(&mut *storage, &set).unwrap();
    drop(storage);
    let known: Vec<registry::ValidatorResponse> = s
        .query(
            &registry,
            &registry::QueryMsg::Validators {
                start_after: None,
                limit: None,
            },
        )
        .unwrap();
    assert_eq!(known.len(), 2);

    s.sync();
    assert_eq!((s.books().pool(), s.books().supply()), (29_967_700, 31_000_000));
    assert_eq!(s.bond("bob", 1_000_000), 1_034_447);
    s.queue("alice", 1_000_000);
    let report = s.submit_batch();
    assert_eq!(s.books().owed(), 966_700);
    // B is 1,031,000 and the floor 30,001: nothing needs to be undelegated for this one.
    assert_eq!(
        (report.closed, report.need.u128(), report.undelegations.len()),
        (Some(1), 0, 0)
    );
    // Two validators are known, with seven entries each for 21 days: batches are 36 hours apart.
    s.queue("alice", 5_000_000);
    s.pass_secs(129_599);
    assert_eq!(s.submit_batch().closed, None);
    s.pass_secs(1);
    let report = s.submit_batch();
    // Owed are 966,700 and ⌊5,000,000 · 30,001,000 / 31,034,447⌋ = 4,833,500; B less the floor is 1,031,000 − 25,167.
    assert_eq!((report.closed, s.books().owed()), (Some(2), 5_800_200));
    let taken: Vec<_> = report
        .undelegations
        .iter()
        .map(|part| (part.validator.as_str(), part.amount.units()))
        .collect();
    assert_eq!(taken, [(gone.as_str(), 4_794_367)]);
}
