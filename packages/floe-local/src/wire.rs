//! HTTP as a node speaks it, one request after the other.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

use serde_json::{json, Value};

use crate::LocalChain;

/// Bytes that a request may have.
const MOST: usize = 16 << 20;
/// How long one side may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// Answers all that are waiting, and returns. The listener must not block.
///
/// # Errors
/// When the listener fails. What goes wrong with one connection ends that one.
pub fn serve(listener: &TcpListener, node: &mut LocalChain) -> io::Result<usize> {
    let mut answered: usize = 0;
    loop {
        match listener.accept() {
            Ok((stream, _)) => {
                // Whoever has hung up gets no answer.
                let _ = converse(&stream, node);
                answered = answered.saturating_add(1);
            }
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(answered),
            Err(error) => return Err(error),
        }
    }
}

fn converse(mut stream: &TcpStream, node: &mut LocalChain) -> io::Result<()> {
    stream.set_nonblocking(false)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let body = read(stream)?;
    let request: Value = serde_json::from_slice(&body).unwrap_or(Value::Null);
    let of = |name: &str| request.get(name).cloned().unwrap_or(Value::Null);
    let method = of("method");
    let whole = match node.answer(method.as_str().unwrap_or_default(), &of("params")) {
        Ok(result) => json!({ "jsonrpc": "2.0", "id": of("id"), "result": result }),
        Err(data) => json!({
            "jsonrpc": "2.0", "id": of("id"),
            "error": { "code": -32603, "message": "Internal error", "data": data },
        }),
    };
    let body = whole.to_string();
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes())?;
    stream.write_all(body.as_bytes())
}

/// The body of a request.
fn read(stream: &TcpStream) -> io::Result<Vec<u8>> {
    let mut reader = BufReader::new(stream.take(MOST as u64));
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let line = line.trim().to_lowercase();
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or(0);
        }
        if line.is_empty() {
            break;
        }
    }
    let mut body = vec![0; std::cmp::min(length, MOST)];
    reader.read_exact(&mut body)?;
    Ok(body)
}
