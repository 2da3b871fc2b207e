//! Stake that answers nobody: writing it off in two steps, and giving it up.

use anyhow::Result;
use cosmwasm_std::{Decimal, Uint128};
use floe_api::hub::{ExecuteMsg, SilenceResponse, ValidatorResponse};
use floe_core::silence::{self, Silence, WriteOffStep};
use floe_core::{Position, SortedMap};

use floe_client::{when, ContractKind};

use super::plan::{refuse, AdminPlan, Situation};
use super::power::{is_owner, Power};
use crate::see::share;

pub fn write_off(at: &Situation<'_>, validator: String) -> Result<AdminPlan> {
    let stakes = at.protocol.hub().stake()?;
    let positions: SortedMap<String, Position> = stakes.iter().map(position).collect();
    let known = known(&stakes, &validator);
    let by_owner = is_owner(&at.protocol, ContractKind::Hub, &at.sender)?;
    let step = silence::write_off(at.now, &validator, &positions, known, by_owner);
    let step = step.or_else(|reason| refused(&validator, reason))?;
    let position = positions.get(&validator).cloned().unwrap_or_default();
    let stake = Uint128::from(position.booked);
    let silent = at.now.saturating_sub(position.harvested_at);
    let books = at.protocol.hub().solvency()?;
    let all = books.pool.saturating_add(books.owed);
    let part = Decimal::checked_from_ratio(stake, all).unwrap_or_default();
    let loss = format!(
        "{}, {} of what holders and those who wait have",
        at.coin.show(stake),
        share(part)
    );
    let title = format!("write off {validator}");
    let plan = plan(at, title, &ExecuteMsg::WriteOff { validator })?.fact(
        "silent for",
        format!("{}; its last answer counts", when::span(silent)),
    );
    Ok(match step {
        WriteOffStep::Announce => plan
            .fact(
                "now",
                "an announcement, which the next success of any message to it voids",
            )
            .fact(
                "then",
                format!(
                    "sent again from {} on, with half of the others answering: a loss of {loss}",
                    when::seen_from(at.now, at.now.saturating_add(silence::NOTICE))
                ),
            ),
        WriteOffStep::Book => plan
            .fact(
                "books",
                format!("a loss of {loss}, shared like a slash; the rate falls at once"),
            )
            .fact(
                "deposits",
                "are priced as if it were there, until the owner gives it up with `floe admin forget`",
            )
            .fact("comes back", "as a gain, if a message to it ever succeeds"),
    })
}

pub fn forget(at: &Situation<'_>, validator: String) -> Result<AdminPlan> {
    let mut silence = known(&at.protocol.hub().stake()?, &validator).unwrap_or_default();
    let amount = silence.counted();
    silence
        .forget(at.now)
        .or_else(|reason| refused(&validator, reason))?;
    let title = format!("give up {validator}");
    Ok(plan(at, title, &ExecuteMsg::Forget { validator })?
        .fact(
            "deposits",
            format!(
                "are no longer priced as if {} were there",
                at.coin.show(amount.into())
            ),
        )
        .fact(
            "comes back",
            "as a gain of whoever holds then, if a message to it ever succeeds",
        ))
}

fn plan(at: &Situation<'_>, title: String, msg: &ExecuteMsg) -> Result<AdminPlan> {
    AdminPlan::new(title, Power::of_hub(msg), &at.protocol.contracts.hub, msg)
}

fn refused<T>(validator: &str, reason: &str) -> Result<T> {
    refuse(format!("not for {validator}: {reason}"))
}

fn position(stake: &ValidatorResponse) -> (String, Position) {
    let position = Position {
        booked: stake.delegated.into(),
        harvested_at: stake.harvested_at,
        ..Position::default()
    };
    (stake.operator.clone(), position)
}

fn known(stakes: &[ValidatorResponse], validator: &str) -> Option<Silence> {
    let stake = stakes.iter().find(|stake| stake.operator == validator);
    let silence = |silence: &SilenceResponse| Silence {
        announced_at: silence.announced_at,
        written_off_at: silence.written_off_at.unwrap_or_default(),
        amount: silence.amount.into(),
        forgotten: silence.forgotten,
    };
    stake.and_then(|stake| stake.silent.as_ref()).map(silence)
}
