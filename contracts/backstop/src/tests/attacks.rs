//! What somebody might try.

use floe_core::backstop::BackstopRefusal;
use floe_core::units::DAY;
use floe_core::Shares;

use crate::fixture::{Fixture, COOLDOWN};

#[test]
fn a_gift_of_a_thousand_million_moves_no_price_in_its_block() {
    let mut f = Fixture::new();
    f.deposit("alice", 3_000_000).unwrap();
    f.deposit("bob", 1_000_000).unwrap();
    let before = f.position("bob").value;
    f.gift(1_000_000_000);
    assert_eq!(f.position("bob").value, before);
    f.send("stranger", r#"{"poke":{}}"#).unwrap();
    assert_eq!(f.position("bob").value, before);
    let ahead = BackstopRefusal::PremiumAhead {
        assets: Shares::new(4_000_000),
        unreleased: Shares::new(1_000_000_000),
    };
    assert_eq!(f.deposit("mallory", 1_000_000), Err(ahead.into()));
}

#[test]
fn no_message_fails_after_a_cover_of_more_than_was_posted_and_a_newcomer_gets_nothing_of_it() {
    let mut f = Fixture::new();
    f.deposit("alice", 3_000_000).unwrap();
    f.send("alice", r#"{"begin":{"units":"1000000"}}"#).unwrap();
    f.gift(5_000_000);
    f.cover(6_000_000);
    f.send("stranger", r#"{"poke":{}}"#).unwrap();
    assert_eq!(f.books(), [3_000_000, 2_000_000, 0]);
    assert_eq!(f.deposit("newcomer", 1_000), Ok(1_500));
    f.send("newcomer", r#"{"begin":{}}"#).unwrap();
    f.send("alice", r#"{"stop":{}}"#).unwrap();
    f.send("alice", r#"{"begin":{}}"#).unwrap();
    f.pass(COOLDOWN);
    assert_eq!(f.withdraw("newcomer"), Ok(1_000));
    assert_eq!(f.withdraw("alice"), Ok(1_333_333));
}

#[test]
fn who_begins_again_and_again_for_a_year_earns_no_premium() {
    let mut f = Fixture::new();
    f.deposit("alice", 3_000_000).unwrap();
    f.deposit("mallory", 1_000_000).unwrap();
    f.send("mallory", r#"{"begin":{}}"#).unwrap();
    for day in 1..=365 {
        f.pass(DAY);
        f.gift(10_000);
        f.send("stranger", r#"{"poke":{}}"#).unwrap();
        if day % 29 == 0 {
            f.send("mallory", r#"{"begin":{}}"#).unwrap();
        }
    }
    f.send("mallory", r#"{"begin":{}}"#).unwrap();
    f.pass(COOLDOWN);
    let out = f.withdraw("mallory").unwrap();
    assert!((999_950..=1_000_000).contains(&out), "{out}");
}

#[test]
fn a_return_right_before_a_deposit_gives_the_depositor_nothing() {
    let mut f = Fixture::new();
    f.deposit("alice", 3_000_000).unwrap();
    f.cover(1_248_750);
    f.owe(&[749_250]);
    assert_eq!(f.deposit("bob", 1_750_000), Ok(2_099_580));
    f.give_back(749_250);
    f.owe(&[]);
    assert_eq!(f.position("bob").value.u128(), 1_749_999);
}

/// What is burned between the halves of a withdrawal is borne by it.
#[test]
fn a_slash_that_the_hub_finds_on_the_way_is_borne_by_who_leaves() {
    let mut f = Fixture::new();
    f.deposit("alice", 3_000_000).unwrap();
    f.send("alice", r#"{"begin":{"units":"1000000"}}"#).unwrap();
    f.pass(COOLDOWN);
    f.send("alice", r#"{"withdraw":{}}"#).unwrap();
    f.cover(1_248_750);
    assert_eq!(f.withdraw("alice"), Ok(583_750));
}

/// Nothing that others do keeps somebody from leaving.
#[test]
fn a_deposit_for_somebody_who_cools_does_not_hold_them_back() {
    let mut f = Fixture::new();
    f.deposit("alice", 3_000_000).unwrap();
    f.send("alice", r#"{"begin":{}}"#).unwrap();
    f.pass(COOLDOWN);
    let hook = format!(r#"{{"deposit":{{"receiver":"{}"}}}}"#, f.addr("alice"));
    f.send_shares("mallory", 1_000, &hook).unwrap();
    assert_eq!(f.withdraw("alice"), Ok(2_000_000));
    assert_eq!(f.position("alice").units.u128(), 1_000);
}
