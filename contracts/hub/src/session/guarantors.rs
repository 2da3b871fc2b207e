//! The guarantors as the hub keeps them: read by a look that finds a slash or something provisioned, and booked after it.

use cosmwasm_std::{Addr, Attribute, Order, QuerierWrapper, StdResult, Storage};
use cw_storage_plus::Bound;
use floe_core::allocation::{Lock, Portion};
use floe_core::engine::Work;
use floe_core::guarantee::{Account, Appointed, Burn, Debt, Guarantors, Mint, Payer};
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

fn sum<'a>(
    storage: &dyn Storage,
    map: Map<(&'a str, &'a str), Shares>,
    contract: &'a str,
) -> StdResult<Shares> {
    let mut sum = Shares::ZERO;
    let from = Some(Bound::inclusive((contract, "")));
    for item in map.range(storage, from, None, Order::Ascending) {
        let ((owner, _), shares) = item?;
        if owner != contract {
            break;
        }
        sum = sum.more(shares);
    }
    Ok(sum)
}

fn stored<'a>(
    storage: &dyn Storage,
    map: Map<(&'a str, &'a str), Shares>,
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
            covered: stored(self.storage, COVERED, payer).map_err(unanswered)?,
            returned: stored(self.storage, RETURNED, payer).map_err(unanswered)?,
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
        debts.extend(parts.into_iter().map(|part| Debt {
            payer: Payer {
                contract: contract.clone(),
                key: key.clone(),
            },
            validator: part.validator,
            amount: part.amount,
        }));
    }
    Ok(debts)
}

/// What indexers of the token see of burns and mints.
pub(super) fn token_attributes(work: &Work) -> Vec<Attribute> {
    let mut attributes = Vec::new();
    for mint in &work.mints {
        attributes.extend(token::mint_attributes(&account(&mint.payer), mint.shares));
    }
    for burn in work.burns.iter().filter(|burn| !burn.shares.is_zero()) {
        attributes.extend(token::burn_attributes(&account(&burn.payer), burn.shares));
    }
    attributes
}

fn account(payer: &Payer) -> Addr {
    Addr::unchecked(payer.contract.as_str())
}

/// Books what guarantors lost and got back. Burns are subtracted from what is stored by now: an exit may have debited the
/// same balance since it was read, and is refused if both do not fit.
pub(super) fn save(
    storage: &mut dyn Storage,
    burns: Vec<Burn>,
    mints: Vec<Mint>,
    debts: Option<Vec<Debt>>,
) -> ContractResult<()> {
    for Mint { payer, shares, .. } in mints {
        token::credit(storage, &account(&payer), shares)?;
        add(storage, RETURNED, &payer, shares)?;
    }
    for Burn { payer, shares, .. } in burns {
        token::debit(storage, &account(&payer), shares)?;
        add(storage, COVERED, &payer, shares)?;
    }
    let Some(debts) = debts else {
        return Ok(());
    };
    for Debt { payer, .. } in self::debts(storage)? {
        OWED_BACK.remove(storage, (&payer.contract, &payer.key));
    }
    for Debt {
        payer,
        validator,
        amount,
    } in debts
    {
        let key = (payer.contract.as_str(), payer.key.as_str());
        let mut parts = OWED_BACK.may_load(storage, key)?.unwrap_or_default();
        parts.push(Portion { validator, amount });
        OWED_BACK.save(storage, key, &parts)?;
    }
    Ok(())
}

fn add<'a>(
    storage: &mut dyn Storage,
    map: Map<(&'a str, &'a str), Shares>,
    payer: &'a Payer,
    shares: Shares,
) -> ContractResult<()> {
    let key = (payer.contract.as_str(), payer.key.as_str());
    let sum = map.may_load(storage, key)?.unwrap_or_default().plus(shares)?;
    Ok(map.save(storage, key, &sum)?)
}
