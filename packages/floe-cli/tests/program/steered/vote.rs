//! Votes by the gauge: in x/gov, for validators, and what is refused before anything is signed.

use cosmwasm_std::Decimal;
use floe_cli::ExitCode;
use rstest::rstest;

use super::{tells_how_to_name, Steered, DAY};
use crate::rig::{done, json};

#[test]
fn who_cannot_open_a_proposal_is_told_in_tokens() {
    let steered = Steered::new();
    steered.refuses(
        "keeper",
        &["vote", "open", "7"],
        ExitCode::Refused,
        "the account has staked 0 flSTAKE, and opening a proposal takes a thousandth of all that is staked, 0.015 flSTAKE",
    );
    let rig = &steered.rig;
    done(rig.run("bob", &["send", "1 flSTAKE", &rig.address("keeper")]));
    done(rig.run("keeper", &["lock", "deposit", "1 flSTAKE"]));
    steered.refuses(
        "keeper",
        &["vote", "open", "7"],
        ExitCode::Refused,
        "the account has staked 1 flSTAKE, of which too little before yesterday (UTC)",
    );
}

#[test]
fn a_proposal_is_opened_voted_on_and_the_hub_votes_as_was_voted() {
    let steered = Steered::new();
    let rig = &steered.rig;
    let ran = rig.run("bob", &["vote", "proposal", "7", "yes"]);
    ran.says("opens: nobody has opened it here yet");
    let told = done(ran);
    assert!(
        told.starts_with("Voted with 5 flSTAKE on proposal 7 in block "),
        "{told}"
    );
    assert!(
        told.contains("Voted so far: 5 flSTAKE of the 7.5 flSTAKE from which the hub votes."),
        "{told}"
    );
    let sent = rig.chain.sent();
    let ran = rig.run("keeper", &["vote", "cast", "7"]);
    ran.ended(ExitCode::Refused);
    ran.says("proposal 7 has 5 flSTAKE of the 7.5 flSTAKE from which the hub votes");
    let ran = rig.run("keeper", &["vote", "open", "7"]);
    ran.ended(ExitCode::Refused);
    ran.says("is open at the gauge already");
    assert_eq!(rig.chain.sent(), sent);

    let votes = ["vote", "proposal", "7", "yes=0.5", "no_with_veto=0.5"];
    let ran = rig.run("alice", &votes);
    ran.says("your power: 10 flSTAKE");
    assert!(done(ran).contains("Anyone has the hub vote so with `floe vote cast 7`."));
    let ran = rig.run("keeper", &["vote", "cast", "7"]);
    ran.says("no with veto: 33.33 %");
    let told = done(ran);
    assert!(
        told.starts_with(
            "The hub votes on proposal 7: yes 66.66 %, no 0.00 %, abstain 0.00 %, no with veto 33.33 %"
        ),
        "{told}"
    );
    let cast = rig.chain.inner().double_mut().votes(7);
    let parts: Vec<Decimal> = cast[&rig.hub()].iter().map(|part| part.weight).collect();
    assert_eq!(parts.iter().sum::<Decimal>(), Decimal::one());

    // A later vote takes the place of the earlier one.
    let ran = rig.run("alice", &["vote", "proposal", "7", "abstain", "--json"]);
    ran.says("replaces: what you have voted before");
    let voted = json(ran);
    assert_eq!(
        (&voted["abstain"], &voted["voted"]),
        (&"10000000".into(), &"15000000".into())
    );
    let shown = json(rig.run("alice", &["vote", "show", "--json"]));
    assert_eq!(shown["gauge"], steered.gauge.as_str());
    assert_eq!(shown["proposals"][0]["yes"], "5000000");
    assert_eq!(shown["account"]["power"], "10000000");
    assert_eq!(shown["account"]["ballots"][0][1]["abstain"], "10000000");
    let told = done(rig.run("keeper", &["vote", "show"]));
    for line in [
        "votes for the hub in x/gov",
        "15 flSTAKE of the 7.5 flSTAKE from which the hub votes",
        "on proposal 7: not voted, can with 0 flSTAKE",
    ] {
        assert!(told.contains(line), "{line}: {told}");
    }
}

#[test]
fn a_proposal_that_is_only_opened_counts_nobody_yet() {
    let steered = Steered::new();
    let told = done(steered.rig.run("alice", &["vote", "open", "9"]));
    let expected = "Opened proposal 9: of 15 flSTAKE the hub votes from 7.5 flSTAKE on, in block ";
    assert!(told.starts_with(expected), "{told}");
}

#[test]
fn validators_are_voted_for_from_the_next_week_on_and_weights_are_set_once_a_day() {
    let steered = Steered::new();
    let rig = &steered.rig;
    let [first, second] = [0, 1].map(|n| rig.operators()[n].clone());
    let [most, less] = [format!("{first}=60"), format!("{second}=40")];
    let ran = rig.run("alice", &["vote", "validators", &most, &less]);
    ran.says("your power: 10 flSTAKE");
    ran.says("60.00 %");
    let told = done(ran);
    assert!(
        told.starts_with("You vote for 2 validators with 10 flSTAKE from "),
        "{told}"
    );
    let shown = json(rig.run("alice", &["vote", "show", "--json"]));
    let next = &shown["account"]["votes"]["next"];
    assert_eq!(next["rows"][0][1], 6_000);
    assert_eq!(shown["account"]["votes"]["present"], serde_json::Value::Null);

    let ran = rig.run("keeper", &["vote", "apply"]);
    assert!(done(ran).starts_with("Set the weights of "));
    let sent = rig.chain.sent();
    let ran = rig.run("keeper", &["vote", "apply"]);
    ran.ended(ExitCode::Refused);
    ran.says("weights were set today; they are once a day");
    assert_eq!(rig.chain.sent(), sent);
    rig.pass(7 * DAY);
    let ran = rig.run("keeper", &["vote", "apply"]);
    ran.says("voted: 10 flSTAKE");
    done(ran);

    // Whoever has unstaked quietly is lowered by anybody.
    done(rig.run("alice", &["lock", "begin", "4 flSTAKE", "--quiet"]));
    let alice = rig.address("alice");
    let told = done(rig.run("keeper", &["vote", "poke", &alice]));
    assert!(
        told.starts_with(&format!("The votes of {alice} count 6 flSTAKE now in block ")),
        "{told}"
    );
    let told = done(rig.run("keeper", &["vote", "poke", &alice]));
    assert!(told.contains("count as they did: in block "), "{told}");
    let bob = rig.address("bob");
    rig.run("keeper", &["vote", "poke", &bob])
        .ended(ExitCode::Refused)
        .says("has no votes for validators");
    let ran = rig.run("alice", &["vote", "validators", "none"]);
    assert!(done(ran).starts_with("You vote for no validator from "));
}

#[rstest]
#[case::no_power(&["vote", "validators", "val1=100"], ExitCode::Refused, "nothing staked that votes")]
#[case::not_all(&["vote", "validators", "val1=60", "val2=30"], ExitCode::Misuse, "the parts add up to 90.00 %")]
#[case::twice(&["vote", "validators", "val1=60", "val1=40"], ExitCode::Misuse, "named twice")]
#[case::no_part(&["vote", "validators", "val1"], ExitCode::Misuse, "has no per cent")]
#[case::too_fine(&["vote", "validators", "val1=33.333"], ExitCode::Misuse, "at most two places")]
#[case::stranger(&["vote", "validators", "val9=100"], ExitCode::Misuse, "no validator is called")]
#[case::parts(&["vote", "proposal", "7", "yes=0.5"], ExitCode::Misuse, "the parts of the vote add up to 0.5")]
#[case::repeated(&["vote", "proposal", "7", "yes=0.5", "yes=0.5"], ExitCode::Misuse, "name each choice once")]
#[case::unopened(&["vote", "cast", "8"], ExitCode::Refused, "proposal 8 is not open at the gauge")]
#[case::no_gauge(&["vote", "show", "--gauge", "nobody"], ExitCode::Misuse, "--gauge")]
fn what_can_be_known_before_is_refused_before_signing(
    #[case] args: &[&str],
    #[case] exit: ExitCode,
    #[case] said: &str,
) {
    let steered = Steered::new();
    let operators = steered.rig.operators();
    let named = |arg: &&str| arg.replace("val1", &operators[0]).replace("val2", &operators[1]);
    let args: Vec<String> = args.iter().map(named).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    steered.refuses("keeper", &args, exit, said);
}

#[test]
fn who_has_no_power_on_a_proposal_is_told_before_signing() {
    let steered = Steered::new();
    done(steered.rig.run("alice", &["vote", "open", "7"]));
    let said = "the account has no power that counts on this proposal";
    steered.refuses(
        "keeper",
        &["vote", "proposal", "7", "no"],
        ExitCode::Refused,
        said,
    );
}

#[test]
fn where_nobody_governs_the_way_to_name_a_gauge_is_told() {
    tells_how_to_name("gauge", "--gauge", &["vote", "show"], &["vote", "show"]);
}
