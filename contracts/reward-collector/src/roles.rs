//! Who may send which message: one table, which the router consults.

use floe_api::collector::ExecuteMsg;
pub use floe_contract::roles::Role;

/// The role that a message asks for.
pub const fn role_of(msg: &ExecuteMsg) -> Role {
    match msg {
        ExecuteMsg::Forward { .. } => Role::Anyone,
        ExecuteMsg::SendForeign { .. } => Role::Owner,
        ExecuteMsg::Sell { .. } => Role::Anyone,
        ExecuteMsg::SetSwapper { .. } => Role::Owner,
        ExecuteMsg::UpdateOwnership(action) => Role::of(action),
    }
}
