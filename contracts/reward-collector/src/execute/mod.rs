//! One operation a file.

pub mod forward;
pub mod sell;
pub mod send_foreign;
pub mod set_swapper;

pub use forward::forward;
pub use sell::sell;
pub use send_foreign::send_foreign;
pub use set_swapper::set_swapper;
