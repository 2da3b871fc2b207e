//! What the modules work on.

use super::*;

/// What the modules work on: the transaction's storage, the block, and the bank behind the router.
///
/// The staking and distribution modules are methods of this type, one file per operation.
pub(crate) struct Ctx<'a, E, Q> {
    pub api: &'a dyn Api,
    pub storage: &'a mut dyn Storage,
    pub router: &'a dyn CosmosRouter<ExecC = E, QueryC = Q>,
    pub block: &'a BlockInfo,
}

/// Holds all delegated and unbonding tokens.
pub(crate) fn staking_pool() -> Addr {
    MockApiBech32::new(super::ACCOUNT_PREFIX).addr_make("module/staking")
}

/// Holds the rewards nobody has withdrawn, and the community pool.
pub(crate) fn rewards_pool() -> Addr {
    MockApiBech32::new(super::ACCOUNT_PREFIX).addr_make("module/distribution")
}

impl<E: CustomMsg, Q: CustomQuery> Ctx<'_, E, Q> {
    pub fn now(&self) -> Timestamp {
        self.block.time
    }

    pub fn height(&self) -> u64 {
        self.block.height
    }

    pub fn mint(&mut self, to: &Addr, coins: Vec<Coin>) -> AnyResult<()> {
        let to_address = to.to_string();
        let mint = BankSudo::Mint {
            to_address,
            amount: coins,
        };
        self.router
            .sudo(self.api, self.storage, self.block, mint.into())?;
        Ok(())
    }

    /// Moves coins, of which none is zero.
    pub fn pay(&mut self, from: &Addr, to: &str, coins: Vec<Coin>) -> AnyResult<()> {
        let to_address = to.to_string();
        let send = BankMsg::Send {
            to_address,
            amount: coins,
        };
        self.router
            .execute(self.api, self.storage, self.block, from.clone(), send.into())
            .map_err(ChainError::insufficient_funds)?;
        Ok(())
    }

    /// Destroys slashed tokens.
    pub fn burn_stake(&mut self, amount: u128, denom: &str) -> AnyResult<()> {
        if amount == 0 {
            return Ok(());
        }
        let burn = BankMsg::Burn {
            amount: vec![coin(amount, denom)],
        };
        self.router
            .execute(self.api, self.storage, self.block, staking_pool(), burn.into())?;
        Ok(())
    }
}
