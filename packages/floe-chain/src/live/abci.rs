//! Queries of the chain's modules, over `abci_query`.

use cosmrs::proto::prost::Message;
use cosmrs::rpc::Client;

use super::Live;
use crate::refusal::Refusal;
use crate::{Error, Result};

impl Live {
    /// Sends a protobuf query. Never answered from a state older than the last transaction
    /// confirmed here: a node that lags behind it is given time, or passed over.
    pub(super) fn ask<Q: Message, A: Message + Default>(&self, path: &str, query: &Q) -> Result<A> {
        let value = self
            .runtime
            .block_on(self.ask_bytes(path, query.encode_to_vec()))?;
        A::decode(value.as_slice()).map_err(|error| Error::unreadable(path, error))
    }

    async fn ask_bytes(&self, path: &str, query: Vec<u8>) -> Result<Vec<u8>> {
        let mut behind = String::new();
        for _ in 0..self.config.rounds.max(1).saturating_mul(4) {
            let call = |client: cosmrs::rpc::HttpClient| {
                let (path, query) = (path.to_owned(), query.clone());
                let height = self.pinned.map(Into::into);
                async move { client.abci_query(Some(path), query, height, false).await }
            };
            let answer = self.endpoints.call(call).await?;
            let answer = answer.map_err(|error| Error::unreadable(path, error.0))?;
            if answer.code.is_err() {
                return Err(Refusal {
                    codespace: &answer.codespace,
                    code: answer.code.value(),
                    log: &answer.log,
                    gas: None,
                }
                .of_query());
            }
            let (height, confirmed) = (answer.height.value(), self.confirmed);
            if height >= confirmed {
                return Ok(answer.value);
            }
            behind = format!("every node is behind height {confirmed}, the last at {height}");
            self.endpoints.distrust();
            tokio::time::sleep(self.config.poll).await;
        }
        Err(Error::Unreachable { tried: behind })
    }
}
