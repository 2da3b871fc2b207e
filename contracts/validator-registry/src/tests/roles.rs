//! Steward and lister: who they are and what they may do.

use floe_api::registry::{ConfigResponse, ExecuteMsg, QueryMsg, ValidatorResponse};
use floe_contract::ShellError;

use crate::error::ContractError;
use crate::fixture::{lines, op, weights, Fixture};

fn set(f: &mut Fixture, by: &str, list: &[(&str, u64)]) -> Result<Vec<String>, ContractError> {
    let msg = ExecuteMsg::SetWeights {
        weights: weights(list),
    };
    f.send_msg(by, msg, &[]).map(|response| lines(&response))
}

fn validator(f: &Fixture, name: &str) -> ValidatorResponse {
    f.ask(QueryMsg::Validator { operator: op(name) }).unwrap()
}

/// A registry whose steward is `steward`.
fn with_steward() -> Fixture {
    let mut f = Fixture::new();
    let steward = f.addr("steward");
    f.send(
        "owner",
        &format!(r#"{{"update_roles":{{"steward":"{steward}"}}}}"#),
    )
    .unwrap();
    f
}

#[test]
fn there_is_neither_steward_nor_lister_until_the_owner_names_one() {
    let mut f = Fixture::new();
    let config: ConfigResponse = f.ask(QueryMsg::Config {}).unwrap();
    assert_eq!((config.steward, config.lister), (None, None));
    let (s, l) = (f.addr("steward"), f.addr("lister"));
    let message = format!(r#"{{"update_roles":{{"steward":"{s}","lister":"{l}"}}}}"#);
    let refused = ShellError::Unauthorized { role: "owner" };
    assert_eq!(f.send("steward", &message), Err(refused.into()));
    assert_eq!(
        lines(&f.send("owner", &message).unwrap()),
        [
            format!("floe/config_changed name=steward old=none new={s}"),
            format!("floe/config_changed name=lister old=none new={l}"),
        ]
    );
    // What is left out stays, null removes.
    let response = f.send("owner", r#"{"update_roles":{"steward":null}}"#).unwrap();
    assert_eq!(
        lines(&response),
        [format!("floe/config_changed name=steward old={s} new=none")]
    );
    let config: ConfigResponse = f.ask(QueryMsg::Config {}).unwrap();
    assert_eq!((config.steward, config.lister), (None, Some(l.into_string())));
    let text = f
        .send("owner", r#"{"update_roles":{"lister":"nobody"}}"#)
        .unwrap_err();
    assert!(text.to_string().starts_with("lister is not valid: "), "{text}");
}

#[test]
fn the_steward_sets_the_weight_in_force_and_never_the_owners() {
    let mut f = with_steward();
    assert_eq!(
        set(&mut f, "steward", &[("a", 70)]).unwrap(),
        [format!(
            "floe/weight_set by=steward operator={} old_weight=1 weight=70",
            op("a")
        )]
    );
    let a = validator(&f, "a");
    assert_eq!((a.weight, a.base), (70, 1));
    assert_eq!(f.shares()[0], ("a".into(), 70, true));
    // The owner's own counts for both.
    set(&mut f, "owner", &[("a", 9)]).unwrap();
    let a = validator(&f, "a");
    assert_eq!((a.weight, a.base), (9, 9));
}

#[test]
fn the_steward_may_do_nothing_else_and_obeys_the_bounds() {
    let mut f = with_steward();
    let before = f.dump();
    for message in [
        "add_validator",
        "remove_validator",
        "pause_validator",
        "resume_validator",
    ] {
        let json = match message {
            "add_validator" => format!(r#"{{"add_validator":{{"operator":"{}","weight":1}}}}"#, op("d")),
            other => format!(r#"{{"{other}":{{"operator":"{}"}}}}"#, op("a")),
        };
        assert!(matches!(
            f.send("steward", &json),
            Err(ContractError::Shell(ShellError::Unauthorized { .. }))
        ));
    }
    let refused = ContractError::WeightOutOfBounds {
        operator: op("a"),
        weight: 0,
        max: 1_000_000,
    };
    assert_eq!(set(&mut f, "steward", &[("a", 0)]), Err(refused));
    let refused = ShellError::Unauthorized {
        role: "owner or the steward",
    };
    assert_eq!(set(&mut f, "stranger", &[("a", 1)]), Err(refused.into()));
    assert_eq!(f.dump(), before);
}

#[test]
fn nobody_weighs_an_open_validator() {
    let mut f = Fixture::with_open();
    let steward = f.addr("steward");
    f.send(
        "owner",
        &format!(r#"{{"update_roles":{{"steward":"{steward}"}}}}"#),
    )
    .unwrap();
    let before = f.dump();
    for by in ["owner", "steward"] {
        assert_eq!(
            set(&mut f, by, &[("a", 5), ("d", 5)]),
            Err(ContractError::Open { operator: op("d") })
        );
    }
    assert_eq!(f.dump(), before);
}

#[test]
fn without_a_lister_its_messages_are_nobodys() {
    let mut f = Fixture::new();
    for message in ["list_validator", "unlist_validator"] {
        for by in ["owner", "lister", "guardian", "hub"] {
            let refused = ShellError::Unauthorized { role: "lister" };
            assert_eq!(f.tell(by, message, "d"), Err(refused.into()));
        }
    }
}
