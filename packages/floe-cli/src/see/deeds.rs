//! What proposals of the timelock would do.

use cosmwasm_std::Binary;
use floe_api::timelock::{ProposedMsg, WasmAct};
use floe_client::text::plain;
use floe_client::{ContractKind, Contracts};
use serde_json::Value;

/// Characters of a message that are shown; all of it is in the answer with `--json`.
const SHOWN: usize = 120;

/// A line for each message, in base units. What a proposer wrote is shown without what a terminal would take for commands.
pub fn deeds(msgs: &[ProposedMsg], contracts: &Contracts, timelock: &str) -> Vec<String> {
    let deed = |ProposedMsg::Wasm(act): &ProposedMsg| {
        let address = act.contract();
        let known = ContractKind::ALL
            .into_iter()
            .find(|kind| contracts.address(*kind) == address);
        let whose = match known {
            Some(kind) => kind.name().to_owned(),
            None if address == timelock => "the timelock itself".to_owned(),
            None => plain(address),
        };
        let what = match act {
            WasmAct::Execute { msg, funds, .. } => {
                let coins: Vec<String> = funds.iter().map(ToString::to_string).collect();
                match coins.is_empty() {
                    true => shown(msg),
                    false => format!("{} with {}", shown(msg), plain(&coins.join(", "))),
                }
            }
            WasmAct::Migrate { new_code_id, msg, .. } => {
                format!(
                    "its code becomes code {new_code_id}, which is told {}",
                    shown(msg)
                )
            }
            WasmAct::UpdateAdmin { admin, .. } => {
                format!("{} may replace its code from then on", plain(admin))
            }
            WasmAct::ClearAdmin { .. } => "nobody may replace its code from then on".to_owned(),
        };
        format!("{whose}: {what}")
    };
    msgs.iter().map(deed).collect()
}

/// `update_fee {"bps":300}`.
fn shown(msg: &Binary) -> String {
    let text = match serde_json::from_slice::<Value>(msg) {
        Ok(Value::Object(fields)) if fields.len() == 1 => {
            let named = fields.iter().map(|(name, value)| format!("{name} {value}"));
            named.collect()
        }
        Ok(other) => other.to_string(),
        Err(_) => "something that is no JSON".to_owned(),
    };
    let text = plain(&text);
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cosmwasm_std::coin;

    #[test]
    fn each_message_is_told_with_whose_it_is() {
        let contracts = Contracts {
            hub: "hub".to_owned(),
            registry: "registry".to_owned(),
            collector: "collector".to_owned(),
        };
        let call = |contract: &str, msg: &str, funds| {
            ProposedMsg::Wasm(WasmAct::Execute {
                contract_addr: contract.to_owned(),
                msg: Binary::from(msg.as_bytes()),
                funds,
            })
        };
        let long = format!("{{\"set_weights\":{{\"weights\":\"{}\"}}}}", "x".repeat(200));
        let msgs = [
            call("hub", "{\"update_fee\":{\"bps\":300}}", vec![]),
            call("timelock", "{\"update_times\":{}}", vec![]),
            call("other", "\u{1b}[2J", vec![coin(5, "ustake")]),
            call("registry", &long, vec![]),
            ProposedMsg::Wasm(WasmAct::Migrate {
                contract_addr: "hub".to_owned(),
                new_code_id: 7,
                msg: Binary::from(b"{}"),
            }),
            ProposedMsg::Wasm(WasmAct::ClearAdmin {
                contract_addr: "hub".to_owned(),
            }),
        ];
        let told = deeds(&msgs, &contracts, "timelock");
        assert_eq!(told[0], "hub: update_fee {\"bps\":300}");
        assert_eq!(told[1], "the timelock itself: update_times {}");
        assert_eq!(told[2], "other: something that is no JSON with 5ustake");
        assert!(told[3].starts_with("registry: set_weights {\"weights\":\"xxx") && told[3].ends_with("xx…"));
        assert_eq!(told[4], "hub: its code becomes code 7, which is told {}");
        assert_eq!(told[5], "hub: nobody may replace its code from then on");
    }
}
