//! What the chain says about itself.

use cosmrs::proto::cosmos::auth::v1beta1::{
    Bech32PrefixRequest, Bech32PrefixResponse, QueryAccountInfoRequest, QueryAccountInfoResponse,
};
use cosmrs::proto::cosmos::base::node::v1beta1::{ConfigRequest, ConfigResponse};
use cosmrs::proto::cosmos::base::v1beta1::DecCoin;

use cosmrs::proto::cosmwasm::wasm::v1::QueryRawContractStateResponse;
use cosmrs::proto::prost::Message;
use cosmrs::proto::tendermint::v0_38::types::ConsensusParams;

use cosmwasm_std::{Binary, Decimal, HexBinary, Uint128};
use serde_json::json;

use super::account::Account;
use super::rpc::Queried;
use super::Live;
use crate::gas::GasPrice;
use crate::text::{is_chain_id, is_denom, plain};
use crate::views::Facts;
use crate::{Chain, Error, Result};

/// Between the prefix of accounts and the rest in that of operators.
const OPERATOR: &str = "valoper";

impl Live {
    pub(super) fn ask_facts(&self) -> Result<Facts> {
        let facts = Facts {
            denom: self.staking_params()?.denom,
            prefix: self.ask_prefix()?,
            chain_id: self.endpoints.chain_id().to_owned(),
        };
        let bad = |what: &str, found: &str| Err(Error::unreadable(what, format!("{} is none", plain(found))));
        if !is_chain_id(&facts.chain_id) {
            return bad("the chain's id", &facts.chain_id);
        }
        if !is_denom(&facts.denom) {
            return bad("the staking coin's denom", &facts.denom);
        }
        let lower = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        if facts.prefix.is_empty() || facts.prefix.len() > 40 || !facts.prefix.chars().all(lower) {
            return bad("the prefix of addresses", &facts.prefix);
        }
        Ok(facts)
    }

    /// From the chain's own answer or, where it has none, from a validator's address.
    fn ask_prefix(&self) -> Result<String> {
        let path = "/cosmos.auth.v1beta1.Query/Bech32Prefix";
        let asked: Result<Bech32PrefixResponse> = self.ask(path, &Bech32PrefixRequest {});
        match asked {
            Ok(answer) if !answer.bech32_prefix.is_empty() => return Ok(answer.bech32_prefix),
            Err(error) if error.is_silence() => return Err(error),
            _ => {}
        }
        let validators = self.validators()?;
        let found = validators.iter().find_map(|validator| {
            let (prefix, _) = validator.operator.split_once(OPERATOR)?;
            Some(prefix.to_owned())
        });
        found.ok_or_else(|| Error::not_found("a validator that shows the prefix of addresses"))
    }

    /// The least price, in this denom where there is one in it; none where the node asks for nothing, or does not say.
    pub(super) fn ask_gas_price(&self, denom: &str) -> Result<Option<GasPrice>> {
        let path = "/cosmos.base.node.v1beta1.Service/Config";
        let asked: Result<ConfigResponse> = self.ask(path, &ConfigRequest {});
        let least = match asked {
            Ok(config) => {
                let price = GasPrice::choose(&config.minimum_gas_price, denom)?;
                price.filter(|price| !price.amount.is_zero())
            }
            Err(error) if error.is_silence() => return Err(error),
            Err(_) => None,
        };
        let market = self.ask_market_price(denom)?;
        Ok(match (least, market) {
            (Some(least), Some(market)) if least.denom == market.denom && least.amount >= market.amount => {
                Some(least)
            }
            (least, None) => least,
            (_, market) => market,
        })
    }

    /// The price that a fee market asks for now, in this denom, with a quarter more for the blocks until a transaction lands:
    /// a price rises by an eighth a block at most. None where the chain has no such market.
    fn ask_market_price(&self, denom: &str) -> Result<Option<GasPrice>> {
        let path = "/feemarket.feemarket.v1.Query/GasPrice";
        // Both have one field, a text.
        let request = Bech32PrefixResponse {
            bech32_prefix: denom.to_owned(),
        };
        // Both have one field, of bytes and of a message, which are written alike.
        let asked: Result<QueryRawContractStateResponse> = self.ask(path, &request);
        let answer = match asked {
            Ok(answer) => answer,
            Err(error) if error.is_silence() => return Err(error),
            Err(_) => return Ok(None),
        };
        let price = DecCoin::decode(answer.data.as_slice());
        Ok(price.ok().and_then(|price| market_price(&price, denom)))
    }

    /// Gas that a block holds; none where there is no limit, or the chain does not say.
    pub(super) fn ask_block_gas(&self) -> Result<Option<u64>> {
        let path = "/cosmos.consensus.v1.Query/Params";
        // Both have one field, of bytes and of a message, which are written alike.
        let asked: Result<QueryRawContractStateResponse> = self.ask(path, &ConfigRequest {});
        match asked {
            Ok(answer) => {
                let params = ConsensusParams::decode(answer.data.as_slice());
                let params = params.map_err(|error| Error::unreadable(path, error))?;
                // Without a limit it is -1.
                Ok(params.block.and_then(|block| u64::try_from(block.max_gas).ok()))
            }
            Err(error) if error.is_silence() => Err(error),
            Err(_) => Ok(None),
        }
    }

    pub(super) fn ask_account(&self, address: &str) -> Result<Account> {
        let answer: QueryAccountInfoResponse = self.ask(ACCOUNT, &account_of(address))?;
        account(answer).ok_or_else(|| Error::UnknownAccount {
            address: address.to_owned(),
        })
    }

    /// Height and account as each node that answers knows them.
    pub(super) fn accounts_everywhere(&self, address: &str) -> Result<Vec<(u64, Account)>> {
        let params = json!({
            "path": ACCOUNT,
            "data": HexBinary::from(account_of(address).encode_to_vec()).to_hex(),
            "height": "0",
            "prove": false,
        });
        let mut known = Vec::new();
        self.endpoints
            .until("abci_query", &params, |answer: Result<Queried, String>| {
                let answer = answer.ok()?.response;
                let value = Binary::from_base64(&answer.value.unwrap_or_default()).ok()?;
                let found = QueryAccountInfoResponse::decode(value.as_slice()).ok()?;
                known.push((answer.height, account(found)?));
                None::<()>
            })?;
        Ok(known)
    }
}

/// A decimal of the SDK is written as its digits with 18 places.
fn market_price(price: &DecCoin, denom: &str) -> Option<GasPrice> {
    let atomics: Uint128 = price.amount.parse().ok()?;
    let more = atomics.checked_div(Uint128::new(4)).ok()?;
    let amount = Decimal::new(atomics.checked_add(more).ok()?);
    (price.denom == denom && !amount.is_zero()).then(|| GasPrice {
        amount,
        denom: denom.to_owned(),
    })
}

const ACCOUNT: &str = "/cosmos.auth.v1beta1.Query/AccountInfo";

fn account_of(address: &str) -> QueryAccountInfoRequest {
    QueryAccountInfoRequest {
        address: address.to_owned(),
    }
}

fn account(answer: QueryAccountInfoResponse) -> Option<Account> {
    let info = answer.info?;
    Some(Account {
        number: info.account_number,
        sequence: info.sequence,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(amount: &str, denom: &str) -> Option<String> {
        let price = DecCoin {
            denom: denom.to_owned(),
            amount: amount.to_owned(),
        };
        market_price(&price, "uatom").map(|price| price.to_string())
    }

    #[test]
    fn a_market_price_is_taken_with_a_quarter_more() {
        assert_eq!(asked("20000000000000000", "uatom").as_deref(), Some("0.025uatom"));
        assert_eq!(asked("0", "uatom"), None);
        assert_eq!(asked("20000000000000000", "uosmo"), None);
        for wrong in ["", "-1", "0.02", "340282366920938463463374607431768211455"] {
            assert_eq!(asked(wrong, "uatom"), None, "{wrong}");
        }
    }
}
