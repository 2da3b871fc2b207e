//! What the hub asks the chain and the registry.
//!
//! Answers are read into a tree, out of which the few fields needed are taken by name: a decoder for each type of answer
//! would be 3,000 bytes of Wasm (docs/adr/0030). Fields that are not asked for may be anything but fractions.

use cosmwasm_std::{
    to_json_binary, Addr, BankQuery, QuerierWrapper, QueryRequest, StakingQuery, StdError, StdResult,
    WasmQuery,
};
use floe_core::allocation::{Share, Targets};
use floe_core::units::{Native, Seconds};
use floe_core::SortedMap;
use floe_types::registry::QueryMsg;
use floe_types::wire::{Field, Json};

/// What an account has of a denom, in base units.
pub fn balance(querier: &QuerierWrapper, account: &Addr, denom: &str) -> StdResult<Native> {
    let request = BankQuery::Balance {
        address: account.to_string(),
        denom: denom.to_owned(),
    };
    let mut answer = ask(querier, request)?;
    amount(&mut take::<Json>(&mut answer, "amount")?)
}

/// The account's delegations in the denom by operator, in base units.
pub fn delegations(
    querier: &QuerierWrapper,
    account: &Addr,
    denom: &str,
) -> StdResult<SortedMap<String, Native>> {
    let request = StakingQuery::AllDelegations {
        delegator: account.to_string(),
    };
    let mut answer = ask(querier, request)?;
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
    let request = WasmQuery::ContractInfo {
        contract_addr: contract.to_string(),
    };
    take(&mut ask(querier, request)?, "admin")
}

/// The registry's wishes, read from its storage; a registry that does not keep them there is asked.
pub fn wishes(querier: &QuerierWrapper, registry: &Addr, now: Seconds) -> StdResult<Targets> {
    floe_types::targets::query_raw(querier, registry, now).or_else(|_| targets(querier, registry))
}

/// The registry's answer to `targets`.
pub fn targets(querier: &QuerierWrapper, registry: &Addr) -> StdResult<Targets> {
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
        limit: u32::try_from(floe_types::registry::MAX_VALIDATORS).ok(),
    };
    let answer = ask_registry(querier, registry, &question)?;
    let validators = Vec::<Json>::read(answer).map_err(unreadable)?;
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
    let request = WasmQuery::Smart {
        contract_addr: registry.to_string(),
        msg: to_json_binary(question)?,
    };
    ask(querier, request)
}

fn ask(querier: &QuerierWrapper, request: impl Into<QueryRequest>) -> StdResult<Json> {
    querier.query(&request.into())
}

fn amount(coin: &mut Json) -> StdResult<Native> {
    take::<cosmwasm_std::Uint128>(coin, "amount").map(Native::from)
}

/// A field of an object in an answer.
fn take<T: Field>(object: &mut Json, field: &str) -> StdResult<T> {
    let value = object.remove(field).unwrap_or(Json::Null);
    T::read(value).map_err(|reason| unreadable(format!("`{field}`: {reason}")))
}

fn unreadable(reason: String) -> StdError {
    StdError::parse_err("the answer to a query", reason)
}

#[cfg(test)]
mod tests {
    use cosmwasm_std::testing::MockQuerier;
    use cosmwasm_std::{coin, FullDelegation};

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
}
