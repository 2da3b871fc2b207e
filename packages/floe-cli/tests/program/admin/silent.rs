//! `floe admin write-off` and `forget`.

use floe_cli::ExitCode;
use floe_testing::chain::ModuleFault;
use serde_json::json;

use super::{admin, done, staked, DAY};
use crate::rig::Ran;

#[test]
fn stake_that_answers_nobody_is_announced_written_off_and_given_up() {
    let mut rig = staked();
    let silent = rig.operators()[0].clone();
    let (write_off, forget) = (["write-off", silent.as_str()], ["forget", silent.as_str()]);
    let is_told = |ran: &Ran, exit: ExitCode, parts: &[&str]| {
        assert_eq!(ran.exit, exit, "{}", ran.err);
        assert!(parts.iter().all(|part| ran.err.contains(part)), "{}", ran.err);
    };
    rig.chain
        .inner()
        .double_mut()
        .fail(&silent, &[ModuleFault::Withdraw], true)
        .unwrap();
    let refused = [
        admin(&rig, "owner", &write_off),
        admin(
            &rig,
            "owner",
            &["write-off", "wasmvaloper1qurswpc8qurswpc8qurswpc8qurswpc8vnrn8s"],
        ),
        admin(&rig, "owner", &forget),
        admin(&rig, "bob", &forget),
    ];
    let reasons = [
        "succeeded within 30 days",
        "no stake there",
        "nothing of it is written off",
        "nothing of it is written off",
    ];
    for (ran, reason) in refused.iter().zip(reasons) {
        is_told(ran, ExitCode::Refused, &[reason]);
    }
    rig.pass(31 * DAY);
    rig.execute("keeper", &json!({"harvest": {}}), 0);
    // A stranger has to wait for 60 days.
    is_told(
        &admin(&rig, "bob", &write_off),
        ExitCode::Refused,
        &["only the owner"],
    );
    let ran = done(&rig, "owner", &write_off);
    is_told(
        &ran,
        ExitCode::Done,
        &["silent for: 31 d", "(in 14 d)", "a loss of 10323000", "33.30 %"],
    );
    is_told(
        &admin(&rig, "owner", &write_off),
        ExitCode::Refused,
        &["announced less than 14 days ago"],
    );
    rig.pass(14 * DAY);
    rig.execute("keeper", &json!({"harvest": {}}), 0);
    let ran = done(&rig, "owner", &write_off);
    is_told(
        &ran,
        ExitCode::Done,
        &["books: a loss of 10323000", "priced as if it were there"],
    );
    is_told(
        &admin(&rig, "owner", &write_off),
        ExitCode::Refused,
        &["no stake there"],
    );
    is_told(
        &admin(&rig, "owner", &forget),
        ExitCode::Refused,
        &["less than 90 days ago"],
    );
    rig.pass(90 * DAY);
    is_told(
        &admin(&rig, "bob", &forget),
        ExitCode::Refused,
        &["owner of the hub"],
    );
    is_told(&done(&rig, "owner", &forget), ExitCode::Done, &["as if 10323000"]);
    is_told(
        &admin(&rig, "owner", &forget),
        ExitCode::Refused,
        &["nothing of it is written off"],
    );
}
