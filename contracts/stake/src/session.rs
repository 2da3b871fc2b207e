//! One message's view of the streams and of one staker, counted up to now.

use cosmwasm_std::{Addr, Deps, Env, StdResult, Storage};
use floe_api::stake::Asset;
use floe_core::stake::{StakeBooks, StakerReward};
use floe_core::units::Seconds;

use crate::error::{ContractError, ContractResult};
use crate::state::{save_staker, staker, AssetStream, Staker, BOOKS, STREAMS};

/// The principal and the streams, divided up to now.
pub struct StakeSession {
    pub books: StakeBooks,
    pub streams: Vec<AssetStream>,
    /// Unix seconds.
    pub now: Seconds,
}

impl StakeSession {
    /// # Errors
    /// When it cannot be read.
    pub fn load(deps: Deps, env: &Env) -> ContractResult<Self> {
        let books = BOOKS.load(deps.storage)?;
        let mut streams = STREAMS.load(deps.storage)?;
        let now = env.block.time.seconds();
        for stream in &mut streams {
            stream.rewards.advance(now, books.staked)?;
        }
        Ok(Self { books, streams, now })
    }

    /// Somebody with his rewards counted up to now.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn staker(&self, storage: &dyn Storage, user: &Addr) -> ContractResult<Staker> {
        let mut staker = staker(storage, user)?;
        staker.rewards.resize(self.streams.len(), StakerReward::default());
        for (reward, stream) in staker.rewards.iter_mut().zip(&self.streams) {
            reward.settle(stream.rewards.index, staker.staked)?;
        }
        Ok(staker)
    }

    /// The stream of an asset.
    ///
    /// # Errors
    /// [`ContractError::NoStream`].
    pub fn stream(&mut self, asset: &Asset) -> ContractResult<&mut AssetStream> {
        let found = self.streams.iter_mut().find(|stream| stream.asset == *asset);
        found.ok_or_else(|| ContractError::NoStream {
            asset: asset.name().to_owned(),
        })
    }

    /// # Errors
    /// None in practice.
    pub fn save(&self, storage: &mut dyn Storage) -> StdResult<()> {
        BOOKS.save(storage, &self.books)?;
        STREAMS.save(storage, &self.streams)
    }

    /// The same with a staker.
    ///
    /// # Errors
    /// None in practice.
    pub fn save_with(&self, storage: &mut dyn Storage, user: &Addr, staker: &Staker) -> StdResult<()> {
        self.save(storage)?;
        save_staker(storage, user, staker)
    }
}
