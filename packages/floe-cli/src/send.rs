//! From messages to a transaction: shown first, sent only when it may be.

use anyhow::{bail, Context as _, Result};
use floe_chain::{Answer, ChainExt, Gas, Msg, Tx, TxOutcome};
use serde_json::Value;

use crate::context::Context;
use crate::exit::Declined;

/// What is to be sent, in words and in messages.
pub struct Request {
    /// In the infinitive: "stake 12.5 atom".
    pub title: String,
    /// What the signer should know before signing: name and value.
    pub facts: Vec<(String, String)>,
    pub msgs: Vec<Msg>,
    /// None: as configured.
    pub gas: Option<Gas>,
}

/// What became of a request.
pub enum Delivery {
    Sent(Box<TxOutcome>),
    /// Only shown, as a flag asked for.
    Shown,
}

impl Request {
    pub fn new(title: impl Into<String>, msgs: Vec<Msg>) -> Self {
        Self {
            title: title.into(),
            facts: Vec::new(),
            msgs,
            gas: None,
        }
    }

    /// Adds a line of the preview.
    #[must_use]
    pub fn fact(mut self, name: &str, value: impl Into<String>) -> Self {
        self.facts.push((name.to_owned(), value.into()));
        self
    }
}

impl Context<'_> {
    /// Previews a transaction, asks, sends it and waits until it is in a block. With `--dry-run` and `--generate-only`
    /// it is only shown.
    ///
    /// # Errors
    /// [`Declined`] if the user says no; those of the chain otherwise.
    pub fn deliver(&mut self, request: Request) -> Result<Delivery> {
        let signer = self.signer()?;
        let gas = request.gas.unwrap_or(self.settings.gas);
        let tx = Tx::new(&signer, request.msgs).gas(gas);
        self.host.note(format!("To {}:", request.title));
        for (name, value) in &request.facts {
            self.host.note(format!("  {name}: {value}"));
        }
        if self.common.generate_only || self.common.dry_run {
            let unsigned = self.chain.unsigned(&tx)?;
            self.show_unsigned(&unsigned)?;
            return Ok(Delivery::Shown);
        }
        self.confirm()?;
        let pending = self.chain.submit(&tx)?;
        self.host
            .note(format!("Sent as {}, waiting for its block.", pending.hash));
        let outcome = self.chain.confirm(&pending)?;
        self.host.note(format!("In block {}.", outcome.height));
        Ok(Delivery::Sent(Box::new(outcome)))
    }

    /// What `--dry-run` and `--generate-only` print.
    pub fn show_unsigned(&mut self, unsigned: &Value) -> Result<()> {
        let shown = if self.common.generate_only {
            unsigned.clone()
        } else {
            serde_json::json!({
                "messages": unsigned["body"]["messages"],
                "gas": unsigned["auth_info"]["fee"]["gas_limit"],
                "fee": unsigned["auth_info"]["fee"]["amount"],
            })
        };
        self.host.say(serde_json::to_string_pretty(&shown)?)
    }

    fn confirm(&mut self) -> Result<()> {
        if self.common.yes {
            return Ok(());
        }
        let answer = (self.host.ask)("Sign and send? [y/N]")?;
        match answer.as_deref() {
            Some("y" | "Y" | "yes") => Ok(()),
            Some(_) => Err(Declined.into()),
            None => bail!("nobody is here to confirm; give --yes to send without asking"),
        }
    }
}

/// What the contract answered to the first message.
pub fn data<T: serde::de::DeserializeOwned>(outcome: &TxOutcome) -> Result<T> {
    let data = outcome.answers.first().and_then(|answer| match answer {
        Answer::Executed { data } | Answer::Instantiated { data, .. } => data.as_ref(),
        Answer::Stored { .. } | Answer::Native(_) => None,
    });
    let data = data.context("the contract answered nothing; it may be another version")?;
    Ok(cosmwasm_std::from_json(data)?)
}
