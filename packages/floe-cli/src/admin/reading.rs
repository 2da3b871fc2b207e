//! A chain as contracts ask it, so that a contract's own functions judge what there is.

use std::cell::RefCell;

use cosmwasm_std::{
    from_json, Binary, ContractResult, Empty, Querier, QuerierResult, QueryRequest, SystemError,
    SystemResult, WasmQuery,
};
use floe_client::{Chain, Error, Result};

/// Answers what is asked of contracts.
pub struct ChainReader<'c> {
    chain: &'c dyn Chain,
    /// The first question that the node did not answer.
    failed: RefCell<Option<Error>>,
}

impl<'c> ChainReader<'c> {
    pub const fn new(chain: &'c dyn Chain) -> Self {
        Self {
            chain,
            failed: RefCell::new(None),
        }
    }

    /// To be asked at the end: contracts take a question that fails for an answer that says nothing.
    ///
    /// # Errors
    /// Where the node has not answered.
    pub fn finish(self) -> Result<()> {
        self.failed.into_inner().map_or(Ok(()), Err)
    }

    fn answer(&self, question: WasmQuery) -> Option<Result<Binary>> {
        if let WasmQuery::Raw { contract_addr, key } = question {
            let found = self.chain.query_raw(&contract_addr, &key);
            Some(found.map(|value| Binary::from(value.unwrap_or_default())))
        } else if let WasmQuery::Smart { contract_addr, msg } = question {
            Some(self.chain.query_smart(&contract_addr, &msg))
        } else {
            None
        }
    }
}

impl Querier for ChainReader<'_> {
    fn raw_query(&self, request: &[u8]) -> QuerierResult {
        let question = from_json::<QueryRequest<Empty>>(request);
        let answered = match question {
            Ok(QueryRequest::Wasm(question)) => self.answer(question),
            Ok(_) | Err(_) => None,
        };
        let Some(answered) = answered else {
            return SystemResult::Err(SystemError::UnsupportedRequest {
                kind: String::from_utf8_lossy(request).into_owned(),
            });
        };
        SystemResult::Ok(match answered {
            Ok(answer) => ContractResult::Ok(answer),
            Err(error) => {
                let told = error.to_string();
                self.failed.borrow_mut().get_or_insert(error);
                ContractResult::Err(told)
            }
        })
    }
}
