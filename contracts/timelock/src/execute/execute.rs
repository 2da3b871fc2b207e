//! A proposal is executed.

use cosmwasm_std::{Addr, CosmosMsg, DepsMut, Env, Response};
use floe_core::wait::WaitEnd;

use crate::error::ContractResult;
use crate::events::{looked, Fact};
use crate::outside::{check_exits, open_batch, supply};
use crate::state::{waiting, CONFIG, PROPOSALS, TIMES, WAITING};

/// Looks at the objections once more, as the supply may have fallen since, and sends the messages. A proposal that is due later by
/// this look, or has to wait for a batch by it, is not executed; that is kept, so it is no error (docs/adr/0200). It is
/// executed before its messages leave: what they call finds it so. When one of them fails, all of it is undone and may be tried
/// again.
///
/// # Errors
/// [`WaitRefusal`](floe_core::wait::WaitRefusal) for one that is not due, has ended, or waits for exits; when the batch that it
/// waits for cannot be read.
pub fn execute(deps: DepsMut, env: &Env, sender: &Addr, id: u64) -> ContractResult<Response> {
    let now = env.block.time.seconds();
    let mut waiting = waiting(deps.storage, id)?;
    waiting.check_due(now)?;
    let config = CONFIG.load(deps.storage)?;
    let supply = supply(&deps.querier, &config.hub);
    let look = waiting.look(TIMES.load(deps.storage)?, supply, now)?;
    if look.to_mark {
        waiting.mark = Some(open_batch(&deps.querier, &config.hub));
    }
    let objections = look.postponed.then(|| waiting.objections(supply)).transpose()?;
    let looked = Response::new().add_events(looked(id, &waiting, objections, look.to_mark));
    if now < waiting.due {
        WAITING.save(deps.storage, id, &waiting)?;
        return Ok(looked);
    }
    let settled = check_exits(&deps.querier, &config, &waiting, now);
    if look.to_mark && settled.is_err() {
        WAITING.save(deps.storage, id, &waiting)?;
        return Ok(looked);
    }
    settled?;
    waiting.end = Some(WaitEnd::Executed);
    WAITING.save(deps.storage, id, &waiting)?;
    let msgs = PROPOSALS.load(deps.storage, id)?.msgs;
    let executed = Fact::Executed {
        id,
        sender: sender.as_str(),
    };
    Ok(looked
        .add_event(executed)
        .add_messages(msgs.into_iter().map(CosmosMsg::from)))
}
