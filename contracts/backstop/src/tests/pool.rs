//! Deposits, covers, premium and the way out, as users see them.

use cosmwasm_std::Uint128;
use floe_api::backstop::{
    BackstopPositionResponse, BackstopStateResponse, BackstopValueResponse, CoolingResponse,
    CoverageResponse, QueryMsg,
};
use floe_api::hub::GuarantorResponse;
use floe_core::units::DAY;

use crate::fixture::{Fixture, COOLDOWN};

fn convert(f: &Fixture, msg: QueryMsg) -> u128 {
    f.ask::<Uint128>(msg).unwrap().u128()
}

fn to_assets(f: &Fixture, amount: u128) -> u128 {
    let amount = amount.into();
    convert(f, QueryMsg::ConvertToAssets { amount })
}

fn to_shares(f: &Fixture, amount: u128) -> u128 {
    let amount = amount.into();
    convert(f, QueryMsg::ConvertToShares { amount })
}

#[test]
fn units_pay_less_after_a_cover_and_cost_less() {
    let mut f = Fixture::new();
    assert_eq!(to_shares(&f, 5), 5);
    assert_eq!(f.deposit("alice", 3_000_000), Ok(2_000_000));
    f.cover(1_248_750);
    assert_eq!(to_assets(&f, 1_000_000), 583_750);
    assert_eq!(to_shares(&f, 1_000_000), 1_713_062);
    assert_eq!(f.deposit("bob", 1_000_000), Ok(1_713_062));
}

#[test]
fn units_go_to_the_receiver_and_are_paid_to_the_receiver() {
    let mut f = Fixture::new();
    let carol = f.addr("carol");
    let hook = format!(r#"{{"deposit":{{"receiver":"{carol}"}}}}"#);
    f.send_shares("alice", 3_000_000, &hook).unwrap();
    assert_eq!(f.position("alice").units.u128(), 0);
    f.send("carol", r#"{"begin":{"units":"500000"}}"#).unwrap();
    f.pass(COOLDOWN);
    assert_eq!(f.withdraw("carol"), Ok(500_000));
    assert_eq!(f.position("carol").units.u128(), 1_500_000);
    f.send("carol", r#"{"begin":{}}"#).unwrap();
    f.pass(COOLDOWN);
    assert_eq!(f.withdraw("carol"), Ok(1_500_000));
    assert_eq!(f.books(), [1_000_000, 1_000_000, 0]);
    assert_eq!(f.dump().len(), 3);
}

#[test]
fn what_may_come_back_is_paid_for_at_the_hubs_rate_rounded_up() {
    let mut f = Fixture::new();
    f.deposit("alice", 3_000_000).unwrap();
    f.cover(1_248_750);
    f.owe(&[700_000, 49_250]);
    // A = 1,751,250, and 749,250 may come back.
    assert_eq!(to_shares(&f, 1_750_000), 2_099_580);
    f.deps.querier.rate(101_000_000, 100_000_000);
    // ⌈749,250 / 1.01⌉ = 741,832
    assert_eq!(f.state().owed_shares.u128(), 741_832);
    assert_eq!(
        to_shares(&f, 1_750_000),
        1_750_000 * 3_000_000 / (1_751_250 + 741_832)
    );
    assert_eq!(to_assets(&f, 3_000_000), 1_751_250);
}

#[test]
fn the_books_are_answered_as_a_poke_would_leave_them() {
    let mut f = Fixture::new();
    f.deposit("alice", 3_000_000).unwrap();
    f.gift(604_800);
    f.cover(100_000);
    f.give_back(40_000);
    f.owe(&[60_000]);
    let expected = BackstopStateResponse {
        units: 3_000_000u128.into(),
        nobodys: 1_000_000u128.into(),
        assets: 3_040_000u128.into(),
        unreleased: 504_800u128.into(),
        released_at: f.env.block.time.seconds() + 7 * DAY,
        balance: 3_544_800u128.into(),
        covered: 100_000u128.into(),
        returned: 40_000u128.into(),
        owed_back: 60_000u128.into(),
        owed_shares: 60_000u128.into(),
    };
    assert_eq!(f.state(), expected);
    f.send("stranger", r#"{"poke":{}}"#).unwrap();
    assert_eq!(f.state(), expected);
}

#[test]
fn positions_say_what_cools_and_what_it_is_worth() {
    let mut f = Fixture::new();
    f.deposit("alice", 3_000_000).unwrap();
    f.deposit("bob", 1_000_000).unwrap();
    f.send("bob", r#"{"begin":{}}"#).unwrap();
    let since = f.env.block.time.seconds();
    f.gift(2_000_000);
    f.send("stranger", r#"{"poke":{}}"#).unwrap();
    f.pass(7 * DAY);
    let bob = BackstopPositionResponse {
        user: f.addr("bob").into(),
        units: 1_000_000u128.into(),
        value: 1_000_000u128.into(),
        cooling: Some(CoolingResponse {
            units: 1_000_000u128.into(),
            kept: 600_000u128.into(),
            most: 1_000_000u128.into(),
            since,
            ready: since + COOLDOWN,
            until: since + COOLDOWN + 7 * DAY,
        }),
    };
    assert_eq!(f.position("bob"), bob);
    let list = |start_after: Option<String>, limit| -> Vec<BackstopPositionResponse> {
        f.ask(QueryMsg::Positions { start_after, limit }).unwrap()
    };
    let all = list(None, None);
    assert_eq!(all.len(), 2);
    assert!(all.contains(&bob) && all[0].user < all[1].user);
    assert_eq!(list(None, Some(1)), all[..1]);
    assert_eq!(list(Some(all[0].user.clone()), None), all[1..]);
    assert_eq!(list(Some(all[1].user.clone()), None), []);
}

#[test]
fn the_value_is_in_shares_and_in_coins() {
    let mut f = Fixture::new();
    f.deposit("alice", 3_000_000).unwrap();
    f.deps.querier.rate(102_000_000, 100_000_000);
    let value = |units: Option<u128>| -> BackstopValueResponse {
        let units = units.map(Uint128::new);
        f.ask(QueryMsg::Value { units }).unwrap()
    };
    let expected = |units: u128, native: u128| BackstopValueResponse {
        units: units.into(),
        shares: units.into(),
        native: native.into(),
    };
    assert_eq!(value(None), expected(3_000_000, 3_060_000));
    assert_eq!(value(Some(49)), expected(49, 49));
}

/// Its own numbers are told whoever guarantees now; capacity is that of who does.
#[test]
fn coverage_says_whether_it_guarantees_and_how_far() {
    let mut f = Fixture::new();
    f.deposit("alice", 3_000_000).unwrap();
    f.cover(1_000_000);
    f.give_back(250_000);
    f.owe(&[100_000]);
    let expected = CoverageResponse {
        appointed: false,
        pending: false,
        covered: 1_000_000u128.into(),
        returned: 250_000u128.into(),
        owed_back: 100_000u128.into(),
        capacity: Uint128::zero(),
        worst_loss: 1_248_750u128.into(),
        ratio_bps: 0,
        cap_bps: 10_000,
    };
    let coverage = |f: &Fixture| -> CoverageResponse { f.ask(QueryMsg::Coverage {}).unwrap() };
    assert_eq!(coverage(&f), expected);
    let own = f.own();
    f.deps.querier.guarantees.pending_backstop = Some(own.clone());
    let pending = CoverageResponse {
        pending: true,
        ..expected.clone()
    };
    assert_eq!(coverage(&f), pending);
    let mut guarantor = GuarantorResponse {
        contract: f.addr("another").into(),
        balance: 2_250_000u128.into(),
        covered: Uint128::zero(),
        returned: Uint128::zero(),
        owed_back: Uint128::zero(),
        capacity: 1_250_000u128.into(),
        ratio_bps: 10_010,
    };
    f.deps.querier.guarantees.pending_backstop = None;
    f.deps.querier.guarantees.backstop = Some(guarantor.clone());
    assert_eq!(coverage(&f), expected);
    guarantor.contract = own;
    f.deps.querier.guarantees.backstop = Some(guarantor);
    let appointed = CoverageResponse {
        appointed: true,
        capacity: 1_250_000u128.into(),
        ratio_bps: 10_010,
        ..expected
    };
    assert_eq!(coverage(&f), appointed);
}
