//! Opens the books with the seed. Registry and collector are `wiring`.

use cosmwasm_std::{DepsMut, Env, Event, MessageInfo, Response};
use cw20_base::msg::InstantiateMsg as TokenInstantiate;
use cw20_base::state::TOKEN_INFO;
use floe_api::hub::{InstantiateMsg, TokenInit};
use floe_api::rate::{Flow, Stock};
use floe_contract::{address, ownership, ShellError};
use floe_core::engine::{Point, Queue};
use floe_core::fee::FeeRate;
use floe_core::guarantee::MAX_CAP_BPS;
use floe_core::params::MIN_SEED;
use floe_core::units::{Native, Shares};
use floe_core::{Params, Stream};

use crate::chain;
use crate::contract::CODE;
use crate::error::{ContractError, ContractResult};
use crate::events::Fact;
use crate::execute::{fee, one_coin, params};
use crate::state::{
    Carry, Controls, Fee, GuarantorRoles, TokenMeta, CARRY, CONTROLS, FEE, FLOW, GUARANTORS, PARAMS, PAYOUTS,
    POINTS, QUEUE, RESERVED, ROSTER, STAKES, STOCK, TOKEN,
};
use crate::{token, wiring};

/// Opens the books with the seed, then creates registry and collector; their replies complete the wiring.
pub fn instantiate(
    mut deps: DepsMut,
    env: Env,
    info: MessageInfo,
    msg: InstantiateMsg,
) -> ContractResult<Response> {
    check_denom(&deps, &msg.denom)?;
    let seed = seed(&info, &msg.denom)?;
    let shares = Shares::new(seed.units());
    let fact = Event::from(Fact::Instantiated {
        owner: &msg.owner,
        denom: &msg.denom,
        seed: shares,
    });
    let depositors = address::optional(deps.api, "depositors", msg.depositors.as_deref())?;
    let create_registry = wiring::create_registry(&env, &msg, shares, depositors)?;

    save_settings(deps.branch(), &msg)?;
    create_token(deps.branch(), &env, &info, msg.token)?;
    ownership::initialize(deps.storage, deps.api, &msg.owner)?;
    CODE.record(deps.storage)?;
    open_books(&mut deps, &env, seed, shares)?;
    Ok(Response::new()
        .add_submessage(create_registry)
        .add_attributes(token::mint_attributes(&env.contract.address, shares))
        .add_event(fact))
}

/// With another denom than the chain's own every staking message would fail.
fn check_denom(deps: &DepsMut, denom: &str) -> ContractResult<()> {
    let bonded = chain::bonded_denom(&deps.querier)?;
    if bonded == denom {
        return Ok(());
    }
    let reason = format!("the chain stakes {bonded}");
    Err(ShellError::Invalid {
        field: "denom",
        reason,
    }
    .into())
}

fn seed(info: &MessageInfo, denom: &str) -> ContractResult<Native> {
    let seed = one_coin(info, denom)?;
    if seed.units() < MIN_SEED {
        return Err(ContractError::BelowMinimum {
            field: "the seed",
            given: seed.into(),
            minimum: MIN_SEED.into(),
        });
    }
    Ok(seed)
}

/// Fee, parameters and roles, each inside its bounds.
fn save_settings(deps: DepsMut, msg: &InstantiateMsg) -> ContractResult<()> {
    let decimals = msg.token.decimals;
    let rate = FeeRate {
        bps: msg.fee.bps,
        rise: None,
    };
    let fee = Fee {
        rate,
        receivers: fee::fee_shares(deps.api, msg.fee.receivers.clone())?,
    };
    fee::check_fee(msg.fee.bps, &fee.receivers)?;
    let params = params::updated(&Params::defaults(decimals), &msg.params, decimals)?;
    params::check_rate_denoms(msg.params.rate_denoms.as_deref().unwrap_or_default())?;
    let controls = Controls {
        guardian: address::optional(deps.api, "guardian", msg.guardian.as_deref())?,
        governor: address::optional(deps.api, "governor", msg.governor.as_deref())?,
        armed: true,
        ..Controls::default()
    };
    let mut guarantors = GuarantorRoles {
        cap_bps: MAX_CAP_BPS,
        ..GuarantorRoles::default()
    };
    params::set_cap(&mut guarantors, msg.params.cap_bps)?;
    GUARANTORS.save(deps.storage, &guarantors)?;
    PARAMS.save(deps.storage, &params)?;
    FEE.save(deps.storage, &fee)?;
    Ok(CONTROLS.save(deps.storage, &controls)?)
}

/// Lets cw20-base judge name, symbol, decimals and marketing. Its own supply is not kept: supply exists once, in the
/// books.
fn create_token(mut deps: DepsMut, env: &Env, info: &MessageInfo, init: TokenInit) -> ContractResult<()> {
    let msg = TokenInstantiate {
        name: init.name.clone(),
        symbol: init.symbol.clone(),
        decimals: init.decimals,
        initial_balances: Vec::new(),
        mint: None,
        marketing: init.marketing.map(Into::into),
    };
    cw20_base::contract::instantiate(deps.branch(), env.clone(), info.clone(), msg)?;
    TOKEN_INFO.remove(deps.storage);
    TOKEN.save(
        deps.storage,
        &TokenMeta {
            name: init.name,
            symbol: init.symbol,
        },
    )?;
    Ok(())
}

/// The seed is priced at one and belongs to the hub for ever.
fn open_books(deps: &mut DepsMut, env: &Env, seed: Native, shares: Shares) -> ContractResult<()> {
    let now = env.block.time.seconds();
    FLOW.save(
        deps.storage,
        &Flow {
            supply: shares,
            free: seed,
        },
    )?;
    ROSTER.save(deps.storage, &Vec::new())?;
    STAKES.save(deps.storage, &Vec::new())?;
    PAYOUTS.save(deps.storage, &Vec::new())?;
    STOCK.save(
        deps.storage,
        &Stock {
            delegated: Native::ZERO,
            undelegating: Native::ZERO,
            owed: Native::ZERO,
            stream: Stream::default(),
            synced_at: env.block.time.nanos(),
            synced_height: env.block.height,
        },
    )?;
    RESERVED.save(deps.storage, &Native::ZERO)?;
    QUEUE.save(deps.storage, &Queue::default())?;
    let carry = Carry::default();
    let point = Point {
        time: now,
        rate: floe_core::convert::rate(seed, shares),
        assets: seed,
        totals: carry.totals,
    };
    POINTS.save(deps.storage, carry.point, &point)?;
    CARRY.save(deps.storage, &carry)?;
    token::credit(deps.storage, &env.contract.address, shares)
}
