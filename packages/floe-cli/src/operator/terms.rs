//! What the bonds are at a moment, and whose a bond is.

use anyhow::{bail, Context as _, Result};
use cosmwasm_std::Uint128;
use floe_api::bonds::{BondResponse, ConfigResponse};
use floe_api::registry;
use floe_core::bonds::{same_bytes, BondRate};
use floe_core::units::{Native, Shares};

use super::Named;
use crate::context::Context;
use crate::holder::terms::{refuse, HolderTerms};
use crate::input::{account, operator};

/// A contract of bonds at a moment.
pub struct OperatorTerms {
    pub address: String,
    pub of_hub: HolderTerms,
    pub config: ConfigResponse,
    /// Price of a share, and what a bond must be.
    pub rate: BondRate,
    /// Whether the hub burns these bonds.
    pub pays: bool,
    /// Who lists open validators.
    pub lister: Option<String>,
    pub listed: Vec<registry::ValidatorResponse>,
}

impl OperatorTerms {
    /// Of the named contract, otherwise of the hub's.
    ///
    /// # Errors
    /// Where the hub has none, and for one of another hub.
    pub fn ask(named: &Named, context: &Context<'_>) -> Result<Self> {
        let of_hub = HolderTerms::ask(context)?;
        let protocol = context.protocol()?;
        let guarantees = protocol.hub().guarantees()?;
        let own = guarantees.bonds.as_ref().map(|own| own.contract.as_str());
        let given = named.bonds.as_deref();
        let given = given
            .map(|given| account(&*context.chain, "--bonds", given))
            .transpose()?;
        let Some(address) = given.as_deref().or(own) else {
            return refuse(match &guarantees.pending_bonds {
                Some(pending) => format!(
                    "the hub has no bonds yet: {pending} is named and has not accepted, which anybody may have it do; look at \
                     it with --bonds. Nothing was sent"
                ),
                None => "the hub has no bonds; name a contract that was retired with --bonds. Nothing was sent".to_owned(),
            });
        };
        let config = protocol.bonds(address).config()?;
        if config.hub != of_hub.hub {
            bail!(
                "{address} has the bonds of {}, not of {}; name another with --bonds",
                config.hub,
                of_hub.hub
            );
        }
        let state = protocol.hub().state()?;
        Ok(Self {
            rate: BondRate {
                pool: state.total_native.into(),
                supply: state.total_usteak.into(),
                bond_bps: config.bond_bps,
            },
            pays: own == Some(address),
            lister: protocol.registry().config()?.lister,
            listed: protocol.registry().listed()?,
            address: address.to_owned(),
            config,
            of_hub,
        })
    }

    /// The validator's entry in the registry.
    pub fn entry(&self, operator: &str) -> Option<&registry::ValidatorResponse> {
        self.listed.iter().find(|entry| entry.operator == operator)
    }

    pub fn is_lister(&self) -> bool {
        self.lister.as_deref() == Some(&self.address)
    }

    /// Shares in units of the token.
    pub fn shown(&self, shares: Shares) -> String {
        self.of_hub.token.show(shares.into())
    }

    /// Coins in their unit.
    pub fn coins(&self, amount: Native) -> String {
        self.of_hub.coin.show(amount.into())
    }

    /// What a bond of these shares may carry; nothing where there is no price.
    pub fn carries(&self, shares: Shares) -> String {
        self.coins(self.rate.carries(shares).unwrap_or_default())
    }

    pub fn bond(&self, operator: &str, context: &Context<'_>) -> Result<BondResponse> {
        Ok(context.protocol()?.bonds(&self.address).bond(operator)?)
    }

    /// Shares and the coins that they are worth.
    pub fn worth(&self, shares: Shares, context: &Context<'_>) -> Result<String> {
        let shown = self.shown(shares);
        if shares.is_zero() {
            return Ok(shown);
        }
        let worth = context.protocol()?.hub().preview_unbond(Uint128::from(shares))?;
        Ok(format!("{shown}, {} now", self.of_hub.coin.show(worth.amount)))
    }
}

/// A validator as the chain knows it, and whether the account that signs is its own.
pub struct Whose {
    pub operator: String,
    /// Its name, for people; may be empty.
    pub moniker: String,
    pub is_own: bool,
}

impl Whose {
    /// The named validator, otherwise the one whose own account signs.
    ///
    /// # Errors
    /// Where there is none such.
    pub fn ask(named: &Named, context: &mut Context<'_>) -> Result<Self> {
        if let Some(found) = Self::find(named, context)? {
            return Ok(found);
        }
        refuse(match &named.operator {
            Some(operator) => {
                format!("the chain no longer knows a validator {operator}; name another. Nothing was sent")
            }
            None => format!(
                "{} is no validator's own account; name the validator with --operator. Nothing was sent",
                context.own_address()?
            ),
        })
    }

    /// The same, if the chain has it. A validator is named by its address or by the name it gives itself.
    pub fn find(named: &Named, context: &mut Context<'_>) -> Result<Option<Self>> {
        let given = named.operator.as_deref();
        let given = given.map(|given| operator(&*context.chain, given)).transpose();
        let given = given.context("--operator")?;
        let own = context.own_address()?;
        let validators = context.chain.validators()?;
        let found = validators.into_iter().find(|known| match &given {
            Some(operator) => known.operator == *operator,
            None => same_bytes(&known.operator, &own),
        });
        Ok(found.map(|found| Self {
            is_own: same_bytes(&found.operator, &own),
            operator: found.operator,
            moniker: found.moniker,
        }))
    }

    /// Refuses others than the validator's own account.
    pub fn check_own(&self, what: &str) -> Result<()> {
        if self.is_own {
            return Ok(());
        }
        refuse(format!(
            "only the own account of {} may {what}: the one whose address has the same bytes; nothing was sent",
            self.operator
        ))
    }

    /// Name and address.
    pub fn shown(&self) -> String {
        if self.moniker.is_empty() {
            return self.operator.clone();
        }
        format!("{} ({})", self.moniker, self.operator)
    }
}
