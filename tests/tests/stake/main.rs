//! Staking of the hub's token: as a receiver of its fee, and under listeners that are hostile.

use floe_api::stake::{Asset, ExecuteMsg as StakeMsg, PendingStakeReward, QueryMsg as StakeQuery};
use floe_api::stake::{PrincipalResponse, StakeHookMsg};
use floe_core::units::DAY;
use floe_testing::suite::stakers::STAKE;
use floe_tests::prelude::*;
use floe_tests::staking::*;

/// A pool of 100,000,000; ann has staked 3,000,000 shares and ben 1,000,000, with a stream of the same token over a week.
fn staked() -> (Suite, Asset) {
    let mut s = hundred_million(4);
    let token = Asset::Cw20(s.hub.to_string());
    let gov = s.addr("gov");
    s.try_stakes(&gov, STAKE, token.clone(), 3 * DAY).unwrap();
    let asset = token.clone();
    s.stakes(
        "gov",
        &StakeMsg::AddStream {
            asset,
            period: 604_800,
        },
    )
    .unwrap();
    for (user, shares) in [("ann", 3_000_000), ("ben", 1_000_000)] {
        give(&mut s, user, shares);
        s.try_stake_shares(user, shares).unwrap();
    }
    (s, token)
}

fn give(s: &mut Suite, to: &str, shares: u128) {
    let recipient = s.addr(to).into_string();
    let amount = shares.into();
    s.hub("alice", &ExecuteMsg::Transfer { recipient, amount })
        .unwrap();
}

fn due(s: &Suite, user: &str) -> u128 {
    let user = s.addr(user).into_string();
    let told: Vec<PendingStakeReward> = s
        .query(&s.addr(STAKE), &StakeQuery::PendingRewards { user })
        .unwrap();
    told[0].amount.u128()
}

#[test]
fn a_part_of_the_fee_streams_to_who_stakes() {
    let (mut s, asset) = staked();
    let receiver = FeeReceiver {
        to: s.addr(STAKE).into_string(),
        weight: 1,
    };
    let fee = ExecuteMsg::UpdateFee {
        bps: Some(1_000),
        receivers: Some(vec![receiver]),
    };
    s.hub("gov", &fee).unwrap();
    s.pass_days(1);
    s.rewards(1_000_000);
    s.harvest();
    let fee = s.shares(STAKE) - 4_000_000;
    assert!(fee > 90_000, "{fee}");
    assert_eq!(due(&s, "ann"), 0);
    let response = s.stakes("stranger", &StakeMsg::Poke { asset }).unwrap();
    assert_eq!(told(&response, "stake_funded", "amount"), [fee.to_string()]);
    assert_eq!(due(&s, "ann"), 0);
    s.pass_secs(604_800);
    let (ann, ben) = (due(&s, "ann"), due(&s, "ben"));
    assert!(
        ann + ben <= fee && ann + ben + 1 >= fee && ann.abs_diff(3 * ben) <= 3,
        "{ann} {ben}"
    );
    let before = s.shares("ann");
    s.stakes("ann", &StakeMsg::Harvest { assets: None }).unwrap();
    assert_eq!(s.shares("ann") - before, ann);
}

#[test]
fn a_million_paid_in_by_send_is_divided_by_stake() {
    let (mut s, _) = staked();
    s.send_to_stakes("alice", 1_000_000, &StakeHookMsg::Fund {})
        .unwrap();
    s.pass_secs(DAY);
    assert_eq!((due(&s, "ann"), due(&s, "ben")), (107_142, 35_714));
    give(&mut s, "cid", 4_000_000);
    s.try_stake_shares("cid", 4_000_000).unwrap();
    s.pass_secs(6 * DAY);
    assert_eq!(
        ["ann", "ben", "cid"].map(|user| due(&s, user)),
        [428_571, 142_857, 428_571]
    );
}

/// A listener that fails, as one does that has burned all the gas it was given.
fn hostile() -> Box<dyn cw_multi_test::Contract<Empty>> {
    fn execute(_: DepsMut, _: Env, _: MessageInfo, _: Value) -> StdResult<Response> {
        Err(StdError::generic_err("out of gas"))
    }
    fn instantiate(_: DepsMut, _: Env, _: MessageInfo, _: Empty) -> StdResult<Response> {
        Ok(Response::new())
    }
    fn query(_: Deps, _: Env, _: Empty) -> StdResult<Binary> {
        Err(StdError::generic_err("no"))
    }
    Box::new(ContractWrapper::new(execute, instantiate, query))
}

#[test]
fn a_listener_that_burns_all_its_gas_stops_nobody_from_leaving() {
    let (mut s, _) = staked();
    let code = s.chain.store_code(hostile());
    let deployer = s.addr("deployer");
    let listener = s
        .chain
        .instantiate(code, &deployer, &Empty {}, &[], "listener", None)
        .unwrap()
        .into_string();
    s.stakes(
        "gov",
        &StakeMsg::AddListener {
            listener: listener.clone(),
        },
    )
    .unwrap();
    let response = s.try_unstake("ann", 3_000_000, false).unwrap();
    assert_eq!(told(&response, "stake_listener_failed", "listener"), [listener]);
    s.pass_secs(3 * DAY);
    s.stakes("ann", &StakeMsg::Claim {}).unwrap();
    assert_eq!(s.shares("ann"), 3_000_000);
    let principal: PrincipalResponse = s.query(&s.addr(STAKE), &StakeQuery::Principal {}).unwrap();
    assert_eq!(
        (principal.staked.u128(), principal.leaving.u128()),
        (1_000_000, 0)
    );
}

#[test]
fn a_power_is_that_of_before_the_block_and_exits_of_the_hub_are_untouched() {
    let (mut s, _) = staked();
    assert_eq!(s.power_at("ann", None), 0);
    s.next_block();
    assert_eq!(s.power_at("ann", None), 3_000_000);
    s.try_unstake("ann", 1_000_000, true).unwrap();
    assert_eq!(s.power_at("ann", None), 3_000_000);
    s.next_block();
    assert_eq!(s.power_at("ann", None), 2_000_000);
    s.pass_secs(3 * DAY);
    s.stakes("ann", &StakeMsg::Claim {}).unwrap();
    s.queue("ann", 1_000_000);
    s.crank();
    pass_unbonding(&mut s);
    s.crank();
    assert_eq!(s.claim("ann"), 1_000_000);
}
