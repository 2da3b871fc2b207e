//! What a contract of stakes is, and how its amounts are written.

use anyhow::{Context as _, Result};
use cosmwasm_std::{Coin, Uint128};
use cw20::Expiration;
use floe_api::events::StakeFact;
use floe_api::stake::{Asset, PrincipalResponse, StakeClaim};
use floe_client::protocol::{HubClient, ModuleKind, StakeClient};
use floe_client::{Chain, Msg, TxOutcome};

use crate::context::Context;
use crate::facts::ContractFacts;
use crate::holder::terms::{check_balance, refuse, zero, HolderTerms};
use crate::holder::unstake::ExitAmount;
use crate::input::account;
use crate::units::{everything_of, Unit};

/// A contract of stakes at a moment.
pub struct LockTerms {
    pub address: String,
    pub of_hub: HolderTerms,
    pub principal: PrincipalResponse,
    /// Of the staked token.
    pub token: Unit,
}

impl LockTerms {
    /// Of the named contract; otherwise of the deployment's; otherwise of the one that the hub's governor takes power from.
    ///
    /// # Errors
    /// Where none is known.
    pub fn ask(named: Option<&str>, context: &Context<'_>) -> Result<Self> {
        let of_hub = HolderTerms::ask(context)?;
        let address = match named {
            Some(given) => account(&*context.chain, "--stake", given)?,
            None => match known(&of_hub, context)? {
                Some(address) => address,
                None => {
                    return refuse(
                        "no contract of stakes is known: the deployment has none, and the hub's governor takes power from none; \
                         name one with --stake. Nothing was sent",
                    )
                }
            },
        };
        let principal = StakeClient::new(&*context.chain, &address).principal();
        let principal =
            principal.context("no contract of stakes answers there; name another with --stake")?;
        let token = unit_of(&principal.token, &of_hub, &*context.chain)?;
        Ok(Self {
            address,
            principal,
            token,
            of_hub,
        })
    }

    /// Whether shares of the hub are staked.
    pub fn is_of_hub(&self) -> bool {
        self.principal.token == Asset::Cw20(self.of_hub.hub.clone())
    }

    /// What somebody has of the token and has not staked.
    pub fn balance(&self, user: &str, context: &Context<'_>) -> Result<Uint128> {
        self.balance_of(&self.principal.token, user, context)
    }

    /// What somebody has of an asset.
    pub fn balance_of(&self, asset: &Asset, user: &str, context: &Context<'_>) -> Result<Uint128> {
        Ok(match asset {
            Asset::Cw20(token) => HubClient::new(&*context.chain, token).shares(user)?,
            Asset::Denom(denom) => context.chain.balance(user, denom)?.into(),
        })
    }

    /// Base units that an amount of the token names, `all` being `most`; of shares also the coins that they are worth.
    ///
    /// # Errors
    /// For what is no amount, for nothing, and for more than `most`.
    pub fn amount(&self, text: &str, most: Uint128, context: &Context<'_>) -> Result<Uint128> {
        let amount = if self.is_of_hub() {
            let state = context.protocol()?.hub().state()?;
            ExitAmount::read(text, &self.of_hub)?.shares(&state, most)?
        } else if everything_of(text, &self.token) {
            most
        } else {
            self.token.parse(text)?
        };
        if amount.is_zero() {
            return zero(&self.token);
        }
        check_balance(&self.token, amount, most)?;
        Ok(amount)
    }

    /// The message that stakes an amount.
    pub fn deposit(&self, amount: Uint128, context: &Context<'_>) -> Result<Msg> {
        let stake = StakeClient::new(&*context.chain, &self.address);
        Ok(match &self.principal.token {
            Asset::Cw20(token) => stake.stake_shares(&HubClient::new(&*context.chain, token), amount)?,
            Asset::Denom(denom) => stake.stake(&[Coin {
                denom: denom.clone(),
                amount,
            }])?,
        })
    }

    /// What the contract has reported in a transaction.
    pub fn facts<'o>(&'o self, outcome: &'o TxOutcome) -> ContractFacts<'o, StakeFact> {
        ContractFacts::of(outcome, &self.address, "floe lock status", StakeFact::read)
    }

    /// The unit of any asset that the contract pays.
    pub fn unit(&self, asset: &Asset, context: &Context<'_>) -> Result<Unit> {
        unit_of(asset, &self.of_hub, &*context.chain)
    }

    /// An amount of any asset that the contract pays.
    pub fn shown(&self, asset: &Asset, amount: Uint128, context: &Context<'_>) -> Result<String> {
        Ok(self.unit(asset, context)?.show(amount))
    }
}

/// The contract of the deployment, otherwise the one with the power of the gauge that governs.
pub fn known(of_hub: &HolderTerms, context: &Context<'_>) -> Result<Option<String>> {
    if let Some(address) = context.module(ModuleKind::Stake)? {
        return Ok(Some(address));
    }
    let Some(governor) = &of_hub.powers.governor else {
        return Ok(None);
    };
    Ok(context
        .protocol()?
        .gauge(governor)
        .config()
        .ok()
        .map(|config| config.power))
}

/// How amounts of an asset are written: the hub's token and the staking coin by their names, other tokens by theirs, other
/// coins in base units.
fn unit_of(asset: &Asset, of_hub: &HolderTerms, chain: &dyn Chain) -> Result<Unit> {
    match asset {
        Asset::Cw20(token) if *token == of_hub.hub => Ok(of_hub.token.clone()),
        Asset::Cw20(token) => Unit::token(token, &HubClient::new(chain, token).token_info()?),
        Asset::Denom(denom) if *denom == of_hub.coin.denom => Ok(of_hub.coin.clone()),
        Asset::Denom(denom) => Unit::new(denom, denom, 0),
    }
}

/// When a claim is ready, in unix seconds. Contracts of ours know times alone.
pub fn ready_at(claim: &StakeClaim) -> u64 {
    match claim.release_at {
        Expiration::AtTime(time) => time.seconds(),
        Expiration::AtHeight(_) | Expiration::Never {} => u64::MAX,
    }
}
