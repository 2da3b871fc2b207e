//! What the chain says about itself.

use cosmrs::proto::cosmos::auth::v1beta1::{
    Bech32PrefixRequest, Bech32PrefixResponse, QueryAccountInfoRequest, QueryAccountInfoResponse,
};
use cosmrs::proto::cosmos::base::node::v1beta1::{ConfigRequest, ConfigResponse};

use super::account::Account;
use super::Live;
use crate::gas::GasPrice;
use crate::views::Facts;
use crate::{Chain, Error, Result};

/// Between the prefix of accounts and the rest in that of operators.
const OPERATOR: &str = "valoper";

impl Live {
    pub(super) fn ask_facts(&self) -> Result<Facts> {
        let denom = self.staking_params()?.denom;
        Ok(Facts {
            prefix: self.ask_prefix()?,
            chain_id: self.endpoints.chain_id().to_owned(),
            denom,
        })
    }

    /// From the chain's own answer or, where it has none, from a validator's address.
    fn ask_prefix(&self) -> Result<String> {
        let path = "/cosmos.auth.v1beta1.Query/Bech32Prefix";
        let asked: Result<Bech32PrefixResponse> = self.ask(path, &Bech32PrefixRequest {});
        match asked {
            Ok(answer) if !answer.bech32_prefix.is_empty() => return Ok(answer.bech32_prefix),
            Err(error @ Error::Unreachable { .. }) => return Err(error),
            _ => {}
        }
        let validators = self.validators()?;
        let found = validators.iter().find_map(|validator| {
            let (prefix, _) = validator.operator.split_once(OPERATOR)?;
            Some(prefix.to_owned())
        });
        found.ok_or_else(|| Error::not_found("a validator that shows the prefix of addresses"))
    }

    /// None where the node asks for nothing, or does not say.
    pub(super) fn ask_gas_price(&self) -> Result<Option<GasPrice>> {
        let path = "/cosmos.base.node.v1beta1.Service/Config";
        let asked: Result<ConfigResponse> = self.ask(path, &ConfigRequest {});
        match asked {
            Ok(config) => {
                let price = GasPrice::choose(&config.minimum_gas_price, &self.facts.denom)?;
                Ok(price.filter(|price| !price.amount.is_zero()))
            }
            Err(error @ Error::Unreachable { .. }) => Err(error),
            Err(_) => Ok(None),
        }
    }

    pub(super) fn ask_account(&self, address: &str) -> Result<Account> {
        let path = "/cosmos.auth.v1beta1.Query/AccountInfo";
        let query = QueryAccountInfoRequest {
            address: address.to_owned(),
        };
        let answer: QueryAccountInfoResponse = self.ask(path, &query)?;
        let info = answer.info.ok_or_else(|| Error::UnknownAccount {
            address: address.to_owned(),
        })?;
        Ok(Account {
            number: info.account_number,
            sequence: info.sequence,
        })
    }
}
