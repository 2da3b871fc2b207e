//! Questions to the chain and to other contracts.
//!
//! `cosmwasm_std` writes a question with an encoder for every question that there is, 6,000 bytes of Wasm. Here it is a tree
//! of texts, which is written by what messages are read with (docs/adr/0086).

use cosmwasm_std::{
    to_json_vec, Addr, Binary, ContractResult, QuerierWrapper, StdError, StdResult, SystemResult,
};

use packed_store::packed::{unpack, Packed};
use packed_store::wire::Json;

/// The answer to a question of a module, whose fields are texts.
///
/// # Errors
/// What the chain or the contract says, in the words of `cosmwasm_std`.
pub fn ask(
    querier: &QuerierWrapper,
    module: &str,
    question: &str,
    fields: &[(&str, &str)],
) -> StdResult<Binary> {
    let text = |(name, text): &(&str, &str)| ((*name).to_owned(), Json::Text((*text).to_owned()));
    let within = |name: &str, inner| Json::Object(vec![(name.to_owned(), inner)]);
    let fields = Json::Object(fields.iter().map(text).collect());
    let request = to_json_vec(&within(module, within(question, fields)))?;
    match querier.raw_query(&request) {
        SystemResult::Ok(ContractResult::Ok(answer)) => Ok(answer),
        SystemResult::Ok(ContractResult::Err(reason)) => {
            Err(StdError::generic_err(format!("Querier contract error: {reason}")))
        }
        SystemResult::Err(error) => Err(StdError::generic_err(format!("Querier system error: {error}"))),
    }
}

/// What a contract stores under a key, none where nothing is.
///
/// # Errors
/// When there is no such contract.
pub fn raw(querier: &QuerierWrapper, contract: &Addr, key: &str) -> StdResult<Option<Binary>> {
    raw_bytes(querier, contract, key.as_bytes())
}

/// The same under a key that is no text, as of a map by number.
///
/// # Errors
/// When there is no such contract.
pub fn raw_bytes(querier: &QuerierWrapper, contract: &Addr, key: &[u8]) -> StdResult<Option<Binary>> {
    let key = Binary::from(key).to_base64();
    let fields = [("contract_addr", contract.as_str()), ("key", &key)];
    let value = ask(querier, "wasm", "raw", &fields)?;
    Ok(Some(value).filter(|value| !value.is_empty()))
}

/// What a contract of the protocol, a hub or a registry, stores under a key that it always has.
///
/// # Errors
/// When there is no such item at the address, or it cannot be read.
pub fn item<T: Packed>(querier: &QuerierWrapper, contract: &Addr, key: &str, kind: &str) -> StdResult<T> {
    let value = raw(querier, contract, key)?
        .ok_or_else(|| StdError::not_found(format!("{key} at {contract}; is it a Floe {kind}?")))?;
    unpack(key, &value)
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use cosmwasm_std::{BankQuery, Empty, Querier, QuerierResult, QueryRequest, StakingQuery, WasmQuery};

    use super::*;

    /// Keeps what it is asked.
    #[derive(Default)]
    struct Notes(RefCell<Vec<u8>>);

    impl Querier for Notes {
        fn raw_query(&self, request: &[u8]) -> QuerierResult {
            *self.0.borrow_mut() = request.to_vec();
            SystemResult::Ok(ContractResult::Err("no".into()))
        }
    }

    #[test]
    fn questions_are_written_as_cosmwasm_writes_them() {
        let text = String::from;
        type Fields<'a> = &'a [(&'a str, &'a str)];
        let questions: [(QueryRequest<Empty>, &str, &str, Fields); 5] = [
            (
                BankQuery::Balance {
                    address: text("a\"b"),
                    denom: text("d"),
                }
                .into(),
                "bank",
                "balance",
                &[("address", "a\"b"), ("denom", "d")],
            ),
            (
                StakingQuery::BondedDenom {}.into(),
                "staking",
                "bonded_denom",
                &[],
            ),
            (
                StakingQuery::AllDelegations { delegator: text("a") }.into(),
                "staking",
                "all_delegations",
                &[("delegator", "a")],
            ),
            (
                WasmQuery::ContractInfo {
                    contract_addr: text("a"),
                }
                .into(),
                "wasm",
                "contract_info",
                &[("contract_addr", "a")],
            ),
            (
                WasmQuery::Smart {
                    contract_addr: text("a"),
                    msg: b"{}".into(),
                }
                .into(),
                "wasm",
                "smart",
                &[("contract_addr", "a"), ("msg", "e30=")],
            ),
        ];
        for (expected, module, question, fields) in questions {
            let notes = Notes::default();
            let answer = ask(&QuerierWrapper::new(&notes), module, question, fields);
            assert_eq!(*notes.0.borrow(), to_json_vec(&expected).unwrap());
            let expected = QuerierWrapper::<Empty>::new(&notes).query::<Json>(&expected);
            assert_eq!(answer.unwrap_err().to_string(), expected.unwrap_err().to_string());
        }
    }

    #[test]
    fn storage_is_read_as_cosmwasm_reads_it() {
        let (notes, contract) = (Notes::default(), Addr::unchecked("a"));
        let wrapper = QuerierWrapper::<Empty>::new(&notes);
        let ours = raw(&wrapper, &contract, "key").unwrap_err().to_string();
        let written = notes.0.borrow().clone();
        let theirs = wrapper.query_wasm_raw("a", b"key").unwrap_err().to_string();
        assert_eq!((ours, written), (theirs, notes.0.borrow().clone()));
    }
}
