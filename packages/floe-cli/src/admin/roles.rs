//! The roles beside the owner: guardian, governor, and the guarantors.

use anyhow::{bail, Result};
use floe_api::hub::{ExecuteMsg, GuarantorResponse};
use floe_client::ContractKind;

use super::hub::{plan, NOBODY};
use super::plan::{refuse, AdminPlan, Situation};
use crate::see::bps;

/// Who is to have which role: an address, `none`, or as it is.
#[derive(clap::Args)]
pub struct RoleFlags {
    /// An address, or `none`.
    #[arg(long)]
    guardian: Option<String>,
    /// An address, or `none`.
    #[arg(long)]
    governor: Option<String>,
    /// The contract of operators' bonds, which then has to accept; or `none`.
    #[arg(long)]
    bonds: Option<String>,
    /// The contract of the backstop, which then has to accept; or `none`.
    #[arg(long)]
    backstop: Option<String>,
}

type Given = Option<Option<String>>;

pub fn update(at: &Situation<'_>, flags: RoleFlags) -> Result<AdminPlan> {
    let holder = |of: &str, given: Option<String>| {
        let named = given.map(|name| match name.as_str() {
            NOBODY => Ok(None),
            name => at.account(of, name).map(Some),
        });
        named.transpose()
    };
    let (guardian, governor) = (
        holder("--guardian", flags.guardian)?,
        holder("--governor", flags.governor)?,
    );
    let (bonds, backstop) = (
        holder("--bonds", flags.bonds)?,
        holder("--backstop", flags.backstop)?,
    );
    if [&guardian, &governor, &bonds, &backstop]
        .iter()
        .all(|given| given.is_none())
    {
        bail!("nothing to set; give --guardian or --governor, --bonds or --backstop");
    }
    let msg = ExecuteMsg::UpdateRoles {
        guardian: guardian.clone(),
        governor: governor.clone(),
        bonds: bonds.clone(),
        backstop: backstop.clone(),
    };
    let mut plan = plan(at, "appoint roles", &msg)?;
    let powers = at.protocol.hub().powers()?;
    let changes = [
        (
            "guardian",
            "pausing for a time, once per arming",
            powers.guardian,
            guardian,
        ),
        ("governor", "casting the hub's votes", powers.governor, governor),
    ];
    for (role, power, old, new) in changes {
        let Some(new) = new else { continue };
        plan.tell(role, format!("{} -> {}", show(&old), show(&new)));
        if old == new {
            plan.tell("effect", format!("none: the {role} is the same"));
            continue;
        }
        if let Some(old) = old {
            plan.tell("loses", format!("{old}: {power}"));
        }
        if let Some(new) = new {
            plan.tell("gains", format!("{new}: {power}"));
        }
    }
    guarantors(at, plan, bonds, backstop)
}

fn show(holder: &Option<String>) -> String {
    holder.clone().unwrap_or_else(|| "nobody".to_owned())
}

/// What the hub checks of guarantors, apart from the form of addresses, and what becomes of the old ones.
fn guarantors(at: &Situation<'_>, mut plan: AdminPlan, bonds: Given, backstop: Given) -> Result<AdminPlan> {
    if bonds.is_none() && backstop.is_none() {
        return Ok(plan);
    }
    let told = at.protocol.hub().guarantees()?;
    // Present and pending, as the message leaves them: null removes both.
    let after = |given: &Given, present: &Option<GuarantorResponse>, pending: &Option<String>| {
        let present = present.as_ref().map(|guarantor| guarantor.contract.clone());
        match given {
            None => [present, pending.clone()],
            Some(None) => [None, None],
            Some(new) => [present, new.clone()],
        }
    };
    let both = [
        after(&bonds, &told.bonds, &told.pending_bonds),
        after(&backstop, &told.backstop, &told.pending_backstop),
    ];
    let [of_bonds, of_backstop] = &both;
    for one in of_bonds.iter().flatten() {
        if of_backstop.iter().flatten().any(|other| other == one) {
            return refuse(format!(
                "{one} would be bonds and backstop; they must be different contracts"
            ));
        }
    }
    let roles = [
        ("bonds", bonds, &told.bonds, &told.pending_bonds),
        ("backstop", backstop, &told.backstop, &told.pending_backstop),
    ];
    for (role, given, old, pending) in roles {
        let Some(new) = given else { continue };
        if let Some(new) = &new {
            let own = ContractKind::ALL.into_iter();
            if own
                .map(|which| at.protocol.contracts.address(which))
                .any(|own| own == new)
            {
                return refuse(format!(
                    "{new} is one of the protocol's own contracts, which guarantee nothing"
                ));
            }
        }
        let present = old.as_ref().map(|guarantor| guarantor.contract.clone());
        plan.tell(role, format!("{} -> {}", show(&present), show(&new)));
        if let Some(pending) = pending {
            plan.tell("named before", format!("{pending}, which can no longer accept"));
        }
        match (old, &new) {
            (None, None) => plan.tell("effect", "nobody pays as before"),
            (Some(old), None) => {
                plan.tell(
                    "stops",
                    format!("{} pays no more, at once; its returns go on", old.contract),
                );
                plan.tell(
                    "uncovered",
                    format!(
                        "{} of a double sign of the largest validator, {} of it, which it would pay today",
                        at.coin.show(old.capacity),
                        bps(old.ratio_bps)
                    ),
                );
            }
            (_, Some(new)) => plan.tell(
                "counts from",
                format!(
                    "when {new} sends `accept_guarantor` itself; until then {} pays",
                    show(&present)
                ),
            ),
        }
    }
    plan.tell(
        "before",
        "the hub looks, so that what has been lost until now is paid by those who guaranteed it",
    );
    Ok(plan)
}
