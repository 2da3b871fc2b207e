//! `floe demo`: the whole life of the protocol on the embedded chain, told to somebody who has never seen it.
//!
//! Without `--users` it is a scripted story; with `--users` a crowd acts at random, which makes it a soak test. Both
//! run the contracts' real entry points, and both end with a balance sheet that has to add up to the unit.

// A simulation adds up numbers of its own making; an overflow should stop it where it happens, as in a test.
#![allow(clippy::arithmetic_side_effects)]

mod args;
mod audit;
mod chart;
mod crowd;
pub mod format;
mod guarded;
mod people;
mod sheet;
mod story;
mod teller;
mod world;

use serde_json::{json, Value};

use crate::Verdict;

pub use args::Args;
use floe_random::Random;
use teller::Teller;
use world::World;

/// Everything a scene of the story or a day of the crowd works with.
struct Tale {
    world: World,
    teller: Teller,
    rng: Random,
    args: Args,
}

impl Tale {
    /// A chain with the protocol on it and everybody who plays; the same arguments give the same.
    fn begin(args: &Args, teller: Teller) -> anyhow::Result<Self> {
        let mut rng = Random::new(args.seed);
        let people = match args.users {
            None => story::cast(&mut rng),
            Some(users) => crowd::cast(&mut rng, users),
        };
        Ok(Self {
            world: World::deploy(people, args.validators)?,
            teller,
            rng,
            args: args.clone(),
        })
    }
}

/// Runs the demo. [`Verdict::Broken`] when an invariant or a sum does not hold.
///
/// # Errors
/// When the flags make no sense or the output cannot be written.
pub fn run(args: Args) -> anyhow::Result<Verdict> {
    args.check()?;
    let headline = match args.users {
        None => Some(headline(&args)?),
        Some(_) => None,
    };
    let mut tale = Tale::begin(&args, Teller::new(args.json, args.columns()))?;
    if let Some((text, data)) = headline {
        tale.teller.tell("headline", &text, data);
        tale.teller.pause();
    }
    match args.users {
        None => story::tell(&mut tale, args.days),
        Some(_) => crowd::run(&mut tale, args.days),
    }
    let sound = sheet::close(&mut tale, &args);
    tale.teller.finish()?;
    Ok(Verdict::when(sound))
}

/// What comes of the story, for who reads one line: it is played once without a word.
fn headline(args: &Args) -> anyhow::Result<(String, Value)> {
    let mut tale = Tale::begin(args, Teller::silent())?;
    for day in 0..args.days {
        story::play(&mut tale, day);
    }
    let rate = tale.world.rate();
    let growth = format::difference(rate, format::RATE_ONE);
    let hundredths = growth.unsigned_abs() * 10_000 / format::RATE_ONE;
    let sign = if growth < 0 { "-" } else { "+" };
    let slash = match tale.world.marks.is_empty() {
        true => String::new(),
        false => format!(
            " A slash of 5 % of one of {} validators is in that; holders and those on their way out bore it alike.",
            tale.world.validators.len()
        ),
    };
    let text = format!(
        "In {} days one flSTAKE goes from 1 to {} STAKE ({sign}{}.{:02} %).{slash} The last page accounts for every coin.",
        args.days,
        format::rate(rate),
        hundredths / 100,
        hundredths % 100
    );
    Ok((text, json!({ "days": args.days, "rate": format::rate(rate) })))
}
