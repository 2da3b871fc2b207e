//! The protocol's figures, computed from what was seen.

use std::collections::BTreeMap;

use floe_api::hub::{Domain, GuarantorResponse, ValidatorResponse};
use floe_api::registry;
use floe_client::figures::coverage_bps;
use floe_client::views::BondStatus;
use floe_core::params::Param;

use crate::losses;
use crate::sight::Sight;

/// One value of a family.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    pub name: &'static str,
    /// Values of the family's labels.
    pub labels: Vec<String>,
    pub value: f64,
}

/// All readings of a look.
pub fn of(sight: &Sight) -> Vec<Reading> {
    let mut all = books(sight);
    all.extend(times(sight));
    all.extend(exits(sight));
    all.extend(validators(sight));
    all.extend(guarantors(sight));
    all.extend(powers(sight));
    all
}

fn plain(name: &'static str, value: f64) -> Reading {
    Reading {
        name,
        labels: Vec::new(),
        value,
    }
}

fn labelled(name: &'static str, label: &str, value: f64) -> Reading {
    Reading {
        name,
        labels: vec![label.to_owned()],
        value,
    }
}

/// As a floating-point number, in which Prometheus keeps everything: exact up to 2^53.
pub fn number(value: impl ToString) -> f64 {
    value.to_string().parse().unwrap_or(f64::NAN)
}

fn flag(value: bool) -> f64 {
    f64::from(u8::from(value))
}

fn books(sight: &Sight) -> Vec<Reading> {
    let books = &sight.solvency;
    let known = books.free.saturating_add(books.reserved);
    let margin = number(books.bank.saturating_sub(known)) - number(known.saturating_sub(books.bank));
    let losses = sight
        .booked
        .iter()
        .fold(0u128, |sum, v| sum.saturating_add(v.cumulative_loss.u128()));
    vec![
        plain("floe_rate", number(sight.state.exchange_rate)),
        plain("floe_pool", number(books.pool)),
        plain("floe_supply", number(books.supply)),
        plain("floe_delegated", number(books.delegated)),
        plain("floe_undelegating", number(books.undelegating)),
        plain("floe_free", number(books.free)),
        plain("floe_reserved", number(books.reserved)),
        plain("floe_owed", number(books.owed)),
        plain("floe_unreleased", number(books.unreleased)),
        plain("floe_solvency_margin", margin),
        plain("floe_solvent", flag(books.healthy)),
        plain("floe_losses", number(losses)),
        plain("floe_loss_carry", number(books.loss_carry)),
    ]
}

fn times(sight: &Sight) -> Vec<Reading> {
    let now = sight.now();
    let short = sight
        .solvency
        .short_since
        .map_or(0, |since| now.saturating_sub(since).max(1));
    let registry_age = now.saturating_sub(sight.refreshed_at);
    let mut all = vec![
        plain("floe_short_seconds", number(short)),
        plain("floe_sync_age_seconds", number(sight.observation_age())),
        plain(
            "floe_max_sync_age_seconds",
            number(sight.param(Param::MaxSyncAge)),
        ),
        plain("floe_registry_age_seconds", number(registry_age)),
        plain("floe_winding_down", flag(sight.powers.winding_down)),
    ];
    for domain in DOMAINS {
        let paused = sight.powers.pauses.iter().any(|pause| pause.domain == domain);
        all.push(labelled("floe_paused", domain.name(), flag(paused)));
    }
    all
}

const DOMAINS: [Domain; 4] = [
    Domain::Deposits,
    Domain::Delegations,
    Domain::Rebalancing,
    Domain::InstantUnbond,
];

fn exits(sight: &Sight) -> Vec<Reading> {
    let now = sight.now();
    let waiting = sight.open.usteak_to_burn;
    let due = !waiting.is_zero() && sight.open.est_unbond_start_time <= now;
    let late = sight
        .unsettled
        .iter()
        // The hub answers an estimate that has passed with the second after the present.
        .filter(|batch| batch.est_unbond_end_time <= now.saturating_add(1));
    let oldest = sight
        .booked
        .iter()
        .flat_map(|validator| &validator.entries)
        .map(|entry| now.saturating_sub(entry.completion))
        .max();
    vec![
        plain("floe_open_batch_shares", number(waiting)),
        plain("floe_open_batch_due", flag(due)),
        plain("floe_batches_unsettled", number(sight.unsettled.len())),
        plain("floe_batches_overdue", number(late.count())),
        plain("floe_exit_need", number(sight.preview.need)),
        plain("floe_entries_overdue_seconds", number(oldest.unwrap_or(0))),
        plain("floe_max_entries", number(sight.param(Param::MaxEntries))),
    ]
}

fn validators(sight: &Sight) -> Vec<Reading> {
    let deficits = losses::deficits(sight);
    let booked: BTreeMap<&str, &ValidatorResponse> = sight
        .booked
        .iter()
        .map(|validator| (validator.operator.as_str(), validator))
        .collect();
    let listed = sight
        .registered
        .iter()
        .map(|validator| validator.operator.as_str());
    let mut operators: Vec<&str> = booked.keys().copied().chain(listed).collect();
    operators.sort_unstable();
    operators.dedup();
    let mut all = Vec::new();
    for operator in operators {
        let stake = booked.get(operator).copied();
        let amount = |of: fn(&ValidatorResponse) -> u128| number(stake.map_or(0, of));
        let hampered = sight.preview.hampered.iter().any(|hampered| hampered == operator);
        let on_chain = sight.delegated.get(operator).copied().unwrap_or(0);
        let bonded = sight
            .validators
            .iter()
            .any(|v| v.operator == operator && v.status == BondStatus::Bonded && !v.jailed);
        let accepting = sight
            .registered
            .iter()
            .any(|v| v.operator == operator && v.accepting);
        let deficit = deficits.get(operator).copied().unwrap_or(0);
        all.extend([
            labelled(
                "floe_validator_delegated",
                operator,
                amount(|v| v.delegated.u128()),
            ),
            labelled("floe_validator_target", operator, amount(|v| v.target.u128())),
            labelled("floe_validator_on_chain", operator, number(on_chain)),
            labelled("floe_validator_bonded", operator, flag(bonded)),
            labelled("floe_validator_accepting", operator, flag(accepting)),
            labelled("floe_validator_marked", operator, flag(hampered)),
            labelled(
                "floe_unbonding_entries",
                operator,
                number(stake.map_or(0, |stake| stake.entries.len())),
            ),
            labelled("floe_unbonding_deficit", operator, number(deficit)),
        ]);
    }
    all
}

/// Who pays for a slash before holders do. A role that nobody has is told too, so that its first holder is seen.
fn guarantors(sight: &Sight) -> Vec<Reading> {
    let told = &sight.guarantees;
    let mut all = vec![
        plain("floe_coverage_bps", number(coverage_bps(told))),
        plain("floe_worst_loss", number(told.worst_loss)),
        plain("floe_worst_uncovered_bps", number(told.worst_uncovered_bps)),
    ];
    for (role, guarantor) in [("bonds", &told.bonds), ("backstop", &told.backstop)] {
        let contract = guarantor.as_ref().map_or("nobody", |one| &one.contract);
        let mut tell = |name: &'static str, of: fn(&GuarantorResponse) -> u128| {
            let value = guarantor.as_ref().map_or(0, of);
            all.push(twice(name, role, contract, number(value)));
        };
        tell("floe_guarantor_balance", |one| one.balance.u128());
        tell("floe_guarantor_covered", |one| one.covered.u128());
        tell("floe_guarantor_returned", |one| one.returned.u128());
        tell("floe_guarantor_owed_back", |one| one.owed_back.u128());
        tell("floe_guarantor_capacity", |one| one.capacity.u128());
    }
    all
}

/// What owners decide: who may do what, and with which settings.
fn powers(sight: &Sight) -> Vec<Reading> {
    let powers = &sight.powers;
    let set = powers.fee_rise.as_ref().map_or(powers.fee.bps, |rise| rise.bps);
    let mut all = vec![
        plain("floe_fee_bps", number(set)),
        plain("floe_guardian_armed", flag(powers.guardian_armed)),
    ];
    for receiver in &powers.fee.receivers {
        all.push(labelled(
            "floe_fee_receiver_weight",
            &receiver.to,
            number(receiver.weight),
        ));
    }
    let mut role = |role: &str, holder: Option<&String>| {
        all.push(twice(
            "floe_role",
            role,
            holder.map_or("nobody", String::as_str),
            1.0,
        ));
    };
    role("guardian", powers.guardian.as_ref());
    role("governor", powers.governor.as_ref());
    let contract =
        |guarantor: &'_ Option<GuarantorResponse>| guarantor.as_ref().map(|one| one.contract.clone());
    role("bonds", contract(&sight.guarantees.bonds).as_ref());
    role("backstop", contract(&sight.guarantees.backstop).as_ref());
    for contract in &sight.contracts {
        let name = contract.name;
        role(&format!("owner of the {name}"), contract.owner.as_ref());
        role(&format!("admin of the {name}"), contract.admin.as_ref());
    }
    for contract in &sight.contracts {
        let offered = contract.offered_to.is_some();
        all.push(labelled("floe_handover_pending", contract.name, flag(offered)));
        all.push(labelled("floe_code_id", contract.name, number(contract.code_id)));
    }
    all.extend(parameters(sight));
    for listed in &sight.registered {
        let weight = match listed.status {
            registry::ValidatorStatus::Draining => 0,
            registry::ValidatorStatus::Active | registry::ValidatorStatus::Paused { .. } => listed.weight,
        };
        all.push(labelled(
            "floe_validator_weight",
            &listed.operator,
            number(weight),
        ));
    }
    all
}

fn parameters(sight: &Sight) -> Vec<Reading> {
    let powers = &sight.powers;
    let of_hub = powers
        .params
        .iter()
        .map(|param| (param.name.as_str(), number(param.value)));
    let more = [
        ("bond_cap", number(powers.bond_cap.unwrap_or_default())),
        ("rate_denoms", number(powers.rate_denoms.len())),
        ("cap_bps", number(sight.guarantees.cap_bps)),
    ];
    let registry = &sight.registry;
    let of_registry = [
        ("max_commission", number(registry.max_commission)),
        ("max_share_bps", number(registry.max_share_bps)),
        ("inactive_grace", number(registry.inactive_grace)),
        ("open_share_bps", number(registry.open_share_bps)),
    ];
    let of_hub = of_hub.chain(more).map(|(name, value)| ("hub", name, value));
    let of_registry = of_registry.map(|(name, value)| ("registry", name, value));
    of_hub
        .chain(of_registry)
        .map(|(contract, name, value)| twice("floe_param", contract, name, value))
        .collect()
}

fn twice(name: &'static str, first: &str, second: &str, value: f64) -> Reading {
    Reading {
        name,
        labels: vec![first.to_owned(), second.to_owned()],
        value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::families::PROTOCOL;
    use crate::fixture::{at_rest, undelegate, NOW};
    use cosmwasm_std::Uint128;
    use floe_api::hub::{BatchResponse, PauseResponse};
    use rstest::rstest;
    use std::collections::BTreeSet;

    fn read(sight: &Sight, name: &str, label: Option<&str>) -> f64 {
        let all = of(sight);
        let found = all
            .iter()
            .find(|reading| reading.name == name && reading.labels.first().map(String::as_str) == label);
        found.map_or(f64::NAN, |reading| reading.value)
    }

    #[test]
    fn every_family_is_read_and_every_reading_has_a_family() {
        let read: BTreeSet<&str> = of(&at_rest()).iter().map(|reading| reading.name).collect();
        let families: BTreeSet<&str> = PROTOCOL.iter().map(|(name, ..)| *name).collect();
        assert_eq!(read, families);
    }

    #[test]
    fn readings_have_the_labels_of_their_families() {
        for reading in of(&at_rest()) {
            let (_, _, labels) = PROTOCOL.iter().find(|(name, ..)| *name == reading.name).unwrap();
            assert_eq!(labels.len(), reading.labels.len(), "{}", reading.name);
        }
    }

    #[rstest]
    #[case::at_rest(100_000, 0.0)]
    #[case::a_gift(100_007, 7.0)]
    #[case::missing(99_990, -10.0)]
    fn the_margin_is_what_the_books_do_not_know(#[case] bank: u128, #[case] expected: f64) {
        let mut sight = at_rest();
        sight.solvency.bank = Uint128::new(bank);
        assert_eq!(read(&sight, "floe_solvency_margin", None), expected);
    }

    #[rstest]
    #[case::empty(0, NOW - 5, 0.0)]
    #[case::waiting(7, NOW + 1, 0.0)]
    #[case::due(7, NOW, 1.0)]
    fn an_open_batch_is_due_once_it_may_close(
        #[case] shares: u128,
        #[case] start: u64,
        #[case] expected: f64,
    ) {
        let mut sight = at_rest();
        sight.open.usteak_to_burn = Uint128::new(shares);
        sight.open.est_unbond_start_time = start;
        assert_eq!(read(&sight, "floe_open_batch_due", None), expected);
    }

    #[rstest]
    #[case::in_time(NOW + 2, 0.0)]
    #[case::as_the_hub_says_it_is_late(NOW + 1, 1.0)]
    fn a_batch_past_its_estimate_is_overdue(#[case] end: u64, #[case] expected: f64) {
        let mut sight = at_rest();
        let amount = Uint128::new(5);
        sight.unsettled.push(BatchResponse {
            id: 3,
            reconciled: false,
            total_shares: amount,
            uluna_unclaimed: amount,
            amount_unclaimed: amount,
            utoken_unclaimed: amount,
            est_unbond_end_time: end,
        });
        assert_eq!(read(&sight, "floe_batches_overdue", None), expected);
        assert_eq!(read(&sight, "floe_batches_unsettled", None), 1.0);
    }

    #[test]
    fn an_undelegation_that_ended_is_overdue_until_it_is_booked() {
        let mut sight = at_rest();
        undelegate(&mut sight, NOW - 90);
        undelegate(&mut sight, NOW + 500);
        assert_eq!(read(&sight, "floe_entries_overdue_seconds", None), 90.0);
        assert_eq!(read(&sight, "floe_unbonding_entries", Some("val1")), 2.0);
    }

    #[test]
    fn pauses_are_read_by_domain() {
        let mut sight = at_rest();
        sight.powers.pauses.push(PauseResponse {
            domain: Domain::Deposits,
            since: 0,
            until: None,
        });
        assert_eq!(read(&sight, "floe_paused", Some("deposits")), 1.0);
        assert_eq!(read(&sight, "floe_paused", Some("delegations")), 0.0);
    }

    fn labels(sight: &Sight, name: &str) -> BTreeSet<String> {
        let readings = of(sight).into_iter().filter(|reading| reading.name == name);
        readings
            .filter(|reading| reading.value > 0.0)
            .map(|reading| reading.labels.join(" "))
            .collect()
    }

    #[test]
    fn whoever_gets_or_loses_a_power_changes_a_series() {
        let mut sight = at_rest();
        let before = labels(&sight, "floe_role");
        assert_eq!(before.len(), 10, "{before:?}");
        assert!(before.contains("guardian nobody"), "{before:?}");
        sight.powers.guardian = Some("guard".to_owned());
        sight.contracts[1].owner = Some("thief".to_owned());
        sight.contracts[2].offered_to = Some("thief".to_owned());
        let after = labels(&sight, "floe_role");
        let fresh: Vec<&str> = after.difference(&before).map(String::as_str).collect();
        assert_eq!(fresh, ["guardian guard", "owner of the registry thief"]);
        assert_eq!(
            labels(&sight, "floe_handover_pending"),
            BTreeSet::from(["collector".to_owned()])
        );
    }

    #[test]
    fn what_guarantors_reach_adds_up_and_each_is_told_by_its_role() {
        let mut sight = at_rest();
        assert_eq!(read(&sight, "floe_coverage_bps", None), 0.0);
        assert_eq!(read(&sight, "floe_worst_uncovered_bps", None), 249.0);
        let guarantor = |contract: &str, covered: u128, ratio_bps| GuarantorResponse {
            contract: contract.to_owned(),
            balance: Uint128::new(500_000),
            covered: Uint128::new(covered),
            returned: Uint128::new(2),
            owed_back: Uint128::new(3),
            capacity: Uint128::new(4),
            ratio_bps,
        };
        sight.guarantees.bonds = Some(guarantor("operators", 7, 4_004));
        sight.guarantees.backstop = Some(guarantor("pool", 9, 7_207));
        assert_eq!(read(&sight, "floe_coverage_bps", None), 11_211.0);
        assert_eq!(read(&sight, "floe_guarantor_covered", Some("bonds")), 7.0);
        assert_eq!(read(&sight, "floe_guarantor_covered", Some("backstop")), 9.0);
        assert_eq!(read(&sight, "floe_guarantor_balance", Some("bonds")), 500_000.0);
        assert_eq!(read(&sight, "floe_guarantor_owed_back", Some("bonds")), 3.0);
        assert!(labels(&sight, "floe_role").contains("backstop pool"));
    }

    #[test]
    fn a_higher_fee_shows_as_soon_as_it_is_set() {
        let mut sight = at_rest();
        assert_eq!(read(&sight, "floe_fee_bps", None), 500.0);
        sight.powers.fee_rise = Some(floe_api::hub::FeeRiseResponse {
            bps: 1_000,
            from: NOW + 86_400,
        });
        assert_eq!(read(&sight, "floe_fee_bps", None), 1_000.0);
    }

    #[test]
    fn a_removed_validator_has_no_weight() {
        let mut sight = at_rest();
        sight.registered[0].status = registry::ValidatorStatus::Draining;
        assert_eq!(read(&sight, "floe_validator_weight", Some("val1")), 0.0);
        assert_eq!(read(&sight, "floe_validator_weight", Some("val2")), 1.0);
    }

    #[test]
    fn a_jailed_validator_is_not_bonded() {
        let mut sight = at_rest();
        sight.validators[0].jailed = true;
        assert_eq!(read(&sight, "floe_validator_bonded", Some("val1")), 0.0);
        assert_eq!(read(&sight, "floe_validator_bonded", Some("val2")), 1.0);
    }
}
