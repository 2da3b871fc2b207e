//! From messages to a transaction: shown first, sent only when it may be.

use anyhow::{Context as _, Result};
use cosmwasm_std::{Coin, CosmosMsg, WasmMsg};
use floe_client::guard::{check_clock, MaxFee};
use floe_client::{Error, ErrorCode, Estimate, Gas, Msg, Signer, Tx, TxOutcome};
use serde_json::Value;

use crate::afford::Cost;
use crate::context::Context;
use crate::exit::Declined;
use crate::input::WrongInput;
use crate::units;

/// What is to be sent, in words and in messages.
pub struct TxRequest {
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

impl TxRequest {
    pub fn new(title: impl Into<String>, msgs: Vec<Msg>) -> Self {
        Self {
            title: title.into(),
            facts: Vec::new(),
            msgs,
            gas: None,
        }
    }

    /// Gas that was found already; none: as configured.
    #[must_use]
    pub fn gas(mut self, gas: Option<Gas>) -> Self {
        self.gas = gas;
        self
    }

    /// Adds a line of the preview.
    #[must_use]
    pub fn fact(mut self, name: &str, value: impl Into<String>) -> Self {
        self.facts.push((name.to_owned(), value.into()));
        self
    }
}

impl Context<'_> {
    /// Previews a transaction, tries it out, asks, sends it and waits until it is in a block. With `--dry-run` and
    /// `--generate-only` it is only shown.
    ///
    /// # Errors
    /// [`Declined`] if the user says no; those of the chain otherwise.
    pub fn deliver(&mut self, request: TxRequest) -> Result<Delivery> {
        // What is wrong with the settings is said before a preview.
        self.max_fee()?;
        if !self.only_shown() {
            self.check_named()?;
        }
        let signer = self.signer()?;
        let own = self.own_address()?;
        if self.common.fee_granter.as_ref() == Some(&own) {
            return WrongInput::refuse(
                ErrorCode::Input,
                "--fee-granter is the sender, who pays without a grant; leave it out",
            );
        }
        let gas = request.gas.unwrap_or(self.settings.gas);
        let tx = self.common.dressed(Tx::new(&signer, request.msgs).gas(gas));
        self.host.note(format!("To {}:", request.title));
        self.note_parties(&tx)?;
        for (name, value) in &request.facts {
            self.host.note(format!("  {name}: {value}"));
        }
        if self.only_shown() {
            return self.only_show(tx);
        }
        self.check_before_signing()?;
        let estimate = self.chain.estimate(&tx)?;
        self.note_estimate(&estimate)?;
        self.check_affordable(&tx, &estimate)?;
        self.check_fee(&estimate)?;
        self.confirm()?;
        let tx = tx.gas(Gas::Limit(estimate.gas));
        let outcome = self.transact(&tx, &estimate)?;
        Ok(Delivery::Sent(Box::new(outcome)))
    }

    /// What the account cannot pay is refused where it would only be shown, and said where others will sign it: they may
    /// fund the account first.
    fn only_show(&mut self, tx: Tx) -> Result<Delivery> {
        let estimate = self.chain.estimate(&tx)?;
        let affordable = self.check_affordable(&tx, &estimate);
        match affordable {
            Err(error) if self.common.generate_only && is_not_signed(&error) => {
                self.host.note(format!("  as it is now it would fail: {error}"));
            }
            affordable => affordable?,
        }
        let unsigned = self.chain.unsigned(&tx.gas(Gas::Limit(estimate.gas)))?;
        self.show_unsigned(&unsigned)?;
        Ok(Delivery::Shown)
    }

    /// # Errors
    /// [`Error::NotSigned`] if the signer does not have what the messages carry and the fee together.
    pub fn check_affordable(&self, tx: &Tx, estimate: &Estimate) -> Result<()> {
        let signer = tx.signer.address(&self.chain.facts().prefix)?;
        // Whoever grants the fee pays it.
        let fee = match tx.granter {
            Some(_) => &[],
            None => estimate.fee.as_slice(),
        };
        Cost::of(&tx.msgs, fee).check(&signer, self)
    }

    /// Whether a flag says that nothing is to be sent.
    pub fn only_shown(&self) -> bool {
        self.common.generate_only || self.common.dry_run
    }

    /// Sends what was confirmed, waits for the block, and says both. Every transaction that is signed is told before it
    /// leaves; a second one only leaves if somebody says yes again.
    fn transact(&mut self, tx: &Tx, estimate: &Estimate) -> Result<TxOutcome> {
        let Self {
            host, chain, common, ..
        } = self;
        let mut signed = 0u32;
        let pending = chain.submit_noting(tx, &mut |pending| {
            if signed > 0 {
                let question =
                    "The chain says that the account has sent something else meanwhile, so that what was \
                                signed is void. Sign once more? [y/N]";
                let answer = match common.yes {
                    true => None,
                    false => (host.ask)(question).map_err(|error| error.to_string())?,
                };
                if !matches!(answer.as_deref(), Some("y" | "Y" | "yes")) {
                    return Err("one confirmation is for one signature".to_owned());
                }
            }
            signed = signed.saturating_add(1);
            host.note(format!(
                "Signed as {}, which can land until height {}.",
                pending.hash, pending.valid_until
            ));
            Ok(())
        })?;
        self.host
            .note(format!("Sent as {}, waiting for its block.", pending.hash));
        if let Some(link) = self.settings.link(&pending.hash) {
            self.host.note(format!("  {link}"));
        }
        let outcome = match self.chain.confirm(&pending) {
            Ok(outcome) => outcome,
            Err(error) => return Err(self.in_its_block(error, &pending.hash, &estimate.fee)),
        };
        self.has_happened(&outcome.hash);
        Ok(outcome)
    }

    /// Says of a transaction that failed in its block that it did, and what that cost.
    pub fn in_its_block(&self, error: Error, hash: &str, fee: &[Coin]) -> anyhow::Error {
        if !error.is_failure_in_block() {
            return error.into();
        }
        let coins: Result<Vec<String>> = fee.iter().map(|coin| self.shown_coin(coin)).collect();
        let fee = coins.map_or(String::new(), |coins| coins.join(", "));
        let of = if fee.is_empty() { "" } else { " of " };
        anyhow::Error::from(error).context(format!(
            "transaction {hash} failed in its block and changed nothing, but its fee{of}{fee} is spent"
        ))
    }

    /// Which chain, who, and which contracts: what a configuration written by somebody else could have made wrong.
    fn note_parties(&mut self, tx: &Tx) -> Result<()> {
        let chain = self.chain.facts().chain_id.clone();
        let sender = self.own_address()?;
        self.host.note(format!("  chain: {chain}"));
        self.host.note(format!("  sender: {sender}"));
        if !tx.memo.is_empty() {
            self.host.note(format!("  memo: {}", tx.memo));
        }
        if let Some(granter) = &tx.granter {
            self.host.note(format!("  fee paid by: {granter}"));
        }
        let hub = match &self.settings.hub {
            Some(hub) => Some(hub.clone()),
            None => self.deployment()?.and_then(|record| Some(record.contracts?.hub)),
        };
        let mut told: Vec<&str> = Vec::new();
        for contract in tx.msgs.iter().filter_map(contract) {
            if !told.contains(&contract) {
                told.push(contract);
                let name = if Some(contract) == hub.as_deref() {
                    "hub"
                } else {
                    "contract"
                };
                self.host.note(format!("  {name}: {contract}"));
            }
        }
        Ok(())
    }

    /// The clock must agree with the chain, and somebody else than a node must have named the chain.
    pub fn check_before_signing(&self) -> Result<()> {
        self.check_named()?;
        let block = self.chain.block()?.time.seconds();
        Ok(check_clock((self.host.clock)(), block)?)
    }

    /// A signature is good for one chain: which one, no node may decide.
    pub fn check_named(&self) -> Result<()> {
        if self.settings.connection.chain_id.is_some() {
            return Ok(());
        }
        WrongInput::refuse(
            ErrorCode::NotNamed,
            "no chain is named, and nothing is signed for one that only a node has named; give its id as chain.id in the \
             configuration, or with --chain-id or $FLOE_CHAIN_ID. It was not signed",
        )
    }

    /// The fee must be within `chain.max_fee`. Without a limit, somebody must see the fee, or have set the price.
    ///
    /// # Errors
    /// [`Error::NotSigned`], before anything is signed.
    pub fn check_fee(&self, estimate: &Estimate) -> Result<()> {
        let unseen = self.common.yes && self.settings.connection.gas_price.is_none();
        if unseen && self.settings.max_fee.is_none() && !estimate.fee.is_empty() {
            let fee = estimate.coins();
            return Err(Error::not_signed(format!(
                "with --yes, a node alone would set the fee of {fee}; set chain.max_fee or chain.gas_price in the \
                 configuration, or give --max-fee. It was not signed"
            ))
            .into());
        }
        match self.max_fee()? {
            Some(most) => Ok(most.check(estimate)?),
            None => Ok(()),
        }
    }

    /// `chain.max_fee`, if that is set.
    pub fn max_fee(&self) -> Result<Option<MaxFee>> {
        let Some(text) = &self.settings.max_fee else {
            return Ok(None);
        };
        let (denom, amount) = units::amount(text, &self.unit()?).context("--max-fee, or chain.max_fee")?;
        Ok(Some(MaxFee { denom, amount }))
    }

    pub fn note_estimate(&mut self, estimate: &Estimate) -> Result<()> {
        // A chain that does not meter has neither.
        if estimate.gas > 0 {
            self.host.note(format!("  gas: at most {}", estimate.gas));
        }
        for coin in &estimate.fee {
            let fee = self.shown_coin(coin)?;
            self.host.note(format!("  fee: {fee}"));
        }
        Ok(())
    }

    /// In the display unit if it is the staking coin.
    pub fn shown_coin(&self, coin: &Coin) -> Result<String> {
        let unit = self.unit()?;
        Ok(if coin.denom == unit.denom {
            unit.show(coin.amount)
        } else {
            coin.to_string()
        })
    }

    /// What `--dry-run` and `--generate-only` print.
    pub fn show_unsigned(&mut self, unsigned: &Value) -> Result<()> {
        let shown = if self.common.generate_only {
            unsigned.clone()
        } else {
            serde_json::json!({
                "messages": unsigned.pointer("/body/messages"),
                "gas": unsigned.pointer("/auth_info/fee/gas_limit"),
                "fee": unsigned.pointer("/auth_info/fee/amount"),
            })
        };
        self.host.say_all(serde_json::to_string_pretty(&shown)?)?;
        let until = unsigned.pointer("/body/timeout_height").and_then(Value::as_str);
        if let (true, Some(until)) = (self.common.generate_only, until) {
            self.host.note(format!(
                "It can land until height {until} (its timeout_height); make it anew after that."
            ));
        }
        Ok(())
    }

    /// Asks, unless `--yes` has answered already.
    pub fn confirm(&mut self) -> Result<()> {
        if self.common.yes {
            return Ok(());
        }
        let answer = (self.host.ask)("Sign and send? [y/N]")?;
        match answer.as_deref() {
            Some("y" | "Y" | "yes") => Ok(()),
            Some(_) => Err(Declined.into()),
            None => WrongInput::refuse(
                ErrorCode::NobodyToAsk,
                "nobody is here to confirm; give --yes to send without asking",
            ),
        }
    }

    /// A transaction of the configured key with the configured gas.
    pub fn tx(&mut self, msgs: Vec<Msg>) -> Result<Tx> {
        let signer: Signer = self.signer()?;
        Ok(self.common.dressed(Tx::new(&signer, msgs).gas(self.settings.gas)))
    }
}

/// The contract that a message calls.
fn contract(msg: &Msg) -> Option<&str> {
    let Msg::Cosmos(CosmosMsg::Wasm(
        WasmMsg::Execute { contract_addr, .. }
        | WasmMsg::Migrate { contract_addr, .. }
        | WasmMsg::UpdateAdmin { contract_addr, .. }
        | WasmMsg::ClearAdmin { contract_addr },
    )) = msg
    else {
        return None;
    };
    Some(contract_addr)
}

/// Whether an error was found before anything was signed.
fn is_not_signed(error: &anyhow::Error) -> bool {
    matches!(error.downcast_ref(), Some(Error::NotSigned { .. }))
}
