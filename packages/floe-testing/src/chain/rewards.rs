//! Rewards: accruing, paying, and the community pool.

use super::ctx::rewards_pool;
use super::*;

/// Pending rewards of one delegation by denom; only positive ones.
pub(crate) fn pending(storage: &dyn Storage, delegator: &str, operator: &str) -> Vec<(String, Dec)> {
    Table::Pending
        .scan(storage, &[delegator, operator])
        .map(|(parts, bytes)| (parts.join("/"), Reader(&bytes).dec()))
        .collect()
}

/// Where rewards of `delegator` go.
pub(crate) fn withdraw_address(storage: &dyn Storage, delegator: &str) -> String {
    Table::WithdrawAddress
        .get(storage, &[delegator])
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        .unwrap_or_else(|| delegator.to_string())
}

impl<E: CustomMsg, Q: CustomQuery> Ctx<'_, E, Q> {
    /// `MsgWithdrawDelegatorReward`; returns the coins paid, none if nothing whole was pending.
    pub fn withdraw(&mut self, delegator: &Addr, operator: &str) -> AnyResult<Vec<Coin>> {
        Validator::named(self.storage, operator)?;
        if delegation::shares(self.storage, delegator.as_str(), operator).is_none() {
            return Err(ChainError::no_delegation().into());
        }
        self.pay_rewards(delegator.as_str(), operator)
    }

    /// `MsgSetWithdrawAddress`.
    pub fn set_withdraw_address(&mut self, delegator: &Addr, address: &str) -> AnyResult<()> {
        self.api
            .addr_validate(address)
            .map_err(ChainError::invalid_address)?;
        if !Params::load(self.storage).withdraw_address_enabled {
            return Err(ChainError::withdraw_address_disabled().into());
        }
        let parts = [delegator.as_str()];
        Table::WithdrawAddress.set(self.storage, &parts, address.as_bytes());
        Ok(())
    }

    /// Pays a delegation's pending rewards, whole units of them, to its withdraw address; the
    /// rest goes to the community pool.
    pub fn pay_rewards(&mut self, delegator: &str, operator: &str) -> AnyResult<Vec<Coin>> {
        let mut paid = Vec::new();
        for (denom, amount) in pending(self.storage, delegator, operator) {
            Table::Pending.remove(self.storage, &[delegator, operator, &denom]);
            add_to(self.storage, Table::CommunityPool, &[&denom], amount.fraction());
            if amount.whole() > 0 {
                paid.push(coin(amount.whole(), denom));
            }
        }
        if !paid.is_empty() {
            let to = withdraw_address(self.storage, delegator);
            self.pay(&rewards_pool(), &to, paid.clone())?;
        }
        Ok(paid)
    }

    /// Adds to the pending rewards of a delegation, commission already taken.
    pub fn accrue(&mut self, delegator: &str, operator: &str, denom: &str, amount: Dec) -> AnyResult<()> {
        Validator::named(self.storage, operator)?;
        if delegation::shares(self.storage, delegator, operator).is_none() {
            return Err(ChainError::no_delegation().into());
        }
        if amount.is_zero() {
            return Ok(());
        }
        let backing = amount.whole() + u128::from(!amount.fraction().is_zero());
        self.mint(&rewards_pool(), vec![coin(backing, denom)])?;
        let parts = [delegator, operator, denom];
        add_to(self.storage, Table::Pending, &parts, amount);
        Ok(())
    }

    /// Spreads `amount` of the bond denom over the delegations of `delegator` to bonded
    /// validators in proportion to their tokens, each rounded down, the remainder to the largest
    /// (the first by address among equals).
    pub fn accrue_everywhere(&mut self, delegator: &str, amount: u128) -> AnyResult<()> {
        let denom = Params::load(self.storage).denom;
        let bonded: Vec<(String, u128)> = delegation::all(self.storage, delegator)
            .filter_map(|(operator, shares)| {
                let validator = Validator::find(self.storage, &operator)?;
                let tokens = validator.pool.tokens_of(shares);
                (validator.status == BondState::Bonded && tokens > 0).then_some((operator, tokens))
            })
            .collect();
        ensure!(
            !bonded.is_empty(),
            "no delegation to a bonded validator to reward"
        );
        for (operator, part) in spread(&bonded, amount) {
            self.accrue(delegator, &operator, &denom, Dec::from_int(part))?;
        }
        Ok(())
    }
}

fn spread(weights: &[(String, u128)], amount: u128) -> Vec<(String, u128)> {
    let total: u128 = weights.iter().map(|(_, weight)| weight).sum();
    let mut parts: Vec<(String, u128)> = weights
        .iter()
        .map(|(name, weight)| {
            let part = cosmwasm_std::Uint128::new(amount).multiply_ratio(*weight, total);
            (name.clone(), part.u128())
        })
        .collect();
    let rest = amount - parts.iter().map(|(_, part)| part).sum::<u128>();
    // `max_by_key` would give the last of equals.
    let largest = (0..weights.len()).rev().max_by_key(|i| weights[*i].1);
    if let Some(largest) = largest {
        parts[largest].1 += rest;
    }
    parts
}

fn add_to(storage: &mut dyn Storage, table: Table, parts: &[&str], amount: Dec) {
    if amount.is_zero() {
        return;
    }
    let before = table
        .get(storage, parts)
        .map(|bytes| Reader(&bytes).dec())
        .unwrap_or_default();
    table.set(storage, parts, &Writer::default().dec(before + amount).0);
}

#[cfg(test)]
mod tests {
    use super::spread;

    #[test]
    fn the_remainder_of_a_spread_goes_to_the_first_of_the_largest() {
        let weights = [("a", 1), ("b", 3), ("c", 3)].map(|(n, w)| (n.to_string(), w));
        let parts: Vec<u128> = spread(&weights, 10).into_iter().map(|(_, p)| p).collect();
        assert_eq!(parts, [1, 5, 4]);
    }
}
