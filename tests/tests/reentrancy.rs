//! Read-only re-entrancy: whoever reads the rate in the middle of any transaction of the protocol reads the one before
//! it or the one after it, by smart query and by raw read alike.
//!
//! `FLOE_READ_LIVES` random lives from `FLOE_SEED` on.

use floe_tests::life::plan::{life, setting, Step};
use floe_tests::life::run::Life;
use floe_tests::prelude::*;
use floe_tests::read::contracts as readers;
use floe_tests::read::contracts::{Ordered, Reader, ReaderTask};
use floe_tests::read::probe::{PoolAndSupply, Probe, Tally};

const STEPS: usize = 120;

/// Name of a step, without its values.
fn name(step: &Step) -> String {
    let text = format!("{step:?}");
    let end = text.find([' ', '(', '{']).unwrap_or(text.len());
    text[..end].to_owned()
}

/// Transactions that have failed as a whole, and taken along whatever was done on what they showed: a withdrawal from one
/// validator that is refused after the hub has observed, or a crank that a panic of the chain's undoes.
fn undone(life: &Life) -> u64 {
    life.refused + life.events.get("a panic").copied().unwrap_or_default()
}

fn lived(number: u64, tally: &mut Tally) -> Life {
    let (start, steps) = life(number, STEPS);
    let mut life = Life::new(&start);
    let probe = Probe::on(&life.suite);
    for (n, step) in steps.iter().enumerate() {
        let (before, undone) = (PoolAndSupply::of(&life.suite), undone(&life));
        probe.forget();
        life.take(*step)
            .unwrap_or_else(|text| panic!("life {number}, step {n}: {text}"));
        if matches!(step, Step::Pass { .. } | Step::Params(..)) {
            continue;
        }
        let after = PoolAndSupply::of(&life.suite);
        if before == after && undone < self::undone(&life) {
            continue;
        }
        let outcome = probe.judge(&before, &after, &name(step), tally);
        outcome.unwrap_or_else(|text| panic!("life {number}, step {n} {step:?}: {text}"));
    }
    life.suite.chain.watch(None);
    life
}

#[test]
fn nobody_reads_a_half_updated_rate_in_the_middle_of_a_transaction() {
    let (lives, first) = (setting("FLOE_READ_LIVES", 24), setting("FLOE_SEED", 1));
    let mut tally = Tally::default();
    for number in first..first + lives {
        let mut life = lived(number, &mut tally);
        hand_over_control(&mut life.suite, &mut tally);
    }
    println!("reentrancy: {lives} lives, {tally:#?}");
    let seen = |stage: &str| {
        tally
            .reads
            .iter()
            .any(|(at, count)| at.contains(stage) && *count > 0)
    };
    for stage in [
        "delegate",
        "undelegate",
        "redelegate",
        "withdraw",
        "bank",
        "Reply",
        "Query",
        "Execute",
    ] {
        assert!(seen(stage), "nobody read at {stage}");
    }
    assert!(tally.after > 100 && tally.before > 100, "{tally:?}");
    // Most lives end with validators that a crank and a claim get by.
    assert!(tally.undone < lives, "{tally:?}");
}

/// Every message that hands control, shares or coins to a contract, on whatever state a life has ended in. The contract
/// reads the rate itself, and sends the hub messages of its own from within.
fn hand_over_control(s: &mut Suite, tally: &mut Tally) {
    s.depth = Depth::Light;
    let code = s.chain.store_code(Box::new(Reader));
    let creator = s.addr("creator");
    let hub = s.hub.clone();
    let reader = s
        .chain
        .instantiate(code, &creator, &hub, &[], "reader", None)
        .unwrap();
    s.chain.fund(&reader, &coins(1_000_000_000, &s.denom));
    s.chain.fund(&creator, &coins(1_000_000_000, &s.denom));
    let bond = |receiver: &Addr| ExecuteMsg::Bond {
        receiver: Some(receiver.to_string()),
        min_shares: None,
        exec_msg: None,
    };
    let denom = s.denom.clone();
    let funds = coins(100_000_000, denom);
    read_during(s, &creator, &reader, "bond for", &bond(&reader), &funds, tally);
    read_during(s, &creator, &reader, "bond", &bond(&creator), &funds, tally);
    for task in ReaderTask::ALL {
        let msg = ExecuteMsg::Send {
            contract: reader.to_string(),
            amount: 2_000_000u128.into(),
            msg: to_json_binary(&task).unwrap(),
        };
        read_during(s, &creator, &reader, &format!("send {task:?}"), &msg, &[], tally);
        s.next_block();
    }
    let receiver = Some(reader.to_string());
    let hook = Cw20HookMsg::QueueUnbond {
        receiver: receiver.clone(),
    };
    let queue = ExecuteMsg::Send {
        contract: hub.to_string(),
        amount: 10_000_000u128.into(),
        msg: to_json_binary(&hook).unwrap(),
    };
    let instant = ExecuteMsg::InstantUnbond {
        shares: 1_000_000u128.into(),
        receiver,
        min_out: None,
    };
    let claim = ExecuteMsg::ClaimFor {
        user: reader.to_string(),
    };
    for (name, msg) in [
        ("queue for", &queue),
        ("instant to", &instant),
        (
            "crank",
            &ExecuteMsg::Crank {
                max_msgs: None,
                skip: None,
            },
        ),
    ] {
        read_during(s, &creator, &reader, name, msg, &[], tally);
    }
    s.advance(40 * 86_400, 2);
    read_during(s, &creator, &reader, "claim to", &claim, &[], tally);
}

/// Sends a message with everybody watching; it may be refused.
fn read_during(
    s: &mut Suite,
    by: &Addr,
    reader: &Addr,
    name: &str,
    msg: &ExecuteMsg,
    funds: &[cosmwasm_std::Coin],
    tally: &mut Tally,
) {
    let probe = Probe::on(s);
    let hub = s.hub.clone();
    let before = PoolAndSupply::of(s);
    let outcome = s.exec(by, &hub, msg, funds);
    let after = PoolAndSupply::of(s);
    if let Err(refused) = &outcome {
        // A life may end with a validator whose messages panic. That takes the whole transaction with it, and whatever
        // was done on account of what was read in it.
        if refused.text.contains("panicked by a fault of the test") {
            assert_eq!(before, after, "{name}: {refused:?}");
            probe.forget();
            s.chain.watch(None);
            tally.undone += 1;
            return;
        }
        // Otherwise a crank is for anybody at any time.
        assert!(name != "crank", "{refused:?}");
    }
    let judged = probe.judge(&before, &after, name, tally);
    judged.unwrap_or_else(|text| panic!("{name}: {text}"));
    s.chain.watch(None);
    if outcome.is_ok() && name.starts_with("send") {
        let read: Vec<readers::Read> = s.query(reader, &Empty {}).unwrap();
        assert!(!read.is_empty(), "the contract has not read");
        for one in read {
            assert_eq!(one.smart, one.raw, "{name}");
            tally.by_contracts += 1;
        }
    }
    assert!(s.broken.is_empty(), "{name}: {:?}", s.broken);
}

/// On a chain a query that the hub sends sees what the hub has already written; the double shows what was there when the
/// hub was called. This closes the gap: the hub asks nobody once it has begun to write.
#[test]
fn the_hub_asks_nobody_after_its_first_write() {
    let (mut asked, mut wrote) = (0, 0);
    for number in 1..=setting("FLOE_READ_LIVES", 24).min(100) {
        let (start, steps) = life(number, STEPS);
        let mut life = Life::new(&start);
        let ordered = Ordered::default();
        let notes = ordered.notes.clone();
        let chain = &mut life.suite.chain;
        let code = chain.store_code(Box::new(ordered));
        let (admin, hub) = (chain.account("admin"), life.suite.hub.clone());
        life.suite.chain.migrate(&admin, &hub, &Empty {}, code).unwrap();
        for step in &steps {
            life.take(*step).unwrap();
        }
        let notes = notes.borrow();
        assert_eq!(notes.late, Vec::<String>::new(), "life {number}");
        asked += notes.asked;
        wrote += notes.wrote;
    }
    println!("reentrancy: {asked} questions of the hub, {wrote} writes, no question after a write");
    assert!(asked > 1_000 && wrote > 1_000, "{asked} {wrote}");
}

#[test]
fn the_judge_refuses_a_rate_that_is_neither_before_nor_after() {
    let mut s = Suite::new(Setup::default().user("alice", 1_000_000_000));
    s.bond("alice", 500_000_000);
    let (before, mut tally) = (PoolAndSupply::of(&s), Tally::default());
    let wrong = PoolAndSupply {
        pool: before.pool + 30,
        ..before
    };
    let probe = Probe::on(&s);
    s.rebalance();
    // What was read is the rate before and after; claimed is that both were another.
    assert!(probe.judge(&wrong, &wrong, "rebalance", &mut tally).is_err());
    s.next_block();
    s.rebalance();
    probe.judge(&before, &before, "rebalance", &mut tally).unwrap();
}
