//! Every message of every contract, by who may send it: what takes a power has a command that prepares it.

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;

/// How a message is reached.
enum Reach {
    /// Anybody may send it.
    Anyone,
    /// Takes a power, and this prepares it.
    Command(&'static str),
    /// Only a contract sends it, in the course of another message.
    Contract,
    /// Refused for everybody.
    Nobody,
}
use Reach::{Anyone, Command, Contract, Nobody};

const HUB: [(&str, Reach); 39] = [
    ("bond", Anyone),
    ("queue_unbond", Anyone),
    ("instant_unbond", Anyone),
    ("cancel_unbond", Anyone),
    ("withdraw_unbonded", Anyone),
    ("claim", Anyone),
    ("claim_for", Anyone),
    ("crank", Anyone),
    ("sync", Anyone),
    ("harvest", Anyone),
    ("submit_batch", Anyone),
    ("reconcile", Anyone),
    ("rebalance", Anyone),
    // Before the sixtieth day of silence the owner alone.
    ("write_off", Command("floe admin write-off node1")),
    ("forget", Command("floe admin forget node1")),
    ("deposit_rewards", Contract),
    ("pause", Command("floe admin pause deposits")),
    ("unpause", Command("floe admin unpause deposits")),
    ("rearm_guardian", Command("floe admin rearm-guardian")),
    ("update_params", Command("floe admin params batch_interval=12h")),
    ("update_fee", Command("floe admin fee --bps 400")),
    ("update_roles", Command("floe admin roles --guardian none")),
    ("accept_guarantor", Contract),
    ("wind_down", Command("floe admin wind-down")),
    ("vote", Command("floe admin vote 7 yes")),
    (
        "vote_weighted",
        Command("floe admin vote-weighted 7 yes=0.7 abstain=0.3"),
    ),
    (
        "update_ownership",
        Command("floe admin transfer-ownership ADDRESS"),
    ),
    ("transfer", Anyone),
    ("send", Anyone),
    ("increase_allowance", Anyone),
    ("decrease_allowance", Anyone),
    ("transfer_from", Anyone),
    ("send_from", Anyone),
    // The marketing address or the owner.
    ("update_marketing", Command("floe admin marketing --project x")),
    ("upload_logo", Command("floe admin logo logo.svg")),
    ("burn", Nobody),
    ("burn_from", Nobody),
    ("mint", Nobody),
    ("update_minter", Nobody),
];

const REGISTRY: [(&str, Reach); 11] = [
    (
        "add_validator",
        Command("floe admin add-validator node1 --weight 2"),
    ),
    ("set_weights", Command("floe admin set-weights node1=3")),
    ("remove_validator", Command("floe admin remove-validator node1")),
    // The lister is a contract, which the operator asks.
    ("list_validator", Command("floe operator list")),
    ("unlist_validator", Command("floe operator unlist")),
    ("pause_validator", Command("floe admin pause-validator node1")),
    ("resume_validator", Command("floe admin resume-validator node1")),
    ("refresh", Anyone),
    (
        "update_params",
        Command("floe admin registry-params --max-share-bps 1000"),
    ),
    (
        "update_roles",
        Command("floe admin registry-roles --steward none"),
    ),
    (
        "update_ownership",
        Command("floe admin accept-ownership --of registry"),
    ),
];

const COLLECTOR: [(&str, Reach); 5] = [
    ("forward", Anyone),
    (
        "send_foreign",
        Command("floe admin send-foreign 5 uother ADDRESS"),
    ),
    ("sell", Anyone),
    ("set_swapper", Command("floe admin set-swapper ADDRESS")),
    (
        "update_ownership",
        Command("floe admin accept-ownership --of collector"),
    ),
];

const BACKSTOP: [(&str, Reach); 7] = [
    ("receive", Contract),
    ("begin", Anyone),
    ("stop", Anyone),
    ("withdraw", Anyone),
    ("finish", Contract),
    ("poke", Anyone),
    ("accept_guarantor", Anyone),
];

const BONDS: [(&str, Reach); 7] = [
    ("receive", Contract),
    ("list", Command("floe operator list")),
    ("unlist", Command("floe operator unlist")),
    ("begin_withdraw", Command("floe operator begin 5 flSTAKE")),
    ("withdraw", Anyone),
    ("finish", Contract),
    ("accept_guarantor", Anyone),
];

const TIMELOCK: [(&str, Reach); 12] = [
    ("receive", Contract),
    (
        "queue",
        Command("floe admin pause deposits --timelock ADDRESS --propose"),
    ),
    ("retract", Anyone),
    ("leave", Anyone),
    ("execute", Anyone),
    ("cancel", Command("floe admin proposal cancel 3")),
    ("accept", Anyone),
    (
        "update_times",
        Command("floe admin timelock-times --exit 35d --timelock ADDRESS"),
    ),
    (
        "add_proposer",
        Command("floe admin timelock-members --add-proposer ADDRESS --timelock ADDRESS"),
    ),
    (
        "remove_proposer",
        Command("floe admin timelock-members --remove-proposer ADDRESS --timelock ADDRESS"),
    ),
    (
        "add_canceller",
        Command("floe admin timelock-members --add-canceller ADDRESS --timelock ADDRESS"),
    ),
    (
        "remove_canceller",
        Command("floe admin timelock-members --remove-canceller ADDRESS --timelock ADDRESS"),
    ),
];

const STAKE: [(&str, Reach); 11] = [
    ("receive", Contract),
    ("stake", Anyone),
    ("unstake", Anyone),
    ("claim", Anyone),
    ("harvest", Anyone),
    ("harvest_for", Anyone),
    ("fund", Anyone),
    ("poke", Anyone),
    (
        "add_stream",
        Command("floe admin stakes ADDRESS --stream ustake=30d"),
    ),
    (
        "add_listener",
        Command("floe admin stakes ADDRESS --listener ADDRESS"),
    ),
    (
        "update_ownership",
        Command("floe admin stakes ADDRESS --owner ADDRESS"),
    ),
];

const GAUGE: [(&str, Reach); 8] = [
    ("open", Anyone),
    ("prove", Contract),
    ("vote", Anyone),
    ("cast", Anyone),
    ("set_votes", Anyone),
    ("poke", Anyone),
    ("apply", Anyone),
    ("stake_change_hook", Contract),
];

/// The messages of a contract with what its schema says of each.
fn messages(contract: &str) -> BTreeMap<String, String> {
    let file = format!("{}/../../schema/{contract}.json", env!("CARGO_MANIFEST_DIR"));
    let schema: Value = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
    let listed = schema["execute"]["oneOf"].as_array().unwrap().iter();
    let named = listed.map(|message| {
        let name = message["required"][0].as_str().unwrap().to_owned();
        (
            name,
            message["description"].as_str().unwrap_or_default().to_owned(),
        )
    });
    named.collect()
}

/// Whether the program's command line takes it. Words in quotes are not split.
fn is_offered(line: &str) -> Result<(), String> {
    let words: Vec<String> = line
        .split_whitespace()
        .map(|word| word.replace("ADDRESS", "wasm1x"))
        .collect();
    let matched = floe_cli::command_line().try_get_matches_from(words);
    matched.map(drop).map_err(|error| error.to_string())
}

#[test]
fn every_message_that_takes_a_power_has_a_command_and_no_message_is_forgotten() {
    let tables: [(&str, &[(&str, Reach)]); 8] = [
        ("hub", &HUB),
        ("validator-registry", &REGISTRY),
        ("reward-collector", &COLLECTOR),
        ("backstop", &BACKSTOP),
        ("bonds", &BONDS),
        ("timelock", &TIMELOCK),
        ("stake", &STAKE),
        ("gauge", &GAUGE),
    ];
    for (contract, table) in tables {
        let said = messages(contract);
        let mut listed: Vec<&str> = table.iter().map(|(name, _)| *name).collect();
        listed.sort_unstable();
        assert_eq!(
            listed,
            said.keys().map(String::as_str).collect::<Vec<_>>(),
            "{contract}"
        );
        for (name, reach) in table {
            let description = &said[*name];
            let owner = description.contains("Owner") || description.contains("wner.");
            match reach {
                Anyone => assert!(!owner, "{contract} {name}: {description}"),
                Command(line) => {
                    let offered = is_offered(line);
                    assert!(offered.is_ok(), "{contract} {name}: {line}: {offered:?}");
                }
                Contract | Nobody => assert!(!owner, "{contract} {name}: {description}"),
            }
        }
    }
}
