//! Whether a timelock that owns the protocol is what it is meant to be: nobody replaces code around it, and there is time to
//! leave.

use anyhow::Result;
use floe_api::hub::PowersResponse;
use floe_api::stake::Asset;
use floe_api::timelock::ConfigResponse;
use floe_client::protocol::{DeploymentRecord, ModuleKind};
use floe_client::{ContractKind, Protocol};
use floe_core::units::DAY;

use super::checks::Checks;
use crate::protect::terms::days;
use crate::see::answered;

/// The longest interval of batches that the hub lets an owner have, and a day each for what comes before and after.
const AROUND_UNBONDING: u64 = 9 * DAY;

/// How long leaving may take, in seconds, of somebody who has staked the token, too: the unstaking, then the rarest batches that an
/// owner can set, then the chain's unbonding.
pub const fn leaving(unbonding: u64, unstaking: u64) -> u64 {
    unbonding
        .saturating_add(unstaking)
        .saturating_add(AROUND_UNBONDING)
}

/// Looks at the owner, if it is a timelock.
pub fn verify(
    protocol: &Protocol<'_>,
    powers: &PowersResponse,
    record: Option<&DeploymentRecord>,
    checks: &mut Checks,
) -> Result<()> {
    let Some(owner) = powers.owner.as_deref() else {
        return Ok(());
    };
    let Some(info) = answered(protocol.chain.contract_info(owner))? else {
        return Ok(());
    };
    let Some(config) = answered(protocol.timelock(owner).config())? else {
        return Ok(());
    };
    checks.same("hub of the timelock", &config.hub, &protocol.contracts.hub);
    admin("timelock", info.admin.as_deref(), owner, checks);
    for contract in ContractKind::ALL {
        let found = protocol.admin(contract)?;
        let what = format!("{} under the timelock", contract.name());
        admin(&what, found.as_deref(), owner, checks);
    }
    let unbonding = protocol.chain.staking_params()?.unbonding_secs;
    waits(&config, leaving(unbonding, unstaking(protocol, record)?), checks);
    Ok(())
}

/// How long who has staked the hub's token waits before he can leave, in seconds.
fn unstaking(protocol: &Protocol<'_>, record: Option<&DeploymentRecord>) -> Result<u64> {
    let Some(stake) = record.and_then(|record| record.modules.address(ModuleKind::Stake)) else {
        return Ok(0);
    };
    let principal = answered(protocol.stake(stake).principal())?;
    let of_hub = principal.filter(|found| found.token == Asset::Cw20(protocol.contracts.hub.clone()));
    Ok(of_hub.map_or(0, |found| found.unstaking))
}

/// Right where code is replaced by a proposal alone, or by nobody.
fn admin(of: &str, found: Option<&str>, timelock: &str, checks: &mut Checks) {
    let what = format!("admin of the {of}");
    match found {
        None => checks.note(what, true, "nobody"),
        Some(found) if found == timelock => checks.note(what, true, found),
        Some(found) => checks.note(
            what,
            false,
            format!("is {found}, who replaces the code at once; hand it over to the timelock"),
        ),
    }
}

fn waits(config: &ConfigResponse, leaving: u64, checks: &mut Checks) {
    let (short, exit) = (days(config.short), days(config.exit));
    let waits = format!("proposals wait {short}, or {exit}");
    if config.exit < leaving {
        let slow = days(leaving);
        let advice = format!("{waits}, and leaving may take {slow}; propose a longer exit");
        checks.warn("times of the timelock", advice);
    } else {
        checks.note("times of the timelock", true, waits);
    }
}
