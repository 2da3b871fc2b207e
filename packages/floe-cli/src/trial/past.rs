//! The thirty days before a trial begins: deposits, rewards, exits, a small slash.

use anyhow::{anyhow, Context as _, Result};
use cosmwasm_std::{coins, Addr, Decimal, Timestamp, Uint128};
use floe_api::hub::{
    CollectorInit, ExecuteMsg, FeeConfig, FeeReceiver, InstantiateMsg, RegistryInit, TokenInit,
};
use floe_api::registry::{RegistryParams, ValidatorWeight};
use floe_client::{Chain, ChainExt, Code, Instance, Signer};
use floe_core::convert::mul_div_floor;
use floe_core::units::DAY;
use floe_embedded::{ChainConfig, Embedded, Slash};
use serde::Serialize;
use serde_json::json;

/// Length of the past in days.
const DAYS: u64 = 30;
/// Seconds for the blocks of transactions.
const SPARE: u64 = 600;
/// The day on which a validator is slashed.
const SLASH: u64 = 20;
/// Base units of one coin.
const COIN: u128 = 1_000_000;
/// Everybody's coins at the start.
const PURSE: u128 = 1_000_000 * COIN;
const DENOM: &str = "stake";

/// The chain and its hub. The first of the people owns the protocol, the second one uses it, the last one keeps it; it is
/// this time now.
pub fn lived(people: &[String], now: u64) -> Result<(Embedded, String)> {
    let [owner, alice, keeper] = people else {
        return Err(anyhow!("three people take part, not {}", people.len()));
    };
    let mut chain = Embedded::new(ChainConfig {
        // Transactions take blocks, and these a second each.
        start_time: Timestamp::from_seconds(
            now.saturating_sub(DAYS.saturating_mul(DAY).saturating_add(SPARE)),
        ),
        chain_id: "floe-try".to_owned(),
        unbonding_secs: 60,
        block_secs: 1,
        denom: DENOM.to_owned(),
        ..ChainConfig::default()
    });
    for name in ["val1", "val2", "val3", "val4", "val5"] {
        let power = Uint128::new(COIN.saturating_mul(1_000_000));
        chain
            .double_mut()
            .add_validator(name, Decimal::percent(5), power)?;
    }
    for address in people {
        chain.fund(address, &coins(PURSE, DENOM));
    }
    let hub = deployed(&mut chain, owner)?;
    let (alice, keeper) = (Signer::address_only(alice), Signer::address_only(keeper));
    let owner = Signer::address_only(owner);
    for day in 0..DAYS {
        let mut send = |who: &Signer, msg: &ExecuteMsg, amount: u128| {
            let funds = if amount > 0 {
                coins(amount, DENOM)
            } else {
                Vec::new()
            };
            chain.execute(who, &hub, msg, &funds).map(|_| ())
        };
        match day {
            0 => send(&alice, &bond(), COIN.saturating_mul(10_000))?,
            3 => send(&owner, &bond(), COIN.saturating_mul(200_000))?,
            9 => send(&alice, &bond(), COIN.saturating_mul(2_500))?,
            12 => send(&alice, &leave(COIN.saturating_mul(1_000)), 0)?,
            14 => send(&alice, &ExecuteMsg::WithdrawUnbonded { receiver: None }, 0)?,
            _ => {}
        }
        if day == SLASH {
            let one = chain
                .validators()?
                .first()
                .map(|validator| validator.operator.clone());
            let slash = Slash::new(&one.context("there is no validator")?, Decimal::permille(10));
            chain.double_mut().slash(&slash)?;
        }
        let rewards = mul_div_floor(staked(&chain, &hub)?, 14, 36_500)?;
        pay(&mut chain, &hub, rewards)?;
        chain.advance(DAY, 1)?;
        chain.execute(&keeper, &hub, &crank(), &[])?;
    }
    let block = chain.block()?.time.seconds();
    if now > block {
        chain.advance(now.saturating_sub(block), 1)?;
    }
    Ok((chain, hub))
}

/// What is staked for the hub.
pub fn staked(chain: &Embedded, hub: &str) -> Result<u128> {
    let held = chain.delegations(hub)?;
    Ok(held.iter().fold(0, |sum, held| sum.saturating_add(held.amount)))
}

/// Rewards of the hub, spread over its stake.
pub fn pay(chain: &mut Embedded, hub: &str, amount: u128) -> Result<()> {
    if amount == 0 || staked(chain, hub)? == 0 {
        return Ok(());
    }
    chain
        .double_mut()
        .rewards_spread(&Addr::unchecked(hub), amount.into())
}

pub fn crank() -> ExecuteMsg {
    ExecuteMsg::Crank {
        max_msgs: None,
        skip: None,
    }
}

fn bond() -> ExecuteMsg {
    ExecuteMsg::Bond {
        receiver: None,
        min_shares: None,
        exec_msg: None,
    }
}

fn leave(shares: u128) -> ExecuteMsg {
    ExecuteMsg::QueueUnbond {
        shares: shares.into(),
        receiver: None,
    }
}

fn deployed(chain: &mut Embedded, owner: &str) -> Result<String> {
    let signer = Signer::address_only(owner);
    let hub = chain.store(&signer, &Code::hub())?;
    let registry = chain.store(&signer, &Code::registry())?;
    let collector = chain.store(&signer, &Code::collector())?;
    let validators = chain.validators()?.into_iter().map(|validator| ValidatorWeight {
        operator: validator.operator,
        weight: 1,
    });
    let receiver = |to: &str, weight| FeeReceiver {
        to: to.to_owned(),
        weight,
    };
    // A minute for a newcomer is what a day is elsewhere.
    let params = json!({
        "batch_interval": 60, "harvest_interval": 20, "drip_secs": 20, "unbonding_estimate": 60,
        "instant_reserve_bps": 100,
    });
    let msg = InstantiateMsg {
        owner: owner.to_owned(),
        guardian: None,
        governor: Some(owner.to_owned()),
        denom: DENOM.to_owned(),
        token: TokenInit {
            name: "Floe STAKE".to_owned(),
            symbol: "flSTAKE".to_owned(),
            decimals: 6,
            marketing: None,
        },
        registry: RegistryInit {
            code_id: registry,
            validators: validators.collect(),
            params: RegistryParams::default(),
        },
        collector: CollectorInit { code_id: collector },
        fee: FeeConfig {
            bps: 500,
            receivers: vec![receiver(owner, 9), receiver("keeper", 1)],
        },
        params: serde_json::from_value(params).context("the parameters of the trial")?,
        depositors: None,
    };
    let new = Instance::new(hub, "floe").funds(&coins(COIN, DENOM)).admin(owner);
    instantiated(chain, &signer, &new, &msg)
}

fn instantiated(
    chain: &mut Embedded,
    signer: &Signer,
    new: &Instance,
    msg: &impl Serialize,
) -> Result<String> {
    Ok(chain.instantiate(signer, new, msg)?)
}
