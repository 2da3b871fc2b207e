//! Balances and transfers.

use cosmwasm_std::coin;
use floe_client::{ChainExt, Error, Msg, Signer, Tx};

use super::{fee, Stage};

/// Enough for the fees of a test.
const PURSE: u128 = 50_000_000;

pub fn the_chain_says_what_it_is(stage: &mut Stage) {
    let facts = stage.chain.facts().clone();
    assert!(!facts.chain_id.is_empty());
    assert_eq!(stage.chain.staking_params().unwrap().denom, facts.denom);
    let operator = &stage.chain.validators().unwrap()[0].operator;
    assert!(
        operator.starts_with(&format!("{}valoper1", facts.prefix)),
        "{operator}"
    );
}

pub fn coins_arrive_and_the_fee_is_all_that_is_missing(stage: &mut Stage) {
    let denom = stage.denom();
    let (alice, alice_address) = stage.person("alice", PURSE);
    let (_, bob) = stage.person("bob", 0);
    assert_eq!(stage.chain.stake_balance(&alice_address).unwrap(), PURSE);
    assert_eq!(stage.chain.balances(&bob).unwrap(), []);

    let amount = stage.stake(1_234_567);
    let outcome = stage.chain.transfer(&alice, &bob, &amount).unwrap();

    assert_eq!(stage.chain.balances(&bob).unwrap(), [coin(1_234_567, &denom)]);
    let left = PURSE - 1_234_567 - fee(&outcome, &denom);
    assert_eq!(stage.chain.stake_balance(&alice_address).unwrap(), left);
}

pub fn more_than_one_has_is_refused(stage: &mut Stage) {
    let (alice, address) = stage.person("alice", PURSE);
    let to = stage.rich_address();
    let amount = stage.stake(PURSE + 1);
    let refused = stage.chain.transfer(&alice, &to, &amount).unwrap_err();
    assert!(matches!(refused, Error::InsufficientFunds { .. }), "{refused:?}");
    assert_eq!(stage.chain.stake_balance(&address).unwrap(), PURSE);
}

pub fn addresses_of_other_chains_are_refused_everywhere(stage: &mut Stage) {
    let foreign = "cosmos19rl4cm2hmr8afy4kldpxz3fka4jguq0auqdal4";
    let rich = stage.rich.clone();
    let amount = stage.stake(1);
    let errors = [
        stage.chain.transfer(&rich, foreign, &amount).unwrap_err(),
        stage.chain.execute(&rich, foreign, &"x", &[]).unwrap_err(),
        stage.chain.stake_balance(foreign).unwrap_err(),
        stage.chain.balances("nonsense").unwrap_err(),
        stage.chain.delegations(foreign).unwrap_err(),
        stage.chain.contract_info(foreign).unwrap_err(),
        stage
            .chain
            .transfer(&Signer::address_only(foreign), foreign, &amount)
            .unwrap_err(),
    ];
    for error in errors {
        assert!(matches!(error, Error::WrongPrefix { .. }), "{error:?}");
    }
}

pub fn nothing_to_do_is_no_transaction(stage: &mut Stage) {
    let empty = Tx::new(&stage.rich, vec![]);
    let refused = stage.chain.submit(&empty).unwrap_err();
    assert!(matches!(refused, Error::BadValue { .. }), "{refused:?}");
}

pub fn messages_of_one_transaction_happen_together_or_not_at_all(stage: &mut Stage) {
    let (alice, _) = stage.person("alice", PURSE);
    let (_, bob) = stage.person("bob", 0);
    let (small, large) = (stage.stake(1_000), stage.stake(PURSE));

    let both = vec![Msg::send(&bob, &small), Msg::send(&bob, &small)];
    let outcome = stage.chain.send(&Tx::new(&alice, both)).unwrap();
    assert_eq!(outcome.answers.len(), 2);
    assert_eq!(stage.chain.stake_balance(&bob).unwrap(), 2_000);

    let half = vec![Msg::send(&bob, &small), Msg::send(&bob, &large)];
    let refused = stage.chain.send(&Tx::new(&alice, half)).unwrap_err();
    assert!(matches!(refused, Error::InsufficientFunds { .. }), "{refused:?}");
    assert_eq!(stage.chain.stake_balance(&bob).unwrap(), 2_000);
}
