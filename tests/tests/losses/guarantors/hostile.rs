//! Nobody's message, and nothing that a guarantor is or becomes, changes what a slash burns.

use cosmwasm_std::{Binary, Deps, DepsMut, Empty, Env, MessageInfo, Reply, Response, StdResult};
use cw_multi_test::{Contract, ContractWrapper};
use floe_testing::suite::guarantor::GuarantorOrder;
use floe_tests::world::{collector_messages, hub_messages, name_of, registry_messages};

use super::*;

/// Who has every power over the protocol, and uses it in the block of a slash before anybody has looked. A guarantor's own code is
/// not among them: it can move its own shares, and has to look before it lets anybody have some.
#[test]
fn no_message_by_anybody_changes_what_a_slash_that_has_happened_burns() {
    let one = guaranteed(3_000_000, &[("val1", 500_000)], 10_000);
    let own =
        |messages: Vec<Value>, contract: &'static str| messages.into_iter().map(move |msg| (contract, msg));
    let mut messages: Vec<Value> = hub_messages(&one);
    for roles in [
        json!({"backstop": null}),
        json!({"bonds": null}),
        json!({"bonds": null, "backstop": null}),
        json!({"backstop": one.addr("mallory")}),
        json!({"bonds": one.addr("mallory"), "backstop": null}),
    ] {
        messages.push(json!({"update_roles": roles}));
    }
    messages.push(json!({"update_params": {"cap_bps": 1_000}}));
    messages.push(json!({"update_params": {"loss_halt_bps": 100}}));
    messages.push(json!({"update_params": {"arrival_grace": 60}}));
    let messages = own(messages, "hub")
        .chain(own(registry_messages(&one), "registry"))
        .chain(own(collector_messages(&one), "collector"));
    let mut accepted = 0;
    for (contract, msg) in messages {
        for by in [
            "gov",
            "guard",
            "council",
            "mallory",
            "alice",
            "collector",
            "registry",
        ] {
            let mut s = guaranteed(3_000_000, &[("val1", 500_000)], 10_000);
            s.hub(
                "gov",
                &floe_api::hub::ExecuteMsg::UpdateRoles {
                    guardian: None,
                    governor: None,
                    bonds: None,
                    backstop: Some(Some(s.addr("mallory").into())),
                },
            )
            .unwrap();
            s.next_block();
            s.slash("val1", 5);
            let (sender, contract) = (s.addr(by), s.addr(contract));
            let funds = match name_of(&msg).as_str() {
                "bond" | "deposit_rewards" => cosmwasm_std::coins(1_000_000, "stake"),
                _ => vec![],
            };
            s.chain.fund(&sender, &funds);
            let done = s.exec(&sender, &contract, &msg, &funds);
            accepted += u32::from(done.is_ok());
            s.sync();
            let told = guarantees(&s);
            let burned = |contract: &str| {
                let covered = s.storage();
                let operator = if contract == "bonds" {
                    s.operator("val1")
                } else {
                    String::new()
                };
                let key = (s.addr(contract).to_string(), operator);
                let shares = floe_hub::state::COVERED.may_load(&*covered, (&key.0, &key.1));
                shares.unwrap().unwrap_or_default().units()
            };
            assert_eq!(
                (burned("bonds"), burned("backstop")),
                (500_000, 748_750),
                "{by}: {msg}: {done:?} {told:?}"
            );
        }
    }
    assert!(accepted > 80, "{accepted}");
}

/// A guarantor that would leave in the block of a slash is refused, or burned for what stays.
#[rstest]
#[case::some(1_000_000, true)]
#[case::too_much_to_burn_as_well(2_900_000, false)]
fn an_exit_of_the_guarantor_does_not_outrun_its_cover(#[case] leaving: u128, #[case] paid: bool) {
    let mut s = guaranteed(3_000_000, &[], 10_000);
    s.slash("val1", 5);
    let exit = json!({"instant_unbond": {"shares": leaving.to_string()}});
    s.bond("bob", 50_000_000);
    let (by, hub) = (s.addr("backstop"), s.hub.clone());
    let done = s.exec(&by, &hub, &exit, &[]);
    assert_eq!(done.is_ok(), paid, "{done:?}");
    s.sync();
    let rest = 3_000_000 - 1_248_750 - if paid { leaving } else { 0 };
    assert_eq!(s.shares("backstop"), rest);
}

#[rstest]
#[case::hub("hub")]
#[case::registry("registry")]
#[case::collector("collector")]
fn the_protocols_own_contracts_guarantee_nothing(#[case] name: &str) {
    let mut s = guaranteed(0, &[], 10_000);
    let address = s.addr(name);
    for role in ["bonds", "backstop"] {
        let msg = json!({"update_roles": {role: address}});
        assert_eq!(refused(&mut s, "gov", &msg), "ForbiddenAddress");
    }
}

#[test]
fn bonds_and_backstop_are_two_contracts_whether_they_have_accepted_or_not() {
    let mut s = guaranteed(3_000_000, &[("val1", 500_000)], 10_000);
    let (bonds, backstop) = (s.addr("bonds"), s.addr("backstop"));
    let new = s.try_guarantor("new").unwrap();
    let hub = s.hub.clone();
    for msg in [
        json!({"update_roles": {"bonds": backstop}}),
        json!({"update_roles": {"backstop": bonds}}),
        json!({"update_roles": {"bonds": new, "backstop": new}}),
    ] {
        assert_eq!(refused(&mut s, "gov", &msg), "SameGuarantor", "{msg}");
    }
    let gov = s.addr("gov");
    s.exec(&gov, &hub, &json!({"update_roles": {"bonds": new}}), &[])
        .unwrap();
    let other = json!({"update_roles": {"backstop": new}});
    assert_eq!(refused(&mut s, "gov", &other), "SameGuarantor");
    // Moved from one role to the other in one message.
    s.exec(
        &gov,
        &hub,
        &json!({"update_roles": {"bonds": null, "backstop": new}}),
        &[],
    )
    .unwrap();
}

/// No user's balance can be made to pay: the one who is named has to take the role itself.
#[test]
fn only_the_named_contract_accepts_and_until_then_the_old_one_pays() {
    let mut s = guaranteed(3_000_000, &[], 10_000);
    let victim = s.addr("alice");
    let named = json!({"update_roles": {"backstop": victim}});
    let (gov, hub) = (s.addr("gov"), s.hub.clone());
    s.exec(&gov, &hub, &named, &[]).unwrap();
    for by in ["gov", "mallory", "backstop"] {
        assert_eq!(
            refused(&mut s, by, &json!({"accept_guarantor": {}})),
            "Unauthorized"
        );
    }
    let before = s.shares("alice");
    s.slash("val1", 5);
    s.sync();
    assert_eq!((s.shares("alice"), s.shares("backstop")), (before, 1_751_250));
    assert_eq!(guarantees(&s).pending_backstop, Some(victim.to_string()));
    // A successor starts with nothing on its account, and the predecessor keeps what is its own.
    let new = s.try_guarantor("new").unwrap();
    s.exec(&gov, &hub, &json!({"update_roles": {"backstop": new}}), &[])
        .unwrap();
    s.exec(&new, &hub, &json!({"accept_guarantor": {}}), &[]).unwrap();
    s.endow(&new, 5_000_000).unwrap();
    let told = guarantees(&s);
    assert_eq!(told.pending_backstop, None);
    let told = told.backstop.unwrap();
    assert_eq!((told.contract, told.covered.u128()), (new.to_string(), 0));
    s.next_block();
    s.slash("val2", 5);
    s.sync();
    assert_eq!(s.shares("backstop"), 1_751_250);
    assert!(s.shares("new") < 5_000_000 - 1_200_000);
}

/// Its code may panic, its storage hold anything: it is never called, and what cannot be read is nothing.
#[test]
fn what_a_guarantor_is_or_becomes_stops_no_look() {
    let mut s = guaranteed(3_000_000, &[("val1", 500_000)], 10_000);
    let bonds = s.addr("bonds");
    let spoil = GuarantorOrder::Spoil {
        operator: s.operator("val1"),
    };
    s.exec(&bonds.clone(), &bonds, &spoil, &[]).unwrap();
    s.slash("val1", 5);
    s.sync();
    assert_eq!((s.shares("bonds"), s.shares("backstop")), (500_000, 1_751_250));
    assert_eq!(s.books().rate(), ONE);
    // One who claims to have been posted more than it has pays what it has.
    let claim = GuarantorOrder::Post {
        operator: s.operator("val2"),
        shares: Uint128::MAX,
    };
    s.exec(&bonds.clone(), &bonds, &claim, &[]).unwrap();
    s.next_block();
    s.slash("val2", 5);
    s.sync();
    assert_eq!(s.shares("bonds"), 0);
}

/// Code whose every entry point panics.
fn enemy() -> Box<dyn Contract<Empty>> {
    fn refuse<T>() -> T {
        panic!("the enemy was called")
    }
    let code = ContractWrapper::new(
        |_: DepsMut, _: Env, _: MessageInfo, _: Value| -> StdResult<Response> { refuse() },
        |_: DepsMut, _: Env, _: MessageInfo, _: Empty| -> StdResult<Response> { refuse() },
        |_: Deps, _: Env, _: Value| -> StdResult<Binary> { refuse() },
    );
    Box::new(
        code.with_reply(|_: DepsMut, _: Env, _: Reply| -> StdResult<Response> { refuse() })
            .with_sudo(|_: DepsMut, _: Env, _: Value| -> StdResult<Response> { refuse() })
            // It moves in, and leaves what lies in its storage.
            .with_migrate(|_: DepsMut, _: Env, _: Empty| -> StdResult<Response> { Ok(Response::new()) }),
    )
}

/// What holders and those who wait see of a year with slashes, returns, exits and claims.
fn a_history(hostile: bool) -> (Suite, Vec<String>) {
    let mut s = guaranteed(3_000_000, &[("val1", 500_000), ("val2", 500_000)], 10_000);
    if hostile {
        let code = s.chain.store_code(enemy());
        let admin = s.addr("admin");
        for name in ["bonds", "backstop"] {
            let contract = s.addr(name);
            s.chain.migrate(&admin, &contract, &Empty {}, code).unwrap();
        }
    }
    let mut seen = Vec::new();
    let mut see = |s: &Suite| {
        let people = ["alice", "bob", "bonds", "backstop"].map(|name| s.shares(name));
        seen.push(format!(
            "{:?} {:?} {people:?} {}",
            s.books().summary(),
            guarantees_of(s),
            s.coins("alice")
        ));
    };
    s.queue("alice", 20_000_000);
    s.submit_batch();
    s.next_block();
    see(&s);
    s.slash("val1", 5);
    s.sync();
    see(&s);
    s.bond("bob", 5_000_000);
    s.instant("bob", 1_000_000);
    s.next_block();
    s.slash("val2", 5);
    s.crank();
    see(&s);
    // Entries come home: what was spared goes back to guarantors.
    s.pass_secs(UNBONDING);
    s.next_block();
    s.crank();
    see(&s);
    s.claim("alice");
    s.crank();
    see(&s);
    (s, seen)
}

/// Balance, covered, returned and owed back of each.
fn guarantees_of(s: &Suite) -> Vec<[u128; 4]> {
    let told = guarantees(s);
    let guarantors = [told.bonds, told.backstop].into_iter().flatten();
    guarantors
        .map(|one| [one.balance, one.covered, one.returned, one.owed_back].map(|amount| amount.u128()))
        .collect()
}

#[test]
fn guarantors_that_were_migrated_to_an_enemy_change_nothing_for_anybody() {
    let (friend, with_friends) = a_history(false);
    let (mut enemy, with_enemies) = a_history(true);
    assert_eq!(with_friends, with_enemies);
    let told = guarantees_of(&friend);
    assert!(told.iter().all(|[_, covered, ..]| *covered > 0), "{told:?}");
    assert!(told.iter().any(|[_, _, returned, _]| *returned > 0), "{told:?}");
    // They are what they are: whoever calls them learns it.
    let (stranger, bonds) = (enemy.addr("mallory"), enemy.addr("bonds"));
    let called = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        drop(enemy.exec(&stranger, &bonds, &json!({}), &[]));
    }));
    assert!(called.is_err(), "the contracts were not replaced");
}
