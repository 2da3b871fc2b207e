//! The messages of a proposal, in CosmWasm's JSON: `{"wasm":{"execute":{…}}}`.

use cosmwasm_std::{Binary, Coin, CosmosMsg, WasmMsg};
use packed_store::packed;
use packed_store::wire::{object, value, Body, Fault, Field, Json};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

/// A message as proposals have it: of CosmWasm's those to contracts that are there.
#[derive(Serialize, JsonSchema, Clone, Debug, PartialEq, Eq)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ProposedMsg {
    Wasm(WasmAct),
}

/// What is done with a contract.
#[derive(Serialize, JsonSchema, Clone, Debug, PartialEq, Eq)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum WasmAct {
    /// Calls it.
    Execute {
        contract_addr: String,
        msg: Binary,
        /// Coins of the timelock; none to the hub.
        funds: Vec<Coin>,
    },
    /// Replaces its code.
    Migrate {
        contract_addr: String,
        new_code_id: u64,
        msg: Binary,
    },
    /// Lets somebody else replace its code.
    UpdateAdmin { contract_addr: String, admin: String },
    /// Lets nobody replace its code any more.
    ClearAdmin { contract_addr: String },
}

packed!(
    enum ProposedMsg {
        Wasm(act),
    }
);
packed!(enum WasmAct {
    Execute { contract_addr, msg, funds },
    1 = Migrate { contract_addr, new_code_id, msg },
    2 = UpdateAdmin { contract_addr, admin },
    3 = ClearAdmin { contract_addr },
});

impl WasmAct {
    /// The contract it is about.
    pub const fn contract(&self) -> &String {
        match self {
            Self::Execute { contract_addr, .. }
            | Self::Migrate { contract_addr, .. }
            | Self::UpdateAdmin { contract_addr, .. }
            | Self::ClearAdmin { contract_addr } => contract_addr,
        }
    }
}

/// What stands where none can be read.
impl Default for WasmAct {
    fn default() -> Self {
        let contract_addr = String::new();
        Self::ClearAdmin { contract_addr }
    }
}

impl Default for ProposedMsg {
    fn default() -> Self {
        Self::Wasm(WasmAct::default())
    }
}

impl Field for ProposedMsg {
    fn read(json: Json, fault: &mut Fault) -> Self {
        let act = json
            .single()
            .filter(|(kind, _)| kind == "wasm")
            .and_then(|(_, act)| act.single())
            .and_then(|(name, fields)| Some((reader(&name)?, name, fields)));
        let Some((reader, name, fields)) = act else {
            fault.note(
                "expected a message {\"wasm\":{…}} of execute, migrate, update_admin or clear_admin"
                    .to_owned(),
            );
            return Self::default();
        };
        Self::Wasm(object(&name, fields, fault, reader))
    }
}

/// What reads the fields of a message of that name.
fn reader(name: &str) -> Option<fn(&mut Body) -> WasmAct> {
    let reader: fn(&mut Body) -> WasmAct = match name {
        "execute" => |body| WasmAct::Execute {
            contract_addr: body.take("contract_addr"),
            msg: body.take("msg"),
            funds: body.take("funds"),
        },
        "migrate" => |body| WasmAct::Migrate {
            contract_addr: body.take("contract_addr"),
            new_code_id: body.take("new_code_id"),
            msg: body.take("msg"),
        },
        "update_admin" => |body| WasmAct::UpdateAdmin {
            contract_addr: body.take("contract_addr"),
            admin: body.take("admin"),
        },
        "clear_admin" => |body| WasmAct::ClearAdmin {
            contract_addr: body.take("contract_addr"),
        },
        _ => return None,
    };
    Some(reader)
}

impl<'de> Deserialize<'de> for ProposedMsg {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        value(deserializer)
    }
}

impl From<ProposedMsg> for CosmosMsg {
    fn from(ProposedMsg::Wasm(act): ProposedMsg) -> Self {
        let msg = match act {
            WasmAct::Execute {
                contract_addr,
                msg,
                funds,
            } => WasmMsg::Execute {
                contract_addr,
                msg,
                funds,
            },
            WasmAct::Migrate {
                contract_addr,
                new_code_id,
                msg,
            } => WasmMsg::Migrate {
                contract_addr,
                new_code_id,
                msg,
            },
            WasmAct::UpdateAdmin { contract_addr, admin } => WasmMsg::UpdateAdmin { contract_addr, admin },
            WasmAct::ClearAdmin { contract_addr } => WasmMsg::ClearAdmin { contract_addr },
        };
        msg.into()
    }
}

#[cfg(test)]
mod tests {
    use cosmwasm_std::{coin, from_json, to_json_string};
    use packed_store::packed::{pack, unpack};
    use rstest::rstest;

    use super::*;

    fn acts() -> [WasmAct; 4] {
        let contract_addr = "c".to_owned();
        [
            WasmAct::Execute {
                contract_addr: contract_addr.clone(),
                msg: b"{}".into(),
                funds: vec![coin(7, "stake")],
            },
            WasmAct::Migrate {
                contract_addr: contract_addr.clone(),
                new_code_id: 300,
                msg: b"{}".into(),
            },
            WasmAct::UpdateAdmin {
                contract_addr: contract_addr.clone(),
                admin: "a".into(),
            },
            WasmAct::ClearAdmin { contract_addr },
        ]
    }

    #[test]
    fn messages_are_written_read_stored_and_sent_as_cosmwasm_has_them() {
        for act in acts() {
            assert_eq!(act.contract(), "c");
            let msg = ProposedMsg::Wasm(act);
            let json = to_json_string(&msg).unwrap();
            let sent = CosmosMsg::from(msg.clone());
            assert_eq!(json, to_json_string(&sent).unwrap());
            assert_eq!(from_json::<ProposedMsg>(&json).unwrap(), msg);
            assert_eq!(unpack::<ProposedMsg>("x", &pack(&msg)), Ok(msg));
        }
    }

    #[rstest]
    #[case(r#"{"bank":{"send":{"to_address":"a","amount":[]}}}"#)]
    #[case(r#"{"wasm":{"instantiate":{}}}"#)]
    #[case(r#"{"wasm":{"clear_admin":{"contract_addr":"a"},"migrate":{}}}"#)]
    #[case(r#"{"wasm":{"clear_admin":{"contract_addr":"a"}},"bank":{}}"#)]
    #[case(r#"{"wasm":{"clear_admin":{"contract_addr":"a","admin":"b"}}}"#)]
    #[case(r#"{"wasm":{"clear_admin":{}}}"#)]
    #[case(r#"{"wasm":{"execute":{"contract_addr":"a","msg":"{}","funds":[]}}}"#)]
    #[case(r#"{"wasm":{"execute":{"contract_addr":"a","msg":"e30="}}}"#)]
    #[case(r#"{"wasm":{"execute":{"contract_addr":"a","msg":"e30=","funds":[{"denom":"x"}]}}}"#)]
    #[case(r#"{"wasm":{}}"#)]
    #[case(r#""wasm""#)]
    #[case("[]")]
    fn other_messages_are_not_read(#[case] json: &str) {
        assert!(from_json::<ProposedMsg>(json).is_err(), "{json}");
    }
}
