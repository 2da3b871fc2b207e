//! What is wrong with the modules of a deployment before anything is sent, as the contracts judge them.

use std::collections::BTreeSet;

use anyhow::{bail, Context as _, Result};
use floe_client::views::StakingRules;
use floe_client::Chain;
use floe_core::backstop::BackstopTerms;
use floe_core::bonds::{check_terms, DEFAULT_BOND_BPS};
use floe_core::gauge::{MAX_ALPHA_BPS, MAX_QUORUM_BPS, MIN_QUORUM_BPS};
use floe_core::params::MAX_FEE_RECEIVERS;
use floe_core::stake::{check_secs, MAX_UNSTAKING};
use floe_core::units::DAY;
use floe_core::wait::{WaitTimes, MOST_MEMBERS};

use super::sections::{BackstopSection, BondsSection, GaugeSection, StakeSection, TimelockSection};
use crate::deploy::checks::Checks;
use crate::deploy::file::DeployFile;
use crate::deploy::judge::account;
use crate::deploy::timelock;
use crate::protect::terms::days;

pub fn judge(file: &DeployFile, staking: &StakingRules, chain: &dyn Chain, checks: &mut Checks) {
    let modules = &file.modules;
    if let Some(section) = modules.backstop {
        checks.tried("backstop", backstop(section, file, section.cooldown(staking)));
    }
    if let Some(section) = modules.bonds {
        checks.tried("bonds", bonds(section, section.cooldown(staking)));
    }
    if let Some(section) = &modules.stake {
        checks.tried("stake", stake(section, chain));
    }
    if let Some(section) = &modules.gauge {
        checks.tried("gauge", gauge(section, file, chain));
    }
    if let Some(section) = &modules.timelock {
        let exit = section.exit(staking, modules.unstaking());
        checks.tried("timelock", governance(section, exit, chain));
        let leaving = timelock::leaving(staking.unbonding_secs, modules.unstaking());
        if exit < leaving {
            checks.warn(
                "times of the timelock",
                format!(
                    "modules.timelock.exit is {}, and leaving may take {}; neither time can be made shorter later, so give the \
                     longer one only if it is meant",
                    days(exit),
                    days(leaving)
                ),
            );
        }
    }
}

/// As the backstop and the hub judge it.
fn backstop(section: BackstopSection, file: &DeployFile, cooldown: u64) -> Result<String> {
    BackstopTerms::new(cooldown).context("modules.backstop")?;
    let weight = section.fee_weight;
    if weight == Some(0) {
        bail!("modules.backstop.fee_weight is 0; leave it out, or give at least 1");
    }
    let receivers = file.fee.receivers.len();
    if weight.is_some() && receivers >= MAX_FEE_RECEIVERS {
        bail!(
            "fee.receivers has {receivers} entries and the backstop would be one more, at most {MAX_FEE_RECEIVERS} are \
             allowed; take one out, or leave out modules.backstop.fee_weight"
        );
    }
    Ok(match weight {
        Some(weight) => format!("a cooldown of {cooldown} s, {weight} parts of the fee"),
        None => format!("a cooldown of {cooldown} s, no part of the fee"),
    })
}

fn bonds(section: BondsSection, cooldown: u64) -> Result<String> {
    let bond_bps = section.bond_bps.unwrap_or(DEFAULT_BOND_BPS);
    check_terms(bond_bps, cooldown).context("modules.bonds")?;
    Ok(format!(
        "{bond_bps} basis points of the stake, a cooldown of {cooldown} s"
    ))
}

fn stake(section: &StakeSection, chain: &dyn Chain) -> Result<String> {
    let unstaking = check_secs("unstaking", section.unstaking(), 0, MAX_UNSTAKING);
    let unstaking = unstaking.context("modules.stake")?;
    if let Some(owner) = &section.owner {
        account(chain, owner).context("modules.stake.owner")?;
    }
    Ok(format!("unstaking takes {unstaking} s"))
}

fn gauge(section: &GaugeSection, file: &DeployFile, chain: &dyn Chain) -> Result<String> {
    match (&section.power, &file.modules.stake) {
        (Some(power), _) => drop(account(chain, power).context("modules.gauge.power")?),
        (None, None) => bail!("modules.gauge takes its power from a stake: ask for [modules.stake], or name a contract as power"),
        (None, Some(stake)) if stake.unstaking() < DAY => bail!(
            "modules.stake.unstaking is {} s and a gauge takes no less than {DAY}, as what is unstaked at once can be borrowed for \
             a vote; give a longer one",
            stake.unstaking()
        ),
        (None, Some(_)) => {}
    }
    if let Some(governor) = &file.roles.governor {
        bail!("roles.governor is {governor} and the gauge would take its place; leave one of both out");
    }
    let within = |name, given, min, max| match given {
        Some(given) => check_secs(name, given, min, max).map(Some),
        None => Ok(None),
    };
    let quorum = within("quorum_bps", section.quorum_bps, MIN_QUORUM_BPS, MAX_QUORUM_BPS);
    let alpha = within("alpha_bps", section.alpha_bps, 0, MAX_ALPHA_BPS);
    let told = |bps: Option<u64>| match bps {
        Some(bps) => format!("{bps} basis points"),
        None => "the usual part".to_owned(),
    };
    let quorum = told(quorum.context("modules.gauge")?);
    let alpha = told(alpha.context("modules.gauge")?);
    Ok(format!(
        "{quorum} of the power as quorum, {alpha} of a weight by votes"
    ))
}

fn governance(section: &TimelockSection, exit: u64, chain: &dyn Chain) -> Result<String> {
    let times = WaitTimes::new(section.short(), exit).context("modules.timelock")?;
    members("proposers", &section.proposers, 1, chain)?;
    members("cancellers", &section.cancellers, 0, chain)?;
    Ok(format!(
        "proposals wait {}, or {}; hub, registry, collector and their code are handed over to it",
        days(times.short),
        days(times.exit)
    ))
}

fn members(of: &str, addresses: &[String], least: usize, chain: &dyn Chain) -> Result<()> {
    let count = addresses.len();
    if !(least..=MOST_MEMBERS).contains(&count) {
        bail!("modules.timelock.{of} has {count} entries, allowed are {least} to {MOST_MEMBERS}");
    }
    let mut seen = BTreeSet::new();
    for address in addresses {
        account(chain, address).with_context(|| format!("modules.timelock.{of}"))?;
        if !seen.insert(address) {
            bail!("modules.timelock.{of} has {address} twice; keep one entry");
        }
    }
    Ok(())
}
