//! Server-sent events: what is written, as it is written.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use tokio::sync::{mpsc, watch};
use utoipa::{IntoParams, ToSchema};

use super::events::{after, kind_of, EventEntry};
use super::problem::{Asked, Problem};
use super::types::cursor;
use super::Api;
use crate::follow::progress;
use crate::store::cell::number;
use crate::store::Db;

/// Between two looks at how far the writer is.
const LOOK: Duration = Duration::from_millis(500);

/// Events that are read at once for a listener.
const PAGE: i64 = 200;

/// Tells listeners when there is something new.
#[derive(Clone)]
pub(crate) struct Stream {
    height: watch::Receiver<i64>,
}

impl Stream {
    /// Looks at the database for as long as somebody has it; needs a runtime.
    pub fn of(db: Db) -> Self {
        let (tell, height) = watch::channel(-1);
        tokio::spawn(async move {
            while !tell.is_closed() {
                if let Ok(Some(at)) = progress(&db).await {
                    tell.send_if_modified(|known| {
                        let new = number(at.height);
                        let changed = new != *known;
                        *known = new;
                        changed
                    });
                }
                tokio::time::sleep(LOOK).await;
            }
        });
        Self { height }
    }
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct StreamQuestion {
    /// Only events of this name.
    #[param(pattern = "^[a-z_]{0,64}$")]
    name: Option<String>,
    /// Where to go on: the `id` that was read last. The header `Last-Event-ID` says the same. None: from now on.
    #[param(pattern = r"^-?[0-9]{1,18}(\.-?[0-9]{1,18}){0,3}$")]
    after: Option<String>,
}

/// One message of the stream.
#[derive(Serialize, ToSchema)]
pub(crate) struct StreamMessage {
    /// To go on after it.
    id: String,
    /// The event's name.
    event: String,
    data: EventEntry,
}

/// Messages of one listener.
struct Listener(mpsc::Receiver<Event>);

impl futures_core::Stream for Listener {
    type Item = Result<Event, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_recv(context).map(|event| event.map(Ok))
    }
}

/// Events as they are written, as server-sent events.
#[utoipa::path(
    get, path = "/v1/stream", tag = "protocol", params(StreamQuestion),
    responses(
        (status = 200, description = "A stream that does not end", body = StreamMessage, content_type = "text/event-stream"),
        (status = 400, description = "The question is none", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "No answer now", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn stream(
    State(api): State<Api>,
    Asked(asked): Asked<StreamQuestion>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let last = headers.get("last-event-id").and_then(|id| id.to_str().ok());
    let kind = kind_of(asked.name.as_deref().unwrap_or_default())?;
    let place = match cursor::<3>(asked.after.as_deref().or(last))? {
        Some(place) => place,
        None => {
            let at = progress(&api.db).await?;
            [at.map_or(-1, |at| number(at.height)), i64::MAX, i64::MAX]
        }
    };
    let (tell, told) = mpsc::channel(16);
    tokio::spawn(listen(
        api.db.clone(),
        api.stream.height.clone(),
        place,
        kind,
        tell,
    ));
    let alive = KeepAlive::new().interval(Duration::from_secs(15));
    Ok(Sse::new(Listener(told)).keep_alive(alive).into_response())
}

/// Until the listener has gone, or the database does not answer.
async fn listen(
    db: Db,
    mut height: watch::Receiver<i64>,
    mut place: [i64; 3],
    kind: String,
    tell: mpsc::Sender<Event>,
) {
    loop {
        let Ok(found) = after(&db, place, &kind, PAGE).await else {
            return;
        };
        let more = i64::try_from(found.len()).is_ok_and(|count| count >= PAGE);
        for row in found {
            place = [row.height, row.tx, row.idx];
            let entry = EventEntry::from(row);
            let message = Event::default().id(entry.id.clone()).event(entry.fact.name());
            let Ok(message) = message.json_data(&entry) else {
                return;
            };
            if tell.send(message).await.is_err() {
                return;
            }
        }
        if more {
            continue;
        }
        tokio::select! {
            changed = height.changed() => if changed.is_err() { return },
            () = tell.closed() => return,
        }
    }
}
