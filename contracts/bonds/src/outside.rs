//! What the contract asks of chain, hub and registry.

use cosmwasm_std::{Addr, Deps, QuerierWrapper, StdResult};
use floe_api::guarantor;
use floe_api::hub::{QueryMsg, ValidatorResponse};
use floe_api::{rate, stakes};
use floe_core::bonds::{Bond, BondRate};
use floe_core::books::Sizes;
use floe_core::units::{Native, Seconds, Shares};

use crate::error::{ContractError, ContractResult};
use crate::state::{bond, Config, CoolingBond};

/// That the chain knows an operator, and writes its address so: a bond under another spelling would never be burned.
///
/// # Errors
/// [`ContractError::UnknownValidator`]; [`ContractError::MalformedOperator`].
pub fn check_operator(querier: &QuerierWrapper, operator: &str) -> ContractResult<()> {
    let malformed = || ContractError::MalformedOperator {
        operator: operator.to_owned(),
    };
    let found = querier.query_validator(operator).map_err(|_| malformed())?;
    let validator = found.ok_or_else(|| ContractError::UnknownValidator {
        operator: operator.to_owned(),
    })?;
    if validator.address == operator {
        Ok(())
    } else {
        Err(malformed())
    }
}

/// An operator's bond as the hub counts it now, and what of it cools.
///
/// # Errors
/// When the hub cannot be read.
pub fn load_bond(
    deps: Deps,
    config: &Config,
    own: &Addr,
    operator: &str,
) -> StdResult<(Bond, Option<CoolingBond>)> {
    let (posted, cooling) = bond(deps.storage, operator)?;
    let numbers = guarantor::query_raw(&deps.querier, &config.hub, own, operator)?;
    let bond = Bond {
        posted,
        covered: numbers.covered,
        returned: numbers.returned,
        cooling: cooling.as_ref().map(|cooling| cooling.shares).unwrap_or_default(),
    };
    Ok((bond, cooling))
}

/// The price of a share, and what a bond must be.
///
/// # Errors
/// When the hub cannot be read.
pub fn terms(querier: &QuerierWrapper, config: &Config, now: Seconds) -> StdResult<BondRate> {
    let (pool, supply) = rate::query_pool(querier, &config.hub, now)?;
    Ok(BondRate {
        pool,
        supply,
        bond_bps: config.bond_bps,
    })
}

/// The smallest bond that is listed.
///
/// # Errors
/// When the pool is zero.
pub fn least(terms: &BondRate) -> ContractResult<Shares> {
    Ok(terms.least(Sizes::of(terms.pool, 0)?.min_move)?)
}

/// All that a slash of the operator would reach, as of the hub's last look: stake, written off as silent or not, entries in
/// flight, and moves away that are not over.
///
/// # Errors
/// When the hub cannot be read.
pub fn at_risk(querier: &QuerierWrapper, config: &Config, operator: &str, now: Seconds) -> StdResult<Native> {
    // The hub's list is ascending, and no other address lies between one and its beginning: their last letters are a checksum.
    let before = operator.get(..operator.len().saturating_sub(1));
    let question = QueryMsg::Validators {
        start_after: before.map(str::to_owned),
        limit: Some(1),
    };
    let listed: Vec<ValidatorResponse> = querier.query_wasm_smart(&config.hub, &question)?;
    let mut at_risk = Native::ZERO;
    for validator in listed.iter().filter(|validator| validator.operator == operator) {
        at_risk = at_risk.more(validator.delegated.into());
        for entry in &validator.entries {
            at_risk = at_risk.more(entry.amount.into());
        }
        if let Some(silent) = validator
            .silent
            .as_ref()
            .filter(|silent| silent.written_off_at.is_some())
        {
            at_risk = at_risk.more(silent.amount.into());
        }
    }
    let moved = stakes::moved_away(querier, &config.hub, operator, now)?;
    Ok(at_risk.more(moved))
}
