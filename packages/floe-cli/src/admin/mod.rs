//! `floe admin`: every message of owner, guardian and governor, as a transaction, a proposal of x/gov or actions of a
//! DAO, each with a preview of its effect.

mod action;
mod collector;
mod hub;
mod outlook;
mod output;
mod ownership;
mod params;
mod plan;
mod power;
mod reading;
mod registry;
mod registry_roles;
mod roles;
mod silent;
mod stakes;
mod targets;
mod timelock;
mod timelocked;

use anyhow::Result;
use floe_api::events::TimelockFact;
use floe_client::{module_address, when, ErrorCode, Msg};
use serde::Serialize;

use crate::context::Context;
use crate::exit::{Declined, ExitCode};
use crate::facts::ContractFacts;
use crate::input::{self, WrongInput};
use crate::receipt::TxReceipt;
use crate::send::{Delivery, TxRequest};

pub use params::{present, seconds, BOND_CAP, CAP_BPS, RATE_DENOMS};

use action::Action;
use plan::{AdminPlan, Situation};

#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  floe admin fee --bps 400 --gov-proposal --deposit \"500 atom\"\n  floe admin params batch_interval=12h --simulate 90d\n  floe admin pause deposits --dry-run"
)]
pub struct AdminArgs {
    #[command(subcommand)]
    action: Action,
    #[command(flatten)]
    form: Form,
    #[command(flatten)]
    outlook: outlook::OutlookFlags,
    /// Repeats what cannot be undone, as the preview asks for.
    #[arg(long, global = true, value_name = "TEXT", help_heading = "Governing")]
    confirm: Option<String>,
}

/// What becomes of the messages; otherwise a transaction.
#[derive(clap::Args)]
struct Form {
    /// Print a proposal for `tx gov submit-proposal`; send nothing.
    #[arg(long, global = true, help_heading = "Governing", conflicts_with = "dao")]
    gov_proposal: bool,
    /// Print actions for a proposal of this DAO; send nothing.
    #[arg(long, global = true, value_name = "ADDRESS", help_heading = "Governing")]
    dao: Option<String>,
    /// Print what a proposer of this timelock sends it; send nothing.
    #[arg(
        long,
        global = true,
        value_name = "ADDRESS",
        help_heading = "Governing",
        conflicts_with_all = ["dao", "gov_proposal"]
    )]
    timelock: Option<String>,
    /// Send it to the timelock instead, with a key of a proposer's.
    #[arg(long, global = true, help_heading = "Governing", requires = "timelock")]
    propose: bool,
    /// Of the proposal to the timelock: where to read more.
    #[arg(long, global = true, help_heading = "Governing", requires = "timelock")]
    link: Option<String>,
    /// Of the proposal; otherwise what the messages do.
    #[arg(long, global = true, help_heading = "Governing")]
    title: Option<String>,
    /// Of the proposal; otherwise the preview.
    #[arg(long, global = true, help_heading = "Governing")]
    summary: Option<String>,
    /// What the proposer deposits, such as "500 atom".
    #[arg(
        long,
        global = true,
        value_name = "AMOUNT",
        help_heading = "Governing",
        requires = "gov_proposal"
    )]
    deposit: Option<String>,
    /// Of the proposal: text or a link.
    #[arg(
        long,
        global = true,
        default_value = "",
        help_heading = "Governing",
        requires = "gov_proposal"
    )]
    metadata: String,
    /// Ask for the shorter voting period, which has a higher threshold.
    #[arg(long, global = true, help_heading = "Governing", requires = "gov_proposal")]
    expedited: bool,
}

impl Form {
    /// Whether the messages are printed for somebody else to send.
    const fn is_printed(&self) -> bool {
        self.gov_proposal || self.dao.is_some() || (self.timelock.is_some() && !self.propose)
    }
}

pub fn run(args: AdminArgs, context: &mut Context<'_>) -> Result<ExitCode> {
    if args.outlook.asked() {
        return outlook::run(args.action, &args.outlook, context);
    }
    if args.form.gov_proposal {
        output::deposit(&args.form, context)?;
    }
    let sender = sender(&args.form, context)?;
    let mut plan = args.action.plan(&situation(&sender, context)?)?;
    power::check(&context.protocol()?, &plan.power, &sender, &plan.title)?;
    if let Some(address) = &args.form.timelock {
        timelock::tell(&mut plan, address, &context.protocol()?)?;
        if args.form.propose {
            let proposer = context.own_address()?;
            let (title, link) = (args.form.title.as_deref(), args.form.link.as_deref());
            plan = timelock::proposed(plan, address, (title, link), &context.protocol()?)?;
            power::check(&context.protocol()?, &plan.power, &proposer, &plan.title)?;
        }
    }
    if args.form.is_printed() {
        preview(&plan, context);
        confirm(&plan, args.confirm.as_deref(), context)?;
        let form = &args.form;
        let text = match (&form.dao, &form.timelock) {
            (Some(_), _) => output::dao(&plan)?,
            (None, Some(_)) => timelock::queue(&plan, form.title.as_deref(), form.link.as_deref())?,
            (None, None) => output::gov(&plan, &sender, form, context)?,
        };
        context.host.say_all(text)?;
        return Ok(ExitCode::Done);
    }
    if plan.confirm.is_some() && !context.only_shown() {
        preview(&plan, context);
        confirm(&plan, args.confirm.as_deref(), context)?;
        // Once is enough.
        plan.facts.clear();
    }
    let timelock = args.form.timelock.filter(|_| args.form.propose);
    deliver(plan, timelock.as_deref(), context)
}

/// Whose messages they will be.
fn sender(form: &Form, context: &mut Context<'_>) -> Result<String> {
    if form.gov_proposal {
        return Ok(module_address("gov", &context.chain.facts().prefix)?);
    }
    match (&form.dao, &form.timelock) {
        (Some(address), _) => input::account(&*context.chain, "--dao", address),
        (None, Some(address)) => input::account(&*context.chain, "--timelock", address),
        (None, None) => context.own_address(),
    }
}

fn situation<'s>(sender: &str, context: &'s Context<'_>) -> Result<Situation<'s>> {
    let folder = context.host.folder.clone();
    let (coin, token) = (context.unit()?, context.token_unit()?);
    Ok(Situation {
        protocol: context.protocol()?,
        now: context.chain.block()?.time.seconds(),
        coin,
        token,
        sender: sender.to_owned(),
        folder,
    })
}

fn preview(plan: &AdminPlan, context: &mut Context<'_>) {
    context.host.note(format!("To {}:", plan.title));
    for (name, value) in &plan.facts {
        context.host.note(format!("  {name}: {value}"));
    }
}

/// Asks for the words of what cannot be undone, unless they were given.
fn confirm(plan: &AdminPlan, given: Option<&str>, context: &mut Context<'_>) -> Result<()> {
    let Some(words) = &plan.confirm else {
        return Ok(());
    };
    let answer = match given {
        Some(given) => Some(given.to_owned()),
        None => (context.host.ask)(&format!("Type `{words}` to go on:"))?,
    };
    match answer {
        Some(answer) if answer == *words => Ok(()),
        Some(_) => Err(Declined.into()),
        None => WrongInput::refuse(
            ErrorCode::NobodyToAsk,
            format!("this needs to be confirmed; repeat it with --confirm '{words}'"),
        ),
    }
}

/// A proposal that waits in a timelock.
#[derive(Serialize)]
struct Proposed {
    #[serde(flatten)]
    receipt: TxReceipt,
    proposal: u64,
    /// The first second in which it may be executed, unless holders object, unix seconds.
    due: u64,
}

/// `timelock` is the one to which a plan is proposed.
fn deliver(plan: AdminPlan, timelock: Option<&str>, context: &mut Context<'_>) -> Result<ExitCode> {
    let mut request = TxRequest::new(plan.title, plan.msgs.into_iter().map(Msg::from).collect());
    for (name, value) in plan.facts {
        request = request.fact(&name, value);
    }
    match context.deliver(request)? {
        Delivery::Shown => Ok(ExitCode::Done),
        Delivery::Sent(outcome) => {
            let receipt = TxReceipt::of(&outcome);
            let Some(timelock) = timelock else {
                context.show(&receipt, |receipt| vec![format!("Done {}.", receipt.place())])?;
                return Ok(ExitCode::Done);
            };
            let facts = ContractFacts::of(&outcome, timelock, "floe proposals", TimelockFact::read);
            let (proposal, due) = facts.reported("proposal_queued", |fact| {
                let TimelockFact::Queued { id, due, .. } = fact else {
                    return None;
                };
                Some((*id, *due))
            })?;
            let proposed = Proposed {
                receipt,
                proposal,
                due,
            };
            context.show(&proposed, |proposed| {
                vec![
                    format!("Proposed as number {proposal} {}.", proposed.receipt.place()),
                    format!(
                        "It is due at {} unless holders object: `floe admin proposal execute {proposal}` then.",
                        when::utc(due)
                    ),
                ]
            })?;
            Ok(ExitCode::Done)
        }
    }
}
