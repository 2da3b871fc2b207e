//! What cw-multi-test answers, as the outcome of a transaction.

use cosmwasm_std::{CosmosMsg, WasmMsg};
use cw_multi_test::AppResponse;
use cw_utils::{parse_execute_response_data, parse_instantiate_response_data};

use floe_client::{Answer, Error, Event, Result};

use crate::embedded::Answered;

/// Events and answer of the `index`-th message.
pub(super) fn of(index: usize, msg: &CosmosMsg, response: AppResponse) -> Result<Answered> {
    let events = response.events.into_iter().map(|event| Event {
        kind: event.ty,
        attributes: event.attributes.into_iter().map(|a| (a.key, a.value)).collect(),
        message: Some(index),
    });
    let data = response.data.unwrap_or_default();
    let unreadable = |error| Error::unreadable(format!("message {index}"), error);
    let answer = match msg {
        CosmosMsg::Wasm(WasmMsg::Instantiate { .. }) => {
            let parsed = parse_instantiate_response_data(&data).map_err(unreadable)?;
            Answer::Instantiated {
                contract: parsed.contract_address,
                data: parsed.data,
            }
        }
        CosmosMsg::Wasm(WasmMsg::Execute { .. } | WasmMsg::Migrate { .. }) => Answer::Executed {
            data: parse_execute_response_data(&data).map_err(unreadable)?.data,
        },
        _ => Answer::Native(data),
    };
    Ok((events.collect(), answer))
}
