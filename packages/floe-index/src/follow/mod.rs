//! Following the chain: catches up in parallel, then block by block; writes whole blocks, each once and none left out.

mod nodes;
pub(crate) mod proof;

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::task::JoinHandle;

pub use nodes::{FetchedBlock, NoBlocks, Nodes, Survey};

use crate::alarms::{self, AlarmKind};
use crate::config::IndexConfig;
use crate::derive::{DerivedState, Keys, TypedBlock};
use crate::error::{IndexError, Result};
use crate::status::WriterStatus;
use crate::store::cell::{natural, number};
use crate::store::{Changes, Db, Fence};
use crate::{row_of, rows};

/// Blocks that are asked for and written at once.
const CHUNK: u64 = 20;

/// Blocks that are so few that indexes by account are worth more than the time in which they slow them down.
const FEW: u64 = 1_000;

/// Events beyond which blocks that have come are not written together with more of them.
const TOGETHER: usize = 2_000;

/// Accounts whose balances a proof asks for.
const SAMPLE: usize = 8;

/// Between two proofs of books that do not change.
const PROOF_PAUSE: Duration = Duration::from_secs(60);

type Fetch = JoinHandle<std::result::Result<Vec<FetchedBlock>, NoBlocks>>;

/// How far an index is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    pub height: u64,
    pub hash: String,
    /// Unix nanoseconds.
    pub time: u64,
}

/// The last block that was written.
pub async fn progress(db: &Db) -> Result<Option<Progress>> {
    let found: Option<(i64, String, i64)> =
        row_of!(db, "SELECT height, hash, time FROM progress WHERE id = 1")?;
    Ok(found.map(|(height, hash, time)| Progress {
        height: natural(height),
        hash,
        time: natural(time),
    }))
}

/// The one that writes.
pub struct Follower {
    db: Db,
    config: IndexConfig,
    nodes: Arc<Nodes>,
    status: Arc<WriterStatus>,
    state: DerivedState,
    at: Option<Progress>,
    /// Since the last proof.
    unproven: u64,
    changed: bool,
    proven_at: Option<Instant>,
    /// Accounts that were touched last, whose balances the next proof asks for.
    touched: VecDeque<String>,
    searchable: bool,
}

impl Follower {
    /// Goes on where the database ends.
    ///
    /// # Errors
    /// For the database of another index.
    pub async fn open(db: Db, config: IndexConfig, status: Arc<WriterStatus>) -> Result<Self> {
        let identity = [("chain", &config.chain_id), ("hub", &config.roles.hub)];
        for (name, expected) in identity {
            match db.remark(name).await? {
                None => db.set_remark(name, expected).await?,
                Some(found) if found == *expected => {}
                Some(found) => {
                    return Err(IndexError::OtherIndex {
                        found,
                        expected: expected.clone(),
                    })
                }
            }
        }
        db.set_remark("registry", &config.roles.registry).await?;
        db.set_remark("collector", &config.roles.collector).await?;
        crate::rebuild::finish(&db, &config.roles).await?;
        Ok(Self {
            nodes: Arc::new(Nodes::new(&config)?),
            state: DerivedState::load(&db, config.roles.clone()).await?,
            at: progress(&db).await?,
            searchable: db.is_searchable().await?,
            db,
            config,
            status,
            unproven: 0,
            changed: false,
            proven_at: None,
            touched: VecDeque::new(),
        })
    }

    /// Looks at the nodes and writes what is new; says whether there was something.
    pub async fn round(&mut self) -> Result<bool> {
        let nodes = Arc::clone(&self.nodes);
        let survey = blocking(move || nodes.survey()).await?;
        self.judge(&survey).await?;
        let Some(tip) = survey.tip else {
            return Ok(false);
        };
        self.status.saw_tip(tip);
        let next = match &self.at {
            Some(at) => at.height.saturating_add(1),
            None => match self.beginning().await? {
                Some(height) => height,
                None => return Ok(false),
            },
        };
        if survey.earliest.is_some_and(|earliest| next < earliest) && next <= tip {
            let earliest = survey.earliest.unwrap_or_default();
            let detail = format!("block {next} is the next, and the nodes know blocks from {earliest} on");
            alarms::raise(&self.db, AlarmKind::Pruned, next, &detail).await?;
            return Ok(false);
        }
        alarms::end(&self.db, AlarmKind::Pruned).await?;
        self.make_searchable(next, tip).await?;
        let wrote = self.catch_up(next, tip).await?;
        let next = self.at.as_ref().map_or(next, |at| at.height.saturating_add(1));
        self.make_searchable(next, tip).await?;
        self.prove_if_due(true).await?;
        Ok(wrote)
    }

    /// Makes the indexes by account when few blocks are missing.
    async fn make_searchable(&mut self, next: u64, tip: u64) -> Result<()> {
        if !self.searchable && tip.saturating_sub(next) <= FEW {
            self.db.make_searchable().await?;
            self.searchable = true;
        }
        Ok(())
    }

    /// Raises alarms for what is wrong with nodes, and ends those that are over.
    async fn judge(&self, survey: &Survey) -> Result<()> {
        let height = self.at.as_ref().map_or(0, |at| at.height);
        for kind in [AlarmKind::WrongChain, AlarmKind::NoNode] {
            match survey.findings.iter().find(|(found, _)| *found == kind) {
                Some((_, detail)) => alarms::raise(&self.db, kind, height, detail).await?,
                None => alarms::end(&self.db, kind).await?,
            }
        }
        if let Some((kind, detail)) = survey
            .findings
            .iter()
            .find(|(kind, _)| *kind == AlarmKind::History)
        {
            alarms::raise(&self.db, *kind, height, detail).await?;
        }
        Ok(())
    }

    /// The block in which the hub was created, as all nodes say that say anything.
    async fn beginning(&self) -> Result<Option<u64>> {
        if let Some(height) = self.config.from_height {
            return Ok(Some(height));
        }
        let (nodes, hub) = (Arc::clone(&self.nodes), self.config.roles.hub.clone());
        let said = blocking(move || nodes.created(&hub)).await?;
        let first = said.first().copied().ok_or_else(|| IndexError::NoBeginning {
            hub: self.config.roles.hub.clone(),
        })?;
        if said.iter().any(|height| *height != first) {
            let detail = format!("the nodes say different things of the hub's creation: blocks {said:?}");
            self.alarm(AlarmKind::Disagreement, &detail).await?;
            return Ok(None);
        }
        Ok(Some(first))
    }

    /// Asks for blocks in parallel, a bounded number of them, and writes them in their order.
    async fn catch_up(&mut self, first: u64, tip: u64) -> Result<bool> {
        let mut under_way: VecDeque<Fetch> = VecDeque::new();
        let mut next = first;
        let mut turn = 0_usize;
        let mut wrote = false;
        self.status.begin(first, tip);
        let mut came = (Vec::new(), None);
        loop {
            // What has come is written while the next ones are on their way.
            while under_way.len() < self.config.workers.max(1) && next <= tip && !self.is_stopped() {
                let last = tip.min(next.saturating_add(CHUNK.saturating_sub(1)));
                let (nodes, from) = (Arc::clone(&self.nodes), next);
                under_way.push_back(tokio::task::spawn_blocking(move || nodes.fetch(from, last, turn)));
                turn = turn.saturating_add(1);
                next = last.saturating_add(1);
            }
            let (parts, missing) = came;
            if !parts.is_empty() {
                if !self.take(parts).await? {
                    return Ok(wrote);
                }
                wrote = true;
            }
            if let Some(NoBlocks { kind, detail }) = missing {
                self.alarm(kind, &detail).await?;
                return Ok(wrote);
            }
            if under_way.is_empty() || self.is_stopped() {
                // What is under way is let go of, and asked for again.
                return Ok(wrote);
            }
            self.prove_if_due(false).await?;
            let room = self.config.prove_every.saturating_sub(self.unproven);
            came = arrived(&mut under_way, room).await?;
        }
    }

    /// Writes the parts, each of blocks that were asked for at once, that follow what was written; says whether all of them did.
    async fn take(&mut self, parts: Vec<Vec<FetchedBlock>>) -> Result<bool> {
        let mut parent = self.at.as_ref().map(|at| (at.height, at.hash.clone()));
        let mut sound = Vec::new();
        let mut broken = None;
        for mut part in parts {
            broken = break_in(&mut parent, &part);
            if broken.is_some() {
                break;
            }
            sound.append(&mut part);
        }
        if let Err(error) = self.write(&sound).await {
            self.state = DerivedState::load(&self.db, self.config.roles.clone()).await?;
            self.at = progress(&self.db).await?;
            return Err(error);
        }
        if let Some(detail) = broken {
            self.alarm(AlarmKind::History, &detail).await?;
            return Ok(false);
        }
        alarms::end(&self.db, AlarmKind::Disagreement).await?;
        alarms::end(&self.db, AlarmKind::History).await?;
        Ok(true)
    }

    async fn write(&mut self, blocks: &[FetchedBlock]) -> Result<()> {
        let Some(last) = blocks.last() else {
            return Ok(());
        };
        let (gaps, unreadable) = (self.state.gaps(), self.state.unreadable());
        let mut changes = Changes::default();
        let typed: Vec<TypedBlock> = blocks
            .iter()
            .map(|block| TypedBlock::read(&block.raw, &self.config.roles))
            .collect();
        let mut keys = Keys::default();
        typed.iter().for_each(|block| keys.add(block));
        self.touched.extend(keys.accounts.iter().take(SAMPLE).cloned());
        let surplus = self.touched.len().saturating_sub(SAMPLE);
        self.touched.drain(..surplus);
        self.state.fetch(&self.db, keys).await?;
        for (fetched, block) in blocks.iter().zip(&typed) {
            fetched.raw.put_raw(&mut changes);
            self.state.apply(block, &mut changes);
        }
        let events = events_of(blocks);
        let after = Progress {
            height: last.raw.height,
            hash: last.raw.hash.clone(),
            time: last.raw.time,
        };
        let fence = Fence {
            before: self.at.as_ref().map(|at| number(at.height)),
            height: number(after.height),
            hash: after.hash.clone(),
            time: number(after.time),
        };
        self.changed |= !changes.is_empty();
        self.db.write(changes, Some(&fence)).await?;
        self.at = Some(after);
        self.unproven = self
            .unproven
            .saturating_add(u64::try_from(blocks.len()).unwrap_or(u64::MAX));
        self.status.wrote(last.raw.height, events);
        self.state.trim();
        if self.state.gaps() > gaps {
            let detail = "an account gives away shares that it was never seen to get";
            alarms::raise(&self.db, AlarmKind::Gap, last.raw.height, detail).await?;
        }
        if self.state.unreadable() > unreadable {
            let detail = "an event of the protocol cannot be read; what it says is missing";
            alarms::raise(&self.db, AlarmKind::Unreadable, last.raw.height, detail).await?;
        }
        Ok(())
    }

    async fn prove_if_due(&mut self, caught_up: bool) -> Result<()> {
        let Some(at) = self.at.clone() else {
            return Ok(());
        };
        let rested = self.proven_at.is_none_or(|at| at.elapsed() >= PROOF_PAUSE);
        let due = self.unproven >= self.config.prove_every || (caught_up && (self.changed || rested));
        if !due {
            return Ok(());
        }
        let (nodes, roles, books) = (
            Arc::clone(&self.nodes),
            self.config.roles.clone(),
            self.state.books().clone(),
        );
        let height = at.height;
        let sample = self.state.balances_of(&self.touched);
        let asked = blocking(move || proof::ask(&nodes, &roles, (&books, &sample), height)).await?;
        (self.unproven, self.changed, self.proven_at) = (0, false, Some(Instant::now()));
        if let Some(proof) = asked {
            proof.keep(&self.db, &at).await?;
        }
        Ok(())
    }

    async fn alarm(&self, kind: AlarmKind, detail: &str) -> Result<()> {
        let height = self.at.as_ref().map_or(0, |at| at.height.saturating_add(1));
        alarms::raise(&self.db, kind, height, detail).await
    }

    fn is_stopped(&self) -> bool {
        self.config.live.stop.is_asked()
    }
}

/// Events of all of them.
fn events_of(blocks: &[FetchedBlock]) -> usize {
    let txs = blocks.iter().flat_map(|block| &block.raw.txs);
    txs.map(|tx| tx.events.len()).fold(0, usize::saturating_add)
}

/// Where blocks do not follow a height and its hash, if they do not; otherwise that of their last one stands there afterwards.
fn break_in(parent: &mut Option<(u64, String)>, blocks: &[FetchedBlock]) -> Option<String> {
    for block in blocks {
        if let Some((height, hash)) = parent {
            if block.raw.height != height.saturating_add(1) || block.parent != *hash {
                return Some(format!(
                    "block {} does not follow block {height}, which was written",
                    block.raw.height
                ));
            }
        }
        *parent = Some((block.raw.height, block.raw.hash.clone()));
    }
    None
}

/// The next blocks, waited for, with those behind them that are there already, as far as they are few and the next proof allows,
/// so many blocks from here; and why there are no more.
async fn arrived(
    under_way: &mut VecDeque<Fetch>,
    room: u64,
) -> Result<(Vec<Vec<FetchedBlock>>, Option<NoBlocks>)> {
    let mut parts = Vec::new();
    let (mut blocks, mut events) = (0_u64, 0_usize);
    while let Some(fetch) = under_way.pop_front() {
        let came = fetch
            .await
            .map_err(|error| IndexError::Broke(error.to_string()))?;
        match came {
            Ok(part) => {
                blocks = blocks.saturating_add(u64::try_from(part.len()).unwrap_or(u64::MAX));
                events = events.saturating_add(events_of(&part));
                parts.push(part);
            }
            Err(missing) => return Ok((parts, Some(missing))),
        }
        let more = blocks < room && events < TOGETHER;
        if !more || !under_way.front().is_some_and(JoinHandle::is_finished) {
            break;
        }
    }
    Ok((parts, None))
}

/// Runs what blocks its thread.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| IndexError::Broke(error.to_string()))
}

/// Heights of blocks in which something was reported, after one, ascending.
pub(crate) async fn heights_after(db: &Db, height: i64, limit: i64) -> Result<Vec<(i64, String, i64)>> {
    let sql = "SELECT height, hash, time FROM blocks WHERE height > $1 ORDER BY height LIMIT $2";
    Ok(rows!(db, sql, height, limit)?)
}
