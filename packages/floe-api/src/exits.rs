//! The hub's exits by raw storage read: which batch is open and who is in it, and where a closed one stands. The timelock
//! waits for one; a question to the hub would answer whatever its code of then says. Keys and form are frozen.

use cosmwasm_std::{from_json, Addr, QuerierWrapper, StdResult, Uint128};
use floe_core::engine::Queue;
use floe_core::units::Shares;
use floe_core::Batch;
use packed_store::packed::unpack;

use crate::ask;

/// Key of the numbers of the batches in the hub.
pub const QUEUE_KEY: &str = "queue";
/// Namespace of the closed batches in the hub, by number.
pub const BATCHES_KEY: &str = "batch";

/// Which batch is open, and which is the oldest that is not settled.
///
/// # Errors
/// When the address is not a Floe hub.
pub fn query_queue(querier: &QuerierWrapper, hub: &Addr) -> StdResult<Queue> {
    ask::item(querier, hub, QUEUE_KEY, "hub")
}

/// A closed batch; none where there is no such one, as it is open, or all of it was claimed.
///
/// # Errors
/// When there is no such hub, or something else is stored there.
pub fn query_batch(querier: &QuerierWrapper, hub: &Addr, number: u64) -> StdResult<Option<Batch>> {
    let key = [b"\0\x05", BATCHES_KEY.as_bytes(), &number.to_be_bytes()].concat();
    let raw = ask::raw_bytes(querier, hub, &key)?;
    raw.map(|raw| unpack(BATCHES_KEY, &raw)).transpose()
}

/// Shares in the open batch: what the hub has of its own token beyond the seed, which nobody owns.
///
/// # Errors
/// When there is no such hub, or something else is stored there.
pub fn query_open_shares(querier: &QuerierWrapper, hub: &Addr, seed: Shares) -> StdResult<Shares> {
    // Under the key of cw20-base.
    let key = ["\0\u{7}balance", hub.as_str()].concat();
    let balance: Uint128 = match ask::raw(querier, hub, &key)? {
        Some(raw) => from_json(raw)?,
        None => Uint128::zero(),
    };
    Ok(Shares::from(balance).less(seed))
}

#[cfg(test)]
mod tests {
    use cosmwasm_std::testing::{MockQuerier, MockStorage};
    use cosmwasm_std::{Binary, ContractResult, Storage, SystemResult, WasmQuery};
    use floe_core::units::Native;
    use floe_core::Settled;
    use packed_store::stored::{Item, Map};

    use super::*;

    /// Over what the hub's own items write.
    #[test]
    fn what_the_hub_stores_is_found_under_its_keys() {
        const QUEUE: Item<Queue> = Item::new(QUEUE_KEY);
        const BATCHES: Map<u64, Batch> = Map::new(BATCHES_KEY);
        let hub = Addr::unchecked("hub1xyz");
        let mut storage = MockStorage::new();
        let queue = Queue {
            open: 301,
            ..Queue::default()
        };
        QUEUE.save(&mut storage, &queue).unwrap();
        let batch = Batch::Settled(Settled {
            shares: Shares::new(1),
            payable: Native::new(2),
            open_shares: Shares::new(1),
            left: Native::new(2),
            estimate: 3,
        });
        BATCHES.save(&mut storage, 300, &batch).unwrap();
        cw20_base::state::BALANCES
            .save(&mut storage, &hub, &Uint128::new(1_000_007))
            .unwrap();
        let mut querier = MockQuerier::default();
        querier.update_wasm(move |query| {
            let WasmQuery::Raw { key, .. } = query else {
                return SystemResult::Ok(ContractResult::Err("raw only".into()));
            };
            let value: Option<Binary> = storage.get(key).map(Into::into);
            SystemResult::Ok(ContractResult::Ok(value.unwrap_or_default()))
        });
        let querier = QuerierWrapper::new(&querier);
        assert_eq!(query_queue(&querier, &hub), Ok(queue));
        assert_eq!(query_batch(&querier, &hub, 300), Ok(Some(batch)));
        assert_eq!(query_batch(&querier, &hub, 301), Ok(None));
        let open = |seed| query_open_shares(&querier, &hub, Shares::new(seed));
        assert_eq!(open(1_000_000), Ok(Shares::new(7)));
        assert_eq!(open(1_000_007), Ok(Shares::ZERO));
        let nobody = Addr::unchecked("hub1nobody");
        assert_eq!(
            query_open_shares(&querier, &nobody, Shares::ZERO),
            Ok(Shares::ZERO)
        );
    }
}
