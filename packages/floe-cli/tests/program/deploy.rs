//! Deploying: looked at before, taken up after a failure, checked later.

mod backstop;
mod bonds;
mod governance;
mod timelock;

use std::fs;

use floe_api::hub::ExecuteMsg;
use floe_api::ownership::OwnershipAction;
use floe_cli::ExitCode;
use floe_client::{Chain, ChainExt, Error};
use rstest::rstest;
use serde_json::Value;

use crate::rig::{person, Ran, Rig};
use crate::shared::Fault;

/// A folder with code and a deployment as `init` writes it.
fn prepared() -> Rig {
    let rig = Rig::new();
    for name in ["floe_hub", "floe_validator_registry", "floe_reward_collector"] {
        rig.write(&format!("artifacts/{name}.wasm"), name);
    }
    rig.write("artifacts/commit.txt", "c0ffee\n");
    rig.write("artifacts/toolchain.txt", "rustc 1\nwasm-opt 2\n");
    let ran = floe(&rig, &["init"]);
    ran.ended(ExitCode::Done);
    rig
}

fn floe(rig: &Rig, args: &[&str]) -> Ran {
    let owner = rig.address("owner");
    let flags = [
        "--node",
        "x",
        "--chain-id",
        &rig.chain_id(),
        "--sender",
        &owner,
        "--yes",
    ];
    rig.run_bare(&[&["deploy"], args, &flags].concat())
}

/// Replaces text in the deployment.
fn edit(rig: &Rig, from: &str, to: &str) {
    let text = rig.read("deployment.toml");
    assert!(text.contains(from), "{text}");
    rig.write("deployment.toml", &text.replacen(from, to, 1));
}

fn record(rig: &Rig) -> Value {
    let chain_id = rig.chain.facts().chain_id.clone();
    serde_json::from_str(&rig.read(&format!("deployments/{chain_id}.json"))).unwrap()
}

fn done(ran: Ran) -> String {
    assert_eq!(ran.exit, ExitCode::Done, "{}{}", ran.out, ran.err);
    ran.out
}

#[test]
fn a_deployment_is_planned_run_recorded_and_verified() {
    let rig = prepared();
    let plan = done(floe(&rig, &["plan"]));
    assert!(plan.contains("1. hub code: upload 8 bytes"), "{plan}");
    assert!(!plan.contains("decimals of the token"), "{plan}");
    assert!(
        plan.contains("4. instantiate: all three contracts, with 1000000 stake"),
        "{plan}"
    );
    assert_eq!(rig.chain.sent(), 0);

    let told = done(floe(&rig, &["run"]));
    assert_eq!(rig.chain.sent(), 4);
    let record = record(&rig);
    let hub = record["contracts"]["hub"].as_str().unwrap();
    assert!(told.contains(hub), "{told}");
    assert_eq!(record["commit"], "c0ffee");
    assert_eq!(record["toolchain"], serde_json::json!(["rustc 1", "wasm-opt 2"]));
    assert_eq!(record["codes"]["registry"]["code_id"], 2);
    assert_eq!(record["pending"], Value::Null);
    assert_eq!(record["message"]["msg"]["token"]["symbol"], "flSTAKE");
    assert_eq!(
        record["message"]["msg"]["params"]["unbonding_estimate"],
        21 * 86_400
    );
    let steps: Vec<&str> = record["transactions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|sent| sent["step"].as_str().unwrap())
        .collect();
    let uploads = [
        "upload the hub's code",
        "upload the registry's code",
        "upload the collector's code",
    ];
    assert_eq!(steps, [&uploads[..], &["instantiate"]].concat());

    let checks = done(floe(&rig, &["verify"]));
    assert!(checks.lines().count() > 30, "{checks}");
    assert!(checks.lines().all(|line| line.starts_with("ok ")), "{checks}");
    done(floe(&rig, &["verify", "--artifacts", "artifacts"]));

    // The record is found by the commands that use the protocol.
    let alice = rig.address("alice");
    let ran = rig.run_bare(&[
        "stake",
        "5000 stake",
        "--node",
        "x",
        "--chain-id",
        "floe-1",
        "--sender",
        &alice,
        "--yes",
    ]);
    done(ran);
}

#[test]
fn a_token_with_other_decimals_than_its_coin_is_warned_of() {
    let rig = prepared();
    edit(&rig, "decimals = 0", "decimals = 6");
    let plan = done(floe(&rig, &["plan"]));
    let expected =
        "warn  decimals of the token: token.decimals is 6, stake has 0: at a rate of 1, 1 flSTAKE will be \
                    worth 1000000 stake";
    assert!(plan.contains(expected), "{plan}");
    done(floe(&rig, &["run"]));
}

#[test]
fn a_second_run_sends_nothing() {
    let rig = prepared();
    done(floe(&rig, &["run"]));
    let ran = floe(&rig, &["run"]);
    ran.says("deployed already");
    done(ran);
    assert_eq!(rig.chain.sent(), 4);
}

#[test]
fn code_that_the_chain_has_is_not_uploaded_again() {
    let rig = prepared();
    done(floe(&rig, &["run"]));
    fs::remove_dir_all(rig.path("deployments")).unwrap();
    let plan = done(floe(&rig, &["plan"]));
    assert!(
        plan.contains("hub code: already on the chain as code 1"),
        "{plan}"
    );
    done(floe(&rig, &["run"]));
    assert_eq!(rig.chain.sent(), 5);
    done(floe(&rig, &["verify"]));
}

#[rstest]
fn a_run_that_broke_off_is_taken_up_where_it_stopped(
    #[values(0, 1, 2, 3)] after: usize,
    #[values(
        Fault::LosesTheAnswer,
        Fault::LosesTheTransaction,
        Fault::Refuses(Error::InsufficientFee { required: "2stake".to_owned(), given: "1stake".to_owned() })
    )]
    fault: Fault,
) {
    let rig = prepared();
    rig.chain.fail_after(after, fault.clone());
    let ran = floe(&rig, &["run"]);
    let expected = match fault {
        Fault::Refuses(_) if after == 0 => ExitCode::Refused,
        // Earlier steps are in their blocks.
        Fault::Refuses(_) => ExitCode::Happened,
        _ => ExitCode::Unclear,
    };
    ran.ended(expected);
    let open = &record(&rig)["pending"];
    assert_eq!(open.is_null(), expected != ExitCode::Unclear, "{open}");

    done(floe(&rig, &["run"]));
    assert_eq!(rig.chain.sent(), 4, "each step happened once");
    assert_eq!(record(&rig)["transactions"].as_array().unwrap().len(), 4);
    done(floe(&rig, &["verify"]));
}

#[rstest]
#[case::unknown_validator(
    "operator = \"",
    "operator = \"wasmvaloper1nobody",
    "the chain does not know it"
)]
#[case::no_validators("[[validators]]", "[[validator]]", "unknown field")]
#[case::owner_of_another_chain("owner = \"wasm1", "owner = \"cosmos1", "they begin with wasm1")]
#[case::seed_too_small("1000000 stake", "999999 stake", "is less than 1000000 stake")]
#[case::seed_too_large("1000000 stake", "99000000000 stake", "is more than")]
#[case::seed_without_unit("1000000 stake", "1000000", "name its unit")]
#[case::parameter("# batch_interval = 86400", "batch_interval = 5", "batch_interval")]
#[case::unknown_parameter("# batch_interval", "batch_intervall", "batch_intervall")]
#[case::fee("bps = 500", "bps = 1001", "at most 1000")]
#[case::weight("weight = 100000\n", "weight = 0\n", "allowed is 1 to 1000000")]
#[case::token("symbol = \"flSTAKE\"", "symbol = \"x\"", "3 to 12 letters")]
#[case::registry("# max_share_bps = 2000", "max_share_bps = 20", "max_share_bps")]
#[case::commission(
    "# max_commission = \"0.2\"",
    "max_commission = \"0.04\"",
    "it would get no stake"
)]
#[case::instant_fees(
    "# instant_reserve_bps = 100",
    "instant_fee_min_bps = 200",
    "instant_fee_min_bps"
)]
#[case::no_code("artifacts = \"artifacts\"", "artifacts = \"elsewhere\"", "make wasm")]
fn a_deployment_that_cannot_work_is_refused_before_anything_is_sent(
    #[case] from: &str,
    #[case] to: &str,
    #[case] said: &str,
) {
    let rig = prepared();
    // With the codes there, the instantiation itself is tried out too.
    done(floe(&rig, &["run"]));
    fs::remove_dir_all(rig.path("deployments")).unwrap();
    let sent = rig.chain.sent();
    edit(&rig, from, to);
    let plan = floe(&rig, &["plan"]);
    assert_ne!(plan.exit, ExitCode::Done, "{}", plan.out);
    let ran = floe(&rig, &["run"]);
    assert_ne!(ran.exit, ExitCode::Done, "{}", ran.out);
    for text in [plan.out + &plan.err, ran.out + &ran.err] {
        assert!(text.contains(said), "{text}");
    }
    assert_eq!(rig.chain.sent(), sent, "nothing was sent");
}

#[test]
fn a_record_of_another_chain_with_the_same_id_is_noticed() {
    let rig = prepared();
    done(floe(&rig, &["run"]));
    let other = prepared();
    let chain_id = rig.chain.facts().chain_id.clone();
    let name = format!("deployments/{chain_id}.json");
    let nobody = rig.address("alice");
    let hub = record(&rig)["contracts"]["hub"].as_str().unwrap().to_owned();
    other.write(&name, &rig.read(&name).replace(&hub, &nobody));
    let ran = floe(&other, &["run"]);
    assert_eq!(ran.exit, ExitCode::Misuse);
    ran.says("another chain with the same id");
    assert_eq!(other.chain.sent(), 0);
}

#[test]
fn verify_tells_what_is_not_as_it_was_deployed() {
    let rig = prepared();
    done(floe(&rig, &["run"]));
    let hub = record(&rig)["contracts"]["hub"].as_str().unwrap().to_owned();

    // The owner hands the hub over, and not the other two.
    let (owner, bob) = (person("owner"), rig.address("bob"));
    let mut chain = rig.chain.clone();
    let offer = ExecuteMsg::UpdateOwnership(OwnershipAction::TransferOwnership {
        new_owner: bob.clone(),
        expiry: None,
    });
    chain.execute(&owner, &hub, &offer, &[]).unwrap();
    let accept = ExecuteMsg::UpdateOwnership(OwnershipAction::AcceptOwnership);
    chain.execute(&person("bob"), &hub, &accept, &[]).unwrap();
    let ran = floe(&rig, &["verify"]);
    assert_eq!(ran.exit, ExitCode::Failed);
    let failed: Vec<&str> = ran.out.lines().filter(|line| line.starts_with("FAIL")).collect();
    let expected = format!("FAIL  owner: is {bob}, expected {}", rig.address("owner"));
    assert!(failed.contains(&expected.as_str()), "{failed:?}");
    assert_eq!(failed.len(), 3, "hub, registry and collector: {failed:?}");

    // Other code than the record's.
    rig.write("artifacts/floe_hub.wasm", "something else");
    let ran = floe(&rig, &["verify", "--artifacts", "artifacts"]);
    assert!(ran.out.contains("FAIL  code of the hub"), "{}", ran.out);
}

/// The owner's message to a contract of the record.
fn by_owner(rig: &Rig, contract: &str, msg: &Value) {
    let address = record(rig)["contracts"][contract].as_str().unwrap().to_owned();
    rig.chain
        .clone()
        .execute(&person("owner"), &address, msg, &[])
        .unwrap();
}

fn marked(rig: &Rig, mark: &str, exit: ExitCode) -> Vec<String> {
    let ran = floe(rig, &["verify"]);
    assert_eq!(ran.exit, exit, "{}{}", ran.out, ran.err);
    ran.out
        .lines()
        .filter(|line| line.starts_with(mark))
        .map(str::to_owned)
        .collect()
}

#[test]
fn verify_fails_after_the_fee_went_elsewhere_until_the_record_says_so_too() {
    let rig = prepared();
    done(floe(&rig, &["run"]));
    let (owner, thief) = (rig.address("owner"), rig.address("bob"));
    let fee = serde_json::json!({"bps": 1000, "receivers": [{"to": thief, "weight": 1}]});
    by_owner(
        &rig,
        "hub",
        &serde_json::json!({"update_fee": {"bps": 1000, "receivers": [{"to": thief, "weight": 1}]}}),
    );
    let expected = format!(
        "FAIL  fee: is 1000 basis points to {thief}:1, expected 500 basis points to keeper:1, {owner}:9"
    );
    assert_eq!(marked(&rig, "FAIL", ExitCode::Failed), [expected]);
    let warned = marked(&rig, "warn", ExitCode::Failed);
    assert!(
        warned.len() == 1 && warned[0].contains("is 500 basis points and rises to 1000 at"),
        "{warned:?}"
    );

    // A vote that was meant is written into the record.
    let chain_id = rig.chain.facts().chain_id.clone();
    let mut edited = record(&rig);
    edited["fee"] = fee;
    rig.write(&format!("deployments/{chain_id}.json"), &edited.to_string());
    assert!(marked(&rig, "FAIL", ExitCode::Done).is_empty());
}

#[test]
fn the_same_fee_to_another_receiver_is_a_failure_too() {
    let rig = prepared();
    done(floe(&rig, &["run"]));
    let thief = rig.address("bob");
    by_owner(
        &rig,
        "hub",
        &serde_json::json!({"update_fee": {"receivers": [{"to": "keeper", "weight": 1}, {"to": thief, "weight": 9}]}}),
    );
    let failed = marked(&rig, "FAIL", ExitCode::Failed);
    assert!(failed.len() == 1 && failed[0].contains(&thief), "{failed:?}");
}

#[rstest]
#[case("hub")]
#[case("registry")]
#[case("collector")]
fn verify_fails_while_a_contract_is_offered_to_somebody(#[case] contract: &str) {
    let rig = prepared();
    done(floe(&rig, &["run"]));
    let bob = rig.address("bob");
    let offer =
        serde_json::json!({"update_ownership": {"transfer_ownership": {"new_owner": bob, "expiry": null}}});
    by_owner(&rig, contract, &offer);
    let failed = marked(&rig, "FAIL", ExitCode::Failed);
    assert_eq!(failed.len(), 1, "{failed:?}");
    assert!(
        failed[0].starts_with(&format!(
            "FAIL  hand-over of the {contract}: it is offered to {bob}"
        )),
        "{failed:?}"
    );
}

#[test]
fn verify_warns_of_pauses_parameters_and_weights_that_are_not_those_of_the_deployment() {
    let rig = prepared();
    edit(&rig, "# batch_interval = 86400", "batch_interval = 90000");
    done(floe(&rig, &["run"]));
    assert!(marked(&rig, "warn", ExitCode::Done).is_empty());
    let operators = rig.operators();
    by_owner(
        &rig,
        "hub",
        &serde_json::json!({"pause": {"domains": ["deposits"]}}),
    );
    by_owner(
        &rig,
        "hub",
        &serde_json::json!({"update_params": {"batch_interval": 100_000, "max_msgs": 9, "bond_cap": "77000000", "rate_denoms": ["factory/x"]}}),
    );
    by_owner(
        &rig,
        "registry",
        &serde_json::json!({"update_params": {"max_share_bps": 3000}}),
    );
    by_owner(
        &rig,
        "registry",
        &serde_json::json!({"set_weights": {"weights": [{"operator": operators[0], "weight": 5}]}}),
    );
    by_owner(
        &rig,
        "registry",
        &serde_json::json!({"pause_validator": {"operator": operators[1]}}),
    );
    let warned = marked(&rig, "warn", ExitCode::Done);
    for expected in [
        "warn  paused: deposits: until the owner lifts it".to_owned(),
        "warn  batch_interval: is 100000, was 90000 when it was deployed".to_owned(),
        "warn  max_msgs: is 9, was 8 when it was deployed".to_owned(),
        "warn  bond_cap: is 77000000, was none when it was deployed".to_owned(),
        "warn  rate_denoms: is factory/x, was none when it was deployed".to_owned(),
        "warn  max_share_bps: is 3000, was 2000 when it was deployed".to_owned(),
        format!(
            "warn  validator {}: is weight 5, was weight 100000 when it was deployed",
            operators[0]
        ),
        format!(
            "warn  validator {}: is weight 100000, paused, was weight 100000 when it was deployed",
            operators[1]
        ),
    ] {
        assert!(warned.contains(&expected), "{expected}: {warned:#?}");
    }
    assert_eq!(warned.len(), 8, "{warned:#?}");
}

#[test]
fn unsigned_steps_are_printed_for_others_one_at_a_time() {
    let rig = prepared();
    let first = done(floe(&rig, &["run", "--generate-only"]));
    let first: Value = serde_json::from_str(&first).unwrap();
    assert_eq!(
        first["body"]["messages"][0]["@type"],
        "/cosmwasm.wasm.v1.MsgStoreCode"
    );
    assert_eq!(rig.chain.sent(), 0);
    done(floe(&rig, &["run"]));
    let again = floe(&rig, &["run", "--generate-only"]);
    again.ended(ExitCode::Misuse).says("would create a second one");
    assert_eq!(again.out, "");
    fs::remove_dir_all(rig.path("deployments")).unwrap();
    let last = done(floe(&rig, &["run", "--generate-only"]));
    let last: Value = serde_json::from_str(&last).unwrap();
    let message = &last["body"]["messages"][0];
    assert_eq!(message["@type"], "/cosmwasm.wasm.v1.MsgInstantiateContract");
    assert_eq!(message["msg"]["registry"]["code_id"], 2);
    assert_eq!(rig.chain.sent(), 4);
}

#[test]
fn missing_wasm_hides_no_other_finding_and_one_key_for_both_powers_is_warned_of() {
    let rig = prepared();
    edit(&rig, "artifacts = \"artifacts\"", "artifacts = \"elsewhere\"");
    edit(&rig, "bps = 500", "bps = 5000");
    let sent = rig.chain.sent();
    for command in ["plan", "run"] {
        let ran = floe(&rig, &[command]);
        ran.ended(ExitCode::Failed);
        for said in [
            "FAIL  code: cannot read the hub's code",
            "FAIL  fee: fee.bps is 5000",
            "warn  one key: owner and admin are the same",
        ] {
            assert!(ran.out.contains(said), "{said}: {}", ran.out);
        }
    }
    assert_eq!(rig.chain.sent(), sent);
}
