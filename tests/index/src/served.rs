//! An index with its API on 127.0.0.1.

use std::sync::Arc;

use floe_hostile::Node;
use floe_index::api::{serve, Api};
use floe_index::store::Db;
use floe_index::WriterStatus;
use serde_json::Value;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;

use crate::recorded::{Recording, CHAIN};
use crate::rig::{config, follow, fresh, honest, runtime};

/// Serves as long as it lives.
pub struct Served {
    pub recording: Arc<Recording>,
    pub db: Db,
    pub url: String,
    pub address: String,
    pub runtime: Runtime,
    pub node: Node,
    _stop: oneshot::Sender<()>,
    _folder: Option<TempDir>,
}

/// What came over HTTP.
pub struct Got {
    pub status: u16,
    pub kind: String,
    pub tag: String,
    pub headers: ureq::http::HeaderMap,
    pub text: String,
}

impl Got {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }
}

/// Serves on 127.0.0.1 until what comes with the address is dropped.
pub async fn serve_at(api: Api) -> (String, oneshot::Sender<()>) {
    let (stop, stopped) = oneshot::channel::<()>();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let until = async move {
        let _ = stopped.await;
    };
    tokio::spawn(serve(api, listener, until));
    (url, stop)
}

/// Whatever the status.
pub fn get(url: &str, headers: &[(&str, &str)]) -> Got {
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .build()
        .into();
    let mut request = agent.get(url);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let mut response = request.call().unwrap();
    let header = |name: &str| {
        let value = response.headers().get(name).and_then(|value| value.to_str().ok());
        value.unwrap_or_default().to_owned()
    };
    Got {
        status: response.status().as_u16(),
        kind: header("content-type"),
        tag: header("etag"),
        headers: response.headers().clone(),
        text: response.body_mut().read_to_string().unwrap_or_default(),
    }
}

impl Served {
    /// A recording, indexed into a file up to its end.
    pub fn of(recording: Recording, requests_per_minute: u32) -> Self {
        let folder = TempDir::new().unwrap();
        let address = folder.path().join("index.db").display().to_string();
        Self::at(recording, &address, requests_per_minute, Some(folder))
    }

    /// The same into a database of this address.
    pub fn at(
        recording: Recording,
        address: &str,
        requests_per_minute: u32,
        folder: Option<TempDir>,
    ) -> Self {
        let recording = Arc::new(recording);
        let runtime = runtime();
        let node = honest(&recording);
        let (db, url, stop) = runtime.block_on(async {
            let db = fresh(address).await;
            follow(&db, &config(address, &[&node.url()], &recording), &recording).await;
            let api = Api::new(
                db.clone(),
                CHAIN,
                recording.roles.clone(),
                Arc::new(WriterStatus::default()),
                requests_per_minute,
            );
            let (url, stop) = serve_at(api.unwrap()).await;
            (db, url, stop)
        });
        Self {
            recording,
            db,
            url,
            address: address.to_owned(),
            runtime,
            node,
            _stop: stop,
            _folder: folder,
        }
    }

    pub fn get(&self, path: &str) -> Got {
        self.get_with(path, &[])
    }

    pub fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Got {
        get(&format!("{}{path}", self.url), headers)
    }

    /// Of an answer that must be one.
    pub fn json(&self, path: &str) -> Value {
        let got = self.get(path);
        assert_eq!(got.status, 200, "{path}: {}", got.text);
        got.json()
    }
}
