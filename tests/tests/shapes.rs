//! The messages to the chain's modules, in the JSON that wasmd reads. Whether real modules take them is shown on real
//! nodes (`make e2e`); here a change of shape is noticed without one.

use cosmwasm_std::ReplyOn;
use floe_api::hub::VoteChoice;
use floe_core::allocation::Move;
use floe_core::engine::{Answer, Sent};
use floe_core::units::{Native, Shares};
use floe_hub::execute::vote;
use floe_hub::reply::STAKING_REPLY;
use floe_hub::staking::message;
use floe_hub::state::Wiring;
use floe_tests::prelude::*;

fn written(sub: &SubMsg) -> Value {
    serde_json::from_slice(&to_json_vec(&sub.msg).unwrap()).unwrap()
}

fn wiring() -> Wiring {
    Wiring {
        depositors: None,
        denom: "stake".into(),
        decimals: 6,
        registry: Addr::unchecked("registry"),
        collector: Addr::unchecked("collector"),
        seed: Shares::new(1),
        rate_denoms: Vec::new(),
    }
}

#[rstest]
#[case::delegate(
    Intent::Delegate { validator: "floevaloper1a".into(), amount: Native::new(5) },
    json!({"staking": {"delegate": {"validator": "floevaloper1a", "amount": {"denom": "stake", "amount": "5"}}}}),
    3_000_000,
)]
#[case::undelegate(
    Intent::Undelegate { validator: "floevaloper1a".into(), amount: Native::new(5), last: true },
    json!({"staking": {"undelegate": {"validator": "floevaloper1a", "amount": {"denom": "stake", "amount": "5"}}}}),
    3_000_000,
)]
#[case::redelegate(
    Intent::Redelegate {
        step: Move { from: "floevaloper1a".into(), to: "floevaloper1b".into(), amount: Native::new(5) },
    },
    json!({"staking": {"redelegate": {
        "src_validator": "floevaloper1a",
        "dst_validator": "floevaloper1b",
        "amount": {"denom": "stake", "amount": "5"},
    }}}),
    6_000_000,
)]
#[case::harvest(
    Intent::Harvest { validator: "floevaloper1a".into() },
    json!({"distribution": {"withdraw_delegator_reward": {"validator": "floevaloper1a"}}}),
    3_000_000,
)]
fn messages_to_the_staking_module_have_its_shape_a_limit_and_a_caught_failure(
    #[case] intent: Intent,
    #[case] shape: Value,
    #[case] gas: u64,
    #[values(
        (Answer::Always, ReplyOn::Always),
        (Answer::Failure, ReplyOn::Error)
    )]
    (answer, caught): (Answer, ReplyOn),
) {
    let sent = Sent {
        intent,
        paid: Vec::new(),
    };
    let sub = message(&sent, answer, &wiring()).unwrap();
    assert_eq!(written(&sub), shape);
    assert_eq!(
        (sub.id, sub.gas_limit, sub.reply_on),
        (STAKING_REPLY, Some(gas), caught)
    );
}

fn only(response: &Response) -> Value {
    let [sub] = response.messages.as_slice() else {
        unreachable!("one message is expected: {response:?}")
    };
    written(sub)
}

#[test]
fn votes_have_the_shape_of_the_gov_module_in_all_their_choices() {
    let names = ["yes", "no", "abstain", "no_with_veto"];
    let choices = [
        VoteChoice::Yes,
        VoteChoice::No,
        VoteChoice::Abstain,
        VoteChoice::NoWithVeto,
    ];
    for (choice, name) in choices.into_iter().zip(names) {
        assert_eq!(
            only(&vote::vote(7, choice)),
            json!({"gov": {"vote": {"proposal_id": 7, "option": name}}})
        );
    }
    let halves = vec![
        (Decimal::percent(50), VoteChoice::Yes),
        (Decimal::percent(50), VoteChoice::Abstain),
    ];
    assert_eq!(
        only(&vote::vote_weighted(7, halves).unwrap()),
        json!({"gov": {"vote_weighted": {"proposal_id": 7, "options": [
            {"option": "yes", "weight": "0.5"},
            {"option": "abstain", "weight": "0.5"},
        ]}}})
    );
}

/// What the double's modules have understood, and not only what was written: stake, withdraw address and payment.
#[test]
fn the_modules_did_what_the_messages_say() {
    let mut s = Suite::new(Setup::default().user("alice", 30_000_000));
    assert_eq!(s.chain.withdraw_address(&s.hub), s.collector);
    s.bond("alice", 30_000_000);
    s.rebalance();
    let staked: u128 = s.chain.delegations(&s.hub).values().sum();
    assert_eq!(staked, s.books().delegated());
    s.queue("alice", 10_000);
    s.submit_batch();
    assert_eq!(s.chain.unbonding_entries(&s.hub).len(), s.books().entries.len());
    s.pass_days(21);
    s.next_block();
    s.crank();
    assert_eq!((s.claim("alice"), s.coins("alice")), (10_000, 10_000));
    let paid = coins(Uint128::new(10_000).u128(), "stake");
    assert_eq!(s.chain.balances(&s.addr("alice")), paid);
}
