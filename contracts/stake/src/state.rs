//! Every storage key of the contract. `ownership` is cw-ownable's and `contract_info` cw2's. Values are packed.

use cosmwasm_std::{Addr, Order, StdResult, Storage};
use cw_storage_plus::Bound;
use floe_api::stake::Asset;
use floe_core::stake::{RewardStream, StakeBooks, StakerReward};
use floe_core::units::{Native, Seconds, Units};
use packed_store::packed;
use packed_store::stored::{Item, Map};

/// What is fixed. Written by instantiate, never changed or removed.
pub const CONFIG: Item<Config> = Item::new("config");
/// The principal. Written by whatever changes a stake, and when a claim has been paid.
pub const BOOKS: Item<StakeBooks> = Item::new("books");
/// The streams in the order of their addition, at most 8. Written by instantiate, `add_stream`, whatever changes a stake or
/// pays rewards, and when a payment has left.
pub const STREAMS: Item<Vec<AssetStream>> = Item::new("streams");
/// Who is told of changes, at most 4. Written by instantiate and `add_listener`.
pub const LISTENERS: Item<Vec<Addr>> = Item::new("listeners");
/// Address → stake and rewards. Written by whatever changes either, removed with the last of both.
pub const STAKERS: Map<&Addr, Staker> = Map::new("staker");
/// (address, hour) → what can be claimed in it. Written by `unstake`, removed by `claim`.
pub const CLAIMS: Map<(&Addr, u64), HourClaim> = Map::new("claim");
/// (address, height) → what was staked before the messages of that height. Written by the first change in a height, never
/// removed.
pub const POWER_PAST: Map<(&Addr, u64), Units> = Map::new("power_past");
/// Height → what all had staked before its messages. As [`POWER_PAST`].
pub const TOTAL_PAST: Map<u64, Units> = Map::new("total_past");

/// What the contract is instantiated with.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    pub token: Asset,
    /// In seconds.
    pub unstaking: Seconds,
}

packed!(struct Config { token, unstaking });

/// A stream and what is in it.
#[derive(Clone, Debug, PartialEq)]
pub struct AssetStream {
    pub asset: Asset,
    pub rewards: RewardStream,
}

packed!(struct AssetStream { asset, rewards });

/// Somebody's stake, and his rewards in the order of the streams; those added since he was last counted are missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Staker {
    pub staked: Units,
    pub rewards: Vec<StakerReward>,
}

packed!(struct Staker { staked, rewards });

impl Staker {
    /// Whether nothing would be lost by forgetting him.
    fn is_nothing(&self) -> bool {
        let due = |reward: &StakerReward| !reward.due.is_zero() || reward.fraction > 0;
        self.staked.is_zero() && !self.rewards.iter().any(due)
    }
}

/// What was unstaked for one hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HourClaim {
    pub amount: Units,
    /// The first second in which it can be claimed: the latest of those in it.
    pub ready: Seconds,
}

packed!(struct HourClaim { amount, ready });

/// What a message that has left was for.
#[derive(Clone, Debug, PartialEq)]
pub enum StakeSent {
    Claim(Units),
    Reward(RewardSent),
    Listener(ListenerTold),
}

packed!(enum StakeSent { Claim(amount), 1 = Reward(reward), 2 = Listener(told) });

/// A payment of rewards.
#[derive(Clone, Debug, PartialEq)]
pub struct RewardSent {
    pub user: Addr,
    pub asset: Asset,
    pub amount: Native,
}

packed!(struct RewardSent { user, asset, amount });

/// A listener, and whose change it is told of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListenerTold {
    pub listener: Addr,
    pub user: Addr,
}

packed!(struct ListenerTold { listener, user });

/// Nothing for who has none.
///
/// # Errors
/// When it cannot be read.
pub fn staker(storage: &dyn Storage, user: &Addr) -> StdResult<Staker> {
    Ok(STAKERS.may_load(storage, user)?.unwrap_or_default())
}

/// Saves somebody, or forgets him.
///
/// # Errors
/// None in practice.
pub fn save_staker(storage: &mut dyn Storage, user: &Addr, staker: &Staker) -> StdResult<()> {
    if staker.is_nothing() {
        STAKERS.remove(storage, user);
        return Ok(());
    }
    STAKERS.save(storage, user, staker)
}

/// Notes what somebody and all had staked before the first change of a height.
///
/// # Errors
/// When it cannot be read.
pub fn note_past(
    storage: &mut dyn Storage,
    user: &Addr,
    height: u64,
    staked: Units,
    total: Units,
) -> StdResult<()> {
    if POWER_PAST.may_load(storage, (user, height))?.is_none() {
        POWER_PAST.save(storage, (user, height), &staked)?;
    }
    if TOTAL_PAST.may_load(storage, height)?.is_none() {
        TOTAL_PAST.save(storage, height, &total)?;
    }
    Ok(())
}

/// What somebody had staked before the messages of a height: what the first change from then on has noted, or what he has now.
///
/// # Errors
/// When it cannot be read.
pub fn power_at(storage: &dyn Storage, user: &Addr, height: u64) -> StdResult<Units> {
    let from = Bound::inclusive((user, height));
    let to = Bound::inclusive((user, u64::MAX));
    let noted = POWER_PAST
        .range(storage, Some(from), Some(to), Order::Ascending)
        .next();
    match noted {
        Some(noted) => Ok(noted?.1),
        None => Ok(staker(storage, user)?.staked),
    }
}

/// The same of all.
///
/// # Errors
/// When it cannot be read.
pub fn total_at(storage: &dyn Storage, height: u64) -> StdResult<Units> {
    let from = Bound::inclusive(height);
    let noted = TOTAL_PAST
        .range(storage, Some(from), None, Order::Ascending)
        .next();
    match noted {
        Some(noted) => Ok(noted?.1),
        None => Ok(BOOKS.load(storage)?.staked),
    }
}

#[cfg(test)]
mod tests {
    use cosmwasm_std::testing::MockStorage;

    use super::*;

    #[test]
    fn who_has_a_part_of_a_unit_due_is_remembered() {
        let mut storage = MockStorage::new();
        let user = Addr::unchecked("user");
        let with = |fraction| Staker {
            rewards: vec![StakerReward {
                fraction,
                ..StakerReward::default()
            }],
            ..Staker::default()
        };
        save_staker(&mut storage, &user, &with(1)).unwrap();
        assert_eq!(STAKERS.load(&storage, &user).unwrap(), with(1));
        save_staker(&mut storage, &user, &with(0)).unwrap();
        assert_eq!(STAKERS.may_load(&storage, &user).unwrap(), None);
    }
}
