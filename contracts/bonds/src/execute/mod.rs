//! One operation a file: load, decide, save, respond.

pub mod accept_guarantor;
pub mod begin_withdraw;
pub mod list;
pub mod receive;
pub mod unlist;
pub mod withdraw;

pub use accept_guarantor::accept_guarantor;
pub use begin_withdraw::begin_withdraw;
pub use list::list;
pub use receive::receive;
pub use unlist::unlist;
pub use withdraw::{finish, withdraw};
