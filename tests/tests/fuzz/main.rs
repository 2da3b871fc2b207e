//! Every entry point of the contracts against messages made from their schemas, right, bent and broken, on states
//! that random lives have reached: nothing panics, nothing refused leaves a trace, every answer is bounded.
//!
//! `FLOE_FUZZ` inputs in rounds from `FLOE_SEED` on, on `FLOE_THREADS` threads. A failure names its round: with that as
//! `FLOE_SEED` and `FLOE_FUZZ=1` it is repeated.

mod acts;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::Mutex;

use cosmwasm_std::Order;
use cw20::{EmbeddedLogo, Logo};
use floe_api::{backstop, bonds, timelock};
use floe_backstop::state::POSITIONS;
use floe_bonds::state::COOLING;
use floe_testing::suite::guarantor::BondTerms;
use floe_testing::suite::timelock::{calling, TIMELOCK};
use floe_testing::suite::{ContractCodes, TimelockSetup};
use floe_tests::fuzz::bench::{
    is_refusal, text_of, Bench, Contract, EntryPoint, Input, Reaction, BACKSTOP, OPERATOR, PLEDGE,
};
use floe_tests::fuzz::inputs::Shapes;
use floe_tests::fuzz::words::Words;
use floe_tests::life::plan;
use floe_tests::life::plan::{Start, Step};
use floe_tests::life::run::Life;
use floe_tests::prelude::*;
use floe_tests::world::variants;
use proptest::strategy::{Just, Strategy, ValueTree};

use acts::{back, crank, govern, pledge, silence};

/// States in a round, and inputs on each: called directly, and sent through the chain.
const STATES: usize = 8;
const DIRECT: usize = 240;
const SENT: usize = 10;
const ROUND: u64 = (STATES * (DIRECT + SENT)) as u64;

/// From so many inputs on every message must have succeeded somewhere, or the fuzz tries less than it says.
const MESSAGES_ALL_MET: u64 = 200_000;
/// Messages that the hub refuses from everybody.
const ALWAYS_REFUSED: [&str; 4] = ["burn", "burn_from", "mint", "update_minter"];

/// Of the backstop in each state.
const COOLDOWN: u64 = 1_900_800;

const PEOPLE: [&str; 7] = ["user0", "user1", "user2", "gov", "guard", "council", "stranger"];

/// (accepted, refused) by contract, entry point and message; the message of what is no JSON is empty.
#[derive(Default)]
struct Counts {
    by_message: BTreeMap<(Contract, EntryPoint, String), (u64, u64)>,
    largest: usize,
}

impl Counts {
    fn add(&mut self, other: Counts) {
        for (key, (accepted, refused)) in other.by_message {
            let sum = self.by_message.entry(key).or_default();
            *sum = (sum.0 + accepted, sum.1 + refused);
        }
        self.largest = self.largest.max(other.largest);
    }

    fn note(&mut self, input: &Input, accepted: bool) {
        let key = (input.contract, input.entry, name(&input.bytes));
        let count = self.by_message.entry(key).or_default();
        if accepted {
            count.0 += 1;
        } else {
            count.1 += 1;
        }
    }

    /// Messages and questions of the schemas that succeeded nowhere.
    fn never_accepted(&self) -> BTreeSet<String> {
        let known = [
            (Contract::Hub, EntryPoint::Execute, variants::<hub::ExecuteMsg>()),
            (Contract::Hub, EntryPoint::Query, variants::<hub::QueryMsg>()),
            (
                Contract::Registry,
                EntryPoint::Execute,
                variants::<registry::ExecuteMsg>(),
            ),
            (
                Contract::Registry,
                EntryPoint::Query,
                variants::<registry::QueryMsg>(),
            ),
            (
                Contract::Collector,
                EntryPoint::Execute,
                variants::<collector::ExecuteMsg>(),
            ),
            (
                Contract::Collector,
                EntryPoint::Query,
                variants::<collector::QueryMsg>(),
            ),
            (
                Contract::Backstop,
                EntryPoint::Execute,
                variants::<backstop::ExecuteMsg>(),
            ),
            (
                Contract::Backstop,
                EntryPoint::Query,
                variants::<backstop::QueryMsg>(),
            ),
            (
                Contract::Bonds,
                EntryPoint::Execute,
                variants::<bonds::ExecuteMsg>(),
            ),
            (Contract::Bonds, EntryPoint::Query, variants::<bonds::QueryMsg>()),
            (
                Contract::Timelock,
                EntryPoint::Execute,
                variants::<timelock::ExecuteMsg>(),
            ),
            (
                Contract::Timelock,
                EntryPoint::Query,
                variants::<timelock::QueryMsg>(),
            ),
        ];
        let all = known
            .into_iter()
            .flat_map(|(contract, entry, names)| names.into_iter().map(move |name| (contract, entry, name)));
        let accepted =
            |key: &(Contract, EntryPoint, String)| self.by_message.get(key).is_some_and(|n| n.0 > 0);
        all.filter(|key| !accepted(key))
            .map(|(_, _, name)| name)
            .collect()
    }

    fn total(&self, of: impl Fn(&(Contract, EntryPoint, String)) -> bool) -> (u64, u64) {
        let counted = self.by_message.iter().filter(|(key, _)| of(key));
        counted.fold((0, 0), |sum, (_, count)| (sum.0 + count.0, sum.1 + count.1))
    }
}

/// The first word of a message.
fn name(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let known = |c: char| c.is_ascii_lowercase() || c == '_';
    text.trim_start_matches(['{', '"'])
        .chars()
        .take_while(|c| known(*c))
        .take(40)
        .collect()
}

fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| text.parse().expect(name))
}

/// A life of a number, and what it starts from.
fn life(number: u64, steps: usize) -> (Start, Vec<Step>) {
    let mut seed = [0; 32];
    seed[..8].copy_from_slice(&number.to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let strategy = (0..plan::MOODS, plan::start()).prop_flat_map(move |(mood, start)| {
        (Just(start), proptest::collection::vec(plan::step(mood), steps))
    });
    strategy.new_tree(&mut runner).unwrap().current()
}

/// A protocol that has lived, with a governor, foreign coins everywhere, and an allowance.
fn lived(number: u64, dice: &mut Random) -> Suite {
    let (start, steps) = life(number, 10 + dice.index(120));
    let mut life = Life::new(&start);
    for step in steps {
        life.take(step).unwrap();
    }
    let mut s = life.suite;
    s.panics = true;
    let unlisted = plan::validator(plan::MOST_VALIDATORS);
    s.chain
        .add_validator(&unlisted, Decimal::percent(5), (1u128 << 40).into())
        .unwrap();
    for name in PEOPLE {
        let person = s.addr(name);
        s.chain.fund(&person, &coins(1 << 60, "spam"));
        s.chain.fund(&person, &coins(1 << 60, "stake"));
    }
    let collector = s.collector.clone();
    s.chain.fund(&collector, &coins(1 << 40, "spam"));
    let (council, spender) = (s.addr("council").to_string(), s.addr("user1").to_string());
    let governor = ExecuteMsg::UpdateRoles {
        guardian: None,
        governor: Some(Some(council)),
        bonds: None,
        backstop: None,
    };
    s.hub("gov", &governor).unwrap();
    let allowance = ExecuteMsg::IncreaseAllowance {
        spender,
        amount: (1u128 << 100).into(),
        expires: None,
    };
    s.hub("user0", &allowance).unwrap();
    let png = Binary::from([0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a]);
    s.hub(
        "gov",
        &ExecuteMsg::UploadLogo(Logo::Embedded(EmbeddedLogo::Png(png))),
    )
    .unwrap();
    // Not where deposits are closed or nothing is left to price.
    if s.try_bond("user0", 5_000_000).is_ok() && s.try_bond("user1", 7_000_000).is_ok() {
        s.try_queue("user0", s.shares("user0") / 3).ok();
    }
    if dice.once_in(2) {
        silence(&mut s, dice);
    }
    back(&mut s);
    pledge(&mut s, dice);
    govern(&mut s, dice);
    if dice.once_in(2) {
        let swapper = s.addr("user2").to_string();
        let (gov, collector) = (s.addr("gov"), s.collector.clone());
        let name = collector::ExecuteMsg::SetSwapper { swapper };
        s.exec(&gov, &collector, &name, &[]).ok();
    }
    s
}

/// An instantiation of the hub that succeeds.
fn deployment() -> Value {
    let setup = Setup::default();
    let codes = ContractCodes {
        hub: 1,
        registry: 2,
        collector: 3,
    };
    let chain = make_chain(&setup).unwrap();
    serde_json::to_value(instantiate_msg(&chain, &codes, &setup)).unwrap()
}

/// Everything that the chain stores.
fn everything(s: &Suite) -> Vec<Record> {
    s.chain
        .app()
        .storage()
        .range(None, None, Order::Ascending)
        .collect()
}

/// Sends an input through the chain. The suite checks the invariants.
fn send(s: &mut Suite, input: &Input) -> Result<bool, String> {
    let to = match input.contract {
        Contract::Hub => s.hub.clone(),
        Contract::Registry => s.registry.clone(),
        Contract::Collector => s.collector.clone(),
        Contract::Backstop => s.addr(BACKSTOP),
        Contract::Bonds => s.addr(PLEDGE),
        Contract::Timelock => s.addr(TIMELOCK),
    };
    let msg = input.bytes.clone().into();
    let before = everything(s);
    let accepted = match input.entry {
        EntryPoint::Query => s.chain.query_binary(&to, msg).is_ok(),
        _ => {
            let sender: Addr = input.sender.clone();
            let sent = catch_unwind(AssertUnwindSafe(|| {
                s.exec_raw(&sender, &to, msg, &input.funds).is_ok()
            }));
            match sent {
                Ok(accepted) => accepted,
                Err(panic) if is_refusal(input, &*panic) => false,
                Err(panic) => return Err(text_of(&*panic)),
            }
        }
    };
    let untouched = input.entry == EntryPoint::Query || !accepted;
    if untouched && before != everything(s) {
        return Err("refused or only asked, and the chain has changed".into());
    }
    Ok(accepted)
}

fn told(number: u64, input: &Input, what: &str) -> String {
    let bytes = String::from_utf8_lossy(&input.bytes);
    let bytes: String = bytes.chars().take(1_500).collect();
    format!(
        "FLOE_SEED={number}: {what}\n{:?} {:?} by {} with {:?}: {bytes}\n{:?}",
        input.contract, input.entry, input.sender, input.funds, input.reply
    )
}

/// A life and what is thrown at it.
fn round(number: u64, shapes: &Shapes) -> Result<Counts, String> {
    let mut counts = Counts::default();
    let mut dice = Random::new(number);
    let mut s = lived(number, &mut dice);
    for _ in 0..STATES {
        let words = Words::of(&s, &PEOPLE, plan::MOST_VALIDATORS + 1);
        let mut bench = Bench::of(&s);
        for _ in 0..DIRECT {
            let input = shapes.input(&words, &mut dice);
            let outcome = bench.call(&input).map_err(|what| told(number, &input, &what))?;
            if let Reaction::Accepted(size) = &outcome {
                counts.largest = counts.largest.max(*size);
            }
            counts.note(&input, matches!(outcome, Reaction::Accepted(_)));
        }
        drop(bench);
        let mut sent = 0;
        while sent < SENT {
            let input = shapes.input(&words, &mut dice);
            // The hub never sends itself a message, so nobody meets it as a sender.
            if ![EntryPoint::Execute, EntryPoint::Query].contains(&input.entry) || input.sender == s.hub {
                continue;
            }
            let accepted = send(&mut s, &input).map_err(|what| told(number, &input, &what))?;
            counts.note(&input, accepted);
            sent += 1;
        }
        s.advance(dice.number() % *dice.one(&[7, 7_200, 200_000, 2_000_000]), 1);
        if dice.once_in(2) {
            crank(&mut s);
        }
    }
    Ok(counts)
}

#[test]
fn nothing_that_is_sent_or_asked_panics_leaves_a_trace_when_refused_or_answers_without_bound() {
    let inputs = setting("FLOE_FUZZ", 100_000);
    let first = setting("FLOE_SEED", 1);
    let rounds = inputs.div_ceil(ROUND);
    let shapes = Shapes::read(deployment());
    let next = AtomicU64::new(0);
    let total: Mutex<Counts> = Mutex::default();
    let failures: Mutex<BTreeMap<u64, String>> = Mutex::default();
    std::thread::scope(|scope| {
        for _ in 0..setting("FLOE_THREADS", 2) {
            scope.spawn(|| loop {
                let done = next.fetch_add(1, Ordering::Relaxed);
                if done >= rounds {
                    break;
                }
                let number = first + done;
                let run = catch_unwind(AssertUnwindSafe(|| round(number, &shapes)));
                let run =
                    run.unwrap_or_else(|panic| Err(format!("FLOE_SEED={number}: {}", text_of(&*panic))));
                match run {
                    Ok(counts) => total.lock().unwrap().add(counts),
                    Err(failure) => {
                        eprintln!("{failure}");
                        failures.lock().unwrap().insert(number, failure);
                    }
                }
            });
        }
    });
    let total = total.into_inner().unwrap();
    let failures = failures.into_inner().unwrap();
    for entry in [
        EntryPoint::Instantiate,
        EntryPoint::Execute,
        EntryPoint::Query,
        EntryPoint::Reply,
        EntryPoint::Migrate,
    ] {
        let (accepted, refused) = total.total(|(_, e, _)| *e == entry);
        println!("fuzz: {entry:?}: {accepted} accepted, {refused} refused");
    }
    let (accepted, refused) = total.total(|_| true);
    println!(
        "fuzz: {} inputs in {rounds} rounds, {accepted} accepted; the largest answer had {} bytes; {} rounds failed",
        accepted + refused,
        total.largest,
        failures.len()
    );
    if inputs >= MESSAGES_ALL_MET {
        assert_eq!(total.never_accepted(), ALWAYS_REFUSED.map(str::to_owned).into());
    }
    let found: Vec<&String> = failures.values().collect();
    assert!(
        found.is_empty(),
        "{} of {rounds} rounds failed; the first: {}",
        found.len(),
        found[0]
    );
}

/// What a history leaves behind and told on its way.
fn history(number: u64, shapes: &Shapes) -> (Vec<Record>, Vec<Event>) {
    let mut dice = Random::new(number);
    let mut s = lived(number, &mut dice);
    let mut told = Vec::new();
    for _ in 0..STATES {
        let words = Words::of(&s, &PEOPLE, plan::MOST_VALIDATORS + 1);
        for _ in 0..20 {
            let input = shapes.input(&words, &mut dice);
            let hub = s.hub.clone();
            if input.sender == hub {
                continue;
            }
            let msg = input.bytes.clone().into();
            let outcome = catch_unwind(AssertUnwindSafe(|| {
                s.exec_raw(&input.sender, &hub, msg, &input.funds)
            }));
            if let Ok(Ok(response)) = outcome {
                told.extend(response.events);
            }
        }
        s.pass_days(1);
        told.extend(crank(&mut s));
    }
    (everything(&s), told)
}

/// Validators run the same code on the same state: anything that differs between two runs would halt a chain.
#[test]
fn the_same_history_leaves_the_same_bytes_and_tells_the_same_events() {
    let shapes = Shapes::read(deployment());
    let mut told = 0;
    for number in 1..=6 {
        let (once, again) = (history(number, &shapes), history(number, &shapes));
        told += once.1.len();
        assert!(once.0 == again.0, "life {number}: the storages differ");
        assert!(once.1 == again.1, "life {number}: the events differ");
    }
    assert!(told > 300, "only {told} events");
}
