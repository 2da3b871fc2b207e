//! Who may cancel what, and how those who may propose or cancel change.

use floe_contract::ShellError;
use floe_core::wait::WaitRefusal;
use floe_core::CoreError;
use rstest::rstest;
use serde_json::{json, Value};

use crate::error::ContractError;
use crate::fixture::{call, lines, migrate, Fixture, EXIT};

/// The same message again and again.
fn own(f: &mut Fixture, message: &str, name: &str) -> Result<Vec<String>, ContractError> {
    let address = f.addr(name);
    f.own(&json!({ message: { "address": address } }))
        .map(|response| lines(&response))
}

#[test]
fn a_proposal_is_cancelled_by_who_proposed_it_and_by_cancellers_and_by_nobody_else() {
    let mut f = Fixture::new();
    let hub = f.addr("token");
    let stranger = ShellError::Unauthorized {
        role: "proposal's proposer or a canceller",
    };
    for by in ["pro", "can", "ban"] {
        let id = f.queue(vec![migrate(&hub)]).unwrap();
        for other in ["duo", "token", "stranger"] {
            let refused = f.tell(other, "cancel", id).unwrap_err();
            assert_eq!(refused.to_string(), stranger.to_string());
        }
        let told = lines(&f.tell(by, "cancel", id).unwrap());
        assert_eq!(
            told,
            [format!("floe/proposal_cancelled id={id} sender={}", f.addr(by))]
        );
        assert_eq!(f.tell(by, "cancel", id), Err(WaitRefusal::Cancelled.into()));
        f.pass(EXIT);
        assert_eq!(f.execute(id), Err(WaitRefusal::Cancelled.into()));
    }
}

#[test]
fn what_was_executed_or_has_expired_is_not_cancelled() {
    let mut f = Fixture::new();
    let (executed, expired) = (f.long(), f.long());
    let due = f.now() + EXIT;
    f.at(due);
    f.execute(executed).unwrap();
    assert_eq!(
        f.tell("can", "cancel", executed),
        Err(WaitRefusal::Executed.into())
    );
    f.at(due + 1_209_600);
    assert!(matches!(
        f.tell("can", "cancel", expired),
        Err(ContractError::Refused(WaitRefusal::Expired { .. }))
    ));
}

#[test]
fn a_canceller_cannot_cancel_what_does_nothing_but_remove_him() {
    let mut f = Fixture::new();
    let own = f.env.contract.address.clone();
    let can = f.addr("can").into_string();
    let removal = call(&own, &json!({ "remove_canceller": { "address": can } }));
    let id = f.queue(vec![removal.clone()]).unwrap();
    let refused = ContractError::OwnRemoval {
        id,
        canceller: can.clone(),
    };
    assert_eq!(f.tell("can", "cancel", id), Err(refused));
    f.tell("ban", "cancel", id).unwrap();

    // With anything beside it, or of another contract, it is a proposal like others.
    let beside = f.queue(vec![removal.clone(), removal]).unwrap();
    f.tell("can", "cancel", beside).unwrap();
    let elsewhere = f.addr("elsewhere");
    let of_another = call(&elsewhere, &json!({ "remove_canceller": { "address": can } }));
    let id = f.queue(vec![of_another]).unwrap();
    f.tell("can", "cancel", id).unwrap();
}

#[rstest]
#[case("proposer", "proposers", "pro", "is 6, allowed is 1 to 5")]
#[case("canceller", "cancellers", "can", "is 6, allowed is 0 to 5")]
fn members_come_and_go_one_at_a_time(
    #[case] role: &'static str,
    #[case] field: &str,
    #[case] known: &str,
    #[case] too_many: &str,
) {
    let mut f = Fixture::new();
    let (add, remove) = (format!("add_{role}"), format!("remove_{role}"));
    let new = f.addr("new");
    assert_eq!(
        own(&mut f, &add, "new"),
        Ok(vec![format!(
            "floe/timelock_member_added role={role} address={new}"
        )])
    );
    let address = new.to_string();
    assert_eq!(
        own(&mut f, &add, "new"),
        Err(ContractError::AlreadyMember {
            role,
            address: address.clone()
        })
    );
    for name in ["four", "five"] {
        own(&mut f, &add, name).unwrap();
    }
    let text = own(&mut f, &add, "six").unwrap_err().to_string();
    assert_eq!(text, format!("{field} {too_many}"));
    assert_eq!(
        own(&mut f, &remove, "new"),
        Ok(vec![format!(
            "floe/timelock_member_removed role={role} address={new}"
        )])
    );
    assert_eq!(
        own(&mut f, &remove, "new"),
        Err(ContractError::NoMember { role, address })
    );
    own(&mut f, &remove, known).unwrap();
    let config = f.config();
    let listed = if role == "proposer" {
        config.proposers
    } else {
        config.cancellers
    };
    assert_eq!(listed.len(), 3);
    assert!(!listed.contains(&f.addr(known).into_string()));
}

#[test]
fn the_last_proposer_stays_and_the_last_canceller_need_not() {
    let mut f = Fixture::new();
    own(&mut f, "remove_proposer", "pro").unwrap();
    let refused = CoreError::OutOfBounds {
        name: "proposers",
        value: 0,
        min: 1,
        max: 5,
    };
    assert_eq!(own(&mut f, "remove_proposer", "duo"), Err(refused.into()));
    for name in ["can", "ban"] {
        own(&mut f, "remove_canceller", name).unwrap();
    }
    assert_eq!(f.config().cancellers, Vec::<String>::new());
}

#[test]
fn who_proposes_no_longer_still_cancels_what_he_proposed() {
    let mut f = Fixture::new();
    let id = f.long();
    own(&mut f, "remove_proposer", "pro").unwrap();
    let hub = f.addr("token");
    assert!(f.queue(vec![migrate(&hub)]).is_err());
    f.tell("pro", "cancel", id).unwrap();
}

#[rstest]
#[case(json!({ "short": 345_599 }), "short is 345599, allowed is 345600 to 2592000")]
#[case(json!({ "exit": 2_159_999 }), "exit is 2159999, allowed is 2160000 to 7776000")]
#[case(json!({ "short": 2_592_001 }), "short is 2592001, allowed is 345600 to 2592000")]
#[case(json!({ "exit": 7_776_001 }), "exit is 7776001, allowed is 2160000 to 7776000")]
#[case(json!({ "short": 2_592_000 }), "exit is 2160000, allowed is 2592000 to 7776000")]
fn times_grow_only(#[case] update: Value, #[case] text: &str) {
    let mut f = Fixture::new();
    let before = f.dump();
    let refused = f.own(&json!({ "update_times": update })).unwrap_err();
    assert_eq!(refused.to_string(), text);
    assert_eq!(f.dump(), before);
    let response = f.own(&json!({ "update_times": { "short": 345_601, "exit": 2_160_001 } }));
    assert_eq!(
        lines(&response.unwrap()),
        ["floe/timelock_times_updated short=345601 exit=2160001"]
    );
    assert_eq!((f.config().short, f.config().exit), (345_601, 2_160_001));
}
