//! The largest powers: ownership and the code itself.

use anyhow::{bail, Context as _, Result};
use cosmwasm_std::{Binary, Timestamp, WasmMsg};
use cw20::Expiration;
use floe_api::hub::ExecuteMsg;
use floe_api::ownership::OwnershipAction;

use floe_client::{when, ContractKind};

use super::action::contract;
use super::plan::{refuse, AdminPlan, Situation};
use super::power::Power;
use crate::dates;

const NOBODY: &str = "none";

#[derive(clap::Args)]
pub struct Handover {
    /// The new owner: x/gov, a DAO or a timelock.
    address: String,
    /// Otherwise of all three.
    #[arg(long, value_name = "CONTRACT", value_parser = contract())]
    of: Vec<ContractKind>,
    /// Until when it can be accepted; otherwise at any time.
    #[arg(long, value_name = "DATE")]
    expires: Option<String>,
}

#[derive(clap::Args)]
pub struct Migrate {
    #[arg(value_parser = contract())]
    of: ContractKind,
    /// Of the stored code.
    #[arg(long)]
    code: u64,
    /// The migration's message.
    #[arg(long, default_value = "{}", value_name = "JSON")]
    msg: String,
}

/// The named ones, all if none is named.
fn chosen(of: &[ContractKind]) -> Vec<ContractKind> {
    let all = ContractKind::ALL.into_iter();
    all.filter(|which| of.is_empty() || of.contains(which)).collect()
}

fn names(of: &[ContractKind]) -> String {
    let names: Vec<&str> = of.iter().map(|which| which.name()).collect();
    names.join(", ")
}

/// The same message to each; all three understand it in the hub's form.
fn handover(
    at: &Situation<'_>,
    plan: &mut AdminPlan,
    of: &[ContractKind],
    action: &OwnershipAction,
) -> Result<()> {
    for which in of {
        let msg = ExecuteMsg::UpdateOwnership(action.clone());
        plan.msgs.push(WasmMsg::Execute {
            contract_addr: at.protocol.contracts.address(*which).to_owned(),
            msg: cosmwasm_std::to_json_binary(&msg)?,
            funds: Vec::new(),
        });
    }
    Ok(())
}

pub fn transfer(at: &Situation<'_>, args: Handover) -> Result<AdminPlan> {
    at.account("the new owner", &args.address)?;
    let of = chosen(&args.of);
    let expiry = match &args.expires {
        None => None,
        Some(text) => {
            let time = dates::parse(text)?;
            if time <= at.now {
                bail!("{} is over; the offer could not be accepted", when::utc(time));
            }
            Some(Expiration::AtTime(Timestamp::from_seconds(time)))
        }
    };
    let action = OwnershipAction::TransferOwnership {
        new_owner: args.address.clone(),
        expiry,
    };
    let mut plan = AdminPlan::empty(
        format!("offer the ownership of {}", names(&of)),
        Power::Owner(of.clone()),
    );
    handover(at, &mut plan, &of, &action)?;
    for which in &of {
        let ownership = at.protocol.ownership(*which)?;
        let owner = ownership.owner.unwrap_or_else(|| NOBODY.to_owned());
        let offered = ownership
            .pending_owner
            .map(|earlier| format!(" (in place of the offer to {earlier})"));
        plan.tell(
            which.name(),
            format!(
                "{owner} stays owner until {} accepts{}",
                args.address,
                offered.unwrap_or_default()
            ),
        );
    }
    plan.tell("then loses every power of the owner", at.sender.clone());
    plan.tell("then gains them", args.address.clone());
    plan.tell(
        "can be accepted",
        expiry.map_or("at any time".to_owned(), |_| {
            format!("until {}", args.expires.unwrap_or_default())
        }),
    );
    Ok(plan.confirmed_by(format!("hand over to {}", args.address)))
}

pub fn accept(at: &Situation<'_>, of: &[ContractKind]) -> Result<AdminPlan> {
    let of = chosen(of);
    let mut plan = AdminPlan::empty(
        format!("accept the ownership of {}", names(&of)),
        Power::ProposedOwner(of.clone()),
    );
    handover(at, &mut plan, &of, &OwnershipAction::AcceptOwnership)?;
    for which in &of {
        let ownership = at.protocol.ownership(*which)?;
        if let Some(Expiration::AtTime(end)) = ownership.pending_expiry {
            if end.seconds() <= at.now {
                return refuse(format!(
                    "the offer of the {} ended at {}; ask for a new one",
                    which.name(),
                    when::utc(end.seconds())
                ));
            }
        }
        let owner = ownership.owner.unwrap_or_else(|| NOBODY.to_owned());
        plan.tell(which.name(), format!("{owner} -> {}", at.sender));
    }
    Ok(plan)
}

pub fn migrate(at: &Situation<'_>, args: Migrate) -> Result<AdminPlan> {
    let (which, chain) = (args.of, at.protocol.chain);
    let contract = at.protocol.contracts.address(which);
    let msg: serde_json::Value = serde_json::from_str(&args.msg).context("--msg is not JSON")?;
    let old = chain.contract_info(contract)?.code_id;
    if old == args.code {
        return refuse(format!("the {} has code {old} already", which.name()));
    }
    let (before, after) = (chain.code_checksum(old)?, chain.code_checksum(args.code)?);
    for other in ContractKind::ALL.into_iter().filter(|other| *other != which) {
        let used = chain.contract_info(at.protocol.contracts.address(other))?.code_id;
        if used == args.code || chain.code_checksum(used)? == after {
            return refuse(format!(
                "code {} is that of the {}; name a code of the {}",
                args.code,
                other.name(),
                which.name()
            ));
        }
    }
    let mut plan = AdminPlan::empty(
        format!("replace the code of the {}", which.name()),
        Power::ChainAdmin(vec![which]),
    );
    plan.msgs.push(WasmMsg::Migrate {
        contract_addr: contract.to_owned(),
        new_code_id: args.code,
        msg: Binary::from(serde_json::to_vec(&msg)?),
    });
    Ok(plan
        .fact("code", format!("{old} -> {}", args.code))
        .fact("checksum", format!("{before} -> {after}"))
        .fact(
            "bound",
            "the new code must list the old version, and the parameters stay inside their bounds",
        )
        .confirmed_by(format!("migrate the {} to code {}", which.name(), args.code)))
}

pub fn set_admin(at: &Situation<'_>, address: &str, of: &[ContractKind]) -> Result<AdminPlan> {
    let of = chosen(of);
    let nobody = address == NOBODY;
    if !nobody {
        at.account("the admin", address)?;
    }
    let mut plan = AdminPlan::empty(
        format!("change the chain-level admin of {}", names(&of)),
        Power::ChainAdmin(of.clone()),
    );
    for which in &of {
        let contract_addr = at.protocol.contracts.address(*which).to_owned();
        let old = at.protocol.chain.contract_info(&contract_addr)?.admin;
        let old = old.unwrap_or_else(|| "nobody".to_owned());
        let new = if nobody { "nobody, for ever" } else { address };
        plan.tell(
            which.name(),
            format!("{old} -> {new}; may replace the code, the largest power"),
        );
        plan.msgs.push(if nobody {
            WasmMsg::ClearAdmin { contract_addr }
        } else {
            WasmMsg::UpdateAdmin {
                contract_addr,
                admin: address.to_owned(),
            }
        });
    }
    let words = if nobody {
        format!("nobody may migrate {} again", names(&of))
    } else {
        format!("make {address} the admin")
    };
    Ok(plan.confirmed_by(words))
}
