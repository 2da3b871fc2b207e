//! Proposals of x/gov through the gauge.

use super::*;

/// Alice's 60,000,000 shares are in nobody's vote; these are all power there is.
fn voters() -> Suite {
    with_stakes(&[("yes", 3_000_000), ("no", 1_000_000), ("carol", 16_000_000)])
}

#[test]
fn a_proposal_is_opened_without_a_vote_and_the_tally_shows_the_split() {
    let mut s = voters();
    s.try_open("stranger", 7).unwrap_err();
    s.try_open("yes", 7).unwrap();
    // The vote that proved it is undone: the chain still counts the hub with its validators' votes.
    assert_eq!(hub_vote(&s, 7), None);
    s.try_vote("yes", 7, VoteChoice::Yes).unwrap();
    s.try_vote("no", 7, VoteChoice::No).unwrap();
    s.try_cast(7).unwrap();
    let split = [("Yes", "0.75"), ("No", "0.25")];
    let split = split.map(|(option, part)| (option.to_owned(), part.to_owned()));
    assert_eq!(hub_vote(&s, 7), Some(split.to_vec()));
    // Again, with another outcome: the last vote counts.
    s.try_vote("no", 7, VoteChoice::Yes).unwrap();
    s.try_cast(7).unwrap();
    assert_eq!(hub_vote(&s, 7), Some(vec![("Yes".to_owned(), "1".to_owned())]));
}

#[test]
fn a_proposal_that_is_closed_is_not_opened_and_a_cast_on_it_is_an_event() {
    let mut s = voters();
    s.chain.end_voting(8);
    assert_eq!(s.try_open("yes", 8).unwrap_err().kind, "NotInVotingPeriod");
    s.try_open("yes", 7).unwrap();
    s.try_vote("yes", 7, VoteChoice::Yes).unwrap();
    s.chain.end_voting(7);
    let response = s.try_cast(7).unwrap();
    assert_eq!(told(&response, "gauge_cast_failed", "proposal_id"), ["7"]);
    assert_eq!(hub_vote(&s, 7), None);
}

#[test]
fn a_gauge_that_is_not_the_governor_opens_nothing() {
    let mut s = voters();
    let council = s.addr("council").into_string();
    let governor = ExecuteMsg::UpdateRoles {
        guardian: None,
        governor: Some(Some(council)),
        bonds: None,
        backstop: None,
    };
    s.hub("gov", &governor).unwrap();
    assert_eq!(s.try_open("yes", 7).unwrap_err().kind, "NotInVotingPeriod");
}

#[test]
fn below_the_quorum_nothing_is_sent_and_the_chain_counts_the_hub_with_its_validators() {
    let mut s = with_stakes(&[("dave", 1_999_999), ("erin", 1), ("carol", 18_000_000)]);
    s.try_open("dave", 7).unwrap();
    s.try_vote("dave", 7, VoteChoice::Yes).unwrap();
    let response = s.try_cast(7).unwrap();
    assert_eq!(told(&response, "gauge_below_quorum", "quorum"), ["2000000"]);
    assert_eq!(hub_vote(&s, 7), None);
    s.try_vote("erin", 7, VoteChoice::Yes).unwrap();
    s.try_cast(7).unwrap();
    assert!(hub_vote(&s, 7).is_some());
}

#[test]
fn a_thousandth_of_the_supply_casts_nothing() {
    let mut s = with_stakes(&[("dave", 100_000)]);
    s.try_open("dave", 7).unwrap();
    s.try_vote("dave", 7, VoteChoice::Yes).unwrap();
    let response = s.try_cast(7).unwrap();
    assert_eq!(told(&response, "gauge_below_quorum", "quorum"), ["2000000"]);
    assert_eq!(hub_vote(&s, 7), None);
}

#[test]
fn forty_percent_borrowed_for_a_block_or_two_or_since_this_morning_are_zero() {
    let mut s = voters();
    give(&mut s, "mallory", 40_000_000);
    // In the block in which the proposal opens.
    s.try_stake_shares("mallory", 40_000_000).unwrap();
    assert_eq!(s.try_open("mallory", 7).unwrap_err().kind, "TooLittlePower");
    s.try_open("yes", 7).unwrap();
    assert_eq!(
        s.try_vote("mallory", 7, VoteChoice::No).unwrap_err().kind,
        "NoPower"
    );
    s.try_unstake("mallory", 40_000_000, true).unwrap();
    // In yesterday's first block, with what unstaking has given back, and in today's.
    let to_midnight = |s: &Suite| DAY - s.now() % DAY;
    s.pass_secs(to_midnight(&s) + DAY);
    s.stakes("mallory", &StakeMsg::Claim {}).unwrap();
    s.try_stake_shares("mallory", 40_000_000).unwrap();
    s.try_poke("mallory").unwrap();
    s.next_block();
    s.try_unstake("mallory", 40_000_000, true).unwrap();
    s.pass_secs(to_midnight(&s) + 3_600);
    give(&mut s, "mallory", 15_000_000);
    s.try_stake_shares("mallory", 15_000_000).unwrap();
    s.try_open("yes", 8).unwrap();
    assert_eq!(
        s.try_vote("mallory", 8, VoteChoice::No).unwrap_err().kind,
        "NoPower"
    );
    // Since this morning.
    s.pass_secs(6 * 3_600);
    s.try_open("yes", 9).unwrap();
    assert_eq!(
        s.try_vote("mallory", 9, VoteChoice::No).unwrap_err().kind,
        "NoPower"
    );
}

#[test]
fn with_the_owners_key_lost_everything_works() {
    let mut s = voters();
    // Nobody has ever been able to act for the gauge, and the owner is asked for nothing.
    s.try_open("yes", 7).unwrap();
    s.try_vote("yes", 7, VoteChoice::Abstain).unwrap();
    s.try_cast(7).unwrap();
    assert!(hub_vote(&s, 7).is_some());
    s.try_set_votes("yes", &[("val3", 10_000)]).unwrap();
    s.pass_secs(WEEK);
    s.try_apply().unwrap();
    assert!(weights(&s)[2] > 100_000);
}
