//! `floe admin … --simulate`: what a change does to the protocol as it is now, by the engine, over some time.

use std::collections::BTreeMap;

use anyhow::{bail, Context as _, Result};
use cosmwasm_std::{Decimal, Int128, SignedDecimal, Uint128};
use floe_api::hub::ReportResponse;
use floe_client::{when, ErrorCode};
use floe_core::convert::mul_div_floor;
use floe_core::units::{Seconds, BPS, DAY, YEAR};
use floe_draw::Table;
use floe_sim::simulate::ahead::{
    play, Outlook, Pace, Present, PresentBatch, PresentEntry, PresentValidator, ProtocolRules, MAX_DAYS,
};
use serde::Serialize;

use super::action::Action;
use super::plan::{RuleChange, Situation};
use super::{params, registry, situation};
use crate::context::Context;
use crate::exit::ExitCode;
use crate::input::{cited, WrongInput};
use crate::see::{bps, counted, percent, share};

/// Days of the past that tell how fast coins come and go.
const PAST: u64 = 30;

#[derive(clap::Args)]
pub struct OutlookFlags {
    /// Play this long, such as 90d, as it is and with the change, and show both; needs no key, sends nothing.
    #[arg(long, global = true, value_name = "SPAN", help_heading = "Governing")]
    simulate: Option<String>,
    /// Deposits a day of what is played; otherwise as in the last 30 days.
    #[arg(
        long,
        global = true,
        value_name = "AMOUNT",
        help_heading = "Governing",
        requires = "simulate"
    )]
    daily_deposits: Option<String>,
    /// Exits a day of what is played; otherwise as in the last 30 days.
    #[arg(
        long,
        global = true,
        value_name = "AMOUNT",
        help_heading = "Governing",
        requires = "simulate"
    )]
    daily_exits: Option<String>,
    /// Rewards on staked coins after commission of what is played, in basis points a year; otherwise as in the last 30 days.
    #[arg(
        long,
        global = true,
        value_name = "BPS",
        help_heading = "Governing",
        requires = "simulate",
        value_parser = clap::value_parser!(u64).range(0..=10_000)
    )]
    rewards_bps: Option<u64>,
}

impl OutlookFlags {
    pub const fn asked(&self) -> bool {
        self.simulate.is_some()
    }

    /// Whether nothing is taken from the past.
    const fn give_all(&self) -> bool {
        self.daily_deposits.is_some() && self.daily_exits.is_some() && self.rewards_bps.is_some()
    }

    fn days(&self) -> Result<u64> {
        let span = self.simulate.as_deref().unwrap_or_default();
        let Ok(secs) = params::seconds(span) else {
            return WrongInput::refuse(
                ErrorCode::Input,
                format!("--simulate is {}; write such as 90d", cited(span)),
            );
        };
        let days = u64::try_from(secs.div_ceil(DAY.into())).unwrap_or(u64::MAX);
        if !(1..=MAX_DAYS).contains(&days) {
            bail!("--simulate is {days} days; it must be 1 to {MAX_DAYS}");
        }
        Ok(days)
    }
}

/// Both plays. Amounts are base units, parts millionths, waits minutes.
#[derive(Serialize)]
struct Comparison {
    days: u64,
    /// Of the past that the pace was taken from, in seconds; none where all of it was given or the past is too short.
    past: Option<Seconds>,
    #[serde(skip)]
    given: bool,
    pace: Pace,
    before: Outlook,
    after: Outlook,
    /// The rate and the pool now.
    rate: Decimal,
    pool: Uint128,
    /// What validators call themselves, by operator.
    names: BTreeMap<String, String>,
    /// Staked now, by operator.
    stakes: BTreeMap<String, u128>,
}

pub fn run(action: Action, flags: &OutlookFlags, context: &mut Context<'_>) -> Result<ExitCode> {
    let days = flags.days()?;
    let owner = context.protocol()?.hub().powers()?.owner.unwrap_or_default();
    let at = situation(&owner, context)?;
    let plan = action.plan(&at)?;
    let Some(change) = plan.change else {
        bail!(
            "to {} changes nothing that can be played on; parameters, fee, weights, validators and the registry's parameters do",
            plan.title
        );
    };
    let before = rules(&at)?;
    let after = with(&before, change);
    let (pace, past) = pace(&at, flags)?;
    let given = flags.give_all();
    let present = present(&at)?;
    let played = |rules| play(&present, rules, pace, days).context("this state cannot be played on");
    let (state, known) = (at.protocol.hub().state()?, at.protocol.chain.validators()?);
    let comparison = Comparison {
        days,
        past: past.filter(|_| !given),
        given,
        pace,
        before: played(&before)?,
        after: played(&after)?,
        rate: state.exchange_rate,
        pool: state.total_native,
        names: known.into_iter().map(|one| (one.operator, one.moniker)).collect(),
        stakes: present
            .validators
            .iter()
            .map(|validator| (validator.operator.clone(), validator.delegated))
            .collect(),
    };
    let (title, facts, coin) = (plan.title, plan.facts, at.coin.clone());
    context.host.note(format!("To {title}:"));
    for (name, value) in facts {
        context.host.note(format!("  {name}: {value}"));
    }
    context.show(&comparison, |comparison| {
        let show = |units: u128| coin.show(units.into());
        lines(comparison, &show)
    })?;
    Ok(ExitCode::Done)
}

/// What is in force.
fn rules(at: &Situation<'_>) -> Result<ProtocolRules> {
    let powers = at.protocol.hub().powers()?;
    let book = registry::book(at)?;
    Ok(ProtocolRules {
        params: params::present(&powers, at.token.exponent)?,
        fee_bps: powers.fee.bps,
        registry: book.entries,
        registry_params: book.params,
    })
}

fn with(before: &ProtocolRules, change: RuleChange) -> ProtocolRules {
    let mut after = before.clone();
    match change {
        RuleChange::Params(params) => after.params = params,
        RuleChange::Fee(points) => after.fee_bps = points,
        RuleChange::Registry(book) => {
            after.registry = book.entries;
            after.registry_params = book.params;
        }
    }
    after
}

/// How fast coins come and go, and over how much of the past that was seen.
fn pace(at: &Situation<'_>, flags: &OutlookFlags) -> Result<(Pace, Option<Seconds>)> {
    let from = at.now.saturating_sub(PAST.saturating_mul(DAY));
    let report = at.protocol.hub().report(Some(from), None)?;
    let delegated = at.protocol.hub().solvency()?.delegated.u128();
    let (seen, past) = seen(&report, delegated)?;
    let given = |amount: &Option<String>| {
        let units = amount.as_deref().map(|amount| at.coin.parse(amount)).transpose();
        units.map(|units| units.map(|units| units.u128()))
    };
    let deposits = given(&flags.daily_deposits).context("--daily-deposits")?;
    let exits = given(&flags.daily_exits).context("--daily-exits")?;
    let pace = Pace {
        apr_bps: flags.rewards_bps.unwrap_or(seen.apr_bps),
        deposits: deposits.unwrap_or(seen.deposits),
        exits: exits.unwrap_or(seen.exits),
    };
    Ok((pace, past))
}

/// Nothing of less than a day.
fn seen(report: &ReportResponse, delegated: u128) -> Result<(Pace, Option<Seconds>)> {
    let past = report.closing.time.saturating_sub(report.opening.time);
    if past < DAY {
        let still = Pace {
            apr_bps: 0,
            deposits: 0,
            exits: 0,
        };
        return Ok((still, None));
    }
    let a_day = |amount: u128| mul_div_floor(amount, DAY.into(), past.into());
    let rewards = report.gross_rewards.u128();
    let yearly = mul_div_floor(rewards, YEAR.into(), past.into())?;
    let apr = mul_div_floor(yearly, BPS, delegated.max(1))
        .unwrap_or(BPS)
        .min(BPS);
    let pace = Pace {
        apr_bps: u64::try_from(apr)?,
        deposits: a_day(report.deposits.u128())?,
        exits: a_day(report.exits.u128().saturating_add(report.instant_exits.u128()))?,
    };
    Ok((pace, Some(past)))
}

fn present(at: &Situation<'_>) -> Result<Present> {
    let hub = at.protocol.hub();
    let (books, stake, open) = (hub.solvency()?, hub.stake()?, hub.pending_batch()?);
    let rules = at.protocol.chain.staking_params()?;
    let known = at.protocol.chain.validators()?;
    let mut validators: Vec<PresentValidator> = known
        .iter()
        .map(|validator| PresentValidator {
            operator: validator.operator.clone(),
            tokens: validator.tokens,
            delegated: 0,
            bonded: validator.is_bonded(),
            harvested_at: 0,
            entries: Vec::new(),
        })
        .collect();
    for held in stake {
        let entries = held.entries.iter().map(|entry| PresentEntry {
            amount: entry.amount.u128(),
            expected: entry.expected.u128(),
            completion: entry.completion,
        });
        let entries = entries.collect();
        let known = validators
            .iter_mut()
            .find(|known| known.operator == held.operator);
        match known {
            Some(known) => {
                known.delegated = held.delegated.u128();
                known.harvested_at = held.harvested_at;
                known.entries = entries;
            }
            // It is gone; what is on its way from it still comes.
            None => validators.push(PresentValidator {
                operator: held.operator,
                tokens: held.delegated.u128(),
                delegated: held.delegated.u128(),
                bonded: false,
                harvested_at: held.harvested_at,
                entries,
            }),
        }
    }
    let batches = hub.batches()?.into_iter().filter(|batch| !batch.reconciled);
    let batches = batches.map(|batch| PresentBatch {
        id: batch.id,
        shares: batch.total_shares.u128(),
        payable: batch.amount_unclaimed.u128(),
        estimate: batch.est_unbond_end_time,
    });
    Ok(Present {
        now: at.now,
        unbonding: rules.unbonding_secs,
        max_entries: rules.max_entries,
        validators,
        batches: batches.collect(),
        open: open.id,
        due: open.est_unbond_start_time,
        interval: hub.powers()?.interval_in_force,
        free: books.free.u128(),
        reserved: books.reserved.u128(),
        supply: books.supply.u128(),
        seed: books.seed.u128(),
        escrow: books.escrow.u128(),
        unreleased: books.unreleased.u128(),
        loss_carry: books.loss_carry.u128(),
    })
}

fn lines(comparison: &Comparison, show: &dyn Fn(u128) -> String) -> Vec<String> {
    let Comparison {
        days,
        pace,
        before,
        after,
        ..
    } = comparison;
    let source = match comparison.past {
        Some(past) => format!("where not given, as in the last {}", when::span(past)),
        None if comparison.given => "as given".to_owned(),
        None => {
            "nothing where not given, as the history is shorter than a day: --rewards-bps, --daily-deposits and --daily-exits \
             give them"
                .to_owned()
        }
    };
    let mut lines = vec![format!(
        "Played from this state: rewards of {} a year after commission, deposits of {} and exits of {} a day ({source}); no slashes",
        bps(pace.apr_bps),
        show(pace.deposits),
        show(pace.exits)
    )];
    let title = format!("After {}", counted(*days, "day"));
    let mut table = Table::new(title, &["", "now", "as it is", "with the change"]);
    let mut row = |name: &str, now: String, of: &dyn Fn(&Outlook) -> String| {
        table.row([name.to_owned(), now, of(before), of(after)]);
    };
    let nothing = String::new;
    row("rate", comparison.rate.to_string(), &|o| o.rate.to_string());
    row("its growth", nothing(), &|o| grown(o.growth));
    row("pool", show(comparison.pool.u128()), &|o| show(o.pool.units()));
    row("rewards", nothing(), &|o| show(o.rewards.units()));
    row("fees of these", nothing(), &|o| show(o.fees.units()));
    row("free coins, of all, in the mean", nothing(), &|o| part(o.idle));
    row("redelegated", nothing(), &|o| show(o.redelegated));
    row(
        "most stake with one validator",
        largest(&comparison.stakes),
        &|o| part(o.largest),
    );
    row("its double sign takes of the pool", nothing(), &|o| {
        part(o.double_sign)
    });
    row("batches paid", nothing(), &|o| o.batches.to_string());
    row("exit time, median", nothing(), &|o| wait(o.wait_median));
    row("exit time, longest", nothing(), &|o| wait(o.wait_longest));
    row("deposits refused", nothing(), &|o| o.deposits_refused.to_string());
    row("staking messages", nothing(), &|o| o.staking_messages.to_string());
    row("gas of keepers, in millions", nothing(), &|o| {
        o.gas_of_keepers.div_euclid(1_000_000).to_string()
    });
    let mut operators: Vec<&String> = before.stakes.keys().chain(after.stakes.keys()).collect();
    operators.extend(
        comparison
            .stakes
            .iter()
            .filter(|(_, stake)| **stake > 0)
            .map(|(operator, _)| operator),
    );
    operators.sort();
    operators.dedup();
    for operator in operators {
        let of = |stakes: &BTreeMap<String, u128>| show(stakes.get(operator).copied().unwrap_or_default());
        let moniker = comparison.names.get(operator).filter(|name| !name.is_empty());
        let name = floe_client::text::plain(moniker.unwrap_or(operator));
        row(&format!("stake with {name}"), of(&comparison.stakes), &|o| {
            of(&o.stakes)
        });
    }
    lines.extend(table.lines());
    lines
}

fn part(millionths: u128) -> String {
    share(Decimal::from_ratio(millionths, 1_000_000_u128))
}

fn grown(millionths: i128) -> String {
    let growth = SignedDecimal::checked_from_ratio(Int128::new(millionths), Int128::new(1_000_000));
    growth.map(percent).unwrap_or_default()
}

fn wait(minutes: Option<u64>) -> String {
    minutes.map_or("-".to_owned(), |minutes| when::span(minutes.saturating_mul(60)))
}

fn largest(stakes: &BTreeMap<String, u128>) -> String {
    let all = stakes
        .values()
        .fold(0_u128, |sum, stake| sum.saturating_add(*stake));
    let most = stakes.values().max().copied().unwrap_or_default();
    Decimal::checked_from_ratio(most, all)
        .map(share)
        .unwrap_or_default()
}
