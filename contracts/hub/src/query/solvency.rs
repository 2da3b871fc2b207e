//! `solvency`: the books against the bank.

use cosmwasm_std::{Deps, Env};
use floe_api::hub::SolvencyResponse;

use crate::chain;
use crate::error::ContractResult;
use crate::session::{Batches, Booking};
use crate::state::WIRING;
use crate::token;

pub fn solvency(deps: Deps, env: &Env) -> ContractResult<SolvencyResponse> {
    let Booking { accounts, at, .. } = Booking::load(deps.storage, env, Batches::Untouched)?;
    let wiring = WIRING.load(deps.storage)?;
    let bank = chain::balance(&deps.querier, &env.contract.address, &wiring.denom)?;
    let (books, now) = (accounts.books(), at.seconds());
    let healthy = bank >= books.free.more(books.reserved) && books.assets() >= books.owed;
    Ok(SolvencyResponse {
        bank: bank.into(),
        free: books.free.into(),
        reserved: books.reserved.into(),
        undelegating: books.undelegating.into(),
        owed: books.owed.into(),
        delegated: books.delegated.into(),
        supply: books.supply.into(),
        unreleased: books.stream.unreleased(now).into(),
        pool: books.pool(now).into(),
        loss_carry: books.loss_carry.into(),
        seed: wiring.seed.into(),
        escrow: token::escrow(deps.storage, &env.contract.address)?.into(),
        short_since: accounts.short_since(),
        healthy,
    })
}
