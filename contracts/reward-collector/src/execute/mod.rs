//! One operation a file.

pub mod forward;
pub mod send_foreign;

pub use forward::forward;
pub use send_foreign::send_foreign;
