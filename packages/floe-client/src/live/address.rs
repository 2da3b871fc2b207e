//! Addresses of nodes, which may contain secrets: `https://user:password@host/key`.

use std::fmt;

use ureq::http::Uri;

use crate::{Error, Result};

/// Where a node is.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Address {
    /// Without credentials.
    pub uri: Uri,
    /// `user:password`.
    pub credentials: Option<String>,
}

impl Address {
    /// # Errors
    /// For what is no address over HTTP; without repeating it, as it may contain a secret.
    pub fn parse(text: &str) -> Result<Self> {
        let bad = |reason: &str| {
            Error::bad_value(
                "endpoint",
                format!("{}: {reason}, such as http://127.0.0.1:26657", shown(text)),
            )
        };
        let (scheme, rest) = text.trim().split_once("://").ok_or_else(|| {
            let host = shown(text);
            let example = match host.contains(char::is_whitespace) || host.is_empty() {
                true => "http://127.0.0.1:26657".to_owned(),
                false => format!("http://{host}"),
            };
            Error::bad_value(
                "endpoint",
                format!("{host}: it does not begin with http:// or https://; write {example}"),
            )
        })?;
        let scheme = scheme.to_ascii_lowercase();
        if !matches!(scheme.as_str(), "http" | "https") {
            return Err(bad("expected http or https"));
        }
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at_checked(end).unwrap_or((rest, ""));
        let (credentials, host) = match authority.rsplit_once('@') {
            Some((credentials, host)) => (Some(credentials.to_owned()), host),
            None => (None, authority),
        };
        let uri: Uri = format!("{scheme}://{host}{path}")
            .parse()
            .map_err(|_| bad("it cannot be read"))?;
        if uri.host().is_none_or(str::is_empty) {
            return Err(bad("the host is missing"));
        }
        Ok(Self { uri, credentials })
    }
}

/// Scheme, host and port of an address; that there is more, but not what.
pub fn shown(text: &str) -> String {
    let (scheme, rest) = text.trim().split_once("://").unwrap_or(("", text.trim()));
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at_checked(end).unwrap_or((rest, ""));
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let more = if path.len() > 1 { "/…" } else { "" };
    let separator = if scheme.is_empty() { "" } else { "://" };
    crate::text::plain(&format!("{scheme}{separator}{host}{more}"))
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&shown(&self.uri.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("http://127.0.0.1:26657", "http://127.0.0.1:26657")]
    #[case("http://127.0.0.1:26657/", "http://127.0.0.1:26657")]
    #[case("https://me:secret@node.example:443/", "https://node.example:443")]
    #[case("https://me:se@cret@node.example", "https://node.example")]
    #[case("https://node.example/key-1234", "https://node.example/…")]
    #[case("https://node.example?key=1234", "https://node.example/…")]
    fn secrets_of_an_address_are_not_shown(#[case] text: &str, #[case] expected: &str) {
        assert_eq!(Address::parse(text).unwrap().to_string(), expected);
        assert_eq!(shown(text), expected);
    }

    #[test]
    fn an_address_without_scheme_is_answered_with_one() {
        let said = |text: &str| Address::parse(text).err().unwrap().to_string();
        assert!(said("127.0.0.1:26657").ends_with("write http://127.0.0.1:26657"));
        assert!(said("me:secret@node.example/key").ends_with("write http://node.example/…"));
        assert!(said("no address").ends_with("write http://127.0.0.1:26657"));
    }

    #[test]
    fn credentials_are_kept_apart_from_the_address() {
        let address = Address::parse("https://me:secret@node.example:443/rpc").unwrap();
        assert_eq!(address.credentials.as_deref(), Some("me:secret"));
        assert_eq!(address.uri.to_string(), "https://node.example:443/rpc");
    }

    #[rstest]
    #[case("no address")]
    #[case("ftp://me:secret@node.example")]
    #[case("http://")]
    #[case("http://me:secret@")]
    #[case("http://me:secret@no de/key")]
    fn what_is_no_address_is_refused_without_its_secrets(#[case] text: &str) {
        let refused = Address::parse(text).err().unwrap().to_string();
        assert!(
            !refused.contains("secret") && !refused.contains("key"),
            "{refused}"
        );
    }
}
