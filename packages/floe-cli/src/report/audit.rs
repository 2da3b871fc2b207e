//! The history against the state of the chain.

use anyhow::{Context as _, Result};
use cosmwasm_std::Uint128;
use floe_api::hub::{BatchResponse, RequestState, UserRequestDetails};
use floe_api::rate::{Flow, Stock, FLOW_KEY, STOCK_KEY};
use floe_client::Chain;
use floe_core::units::Shares;
use packed_store::packed::{unpack, Packed};
use serde::Serialize;

use super::replay::{signed, Replay};
use crate::protocol::Protocol;

/// What the chain has.
pub struct OnChain {
    flow: Flow,
    stock: Stock,
    reserved: Uint128,
    loss_carry: Uint128,
    batches: Vec<BatchResponse>,
    holder: Option<Holding>,
}

struct Holding {
    shares: Uint128,
    requests: Vec<UserRequestDetails>,
}

/// A figure that the history and the chain give differently.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    pub what: String,
    pub history: String,
    pub chain: String,
}

/// The frozen items in raw form, as nothing in them depends on the time of asking, and the rest by query.
pub fn ask(protocol: &Protocol<'_>, address: Option<&str>) -> Result<OnChain> {
    let (chain, hub) = (protocol.chain, protocol.contracts.hub.as_str());
    let solvency = protocol.solvency()?;
    let holder = match address {
        None => None,
        Some(address) => Some(Holding {
            shares: protocol.shares(address)?,
            requests: protocol.requests(address)?,
        }),
    };
    Ok(OnChain {
        flow: item(chain, hub, FLOW_KEY)?,
        stock: item(chain, hub, STOCK_KEY)?,
        reserved: solvency.reserved,
        loss_carry: solvency.loss_carry,
        batches: protocol.batches()?,
        holder,
    })
}

fn item<T: Packed>(chain: &dyn Chain, hub: &str, key: &str) -> Result<T> {
    let bytes = chain
        .query_raw(hub, key.as_bytes())?
        .with_context(|| format!("{hub} stores no `{key}`; is it a Floe hub?"))?;
    Ok(unpack(key, &bytes)?)
}

/// Every figure that differs, none if the history is complete.
pub fn compare(replay: &Replay, chain: &OnChain, address: Option<&str>) -> Vec<Difference> {
    let mut found = Findings(Vec::new());
    found.books(replay, chain);
    found.batches(replay, chain);
    found.sums(replay);
    if let (Some(address), Some(holding)) = (address, &chain.holder) {
        found.holder(replay, address, holding);
    }
    found.gaps(replay);
    found.0
}

struct Findings(Vec<Difference>);

impl Findings {
    fn same(&mut self, what: &str, history: u128, chain: u128) {
        if history != chain {
            let by = signed(history).saturating_sub(signed(chain));
            self.tell(what, format!("{history} ({by:+})"), chain.to_string());
        }
    }

    fn tell(&mut self, what: &str, history: String, chain: String) {
        self.0.push(Difference {
            what: what.to_owned(),
            history,
            chain,
        });
    }

    fn books(&mut self, replay: &Replay, chain: &OnChain) {
        let books = &replay.books;
        let stock = &chain.stock;
        self.same("supply", books.supply.units(), chain.flow.supply.units());
        self.same("free coins", books.free.units(), chain.flow.free.units());
        self.same("stake", books.delegated.units(), stock.delegated.units());
        self.same(
            "undelegations",
            books.undelegating.units(),
            stock.undelegating.units(),
        );
        self.same("owed to exits", books.owed.units(), stock.owed.units());
        self.same("coins set aside", books.reserved.units(), chain.reserved.u128());
        self.same(
            "losses to make good",
            books.loss_carry.units(),
            chain.loss_carry.u128(),
        );
        if books.stream != stock.stream {
            self.tell(
                "gains being released",
                format!("{:?}", books.stream),
                format!("{:?}", stock.stream),
            );
        }
    }

    fn batches(&mut self, replay: &Replay, chain: &OnChain) {
        for batch in &chain.batches {
            let id = batch.id;
            let known = replay.batches.get(&id);
            let shares = known.map_or(0, |known| known.open.units());
            self.same(
                &format!("open shares of batch {id}"),
                shares,
                batch.total_shares.u128(),
            );
            if !batch.reconciled {
                let payable = known.map_or(0, |known| known.payable.units());
                self.same(
                    &format!("payable of batch {id}"),
                    payable,
                    batch.amount_unclaimed.u128(),
                );
            }
        }
        let open = |id: &u64| chain.batches.iter().any(|batch| batch.id == *id);
        for (id, batch) in replay.batches.iter().filter(|(id, _)| !open(id)) {
            self.same(&format!("open shares of batch {id}"), batch.open.units(), 0);
        }
    }

    /// The history against itself.
    fn sums(&mut self, replay: &Replay) {
        let (coins, shares) = replay.unexplained();
        if coins != 0 {
            self.tell(
                "coins that no flow explains",
                format!("{coins:+}"),
                "0".to_owned(),
            );
        }
        if shares != 0 {
            self.tell(
                "shares that no flow explains",
                format!("{shares:+}"),
                "0".to_owned(),
            );
        }
        let held = sum(replay.balances.values());
        self.same(
            "all balances together, against the supply",
            held,
            replay.books.supply.units(),
        );
    }

    fn holder(&mut self, replay: &Replay, address: &str, holding: &Holding) {
        self.same(
            "shares of the holder",
            replay.wallet(address).units(),
            holding.shares.u128(),
        );
        let mut known: Vec<(u64, Shares)> = replay.requests_of(address).collect();
        for request in &holding.requests {
            let id = request.id;
            let mine = known
                .iter()
                .find(|(batch, _)| *batch == id)
                .map(|(_, shares)| *shares);
            let mine = mine.unwrap_or_default();
            known.retain(|(batch, _)| *batch != id);
            self.same(
                &format!("the holder's shares in batch {id}"),
                mine.units(),
                request.shares.u128(),
            );
            // The worth of an open request depends on the second of asking.
            if request.state != RequestState::Pending {
                self.same(
                    &format!("the holder's part of batch {id}"),
                    replay.request_value(id, mine, 0).units(),
                    request.amount.u128(),
                );
            }
        }
        for (id, shares) in known {
            self.same(&format!("the holder's shares in batch {id}"), shares.units(), 0);
        }
    }

    fn gaps(&mut self, replay: &Replay) {
        if let Some(gap) = replay.gaps.first() {
            self.tell(
                "the beginning of the history is missing",
                format!(
                    "at block {} {} gives away {} shares that it was never seen to get",
                    gap.height, gap.account, gap.missing
                ),
                "name a node that has indexed all transactions, with --node".to_owned(),
            );
        }
    }
}

fn sum<'a>(shares: impl Iterator<Item = &'a Shares>) -> u128 {
    shares.fold(0, |sum, shares| sum.saturating_add(shares.units()))
}
