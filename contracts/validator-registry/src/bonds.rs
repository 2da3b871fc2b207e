//! What the registry reads of the bonds of open validators, by raw reads alone: no contract is asked, so that none can make
//! `refresh` fail or dear.

use std::collections::BTreeMap;

use cosmwasm_std::{Addr, QuerierWrapper};
use floe_api::bonds::carrying;
use floe_api::guarantor;
use floe_core::units::Shares;

use crate::state::Config;

/// The bonds of the lister's contract.
pub struct Bonds<'a> {
    querier: &'a QuerierWrapper<'a>,
    hub: &'a Addr,
    lister: Option<&'a Addr>,
    /// What a bond must be of the stake that it carries, in basis points.
    pub bond_bps: u64,
    /// Posted and not cooling, before what the hub has burned.
    posted: BTreeMap<String, Shares>,
}

impl<'a> Bonds<'a> {
    /// Two reads. Without a lister, where its contract tells nothing, or where the hub would not burn there, nobody has a bond.
    pub fn read(querier: &'a QuerierWrapper<'a>, config: &'a Config) -> Self {
        let roles = guarantor::query_roles(querier, &config.hub);
        let pays = roles.ok().and_then(|roles| roles.bonds);
        let lister = config
            .lister
            .as_ref()
            .filter(|lister| pays.as_ref() == Some(*lister));
        let told = lister.and_then(|lister| carrying(querier, lister).ok());
        let told = told.unwrap_or_default();
        Self {
            querier,
            hub: &config.hub,
            lister,
            bond_bps: told.bond_bps,
            posted: told
                .bonds
                .into_iter()
                .map(|bond| (bond.operator, bond.shares))
                .collect(),
        }
    }

    /// What of an operator's bond carries stake: one read, or two if the hub has ever burned any. What cannot be read is zero.
    pub fn of(&self, operator: &str) -> Shares {
        let (Some(posted), Some(lister)) = (self.posted.get(operator), self.lister) else {
            return Shares::ZERO;
        };
        match guarantor::burned(self.querier, self.hub, lister, operator) {
            Ok(burned) => posted.less(burned),
            Err(_) => Shares::ZERO,
        }
    }
}
