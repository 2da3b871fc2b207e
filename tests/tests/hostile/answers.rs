//! Answers that cannot be read.

use super::*;

/// Three validators, and an estimate of the chain's unbonding time in seconds.
fn estimated(secs: u64) -> Setup {
    setup(3).params(|p| p.with(Param::UnbondingEstimate, u128::from(secs)))
}

#[rstest]
#[case::unreadable(ModuleFault::UnreadableResponse)]
#[case::empty(ModuleFault::EmptyResponse)]
fn an_unreadable_answer_is_booked_as_asked_less_one_unit(#[case] fault: ModuleFault) {
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
    s.fail("val1", &[ModuleFault::ShortByOne], true);
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
#[case::unreadable(ModuleFault::UnreadableResponse)]
#[case::empty(ModuleFault::EmptyResponse)]
fn an_unreadable_answer_to_a_redelegation_locks_for_the_estimated_time(#[case] fault: ModuleFault) {
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
