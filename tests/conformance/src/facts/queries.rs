//! Facts of queries.

use cosmwasm_std::{coin, Empty, QueryRequest};
use std::collections::BTreeMap;

use crate::net::{Net, COIN, DENOM, STAKES};
use crate::speech::*;

pub fn all_delegations_lists_validators_of_every_status(net: &mut dyn Net) {
    let [one, two, third] = [0, 1, 2].map(|i| net.operator(i));
    let height = net.height();
    all_accepted(net, [&one, &two, &third].map(|v| delegate(v, 10)).to_vec());
    net.double_sign(&third, height, STAKES[2]);
    net.unbond_validator(&two);
    net.jail(&one);
    let expected = BTreeMap::from([(one, 10), (two, 10), (third, 0)]);
    assert_eq!(delegations(net), expected);
}

pub fn all_validators_lists_the_bonded_ones_by_power(net: &mut dyn Net) {
    let [one, two, third] = [0, 1, 2].map(|i| net.operator(i));
    assert_eq!(bonded(net), [one.clone(), two.clone(), third.clone()]);
    accepted(net, delegate(&two, 11 * COIN));
    net.pass(1);
    assert_eq!(bonded(net), [two.clone(), one.clone(), third.clone()]);
    net.jail(&one);
    net.pass(1);
    assert_eq!(bonded(net), [two.clone(), third.clone()]);
    net.unbond_validator(&third);
    assert_eq!(bonded(net), [two]);
}

pub fn a_validator_query_is_null_for_unknown_and_fails_for_malformed_operators(net: &mut dyn Net) {
    let one = net.operator(0);
    let height = net.height();
    net.double_sign(&one, height, STAKES[0]);
    assert_eq!(known(net, &one), Some(true));
    assert_eq!(known(net, &nobody()), Some(false));
    assert_eq!(known(net, "wasmvaloper1junk"), None);
    assert_eq!(known(net, &net.contract()), None);
}

pub fn can_redelegate_is_all_or_nothing(net: &mut dyn Net) {
    let (one, two) = (net.operator(0), net.operator(1));
    all_accepted(net, vec![delegate(&one, 100), delegate(&two, 100)]);
    let can = |net: &dyn Net| delegation(net, &two).unwrap().can_redelegate;
    assert_eq!(can(net), coin(100, DENOM));
    accepted(net, redelegate(&one, &two, 1));
    assert_eq!(can(net), coin(0, DENOM));
    net.pass(net.unbonding() / 2);
    assert_eq!(can(net), coin(0, DENOM));
    net.pass(net.unbonding() / 2 + 1);
    net.pass(1);
    assert_eq!(can(net), coin(101, DENOM));
}

pub fn queries_of_the_chains_own_protocol_are_rejected(net: &mut dyn Net) {
    #[allow(deprecated)]
    let request: QueryRequest<Empty> = QueryRequest::Stargate {
        path: "/cosmos.staking.v1beta1.Query/Validator".to_string(),
        data: Default::default(),
    };
    assert_eq!(net.ask(request).answer, None);
}
