//! Streams: who earns what, payments that fail, gifts, and separate books.

use floe_api::stake::Asset;
use floe_core::units::DAY;
use floe_shell_tests::line;

use crate::fixture::{lines, sent, Fixture};
use crate::reply::PAYMENT_GAS;

const WEEK: u64 = 604_800;

fn coin() -> Asset {
    Asset::Denom("stake".into())
}

fn harvest(f: &mut Fixture, user: &str, frozen: &[&Asset]) -> Vec<String> {
    let response = f.send(user, r#"{"harvest":{}}"#).unwrap();
    f.run(response, frozen).unwrap().iter().map(line).collect()
}

#[test]
fn a_million_over_a_week_is_divided_by_stake() {
    let mut f = Fixture::new();
    f.stream(&coin(), WEEK);
    f.stake("a", 3_000_000);
    f.stake("b", 1_000_000);
    let response = f.bring("donor", &coin(), 1_000_000, "fund").unwrap();
    let end = f.env.block.time.seconds() + WEEK;
    assert_eq!(
        lines(&response),
        [format!(
            "floe/stake_funded asset=stake amount=1000000 unreleased=1000000 end={end}"
        )]
    );
    f.pass(DAY);
    assert_eq!((f.due("a"), f.due("b")), (vec![107_142], vec![35_714]));
    let stream = f.streams().remove(0);
    let carry = 1_000_000 - stream.unreleased.u128() - 107_142 - 35_714;
    assert_eq!(carry, 1);
    f.stake("c", 4_000_000);
    f.pass(6 * DAY);
    assert_eq!(
        ["a", "b", "c"].map(|user| f.due(user)),
        [[428_571], [142_857], [428_571]]
    );
    for (user, paid) in [("a", 428_571), ("b", 142_857), ("c", 428_571)] {
        harvest(&mut f, user, &[]);
        assert_eq!(f.has(&coin(), user), paid);
    }
}

#[test]
fn poked_in_every_block_for_a_day_it_is_the_same_but_for_a_unit() {
    let mut f = Fixture::new();
    f.stream(&coin(), WEEK);
    f.stake("a", 3_000_000);
    f.stake("b", 1_000_000);
    f.bring("donor", &coin(), 1_000_000, "fund").unwrap();
    for _ in 0..DAY / 6 {
        f.pass(6);
        f.send("stranger", r#"{"poke":{"asset":{"denom":"stake"}}}"#)
            .unwrap();
        // Counts who is meant, and pays what there is.
        let user = f.addr("a");
        let _ = f
            .send("stranger", &format!(r#"{{"harvest_for":{{"user":"{user}"}}}}"#))
            .map(|response| f.run(response, &[]).unwrap());
    }
    let (a, b) = (f.has(&coin(), "a") + f.due("a")[0], f.due("b")[0]);
    assert!(a.abs_diff(107_142) <= 1 && b.abs_diff(35_714) <= 1, "{a} {b}");
}

#[test]
fn a_hundred_an_hour_pay_half_at_minute_sixty_to_who_comes_at_minute_thirty() {
    let mut f = Fixture::new();
    f.stream(&coin(), 3_600);
    f.bring("donor", &coin(), 100, "fund").unwrap();
    f.pass(1_800);
    f.stake("a", 1);
    f.pass(1_800);
    harvest(&mut f, "a", &[]);
    assert_eq!(f.has(&coin(), "a"), 50);
}

#[test]
fn one_frozen_reward_blocks_no_other_and_stays_due() {
    let mut f = Fixture::new();
    let frozen = f.cw20("frozen");
    f.stream(&frozen, 3_600);
    f.stream(&coin(), 3_600);
    f.stake("a", 5);
    f.bring("donor", &frozen, 500, "fund").unwrap();
    f.bring("donor", &coin(), 300, "fund").unwrap();
    f.pass(3_600);
    let response = f.send("a", r#"{"harvest":{}}"#).unwrap();
    assert!(sent(&response).iter().all(|(_, gas)| *gas == Some(PAYMENT_GAS)));
    // Lowered before it leaves.
    assert_eq!(f.due("a"), [0, 0]);
    let events: Vec<String> = f.run(response, &[&frozen]).unwrap().iter().map(line).collect();
    let (user, asset) = (f.addr("a"), frozen.name());
    assert_eq!(
        events,
        [
            format!("floe/stake_payment_failed user={user} asset={asset} amount=500"),
            format!("floe/stake_rewards_paid user={user} asset=stake amount=300"),
        ]
    );
    assert_eq!((f.due("a"), f.has(&coin(), "a")), (vec![500, 0], 300));
    harvest(&mut f, "a", &[]);
    assert_eq!((f.due("a"), f.has(&frozen, "a")), (vec![0, 0], 500));
}

#[test]
fn only_what_is_asked_for_is_paid() {
    let mut f = Fixture::new();
    let other = Asset::Denom("other".into());
    f.stream(&other, 3_600);
    f.stream(&coin(), 3_600);
    f.stake("a", 5);
    f.bring("donor", &other, 500, "fund").unwrap();
    f.bring("donor", &coin(), 300, "fund").unwrap();
    f.pass(3_600);
    let response = f
        .send(
            "a",
            r#"{"harvest":{"assets":[{"denom":"stake"},{"denom":"stake"}]}}"#,
        )
        .unwrap();
    f.run(response, &[]).unwrap();
    assert_eq!((f.due("a"), f.has(&coin(), "a")), (vec![500, 0], 300));
}

#[test]
fn eight_assets_can_be_asked_for_and_a_denom_has_a_hundred_and_twenty_eight_characters_at_most() {
    let mut f = Fixture::new();
    let long = |length: usize| Asset::Denom("d".repeat(length));
    f.stream(&long(128), 3_600);
    let add = |length: usize| {
        format!(
            r#"{{"add_stream":{{"asset":{{"denom":"{}"}},"period":3600}}}}"#,
            "d".repeat(length)
        )
    };
    assert!(f.send("owner", &add(129)).is_err());
    f.stake("a", 5);
    f.bring("donor", &long(128), 500, "fund").unwrap();
    f.pass(3_600);
    let ask = |times: usize| {
        let assets = vec![format!(r#"{{"denom":"{}"}}"#, "d".repeat(128)); times];
        format!(r#"{{"harvest":{{"assets":[{}]}}}}"#, assets.join(","))
    };
    assert!(f.send("a", &ask(9)).is_err());
    let response = f.send("a", &ask(8)).unwrap();
    f.run(response, &[]).unwrap();
    assert_eq!(f.has(&long(128), "a"), 500);
}

#[test]
fn unstaking_and_claims_pay_no_rewards() {
    let mut f = Fixture::new();
    f.stream(&coin(), 3_600);
    f.stake("a", 5);
    f.bring("donor", &coin(), 300, "fund").unwrap();
    f.pass(3_600);
    let response = f.unstake("a", 5).unwrap();
    f.run(response, &[]).unwrap();
    f.pass(crate::fixture::UNSTAKING);
    let response = f.send("a", r#"{"claim":{}}"#).unwrap();
    f.run(response, &[]).unwrap();
    assert_eq!((f.due("a"), f.has(&coin(), "a")), (vec![300], 0));
}

#[test]
fn a_gift_becomes_a_stream_by_poke_and_nothing_beyond_the_books_changes_nothing() {
    let mut f = Fixture::new();
    f.stream(&coin(), WEEK);
    f.stake("a", 5);
    f.gift(&coin(), 1_000_000_000);
    assert_eq!(f.due("a"), [0]);
    let poke = r#"{"poke":{"asset":{"denom":"stake"}}}"#;
    let response = f.send("stranger", poke).unwrap();
    assert_eq!(response.events.len(), 1);
    assert_eq!(f.due("a"), [0]);
    let before = f.dump();
    assert!(f.send("stranger", poke).unwrap().events.is_empty());
    assert_eq!(f.dump(), before);
    f.pass(WEEK);
    assert_eq!(f.due("a"), [1_000_000_000]);
}

#[test]
fn principal_and_rewards_of_one_token_are_apart() {
    let mut f = Fixture::new();
    let token = f.token();
    f.stream(&token, 3_600);
    f.stake("a", 1_000);
    f.unstake("a", 400).unwrap();
    f.bring("donor", &token, 51, "fund").unwrap();
    let poke = format!(r#"{{"poke":{{"asset":{{"cw20":"{}"}}}}}}"#, token.name());
    assert!(f.send("stranger", &poke).unwrap().events.is_empty());
    f.gift(&token, 9);
    f.send("stranger", &poke).unwrap();
    assert_eq!(f.streams()[0].funded.u128(), 60);
    f.pass(DAY);
    harvest(&mut f, "a", &[]);
    assert_eq!((f.has(&token, "a"), f.held(&token)), (60, 1_000));
}

#[test]
fn what_is_on_its_way_out_is_never_taken_for_a_gift() {
    let mut f = Fixture::new();
    let token = f.token();
    f.stream(&token, 3_600);
    f.stream(&coin(), 3_600);
    f.stake("a", 1_000);
    f.bring("donor", &token, 60, "fund").unwrap();
    f.bring("donor", &coin(), 72, "fund").unwrap();
    f.unstake("a", 400).unwrap();
    f.pass(crate::fixture::UNSTAKING);
    let pokes = [
        format!(r#"{{"poke":{{"asset":{{"cw20":"{}"}}}}}}"#, token.name()),
        r#"{"poke":{"asset":{"denom":"stake"}}}"#.to_owned(),
    ];
    // A token that is paid first calls in the middle, when the rest has not left yet.
    for message in [r#"{"harvest":{}}"#, r#"{"claim":{}}"#] {
        let response = f.send("a", message).unwrap();
        for poke in &pokes {
            assert!(f.send("stranger", poke).unwrap().events.is_empty());
        }
        f.run(response, &[]).unwrap();
        for poke in &pokes {
            assert!(f.send("stranger", poke).unwrap().events.is_empty());
        }
    }
    assert_eq!(
        (f.has(&token, "a"), f.has(&coin(), "a"), f.held(&token)),
        (460, 72, 600)
    );
}

#[test]
fn counting_somebody_in_every_second_costs_him_nothing() {
    let mut f = Fixture::new();
    f.stream(&coin(), 3_600);
    f.stake("a", 1);
    f.stake("b", 3);
    f.bring("donor", &coin(), 40, "fund").unwrap();
    let user = f.addr("a");
    let harvest_for = format!(r#"{{"harvest_for":{{"user":"{user}"}}}}"#);
    for _ in 0..3_600 {
        f.pass(1);
        let _ = f
            .send("stranger", &harvest_for)
            .map(|response| f.run(response, &[]).unwrap());
    }
    assert_eq!((f.has(&coin(), "a"), f.due("b")), (10, vec![30]));
}
