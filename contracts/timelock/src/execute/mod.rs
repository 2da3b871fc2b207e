//! One operation a file: load, decide, save, respond.

pub mod accept;
pub mod cancel;
#[allow(clippy::module_inception, reason = "it is called as its message is")]
pub mod execute;
pub mod leave;
pub mod members;
pub mod queue;
pub mod receive;
pub mod retract;
pub mod times;

pub use accept::accept;
pub use cancel::cancel;
pub use execute::execute;
pub use leave::leave;
pub use members::{add_canceller, add_proposer, remove_canceller, remove_proposer};
pub use queue::queue;
pub use receive::receive;
pub use retract::retract;
pub use times::update_times;

use cosmwasm_std::{Addr, Env, Storage};
use floe_core::wait::Waiting;

use crate::error::{ContractError, ContractResult};
use crate::state::{objection, Objection};

/// With what somebody objects who may take it away now.
///
/// # Errors
/// [`ContractError::NothingLocked`]; [`ContractError::StillLocked`].
fn free_objection(
    storage: &dyn Storage,
    env: &Env,
    id: u64,
    waiting: &Waiting,
    user: &Addr,
) -> ContractResult<Objection> {
    let objection = objection(storage, id, user)?;
    if objection.locked.is_zero() {
        let user = user.to_string();
        return Err(ContractError::NothingLocked { id, user });
    }
    let now = env.block.time.seconds();
    let until = waiting.free_at(objection.last, now);
    if now < until {
        return Err(ContractError::StillLocked { until });
    }
    Ok(objection)
}
