//! What is true: a chain in memory, behind the methods and queries of a real node.

mod deployed;

use std::sync::mpsc::{channel, Sender};
use std::sync::{Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{SystemTime, UNIX_EPOCH};

use cosmwasm_std::{coins, Decimal, Timestamp, Uint128};
use floe_api::hub::{
    CollectorInit, ExecuteMsg, FeeConfig, FeeReceiver, InstantiateMsg, ParamsUpdate, RegistryInit, TokenInit,
};
use floe_api::registry::{RegistryParams, ValidatorWeight};
use floe_client::{Chain, ChainExt, Code, Instance, Signer};
use floe_embedded::{ChainConfig, Embedded};
use floe_local::{LocalChain, NodeTerms};
use serde_json::Value;

use crate::node::Truth;

use deployed::deployed;
pub use deployed::instantiation;
pub use floe_local::{hash, Signed};

const DAY: u64 = 86_400;

/// A chain in a thread of its own.
pub struct TrueChain {
    jobs: Mutex<Sender<Job>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

type Job = Box<dyn FnOnce(&mut LocalChain) + Send>;

impl TrueChain {
    /// With what `build` makes.
    pub fn start(build: impl FnOnce() -> Embedded + Send + 'static) -> Self {
        let (jobs, todo) = channel::<Job>();
        let thread = thread::spawn(move || {
            let terms = NodeTerms {
                gas_price: "0.025stake".to_owned(),
                display: None,
                monikers: vec!["one of three".to_owned()],
            };
            let mut inside = LocalChain::new(build(), terms);
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

    fn with<T: Send + 'static>(&self, job: impl FnOnce(&mut LocalChain) -> T + Send + 'static) -> T {
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
        self.with(move |inside| inside.succeeded(&hash))
    }

    /// For what the tests want to know or change.
    pub fn chain<T: Send + 'static>(&self, job: impl FnOnce(&mut Embedded) -> T + Send + 'static) -> T {
        self.with(move |inside| job(&mut inside.chain))
    }
}

impl Drop for TrueChain {
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

impl Truth for TrueChain {
    fn answer(&self, method: &str, params: &Value) -> Result<Value, String> {
        let (method, params) = (method.to_owned(), params.clone());
        self.with(move |inside| inside.answer(&method, &params))
    }
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}
