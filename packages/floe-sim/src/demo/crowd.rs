//! The soak test: many users of very different size act at random, and the chain misbehaves now and then.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use cosmwasm_std::coins;
use floe_api::registry::{self, ValidatorWeight};
use floe_testing::chain::ModuleFault;
use serde_json::json;

use super::format::{self, COIN};
use super::world::SLOTS;
use super::Tale;
use floe_draw::Table;
use floe_random::Random;

/// A user acts once in this many days.
const DAYS_BETWEEN: u64 = 4;
/// How often progress is shown.
const PROGRESS: Duration = Duration::from_secs(2);
/// Rows in the table of the course of the run.
const ROWS: u64 = 20;

/// Users with one to a million coins; every power of ten is as likely as the others.
pub fn cast(rng: &mut Random, users: u32) -> BTreeMap<String, u128> {
    let size = |rng: &mut Random| {
        let power = u32::try_from(rng.below(6)).unwrap_or(0);
        u128::from(rng.between(COIN_UNITS, 10 * COIN_UNITS)) * 10_u128.pow(power)
    };
    (1..=users)
        .map(|number| (format!("user{number:05}"), size(rng)))
        .collect()
}

const COIN_UNITS: u64 = 1_000_000;

/// Lets the crowd act for the given days.
pub fn run(tale: &mut Tale, days: u64) {
    let names: Vec<String> = tale.world.people.keys().cloned().collect();
    tale.teller.chapter("A crowd at random");
    let text = format!(
        "{} users with 1 to 1,000,000 STAKE deposit, leave, cancel, claim and give for {days} days on {} validators. \
         Validators are slashed, jailed, held up and broken at random, and governance moves the weights.",
        names.len(),
        tale.world.validators.len()
    );
    tale.teller.say(&text);
    let mut progress = Progress::new();
    let mut course = Table::new(
        "The course",
        &["day", "rate", "pool", "in flight", "owed", "messages"],
    );
    for day in 0..days {
        tale.teller.day = day;
        mishaps(tale, day);
        for _ in 1..SLOTS {
            crowd_acts(tale, &names);
            tale.world.slot();
        }
        tale.world.end_day(day);
        tale.teller.day = day + 1;
        report_day(tale, &mut course, day, days);
        progress.show(tale, day + 1, days);
    }
    tale.teller.table(&course);
    progress.last(tale);
}

/// What users do in one slot.
fn crowd_acts(tale: &mut Tale, names: &[String]) {
    let often = DAYS_BETWEEN * (SLOTS - 1);
    let many = u64::try_from(names.len()).unwrap_or(0);
    let acts = many / often + u64::from(tale.rng.below(often) < many % often);
    for _ in 0..acts {
        if let Some(who) = tale.rng.pick(names) {
            act(tale, who, names);
        }
    }
}

/// One message of one user. Refusals are part of the game and are counted by their error.
fn act(tale: &mut Tale, who: &str, names: &[String]) {
    let Tale { world, rng, .. } = tale;
    let shares = world.suite.shares(who);
    let choice = if shares == 0 {
        rng.below(55)
    } else {
        rng.below(100)
    };
    let _ = match choice {
        0..=34 => {
            let amount = rng.percent_of(world.suite.coins(who), 5, 100);
            world.bond(who, amount)
        }
        35..=49 => world.claim(who),
        50..=54 => world.cancel(who),
        55..=69 => world.queue(who, rng.percent_of(shares, 5, 120)),
        70..=79 => world.queue_by_send(who, rng.percent_of(shares, 5, 100)),
        80..=84 => world.queue(who, shares),
        85..=92 => world.instant(who, rng.percent_of(shares, 1, 50)),
        _ => {
            let to = rng.pick(names).map_or(who, String::as_str);
            world.give(who, to, rng.percent_of(shares, 1, 50))
        }
    };
}

/// What chain and governance do, about once in a few days each.
fn mishaps(tale: &mut Tale, day: u64) {
    let Tale { world, rng, .. } = tale;
    let Some(validator) = rng.pick(&world.validators).cloned() else {
        return;
    };
    let operator = world.suite.operator(&validator);
    match rng.below(40) {
        0 | 1 => {
            let now = world.suite.chain.block().height;
            let height = now.saturating_sub(rng.below(20 * 2 * SLOTS)).max(1);
            world.slash(&validator, rng.between(1, 5), height);
            world.marks.insert(usize::try_from(day).unwrap_or(0), 'S');
        }
        2 | 3 => world.suite.jail(&validator),
        4..=7 => release_all(world),
        8 => world.suite.hold(&validator, 3_600 * rng.below(36)),
        9 => world.suite.fail(
            &validator,
            &[
                ModuleFault::Delegate,
                ModuleFault::Undelegate,
                ModuleFault::Redelegate,
            ],
            true,
        ),
        10 => world.suite.fail(
            &validator,
            &[ModuleFault::ShortByOne, ModuleFault::Withdraw],
            true,
        ),
        11..=13 => set_weight(world, operator, rng.between(1, 10)),
        14 => give_coins(world, u128::from(rng.between(1, 50)) * COIN, rng.once_in(2)),
        _ => {}
    }
}

/// Jailed and broken validators are well again.
fn release_all(world: &mut super::World) {
    let all = [
        ModuleFault::Delegate,
        ModuleFault::Undelegate,
        ModuleFault::Redelegate,
        ModuleFault::Withdraw,
        ModuleFault::ShortByOne,
    ];
    for name in world.validators.clone() {
        let operator = world.suite.operator(&name);
        world.suite.fail(&name, &all, false);
        world.suite.hold(&name, 0);
        if world
            .suite
            .chain
            .validator(&operator)
            .is_some_and(|validator| validator.jailed)
        {
            world.suite.unjail(&name);
        }
    }
}

fn set_weight(world: &mut super::World, operator: String, weight: u64) {
    let msg = registry::ExecuteMsg::SetWeights {
        weights: vec![ValidatorWeight { operator, weight }],
    };
    if let Err(failure) = world.suite.registry("gov", &msg) {
        world
            .failures
            .push(format!("set_weights was refused: {}", failure.text));
    }
}

/// Coins that nobody announces, to the hub or to the collector.
fn give_coins(world: &mut super::World, amount: u128, to_hub: bool) {
    let to = world.suite.addr(if to_hub { "hub" } else { "collector" });
    let denom = world.suite.denom.clone();
    world.suite.chain.fund(&to, &coins(amount, denom));
    match to_hub {
        true => world.gifts.0 += amount,
        false => world.gifts.1 += amount,
    }
}

fn report_day(tale: &mut Tale, course: &mut Table, day: u64, days: u64) {
    let books = tale.world.suite.books();
    let data = json!({ "books": books.summary(), "messages": tale.world.suite.sent });
    tale.teller.object("day", data);
    let every = days.div_ceil(ROWS);
    if (day + 1).is_multiple_of(every) || day + 1 == days {
        let rate = format::rate_of(books.pool(), books.supply());
        let mut row = vec![(day + 1).to_string(), format::rate(rate)];
        row.extend([books.pool(), books.undelegating(), books.owed()].map(format::fixed));
        row.push(format::grouped(tale.world.suite.sent.into()));
        course.row(row);
    }
}

/// Speed on standard error, where it disturbs no comparison of the output.
struct Progress {
    began: Instant,
    shown: Instant,
}

impl Progress {
    fn new() -> Self {
        let began = Instant::now();
        Self { began, shown: began }
    }

    fn show(&mut self, tale: &Tale, day: u64, days: u64) {
        if self.shown.elapsed() >= PROGRESS {
            self.shown = Instant::now();
            eprintln!("day {day} of {days}: {}", self.speed(tale));
        }
    }

    fn last(&self, tale: &Tale) {
        eprintln!(
            "done in {:.1} s: {}",
            self.began.elapsed().as_secs_f64(),
            self.speed(tale)
        );
    }

    fn speed(&self, tale: &Tale) -> String {
        let sent = u128::from(tale.world.suite.sent);
        let a_second = (sent * 1_000)
            .checked_div(self.began.elapsed().as_millis())
            .unwrap_or(sent);
        format!(
            "{} messages, {} a second",
            format::grouped(sent),
            format::grouped(a_second)
        )
    }
}
