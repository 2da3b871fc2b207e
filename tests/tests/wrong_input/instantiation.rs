//! What instantiation refuses.

use super::*;

fn instantiation_failure(change: impl FnOnce(&mut hub::InstantiateMsg), seed: &[(u128, &str)]) -> String {
    let setup = setup();
    let mut chain = make_chain(&setup).unwrap();
    let codes = store_codes(&mut chain);
    let mut msg = instantiate_msg(&chain, &codes, &setup);
    change(&mut msg);
    let deployer = chain.account("deployer");
    let funds: Vec<_> = seed.iter().map(|(amount, denom)| coin(*amount, *denom)).collect();
    chain.fund(&deployer, &funds);
    let error = chain
        .instantiate(codes.hub, &deployer, &msg, &funds, "hub", None)
        .unwrap_err();
    Failure::of(&error).kind
}

const SEED: &[(u128, &str)] = &[(1_000_000, "stake")];

#[rstest]
#[case::no_seed(&[], "NoCoin")]
#[case::too_small(&[(999_999, "stake")], "BelowMinimum")]
#[case::another_coin(&[(1_000_000, "spam")], "WrongDenom")]
#[case::two_coins(&[(5, "spam"), (1_000_000, "stake")], "SeveralCoins")]
fn instantiate_needs_the_seed(#[case] seed: &[(u128, &str)], #[case] kind: &str) {
    assert_eq!(instantiation_failure(|_| (), seed), kind);
}

#[test]
fn instantiate_refuses_what_could_never_be_set_later() {
    type Change = fn(&mut hub::InstantiateMsg);
    let cases: [(Change, &str); 17] = [
        (|m| m.owner = FOREIGN_ADDRESS.into(), "GenericErr"),
        (|m| m.owner = String::new(), "GenericErr"),
        (|m| m.guardian = Some("x".into()), "Invalid"),
        (|m| m.governor = Some(FOREIGN_ADDRESS.into()), "Invalid"),
        (|m| m.token.name = "xy".into(), "GenericErr"),
        (|m| m.token.symbol = "no digits 1".into(), "GenericErr"),
        (|m| m.token.decimals = 19, "GenericErr"),
        (|m| m.fee.bps = 1_001, "OutOfBounds"),
        (|m| m.fee.receivers.clear(), "ListLength"),
        (|m| m.fee.receivers = vec![fee_to("x")], "Invalid"),
        (
            |m| m.fee.receivers = vec![fee_to("keeper"), fee_to("keeper")],
            "Invalid",
        ),
        (|m| m.registry.validators.clear(), "NoValidators"),
        (
            |m| m.registry.validators.push(m.registry.validators[0].clone()),
            "Repeated",
        ),
        (|m| m.registry.validators[0].weight = 0, "WeightOutOfBounds"),
        (|m| m.registry.params.max_share_bps = Some(99), "OutOfBounds"),
        (|m| m.params.rate_denoms = Some(vec!["d".into(); 5]), "ListLength"),
        (
            |m| m.params = std::mem::take(&mut m.params).with(Param::MaxMsgs, 31u128),
            "OutOfBounds",
        ),
    ];
    for (n, (change, kind)) in cases.into_iter().enumerate() {
        assert_eq!(instantiation_failure(change, SEED), kind, "case {n}");
    }
    // The seed would be of a coin that the chain does not stake.
    assert_eq!(
        instantiation_failure(|m| m.denom = "spam".into(), &[(1_000_000, "spam")]),
        "Invalid"
    );
}
