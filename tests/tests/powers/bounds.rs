//! Bounds of parameters, fee and registry.

use super::*;

/// The hub's own place, as a migration finds it.
fn at(s: &Suite) -> Env {
    let mut env = mock_env();
    env.contract.address = s.hub.clone();
    env
}

fn migrated(s: &Suite, params: ParamsUpdate) -> Result<Response, ContractError> {
    let mut deps = older(s, NAME, "0.0.9");
    floe_hub::migrate::migrate(
        deps.as_mut(),
        at(s),
        MigrateMsg { params: Some(params) },
        &["0.0.9"],
    )
}

/// Instantiates with these parameters.
fn deployed(params: ParamsUpdate, decimals: u8) -> Result<(), Failure> {
    let mut setup = setup();
    setup.decimals = decimals;
    setup.params = params;
    Suite::deploy(&setup).map(drop)
}

/// The table of the specification, in units of a coin with six decimals: default, least, greatest.
const TABLE: [(&str, u128, u128, u128); 17] = [
    ("min_bond", 10_000, 1_000, 100_000_000),
    ("min_unbond", 10_000, 1, 1_000_000),
    ("batch_interval", 86_400, 10, 259_200),
    ("harvest_interval", 86_400, 10, 604_800),
    ("drip_secs", 86_400, 10, 1_209_600),
    ("max_apr_bps", 5_000, 3_000, 100_000),
    ("max_sync_age", 21_600, 60, 86_400),
    ("arrival_grace", 86_400, 60, 604_800),
    ("max_entries", 7, 3, 100),
    ("max_msgs", 8, 2, 30),
    ("instant_reserve_bps", 0, 0, 1_000),
    ("instant_fee_min_bps", 10, 5, 300),
    ("instant_fee_max_bps", 100, 5, 300),
    ("loss_halt_bps", 1_000, 100, 10_000),
    ("max_move_bps", 300, 10, 400),
    ("unbonding_estimate", 1_814_400, 10, 7_776_000),
    ("pause_secs", 604_800, 3_600, 1_209_600),
];

#[test]
fn every_parameter_is_bound_at_instantiate_update_and_migrate() {
    let s = lived_in();
    let mut updated = lived_in();
    assert_eq!(Param::ALL.len(), TABLE.len(), "each parameter has its row");
    for (param, (name, default, min, max)) in Param::ALL.into_iter().zip(TABLE) {
        assert_eq!(param.name(), name);
        assert_eq!(param.bounds(6), Bounds { default, min, max }, "{name}");
        let shown = ask_hub(&s, json!({"powers": {}}))["params"].clone();
        // As shown, the two pairs that bound each other are at their defaults.
        let (min_shown, max_shown) = match param {
            Param::DripSecs => (86_400, max),
            Param::InstantFeeMinBps => (min, 100),
            _ => (min, max),
        };
        let line = json!({"name": name, "value": default.to_string(), "default": default.to_string(),
            "min": min_shown.to_string(), "max": max_shown.to_string()});
        assert!(shown.as_array().unwrap().contains(&line), "{name}");
        for value in [min, min + 1, max - 1, max] {
            let change = alone(param, value);
            assert_eq!(deployed(change.clone(), 6), Ok(()), "{name} = {value}");
            updated
                .hub("gov", &ExecuteMsg::UpdateParams(change.clone()))
                .unwrap();
            assert_eq!(updated.books().params.get(param), value);
            assert!(migrated(&s, change).is_ok(), "{name} = {value}");
            // Back, so that the pairs do not bind each other in the next row.
            let back = ParamsUpdate::default()
                .with(Param::InstantFeeMinBps, 10u128)
                .with(Param::InstantFeeMaxBps, 100u128)
                .with(Param::HarvestInterval, 86_400u128)
                .with(Param::DripSecs, 86_400u128);
            updated.hub("gov", &ExecuteMsg::UpdateParams(back)).unwrap();
        }
        let most = if param.measure().is_amount() {
            u128::MAX
        } else {
            u64::MAX.into()
        };
        for value in min.checked_sub(1).into_iter().chain([max + 1, most]) {
            let change = alone(param, value);
            let failure = deployed(change.clone(), 6).unwrap_err();
            assert_eq!(failure.kind, "OutOfBounds", "{name} = {value}");
            assert!(failure.text.contains(name), "{}", failure.text);
            let before = fingerprint(&updated);
            let failure = updated
                .hub("gov", &ExecuteMsg::UpdateParams(change.clone()))
                .unwrap_err();
            assert_eq!(failure.kind, "OutOfBounds", "{name} = {value}");
            assert!(before == fingerprint(&updated));
            let error = migrated(&s, change).unwrap_err();
            assert!(
                matches!(error, ContractError::OutOfBounds { name: found, .. } if found == name),
                "{error:?}"
            );
        }
    }
}

/// Amounts follow the decimals of the coin.
#[rstest]
#[case(0, 1_000, 1_000, 1, 1)]
#[case(2, 1_000, 10_000, 1, 100)]
#[case(18, 1_000, 100_000_000_000_000_000_000, 1, 1_000_000_000_000_000_000)]
fn bounds_of_amounts_follow_the_decimals(
    #[case] decimals: u8,
    #[case] min_bond: u128,
    #[case] max_bond: u128,
    #[case] min_unbond: u128,
    #[case] max_unbond: u128,
) {
    for (param, min, max) in [
        (Param::MinBond, min_bond, max_bond),
        (Param::MinUnbond, min_unbond, max_unbond),
    ] {
        for value in [min, max] {
            assert_eq!(
                deployed(ParamsUpdate::default().with(param, value), decimals),
                Ok(()),
                "{value}"
            );
        }
        for value in [min - 1, max + 1] {
            let change = ParamsUpdate::default().with(param, value);
            assert_eq!(
                deployed(change, decimals).unwrap_err().kind,
                "OutOfBounds",
                "{value}"
            );
        }
    }
}

#[test]
fn the_smaller_instant_fee_never_exceeds_the_larger() {
    let mut s = lived_in();
    let fees = |min: u128, max: u128| {
        ParamsUpdate::default()
            .with(Param::InstantFeeMinBps, min)
            .with(Param::InstantFeeMaxBps, max)
    };
    for (min, max, fine) in [
        (100, 100, true),
        (101, 100, false),
        (300, 300, true),
        (300, 299, false),
        (5, 5, true),
    ] {
        assert_eq!(deployed(fees(min, max), 6).is_ok(), fine, "{min} {max}");
        assert_eq!(
            s.hub("gov", &ExecuteMsg::UpdateParams(fees(min, max))).is_ok(),
            fine,
            "{min} {max}"
        );
        assert_eq!(migrated(&s, fees(min, max)).is_ok(), fine, "{min} {max}");
    }
    // The one that is out of its own bounds is named, not the other.
    let failure = deployed(ParamsUpdate::default().with(Param::InstantFeeMaxBps, 4u128), 6).unwrap_err();
    assert!(
        failure.text.starts_with("instant_fee_max_bps is 4"),
        "{}",
        failure.text
    );
    // One alone against the other as it stands: 5 and 5.
    let alone = ParamsUpdate::default().with(Param::InstantFeeMinBps, 6u128);
    assert_eq!(
        s.hub("gov", &ExecuteMsg::UpdateParams(alone)).unwrap_err().kind,
        "OutOfBounds"
    );
}

#[rstest]
#[case::none(0, 1, true)]
#[case::the_most(1_000, 5, true)]
#[case::too_much(1_001, 1, false)]
#[case::far_too_much(u64::MAX, 1, false)]
#[case::nobody(500, 0, false)]
#[case::too_many(500, 6, false)]
fn the_fee_is_bound_by_constants(#[case] bps: u64, #[case] receivers: usize, #[case] fine: bool) {
    let mut s = lived_in();
    let receivers: Vec<FeeReceiver> = (0..receivers).map(|n| fee_to(&format!("@receiver{n}"))).collect();
    let mut setup = setup();
    setup.fee.bps = bps;
    setup.fee.receivers = receivers.clone();
    assert_eq!(Suite::deploy(&setup).is_ok(), fine);
    let receivers = receivers
        .iter()
        .map(|r| fee_to(s.addr(&r.to[1..]).as_str()))
        .collect();
    let msg = ExecuteMsg::UpdateFee {
        bps: Some(bps),
        receivers: Some(receivers),
    };
    assert_eq!(s.hub("gov", &msg).is_ok(), fine);
}

#[rstest]
#[case(json!({"max_commission": "0"}), None)]
#[case(json!({"max_commission": "0.3"}), None)]
#[case(json!({"max_commission": "0.300000000000000001"}), Some("CommissionOutOfBounds"))]
#[case(json!({"max_share_bps": 100}), None)]
#[case(json!({"max_share_bps": 3_400}), None)]
#[case(json!({"max_share_bps": 99}), Some("OutOfBounds"))]
#[case(json!({"max_share_bps": 3_401}), Some("OutOfBounds"))]
#[case(json!({"inactive_grace": 10}), None)]
#[case(json!({"inactive_grace": 2_592_000}), None)]
#[case(json!({"inactive_grace": 9}), Some("OutOfBounds"))]
#[case(json!({"inactive_grace": 2_592_001}), Some("OutOfBounds"))]
#[case(json!({"open_share_bps": 0}), None)]
#[case(json!({"open_share_bps": 3_300}), None)]
#[case(json!({"open_share_bps": 3_301}), Some("OutOfBounds"))]
fn the_registrys_parameters_are_bound_too(#[case] change: Value, #[case] refusal: Option<&str>) {
    let params: RegistryParams = from_json(serde_json::to_vec(&change).unwrap()).unwrap();
    let mut setup = setup();
    setup.registry_params = params.clone();
    let kind = |outcome: Result<(), Failure>| outcome.err().map(|failure| failure.kind);
    assert_eq!(kind(Suite::deploy(&setup).map(drop)).as_deref(), refusal);
    let mut s = lived_in();
    let outcome = s.registry("gov", &registry::ExecuteMsg::UpdateParams(params));
    assert_eq!(kind(outcome.map(drop)).as_deref(), refusal);
}
