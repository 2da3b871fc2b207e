//! Coins where none belong, or not the right ones.

use super::*;

#[test]
fn a_message_that_takes_no_coins_refuses_them() {
    let mut s = lived_in();
    let (hub, registry, collector) = (s.hub.clone(), s.registry.clone(), s.collector.clone());
    let messages = [
        (hub, hub_messages(&s)),
        (registry, registry_messages(&s)),
        (collector, collector_messages(&s)),
    ];
    for (contract, messages) in messages {
        for msg in messages {
            let name = name_of(&msg);
            if name == "bond" || name == "deposit_rewards" {
                continue;
            }
            for by in ["alice", "gov"] {
                let kind = refused(&mut s, by, &contract, &msg, &stake(1)).kind;
                assert_eq!(kind, "FundsNotAccepted", "{msg}");
            }
        }
    }
}

#[rstest]
#[case::none(&[], "NoCoin")]
#[case::another(&[(5, "spam")], "WrongDenom")]
#[case::two(&[(20_000, "stake"), (5, "spam")], "SeveralCoins")]
#[case::two_others(&[(7, "ham"), (5, "spam")], "SeveralCoins")]
#[case::too_little(&[(9_999, "stake")], "BelowMinimum")]
fn a_deposit_takes_exactly_one_coin_of_the_staking_denom(#[case] coins: &[(u128, &str)], #[case] kind: &str) {
    let mut s = lived_in();
    let alice = s.addr("alice");
    s.chain.fund(&alice, &[coin(100, "spam"), coin(100, "ham")]);
    let mut funds: Vec<_> = coins
        .iter()
        .map(|(amount, denom)| coin(*amount, *denom))
        .collect();
    funds.sort_by(|a, b| a.denom.cmp(&b.denom));
    let hub = s.hub.clone();
    assert_eq!(
        refused(&mut s, "alice", &hub, &json!({"bond": {}}), &funds).kind,
        kind
    );
}

#[rstest]
#[case::none(&[], "NoCoin")]
#[case::another(&[(5, "spam")], "WrongDenom")]
#[case::two(&[(5, "spam"), (20_000, "stake")], "SeveralCoins")]
fn rewards_are_exactly_one_coin_of_the_staking_denom(#[case] coins: &[(u128, &str)], #[case] kind: &str) {
    let mut s = lived_in();
    let (hub, collector) = (s.hub.clone(), s.collector.clone());
    s.chain.fund(&collector, &[coin(20_000, "stake")]);
    let funds: Vec<_> = coins
        .iter()
        .map(|(amount, denom)| coin(*amount, *denom))
        .collect();
    let msg = Binary::from(
        json!({"deposit_rewards": {"keeper": s.addr("bob")}})
            .to_string()
            .into_bytes(),
    );
    let before = fingerprint(&s);
    assert_eq!(s.exec_raw(&collector, &hub, msg, &funds).unwrap_err().kind, kind);
    assert!(before == fingerprint(&s));
}
