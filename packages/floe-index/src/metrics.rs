//! Figures for Prometheus.

use std::time::Duration;

use prometheus::{
    Encoder, HistogramOpts, HistogramVec, IntCounterVec, IntGauge, IntGaugeVec, Opts, Registry, TextEncoder,
};

use crate::alarms::{Alarm, AlarmKind};
use crate::error::{Error, Result};
use crate::follow::Progress;
use crate::status::Now;
use crate::store::cell::number;

/// All of them. Copies share the figures.
#[derive(Clone)]
pub struct Metrics {
    registry: Registry,
    height: IntGauge,
    block_time: IntGauge,
    proven: IntGauge,
    tip: IntGauge,
    writing: IntGauge,
    events: IntGauge,
    alarms: IntGaugeVec,
    requests: IntCounterVec,
    seconds: HistogramVec,
}

impl Metrics {
    /// # Errors
    /// When a figure cannot be registered.
    pub fn new() -> Result<Self> {
        let registry = Registry::new();
        let gauge = |name: &str, help: &str| -> Result<IntGauge> {
            let gauge = IntGauge::new(name, help).map_err(broke)?;
            registry.register(Box::new(gauge.clone())).map_err(broke)?;
            Ok(gauge)
        };
        let alarms = IntGaugeVec::new(Opts::new("floe_index_alarm", "Whether an alarm is on, 0 or 1."), &["kind"]);
        let alarms = alarms.map_err(broke)?;
        registry.register(Box::new(alarms.clone())).map_err(broke)?;
        let opts = Opts::new("floe_index_requests_total", "Requests answered, by status.");
        let requests = IntCounterVec::new(opts, &["status"]).map_err(broke)?;
        registry.register(Box::new(requests.clone())).map_err(broke)?;
        let opts = HistogramOpts::new("floe_index_request_seconds", "Seconds that answers took.")
            .buckets(vec![0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0]);
        let seconds = HistogramVec::new(opts, &["status"]).map_err(broke)?;
        registry.register(Box::new(seconds.clone())).map_err(broke)?;
        Ok(Self {
            height: gauge("floe_index_height", "The last block in the index.")?,
            block_time: gauge("floe_index_block_time_seconds", "Unix time of that block.")?,
            proven: gauge("floe_index_proven_height", "The last block at which the books were equal to the hub's.")?,
            tip: gauge("floe_index_tip_height", "The newest block of the nodes, as the writer knows it.")?,
            writing: gauge("floe_index_writing", "Whether this process writes, 0 or 1.")?,
            events: gauge("floe_index_events", "Events that this process has written.")?,
            alarms,
            requests,
            seconds,
            registry,
        })
    }

    pub(crate) fn answered(&self, status: u16, took: Duration) {
        let status = status.to_string();
        self.requests.with_label_values(&[status.as_str()]).inc();
        self.seconds.with_label_values(&[status.as_str()]).observe(took.as_secs_f64());
    }

    /// The figures of now, in the text form.
    pub(crate) fn text(
        &self,
        now: &Now,
        at: Option<&Progress>,
        proven: Option<(u64, u64)>,
        alarms: &[Alarm],
    ) -> Result<String> {
        self.height.set(at.map_or(0, |at| number(at.height)));
        self.block_time.set(at.map_or(0, |at| number(at.time.div_euclid(1_000_000_000))));
        self.proven.set(proven.map_or(0, |(height, _)| number(height)));
        self.tip.set(number(now.tip));
        self.writing.set(now.writing.into());
        self.events.set(number(now.events));
        for kind in AlarmKind::ALL {
            let on = alarms.iter().any(|alarm| alarm.kind == kind.name());
            self.alarms.with_label_values(&[kind.name()]).set(on.into());
        }
        let mut text = Vec::new();
        TextEncoder::new().encode(&self.registry.gather(), &mut text).map_err(broke)?;
        String::from_utf8(text).map_err(broke)
    }
}

fn broke(error: impl ToString) -> Error {
    Error::Broke(error.to_string())
}
