//! `floe tx`: what became of a transaction.

use anyhow::Result;
use cosmwasm_std::Coin;
use floe_client::history::time_of;
use floe_client::{when, ErrorCode, FoundTx};
use floe_core::units::Seconds;
use serde::Serialize;

use crate::context::Context;
use crate::exit::ExitCode;
use crate::input::{cited, WrongInput};
use crate::see::counted;
use crate::told::Wording;

#[derive(clap::Args)]
#[command(after_help = "Example:\n  floe tx 9C6FB1...   # the hash that was printed when it was signed")]
pub struct TxArgs {
    /// 64 hexadecimal digits.
    hash: String,
}

/// How far a transaction has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Stage {
    /// In no block that the nodes know.
    NotFound,
    /// In a block, and it changed nothing but the fee.
    Failed,
    /// In a block.
    Happened,
}

#[derive(Serialize)]
struct Told {
    tx: String,
    stage: Stage,
    height: Option<u64>,
    /// Unix seconds of its block.
    time: Option<Seconds>,
    gas_wanted: Option<u64>,
    gas_used: Option<u64>,
    fee: Vec<Coin>,
    /// Where it can be seen, as the configuration says.
    link: Option<String>,
    /// Why it failed.
    reason: Option<String>,
    /// What it did, in words.
    did: Vec<String>,
}

/// Ends with 1 if it is in no block or has failed.
pub fn run(args: TxArgs, context: &mut Context<'_>) -> Result<ExitCode> {
    let hash = args.hash.trim().to_uppercase();
    // Explorers of some chains write it so.
    let hash = hash.strip_prefix("0X").unwrap_or(&hash).to_owned();
    if hash.len() != 64 || !hash.chars().all(|c| c.is_ascii_hexdigit()) {
        return WrongInput::refuse(
            ErrorCode::Input,
            format!(
                "{} is no hash of a transaction; it has 64 hexadecimal digits",
                cited(&args.hash)
            ),
        );
    }
    let found = context.chain.find_tx(&hash)?;
    let newest = context.chain.block()?.height;
    let told = match found {
        Some(found) => of(found, context)?,
        None => Told {
            link: None,
            tx: hash,
            stage: Stage::NotFound,
            height: None,
            time: None,
            gas_wanted: None,
            gas_used: None,
            fee: Vec::new(),
            reason: None,
            did: Vec::new(),
        },
    };
    let fee: Result<Vec<String>> = told.fee.iter().map(|coin| context.shown_coin(coin)).collect();
    let fee = fee?.join(", ");
    context.show(&told, |told| lines(told, newest, &fee))?;
    Ok(ExitCode::when(told.stage == Stage::Happened))
}

fn of(found: FoundTx, context: &Context<'_>) -> Result<Told> {
    let did = match (&found.failure, Wording::of(context), context.contracts()) {
        (None, Ok(units), Ok(contracts)) => {
            let own = found.events.iter().flat_map(|event| {
                let of_hub = event.contract() == Some(contracts.hub.as_str());
                let moves = if of_hub { units.moves(event) } else { Vec::new() };
                moves.into_iter().chain(units.event(event))
            });
            own.collect()
        }
        // Without a deployment nothing is known of tokens.
        _ => Vec::new(),
    };
    let gas = found.gas.as_ref();
    Ok(Told {
        stage: match found.failure {
            Some(_) => Stage::Failed,
            None => Stage::Happened,
        },
        height: Some(found.height),
        time: time_of(&*context.chain, found.height).ok(),
        gas_wanted: gas.map(|gas| gas.wanted),
        gas_used: gas.map(|gas| gas.used),
        fee: gas.map(|gas| gas.fee.clone()).unwrap_or_default(),
        reason: found.failure.map(|error| error.to_string()),
        did,
        link: context.settings.link(&found.hash),
        tx: found.hash,
    })
}

fn lines(told: &Told, newest: u64, fee: &str) -> Vec<String> {
    let Some(height) = told.height else {
        return vec![
            format!("Transaction {} is in no block that the node knows, up to block {newest}.", told.tx),
            "It may be on its way, or never have been sent, or the node keeps no index of transactions. It can still land \
             until the height that was printed when it was signed."
                .to_owned(),
        ];
    };
    let at = told
        .time
        .map(|time| format!(" at {}", when::utc(time)))
        .unwrap_or_default();
    let mut lines = vec![match &told.reason {
        Some(reason) => format!("Failed in block {height}{at} and changed nothing but its fee: {reason}"),
        None => format!(
            "Happened in block {height}{at}, {} ago.",
            counted(newest.saturating_sub(height), "block")
        ),
    }];
    if let (Some(wanted), Some(used)) = (told.gas_wanted, told.gas_used) {
        let fee = if fee.is_empty() { "nothing" } else { fee };
        lines.push(format!("  fee {fee}; gas {used} of {wanted}"));
    }
    lines.extend(told.link.iter().map(|link| format!("  {link}")));
    lines.extend(told.did.iter().map(|what| format!("  {what}")));
    if told.did.is_empty() && told.stage == Stage::Happened {
        lines.push("  nothing of it concerns the protocol".to_owned());
    }
    lines
}
