//! The set of validators and its weights.

use floe_cli::ExitCode;
use floe_client::ChainExt;
use serde_json::{json, Value};

use super::{admin, contract, done, staked, DAY};
use crate::rig::{person, Rig};

#[test]
fn weights_are_previewed_by_the_contracts_own_functions() {
    let rig = staked();
    let operators = rig.operators();
    let heavy = format!("{}=3", operators[0]);
    // As an older version allowed it, so that the weights of three show.
    {
        use floe_validator_registry::state::{save_config, CONFIG};
        let registry = cosmwasm_std::Addr::unchecked(contract(&rig, "registry"));
        let mut inner = rig.chain.inner();
        let double = inner.double_mut();
        let mut storage = double.app_mut().contract_storage_mut(&registry);
        let mut config = CONFIG.load(&*storage).unwrap();
        config.params.max_share_bps = 10_000;
        save_config(&mut *storage, &config).unwrap();
    }
    let ran = done(&rig, "owner", &["set-weights", &heavy]);
    let targets: Value = rig
        .chain
        .query(&rig.hub(), &json!({"wanted_delegations": {}}))
        .unwrap();
    for pair in targets["delegations"].as_array().unwrap() {
        let (operator, amount) = (pair[0].as_str().unwrap(), pair[1].as_str().unwrap());
        let line = ran
            .err
            .lines()
            .find(|line| line.contains(&format!("target of {operator}")));
        let line = line.unwrap_or_else(|| panic!("{operator}: {}", ran.err));
        assert!(line.contains(&format!("-> {amount} stake;")), "{amount}: {line}");
    }
    ran.says("weight of");
    ran.says("1 -> 3");

    // What the preview says will move is what cranks then move, three hundredths a day.
    let said = ran
        .err
        .lines()
        .find(|line| line.trim_start().starts_with("moves:"))
        .unwrap();
    let amount: u128 = said.split_whitespace().nth(1).unwrap().parse().unwrap();
    let days: u64 = {
        let line = ran
            .err
            .lines()
            .find(|line| line.contains("at most a day"))
            .unwrap();
        let text = line.split("so ").nth(1).unwrap();
        text.split_whitespace().next().unwrap().parse().unwrap()
    };
    ran.says("not counted: what has been moved today already");
    let daily = 31_000_000_u128 * 3 / 100;
    assert_eq!(u128::from(days), amount.div_ceil(daily), "{amount}");
    // 30,969,000 are staked: seven days' portions of 929,070, after which the others are within a tenth of their targets.
    assert_eq!((amount, redelegated(rig, days)), (6_503_490, 6_503_490));
}

/// Cranks for so many days and a few more, and adds up what was redelegated.
fn redelegated(mut rig: Rig, days: u64) -> u128 {
    let hub = rig.hub();
    let mut moved = 0;
    for _ in 0..days + 2 {
        let outcome = rig
            .chain
            .execute(&person("keeper"), &hub, &json!({"crank": {}}), &[])
            .unwrap();
        let report: Value = cosmwasm_std::from_json(outcome.data(0).unwrap()).unwrap();
        for step in report["redelegations"].as_array().unwrap() {
            moved += step["amount"].as_str().unwrap().parse::<u128>().unwrap();
        }
        rig.chain.inner().advance(DAY + 1, 2).unwrap();
    }
    moved
}

#[test]
fn validators_come_go_pause_and_resume() {
    let rig = staked();
    let operators = rig.operators();
    let fourth = {
        let mut chain = rig.chain.inner();
        let power = 1_000_000_000_000_u128.into();
        let operator = chain
            .double_mut()
            .add_validator("val4", "0.3".parse().unwrap(), power)
            .unwrap();
        operator.to_string()
    };
    let ran = done(&rig, "owner", &["add-validator", &fourth, "--weight", "2"]);
    ran.says("commission is above max_commission");
    let ran = done(&rig, "owner", &["pause-validator", &operators[0]]);
    ran.says("when the owner resumes it");
    assert_eq!(
        admin(&rig, "owner", &["pause-validator", &operators[0]]).exit,
        ExitCode::Refused
    );
    done(&rig, "owner", &["resume-validator", &operators[0]]);
    assert_eq!(
        admin(&rig, "owner", &["resume-validator", &operators[0]]).exit,
        ExitCode::Refused
    );
    let ran = done(&rig, "owner", &["remove-validator", &operators[1]]);
    ran.says(format!("target of {}", operators[1]));
    rig.chain.inner().double_mut().jail(&operators[2]).unwrap();
    let ran = done(&rig, "bob", &["refresh"]);
    ran.says(format!("{}: has left the bonded set", operators[2]));
    let registry = contract(&rig, "registry");
    let listed: Value = rig.chain.query(&registry, &json!({"validators": {}})).unwrap();
    let statuses: Vec<String> = listed
        .as_array()
        .unwrap()
        .iter()
        .map(|v| format!("{} {}", v["status"], v["bonded"]))
        .collect();
    assert_eq!(
        statuses,
        [
            "\"active\" true",
            "\"draining\" true",
            "\"active\" false",
            "\"active\" true"
        ]
    );
}
