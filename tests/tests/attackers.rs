//! Attackers as programs: whatever somebody with unlimited coins does, in whatever order, it earns no more than plain
//! holding of the same coins for the same time, takes nothing from anybody else, and delays nobody beyond the rules.
//!
//! `FLOE_STRATEGIES` attacks from `FLOE_SEED` on. proptest makes a failing one shorter, in `FLOE_SHRINK` tries.

use floe_tests::attack::figures::AttackFigures;
use floe_tests::attack::strategy::{plot, KeeperHabit, Plot, Weather, ATTACKER};
use floe_tests::attack::world::{live, Ending, Party};
use floe_tests::life::plan;
use floe_tests::life::plan::{setting, Step};
use floe_tests::prelude::*;
use proptest::test_runner::TestCaseError;

/// Slots of a life at most.
const SLOTS: usize = 24;
/// The longest block, in seconds.
const BLOCK: u64 = 20;

/// What all strategies together have shown.
#[derive(Debug, Default)]
struct Report {
    lives: BTreeMap<&'static str, u64>,
    /// Lives in which there are guarantors.
    guarded: u64,
    messages: u64,
    figures: AttackFigures,
    /// Units that an honest user had less than without the attacker, in calm.
    worst_calm: i128,
    /// Units that the attacker had more than by holding, in rain, and parts per million of what holding gave.
    best_against_holding: (i128, i128),
    /// Exits of honest users in lives with a keeper.
    exits: u64,
    /// Per cent of the unbonding time from queue to settlement: with the attacker, and without.
    longest_wait: (u64, u64),
    /// Per cent of the unbonding time by which one was settled later than without the attacker.
    longest_delay: u64,
}

fn judge(plot: &Plot, report: &mut Report) -> Result<(), String> {
    let attacked = live(plot, Party::Attacks)?;
    let spared = live(plot, Party::Absent)?;
    let mut figures = attacked.figures.clone();
    if plot.keeper != KeeperHabit::Prompt {
        figures.longest.0 = 0;
    }
    if plot.keeper == KeeperHabit::None || plot.weather == Weather::Storm {
        (figures.undisturbed, figures.longest, figures.beyond) = (0, (0, 0), 0);
    }
    report.figures.add(&figures);
    report.messages += attacked.figures.messages + spared.figures.messages;
    let name = match plot.weather {
        Weather::Calm => "calm",
        Weather::Rain => "rain",
        Weather::Storm => "storm",
    };
    *report.lives.entry(name).or_default() += 1;
    report.guarded += u64::from(plot.guarded.is_some());
    if plot.weather == Weather::Storm {
        return Ok(());
    }
    refusals(&attacked, &spared)?;
    if plot.keeper != KeeperHabit::None {
        undisturbed(plot, &attacked)?;
        waits(plot, &attacked, &spared, report)?;
    }
    match plot.weather {
        Weather::Calm => calm(plot, &attacked, &spared, report),
        _ => rain(plot, &attacked, report),
    }
}

/// Where nothing else happens, honest users end as they would without the attacker.
fn calm(plot: &Plot, attacked: &Ending, spared: &Ending, report: &mut Report) -> Result<(), String> {
    for n in 0..usize::from(ATTACKER) {
        let lost = spared.coins[n] as i128 - attacked.coins[n] as i128;
        report.worst_calm = report.worst_calm.max(lost);
        // At the backstop a deposit rounds a unit of that away, and the end of cooling another, and what it pays a share.
        let backing = plot
            .slots
            .iter()
            .filter(|slot| slot.backer.is_some_and(|(user, _)| usize::from(user) == n));
        let backed = match backing.count() as u128 {
            0 => 0,
            times => (times + 2) * (attacked.unit + 1) * attacked.share,
        };
        // A deposit rounds a share away; a close and a claim a unit each, in every exit of this user and in the last one.
        let deposits = plot
            .slots
            .iter()
            .filter(|slot| matches!(slot.step, Step::Bond { user, .. } if usize::from(user) == n));
        let exits = attacked.exits.values().filter(|exit| usize::from(exit.user) == n);
        let allowed = deposits.count() as u128 * attacked.share + 2 * (exits.count() as u128 + 1) + backed;
        if lost > allowed as i128 {
            return Err(format!("user{n} has {lost} units less than without the attacker"));
        }
    }
    Ok(())
}

/// Where stake only earns, no strategy beats holding the same coins from the start, with the same cranks, but for one
/// thing. The growth cap sets the end of a stream by the pool of that moment and a deposit does not set it anew, so coins
/// that come after a gain leave it slow, and who leaves meanwhile gets less of it. With `a` the attacker's part of the pool
/// and `g` what has been released of a gain, that is `a·(1 − a)·g`, and holding gives at least `a·g`: at most as much again.
fn rain(plot: &Plot, attacked: &Ending, report: &mut Report) -> Result<(), String> {
    if attacked.invested == 0 {
        return Ok(());
    }
    let held = live(plot, Party::Holds(attacked.invested))?;
    report.messages += held.figures.messages;
    let me = usize::from(ATTACKER);
    let more = attacked.coins[me] as i128 - held.coins[me] as i128;
    let gain = held.coins[me] as i128 - plan::WEALTH as i128;
    if more > report.best_against_holding.0 {
        report.best_against_holding = (more, more * 1_000_000 / gain.max(1));
    }
    if more > 2 && more > gain {
        return Err(format!(
            "the attacker has {more} units more than by holding, which gives {gain}"
        ));
    }
    Ok(())
}

/// Without a loss, with free entries and a keeper, an exit waits one interval and one unbonding time, and at its close and
/// at its settlement for the next crank. (That each of these cranks does what it should is checked at each of them.)
fn undisturbed(plot: &Plot, attacked: &Ending) -> Result<(), String> {
    let beyond = attacked.figures.beyond;
    let most = 2 * attacked.gap + BLOCK;
    if plot.weather != Weather::Storm && beyond > most {
        return Err(format!(
            "an undisturbed exit waits {beyond} seconds beyond its interval and the unbonding time, cranks are {} apart",
            attacked.gap
        ));
    }
    Ok(())
}

/// With a keeper, an exit waits at most for its batch to close, for an entry to be free, and for the unbonding.
fn waits(plot: &Plot, attacked: &Ending, spared: &Ending, report: &mut Report) -> Result<(), String> {
    let unbonding = plot.start.unbonding;
    // Entries may be full for one unbonding time. At the end of the life there is a crank every eighth of it.
    let most = 2 * unbonding + 3 * attacked.gap.max(unbonding / 8 + 8) + attacked.interval;
    for (n, without) in &spared.exits {
        let Some(with) = attacked.exits.get(n) else {
            continue;
        };
        let (Some(late), Some(early)) = (with.settled, without.settled) else {
            return Err(format!(
                "the exit of slot {n} was never settled: {with:?}, {without:?}"
            ));
        };
        let waited = late - with.queued;
        if waited > most {
            return Err(format!(
                "the exit of slot {n} takes {waited} seconds of at most {most}"
            ));
        }
        report.exits += 1;
        let percent = |secs: u64| secs * 100 / unbonding;
        let (longest, spared) = report.longest_wait;
        report.longest_wait = (
            longest.max(percent(waited)),
            spared.max(percent(early - without.queued)),
        );
        report.longest_delay = report.longest_delay.max(percent(late.saturating_sub(early)));
    }
    Ok(())
}

fn refusals(attacked: &Ending, spared: &Ending) -> Result<(), String> {
    for (n, accepted) in &spared.accepted {
        if *accepted && attacked.accepted.get(n) == Some(&false) {
            return Err(format!(
                "the message of slot {n} is refused because of the attacker"
            ));
        }
    }
    Ok(())
}

fn runner(cases: u64, seed: u64) -> TestRunner {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let config = Config {
        cases: cases as u32,
        failure_persistence: None,
        max_shrink_iters: setting("FLOE_SHRINK", 600) as u32,
        ..Config::default()
    };
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &bytes))
}

#[test]
fn no_strategy_earns_more_than_holding_or_takes_anything_from_anybody() {
    let cases = setting("FLOE_STRATEGIES", 150);
    let report = RefCell::new(Report::default());
    let mut runner = runner(cases, setting("FLOE_SEED", 1));
    let outcome = runner.run(&plot(SLOTS), |plot| {
        judge(&plot, &mut report.borrow_mut()).map_err(TestCaseError::fail)
    });
    println!("attackers: {cases} strategies, {:#?}", report.borrow());
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
    let report = report.borrow();
    assert!(
        report.figures.actions > 5 * cases && report.exits > 0,
        "too little is tried"
    );
}
