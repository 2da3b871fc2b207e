//! What the facts are said with: messages of the probe, and what its replies and queries answer.

use anybuf::Bufany;
use cosmwasm_std::{
    coin, from_json, AllDelegationsResponse, AllValidatorsResponse, BalanceResponse, BankQuery, CosmosMsg,
    DelegationResponse, DistributionMsg, FullDelegation, QueryRequest, StakingMsg, StakingQuery,
    ValidatorResponse,
};
use floe_probe::Seen;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;

use crate::net::{Net, DENOM};

pub fn delegate(validator: &str, amount: u128) -> CosmosMsg {
    let validator = validator.to_string();
    let amount = coin(amount, DENOM);
    StakingMsg::Delegate { validator, amount }.into()
}

pub fn undelegate(validator: &str, amount: u128) -> CosmosMsg {
    let validator = validator.to_string();
    let amount = coin(amount, DENOM);
    StakingMsg::Undelegate { validator, amount }.into()
}

pub fn redelegate(source: &str, destination: &str, amount: u128) -> CosmosMsg {
    StakingMsg::Redelegate {
        src_validator: source.to_string(),
        dst_validator: destination.to_string(),
        amount: coin(amount, DENOM),
    }
    .into()
}

pub fn withdraw(validator: &str) -> CosmosMsg {
    let validator = validator.to_string();
    DistributionMsg::WithdrawDelegatorReward { validator }.into()
}

pub fn set_withdraw_address(address: &str) -> CosmosMsg {
    let address = address.to_string();
    DistributionMsg::SetWithdrawAddress { address }.into()
}

/// The error of the last message as the contract saw it; an empty text if it succeeded.
pub fn error(seen: &[Seen]) -> String {
    seen.last().unwrap().error.clone().unwrap_or_default()
}

pub fn refused(net: &mut dyn Net, message: CosmosMsg) -> String {
    error(&net.forward(vec![message]))
}

pub fn accepted(net: &mut dyn Net, message: CosmosMsg) -> Seen {
    let seen = net.forward(vec![message]).pop().unwrap();
    assert_eq!(seen.error, None);
    seen
}

/// All of them in one transaction.
pub fn all_accepted(net: &mut dyn Net, messages: Vec<CosmosMsg>) -> Vec<Seen> {
    let seen = net.forward(messages);
    let errors: Vec<_> = seen.iter().filter_map(|s| s.error.as_deref()).collect();
    assert_eq!(errors, [""; 0]);
    seen
}

/// Completion seconds and nanoseconds, and the amount, of an undelegation's response.
pub fn undelegated(seen: &Seen) -> (u64, u32, u128) {
    let [response] = seen.responses.as_slice() else {
        panic!("one response expected: {seen:?}")
    };
    assert_eq!(response.type_url, "/cosmos.staking.v1beta1.MsgUndelegateResponse");
    assert_eq!(seen.data.as_ref(), Some(&response.value));
    let answer = Bufany::deserialize(&response.value).unwrap();
    let time = answer.message(1).unwrap();
    let coin = answer.message(2).unwrap();
    assert_eq!(coin.string(1).unwrap(), DENOM);
    let amount = coin.string(2).unwrap().parse().unwrap();
    (time.uint64(1).unwrap(), time.uint32(2).unwrap(), amount)
}

/// Completion seconds and nanoseconds of a redelegation's response.
pub fn redelegated(seen: &Seen) -> (i64, u32) {
    let [response] = seen.responses.as_slice() else {
        panic!("one response expected: {seen:?}")
    };
    assert_eq!(
        response.type_url,
        "/cosmos.staking.v1beta1.MsgBeginRedelegateResponse"
    );
    let answer = Bufany::deserialize(&response.value).unwrap();
    let time = answer.message(1).unwrap();
    (time.int64(1).unwrap(), time.uint32(2).unwrap())
}

/// The time of [`Net::time`] and so many seconds more, in seconds and nanoseconds.
pub fn due(net: &dyn Net, secs: u64) -> (u64, u32) {
    let due = net.time().plus_seconds(secs);
    (due.seconds(), u32::try_from(due.subsec_nanos()).unwrap())
}

fn answer<T: DeserializeOwned>(net: &dyn Net, request: impl Into<QueryRequest<cosmwasm_std::Empty>>) -> T {
    let answered = net.ask(request.into());
    from_json(answered.answer.unwrap_or_else(|| panic!("{:?}", answered.error))).unwrap()
}

pub fn balance_of(net: &dyn Net, address: &str, denom: &str) -> u128 {
    let (address, denom) = (address.to_string(), denom.to_string());
    let found: BalanceResponse = answer(net, BankQuery::Balance { address, denom });
    found.amount.amount.u128()
}

/// The probe's staking coins.
pub fn balance(net: &dyn Net) -> u128 {
    balance_of(net, &net.contract(), DENOM)
}

/// `AllDelegations` of the probe.
pub fn delegations(net: &dyn Net) -> BTreeMap<String, u128> {
    let delegator = net.contract();
    let found: AllDelegationsResponse = answer(net, StakingQuery::AllDelegations { delegator });
    let listed = found.delegations.into_iter();
    listed.map(|d| (d.validator, d.amount.amount.u128())).collect()
}

/// `Delegation` of the probe.
pub fn delegation(net: &dyn Net, operator: &str) -> Option<FullDelegation> {
    let (delegator, validator) = (net.contract(), operator.to_string());
    let found: DelegationResponse = answer(net, StakingQuery::Delegation { delegator, validator });
    found.delegation
}

/// `AllValidators`, only those of this network, in the chain's order.
pub fn bonded(net: &dyn Net) -> Vec<String> {
    let found: AllValidatorsResponse = answer(net, StakingQuery::AllValidators {});
    let ours = [0, 1, 2].map(|i| net.operator(i));
    let listed = found.validators.into_iter().map(|v| v.address);
    listed.filter(|operator| ours.contains(operator)).collect()
}

/// `Validator`: whether it is known; none where the address is refused as malformed.
pub fn known(net: &dyn Net, operator: &str) -> Option<bool> {
    let address = operator.to_string();
    let answered = net.ask(StakingQuery::Validator { address }.into());
    let found: ValidatorResponse = from_json(answered.answer?).unwrap();
    Some(found.validator.is_some())
}

/// The third validator, after a double signature that leaves its own part of its stake; in the usual world its shares
/// are worth 0.96 each.
pub fn slashed_third(net: &mut dyn Net) -> String {
    let third = net.operator(2);
    let height = net.height();
    net.double_sign(&third, height, crate::net::STAKES[2]);
    third
}

/// An operator address that no validator has.
pub fn nobody() -> String {
    floe_testing::chain::ChainDouble::new(Default::default()).operator("nobody")
}

/// An account that nobody has.
pub fn elsewhere() -> String {
    let chain = floe_testing::chain::ChainDouble::new(Default::default());
    chain.account("elsewhere").to_string()
}
