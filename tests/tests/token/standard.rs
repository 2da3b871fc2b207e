//! What cw20-base does.

use super::*;

#[test]
fn transfers_are_those_of_cw20_base() {
    let mut t = Twins::new(Some("marketer"));
    t.fine(
        "alice",
        json!({"transfer": {"recipient": "@carol", "amount": "12345"}}),
    );
    t.fine(
        "alice",
        json!({"transfer": {"recipient": "@alice", "amount": "7"}}),
    );
    t.fine("alice", json!({"transfer": {"recipient": "@bob", "amount": "0"}}));
    t.fine(
        "carol",
        json!({"transfer": {"recipient": "@stranger", "amount": "12345"}}),
    );
    t.fine(
        "stranger",
        json!({"transfer": {"recipient": "@vault", "amount": "0"}}),
    );
    t.not_fine("carol", json!({"transfer": {"recipient": "@bob", "amount": "1"}}));
    t.not_fine(
        "alice",
        json!({"transfer": {"recipient": "@bob", "amount": "30000000"}}),
    );
    t.not_fine(
        "alice",
        json!({"transfer": {"recipient": FOREIGN_ADDRESS, "amount": "1"}}),
    );
    t.not_fine("alice", json!({"transfer": {"recipient": "", "amount": "1"}}));
    t.not_fine(
        "nobody",
        json!({"transfer": {"recipient": "@bob", "amount": "1"}}),
    );
    assert_eq!(
        (t.s.shares("alice"), t.s.shares("stranger")),
        (29_987_655, 12_345)
    );
    assert_eq!((t.s.shares("bob"), t.s.shares("carol")), (5_000_000, 0));
}

#[test]
fn sends_are_those_of_cw20_base() {
    let mut t = Twins::new(None);
    let msg = Binary::from(b"anything at all");
    t.fine(
        "alice",
        json!({"send": {"contract": "@vault", "amount": "1000", "msg": msg}}),
    );
    t.fine(
        "alice",
        json!({"send": {"contract": "@vault", "amount": "0", "msg": ""}}),
    );
    t.not_fine(
        "alice",
        json!({"send": {"contract": "@grump", "amount": "1000", "msg": msg}}),
    );
    t.not_fine(
        "alice",
        json!({"send": {"contract": "@bob", "amount": "1000", "msg": msg}}),
    );
    t.not_fine(
        "alice",
        json!({"send": {"contract": "@vault", "amount": "99000000", "msg": msg}}),
    );
    t.not_fine(
        "alice",
        json!({"send": {"contract": FOREIGN_ADDRESS, "amount": "1", "msg": msg}}),
    );
    assert_eq!(t.s.shares("alice"), 29_999_000);
    let vault = t.vault.clone();
    assert_eq!(
        ask_hub(&t.s, json!({"balance": {"address": vault}})),
        json!({"balance": "1000"})
    );
}

#[test]
fn allowances_are_those_of_cw20_base() {
    let mut t = Twins::new(None);
    let height = t.s.chain.block().height;
    let now = t.s.chain.block().time;
    let soon = json!({"at_height": height + 2});
    let later = json!({"at_time": now.plus_seconds(60)});
    t.fine(
        "alice",
        json!({"increase_allowance": {"spender": "@bob", "amount": "1000"}}),
    );
    t.fine(
        "alice",
        json!({"increase_allowance": {"spender": "@bob", "amount": "500", "expires": soon}}),
    );
    t.fine(
        "alice",
        json!({"increase_allowance": {"spender": "@carol", "amount": "0", "expires": later}}),
    );
    t.fine(
        "alice",
        json!({"increase_allowance": {"spender": "@hub", "amount": "5", "expires": {"never": {}}}}),
    );
    t.fine(
        "bob",
        json!({"increase_allowance": {"spender": "@carol", "amount": "77"}}),
    );
    t.fine(
        "alice",
        json!({"decrease_allowance": {"spender": "@bob", "amount": "100"}}),
    );
    t.fine(
        "alice",
        json!({"decrease_allowance": {"spender": "@hub", "amount": "9"}}),
    );
    t.not_fine(
        "alice",
        json!({"increase_allowance": {"spender": "@alice", "amount": "1"}}),
    );
    t.not_fine(
        "alice",
        json!({"decrease_allowance": {"spender": "@alice", "amount": "1"}}),
    );
    t.not_fine(
        "alice",
        json!({"decrease_allowance": {"spender": "@stranger", "amount": "1"}}),
    );
    t.not_fine(
        "alice",
        json!({"increase_allowance": {"spender": "x", "amount": "1"}}),
    );
    let expired = json!({"at_height": height - 1});
    t.not_fine(
        "alice",
        json!({"increase_allowance": {"spender": "@bob", "amount": "1", "expires": expired}}),
    );
    t.not_fine(
        "alice",
        json!({"decrease_allowance": {"spender": "@bob", "amount": "1", "expires": expired}}),
    );
    let allowance = json!({"allowance": {"owner": t.addr("alice"), "spender": t.addr("bob")}});
    assert_eq!(
        ask_hub(&t.s, allowance),
        json!({"allowance": "1400", "expires": {"at_height": height + 2}})
    );

    // Spending it.
    let msg = Binary::from(b"hello");
    t.fine(
        "bob",
        json!({"transfer_from": {"owner": "@alice", "recipient": "@carol", "amount": "300"}}),
    );
    t.fine(
        "bob",
        json!({"transfer_from": {"owner": "@alice", "recipient": "@alice", "amount": "1"}}),
    );
    t.fine(
        "bob",
        json!({"transfer_from": {"owner": "@alice", "recipient": "@bob", "amount": "0"}}),
    );
    t.fine(
        "bob",
        json!({"send_from": {"owner": "@alice", "contract": "@vault", "amount": "99", "msg": msg}}),
    );
    t.not_fine(
        "bob",
        json!({"send_from": {"owner": "@alice", "contract": "@grump", "amount": "99", "msg": msg}}),
    );
    t.not_fine(
        "bob",
        json!({"transfer_from": {"owner": "@alice", "recipient": "@bob", "amount": "1001"}}),
    );
    t.not_fine(
        "bob",
        json!({"transfer_from": {"owner": "@carol", "recipient": "@bob", "amount": "1"}}),
    );
    t.not_fine(
        "alice",
        json!({"transfer_from": {"owner": "@alice", "recipient": "@bob", "amount": "1"}}),
    );
    t.not_fine(
        "bob",
        json!({"transfer_from": {"owner": "@alice", "recipient": "x", "amount": "1"}}),
    );
    t.not_fine(
        "stranger",
        json!({"send_from": {"owner": "@alice", "contract": "@vault", "amount": "0", "msg": msg}}),
    );
    // An allowance larger than the balance of its owner.
    t.fine(
        "carol",
        json!({"increase_allowance": {"spender": "@bob", "amount": "1000000"}}),
    );
    t.not_fine(
        "bob",
        json!({"transfer_from": {"owner": "@carol", "recipient": "@bob", "amount": "301"}}),
    );
    // Used up and expired.
    t.fine(
        "bob",
        json!({"transfer_from": {"owner": "@alice", "recipient": "@carol", "amount": "1000"}}),
    );
    t.not_fine(
        "bob",
        json!({"transfer_from": {"owner": "@alice", "recipient": "@carol", "amount": "1"}}),
    );
    t.fine(
        "alice",
        json!({"increase_allowance": {"spender": "@bob", "amount": "10", "expires": soon}}),
    );
    t.s.next_block();
    t.fine(
        "bob",
        json!({"transfer_from": {"owner": "@alice", "recipient": "@carol", "amount": "4"}}),
    );
    t.s.next_block();
    t.not_fine(
        "bob",
        json!({"transfer_from": {"owner": "@alice", "recipient": "@carol", "amount": "4"}}),
    );
    t.s.pass_secs(60);
    t.not_fine(
        "carol",
        json!({"transfer_from": {"owner": "@alice", "recipient": "@carol", "amount": "0"}}),
    );
    t.fine(
        "alice",
        json!({"decrease_allowance": {"spender": "@bob", "amount": "99999"}}),
    );
    assert_eq!(t.s.shares("alice"), 29_998_597);
    assert_eq!(t.s.shares("carol"), 1_304);
}

#[test]
fn marketing_and_logo_are_those_of_cw20_base() {
    let mut t = Twins::new(Some("marketer"));
    assert_eq!(
        ask_hub(&t.s, json!({"marketing_info": {}})),
        json!({"project": "Floe", "description": null, "logo": {"url": "https://example.org/floe.png"},
            "marketing": t.addr("marketer")})
    );
    t.fine(
        "marketer",
        json!({"update_marketing": {"project": "", "description": "stake that moves"}}),
    );
    t.fine("marketer", json!({"update_marketing": {}}));
    t.not_fine("stranger", json!({"update_marketing": {"project": "mine"}}));
    t.not_fine("marketer", json!({"update_marketing": {"marketing": "x"}}));
    t.fine(
        "marketer",
        json!({"upload_logo": {"url": "https://example.org/other.png"}}),
    );
    t.fine(
        "marketer",
        json!({"upload_logo": {"embedded": {"png": png(5_120)}}}),
    );
    t.not_fine(
        "marketer",
        json!({"upload_logo": {"embedded": {"png": png(5_121)}}}),
    );
    t.not_fine(
        "marketer",
        json!({"upload_logo": {"embedded": {"png": Binary::from(b"GIF89a")}}}),
    );
    let svg = Binary::from(br#"<?xml version="1.0"?><svg/>"#);
    t.fine("marketer", json!({"upload_logo": {"embedded": {"svg": svg}}}));
    t.not_fine(
        "marketer",
        json!({"upload_logo": {"embedded": {"svg": Binary::from(b"<svg/>")}}}),
    );
    t.not_fine(
        "stranger",
        json!({"upload_logo": {"url": "https://example.org/mine.png"}}),
    );
    t.fine("marketer", json!({"update_marketing": {"marketing": "@carol"}}));
    t.not_fine("marketer", json!({"update_marketing": {"project": "Floe"}}));
    t.fine(
        "carol",
        json!({"update_marketing": {"marketing": "", "project": "Floe", "description": ""}}),
    );
    t.not_fine("carol", json!({"update_marketing": {"project": "Floe"}}));
}

#[test]
fn without_marketing_nobody_may_set_any() {
    let mut t = Twins::new(None);
    t.not_fine("bob", json!({"update_marketing": {"project": "p"}}));
    t.not_fine(
        "alice",
        json!({"upload_logo": {"url": "https://example.org/logo.png"}}),
    );
    t.not_fine("hub", json!({"update_marketing": {"project": "p"}}));
}

#[test]
fn the_owner_may_always_set_the_marketing_text() {
    let mut t = Twins::new(Some("marketer"));
    let marketing = |t: &Twins, field: &str| ask_hub(&t.s, json!({"marketing_info": {}}))[field].clone();
    let tell = |t: &mut Twins, by: &str, msg: Value| {
        let (by, hub) = (t.s.addr(by), t.s.hub.clone());
        t.s.exec(&by, &hub, &msg, &[])
    };
    tell(
        &mut t,
        "gov",
        json!({"update_marketing": {"project": "by the owner"}}),
    )
    .unwrap();
    tell(
        &mut t,
        "gov",
        json!({"upload_logo": {"url": "https://example.org/o.png"}}),
    )
    .unwrap();
    assert_eq!(marketing(&t, "project"), json!("by the owner"));
    assert_eq!(marketing(&t, "logo"), json!({"url": "https://example.org/o.png"}));
    assert_eq!(marketing(&t, "marketing"), json!(t.addr("marketer")));
    let carol = t.addr("carol");
    tell(&mut t, "gov", json!({"update_marketing": {"marketing": carol}})).unwrap();
    assert_eq!(marketing(&t, "marketing"), json!(t.addr("carol")));
    tell(&mut t, "gov", json!({"update_marketing": {"marketing": ""}})).unwrap();
    assert_eq!(marketing(&t, "marketing"), Value::Null);
    tell(
        &mut t,
        "gov",
        json!({"update_marketing": {"description": "still"}}),
    )
    .unwrap();
    assert_eq!(marketing(&t, "marketing"), Value::Null);
    assert_eq!(marketing(&t, "description"), json!("still"));
}
