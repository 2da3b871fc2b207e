//! The registry's roles beside its owner: who sets weights, and who lists open validators.

use anyhow::{bail, Result};
use floe_api::registry::ExecuteMsg;

use super::hub::NOBODY;
use super::plan::{AdminPlan, Situation};
use super::power::Power;

/// Who is to have which role: an address, `none`, or as it is.
#[derive(clap::Args)]
pub struct RegistryRoleFlags {
    /// Sets weights of curated validators beside the owner: an address, or `none`.
    #[arg(long)]
    steward: Option<String>,
    /// The contract of operators' bonds, which lists open validators; or `none`.
    #[arg(long)]
    lister: Option<String>,
}

pub fn update(at: &Situation<'_>, flags: RegistryRoleFlags) -> Result<AdminPlan> {
    let holder = |of: &str, given: Option<String>| {
        let named = given.map(|name| match name.as_str() {
            NOBODY => Ok(None),
            name => at.account(of, name).map(Some),
        });
        named.transpose()
    };
    let (steward, lister) = (
        holder("--steward", flags.steward)?,
        holder("--lister", flags.lister)?,
    );
    if steward.is_none() && lister.is_none() {
        bail!("nothing to set; give --steward or --lister");
    }
    let msg = ExecuteMsg::UpdateRoles {
        steward: steward.clone(),
        lister: lister.clone(),
    };
    let registry = &at.protocol.contracts.registry;
    let mut plan = AdminPlan::new(
        "appoint roles of the registry",
        Power::of_registry(&msg),
        registry,
        &msg,
    )?;
    let present = at.protocol.registry().config()?;
    let bonds = at.protocol.hub().guarantees()?.bonds;
    let changes = [
        (
            "steward",
            "sets weights in force of curated validators, never the owner's own",
            present.steward,
            steward,
        ),
        (
            "lister",
            "lists and unlists open validators by their bonds",
            present.lister,
            lister.clone(),
        ),
    ];
    for (role, power, old, new) in changes {
        let Some(new) = new else { continue };
        plan.tell(role, format!("{} -> {}", shown(&old), shown(&new)));
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
    // Bonds count only while the hub would burn them.
    let burned = bonds.map(|bonds| bonds.contract);
    if let Some(Some(new)) = &lister {
        if burned.as_ref() != Some(new) {
            plan.tell(
                "beware",
                format!(
                    "the hub's bonds are {}: what {new} lists gets no stake before it is the hub's, too",
                    shown(&burned)
                ),
            );
        }
    }
    Ok(plan)
}

fn shown(holder: &Option<String>) -> String {
    holder.clone().unwrap_or_else(|| "nobody".to_owned())
}
