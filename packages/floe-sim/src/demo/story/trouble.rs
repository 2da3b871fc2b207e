//! A slash, a jailed validator, and governance.

use floe_api::hub::ExecuteMsg;
use floe_api::registry::{self, ValidatorWeight};
use floe_core::params::Param;
use serde_json::json;

use super::{near, Tale};
use crate::demo::format::{stake, COIN};
use crate::demo::guarded::{self, Sight, Strike};

/// Blocks in a day are few here, so this lies well before the exits in flight.
const BLOCKS_BACK: u64 = 5 * 24;

pub fn slash(tale: &mut Tale) {
    let Some(without) = strike(tale) else {
        tale.teller
            .say("Nothing is in flight, so there is nothing to tell.");
        return;
    };
    let day = usize::try_from(tale.teller.day).unwrap_or(0);
    tale.world.marks.insert(day, 'S');
    let text = format!(
        "{} is found to have signed two blocks at one height some days ago. The chain burns 5 % of its stake and of \
         what has been leaving it since: {} of Floe's. Anybody may look (`sync`): the hub sees the stake fall and expects \
         as much less from the coins in flight, at once.",
        without.validator,
        stake(without.taken)
    );
    tale.teller.tell(
        "slashed",
        &text,
        json!({ "validator": without.validator, "lost": without.taken.to_string() }),
    );
    guarded::side_by_side(tale, &without);
    tale.teller.say(
        "Rewards not yet released take the first of a loss, then the backstop; the rest is shared in one proportion by \
         holders and by exits not yet paid. No one could have run away from it. Until it is earned back, no fee is taken.",
    );
    tale.world.slot();
}

/// Slashes the validator that most of the coins in flight come from, and has the hub look in the same second, so that
/// nothing but the loss lies between before and after. None if nothing is in flight.
pub fn strike(tale: &mut Tale) -> Option<Strike> {
    let world = &mut tale.world;
    let entries = world.suite.chain.unbonding_entries(&world.suite.hub);
    let operator = entries
        .iter()
        .max_by_key(|entry| entry.balance)?
        .validator
        .clone();
    let validator = world.name(&operator).to_owned();
    let height = world
        .suite
        .chain
        .block()
        .height
        .saturating_sub(BLOCKS_BACK)
        .max(1);
    let taken = world.slash(&validator, 5, height);
    let before = Sight::of(world);
    if let Err(failure) = world.suite.hub("keeper", &ExecuteMsg::Sync {}) {
        world.failures.push(format!("sync was refused: {}", failure.text));
    }
    let after = Sight::of(world);
    Some(Strike {
        validator,
        taken,
        before,
        after,
    })
}

pub fn jailed(tale: &mut Tale) {
    let Some(name) = tale.world.validators.get(2).cloned() else {
        return;
    };
    tale.world.suite.jail(&name);
    tale.world.refresh();
    let text = format!("{name} has gone offline and is jailed. Anyone may refresh the registry, which sees that it is out of the bonded set.");
    tale.teller.tell("jailed", &text, json!({ "validator": name }));
    let before = tale.world.stakes();
    let amount = near(&mut tale.rng, 20_000 * COIN);
    tale.bond("carol", amount);
    tale.world.slot();
    let after = tale.world.stakes();
    let gained = |((name, before), (_, after)): (&(String, u128), &(String, u128))| {
        (name.clone(), after.saturating_sub(*before))
    };
    let rows: Vec<_> = before.iter().zip(&after).map(gained).collect();
    tale.show_portions("Where the new coins go", &rows);
    let percent = Param::MaxMoveBps.bounds(6).default / 100;
    let text = format!("None of it goes to {name}. If it stays away for three days, its stake is moved on as well, at most {percent} % of everything a day.");
    tale.teller.say(&text);
}

pub fn released(tale: &mut Tale) {
    let Some(name) = tale.world.validators.get(2).cloned() else {
        return;
    };
    let stakes = tale.world.stakes();
    let left = stakes
        .iter()
        .find(|(other, _)| *other == name)
        .map_or(0, |(_, stake)| *stake);
    tale.world.suite.unjail(&name);
    tale.world.refresh();
    let text = format!(
        "After six days {name} is back, by itself eligible again. {} of Floe's stake was still there; deposits fill it up \
         first.",
        stake(left)
    );
    tale.teller.tell(
        "unjailed",
        &text,
        json!({ "validator": name, "stake": left.to_string() }),
    );
}

pub fn weights(tale: &mut Tale) {
    let names = tale.world.validators.clone();
    let weight = |(index, name): (usize, &String)| ValidatorWeight {
        operator: tale.world.suite.operator(name),
        weight: if index < 2 { 3 } else { 2 },
    };
    let weights: Vec<ValidatorWeight> = names.iter().enumerate().map(weight).collect();
    let msg = registry::ExecuteMsg::SetWeights { weights };
    let outcome = tale.world.suite.registry("gov", &msg).map(|_| 0);
    tale.must("the change of weights", outcome);
    let favoured: Vec<&str> = names.iter().take(2).map(String::as_str).collect();
    let text = format!(
        "A vote gives {} weight 3 and every other validator 2. Nothing jumps: deposits and exits steer first, and at most \
         5 % of the stake is redelegated a day.",
        favoured.join(" and ")
    );
    tale.teller
        .tell("weights_set", &text, json!({ "favoured": favoured }));
    let stakes = tale.world.stakes();
    tale.show_portions("Delegated on the day of the vote", &stakes);
}

pub fn weights_later(tale: &mut Tale) {
    tale.teller
        .say("Ten days after the vote the stake has followed the weights as far as locks and targets allow.");
    let stakes = tale.world.stakes();
    tale.show_portions("Delegated ten days later", &stakes);
}
