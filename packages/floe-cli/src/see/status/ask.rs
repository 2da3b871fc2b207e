//! What the status is made of, as the contracts and the chain answer it.

use std::collections::BTreeMap;

use anyhow::Result;
use cosmwasm_std::Uint128;
use floe_api::hub::{BatchResponse, PowersResponse, SolvencyResponse};
use floe_client::protocol::small_param;
use floe_client::{ContractKind, Error, Protocol};
use floe_core::params::Param;
use floe_core::units::{Seconds, DAY};

use super::instant::InstantOffer;
use super::{Claimable, Crank, Exits, Fee, Jailed, OpenBatch, Power, Solvency, Status, Unsettled, Value};
use crate::losses::{self, Loss};
use crate::see::figures::Trailing;
use crate::see::owning_timelock;

/// Windows of the trailing rate, in days.
const WINDOWS: [u64; 3] = [1, 7, 30];
/// How far back losses are told, in days: as far as the longest window.
const LOSSES: u64 = 30;

pub fn status(protocol: &Protocol<'_>) -> Result<Status> {
    let chain = protocol.chain;
    let block = chain.block()?;
    let now = block.time.seconds();
    let state = protocol.hub().state()?;
    let solvency = protocol.hub().solvency()?;
    let powers = protocol.hub().powers()?;
    let guarantees = protocol.hub().guarantees()?;
    let losses = losses::since(protocol, now.saturating_sub(LOSSES.saturating_mul(DAY)))?;
    Ok(Status {
        chain_id: chain.facts().chain_id.clone(),
        height: block.height,
        time: now,
        hub: protocol.contracts.hub.clone(),
        condition: state.status.clone(),
        winding_down: powers.winding_down,
        rate: state.exchange_rate,
        apr: trailing(protocol, now, &losses)?,
        losses,
        jailed: jailed(protocol)?,
        value: value(&solvency, state.tvl_utoken),
        exits: exits(protocol, solvency.owed, InstantOffer::ask(protocol, &state)?)?,
        solvency: margins(&solvency),
        troubles: floe_keeper::warnings(&floe_keeper::backstops(protocol, &guarantees, &powers)?),
        guarantees,
        pauses: powers.pauses.clone(),
        last_sync: state.last_sync,
        sync_age: now.saturating_sub(state.last_sync),
        max_sync_age: small_param(&powers, Param::MaxSyncAge),
        crank: crank(protocol)?,
        fee: Fee {
            bps: powers.fee.bps,
            rise: powers.fee_rise.clone(),
            max_bps: powers.max_fee_bps,
            receivers: powers.fee.receivers.clone(),
        },
        powers: holders(protocol, &powers)?,
    })
}

/// The hub keeps no history until its first observation, and at first the same for all windows.
fn trailing(protocol: &Protocol<'_>, now: Seconds, losses: &[Loss]) -> Result<Vec<Trailing>> {
    let mut found: Vec<Trailing> = Vec::new();
    for days in WINDOWS {
        let from = now.saturating_sub(days.saturating_mul(DAY));
        let report = unless_refused(protocol.hub().report(Some(from), None))?.ok();
        let trailing = Trailing::of(days, report.as_ref(), losses);
        if found.last().is_none_or(|last| last.window != trailing.window) {
            found.push(trailing);
        }
    }
    Ok(found)
}

fn jailed(protocol: &Protocol<'_>) -> Result<Vec<Jailed>> {
    let chain = protocol.chain.validators()?;
    let jailed = chain.into_iter().filter(|validator| validator.jailed);
    let monikers: BTreeMap<String, String> = jailed.map(|v| (v.operator, v.moniker)).collect();
    let stake = protocol.hub().stake()?.into_iter();
    let ours = stake.filter(|stake| !stake.delegated.is_zero() || !stake.entries.is_empty());
    Ok(ours
        .filter_map(|stake| {
            let undelegating = stake.entries.iter().map(|entry| entry.expected);
            Some(Jailed {
                moniker: monikers.get(&stake.operator)?.clone(),
                undelegating: undelegating.fold(Uint128::zero(), |sum, one| sum.saturating_add(one)),
                delegated: stake.delegated,
                cumulative_loss: stake.cumulative_loss,
                operator: stake.operator,
            })
        })
        .collect())
}

fn crank(protocol: &Protocol<'_>) -> Result<Crank> {
    let preview = unless_refused(protocol.hub().preview_crank())?;
    Ok(match preview {
        Ok(report) => Crank::Would(report),
        Err(words) => Crank::Fails(words),
    })
}

/// A contract's refusal as its words; other failures stay failures.
fn unless_refused<T>(answer: floe_client::Result<T>) -> Result<Result<T, String>> {
    match answer {
        Ok(answer) => Ok(Ok(answer)),
        Err(Error::Contract { text, .. }) => Ok(Err(text)),
        Err(error) => Err(error.into()),
    }
}

fn value(solvency: &SolvencyResponse, tvl: Uint128) -> Value {
    Value {
        tvl,
        pool: solvency.pool,
        supply: solvency.supply,
        delegated: solvency.delegated,
        undelegating: solvency.undelegating,
        free: solvency.free,
        unreleased: solvency.unreleased,
        seed: solvency.seed,
    }
}

fn exits(protocol: &Protocol<'_>, owed: Uint128, instant: InstantOffer) -> Result<Exits> {
    let open = protocol.hub().pending_batch()?;
    let (settled, unsettled): (Vec<BatchResponse>, Vec<BatchResponse>) = protocol
        .hub()
        .batches()?
        .into_iter()
        .partition(|batch| batch.reconciled);
    let coins = settled.iter().fold(Uint128::zero(), |sum, batch| {
        sum.saturating_add(batch.amount_unclaimed)
    });
    let unsettled = unsettled.into_iter().map(|batch| Unsettled {
        id: batch.id,
        shares: batch.total_shares,
        payable: batch.amount_unclaimed,
        eta: batch.est_unbond_end_time,
    });
    Ok(Exits {
        open: OpenBatch {
            id: open.id,
            shares: open.usteak_to_burn,
            closes: open.est_unbond_start_time,
        },
        unsettled: unsettled.collect(),
        owed,
        instant,
        claimable: Claimable {
            batches: settled.len(),
            coins,
        },
    })
}

fn margins(solvency: &SolvencyResponse) -> Solvency {
    let known = solvency.free.saturating_add(solvency.reserved);
    let assets = solvency
        .delegated
        .saturating_add(solvency.undelegating)
        .saturating_add(solvency.free);
    Solvency {
        healthy: solvency.healthy,
        bank_margin: solvency.bank.saturating_sub(known),
        margin: assets.saturating_sub(solvency.owed),
        short_since: solvency.short_since,
        loss_carry: solvency.loss_carry,
    }
}

/// Every power over the three contracts.
fn holders(protocol: &Protocol<'_>, powers: &PowersResponse) -> Result<Vec<Power>> {
    let mut found = Vec::new();
    for contract in ContractKind::ALL {
        let (name, ownership) = (contract.name(), protocol.ownership(contract)?);
        found.push(Power {
            name: format!("owner of the {name}"),
            holder: ownership.owner,
            note: ownership.pending_owner.map(|to| format!("offered to {to}")),
        });
        found.push(Power {
            name: format!("chain-level admin of the {name}"),
            holder: protocol.admin(contract)?,
            note: Some("may replace the code".to_owned()),
        });
    }
    found.push(Power {
        name: "guardian".to_owned(),
        holder: powers.guardian.clone(),
        note: powers.guardian.as_ref().map(|_| {
            let armed = if powers.guardian_armed {
                "armed"
            } else {
                "used up until the owner re-arms it"
            };
            armed.to_owned()
        }),
    });
    found.push(Power {
        name: "governor".to_owned(),
        holder: powers.governor.clone(),
        note: None,
    });
    let registry = protocol.registry().config()?;
    for (name, holder) in [
        ("steward of the registry", registry.steward),
        ("lister of the registry", registry.lister),
    ] {
        found.push(Power {
            name: name.to_owned(),
            holder,
            note: None,
        });
    }
    if let Some((_, timelock)) = owning_timelock(protocol)? {
        let of_timelock = [
            ("proposers of the timelock", timelock.proposers),
            ("cancellers of the timelock", timelock.cancellers),
        ];
        found.extend(of_timelock.map(|(name, members)| Power {
            name: name.to_owned(),
            holder: (!members.is_empty()).then(|| members.join(", ")),
            note: None,
        }));
    }
    Ok(found)
}
