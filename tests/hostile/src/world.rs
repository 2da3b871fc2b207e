//! What is true: a chain in memory, behind the methods and queries of a real node.

use std::collections::BTreeMap;
use std::io::Read;
use std::sync::mpsc::{channel, Sender};
use std::sync::{Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{SystemTime, UNIX_EPOCH};

use cosmrs::proto::cosmos::auth::v1beta1::{
    BaseAccount, Bech32PrefixResponse, QueryAccountInfoRequest, QueryAccountInfoResponse,
};
use cosmrs::proto::cosmos::bank::v1beta1 as bank;
use cosmrs::proto::cosmos::base::abci::v1beta1::{GasInfo, TxMsgData};
use cosmrs::proto::cosmos::base::node::v1beta1::ConfigResponse;
use cosmrs::proto::cosmos::base::v1beta1::Coin as ProtoCoin;
use cosmrs::proto::cosmos::distribution::v1beta1 as distribution;
use cosmrs::proto::cosmos::staking::v1beta1 as staking;
use cosmrs::proto::cosmos::tx::v1beta1::{AuthInfo, SimulateRequest, SimulateResponse, TxBody, TxRaw};
use cosmrs::proto::cosmwasm::wasm::v1 as wasm;
use cosmrs::proto::prost::{Message, Name};
use cosmrs::proto::tendermint::v0_38::types::{BlockParams, ConsensusParams};
use cosmrs::tendermint::Time;
use cosmrs::Any;
use cosmwasm_std::{
    coin, coins, Binary, Checksum, Coin, Decimal, Decimal256, HexBinary, Timestamp, Uint128, WasmMsg,
};
use flate2::read::GzDecoder;
use floe_api::hub::{
    CollectorInit, ExecuteMsg, FeeConfig, FeeReceiver, InstantiateMsg, ParamsUpdate, RegistryInit, TokenInit,
};
use floe_api::registry::{RegistryParams, ValidatorWeight};
use floe_client::views::ValidatorStatus;
use floe_client::{Answer, Chain, ChainExt, Code, Error, Event, Instance, Msg, Signer, Tx, TxOutcome};
use floe_embedded::{ChainConfig, Embedded};
use serde_json::{json, Value};

use crate::node::Truth;

/// What a unit of gas costs on it, in `stake`.
const PRICE: &str = "0.025stake";

/// What a simulation says that everything uses.
const GAS: u64 = 200_000;

/// Upper-case hex of a transaction.
pub fn hash(tx: &[u8]) -> String {
    Checksum::generate(tx).to_hex().to_uppercase()
}

/// What a signed transaction says.
#[derive(Clone, Debug)]
pub struct Signed {
    pub hash: String,
    pub sequence: u64,
    /// Of the staking coin, base units.
    pub fee: u128,
    pub valid_until: u64,
    pub messages: Vec<Any>,
}

impl Signed {
    /// None for what is no transaction.
    pub fn read(tx: &[u8]) -> Option<Self> {
        let raw = TxRaw::decode(tx).ok()?;
        let info = AuthInfo::decode(raw.auth_info_bytes.as_slice()).ok()?;
        let body = TxBody::decode(raw.body_bytes.as_slice()).ok()?;
        let fee = info.fee?.amount;
        Some(Self {
            hash: hash(tx),
            sequence: info.signer_infos.first()?.sequence,
            fee: fee
                .iter()
                .filter_map(|coin| coin.amount.parse::<u128>().ok())
                .sum(),
            valid_until: body.timeout_height,
            messages: body.messages,
        })
    }
}

/// A chain in a thread of its own.
pub struct World {
    jobs: Mutex<Sender<Job>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

type Job = Box<dyn FnOnce(&mut Inside) + Send>;

struct Inside {
    chain: Embedded,
    sequences: BTreeMap<String, u64>,
    txs: BTreeMap<String, Ended>,
    /// By the chain's own hashes.
    names: BTreeMap<String, String>,
}

/// A transaction in its block.
struct Ended {
    height: u64,
    bytes: Vec<u8>,
    result: Result<TxOutcome, Error>,
}

impl World {
    /// With what `build` makes.
    pub fn start(build: impl FnOnce() -> Embedded + Send + 'static) -> Self {
        let (jobs, todo) = channel::<Job>();
        let thread = thread::spawn(move || {
            let mut inside = Inside {
                chain: build(),
                sequences: BTreeMap::new(),
                txs: BTreeMap::new(),
                names: BTreeMap::new(),
            };
            for job in todo {
                job(&mut inside);
            }
        });
        Self {
            jobs: Mutex::new(jobs),
            thread: Mutex::new(Some(thread)),
        }
    }

    /// With the protocol, some weeks after its deployment: exits that can be claimed, and a batch that is open. The
    /// newest block is of now. These addresses have coins; the first one owns the protocol, the second one uses it.
    pub fn deployed(addresses: &[String]) -> (Self, String) {
        let addresses = addresses.to_vec();
        let (tell, told) = channel();
        let world = Self::start(move || {
            let (chain, hub) = deployed(&addresses);
            tell.send(hub).unwrap();
            chain
        });
        let hub = told.recv().expect("a protocol in the world");
        (world, hub)
    }

    fn with<T: Send + 'static>(&self, job: impl FnOnce(&mut Inside) -> T + Send + 'static) -> T {
        let (tell, told) = channel();
        let job: Job = Box::new(move |inside| {
            let _ = tell.send(job(inside));
        });
        let jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        jobs.send(job).expect("a world that goes on");
        drop(jobs);
        told.recv().expect("an answer of the world")
    }

    /// Whether a transaction is in a block, and succeeded there; none: in no block.
    pub fn succeeded(&self, hash: &str) -> Option<bool> {
        let hash = hash.to_owned();
        self.with(move |inside| Some(inside.txs.get(&hash)?.result.is_ok()))
    }

    /// For what the tests want to know or change.
    pub fn chain<T: Send + 'static>(&self, job: impl FnOnce(&mut Embedded) -> T + Send + 'static) -> T {
        self.with(move |inside| job(&mut inside.chain))
    }
}

impl Drop for World {
    fn drop(&mut self) {
        // Without a sender the thread ends.
        let (nobody, _) = channel();
        *self.jobs.lock().unwrap_or_else(PoisonError::into_inner) = nobody;
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread {
            let _ = thread.join();
        }
    }
}

impl Truth for World {
    fn answer(&self, method: &str, params: &Value) -> Result<Value, String> {
        let (method, params) = (method.to_owned(), params.clone());
        self.with(move |inside| inside.answer(&method, &params))
    }
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

/// Of a chain's time, as nodes write it.
fn written(time: Timestamp) -> String {
    let seconds = i64::try_from(time.seconds()).unwrap();
    let nanos = u32::try_from(time.subsec_nanos()).unwrap();
    Time::from_unix_timestamp(seconds, nanos).unwrap().to_rfc3339()
}

const DAY: u64 = 86_400;

fn deployed(addresses: &[String]) -> (Embedded, String) {
    let mut chain = Embedded::new(ChainConfig {
        start_time: Timestamp::from_seconds(now() - 40 * DAY),
        ..ChainConfig::default()
    });
    for name in ["val1", "val2", "val3"] {
        let power = Uint128::new(1_000_000_000_000);
        chain
            .double_mut()
            .add_validator(name, Decimal::percent(5), power)
            .unwrap();
    }
    for address in addresses {
        chain.fund(address, &coins(10_000_000_000, "stake"));
    }
    let owner = Signer::address_only(&addresses[0]);
    let user = Signer::address_only(&addresses[1]);
    let hub = chain.store(&owner, &Code::hub()).unwrap();
    let registry = chain.store(&owner, &Code::registry()).unwrap();
    let collector = chain.store(&owner, &Code::collector()).unwrap();
    let validators = chain.validators().unwrap().into_iter();
    let operators: Vec<String> = validators.map(|validator| validator.operator).collect();
    let msg = InstantiateMsg {
        governor: Some(addresses[0].clone()),
        ..instantiation(&addresses[0], &operators, registry, collector)
    };
    let new = Instance::new(hub, "floe")
        .funds(&coins(1_000_000, "stake"))
        .admin(&addresses[0]);
    let hub = chain.instantiate(&owner, &new, &msg).unwrap();
    let crank = ExecuteMsg::Crank {
        max_msgs: None,
        skip: None,
    };
    let bond = ExecuteMsg::Bond {
        receiver: None,
        min_shares: None,
        exec_msg: None,
    };
    let leave = |shares: u128| ExecuteMsg::QueueUnbond {
        shares: shares.into(),
        receiver: None,
    };
    chain
        .execute(&user, &hub, &bond, &coins(1_000_000_000, "stake"))
        .unwrap();
    chain.execute(&owner, &hub, &crank, &[]).unwrap();
    chain.execute(&user, &hub, &leave(200_000_000), &[]).unwrap();
    chain.advance(2 * DAY, 2).unwrap();
    let staker = cosmwasm_std::Addr::unchecked(&hub);
    chain
        .double_mut()
        .rewards_spread(&staker, 5_000_000u128.into())
        .unwrap();
    chain.execute(&owner, &hub, &crank, &[]).unwrap();
    for _ in 0..8 {
        chain.advance(3 * DAY, 1).unwrap();
        chain.execute(&owner, &hub, &crank, &[]).unwrap();
    }
    chain.execute(&user, &hub, &leave(100_000_000), &[]).unwrap();
    let left = now().saturating_sub(chain.block().unwrap().time.seconds());
    chain.advance(left, 1).unwrap();
    (chain, hub)
}

/// A hub of `owner` with the validators in equal parts, a fee of 5 % of which a tenth is the keeper's, and no governor.
pub fn instantiation(owner: &str, operators: &[String], registry: u64, collector: u64) -> InstantiateMsg {
    let validators = operators.iter().map(|operator| ValidatorWeight {
        operator: operator.clone(),
        weight: 1,
    });
    let receiver = |to: &str, weight| FeeReceiver {
        to: to.to_owned(),
        weight,
    };
    InstantiateMsg {
        owner: owner.to_owned(),
        guardian: None,
        governor: None,
        denom: "stake".to_owned(),
        token: TokenInit {
            name: "Floe Stake".to_owned(),
            symbol: "flSTAKE".to_owned(),
            decimals: 6,
            marketing: None,
        },
        registry: RegistryInit {
            code_id: registry,
            validators: validators.collect(),
            params: RegistryParams::default(),
        },
        collector: CollectorInit { code_id: collector },
        fee: FeeConfig {
            bps: 500,
            receivers: vec![receiver(owner, 9), receiver("keeper", 1)],
        },
        params: ParamsUpdate::default(),
        depositors: None,
    }
}

/// Codespace, code and log of an error, as a real chain words it.
fn refusal(error: &Error, of_query: bool) -> (String, u32, String) {
    let verb = if of_query { "query" } else { "execute" };
    let at = |message: &Option<usize>| {
        message
            .map(|index| format!("failed to execute message; message index: {index}: "))
            .unwrap_or_default()
    };
    match error {
        Error::Contract { message, text } => (
            "wasm".to_owned(),
            if of_query { 9 } else { 5 },
            format!("{}{text}: {verb} wasm contract failed", at(message)),
        ),
        Error::InsufficientFunds { detail } => ("sdk".to_owned(), 5, format!("{detail}: insufficient funds")),
        Error::Refused {
            message,
            codespace,
            code,
            text,
        } => (codespace.clone(), *code, format!("{}{text}", at(message))),
        Error::NotFound { what } => ("wasm".to_owned(), 22, format!("{what}: no such contract")),
        other => ("sdk".to_owned(), 18, format!("{other}: invalid request")),
    }
}

/// The wrong one for everything that is asked for with a number.
fn parsed(value: &Value) -> u64 {
    value
        .as_str()
        .and_then(|text| text.parse().ok())
        .unwrap_or_default()
}

impl Inside {
    fn answer(&mut self, method: &str, params: &Value) -> Result<Value, String> {
        match method {
            "status" => Ok(self.status()),
            "header" => {
                let height = parsed(&params["height"]);
                let block = self.chain.block_at(height);
                let block = block.map_err(|_| {
                    format!("height {height} must be less than or equal to the current blockchain height")
                })?;
                Ok(json!({ "header": { "height": height.to_string(), "time": written(block.time) } }))
            }
            "abci_query" => Ok(self.abci_query(params)),
            "broadcast_tx_sync" => Ok(self.broadcast(params["tx"].as_str().unwrap_or_default())),
            "tx" => self.tx(params["hash"].as_str().unwrap_or_default()),
            "tx_search" => self.tx_search(params),
            other => Err(format!("no method {other}")),
        }
    }

    fn height(&self) -> u64 {
        self.chain.block().unwrap().height
    }

    fn status(&self) -> Value {
        let block = self.chain.block().unwrap();
        json!({
            "node_info": { "network": self.chain.facts().chain_id, "other": { "tx_index": "on" } },
            "sync_info": {
                "latest_block_height": block.height.to_string(),
                "latest_block_time": written(block.time),
                "catching_up": false,
            },
        })
    }

    fn abci_query(&mut self, params: &Value) -> Value {
        let data = HexBinary::from_hex(params["data"].as_str().unwrap_or_default()).unwrap();
        let path = params["path"].as_str().unwrap_or_default();
        let (code, codespace, log, value) = match self.query(path, data.as_slice()) {
            Ok(value) => (
                0,
                String::new(),
                String::new(),
                Some(Binary::from(value).to_base64()),
            ),
            Err((codespace, code, log)) => (code, codespace, log, None),
        };
        json!({ "response": {
            "code": code, "log": log, "info": "", "index": "0", "key": null, "codespace": codespace,
            "value": value, "proofOps": null, "height": self.height().to_string(),
        }})
    }

    fn query(&mut self, path: &str, data: &[u8]) -> Result<Vec<u8>, (String, u32, String)> {
        let asked = match path.rsplit_once("v1beta1.Query/") {
            Some((module, name)) if module.contains("staking") => self.staking(name, data),
            Some((module, name)) if module.contains("bank") => self.bank(name, data),
            Some((module, name)) if module.contains("distribution") => self.distribution(name, data),
            _ => match path {
                "/cosmos.tx.v1beta1.Service/Simulate" => return self.simulate(data),
                "/cosmwasm.wasm.v1.Query/Codes" => Ok(self.codes()),
                _ => self.other(path, data),
            },
        };
        asked.map_err(|error| refusal(&error, true))
    }

    fn other(&mut self, path: &str, data: &[u8]) -> Result<Vec<u8>, Error> {
        let answer = match path {
            "/cosmos.auth.v1beta1.Query/Bech32Prefix" => Bech32PrefixResponse {
                bech32_prefix: self.chain.facts().prefix.clone(),
            }
            .encode_to_vec(),
            "/cosmos.auth.v1beta1.Query/AccountInfo" => {
                let address = QueryAccountInfoRequest::decode(data).unwrap().address;
                QueryAccountInfoResponse {
                    info: Some(BaseAccount {
                        sequence: self.sequences.get(&address).copied().unwrap_or_default(),
                        account_number: 7,
                        address,
                        pub_key: None,
                    }),
                }
                .encode_to_vec()
            }
            "/cosmos.base.node.v1beta1.Service/Config" => ConfigResponse {
                minimum_gas_price: PRICE.to_owned(),
                ..ConfigResponse::default()
            }
            .encode_to_vec(),
            "/cosmos.consensus.v1.Query/Params" => {
                let params = ConsensusParams {
                    block: Some(BlockParams {
                        max_bytes: 1_000_000,
                        max_gas: 40_000_000,
                    }),
                    ..ConsensusParams::default()
                };
                wasm::QueryRawContractStateResponse {
                    data: params.encode_to_vec(),
                }
                .encode_to_vec()
            }
            "/cosmwasm.wasm.v1.Query/SmartContractState" => {
                let query = wasm::QuerySmartContractStateRequest::decode(data).unwrap();
                let answer = self
                    .chain
                    .query_smart(&query.address, &Binary::from(query.query_data))?;
                wasm::QuerySmartContractStateResponse { data: answer.into() }.encode_to_vec()
            }
            "/cosmwasm.wasm.v1.Query/RawContractState" => {
                let query = wasm::QueryRawContractStateRequest::decode(data).unwrap();
                let found = self.chain.query_raw(&query.address, &query.query_data)?;
                wasm::QueryRawContractStateResponse {
                    data: found.unwrap_or_default(),
                }
                .encode_to_vec()
            }
            "/cosmwasm.wasm.v1.Query/ContractInfo" => {
                let address = wasm::QueryContractInfoRequest::decode(data).unwrap().address;
                let info = self.chain.contract_info(&address)?;
                wasm::QueryContractInfoResponse {
                    address,
                    contract_info: Some(wasm::ContractInfo {
                        code_id: info.code_id,
                        creator: info.creator,
                        admin: info.admin.unwrap_or_default(),
                        label: info.label,
                        ..wasm::ContractInfo::default()
                    }),
                }
                .encode_to_vec()
            }
            "/cosmwasm.wasm.v1.Query/Code" => {
                let code_id = wasm::QueryCodeRequest::decode(data).unwrap().code_id;
                let checksum = self.chain.code_checksum(code_id)?;
                wasm::QueryCodeResponse {
                    code_info: Some(code_info(code_id, checksum)),
                    data: Vec::new(),
                }
                .encode_to_vec()
            }
            other => {
                return Err(Error::Unsupported {
                    what: format!("the query {other}"),
                })
            }
        };
        Ok(answer)
    }

    fn codes(&self) -> Vec<u8> {
        let all = (1..).map_while(|id| Some(code_info(id, self.chain.code_checksum(id).ok()?)));
        let mut code_infos: Vec<_> = all.collect();
        code_infos.reverse();
        wasm::QueryCodesResponse {
            code_infos,
            pagination: None,
        }
        .encode_to_vec()
    }

    fn bank(&self, name: &str, data: &[u8]) -> Result<Vec<u8>, Error> {
        match name {
            "Balance" => {
                let query = bank::QueryBalanceRequest::decode(data).unwrap();
                let amount = self.chain.balance(&query.address, &query.denom)?;
                Ok(bank::QueryBalanceResponse {
                    balance: Some(proto(&coin(amount, query.denom))),
                }
                .encode_to_vec())
            }
            "AllBalances" => {
                let query = bank::QueryAllBalancesRequest::decode(data).unwrap();
                Ok(bank::QueryAllBalancesResponse {
                    balances: self.chain.balances(&query.address)?.iter().map(proto).collect(),
                    pagination: None,
                }
                .encode_to_vec())
            }
            _ => Err(Error::Unsupported {
                what: "metadata".to_owned(),
            }),
        }
    }

    fn staking(&self, name: &str, data: &[u8]) -> Result<Vec<u8>, Error> {
        let time = |time: Timestamp| {
            Some(cosmrs::proto::Timestamp {
                seconds: i64::try_from(time.seconds()).unwrap(),
                nanos: i32::try_from(time.subsec_nanos()).unwrap(),
            })
        };
        let height = |height: u64| i64::try_from(height).unwrap();
        match name {
            "Params" => {
                let params = self.chain.staking_params()?;
                Ok(staking::QueryParamsResponse {
                    params: Some(staking::Params {
                        unbonding_time: Some(cosmrs::proto::tendermint::google::protobuf::Duration {
                            seconds: height(params.unbonding_secs),
                            nanos: 0,
                        }),
                        max_validators: params.max_validators.unwrap_or(100),
                        max_entries: params.max_entries,
                        bond_denom: params.denom,
                        ..staking::Params::default()
                    }),
                }
                .encode_to_vec())
            }
            "Validators" => {
                let all = self
                    .chain
                    .validators()?
                    .into_iter()
                    .map(|validator| staking::Validator {
                        operator_address: validator.operator,
                        jailed: validator.jailed,
                        status: match validator.status {
                            ValidatorStatus::Bonded => staking::BondStatus::Bonded,
                            ValidatorStatus::Unbonding => staking::BondStatus::Unbonding,
                            ValidatorStatus::Unbonded => staking::BondStatus::Unbonded,
                        }
                        .into(),
                        tokens: validator.tokens.to_string(),
                        delegator_shares: atomics(validator.shares),
                        description: Some(staking::Description {
                            moniker: "one of three".to_owned(),
                            ..staking::Description::default()
                        }),
                        commission: Some(staking::Commission {
                            commission_rates: Some(staking::CommissionRates {
                                rate: atomics(validator.commission.into()),
                                ..staking::CommissionRates::default()
                            }),
                            update_time: None,
                        }),
                        ..staking::Validator::default()
                    });
                Ok(staking::QueryValidatorsResponse {
                    validators: all.collect(),
                    pagination: None,
                }
                .encode_to_vec())
            }
            "DelegatorDelegations" => {
                let query = staking::QueryDelegatorDelegationsRequest::decode(data).unwrap();
                let found = self.chain.delegations(&query.delegator_addr)?;
                let found = found.into_iter().map(|found| staking::DelegationResponse {
                    delegation: Some(staking::Delegation {
                        delegator_address: query.delegator_addr.clone(),
                        validator_address: found.operator,
                        shares: String::new(),
                    }),
                    balance: Some(proto(&coin(found.amount, "stake"))),
                });
                Ok(staking::QueryDelegatorDelegationsResponse {
                    delegation_responses: found.collect(),
                    pagination: None,
                }
                .encode_to_vec())
            }
            "DelegatorUnbondingDelegations" => {
                let query = staking::QueryDelegatorUnbondingDelegationsRequest::decode(data).unwrap();
                let found = self.chain.unbonding(&query.delegator_addr)?;
                let found = found.into_iter().map(|entry| staking::UnbondingDelegation {
                    delegator_address: query.delegator_addr.clone(),
                    validator_address: entry.operator,
                    entries: vec![staking::UnbondingDelegationEntry {
                        creation_height: height(entry.creation_height),
                        completion_time: time(entry.completion),
                        initial_balance: entry.initial.to_string(),
                        balance: entry.balance.to_string(),
                        ..staking::UnbondingDelegationEntry::default()
                    }],
                });
                Ok(staking::QueryDelegatorUnbondingDelegationsResponse {
                    unbonding_responses: found.collect(),
                    pagination: None,
                }
                .encode_to_vec())
            }
            "Redelegations" => {
                let query = staking::QueryRedelegationsRequest::decode(data).unwrap();
                let found = self.chain.redelegations(&query.delegator_addr)?;
                let found = found.into_iter().map(|entry| staking::RedelegationResponse {
                    redelegation: Some(staking::Redelegation {
                        validator_src_address: entry.source,
                        validator_dst_address: entry.destination,
                        ..staking::Redelegation::default()
                    }),
                    entries: vec![staking::RedelegationEntryResponse {
                        redelegation_entry: Some(staking::RedelegationEntry {
                            creation_height: height(entry.creation_height),
                            completion_time: time(entry.completion),
                            initial_balance: entry.initial.to_string(),
                            shares_dst: atomics(entry.shares),
                            ..staking::RedelegationEntry::default()
                        }),
                        balance: entry.initial.to_string(),
                    }],
                });
                Ok(staking::QueryRedelegationsResponse {
                    redelegation_responses: found.collect(),
                    pagination: None,
                }
                .encode_to_vec())
            }
            other => Err(Error::Unsupported {
                what: format!("the query {other} of x/staking"),
            }),
        }
    }

    fn distribution(&self, name: &str, data: &[u8]) -> Result<Vec<u8>, Error> {
        if name == "DelegatorWithdrawAddress" {
            let query = distribution::QueryDelegatorWithdrawAddressRequest::decode(data).unwrap();
            return Ok(distribution::QueryDelegatorWithdrawAddressResponse {
                withdraw_address: self.chain.withdraw_address(&query.delegator_address)?,
            }
            .encode_to_vec());
        }
        let query = distribution::QueryDelegationTotalRewardsRequest::decode(data).unwrap();
        let found = self.chain.pending_rewards(&query.delegator_address)?;
        let found = found
            .into_iter()
            .map(|reward| distribution::DelegationDelegatorReward {
                validator_address: reward.operator,
                reward: vec![cosmrs::proto::cosmos::base::v1beta1::DecCoin {
                    denom: reward.denom,
                    amount: atomics(reward.amount),
                }],
            });
        Ok(distribution::QueryDelegationTotalRewardsResponse {
            rewards: found.collect(),
            total: Vec::new(),
        }
        .encode_to_vec())
    }

    fn simulate(&mut self, data: &[u8]) -> Result<Vec<u8>, (String, u32, String)> {
        let request = SimulateRequest::decode(data).unwrap();
        let tx = transaction(&request.tx_bytes);
        self.chain.simulate(&tx).map_err(|error| refusal(&error, false))?;
        Ok(SimulateResponse {
            gas_info: Some(GasInfo {
                gas_wanted: GAS,
                gas_used: GAS,
            }),
            result: None,
        }
        .encode_to_vec())
    }

    /// It is in a block at once.
    fn broadcast(&mut self, tx: &str) -> Value {
        let bytes = Binary::from_base64(tx).unwrap().to_vec();
        let signed = Signed::read(&bytes).expect("a signed transaction");
        let answer = |code: u32, log: String| {
            json!({
                "code": code, "data": "", "log": log,
                "codespace": if code == 0 { "" } else { "sdk" }, "hash": signed.hash,
            })
        };
        if self.txs.contains_key(&signed.hash) {
            return answer(19, "tx already in mempool".to_owned());
        }
        let tx = transaction(&bytes);
        let sender = tx.signer.address("wasm").unwrap();
        let height = self.height();
        let expected = self.sequences.entry(sender).or_default();
        if signed.sequence != *expected {
            let log = format!(
                "account sequence mismatch, expected {expected}, got {}: incorrect account sequence",
                signed.sequence
            );
            return answer(32, log);
        }
        if height > signed.valid_until {
            return answer(30, "tx timeout height".to_owned());
        }
        *expected += 1;
        let result = self
            .chain
            .submit(&tx)
            .and_then(|pending| self.chain.confirm(&pending));
        let height = match &result {
            Ok(outcome) => {
                self.names.insert(outcome.hash.clone(), signed.hash.clone());
                outcome.height
            }
            Err(_) => {
                let height = self.height();
                self.chain.next_block().unwrap();
                height
            }
        };
        let ended = Ended {
            height,
            bytes,
            result,
        };
        self.txs.insert(signed.hash.clone(), ended);
        answer(0, String::new())
    }

    fn tx(&self, hash: &str) -> Result<Value, String> {
        let hex = HexBinary::from(Binary::from_base64(hash).unwrap().as_slice())
            .to_hex()
            .to_uppercase();
        let Some(ended) = self.txs.get(&hex) else {
            return Err(format!("tx ({hex}) not found"));
        };
        let (code, codespace, log, data, events) = match &ended.result {
            Ok(outcome) => (
                0,
                String::new(),
                String::new(),
                answers(&outcome.answers),
                events(&outcome.events),
            ),
            Err(error) => {
                let (codespace, code, log) = refusal(error, false);
                (code, codespace, log, String::new(), json!([]))
            }
        };
        Ok(json!({
            "hash": hex, "height": ended.height.to_string(), "index": 0,
            "tx": Binary::from(ended.bytes.as_slice()).to_base64(),
            "tx_result": {
                "code": code, "data": data, "log": log, "info": "", "codespace": codespace,
                "gas_wanted": GAS.to_string(), "gas_used": GAS.to_string(), "events": events,
            },
        }))
    }

    fn tx_search(&self, params: &Value) -> Result<Value, String> {
        let query = params["query"].as_str().unwrap_or_default();
        let contract = query.split('\'').nth(1).unwrap_or_default();
        let from = query
            .rsplit(' ')
            .next()
            .unwrap_or_default()
            .parse()
            .unwrap_or_default();
        let page = u32::try_from(parsed(&params["page"])).unwrap_or(1);
        let found = self.chain.history_page(contract, from, page.saturating_sub(1));
        let found = found.map_err(|error| error.to_string())?;
        let txs = found.into_iter().map(|past| {
            let name = self.names.get(&past.hash).unwrap_or(&past.hash);
            let bytes = self.txs.get(name).map(|ended| ended.bytes.as_slice());
            json!({
                "hash": name, "height": past.height.to_string(), "index": 0,
                "tx": Binary::from(bytes.unwrap_or_default()).to_base64(),
                "tx_result": {
                    "code": 0, "data": "", "log": "", "gas_wanted": GAS.to_string(), "gas_used": GAS.to_string(),
                    "events": events(&past.events), "codespace": "",
                },
            })
        });
        let txs: Vec<Value> = txs.collect();
        Ok(json!({ "total_count": txs.len().to_string(), "txs": txs }))
    }
}

fn code_info(code_id: u64, checksum: HexBinary) -> wasm::CodeInfoResponse {
    wasm::CodeInfoResponse {
        code_id,
        data_hash: checksum.into(),
        instantiate_permission: Some(wasm::AccessConfig {
            permission: wasm::AccessType::Everybody.into(),
            addresses: Vec::new(),
        }),
        ..wasm::CodeInfoResponse::default()
    }
}

fn proto(coin: &Coin) -> ProtoCoin {
    ProtoCoin {
        denom: coin.denom.clone(),
        amount: coin.amount.to_string(),
    }
}

/// As the SDK writes decimals.
fn atomics(decimal: Decimal256) -> String {
    decimal.atomics().to_string()
}

fn events(events: &[Event]) -> Value {
    let each = events.iter().map(|event| {
        let mut attributes: Vec<Value> = event
            .attributes
            .iter()
            .map(|(key, value)| json!({ "key": key, "value": value, "index": true }))
            .collect();
        if let Some(index) = event.message {
            attributes.push(json!({ "key": "msg_index", "value": index.to_string(), "index": true }));
        }
        json!({ "type": event.kind, "attributes": attributes })
    });
    each.collect()
}

fn answers(answers: &[Answer]) -> String {
    let pack = |url: String, value: Vec<u8>| Any { type_url: url, value };
    let plain = |data: &Option<Binary>| data.as_ref().map(|data| data.to_vec()).unwrap_or_default();
    let each = answers.iter().map(|answer| match answer {
        Answer::Stored { code_id, checksum } => pack(
            wasm::MsgStoreCodeResponse::type_url(),
            wasm::MsgStoreCodeResponse {
                code_id: *code_id,
                checksum: checksum.to_vec(),
            }
            .encode_to_vec(),
        ),
        Answer::Instantiated { contract, data } => pack(
            wasm::MsgInstantiateContractResponse::type_url(),
            wasm::MsgInstantiateContractResponse {
                address: contract.clone(),
                data: plain(data),
            }
            .encode_to_vec(),
        ),
        Answer::Executed { data } => pack(
            wasm::MsgExecuteContractResponse::type_url(),
            wasm::MsgExecuteContractResponse { data: plain(data) }.encode_to_vec(),
        ),
        Answer::Native(data) => pack("/cosmos.bank.v1beta1.MsgSendResponse".to_owned(), data.to_vec()),
    });
    let data = TxMsgData {
        msg_responses: each.collect(),
        ..TxMsgData::default()
    };
    Binary::from(data.encode_to_vec()).to_base64()
}

/// The messages of a transaction, of whoever sends the first one.
fn transaction(bytes: &[u8]) -> Tx {
    let raw = TxRaw::decode(bytes).unwrap();
    let body = TxBody::decode(raw.body_bytes.as_slice()).unwrap();
    let (senders, msgs): (Vec<String>, Vec<Msg>) = body.messages.iter().map(message).unzip();
    Tx::new(&Signer::address_only(&senders[0]), msgs)
}

fn taken(coins: Vec<ProtoCoin>) -> Vec<Coin> {
    coins
        .into_iter()
        .map(|found| coin(found.amount.parse().unwrap(), found.denom))
        .collect()
}

/// Sender and message.
fn message(any: &Any) -> (String, Msg) {
    let (url, value) = (any.type_url.as_str(), any.value.as_slice());
    if url == wasm::MsgExecuteContract::type_url() {
        let msg = wasm::MsgExecuteContract::decode(value).unwrap();
        let execute = WasmMsg::Execute {
            contract_addr: msg.contract,
            msg: msg.msg.into(),
            funds: taken(msg.funds),
        };
        return (msg.sender, execute.into());
    }
    if url == wasm::MsgInstantiateContract::type_url() {
        let msg = wasm::MsgInstantiateContract::decode(value).unwrap();
        let instantiate = WasmMsg::Instantiate {
            admin: (!msg.admin.is_empty()).then_some(msg.admin),
            code_id: msg.code_id,
            msg: msg.msg.into(),
            funds: taken(msg.funds),
            label: msg.label,
        };
        return (msg.sender, instantiate.into());
    }
    if url == wasm::MsgMigrateContract::type_url() {
        let msg = wasm::MsgMigrateContract::decode(value).unwrap();
        let migrate = WasmMsg::Migrate {
            contract_addr: msg.contract,
            new_code_id: msg.code_id,
            msg: msg.msg.into(),
        };
        return (msg.sender, migrate.into());
    }
    if url == wasm::MsgUpdateAdmin::type_url() {
        let msg = wasm::MsgUpdateAdmin::decode(value).unwrap();
        let update = WasmMsg::UpdateAdmin {
            contract_addr: msg.contract,
            admin: msg.new_admin,
        };
        return (msg.sender, update.into());
    }
    if url == wasm::MsgClearAdmin::type_url() {
        let msg = wasm::MsgClearAdmin::decode(value).unwrap();
        let clear = WasmMsg::ClearAdmin {
            contract_addr: msg.contract,
        };
        return (msg.sender, clear.into());
    }
    assert_eq!(
        url,
        wasm::MsgStoreCode::type_url(),
        "a message that this world does not know"
    );
    let msg = wasm::MsgStoreCode::decode(value).unwrap();
    let mut wasm = Vec::new();
    GzDecoder::new(msg.wasm_byte_code.as_slice())
        .read_to_end(&mut wasm)
        .unwrap();
    // The Wasm of these tests is its name.
    let code = match String::from_utf8_lossy(&wasm).as_ref() {
        "floe_hub" => Code::hub(),
        "floe_validator_registry" => Code::registry(),
        _ => Code::collector(),
    };
    (msg.sender, Msg::Store(code.with_wasm(wasm)))
}
