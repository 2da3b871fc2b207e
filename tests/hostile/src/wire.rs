//! HTTP as a node speaks it that need not keep to it.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::Duration;

use serde_json::Value;

/// What an endless answer sends at most, in bytes: whoever takes so much has no limit.
const ENDLESS: usize = 64 << 20;

/// What a node is asked.
#[derive(Clone, Debug)]
pub struct RpcRequest {
    pub method: String,
    pub params: Value,
    pub id: Value,
}

/// None for what is not a request over JSON-RPC.
pub fn read(stream: &TcpStream) -> Option<RpcRequest> {
    let mut reader = BufReader::new(stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let line = line.trim().to_lowercase();
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
        if line.is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let body: Value = serde_json::from_slice(&body).ok()?;
    Some(RpcRequest {
        method: body["method"].as_str()?.to_owned(),
        params: body["params"].clone(),
        id: body["id"].clone(),
    })
}

/// How an answer goes over the wire.
#[derive(Clone, Debug)]
pub enum Reply {
    /// As it should.
    Body(Vec<u8>),
    Status(u16, Vec<u8>),
    Redirect(String),
    /// Head and body end after so many bytes.
    Cut(Vec<u8>, usize),
    /// The head names another length than the body's.
    Length(Vec<u8>, String),
    /// In pieces whose sizes are no numbers.
    BadChunks(Vec<u8>),
    /// A body that does not end, in pieces or with a length that it never reaches.
    Endless {
        chunked: bool,
    },
    /// A head that does not end.
    EndlessHead,
    /// A byte at a time.
    Drip(Vec<u8>),
    /// Nothing, while the other side waits.
    Silence,
    /// Nothing, at once.
    Hangup,
    /// Not HTTP.
    Garbage(Vec<u8>),
}

impl Reply {
    /// Sends it, and returns how many bytes were taken. `stopped` ends what takes long.
    pub fn send(&self, stream: &mut TcpStream, stopped: &dyn Fn() -> bool) -> usize {
        let mut taken = 0;
        // The other side may have had enough.
        let _ = self.write(stream, stopped, &mut taken);
        taken
    }

    fn write(&self, stream: &mut TcpStream, stopped: &dyn Fn() -> bool, taken: &mut usize) -> io::Result<()> {
        let mut put = |bytes: &[u8]| -> io::Result<()> {
            stream.write_all(bytes)?;
            *taken += bytes.len();
            Ok(())
        };
        match self {
            Self::Body(body) => put(&[head(200, &body.len().to_string()).as_bytes(), body].concat()),
            Self::Status(status, body) => {
                put(&[head(*status, &body.len().to_string()).as_bytes(), body].concat())
            }
            Self::Redirect(target) => put(format!(
                "HTTP/1.1 307 Elsewhere\r\nLocation: {target}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            )
            .as_bytes()),
            Self::Cut(body, at) => {
                let all = [head(200, &body.len().to_string()).as_bytes(), body].concat();
                put(&all[..*at % (all.len() + 1)])
            }
            Self::Length(body, claimed) => put(&[head(200, claimed).as_bytes(), body].concat()),
            Self::BadChunks(body) => {
                put(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")?;
                put(body)
            }
            Self::Endless { chunked } => {
                let piece = vec![b'1'; 1 << 20];
                match chunked {
                    true => put(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")?,
                    false => put(head(200, "99999999999").as_bytes())?,
                }
                let mut sent = 0;
                while sent < ENDLESS && !stopped() {
                    if *chunked {
                        put(format!("{:x}\r\n", piece.len()).as_bytes())?;
                    }
                    put(&piece)?;
                    if *chunked {
                        put(b"\r\n")?;
                    }
                    sent += piece.len();
                }
                Ok(())
            }
            Self::EndlessHead => {
                put(b"HTTP/1.1 200 OK\r\n")?;
                let line = format!("X-More: {}\r\n", "1".repeat(1 << 16));
                for _ in 0..ENDLESS / line.len() {
                    put(line.as_bytes())?;
                }
                Ok(())
            }
            Self::Drip(body) => {
                put(head(200, &body.len().to_string()).as_bytes())?;
                for byte in body {
                    if stopped() {
                        break;
                    }
                    put(&[*byte])?;
                    thread::sleep(Duration::from_millis(10));
                }
                Ok(())
            }
            Self::Silence => {
                stream.set_read_timeout(Some(Duration::from_millis(20)))?;
                let mut byte = [0];
                // Until the other side has left.
                while !stopped() {
                    match stream.read(&mut byte) {
                        Ok(_) => break,
                        Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                        Err(_) => break,
                    }
                }
                Ok(())
            }
            Self::Hangup => Ok(()),
            Self::Garbage(bytes) => put(bytes),
        }
    }
}

fn head(status: u16, length: &str) -> String {
    format!("HTTP/1.1 {status} OK\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n")
}
