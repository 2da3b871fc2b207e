//! Queries of the chain's modules, over `abci_query`.

use cosmrs::proto::prost::Message;
use cosmwasm_std::{Binary, HexBinary};
use serde_json::json;

use super::endpoints::Next;
use super::rpc::Queried;
use super::Live;
use crate::refusal::Refusal;
use crate::text::plain;
use crate::{Error, Result};

/// A list in protobuf takes up to fifty times its bytes once it is read, so one larger than this, in bytes, is not read.
/// A page of 200 validators has about 200 kB.
const MAX_LIST: usize = 1024 * 1024;

impl Live {
    /// Sends a protobuf query. Never answered from a state older than the last transaction
    /// confirmed here: a node that lags behind it is given time, or passed over.
    pub(super) fn ask<Q: Message, A: Message + Default>(&self, path: &str, query: &Q) -> Result<A> {
        self.ask_up_to(MAX_LIST, path, query)
    }

    /// The same for answers that may be larger, in bytes.
    pub(super) fn ask_up_to<Q: Message, A: Message + Default>(
        &self,
        limit: usize,
        path: &str,
        query: &Q,
    ) -> Result<A> {
        let value = self.ask_bytes(path, query.encode_to_vec())?;
        if value.len() > limit {
            let reason = format!("it has {} bytes, more than {limit}", value.len());
            return Err(Error::unreadable(path, reason));
        }
        A::decode(value.as_slice()).map_err(|error| Error::unreadable(path, error))
    }

    fn ask_bytes(&self, path: &str, query: Vec<u8>) -> Result<Vec<u8>> {
        let params = json!({
            "path": path,
            "data": HexBinary::from(query).to_hex(),
            "height": self.pinned.unwrap_or_default().to_string(),
            "prove": false,
        });
        let mut behind = String::new();
        for _ in 0..self.config.rounds.max(1).saturating_mul(4) {
            let answer =
                self.endpoints.call(
                    "abci_query",
                    &params,
                    |answer: Result<Queried, String>| match answer {
                        Ok(answer) => Next::Done(answer.response),
                        Err(text) => Next::Pass(text),
                    },
                )?;
            if answer.code != 0 {
                return Err(Refusal {
                    codespace: &plain(&answer.codespace),
                    code: answer.code,
                    log: &plain(&answer.log),
                    gas: None,
                }
                .of_query());
            }
            let confirmed = self.confirmed;
            if answer.height >= confirmed {
                let value = Binary::from_base64(&answer.value.unwrap_or_default());
                return Ok(value.map_err(|error| Error::unreadable(path, error))?.into());
            }
            behind = format!(
                "every node is behind height {confirmed}, the last at {}",
                answer.height
            );
            self.endpoints.distrust();
            self.endpoints.pause(self.config.poll);
        }
        Err(Error::Unreachable { tried: behind })
    }
}
