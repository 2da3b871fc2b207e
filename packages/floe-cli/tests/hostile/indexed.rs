//! `floe report` of a history that is read from an index, beside the same that is read from the node.

use std::collections::BTreeMap;
use std::process::{Command, Stdio};
use std::sync::Arc;

use cosmrs::proto::cosmos::tx::v1beta1::{TxBody, TxRaw};
use cosmrs::proto::cosmwasm::wasm::v1 as wasm;
use cosmrs::proto::prost::Message;
use cosmwasm_std::{Addr, Binary, Decimal, HexBinary};
use floe_client::{Chain, ChainExt, LiveConfig, Signer, TxOutcome};
use floe_hostile::{hash, Manner, Node, Signed, TrueChain, Truth};
use floe_index::derive::IndexedContracts;
use floe_index::follow::{progress, Follower};
use floe_index::store::Db;
use floe_index::{IndexConfig, WriterStatus};
use floe_testing::chain::Slash;
use serde_json::{json, Value};

use crate::conversation::{addresses, path_of, Stage, WORDS};
use crate::talks::Who;

const CHAIN: &str = "floe-1";

/// A node that also shows its blocks, of a chain that stands still while somebody reads them, and says who has paid.
struct Blocks {
    world: Arc<TrueChain>,
    hub: String,
}

/// A transaction as the node shows it.
struct Shown {
    outcome: TxOutcome,
    bytes: Vec<u8>,
}

/// What somebody has signed, or the bytes of a transaction that has only a name.
fn bytes(tx: &str, name: &str) -> Vec<u8> {
    let signed = Binary::from_base64(tx).unwrap().to_vec();
    if !signed.is_empty() {
        return signed;
    }
    let body = TxBody {
        memo: name.to_owned(),
        ..TxBody::default()
    };
    let raw = TxRaw {
        body_bytes: body.encode_to_vec(),
        ..TxRaw::default()
    };
    raw.encode_to_vec()
}

/// The chain's own event of what the user has paid: nobody else signs here.
fn paid(tx: &[u8]) -> Option<Value> {
    let fee = Signed::read(tx)?.fee;
    let attribute = |key: &str, value: String| json!({ "key": key, "value": value, "index": true });
    let attributes = [
        attribute("fee", format!("{fee}stake")),
        attribute("fee_payer", addresses()[1].clone()),
    ];
    Some(json!({ "type": "tx", "attributes": attributes }))
}

fn height_of(value: &Value) -> u64 {
    value
        .as_str()
        .and_then(|text| text.parse().ok())
        .unwrap_or_default()
}

fn block_hash(height: u64) -> String {
    hash(format!("block {height}").as_bytes())
}

impl Blocks {
    /// Executions of the hub as `tx_search` gives them, with bytes for those that have none.
    fn search(&self, params: &Value) -> Result<Value, String> {
        let mut answer = self.world.answer("tx_search", params)?;
        for tx in answer["txs"].as_array_mut().unwrap() {
            let all = bytes(tx["tx"].as_str().unwrap(), tx["hash"].as_str().unwrap());
            tx["hash"] = json!(hash(&all));
            tx["tx"] = json!(Binary::from(all.as_slice()).to_base64());
            let events = tx["tx_result"]["events"].as_array_mut().unwrap();
            events.extend(paid(&all));
        }
        Ok(answer)
    }

    /// All transactions of a block.
    fn txs(&self, height: u64) -> Vec<Shown> {
        let mut signed: BTreeMap<String, String> = BTreeMap::new();
        let query = format!(
            "execute._contract_address = '{}' AND tx.height >= {height}",
            self.hub
        );
        let found = self
            .world
            .answer("tx_search", &json!({ "query": query, "page": "1" }))
            .unwrap();
        let hub = self.hub.clone();
        let own = self
            .world
            .chain(move |chain| chain.history_page(&hub, height, 0).unwrap());
        for (past, tx) in own.iter().zip(found["txs"].as_array().unwrap()) {
            signed.insert(past.hash.clone(), tx["tx"].as_str().unwrap().to_owned());
        }
        let outcomes = self.world.chain(move |chain| {
            let all = chain.happened().iter();
            all.filter(|tx| tx.height == height).cloned().collect::<Vec<_>>()
        });
        outcomes
            .into_iter()
            .map(|outcome| Shown {
                bytes: bytes(
                    signed.get(&outcome.hash).map_or("", String::as_str),
                    &outcome.hash,
                ),
                outcome,
            })
            .collect()
    }

    fn headers(&self, params: &Value) -> Result<Value, String> {
        let (from, to) = (height_of(&params["minHeight"]), height_of(&params["maxHeight"]));
        let mut metas = Vec::new();
        for height in from..=to {
            let header = self
                .world
                .answer("header", &json!({ "height": height.to_string() }))?;
            metas.push(json!({
                "block_id": { "hash": block_hash(height) },
                "header": {
                    "chain_id": CHAIN, "height": height.to_string(), "time": header["header"]["time"],
                    "last_block_id": { "hash": block_hash(height - 1) },
                },
            }));
        }
        Ok(json!({ "block_metas": metas }))
    }

    fn results(&self, height: u64) -> Value {
        let txs = self.txs(height).into_iter().map(|shown| {
            let events = shown.outcome.events.iter().map(|event| {
                let attributes = event
                    .attributes
                    .iter()
                    .map(|(key, value)| json!({ "key": key, "value": value, "index": true }));
                json!({ "type": event.kind, "attributes": attributes.collect::<Vec<_>>() })
            });
            json!({ "code": 0, "events": events.chain(paid(&shown.bytes)).collect::<Vec<_>>() })
        });
        json!({ "height": height.to_string(), "txs_results": txs.collect::<Vec<_>>(), "finalize_block_events": [] })
    }

    /// What the world says of the hub, with the block in which it was created.
    fn created(&self, params: &Value) -> Result<Value, String> {
        let mut answer = self.world.answer("abci_query", params)?;
        let hub = self.hub.clone();
        let height = self.world.chain(move |chain| {
            let mut created = chain.happened().iter().filter(|tx| {
                let mut new = tx.events.iter().filter(|event| event.kind == "instantiate");
                new.any(|event| event.contract() == Some(&hub))
            });
            created.next().unwrap().height
        });
        let said = Binary::from_base64(answer["response"]["value"].as_str().unwrap()).unwrap();
        let mut found = wasm::QueryContractInfoResponse::decode(said.as_slice()).unwrap();
        let created = wasm::AbsoluteTxPosition {
            block_height: height,
            tx_index: 0,
        };
        found.contract_info.as_mut().unwrap().created = Some(created);
        answer["response"]["value"] = json!(Binary::from(found.encode_to_vec()).to_base64());
        Ok(answer)
    }
}

impl Truth for Blocks {
    fn answer(&self, method: &str, params: &Value) -> Result<Value, String> {
        let height = height_of(&params["height"]);
        match method {
            "tx_search" => self.search(params),
            "blockchain" => self.headers(params),
            "block_results" => Ok(self.results(height)),
            "block" => {
                let txs = self.txs(height).into_iter();
                let txs: Vec<String> = txs.map(|shown| Binary::from(shown.bytes).to_base64()).collect();
                Ok(json!({ "block": { "data": { "txs": txs } } }))
            }
            "abci_query" if asks_of(params, &self.hub) => self.created(params),
            _ => self.world.answer(method, params),
        }
    }
}

/// Whether it is a question about the creation of this contract.
fn asks_of(params: &Value, contract: &str) -> bool {
    let data = HexBinary::from_hex(params["data"].as_str().unwrap_or_default()).unwrap_or_default();
    params["path"] == "/cosmwasm.wasm.v1.Query/ContractInfo"
        && wasm::QueryContractInfoRequest::decode(data.as_slice())
            .is_ok_and(|asked| asked.address == contract)
}

struct Told {
    stage: Stage,
    node: Node,
}

impl Told {
    fn run(&self, args: &[&str], database: Option<&str>) -> (String, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_floe"));
        command
            .args(args)
            .args([
                "--node",
                &self.node.url(),
                "--chain-id",
                CHAIN,
                "--hub",
                &self.stage.hub,
            ])
            .args(["--key-env", "WORDS"])
            .current_dir(self.stage.folder())
            .env("WORDS", WORDS)
            .env("FLOE_KEY_PATH", path_of(Who::User))
            .stdin(Stdio::null());
        if let Some(database) = database {
            command.env("FLOE_INDEX_DATABASE", database);
        }
        let out = command.output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        let (said, told) = (text(&out.stdout), text(&out.stderr));
        assert!(out.status.success(), "{args:?}: {said} {told}");
        (said, told)
    }

    /// Deposits and exits of the user, each for a fee, and a slash that the owner looks at.
    fn live(&self) {
        let hub = self.stage.hub.clone();
        for (round, args) in [
            ["stake", "5000000 stake"],
            ["unstake", "30 flSTAKE"],
            ["stake", "700001 stake"],
            ["unstake", "12 flSTAKE"],
        ]
        .iter()
        .enumerate()
        {
            let all = [&args[..], &["--yes", "--max-fee", "100000 stake"]].concat();
            self.run(&all, None);
            if round == 1 {
                let hub = hub.clone();
                let owner = Signer::address_only(&addresses()[0]);
                self.stage.world.chain(move |chain| {
                    let staker = Addr::unchecked(&hub);
                    chain
                        .double_mut()
                        .rewards_spread(&staker, 9_000_001_u128.into())
                        .unwrap();
                    let operator = chain.validators().unwrap()[0].operator.clone();
                    let slash = Slash::new(&operator, Decimal::percent(2));
                    chain.double_mut().slash(&slash).unwrap();
                    chain.execute(&owner, &hub, &json!({ "sync": {} }), &[]).unwrap();
                    chain.execute(&owner, &hub, &json!({ "crank": {} }), &[]).unwrap();
                });
            }
        }
    }

    async fn index(&self, database: &str) {
        let contracts = {
            let hub = self.stage.hub.clone();
            self.stage
                .world
                .chain(move |chain| floe_client::Contracts::of_hub(&*chain, &hub).unwrap())
        };
        let roles = IndexedContracts {
            hub: contracts.hub,
            registry: contracts.registry,
            collector: contracts.collector,
            modules: Vec::new(),
        };
        let db = Db::open(database).await.unwrap();
        db.migrate().await.unwrap();
        let url = self.node.url();
        let config = IndexConfig::new(database, LiveConfig::new(&[&url]), CHAIN, roles);
        let tip = self.stage.world.chain(|chain| chain.block().unwrap().height);
        let mut follower = Follower::open(db.clone(), config, Arc::new(WriterStatus::default()))
            .await
            .unwrap();
        for _ in 0..100 {
            follower.round().await.unwrap();
            if progress(&db).await.unwrap().is_some_and(|at| at.height >= tip) {
                return;
            }
        }
        panic!("the index does not get to block {tip}");
    }
}

#[test]
fn a_report_from_an_index_is_the_report_of_the_chain_to_the_unit() {
    let stage = Stage::new();
    let blocks = Blocks {
        world: stage.world.clone(),
        hub: stage.hub.clone(),
    };
    let node = Node::start(Arc::new(blocks), Manner::Honest, 0);
    let told = Told { stage, node };
    told.live();
    let database = told.stage.folder().join("index.db").display().to_string();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(told.index(&database));

    let (owner, user) = (&addresses()[0], &addresses()[1]);
    let questions: [&[&str]; 4] = [
        &["report", "--json", "--by", "month"],
        &["report", "--json", "--address", user, "--by", "day"],
        &[
            "report",
            "--json",
            "--address",
            user,
            "--address",
            owner,
            "--lots",
        ],
        &["report", "--address", user],
    ];
    for args in questions {
        let (of_the_chain, beside) = told.run(args, None);
        assert!(!beside.contains("index"), "{beside}");
        let (of_the_index, beside) = told.run(args, Some(&database));
        assert!(beside.contains("The history is read from the index"), "{beside}");
        assert_eq!(of_the_index, of_the_chain, "{args:?}");
    }
    let (report, _) = told.run(questions[1], Some(&database));
    let report: Value = serde_json::from_str(&report).unwrap();
    let fees = report["transaction_fees"]
        .as_str()
        .unwrap()
        .parse::<u128>()
        .unwrap();
    assert!(fees > 0, "{report}");
    assert_eq!(report["differences"], json!([]));

    // One that is not there, or of another hub.
    let (of_the_chain, beside) = told.run(questions[3], Some("nowhere.db"));
    assert!(beside.contains("from the chain, not from the index"), "{beside}");
    assert_eq!(of_the_chain, told.run(questions[3], None).0);
    runtime.block_on(async {
        let db = Db::open(&database).await.unwrap();
        db.set_remark("hub", owner).await.unwrap();
    });
    let another = Command::new(env!("CARGO_BIN_EXE_floe"))
        .args([
            "report",
            "--node",
            &told.node.url(),
            "--chain-id",
            CHAIN,
            "--hub",
            &told.stage.hub,
        ])
        .env("FLOE_INDEX_DATABASE", &database)
        .current_dir(told.stage.folder())
        .output()
        .unwrap();
    let beside = String::from_utf8(another.stderr).unwrap();
    assert_eq!(another.status.code(), Some(2), "{beside}");
    assert!(beside.contains(&format!("is the index of {owner}")), "{beside}");
}
