//! One operation a file: load, decide, save, respond.

pub mod add_validator;
pub mod list_validator;
pub mod pause_validator;
pub mod refresh;
pub mod remove_validator;
pub mod resume_validator;
pub mod set_weights;
pub mod unlist_validator;
pub mod update_params;
pub mod update_roles;

pub use add_validator::add_validator;
pub use list_validator::list_validator;
pub use pause_validator::pause_validator;
pub use refresh::refresh;
pub use remove_validator::remove_validator;
pub use resume_validator::resume_validator;
pub use set_weights::set_weights;
pub use unlist_validator::unlist_validator;
pub use update_params::update_params;
pub use update_roles::update_roles;
