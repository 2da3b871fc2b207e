//! What the hub asks the chain and the registry, and what the chain answers its messages.
//!
//! Answers are read into a tree, out of which the few fields needed are taken by name: a decoder for each type of answer
//! would be 3,000 bytes of Wasm (docs/adr/0030). Fields that are not asked for may be anything but fractions.

use cosmwasm_std::{
    from_json, to_json_vec, Addr, Binary, MsgResponse, QuerierWrapper, Reply, StdError, StdResult,
    SubMsgResponse, SubMsgResult,
};
use floe_api::registry::QueryMsg;
use floe_core::allocation::{Share, Targets};
use floe_core::units::{Native, Seconds};
use floe_core::SortedMap;
use packed_store::wire::{Field, Json};

/// The chain's staking denom.
pub fn bonded_denom(querier: &QuerierWrapper) -> StdResult<String> {
    take(&mut ask(querier, "staking", "bonded_denom", &[])?, "denom")
}

/// What an account has of a denom, in base units.
pub fn balance(querier: &QuerierWrapper, account: &Addr, denom: &str) -> StdResult<Native> {
    let fields = [("address", account.as_str()), ("denom", denom)];
    let mut answer = ask(querier, "bank", "balance", &fields)?;
    amount(&mut take::<Json>(&mut answer, "amount")?)
}

/// The account's delegations in the denom by operator, in base units.
pub fn delegations(
    querier: &QuerierWrapper,
    account: &Addr,
    denom: &str,
) -> StdResult<SortedMap<String, Native>> {
    let fields = [("delegator", account.as_str())];
    let mut answer = ask(querier, "staking", "all_delegations", &fields)?;
    let mut found = SortedMap::new();
    for mut delegation in take::<Vec<Json>>(&mut answer, "delegations")? {
        let mut coin: Json = take(&mut delegation, "amount")?;
        let shown: String = take(&mut coin, "denom")?;
        if shown != denom {
            // Left out, it would be booked as a total loss.
            let reason =
                format!("the chain shows delegations in {shown}; the hub's staking denom is {denom}");
            return Err(StdError::generic_err(reason));
        }
        found.insert(take(&mut delegation, "validator")?, amount(&mut coin)?);
    }
    Ok(found)
}

/// Who may migrate the contract.
pub fn admin(querier: &QuerierWrapper, contract: &Addr) -> StdResult<Option<String>> {
    let fields = [("contract_addr", contract.as_str())];
    take(&mut ask(querier, "wasm", "contract_info", &fields)?, "admin")
}

/// The registry's targets, read from its storage; a registry that does not store them is queried.
pub fn targets(querier: &QuerierWrapper, registry: &Addr, now: Seconds) -> StdResult<Targets> {
    floe_api::targets::query_raw(querier, registry, now).or_else(|_| queried_targets(querier, registry))
}

/// The registry's answer to `targets`.
fn queried_targets(querier: &QuerierWrapper, registry: &Addr) -> StdResult<Targets> {
    let mut answer = ask_registry(querier, registry, &QueryMsg::Targets {})?;
    let share = |mut share: Json| {
        Ok(Share {
            operator: take(&mut share, "operator")?,
            weight: take(&mut share, "weight")?,
            accepting: take(&mut share, "accepting")?,
        })
    };
    let shares: Vec<Json> = take(&mut answer, "shares")?;
    Ok(Targets {
        shares: shares.into_iter().map(share).collect::<StdResult<_>>()?,
        max_share_bps: take(&mut answer, "max_share_bps")?,
    })
}

/// All validators of the registry, and whether each is paused.
pub fn validators(querier: &QuerierWrapper, registry: &Addr) -> StdResult<Vec<(String, bool)>> {
    let question = QueryMsg::Validators {
        start_after: None,
        limit: u32::try_from(floe_api::registry::MAX_VALIDATORS).ok(),
    };
    let answer = ask_registry(querier, registry, &question)?;
    let validators = Vec::<Json>::parse(answer).map_err(unreadable)?;
    let validator = |mut validator: Json| {
        let operator = take(&mut validator, "operator")?;
        let status: Json = take(&mut validator, "status")?;
        // `active` and `draining` are words, a pause is an object with its end.
        Ok((operator, matches!(status, Json::Object(_))))
    };
    validators.into_iter().map(validator).collect()
}

/// Since when a validator is listed in the registry, unix seconds.
pub fn listed_at(querier: &QuerierWrapper, registry: &Addr, operator: &str) -> StdResult<u64> {
    let question = QueryMsg::Validator {
        operator: operator.to_owned(),
    };
    take(&mut ask_registry(querier, registry, &question)?, "listed_at")
}

fn ask_registry(querier: &QuerierWrapper, registry: &Addr, question: &QueryMsg) -> StdResult<Json> {
    let question = Binary::from(to_json_vec(question)?).to_base64();
    let fields = [("contract_addr", registry.as_str()), ("msg", &question)];
    ask(querier, "wasm", "smart", &fields)
}

fn ask(querier: &QuerierWrapper, module: &str, question: &str, fields: &[(&str, &str)]) -> StdResult<Json> {
    from_json(floe_api::ask::ask(querier, module, question, fields)?)
}

/// A reply out of the tree that it is read into, without its events, which the hub does not read.
pub fn reply(mut reply: Json) -> StdResult<Reply> {
    let mut result: Json = take(&mut reply, "result")?;
    let result = match result.remove("ok") {
        Some(response) => SubMsgResult::Ok(answered(response)?),
        None => SubMsgResult::Err(take(&mut result, "error")?),
    };
    Ok(Reply {
        id: take(&mut reply, "id")?,
        payload: take::<Option<Binary>>(&mut reply, "payload")?.unwrap_or_default(),
        gas_used: 0,
        result,
    })
}

fn answered(mut response: Json) -> StdResult<SubMsgResponse> {
    let typed = |mut response: Json| {
        Ok(MsgResponse {
            type_url: take(&mut response, "type_url")?,
            value: take(&mut response, "value")?,
        })
    };
    let responses: Option<Vec<Json>> = take(&mut response, "msg_responses")?;
    // `data` is what older chains answer with.
    #[allow(deprecated)]
    Ok(SubMsgResponse {
        events: Vec::new(),
        data: take(&mut response, "data")?,
        msg_responses: responses
            .unwrap_or_default()
            .into_iter()
            .map(typed)
            .collect::<StdResult<_>>()?,
    })
}

fn amount(coin: &mut Json) -> StdResult<Native> {
    take::<cosmwasm_std::Uint128>(coin, "amount").map(Native::from)
}

/// A field of an object in an answer.
fn take<T: Field>(object: &mut Json, field: &str) -> StdResult<T> {
    let value = object.remove(field).unwrap_or(Json::Null);
    T::parse(value).map_err(|reason| unreadable(format!("`{field}`: {reason}")))
}

fn unreadable(reason: String) -> StdError {
    StdError::parse_err("the answer to a query", reason)
}

#[cfg(test)]
mod tests {
    use cosmwasm_std::testing::MockQuerier;
    use cosmwasm_std::{coin, to_json_string, Event, FullDelegation};

    use super::*;

    #[test]
    fn delegations_in_another_denom_are_an_error_and_not_a_loss() {
        let hub = Addr::unchecked("hub");
        let delegation =
            FullDelegation::create(hub.clone(), "val".into(), coin(5, "new"), coin(5, "new"), vec![]);
        let mut querier = MockQuerier::default();
        querier.staking.update("new", &[], &[delegation]);
        let wrapper = QuerierWrapper::new(&querier);
        let found = delegations(&wrapper, &hub, "new").unwrap();
        assert_eq!(found.get("val"), Some(&Native::new(5)));
        let error = delegations(&wrapper, &hub, "old").unwrap_err().to_string();
        assert!(
            error.contains("delegations in new; the hub's staking denom is old"),
            "{error}"
        );
    }

    #[test]
    fn replies_are_read_as_cosmwasm_reads_them_but_for_events_and_gas() {
        let answer = |data: Option<&[u8]>, values: &[&[u8]]| {
            let typed = |value: &&[u8]| MsgResponse {
                type_url: "/x".into(),
                value: Binary::from(*value),
            };
            #[allow(deprecated)]
            SubMsgResult::Ok(SubMsgResponse {
                events: vec![Event::new("transfer").add_attribute("amount", "1\"2")],
                data: data.map(Binary::from),
                msg_responses: values.iter().map(typed).collect(),
            })
        };
        let results = [
            answer(None, &[]),
            answer(Some(b"data"), &[b"one", b""]),
            SubMsgResult::Err("codespace: \"sdk\", code: 5".into()),
        ];
        for result in results {
            let mut expected = Reply {
                id: u64::MAX,
                payload: Binary::from(b"payload"),
                gas_used: 7,
                result,
            };
            let text = to_json_string(&expected).unwrap();
            expected.gas_used = 0;
            if let SubMsgResult::Ok(answer) = &mut expected.result {
                answer.events.clear();
            }
            assert_eq!(read(&text), Ok(expected), "{text}");
        }
    }

    fn read(text: &str) -> StdResult<Reply> {
        from_json::<crate::contract::PartialReply>(text).map(|answer| answer.0)
    }

    #[test]
    fn what_chains_leave_out_of_a_reply_or_add_to_it_does_no_harm() {
        let old = read(r#"{"id":1,"result":{"ok":{"events":[],"data":null}}}"#).unwrap();
        assert!(old.payload.is_empty() && old.result.is_ok());
        let new = r#"{"id":1,"new":"y","result":{"error":"x"}}"#;
        assert_eq!(read(new).unwrap().result, SubMsgResult::Err("x".into()));
        for broken in [
            r#"{"id":1}"#,
            r#"{"result":{"ok":{}}}"#,
            r#"{"id":1,"result":{}}"#,
        ] {
            assert!(read(broken).is_err(), "{broken}");
        }
    }
}
