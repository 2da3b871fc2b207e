//! What is wrong with a deployment before anything is sent.

use std::collections::BTreeSet;

use anyhow::{bail, Result};
use cosmwasm_std::{Decimal, Uint128};
use floe_api::hub::{ParamsUpdate, TokenInit};
use floe_api::registry::RegistrySettings;
use floe_api::registry::{ValidatorWeight, MAX_VALIDATORS, MAX_WEIGHT};
use floe_client::views::{BondStatus, ChainValidator};
use floe_client::{Chain, ChainExt};
use floe_core::params::{Params, MAX_FEE_BPS, MAX_FEE_RECEIVERS, MIN_SEED};

use super::checks::Checks;
use super::file::DeployFile;
use super::{modules, Project};
use crate::context::Context;
use crate::units::{price, Unit};

/// The word that stands for whoever brings rewards in.
const KEEPER: &str = "keeper";

impl Project {
    /// Holds the deployment against its own bounds and against the chain.
    pub fn judge(&self, deployer: &str, context: &Context<'_>) -> Result<Checks> {
        let chain = &*context.chain;
        let mut checks = Checks::default();
        if let Some(reason) = &self.missing {
            checks.note("code", false, reason.as_str());
        }
        roles(&self.file, chain, &mut checks);
        checks.tried("fee", fee(&self.file));
        modules::judge(&self.file, &self.staking, chain, &mut checks);
        checks.tried(
            "parameters",
            params(&self.file.params(&self.staking), self.file.token.decimals),
        );
        let known = chain.validators()?;
        checks.tried("token", token(&self.file.token));
        decimals(&self.file.token, &context.unit()?, &mut checks);
        let registry = RegistrySettings::default().updated(&self.file.registry);
        let max_commission = registry
            .as_ref()
            .map_or(Decimal::one(), |registry| registry.max_commission);
        let inside = registry.map(|_| "inside their bounds".to_owned());
        checks.tried("parameters of the registry", inside.map_err(Into::into));
        checks.tried("validators", weights(&self.file.validators));
        for chosen in &self.file.validators {
            let found = known
                .iter()
                .find(|validator| validator.operator == chosen.operator);
            checks.tried(
                format!("validator {}", chosen.operator),
                validator(found, max_commission),
            );
        }
        let unit = context.unit()?;
        let balance = Uint128::from(chain.stake_balance(deployer)?);
        let shown = unit.show(self.seed);
        if self.seed < Uint128::new(MIN_SEED) {
            let least = unit.show(MIN_SEED.into());
            checks.note("seed", false, format!("{shown} is less than {least}, the least"));
        } else if self.seed > balance {
            let has = unit.show(balance);
            checks.note(
                "seed",
                false,
                format!("{shown} is more than {deployer} has, {has}; fund it"),
            );
        } else {
            checks.note("seed", true, shown);
        }
        Ok(checks)
    }
}

fn roles(file: &DeployFile, chain: &dyn Chain, checks: &mut Checks) {
    let roles = &file.roles;
    let named = [
        ("owner", Some(&roles.owner)),
        ("guardian", roles.guardian.as_ref()),
        ("governor", roles.governor.as_ref()),
        ("admin", roles.admin.as_ref()),
    ];
    for (role, address) in named {
        match address {
            Some(address) => checks.tried(role, account(chain, address)),
            None if role == "admin" => checks.note(role, true, "nobody: the code can never be replaced"),
            None => checks.note(role, true, "nobody"),
        }
    }
    let handed_over = file.modules.timelock.is_some();
    if roles.admin.as_ref() == Some(&roles.owner) && !handed_over {
        checks.warn(
            "one key",
            "owner and admin are the same: who has its key may set everything and replace the code; give one of both to \
             governance or a multisig, unless it is one",
        );
    }
    for receiver in file.fee.receivers.iter().filter(|receiver| receiver.to != KEEPER) {
        checks.tried("fee receiver", account(chain, &receiver.to));
    }
}

/// An address in the form of this chain.
pub(super) fn account(chain: &dyn Chain, address: &str) -> Result<String> {
    chain.stake_balance(address)?;
    Ok(address.to_owned())
}

fn fee(file: &DeployFile) -> Result<String> {
    let fee = &file.fee;
    if fee.bps > MAX_FEE_BPS {
        bail!("fee.bps is {}, at most {MAX_FEE_BPS} are allowed", fee.bps);
    }
    let receivers = fee.receivers.len();
    if !(1..=MAX_FEE_RECEIVERS).contains(&receivers) {
        bail!("fee.receivers has {receivers} entries, allowed are 1 to {MAX_FEE_RECEIVERS}");
    }
    if fee.receivers.iter().any(|receiver| receiver.weight == 0) {
        bail!("a weight in fee.receivers is 0; it must be at least 1");
    }
    Ok(format!("{} basis points to {receivers}", fee.bps))
}

/// As cw20-base judges it.
fn token(token: &TokenInit) -> Result<String> {
    let TokenInit {
        name,
        symbol,
        decimals,
        ..
    } = token;
    if !(3..=50).contains(&name.len()) {
        bail!("token.name is {name:?}; it must have 3 to 50 bytes");
    }
    let letters = symbol.chars().all(|c| c.is_ascii_alphabetic() || c == '-');
    if !letters || !(3..=12).contains(&symbol.len()) {
        bail!("token.symbol is {symbol:?}; it must have 3 to 12 letters or dashes");
    }
    if *decimals > 18 {
        bail!("token.decimals is {decimals}, at most 18 are allowed");
    }
    Ok(format!("{name}, {symbol}, {decimals} decimals"))
}

/// A wallet shows both in units of their own; where these differ, "1 token" and "1 coin" are far apart.
fn decimals(token: &TokenInit, coin: &Unit, checks: &mut Checks) {
    if token.decimals != coin.exponent {
        let unit = Unit {
            denom: String::new(),
            display: token.symbol.clone(),
            exponent: token.decimals,
        };
        checks.warn(
            "decimals of the token",
            format!(
                "token.decimals is {}, {} has {}: at a rate of 1, 1 {} will be worth {}; give both the same, unless you \
                 mean it",
                token.decimals,
                coin.display,
                coin.exponent,
                token.symbol,
                price(Decimal::one(), &unit, coin)
            ),
        );
    }
}

fn params(update: &ParamsUpdate, decimals: u8) -> Result<String> {
    let mut params = Params::defaults(decimals);
    for (param, value) in update.numbers.iter() {
        params.set(*param, value.u128());
    }
    params.validate(decimals)?;
    Ok("inside their bounds".to_owned())
}

fn weights(chosen: &[ValidatorWeight]) -> Result<String> {
    let count = chosen.len();
    if !(1..=MAX_VALIDATORS).contains(&count) {
        bail!("{count} are listed, allowed are 1 to {MAX_VALIDATORS}");
    }
    let mut seen = BTreeSet::new();
    for ValidatorWeight { operator, weight } in chosen {
        if !(1..=MAX_WEIGHT).contains(weight) {
            bail!("the weight of {operator} is {weight}, allowed is 1 to {MAX_WEIGHT}");
        }
        if !seen.insert(operator) {
            bail!("{operator} is listed twice; keep one entry");
        }
    }
    Ok(count.to_string())
}

fn validator(found: Option<&ChainValidator>, max_commission: Decimal) -> Result<String> {
    match found {
        None => bail!("the chain does not know it; check the address"),
        Some(validator) if validator.jailed => bail!("it is jailed; leave it out until it is back"),
        Some(validator) if validator.status != BondStatus::Bonded => {
            bail!("it is not in the bonded set; leave it out until it is")
        }
        Some(ChainValidator { commission, .. }) if *commission > max_commission => {
            bail!("it takes {commission} commission, more than max_commission, {max_commission}; it would get no stake")
        }
        Some(validator) => Ok(
            format!("{} takes {} commission", validator.moniker, validator.commission)
                .trim_start()
                .to_owned(),
        ),
    }
}
