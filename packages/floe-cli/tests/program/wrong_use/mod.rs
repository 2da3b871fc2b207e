//! Each kind of wrong use: one line that says what to do, and nothing is sent.

mod table;

use std::process::Command;

use cosmwasm_std::Uint128;
use floe_api::hub::{Domain, ExecuteMsg, ParamsUpdate};
use floe_cli::{ExitCode, Host};
use floe_client::{ChainExt, Error};
use rstest::rstest;

use crate::rig::{person, Ran, Rig};
use crate::shared::Fault;
use floe_fake_node::FakeNode;

/// The owner does something first.
fn after(msgs: &[ExecuteMsg]) -> Rig {
    let rig = Rig::deployed();
    let mut chain = rig.chain.clone();
    for msg in msgs {
        chain.execute(&person("owner"), &rig.hub(), msg, &[]).unwrap();
    }
    rig
}

fn check(ran: &Ran, exit: ExitCode, said: &str) {
    ran.ended(exit);
    let last = ran.err.lines().last().unwrap_or_default();
    assert!(last.starts_with("floe: ") && last.contains(said), "{}", ran.err);
    assert!(ran.out.is_empty(), "{}", ran.out);
}

/// Where nothing was previewed, one line is all.
fn check_one_line(ran: &Ran, exit: ExitCode, said: &str) {
    check(ran, exit, said);
    assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
}

#[rstest]
#[case::too_many_decimals(&["stake", "0.5 stake"], ExitCode::Misuse, "it has 1 decimals, the unit has 0")]
#[case::too_many_decimals_of_shares(&["unstake", "0.1234567 flSTAKE"], ExitCode::Misuse, "7 decimals, the unit has 6")]
#[case::no_unit(&["stake", "5000000"], ExitCode::Misuse, "name its unit")]
#[case::other_unit(&["stake", "5 atom"], ExitCode::Misuse, "atom is not known here")]
#[case::zero(&["stake", "0 stake"], ExitCode::Misuse, "the amount is zero")]
#[case::below_the_minimum(&["stake", "1000 stake"], ExitCode::Refused, "less than the smallest deposit, 10000 stake")]
#[case::more_than_one_has(&["stake", "99000000000 stake"], ExitCode::Refused, "more than the account has, 10000000000 stake")]
#[case::no_shares(&["unstake", "1 flSTAKE"], ExitCode::Refused, "the account has no flSTAKE")]
#[case::nothing_queued(&["cancel"], ExitCode::Refused, "no exit is queued")]
#[case::nothing_to_claim(&["claim"], ExitCode::Refused, "there is no exit to claim")]
#[case::slippage(&["stake", "5000000 stake", "--slippage", "80"], ExitCode::Misuse, "per cent from 0 to 50")]
fn wrong_amounts_are_refused_in_one_line(#[case] args: &[&str], #[case] exit: ExitCode, #[case] said: &str) {
    let rig = Rig::deployed();
    let ran = rig.run("alice", args);
    check_one_line(&ran, exit, said);
    assert_eq!(rig.chain.sent(), SENT_BY_THE_RIG);
}

/// Three uploads and the instantiation.
const SENT_BY_THE_RIG: usize = 4;

fn pause(domain: Domain) -> ExecuteMsg {
    ExecuteMsg::Pause {
        domains: vec![domain],
    }
}

fn cap(units: u128) -> ExecuteMsg {
    ExecuteMsg::UpdateParams(ParamsUpdate {
        bond_cap: Some(Some(Uint128::new(units))),
        ..ParamsUpdate::default()
    })
}

#[rstest]
#[case::deposits_paused(&[pause(Domain::Deposits)], &["stake", "5000000 stake"], "deposits are paused until the owner lifts it")]
#[case::deposits_paused_for_a_quote(&[pause(Domain::Deposits)], &["quote", "stake", "5000000 stake"], "deposits are paused")]
#[case::instant_paused(&[pause(Domain::InstantUnbond)], &["unstake", "1 flSTAKE", "--instant"], "instant exits are paused")]
#[case::winding_down(&[ExecuteMsg::WindDown {}], &["stake", "5000000 stake"], "winding down")]
#[case::full(&[cap(4_000_000)], &["stake", "5000000 stake"], "has room for 1000000 stake")]
fn what_is_closed_is_found_before_signing(
    #[case] msgs: &[ExecuteMsg],
    #[case] args: &[&str],
    #[case] said: &str,
) {
    let rig = Rig::deployed();
    rig.run("alice", &["stake", "2000000 stake"]);
    let mut chain = rig.chain.clone();
    for msg in msgs {
        chain.execute(&person("owner"), &rig.hub(), msg, &[]).unwrap();
    }
    let sent = rig.chain.sent();
    check_one_line(&rig.run("alice", args), ExitCode::Refused, said);
    assert_eq!(rig.chain.sent(), sent);
}

#[test]
fn a_pause_of_the_guardian_is_told_with_its_end() {
    let rig = after(&[ExecuteMsg::UpdateRoles {
        guardian: Some(Some(Rig::new().address("bob"))),
        governor: None,
        bonds: None,
        backstop: None,
    }]);
    let mut chain = rig.chain.clone();
    chain
        .execute(&person("bob"), &rig.hub(), &pause(Domain::Deposits), &[])
        .unwrap();
    let ran = rig.run("alice", &["stake", "5000000 stake"]);
    check_one_line(&ran, ExitCode::Refused, "UTC (in 6 d 23 h); try again then");
}

#[test]
fn a_contracts_own_refusal_comes_before_the_question() {
    let rig = Rig::deployed();
    let hub = rig.hub();
    let ran = rig.run("alice", &["stake", "5000000 stake", "--receiver", &hub]);
    check(&ran, ExitCode::Refused, "receiver must not be the hub");
    assert_eq!(rig.chain.sent(), SENT_BY_THE_RIG);
}

#[test]
fn an_insufficient_fee_names_both() {
    let rig = Rig::deployed();
    let (required, given) = ("2stake".to_owned(), "1stake".to_owned());
    rig.chain
        .fail_after(0, Fault::Refuses(Error::InsufficientFee { required, given }));
    let ran = rig.run("alice", &["stake", "5000000 stake"]);
    check(&ran, ExitCode::Refused, "the fee 1stake is below 2stake");
    assert_eq!(rig.chain.sent(), SENT_BY_THE_RIG);
}

#[test]
fn a_lost_answer_leaves_the_hash_to_look_for() {
    let rig = Rig::deployed();
    rig.chain.fail_after(0, Fault::LosesTheAnswer);
    let ran = rig.run("alice", &["stake", "5000000 stake"]);
    check(&ran, ExitCode::Unclear, "look for it until height");
}

#[rstest]
#[case::behind(-3_600, "set the clock")]
#[case::ahead(3_600, "1 h ago by this machine's clock")]
fn a_clock_far_from_the_chains_signs_nothing(#[case] skew: i64, #[case] said: &str) {
    let rig = Rig::deployed();
    let ran = rig.run_on("alice", &["stake", "5000000 stake"], |host| {
        let now = (host.clock)();
        host.clock = Box::new(move || now.saturating_add_signed(skew));
    });
    check(&ran, ExitCode::Refused, said);
    assert_eq!(rig.chain.sent(), SENT_BY_THE_RIG);
}

/// On a network of tests whose days were let pass.
#[test]
fn a_chain_that_is_said_to_be_ahead_is_signed_for() {
    let rig = Rig::deployed();
    let behind = |host: &mut Host| {
        let now = (host.clock)();
        host.clock = Box::new(move || now.saturating_sub(90_000));
    };
    let ahead = |host: &mut Host| {
        behind(host);
        host.vars
            .insert("FLOE_CLOCK_AHEAD".to_owned(), "90000".to_owned());
    };
    let stake = ["stake", "5000000 stake"];
    check(
        &rig.run_on("alice", &stake, behind),
        ExitCode::Refused,
        "set the clock",
    );
    rig.run_on("alice", &stake, ahead).ended(ExitCode::Done);
    let wrong = |host: &mut Host| {
        host.vars
            .insert("FLOE_CLOCK_AHEAD".to_owned(), "a day".to_owned());
    };
    check_one_line(
        &rig.run_on("alice", &stake, wrong),
        ExitCode::Misuse,
        "$FLOE_CLOCK_AHEAD must be a whole number of seconds",
    );
}

#[test]
fn a_hub_that_is_not_one_is_said_to_be_missing() {
    let rig = Rig::deployed();
    let alice = rig.address("alice");
    let ran = rig.run_bare(&["balance", &alice, "--node", "x", "--hub", &alice]);
    check_one_line(&ran, ExitCode::Refused, "does not exist on the chain");
    let ran = rig.run_bare(&["balance", &alice, "--node", "x"]);
    check_one_line(&ran, ExitCode::Misuse, "no deployment on");
}

/// The host of this machine, which speaks to nodes.
fn live(host: &mut Host) {
    host.connect = Host::of_this_machine().connect;
}

#[test]
fn a_node_of_another_chain_is_refused() {
    let node = FakeNode::start(10);
    let url = node.url();
    let rig = Rig::deployed();
    let alice = rig.address("alice");
    let args = ["balance", &alice, "--node", &url, "--chain-id", "floe-1"];
    check_one_line(
        &rig.run_with(&args, &[], live),
        ExitCode::NoChain,
        "belongs to chain fake-1, not to floe-1; name a node of floe-1",
    );
}

#[test]
fn an_unreachable_node_is_named() {
    let mut node = FakeNode::start(10);
    let url = node.url();
    node.stop();
    let rig = Rig::deployed();
    let args = ["stake", "1 stake", "--node", &url];
    let ran = rig.run_with(&args, &[], live);
    check_one_line(&ran, ExitCode::NoChain, "no node answers");
    ran.says(&url);
}

#[test]
fn a_host_that_nobody_knows_and_one_that_refuses_are_told_apart() {
    let mut node = FakeNode::start(10);
    let refused = node.url();
    node.stop();
    let rig = Rig::deployed();
    let alice = rig.address("alice");
    for (url, said) in [
        (refused.as_str(), "nothing listens there"),
        ("http://nowhere.invalid:26657", "its host is not known"),
        ("127.0.0.1:26657", "write http://127.0.0.1:26657"),
    ] {
        let ran = rig.run_with(&["balance", &alice, "--node", url, "--chain-id", "x"], &[], live);
        ran.says(said);
        assert_ne!(ran.exit, ExitCode::Done);
    }
}

#[test]
fn variables_and_arguments_that_are_not_utf_8_are_no_panic() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    type Change<'a> = &'a dyn for<'c> Fn(&'c mut Command) -> &'c mut Command;
    let strange = OsStr::from_bytes(b"wor\xffds");
    let ended = |change: Change<'_>| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_floe"));
        command.args("keys show --node http://127.0.0.1:1 --key-env WORDS".split(' '));
        change(&mut command);
        let output = command.output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(!said.contains("panicked"), "{said}");
        output.status.code().unwrap()
    };
    let cases: [(Change<'_>, ExitCode); 4] = [
        (&|command| command.env("WORDS", strange), ExitCode::NoChain),
        (
            &|command| command.env("FLOE_GAS_PRICE", strange),
            ExitCode::Misuse,
        ),
        (&|command| command.env(strange, strange), ExitCode::NoChain),
        (&|command| command.arg(strange), ExitCode::Misuse),
    ];
    for (change, exit) in cases {
        assert_eq!(ended(change), i32::from(exit.code()));
    }
}
