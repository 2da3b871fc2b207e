//! What a deposit mints, for whom, and what refuses it.

use super::*;

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
    assert_eq!(error, ShellError::Zero { field: "amount" }.into());
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
