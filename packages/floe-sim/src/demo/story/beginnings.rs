//! Deposits, rewards and the harvest.

use serde_json::json;

use super::{near, Tale, CAST};
use crate::demo::format::{self, rate, shares, stake, COIN};
use floe_draw::Table;

pub fn deposits(tale: &mut Tale) {
    for (who, amount, _) in CAST.iter().filter(|(who, ..)| *who != "erin") {
        let amount = near(&mut tale.rng, u128::from(*amount) * COIN);
        tale.bond(who, amount);
    }
    tale.pledge();
    tale.teller.say("A deposit sends no staking message; the keeper's next crank delegates what has come in, and anyone may crank.");
    tale.world.slot();
    let stakes = tale.world.stakes();
    tale.show_portions("Delegated after the first cranks", &stakes);
    let free = tale.world.suite.books().free();
    let text = format!("{} stays liquid, the reserve for instant exits.", stake(free));
    tale.teller
        .tell("reserve", &text, json!({ "free": free.to_string() }));
}

pub fn rewards(tale: &mut Tale) {
    tale.teller.say(
        "The chain pays about 14 % a year on what is delegated. Rewards wait at the validators until a crank collects \
         them, and then reach the rate over a whole day, so that nobody can buy just before a harvest.",
    );
    let mut table = Table::new(
        "The first hours",
        &["after", "accrued so far", "not yet released", "pool", "rate"],
    );
    for _ in 0..4 {
        tale.world.slot();
        tale.world.slot();
        let books = tale.world.suite.books();
        let row = [tale.world.accrued, books.unreleased(), books.pool()].map(format::fixed);
        let rate = rate(tale.world.rate());
        table.row(
            [
                vec![format::clock(tale.world.seconds())],
                row.to_vec(),
                vec![rate],
            ]
            .concat(),
        );
    }
    tale.teller.table(&table);
}

pub fn harvest(tale: &mut Tale) {
    let before = tale.world.suite.books().carry.totals;
    let rate_before = tale.world.rate();
    let fees = ["treasury", "keeper"].map(|who| tale.world.suite.shares(who));
    for _ in 0..8 {
        tale.world.slot();
    }
    let after = tale.world.suite.books().carry.totals;
    let gained = after.rewards.units() - before.rewards.units();
    let fee = after.fees.units() - before.fees.units();
    let minted =
        [("treasury", fees[0]), ("keeper", fees[1])].map(|(who, had)| tale.world.suite.shares(who) - had);
    let text = format!(
        "In one day the keeper's cranks collect {} from the validators. The fee is 5 % of the profit, {}, paid as new \
         flSTAKE at the rate: {} to the treasury and {} to the keeper, who so is paid for the work. The other {} drips \
         to the holders.",
        stake(gained),
        stake(fee),
        shares(minted[0]),
        shares(minted[1]),
        stake(gained - fee)
    );
    tale.teller.tell(
        "harvested",
        &text,
        json!({ "rewards": gained.to_string(), "fee": fee.to_string() }),
    );
    let grown = tale.world.rate().saturating_sub(rate_before);
    let yearly = grown * 365 * 10_000 / rate_before.max(1);
    let text = format!(
        "The rate is {} now. It has grown in this day at a pace of {}.{:02} % a year.",
        rate(tale.world.rate()),
        yearly / 100,
        yearly % 100
    );
    tale.teller
        .tell("rate", &text, json!({ "rate": rate(tale.world.rate()) }));
}
