//! Weights of validators through the gauge.

use super::*;

/// What each validator is to have, by the hub.
fn targets(s: &Suite) -> Vec<u128> {
    let question = QueryMsg::Validators {
        start_after: None,
        limit: Some(100),
    };
    let listed: Vec<hub::ValidatorResponse> = s.ask(&question);
    let of = |n: usize| {
        let operator = s.operator(&format!("val{n}"));
        listed
            .iter()
            .find(|v| v.operator == operator)
            .unwrap()
            .target
            .u128()
    };
    (1..=10).map(of).collect()
}

#[test]
fn all_votes_on_one_of_ten_give_it_its_cap_and_the_others_the_rest() {
    let mut s = with_stakes(&[("alice2", 10_000_000)]);
    s.try_set_votes("alice2", &[("val1", 10_000)]).unwrap();
    s.pass_secs(WEEK);
    s.try_apply().unwrap();
    let mut expected = vec![50_000; 10];
    expected[0] = 550_000;
    assert_eq!(weights(&s), expected);
    let targets = targets(&s);
    let total: u128 = targets.iter().sum();
    assert_eq!(targets[0], total / 5);
    for target in &targets[1..] {
        // 8.89 %
        assert_eq!(target * 10_000 / total, 888);
    }
    // Three percent of all stake a day, at most.
    let before = stake(&s, "val1");
    s.rebalance();
    let moved = stake(&s, "val1") - before;
    assert!(moved > 0 && moved <= 100_000_000 * 3 / 100, "{moved}");
}

#[test]
fn applied_every_day_for_eight_epochs_the_weights_are_the_same() {
    let mut s = with_stakes(&[("alice2", 10_000_000)]);
    s.try_set_votes("alice2", &[("val1", 10_000)]).unwrap();
    s.pass_secs(WEEK);
    s.try_apply().unwrap();
    let first = weights(&s);
    assert_eq!(s.try_apply().unwrap_err().kind, "AppliedToday");
    for _ in 0..8 * 7 {
        s.pass_days(1);
        let response = s.try_apply().unwrap();
        assert_eq!(told(&response, "gauge_applied", "validators"), ["0"]);
    }
    assert_eq!(weights(&s), first);
}

#[test]
fn a_commission_raised_to_ten_percent_costs_almost_half_and_none_for_a_day_gains_nothing() {
    let mut s = with_stakes(&[("alice2", 10_000_000)]);
    let (dear, cheap) = (s.operator("val1"), s.operator("val2"));
    s.chain.set_commission(&cheap, Decimal::zero()).unwrap();
    s.refresh();
    s.try_apply().unwrap();
    assert_eq!(weights(&s), [100_000; 10]);
    s.pass_days(1);
    s.chain.set_commission(&cheap, Decimal::percent(5)).unwrap();
    s.chain.set_commission(&dear, Decimal::percent(10)).unwrap();
    s.refresh();
    s.try_apply().unwrap();
    let mut expected = vec![105_000; 10];
    expected[0] = 55_000;
    assert_eq!(weights(&s), expected);
}

#[test]
fn a_withdrawal_lowers_votes_by_the_listener_and_a_quiet_one_by_a_poke() {
    let mut s = with_stakes(&[("alice2", 10_000_000)]);
    s.try_set_votes("alice2", &[("val1", 10_000)]).unwrap();
    s.pass_secs(WEEK);
    let counted = |s: &Suite| {
        let told: gauge::GaugeWeightsResponse = s.ask_gauge(&gauge::QueryMsg::Weights {});
        told.votes.u128()
    };
    assert_eq!(counted(&s), 10_000_000);
    let response = s.try_unstake("alice2", 4_000_000, false).unwrap();
    assert_eq!(told(&response, "gauge_votes_lowered", "power"), ["6000000"]);
    assert_eq!(counted(&s), 6_000_000);
    s.try_unstake("alice2", 5_000_000, true).unwrap();
    assert_eq!(counted(&s), 6_000_000);
    s.try_poke("alice2").unwrap();
    assert_eq!(counted(&s), 1_000_000);
}

#[test]
fn unstaked_quietly_and_staked_elsewhere_is_counted_once_after_a_poke() {
    let mut s = with_stakes(&[("alice2", 10_000_000)]);
    s.try_set_votes("alice2", &[("val1", 10_000)]).unwrap();
    s.try_unstake("alice2", 10_000_000, true).unwrap();
    s.pass_secs(DAY);
    s.stakes("alice2", &StakeMsg::Claim {}).unwrap();
    let recipient = s.addr("elsewhere").into_string();
    let amount = 10_000_000u128.into();
    s.hub("alice2", &ExecuteMsg::Transfer { recipient, amount })
        .unwrap();
    s.try_stake_shares("elsewhere", 10_000_000).unwrap();
    s.pass_secs(2 * DAY);
    s.try_poke("alice2").unwrap();
    s.try_set_votes("elsewhere", &[("val1", 10_000)]).unwrap();
    s.pass_secs(WEEK);
    let told: gauge::GaugeWeightsResponse = s.ask_gauge(&gauge::QueryMsg::Weights {});
    assert_eq!(told.votes.u128(), 10_000_000);
}

#[test]
fn the_owner_takes_the_role_away_and_the_gauge_can_do_nothing_more() {
    let mut s = with_stakes(&[("alice2", 10_000_000)]);
    let steward = registry::ExecuteMsg::UpdateRoles {
        steward: Some(None),
        lister: None,
    };
    s.registry("gov", &steward).unwrap();
    let dear = s.operator("val1");
    s.chain.set_commission(&dear, Decimal::percent(10)).unwrap();
    s.refresh();
    let failure = s.try_apply().unwrap_err();
    assert_eq!(failure.kind, "Unauthorized");
    assert_eq!(weights(&s), [100_000; 10]);
}
