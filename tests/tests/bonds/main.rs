//! Operators' bonds with hub and registry: who is listed, what each gets, what may leave, and what burns first.

mod lives;
mod operators;
mod strangers;

use floe_api::bonds::ExecuteMsg as BondsMsg;
use floe_core::units::{Native, DAY};
use floe_testing::suite::guarantor::BondTerms;
use floe_testing::suite::{GuarantorSetup, ValidatorSetup};
use floe_tests::prelude::*;
use floe_tests::staking::*;

/// The cooldown of the setups here: the chain's unbonding time and a day.
const COOLDOWN: u64 = UNBONDING + DAY;

/// Three curated validators and others that the registry does not know, in a pool of 10,000,000 at rate one, with bonds of which
/// 100 basis points of the stake are required.
fn with_operators(bonds: &[(&str, u128)], others: &[&str]) -> Suite {
    let mut plan = setup(3);
    let unlisted = bonds.iter().map(|(name, _)| *name).chain(others.iter().copied());
    for name in unlisted {
        plan.validators.push(ValidatorSetup {
            weight: 0,
            ..ValidatorSetup::named(name)
        });
    }
    plan.guarantors = GuarantorSetup {
        bonds: bonds
            .iter()
            .map(|(name, amount)| ((*name).to_owned(), Uint128::new(*amount)))
            .collect(),
        bond_terms: Some(BondTerms {
            bond_bps: Some(100),
            cooldown: None,
        }),
        ..GuarantorSetup::default()
    };
    let mut s = Suite::new(plan);
    let given: u128 = bonds.iter().map(|(_, amount)| amount).sum();
    s.bond("alice", 9_000_000 - given);
    assert_eq!((s.books().pool(), s.books().supply()), (10_000_000, 10_000_000));
    s
}

/// The same with `ann` and `ben` listed by bonds of 30,000 and 10,000, and with the stake where it is to be.
fn listed_operators() -> Suite {
    let mut s = with_operators(&[("ann", 30_000), ("ben", 10_000)], &[]);
    for name in ["ann", "ben"] {
        s.try_list(name, name).unwrap();
    }
    s.refresh();
    s.rebalance();
    s.next_block();
    s
}

/// What each of these would get of 10,000,000.
fn targets<const N: usize>(s: &Suite, names: [&str; N]) -> [u128; N] {
    let targets: registry::Targets = s.query(&s.registry, &registry::QueryMsg::Targets {}).unwrap();
    let amounts = targets.amounts(Native::new(10_000_000)).unwrap();
    names.map(|name| amounts.get(&s.operator(name)).map_or(0, |amount| amount.units()))
}

fn give(s: &mut Suite, to: &str, amount: u128) {
    let recipient = s.addr(to).to_string();
    let amount = amount.into();
    s.hub("alice", &ExecuteMsg::Transfer { recipient, amount })
        .unwrap();
}
