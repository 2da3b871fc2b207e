//! A wind-down pays everybody.

use super::*;

/// Bob is settled at 1,000,000, Alice unbonding at 10,000,000, Bob queued with 500,000; then they queue all the rest.
#[test]
fn a_wind_down_pays_everyone_by_cranks_of_strangers_alone() {
    let mut s = lived_in();
    s.hub("gov", &ExecuteMsg::WindDown {}).unwrap();
    assert_eq!(
        s.hub("gov", &ExecuteMsg::WindDown {}).unwrap_err().kind,
        "WindingDown"
    );
    assert_eq!(s.try_bond("carol", 20_000).unwrap_err().kind, "WindingDown");
    assert_eq!(s.try_instant("alice", 10).unwrap_err().kind, "WindingDown");
    assert_eq!(ask_hub(&s, json!({"state": {}}))["status"], json!("winding_down"));

    s.pass_secs(10_080);
    assert_eq!(s.crank().closed, Some(3));
    // Dust leaves too: min_unbond is gone.
    let carol = s.addr("carol").to_string();
    s.hub(
        "alice",
        &ExecuteMsg::Transfer {
            recipient: carol,
            amount: 3u128.into(),
        },
    )
    .unwrap();
    s.queue("carol", 1);
    s.queue("carol", 2);
    s.queue("alice", 19_999_997);
    s.pass_secs(10_079);
    assert_eq!(s.crank().closed, None, "a 180th of three weeks");
    s.pass_secs(1);
    assert_eq!(s.crank().closed, Some(4));
    s.queue("bob", 3_500_000);
    s.pass_secs(10_080);
    assert_eq!(s.crank().closed, Some(5));
    // Probes wait for the entries beside them: three turns of the unbonding time bring everything home.
    for _ in 0..3 {
        s.pass_secs(1_814_400);
        s.next_block();
        while !s.crank().is_idle() {
            s.next_block();
        }
    }
    for user in ["alice", "bob", "carol"] {
        let user = s.addr(user).to_string();
        s.hub("stranger", &ExecuteMsg::ClaimFor { user }).unwrap();
    }
    assert_eq!(
        (s.coins("alice"), s.coins("bob"), s.coins("carol")),
        (99_999_997, 100_000_000, 100_000_003)
    );
    assert_eq!((s.shares("alice"), s.shares("bob"), s.shares("carol")), (0, 0, 0));
    // The seed stays and is shown.
    let books = s.books();
    assert_eq!(
        (books.supply(), books.pool(), books.free(), books.bank),
        (1_000_000, 1_000_000, 1_000_000, 1_000_000)
    );
    assert_eq!(
        (
            books.delegated(),
            books.undelegating(),
            books.owed(),
            books.reserved
        ),
        (0, 0, 0, 0)
    );
    assert_eq!(s.chain.delegations(&s.hub).values().sum::<u128>(), 0);
    assert!(s.crank().is_idle());
}

/// With rewards and a slash on the way, everything is shared out to the last unit that divides.
#[test]
fn a_wind_down_with_rewards_and_a_slash_leaves_the_seed_its_share_only() {
    let mut s = lived_in();
    s.rewards(360_000);
    s.harvest();
    s.hub("gov", &ExecuteMsg::WindDown {}).unwrap();
    s.pass_secs(10);
    s.crank();
    s.slash("val2", 5);
    s.queue("alice", 20_000_000);
    s.queue("bob", 3_500_000);
    s.pass_secs(10);
    s.crank();
    let treasury = s.shares("treasury");
    assert_eq!(treasury, 36_000);
    s.queue("treasury", treasury);
    for _ in 0..4 {
        s.pass_secs(1_814_400);
        s.next_block();
        while !s.crank().is_idle() {
            s.next_block();
        }
    }
    for user in ["alice", "bob", "treasury"] {
        let user = s.addr(user).to_string();
        s.hub("stranger", &ExecuteMsg::ClaimFor { user }).unwrap();
    }
    let books = s.books();
    assert_eq!(
        (books.supply(), books.owed(), books.reserved, books.unreleased()),
        (1_000_000, 0, 0, 0)
    );
    assert_eq!((books.delegated(), books.undelegating()), (0, 0));
    assert_eq!(books.bank, books.pool());
    assert_eq!(
        ask_hub(&s, json!({"state": {}}))["exchange_rate"],
        json!(Decimal::from_ratio(books.pool(), 1_000_000u128))
    );
}
