//! Which validators there are, and with which weights.

use cosmwasm_std::{Decimal, Uint128};
use floe_api::registry::{
    ConfigResponse, QueryMsg, ValidatorClass, ValidatorResponse, ValidatorStatus, ValidatorWeight,
};
use rstest::rstest;

use crate::error::ContractError;
use crate::fixture::{lines, op, weights, Fixture};

fn add(f: &mut Fixture, operator: &str, weight: u64) -> Result<Vec<String>, ContractError> {
    let json = format!(r#"{{"add_validator":{{"operator":"{operator}","weight":{weight}}}}}"#);
    f.send("owner", &json).map(|response| lines(&response))
}

fn many(f: &mut Fixture, count: usize) -> Vec<ValidatorWeight> {
    let names: Vec<String> = (0..count).map(|n| format!("m{n:03}")).collect();
    names.iter().for_each(|name| f.chain(name, 5, true));
    names
        .iter()
        .map(|name| ValidatorWeight {
            operator: op(name),
            weight: 1,
        })
        .collect()
}

#[test]
fn instantiation_keeps_the_hub_the_defaults_and_the_order() {
    let mut f = Fixture::bare();
    let msg = f.instantiate_msg(weights(&[("c", 3), ("u", 1), ("a", 1_000_000)]));
    let response = f.instantiate(msg, &[]).unwrap();
    let (hub, owner) = (f.addr("hub"), f.addr("owner"));
    assert_eq!(
        lines(&response),
        [
            format!("floe/registry_instantiated hub={hub} owner={owner}"),
            format!(
                "floe/validator_added operator={} weight=3 commission=0.05 bonded=true",
                op("c")
            ),
            format!(
                "floe/validator_added operator={} weight=1 commission=0.05 bonded=false",
                op("u")
            ),
            format!(
                "floe/validator_added operator={} weight=1000000 commission=0.05 bonded=true",
                op("a")
            ),
        ]
    );
    assert_eq!(response.messages, []);
    let config: ConfigResponse = f.ask(QueryMsg::Config {}).unwrap();
    assert_eq!(
        config,
        ConfigResponse {
            hub: hub.into(),
            max_commission: Decimal::percent(20),
            max_share_bps: 2_000,
            inactive_grace: 259_200,
            open_share_bps: 1_000,
            steward: None,
            lister: None,
            refreshed_at: f.now(),
        }
    );
    assert_eq!(
        f.shares(),
        [
            ("c".into(), 3, true),
            ("u".into(), 1, false),
            ("a".into(), 1_000_000, true)
        ]
    );
    let unbonded: ValidatorResponse = f.ask(QueryMsg::Validator { operator: op("u") }).unwrap();
    assert_eq!(
        unbonded,
        ValidatorResponse {
            operator: op("u"),
            class: ValidatorClass::Curated,
            weight: 1,
            base: 1,
            status: ValidatorStatus::Active,
            commission: Decimal::percent(5),
            bonded: false,
            since: f.now(),
            dear_since: None,
            listed_at: f.now(),
            accepting: false,
            bonded_share: Decimal::zero(),
            highest_commission: Decimal::percent(5),
            short: false,
        }
    );
    assert_eq!(
        f.deps.querier.asked.take(),
        ["all_validators", "validator", "validator", "validator"]
    );
}

#[rstest]
#[case::none(&[], ContractError::NoValidators)]
#[case::twice(&[("a", 1), ("b", 1), ("a", 2)], ContractError::Repeated { operator: op("a") })]
#[case::weight_zero(&[("a", 0)], ContractError::WeightOutOfBounds { operator: op("a"), weight: 0, max: 1_000_000 })]
#[case::weight_too_great(
    &[("a", 1_000_001)],
    ContractError::WeightOutOfBounds { operator: op("a"), weight: 1_000_001, max: 1_000_000 }
)]
#[case::unknown(&[("a", 1), ("x", 1)], ContractError::UnknownValidator { operator: op("x") })]
fn instantiation_refuses_a_wrong_list(#[case] list: &[(&str, u64)], #[case] error: ContractError) {
    let mut f = Fixture::bare();
    let msg = f.instantiate_msg(weights(list));
    assert_eq!(f.instantiate(msg, &[]), Err(error));
    assert_eq!(f.dump(), []);
}

#[test]
fn instantiation_takes_a_hundred_validators_and_not_one_more() {
    let mut f = Fixture::bare();
    let list = many(&mut f, 101);
    let msg = f.instantiate_msg(list.clone());
    assert_eq!(
        f.instantiate(msg, &[]),
        Err(ContractError::TooManyValidators { count: 101, max: 100 })
    );
    let msg = f.instantiate_msg(list[..100].to_vec());
    f.instantiate(msg, &[]).unwrap();
    assert_eq!(f.shares().len(), 100);
    assert_eq!(
        add(&mut f, &op("a"), 1),
        Err(ContractError::TooManyValidators { count: 101, max: 100 })
    );
    // Draining ones count until they are gone.
    f.tell("owner", "remove_validator", "m007").unwrap();
    assert_eq!(
        add(&mut f, &op("a"), 1),
        Err(ContractError::TooManyValidators { count: 101, max: 100 })
    );
    f.refresh();
    add(&mut f, &op("a"), 1).unwrap();
}

#[test]
fn instantiation_obeys_the_bounds() {
    let mut f = Fixture::bare();
    let mut msg = f.instantiate_msg(weights(&[("a", 1)]));
    msg.params.inactive_grace = Some(9);
    assert_eq!(
        f.instantiate(msg, &[]),
        Err(ContractError::OutOfBounds {
            name: "inactive_grace",
            value: 9,
            min: 10,
            max: 2_592_000
        })
    );
    let mut msg = f.instantiate_msg(weights(&[("a", 1)]));
    msg.params.max_commission = Some(Decimal::percent(31));
    assert_eq!(
        f.instantiate(msg, &[]),
        Err(ContractError::CommissionOutOfBounds {
            value: Decimal::percent(31),
            max: Decimal::percent(30)
        })
    );
}

#[test]
fn instantiation_needs_a_valid_owner() {
    let mut f = Fixture::bare();
    let mut msg = f.instantiate_msg(weights(&[("a", 1)]));
    msg.owner = "nobody".into();
    assert!(matches!(f.instantiate(msg, &[]), Err(ContractError::Std(_))));
}

#[test]
fn an_added_validator_comes_last() {
    let mut f = Fixture::new();
    f.chain("d", 10, true);
    assert_eq!(
        add(&mut f, &op("d"), 4).unwrap(),
        [format!(
            "floe/validator_added operator={} weight=4 commission=0.1 bonded=true",
            op("d")
        )]
    );
    assert_eq!(f.shares()[3], ("d".into(), 4, true));
}

#[rstest]
#[case::unknown(op("x"), 1, ContractError::UnknownValidator { operator: op("x") })]
#[case::malformed("valoper-x".into(), 1, ContractError::MalformedOperator { operator: "valoper-x".into() })]
#[case::empty(String::new(), 1, ContractError::MalformedOperator { operator: String::new() })]
#[case::other_spelling(op("a").to_uppercase(), 1, ContractError::MalformedOperator { operator: op("a").to_uppercase() })]
#[case::duplicate(op("a"), 1, ContractError::AlreadyListed { operator: op("a") })]
#[case::weight(op("d"), 0, ContractError::WeightOutOfBounds { operator: op("d"), weight: 0, max: 1_000_000 })]
fn adding_a_wrong_validator_is_refused_by_name(
    #[case] operator: String,
    #[case] weight: u64,
    #[case] error: ContractError,
) {
    let mut f = Fixture::new();
    let before = f.dump();
    assert_eq!(add(&mut f, &operator, weight), Err(error));
    assert_eq!(f.dump(), before);
}

#[test]
fn the_last_validator_that_is_not_draining_stays() {
    let mut f = Fixture::new();
    // The third last is kept; where two are left one of them may go.
    assert_eq!(
        f.tell("owner", "remove_validator", "a"),
        Err(ContractError::SetTooSmall {
            operator: op("a"),
            left: 2,
            min: 3
        })
    );
    f.drain("a");
    assert_eq!(
        lines(&f.tell("owner", "remove_validator", "b").unwrap()),
        [format!("floe/validator_removed operator={}", op("b"))]
    );
    let before = f.dump();
    assert_eq!(
        f.tell("owner", "remove_validator", "c"),
        Err(ContractError::LastValidator { operator: op("c") })
    );
    assert_eq!(f.dump(), before);
    assert_eq!(
        f.tell("owner", "remove_validator", "a"),
        Err(ContractError::Draining { operator: op("a") })
    );
    assert_eq!(
        f.tell("owner", "remove_validator", "x"),
        Err(ContractError::NotListed { operator: op("x") })
    );
}

#[test]
fn a_removed_validator_drains_and_goes_when_the_hub_has_nothing_there() {
    let mut f = Fixture::new();
    f.deps.querier.stakes.insert(op("b"), (5, 1));
    f.drain("b");
    assert_eq!(
        f.shares(),
        [
            ("a".into(), 1, true),
            ("b".into(), 0, false),
            ("c".into(), 3, true)
        ]
    );
    for left in [(5, 1), (0, 1), (5, 0)] {
        f.deps.querier.stakes.insert(op("b"), left);
        assert_eq!(f.refresh(), ["floe/registry_refreshed validators=3 changes=0"]);
    }
    f.deps.querier.stakes.clear();
    f.deps.querier.hub_fails = true;
    assert_eq!(f.refresh(), ["floe/registry_refreshed validators=3 changes=0"]);
    f.deps.querier.hub_fails = false;
    f.deps.querier.asked.take();
    assert_eq!(
        f.refresh(),
        [
            format!("floe/validator_dropped operator={}", op("b")),
            "floe/registry_refreshed validators=2 changes=1".into()
        ]
    );
    assert_eq!(f.deps.querier.asked.take(), ["all_validators", "stakes"]);
    assert_eq!(f.shares(), [("a".into(), 1, true), ("c".into(), 3, true)]);
    // Added again, it is new and comes last.
    add(&mut f, &op("b"), 9).unwrap();
    assert_eq!(f.shares()[2], ("b".into(), 9, true));
}

#[test]
fn only_refresh_drops_an_entry_even_if_nothing_is_there() {
    let mut f = Fixture::new();
    f.drain("b");
    assert_eq!(f.shares().len(), 3);
    assert_eq!(f.deps.querier.asked.take(), [] as [&str; 0]);
}

#[test]
fn adding_a_draining_validator_keeps_it_in_its_old_place() {
    let mut f = Fixture::new();
    let created = f.now();
    f.tell("owner", "pause_validator", "a").unwrap();
    f.drain("a");
    f.chain("a", 7, false);
    f.pass(5);
    assert_eq!(
        add(&mut f, &op("a"), 8).unwrap(),
        [format!(
            "floe/validator_reactivated operator={} old_weight=1 weight=8",
            op("a")
        )]
    );
    let a: ValidatorResponse = f.ask(QueryMsg::Validator { operator: op("a") }).unwrap();
    assert_eq!(
        a,
        ValidatorResponse {
            operator: op("a"),
            class: ValidatorClass::Curated,
            weight: 8,
            base: 8,
            status: ValidatorStatus::Active,
            commission: Decimal::percent(7),
            bonded: false,
            since: f.now(),
            dear_since: None,
            listed_at: created,
            accepting: false,
            bonded_share: Decimal::one(),
            highest_commission: Decimal::percent(7),
            short: false,
        }
    );
    assert_eq!(f.shares()[0], ("a".into(), 8, false));
    assert_eq!(
        add(&mut f, &op("a"), 9),
        Err(ContractError::AlreadyListed { operator: op("a") })
    );
}

#[test]
fn weights_of_listed_validators_change_and_the_others_stay() {
    let mut f = Fixture::new();
    f.tell("owner", "pause_validator", "c").unwrap();
    let set = |list: &[(&str, u64)]| floe_api::registry::ExecuteMsg::SetWeights {
        weights: weights(list),
    };
    let response = f
        .send_msg("owner", set(&[("c", 30), ("a", 1_000_000)]), &[])
        .unwrap();
    assert_eq!(
        lines(&response),
        [
            format!(
                "floe/weight_set by=owner operator={} old_weight=3 weight=30",
                op("c")
            ),
            format!(
                "floe/weight_set by=owner operator={} old_weight=1 weight=1000000",
                op("a")
            ),
        ]
    );
    assert_eq!(
        f.shares(),
        [
            ("a".into(), 1_000_000, true),
            ("b".into(), 2, true),
            ("c".into(), 30, false)
        ]
    );
}

#[rstest]
#[case::empty(&[], ContractError::NoValidators)]
#[case::repeated(&[("a", 5), ("a", 5)], ContractError::Repeated { operator: op("a") })]
#[case::not_listed(&[("a", 5), ("d", 5)], ContractError::NotListed { operator: op("d") })]
#[case::draining(&[("a", 5), ("b", 5)], ContractError::Draining { operator: op("b") })]
#[case::zero(&[("a", 5), ("c", 0)], ContractError::WeightOutOfBounds { operator: op("c"), weight: 0, max: 1_000_000 })]
fn weights_are_set_all_or_none(#[case] list: &[(&str, u64)], #[case] error: ContractError) {
    let mut f = Fixture::new();
    f.drain("b");
    let before = f.dump();
    let msg = floe_api::registry::ExecuteMsg::SetWeights {
        weights: weights(list),
    };
    assert_eq!(f.send_msg("owner", msg, &[]), Err(error));
    assert_eq!(f.dump(), before);
}

#[test]
fn the_hubs_answer_is_read_as_it_is_written() {
    let answer = floe_api::hub::StakeResponse {
        delegated: Uint128::new(5),
        entries: 2,
    };
    assert_eq!(
        cosmwasm_std::to_json_vec(&answer).unwrap(),
        br#"{"delegated":"5","entries":2}"#
    );
}
