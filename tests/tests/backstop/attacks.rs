//! What somebody might try.

use super::*;

#[test]
fn a_gift_of_a_thousand_million_moves_no_price_in_its_block() {
    let mut s = with_backstop(100_000_000);
    s.stake("alice", 1_000_000);
    s.begin("alice", None);
    s.pass_secs(COOLDOWN);
    let before = worth(&s, 1_000_000);
    s.give_to_backstop(1_000_000_000);
    assert_eq!(worth(&s, 1_000_000), before);
    s.backstop("stranger", &BackstopMsg::Poke {}).unwrap();
    assert_eq!(worth(&s, 1_000_000), before);
    assert_eq!(books(&s), [4_000_000, 4_000_000, 1_000_000_000]);
    assert_eq!(s.try_stake("bob", 1_000).unwrap_err().kind, "InsufficientShares");
    s.bond("bob", 1_000_000);
    assert_eq!(s.try_stake("bob", 1_000).unwrap_err().kind, "PremiumAhead");
    assert_eq!(s.try_leave_backstop("alice"), Ok(1_000_000));
}

/// The fee's part of the backstop is premium like any gift: who begins again and again gets none of it, who does not gets
/// all.
#[test]
fn who_begins_again_and_again_for_a_year_earns_nothing_of_the_fee() {
    let mut s = with_backstop(100_000_000);
    s.depth = Depth::Light;
    let receivers = json!([{"to": s.addr("backstop"), "weight": 1}]);
    let (gov, hub) = (s.addr("gov"), s.hub.clone());
    s.exec(
        &gov,
        &hub,
        &json!({"update_fee": {"bps": 1000, "receivers": receivers}}),
        &[],
    )
    .unwrap();
    s.stake("alice", 1_000_000);
    s.bond("bob", 1_000_000);
    assert_eq!(s.stake("bob", 1_000_000), 1_000_000);
    s.begin("alice", None);
    for day in 1..=365 {
        s.pass_secs(DAY);
        s.rewards(50_000);
        s.harvest();
        s.backstop("stranger", &BackstopMsg::Poke {}).unwrap();
        if day % 29 == 0 {
            s.begin("alice", None);
        }
    }
    s.begin("alice", None);
    let [cooled, waited] = ["alice", "bob"].map(|name| s.backstop_position(name).value.u128());
    assert!((999_900..=1_000_000).contains(&cooled), "{cooled}");
    // Of some 1,600,000 of the fee a quarter and more, as the cooling units share in none.
    assert!(waited > 1_300_000, "{waited}");
}

#[test]
fn nobody_is_made_a_guarantor_by_asking_this_contract() {
    let mut s = with_backstop(100_000_000);
    let accepted = s.backstop("mallory", &BackstopMsg::AcceptGuarantor {});
    assert_eq!(accepted.unwrap_err().kind, "Unauthorized");
    let other = s.try_backstop("other", COOLDOWN).unwrap();
    let gov = s.addr("gov");
    let hub = s.hub.clone();
    s.exec(&gov, &hub, &json!({"update_roles": {"backstop": other}}), &[])
        .unwrap();
    let mallory = s.addr("mallory");
    s.exec(&mallory, &other, &BackstopMsg::AcceptGuarantor {}, &[])
        .unwrap();
    let told: Value = s.query(&hub, &json!({"guarantees": {}})).unwrap();
    assert_eq!(told["backstop"]["contract"], other.as_str());
}

/// Only the hub's own token is received: another that says the same is refused by its address.
#[test]
fn a_token_that_is_not_the_hubs_gives_no_units() {
    let mut s = with_backstop(100_000_000);
    let hook = to_json_binary(&json!({"deposit": {}})).unwrap();
    let forged = json!({"receive": {"sender": s.addr("mallory"), "amount": "1000000", "msg": hook}});
    let (mallory, backstop) = (s.addr("mallory"), s.addr("backstop"));
    let refused = s.exec(&mallory, &backstop, &forged, &[]).unwrap_err();
    assert_eq!(refused.text, "only the hub may do this");
    let finish = json!({"finish": {"user": s.addr(FOUNDER), "receiver": s.addr("mallory")}});
    let refused = s.exec(&mallory, &backstop, &finish, &[]).unwrap_err();
    assert_eq!(refused.text, "only the contract itself may do this");
}

#[test]
fn before_and_after_the_window_nobody_is_paid() {
    let mut s = with_backstop(100_000_000);
    s.begin(FOUNDER, None);
    let before = books(&s);
    s.pass_secs(COOLDOWN - 1);
    assert_eq!(s.try_leave_backstop(FOUNDER).unwrap_err().kind, "StillCooling");
    s.pass_secs(7 * DAY + 1);
    assert_eq!(s.try_leave_backstop(FOUNDER).unwrap_err().kind, "WindowPassed");
    assert_eq!(books(&s), before);
}
