//! The status in words.

use cosmwasm_std::SignedDecimal;
use floe_api::hub::{CrankReport, Status as Condition};
use floe_client::when;

use super::{protection, Crank, Exits, Status};
use crate::see::figures::Trailing;
use crate::see::{bps, counted, percent, share};
use crate::units::{price, Unit};

pub fn of(status: &Status, coin: &Unit, token: &Unit) -> Vec<String> {
    let mut lines = vec![
        format!(
            "Floe on {}, block {} of {}",
            status.chain_id,
            status.height,
            when::utc(status.time)
        ),
        format!("  hub              {}", status.hub),
        format!("  condition        {}", condition(&status.condition)),
        format!(
            "  rate             {} for 1 {}",
            price(status.rate, token, coin),
            token.display
        ),
    ];
    lines.extend(status.apr.iter().map(trailing));
    lines.extend(losses(status, coin, token));
    lines.extend(value(status, coin, token));
    lines.extend(fee(status));
    lines.extend(exits(&status.exits, status.time, coin, token));
    lines.extend(solvency(status, coin));
    lines.extend(protection::of(&status.guarantees, coin, token));
    lines.extend(status.troubles.iter().map(|words| format!("  {words}")));
    lines.push(format!(
        "  last observation {}, {} ago{}",
        when::utc(status.last_sync),
        when::span(status.sync_age),
        if status.sync_age > status.max_sync_age {
            "; the next deposit observes first"
        } else {
            ""
        }
    ));
    lines.extend(pauses(status));
    lines.push("Powers".to_owned());
    for power in &status.powers {
        let holder = power.holder.as_deref().unwrap_or("nobody");
        let note = power
            .note
            .as_ref()
            .map(|note| format!(" ({note})"))
            .unwrap_or_default();
        let note = if power.holder.is_some() {
            note
        } else {
            String::new()
        };
        lines.push(format!("  {:<34} {holder}{note}", power.name));
    }
    lines.push(format!("A crank now would {}.", crank(&status.crank, coin)));
    lines
}

const fn condition(condition: &Condition) -> &'static str {
    match condition {
        Condition::Normal => "normal",
        Condition::Hampered => "hampered: messages to a validator fail; everything else goes on",
        Condition::Short => "short: coins of overdue undelegations are missing, instant exits wait",
        Condition::Paused => "paused: no deposits; exits go on",
        Condition::Depleted => "depleted: everything is lost",
        Condition::WindingDown => "winding down: everything is undelegated, exits only",
    }
}

/// One line of a window: the pace before losses, the return, and what of it was lost.
fn trailing(trailing: &Trailing) -> String {
    let days = trailing.days;
    let span = when::span(trailing.window);
    let window = if trailing.short {
        format!("over {span}, all the history there is")
    } else {
        format!("over the last {span}")
    };
    let Some(growth) = trailing.growth else {
        return format!("{:<19}no history yet", "  return");
    };
    let lost = if trailing.lost.is_zero() {
        String::new()
    } else {
        format!(
            "; losses took {}",
            share(trailing.lost.abs_diff(SignedDecimal::zero()))
        )
    };
    match trailing.apr {
        None => format!(
            "{:<19}{} {window}{lost}; that is too short for a yearly rate",
            "  return",
            percent(growth)
        ),
        Some(apr) => {
            let name = match (trailing.short, days) {
                (true, _) => "  APR".to_owned(),
                (false, 1) => "  APR, 1 day".to_owned(),
                (false, days) => format!("  APR, {days} days"),
            };
            let apart = if lost.is_empty() { "" } else { " before losses" };
            format!(
                "{name:<19}{}{apart} {window}; return {}{lost}",
                percent(apr),
                percent(growth)
            )
        }
    }
}

/// Losses of the last days, and validators that cause the next or earn nothing.
fn losses(status: &Status, coin: &Unit, token: &Unit) -> Vec<String> {
    let mut lines: Vec<String> = status
        .losses
        .iter()
        .map(|loss| format!("  lost             {}", loss.told(coin, token)))
        .collect();
    if lines.is_empty() {
        lines.push("  lost             nothing in the last 30 days".to_owned());
    }
    lines.extend(status.jailed.iter().map(|jailed| {
        let name = match jailed.moniker.as_str() {
            "" => jailed.operator.clone(),
            moniker => format!("{moniker} ({})", jailed.operator),
        };
        let lost = match jailed.cumulative_loss.is_zero() {
            true => String::new(),
            false => format!(", has lost {} in all", coin.show(jailed.cumulative_loss)),
        };
        format!(
            "  jailed           {name}: {} staked there earns nothing, {} is on its way back{lost}; after a double \
             signature it is out for good, otherwise its operator can bring it back",
            coin.show(jailed.delegated),
            coin.show(jailed.undelegating)
        )
    }));
    lines
}

fn value(status: &Status, coin: &Unit, token: &Unit) -> Vec<String> {
    let value = &status.value;
    vec![
        format!("  total value      {}", coin.show(value.tvl)),
        format!(
            "  pool             {}: staked {}, being undelegated {}, free {}, less {} owed to exits and {} not yet released",
            coin.show(value.pool),
            coin.number(value.delegated),
            coin.number(value.undelegating),
            coin.number(value.free),
            coin.number(status.exits.owed),
            coin.number(value.unreleased)
        ),
        format!(
            "  supply           {}, {} of it the seed",
            token.show(value.supply),
            token.number(value.seed)
        ),
    ]
}

fn fee(status: &Status) -> Vec<String> {
    let fee = &status.fee;
    let weights: u128 = fee
        .receivers
        .iter()
        .map(|receiver| u128::from(receiver.weight))
        .sum();
    let mut lines = vec![format!(
        "  fee              {} of net profit, at most {}",
        bps(fee.bps),
        bps(fee.max_bps)
    )];
    lines.extend(fee.rise.iter().map(|rise| {
        format!(
            "                   it rises to {} at {}",
            bps(rise.bps),
            when::utc(rise.from)
        )
    }));
    lines.extend(fee.receivers.iter().map(|receiver| {
        let to = if receiver.to == "keeper" {
            "whoever brings the rewards in"
        } else {
            &receiver.to
        };
        format!(
            "                   {} of {weights} parts to {to}",
            receiver.weight
        )
    }));
    lines
}

fn exits(exits: &Exits, now: u64, coin: &Unit, token: &Unit) -> Vec<String> {
    let open = &exits.open;
    let mut lines = vec![
        "Exits".to_owned(),
        format!(
            "  batch {} is open with {}; it can close {}",
            open.id,
            token.show(open.shares),
            at(open.closes, now)
        ),
    ];
    lines.extend(exits.unsettled.iter().map(|batch| {
        format!(
            "  batch {} waits for {}; it is expected to pay {}",
            batch.id,
            coin.show(batch.payable),
            at(batch.eta, now)
        )
    }));
    lines.push(exits.instant.line(coin));
    if exits.claimable.batches > 0 {
        lines.push(format!(
            "  {} can be claimed from {} settled {}",
            coin.show(exits.claimable.coins),
            exits.claimable.batches,
            if exits.claimable.batches == 1 {
                "batch"
            } else {
                "batches"
            }
        ));
    }
    lines
}

fn at(time: u64, now: u64) -> String {
    match time.checked_sub(now).filter(|left| *left > 0) {
        None => "now".to_owned(),
        Some(left) => format!("at {}, in {}", when::utc(time), when::span(left)),
    }
}

fn solvency(status: &Status, coin: &Unit) -> Vec<String> {
    let solvency = &status.solvency;
    let verdict = if solvency.healthy {
        "healthy"
    } else {
        "NOT HEALTHY"
    };
    let mut lines = vec![
        "Solvency".to_owned(),
        format!(
            "  {verdict}: assets exceed what exits are owed by {}, the bank exceeds the books by {}",
            coin.show(solvency.margin),
            coin.show(solvency.bank_margin)
        ),
    ];
    if let Some(since) = solvency.short_since {
        lines.push(format!("  short since {}", when::utc(since)));
    }
    if !solvency.loss_carry.is_zero() {
        lines.push(format!(
            "  losses of {} are still to be made good before fees are taken again",
            coin.show(solvency.loss_carry)
        ));
    }
    lines
}

fn pauses(status: &Status) -> Vec<String> {
    let end = |until: Option<u64>| match until {
        Some(until) => format!(
            "until {}, {} from now",
            when::utc(until),
            when::span(until.saturating_sub(status.time))
        ),
        None => "until the owner lifts it".to_owned(),
    };
    let mut lines: Vec<String> = status
        .pauses
        .iter()
        .map(|pause| format!("  paused           {} {}", pause.domain.name(), end(pause.until)))
        .collect();
    if lines.is_empty() {
        lines.push("  paused           nothing".to_owned());
    }
    lines
}

fn crank(crank: &Crank, coin: &Unit) -> String {
    match crank {
        Crank::Fails(words) => format!("fail: {words}"),
        Crank::Would(report) if report.is_idle() => "do nothing".to_owned(),
        Crank::Would(report) => deeds(report, coin).join(", "),
    }
}

fn deeds(report: &CrankReport, coin: &Unit) -> Vec<String> {
    let mut deeds = Vec::new();
    if !report.settled.is_empty() {
        let ids: Vec<String> = report.settled.iter().map(u64::to_string).collect();
        deeds.push(format!("settle batch {}", ids.join(", ")));
    }
    if let Some(id) = report.closed {
        deeds.push(format!("close batch {id}"));
    }
    let portions = [
        ("undelegate", &report.undelegations),
        ("delegate", &report.delegations),
    ];
    for (verb, portions) in portions {
        if !portions.is_empty() {
            let sum = portions
                .iter()
                .fold(0_u128, |sum, p| sum.saturating_add(p.amount.units()));
            deeds.push(format!(
                "{verb} {} in {}",
                coin.show(sum.into()),
                counted(portions.len(), "message")
            ));
        }
    }
    if !report.redelegations.is_empty() {
        let sum = report
            .redelegations
            .iter()
            .fold(0_u128, |sum, step| sum.saturating_add(step.amount.units()));
        deeds.push(format!(
            "redelegate {} in {}",
            coin.show(sum.into()),
            counted(report.redelegations.len(), "message")
        ));
    }
    if !report.harvests.is_empty() {
        deeds.push(format!(
            "withdraw rewards of {}",
            counted(report.harvests.len(), "validator")
        ));
    }
    if report.forwarded {
        deeds.push("bring rewards in".to_owned());
    }
    if report.more {
        deeds.push("leave more for the next".to_owned());
    }
    deeds
}
