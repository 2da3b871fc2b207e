//! State and configuration as the older hubs of this family answer them.

use cosmwasm_std::{Decimal, Deps, Env, Order, StdResult, Uint128};
use floe_api::hub::{
    ConfigResponse, Domain, StateResponse, Status, StoredFeeConfig, WantedDelegationsResponse,
};
use floe_contract::ownership;
use floe_core::flight;
use floe_core::params::MAX_FEE_BPS;
use floe_core::units::Native;

use crate::chain;
use crate::error::ContractResult;
use crate::positions::entries;
use crate::session::Session;
use crate::state::{Fee, FeeTo, CARRY, CONTROLS, FEE, FLOW, MARKS, PARAMS, RESERVED, STOCK, WIRING};

pub fn state(deps: Deps, env: &Env) -> StdResult<StateResponse> {
    let flow = FLOW.load(deps.storage)?;
    let stock = STOCK.load(deps.storage)?;
    let now = env.block.time.seconds();
    let pool = stock.pool(&flow, now);
    let reserved = RESERVED.load(deps.storage)?;
    let supply = Uint128::from(flow.supply);
    let tvl = Uint128::from(pool.more(stock.owed).more(reserved));
    Ok(StateResponse {
        total_ustake: supply,
        total_usteak: supply,
        total_utoken: pool.into(),
        total_native: pool.into(),
        total_uluna: pool.into(),
        exchange_rate: floe_core::convert::rate(pool, flow.supply),
        unlocked_coins: Vec::new(),
        unbonding: stock.owed.into(),
        available: reserved.into(),
        tvl_utoken: tvl,
        tvl_uluna: tvl,
        status: status(deps, pool.is_zero(), now)?,
        last_sync: stock.synced_secs(),
        suspect: suspect(deps, env, flow.free)?.into(),
    })
}

/// What is known to lack of due entries, by the books as they are stored.
pub fn suspect(deps: Deps, env: &Env, free: Native) -> StdResult<Native> {
    let denom = WIRING.load(deps.storage)?.denom;
    let bank = chain::balance(&deps.querier, &env.contract.address, &denom)?;
    let coins = bank.less(free).less(RESERVED.load(deps.storage)?);
    let entries: Vec<_> = entries(deps.storage, Order::Ascending)
        .map(|item| item.map(|(key, entry)| (key.completion, entry.expected)))
        .collect::<StdResult<_>>()?;
    let short = CARRY.load(deps.storage)?.short_since.is_some();
    let now = env.block.time.nanos();
    Ok(flight::suspect(entries.into_iter(), coins, now, short))
}

/// The gravest that applies.
fn status(deps: Deps, depleted: bool, now: u64) -> StdResult<Status> {
    let controls = CONTROLS.load(deps.storage)?;
    Ok(if controls.gates.winding_down() {
        Status::WindingDown
    } else if depleted {
        Status::Depleted
    } else if CARRY.load(deps.storage)?.short_since.is_some() {
        Status::Short
    } else if controls.gates.paused(Domain::Deposits, now) {
        Status::Paused
    } else if MARKS
        .range(deps.storage, None, None, Order::Ascending)
        .next()
        .is_some()
    {
        Status::Hampered
    } else {
        Status::Normal
    })
}

pub fn config(deps: Deps, env: &Env) -> StdResult<ConfigResponse> {
    let wiring = WIRING.load(deps.storage)?;
    let params = PARAMS.load(deps.storage)?;
    let fee = FEE.load(deps.storage)?;
    let ownership = ownership::query(deps.storage)?;
    let hub = env.contract.address.to_string();
    // None if the registry cannot answer.
    let validators = chain::validators(&deps.querier, &wiring.registry).unwrap_or_default();
    let account = fee_account(&fee);
    let fee_rate = Decimal::bps(fee.rate.at(env.block.time.seconds()));
    Ok(ConfigResponse {
        owner: ownership.owner,
        new_owner: ownership.pending_owner,
        stake_token: hub.clone(),
        steak_token: hub,
        denom: wiring.denom.clone(),
        utoken: wiring.denom,
        epoch_period: params.exit.batch_interval,
        unbond_period: params.exit.unbonding_estimate,
        paused_validators: validators
            .iter()
            .filter(|(_, paused)| *paused)
            .map(|(operator, _)| operator.clone())
            .collect(),
        validators: validators.into_iter().map(|(operator, _)| operator).collect(),
        fee_config: StoredFeeConfig {
            protocol_fee_contract: account.clone(),
            protocol_reward_fee: fee_rate,
        },
        fee_type: "FeeSplit".into(),
        fee_account: account,
        fee_rate,
        max_fee_rate: Decimal::bps(MAX_FEE_BPS),
        delegation_strategy: "uniform".into(),
        dust_collector: None,
        token_factory: None,
        vote_operator: CONTROLS.load(deps.storage)?.governor.map(String::from),
        registry: wiring.registry.into(),
        collector: wiring.collector.into(),
    })
}

/// The first receiver that is an address.
fn fee_account(fee: &Fee) -> Option<String> {
    fee.receivers.iter().find_map(|receiver| match &receiver.to {
        FeeTo::Address(address) => Some(address.to_string()),
        FeeTo::Keeper => None,
    })
}

pub fn wanted_delegations(deps: Deps, env: &Env) -> ContractResult<WantedDelegationsResponse> {
    let mut session = Session::load(deps.storage, deps.querier, env)?;
    let (work, world) = session.split();
    let mut delegations: Vec<(String, Uint128)> = match work.targets(&world) {
        Some(targets) => targets
            .amounts(work.target_total()?)?
            .into_iter()
            .map(|(operator, amount)| (operator, amount.into()))
            .collect(),
        None => Vec::new(),
    };
    delegations.sort_by(|(a, x), (b, y)| y.cmp(x).then(a.cmp(b)));
    Ok(WantedDelegationsResponse {
        tune_time_period: None,
        delegations,
    })
}
