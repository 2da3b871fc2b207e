//! What of the hub's and the registry's messages a proposal may send, against the messages that there are.

use floe_core::wait::{class_of, GovernedAct, GovernedTarget, WaitClass};
use floe_hub::roles::{role_of, HubRole};
use floe_tests::world::{hub_messages, lived_in, variants};

use super::*;

fn class(target: GovernedTarget, name: &str) -> Option<WaitClass> {
    class_of(target, GovernedAct::Call { name, coins: false })
}

/// What is new in the hub cannot be sent until somebody has thought of it.
#[test]
fn a_proposal_sends_the_hub_what_is_its_owners_guardians_or_governors_and_nothing_else() {
    let s = lived_in();
    let mut seen = BTreeSet::new();
    for sample in hub_messages(&s) {
        let name = sample.as_object().unwrap().keys().next().unwrap().clone();
        let msg: ExecuteMsg = from_json(sample.to_string()).unwrap();
        let owners = match role_of(&msg) {
            HubRole::Owner | HubRole::GuardianOrOwner | HubRole::Governor | HubRole::Ownership => true,
            HubRole::Collector | HubRole::NamedGuarantor | HubRole::Nobody => false,
            // The owner's before it is anyone's.
            HubRole::Anyone => matches!(msg, ExecuteMsg::WriteOff { .. }),
        };
        assert_eq!(class(GovernedTarget::Hub, &name).is_some(), owners, "{name}");
        seen.insert(name);
    }
    assert_eq!(seen, variants::<ExecuteMsg>());
}

#[test]
fn every_message_with_a_short_wait_is_one_that_there_is() {
    let hub = variants::<ExecuteMsg>();
    let short: Vec<&String> = hub
        .iter()
        .filter(|name| class(GovernedTarget::Hub, name).is_some_and(|class| class < WaitClass::Long))
        .collect();
    assert_eq!(
        short,
        [
            "pause",
            "rearm_guardian",
            "unpause",
            "update_fee",
            "update_params",
            "vote",
            "vote_weighted"
        ]
    );
    let registry = variants::<registry::ExecuteMsg>();
    let short: Vec<&String> = registry
        .iter()
        .filter(|name| class(GovernedTarget::Registry, name).is_some_and(|class| class < WaitClass::Long))
        .collect();
    assert_eq!(
        short,
        [
            "add_validator",
            "pause_validator",
            "remove_validator",
            "resume_validator",
            "set_weights",
            "update_params"
        ]
    );
}
