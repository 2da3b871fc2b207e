//! Messages of the owner of a contract in which a token is staked.

use anyhow::{bail, Context as _, Result};
use floe_api::ownership::OwnershipAction;
use floe_api::stake::{Asset, ExecuteMsg};
use floe_client::text::is_denom;
use floe_client::ErrorCode;

use super::params::seconds;
use super::plan::{refuse, AdminPlan, Situation};
use super::power::Power;
use crate::input::WrongInput;
use crate::see::counted;

/// What its owner does to it.
#[derive(clap::Args)]
pub struct StakesFlags {
    /// The contract.
    contract: String,
    /// Adds a stream of rewards, for ever: the token (the hub's token or the staking coin by their names, a denom, or `cw20:` and its
    /// contract) and over how long it is paid out, such as flATOM=30d or uatom=30d.
    #[arg(long, value_name = "TOKEN=TIME")]
    stream: Option<String>,
    /// Adds a contract that is told of changes of stake, for ever.
    #[arg(long, value_name = "ADDRESS")]
    listener: Option<String>,
    /// Offers the contract to a new owner, who has to accept.
    #[arg(long, value_name = "ADDRESS")]
    owner: Option<String>,
    /// Accepts it.
    #[arg(long, conflicts_with_all = ["stream", "listener", "owner"])]
    accept: bool,
}

pub fn change(at: &Situation<'_>, flags: StakesFlags) -> Result<AdminPlan> {
    let contract = at.account("the contract of stakes", &flags.contract)?;
    let known = at.protocol.stake(&contract).principal();
    let ownership = match (known, at.protocol.stake(&contract).ownership()) {
        (Ok(_), Ok(ownership)) => ownership,
        (Err(error @ floe_client::Error::Unreachable { .. }), _)
        | (_, Err(error @ floe_client::Error::Unreachable { .. })) => return Err(error.into()),
        (Err(_), _) | (_, Err(_)) => {
            return WrongInput::refuse(
                ErrorCode::Contract,
                format!("{contract} is no contract in which a token is staked"),
            );
        }
    };
    let holders = |holder: Option<String>| holder.into_iter().collect::<Vec<String>>();
    if flags.accept {
        let power = Power::OneOf {
            role: "proposed owner of the stakes".to_owned(),
            holders: holders(ownership.pending_owner),
        };
        let msg = ExecuteMsg::UpdateOwnership(OwnershipAction::AcceptOwnership);
        return AdminPlan::new("accept the ownership of the stakes", power, &contract, &msg);
    }
    let mut plan = AdminPlan::empty(
        "change the stakes",
        Power::OneOf {
            role: "owner of the stakes".to_owned(),
            holders: holders(ownership.owner),
        },
    );
    if let Some(stream) = &flags.stream {
        let (asset, period) = read(at, stream)?;
        let streams = at.protocol.stake(&contract).streams()?;
        if streams.iter().any(|stream| stream.asset == asset) {
            return refuse(format!("there is a stream of {stream} already"));
        }
        plan.tell(
            "a stream for ever",
            format!(
                "{stream}; it has {} so far, and 8 at most",
                counted(streams.len(), "stream")
            ),
        );
        plan.send(&contract, &ExecuteMsg::AddStream { asset, period })?;
    }
    if let Some(listener) = &flags.listener {
        let listener = at.account("--listener", listener)?;
        plan.tell("is told of changes for ever", listener.clone());
        plan.send(&contract, &ExecuteMsg::AddListener { listener })?;
    }
    if let Some(owner) = &flags.owner {
        let new_owner = at.account("--owner", owner)?;
        plan.tell("is offered the contract", new_owner.clone());
        let action = OwnershipAction::TransferOwnership {
            new_owner: new_owner.clone(),
            expiry: None,
        };
        plan.send(&contract, &ExecuteMsg::UpdateOwnership(action))?;
        plan = plan.confirmed_by(format!("hand over to {new_owner}"));
    }
    if plan.msgs.is_empty() {
        bail!("nothing to do; give --stream, --listener, --owner or --accept");
    }
    Ok(plan)
}

fn read(at: &Situation<'_>, stream: &str) -> Result<(Asset, u64)> {
    let (token, period) = stream
        .rsplit_once('=')
        .with_context(|| format!("{stream:?} is no stream; write TOKEN=30d"))?;
    let period =
        u64::try_from(seconds(period).context("--stream")?).context("--stream: the time is too long")?;
    let asset = match token.strip_prefix("cw20:") {
        Some(contract) => Asset::Cw20(at.account("--stream", contract)?),
        None if token == at.token.display => Asset::Cw20(at.protocol.contracts.hub.clone()),
        None if token == at.coin.display => Asset::Denom(at.coin.denom.clone()),
        None if at.account("--stream", token).is_ok() => {
            return WrongInput::refuse(
                ErrorCode::Input,
                format!("--stream: {token} is an address; write cw20:{token} for the token of that contract"),
            );
        }
        None if !is_denom(token) => {
            return WrongInput::refuse(
                ErrorCode::Input,
                format!("--stream: {token:?} is no denom; write one, or `cw20:` and a contract"),
            );
        }
        None => Asset::Denom(token.to_owned()),
    };
    Ok((asset, period))
}
