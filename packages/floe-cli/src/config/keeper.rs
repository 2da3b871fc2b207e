//! What the configuration says of the keeper.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{bail, Context as _, Result};
use floe_keeper::{KeeperSettings, Policy, Spending};
use serde::Deserialize;

use crate::context::Context;
use crate::host::Host;
use crate::input::{account, operator};
use crate::units::{amount, check_form};

/// `[keeper]` of the configuration. Everything may be left out.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct KeeperSection {
    pub interval_secs: Option<u64>,
    pub jitter_secs: Option<u64>,
    /// An amount as people write it; none: no limit is set.
    pub max_fee_per_day: Option<String>,
    /// An amount below which the keeper's own balance is reported; none: a day's fees.
    pub low_balance: Option<String>,
    /// `address:port`, or `off`.
    pub http: Option<String>,
    /// None: `keeper-<address>.json`.
    pub state_file: Option<PathBuf>,
    /// Age in seconds at which the hub is synced for its own sake; none: the hub's `max_sync_age`.
    pub sync_secs: Option<u64>,
    /// Age in seconds at which the registry's data are read anew.
    pub refresh_secs: Option<u64>,
    /// Whose exits are claimed, whatever they are worth.
    pub claim_for: Vec<String>,
    /// Everybody's exits worth this are claimed; none: nobody's.
    pub claim_above: Option<String>,
    /// Operators that are to be listed whenever their bonds suffice.
    pub list_for: Vec<String>,
    pub max_txs: Option<u64>,
    pub crowd: Option<u64>,
    /// Part of the worst loss that guarantors are to pay, in basis points; none: none is asked for.
    pub min_coverage_bps: Option<u64>,
}

impl KeeperSection {
    /// With the environment over it.
    pub fn load(mut self, host: &Host) -> Result<Self> {
        let var = |name: &str| host.var(name).map(str::to_owned);
        self.max_fee_per_day = var("FLOE_KEEPER_MAX_FEE_PER_DAY").or(self.max_fee_per_day);
        self.http = var("FLOE_KEEPER_HTTP").or(self.http);
        let state_file = var("FLOE_KEEPER_STATE").map(PathBuf::from);
        self.state_file = state_file.or(self.state_file).map(|file| host.path(file));
        self.check()?;
        Ok(self)
    }

    /// Limits are inclusive; what lies outside is named.
    pub fn check(&self) -> Result<()> {
        let bounds = [
            ("interval_secs", self.interval_secs, 1, 3_600),
            ("jitter_secs", self.jitter_secs, 0, 600),
            ("sync_secs", self.sync_secs, 10, 86_400),
            ("refresh_secs", self.refresh_secs, 10, 604_800),
            ("max_txs", self.max_txs, 1, 1_000),
            ("crowd", self.crowd, 0, 1_000),
            ("min_coverage_bps", self.min_coverage_bps, 0, 1_000_000),
        ];
        for (name, value, least, most) in bounds {
            if let Some(value) = value.filter(|value| !(least..=most).contains(value)) {
                bail!("keeper.{name} is {value}; it must be {least} to {most}");
            }
        }
        Ok(())
    }

    /// What can be said of amounts before it is known what the chain's coins are called.
    pub fn check_amounts(&self) -> Result<()> {
        let amounts = [
            ("max_fee_per_day", &self.max_fee_per_day),
            ("low_balance", &self.low_balance),
            ("claim_above", &self.claim_above),
        ];
        amounts.into_iter().try_for_each(|(name, text)| {
            let checked = text.as_deref().map_or(Ok(()), check_form);
            checked.with_context(|| format!("keeper.{name}"))
        })
    }

    pub fn interval(&self) -> Duration {
        Duration::from_secs(self.interval_secs.unwrap_or(60))
    }

    pub fn jitter(&self) -> Duration {
        Duration::from_secs(self.jitter_secs.unwrap_or(20))
    }

    /// Where the keeper is asked how it is.
    pub fn http(&self) -> &str {
        self.http.as_deref().unwrap_or(DEFAULT_HTTP)
    }

    /// In base units.
    pub fn settings(&self, ctx: &Context<'_>) -> Result<KeeperSettings> {
        let unit = ctx.unit()?;
        let listed: Result<Vec<_>> = self
            .list_for
            .iter()
            .map(|named| operator(&*ctx.chain, named))
            .collect();
        for address in &self.claim_for {
            account(&*ctx.chain, "keeper.claim_for", address)?;
        }
        let claim_above = self.claim_above.as_ref().map(|text| unit.parse(text)).transpose();
        Ok(KeeperSettings {
            interval: self.interval(),
            jitter: self.jitter(),
            claim_for: self.claim_for.clone(),
            list_for: listed.context("keeper.list_for")?,
            max_txs: self.max_txs.unwrap_or(30),
            crowd: self.crowd.unwrap_or(50),
            min_coverage_bps: self.min_coverage_bps.unwrap_or(0),
            policy: Policy {
                sync_secs: self.sync_secs,
                refresh_secs: self.refresh_secs.unwrap_or(21_600),
                claim_above: claim_above
                    .context("keeper.claim_above")?
                    .map(|amount| amount.u128()),
            },
            spending: self.spending(ctx)?,
        })
    }

    /// Amounts are in the staking coin's unit or, where fees are paid in another coin, in base units of that.
    fn spending(&self, ctx: &Context<'_>) -> Result<Spending> {
        let staking = ctx.unit()?;
        let read = |field: &str, text: &Option<String>| {
            let read = text.as_ref().map(|text| amount(text, &staking)).transpose();
            read.with_context(|| format!("keeper.{field}"))
        };
        let limit = read("max_fee_per_day", &self.max_fee_per_day)?;
        let low = read("low_balance", &self.low_balance)?;
        if let (Some((one, _)), Some((other, _))) = (&limit, &low) {
            if one != other {
                bail!("keeper.max_fee_per_day is in {one}, keeper.low_balance in {other}; use the denom of fees");
            }
        }
        if let (Some((given, _)), Some(price)) = (&limit, &ctx.settings.connection.gas_price) {
            if *given != price.denom {
                bail!(
                    "keeper.max_fee_per_day is in {given}, fees are paid in {}; name the most in that",
                    price.denom
                );
            }
        }
        let denom = limit.as_ref().or(low.as_ref()).map(|(denom, _)| denom.clone());
        let units = |amount: Option<(String, cosmwasm_std::Uint128)>| amount.map(|(_, units)| units.u128());
        let limit = units(limit);
        Ok(Spending {
            denom: denom.unwrap_or_else(|| ctx.chain.facts().denom.clone()),
            limit,
            low_balance: units(low).or(limit).unwrap_or(0),
            max_fee: ctx.max_fee()?,
        })
    }
}

/// Where the keeper is asked how it is, unless the configuration says otherwise.
pub const DEFAULT_HTTP: &str = "127.0.0.1:9464";
