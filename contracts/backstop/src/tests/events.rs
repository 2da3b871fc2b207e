//! What is reported.

use cosmwasm_std::Response;
use floe_core::units::DAY;

use crate::fixture::{lines, Fixture, COOLDOWN};

/// Events with names for addresses.
fn told(f: &Fixture, response: &Response) -> Vec<String> {
    let mut lines = lines(response);
    for line in &mut lines {
        for name in ["alice", "bob", "token"] {
            *line = line.replace(f.addr(name).as_str(), name);
        }
    }
    lines
}

fn send(f: &mut Fixture, by: &str, msg: &str) -> Vec<String> {
    let response = f.send(by, msg).unwrap();
    told(f, &response)
}

#[test]
fn a_cover_is_told_without_a_return_and_a_return_without_a_cover() {
    let mut f = Fixture::new();
    f.send_shares("alice", 3_000_000, r#"{"deposit":{}}"#).unwrap();
    f.cover(100_000);
    assert_eq!(
        send(&mut f, "stranger", r#"{"poke":{}}"#)[0],
        "floe/backstop_cover_booked covered=100000 of_premium=0 returned=0"
    );
    f.give_back(50_000);
    assert_eq!(
        send(&mut f, "stranger", r#"{"poke":{}}"#)[0],
        "floe/backstop_cover_booked covered=0 of_premium=0 returned=50000"
    );
}

#[test]
fn a_life_is_told_in_full() {
    let mut f = Fixture::new();
    let start = f.env.block.time.seconds();
    let response = f.send_shares("alice", 3_000_000, r#"{"deposit":{}}"#).unwrap();
    assert_eq!(
        told(&f, &response),
        [
            "floe/backstop_deposited sender=alice receiver=alice shares=3000000 units=2000000",
            "floe/backstop_books_updated units=3000000 assets=3000000 unreleased=0",
        ]
    );
    let (ready, until) = (start + COOLDOWN, start + COOLDOWN + 7 * DAY);
    assert_eq!(
        send(&mut f, "alice", r#"{"begin":{"units":"1000000"}}"#),
        [
            format!(
                "floe/backstop_cooling_begun user=alice units=1000000 value=1000000 ready={ready} until={until} cut=0"
            ),
            "floe/backstop_books_updated units=3000000 assets=3000000 unreleased=0".into(),
        ]
    );
    f.gift(700_000);
    f.cover(100_000);
    f.give_back(50_000);
    let end = start + 7 * DAY;
    assert_eq!(
        send(&mut f, "stranger", r#"{"poke":{}}"#),
        [
            "floe/backstop_cover_booked covered=100000 of_premium=100000 returned=50000".into(),
            format!("floe/backstop_premium_booked shares=600000 unreleased=600000 end={end}"),
            "floe/backstop_books_updated units=3000000 assets=3050000 unreleased=600000".into(),
        ]
    );
    f.pass(7 * DAY);
    // ⌊1,000,000 · 2,000,000 / 2,650,000⌋ are kept.
    assert_eq!(
        send(&mut f, "alice", r#"{"stop":{}}"#),
        [
            "floe/backstop_cooling_stopped user=alice units=754716 cut=245284",
            "floe/backstop_books_updated units=2754716 assets=3650000 unreleased=0",
        ]
    );
    send(&mut f, "alice", r#"{"begin":{"units":"1"}}"#);
    f.pass(COOLDOWN);
    let alice = f.addr("alice");
    let finish = format!(
        r#"{{"finish":{{"user":"{alice}","receiver":"{}"}}}}"#,
        f.addr("bob")
    );
    let info = cosmwasm_std::testing::message_info(&f.env.contract.address.clone(), &[]);
    let finish = cosmwasm_std::from_json(finish).unwrap();
    let response = crate::contract::execute(f.deps.as_mut(), f.env.clone(), info, finish).unwrap();
    assert_eq!(
        told(&f, &response),
        [
            "floe/backstop_withdrawn user=alice receiver=bob units=1 cut=0 shares=1",
            "floe/backstop_books_updated units=2754715 assets=3649999 unreleased=0",
        ]
    );
}
