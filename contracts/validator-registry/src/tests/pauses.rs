//! Pauses by the owner and by the guardian.

use floe_api::registry::{QueryMsg, ValidatorResponse, ValidatorStatus};
use floe_contract::ShellError;

use crate::error::ContractError;
use crate::fixture::{lines, op, Fixture};

const WEEK: u64 = 604_800;

fn status(f: &Fixture, name: &str) -> ValidatorStatus {
    let answer: ValidatorResponse = f.ask(QueryMsg::Validator { operator: op(name) }).unwrap();
    answer.status
}

fn used(name: &str, arming: u64) -> ContractError {
    ContractError::GuardianUsed {
        operator: op(name),
        arming,
    }
}

#[test]
fn the_owners_pause_lasts_until_lifted_and_keeps_the_weight() {
    let mut f = Fixture::new();
    assert_eq!(
        lines(&f.tell("owner", "pause_validator", "a").unwrap()),
        [format!(
            "floe/validator_paused operator={} by=owner until=none",
            op("a")
        )]
    );
    f.pass(100 * WEEK);
    assert_eq!(status(&f, "a"), ValidatorStatus::Paused { until: None });
    assert_eq!(f.shares()[0], ("a".into(), 1, false));
    assert_eq!(
        lines(&f.tell("owner", "resume_validator", "a").unwrap()),
        [format!("floe/validator_resumed operator={}", op("a"))]
    );
    assert_eq!(f.shares()[0], ("a".into(), 1, true));
    assert_eq!(
        f.tell("owner", "resume_validator", "a"),
        Err(ContractError::NotPaused { operator: op("a") })
    );
}

#[test]
fn the_guardians_pause_ends_by_time_alone() {
    let mut f = Fixture::new();
    let until = f.now() + WEEK;
    assert_eq!(
        lines(&f.tell("guardian", "pause_validator", "a").unwrap()),
        [format!(
            "floe/validator_paused operator={} by=guardian until={until}",
            op("a")
        )]
    );
    f.pass(WEEK - 1);
    assert_eq!(status(&f, "a"), ValidatorStatus::Paused { until: Some(until) });
    assert_eq!(f.shares()[0], ("a".into(), 1, false));
    let stored = f.dump();
    f.pass(1);
    assert_eq!(status(&f, "a"), ValidatorStatus::Active);
    assert_eq!(f.shares()[0], ("a".into(), 1, true));
    assert_eq!(f.dump(), stored);
    assert_eq!(
        f.tell("owner", "resume_validator", "a"),
        Err(ContractError::NotPaused { operator: op("a") })
    );
}

#[test]
fn the_guardian_pauses_each_validator_once_until_rearmed() {
    let mut f = Fixture::new();
    f.tell("guardian", "pause_validator", "a").unwrap();
    assert_eq!(f.tell("guardian", "pause_validator", "a"), Err(used("a", 1)));
    f.tell("guardian", "pause_validator", "b").unwrap();
    f.pass(WEEK);
    let before = f.dump();
    assert_eq!(f.tell("guardian", "pause_validator", "a"), Err(used("a", 1)));
    assert_eq!(f.dump(), before);
    f.deps.querier.arming = 2;
    f.tell("guardian", "pause_validator", "a").unwrap();
    assert_eq!(f.tell("guardian", "pause_validator", "a"), Err(used("a", 2)));
}

#[test]
fn neither_resuming_nor_adding_again_gives_the_guardian_another_pause() {
    let mut f = Fixture::new();
    f.tell("guardian", "pause_validator", "a").unwrap();
    f.tell("owner", "resume_validator", "a").unwrap();
    assert_eq!(f.tell("guardian", "pause_validator", "a"), Err(used("a", 1)));
    f.drain("a");
    f.refresh();
    f.send(
        "owner",
        &format!(r#"{{"add_validator":{{"operator":"{}","weight":1}}}}"#, op("a")),
    )
    .unwrap();
    assert_eq!(f.tell("guardian", "pause_validator", "a"), Err(used("a", 1)));
}

#[test]
fn the_guardian_cannot_shorten_a_pause() {
    let mut f = Fixture::new();
    f.tell("owner", "pause_validator", "a").unwrap();
    assert_eq!(
        f.tell("guardian", "pause_validator", "a"),
        Err(ContractError::AlreadyPaused { operator: op("a") })
    );
    assert_eq!(
        f.tell("owner", "pause_validator", "a"),
        Err(ContractError::AlreadyPaused { operator: op("a") })
    );
    // The refused attempt has used nothing up.
    f.tell("owner", "resume_validator", "a").unwrap();
    f.tell("guardian", "pause_validator", "a").unwrap();
    let until = f.now() + WEEK;
    f.deps.querier.arming = 2;
    f.deps.querier.pause_secs = 3_600;
    assert_eq!(
        lines(&f.tell("guardian", "pause_validator", "a").unwrap()),
        [format!(
            "floe/validator_paused operator={} by=guardian until={until}",
            op("a")
        )]
    );
}

#[test]
fn the_owner_may_turn_the_guardians_pause_into_a_lasting_one() {
    let mut f = Fixture::new();
    f.tell("guardian", "pause_validator", "a").unwrap();
    f.tell("owner", "pause_validator", "a").unwrap();
    assert_eq!(status(&f, "a"), ValidatorStatus::Paused { until: None });
}

#[test]
fn an_owner_who_is_the_guardian_too_pauses_as_the_owner() {
    let mut f = Fixture::new();
    f.deps.querier.guardian = Some(f.addr("owner").into());
    f.tell("owner", "pause_validator", "a").unwrap();
    assert_eq!(status(&f, "a"), ValidatorStatus::Paused { until: None });
    assert_eq!(f.deps.querier.asked.take(), [] as [&str; 0]);
}

#[test]
fn a_pause_far_in_the_future_does_not_overflow() {
    let mut f = Fixture::new();
    f.deps.querier.pause_secs = u64::MAX;
    f.tell("guardian", "pause_validator", "a").unwrap();
    assert_eq!(
        status(&f, "a"),
        ValidatorStatus::Paused {
            until: Some(u64::MAX)
        }
    );
}

#[test]
fn draining_and_unlisted_validators_are_neither_paused_nor_resumed() {
    let mut f = Fixture::new();
    f.drain("a");
    for (sender, message) in [
        ("owner", "pause_validator"),
        ("guardian", "pause_validator"),
        ("owner", "resume_validator"),
    ] {
        assert_eq!(
            f.tell(sender, message, "a"),
            Err(ContractError::Draining { operator: op("a") })
        );
        assert_eq!(
            f.tell(sender, message, "x"),
            Err(ContractError::NotListed { operator: op("x") })
        );
    }
}

#[test]
fn the_operation_itself_refuses_a_caller_without_a_quality() {
    let mut f = Fixture::new();
    let env = f.env.clone();
    assert_eq!(
        crate::execute::pause_validator(f.deps.as_mut(), &env, crate::roles::Caller::Public, &op("a")),
        Err(ShellError::Unauthorized {
            role: "owner or the guardian"
        }
        .into())
    );
}
