//! The same messages as a proposal, as actions of a DAO, or only shown.

use floe_cli::ExitCode;
use floe_client::{module_address, ChainExt, Msg, Tx};
use serde_json::{json, Value};

use super::{admin, contract, done, param, powers, staked};
use crate::rig::{person, Rig};

/// The hub's owner is x/gov.
fn governed() -> (Rig, String) {
    let mut rig = staked();
    let gov = module_address("gov", "wasm").unwrap();
    let words = format!("hand over to {gov}");
    done(&rig, "owner", &["transfer-ownership", &gov, "--confirm", &words]);
    for name in ["hub", "registry", "collector"] {
        let address = if name == "hub" {
            rig.hub()
        } else {
            contract(&rig, name)
        };
        let accept = json!({"update_ownership": "accept_ownership"});
        let msg = Msg::execute(&address, &accept, &[]).unwrap();
        let tx = Tx::new(&floe_client::Signer::address_only(&gov), vec![msg]);
        rig.chain.send(&tx).unwrap();
    }
    (rig, gov)
}

#[test]
fn a_gov_proposal_has_the_modules_messages_and_the_preview_as_summary() {
    let (rig, gov) = governed();
    let args = [
        "params",
        "batch_interval=12h",
        "--gov-proposal",
        "--deposit",
        "500 stake",
        "--expedited",
    ];
    // No key is needed to write a proposal.
    let hub = rig.hub();
    let flags = ["admin", "--node", "embedded", "--hub", &hub];
    let ran = rig.run_bare(&[&flags[..], &args].concat());
    ran.ended(ExitCode::Done);
    let proposal: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(
        proposal["messages"],
        json!([{
            "@type": "/cosmwasm.wasm.v1.MsgExecuteContract",
            "sender": gov,
            "contract": hub,
            "msg": {"update_params": {"batch_interval": 43_200}},
            "funds": []
        }])
    );
    assert_eq!(
        (&proposal["deposit"], &proposal["expedited"]),
        (&json!("500stake"), &json!(true))
    );
    assert_eq!(proposal["title"], "Floe: set parameters");
    assert!(
        proposal["summary"]
            .as_str()
            .unwrap()
            .contains("batch_interval: 86400 s"),
        "{proposal}"
    );
    assert_eq!(param(&rig, "batch_interval"), "86400");

    let ran = admin(&rig, "owner", &["params", "max_msgs=3", "--gov-proposal"]);
    assert_eq!(ran.exit, ExitCode::Misuse);
    ran.says("--deposit");
}

#[test]
fn the_messages_of_a_dao_do_what_they_say_when_the_dao_sends_them() {
    let mut rig = staked();
    let dao = rig.address("bob");
    let words = format!("hand over to {dao}");
    done(
        &rig,
        "owner",
        &["transfer-ownership", &dao, "--of", "hub", "--confirm", &words],
    );
    let ran = done(&rig, "owner", &["accept-ownership", "--of", "hub", "--dao", &dao]);
    let msgs: Vec<cosmwasm_std::CosmosMsg> = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(msgs.len(), 1);
    let tx = Tx::new(&person("bob"), msgs.into_iter().map(Msg::from).collect());
    rig.chain.send(&tx).unwrap();
    assert_eq!(powers(&rig)["owner"], dao);

    let ran = done(&rig, "owner", &["params", "max_msgs=3", "--dao", &dao]);
    let msgs: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(msgs[0]["wasm"]["execute"]["contract_addr"], rig.hub());
    assert_eq!(msgs[0]["wasm"]["execute"]["funds"], json!([]));
    let stranger = rig.address("alice");
    let ran = admin(&rig, "owner", &["params", "max_msgs=3", "--dao", &stranger]);
    ran.says(format!("{stranger} may not set parameters"));
}

#[test]
fn dry_run_and_generate_only_show_the_transaction_and_send_nothing() {
    let rig = staked();
    for flag in ["--dry-run", "--generate-only"] {
        let ran = done(&rig, "owner", &["params", "max_msgs=3", flag]);
        let shown: Value = serde_json::from_str(&ran.out).unwrap();
        let messages = shown.pointer("/body/messages").unwrap_or(&shown["messages"]);
        assert_eq!(
            messages[0]["msg"],
            json!({"update_params": {"max_msgs": 3}}),
            "{shown}"
        );
        assert_eq!(param(&rig, "max_msgs"), "8");
    }
}
