//! The examples at work, on the chain in memory.
// A test reports by panicking.
#![allow(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing
)]

use cosmwasm_std::{coins, Decimal, QuerierWrapper, Uint128};
use cw20::BalanceResponse;
use cw_multi_test::ContractWrapper;
use floe_client::{Chain, ChainExt, Signer};
use floe_embedded::Embedded;
use floe_examples::{market, rate};
use floe_testing::suite::{Setup, Suite};
use serde_json::json;

fn protocol() -> Suite {
    let mut suite = Suite::new(Setup::default().validators(1).user("alice", 100_000_000));
    suite.bond("alice", 29_000_000);
    suite.rebalance();
    suite
}

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

#[test]
fn both_ways_of_reading_give_the_same_rate() {
    let mut suite = protocol();
    suite.rewards(3_000);
    suite.harvest();
    suite.pass_days(1);
    let app = suite.chain.app();
    let querier: QuerierWrapper = app.wrap();
    let (hub, now) = (&suite.hub, suite.now());
    let read = rate::from_storage(&querier, hub, now).unwrap();
    assert_eq!(rate::by_query(&querier, hub).unwrap(), read);
    assert!(read.value > Decimal::one());
    assert_eq!(read.no_older_than(86_400, now).unwrap(), read.value);
    assert!(read.no_older_than(86_399, now).is_err());
}

#[test]
fn a_loan_counts_a_slash_that_nobody_has_observed() {
    let mut suite = protocol();
    let owner = suite.addr("owner");
    let code = ContractWrapper::new(market::execute, market::instantiate, market::query);
    let code = suite
        .chain
        .app_mut()
        .store_code(Box::new(code.with_reply(market::reply)));
    let terms = market::InstantiateMsg {
        hub: suite.hub.to_string(),
        denom: suite.denom.clone(),
    };
    let market = suite
        .chain
        .instantiate(code, &owner, &terms, &[], "market", None)
        .unwrap();
    suite.chain.fund(&market, &coins(50_000_000, "stake"));
    let (alice, hub) = (suite.addr("alice"), suite.hub.clone());
    let collateral = json!({"send": {"contract": market, "amount": "10000000", "msg": "e30="}});
    suite.exec(&alice, &hub, &collateral, &[]).unwrap();

    suite.slash("val1", 10);
    let old = rate::from_storage(&suite.chain.app().wrap(), &hub, suite.now()).unwrap();
    assert_eq!(old.value, Decimal::one(), "the hub has not looked");
    let borrow = |suite: &mut Suite, amount: u128| {
        let amount = Uint128::new(amount);
        suite.exec(&alice, &market, &market::ExecuteMsg::Borrow { amount }, &[])
    };
    let refused = borrow(&mut suite, 5_000_000).unwrap_err();
    assert!(
        refused.text.contains("is more than the 4500500 that"),
        "{}",
        refused.text
    );
    borrow(&mut suite, 4_500_500).unwrap();
    assert_eq!(suite.coins("alice"), 100_000_000 - 29_000_000 + 4_500_500);
    let new = rate::from_storage(&suite.chain.app().wrap(), &hub, suite.now()).unwrap();
    assert_eq!(new.value, decimal("0.9001"));

    let withdraw = |suite: &mut Suite, shares: u128| {
        let shares = Uint128::new(shares);
        suite.exec(&alice, &market, &market::ExecuteMsg::Withdraw { shares }, &[])
    };
    withdraw(&mut suite, 1).unwrap_err();
    let repay = market::ExecuteMsg::Repay {};
    suite
        .exec(&alice, &market, &repay, &coins(4_500_500, "stake"))
        .unwrap();
    withdraw(&mut suite, 10_000_000).unwrap();
    assert_eq!(suite.shares("alice"), 29_000_000);
}

/// Stakes, queues everything, lets a keeper crank until the exit is paid, and returns what came. Runs on any chain.
fn first_exit(chain: &mut dyn Chain, hub: &str, who: &Signer) -> floe_client::Result<u128> {
    let denom = chain.facts().denom.clone();
    let address = chain.address(who)?;
    let crank = json!({"crank": {}});
    chain.execute(who, hub, &json!({"bond": {}}), &coins(5_000_000, &denom))?;
    chain.execute(who, hub, &crank, &[])?;
    let shares: BalanceResponse = chain.query(hub, &json!({"balance": {"address": address}}))?;
    chain.execute(
        who,
        hub,
        &json!({"queue_unbond": {"shares": shares.balance}}),
        &[],
    )?;
    let before = chain.balance(&address, &denom)?;
    for _ in 0..26 {
        let tomorrow = chain.block()?.time.plus_days(1);
        chain.wait_for_time(tomorrow)?;
        chain.execute(who, hub, &crank, &[])?;
    }
    chain.execute(who, hub, &json!({"withdraw_unbonded": {}}), &[])?;
    Ok(chain.balance(&address, &denom)? - before)
}

#[test]
fn an_exit_pays_after_the_unbonding_time() {
    let suite = protocol();
    let hub = suite.hub.to_string();
    let mut chain = Embedded::over(suite.chain);
    let bob = Signer::for_tests("bob").unwrap();
    let address = chain.address(&bob).unwrap();
    chain.fund(&address, &coins(5_000_000, "stake"));
    assert_eq!(first_exit(&mut chain, &hub, &bob).unwrap(), 5_000_000);
}
