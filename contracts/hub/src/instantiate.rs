use cosmwasm_std::{to_json_binary, Addr, DepsMut, Env, Event, MessageInfo, Response, SubMsg, WasmMsg};
use cw20_base::msg::InstantiateMsg as TokenInstantiate;
use cw20_base::state::TOKEN_INFO;
use floe_api::hub::{InstantiateMsg, TokenInit};
use floe_api::rate::{Flow, Stock};
use floe_api::registry;
use floe_core::engine::{Point, Queue};
use floe_core::fee::FeeRate;
use floe_core::params::MIN_SEED;
use floe_core::units::{Native, Shares};
use floe_core::{Params, Stream};

use crate::chain;
use crate::contract::{CONTRACT_NAME, CONTRACT_VERSION};
use crate::error::{ContractError, ContractResult};
use crate::events::Fact;
use crate::execute::{admin, one_coin};
use crate::reply::REGISTRY_REPLY;
use crate::state::{
    Carry, Controls, Fee, TokenMeta, Wiring, CARRY, CONTROLS, FEE, FLOW, PARAMS, PAYOUTS, POINTS, QUEUE,
    RESERVED, ROSTER, STAKES, STOCK, TOKEN, WIRING,
};
use crate::token;

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
    let create_registry = create_registry(&env, &msg)?;

    save_settings(deps.branch(), &msg, shares)?;
    create_token(deps.branch(), &env, &info, msg.token)?;
    cw_ownable::initialize_owner(deps.storage, deps.api, Some(&msg.owner))?;
    cw2::set_contract_version(deps.storage, CONTRACT_NAME, CONTRACT_VERSION)?;
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
    Err(ContractError::Invalid {
        field: "denom",
        reason: format!("the chain stakes {bonded}"),
    })
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

/// Fee, parameters, roles and wiring, each inside its bounds. The addresses of registry and collector follow in replies.
fn save_settings(deps: DepsMut, msg: &InstantiateMsg, seed: Shares) -> ContractResult<()> {
    let decimals = msg.token.decimals;
    let rate = FeeRate {
        bps: msg.fee.bps,
        rise: None,
    };
    let fee = Fee {
        rate,
        receivers: admin::fee_shares(deps.api, msg.fee.receivers.clone())?,
    };
    admin::check_fee(msg.fee.bps, &fee.receivers)?;
    let params = admin::updated(&Params::defaults(decimals), &msg.params, decimals)?;
    let rate_denoms = msg.params.rate_denoms.clone().unwrap_or_default();
    admin::check_rate_denoms(&rate_denoms)?;
    let controls = Controls {
        guardian: admin::role_address(deps.api, "guardian", msg.guardian.clone())?,
        governor: admin::role_address(deps.api, "governor", msg.governor.clone())?,
        armed: true,
        ..Controls::default()
    };
    PARAMS.save(deps.storage, &params)?;
    FEE.save(deps.storage, &fee)?;
    CONTROLS.save(deps.storage, &controls)?;
    let wiring = Wiring {
        denom: msg.denom.clone(),
        decimals,
        registry: Addr::unchecked(""),
        collector: Addr::unchecked(""),
        seed,
        rate_denoms,
    };
    Ok(WIRING.save(deps.storage, &wiring)?)
}

/// Under the hub's own hand at first; the reply hands it to the hub's admin, whom the chain does not tell before.
fn create_registry(env: &Env, msg: &InstantiateMsg) -> ContractResult<SubMsg> {
    let init = registry::InstantiateMsg {
        owner: msg.owner.clone(),
        validators: msg.registry.validators.clone(),
        params: msg.registry.params.clone(),
    };
    let create = WasmMsg::Instantiate {
        admin: Some(env.contract.address.to_string()),
        code_id: msg.registry.code_id,
        msg: to_json_binary(&init)?,
        funds: Vec::new(),
        label: "floe-validator-registry".into(),
    };
    let payload = to_json_binary(&msg.collector.code_id)?;
    Ok(SubMsg::reply_on_success(create, REGISTRY_REPLY).with_payload(payload))
}

/// Lets cw20-base judge name, symbol, decimals and marketing. Its own supply is not kept: supply exists once, in the
/// books.
fn create_token(deps: DepsMut, env: &Env, info: &MessageInfo, init: TokenInit) -> ContractResult<()> {
    let msg = TokenInstantiate {
        name: init.name.clone(),
        symbol: init.symbol.clone(),
        decimals: init.decimals,
        initial_balances: Vec::new(),
        mint: None,
        marketing: init.marketing.map(Into::into),
    };
    let mut deps = deps;
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
