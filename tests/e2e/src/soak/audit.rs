//! What must add up during a soak and after it.

use std::collections::BTreeMap;

use floe_client::{Chain, ChainExt, PastTx, Signer, TxEvent};

use super::crowd::Crowd;
use super::INTERVAL;
use crate::keeper::{KeeperProcess, KeeperReceipt};
use crate::world::Deployed;

/// Blocks within which two keepers can send for the same reason.
const RACE: u64 = 8;

/// What leaves less to do for a crank, whoever does it.
const TAKING: [&str; 4] = [
    "wasm-floe/batch_settled",
    "wasm-floe/instant_unbonded",
    "wasm-floe/unbond_cancelled",
    "wasm-floe/undelegation_sent",
];

/// What happened, from the chain's history and from what the keepers say.
pub struct SoakAudit {
    receipts: Vec<(usize, KeeperReceipt)>,
    /// Seconds by which each batch closed late.
    lateness: Vec<u64>,
    /// Seconds from the close of each batch to its settlement.
    settling: Vec<u64>,
    /// Heights and hashes of transactions that took work away from a crank: users' claims settle, and their instant
    /// exits take coins that would have been delegated.
    taken: Vec<(u64, String)>,
    complaints: BTreeMap<String, u32>,
    /// Hashes that the keepers have written down before they sent.
    signed: Vec<String>,
}

impl SoakAudit {
    /// Over everything since a height. `words` are the keepers' mnemonics.
    pub fn new(world: &Deployed<'_>, begin: u64, keepers: &[KeeperProcess], words: &[String]) -> Self {
        let chain = world.net.chain();
        let receipts: Vec<(usize, KeeperReceipt)> = keepers
            .iter()
            .enumerate()
            .flat_map(|(n, keeper)| keeper.receipts().into_iter().map(move |receipt| (n, receipt)))
            .collect();
        let mut audit = Self {
            receipts,
            lateness: Vec::new(),
            settling: Vec::new(),
            complaints: complaints(keepers),
            taken: Vec::new(),
            signed: keepers.iter().flat_map(KeeperProcess::signed).collect(),
        };
        audit.read_batches(chain, &world.hub, begin);
        audit.compare(chain, world, begin, words);
        audit
    }

    /// Follows the open batch and the closed ones through the hub's events.
    fn read_batches(&mut self, chain: &dyn Chain, hub: &str, begin: u64) {
        let mut open = 0u128;
        let mut filled = 0;
        let mut last_close: Option<u64> = None;
        let mut closed: BTreeMap<String, u64> = BTreeMap::new();
        let read = |tx: PastTx| {
            let time = chain.block_at(tx.height)?.time.seconds();
            if facts(&tx).any(|event| TAKING.contains(&event.kind.as_str())) {
                self.taken.push((tx.height, tx.hash.clone()));
            }
            for event in facts(&tx) {
                match event.kind.as_str() {
                    "wasm-floe/unbond_queued" => {
                        if open == 0 {
                            filled = time;
                        }
                        open += amount(event, "shares");
                    }
                    "wasm-floe/unbond_cancelled" => open -= amount(event, "shares"),
                    "wasm-floe/batch_closed" => {
                        let due = last_close.map_or(filled, |last| filled.max(last + INTERVAL));
                        self.lateness.push(time.saturating_sub(due));
                        last_close = Some(time);
                        closed.insert(text(event, "batch"), time);
                        open = 0;
                    }
                    "wasm-floe/batch_settled" => {
                        let begin = closed.remove(&text(event, "batch")).unwrap();
                        self.settling.push(time - begin);
                    }
                    _ => {}
                }
            }
            Ok(true)
        };
        chain.history(hub, begin, read).unwrap();
        assert!(closed.is_empty(), "batches that never settled: {closed:?}");
        assert_eq!(open, 0, "shares in a batch that never closed");
    }

    /// Every transaction of the keepers that the chain knows is one that they know.
    fn compare(&self, chain: &dyn Chain, world: &Deployed<'_>, begin: u64, words: &[String]) {
        let address = |words: &String| chain.address(&Signer::from_mnemonic(words).unwrap()).unwrap();
        let addresses: Vec<String> = words.iter().map(address).collect();
        for contract in [&world.hub, &world.registry] {
            let read = |tx: PastTx| {
                let sent = tx.events.iter().any(|event| {
                    event.kind == "message"
                        && event
                            .attribute("sender")
                            .is_some_and(|by| addresses.iter().any(|own| own == by))
                });
                let known = self
                    .receipts
                    .iter()
                    .any(|(_, r)| r.hash.as_ref() == Some(&tx.hash))
                    || self.signed.contains(&tx.hash);
                assert!(!sent || known, "a keeper forgot {}", tx.hash);
                Ok(true)
            };
            chain.history(contract, begin, read).unwrap();
        }
    }

    /// `faults`: what was against them.
    pub fn print(&self, crowd: &Crowd, faults: &str) {
        println!("\nusers: {:?}, refused {:?}", crowd.done, crowd.refused);
        println!("faults: {faults}");
        let mut counts: BTreeMap<(usize, &str, &str), (u32, u64, u128)> = BTreeMap::new();
        for (keeper, receipt) in &self.receipts {
            let key = (*keeper, receipt.task.as_str(), receipt.outcome.as_str());
            let count = counts.entry(key).or_default();
            count.0 += 1;
            count.1 += receipt.gas_used;
            count.2 += receipt.fee.parse::<u128>().unwrap();
        }
        println!("keeper  task     outcome    txs         gas        fee");
        for ((keeper, task, outcome), (txs, gas, fee)) in counts {
            println!("{keeper:<6}  {task:<7}  {outcome:<8}  {txs:>4}  {gas:>10}  {fee:>9}");
        }
        println!(
            "batches: {} closed, late by {:?} s; settled after {:?} s",
            self.lateness.len(),
            self.lateness,
            self.settling
        );
        println!("complaints: {:?}", self.complaints);
    }

    /// What found nothing to do although nobody had just done it.
    fn waste(&self) -> Vec<&KeeperReceipt> {
        let idle = self
            .receipts
            .iter()
            .filter(|(_, receipt)| receipt.outcome == "idle");
        let unexplained = idle.filter(|(keeper, idle)| {
            // A claim has failed: the chain's word for that is the error itself.
            let Some(height) = idle.height else { return false };
            let near = |h: u64| h <= height && h + RACE >= height;
            let by_keeper = self.receipts.iter().any(|(other, done)| {
                other != keeper && done.outcome == "done" && done.height.is_some_and(near)
            });
            let by_user = self
                .taken
                .iter()
                .any(|(h, hash)| near(*h) && Some(hash) != idle.hash.as_ref());
            !by_keeper && !by_user
        });
        unexplained.map(|(_, receipt)| receipt).collect()
    }

    /// Batches are closed within so many seconds after they are due.
    pub fn check_batches(&self, patience: u64) {
        assert!(self.lateness.len() > 2, "too few batches closed to say anything");
        let late = self.lateness.iter().max().copied().unwrap_or(0);
        assert!(late <= patience, "a batch closed {late} s late");
    }

    pub fn check(&self) {
        self.check_batches(INTERVAL);
        let waste = self.waste();
        assert!(waste.is_empty(), "gas spent on nothing: {waste:?}");
        let failed: Vec<_> = self
            .receipts
            .iter()
            .filter(|(_, r)| r.outcome == "failed")
            .collect();
        assert!(failed.is_empty(), "failed: {failed:?}");
        for keeper in 0..2 {
            let worked = self
                .receipts
                .iter()
                .any(|(n, r)| *n == keeper && r.outcome == "done");
            assert!(worked, "keeper {keeper} did nothing at all");
        }
    }
}

fn complaints(keepers: &[KeeperProcess]) -> BTreeMap<String, u32> {
    let mut counts = BTreeMap::new();
    for keeper in keepers {
        for line in keeper.complaints().lines() {
            // The beginning says what kind it is.
            let kind: String = line.chars().take(60).collect();
            *counts.entry(kind).or_default() += 1;
        }
    }
    counts
}

fn facts(tx: &PastTx) -> impl Iterator<Item = &TxEvent> {
    tx.events
        .iter()
        .filter(|event| event.kind.starts_with("wasm-floe/"))
}

fn text(event: &TxEvent, key: &str) -> String {
    event
        .attribute(key)
        .unwrap_or_else(|| panic!("no {key} in {event:?}"))
        .to_owned()
}

fn amount(event: &TxEvent, key: &str) -> u128 {
    text(event, key).parse().unwrap()
}
