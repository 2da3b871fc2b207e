//! Messages that no contract of Floe sends, in protobuf.

use anybuf::{Anybuf, Bufany};
use cosmwasm_std::{AnyMsg, Binary, Coin, CosmosMsg};
use floe_client::Msg;

use crate::net::DENOM;

fn any(type_url: &str, message: Anybuf) -> Msg {
    let type_url = type_url.to_owned();
    let value = message.into_vec().into();
    CosmosMsg::Any(AnyMsg { type_url, value }).into()
}

fn coin(coin: &Coin) -> Anybuf {
    let amount = coin.amount.to_string();
    Anybuf::new()
        .append_string(1, &coin.denom)
        .append_string(2, amount)
}

/// Makes a validator with a commission of 5 %. It is jailed as soon as its owner holds less than the stake.
pub fn create_validator(operator: &str, public_key: &[u8], stake: u128) -> Msg {
    let percent = |n: u128| (n * 10u128.pow(16)).to_string();
    let description = Anybuf::new().append_string(1, "conformance");
    let commission = Anybuf::new()
        .append_string(1, percent(5))
        .append_string(2, percent(20))
        .append_string(3, percent(1));
    let key = Anybuf::new()
        .append_string(1, "/cosmos.crypto.ed25519.PubKey")
        .append_message(2, &Anybuf::new().append_bytes(1, public_key));
    let message = Anybuf::new()
        .append_message(1, &description)
        .append_message(2, &commission)
        .append_string(3, stake.to_string())
        .append_string(5, operator)
        .append_message(6, &key)
        .append_message(7, &coin(&cosmwasm_std::coin(stake, DENOM)));
    any("/cosmos.staking.v1beta1.MsgCreateValidator", message)
}

/// Gives coins to a validator and its delegators as if the chain had rewarded them.
pub fn reward(depositor: &str, operator: &str, amount: &[Coin]) -> Msg {
    let coins: Vec<Anybuf> = amount.iter().map(coin).collect();
    let message = Anybuf::new()
        .append_string(1, depositor)
        .append_string(2, operator)
        .append_repeated_message(3, &coins);
    any(
        "/cosmos.distribution.v1beta1.MsgDepositValidatorRewardsPool",
        message,
    )
}

/// Proposes something that changes nothing.
pub fn propose(proposer: &str, deposit: &Coin) -> Msg {
    let message = Anybuf::new()
        .append_repeated_message(2, &[coin(deposit)])
        .append_string(3, proposer)
        .append_string(4, "conformance")
        .append_string(5, "A question")
        .append_string(6, "Nothing changes.");
    any("/cosmos.gov.v1.MsgSubmitProposal", message)
}

/// The proposal's number out of the answer.
pub fn proposed(answer: &Binary) -> u64 {
    Bufany::deserialize(answer).unwrap().uint64(1).unwrap()
}
