//! Messages to the timelock that owns the protocol: what ends a proposal, and what only its own proposals do.

use anyhow::{bail, Context as _, Result};
use floe_api::timelock::{ConfigResponse, ExecuteMsg, ProposalStatus};
use floe_client::{when, ContractKind, ErrorCode};

use super::params::seconds;
use super::plan::{refuse, AdminPlan, Situation};
use super::power::Power;
use crate::input::WrongInput;
use crate::protect::terms::days;
use crate::see::{bps, deeds};

/// What becomes of a proposal that was queued.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum ProposalAct {
    /// Sends its messages, once it is due.
    Execute,
    /// Ends it.
    Cancel,
}

/// Times that a proposal to the timelock itself sets.
#[derive(clap::Args)]
pub struct TimeFlags {
    /// How long what can be undone waits, such as 5d; never shorter than it is.
    #[arg(long, value_name = "TIME")]
    short: Option<String>,
    /// How long everything else waits, such as 35d; never shorter than it is.
    #[arg(long, value_name = "TIME")]
    exit: Option<String>,
}

/// Who may queue and who may cancel.
#[derive(clap::Args)]
pub struct MemberFlags {
    /// May queue proposals from then on.
    #[arg(long, value_name = "ADDRESS")]
    add_proposer: Vec<String>,
    /// No longer may.
    #[arg(long, value_name = "ADDRESS")]
    remove_proposer: Vec<String>,
    /// May cancel proposals from then on.
    #[arg(long, value_name = "ADDRESS")]
    add_canceller: Vec<String>,
    /// No longer may.
    #[arg(long, value_name = "ADDRESS")]
    remove_canceller: Vec<String>,
}

/// The timelock: the hub's owner, or the one that is to be.
fn timelock(at: &Situation<'_>, named: Option<&str>) -> Result<(String, ConfigResponse)> {
    let address = match named {
        Some(named) => at.account("--of", named)?,
        None => {
            let owner = at.protocol.ownership(ContractKind::Hub)?.owner;
            owner.context("the hub has no owner")?
        }
    };
    match at.protocol.timelock(&address).config() {
        Ok(config) if config.hub == at.protocol.contracts.hub => Ok((address, config)),
        Ok(config) => refuse(format!("{address} is the timelock of the hub {}", config.hub)),
        Err(error @ floe_client::Error::Unreachable { .. }) => Err(error.into()),
        Err(_) => WrongInput::refuse(
            ErrorCode::Contract,
            format!("{address} is no timelock; name one with --of"),
        ),
    }
}

pub fn end(at: &Situation<'_>, act: ProposalAct, id: u64, of: Option<&str>) -> Result<AdminPlan> {
    let (address, config) = timelock(at, of)?;
    let proposal = at.protocol.timelock(&address).proposal(Some(id))?;
    let over = |what: &str| refuse(format!("proposal {id} is {what}"));
    let title = match act {
        ProposalAct::Execute => format!("execute proposal {id}"),
        ProposalAct::Cancel => format!("cancel proposal {id}"),
    };
    match (proposal.status, act) {
        (ProposalStatus::Executed, _) => return over("executed already"),
        (ProposalStatus::Cancelled, _) => return over("cancelled already"),
        (ProposalStatus::Expired, _) => return over("expired; queue it anew"),
        (ProposalStatus::Waiting, ProposalAct::Execute) => {
            return refuse(format!(
                "proposal {id} is due at {}",
                when::seen_from(at.now, proposal.due)
            ));
        }
        (ProposalStatus::ExitsPending, ProposalAct::Execute) => {
            let until = proposal.mark_until.unwrap_or(proposal.expires);
            return refuse(format!(
                "proposal {id} waits for the exits of those who left, until {} at the latest",
                when::utc(until)
            ));
        }
        (ProposalStatus::Due, ProposalAct::Execute)
        | (
            ProposalStatus::Waiting | ProposalStatus::ExitsPending | ProposalStatus::Due,
            ProposalAct::Cancel,
        ) => {}
    }
    let mut cancellers = config.cancellers;
    cancellers.push(proposal.proposer);
    let (msg, power) = match act {
        ProposalAct::Execute => (ExecuteMsg::Execute { id }, Power::Anyone),
        ProposalAct::Cancel => (
            ExecuteMsg::Cancel { id },
            Power::OneOf {
                role: "proposer or a canceller of it".to_owned(),
                holders: cancellers,
            },
        ),
    };
    let mut plan = AdminPlan::new(title, power, &address, &msg)?.fact("proposal", proposal.title);
    for deed in deeds(&proposal.msgs, &at.protocol.contracts, &address) {
        plan.tell("does", deed);
    }
    Ok(plan.fact("against it", bps(proposal.objections_bps)))
}

/// Has the timelock accept what it is offered.
pub fn accept(at: &Situation<'_>, of: &str) -> Result<AdminPlan> {
    let (address, _) = timelock(at, Some(of))?;
    let mut offered = Vec::new();
    for contract in ContractKind::ALL {
        let ownership = at.protocol.ownership(contract)?;
        if ownership.pending_owner.as_deref() == Some(&address) {
            offered.push(contract.name());
        }
    }
    if offered.is_empty() {
        return refuse(format!("nothing is offered to {address}"));
    }
    let msg = ExecuteMsg::Accept {};
    Ok(
        AdminPlan::new("have the timelock accept", Power::Anyone, &address, &msg)?
            .fact("becomes owner of", offered.join(", ")),
    )
}

/// The sender as a timelock: only it sets its own times and members.
fn itself(at: &Situation<'_>) -> Result<ConfigResponse> {
    let config = at.protocol.timelock(&at.sender).config();
    config.map_err(|_| {
        WrongInput::new(
            ErrorCode::Contract,
            "only a proposal of a timelock changes that timelock; name it with --timelock ADDRESS",
        )
        .into()
    })
}

pub fn times(at: &Situation<'_>, flags: &TimeFlags) -> Result<AdminPlan> {
    let read = |of: &str, text: &Option<String>| {
        let time = text.as_deref().map(seconds).transpose();
        let time = time.with_context(|| of.to_owned())?;
        time.map(u64::try_from)
            .transpose()
            .with_context(|| format!("{of} is too long"))
    };
    let (short, exit) = (read("--short", &flags.short)?, read("--exit", &flags.exit)?);
    if short.is_none() && exit.is_none() {
        bail!("nothing to set; give --short or --exit");
    }
    let config = itself(at)?;
    for (name, new, old) in [("short", short, config.short), ("exit", exit, config.exit)] {
        if new.is_some_and(|new| new < old) {
            return refuse(format!("{name} is {} and can only become longer", days(old)));
        }
    }
    let msg = ExecuteMsg::UpdateTimes { short, exit };
    let (new_short, new_exit) = (short.unwrap_or(config.short), exit.unwrap_or(config.exit));
    Ok(AdminPlan::new(
        "lengthen the times of the timelock",
        Power::Anyone,
        &at.sender,
        &msg,
    )?
    .fact("short", format!("{} -> {}", days(config.short), days(new_short)))
    .fact("exit", format!("{} -> {}", days(config.exit), days(new_exit))))
}

pub fn members(at: &Situation<'_>, flags: MemberFlags) -> Result<AdminPlan> {
    let config = itself(at)?;
    let mut plan = AdminPlan::empty("change the members of the timelock", Power::Anyone);
    let MemberFlags {
        add_proposer,
        remove_proposer,
        add_canceller,
        remove_canceller,
    } = flags;
    // The role, who has it, whether the addresses get it, and the message for one.
    type Change<'c> = (&'c str, &'c [String], bool, Vec<String>, fn(String) -> ExecuteMsg);
    let changes: [Change<'_>; 4] = [
        ("proposer", &config.proposers, true, add_proposer, |address| {
            ExecuteMsg::AddProposer { address }
        }),
        ("proposer", &config.proposers, false, remove_proposer, |address| {
            ExecuteMsg::RemoveProposer { address }
        }),
        ("canceller", &config.cancellers, true, add_canceller, |address| {
            ExecuteMsg::AddCanceller { address }
        }),
        (
            "canceller",
            &config.cancellers,
            false,
            remove_canceller,
            |address| ExecuteMsg::RemoveCanceller { address },
        ),
    ];
    for (role, present, joins, addresses, make) in changes {
        for address in addresses {
            let address = at.account(role, &address)?;
            if present.contains(&address) == joins {
                let is = if joins { "is" } else { "is not" };
                return refuse(format!("{address} {is} a {role} of the timelock"));
            }
            plan.tell(
                if joins { "gains" } else { "loses" },
                format!("{address}: {role}"),
            );
            plan.send(&at.sender, &make(address))?;
        }
    }
    if plan.msgs.is_empty() {
        bail!("nothing to change; give --add-proposer, --remove-proposer, --add-canceller or --remove-canceller");
    }
    Ok(plan)
}
