//! Coming in: what a deposit mints, what refuses it, and what it may not change.

use cosmwasm_std::testing::{message_info, mock_dependencies, mock_env};
use cosmwasm_std::{coin, coins, Binary, Coin, Decimal, Uint128};
use floe_core::params::Param;
use floe_hub::error::ContractError;
use floe_testing::chain::Slash;
use floe_testing::suite::{Outcome, Setup, Suite};
use floe_types::hub::{Cw20HookMsg, Domain, ExecuteMsg, QueryMsg, StateResponse, Status};
use floe_types::{collector, registry};
use floe_validator_registry::state::{save_validators, VALIDATORS};
use rstest::rstest;

const ONE: &str = "1.000000000000000000";

/// The variant of the error that a refused message was answered with.
fn refusal(outcome: Outcome) -> String {
    outcome.expect_err("the message is refused").kind
}

fn bond_msg(receiver: Option<&str>, min_shares: Option<u128>) -> ExecuteMsg {
    ExecuteMsg::Bond {
        receiver: receiver.map(str::to_owned),
        min_shares: min_shares.map(Uint128::new),
        exec_msg: None,
    }
}

/// Sends a deposit with any coins.
fn bond_with(s: &mut Suite, by: &str, msg: &ExecuteMsg, funds: &[Coin]) -> Outcome {
    let (by, hub) = (s.addr(by), s.hub.clone());
    s.exec(&by, &hub, msg, funds)
}

/// Refuses a message and proves that nothing changed: neither the books nor anybody's coins or shares.
fn refused_without_effect(s: &mut Suite, by: &str, msg: &ExecuteMsg, funds: &[Coin]) -> String {
    let state = |s: &Suite| {
        (
            s.books().summary(),
            s.chain.balances(&s.addr(by)),
            s.shares(by),
            s.books().carry,
        )
    };
    let before = state(s);
    let kind = refusal(bond_with(s, by, msg, funds));
    assert_eq!(state(s), before);
    kind
}

/// A pool of 1,025,000 behind a supply of 1,000,000: the seed and a gift that has been released.
fn grown() -> Suite {
    let setup = Setup::default()
        .user("alice", 100_000_000)
        .params(|p| p.with(Param::MaxAprBps, 100_000u128));
    let mut s = Suite::new(setup);
    s.gift("hub", 25_000);
    s.sync();
    s.pass_days(1);
    assert_eq!((s.books().pool(), s.books().supply()), (1_025_000, 1_000_000));
    s
}

/// 31,000,000 in the pool, 10,323,000 of it on each of three validators.
fn staked() -> Suite {
    let mut s = Suite::new(
        Setup::default()
            .user("alice", 30_000_000)
            .user("bob", 100_000_000),
    );
    s.bond("alice", 30_000_000);
    s.rebalance();
    assert_eq!((s.books().delegated(), s.books().free()), (30_969_000, 31_000));
    s
}

#[test]
fn a_deposit_mints_the_floor_of_amount_times_supply_by_pool() {
    let mut s = grown();
    assert_eq!(s.bond("alice", 12_345), 12_043);
    assert_eq!((s.books().pool(), s.books().supply()), (1_037_345, 1_012_043));
}

#[test]
fn a_deposit_after_a_slash_is_priced_below_one() {
    let setup = Setup::default()
        .validators(1)
        .user("alice", 1_000)
        .params(|p| p.with(Param::MinBond, 1_000u128));
    let mut s = Suite::new(setup);
    s.rebalance();
    assert_eq!(s.books().delegated(), 999_000);
    // 10.01 % of the stake is 10 % of the pool, which is not yet above the limit that halts deposits.
    s.slash_as(&Slash::new(&s.operator("val1"), Decimal::bps(1_001)));
    s.sync();
    assert_eq!(
        (s.books().pool(), s.books().rate()),
        (900_000, "0.900000000000000000".into())
    );
    assert_eq!(s.bond("alice", 1_000), 1_111);
}

#[rstest]
#[case::no_coin(&[], "NoCoin")]
#[case::two_coins(&[(7, "other"), (10_000, "stake")], "SeveralCoins")]
#[case::two_other_coins(&[(7, "another"), (7, "other")], "SeveralCoins")]
#[case::wrong_denom(&[(10_000, "other")], "WrongDenom")]
#[case::below_the_minimum(&[(9_999, "stake")], "BelowMinimum")]
fn a_deposit_without_exactly_one_good_coin_is_refused(#[case] funds: &[(u128, &str)], #[case] kind: &str) {
    let mut s = Suite::new(Setup::default().user("alice", 1_000_000));
    let alice = s.addr("alice");
    s.chain
        .fund(&alice, &[coin(50_000, "another"), coin(50_000, "other")]);
    let funds: Vec<Coin> = funds
        .iter()
        .map(|(amount, denom)| coin(*amount, *denom))
        .collect();
    assert_eq!(
        refused_without_effect(&mut s, "alice", &bond_msg(None, None), &funds),
        kind
    );
    assert_eq!(s.bond("alice", 10_000), 10_000);
}

#[test]
fn a_coin_of_zero_has_its_own_error() {
    // The bank refuses such a coin before the contract sees it, so the entry point is asked directly.
    let s = Suite::new(Setup::default());
    let mut deps = mock_dependencies();
    for (key, value) in s.storage().range(None, None, cosmwasm_std::Order::Ascending) {
        cosmwasm_std::Storage::set(&mut deps.storage, &key, &value);
    }
    let info = message_info(&deps.api.addr_make("alice"), &coins(0, "stake"));
    let error =
        floe_hub::contract::execute(deps.as_mut(), mock_env(), info, bond_msg(None, None)).unwrap_err();
    assert_eq!(error, ContractError::Zero { field: "amount" });
}

#[rstest]
#[case::hub("hub")]
#[case::registry("registry")]
#[case::collector("collector")]
fn the_protocols_own_contracts_receive_no_shares(#[case] receiver: &str) {
    let mut s = Suite::new(Setup::default().user("alice", 1_000_000));
    let msg = bond_msg(Some(s.addr(receiver).as_str()), None);
    assert_eq!(
        refused_without_effect(&mut s, "alice", &msg, &coins(10_000, "stake")),
        "ForbiddenAddress"
    );
}

#[test]
fn a_receiver_that_is_no_address_is_refused() {
    let mut s = Suite::new(Setup::default().user("alice", 1_000_000));
    for receiver in ["", "nobody", "wasm1"] {
        let msg = bond_msg(Some(receiver), None);
        assert_eq!(
            refused_without_effect(&mut s, "alice", &msg, &coins(10_000, "stake")),
            "Invalid"
        );
    }
}

#[test]
fn the_shares_go_to_the_receiver_and_by_default_to_the_sender() {
    let mut s = Suite::new(Setup::default().user("alice", 1_000_000));
    let to_bob = bond_msg(Some(s.addr("bob").as_str()), None);
    bond_with(&mut s, "alice", &to_bob, &coins(20_000, "stake")).unwrap();
    assert_eq!((s.shares("alice"), s.shares("bob")), (0, 20_000));
    let to_oneself = bond_msg(Some(s.addr("alice").as_str()), None);
    bond_with(&mut s, "alice", &to_oneself, &coins(30_000, "stake")).unwrap();
    assert_eq!(s.bond("alice", 40_000), 40_000);
    assert_eq!((s.shares("alice"), s.shares("bob")), (70_000, 20_000));
    assert_eq!(s.coins("alice"), 910_000);
}

#[rstest]
#[case::all_left_out("{\"bond\":{}}")]
#[case::all_null("{\"bond\":{\"receiver\":null,\"min_shares\":null,\"exec_msg\":null}}")]
fn the_plain_forms_that_clients_send_are_understood(#[case] json: &str) {
    let mut s = Suite::new(Setup::default().user("alice", 1_000_000));
    let (alice, hub) = (s.addr("alice"), s.hub.clone());
    s.exec_raw(
        &alice,
        &hub,
        Binary::from(json.as_bytes()),
        &coins(10_000, "stake"),
    )
    .unwrap();
    assert_eq!(s.shares("alice"), 10_000);
}

#[rstest]
#[case::an_object("{\"bond\":{\"exec_msg\":{\"stake\":{}}}}")]
#[case::a_text("{\"bond\":{\"exec_msg\":\"e30=\"}}")]
#[case::false_is_not_null("{\"bond\":{\"exec_msg\":false}}")]
fn a_deposit_that_should_call_another_contract_has_its_own_error(#[case] json: &str) {
    let mut s = Suite::new(Setup::default().user("alice", 1_000_000));
    let (alice, hub) = (s.addr("alice"), s.hub.clone());
    let outcome = s.exec_raw(
        &alice,
        &hub,
        Binary::from(json.as_bytes()),
        &coins(10_000, "stake"),
    );
    assert_eq!(refusal(outcome), "ExecMsgUnsupported");
    assert_eq!(s.coins("alice"), 1_000_000);
}

#[test]
fn fewer_shares_than_asked_for_are_refused_and_exactly_as_many_are_not() {
    let mut s = grown();
    let funds = coins(12_345, "stake");
    assert_eq!(
        refused_without_effect(&mut s, "alice", &bond_msg(None, Some(12_044)), &funds),
        "TooFewShares"
    );
    bond_with(&mut s, "alice", &bond_msg(None, Some(12_043)), &funds).unwrap();
    assert_eq!(s.shares("alice"), 12_043);
}

#[test]
fn the_smallest_deposit_is_the_parameter_itself() {
    let setup = Setup::default()
        .user("alice", 100_000)
        .params(|p| p.with(Param::MinBond, 25_000u128));
    let mut s = Suite::new(setup);
    let funds = |amount| coins(amount, "stake");
    assert_eq!(
        refused_without_effect(&mut s, "alice", &bond_msg(None, None), &funds(24_999)),
        "BelowMinimum"
    );
    assert_eq!(s.bond("alice", 25_000), 25_000);
}

#[test]
fn the_cap_bounds_the_pool_after_the_deposit() {
    let setup = Setup::default().user("alice", 100_000_000).params(|mut p| {
        p.bond_cap = Some(Some(Uint128::new(10_000_000)));
        p
    });
    let mut s = Suite::new(setup);
    let refused = |s: &mut Suite, amount| {
        refused_without_effect(s, "alice", &bond_msg(None, None), &coins(amount, "stake"))
    };
    assert_eq!(refused(&mut s, 9_000_001), "BondCapExceeded");
    assert_eq!(s.bond("alice", 9_000_000), 9_000_000);
    assert_eq!(refused(&mut s, 10_000), "BondCapExceeded");
    // What leaves makes room again: the cap is on the pool, and closed exits are no part of it.
    s.queue("alice", 10_000);
    assert_eq!(refused(&mut s, 10_000), "BondCapExceeded");
    s.submit_batch();
    assert_eq!(s.bond("alice", 10_000), 10_000);
}

#[test]
fn paused_deposits_are_refused_until_the_pause_is_lifted() {
    let mut s = Suite::new(Setup::default().user("alice", 1_000_000));
    s.bond("alice", 10_000);
    s.hub(
        "gov",
        &ExecuteMsg::Pause {
            domains: vec![Domain::Deposits],
        },
    )
    .unwrap();
    s.hub(
        "guard",
        &ExecuteMsg::Pause {
            domains: vec![Domain::InstantUnbond],
        },
    )
    .unwrap();
    let funds = coins(10_000, "stake");
    assert_eq!(
        refused_without_effect(&mut s, "alice", &bond_msg(None, None), &funds),
        "Paused"
    );
    // The pause of another domain is none of its business.
    let told = s.try_bond("alice", 10_000).unwrap_err().text;
    assert_eq!(
        told,
        "deposits is paused until the owner lifts it; try again then"
    );
    let until = s.now() + 7 * 86_400;
    let told = s.try_instant("alice", 1).unwrap_err().text;
    assert_eq!(
        told,
        format!("instant_unbond is paused until {until} (unix seconds); try again then")
    );
    s.hub(
        "gov",
        &ExecuteMsg::Unpause {
            domains: vec![Domain::Deposits],
        },
    )
    .unwrap();
    assert_eq!(s.bond("alice", 10_000), 10_000);
}

#[test]
fn a_protocol_that_winds_down_takes_no_deposits() {
    let mut s = Suite::new(Setup::default().user("alice", 1_000_000));
    s.hub("gov", &ExecuteMsg::WindDown {}).unwrap();
    let funds = coins(10_000, "stake");
    assert_eq!(
        refused_without_effect(&mut s, "alice", &bond_msg(None, None), &funds),
        "WindingDown"
    );
}

#[test]
fn an_amount_below_the_price_of_one_share_is_refused() {
    let mut s = Suite::new(Setup::default().user("alice", 1_000_000));
    s.gift("hub", 1_000_000_000_000);
    s.sync();
    s.pass_days(3_650);
    assert_eq!(s.books().pool(), 1_000_001_000_000);
    // One share of the seed is worth 1,000,001 units now.
    let funds = coins(1_000_000, "stake");
    assert_eq!(
        refused_without_effect(&mut s, "alice", &bond_msg(None, None), &funds),
        "Zero"
    );
    let alice = s.addr("alice");
    s.chain.fund(&alice, &coins(1, "stake"));
    assert_eq!(s.bond("alice", 1_000_001), 1);
}

#[test]
fn only_deposits_accept_coins() {
    let mut s = Suite::new(Setup::default().user("alice", 1_000_000));
    s.bond("alice", 100_000);
    let shares = Uint128::new(20_000);
    let messages = [
        ExecuteMsg::QueueUnbond {
            shares,
            receiver: None,
        },
        ExecuteMsg::InstantUnbond {
            shares,
            receiver: None,
            min_out: None,
        },
        ExecuteMsg::CancelUnbond { shares: None },
        ExecuteMsg::WithdrawUnbonded { receiver: None },
        ExecuteMsg::Claim {
            batches: None,
            receiver: None,
        },
        ExecuteMsg::ClaimFor {
            user: s.addr("alice").into(),
        },
        ExecuteMsg::Crank {
            max_msgs: None,
            skip: None,
        },
        ExecuteMsg::Sync {},
        ExecuteMsg::Harvest {
            validator: None,
            skip: None,
        },
        ExecuteMsg::SubmitBatch { skip: None },
        ExecuteMsg::Reconcile {},
        ExecuteMsg::Rebalance {
            min_redelegation: None,
            minimum: None,
            skip: None,
        },
        ExecuteMsg::Transfer {
            recipient: s.addr("bob").into(),
            amount: shares,
        },
    ];
    for msg in messages {
        let kind = refused_without_effect(&mut s, "alice", &msg, &coins(1, "stake"));
        assert_eq!(kind, "FundsNotAccepted", "{msg:?}");
    }
}

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
        use floe_testing::chain::Fault::{Delegate, Undelegate, Withdraw};
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
