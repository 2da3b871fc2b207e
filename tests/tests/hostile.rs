//! Messages that fail and answers that cannot be read: one validator, or the registry, stops none of the others.

use cosmwasm_std::{to_json_binary, Deps, DepsMut, Empty, Env, MessageInfo, Response, StdError, StdResult};
use cw_multi_test::{Contract, ContractWrapper};
use floe_core::params::Param;
use floe_testing::chain::Fault;
use floe_testing::suite::{Setup, Suite};
use floe_tests::staking::*;
use floe_types::hub::ExecuteMsg;
use floe_types::registry::{self, Share, Targets};
use floe_types::targets::{query_raw, TARGETS_KEY};
use floe_validator_registry::state::VALIDATORS;
use rstest::rstest;

const HOUR: u64 = 3_600;

/// Leaves no targets to be read.
fn unpublish(deps: DepsMut, _: Env, _: Empty) -> StdResult<Response> {
    deps.storage.remove(TARGETS_KEY.as_bytes());
    Ok(Response::new())
}

/// Leaves targets that nobody can read.
fn garble(deps: DepsMut, _: Env, _: Empty) -> StdResult<Response> {
    deps.storage.set(TARGETS_KEY.as_bytes(), b"\xff");
    Ok(Response::new())
}

fn publish(deps: DepsMut, _: Env, _: Empty) -> StdResult<Response> {
    floe_validator_registry::state::publish(deps.storage)?;
    Ok(Response::new())
}

fn no_execute(_: DepsMut, _: Env, _: MessageInfo, _: Empty) -> StdResult<Response> {
    Ok(Response::new())
}

fn no_instantiate(_: DepsMut, _: Env, _: MessageInfo, _: Empty) -> StdResult<Response> {
    Ok(Response::new())
}

fn out_of_order(_: Deps, _: Env, _: Empty) -> StdResult<cosmwasm_std::Binary> {
    Err(StdError::generic_err("out of order"))
}

/// A registry that answers nothing but an error.
fn silent() -> Box<dyn Contract<Empty>> {
    Box::new(ContractWrapper::new(no_execute, no_instantiate, out_of_order).with_migrate(unpublish))
}

/// A registry that keeps what it should, unreadably, and answers nothing but an error.
fn unreadable() -> Box<dyn Contract<Empty>> {
    Box::new(ContractWrapper::new(no_execute, no_instantiate, out_of_order).with_migrate(garble))
}

/// A registry without validators.
fn empty() -> Box<dyn Contract<Empty>> {
    fn query(_: Deps, _: Env, _: Empty) -> StdResult<cosmwasm_std::Binary> {
        to_json_binary(&Targets {
            shares: vec![],
            max_share_bps: 2_000,
        })
    }
    Box::new(ContractWrapper::new(no_execute, no_instantiate, query).with_migrate(unpublish))
}

/// A registry that wants no stake anywhere.
fn weightless() -> Box<dyn Contract<Empty>> {
    fn query(deps: Deps, _: Env, _: Empty) -> StdResult<cosmwasm_std::Binary> {
        let all = VALIDATORS.load(deps.storage)?;
        to_json_binary(&Targets {
            shares: all
                .into_iter()
                .map(|entry| Share {
                    operator: entry.operator,
                    weight: 0,
                    accepting: true,
                })
                .collect(),
            max_share_bps: 2_000,
        })
    }
    Box::new(ContractWrapper::new(no_execute, no_instantiate, query).with_migrate(unpublish))
}

/// The registry as it is, taking over whatever was there.
fn healed() -> Box<dyn Contract<Empty>> {
    let code = ContractWrapper::new(
        floe_validator_registry::contract::execute,
        floe_validator_registry::contract::instantiate,
        floe_validator_registry::contract::query,
    );
    Box::new(code.with_migrate(publish))
}

fn replace_registry(s: &mut Suite, code: Box<dyn Contract<Empty>>) {
    let (code, admin, registry) = (s.chain.store_code(code), s.addr("admin"), s.registry.clone());
    s.chain.migrate(&admin, &registry, &Empty {}, code).unwrap();
}

#[rstest]
#[case::out_of_gas(Fault::OutOfGas)]
#[case::refused(Fault::Undelegate)]
fn a_failed_undelegation_leaves_the_batch_closed_and_its_need_to_the_next_crank(#[case] fault: Fault) {
    let mut s = hundred_million(3);
    s.fail("val1", &[fault], true);
    s.queue("alice", 10_000_000);
    let response = step(&mut s, &ExecuteMsg::SubmitBatch { skip: None });
    assert_eq!(told(&response, "batch_closed", "payable"), ["10000000"]);
    assert_eq!(told(&response, "message_failed", "message"), ["undelegate"]);
    assert_eq!(
        told(&response, "message_failed", "validator"),
        [s.operator("val1")]
    );
    let books = s.books();
    assert_eq!(
        (books.delegated(), books.undelegating(), books.owed()),
        (99_900_000, 0, 10_000_000)
    );
    assert_eq!((stake(&s, "val1"), books.pool()), (33_300_000, 90_000_000));
    assert_eq!(marked_until(&s, "val1"), s.now() + HOUR);
    // It waits for no completion yet, and nothing of the free coins is delegated meanwhile.
    s.next_block();
    let done = s.crank();
    assert_eq!(entries(&s, "val2"), [(9_990_000, 9_990_000)]);
    assert!(done.delegations.is_empty() && done.need.u128() < 9_000);
    pass_unbonding(&mut s);
    assert_eq!(s.claim("alice"), 10_000_000);
}

#[rstest]
#[case::it_fails(silent as fn() -> Box<dyn Contract<Empty>>)]
#[case::it_is_unreadable(unreadable)]
#[case::it_is_empty(empty)]
#[case::it_wants_nothing(weightless)]
fn without_a_registry_exits_take_from_the_largest_stake_and_nothing_else_moves(
    #[case] code: fn() -> Box<dyn Contract<Empty>>,
) {
    let mut plan = setup(3);
    plan.older_share_bps = Some(10_000);
    plan.validators[1].weight = 2;
    let mut s = hundred_million_of(plan);
    assert_eq!(
        ["val1", "val2", "val3"].map(|v| stake(&s, v)),
        [24_975_000, 49_950_000, 24_975_000]
    );
    replace_registry(&mut s, code());
    s.queue("alice", 10_000_000);
    let response = step(&mut s, &ExecuteMsg::SubmitBatch { skip: None });
    assert_eq!(events(&response, "targets_unavailable").len(), 1);
    assert_eq!(entries(&s, "val2"), [(9_990_000, 9_990_000)]);
    // Deposits, harvests and claims go on; allocation and moves wait.
    s.bond("bob", 50_000_000);
    s.rewards(3_000_000);
    s.pass_days(1);
    let done = s.crank();
    assert!(done.delegations.is_empty() && done.redelegations.is_empty());
    assert_eq!((done.harvests.len(), done.forwarded), (3, true));
    pass_unbonding(&mut s);
    assert_eq!(s.claim("alice"), 10_000_000);
    replace_registry(&mut s, healed());
    s.next_block();
    assert_eq!(s.crank().delegations.len(), 3);
}

/// A registry of another make, which wants everything on the second validator and can only be asked.
fn asked() -> Box<dyn Contract<Empty>> {
    fn query(deps: Deps, _: Env, _: Empty) -> StdResult<cosmwasm_std::Binary> {
        let second = VALIDATORS.load(deps.storage)?.swap_remove(1);
        to_json_binary(&Targets {
            shares: vec![Share {
                operator: second.operator,
                weight: 1,
                accepting: true,
            }],
            max_share_bps: 10_000,
        })
    }
    Box::new(ContractWrapper::new(no_execute, no_instantiate, query).with_migrate(unpublish))
}

#[test]
fn a_registry_that_keeps_no_targets_to_be_read_is_asked_for_them() {
    let mut s = hundred_million(3);
    replace_registry(&mut s, asked());
    s.bond("bob", 50_000_000);
    let response = step(
        &mut s,
        &ExecuteMsg::Crank {
            max_msgs: None,
            skip: None,
        },
    );
    assert!(events(&response, "targets_unavailable").is_empty());
    assert_eq!(
        told(&response, "delegation_sent", "validator"),
        [s.operator("val2")]
    );
}

#[test]
fn the_targets_that_the_hub_reads_are_those_that_the_registry_answers() {
    let mut s = hundred_million(3);
    let registry = s.registry.clone();
    let val1 = s.operator("val1");
    let pause = registry::ExecuteMsg::PauseValidator { operator: val1 };
    s.chain.execute(&s.addr("guard"), &registry, &pause, &[]).unwrap();
    let mut seen = Vec::new();
    for _ in 0..2 {
        let read = query_raw(&s.chain.querier(), &registry, s.now()).unwrap();
        let answer: Targets = s.query(&registry, &registry::QueryMsg::Targets {}).unwrap();
        assert_eq!(read, answer);
        seen.push(read);
        s.pass_days(7);
    }
    assert_ne!(seen[0], seen[1]);
}

#[test]
fn a_marked_validator_is_used_when_there_is_no_other_and_success_clears_the_mark() {
    let mut s = hundred_million(1);
    s.fail("val1", &[Fault::OutOfGas], true);
    s.queue("alice", 10_000_000);
    s.submit_batch();
    assert_eq!(
        (stake(&s, "val1"), marked_until(&s, "val1")),
        (99_900_000, s.now() + HOUR)
    );
    s.fail("val1", &[Fault::OutOfGas], false);
    s.next_block();
    s.submit_batch();
    assert_eq!(
        (entries(&s, "val1"), marked_until(&s, "val1")),
        (vec![(9_990_000, 9_990_000)], 0)
    );
}

#[test]
fn a_refused_delegation_gives_its_coins_back_and_waits_an_hour_and_after_another_two() {
    let mut s = Suite::new(setup(3));
    s.fail("val1", &[Fault::Delegate], true);
    s.bond("alice", 99_000_000);
    let response = rebalance_all(&mut s);
    assert_eq!(told(&response, "message_failed", "message"), ["delegate"]);
    let marked = s.now();
    assert_eq!(
        ["val1", "val2", "val3"].map(|v| stake(&s, v)),
        [0, 33_300_000, 33_300_000]
    );
    assert_eq!(
        (s.books().free(), s.books().delegated()),
        (33_400_000, 66_600_000)
    );
    s.pass_secs(HOUR - 1);
    assert!(s.rebalance().delegations.is_empty());
    assert_eq!(marked_until(&s, "val1"), marked + HOUR);
    // Refused again, it waits twice as long.
    s.pass_secs(1);
    let response = rebalance_all(&mut s);
    assert_eq!(told(&response, "message_failed", "message"), ["delegate"]);
    assert_eq!(
        (stake(&s, "val1"), s.books().free(), marked_until(&s, "val1")),
        (0, 33_400_000, marked + 3 * HOUR)
    );
    s.fail("val1", &[Fault::Delegate], false);
    s.pass_secs(2 * HOUR - 1);
    assert!(s.rebalance().delegations.is_empty());
    s.pass_secs(1);
    s.rebalance();
    assert_eq!((stake(&s, "val1"), s.books().free()), (33_300_000, 100_000));
    assert_eq!(marked_until(&s, "val1"), 0);
}

#[test]
fn a_refused_withdrawal_stops_no_other_and_changes_no_books() {
    let mut s = hundred_million(3);
    s.fail("val1", &[Fault::Withdraw], true);
    s.rewards(999_000);
    let response = step(
        &mut s,
        &ExecuteMsg::Harvest {
            validator: None,
            skip: None,
        },
    );
    assert_eq!(
        told(&response, "message_failed", "message"),
        ["withdraw_delegator_reward"]
    );
    // 666,000 of the other two, a tenth of it as fee.
    assert_eq!(told(&response, "rewards_compounded", "amount"), ["666000"]);
    assert_eq!((s.shares("treasury"), s.books().unreleased()), (66_600, 599_400));
    assert_eq!(marked_until(&s, "val1"), s.now() + HOUR);
    // A success clears the mark, and what had waited is compounded.
    s.fail("val1", &[Fault::Withdraw], false);
    s.next_block();
    let response = step(
        &mut s,
        &ExecuteMsg::Harvest {
            validator: None,
            skip: None,
        },
    );
    assert_eq!(told(&response, "rewards_compounded", "amount"), ["333000"]);
    assert_eq!(marked_until(&s, "val1"), 0);
}

#[test]
fn a_validator_whose_redelegations_fail_as_a_source_stops_no_exit_from_it() {
    let mut s = hundred_million(3);
    s.fail("val1", &[Fault::Redelegate], true);
    s.drain_below_three("val1");
    let response = rebalance_all(&mut s);
    // The destination is marked, as the text has it, and nothing is booked.
    assert_eq!(told(&response, "message_failed", "message"), ["redelegate"]);
    assert_eq!(["val1", "val2", "val3"].map(|v| stake(&s, v)), [33_300_000; 3]);
    s.next_block();
    s.queue("alice", 10_000_000);
    s.crank();
    assert_eq!(entries(&s, "val1"), [(9_990_000, 9_990_000)]);
}

/// Three validators, and an estimate of the chain's unbonding time in seconds.
fn estimated(secs: u64) -> Setup {
    setup(3).params(|p| p.with(Param::UnbondingEstimate, u128::from(secs)))
}

#[rstest]
#[case::unreadable(Fault::UnreadableResponse)]
#[case::empty(Fault::EmptyResponse)]
fn an_unreadable_answer_is_booked_as_asked_less_one_unit(#[case] fault: Fault) {
    let mut s = hundred_million_of(estimated(UNBONDING));
    s.fail("val1", &[fault], true);
    s.queue("alice", 10_000_000);
    let response = step(&mut s, &ExecuteMsg::SubmitBatch { skip: None });
    assert_eq!(told(&response, "answer_unreadable", "message"), ["undelegate"]);
    assert_eq!(told(&response, "undelegation_entered", "asked"), ["9990000"]);
    let completion = told(&response, "undelegation_entered", "completion");
    assert_eq!(completion, [format!("{}000000000", s.now() + UNBONDING)]);
    assert_eq!(entries(&s, "val1"), [(9_989_999, 9_989_999)]);
    assert_eq!(
        (s.books().undelegating(), s.books().pool()),
        (9_989_999, 89_999_999)
    );
    assert_eq!((payable(&s, 1), marked_until(&s, "val1")), (10_000_000, 0));
    // The unit comes after all and drips.
    pass_unbonding(&mut s);
    s.sync();
    assert_eq!(
        (s.books().pool(), s.books().unreleased(), s.books().undelegating()),
        (89_999_999, 1, 0)
    );
    assert_eq!(s.claim("alice"), 10_000_000);
}

#[test]
fn an_answer_of_one_unit_less_is_believed() {
    let mut s = hundred_million(3);
    s.fail("val1", &[Fault::ShortByOne], true);
    s.queue("alice", 10_000_000);
    let response = step(&mut s, &ExecuteMsg::SubmitBatch { skip: None });
    assert!(events(&response, "answer_unreadable").is_empty());
    assert_eq!(told(&response, "undelegation_entered", "amount"), ["9989999"]);
    assert_eq!(
        (s.books().undelegating(), s.books().pool()),
        (9_989_999, 89_999_999)
    );
    pass_unbonding(&mut s);
    assert_eq!(s.claim("alice"), 10_000_000);
    assert_eq!(s.books().unreleased(), 0);
}

#[rstest]
#[case::unreadable(Fault::UnreadableResponse)]
#[case::empty(Fault::EmptyResponse)]
fn an_unreadable_answer_to_a_redelegation_locks_for_the_estimated_time(#[case] fault: Fault) {
    let mut s = hundred_million_of(estimated(UNBONDING));
    for v in ["val2", "val3"] {
        s.fail(v, &[fault], true);
    }
    s.drain_below_three("val1");
    let response = rebalance_all(&mut s);
    assert_eq!(told(&response, "answer_unreadable", "message"), ["redelegate"]);
    let to = told(&response, "redelegation_sent", "to");
    let name = ["val2", "val3"]
        .into_iter()
        .find(|v| to == [s.operator(v)])
        .unwrap();
    assert_eq!(locks(&s, name), [s.now() + UNBONDING]);
    assert_eq!(stake(&s, name), 33_300_000 + 2_997_000);
    s.next_block();
    s.sync();
}

#[test]
fn full_entries_are_skipped_queueing_goes_on_and_everybody_is_paid() {
    let mut plan = setup(3);
    plan.older_params = vec![(Param::MaxEntries, 1)];
    let mut s = hundred_million_of(plan);
    for _ in 0..4 {
        s.queue("alice", 10_000_000);
        s.submit_batch();
        s.pass_secs(10);
    }
    let books = s.books();
    assert_eq!((books.owed(), books.entries.len()), (40_000_000, 3));
    assert!(["val1", "val2", "val3"].iter().all(|v| entries(&s, v).len() == 1));
    // need = 40,000,000 − U − (100,000 − 60,000)
    let need = 40_000_000 - 40_000 - books.undelegating();
    assert_eq!(s.crank().need.u128(), need);
    assert!(need >= 9_900_000);
    s.queue("alice", 1_000_000);
    s.cancel("alice", None).unwrap();
    pass_unbonding(&mut s);
    s.next_block();
    s.crank();
    assert!(is_settled(&s, 3) && !is_settled(&s, 4));
    assert_eq!(s.books().undelegating(), need);
    pass_unbonding(&mut s);
    assert_eq!(s.claim("alice"), 40_000_000);
}

/// val1 refuses every delegation, val2 every undelegation, and each crank may send one message.
#[test]
fn two_hostile_validators_and_a_page_of_one_stop_nothing() {
    let mut plan = setup(4);
    plan.older_share_bps = Some(10_000);
    let mut s = Suite::new(plan);
    s.fail("val1", &[Fault::Delegate], true);
    s.fail("val2", &[Fault::Undelegate], true);
    s.bond("alice", 99_000_000);
    for _ in 0..5 {
        crank_page(&mut s, 1);
        s.next_block();
    }
    assert_eq!(
        ["val1", "val2", "val3", "val4"].map(|v| stake(&s, v)),
        [0, 24_975_000, 24_975_000, 24_975_000]
    );

    // Draining goes on into those who take stake.
    remove(&mut s, "val3").unwrap();
    let mut days = 0;
    while stake(&s, "val3") > 0 && days < 60 {
        crank_page(&mut s, 1);
        s.pass_days(1);
        days += 1;
    }
    assert_eq!((stake(&s, "val3"), days), (0, 20));
    s.refresh();
    assert_eq!(listed(&s).len(), 3);
    let all = s.books().delegated();

    // Cover goes on with the one that gives, then with nobody left to give but val2.
    s.queue("alice", 60_000_000);
    for _ in 0..4 {
        crank_page(&mut s, 1);
        s.next_block();
    }
    assert!(entries(&s, "val2").is_empty() && !entries(&s, "val4").is_empty());
    assert!(s.books().owed() == 60_000_000 && s.books().delegated() < all);
    s.fail("val2", &[Fault::Undelegate], false);
    for _ in 0..30 {
        crank_page(&mut s, 1);
        s.pass_days(1);
    }
    assert_eq!(s.claim("alice"), 60_000_000);
}

/// Days until the registry has dropped a removed validator.
fn days_until_dropped(s: &mut Suite, validator: &str, most: u64) -> u64 {
    let operator = s.operator(validator);
    for day in 0..most {
        s.crank();
        s.refresh();
        if !listed(s).contains(&operator) {
            return day;
        }
        s.pass_days(1);
    }
    panic!(
        "{validator} is still listed with {} and {:?}",
        stake(s, validator),
        entries(s, validator)
    );
}

#[rstest]
#[case::ten_thousand_coins(10_000_000_000)]
#[case::the_seed_alone(1_000_000)]
#[case::a_little_more(1_234_567)]
fn a_removed_validator_is_emptied_and_its_entry_goes(#[case] pool: u128) {
    let mut s = Suite::new(setup(3));
    if pool > 1_000_000 {
        s.bond("alice", pool - 1_000_000);
    }
    s.rebalance();
    s.drain_below_three("val1");
    // A third at 3 % of the whole a day.
    assert_eq!(days_until_dropped(&mut s, "val1", 30), 11);
    assert_eq!(s.books().pool(), pool);
    s.next_block();
    s.sync();
    assert!(!s.books().positions.contains_key(&s.operator("val1")));
}

#[rstest]
#[case::ten_thousand_coins(10_000_000_000)]
#[case::five_coins(5_000_000)]
fn the_probe_leaves_after_the_entries_that_it_watched(#[case] pool: u128) {
    let mut s = Suite::new(setup(3));
    s.bond("alice", pool - 1_000_000);
    s.rebalance();
    s.drain_below_three("val1");
    s.queue("alice", pool * 4 / 10);
    s.submit_batch();
    // pool / 10,000 of what stays, between 10,000 and 1,000,000
    let probe = (pool * 6 / 10 / 10_000).clamp(10_000, 1_000_000);
    assert_eq!((stake(&s, "val1"), entries(&s, "val1").len()), (probe, 1));
    s.pass_days(20);
    s.crank();
    assert_eq!(stake(&s, "val1"), probe);
    s.refresh();
    assert!(listed(&s).contains(&s.operator("val1")));
    s.pass_days(1);
    s.next_block();
    assert!(days_until_dropped(&mut s, "val1", 30) <= 1);
    assert_eq!(s.books().pool(), pool * 6 / 10);
    assert_eq!(s.claim("alice"), pool * 4 / 10);
}
