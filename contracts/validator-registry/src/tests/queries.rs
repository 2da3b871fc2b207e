//! Lists, and what is stored.

use cosmwasm_std::{StdError, StdResult, Storage, Timestamp};
use floe_api::registry::{QueryMsg, Targets, ValidatorResponse, ValidatorWeight};
use rstest::rstest;

use crate::fixture::{op, weights, Fixture};
use crate::state::{CONFIG, VALIDATORS};

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
    f.instantiate(msg, &[]).unwrap();
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
            "refreshed",
            "targets",
            "validators"
        ]
    );
}

/// What follows from validators and parameters as they are stored.
fn derived(f: &Fixture) -> Targets {
    let params = CONFIG.load(&f.deps.storage).unwrap().params;
    let entries = VALIDATORS.load(&f.deps.storage).unwrap();
    Targets {
        shares: entries
            .iter()
            .map(|entry| entry.share(&params, f.now()))
            .collect(),
        max_share_bps: params.max_share_bps,
    }
}

#[test]
fn the_targets_follow_every_change_and_the_passing_of_time() {
    let mut f = Fixture::new();
    let check = |f: &mut Fixture, changed: bool, before: &Targets| {
        let targets: Targets = f.ask(QueryMsg::Targets {}).unwrap();
        assert_eq!(targets, derived(f));
        assert_eq!(targets != *before, changed, "{targets:?}");
        targets
    };
    let mut last = derived(&f);
    let weights = format!(
        r#"{{"set_weights":{{"weights":[{{"operator":"{}","weight":9}}]}}}}"#,
        op("a")
    );
    let add = format!(r#"{{"add_validator":{{"operator":"{}","weight":5}}}}"#, op("u"));
    f.send("owner", &weights).unwrap();
    last = check(&mut f, true, &last);
    f.send("owner", &add).unwrap();
    last = check(&mut f, true, &last);
    f.tell("owner", "pause_validator", "a").unwrap();
    last = check(&mut f, true, &last);
    f.tell("owner", "resume_validator", "a").unwrap();
    last = check(&mut f, true, &last);
    f.tell("guardian", "pause_validator", "b").unwrap();
    last = check(&mut f, true, &last);
    f.pass(604_800);
    last = check(&mut f, true, &last);
    f.send("owner", r#"{"update_params":{"max_share_bps":3000}}"#)
        .unwrap();
    last = check(&mut f, true, &last);
    f.send("owner", r#"{"update_params":{"max_commission":"0.04"}}"#)
        .unwrap();
    last = check(&mut f, true, &last);
    f.send("owner", r#"{"update_params":{"max_commission":"0.2"}}"#)
        .unwrap();
    last = check(&mut f, true, &last);
    f.refresh();
    last = check(&mut f, false, &last);
    f.chain("c", 5, false);
    f.refresh();
    last = check(&mut f, true, &last);
    f.pass(259_201);
    last = check(&mut f, true, &last);
    f.drain("a");
    last = check(&mut f, true, &last);
    f.refresh();
    check(&mut f, true, &last);
}

#[test]
fn a_refresh_that_finds_nothing_new_writes_its_time_alone() {
    let mut f = Fixture::new();
    f.pass(10);
    let before = f.dump();
    f.refresh();
    let changed: Vec<_> = f
        .dump()
        .into_iter()
        .filter(|item| !before.contains(item))
        .collect();
    assert_eq!(changed.len(), 1);
    assert_eq!(changed[0].0, b"refreshed");
}

#[test]
fn the_bytes_of_the_stored_items_are_pinned() {
    let mut f = Fixture::bare();
    f.env.block.time = Timestamp::from_seconds(300);
    let msg = f.instantiate_msg(weights(&[("a", 1), ("u", 300)]));
    f.instantiate(msg, &[]).unwrap();
    f.tell("owner", "pause_validator", "a").unwrap();
    f.chain("a", 50, true);
    f.refresh();
    let text = |text: &str| {
        let mut bytes = vec![u8::try_from(text.len()).unwrap()];
        bytes.extend(text.as_bytes());
        bytes
    };
    // Operator, weight, status (0 active, 1 paused with 0 by the owner, 2 draining), commission, bonded, since,
    // since when it is too expensive, when it was added, the owner's weight, class (0 curated, 1 open), earlier entries and
    // exits, earlier commissions with the time until which they were seen.
    let validators = [
        vec![2],
        text(&op("a")),
        vec![1, 1, 0],
        text("0.5"),
        vec![1, 0xac, 0x02, 1, 0xac, 0x02, 0xac, 0x02, 1, 0, 0, 1],
        text("0.05"),
        vec![0xac, 0x02],
        text(&op("u")),
        vec![0xac, 0x02, 0],
        text("0.05"),
        vec![0, 0xac, 0x02, 0, 0xac, 0x02, 0xac, 0x02, 0, 0, 0],
    ];
    // Hub, greatest commission, greatest share, grace, greatest share of the open ones, steward, lister.
    let config = [
        text(f.addr("hub").as_str()),
        text("0.2"),
        vec![0xd0, 0x0f, 0x80, 0xe9, 0x0f, 0xe8, 0x07, 0, 0],
    ];
    // Greatest share; operator, weight, from when it accepts, until when it keeps its weight.
    let targets = [
        vec![0xd0, 0x0f, 2],
        text(&op("a")),
        vec![1, 0, 1, 0xac, 0xeb, 0x0f],
        text(&op("u")),
        vec![0xac, 0x02, 0, 1, 0xac, 0xeb, 0x0f],
    ];
    let stored = |key: &str| f.deps.storage.get(key.as_bytes()).unwrap();
    assert_eq!(stored("validators"), validators.concat());
    assert_eq!(stored("config"), config.concat());
    assert_eq!(stored("refreshed"), [0xac, 0x02]);
    assert_eq!(stored("targets"), targets.concat());
}
