//! Webhooks: rules of the configuration, told in order of what happened and each once, signed and retried.

mod covered;
mod rules;
mod send;

use std::time::Duration;

use floe_client::Stop;
use serde_json::Value;

use crate::alarms::{self, now, AlarmKind};
use crate::api::events_after;
use crate::error::Result;
use crate::store::cell::amount;
use crate::store::Db;
use crate::{row_of, run};

pub use rules::{Occurrence, Rule, Trigger};
pub use send::signature;

use send::{send, Message};

/// Events that are looked at for a rule at once.
const PAGE: i64 = 200;

/// Longest time between two tries, in nanoseconds.
const LONGEST: i64 = 3_600 * 1_000_000_000;

/// First time between two tries, in nanoseconds.
const FIRST: i64 = 1_000_000_000;

/// Tries after which an alarm is raised; it is tried on all the same, so that the order is kept.
const PATIENCE: i64 = 5;

/// Where a rule stands.
#[derive(Clone, Debug)]
struct Stand {
    place: [i64; 3],
    delivered: i64,
    attempts: i64,
    /// Unix nanoseconds before which it is not tried again.
    due: i64,
}

/// Looks at what was written until it is asked to stop. Runs in the process that writes.
pub async fn run(db: Db, hub: String, rules: Vec<Rule>, stop: Stop, poll: Duration) {
    while !stop.is_asked() && !rules.is_empty() {
        let mut failing = false;
        for rule in &rules {
            match look(&db, &hub, rule).await {
                Ok(well) => failing |= !well,
                Err(error) => eprintln!("floe-index: webhooks: {error}"),
            }
        }
        if !failing {
            if let Err(error) = alarms::end(&db, AlarmKind::Webhook).await {
                eprintln!("floe-index: webhooks: {error}");
            }
        }
        tokio::time::sleep(poll).await;
    }
}

/// Tells a rule's receiver what is new; says whether it takes it.
async fn look(db: &Db, hub: &str, rule: &Rule) -> Result<bool> {
    let mut stand = stand(db, rule).await?;
    if stand.due > now() {
        return Ok(stand.attempts < PATIENCE);
    }
    loop {
        let events = if rule.trigger.is_of_coverage() {
            covered::after(db, stand.place, PAGE).await?
        } else {
            events_after(db, stand.place, PAGE).await?
        };
        let more = i64::try_from(events.len()).is_ok_and(|count| count >= PAGE);
        for event in events {
            let told = matches(db, hub, rule, &event).await?;
            let tells = told.is_some();
            if let Some(data) = told {
                let message = Message::new(rule, &event, data, stand.delivered);
                let sending = rule.clone();
                let sent = tokio::task::spawn_blocking(move || send(&sending, &message)).await;
                let failure = match sent {
                    Ok(Ok(())) => None,
                    Ok(Err(failure)) => Some(failure),
                    Err(error) => Some(error.to_string()),
                };
                if let Some(failure) = failure {
                    return put_off(db, rule, stand, &failure).await;
                }
                stand.delivered = stand.delivered.saturating_add(1);
            }
            (stand.place, stand.attempts, stand.due) = (event.place, 0, 0);
            if tells {
                keep(db, rule, &stand, None).await?;
            }
        }
        keep(db, rule, &stand, None).await?;
        if !more {
            return Ok(true);
        }
    }
}

/// What is to be told of an event; of batches, only those in which the rule's address has a request.
async fn matches(db: &Db, hub: &str, rule: &Rule, event: &Occurrence) -> Result<Option<Value>> {
    let Some(data) = rule.trigger.matches(hub, event) else {
        return Ok(None);
    };
    let Trigger::Settled {
        address: Some(address),
    } = &rule.trigger
    else {
        return Ok(Some(data));
    };
    let batch = data.get("batch").and_then(Value::as_i64).unwrap_or(-1);
    let sql = "SELECT shares FROM requests WHERE address = $1 AND batch = $2 AND shares > $3";
    let found: Option<(String,)> = row_of!(db, sql, address, batch, amount(0))?;
    Ok(found.map(|_| data))
}

async fn put_off(db: &Db, rule: &Rule, mut stand: Stand, failure: &str) -> Result<bool> {
    let doubled = 2_i64.saturating_pow(u32::try_from(stand.attempts).unwrap_or(u32::MAX).min(30));
    stand.attempts = stand.attempts.saturating_add(1);
    stand.due = now().saturating_add(FIRST.saturating_mul(doubled).min(LONGEST));
    keep(db, rule, &stand, Some(failure)).await?;
    let well = stand.attempts < PATIENCE;
    if !well {
        let detail = format!(
            "the receiver of rule {} does not take its messages: {failure}",
            rule.name
        );
        alarms::raise(db, AlarmKind::Webhook, 0, &detail).await?;
    }
    Ok(well)
}

/// A new rule begins now: it tells nothing of the past.
async fn stand(db: &Db, rule: &Rule) -> Result<Stand> {
    let sql = "SELECT height, tx, idx, delivered, attempts, due FROM webhooks WHERE rule = $1";
    let found: Option<(i64, i64, i64, i64, i64, i64)> = row_of!(db, sql, &rule.name)?;
    if let Some((height, tx, idx, delivered, attempts, due)) = found {
        return Ok(Stand {
            place: [height, tx, idx],
            delivered,
            attempts,
            due,
        });
    }
    let place = if rule.trigger.is_of_coverage() {
        covered::newest(db).await?
    } else {
        let newest: Option<(i64,)> = row_of!(db, "SELECT height FROM progress WHERE id = 1")?;
        [newest.map_or(-1, |(height,)| height), i64::MAX, i64::MAX]
    };
    let stand = Stand {
        place,
        delivered: 0,
        attempts: 0,
        due: 0,
    };
    keep(db, rule, &stand, None).await?;
    Ok(stand)
}

async fn keep(db: &Db, rule: &Rule, stand: &Stand, failure: Option<&str>) -> Result<()> {
    let sql = "INSERT INTO webhooks (rule, height, tx, idx, delivered, attempts, due, failure) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (rule) DO UPDATE SET height = excluded.height, \
               tx = excluded.tx, idx = excluded.idx, delivered = excluded.delivered, attempts = excluded.attempts, \
               due = excluded.due, failure = excluded.failure";
    let [height, tx, idx] = stand.place;
    Ok(run!(
        db,
        sql,
        &rule.name,
        height,
        tx,
        idx,
        stand.delivered,
        stand.attempts,
        stand.due,
        failure
    )?)
}
