//! Chapters for who comes with a question: a staker, an integrator, a delegate.

use floe_api::hub::{PowersResponse, QueryMsg};
use floe_core::params::{Measure, Param};
use serde_json::{json, Value};

use super::Tale;
use crate::demo::format::{rate, trimmed};
use floe_draw::Table;

pub fn integrator(tale: &mut Tale) {
    tale.teller.say(
        "A program reads what one flSTAKE is worth by a query, a contract for less gas by two raw reads. Both answer the same \
         at every moment, and both say when the chain was looked at last: refuse a rate that is too old for you.",
    );
    let suite = &tale.world.suite;
    let asked = json!({ "get_redemption_rate": {} });
    let answer: Result<Value, _> = suite.query(&suite.hub, &asked);
    let now = suite.now();
    let raw = floe_api::rate::query_raw(&suite.chain.querier(), &suite.hub, now);
    let (Ok(answer), Ok(raw)) = (answer, raw) else {
        tale.world.failures.push("the rate cannot be read".into());
        return;
    };
    let lines = [
        format!("$ wasmd query wasm contract-state smart $HUB '{asked}'"),
        answer.to_string(),
        String::new(),
        "let read = floe_api::rate::query_raw(&deps.querier, &hub, now)?;".to_owned(),
        format!(
            "// {} STAKE for one flSTAKE, {} s old",
            raw.rate,
            now.saturating_sub(raw.update_time)
        ),
    ];
    tale.teller.copied(&lines);
    let data = json!({ "query": asked, "answer": answer, "raw": raw.rate, "update_time": raw.update_time });
    let text = "Before anything that depends on the last loss, such as a liquidation, send `sync` to the hub in the same \
                transaction. More: docs/integrate/rate.md.";
    tale.teller.tell("rate_read", text, data);
}

pub fn delegate(tale: &mut Tale) {
    tale.teller.say(
        "Nobody has a power over coins. The owner, meant to be a vote, sets weights of validators, the fee up to a tenth of \
         the profit, and these parameters, each within bounds that are constants of the code. A guardian can pause deposits, \
         delegations and instant exits for a while, once. A governor casts the hub's votes. Queueing an exit, claiming and \
         token transfers cannot be paused by anybody.",
    );
    let suite = &tale.world.suite;
    let powers: Result<PowersResponse, _> = suite.query(&suite.hub, &QueryMsg::Powers {});
    let Ok(powers) = powers else {
        tale.world.failures.push("the powers cannot be read".into());
        return;
    };
    let mut table = Table::new("What a vote can set", &["parameter", "now", "least", "most"]);
    for param in Param::ALL {
        let known = powers.params.iter().find(|known| known.name == param.name());
        let value = known.map_or(0, |known| known.value.u128());
        let bounds = param.bounds(6);
        let shown = [value, bounds.min, bounds.max].map(|value| measured(param.measure(), value));
        table.row([param.name().to_owned()].into_iter().chain(shown));
    }
    tale.teller.table(&table);
    tale.teller.say(
        "What a change would do to the protocol as it is shows `floe admin ... --simulate 90d`, for anybody, before a vote. \
         More: docs/govern/powers.md.",
    );
}

/// A value of a parameter as people read it.
fn measured(measure: Measure, value: u128) -> String {
    match measure {
        Measure::Coins | Measure::Shares => trimmed(value),
        Measure::Seconds => span(value),
        Measure::BasisPoints => format!("{}.{:02} %", value / 100, value % 100),
        Measure::Count | Measure::Fraction => value.to_string(),
    }
}

/// The largest unit of which it is a whole number.
fn span(secs: u128) -> String {
    let units = [(86_400, "d"), (3_600, "h"), (60, "min")];
    let whole = units
        .into_iter()
        .find(|(unit, _)| secs > 0 && secs.is_multiple_of(*unit));
    match whole {
        Some((unit, name)) => format!("{} {name}", secs / unit),
        None => format!("{secs} s"),
    }
}

pub fn staker(tale: &mut Tale) {
    let rates = &tale.world.rates;
    let (first, last) = (rates.first().copied().unwrap_or_default(), tale.world.rate());
    let text = format!(
        "What you gain: a flSTAKE that was worth {} STAKE on the first day is worth {} now, after the fee and the slash.",
        rate(first),
        rate(last)
    );
    let data = json!({ "first": rate(first), "last": rate(last) });
    tale.teller.tell("gained", &text, data);
    let slash = tale.world.marks.iter().next().map(|(day, _)| *day);
    let around = slash.and_then(|day| Some((*tale.world.rates.get(day)?, *tale.world.rates.get(day + 1)?)));
    if let Some((before, after)) = around.filter(|(before, after)| before > after) {
        let text = format!(
            "What you can lose: your part of a slash. A validator that lost 5 % of its stake took {} of every flSTAKE, and of \
             every exit that was not yet paid.",
            hundredths(before - after, before)
        );
        let data = json!({ "before": rate(before), "after": rate(after) });
        tale.teller.tell("lost", &text, data);
    }
    tale.teller.say(
        "When you get out: bob, whose batch deposits paid for, on the same day; alice and frank after the chain's 21 days \
         from the close of their batch, which is at most a day after they asked; dave at once, while there were free coins.",
    );
    let fee = tale.world.suite.books().carry.totals;
    let text = format!(
        "What it costs: 5 % of the rewards, at most a tenth whatever a vote decides, none while they make a loss good ({} \
         STAKE of {} so far), and nothing of the deposit. An exit through the queue costs nothing, one at once a fee of at most {} % that stays with the holders.",
        trimmed(fee.fees.units()),
        trimmed(fee.rewards.units()),
        Param::InstantFeeMaxBps.bounds(6).max / 100
    );
    let data = json!({ "fees": fee.fees.to_string(), "rewards": fee.rewards.to_string() });
    tale.teller.tell("cost", &text, data);
    tale.teller
        .say("More: docs/README.md has a page for each reader.");
}

/// `0.72 %` of a whole; `-` of nothing.
fn hundredths(part: u128, whole: u128) -> String {
    match part.checked_mul(10_000).and_then(|part| part.checked_div(whole)) {
        Some(hundredths) => format!("{}.{:02} %", hundredths / 100, hundredths % 100),
        None => "-".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_read_as_people_write_them() {
        assert_eq!(span(86_400), "1 d");
        assert_eq!(span(21_600), "6 h");
        assert_eq!(span(90), "90 s");
        assert_eq!(span(0), "0 s");
        assert_eq!(measured(Measure::BasisPoints, 305), "3.05 %");
        assert_eq!(hundredths(72, 10_000), "0.72 %");
        assert_eq!(hundredths(1, 0), "-");
    }
}
