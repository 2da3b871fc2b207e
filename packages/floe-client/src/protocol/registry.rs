//! The validator registry: where stake should be.

use floe_api::ownership::{OwnershipAction, OwnershipResponse};
use floe_api::registry::{
    ConfigResponse, ExecuteMsg, QueryMsg, RegistryParams, Targets, ValidatorResponse, ValidatorWeight,
};

use super::client::contract_client;
use super::pages::{pages, PAGE};
use crate::{Chain, ChainExt, Msg, Result};

contract_client! {
    /// The registry at an address. What each does and who may is told by the enums in `floe_api::registry`.
    RegistryClient
    asks QueryMsg {
        /// A page in the order of their addition; [`RegistryClient::listed`] gives all.
        validators(start_after: Option<String>, limit: Option<u32>) -> Vec<ValidatorResponse> = Validators;
        validator(operator: &str) -> ValidatorResponse = Validator;
        targets() -> Targets = Targets;
        config() -> ConfigResponse = Config;
        ownership() -> OwnershipResponse = Ownership;
    }
    sends ExecuteMsg {
        add_validator(operator: &str, weight: u64) = AddValidator;
        set_weights(weights: Vec<ValidatorWeight>) = SetWeights;
        remove_validator(operator: &str) = RemoveValidator;
        list_validator(operator: &str) = ListValidator;
        unlist_validator(operator: &str) = UnlistValidator;
        pause_validator(operator: &str) = PauseValidator;
        resume_validator(operator: &str) = ResumeValidator;
        refresh() = Refresh;
        /// An outer none leaves the role as it is, an inner one takes it away.
        update_roles(steward: Option<Option<String>>, lister: Option<Option<String>>) = UpdateRoles;
        update_params(params: RegistryParams) = UpdateParams(params);
        update_ownership(action: OwnershipAction) = UpdateOwnership(action);
    }
}

impl RegistryClient<'_> {
    /// All validators in the order of their addition.
    pub fn listed(&self) -> Result<Vec<ValidatorResponse>> {
        pages(|last: Option<&ValidatorResponse>| {
            self.validators(last.map(|validator| validator.operator.clone()), Some(PAGE))
        })
    }
}
