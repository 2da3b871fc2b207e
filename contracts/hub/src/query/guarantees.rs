//! `guarantees`: who pays for a slash, and how far that reaches.

use cosmwasm_std::{Addr, Deps, Env, StdResult};
use floe_api::hub::{GuaranteesResponse, GuarantorResponse};
use floe_core::guarantee::Guarantors as _;
use floe_core::units::{Native, BPS};

use crate::error::ContractResult;
use crate::session::{Pledges, Session};
use crate::state::GUARANTORS;
use crate::token;

pub fn guarantees(deps: Deps, env: &Env) -> ContractResult<GuaranteesResponse> {
    let session = Session::load(deps.storage, deps.querier, env)?;
    let (storage, querier) = (deps.storage, deps.querier);
    let pledges = Pledges { storage, querier };
    let coverage = session.ledger().coverage(session.seconds(), &pledges)?;
    let debts = pledges.debts()?;
    let guarantor = |contract: Option<Addr>, capacity: Native| -> StdResult<Option<GuarantorResponse>> {
        let Some(contract) = contract else {
            return Ok(None);
        };
        let account = pledges.total(contract.as_str())?;
        let owed = debts
            .iter()
            .filter(|debt| debt.payer.contract == contract.as_str());
        let ratio = floe_core::convert::mul_div_floor(capacity.units(), BPS, coverage.worst_loss.units());
        Ok(Some(GuarantorResponse {
            balance: token::balance(storage, &contract)?.into(),
            covered: account.covered.into(),
            returned: account.returned.into(),
            owed_back: owed.fold(Native::ZERO, |sum, debt| sum.more(debt.amount)).into(),
            capacity: capacity.into(),
            ratio_bps: ratio
                .ok()
                .and_then(|bps| u64::try_from(bps).ok())
                .unwrap_or(u64::MAX),
            contract: contract.into_string(),
        }))
    };
    let stored = GUARANTORS.load(storage)?;
    Ok(GuaranteesResponse {
        bonds: guarantor(stored.bonds, coverage.bond)?,
        backstop: guarantor(stored.backstop, coverage.backstop)?,
        pending_bonds: stored.pending_bonds.map(Addr::into_string),
        pending_backstop: stored.pending_backstop.map(Addr::into_string),
        cap_bps: stored.cap_bps,
        worst_loss: coverage.worst_loss.into(),
        worst_uncovered_bps: coverage.uncovered_bps,
    })
}
