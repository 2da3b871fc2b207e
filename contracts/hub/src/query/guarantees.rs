//! `guarantees`: who pays for a slash, and how far that reaches.

use cosmwasm_std::{Addr, Deps, Env};
use floe_api::hub::{GuaranteesResponse, GuarantorResponse};
use floe_core::convert::mul_div_floor;
use floe_core::guarantee::{Debt, Guarantors as _};
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
    let stored = GUARANTORS.load(storage)?;
    let worst = coverage.worst_loss;
    Ok(GuaranteesResponse {
        bonds: one(&pledges, &debts, stored.bonds, coverage.bond, worst)?,
        backstop: one(&pledges, &debts, stored.backstop, coverage.backstop, worst)?,
        pending_bonds: stored.pending_bonds.map(Addr::into_string),
        pending_backstop: stored.pending_backstop.map(Addr::into_string),
        cap_bps: stored.cap_bps,
        worst_loss: worst.into(),
        worst_uncovered_bps: coverage.uncovered_bps,
    })
}

#[inline(never)]
fn one(
    pledges: &Pledges<'_>,
    debts: &[Debt],
    contract: Option<Addr>,
    capacity: Native,
    worst: Native,
) -> ContractResult<Option<GuarantorResponse>> {
    let Some(contract) = contract else {
        return Ok(None);
    };
    let account = pledges.total(contract.as_str())?;
    let mut owed = Native::ZERO;
    for debt in debts {
        if debt.payer.contract == contract.as_str() {
            owed = owed.more(debt.amount);
        }
    }
    let ratio = mul_div_floor(capacity.units(), BPS, worst.units()).unwrap_or(u128::MAX);
    Ok(Some(GuarantorResponse {
        balance: token::balance(pledges.storage, &contract)?.into(),
        covered: account.covered.into(),
        returned: account.returned.into(),
        owed_back: owed.into(),
        capacity: capacity.into(),
        ratio_bps: u64::try_from(ratio).unwrap_or(u64::MAX),
        contract: contract.into_string(),
    }))
}
