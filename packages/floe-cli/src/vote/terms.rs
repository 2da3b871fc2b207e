//! What a gauge is, and how power is written.

use anyhow::{bail, Result};
use floe_api::events::GaugeFact;
use floe_api::gauge::{ConfigResponse, GaugeProposalResponse};
use floe_client::protocol::{GaugeClient, ModuleKind};
use floe_client::TxOutcome;

use crate::context::Context;
use crate::facts::ContractFacts;
use crate::holder::terms::{refuse, HolderTerms};
use crate::input::account;
use crate::lock::terms::LockTerms;
use crate::see::answered;
use crate::units::Unit;

/// A gauge at a moment.
pub struct VoteTerms {
    pub address: String,
    pub of_hub: HolderTerms,
    pub config: ConfigResponse,
    /// Power is so much of what is staked.
    pub power: Unit,
}

impl VoteTerms {
    /// Of the named gauge; otherwise of the deployment's; otherwise of the hub's governor.
    ///
    /// # Errors
    /// Where none is known, and for one of another hub.
    pub fn ask(named: Option<&str>, context: &Context<'_>) -> Result<Self> {
        let of_hub = HolderTerms::ask(context)?;
        let address = match named {
            Some(given) => Some(account(&*context.chain, "--gauge", given)?),
            None => context
                .module(ModuleKind::Gauge)?
                .or_else(|| of_hub.powers.governor.clone()),
        };
        let Some(address) = address else {
            return refuse(
                "no gauge is known: the deployment has none, and the hub has no governor; name one with --gauge. Nothing was \
                 sent",
            );
        };
        let Some(config) = answered(GaugeClient::new(&*context.chain, &address).config())? else {
            let what = match of_hub.powers.governor.as_ref() == Some(&address) {
                true => "the hub's governor is no gauge, so holders have no vote here",
                false => "no gauge answers there",
            };
            return refuse(format!(
                "{what}: {address}; name a gauge with --gauge. Nothing was sent"
            ));
        };
        if config.hub != of_hub.hub {
            bail!(
                "{address} is a gauge of {}, not of {}; name another with --gauge",
                config.hub,
                of_hub.hub
            );
        }
        // Another contract of that dialect says nothing of its token.
        let power = match LockTerms::ask(Some(&config.power), context) {
            Ok(stake) => stake.token,
            Err(_) => Unit::new(&format!("power:{address}"), "of power", 0)?,
        };
        Ok(Self {
            power,
            address,
            config,
            of_hub,
        })
    }

    /// A proposal that is open here; none where nobody has opened it.
    pub fn proposal(&self, id: u64, context: &Context<'_>) -> Result<Option<GaugeProposalResponse>> {
        let gauge = GaugeClient::new(&*context.chain, &self.address);
        // Descending from there on: the first is the one, if it is known.
        let mut found = gauge.proposals(id.checked_add(1), Some(1))?;
        Ok(found.pop().filter(|proposal| proposal.proposal_id == id))
    }

    /// The same, which must be open.
    pub fn opened(&self, id: u64, context: &Context<'_>) -> Result<GaugeProposalResponse> {
        match self.proposal(id, context)? {
            Some(proposal) => Ok(proposal),
            None => refuse(format!(
                "proposal {id} is not open at the gauge; open it with `floe vote open {id}`, for which one needs a thousandth of \
                 the power. Nothing was sent"
            )),
        }
    }

    /// What the gauge has reported in a transaction.
    pub fn facts<'o>(&'o self, outcome: &'o TxOutcome) -> ContractFacts<'o, GaugeFact> {
        ContractFacts::of(outcome, &self.address, "floe vote show", GaugeFact::read)
    }

    /// How much has voted, and how much must.
    pub fn quorum(&self, proposal: &GaugeProposalResponse) -> String {
        format!(
            "{} of the {} from which the hub votes",
            self.power.show(proposal.voted),
            self.power.show(proposal.quorum)
        )
    }
}
