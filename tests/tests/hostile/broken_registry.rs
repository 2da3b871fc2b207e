//! A registry that is broken, silent or empty.

use super::*;

fn publish(deps: DepsMut, _: Env, _: Empty) -> StdResult<Response> {
    let config = floe_validator_registry::state::CONFIG.load(deps.storage)?;
    floe_validator_registry::state::save_config(deps.storage, &config)?;
    Ok(Response::new())
}

/// A registry that answers nothing but an error.
fn silent() -> Box<dyn Contract<Empty>> {
    Box::new(ContractWrapper::new(no_execute, no_instantiate, out_of_order).with_migrate(unpublish))
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
