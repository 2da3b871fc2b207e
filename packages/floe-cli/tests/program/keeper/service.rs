//! `floe keeper run`: rounds, pages and the end.

use std::cell::RefCell;
use std::net::TcpListener;
use std::rc::Rc;

use floe_cli::ExitCode;
use floe_client::Error;
use rstest::rstest;

use super::get;
use crate::rig::Rig;

/// What a test has seen while a keeper waited.
type Seen = Rc<RefCell<Vec<(u16, String)>>>;

#[test]
fn a_keeper_keeps_until_it_is_asked_to_stop() {
    let rig = Rig::kept();
    let world = Rc::clone(&rig);
    let mut rounds = 0;
    let ran = rig.serve(&["--jitter", "0"], move |_, stop| {
        rounds += 1;
        match rounds {
            1 => world.bond("alice", 30_000_000),
            2 => world.queue("alice", 10_000_000),
            _ => stop.ask(),
        }
    });
    ran.ended(ExitCode::Done);
    let lines: Vec<&str> = ran.out.lines().collect();
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(
        lines[0].contains(" UTC info  crank done: delegate 3 times"),
        "{}",
        lines[0]
    );
    assert!(lines[1].contains("crank done: close batch 1"), "{}", lines[1]);
    assert!(ran.err.ends_with("Stopped.\n"), "{}", ran.err);
}

#[test]
fn what_a_keeper_does_can_be_read_line_by_line_as_json() {
    let rig = Rig::kept();
    rig.bond("alice", 30_000_000);
    let ran = rig.serve(&["--jitter", "0", "--json"], |_, stop| stop.ask());
    let line: serde_json::Value = serde_json::from_str(ran.out.trim()).unwrap();
    assert_eq!(line["task"], "crank");
    assert_eq!(line["outcome"], "done");
}

#[test]
fn the_pages_say_how_the_keeper_is_and_what_it_sees() {
    let rig = Rig::kept();
    rig.bond("alice", 30_000_000);
    let seen = Seen::default();
    let pages = Rc::clone(&seen);
    rig.serve(&["--jitter", "0"], move |address, stop| {
        for request in [
            "GET /healthz",
            "GET /metrics",
            "GET /",
            "POST /metrics",
            "HEAD /healthz",
        ] {
            pages.borrow_mut().push(get(address, request));
        }
        stop.ask();
    });
    let seen = seen.borrow();
    assert_eq!(seen[0], (200, "ok\n".to_owned()));
    assert_eq!(seen[1].0, 200);
    for line in [
        "floe_pool 31000000",
        "floe_rate 1",
        "floe_solvency_margin 0",
        "floe_keeper_txs_total{result=\"done\",task=\"crank\"} 1",
        "floe_keeper_txs_total{result=\"idle\",task=\"crank\"} 0",
        "floe_keeper_balance{denom=\"stake\"} 10000000000",
        "floe_keeper_budget{denom=\"stake\"} 1000",
        "floe_paused{domain=\"deposits\"} 0",
    ] {
        assert!(
            seen[1].1.lines().any(|found| found == line),
            "{line} is not in {}",
            seen[1].1
        );
    }
    let statuses: Vec<u16> = seen.iter().map(|(status, _)| *status).collect();
    assert_eq!(statuses, [200, 200, 404, 405, 200]);
}

#[test]
fn a_validator_that_is_forgotten_has_no_figures_any_more() {
    let rig = Rig::kept();
    let operator = rig.operator(2);
    let listed = format!("floe_validator_bonded{{operator=\"{operator}\"}} 1");
    let world = Rc::clone(&rig);
    let seen = Seen::default();
    let pages = Rc::clone(&seen);
    rig.serve(&["--jitter", "0"], move |address, stop| {
        pages.borrow_mut().push(get(address, "GET /metrics"));
        match pages.borrow().len() {
            1 => world.remove_validator(2),
            // Its stake leaves by a redelegation a day, or is undelegated.
            n if n > 60 => stop.ask(),
            _ => world.elapse(super::DAY),
        }
    });
    let seen = seen.borrow();
    assert!(seen[0].1.contains(&listed), "{}", seen[0].1);
    assert!(
        !seen.last().unwrap().1.contains(&operator),
        "{}",
        seen.last().unwrap().1
    );
}

#[test]
fn a_node_that_is_gone_makes_the_keeper_unwell_until_it_is_back() {
    let rig = Rig::kept();
    let world = Rc::clone(&rig);
    let seen = Seen::default();
    let pages = Rc::clone(&seen);
    let before = rig.arrived();
    let ran = rig.serve(&["--jitter", "0"], move |address, stop| {
        pages.borrow_mut().push(get(address, "GET /healthz"));
        match pages.borrow().len() {
            1 => {
                world.bond("alice", 30_000_000);
                world.chain.way.down.set(true);
            }
            2 => {}
            3 => world.chain.way.down.set(false),
            _ => stop.ask(),
        }
    });
    ran.ended(ExitCode::Done);
    let seen = seen.borrow();
    let statuses: Vec<u16> = seen.iter().map(|(status, _)| *status).collect();
    assert_eq!(statuses, [200, 503, 503, 200]);
    assert!(seen[1].1.starts_with("no node answers"), "{}", seen[1].1);
    assert_eq!(ran.err.matches("no node answers").count(), 1, "{}", ran.err);
    assert_eq!(rig.arrived(), before + 2);
}

#[test]
fn an_exhausted_budget_makes_the_keeper_unwell() {
    let rig = Rig::kept();
    rig.chain.way.fee.set(1_001);
    rig.bond("alice", 30_000_000);
    let seen = Seen::default();
    let pages = Rc::clone(&seen);
    let ran = rig.serve(&["--jitter", "0"], move |address, stop| {
        pages.borrow_mut().push(get(address, "GET /healthz"));
        pages.borrow_mut().push(get(address, "GET /metrics"));
        if pages.borrow().len() > 3 {
            stop.ask();
        }
    });
    let seen = seen.borrow();
    assert_eq!(seen[0].0, 503);
    assert!(seen[0].1.contains("keeper.max_fee_per_day"), "{}", seen[0].1);
    assert!(
        seen[1].1.contains("floe_keeper_held{task=\"crank\"} 1"),
        "{}",
        seen[1].1
    );
    let said = ran.err.matches("keeper.max_fee_per_day").count();
    assert_eq!(said, 1, "the same is said once: {}", ran.err);
}

#[test]
fn a_task_that_failed_rests_before_it_costs_another_fee() {
    let rig = Rig::kept();
    rig.chain.way.fee.set(10);
    rig.elapse(7 * 3_600);
    let failure = Error::Contract {
        message: Some(0),
        text: "no".to_owned(),
    };
    rig.chain.way.blind.set(true);
    *rig.chain.way.confirm.borrow_mut() = vec![failure; 2];
    let before = rig.arrived();
    let world = Rc::clone(&rig);
    let mut rounds = 0;
    let ran = rig.serve(&["--jitter", "0"], move |_, stop| {
        rounds += 1;
        if rounds > 4 {
            stop.ask();
        }
        // Less than an interval altogether.
        world.elapse(3);
    });
    assert_eq!(ran.out.matches(" failed").count(), 2, "{}", ran.out);
    assert_eq!(rig.arrived(), before + 2);
}

#[rstest]
#[case::no_budget(&["keeper", "run"], "keeper.max_fee_per_day is not set")]
#[case::all_interfaces(
    &["keeper", "run", "--max-fee-per-day", "1 stake", "--http", "0.0.0.0:9464"],
    "must be on loopback"
)]
#[case::no_address(&["keeper", "run", "--max-fee-per-day", "1 stake", "--http", "here"], "like 127.0.0.1:9464")]
#[case::no_amount(
    &["keeper", "run", "--max-fee-per-day", "much", "--http", "off"],
    "keeper.max_fee_per_day: amount much"
)]
#[case::no_interval(&["keeper", "run", "--interval", "0"], "keeper.interval_secs is 0; it must be 1 to 3600")]
#[case::shown_only(&["keeper", "run", "--dry-run"], "floe keeper check")]
fn wrong_settings_are_named_before_anything_is_sent(#[case] args: &[&str], #[case] expected: &str) {
    let rig = Rig::kept();
    rig.bond("alice", 30_000_000);
    let before = rig.arrived();
    let ran = rig.run("keeper", args);
    ran.ended(ExitCode::Misuse);
    ran.says(expected);
    assert_eq!(rig.arrived(), before);
}

#[test]
fn an_address_in_use_is_noticed_at_the_start() {
    let rig = Rig::kept();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let args = [
        "keeper",
        "run",
        "--max-fee-per-day",
        "1 stake",
        "--http",
        &address,
    ];
    let ran = rig.run("keeper", &args);
    assert_eq!(ran.exit, ExitCode::Misuse);
    ran.says("cannot listen at");
}

#[test]
fn a_second_keeper_with_the_same_state_is_refused() {
    let rig = Rig::kept();
    let other = Rc::clone(&rig);
    rig.serve(&["--jitter", "0"], move |_, stop| {
        let ran = other.once();
        assert_eq!(ran.exit, ExitCode::Misuse);
        ran.says("another keeper holds");
        stop.ask();
    });
}

#[test]
fn a_keeper_waits_for_its_first_node() {
    let rig = Rig::kept();
    let seen = Seen::default();
    let pages = Rc::clone(&seen);
    let world = Rc::clone(&rig);
    rig.chain.way.down.set(true);
    let ran = rig.serve(&["--jitter", "0"], move |address, stop| {
        pages.borrow_mut().push(get(address, "GET /healthz"));
        world.chain.way.down.set(false);
        if pages.borrow().len() == 2 {
            stop.ask();
        }
    });
    ran.ended(ExitCode::Done);
    let statuses: Vec<u16> = seen.borrow().iter().map(|(status, _)| *status).collect();
    assert_eq!(statuses, [503, 200]);
}
