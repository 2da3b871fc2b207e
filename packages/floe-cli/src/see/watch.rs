//! `floe watch`: says when an exit can be claimed, when the rate falls, and when a validator is slashed or jailed.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use anyhow::{bail, Result};
use cosmwasm_std::{Decimal, Uint128};
use floe_api::hub::RequestState;
use floe_client::{when, ErrorKind, Protocol};
use floe_core::units::Seconds;
use serde::Serialize;

use crate::admin::seconds;
use crate::context::Context;
use crate::exit::ExitCode;
use crate::input::account;
use crate::see::percent;
use crate::told::Wording;
use crate::units::price;

#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  floe watch\n  floe watch wasm1... --for 12h --json | while read line; do notify-send \"$line\"; done"
)]
pub struct WatchArgs {
    /// Whose exits; otherwise those of the configured key, or nobody's where there is none.
    address: Option<String>,
    /// How long, such as 30min or 7d; otherwise until a signal says stop.
    #[arg(long = "for", value_name = "TIME")]
    length: Option<String>,
    /// Between two looks, such as 30s.
    #[arg(long, value_name = "TIME", default_value = "30s")]
    every: String,
}

/// What is worth a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "event")]
enum Sighting {
    Claimable { batch: u64, amount: Uint128 },
    RateFell { from: Decimal, to: Decimal },
    Slashed { validator: String, lost: Uint128 },
    Jailed { validator: String },
    Freed { validator: String },
    NodeFails { reason: String },
    NodeAnswers,
}

#[derive(Serialize)]
struct Line {
    /// Unix seconds of this machine.
    time: Seconds,
    #[serde(flatten)]
    sighting: Sighting,
}

/// The protocol and an account at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct View {
    rate: Option<Decimal>,
    /// What each claimable batch pays.
    claimable: BTreeMap<u64, Uint128>,
    /// What slashes have cost at each validator.
    lost: BTreeMap<String, Uint128>,
    /// Of the validators with the hub's stake.
    jailed: BTreeSet<String>,
}

pub fn run(args: WatchArgs, context: &mut Context<'_>) -> Result<ExitCode> {
    let every = time(&args.every, "--every")?;
    if every == 0 {
        bail!("--every is 0; wait a second at least");
    }
    let length = args
        .length
        .as_deref()
        .map(|text| time(text, "--for"))
        .transpose()?;
    let address = match &args.address {
        Some(address) => Some(account(&*context.chain, "the account", address)?),
        None if context.settings.key.is_some() => Some(context.own_address()?),
        None => None,
    };
    let units = Wording::of(context)?;
    let stop = (context.host.stop)()?;
    let began = (context.host.clock)();
    let mut before = look(&context.protocol()?, address.as_deref())?;
    let whose = address
        .as_deref()
        .map_or("nobody's exits".to_owned(), |it| format!("the exits of {it}"));
    context
        .host
        .note(format!("Watching rate, validators and {whose}, every {every} s."));
    for sighting in before.opening() {
        say(sighting, &units, context)?;
    }
    let mut failing = false;
    while !stop.is_asked() {
        let watched = (context.host.clock)().saturating_sub(began);
        let left = length.map_or(u64::MAX, |length| length.saturating_sub(watched));
        if left == 0 {
            break;
        }
        // The last look is at the end of the time that was asked for.
        (context.host.wait)(Duration::from_secs(every.min(left)), &stop);
        context.chain.begin();
        let looked = context
            .protocol()
            .and_then(|protocol| look(&protocol, address.as_deref()));
        match looked {
            Ok(now) => {
                if failing {
                    say(Sighting::NodeAnswers, &units, context)?;
                }
                failing = false;
                for sighting in now.since(&before) {
                    say(sighting, &units, context)?;
                }
                before = now;
            }
            Err(error) if ErrorKind::of(error.as_ref()) == Some(ErrorKind::NoChain) => {
                if !failing {
                    let reason = format!("{error:#}");
                    say(Sighting::NodeFails { reason }, &units, context)?;
                }
                failing = true;
            }
            Err(error) => return Err(error),
        }
    }
    Ok(ExitCode::Done)
}

fn time(text: &str, flag: &str) -> Result<u64> {
    let read = seconds(text).ok().and_then(|secs| u64::try_from(secs).ok());
    match read {
        Some(secs) => Ok(secs),
        None => bail!(
            "{flag} is {}; write such as 30s, 15min, 12h or 7d",
            crate::input::cited(text)
        ),
    }
}

fn look(protocol: &Protocol<'_>, address: Option<&str>) -> Result<View> {
    let hub = protocol.hub();
    let mut view = View {
        rate: Some(hub.state()?.exchange_rate),
        ..View::default()
    };
    if let Some(address) = address {
        let requests = hub.requests(address)?.into_iter();
        let settled = requests.filter(|request| request.state == RequestState::Completed);
        view.claimable = settled.map(|request| (request.id, request.amount)).collect();
    }
    let stake = hub.stake()?;
    for validator in protocol.chain.validators()? {
        let ours = stake.iter().find(|stake| stake.operator == validator.operator);
        if ours.is_some_and(|stake| !stake.delegated.is_zero() || !stake.entries.is_empty())
            && validator.jailed
        {
            view.jailed.insert(validator.operator);
        }
    }
    view.lost = stake
        .into_iter()
        .map(|stake| (stake.operator, stake.cumulative_loss))
        .collect();
    Ok(view)
}

impl View {
    /// What is worth a line at the first look.
    fn opening(&self) -> Vec<Sighting> {
        self.since(&Self {
            lost: self.lost.clone(),
            ..Self::default()
        })
    }

    /// What has happened since an earlier look.
    fn since(&self, before: &Self) -> Vec<Sighting> {
        let mut found = Vec::new();
        if let (Some(from), Some(to)) = (before.rate, self.rate) {
            if to < from {
                found.push(Sighting::RateFell { from, to });
            }
        }
        for (validator, lost) in &self.lost {
            let known = before.lost.get(validator).copied().unwrap_or_default();
            let more = lost.saturating_sub(known);
            if !more.is_zero() {
                found.push(Sighting::Slashed {
                    validator: validator.clone(),
                    lost: more,
                });
            }
        }
        let jailed = self.jailed.difference(&before.jailed).cloned();
        found.extend(jailed.map(|validator| Sighting::Jailed { validator }));
        let freed = before.jailed.difference(&self.jailed).cloned();
        found.extend(freed.map(|validator| Sighting::Freed { validator }));
        for (batch, amount) in &self.claimable {
            if !before.claimable.contains_key(batch) {
                found.push(Sighting::Claimable {
                    batch: *batch,
                    amount: *amount,
                });
            }
        }
        found
    }
}

fn say(sighting: Sighting, units: &Wording, context: &mut Context<'_>) -> Result<()> {
    let line = Line {
        time: (context.host.clock)(),
        sighting,
    };
    let text = match context.common.json {
        true => serde_json::to_string(&line)?,
        false => format!("{}  {}", when::utc(line.time), line.sighting.told(units)),
    };
    context.host.say(text)
}

impl Sighting {
    fn told(&self, units: &Wording) -> String {
        let Wording { coin, token } = units;
        match self {
            Self::Claimable { batch, amount } => format!(
                "the exit in batch {batch} can be claimed: {}; collect it with `floe claim`",
                coin.show(*amount)
            ),
            Self::RateFell { from, to } => format!(
                "1 {} is worth {} now, it was {}{}",
                token.display,
                price(*to, token, coin),
                price(*from, token, coin),
                crate::losses::growth(*from, *to)
                    .map(|change| format!(" ({})", percent(change)))
                    .unwrap_or_default()
            ),
            Self::Slashed { validator, lost } => {
                format!(
                    "a slash at {validator} has cost the protocol {}",
                    coin.show(*lost)
                )
            }
            Self::Jailed { validator } => format!("{validator} is jailed: stake there earns nothing"),
            Self::Freed { validator } => {
                format!("{validator} is not jailed any more, or has none of the stake")
            }
            Self::NodeFails { reason } => format!("the node does not answer: {reason}"),
            Self::NodeAnswers => "the node answers again".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view() -> View {
        View {
            rate: Some("1.1".parse().unwrap()),
            claimable: BTreeMap::from([(3, Uint128::new(7))]),
            lost: BTreeMap::from([("v".to_owned(), Uint128::new(5))]),
            jailed: BTreeSet::from(["v".to_owned()]),
        }
    }

    #[test]
    fn the_first_look_tells_what_is_to_do_and_not_what_is_long_past() {
        let expected = [
            Sighting::Jailed {
                validator: "v".to_owned(),
            },
            Sighting::Claimable {
                batch: 3,
                amount: Uint128::new(7),
            },
        ];
        assert_eq!(view().opening(), expected);
    }

    #[test]
    fn only_what_is_new_is_told() {
        let before = view();
        assert!(before.since(&before).is_empty());
        let mut now = view();
        now.rate = Some("1.05".parse().unwrap());
        now.lost.insert("v".to_owned(), Uint128::new(8));
        now.jailed.clear();
        now.claimable.insert(4, Uint128::new(9));
        let told: Vec<String> = now
            .since(&before)
            .iter()
            .map(|sighting| serde_json::to_string(sighting).unwrap())
            .collect();
        assert_eq!(
            told,
            [
                r#"{"event":"rate_fell","from":"1.1","to":"1.05"}"#,
                r#"{"event":"slashed","validator":"v","lost":"3"}"#,
                r#"{"event":"freed","validator":"v"}"#,
                r#"{"event":"claimable","batch":4,"amount":"9"}"#,
            ]
        );
        now.rate = Some("1.2".parse().unwrap());
        now.lost.clear();
        assert_eq!(now.since(&before).len(), 2);
    }
}
