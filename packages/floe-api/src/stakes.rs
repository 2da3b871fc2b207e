//! The hub's stakes by raw storage read, which the registry makes for open validators.

use cosmwasm_std::{Addr, QuerierWrapper, StdResult};
use floe_core::allocation::Lock;
use floe_core::units::{Native, Seconds};
use packed_store::packed;
use packed_store::packed::unpack;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ask;

/// Key of the operator addresses in the hub, ascending: those with a stake, pending messages or a last payout.
pub const ROSTER_KEY: &str = "roster";
/// Key of the hub's stakes, in the order of the roster.
pub const STAKES_KEY: &str = "stakes";

/// Namespace of the unfinished redelegations in the hub, by destination.
pub const LOCKS_KEY: &str = "lock";

/// The hub's stake on one validator.
#[derive(Serialize, Deserialize, JsonSchema, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stake {
    /// Booked delegation.
    pub booked: Native,
    /// Staking messages since the last observation.
    pub messages: u32,
}

packed!(struct Stake { booked, messages });

/// Operator address and booked delegation of all of the hub's stakes, ascending.
///
/// # Errors
/// When the address is not a Floe hub.
pub fn query_raw(querier: &QuerierWrapper, hub: &Addr) -> StdResult<Vec<(String, Native)>> {
    let roster: Vec<String> = ask::item(querier, hub, ROSTER_KEY, "hub")?;
    let stakes: Vec<Stake> = ask::item(querier, hub, STAKES_KEY, "hub")?;
    let booked = stakes.into_iter().map(|stake| stake.booked);
    Ok(roster.into_iter().zip(booked).collect())
}

/// Stake that was moved away from an operator by redelegations to others of the hub's validators and is not over at `now`, unix
/// seconds: the chain charges a slash of the source on it. One read for each of them, and one for their list.
///
/// # Errors
/// When the hub cannot be read, and for sums beyond 128 bits.
pub fn moved_away(querier: &QuerierWrapper, hub: &Addr, operator: &str, now: Seconds) -> StdResult<Native> {
    let mut moved = Native::ZERO;
    for destination in ask::item::<Vec<String>>(querier, hub, ROSTER_KEY, "hub")? {
        let key = ["\0\u{4}", LOCKS_KEY, &destination].concat();
        let Some(raw) = ask::raw(querier, hub, &key)? else {
            continue;
        };
        let locks: Vec<Lock> = unpack(LOCKS_KEY, &raw)?;
        for lock in locks
            .iter()
            .filter(|lock| lock.from == operator && lock.until > now)
        {
            moved = moved.more(lock.amount);
        }
    }
    Ok(moved)
}

#[cfg(test)]
mod tests {
    use cosmwasm_std::testing::MockQuerier;
    use cosmwasm_std::{Binary, ContractResult, SystemResult, WasmQuery};
    use packed_store::packed::pack;

    use super::*;

    #[test]
    fn what_was_moved_away_is_summed_over_where_it_went_until_it_is_over() {
        let lock = |from: &str, amount, until| Lock {
            from: from.into(),
            amount: Native::new(amount),
            until,
        };
        let locks = [
            (
                "a",
                vec![lock("v", 5, 100), lock("w", 50, 200), lock("v", 7, 101)],
            ),
            ("b", vec![lock("v", 11, 200)]),
        ];
        let mut stored: Vec<(Vec<u8>, Vec<u8>)> = locks
            .iter()
            .map(|(to, locks)| {
                let key = cw_storage_plus::Map::<&str, u8>::new(LOCKS_KEY).key(to).to_vec();
                (key, pack(locks))
            })
            .collect();
        stored.push((
            ROSTER_KEY.into(),
            pack(&["a", "b", "c"].map(str::to_owned).to_vec()),
        ));
        let mut querier = MockQuerier::default();
        querier.update_wasm(move |query| {
            let WasmQuery::Raw { key, .. } = query else {
                return SystemResult::Ok(ContractResult::Err("raw only".into()));
            };
            let found = stored.iter().find(|(known, _)| known == key.as_slice());
            let value = found.map(|(_, value)| Binary::from(value.as_slice()));
            SystemResult::Ok(ContractResult::Ok(value.unwrap_or_default()))
        });
        let (querier, hub) = (QuerierWrapper::new(&querier), Addr::unchecked("h"));
        let moved = moved_away(&querier, &hub, "v", 100).unwrap();
        assert_eq!(moved, Native::new(18));
    }
}
