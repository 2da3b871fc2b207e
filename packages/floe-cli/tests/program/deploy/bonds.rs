//! Bonds that are deployed with the protocol, alone or beside a backstop.

use super::*;

/// Asks for bonds whose code is in the folder.
fn with_bonds(rig: &Rig, more: &str) {
    rig.write("artifacts/floe_bonds.wasm", "floe_bonds");
    let text = rig.read("deployment.toml");
    rig.write("deployment.toml", &format!("{text}\n[modules.bonds]\n{more}"));
}

fn with_both(rig: &Rig) {
    with_bonds(rig, "");
    rig.write("artifacts/floe_backstop.wasm", "floe_backstop");
    let text = rig.read("deployment.toml");
    rig.write(
        "deployment.toml",
        &format!("{text}\n[modules.backstop]\nfee_weight = 3\n"),
    );
}

#[test]
fn bonds_are_created_named_accept_and_list_in_the_same_run() {
    let rig = prepared();
    with_bonds(&rig, "bond_bps = 300\n");
    let plan = done(floe(&rig, &["plan"]));
    assert!(
        plan.contains("bonds: 300 basis points of the stake, a cooldown of 1900800 s"),
        "{plan}"
    );
    assert!(plan.contains("5. bonds code: upload 10 bytes"), "{plan}");
    let told = done(floe(&rig, &["run"]));
    assert_eq!(rig.chain.sent(), 7);
    let record = record(&rig);
    let address = record["modules"]["bonds"]["address"].as_str().unwrap();
    assert!(told.contains(&format!("bonds      {address}")), "{told}");
    let checks = done(floe(&rig, &["verify"]));
    assert!(checks.lines().all(|line| line.starts_with("ok ")), "{checks}");
    for expected in ["bonds of the hub", "lister of the registry"] {
        let line = format!("ok    {expected}: {address}");
        assert!(checks.contains(&line), "{line}: {checks}");
    }
    floe(&rig, &["run"]).says("deployed already");
    assert_eq!(rig.chain.sent(), 7);

    by_owner(
        &rig,
        "registry",
        &serde_json::json!({"update_roles": {"lister": null}}),
    );
    let wrong = marked(&rig, "FAIL", ExitCode::Failed);
    assert_eq!(
        wrong,
        [format!(
            "FAIL  lister of the registry: is nobody, expected {address}"
        )]
    );
    // The next run gives the role back, and sends nothing else.
    done(floe(&rig, &["run"]));
    assert_eq!(rig.chain.sent(), 9);
    done(floe(&rig, &["verify"]));
}

#[rstest]
fn a_run_with_both_modules_that_broke_off_is_taken_up_where_it_stopped(
    #[values(4, 5, 6, 7, 8, 9)] after: usize,
    #[values(
        Fault::LosesTheAnswer,
        Fault::LosesTheTransaction,
        Fault::Refuses(Error::InsufficientFee { required: "2stake".to_owned(), given: "1stake".to_owned() })
    )]
    fault: Fault,
) {
    let rig = prepared();
    with_both(&rig);
    rig.chain.fail_after(after, fault.clone());
    let expected = match fault {
        Fault::Refuses(_) => ExitCode::Happened,
        _ => ExitCode::Unclear,
    };
    floe(&rig, &["run"]).ended(expected);
    done(floe(&rig, &["run"]));
    assert_eq!(rig.chain.sent(), 10, "each step happened once");
    let sent = record(&rig)["transactions"].as_array().unwrap().clone();
    let steps: Vec<&str> = sent[4..]
        .iter()
        .map(|sent| sent["step"].as_str().unwrap())
        .collect();
    assert_eq!(
        steps,
        [
            "upload the backstop's code",
            "create the backstop",
            "give the backstop its role",
            "upload the code of the bonds",
            "create the contract of bonds",
            "give the bonds their roles",
        ]
    );
    done(floe(&rig, &["verify"]));
}

#[rstest]
#[case("bond_bps = 9\n", "bond_bps is 9")]
#[case("bond_bps = 1001\n", "bond_bps is 1001")]
#[case("cooldown = 86399\n", "cooldown is 86399")]
fn bonds_that_cannot_work_are_refused_before_anything_is_sent(#[case] more: &str, #[case] said: &str) {
    let rig = prepared();
    with_bonds(&rig, more);
    let ran = floe(&rig, &["plan"]);
    ran.ended(ExitCode::Failed);
    assert!(ran.out.contains(said), "{}", ran.out);
    assert_eq!(rig.chain.sent(), 0);
}

#[test]
fn what_another_owner_has_to_do_is_said_and_the_next_run_accepts() {
    let rig = prepared();
    let (owner, alice) = (rig.address("owner"), rig.address("alice"));
    edit(
        &rig,
        &format!("owner = \"{owner}\""),
        &format!("owner = \"{alice}\""),
    );
    with_bonds(&rig, "");
    let ran = floe(&rig, &["run"]);
    ran.says("The hub's owner still has to name it as the bonds: ");
    ran.says("The registry's owner still has to make it the lister: ");
    done(ran);
    assert_eq!(rig.chain.sent(), 6);

    let record = record(&rig);
    let address = &record["modules"]["bonds"]["address"];
    let mut chain = rig.chain.clone();
    for (contract, msg) in [
        ("hub", serde_json::json!({"update_roles": {"bonds": address}})),
        (
            "registry",
            serde_json::json!({"update_roles": {"lister": address}}),
        ),
    ] {
        let contract = record["contracts"][contract].as_str().unwrap();
        chain.execute(&person("alice"), contract, &msg, &[]).unwrap();
    }
    done(floe(&rig, &["run"]));
    assert_eq!(rig.chain.sent(), 9);
    done(floe(&rig, &["verify"]));
}
