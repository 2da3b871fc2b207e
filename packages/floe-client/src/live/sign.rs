//! Transactions as bytes.

use cosmrs::proto::cosmos::tx::v1beta1::{AuthInfo, Fee, SignDoc, SignerInfo, TxBody, TxRaw};
use cosmrs::proto::prost::Message;
use cosmrs::tx::{self, SignMode};
use cosmrs::Any;
use cosmwasm_std::{Checksum, Coin};

use super::account::Account;
use super::encode;
use crate::{Error, Estimate, Result, Signer};

/// A transaction before it is signed.
pub(super) struct Draft {
    pub messages: Vec<Any>,
    pub memo: String,
    /// Who pays the fee; empty: the signer.
    pub granter: String,
    /// The last height at which it can land.
    pub valid_until: u64,
}

impl Draft {
    fn body(&self) -> Vec<u8> {
        let body = TxBody {
            messages: self.messages.clone(),
            memo: self.memo.clone(),
            timeout_height: self.valid_until,
            extension_options: Vec::new(),
            non_critical_extension_options: Vec::new(),
        };
        body.encode_to_vec()
    }

    /// For a simulation: no signature, and no key where the signer has none.
    pub fn unsigned_bytes(&self, signer: &Signer, sequence: u64, fee: Vec<Coin>) -> Result<Vec<u8>> {
        let budget = Estimate { gas: 0, fee };
        let raw = TxRaw {
            body_bytes: self.body(),
            auth_info_bytes: auth_info(signer, sequence, &budget, &self.granter)?,
            signatures: vec![Vec::new()],
        };
        Ok(raw.encode_to_vec())
    }

    pub fn signed_bytes(
        &self,
        signer: &Signer,
        account: Account,
        chain_id: &str,
        budget: &Estimate,
    ) -> Result<Vec<u8>> {
        let doc = SignDoc {
            body_bytes: self.body(),
            auth_info_bytes: auth_info(signer, account.sequence, budget, &self.granter)?,
            chain_id: chain_id.to_owned(),
            account_number: account.number,
        };
        let raw = tx::SignDoc::from(doc).sign(&signer.signing_key()?);
        raw.and_then(|raw| raw.to_bytes()).map_err(bad_key)
    }
}

fn auth_info(signer: &Signer, sequence: u64, budget: &Estimate, granter: &str) -> Result<Vec<u8>> {
    let key = signer.public_key().map(|key| key.to_any()).transpose();
    let info = AuthInfo {
        signer_infos: vec![SignerInfo {
            public_key: key.map_err(bad_key)?,
            mode_info: Some(tx::ModeInfo::single(SignMode::Direct).into()),
            sequence,
        }],
        fee: Some(Fee {
            amount: encode::coins(&budget.fee),
            gas_limit: budget.gas,
            granter: granter.to_owned(),
            ..Fee::default()
        }),
        ..AuthInfo::default()
    };
    Ok(info.encode_to_vec())
}

/// Upper-case hex.
pub(super) fn hash(bytes: &[u8]) -> String {
    Checksum::generate(bytes).to_hex().to_uppercase()
}

fn bad_key(error: impl ToString) -> Error {
    Error::BadKey {
        reason: error.to_string(),
    }
}
