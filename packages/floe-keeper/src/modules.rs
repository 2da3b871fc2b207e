//! The contracts around the hub as a keeper sees them: backstops whose premium waits to be booked, and validators whose bonds
//! suffice and that are not listed.

use std::collections::BTreeSet;

use anyhow::Result;
use floe_api::backstop::BackstopStateResponse;
use floe_api::hub::{GuaranteesResponse, PowersResponse};
use floe_api::registry::{ConfigResponse, ValidatorClass, ValidatorResponse, ValidatorStatus};
use floe_client::protocol::trouble;
use floe_client::{Error, ErrorKind, Protocol};
use floe_core::backstop::GuarantorTold;
use floe_core::convert::mul_div_ceil;
use floe_core::units::{Shares, BPS};

use crate::duty::{Duty, DutyTask, Reason};
use crate::sight::Sight;

/// A backstop of the hub, or one that was and still is a receiver of the fee.
#[derive(Clone, Debug, PartialEq)]
pub struct SeenBackstop {
    pub address: String,
    /// Whether the hub takes from it.
    pub pays: bool,
    /// Whether it is a receiver of the fee.
    pub is_paid: bool,
    pub state: BackstopStateResponse,
    /// Shares that came since its last message: they stream from the next one on.
    pub unbooked: Shares,
}

/// A validator that somebody wants to be listed, whose bond suffices and which is not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unlisted {
    pub operator: String,
    /// What of its bond carries stake, in shares.
    pub carrying: Shares,
}

/// Part of what is pooled, in basis points, from which premium that is not booked is worth a transaction.
const WORTH_A_POKE: u128 = 1;

/// The hub's backstop, and those among the receivers of the fee.
pub fn backstops(
    protocol: &Protocol<'_>,
    guarantees: &GuaranteesResponse,
    powers: &PowersResponse,
) -> Result<Vec<SeenBackstop>> {
    let present = guarantees.backstop.as_ref().map(|present| &present.contract);
    let receivers: BTreeSet<&String> = powers.fee.receivers.iter().map(|receiver| &receiver.to).collect();
    let mut seen = Vec::new();
    for address in receivers
        .iter()
        .copied()
        .chain(present.filter(|present| !receivers.contains(present)))
    {
        if let Some(state) = told(state_of(protocol, address))?.flatten() {
            let now = protocol.chain.block()?.time.seconds();
            let mut books = protocol.backstop(address).books()?;
            let booked = books.book(
                now,
                GuarantorTold {
                    balance: state.balance.into(),
                    covered: state.covered.into(),
                    returned: state.returned.into(),
                },
            )?;
            seen.push(SeenBackstop {
                address: address.clone(),
                pays: Some(address) == present,
                is_paid: receivers.contains(address),
                unbooked: booked.premium,
                state,
            });
        }
    }
    Ok(seen)
}

/// None of a backstop of another hub.
fn state_of(protocol: &Protocol<'_>, address: &str) -> floe_client::Result<Option<BackstopStateResponse>> {
    let backstop = protocol.backstop(address);
    if backstop.config()?.hub != protocol.contracts.hub {
        return Ok(None);
    }
    backstop.state().map(Some)
}

/// None where the chain or the contract refuses the question: it is no such contract.
fn told<T>(answer: floe_client::Result<T>) -> Result<Option<T>> {
    match answer {
        Ok(told) => Ok(Some(told)),
        Err(error) if is_no(&error) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn is_no(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::Refused | ErrorKind::Usage)
}

/// Of the operators that are to be kept listed, those that can be and are not.
pub fn unlisted(
    protocol: &Protocol<'_>,
    wanted: &[String],
    guarantees: &GuaranteesResponse,
    registry: &ConfigResponse,
    registered: &[ValidatorResponse],
) -> Result<Vec<Unlisted>> {
    let bonds = guarantees.bonds.as_ref().map(|bonds| &bonds.contract);
    let Some(bonds) = bonds.filter(|bonds| registry.lister.as_ref() == Some(bonds)) else {
        return Ok(Vec::new());
    };
    let mut found = Vec::new();
    for operator in wanted {
        let entry = registered.iter().find(|entry| entry.operator == *operator);
        let has_place = entry.is_some_and(|entry| {
            entry.class == ValidatorClass::Curated || entry.status != ValidatorStatus::Draining
        });
        if has_place {
            continue;
        }
        let bond = protocol.bonds(bonds).bond(operator)?;
        if bond.carrying >= bond.least {
            found.push(Unlisted {
                operator: operator.clone(),
                carrying: bond.carrying,
            });
        }
    }
    Ok(found)
}

/// One for each operator, and one for each backstop whose premium is worth it.
pub fn duties(sight: &Sight) -> impl Iterator<Item = Duty> + '_ {
    let lists = sight.unlisted.iter().map(|unlisted| {
        let reason = Reason::Unlisted {
            operator: unlisted.operator.clone(),
            carrying: unlisted.carrying.into(),
        };
        Duty::new(DutyTask::List, vec![reason])
    });
    let worth = |backstop: &&SeenBackstop| {
        let assets = backstop.state.assets.u128();
        let least = mul_div_ceil(assets, WORTH_A_POKE, BPS).unwrap_or(u128::MAX);
        backstop.unbooked.units() >= least.max(1)
    };
    let pokes = sight.backstops.iter().filter(worth).map(|backstop| {
        let reason = Reason::Unbooked {
            backstop: backstop.address.clone(),
            shares: backstop.unbooked.into(),
        };
        Duty::new(DutyTask::Poke, vec![reason])
    });
    lists.chain(pokes)
}

/// What owners should know of backstops that are used up or retired.
pub fn warnings(backstops: &[SeenBackstop]) -> Vec<String> {
    let of = |seen: &SeenBackstop| {
        let words = trouble(&seen.state, seen.pays, seen.is_paid)?;
        Some(format!("backstop {}: {words}", seen.address))
    };
    backstops.iter().filter_map(of).collect()
}

#[cfg(test)]
mod tests {
    use cosmwasm_std::Uint128;
    use rstest::rstest;

    use super::*;
    use crate::fixture::at_rest;

    /// Ten million units that are worth as many shares, all of it booked.
    fn backstop() -> SeenBackstop {
        let pooled = Uint128::new(10_000_000);
        let none = Uint128::zero();
        SeenBackstop {
            address: "pool".to_owned(),
            pays: true,
            is_paid: true,
            state: BackstopStateResponse {
                units: pooled,
                nobodys: Uint128::new(1_000_000),
                assets: pooled,
                unreleased: none,
                released_at: 0,
                balance: pooled,
                covered: none,
                returned: none,
                owed_back: none,
                owed_shares: none,
            },
            unbooked: Shares::ZERO,
        }
    }

    fn seen(disturb: impl FnOnce(&mut SeenBackstop)) -> Sight {
        let mut sight = at_rest();
        let mut one = backstop();
        disturb(&mut one);
        sight.backstops.push(one);
        sight
    }

    #[rstest]
    #[case::nothing(0, false)]
    #[case::less_than_a_basis_point(999, false)]
    #[case::a_basis_point(1_000, true)]
    fn premium_that_is_worth_a_transaction_is_booked(#[case] unbooked: u128, #[case] expected: bool) {
        let sight = seen(|backstop| backstop.unbooked = Shares::new(unbooked));
        let due: Vec<String> = duties(&sight)
            .map(|duty| format!("{}: {}", duty.task, duty.why()))
            .collect();
        let poke = format!("poke: {unbooked} shares of premium came to pool and are not booked");
        assert_eq!(due, expected.then_some(poke).into_iter().collect::<Vec<_>>());
    }

    #[test]
    fn a_bond_that_suffices_is_listed() {
        let mut sight = at_rest();
        sight.unlisted.push(Unlisted {
            operator: "val9".to_owned(),
            carrying: Shares::new(50),
        });
        let due: Vec<Duty> = duties(&sight).collect();
        assert_eq!(due.len(), 1);
        assert_eq!(due[0].unlisted(), Some("val9"));
        assert_eq!(due[0].why(), "val9 has a bond of 50 shares and is not listed");
    }

    #[rstest]
    #[case::healthy(|_: &mut SeenBackstop| {}, "")]
    #[case::used_up(
        |one: &mut SeenBackstop| one.state.assets = Uint128::new(9),
        "backstop pool: it takes no deposits: 10000000 units share 9 shares, more than a million for each: losses have used this \
         backstop up, deposit into a new one; its part of the fee goes on until the owner takes it from it with `floe admin fee`"
    )]
    #[case::retired(
        |one: &mut SeenBackstop| one.pays = false,
        "backstop pool: the hub no longer takes from it; its part of the fee goes on until the owner takes it from it with \
         `floe admin fee`"
    )]
    #[case::retired_without_a_part_of_the_fee(
        |one: &mut SeenBackstop| (one.pays, one.is_paid) = (false, false),
        ""
    )]
    fn owners_hear_of_backstops_that_do_not_work(
        #[case] disturb: fn(&mut SeenBackstop),
        #[case] expected: &str,
    ) {
        let told = warnings(&seen(disturb).backstops);
        assert_eq!(told.join("\n"), expected);
    }
}
