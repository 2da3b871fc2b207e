//! One request over HTTP, with limits on everything that a node could make endless.

use std::io::{self, ErrorKind};
use std::time::Duration;

use cosmwasm_std::Binary;
use ureq::http::Uri;
use ureq::Agent;

use super::address::Address;
use crate::text::plain;

/// An answer larger than this, in bytes, is not read to its end.
pub(super) const MAX_BODY: u64 = 8 * 1024 * 1024;

/// Time for a connection, whatever a request may take.
const MAX_CONNECT: Duration = Duration::from_secs(5);

/// A client of one node. Follows no redirects, unpacks nothing and goes through no proxy.
pub(super) struct Http {
    agent: Agent,
    uri: Uri,
    /// What the credentials of the address come to.
    authorization: Option<String>,
    timeout: Duration,
}

impl Http {
    pub fn new(address: &Address, timeout: Duration) -> Self {
        let config = Agent::config_builder()
            .max_redirects(0)
            .http_status_as_error(false)
            .proxy(None)
            .user_agent("floe")
            .accept_encoding("identity")
            .build();
        let authorization = address.credentials.as_ref().map(|credentials| {
            let encoded = Binary::from(credentials.as_bytes()).to_base64();
            format!("Basic {encoded}")
        });
        Self {
            agent: config.into(),
            uri: address.uri.clone(),
            authorization,
            timeout,
        }
    }

    /// Status and body of the answer, of that many bytes at most, within `limit` or, if that is shorter, the usual time.
    ///
    /// # Errors
    /// Says why there is no answer, without the address, which may contain a secret.
    pub fn post_up_to(&self, most: u64, body: &[u8], limit: Duration) -> Result<(u16, Vec<u8>), String> {
        let time = self.timeout.min(limit);
        let mut request = self
            .agent
            .post(&self.uri)
            .config()
            .timeout_global(Some(time))
            .timeout_connect(Some(time.min(MAX_CONNECT)))
            .build()
            .content_type("application/json");
        if let Some(authorization) = &self.authorization {
            request = request.header("authorization", authorization);
        }
        let mut response = request.send(body).map_err(|error| shown(&error, most))?;
        let status = response.status().as_u16();
        if (300..400).contains(&status) {
            return Err("sends elsewhere, which is not followed".to_owned());
        }
        let body = response.body_mut().with_config().limit(most).read_to_vec();
        Ok((status, body.map_err(|error| shown(&error, most))?))
    }
}

/// Only what cannot contain the address.
#[allow(
    clippy::wildcard_enum_match_arm,
    reason = "the library's errors are many and may become more"
)]
fn shown(error: &ureq::Error, most: u64) -> String {
    match error {
        ureq::Error::Timeout(_) => "gave no answer in time".to_owned(),
        ureq::Error::BodyExceedsLimit(_) => format!("answered more than {most} bytes"),
        ureq::Error::HostNotFound => "its host is not known".to_owned(),
        ureq::Error::Io(error) => broken(error),
        ureq::Error::Rustls(error) => format!(
            "has no connection that can be trusted: {}",
            plain(&error.to_string())
        ),
        ureq::Error::ConnectionFailed => "cannot be connected to".to_owned(),
        _ => "answered nothing that is HTTP".to_owned(),
    }
}

/// Why a connection is none: nobody listens, nobody is called so, nobody answers.
fn broken(error: &io::Error) -> String {
    if error.to_string().contains("lookup address") {
        return "its host is not known".to_owned();
    }
    #[allow(
        clippy::wildcard_enum_match_arm,
        reason = "the library's kinds are many and may become more"
    )]
    match error.kind() {
        ErrorKind::ConnectionRefused => "refuses the connection: nothing listens there".to_owned(),
        ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted | ErrorKind::UnexpectedEof => {
            "broke the connection off".to_owned()
        }
        ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable => {
            "cannot be reached over the network".to_owned()
        }
        ErrorKind::TimedOut | ErrorKind::WouldBlock => "gave no answer in time".to_owned(),
        _ => plain(&error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_keeps_a_connection_from_being_made_is_told_apart() {
        let said = |kind: ErrorKind| broken(&io::Error::from(kind));
        assert!(said(ErrorKind::ConnectionRefused).contains("nothing listens"));
        assert!(said(ErrorKind::TimedOut).contains("in time"));
        let lookup = io::Error::other("failed to lookup address information: Name or service not known");
        assert_eq!(broken(&lookup), "its host is not known");
    }
}
