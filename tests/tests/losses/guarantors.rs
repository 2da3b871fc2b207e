//! Guarantors: who pays for a slash before anybody is told of it, and that nobody can prevent it.

use cosmwasm_std::{to_json_binary, CosmosMsg, Uint128, WasmMsg};
use floe_api::hub::{GuaranteesResponse, PowersResponse, QueryMsg, ReportResponse};
use floe_testing::suite::guarantor::GuarantorOrder;
use floe_testing::suite::GuarantorSetup;
use floe_tests::world::{hub_messages, name_of};
use serde_json::{json, Value};

use super::*;

/// Four equal validators of 24,975,000 each in a pool of 100,000,000 at rate one, of which the guarantors have theirs.
fn guaranteed(backstop: u128, bonds: &[(&str, u128)], cap_bps: u64) -> Suite {
    let mut plan = setup(4).params(|params| floe_api::hub::ParamsUpdate {
        cap_bps: Some(cap_bps),
        ..params
    });
    plan.governor = Some("@council".into());
    plan.guarantors = GuarantorSetup {
        backstop: (backstop > 0).then(|| backstop.into()),
        cooldown: None,
        bond_terms: None,
        bonds: bonds
            .iter()
            .map(|(validator, amount)| ((*validator).to_owned(), Uint128::new(*amount)))
            .collect(),
    };
    let given = backstop + bonds.iter().map(|(_, amount)| amount).sum::<u128>();
    let mut s = Suite::new(plan);
    s.bond("alice", 99_000_000 - given);
    s.rebalance();
    for validator in ["val1", "val2", "val3", "val4"] {
        assert_eq!(stake(&s, validator), 24_975_000);
    }
    assert_eq!((s.books().pool(), s.books().supply()), (100_000_000, 100_000_000));
    s.next_block();
    s
}

const ONE: &str = "1.000000000000000000";

fn guarantees(s: &Suite) -> GuaranteesResponse {
    s.ask(&QueryMsg::Guarantees {})
}

#[test]
fn without_guarantors_the_holders_bear_a_double_sign() {
    let mut s = guaranteed(0, &[], 10_000);
    s.slash("val1", 5);
    s.sync();
    assert_eq!(s.books().pool(), 98_751_250);
    assert_eq!(s.books().rate(), "0.987512500000000000");
}

#[rstest]
#[case::all(10_000, 1_248_750, 98_751_250, ONE)]
#[case::a_third(3_000, 900_000, 99_100_000, "0.996480827447023208")]
fn a_backstop_pays_for_a_double_sign(
    #[case] cap_bps: u64,
    #[case] burned: u128,
    #[case] supply: u128,
    #[case] rate: &str,
) {
    let mut s = guaranteed(3_000_000, &[], cap_bps);
    s.slash("val1", 5);
    s.sync();
    assert_eq!(s.books().supply(), supply);
    assert_eq!(s.books().rate(), rate);
    assert_eq!(s.shares("backstop"), 3_000_000 - burned);
    let told = guarantees(&s).backstop.unwrap();
    assert_eq!((told.covered.u128(), told.returned.u128()), (burned, 0));
    s.next_block();
    let report: ReportResponse = s.ask(&QueryMsg::Report { from: None, to: None });
    assert_eq!((report.losses.u128(), report.covered.u128()), (1_248_750, burned));
}

#[test]
fn the_culprits_bond_pays_first_and_both_are_told() {
    let mut s = guaranteed(3_000_000, &[("val1", 500_000), ("val2", 500_000)], 10_000);
    s.heard = Some(Vec::new());
    s.slash("val1", 5);
    s.sync();
    assert_eq!(s.books().rate(), ONE);
    assert_eq!((s.shares("bonds"), s.shares("backstop")), (500_000, 2_251_250));
    let heard = s.heard.take().unwrap();
    let values = |event: &str, keys: &[&str]| -> Vec<Vec<String>> {
        let of = |event: &cosmwasm_std::Event, key: &str| {
            let found = event.attributes.iter().find(|attribute| attribute.key == key);
            found.map_or(String::new(), |attribute| attribute.value.clone())
        };
        let told = heard.iter().filter(|told| told.ty == event);
        told.map(|told| keys.iter().map(|key| of(told, key)).collect())
            .collect()
    };
    let (bonds, backstop) = (s.addr("bonds").to_string(), s.addr("backstop").to_string());
    let keys = ["guarantor", "operator", "loss", "shares", "native"];
    assert_eq!(
        values("wasm-floe/loss_covered", &keys),
        [
            vec![
                bonds.clone(),
                s.operator("val1"),
                "1248750".into(),
                "500000".into(),
                "500000".into()
            ],
            vec![
                backstop.clone(),
                String::new(),
                "748750".into(),
                "748750".into(),
                "748750".into()
            ],
        ]
    );
    assert_eq!(
        values(
            "wasm-floe/loss_recognised",
            &["loss", "covered", "borne_by_batches"]
        ),
        [["1248750", "1248750", "0"]]
    );
    // As any cw20 indexer reads it.
    let plain: Vec<String> = heard
        .iter()
        .filter(|told| told.ty == "wasm")
        .flat_map(|told| &told.attributes)
        .filter(|attribute| ["action", "from", "amount"].contains(&attribute.key.as_str()))
        .map(|attribute| attribute.value.clone())
        .collect();
    assert_eq!(plain, ["burn", &bonds, "500000", "burn", &backstop, "748750"]);
}

/// 20,000,000 queued and closed; val1 is left with 9,990,000 and an entry of 14,985,000.
fn leaving() -> Suite {
    let mut s = guaranteed(3_000_000, &[], 10_000);
    s.queue("alice", 20_000_000);
    s.submit_batch();
    s.next_block();
    assert_eq!(stake(&s, "val1"), 9_990_000);
    assert_eq!(entries(&s, "val1"), [(14_985_000, 14_985_000)]);
    s
}

#[test]
fn a_paid_slash_of_entries_reaches_no_batch_and_is_owed_back() {
    let mut s = leaving();
    slash_since_start(&mut s, "val1", 5);
    s.sync();
    assert_eq!(s.shares("backstop"), 1_751_250);
    assert_eq!(payable(&s, 1), 20_000_000);
    assert_eq!(s.books().rate(), ONE);
    assert_eq!(guarantees(&s).backstop.unwrap().owed_back.u128(), 749_250);
    // It was slashed, so nothing comes back.
    s.pass_secs(UNBONDING);
    s.next_block();
    s.sync();
    let told = guarantees(&s).backstop.unwrap();
    assert_eq!((told.owed_back.u128(), told.returned.u128()), (0, 0));
}

#[test]
fn what_a_spared_entry_brings_is_minted_back() {
    let mut s = leaving();
    // An infraction after the entry was made.
    s.next_block();
    s.slash("val1", 5);
    s.sync();
    s.pass_secs(UNBONDING);
    s.next_block();
    s.sync();
    assert_eq!(s.shares("backstop"), 2_500_500);
    assert_eq!(s.books().rate(), ONE);
    let told = guarantees(&s).backstop.unwrap();
    assert_eq!(
        (told.covered.u128(), told.returned.u128(), told.owed_back.u128()),
        (1_248_750, 749_250, 0)
    );
    s.next_block();
    let report: ReportResponse = s.ask(&QueryMsg::Report { from: None, to: None });
    assert_eq!(
        (report.other_gains.u128(), report.given_back.u128()),
        (749_250, 749_250)
    );
    // All deposits came in the block of the first point, and what came back is none.
    assert_eq!(report.deposits.u128(), 0);
}

/// Who has every power in the hub, and uses it in the block of a slash before anybody has looked.
#[test]
fn no_message_by_anybody_changes_what_a_slash_that_has_happened_burns() {
    let one = guaranteed(3_000_000, &[("val1", 500_000)], 10_000);
    let mut messages = hub_messages(&one);
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
    let mut accepted = 0;
    for msg in messages {
        for by in ["gov", "guard", "council", "mallory", "alice", "collector"] {
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
            let (sender, hub) = (s.addr(by), s.hub.clone());
            let funds = match name_of(&msg).as_str() {
                "bond" | "deposit_rewards" => cosmwasm_std::coins(1_000_000, "stake"),
                _ => vec![],
            };
            s.chain.fund(&sender, &funds);
            let done = s.exec(&sender, &hub, &msg, &funds);
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
    assert!(accepted > 60, "{accepted}");
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

fn refused(s: &mut Suite, by: &str, msg: &Value) -> String {
    let (by, hub) = (s.addr(by), s.hub.clone());
    s.exec(&by, &hub, msg, &[]).unwrap_err().kind
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

/// The cover happens in the look: a reader in the same transaction sees the rate as it was before.
#[test]
fn a_reader_after_the_look_sees_no_dip() {
    let mut s = guaranteed(3_000_000, &[], 10_000);
    s.slash("val1", 5);
    let hub = s.hub.clone();
    let sync = CosmosMsg::Wasm(WasmMsg::Execute {
        contract_addr: hub.to_string(),
        msg: to_json_binary(&json!({"sync": {}})).unwrap(),
        funds: vec![],
    });
    let alice = s.addr("alice");
    let before = s.books().rate();
    s.chain.execute_msgs(&alice, vec![sync.clone(), sync]).unwrap();
    assert_eq!(s.books().rate(), before);
    s.check_invariants();
}

#[test]
fn lenders_are_told_the_worst_that_is_not_covered() {
    let s = guaranteed(0, &[], 10_000);
    let told = guarantees(&s);
    assert_eq!(told.worst_loss.u128(), 1_248_750);
    assert_eq!(
        (told.worst_uncovered_bps, told.bonds, told.backstop),
        (125, None, None)
    );
    let s = guaranteed(3_000_000, &[("val1", 500_000)], 3_000);
    let told = guarantees(&s);
    assert_eq!((told.cap_bps, told.worst_uncovered_bps), (3_000, 35));
    let (bonds, backstop) = (told.bonds.unwrap(), told.backstop.unwrap());
    // That of whichever of the largest validators has the smallest bond.
    assert_eq!((bonds.capacity.u128(), bonds.ratio_bps), (0, 0));
    assert_eq!((backstop.capacity.u128(), backstop.ratio_bps), (900_000, 7_207));
    assert_eq!(
        (bonds.balance.u128(), backstop.balance.u128()),
        (500_000, 3_000_000)
    );
    let all = ["val1", "val2", "val3", "val4"].map(|validator| (validator, 500_000));
    let told = guarantees(&guaranteed(3_000_000, &all, 3_000));
    let bonds = told.bonds.unwrap();
    assert_eq!((bonds.capacity.u128(), bonds.ratio_bps), (500_000, 4_004));
    assert_eq!((bonds.balance.u128(), told.worst_uncovered_bps), (2_000_000, 0));
}

#[rstest]
#[case(999)]
#[case(10_001)]
fn the_cap_has_bounds_that_bind_instantiation_and_the_owner(#[case] cap_bps: u64) {
    let mut s = guaranteed(0, &[], 10_000);
    let msg = json!({"update_params": {"cap_bps": cap_bps}});
    assert_eq!(refused(&mut s, "gov", &msg), "OutOfBounds");
    let plan = setup(4).params(|params| floe_api::hub::ParamsUpdate {
        cap_bps: Some(cap_bps),
        ..params
    });
    assert_eq!(Suite::deploy(&plan).err().unwrap().kind, "OutOfBounds");
}

/// One address may deposit, and everything else is everybody's.
#[test]
fn a_hub_of_one_depositor_restricts_nothing_but_deposits() {
    use floe_testing::suite::{instantiate_msg, make_chain, store_codes};
    let plan = setup(4);
    let mut chain = make_chain(&plan).unwrap();
    let codes = store_codes(&mut chain);
    let mut msg = instantiate_msg(&chain, &codes, &plan);
    let (gate, alice, deployer) = (
        chain.account("gate"),
        chain.account("alice"),
        chain.account("deployer"),
    );
    msg.depositors = Some(gate.to_string());
    let seed = cosmwasm_std::coins(1_000_000, "stake");
    chain.fund(&deployer, &seed);
    let hub = chain
        .instantiate(codes.hub, &deployer, &msg, &seed, "hub", None)
        .unwrap();
    let coins = cosmwasm_std::coins(5_000_000, "stake");
    chain.fund(&gate, &coins);
    let bond = json!({"bond": {"receiver": alice}});
    let refused = chain.execute(&alice, &hub, &bond, &coins).unwrap_err();
    assert!(
        format!("{refused:?}").contains("one contract only"),
        "{refused:?}"
    );
    chain.execute(&gate, &hub, &bond, &coins).unwrap();
    chain
        .execute(
            &alice,
            &hub,
            &json!({"transfer": {"recipient": deployer, "amount": "5"}}),
            &[],
        )
        .unwrap();
    chain
        .execute(&alice, &hub, &json!({"queue_unbond": {"shares": "4999995"}}), &[])
        .unwrap();
    let powers: PowersResponse = chain.query(&hub, &QueryMsg::Powers {}).unwrap();
    assert_eq!(powers.depositors, Some(gate.to_string()));
}
