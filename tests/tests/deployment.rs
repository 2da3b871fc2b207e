//! What deployment needs of a chain, and what the hub does on it besides staking: voting.

use cosmwasm_std::{VoteOption, WeightedVoteOption};
use floe_api::hub::VoteChoice;
use floe_tests::prelude::*;

/// Tries to deploy a setup on a chain that is changed before.
fn deploy(setup: &Setup, change: impl FnOnce(&mut floe_testing::chain::ChainDouble)) -> Result<(), Failure> {
    let mut chain = make_chain(setup)?;
    let codes = store_codes(&mut chain);
    let (deployer, seed) = (chain.account("deployer"), coins(1_000_000, "stake"));
    chain.fund(&deployer, &seed);
    change(&mut chain);
    let msg = instantiate_msg(&chain, &codes, setup);
    let deployed = chain.instantiate(codes.hub, &deployer, &msg, &seed, "floe-hub", None);
    let left = chain.balance(&deployer, "stake");
    match deployed {
        Ok(_) => Ok(()),
        Err(error) => {
            assert_eq!(left, 1_000_000, "the seed comes back");
            Err(Failure::of(&error))
        }
    }
}

#[test]
fn a_chain_without_withdraw_addresses_is_refused_with_the_reason() {
    let setup = Setup::default();
    assert_eq!(deploy(&setup, |_| ()), Ok(()));
    let failure = deploy(&setup, |chain| chain.set_withdraw_address_enabled(false)).unwrap_err();
    assert_eq!(failure.kind, "WithdrawAddressRefused");
    assert!(failure.text.contains("withdraw address"), "{}", failure.text);
}

#[test]
fn another_denom_than_the_chains_own_is_refused() {
    let setup = Setup {
        denom: "stake".into(),
        ..Setup::default()
    };
    let mut other = setup.clone();
    other.denom = "uother".into();
    let mut chain = make_chain(&setup).unwrap();
    let codes = store_codes(&mut chain);
    let (deployer, seed) = (chain.account("deployer"), coins(1_000_000, "uother"));
    chain.fund(&deployer, &seed);
    let msg = instantiate_msg(&chain, &codes, &other);
    let error = chain
        .instantiate(codes.hub, &deployer, &msg, &seed, "floe-hub", None)
        .unwrap_err();
    assert_eq!(Failure::of(&error).kind, "Invalid");
}

#[test]
fn the_governor_casts_the_hubs_votes_and_nobody_else() {
    let mut s = Suite::new(Setup {
        governor: Some("@council".into()),
        ..Setup::default()
    });
    let weighted = |votes: &[(u64, VoteChoice)]| ExecuteMsg::VoteWeighted {
        proposal_id: 8,
        votes: votes
            .iter()
            .map(|(percent, vote)| (Decimal::percent(*percent), *vote))
            .collect(),
    };
    let all = [
        (40, VoteChoice::Yes),
        (30, VoteChoice::No),
        (20, VoteChoice::Abstain),
        (10, VoteChoice::NoWithVeto),
    ];
    let plain = ExecuteMsg::Vote {
        proposal_id: 7,
        vote: VoteChoice::Abstain,
    };
    for by in ["gov", "guard", "stranger"] {
        assert_eq!(s.hub(by, &plain).unwrap_err().kind, "Unauthorized");
        assert_eq!(s.hub(by, &weighted(&all)).unwrap_err().kind, "Unauthorized");
    }
    s.hub("council", &plain).unwrap();
    s.hub("council", &weighted(&all)).unwrap();
    let cast = |proposal| s.chain.votes(proposal).remove(s.hub.as_str()).unwrap();
    let option = |option, percent| WeightedVoteOption {
        option,
        weight: Decimal::percent(percent),
    };
    assert_eq!(cast(7), [option(VoteOption::Abstain, 100)]);
    assert_eq!(
        cast(8),
        [
            option(VoteOption::Yes, 40),
            option(VoteOption::No, 30),
            option(VoteOption::Abstain, 20),
            option(VoteOption::NoWithVeto, 10),
        ]
    );
    for wrong in [
        &all[..3],
        &[(101, VoteChoice::Yes)],
        &[(50, VoteChoice::Yes), (50, VoteChoice::Yes)],
        &[],
    ] {
        assert!(s.hub("council", &weighted(wrong)).is_err(), "{wrong:?}");
    }
}
