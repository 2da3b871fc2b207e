//! `/healthz` and `/metrics`, for this machine alone.

use std::convert::Infallible;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use anyhow::{bail, Context as _, Result};
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::{HeaderValue, CONTENT_TYPE};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::sync::oneshot;

use crate::health::Health;
use crate::metrics::Metrics;

/// For one connection, from its first byte to its end.
const CONNECTION: Duration = Duration::from_secs(10);

/// After a connection could not be taken: the program may have too many files open.
const PAUSE: Duration = Duration::from_millis(100);

/// Answers until it is dropped.
pub struct Server {
    address: SocketAddr,
    end: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Listens at once, so that an address in use is noticed before anything else happens. Port 0 takes a free one.
    ///
    /// # Errors
    /// When the address is not of the loopback interface or cannot be listened at.
    pub fn start(address: &str, health: Health, metrics: Metrics) -> Result<Self> {
        let wanted: SocketAddr = address
            .parse()
            .with_context(|| format!("keeper.http is {address}; it must be `off` or like 127.0.0.1:9464"))?;
        if !wanted.ip().is_loopback() {
            bail!("keeper.http is {address}; it must be on loopback, as it answers anybody who can reach it");
        }
        let listener = TcpListener::bind(wanted)
            .and_then(|listener| listener.set_nonblocking(true).map(|()| listener))
            .with_context(|| format!("cannot listen at {address} (keeper.http)"))?;
        let address = listener.local_addr().context("the address of keeper.http")?;
        let (end, ended) = oneshot::channel();
        let pages = Pages { health, metrics };
        let thread = thread::Builder::new()
            .name("http".to_owned())
            .spawn(move || serve(listener, pages, ended))
            .context("cannot start a thread for keeper.http")?;
        Ok(Self {
            address,
            end: Some(end),
            thread: Some(thread),
        })
    }

    pub const fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(end) = self.end.take() {
            let _ = end.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// What can be asked for.
#[derive(Clone)]
struct Pages {
    health: Health,
    metrics: Metrics,
}

fn serve(listener: TcpListener, pages: Pages, ended: oneshot::Receiver<()>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let Ok(runtime) = runtime else { return };
    runtime.block_on(async {
        tokio::select! {
            _ = ended => {}
            _ = accept(listener, pages) => {}
        }
    });
}

async fn accept(listener: TcpListener, pages: Pages) -> io::Result<Infallible> {
    let listener = tokio::net::TcpListener::from_std(listener)?;
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(PAUSE).await;
            continue;
        };
        let pages = pages.clone();
        tokio::spawn(async move {
            let answer = service_fn(move |request| {
                let response = pages.answer(&request);
                async move { Ok::<_, Infallible>(response) }
            });
            let connection = http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(CONNECTION)
                .keep_alive(false)
                .serve_connection(TokioIo::new(stream), answer);
            let _ = tokio::time::timeout(CONNECTION, connection).await;
        });
    }
}

impl Pages {
    fn answer(&self, request: &Request<Incoming>) -> Response<Full<Bytes>> {
        if !matches!(*request.method(), Method::GET | Method::HEAD) {
            return page(StatusCode::METHOD_NOT_ALLOWED, "only GET and HEAD\n".to_owned());
        }
        match request.uri().path() {
            "/healthz" => self.healthz(),
            "/metrics" => match self.metrics.text() {
                Ok(text) => page(StatusCode::OK, text),
                Err(error) => page(StatusCode::INTERNAL_SERVER_ERROR, format!("{error:#}\n")),
            },
            _ => page(StatusCode::NOT_FOUND, "try /healthz or /metrics\n".to_owned()),
        }
    }

    fn healthz(&self) -> Response<Full<Bytes>> {
        let reasons = self.health.reasons(Instant::now());
        if reasons.is_empty() {
            return page(StatusCode::OK, "ok\n".to_owned());
        }
        page(StatusCode::SERVICE_UNAVAILABLE, reasons.join("\n") + "\n")
    }
}

fn page(status: StatusCode, text: String) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(text)));
    *response.status_mut() = status;
    let kind = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
    response.headers_mut().insert(CONTENT_TYPE, kind);
    response
}
