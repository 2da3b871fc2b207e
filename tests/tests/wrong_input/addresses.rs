//! Addresses that are none, and those of the protocol itself.

use super::*;

/// Where an address may stand in a message to the hub: who sends it, the message, and whether the protocol's own
/// addresses are forbidden there too.
fn with_address(s: &Suite, address: &str) -> Vec<(&'static str, Value, bool)> {
    let alice = s.addr("alice");
    let queue = Binary::from(
        json!({"queue_unbond": {"receiver": address}})
            .to_string()
            .into_bytes(),
    );
    let instant = Binary::from(
        json!({"instant_unbond": {"receiver": address}})
            .to_string()
            .into_bytes(),
    );
    vec![
        ("alice", json!({"bond": {"receiver": address}}), true),
        (
            "alice",
            json!({"queue_unbond": {"shares": "20000", "receiver": address}}),
            true,
        ),
        (
            "alice",
            json!({"instant_unbond": {"shares": "20000", "receiver": address}}),
            true,
        ),
        ("bob", json!({"withdraw_unbonded": {"receiver": address}}), true),
        (
            "bob",
            json!({"claim": {"batches": [1], "receiver": address}}),
            true,
        ),
        (
            "alice",
            json!({"send": {"contract": s.hub, "amount": "20000", "msg": queue}}),
            true,
        ),
        (
            "alice",
            json!({"send": {"contract": s.hub, "amount": "20000", "msg": instant}}),
            true,
        ),
        (
            "bob",
            json!({"send_from": {"owner": alice, "contract": s.hub, "amount": "20000", "msg": queue}}),
            true,
        ),
        (
            "gov",
            json!({"update_fee": {"receivers": [{"to": address, "weight": 1}]}}),
            true,
        ),
        ("bob", json!({"claim_for": {"user": address}}), false),
        (
            "alice",
            json!({"transfer": {"recipient": address, "amount": "1"}}),
            false,
        ),
        (
            "alice",
            json!({"send": {"contract": address, "amount": "1", "msg": queue}}),
            false,
        ),
        (
            "alice",
            json!({"increase_allowance": {"spender": address, "amount": "1"}}),
            false,
        ),
        (
            "alice",
            json!({"decrease_allowance": {"spender": address, "amount": "1"}}),
            false,
        ),
        (
            "bob",
            json!({"transfer_from": {"owner": address, "recipient": alice, "amount": "1"}}),
            false,
        ),
        (
            "bob",
            json!({"transfer_from": {"owner": alice, "recipient": address, "amount": "1"}}),
            false,
        ),
        (
            "bob",
            json!({"send_from": {"owner": address, "contract": s.hub, "amount": "1", "msg": queue}}),
            false,
        ),
        (
            "bob",
            json!({"send_from": {"owner": alice, "contract": address, "amount": "1", "msg": queue}}),
            false,
        ),
        ("gov", json!({"update_roles": {"guardian": address}}), false),
        ("gov", json!({"update_roles": {"governor": address}}), false),
        (
            "gov",
            json!({"update_ownership": {"transfer_ownership": {"new_owner": address}}}),
            false,
        ),
    ]
}

#[rstest]
#[case::of_another_chain(FOREIGN_ADDRESS)]
#[case::of_a_validator("wasmvaloper1qqqsyqcyq5rqwzqfpg9scrgwpugpzysn4pcg4p")]
#[case::with_a_wrong_checksum("wasm1qqqsyqcyq5rqwzqfpg9scrgwpugpzysnqqqqqq")]
#[case::a_name("alice")]
#[case::empty("")]
fn an_address_that_is_none_of_this_chain_is_refused_wherever_one_may_stand(#[case] address: &str) {
    let mut s = lived_in();
    let hub = s.hub.clone();
    for (by, msg, _) in with_address(&s, address) {
        let funds = if name_of(&msg) == "bond" {
            stake(20_000)
        } else {
            vec![]
        };
        let kind = refused(&mut s, by, &hub, &msg, &funds).kind;
        assert!(
            ["Invalid", "GenericErr"].contains(&kind.as_str()),
            "{msg}: {kind}"
        );
    }
    for question in [
        json!({"balance": {"address": address}}),
        json!({"allowance": {"owner": address, "spender": s.hub}}),
        json!({"allowance": {"owner": s.hub, "spender": address}}),
        json!({"all_allowances": {"owner": address}}),
        json!({"all_spender_allowances": {"spender": address}}),
        json!({"unbond_requests_by_user": {"user": address}}),
        json!({"unbond_requests_by_user_details": {"user": address}}),
        json!({"unbond_requests_by_batch": {"id": 1, "start_after": address}}),
    ] {
        unanswered(&s, &hub, &question);
    }
    let (registry, collector) = (s.registry.clone(), s.collector.clone());
    let transfer = json!({"update_ownership": {"transfer_ownership": {"new_owner": address}}});
    refused(&mut s, "gov", &registry, &transfer, &[]);
    refused(&mut s, "gov", &collector, &transfer, &[]);
    let foreign = json!({"send_foreign": {"denom": "spam", "amount": "1", "to": address}});
    assert_eq!(
        refused(&mut s, "gov", &collector, &foreign, &[]).kind,
        "InvalidReceiver"
    );
    let add = json!({"add_validator": {"operator": address, "weight": 1}});
    refused(&mut s, "gov", &registry, &add, &[]);
    // The keeper that a collector names.
    let msg = Binary::from(
        json!({"deposit_rewards": {"keeper": address}})
            .to_string()
            .into_bytes(),
    );
    s.chain.fund(&collector, &stake(1_000));
    let before = fingerprint(&s);
    assert_eq!(
        s.exec_raw(&collector, &hub, msg, &stake(1_000)).unwrap_err().kind,
        "GenericErr"
    );
    assert!(before == fingerprint(&s));
}

#[rstest]
#[case::hub("hub")]
#[case::registry("registry")]
#[case::collector("collector")]
fn coins_and_shares_never_go_to_the_protocols_own_addresses(#[case] own: &str) {
    let mut s = lived_in();
    let (hub, address) = (s.hub.clone(), s.addr(own).to_string());
    for (by, msg, forbidden) in with_address(&s, &address) {
        if forbidden {
            let funds = if name_of(&msg) == "bond" {
                stake(20_000)
            } else {
                vec![]
            };
            assert_eq!(
                refused(&mut s, by, &hub, &msg, &funds).kind,
                "ForbiddenAddress",
                "{msg}"
            );
        }
    }
    let collector = s.collector.clone();
    if own != "registry" {
        let foreign = json!({"send_foreign": {"denom": "spam", "amount": "1", "to": address}});
        assert_eq!(
            refused(&mut s, "gov", &collector, &foreign, &[]).kind,
            "ForbiddenReceiver"
        );
    }
}
