//! Foreign coins and the swapper.

use cosmwasm_std::{coin, coins, BankMsg, Response, SubMsg};
use floe_api::collector::{ConfigResponse, QueryMsg};

use crate::error::ContractError;
use crate::fixture::{lines, Fixture};

/// A collector that has a swapper.
fn with_swapper() -> Fixture {
    let mut f = Fixture::new();
    let swapper = f.addr("swapper");
    let msg = format!(r#"{{"set_swapper":{{"swapper":"{swapper}"}}}}"#);
    let response = f.send("owner", &msg).unwrap();
    let told = format!("floe/config_changed name=swapper old=none new={swapper}");
    assert_eq!(lines(&response), [told]);
    f
}

#[test]
fn anyone_sends_all_of_a_foreign_coin_to_the_swapper_however_many_others_lie_here() {
    let mut f = with_swapper();
    let mut held: Vec<_> = (0..50).map(|n| coin(1, format!("factory/spam/{n}"))).collect();
    held.extend([coin(900, "stake"), coin(40, "ibc/real")]);
    f.holds(held);
    f.deps.querier.asked.take();
    let response = f.send("stranger", r#"{"sell":{"denom":"ibc/real"}}"#).unwrap();
    let swapper = f.addr("swapper");
    assert_eq!(
        lines(&response),
        [format!(
            "floe/foreign_sold denom=ibc/real amount=40 swapper={swapper}"
        )]
    );
    let sent = BankMsg::Send {
        to_address: swapper.into(),
        amount: coins(40, "ibc/real"),
    };
    assert_eq!(response.messages, [SubMsg::new(sent)]);
    assert_eq!(f.deps.querier.asked.take(), ["ibc/real"]);
}

#[test]
fn the_staking_coin_is_never_sold_and_of_what_is_not_here_nothing_is() {
    let mut f = with_swapper();
    f.holds(coins(900, "stake"));
    let denom = "stake".to_owned();
    for sender in ["owner", "hub", "stranger"] {
        assert_eq!(
            f.send(sender, r#"{"sell":{"denom":"stake"}}"#),
            Err(ContractError::NativeNotSendable { denom: denom.clone() })
        );
    }
    let nothing = f.send("stranger", r#"{"sell":{"denom":"ibc/real"}}"#);
    assert_eq!(nothing, Ok(Response::new()));
}

#[test]
fn without_a_swapper_nothing_is_sold_and_the_owner_sends() {
    let mut f = Fixture::new();
    f.holds(coins(40, "ibc/real"));
    assert_eq!(
        f.send("stranger", r#"{"sell":{"denom":"ibc/real"}}"#),
        Err(ContractError::NoSwapper)
    );
    let to = f.addr("treasury");
    let send = format!(r#"{{"send_foreign":{{"denom":"ibc/real","amount":"1","to":"{to}"}}}}"#);
    f.send("owner", &send).unwrap();
}

#[test]
fn the_swapper_is_named_once_and_then_the_owner_sends_nothing_past_it() {
    let mut f = with_swapper();
    f.holds(coins(40, "ibc/real"));
    let swapper = f.addr("swapper").into_string();
    let config: ConfigResponse = f.ask(QueryMsg::Config {}).unwrap();
    assert_eq!(config.swapper.as_deref(), Some(swapper.as_str()));
    let to = f.addr("treasury");
    let before = f.dump();
    for message in [
        format!(r#"{{"set_swapper":{{"swapper":"{to}"}}}}"#),
        format!(r#"{{"set_swapper":{{"swapper":"{swapper}"}}}}"#),
        format!(r#"{{"send_foreign":{{"denom":"ibc/real","amount":"1","to":"{to}"}}}}"#),
    ] {
        let refused = ContractError::SwapperSet {
            swapper: swapper.clone(),
        };
        assert_eq!(f.send("owner", &message), Err(refused));
    }
    assert_eq!(f.dump(), before);
}

#[test]
fn neither_hub_nor_collector_is_a_swapper() {
    let mut f = Fixture::new();
    for to in [f.addr("hub"), f.env.contract.address.clone()] {
        assert_eq!(
            f.send("owner", &format!(r#"{{"set_swapper":{{"swapper":"{to}"}}}}"#)),
            Err(ContractError::ForbiddenReceiver { to: to.into() })
        );
    }
    assert!(matches!(
        f.send("owner", r#"{"set_swapper":{"swapper":"nobody"}}"#),
        Err(ContractError::InvalidReceiver { to, .. }) if to == "nobody"
    ));
}
