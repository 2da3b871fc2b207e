//! Lists, and what is stored.

use cosmwasm_std::{StdError, StdResult};
use floe_types::registry::{QueryMsg, Targets, ValidatorResponse, ValidatorWeight};
use rstest::rstest;

use crate::fixture::{op, Fixture};

fn hundred() -> Fixture {
    let mut f = Fixture::bare();
    // Added in descending order, to tell it from the order of names.
    let names: Vec<String> = (0..100).rev().map(|n| format!("m{n:03}")).collect();
    names.iter().for_each(|name| f.chain(name, 5, true));
    let list = names
        .iter()
        .map(|name| ValidatorWeight {
            operator: op(name),
            weight: 1,
        })
        .collect();
    let msg = f.instantiate_msg(list);
    f.instantiate(msg).unwrap();
    f
}

fn page(f: &Fixture, start_after: Option<&str>, limit: Option<u32>) -> StdResult<Vec<String>> {
    let answer: Vec<ValidatorResponse> = f.ask(QueryMsg::Validators {
        start_after: start_after.map(op),
        limit,
    })?;
    Ok(answer.into_iter().map(|v| v.operator).collect())
}

#[rstest]
#[case::default(None, None, 10, Some("m099"))]
#[case::next(Some("m090"), None, 10, Some("m089"))]
#[case::whole(None, Some(100), 100, Some("m099"))]
#[case::at_most_a_hundred(None, Some(u32::MAX), 100, Some("m099"))]
#[case::rest(Some("m003"), Some(50), 3, Some("m002"))]
#[case::none_asked(None, Some(0), 0, None)]
#[case::after_the_last(Some("m000"), None, 0, None)]
fn pages_follow_the_order_of_addition(
    #[case] start_after: Option<&str>,
    #[case] limit: Option<u32>,
    #[case] count: usize,
    #[case] first: Option<&str>,
) {
    let got = page(&hundred(), start_after, limit).unwrap();
    assert_eq!((got.len(), got.first().cloned()), (count, first.map(op)));
}

#[test]
fn pages_put_together_are_the_whole_list() {
    let f = hundred();
    let mut all = page(&f, None, Some(7)).unwrap();
    loop {
        let last: ValidatorResponse = f
            .ask(QueryMsg::Validator {
                operator: all.last().unwrap().clone(),
            })
            .unwrap();
        let short = last.operator.trim_start_matches(&op("")).to_owned();
        let next = page(&f, Some(&short), Some(7)).unwrap();
        if next.is_empty() {
            break;
        }
        all.extend(next);
    }
    assert_eq!(all, page(&f, None, Some(100)).unwrap());
}

#[test]
fn an_unlisted_operator_is_not_found_by_name() {
    let f = Fixture::new();
    let error = StdError::not_found(format!("validator {} in the registry", op("x")));
    assert_eq!(page(&f, Some("x"), None), Err(error));
    let error = StdError::not_found(format!("validator {} in the registry", op("x")));
    assert_eq!(
        f.ask::<ValidatorResponse>(QueryMsg::Validator { operator: op("x") }),
        Err(error)
    );
}

#[test]
fn targets_ask_nobody() {
    let f = Fixture::new();
    let targets: Targets = f.ask(QueryMsg::Targets {}).unwrap();
    assert_eq!((targets.shares.len(), targets.max_share_bps), (3, 2_000));
    assert_eq!(f.deps.querier.asked.take(), [] as [&str; 0]);
}

#[test]
fn the_stored_keys_are_these() {
    let mut f = Fixture::new();
    f.tell("guardian", "pause_validator", "a").unwrap();
    let keys: Vec<String> = f
        .dump()
        .into_iter()
        .map(|(key, _)| String::from_utf8_lossy(&key).into_owned())
        .collect();
    let pause = format!("\0\u{e}guardian_pause{}", op("a"));
    assert_eq!(
        keys,
        [
            pause.as_str(),
            "config",
            "contract_info",
            "ownership",
            "validators"
        ]
    );
}
