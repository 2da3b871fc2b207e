//! Several nodes of one chain, none of which is trusted.
//!
//! A request goes to the current node, and on to the next when that one is down, belongs to another chain, lags, or
//! shows blocks of another time than now.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock};
use std::thread;
use std::time::{Duration, Instant};

use serde::de::DeserializeOwned;
use serde_json::{json, Value};

use super::node::{all_of_another_chain, lock, unreachable, Endpoint, Unfit, FRESH};
use super::rpc::{self, Failure, Status, Taken};
use super::view::{clock, of_now, seconds, HeightView};
use super::LiveConfig;
use crate::text::plain;
use crate::{Error, Result};

/// For the answer to how far a node is.
const STATUS: Duration = Duration::from_secs(5);

pub(super) struct Endpoints {
    nodes: Vec<Endpoint>,
    current: AtomicUsize,
    chain_id: OnceLock<String>,
    view: Mutex<HeightView>,
    /// Time spent on requests since the last [`Endpoints::begin`].
    spent: Mutex<Duration>,
    config: LiveConfig,
}

/// What a node's answer comes to.
pub(super) enum Next<T> {
    Done(T),
    /// The next node is asked.
    Pass(String),
}

/// What became of a transaction that was offered to the nodes.
pub(super) enum Offered {
    Taken,
    /// Every node that answered has refused it; the first one's words, and its index.
    Refused {
        codespace: String,
        code: u32,
        log: String,
        by: usize,
    },
    /// Some node was sent it, and none has answered.
    Lost(String),
    /// No node was sent it.
    NotSent(Error),
}

impl Endpoints {
    pub fn new(config: &LiveConfig) -> Result<Self> {
        let nodes = config.endpoints.iter().map(|url| Endpoint::new(url, config));
        let nodes: Vec<Endpoint> = nodes.collect::<Result<_>>()?;
        if nodes.is_empty() {
            return Err(Error::bad_value("endpoints", "name at least one node"));
        }
        let chain_id = OnceLock::new();
        if let Some(id) = &config.chain_id {
            let _ = chain_id.set(id.clone());
        }
        Ok(Self {
            nodes,
            current: AtomicUsize::new(0),
            chain_id,
            view: Mutex::default(),
            spent: Mutex::default(),
            config: config.clone(),
        })
    }

    /// Known after the first answer.
    pub fn chain_id(&self) -> &str {
        self.chain_id.get().map(String::as_str).unwrap_or_default()
    }

    /// From now on, the limit on the time of all requests counts anew.
    pub fn begin(&self) {
        *lock(&self.spent) = Duration::ZERO;
    }

    /// Asks all nodes at once how far they are, and judges each by the clock and the median of the others. Says why each
    /// one that is not fit is passed over.
    pub fn survey(&self) {
        let began = Instant::now();
        let limit = STATUS.min(self.left());
        let asked: Vec<std::result::Result<Status, Failure>> = thread::scope(|scope| {
            let each = self
                .nodes
                .iter()
                .map(|node| scope.spawn(move || node.status(limit)));
            let threads: Vec<_> = each.collect();
            let joined = threads.into_iter().map(|thread| {
                let ended = thread.join();
                ended.unwrap_or_else(|_| Err(Failure::Down("the question broke off".to_owned())))
            });
            joined.collect()
        });
        self.spend(began);
        let clock = clock();
        let answers: BTreeMap<usize, &Status> = asked
            .iter()
            .enumerate()
            .filter_map(|(index, answer)| Some((index, answer.as_ref().ok()?)))
            .collect();
        for status in answers.values() {
            self.chain_id.get_or_init(|| status.node_info.network.clone());
        }
        let own = |status: &Status| status.node_info.network == self.chain_id();
        let all: BTreeMap<usize, u64> = heights(answers.iter().filter(|(_, status)| own(status)));
        let now = answers
            .iter()
            .filter(|(_, status)| own(status) && !status.sync_info.catching_up && of_now(status, clock));
        let times = now.clone().map(|(_, status)| seconds(status).min(clock));
        let newest = times.max();
        let now = heights(now);
        {
            let mut view = lock(&self.view);
            view.newest = newest;
            view.heights = if newest.is_some() { now } else { all };
            view.taken = Some(Instant::now());
            if let Some(median) = view.median() {
                view.anchor = Some((view.believed(median), Instant::now()));
            }
        }
        for (index, status) in answers {
            if let Some(node) = self.nodes.get(index) {
                node.mark(self.judge(node, status).is_ok());
            }
        }
    }

    /// The newest block of the first node that is fit.
    pub fn status(&self) -> Result<Status> {
        let (status, index): (Status, usize) =
            self.call_with_index("status", &json!({}), |answer, index| match answer {
                Ok(status) => Next::Done((status, index)),
                Err(text) => Next::Pass(text),
            })?;
        self.saw(index, status.sync_info.latest_block_height);
        Ok(status)
    }

    /// The height that a transaction's last block is counted from: what the node says, as far as the clock allows it.
    pub fn height(&self) -> Result<u64> {
        let claimed = self.status()?.sync_info.latest_block_height;
        Ok(lock(&self.view).believed(claimed))
    }

    /// Remembers how far a node is.
    fn saw(&self, index: usize, height: u64) {
        let mut view = lock(&self.view);
        let known = view.heights.entry(index).or_default();
        *known = height.max(*known);
    }

    /// Asks the nodes in turn until `judge` is content. It is told what a node answers, or its words of refusal.
    ///
    /// # Errors
    /// [`Error::Unreachable`] with the reason of each node, [`Error::Stopped`] once that was asked for.
    pub fn call<T: DeserializeOwned, R>(
        &self,
        method: &str,
        params: &Value,
        mut judge: impl FnMut(std::result::Result<T, String>) -> Next<R>,
    ) -> Result<R> {
        self.call_with_index(method, params, |answer, _| judge(answer))
    }

    fn call_with_index<T: DeserializeOwned, R>(
        &self,
        method: &str,
        params: &Value,
        mut judge: impl FnMut(std::result::Result<T, String>, usize) -> Next<R>,
    ) -> Result<R> {
        let mut reasons = Vec::new();
        for round in 0..self.config.rounds.max(1) {
            self.back_off(round)?;
            reasons.clear();
            for index in self.order() {
                let Some((node, answer)) = self.ask_if_fit(index, method, params, &mut reasons)? else {
                    continue;
                };
                match judge(answer, index) {
                    Next::Done(result) => {
                        self.current.store(index, Ordering::Relaxed);
                        return Ok(result);
                    }
                    Next::Pass(text) => reasons.push((node.address.to_string(), Unfit::Other(text))),
                }
            }
            if all_of_another_chain(&reasons) {
                break;
            }
        }
        Err(unreachable(reasons))
    }

    /// Asks one fit node after the other, once, until `judge` has what it looks for.
    pub fn until<T: DeserializeOwned, R>(
        &self,
        method: &str,
        params: &Value,
        mut judge: impl FnMut(std::result::Result<T, String>) -> Option<R>,
    ) -> Result<Option<R>> {
        for index in self.order() {
            if let Some((_, answer)) = self.ask_if_fit(index, method, params, &mut Vec::new())? {
                if let Some(result) = judge(answer) {
                    return Ok(Some(result));
                }
            }
        }
        Ok(None)
    }

    /// A node and what it answers or its words of refusal; none, with the reason noted, if it is passed over.
    ///
    /// # Errors
    /// Once no further request may be made.
    fn ask_if_fit<T: DeserializeOwned>(
        &self,
        index: usize,
        method: &str,
        params: &Value,
        reasons: &mut Vec<(String, Unfit)>,
    ) -> Result<Option<(&Endpoint, std::result::Result<T, String>)>> {
        self.go_on()?;
        let Some(node) = self.nodes.get(index) else {
            return Ok(None);
        };
        let unfit = match self.vet(index, node) {
            Err(unfit) => unfit,
            Ok(()) => match self.ask(node, method, params) {
                Ok(answer) => return Ok(Some((node, Ok(answer)))),
                Err(Failure::Says(text)) => return Ok(Some((node, Err(text)))),
                Err(Failure::Down(text)) => {
                    node.mark(false);
                    Unfit::Other(text)
                }
            },
        };
        reasons.push((node.address.to_string(), unfit));
        Ok(None)
    }

    /// Offers a signed transaction to the nodes in turn until one takes it. The same bytes can land only once.
    pub fn offer(&self, tx: &str) -> Offered {
        let params = json!({ "tx": tx });
        let (mut sent, mut lost) = (false, false);
        let mut reasons = Vec::new();
        for round in 0..self.config.rounds.max(1) {
            if let Err(error) = self.back_off(round) {
                return ended(sent, error);
            }
            reasons.clear();
            let mut refused = None;
            for index in self.order() {
                if let Err(error) = self.go_on() {
                    return refused.unwrap_or_else(|| ended(sent, error));
                }
                let Some(node) = self.nodes.get(index) else {
                    continue;
                };
                let address = node.address.to_string();
                if let Err(unfit) = self.vet(index, node) {
                    reasons.push((address, unfit));
                    continue;
                }
                sent = true;
                match self.ask::<Taken>(node, "broadcast_tx_sync", &params) {
                    Ok(answer) if answer.is_taken() => {
                        self.current.store(index, Ordering::Relaxed);
                        return Offered::Taken;
                    }
                    Ok(Taken { code, log, codespace }) => {
                        let log = plain(&log);
                        refused.get_or_insert(Offered::Refused {
                            codespace: plain(&codespace),
                            code,
                            log,
                            by: index,
                        });
                    }
                    Err(Failure::Says(text)) if text.contains("already exists in cache") => {
                        return Offered::Taken
                    }
                    // Rate limits, a full mempool.
                    Err(Failure::Says(text)) => reasons.push((address, Unfit::Other(text))),
                    Err(Failure::Down(text)) => {
                        lost = true;
                        node.mark(false);
                        reasons.push((address, Unfit::Other(text)));
                    }
                }
            }
            match refused {
                // An earlier try of the same bytes got through, so that their sequence is used.
                Some(Offered::Refused {
                    code: WRONG_SEQUENCE, ..
                }) if lost => return Offered::Taken,
                Some(refused) => return refused,
                None if all_of_another_chain(&reasons) => break,
                None => {}
            }
        }
        ended(sent, unreachable(reasons))
    }

    /// Makes the next request go to another node first: the current one does not keep up, or is not to be asked again.
    pub fn distrust(&self) {
        let current = self.current.load(Ordering::Relaxed);
        if let Some(node) = self.nodes.get(current) {
            node.mark(false);
        }
        self.avoid(current);
    }

    /// Makes the next request go to another node than this one first, where there is one.
    pub fn avoid(&self, index: usize) {
        let next = index.saturating_add(1);
        let next = if next < self.nodes.len() { next } else { 0 };
        self.current.store(next, Ordering::Relaxed);
    }

    /// Waits, but not beyond a wish to stop.
    pub fn pause(&self, time: Duration) {
        let began = Instant::now();
        while !self.config.stop.is_asked() {
            let left = time.saturating_sub(began.elapsed());
            if left.is_zero() {
                return;
            }
            thread::sleep(left.min(Duration::from_millis(100)));
        }
    }

    fn back_off(&self, round: u32) -> Result<()> {
        self.go_on()?;
        if round > 0 {
            let doubled = 2u32.saturating_pow(round.saturating_sub(1));
            self.pause(self.config.backoff.saturating_mul(doubled));
        }
        Ok(())
    }

    /// Whether another request may be made.
    fn go_on(&self) -> Result<()> {
        if self.config.stop.is_asked() {
            return Err(Error::Stopped);
        }
        if self.left().is_zero() {
            let secs = self.config.total_timeout.as_secs();
            return Err(Error::Unreachable {
                tried: format!("the nodes have taken {secs} s for their answers, which is all they get"),
            });
        }
        Ok(())
    }

    fn left(&self) -> Duration {
        self.config.total_timeout.saturating_sub(*lock(&self.spent))
    }

    fn spend(&self, began: Instant) {
        let mut spent = lock(&self.spent);
        *spent = spent.saturating_add(began.elapsed());
    }

    /// Indices of the nodes in turn, beginning with the current one.
    fn order(&self) -> Vec<usize> {
        let first = self.current.load(Ordering::Relaxed);
        let count = self.nodes.len();
        (first..count).chain(0..first.min(count)).collect()
    }

    fn ask<T: DeserializeOwned>(
        &self,
        node: &Endpoint,
        method: &str,
        params: &Value,
    ) -> std::result::Result<T, Failure> {
        let began = Instant::now();
        let answer = rpc::ask(&node.http, method, params, self.left());
        self.spend(began);
        answer
    }

    /// Whether a node may be asked: by what was found a moment ago, otherwise by asking it how far it is.
    fn vet(&self, index: usize, node: &Endpoint) -> std::result::Result<(), Unfit> {
        if node.is_fit() {
            return Ok(());
        }
        let stale = lock(&self.view)
            .taken
            .is_none_or(|taken| taken.elapsed() >= FRESH);
        if stale {
            self.survey();
            if node.is_fit() {
                return Ok(());
            }
        }
        let began = Instant::now();
        let status = node.status(STATUS.min(self.left()));
        self.spend(began);
        let status = status.map_err(|failure| Unfit::Other(failure.text().to_owned()))?;
        let judged = self.judge(node, &status);
        node.mark(judged.is_ok());
        if judged.is_ok() {
            self.saw(index, status.sync_info.latest_block_height);
        }
        judged
    }

    fn judge(&self, node: &Endpoint, status: &Status) -> std::result::Result<(), Unfit> {
        let found = plain(&status.node_info.network);
        let expected = self.chain_id.get_or_init(|| status.node_info.network.clone());
        if *expected != status.node_info.network {
            return Err(Unfit::WrongChain(Error::WrongChain {
                endpoint: node.address.to_string(),
                expected: expected.clone(),
                found,
            }));
        }
        if status.sync_info.catching_up {
            return Err(Unfit::Other("is still catching up".to_owned()));
        }
        let judged = lock(&self.view).judge(status, self.config.max_lag_blocks);
        judged.map_err(Unfit::Other)
    }
}

/// What the SDK answers to a transaction whose sequence is not the account's.
pub(super) const WRONG_SEQUENCE: u32 = 32;

impl Taken {
    /// Whether the mempool has it, perhaps already.
    fn is_taken(&self) -> bool {
        const IN_MEMPOOL: u32 = 19;
        self.code == 0 || (self.code == IN_MEMPOOL && self.codespace == "sdk")
    }
}

fn ended(sent: bool, error: Error) -> Offered {
    if sent {
        Offered::Lost(error.to_string())
    } else {
        Offered::NotSent(error)
    }
}

fn heights<'a>(statuses: impl Iterator<Item = (&'a usize, &'a &'a Status)>) -> BTreeMap<usize, u64> {
    statuses
        .map(|(index, status)| (*index, status.sync_info.latest_block_height))
        .collect()
}
