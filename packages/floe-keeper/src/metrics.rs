//! Figures for Prometheus.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context as _, Result};
use prometheus::{GaugeVec, IntCounterVec, Opts, Registry, TextEncoder};

use crate::duty::{Duty, DutyTask};
use crate::families::{COUNTERS, OWN, PROTOCOL};
use crate::readings::{self, number};
use crate::receipt::{DutyOutcome, DutyReceipt};
use crate::settings::Spending;
use crate::sight::Sight;

/// All families, behind one registry. Copies share it.
#[derive(Clone)]
pub struct Metrics {
    registry: Registry,
    gauges: BTreeMap<&'static str, GaugeVec>,
    counters: BTreeMap<&'static str, IntCounterVec>,
    /// Held while a look is written or read, so that nobody reads half of one.
    whole: Arc<Mutex<()>>,
}

impl Metrics {
    pub fn new() -> Result<Self> {
        let registry = Registry::new();
        let mut gauges = BTreeMap::new();
        for (name, help, labels) in OWN.iter().chain(PROTOCOL) {
            let gauge = GaugeVec::new(Opts::new(*name, *help), labels)?;
            registry.register(Box::new(gauge.clone()))?;
            gauges.insert(*name, gauge);
        }
        let mut counters = BTreeMap::new();
        for (name, help, labels) in COUNTERS {
            let counter = IntCounterVec::new(Opts::new(*name, *help), labels)?;
            registry.register(Box::new(counter.clone()))?;
            counters.insert(*name, counter);
        }
        let metrics = Self {
            registry,
            gauges,
            counters,
            whole: Arc::default(),
        };
        metrics.begin();
        Ok(metrics)
    }

    /// Counters exist from the beginning, so that their first increase is seen.
    fn begin(&self) {
        for task in DutyTask::ALL {
            for outcome in DutyOutcome::ALL {
                self.add("floe_keeper_txs_total", &[task.name(), outcome.name()], 0);
            }
            self.add("floe_keeper_gas_used_total", &[task.name()], 0);
            self.add("floe_keeper_fees_total", &[task.name()], 0);
            self.set("floe_keeper_held", &[task.name()], 0.0);
            self.set("floe_keeper_due", &[task.name()], 0.0);
        }
        self.add("floe_keeper_failed_messages_total", &[], 0);
    }

    /// In Prometheus' text format.
    pub fn text(&self) -> Result<String> {
        let _whole = self.whole.lock().unwrap_or_else(PoisonError::into_inner);
        TextEncoder::new()
            .encode_to_string(&self.registry.gather())
            .context("cannot write the metrics")
    }

    pub fn introduce(&self, chain_id: &str, address: &str, hub: &str) {
        let labels = [env!("CARGO_PKG_VERSION"), chain_id, address, hub];
        self.set("floe_keeper_info", &labels, 1.0);
    }

    /// What was seen, and what is due. `clock` is this machine's, in unix seconds.
    pub fn see(&self, sight: &Sight, due: &[Duty], clock: u64) {
        let _whole = self.whole.lock().unwrap_or_else(PoisonError::into_inner);
        // A validator that is not listed any more must not keep its last figures.
        for (name, ..) in PROTOCOL {
            if let Some(gauge) = self.gauges.get(name) {
                gauge.reset();
            }
        }
        for reading in readings::of(sight) {
            let labels: Vec<&str> = reading.labels.iter().map(String::as_str).collect();
            self.set(reading.name, &labels, reading.value);
        }
        for task in DutyTask::ALL {
            let is_due = due.iter().any(|duty| duty.task == task);
            self.set("floe_keeper_due", &[task.name()], f64::from(u8::from(is_due)));
            if !is_due {
                self.set("floe_keeper_held", &[task.name()], 0.0);
            }
        }
        self.set("floe_node_height", &[], number(sight.block.height));
        let lag = clock.saturating_sub(sight.now());
        self.set("floe_node_lag_seconds", &[], number(lag));
    }

    pub fn held(&self, task: DutyTask, held: bool) {
        self.set("floe_keeper_held", &[task.name()], f64::from(u8::from(held)));
    }

    pub fn count(&self, receipt: &DutyReceipt) {
        let task = receipt.task.name();
        self.add("floe_keeper_txs_total", &[task, receipt.outcome.name()], 1);
        self.add("floe_keeper_gas_used_total", &[task], receipt.gas_used);
        let fee = u64::try_from(receipt.fee.u128()).unwrap_or(u64::MAX);
        self.add("floe_keeper_fees_total", &[task], fee);
        let failed = u64::try_from(receipt.failed_messages).unwrap_or(u64::MAX);
        self.add("floe_keeper_failed_messages_total", &[], failed);
    }

    /// Base units.
    pub fn purse(&self, balance: u128, spent: u128, spending: &Spending) {
        let denom = [spending.denom.as_str()];
        self.set("floe_keeper_balance", &denom, number(balance));
        self.set("floe_keeper_low_balance", &denom, number(spending.low_balance));
        self.set("floe_keeper_spent_today", &denom, number(spent));
        if let Some(limit) = spending.limit {
            self.set("floe_keeper_budget", &denom, number(limit));
        }
    }

    /// What part of the worst loss guarantors are to pay, in basis points.
    pub fn coverage_wanted(&self, bps: u64) {
        self.set("floe_keeper_min_coverage_bps", &[], number(bps));
    }

    /// How a round ended, at this unix time.
    pub fn round(&self, failed: u32, clock: u64) {
        self.set("floe_keeper_failed_rounds", &[], f64::from(failed));
        if failed == 0 {
            self.set("floe_keeper_good_round_seconds", &[], number(clock));
        }
    }

    fn set(&self, name: &'static str, labels: &[&str], value: f64) {
        let gauge = self.gauges.get(name);
        if let Some(gauge) = gauge.and_then(|gauge| gauge.get_metric_with_label_values(labels).ok()) {
            gauge.set(value);
        }
    }

    fn add(&self, name: &'static str, labels: &[&str], value: u64) {
        let counter = self.counters.get(name);
        if let Some(counter) = counter.and_then(|all| all.get_metric_with_label_values(labels).ok()) {
            counter.inc_by(value);
        }
    }
}
