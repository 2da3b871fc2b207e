//! A proposal is queued.

use cosmwasm_std::{from_json, Addr, Binary, DepsMut, Env, Response, Storage};
use floe_api::timelock::{ProposedMsg, WasmAct, MAX_LINK, MAX_TITLE};
use floe_contract::{address, ShellError};
use floe_core::units::Seconds;
use floe_core::wait::{
    class_of, GovernedAct, GovernedTarget, WaitClass, Waiting, HUB_BRIEF, HUB_LONG, HUB_SHORT, MOST_MESSAGES,
    MOST_OPEN,
};
use packed_store::wire::Json;

use crate::error::{ContractError, ContractResult};
use crate::events::Fact;
use crate::instantiate::check_count;
use crate::state::{Config, TimelockProposal, CONFIG, LAST, OPEN, PROPOSALS, TIMES, WAITING};

/// Queues a proposal, to wait as the longest of its messages.
///
/// # Errors
/// [`ContractError::TooManyOpen`]; [`ContractError::NotForHub`]; [`ContractError::Unreadable`]; a title, link or number of
/// messages out of bounds, and an address that the chain writes otherwise: the hub under another spelling would be called
/// all the same.
pub fn queue(
    deps: DepsMut,
    env: &Env,
    proposer: Addr,
    title: String,
    link: Option<String>,
    msgs: Vec<ProposedMsg>,
) -> ContractResult<Response> {
    check_text("title", &title, MAX_TITLE)?;
    if let Some(link) = &link {
        check_text("link", link, MAX_LINK)?;
    }
    check_count("msgs", msgs.len(), 1, MOST_MESSAGES)?;
    let config = CONFIG.load(deps.storage)?;
    let mut class = WaitClass::Brief;
    for (place, ProposedMsg::Wasm(act)) in (1..).zip(&msgs) {
        let target = target(
            &config,
            &address::checked(deps.api, "contract_addr", act.contract())?,
        );
        if let WasmAct::UpdateAdmin { admin, .. } = act {
            address::checked(deps.api, "admin", admin)?;
        }
        class = class.max(class_of_act(place, target, act)?);
    }

    let now = env.block.time.seconds();
    let mut open = still_open(deps.storage, &proposer, now)?;
    if open.len() >= MOST_OPEN {
        return Err(ContractError::TooManyOpen {
            proposer: proposer.into_string(),
            open: open.len(),
            most: MOST_OPEN,
        });
    }
    let id = LAST.load(deps.storage)?.saturating_add(1);
    let waiting = Waiting::new(class, TIMES.load(deps.storage)?, now);
    open.push(id);
    LAST.save(deps.storage, &id)?;
    OPEN.save(deps.storage, &proposer, &open)?;
    WAITING.save(deps.storage, id, &waiting)?;
    let proposal = TimelockProposal {
        proposer,
        title,
        link,
        msgs,
    };
    PROPOSALS.save(deps.storage, id, &proposal)?;
    Ok(Response::new().add_event(Fact::Queued {
        id,
        proposer: proposal.proposer.as_str(),
        title: &proposal.title,
        class: class.name(),
        messages: u64::try_from(proposal.msgs.len()).unwrap_or(u64::MAX),
        due: waiting.due,
        expires: waiting.expires(),
    }))
}

/// Neither blank nor too long.
fn check_text(field: &'static str, text: &str, most: usize) -> ContractResult<()> {
    if text.trim().is_empty() {
        let reason = "it is blank; write what the proposal is about".to_owned();
        return Err(ShellError::Invalid { field, reason }.into());
    }
    Ok(check_count(field, text.len(), 1, most)?)
}

fn target(config: &Config, contract: &Addr) -> GovernedTarget {
    if *contract == config.hub {
        GovernedTarget::Hub
    } else if *contract == config.registry {
        GovernedTarget::Registry
    } else {
        GovernedTarget::Other
    }
}

/// The class of the message at a place, counted from one. What it calls is the only key of its JSON as the contracts' own
/// decoder reads it, escapes resolved.
fn class_of_act(place: usize, target: GovernedTarget, act: &WasmAct) -> ContractResult<WaitClass> {
    let (name, coins) = match act {
        WasmAct::Execute { msg, funds, .. } => (name(place, msg)?, !funds.is_empty()),
        WasmAct::Migrate { .. } | WasmAct::UpdateAdmin { .. } | WasmAct::ClearAdmin { .. } => {
            return Ok(class_of(target, GovernedAct::Code).unwrap_or(WaitClass::Long));
        }
    };
    let called = GovernedAct::Call { name: &name, coins };
    class_of(target, called).ok_or_else(|| ContractError::NotForHub {
        place,
        name: name.clone(),
        allowed: [&HUB_BRIEF[..], &HUB_SHORT, &HUB_LONG].concat().join(", "),
    })
}

fn name(place: usize, msg: &Binary) -> ContractResult<String> {
    let unreadable = |reason: String| ContractError::Unreadable { place, reason };
    let json: Json = from_json(msg).map_err(|error| unreadable(error.to_string()))?;
    let (name, _) = json
        .single()
        .ok_or_else(|| unreadable("it has not one key".to_owned()))?;
    Ok(name)
}

/// The proposals of somebody that have not ended.
fn still_open(storage: &dyn Storage, proposer: &Addr, now: Seconds) -> ContractResult<Vec<u64>> {
    let mut open = OPEN.may_load(storage, proposer)?.unwrap_or_default();
    let mut ended = Vec::new();
    for id in &open {
        if WAITING.load(storage, *id)?.check_open(now).is_err() {
            ended.push(*id);
        }
    }
    open.retain(|id| !ended.contains(id));
    Ok(open)
}
