//! Proposals of x/gov: opened by a proof, voted on, cast.

use cosmwasm_std::{from_json, Binary, CosmosMsg, ReplyOn, SubMsg, WasmMsg};
use floe_api::gauge::{ExecuteMsg, GaugeProposalResponse, QueryMsg};
use floe_api::hub::{self, VoteChoice};
use floe_core::units::{Units, DAY};
use rstest::rstest;

use crate::error::ContractError;
use crate::fixture::{lines, Fixture};

const OPEN: &str = r#"{"open":{"proposal_id":7}}"#;
const CAST: &str = r#"{"cast":{"proposal_id":7}}"#;

/// Who is called by a message, and with what.
fn call(sub: &SubMsg) -> (String, Binary) {
    let CosmosMsg::Wasm(WasmMsg::Execute {
        contract_addr, msg, ..
    }) = sub.msg.clone()
    else {
        panic!("{:?}", sub.msg)
    };
    (contract_addr, msg)
}

/// Alice has 300, bob 100, carol 1,600, for long enough; a tenth must vote, and a fiftieth of 1,000.
fn staked() -> Fixture {
    let mut f = Fixture::new();
    for (user, power) in [("alice", 300), ("bob", 100), ("carol", 1_600)] {
        f.power(user, power);
    }
    f.pass(DAY);
    f.poke("nobody");
    f.pass(2 * DAY);
    f
}

#[test]
fn a_proposal_is_proven_by_a_vote_of_the_hub_that_is_undone() {
    let mut f = staked();
    let response = f.send("alice", OPEN).unwrap();
    let [proof] = response.messages.as_slice() else {
        panic!("{response:?}")
    };
    assert_eq!((proof.gas_limit, &proof.reply_on), (None, &ReplyOn::Always));
    let (own, msg) = call(proof);
    assert_eq!(own, f.env.contract.address.as_str());
    assert_eq!(
        from_json::<ExecuteMsg>(msg).unwrap(),
        ExecuteMsg::Prove { proposal_id: 7 }
    );
    let own = f.env.contract.address.clone();
    let info = cosmwasm_std::testing::message_info(&own, &[]);
    let prove = ExecuteMsg::Prove { proposal_id: 7 };
    let response = crate::contract::execute(f.deps.as_mut(), f.env.clone(), info, prove).unwrap();
    let [probe] = response.messages.as_slice() else {
        panic!("{response:?}")
    };
    assert_eq!((probe.gas_limit, &probe.reply_on), (None, &ReplyOn::Always));
    let (hub, msg) = call(probe);
    assert_eq!(hub, f.addr("token").as_str());
    let vote = hub::ExecuteMsg::Vote {
        proposal_id: 7,
        vote: VoteChoice::Abstain,
    };
    assert_eq!(from_json::<hub::ExecuteMsg>(msg).unwrap(), vote);
    // A vote that succeeds is undone; one that fails lets the proof succeed, which proves nothing.
    assert_eq!(f.answer(probe, None), Err(ContractError::Proven));
    assert!(f.answer(probe, Some("codespace: gov, code: 3")).is_ok());
}

#[rstest]
#[case::its_own(Some("codespace: wasm, code: 5"), true)]
#[case::its_own_in_words(Some("dispatch: reply: floe gauge: the proposal is open, and the vote is undone: execute wasm contract failed"), true)]
#[case::it_succeeded(None, false)]
#[case::calls_too_deep(Some("codespace: wasm, code: 30"), false)]
#[case::the_machine(Some("codespace: wasm, code: 29"), false)]
#[case::out_of_gas(Some("codespace: sdk, code: 11"), false)]
#[case::x_gov(Some("codespace: gov, code: 3"), false)]
#[case::more_than_its_own(Some("codespace: wasm, code: 50"), false)]
fn only_the_proofs_own_error_opens(#[case] failure: Option<&str>, #[case] opens: bool) {
    let mut f = staked();
    let response = f.send("alice", OPEN).unwrap();
    let outcome = f.answer(&response.messages[0], failure);
    match opens {
        true => assert!(outcome.unwrap().messages.is_empty()),
        false => assert_eq!(outcome, Err(ContractError::NotInVotingPeriod { proposal_id: 7 })),
    }
}

#[test]
fn opening_takes_a_thousandth_of_the_power_and_happens_once() {
    let mut f = staked();
    f.deps.querier.others = 298_000;
    f.open("alice", 7).unwrap();
    assert_eq!(
        f.open("alice", 7),
        Err(ContractError::AlreadyOpen { proposal_id: 7 })
    );
    let little = ContractError::TooLittlePower {
        power: Units::new(300),
        least: Units::new(301),
    };
    f.deps.querier.others = 298_001;
    assert_eq!(f.open("alice", 8), Err(little));
}

#[test]
fn while_a_gauge_is_young_power_is_what_was_there_when_it_was_created() {
    let mut f = Fixture::bare();
    f.power("alice", 300);
    f.pass(6);
    f.power("mallory", 300);
    f.begin_with(None, None).unwrap();
    for (proposal, passed) in [(7, 3_600), (8, DAY)] {
        f.pass(passed);
        f.open("alice", proposal).unwrap();
        assert_eq!(
            f.vote("mallory", proposal, r#"[["1","no"]]"#),
            Err(ContractError::NoPower)
        );
    }
    f.pass(DAY);
    f.open("alice", 9).unwrap();
    f.vote("mallory", 9, r#"[["1","no"]]"#).unwrap();
}

#[test]
fn three_hundred_for_yes_and_one_hundred_for_no_of_two_thousand_are_cast_as_three_to_one() {
    let mut f = staked();
    f.open("alice", 7).unwrap();
    f.vote("alice", 7, r#"[["1","yes"]]"#).unwrap();
    let response = f.vote("bob", 7, r#"[["1","no"]]"#).unwrap();
    let bob = f.addr("bob");
    assert_eq!(
        lines(&response),
        [format!(
            "floe/gauge_voted proposal_id=7 user={bob} yes=0 no=100 abstain=0 no_with_veto=0 voted=400"
        )]
    );
    for _ in 0..2 {
        let response = f.send("stranger", CAST).unwrap();
        let [sub] = response.messages.as_slice() else {
            panic!("{response:?}")
        };
        assert_eq!(sub.reply_on, ReplyOn::Error);
        let (hub, msg) = call(sub);
        assert_eq!(hub, f.addr("token").as_str());
        let expected = r#"{"vote_weighted":{"proposal_id":7,"votes":[["0.75","yes"],["0.25","no"]]}}"#;
        assert_eq!(
            from_json::<serde_json::Value>(msg).unwrap(),
            from_json::<serde_json::Value>(expected).unwrap()
        );
        // A proposal that is closed is an event.
        let closed = f.answer(sub, Some("codespace: gov, code: 3")).unwrap();
        assert_eq!(lines(&closed), ["floe/gauge_cast_failed proposal_id=7"]);
    }
}

#[test]
fn with_one_less_than_the_quorum_nothing_is_sent() {
    let mut f = staked();
    f.power("dave", 199);
    f.pass(DAY);
    f.poke("nobody");
    f.pass(2 * DAY);
    f.open("alice", 7).unwrap();
    f.vote("dave", 7, r#"[["1","yes"]]"#).unwrap();
    let below = |f: &mut Fixture| {
        let response = f.send("stranger", CAST).unwrap();
        assert!(response.messages.is_empty());
        lines(&response)
    };
    // A tenth of 2,199.
    assert_eq!(
        below(&mut f),
        ["floe/gauge_below_quorum proposal_id=7 voted=199 quorum=220"]
    );
    f.vote("bob", 7, r#"[["1","abstain"]]"#).unwrap();
    assert_eq!(f.send("stranger", CAST).unwrap().messages.len(), 1);
}

#[test]
fn a_thousandth_of_the_supply_casts_nothing() {
    let mut f = Fixture::new();
    f.deps.querier.supply(1_000_000);
    f.power("alice", 1_000);
    f.pass(DAY);
    f.poke("nobody");
    f.pass(2 * DAY);
    f.open("alice", 7).unwrap();
    f.vote("alice", 7, r#"[["1","yes"]]"#).unwrap();
    let response = f.send("alice", CAST).unwrap();
    assert!(response.messages.is_empty());
    assert_eq!(
        lines(&response),
        ["floe/gauge_below_quorum proposal_id=7 voted=1000 quorum=20000"]
    );
}

#[test]
fn power_borrowed_for_a_block_or_since_this_morning_is_zero() {
    let mut f = staked();
    // For the block in which the proposal opens.
    f.power("mallory", 10_000);
    f.open("alice", 7).unwrap();
    assert_eq!(f.ballot("mallory", 7).power.u128(), 0);
    assert_eq!(
        f.vote("mallory", 7, r#"[["1","yes"]]"#),
        Err(ContractError::NoPower)
    );
    // Since this morning.
    f.pass(6 * 3_600);
    f.open("alice", 8).unwrap();
    assert_eq!(
        f.vote("mallory", 8, r#"[["1","yes"]]"#),
        Err(ContractError::NoPower)
    );
    // Since yesterday's first block.
    f.pass(DAY);
    f.open("alice", 9).unwrap();
    assert_eq!(
        f.vote("mallory", 9, r#"[["1","yes"]]"#),
        Err(ContractError::NoPower)
    );
    f.pass(DAY);
    f.open("alice", 10).unwrap();
    f.vote("mallory", 10, r#"[["1","yes"]]"#).unwrap();
}

#[test]
fn power_borrowed_in_two_blocks_is_zero() {
    let mut f = staked();
    // In yesterday's first block, and in today's in which the proposal opens.
    f.pass(DAY - f.env.block.time.seconds() % DAY);
    f.power("mallory", 10_000);
    f.pass(6);
    f.power("mallory", 0);
    f.poke("nobody");
    f.pass(DAY);
    f.power("mallory", 10_000);
    f.open("alice", 7).unwrap();
    f.power("mallory", 0);
    assert_eq!(f.ballot("mallory", 7).power.u128(), 0);
    assert_eq!(
        f.vote("mallory", 7, r#"[["1","yes"]]"#),
        Err(ContractError::NoPower)
    );
}

#[test]
fn a_vote_replaces_the_one_before_and_keeps_the_power_of_the_opening() {
    let mut f = staked();
    f.open("alice", 7).unwrap();
    f.power("alice", 5_000);
    f.pass(DAY);
    f.vote("alice", 7, r#"[["0.5","yes"],["0.5","no_with_veto"]]"#)
        .unwrap();
    f.vote("alice", 7, r#"[["0.4","no"],["0.6","abstain"]]"#).unwrap();
    let ballot = f.ballot("alice", 7);
    let told = [ballot.yes, ballot.no, ballot.abstain, ballot.no_with_veto].map(|part| part.u128());
    assert_eq!(
        (ballot.voted, ballot.power.u128(), told),
        (true, 300, [0, 120, 180, 0])
    );
}

#[test]
fn a_vote_may_be_split_over_all_four_choices() {
    let mut f = staked();
    f.open("alice", 7).unwrap();
    let quarters = r#"[["0.25","yes"],["0.25","no"],["0.25","abstain"],["0.25","no_with_veto"]]"#;
    f.vote("alice", 7, quarters).unwrap();
    let ballot = f.ballot("alice", 7);
    let told = [ballot.yes, ballot.no, ballot.abstain, ballot.no_with_veto].map(|part| part.u128());
    assert_eq!(told, [75; 4]);
}

#[test]
fn the_newest_proposals_are_listed_first_and_page_by_page() {
    let mut f = staked();
    for proposal_id in [7, 9, 8] {
        f.open("alice", proposal_id).unwrap();
    }
    let page = |start_after, limit| {
        let listed: Vec<GaugeProposalResponse> = f.ask(QueryMsg::Proposals { start_after, limit }).unwrap();
        listed
            .iter()
            .map(|proposal| proposal.proposal_id)
            .collect::<Vec<_>>()
    };
    assert_eq!(page(None, None), [9, 8, 7]);
    assert_eq!(page(None, Some(2)), [9, 8]);
    assert_eq!(page(Some(8), None), [7]);
}

#[rstest]
#[case("[]", "votes has 0 items, allowed is 1 to 4")]
#[case(
    r#"[["0.2","yes"],["0.2","no"],["0.2","abstain"],["0.2","no_with_veto"],["0.2","yes"]]"#,
    "votes has 5 items, allowed is 1 to 4"
)]
#[case(
    r#"[["0.9","yes"]]"#,
    "votes: each item stands once and is positive, and all of them add up to 1"
)]
#[case(
    r#"[["0.5","yes"],["0.5","yes"]]"#,
    "votes: each item stands once and is positive, and all of them add up to 1"
)]
#[case(
    r#"[["1","yes"],["0","no"]]"#,
    "votes: each item stands once and is positive, and all of them add up to 1"
)]
fn votes_that_do_not_add_up_are_refused(#[case] votes: &str, #[case] text: &str) {
    let mut f = staked();
    f.open("alice", 7).unwrap();
    assert_eq!(f.vote("alice", 7, votes).unwrap_err().to_string(), text);
}

#[test]
fn what_is_not_open_here_is_neither_voted_on_nor_cast() {
    let mut f = staked();
    let not_open = Err(ContractError::NotOpen { proposal_id: 7 });
    assert_eq!(f.vote("alice", 7, r#"[["1","yes"]]"#), not_open);
    assert_eq!(f.send("alice", CAST), not_open);
}
