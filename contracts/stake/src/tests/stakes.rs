//! Stakes, claims, snapshots and listeners.

use floe_api::stake::{Asset, ClaimsResponse, ExecuteMsg, QueryMsg};
use floe_core::units::{DAY, HOUR};
use floe_shell_tests::line;

use crate::error::ContractError;
use crate::fixture::{lines, sent, Fixture, UNSTAKING};
use crate::reply::LISTENER_GAS;

fn claims(f: &Fixture, user: &str) -> Vec<u128> {
    let address = f.addr(user).into();
    let told: ClaimsResponse = f.ask(QueryMsg::Claims { address }).unwrap();
    told.claims.into_iter().map(|claim| claim.amount.u128()).collect()
}

#[test]
fn what_was_unstaked_comes_back_after_the_time_and_not_a_second_before() {
    for mut f in [Fixture::new(), Fixture::of_denom()] {
        let token = f.token();
        f.stake("alice", 5_000_000);
        f.unstake("alice", 2_000_000).unwrap();
        let ready = f.env.block.time.seconds() + UNSTAKING;
        f.pass(UNSTAKING - 1);
        assert_eq!(
            f.send("alice", r#"{"claim":{}}"#),
            Err(ContractError::NotReady { ready })
        );
        f.pass(1);
        let response = f.send("alice", r#"{"claim":{}}"#).unwrap();
        let alice = f.addr("alice");
        assert_eq!(
            lines(&response),
            [format!("floe/stake_claimed user={alice} amount=2000000")]
        );
        f.run(response, &[]).unwrap();
        assert_eq!((f.has(&token, "alice"), f.held(&token)), (2_000_000, 3_000_000));
        assert_eq!(f.send("alice", r#"{"claim":{}}"#), Err(ContractError::NoClaim));
        let principal = f.principal();
        assert_eq!(
            (principal.staked.u128(), principal.leaving.u128()),
            (3_000_000, 0)
        );
    }
}

#[test]
fn claims_of_one_hour_are_one_and_of_two_hours_are_two() {
    let mut f = Fixture::new();
    f.stake("alice", 100);
    // To the beginning of an hour.
    f.pass(HOUR - f.env.block.time.seconds() % HOUR);
    for _ in 0..60 {
        f.unstake("alice", 1).unwrap();
        f.pass(60);
    }
    assert_eq!(claims(&f, "alice"), [60]);
    f.unstake("alice", 1).unwrap();
    assert_eq!(claims(&f, "alice"), [60, 1]);
    // Those of one hour are ready with the latest of them.
    f.pass(UNSTAKING - 61);
    assert!(matches!(
        f.send("alice", r#"{"claim":{}}"#),
        Err(ContractError::NotReady { .. })
    ));
    f.pass(1);
    let response = f.send("alice", r#"{"claim":{}}"#).unwrap();
    f.run(response, &[]).unwrap();
    assert_eq!(claims(&f, "alice"), [1]);
}

#[test]
fn without_an_unstaking_time_a_claim_is_ready_at_once() {
    let mut f = Fixture::bare();
    f.begin_with(Asset::Denom("lp".into()), 0).unwrap();
    f.stake("alice", 5);
    f.unstake("alice", 5).unwrap();
    let response = f.send("alice", r#"{"claim":{}}"#).unwrap();
    f.run(response, &[]).unwrap();
    assert_eq!(f.has(&Asset::Denom("lp".into()), "alice"), 5);
}

#[test]
fn a_power_is_what_it_was_before_the_messages_of_a_height() {
    let mut f = Fixture::new();
    let first = f.env.block.height;
    f.stake("alice", 100);
    f.stake("alice", 50);
    assert_eq!(f.power("alice", None), 0);
    f.pass(6);
    assert_eq!(f.power("alice", None), 150);
    f.unstake("alice", 150).unwrap();
    // Borrowed and returned within a block: it was never there.
    f.stake("mallory", 1_000_000);
    f.unstake("mallory", 1_000_000).unwrap();
    assert_eq!(f.power("alice", None), 150);
    f.pass(60);
    let at = |user, height| f.power(user, Some(height));
    assert_eq!(
        [first, first + 1, first + 2, u64::MAX].map(|height| at("alice", height)),
        [0, 150, 0, 0]
    );
    assert_eq!(
        [first, first + 1, first + 2, u64::MAX].map(|height| at("mallory", height)),
        [0; 4]
    );
    let total = |height| {
        let height = Some(height);
        let told: floe_api::stake::PowerAtHeightResponse =
            f.ask(QueryMsg::TotalPowerAtHeight { height }).unwrap();
        told.power.u128()
    };
    assert_eq!([first, first + 1, first + 2].map(total), [0, 150, 0]);
}

#[test]
fn listeners_are_told_of_each_change_with_a_gas_limit_and_quiet_ones_of_none() {
    let mut f = Fixture::new();
    for name in ["gauge", "other"] {
        let listener = f.addr(name).into();
        f.send_msg("owner", ExecuteMsg::AddListener { listener }, &[])
            .unwrap();
    }
    let token = f.token();
    let response = f.bring("alice", &token, 100, "stake").unwrap();
    assert_eq!(response.messages.len(), 2);
    assert!(sent(&response).iter().all(|(_, gas)| *gas == Some(LISTENER_GAS)));
    assert_eq!(f.unstake("alice", 1).unwrap().messages.len(), 2);
    let quiet = f
        .send("alice", r#"{"unstake":{"amount":"1","quiet":true}}"#)
        .unwrap();
    assert!(quiet.messages.is_empty());
    let loud = f
        .send("alice", r#"{"unstake":{"amount":"1","quiet":false}}"#)
        .unwrap();
    assert_eq!(loud.messages.len(), 2);
}

#[test]
fn a_listener_that_fails_or_burns_all_its_gas_stops_no_unstaking() {
    let mut f = Fixture::new();
    let listener = f.addr("gauge");
    f.send_msg(
        "owner",
        ExecuteMsg::AddListener {
            listener: listener.to_string(),
        },
        &[],
    )
    .unwrap();
    f.stake("alice", 100);
    let response = f.unstake("alice", 40).unwrap();
    let events = f.run(response, &[]).unwrap();
    let alice = f.addr("alice");
    let failed = format!("floe/stake_listener_failed listener={listener} user={alice}");
    assert_eq!(line(events.last().unwrap()), failed);
    f.pass(UNSTAKING);
    let response = f.send("alice", r#"{"claim":{}}"#).unwrap();
    f.run(response, &[]).unwrap();
    assert_eq!(f.has(&f.token(), "alice"), 40);
}

#[test]
fn who_has_nothing_left_is_forgotten_and_who_has_rewards_due_is_not() {
    let mut f = Fixture::new();
    let coin = Asset::Denom("stake".into());
    f.stream(&coin, 3_600);
    f.stake("alice", 5);
    f.stake("bob", 5);
    f.bring("carol", &coin, 100, "fund").unwrap();
    f.unstake("alice", 5).unwrap();
    f.pass(DAY);
    f.unstake("bob", 5).unwrap();
    let stored = |f: &Fixture| {
        let told: floe_api::stake::ListStakersResponse = f
            .ask(QueryMsg::ListStakers {
                start_after: None,
                limit: None,
            })
            .unwrap();
        told.stakers
            .into_iter()
            .map(|staker| staker.address)
            .collect::<Vec<_>>()
    };
    assert_eq!(stored(&f), [f.addr("bob").into_string()]);
    let response = f.send("bob", r#"{"harvest":{}}"#).unwrap();
    f.run(response, &[]).unwrap();
    assert_eq!((f.has(&coin, "bob"), stored(&f).len()), (100, 0));
}
