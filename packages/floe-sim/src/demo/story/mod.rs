//! The scripted story: which scene on which day, and who plays.

mod beginnings;
mod exits;
mod trouble;

use std::collections::BTreeMap;

pub(super) use trouble::strike;

use floe_testing::suite::Failure;
use serde_json::json;

use super::format::{self, COIN};
use super::Tale;
use floe_draw::Table;
use floe_random::Random;

/// Something that happens on a day of the story.
struct Scene {
    day: u64,
    title: &'static str,
    /// With fewer validators the scene makes no sense and is left out.
    validators: usize,
    play: fn(&mut Tale),
}

const fn scene(day: u64, title: &'static str, validators: usize, play: fn(&mut Tale)) -> Scene {
    Scene {
        day,
        title,
        validators,
        play,
    }
}

/// In the order of their days. A day has one scene at most.
const SCENES: [Scene; 13] = [
    scene(
        0,
        "First deposits, and where they are delegated",
        1,
        beginnings::deposits,
    ),
    scene(1, "Daily rewards and the rate", 1, beginnings::rewards),
    scene(2, "A harvest", 1, beginnings::harvest),
    scene(5, "Queueing an exit, and cancelling it", 1, exits::change_of_mind),
    scene(8, "An exit batch netted against a deposit", 1, exits::netted),
    scene(12, "A large exit: an undelegated batch", 1, exits::large),
    scene(15, "A 5 % slash with exits in flight", 1, trouble::slash),
    scene(19, "A jailed validator is routed around", 3, trouble::jailed),
    scene(25, "The jailed validator comes back", 3, trouble::released),
    scene(26, "Governance changes the weights", 3, trouble::weights),
    scene(30, "An instant exit", 1, exits::instant),
    scene(34, "Settlement and claims", 1, exits::settlement),
    scene(36, "What the new weights did", 3, trouble::weights_later),
];

/// Who puts shares into the backstop, in the history that has one.
pub const GUARANTOR: &str = "grace";

/// Users of very different size.
const CAST: [(&str, u64, u64); 7] = [
    ("alice", 250_000, 300_000),
    ("bob", 12_000, 20_000),
    ("carol", 900, 26_000),
    ("dave", 40, 100),
    ("erin", 6_000, 9_000),
    ("frank", 2, 5),
    (GUARANTOR, 5_000, 6_000),
];

/// The cast with the coins they start with, which depend a little on the seed.
pub fn cast(rng: &mut Random) -> BTreeMap<String, u128> {
    let coins = |(name, _, most): &(&str, u64, u64)| {
        (
            (*name).to_owned(),
            near(rng, u128::from(*most) * COIN) + 25_000 * COIN,
        )
    };
    CAST.iter().map(coins).collect()
}

/// Something near an amount, in halves of a coin.
fn near(rng: &mut Random, amount: u128) -> u128 {
    let half = COIN / 2;
    rng.percent_of(amount, 90, 110) / half * half
}

/// Tells the story for the given days.
pub fn tell(tale: &mut Tale, days: u64) {
    introduction(tale, days);
    for day in 0..days {
        play(tale, day);
    }
    tale.teller.day = days;
    exits::last_claims(tale);
    let validators = tale.world.validators.len();
    let left_out: Vec<&str> = SCENES
        .iter()
        .filter(|scene| scene.day >= days || validators < scene.validators)
        .map(|scene| scene.title)
        .collect();
    if !left_out.is_empty() {
        let text = format!(
            "Left out for lack of days or validators: {}.",
            left_out.join("; ")
        );
        tale.teller.say(&text);
    }
}

/// A day of the story, with its scene if it has one.
pub fn play(tale: &mut Tale, day: u64) {
    tale.teller.day = day;
    let validators = tale.world.validators.len();
    let due = SCENES.iter().find(|scene| scene.day == day);
    match due.filter(|scene| validators >= scene.validators) {
        Some(scene) => {
            tale.teller.chapter(scene.title);
            (scene.play)(tale);
        }
        None if day.is_multiple_of(5) => quiet(tale),
        None => {}
    }
    tale.world.end_day(day);
    tale.teller
        .object("day", json!({ "books": tale.world.suite.books().summary() }));
}

fn introduction(tale: &mut Tale, days: u64) {
    let validators = tale.world.validators.len();
    let text = format!(
        "Floe is a liquid staking protocol. You deposit STAKE and receive flSTAKE; Floe delegates the STAKE to validators. \
         The number of your flSTAKE stays, and what each is worth rises with the rewards. What follows are {days} days \
         on a chain in memory with {validators} validators, through the contracts' real entry points."
    );
    tale.teller.say(&text);
}

/// A line about a stretch in which only rewards come in.
fn quiet(tale: &mut Tale) {
    let books = tale.world.suite.books();
    let rate = format::rate(format::rate_of(books.pool(), books.supply()));
    let text = format!(
        "Day {}: a quiet day. Rate {rate}, pool {}, undelegating {}, owed to exits {}.",
        tale.teller.day,
        format::stake(books.pool()),
        format::stake(books.undelegating()),
        format::stake(books.owed())
    );
    tale.teller.tell(
        "quiet",
        &text,
        json!({ "rate": rate, "pool": books.pool().to_string() }),
    );
}

impl Tale {
    /// A message of the story must succeed: a refusal fails the demo.
    fn must(&mut self, what: &str, outcome: Result<u128, Failure>) -> u128 {
        outcome.unwrap_or_else(|failure| {
            self.world
                .failures
                .push(format!("{what} was refused: {}", failure.text));
            self.teller.say(&format!("{what} was refused: {}.", failure.text));
            0
        })
    }

    fn bond(&mut self, who: &str, amount: u128) -> u128 {
        let outcome = self.world.bond(who, amount);
        let minted = self.must(&format!("{who}'s deposit"), outcome);
        let text = format!(
            "{who} deposits {} and receives {}.",
            format::stake(amount),
            format::shares(minted)
        );
        let data = json!({ "by": who, "amount": amount.to_string(), "shares": minted.to_string() });
        self.teller.tell("bonded", &text, data);
        minted
    }

    fn queue(&mut self, who: &str, shares: u128) {
        let outcome = self.world.queue(who, shares);
        self.must(&format!("{who}'s exit"), outcome);
        let text = format!("{who} puts {} into the exit queue.", format::shares(shares));
        self.teller.tell(
            "unbond_queued",
            &text,
            json!({ "by": who, "shares": shares.to_string() }),
        );
    }

    fn claim(&mut self, who: &str) -> u128 {
        let outcome = self.world.claim(who);
        let paid = self.must(&format!("{who}'s claim"), outcome);
        let text = format!("{who} claims and is paid {}.", format::stake(paid));
        self.teller
            .tell("claimed", &text, json!({ "by": who, "amount": paid.to_string() }));
        paid
    }

    /// Shows amounts by validator with their part of the whole.
    fn show_portions(&mut self, title: &str, rows: &[(String, u128)]) {
        let total: u128 = rows.iter().map(|(_, amount)| amount).sum();
        let mut table = Table::new(title, &["validator", "STAKE", "share"]);
        for (name, amount) in rows.iter().filter(|(_, amount)| *amount > 0) {
            table.row([
                name.clone(),
                format::fixed(*amount),
                format::percent(*amount, total),
            ]);
        }
        table.row(["all".to_owned(), format::fixed(total), String::new()]);
        self.teller.table(&table);
    }
}
