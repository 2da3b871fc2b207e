//! A watcher of everything that a transaction runs: it sees the chain as another contract would at that moment, and may
//! make the message fail.

use std::cell::RefCell;
use std::rc::Rc;

use cosmwasm_std::{QuerierResult, SystemError};

use super::fault::ModuleFault;
use super::*;

/// What is run next, or has just been run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// A message to a module, by its name and `bank` for all of that one, before it.
    Module(&'static str),
    /// The same after it, before anything else runs.
    ModuleDone(&'static str),
    /// A contract is about to execute a message.
    Execute,
    /// A contract is about to get a reply.
    Reply,
    /// A contract is asked by another one, which is in the middle of its own work.
    Query,
}

/// A moment in a transaction.
pub struct Instant<'a> {
    pub stage: Stage,
    /// Who sends the message to the module, or the contract that runs.
    pub address: &'a Addr,
    pub block: &'a BlockInfo,
    /// What any contract could ask at this moment.
    pub querier: QuerierWrapper<'a>,
}

/// Is told of every moment; an answer other than none makes the message of that moment fail in that way. After a
/// message, in a reply and in a query the answer is ignored.
pub trait Watcher {
    fn see(&mut self, now: &Instant<'_>) -> Option<ModuleFault>;
}

/// The watcher of a chain, if it has one, and whether a module has panicked in this transaction; shared by its modules
/// and contracts.
#[derive(Clone, Default)]
pub(crate) struct Watch {
    watcher: Rc<RefCell<Option<Box<dyn Watcher>>>>,
    panicked: Rc<RefCell<Option<ChainError>>>,
}

impl Watch {
    pub fn set(&self, watcher: Option<Box<dyn Watcher>>) {
        *self.watcher.borrow_mut() = watcher;
    }

    /// A transaction begins.
    pub fn begin(&self) {
        *self.panicked.borrow_mut() = None;
    }

    /// Remembers a panic, which from now on fails everything in the transaction: on a chain it unwinds past every reply.
    pub fn note_panic<T>(&self, answer: AnyResult<T>) -> AnyResult<T> {
        let panic = |error: &anyhow::Error| {
            let error = error.downcast_ref::<ChainError>()?;
            error.is_panic().then(|| error.clone())
        };
        if let Err(error) = &answer {
            if let Some(panic) = panic(error) {
                *self.panicked.borrow_mut() = Some(panic);
            }
        }
        answer
    }

    /// Refuses to go on after a panic.
    pub fn go_on(&self) -> AnyResult<()> {
        match &*self.panicked.borrow() {
            None => Ok(()),
            Some(panic) => Err(panic.clone().into()),
        }
    }

    /// The watcher's own questions are not watched.
    fn tell(&self, now: &Instant<'_>) -> Option<ModuleFault> {
        let mut watcher = self.watcher.try_borrow_mut().ok()?;
        watcher.as_mut()?.see(now)
    }

    /// Tells of a moment in a module.
    pub fn module<E, Q>(&self, stage: Stage, sender: &Addr, at: &Place<'_, E, Q>) -> Option<ModuleFault>
    where
        E: CustomMsg + DeserializeOwned + 'static,
        Q: CustomQuery + DeserializeOwned + 'static,
    {
        self.tell(&Instant {
            stage,
            address: sender,
            block: at.block,
            querier: QuerierWrapper::new(at),
        })
    }

    fn contract(&self, stage: Stage, env: &Env, querier: QuerierWrapper<'_>) -> Option<ModuleFault> {
        self.tell(&Instant {
            stage,
            address: &env.contract.address,
            block: &env.block,
            querier,
        })
    }
}

/// Where in a transaction a module works: what can be asked there.
pub(crate) struct Place<'a, E, Q> {
    pub api: &'a dyn cosmwasm_std::Api,
    pub storage: &'a dyn Storage,
    pub router: &'a dyn CosmosRouter<ExecC = E, QueryC = Q>,
    pub block: &'a BlockInfo,
}

impl<E, Q> Querier for Place<'_, E, Q>
where
    E: CustomMsg + DeserializeOwned + 'static,
    Q: CustomQuery + DeserializeOwned + 'static,
{
    fn raw_query(&self, request: &[u8]) -> QuerierResult {
        let request = match from_json(request) {
            Ok(request) => request,
            Err(error) => {
                return SystemResult::Err(SystemError::InvalidRequest {
                    error: error.to_string(),
                    request: request.into(),
                })
            }
        };
        let answer = self.router.query(self.api, self.storage, self.block, request);
        SystemResult::Ok(match answer {
            Ok(answer) => ContractResult::Ok(answer),
            Err(error) => ContractResult::Err(error.to_string()),
        })
    }
}

/// A contract whose every entry is seen.
pub(crate) struct Watched {
    pub code: Redacted,
    pub watch: Watch,
}

impl Contract<Empty> for Watched {
    fn instantiate(&self, deps: DepsMut, env: Env, info: MessageInfo, msg: Vec<u8>) -> AnyResult<Response> {
        self.code.instantiate(deps, env, info, msg)
    }

    fn execute(&self, deps: DepsMut, env: Env, info: MessageInfo, msg: Vec<u8>) -> AnyResult<Response> {
        let fault = self.watch.contract(Stage::Execute, &env, deps.querier);
        self.watch.go_on()?;
        match fault {
            None => self.code.execute(deps, env, info, msg),
            Some(ModuleFault::OutOfGas) => Err(ChainError::out_of_gas().into()),
            Some(fault) => Err(ChainError::refused(&format!("{fault:?}")).into()),
        }
    }

    fn query(&self, deps: Deps, env: Env, msg: Vec<u8>) -> AnyResult<Binary> {
        self.watch.contract(Stage::Query, &env, deps.querier);
        self.code.query(deps, env, msg)
    }

    fn reply(&self, deps: DepsMut, env: Env, msg: Reply) -> AnyResult<Response> {
        self.watch.contract(Stage::Reply, &env, deps.querier);
        self.watch.go_on()?;
        self.code.reply(deps, env, msg)
    }

    fn sudo(&self, deps: DepsMut, env: Env, msg: Vec<u8>) -> AnyResult<Response> {
        self.code.sudo(deps, env, msg)
    }

    fn migrate(&self, deps: DepsMut, env: Env, msg: Vec<u8>) -> AnyResult<Response> {
        self.code.migrate(deps, env, msg)
    }

    fn checksum(&self) -> Option<Checksum> {
        self.code.checksum()
    }
}
