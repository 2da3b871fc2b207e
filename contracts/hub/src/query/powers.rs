//! `powers` and `guardian`: who may do what, and within which bounds.

use cosmwasm_std::{Deps, Env, StdResult};
use floe_api::hub::{
    FeeConfig, FeeReceiver, FeeRiseResponse, GuardianResponse, ParamResponse, PauseResponse, PowersResponse,
};
use floe_contract::ownership;
use floe_core::params::{Param, MAX_FEE_BPS};

use crate::chain;
use crate::execute::fee::name;
use crate::execute::queue::interval;
use crate::state::{CONTROLS, FEE, PARAMS, WIRING};

pub fn guardian(deps: Deps) -> StdResult<GuardianResponse> {
    let controls = CONTROLS.load(deps.storage)?;
    Ok(GuardianResponse {
        guardian: controls.guardian.map(String::from),
        pause_secs: PARAMS.load(deps.storage)?.safety.pause_secs,
        arming: controls.arming,
    })
}

pub fn powers(deps: Deps, env: &Env) -> StdResult<PowersResponse> {
    let controls = CONTROLS.load(deps.storage)?;
    let wiring = WIRING.load(deps.storage)?;
    let params = PARAMS.load(deps.storage)?;
    let fee = FEE.load(deps.storage)?;
    let ownership = ownership::query(deps.storage)?;
    let admin = chain::admin(&deps.querier, &env.contract.address)?;
    let now = env.block.time.seconds();
    let interval = interval(
        &deps.querier,
        env,
        &params,
        &wiring.registry,
        controls.gates.winding_down(),
    );
    Ok(PowersResponse {
        owner: ownership.owner,
        pending_owner: ownership.pending_owner,
        guardian: controls.guardian.clone().map(String::from),
        guardian_armed: controls.armed,
        governor: controls.governor.clone().map(String::from),
        admin,
        pauses: controls
            .gates
            .pauses
            .iter()
            .filter(|pause| controls.gates.paused(pause.domain, now))
            .map(|pause| PauseResponse {
                domain: pause.domain,
                since: pause.since,
                until: pause.until,
            })
            .collect(),
        winding_down: controls.gates.winding_down(),
        fee: FeeConfig {
            bps: fee.rate.at(now),
            receivers: fee
                .receivers
                .iter()
                .map(|receiver| FeeReceiver {
                    to: name(&receiver.to).to_owned(),
                    weight: receiver.weight,
                })
                .collect(),
        },
        fee_rise: fee
            .rate
            .rise
            .filter(|rise| rise.from > now)
            .map(|rise| FeeRiseResponse {
                bps: rise.bps,
                from: rise.from,
            }),
        max_fee_bps: MAX_FEE_BPS,
        params: Param::ALL
            .into_iter()
            .map(|param| param_response(param, &params, wiring.decimals))
            .collect(),
        interval_in_force: interval,
        bond_cap: params.deposit.bond_cap.map(Into::into),
        rate_denoms: wiring.rate_denoms,
        depositors: wiring.depositors.map(String::from),
    })
}

fn param_response(param: Param, params: &floe_core::Params, decimals: u8) -> ParamResponse {
    let bounds = params.bounds(param, decimals);
    ParamResponse {
        name: param.name().to_owned(),
        value: params.get(param).into(),
        default: bounds.default.into(),
        min: bounds.min.into(),
        max: bounds.max.into(),
    }
}
