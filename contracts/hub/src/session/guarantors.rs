//! The guarantors as the hub keeps them: read by a look that finds a slash or something provisioned, and booked after it.

use cosmwasm_std::{Addr, Attribute, Order, QuerierWrapper, StdResult, Storage};
use floe_core::allocation::{Lock, Portion};
use floe_core::guarantee::{Account, Appointed, Debt, GuarantorMove, Guarantors, Payer};
use floe_core::units::Shares;
use floe_core::CoreResult;
use packed_store::stored::Map;

use crate::error::ContractResult;
use crate::session::outside::unanswered;
use crate::state::{COVERED, GUARANTORS, LOCKS, OWED_BACK, RETURNED};
use crate::token;

/// What is stored of the guarantors, and what their bonds contract tells.
pub(crate) struct Pledges<'a> {
    pub storage: &'a dyn Storage,
    pub querier: QuerierWrapper<'a>,
}

impl Pledges<'_> {
    /// Sums over all accounts of a contract.
    pub fn total(&self, contract: &str) -> StdResult<Account> {
        Ok(Account {
            covered: sum(self.storage, COVERED, contract)?,
            returned: sum(self.storage, RETURNED, contract)?,
        })
    }
}

#[inline(never)]
fn sum(storage: &dyn Storage, map: Map<(&str, &str), Shares>, contract: &str) -> StdResult<Shares> {
    let mut sum = Shares::ZERO;
    for item in map.range(storage, None, None, Order::Ascending) {
        let ((owner, _), shares) = item?;
        if owner == contract {
            sum = sum.more(shares);
        }
    }
    Ok(sum)
}

#[inline(never)]
fn stored<'a>(
    storage: &dyn Storage,
    map: &Map<(&'a str, &'a str), Shares>,
    payer: &'a Payer,
) -> StdResult<Shares> {
    Ok(map
        .may_load(storage, (&payer.contract, &payer.key))?
        .unwrap_or_default())
}

impl Guarantors for Pledges<'_> {
    fn appointed(&self) -> CoreResult<Appointed> {
        let named = GUARANTORS.load(self.storage).map_err(unanswered)?;
        Ok(Appointed {
            bonds: named.bonds.map(Addr::into_string),
            backstop: named.backstop.map(Addr::into_string),
            cap_bps: named.cap_bps,
        })
    }

    fn account(&self, payer: &Payer) -> CoreResult<Account> {
        Ok(Account {
            covered: stored(self.storage, &COVERED, payer).map_err(unanswered)?,
            returned: stored(self.storage, &RETURNED, payer).map_err(unanswered)?,
        })
    }

    fn posted(&self, bonds: &str, operator: &str) -> Shares {
        let bonds = Addr::unchecked(bonds);
        floe_api::bonds::posted(&self.querier, &bonds, operator).unwrap_or_default()
    }

    fn balance(&self, contract: &str) -> CoreResult<Shares> {
        token::balance(self.storage, &Addr::unchecked(contract)).map_err(unanswered)
    }

    fn debts(&self) -> CoreResult<Vec<Debt>> {
        debts(self.storage).map_err(unanswered)
    }

    fn incoming(&self, validator: &str) -> CoreResult<Vec<Lock>> {
        let locks = LOCKS.may_load(self.storage, validator);
        locks.map(Option::unwrap_or_default).map_err(unanswered)
    }
}

/// All that may come back, as it is stored.
pub fn debts(storage: &dyn Storage) -> StdResult<Vec<Debt>> {
    let mut debts = Vec::new();
    for item in OWED_BACK.range(storage, None, None, Order::Ascending) {
        let ((contract, key), parts) = item?;
        let payer = Payer { contract, key };
        debts.extend(parts.into_iter().map(|part| Debt {
            payer: payer.clone(),
            validator: part.validator,
            amount: part.amount,
        }));
    }
    Ok(debts)
}

/// Books what guarantors lost and got back, in balances and accounts, and tells indexers of the token. Burns are subtracted
/// from what is stored by now: an exit may have debited the same balance since it was read, and is refused if both do not
/// fit.
#[inline(never)]
pub(super) fn book(
    storage: &mut dyn Storage,
    covers: Vec<GuarantorMove>,
    debts: Option<Vec<Debt>>,
) -> ContractResult<Vec<Attribute>> {
    let mut attributes = Vec::new();
    for GuarantorMove {
        payer, loss, shares, ..
    } in covers
    {
        let address = Addr::unchecked(payer.contract.as_str());
        if loss.is_zero() {
            token::credit(storage, &address, shares)?;
            attributes.extend(token::mint_attributes(&address, shares));
            add(storage, &RETURNED, &payer, shares)?;
        } else {
            token::debit(storage, &address, shares)?;
            if !shares.is_zero() {
                attributes.extend(token::burn_attributes(&address, shares));
            }
            add(storage, &COVERED, &payer, shares)?;
        }
    }
    if let Some(debts) = debts {
        keep(storage, debts)?;
    }
    Ok(attributes)
}

#[inline(never)]
fn add<'a>(
    storage: &mut dyn Storage,
    map: &Map<(&'a str, &'a str), Shares>,
    payer: &'a Payer,
    shares: Shares,
) -> ContractResult<()> {
    let sum = stored(storage, map, payer)?.plus(shares)?;
    Ok(map.save(storage, (&payer.contract, &payer.key), &sum)?)
}

/// Replaces what may come back.
fn keep(storage: &mut dyn Storage, debts: Vec<Debt>) -> StdResult<()> {
    for Debt { payer, .. } in self::debts(storage)? {
        OWED_BACK.remove(storage, (&payer.contract, &payer.key));
    }
    for debt in debts {
        let key = (debt.payer.contract.as_str(), debt.payer.key.as_str());
        let mut parts = OWED_BACK.may_load(storage, key)?.unwrap_or_default();
        parts.push(Portion {
            validator: debt.validator,
            amount: debt.amount,
        });
        OWED_BACK.save(storage, key, &parts)?;
    }
    Ok(())
}
