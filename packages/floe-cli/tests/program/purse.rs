//! What a transaction costs, told before it is signed; and what has happened, told also where something fails after it.

use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;

use floe_api::hub::ExecuteMsg;
use floe_cli::{ExitCode, Host};
use floe_client::{Chain, ChainExt, Error};
use rstest::rstest;

use crate::rig::{person, Ran, Rig, PURSE};

/// A disk without space.
struct Full;

impl Write for Full {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::Error::new(io::ErrorKind::StorageFull, "no space left"))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn full(host: &mut Host) {
    host.out = Box::new(Full);
}

fn last_line(ran: &Ran) -> &str {
    ran.err.lines().last().unwrap_or_default()
}

#[rstest]
#[case::all_of_it(PURSE, "10000000000 stake and the fee of 5341 stake come to 10000005341 stake, the account has 10000000000 stake: 9999994659 stake would fit. It was not signed")]
#[case::a_unit_too_much(PURSE - 5_340, "9999994660 stake and the fee of 5341 stake come to 10000000001 stake")]
fn an_amount_that_leaves_too_little_for_the_fee_is_refused_before_signing(
    #[case] amount: u128,
    #[case] said: &str,
    #[values(&[], &["--dry-run"])] flag: &[&str],
) {
    let rig = Rig::deployed();
    rig.chain.way.fee.set(5_341);
    let sent = rig.chain.sent();
    let amount = format!("{amount} stake");
    let ran = rig.run("alice", &[&["stake", &amount], flag].concat());
    ran.ended(ExitCode::Refused);
    assert!(last_line(&ran).contains(said), "{}", ran.err);
    assert!(ran.out.is_empty(), "{}", ran.out);
    assert_eq!(rig.chain.sent(), sent);
}

#[test]
fn an_amount_that_leaves_just_the_fee_is_sent() {
    let rig = Rig::deployed();
    rig.chain.way.fee.set(5_341);
    let amount = format!("{} stake", PURSE - 5_341);
    let ran = rig.run("alice", &["stake", &amount]);
    ran.ended(ExitCode::Done);
}

#[test]
fn an_unsigned_transaction_that_cannot_be_paid_yet_is_printed_with_a_remark() {
    let rig = Rig::deployed();
    rig.chain.way.fee.set(5_341);
    let amount = format!("{PURSE} stake");
    let ran = rig.run("alice", &["stake", &amount, "--generate-only"]);
    ran.ended(ExitCode::Done);
    ran.says("as it is now it would fail: 10000000000 stake and the fee");
    assert!(ran.out.contains("MsgExecuteContract"), "{}", ran.out);
}

#[rstest]
#[case::queue(&["unstake", "1 flSTAKE"])]
#[case::at_once(&["unstake", "1 flSTAKE", "--instant"])]
#[case::cancel(&["cancel"])]
#[case::claim(&["claim"])]
#[case::roles(&["admin", "roles", "--guardian", "none"])]
#[case::forward(&["admin", "forward"])]
fn a_fee_that_cannot_be_paid_is_refused_before_signing_by_every_command(
    #[case] args: &[&str],
    #[values(false, true)] dry: bool,
) {
    let mut rig = Rig::deployed();
    let name = if args[0] == "admin" { "owner" } else { "alice" };
    for amount in [5_000_000, 3_000_000] {
        rig.execute(
            name,
            &serde_json::json!({"bond": {"receiver": null, "min_shares": null, "exec_msg": null}}),
            amount,
        );
    }
    rig.execute(
        name,
        &serde_json::json!({"queue_unbond": {"shares": "1000000", "receiver": null}}),
        0,
    );
    if args[0] == "claim" {
        rig.execute("keeper", &serde_json::json!({"crank": {}}), 0);
        rig.pass(10);
        rig.execute("keeper", &serde_json::json!({"crank": {}}), 0);
    }
    rig.chain.way.fee.set(PURSE);
    let sent = rig.chain.sent();
    let flag: &[&str] = if dry { &["--dry-run"] } else { &[] };
    let ran = rig.run(name, &[args, flag].concat());
    ran.ended(ExitCode::Refused);
    assert!(
        last_line(&ran).contains("the fee of 10000000000 stake is more than the account has"),
        "{}",
        ran.err
    );
    assert_eq!(rig.chain.sent(), sent);
}

#[test]
fn what_failed_in_its_block_is_said_to_have_and_its_fee_to_be_spent() {
    let rig = Rig::deployed();
    rig.chain.way.fee.set(5_341);
    let detail = "spendable balance 6659stake is smaller than 10000stake".to_owned();
    *rig.chain.way.confirm.borrow_mut() = vec![Error::InsufficientFunds { detail }];
    let ran = rig.run("alice", &["stake", "10000 stake"]);
    assert_eq!(ran.exit, ExitCode::Refused);
    let said = last_line(&ran);
    for expected in [
        "failed in its block",
        "its fee of 5341 stake is spent",
        "insufficient funds",
    ] {
        assert!(said.contains(expected), "{said}");
    }
}

#[rstest]
#[case::stake(&["stake", "22222 stake"], "bonded")]
#[case::queue(&["unstake", "1 flSTAKE"], "unbond_queued")]
#[case::at_once(&["unstake", "1 flSTAKE", "--instant"], "instant_unbonded")]
#[case::cancel(&["cancel"], "unbond_cancelled")]
fn a_transaction_that_shows_nothing_of_what_it_did_is_open_and_not_a_success_of_zero(
    #[case] args: &[&str],
    #[case] event: &str,
) {
    let mut rig = Rig::deployed();
    let bond = serde_json::json!({"bond": {"receiver": null, "min_shares": null, "exec_msg": null}});
    rig.execute("alice", &bond, 50_000_000);
    let queue = serde_json::json!({"queue_unbond": {"shares": "2000000", "receiver": null}});
    rig.execute("alice", &queue, 0);
    rig.chain.way.mute.set(true);
    let ran = rig.run("alice", args);
    assert_eq!(ran.exit, ExitCode::Unclear, "{}{}", ran.out, ran.err);
    assert_eq!(ran.out, "");
    let said = last_line(&ran);
    assert!(
        said.contains(event) && said.contains("before sending again"),
        "{said}"
    );
}

#[rstest]
#[case::fee_too_low(Error::InsufficientFee { required: "9stake".to_owned(), given: "1stake".to_owned() })]
#[case::sequence(Error::SequenceMismatch { expected: 9, given: 5 })]
#[case::no_account(Error::UnknownAccount { address: "wasm1x".to_owned() })]
#[case::no_contract(Error::NotFound { what: "contract wasm1x".to_owned() })]
#[case::too_much_gas(Error::TooMuchGas { wanted: 9, limit: 8 })]
#[case::out_of_gas(Error::OutOfGas { wanted: 9, used: 10 })]
fn whatever_code_a_block_shows_the_fee_is_said_to_be_spent(#[case] error: Error) {
    let rig = Rig::deployed();
    rig.chain.way.fee.set(5_341);
    *rig.chain.way.confirm.borrow_mut() = vec![error];
    let ran = rig.run("alice", &["stake", "10000 stake"]);
    assert_eq!(ran.exit, ExitCode::Refused);
    let said = last_line(&ran);
    assert!(
        said.contains("failed in its block") && said.contains("its fee of 5341 stake is spent"),
        "{said}"
    );
}

#[rstest]
#[case::stake("alice", &["stake", "22222 stake"])]
#[case::queue("alice", &["unstake", "1 flSTAKE"])]
#[case::at_once("alice", &["unstake", "1 flSTAKE", "--instant"])]
#[case::cancel("alice", &["cancel"])]
#[case::claim("bob", &["claim"])]
#[case::claim_for("alice", &["claim", "--for", "bob"])]
#[case::admin("owner", &["admin", "fee", "--bps", "400", "--receiver", "keeper:1"])]
#[case::wind_down("owner", &["admin", "wind-down", "--confirm", "wind down floe-embedded"])]
#[case::keeper("keeper", &["keeper", "once"])]
fn what_has_happened_is_told_by_the_exit_code_where_it_cannot_be_printed(
    #[case] name: &str,
    #[case] args: &[&str],
    #[values(false, true)] json: bool,
) {
    let mut rig = Rig::deployed();
    for name in ["alice", "bob"] {
        rig.execute(
            name,
            &serde_json::json!({"bond": {"receiver": null, "min_shares": null, "exec_msg": null}}),
            5_000_000,
        );
    }
    rig.execute(
        "bob",
        &serde_json::json!({"queue_unbond": {"shares": "1000000", "receiver": null}}),
        0,
    );
    rig.execute("keeper", &serde_json::json!({"submit_batch": {}}), 0);
    rig.pass(10);
    rig.execute("keeper", &serde_json::json!({"reconcile": {}}), 0);
    rig.execute(
        "alice",
        &serde_json::json!({"queue_unbond": {"shares": "1000000", "receiver": null}}),
        0,
    );
    let sent = rig.chain.sent();
    let bob = rig.address("bob");
    let chain = rig.chain.facts().chain_id.clone();
    let args: Vec<String> = args
        .iter()
        .map(|arg| match *arg {
            "bob" => bob.clone(),
            other => other.replace("floe-embedded", &chain),
        })
        .collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let flag: &[&str] = if json { &["--json"] } else { &[] };
    let ran = rig.run_on(name, &[&args, flag].concat(), full);
    assert!(rig.chain.sent() > sent, "{}", ran.err);
    assert_eq!(
        (ran.exit, ran.exit.code()),
        (ExitCode::Happened, 7),
        "{}",
        ran.err
    );
    let said = last_line(&ran);
    assert!(said.contains("happened, do not send"), "{said}");
    assert!(said.contains("cannot write the result"), "{said}");
}

#[rstest]
#[case(&["status"])]
#[case(&["balance"])]
#[case(&["rate"])]
#[case(&["validators"])]
#[case(&["report"])]
#[case(&["quote", "stake", "5000000 stake"])]
#[case(&["stake", "5000000 stake", "--dry-run"])]
#[case(&["keeper", "check"])]
fn a_lost_print_of_what_sends_nothing_is_no_success_either(#[case] args: &[&str]) {
    let rig = Rig::deployed();
    let sent = rig.chain.sent();
    let ran = rig.run_on("alice", args, full);
    ran.ended(ExitCode::Misuse);
    assert_eq!(rig.chain.sent(), sent);
}

#[test]
fn a_completion_script_that_cannot_be_written_is_an_error_and_no_panic() {
    let rig = Rig::new();
    let ran = rig.run_with(&["completions", "bash"], &[], full);
    ran.ended(ExitCode::Misuse);
    assert!(last_line(&ran).contains("cannot write the result"));
}

/// A folder with code and a deployment.
fn prepared() -> Rig {
    let rig = Rig::new();
    for name in ["floe_hub", "floe_validator_registry", "floe_reward_collector"] {
        rig.write(&format!("artifacts/{name}.wasm"), name);
    }
    assert_eq!(deploy(&rig, &["init"], |_| {}).exit, ExitCode::Done);
    rig
}

fn deploy(rig: &Rig, args: &[&str], change: impl FnOnce(&mut Host)) -> Ran {
    let owner = rig.address("owner");
    let flags = [
        "--node",
        "x",
        "--chain-id",
        "floe-1",
        "--gas-price",
        "0.025stake",
        "--sender",
        &owner,
    ];
    rig.run_with(&[&["deploy"], args, &flags].concat(), &[], change)
}

#[test]
fn a_deployment_is_affordable_as_a_whole_before_its_first_step() {
    let rig = prepared();
    // Three uploads and the instantiation; the seed is a million.
    let fee = 500;
    rig.chain.way.fee.set(fee);
    let all = 1_000_000 + 4 * fee;
    let bob = rig.address("bob");
    let mut chain = rig.chain.clone();
    let away = cosmwasm_std::coins(PURSE - all + 1, "stake");
    chain.transfer(&person("owner"), &bob, &away).unwrap();
    let sent = rig.chain.sent();
    for args in [&["plan"][..], &["run", "--yes"], &["run", "--dry-run"]] {
        let ran = deploy(&rig, args, |_| {});
        assert_eq!(ran.exit, ExitCode::Failed, "{args:?}: {}", ran.err);
        let said = ran.out + &ran.err;
        let expected = format!(
            "FAIL  seed and fees: 1000000 stake and the fee of {} stake come to {all} stake, the account has {} stake",
            4 * fee,
            all - 1
        );
        assert!(said.contains(&expected), "{said}");
    }
    assert_eq!(rig.chain.sent(), sent, "nothing was sent");

    chain
        .transfer(
            &person("bob"),
            &rig.address("owner"),
            &cosmwasm_std::coins(1, "stake"),
        )
        .unwrap();
    let plan = deploy(&rig, &["plan"], |_| {});
    plan.ended(ExitCode::Done);
    assert!(
        plan.out.contains(&format!("ok    seed and fees: {all} stake")),
        "{}",
        plan.out
    );
    assert!(plan.out.contains("gas: about 2000000"), "{}", plan.out);
    let ran = deploy(&rig, &["run", "--yes"], |_| {});
    ran.ended(ExitCode::Done);
}

#[test]
fn a_second_deployment_at_the_same_time_is_refused_before_it_sends_anything() {
    let rig = Rc::new(prepared());
    let second: Rc<RefCell<Option<Ran>>> = Rc::default();
    let (there, told) = (Rc::clone(&rig), Rc::clone(&second));
    // While the first waits for an answer, somebody starts it again.
    let ran = deploy(&rig, &["run"], |host| {
        host.ask = Box::new(move |_| {
            let before = there.chain.sent();
            let ran = deploy(&there, &["run", "--yes"], |_| {});
            assert_eq!(there.chain.sent(), before);
            *told.borrow_mut() = Some(ran);
            Ok(Some("y".to_owned()))
        });
    });
    ran.ended(ExitCode::Done);
    let second = second.take().unwrap();
    assert_eq!(second.exit, ExitCode::Misuse);
    second.says("another `floe deploy run` holds");
    second.says("Nothing was sent");
    assert_eq!(rig.chain.sent(), 4);

    // The lock file that stays behind holds nobody.
    let again = deploy(&rig, &["run", "--yes"], |_| {});
    again.ended(ExitCode::Done);
    again.says("deployed already");
}

#[test]
fn a_deployment_that_cannot_be_told_or_recorded_at_its_end_is_told_by_the_exit_code() {
    let rig = prepared();
    let ran = deploy(&rig, &["run", "--yes"], full);
    ran.ended(ExitCode::Happened);
    assert_eq!(rig.chain.sent(), 4);
    assert!(last_line(&ran).contains("transactions "), "{}", ran.err);
}

#[test]
fn an_exit_that_is_queued_and_not_read_back_is_not_done_again() {
    // The receipt says less than it should: the result cannot be told, and it has happened all the same.
    let rig = Rig::deployed();
    let mut chain = rig.chain.clone();
    let bond = ExecuteMsg::Bond {
        receiver: None,
        min_shares: None,
        exec_msg: None,
    };
    chain
        .execute(
            &person("alice"),
            &rig.hub(),
            &bond,
            &cosmwasm_std::coins(5_000_000, "stake"),
        )
        .unwrap();
    let ran = rig.run_on("alice", &["unstake", "all"], full);
    ran.ended(ExitCode::Happened);
    let again = rig.run("alice", &["unstake", "all"]);
    again.ended(ExitCode::Refused);
    again.says("the account has no flSTAKE");
}

/// Whether each question is answered with yes; at the first one, the price of all that follows rises.
fn answered(rig: &Rig, answers: &'static [bool]) -> impl FnOnce(&mut Host) {
    let chain = rig.chain.clone();
    move |host| {
        let mut asked = answers.iter();
        host.ask = Box::new(move |_| {
            chain.way.fee.set(5_000);
            let yes = asked.next().expect("a question that was to be asked");
            Ok(Some(if *yes { "y" } else { "n" }.to_owned()))
        });
    }
}

#[rstest]
#[case::and_not_sent_without_a_yes(&[true, false], 0, ExitCode::Declined)]
#[case::each_time(&[true, true, true, false], 2, ExitCode::Happened)]
#[case::and_sent_with_one(&[true, true, true, true, true], 4, ExitCode::Done)]
fn a_step_that_is_dearer_than_the_plan_is_asked_for_again(
    #[case] answers: &'static [bool],
    #[case] sent: usize,
    #[case] exit: ExitCode,
) {
    let rig = prepared();
    rig.chain.way.fee.set(1_000);
    let ran = deploy(&rig, &["run"], answered(&rig, answers));
    ran.ended(exit);
    assert_eq!(rig.chain.sent(), sent);
    ran.says("more than the plan has shown");
    assert!(
        !ran.err.to_lowercase().contains("nothing was sent"),
        "{}",
        ran.err
    );
}
