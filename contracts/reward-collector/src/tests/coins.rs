//! Which coins leave, and where to.

use cosmwasm_std::{coin, coins, BankMsg, Coin, CosmosMsg, Response, StdError, Uint128, WasmMsg};
use floe_api::collector::{ExecuteMsg, QueryMsg};
use floe_api::hub;
use rstest::rstest;

use crate::error::{ContractError, ContractResult};
use crate::fixture::{lines, Fixture};

/// The one message of a response to `forward`: whom it is for, the keeper in it and the coins with it.
fn deposit(response: &Response) -> (String, String, Vec<Coin>) {
    assert_eq!(response.messages.len(), 1);
    let CosmosMsg::Wasm(WasmMsg::Execute {
        contract_addr,
        msg,
        funds,
    }) = response.messages[0].msg.clone()
    else {
        panic!("{response:?}")
    };
    let hub::ExecuteMsg::DepositRewards { keeper } = cosmwasm_std::from_json(msg).unwrap() else {
        panic!("not a deposit of rewards")
    };
    (contract_addr, keeper, funds)
}

fn send_foreign(f: &mut Fixture, denom: &str, amount: u128, to: &str) -> ContractResult<Response> {
    let msg = ExecuteMsg::SendForeign {
        denom: denom.into(),
        amount: Uint128::new(amount),
        to: to.into(),
    };
    f.send_msg("owner", msg, &[])
}

#[test]
fn forward_sends_all_of_the_staking_coin_to_the_hub() {
    let mut f = Fixture::new();
    f.holds(vec![coin(620_000, "stake"), coin(7, "ibc/1")]);
    let response = f.send("stranger", r#"{"forward":{}}"#).unwrap();
    let (hub, stranger) = (f.addr("hub").to_string(), f.addr("stranger").to_string());
    assert_eq!(
        lines(&response),
        [format!(
            "floe/rewards_forwarded amount=620000 denom=stake keeper={stranger}"
        )]
    );
    assert_eq!(deposit(&response), (hub, stranger, coins(620_000, "stake")));
}

#[rstest]
#[case::named_by_the_hub("hub", Some("keeper"), "keeper")]
#[case::not_named_by_the_hub("hub", None, "hub")]
#[case::named_by_a_stranger("stranger", Some("keeper"), "stranger")]
#[case::named_by_the_owner("owner", Some("keeper"), "owner")]
fn only_the_hub_names_the_keeper(#[case] sender: &str, #[case] named: Option<&str>, #[case] keeper: &str) {
    let mut f = Fixture::new();
    f.holds(coins(1, "stake"));
    let named = named.map(|name| f.addr(name).to_string());
    let response = f
        .send_msg(sender, ExecuteMsg::Forward { keeper: named }, &[])
        .unwrap();
    assert_eq!(deposit(&response).1, f.addr(keeper).to_string());
}

#[rstest]
#[case(vec![])]
#[case(vec![coin(7, "ibc/1")])]
fn forward_without_the_staking_coin_succeeds_and_does_nothing(#[case] held: Vec<Coin>) {
    let mut f = Fixture::new();
    f.holds(held);
    for sender in ["hub", "stranger"] {
        assert_eq!(
            f.send(sender, r#"{"forward":{"keeper":null}}"#),
            Ok(Response::new())
        );
    }
}

#[test]
fn fifty_spam_denoms_change_nothing_and_the_real_second_one_can_be_sent() {
    let mut f = Fixture::new();
    let mut held: Vec<Coin> = (0..50).map(|n| coin(1, format!("factory/spam/{n}"))).collect();
    held.extend([coin(900, "stake"), coin(40, "ibc/real")]);
    f.holds(held);

    let response = f.send("stranger", r#"{"forward":{}}"#).unwrap();
    assert_eq!(deposit(&response).2, coins(900, "stake"));
    assert_eq!(f.deps.querier.asked.take(), ["stake"]);

    let asked = QueryMsg::Balances {
        denoms: Some(vec![
            "ibc/real".into(),
            "stake".into(),
            "ibc/real".into(),
            "x".into(),
        ]),
    };
    assert_eq!(
        f.ask::<Vec<Coin>>(asked),
        Ok(vec![coin(900, "stake"), coin(40, "ibc/real"), coin(0, "x")])
    );

    let to = f.addr("treasury");
    let response = send_foreign(&mut f, "ibc/real", 40, to.as_str()).unwrap();
    assert_eq!(
        lines(&response),
        [format!("floe/foreign_sent denom=ibc/real amount=40 to={to}")]
    );
    let sent = BankMsg::Send {
        to_address: to.into(),
        amount: coins(40, "ibc/real"),
    };
    assert_eq!(response.messages, [cosmwasm_std::SubMsg::new(sent)]);
}

#[test]
fn what_may_not_be_sent_is_refused_by_name() {
    let mut f = Fixture::new();
    f.holds(vec![coin(900, "stake"), coin(40, "ibc/real")]);
    let (to, hub, own) = (f.addr("treasury"), f.addr("hub"), f.env.contract.address.clone());
    assert_eq!(
        send_foreign(&mut f, "stake", 1, to.as_str()),
        Err(ContractError::NativeNotSendable {
            denom: "stake".into()
        })
    );
    assert_eq!(
        send_foreign(&mut f, "ibc/real", 0, to.as_str()),
        Err(ContractError::ZeroAmount)
    );
    assert_eq!(
        send_foreign(&mut f, "ibc/real", 41, to.as_str()),
        Err(ContractError::InsufficientBalance {
            denom: "ibc/real".into(),
            requested: Uint128::new(41),
            available: Uint128::new(40),
        })
    );
    assert!(matches!(
        send_foreign(&mut f, "ibc/real", 1, "nobody"),
        Err(ContractError::InvalidReceiver { to, .. }) if to == "nobody"
    ));
    for to in [hub, own] {
        assert_eq!(
            send_foreign(&mut f, "ibc/real", 1, to.as_str()),
            Err(ContractError::ForbiddenReceiver { to: to.into() })
        );
    }
}

#[test]
fn balances_are_of_the_staking_coin_alone_unless_others_are_named() {
    let mut f = Fixture::new();
    f.holds(vec![coin(900, "stake"), coin(40, "ibc/real")]);
    for denoms in [None, Some(vec![])] {
        assert_eq!(
            f.ask::<Vec<Coin>>(QueryMsg::Balances { denoms }),
            Ok(coins(900, "stake"))
        );
    }
}

#[test]
fn balances_of_a_hundred_denoms_are_answered_and_of_more_not() {
    let f = Fixture::new();
    let named = |count: usize| QueryMsg::Balances {
        denoms: Some((0..count).map(|n| format!("d{n}")).collect()),
    };
    assert_eq!(f.ask::<Vec<Coin>>(named(100)).unwrap().len(), 101);
    assert_eq!(
        f.ask::<Vec<Coin>>(named(101)),
        Err(StdError::generic_err("101 denoms were named; name at most 100"))
    );
}
