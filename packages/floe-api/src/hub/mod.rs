//! The hub: deposits, exits, the books, and the token itself.

pub mod execute;
pub mod guarantees;
pub mod instantiate;
pub mod params;
pub mod query;
pub mod response;

pub use execute::{Cw20HookMsg, Domain, ExecuteMsg, VoteChoice};
pub use guarantees::{GuaranteesResponse, GuarantorResponse};
pub use instantiate::{
    CollectorInit, FeeConfig, FeeReceiver, InstantiateMsg, MarketingInit, MigrateMsg, RegistryInit, TokenInit,
};
pub use params::ParamsUpdate;
pub use query::QueryMsg;
pub use response::*;
