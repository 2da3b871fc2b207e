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
    let mut tale = Tale::begin(&args, Teller::new(args.json))?;
    match args.users {
        None => story::tell(&mut tale, args.days),
        Some(_) => crowd::run(&mut tale, args.days),
    }
    let sound = sheet::close(&mut tale, &args);
    tale.teller.finish()?;
    Ok(Verdict::when(sound))
}
