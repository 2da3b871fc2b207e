//! Several nodes, none of which is trusted: which are fit, and blocks that they agree on.

use std::sync::{Mutex, PoisonError};
use std::thread;

use floe_client::history::{executes, PaidFee};
use floe_client::{BlockHeader, BlockNode, BlockTx, BlockTxs, NodeFailure, NodeTip, TxEvent};

use crate::alarms::AlarmKind;
use crate::config::IndexConfig;
use crate::derive::{IndexedContracts, RawBlock, RawEvent, RawTx, BEGIN_OF_BLOCK, END_OF_BLOCK};
use crate::error::Result;

/// A block and the hash of the one before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FetchedBlock {
    pub raw: RawBlock,
    pub parent: String,
}

/// Why there are no blocks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoBlocks {
    pub kind: AlarmKind,
    pub detail: String,
}

/// What a look at the nodes found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Survey {
    /// The newest block that enough nodes have; none if no node is fit.
    pub tip: Option<u64>,
    /// The oldest block that some fit node has.
    pub earliest: Option<u64>,
    /// What is wrong with nodes.
    pub findings: Vec<(AlarmKind, String)>,
}

/// What is known of a node since the last look.
#[derive(Clone, Debug, Default)]
struct Known {
    /// What it has, if it is fit.
    range: Option<(u64, u64)>,
    /// The highest block that it ever had.
    highest: u64,
}

pub struct Nodes {
    nodes: Vec<BlockNode>,
    known: Mutex<Vec<Known>>,
    chain_id: String,
    roles: IndexedContracts,
    agree: usize,
    max_lag: u64,
}

impl Nodes {
    pub fn new(config: &IndexConfig) -> Result<Self> {
        let nodes = config
            .live
            .endpoints
            .iter()
            .map(|url| BlockNode::new(url, &config.live));
        let nodes: Vec<BlockNode> = nodes.collect::<floe_client::Result<_>>()?;
        Ok(Self {
            known: Mutex::new(vec![Known::default(); nodes.len()]),
            nodes,
            chain_id: config.chain_id.clone(),
            roles: config.roles.clone(),
            agree: config.agree.max(1),
            max_lag: config.live.max_lag_blocks,
        })
    }

    /// Asks all of them how far they are.
    pub fn survey(&self) -> Survey {
        let tips: Vec<std::result::Result<NodeTip, NodeFailure>> = thread::scope(|scope| {
            let asked: Vec<_> = self.nodes.iter().map(|node| scope.spawn(|| node.tip())).collect();
            let joined = asked.into_iter().map(|thread| {
                let ended = thread.join();
                ended.unwrap_or_else(|_| Err(NodeFailure::Down("the question broke off".to_owned())))
            });
            joined.collect()
        });
        let mut survey = Survey::default();
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let mut reasons = Vec::new();
        for ((node, tip), known) in self.nodes.iter().zip(tips).zip(known.iter_mut()) {
            let address = node.address();
            known.range = None;
            match tip {
                Err(failure) => reasons.push(format!("{address} {failure}")),
                Ok(tip) if tip.chain_id != self.chain_id => survey.findings.push((
                    AlarmKind::WrongChain,
                    format!(
                        "{address} belongs to {} instead of {}",
                        tip.chain_id, self.chain_id
                    ),
                )),
                Ok(tip) if tip.catching_up => reasons.push(format!("{address} is still catching up")),
                Ok(tip) if tip.height.saturating_add(self.max_lag) < known.highest => survey.findings.push((
                    AlarmKind::History,
                    format!(
                        "{address} had block {} and now says that {} is its newest",
                        known.highest, tip.height
                    ),
                )),
                Ok(tip) => {
                    known.highest = known.highest.max(tip.height);
                    known.range = Some((tip.earliest, tip.height));
                }
            }
        }
        let mut heights: Vec<u64> = known.iter().filter_map(|known| Some(known.range?.1)).collect();
        heights.sort_unstable_by(|a, b| b.cmp(a));
        let place = self.agree.min(heights.len()).saturating_sub(1);
        survey.tip = heights.get(place).copied();
        survey.earliest = known.iter().filter_map(|known| Some(known.range?.0)).min();
        if survey.tip.is_none() {
            let all = survey
                .findings
                .iter()
                .map(|(_, text)| text.clone())
                .chain(reasons);
            let text = all.collect::<Vec<_>>().join(", ");
            survey
                .findings
                .push((AlarmKind::NoNode, format!("no node is fit: {text}")));
        }
        survey
    }

    /// Blocks from a height to another, both included, as the nodes that were asked agree on them. Each `turn` begins with
    /// another node.
    pub fn fetch(&self, from: u64, to: u64, turn: usize) -> std::result::Result<Vec<FetchedBlock>, NoBlocks> {
        let mut found: Option<(String, Vec<FetchedBlock>)> = None;
        let mut agreed = 0_usize;
        let mut reasons = Vec::new();
        for node in self.having(from, to, turn) {
            let blocks = match self.fetch_from(node, from, to) {
                Ok(blocks) => blocks,
                Err(NodeFailure::Down(text) | NodeFailure::Says(text)) => {
                    reasons.push(format!("{} {text}", node.address()));
                    continue;
                }
            };
            if let Some((first, known)) = &found {
                if let Some(detail) = difference(first, known, &node.address(), &blocks) {
                    return Err(NoBlocks {
                        kind: AlarmKind::Disagreement,
                        detail,
                    });
                }
            } else {
                found = Some((node.address(), blocks));
            }
            agreed = agreed.saturating_add(1);
            if agreed >= self.agree {
                break;
            }
        }
        found.map(|(_, blocks)| blocks).ok_or_else(|| NoBlocks {
            kind: AlarmKind::NoNode,
            detail: format!("no node gives blocks {from} to {to}: {}", reasons.join(", ")),
        })
    }

    /// The block in which a contract was created, as each fit node says that says so.
    pub fn created(&self, contract: &str) -> Vec<u64> {
        let fit = self.having(0, 0, 0);
        fit.into_iter()
            .filter_map(|node| node.created(contract).ok().flatten())
            .collect()
    }

    /// Fit nodes that have the newest of these blocks, and, where there are such, the oldest.
    pub fn having(&self, from: u64, to: u64, turn: usize) -> Vec<&BlockNode> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let fit: Vec<&BlockNode> = self
            .nodes
            .iter()
            .zip(known.iter())
            .filter(|(_, known)| {
                known
                    .range
                    .is_some_and(|(earliest, newest)| to <= newest && (from == 0 || earliest <= from))
            })
            .map(|(node, _)| node)
            .collect();
        let first = turn.checked_rem(fit.len()).unwrap_or_default();
        let (later, sooner) = fit.split_at_checked(first).unwrap_or((&[], &fit));
        sooner.iter().chain(later).copied().collect()
    }

    fn fetch_from(
        &self,
        node: &BlockNode,
        from: u64,
        to: u64,
    ) -> std::result::Result<Vec<FetchedBlock>, NodeFailure> {
        let headers = node.headers(from, to)?;
        if let Some(header) = headers.iter().find(|header| header.chain_id != self.chain_id) {
            let text = format!("gave a block of {} instead of {}", header.chain_id, self.chain_id);
            return Err(NodeFailure::Down(text));
        }
        headers
            .into_iter()
            .map(|header| self.block(node, header))
            .collect()
    }

    fn block(&self, node: &BlockNode, header: BlockHeader) -> std::result::Result<FetchedBlock, NodeFailure> {
        let hub = &self.roles.hub;
        let told = |event: &TxEvent| {
            let told = event.kind == "wasm" || event.kind.starts_with("wasm-");
            told && event.contract().is_some_and(|contract| self.roles.has(contract))
        };
        // What the chain itself writes of who has paid.
        let of_the_chain = |event: &TxEvent| event.kind == "tx" || executes(hub, event);
        let mut results = node.results(header.height, |event| told(event) || of_the_chain(event))?;
        results
            .txs
            .retain(|tx| tx.events.iter().any(|event| told(event) || executes(hub, event)));
        let whole = if results.txs.is_empty() {
            Vec::new()
        } else {
            node.txs(header.height)?
        };
        Ok(FetchedBlock {
            parent: header.parent,
            raw: RawBlock {
                height: header.height,
                hash: header.hash,
                time: header.time.nanos(),
                txs: transactions(results, hub, &whole)?,
            },
        })
    }
}

fn transactions(
    results: BlockTxs,
    hub: &str,
    whole: &[BlockTx],
) -> std::result::Result<Vec<RawTx>, NodeFailure> {
    let outside = |tx: i64, events: Vec<TxEvent>| RawTx {
        tx,
        hash: String::new(),
        called: false,
        paid: None,
        events: raw(events),
    };
    let mut txs = vec![outside(BEGIN_OF_BLOCK, results.begin)];
    for tx in results.txs {
        let known = whole.get(tx.tx).ok_or_else(|| {
            NodeFailure::Down(format!(
                "gave results of transaction {} in block {}, and no such transaction",
                tx.tx, results.height
            ))
        })?;
        txs.push(RawTx {
            tx: i64::try_from(tx.tx).unwrap_or(END_OF_BLOCK),
            hash: known.hash.clone(),
            called: tx.events.iter().any(|event| executes(hub, event)),
            paid: PaidFee::of(&tx.events, &known.fee).map(|paid| PaidFee {
                payer: clean(paid.payer),
                ..paid
            }),
            events: raw(tx.events),
        });
    }
    txs.push(outside(END_OF_BLOCK, results.end));
    txs.retain(|tx| tx.called || !tx.events.is_empty());
    Ok(txs)
}

/// Without the null characters that PostgreSQL has no place for, and no event of ours contains.
fn clean(text: String) -> String {
    if text.contains('\0') {
        text.replace('\0', "\u{fffd}")
    } else {
        text
    }
}

/// Those of contracts.
fn raw(events: Vec<TxEvent>) -> Vec<RawEvent> {
    let of_contracts = events.into_iter().filter(|event| event.kind.starts_with("wasm"));
    let events = of_contracts.map(|event| RawEvent {
        contract: event.contract().unwrap_or_default().to_owned(),
        kind: clean(event.kind),
        attributes: event
            .attributes
            .into_iter()
            .map(|(key, value)| (clean(key), clean(value)))
            .collect(),
    });
    events.collect()
}

fn difference(a: &str, left: &[FetchedBlock], b: &str, right: &[FetchedBlock]) -> Option<String> {
    let differs = left.iter().zip(right).find(|(left, right)| left != right);
    let height = match differs {
        Some((block, _)) => block.raw.height,
        None if left.len() == right.len() => return None,
        None => left.first().map(|block| block.raw.height).unwrap_or_default(),
    };
    Some(format!("{a} and {b} say different things of block {height}"))
}
