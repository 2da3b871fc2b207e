//! Contracts that are given control in the middle of a transaction, and one that watches over the hub's own order.

use anyhow::Result as AnyResult;
use cosmwasm_std::Order;
use cw20::Cw20ReceiveMsg;
use cw_multi_test::Contract;
use cw_storage_plus::Item;
use floe_api::hub::RedemptionRateResponse;
use floe_api::rate;

use crate::prelude::*;

const HUB: Item<Addr> = Item::new("hub");
const READ: Item<Vec<Read>> = Item::new("read");

/// A rate and the time of the observation behind it, read both ways.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq)]
pub struct Read {
    pub smart: (Decimal, u64),
    pub raw: (Decimal, u64),
}

/// What the reader does with the control that it is given.
#[derive(Serialize, Deserialize, Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReaderTask {
    OnlyRead,
    Bond,
    Queue,
    Instant,
    Sync,
    Crank,
    Submit,
    SendOn,
}

impl ReaderTask {
    pub const ALL: [ReaderTask; 8] = [
        ReaderTask::OnlyRead,
        ReaderTask::Bond,
        ReaderTask::Queue,
        ReaderTask::Instant,
        ReaderTask::Sync,
        ReaderTask::Crank,
        ReaderTask::Submit,
        ReaderTask::SendOn,
    ];
}

/// Reads the rate when it is called and after each message that it sends from there.
pub struct Reader;

fn note(deps: &mut DepsMut, env: &Env) -> AnyResult<()> {
    let hub = HUB.load(deps.storage)?;
    let msg = QueryMsg::RedemptionRate {
        denom: hub.to_string(),
        params: None,
    };
    let smart: RedemptionRateResponse = deps.querier.query_wasm_smart(&hub, &msg)?;
    let raw = rate::query_raw(&deps.querier, &hub, env.block.time.seconds())?;
    let mut read = READ.may_load(deps.storage)?.unwrap_or_default();
    read.push(Read {
        smart: (smart.redemption_rate, smart.update_time),
        raw: (raw.rate, raw.update_time),
    });
    Ok(READ.save(deps.storage, &read)?)
}

fn message(task: ReaderTask, shares: cosmwasm_std::Uint128, env: &Env) -> Option<ExecuteMsg> {
    Some(match task {
        ReaderTask::OnlyRead => return None,
        ReaderTask::Bond => ExecuteMsg::Bond {
            receiver: None,
            min_shares: None,
            exec_msg: None,
        },
        ReaderTask::Queue => ExecuteMsg::QueueUnbond {
            shares,
            receiver: None,
        },
        ReaderTask::Instant => ExecuteMsg::InstantUnbond {
            shares,
            receiver: None,
            min_out: None,
        },
        ReaderTask::Sync => ExecuteMsg::Sync {},
        ReaderTask::Crank => ExecuteMsg::Crank {
            max_msgs: None,
            skip: None,
        },
        ReaderTask::Submit => ExecuteMsg::SubmitBatch { skip: None },
        ReaderTask::SendOn => ExecuteMsg::Send {
            contract: env.contract.address.to_string(),
            amount: shares,
            msg: to_json_binary(&ReaderTask::OnlyRead).unwrap(),
        },
    })
}

impl Contract<Empty> for Reader {
    fn instantiate(&self, deps: DepsMut, _: Env, _: MessageInfo, msg: Vec<u8>) -> AnyResult<Response> {
        HUB.save(deps.storage, &from_json(msg)?)?;
        Ok(Response::new())
    }

    fn execute(&self, mut deps: DepsMut, env: Env, _: MessageInfo, msg: Vec<u8>) -> AnyResult<Response> {
        #[derive(Deserialize)]
        #[serde(rename_all = "snake_case")]
        enum Hook {
            Receive(Cw20ReceiveMsg),
        }
        let Hook::Receive(got) = from_json(msg)?;
        note(&mut deps, &env)?;
        let Some(msg) = message(from_json(&got.msg)?, got.amount, &env) else {
            return Ok(Response::new());
        };
        let funds = match msg {
            ExecuteMsg::Bond { .. } => coins(10_000_000, "stake"),
            _ => vec![],
        };
        let msg = WasmMsg::Execute {
            contract_addr: HUB.load(deps.storage)?.into(),
            msg: to_json_binary(&msg)?,
            funds,
        };
        Ok(Response::new().add_submessage(SubMsg::reply_always(msg, 1)))
    }

    fn query(&self, deps: Deps, _: Env, _: Vec<u8>) -> AnyResult<Binary> {
        Ok(to_json_binary(&READ.may_load(deps.storage)?.unwrap_or_default())?)
    }

    fn reply(&self, mut deps: DepsMut, env: Env, _: Reply) -> AnyResult<Response> {
        note(&mut deps, &env)?;
        Ok(Response::new())
    }

    fn sudo(&self, _: DepsMut, _: Env, _: Vec<u8>) -> AnyResult<Response> {
        Err(StdError::generic_err("no sudo").into())
    }

    fn migrate(&self, _: DepsMut, _: Env, _: Vec<u8>) -> AnyResult<Response> {
        Ok(Response::new())
    }
}

/// What the hub did in all its calls.
#[derive(Debug, Default)]
pub struct Notes {
    pub asked: u64,
    pub wrote: u64,
    /// Questions after a write in the same call.
    pub late: Vec<String>,
}

/// The hub's own code; each call's reads of others and writes are noted in their order.
#[derive(Default)]
pub struct Ordered {
    pub notes: Rc<RefCell<Notes>>,
}

struct Ledger<'a> {
    storage: &'a mut dyn Storage,
    wrote: &'a Cell<u64>,
}

impl Storage for Ledger<'_> {
    fn get(&self, key: &[u8]) -> Option<Vec<u8>> {
        self.storage.get(key)
    }

    fn range<'b>(
        &'b self,
        start: Option<&[u8]>,
        end: Option<&[u8]>,
        order: Order,
    ) -> Box<dyn Iterator<Item = Record> + 'b> {
        self.storage.range(start, end, order)
    }

    fn set(&mut self, key: &[u8], value: &[u8]) {
        self.wrote.set(self.wrote.get() + 1);
        self.storage.set(key, value);
    }

    fn remove(&mut self, key: &[u8]) {
        self.wrote.set(self.wrote.get() + 1);
        self.storage.remove(key);
    }
}

struct Asking<'a> {
    querier: QuerierWrapper<'a>,
    wrote: &'a Cell<u64>,
    notes: &'a RefCell<Notes>,
}

impl Querier for Asking<'_> {
    fn raw_query(&self, request: &[u8]) -> QuerierResult {
        let mut notes = self.notes.borrow_mut();
        notes.asked += 1;
        if self.wrote.get() > 0 {
            notes.late.push(String::from_utf8_lossy(request).into_owned());
        }
        drop(notes);
        self.querier.raw_query(request)
    }
}

impl Ordered {
    fn run(&self, deps: DepsMut, call: impl FnOnce(DepsMut) -> AnyResult<Response>) -> AnyResult<Response> {
        let wrote = Cell::new(0);
        let asking = Asking {
            querier: deps.querier,
            wrote: &wrote,
            notes: &self.notes,
        };
        let mut storage = Ledger {
            storage: deps.storage,
            wrote: &wrote,
        };
        let answer = call(DepsMut {
            storage: &mut storage,
            api: deps.api,
            querier: QuerierWrapper::new(&asking),
        });
        self.notes.borrow_mut().wrote += wrote.get();
        answer
    }
}

impl Contract<Empty> for Ordered {
    fn instantiate(&self, _: DepsMut, _: Env, _: MessageInfo, _: Vec<u8>) -> AnyResult<Response> {
        Err(StdError::generic_err("only migrated to").into())
    }

    fn execute(&self, deps: DepsMut, env: Env, info: MessageInfo, msg: Vec<u8>) -> AnyResult<Response> {
        let msg = from_json(msg)?;
        self.run(deps, |deps| {
            Ok(floe_hub::contract::execute(deps, env, info, msg)?)
        })
    }

    fn query(&self, deps: Deps, env: Env, msg: Vec<u8>) -> AnyResult<Binary> {
        Ok(floe_hub::contract::query(deps, env, from_json(msg)?)?)
    }

    fn reply(&self, deps: DepsMut, env: Env, reply: Reply) -> AnyResult<Response> {
        self.run(deps, |deps| Ok(floe_hub::contract::reply(deps, env, reply)?))
    }

    fn sudo(&self, _: DepsMut, _: Env, _: Vec<u8>) -> AnyResult<Response> {
        Err(StdError::generic_err("no sudo").into())
    }

    fn migrate(&self, _: DepsMut, _: Env, _: Vec<u8>) -> AnyResult<Response> {
        Ok(Response::new())
    }
}
