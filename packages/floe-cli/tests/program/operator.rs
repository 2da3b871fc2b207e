//! Bonds of operators: posted, listed, cooled and paid out, and what is refused before anything is signed.

use cosmwasm_std::{Decimal, Uint128};
use floe_api::bonds::{ExecuteMsg as BondsMsg, InstantiateMsg};
use floe_api::hub::ExecuteMsg;
use floe_api::registry;
use floe_cli::ExitCode;
use floe_client::{ChainExt, Code, Contracts, Instance};
use floe_testing::chain::Slash;
use rstest::rstest;
use serde_json::Value;

use crate::rig::{done, json, person, Rig};

const DAY: u64 = 86_400;
const COOLDOWN: u64 = 3 * DAY;

/// The validator whose own account a person's is.
fn own_operator(rig: &Rig, name: &str) -> String {
    let account = rig.address(name);
    let operator = rig.chain.inner().double_mut().own_operator(&account);
    operator.unwrap()
}

/// Makes bonds of the hub. With `roles` they have accepted and list validators.
fn bonds(rig: &Rig, roles: bool) -> String {
    let (mut chain, owner) = (rig.chain.clone(), person("owner"));
    let contracts = Contracts::of_hub(&chain, &rig.hub()).unwrap();
    let code = chain.store(&owner, &Code::bonds()).unwrap();
    let msg = InstantiateMsg {
        hub: rig.hub(),
        registry: contracts.registry.clone(),
        bond_bps: None,
        cooldown: COOLDOWN,
    };
    let address = chain
        .instantiate(&owner, &Instance::new(code, "bonds"), &msg)
        .unwrap();
    let name = ExecuteMsg::UpdateRoles {
        guardian: None,
        governor: None,
        bonds: Some(Some(address.clone())),
        backstop: None,
    };
    chain.execute(&owner, &rig.hub(), &name, &[]).unwrap();
    if roles {
        let accept = BondsMsg::AcceptGuarantor {};
        chain.execute(&person("bob"), &address, &accept, &[]).unwrap();
        let lister = registry::ExecuteMsg::UpdateRoles {
            steward: None,
            lister: Some(Some(address.clone())),
        };
        chain.execute(&owner, &contracts.registry, &lister, &[]).unwrap();
    }
    address
}

/// Alice has a validator that the registry does not know; alice and bob have staked. The smallest bond is 0.0205 flSTAKE.
fn vouched(roles: bool) -> (Rig, String) {
    let rig = Rig::deployed();
    let operator = own_operator(&rig, "alice");
    let power = Uint128::new(1_000_000_000_000);
    let mut chain = rig.chain.inner();
    chain
        .double_mut()
        .add_operator(&operator, Decimal::percent(5), power)
        .unwrap();
    drop(chain);
    let address = bonds(&rig, roles);
    for name in ["alice", "bob"] {
        done(rig.run(name, &["stake", "20000000 stake"]));
    }
    (rig, address)
}

fn status(rig: &Rig, name: &str) -> Value {
    json(rig.run(name, &["operator", "status", "--json"]))
}

fn by_keeper(rig: &Rig, contract: &str, msg: &impl serde::Serialize) {
    let mut chain = rig.chain.clone();
    chain.execute(&person("keeper"), contract, msg, &[]).unwrap();
}

#[test]
fn a_bond_is_posted_and_listed_in_one_transaction_cools_and_is_paid_out() {
    let (rig, address) = vouched(true);
    let operator = own_operator(&rig, "alice");
    let sent = rig.chain.sent();
    let ran = rig.run("alice", &["operator", "post", "2 flSTAKE", "--list"]);
    ran.says(
        "its bond then: 2 flSTAKE, which may carry 40000000 stake of stake (5.00 % of the stake is required)",
    );
    ran.says("then 3 d in which the shares carry no stake and still burn");
    let expected = format!("Posted 2 flSTAKE for {operator}, 2 flSTAKE in all, in block ");
    let out = done(ran);
    assert!(
        out.starts_with(&expected) && out.contains("It is listed."),
        "{out}"
    );
    assert_eq!(rig.chain.sent(), sent + 1);
    let held = status(&rig, "alice");
    assert_eq!(held["bonds"], address.as_str());
    assert_eq!(held["bond"]["carrying"], "2000000");
    assert_eq!(held["entry"]["class"], "open");
    assert_eq!(held["posted"][0]["operator"], operator.as_str());

    let ran = rig.run("alice", &["operator", "begin", "500000 stake"]);
    ran.says("the bond that stays: 1.5 flSTAKE, which may carry 30000000 stake of stake");
    assert!(done(ran).starts_with(&format!("0.5 flSTAKE of the bond of {operator} cool, in block ")));
    let ran = rig.run("alice", &["operator", "begin", "0.5 flSTAKE"]);
    ran.says("beware: 0.5 flSTAKE cool already");
    assert!(done(ran).starts_with("1 flSTAKE of the bond"));
    let sent = rig.chain.sent();
    let ran = rig.run("alice", &["operator", "withdraw"]);
    ran.ended(ExitCode::Refused);
    ran.says("cools until ");
    assert_eq!(rig.chain.sent(), sent);

    rig.pass(COOLDOWN);
    let before = rig.shares("alice");
    // Anybody may, and the account that began is paid.
    let ran = rig.run("bob", &["operator", "withdraw", "--operator", &operator]);
    ran.says(format!("to: {}", rig.address("alice")));
    assert!(done(ran).starts_with(&format!("Withdrew 1 flSTAKE of the bond of {operator} in block ")));
    assert_eq!(rig.shares("alice"), before + 1_000_000);

    assert!(done(rig.run("alice", &["operator", "unlist"])).contains(" drains: in block "));
    let out = done(rig.run("alice", &["operator", "status"]));
    assert!(
        out.contains(&format!("{operator} has posted 1 flSTAKE; draining\n")),
        "{out}"
    );
    done(rig.run("alice", &["operator", "list"]));
}

#[test]
fn a_dry_run_shows_both_messages_and_sends_nothing() {
    let (rig, address) = vouched(true);
    let sent = rig.chain.sent();
    let args = ["operator", "post", "2 flSTAKE", "--list", "--dry-run"];
    let shown = json(rig.run("alice", &args));
    let send = &shown["messages"][0]["msg"]["send"];
    assert_eq!(
        (&send["contract"], &send["amount"]),
        (&address.into(), &"2000000".into())
    );
    let list = &shown["messages"][1]["msg"]["list"];
    assert_eq!(list["operator"], own_operator(&rig, "alice"));
    assert_eq!(rig.chain.sent(), sent, "nothing was sent");
}

#[test]
fn who_posts_for_somebody_else_is_warned_and_may_have_it_listed() {
    let (rig, _) = vouched(true);
    let operator = own_operator(&rig, "alice");
    let ran = rig.run(
        "bob",
        &["operator", "post", "1 flSTAKE", "--list", "--operator", &operator],
    );
    ran.says(format!(
        "WARNING: you give these shares away: only the own account of {operator}"
    ));
    done(ran);
    assert_eq!(status(&rig, "alice")["entry"]["class"], "open");
    for what in [&["begin", "0.1 flSTAKE"][..], &["unlist"]] {
        let ran = rig.run("bob", &[&["operator"], what, &["--operator", &operator]].concat());
        ran.ended(ExitCode::Refused);
        ran.says("only the own account of ");
    }
}

#[rstest]
#[case::too_much(&["post", "21 flSTAKE"], ExitCode::Refused, "more than the account has")]
#[case::zero(&["post", "0 flSTAKE"], ExitCode::Misuse, "the amount is zero")]
#[case::too_small(&["post", "0.02 flSTAKE", "--list"], ExitCode::Refused, "to be listed it must be 0.0205 flSTAKE; post more")]
#[case::no_bond(&["list"], ExitCode::Refused, "to be listed it must be 0.0205 flSTAKE")]
#[case::not_listed(&["unlist"], ExitCode::Refused, "is not listed by a bond")]
#[case::nothing_free(&["begin", "all"], ExitCode::Refused, "nothing of the bond")]
#[case::nothing_cools(&["withdraw"], ExitCode::Refused, "begin with `floe operator begin`")]
#[case::unknown(&["post", "1 flSTAKE", "--operator", "nobody"], ExitCode::Misuse, "no validator is called")]
fn what_can_be_known_before_is_refused_before_signing(
    #[case] args: &[&str],
    #[case] exit: ExitCode,
    #[case] said: &str,
) {
    let (rig, _) = vouched(true);
    let sent = rig.chain.sent();
    let ran = rig.run("alice", &[&["operator"], args].concat());
    ran.ended(exit);
    ran.says(said);
    assert_eq!(rig.chain.sent(), sent);
}

#[test]
fn an_account_without_a_validator_has_to_name_one_and_a_chosen_one_cannot_be_listed() {
    let (rig, _) = vouched(true);
    let ran = rig.run("bob", &["operator", "post", "1 flSTAKE"]);
    ran.ended(ExitCode::Refused);
    ran.says("is no validator's own account; name the validator with --operator");
    let chosen = rig.operators();
    let chosen = chosen
        .iter()
        .find(|operator| **operator != own_operator(&rig, "alice"))
        .unwrap();
    let ran = rig.run(
        "bob",
        &["operator", "post", "1 flSTAKE", "--list", "--operator", chosen],
    );
    ran.ended(ExitCode::Refused);
    ran.says("the owner has put ");
    done(rig.run("bob", &["operator", "post", "1 flSTAKE", "--operator", chosen]));
    let out = done(rig.run("bob", &["operator", "status"]));
    assert!(
        out.contains(&format!("{chosen} has posted 1 flSTAKE; chosen by the owner")),
        "{out}"
    );
}

#[test]
fn a_hub_without_bonds_says_so_and_bonds_without_roles_list_nobody() {
    let rig = Rig::deployed();
    let ran = rig.run("alice", &["operator", "status"]);
    ran.ended(ExitCode::Refused);
    ran.says("the hub has no bonds");
    let (rig, address) = vouched(false);
    let ran = rig.run("alice", &["operator", "status"]);
    ran.ended(ExitCode::Refused);
    ran.says(format!("{address} is named and has not accepted"));
    let ran = rig.run("alice", &["operator", "post", "1 flSTAKE", "--bonds", &address]);
    ran.says("beware: the hub does not take from these bonds");
    done(ran);
    let ran = rig.run("alice", &["operator", "list", "--bonds", &address]);
    ran.ended(ExitCode::Refused);
    ran.says("the registry's lister is nobody, not these bonds");
    // The owner appoints them by the program, and is told that the hub does not burn them.
    let ran = rig.run("owner", &["admin", "registry-roles", "--lister", &address]);
    ran.says(format!("lister: nobody -> {address}"));
    ran.says("beware: the hub's bonds are nobody");
    done(ran);
    let ran = rig.run("bob", &["admin", "registry-roles", "--steward", "none"]);
    ran.ended(ExitCode::Refused);
}

#[test]
fn a_slash_of_a_listed_validator_is_paid_by_its_bond_and_shown() {
    let (rig, _) = vouched(true);
    let operator = own_operator(&rig, "alice");
    done(rig.run("alice", &["operator", "post", "2 flSTAKE", "--list"]));
    let contracts = Contracts::of_hub(&rig.chain, &rig.hub()).unwrap();
    by_keeper(&rig, &contracts.registry, &registry::ExecuteMsg::Refresh {});
    let crank = ExecuteMsg::Crank {
        max_msgs: None,
        skip: None,
    };
    by_keeper(&rig, &rig.hub(), &crank);
    let at_risk = status(&rig, "alice")["bond"]["at_risk"].clone();
    assert_ne!(at_risk, "0", "it has stake");
    let before = json(rig.run("bob", &["balance", "--json"]));
    rig.chain
        .inner()
        .double_mut()
        .slash(&Slash::new(&operator, Decimal::percent(5)))
        .unwrap();
    rig.pass(10);
    by_keeper(&rig, &rig.hub(), &ExecuteMsg::Sync {});
    let after = json(rig.run("bob", &["balance", "--json"]));
    assert_eq!(after["worth"], before["worth"]);
    let bond = status(&rig, "alice")["bond"].clone();
    let units = |value: &Value| value.as_str().unwrap().parse::<u128>().unwrap();
    // At a rate of one, a twentieth of the stake.
    assert_eq!(units(&bond["covered"]), units(&at_risk).div_ceil(20));
    assert_eq!(units(&bond["bond"]), 2_000_000 - units(&bond["covered"]));
}

/// By the registry's own functions, of what its bonds' contract stores.
#[test]
fn what_a_refresh_makes_of_bonds_is_previewed() {
    let (rig, _) = vouched(true);
    let operator = own_operator(&rig, "alice");
    done(rig.run("alice", &["operator", "post", "2 flSTAKE", "--list"]));
    let weight = |rig: &Rig| status(rig, "alice")["entry"]["weight"].as_u64().unwrap();
    let before = weight(&rig);
    let ran = rig.run("bob", &["admin", "refresh"]);
    let said = ran.err.clone();
    done(ran);
    let after = weight(&rig);
    assert_ne!(before, after);
    let expected = format!("{operator}: weight by its bond {before} -> {after}");
    assert!(said.contains(&expected), "{expected}: {said}");

    let refresh = || rig.run("bob", &["admin", "refresh", "--dry-run"]);
    // Too expensive it leaves at once, and with nothing there its entry goes, too.
    let set = |commission| {
        let mut chain = rig.chain.inner();
        let set = chain.double_mut().set_commission(&operator, commission);
        set.unwrap();
    };
    set(Decimal::percent(90));
    refresh().says(format!(
        "{operator}: nothing is left there, so its entry is dropped"
    ));
    set(Decimal::percent(5));
    by_keeper(
        &rig,
        &rig.hub(),
        &ExecuteMsg::Crank {
            max_msgs: None,
            skip: None,
        },
    );
    set(Decimal::percent(90));
    refresh().says(format!(
        "{operator}: leaves the open class, without a bond or too expensive"
    ));
}
