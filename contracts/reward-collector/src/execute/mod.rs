//! One operation a file.

pub mod forward;
pub mod send_foreign;
pub mod update_ownership;

pub use forward::forward;
pub use send_foreign::send_foreign;
pub use update_ownership::update_ownership;
