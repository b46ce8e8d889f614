//! The address of a node, as it is written in CometBFT's configuration and on lists of nodes.

use crate::failure::Failure;
use std::fmt::Write;
use std::net::IpAddr;
use ureq::http::Uri;

/// An address that requests can be made to.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Base {
    /// Without a slash at its end.
    pub(super) url: String,
    /// Whether the host is this machine: nobody's proxy reaches it.
    pub(super) is_local: bool,
}

/// Reads `http://`, `https://`, or `tcp://` and nothing at all, which are `http` too; then a host and,
/// as far as they are there, its port and a path under which the node answers.
///
/// # Errors
/// A user with a password is refused, because an address stands in messages; so are a query and a
/// fragment, and every other scheme.
pub(super) fn parse(given: &str) -> Result<Base, Failure> {
    let wrong = |why: &str| Failure::Usage(format!("`{given}` is no address of a node: {why}"));
    let (scheme, rest) = given.split_once("://").unwrap_or(("tcp", given));
    let scheme = match scheme.to_ascii_lowercase().as_str() {
        "tcp" | "http" => "http",
        "https" => "https",
        _ => return Err(wrong("neither http, https nor tcp")),
    };
    if rest.contains(['?', '#']) {
        return Err(wrong("it goes on behind the path"));
    }
    let url = format!("{scheme}://{}", rest.trim_end_matches('/'));
    let uri: Uri = url.parse().map_err(|error| wrong(&format!("{error}")))?;
    let authority = uri.authority().ok_or_else(|| wrong("without a host"))?;
    if authority.as_str().contains('@') {
        // It is not said again: it may hold a password.
        let why = "an address of a node has no user and no password: messages would show them";
        return Err(Failure::Usage(why.to_owned()));
    }
    if authority.host().is_empty() {
        return Err(wrong("without a host"));
    }
    // A port that is none would silently be the scheme's own.
    let port = authority.as_str().strip_prefix(authority.host()).unwrap_or_default();
    if !port.is_empty() && authority.port_u16().is_none_or(|port| port == 0) {
        return Err(wrong("its port is none"));
    }
    Ok(Base { is_local: is_local(authority.host()), url })
}

/// Whether two addresses, as [`parse`] leaves them, are one: hosts are written in any letters, also with
/// a dot at the end, and a port may be left out. That both schemes of a host lead to the same node is
/// the rule.
pub(super) fn is_same(one: &str, other: &str) -> bool {
    let place = |url: &str| -> Option<(String, Option<u16>, String)> {
        let uri: Uri = url.parse().ok()?;
        let host = uri.host()?.trim_end_matches('.').to_ascii_lowercase();
        let port = uri.port_u16().filter(|port| ![80, 443].contains(port));
        Some((host, port, uri.path().trim_end_matches('/').to_owned()))
    };
    place(one) == place(other)
}

fn is_local(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let ip: Option<IpAddr> = bare.parse().ok();
    bare.eq_ignore_ascii_case("localhost") || ip.is_some_and(|ip| ip.is_loopback())
}

/// A value of a query, with everything escaped that could mean something there.
pub(super) fn escape(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_as_they_are_written() {
        for (given, url, is_local) in [
            ("http://rpc.example.org", "http://rpc.example.org", false),
            ("HTTPS://rpc.example.org/", "https://rpc.example.org", false),
            ("https://rpc.example.org:443/hub//", "https://rpc.example.org:443/hub", false),
            ("tcp://127.0.0.1:26657", "http://127.0.0.1:26657", true),
            ("localhost:26657", "http://localhost:26657", true),
            ("[::1]:26657/a/b", "http://[::1]:26657/a/b", true),
            ("rpc.example.org", "http://rpc.example.org", false),
            ("10.0.0.1:80", "http://10.0.0.1:80", false),
        ] {
            let found = parse(given).unwrap_or_else(|failure| panic!("{failure}"));
            assert_eq!(found, Base { url: url.to_owned(), is_local }, "{given}");
        }
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for (given, why) in [
            ("unix:///tmp/node.sock", "neither http"),
            ("ftp://host", "neither http"),
            ("http://host/?x=1", "behind the path"),
            ("http://host/#x", "behind the path"),
            ("https://user:secret@host", "no user and no password"),
            ("user@host:1", "no user and no password"),
            ("", "is no address"),
            ("http://", "is no address"),
            ("http://:26657", "is no address"),
            ("http://a b", "is no address"),
            ("http://host:0", "its port is none"),
            ("http://host:65536", "is no address"),
            ("http://host:port", "is no address"),
            ("http://host:", "its port is none"),
        ] {
            let failure = parse(given).expect_err(given);
            assert!(matches!(failure, Failure::Usage(_)));
            let text = failure.to_string();
            assert!(text.contains(why) && !text.contains("secret"), "{given}: {text}");
        }
    }

    #[test]
    fn one_address_is_one_however_it_is_written() {
        let same = |one, other| {
            let base = |given| parse(given).unwrap_or_else(|failure| panic!("{failure}")).url;
            is_same(&base(one), &base(other))
        };
        for other in
            ["HTTPS://RPC.example.org:443/", "http://rpc.example.org.", "rpc.example.org:80"]
        {
            assert!(same("https://rpc.example.org", other), "{other}");
        }
        for other in ["https://rpc.example.com", "rpc.example.org:81", "rpc.example.org/hub"] {
            assert!(!same("https://rpc.example.org", other), "{other}");
        }
        assert!(!same("rpc.example.org/hub", "rpc.example.org/Hub"));
    }

    #[test]
    fn values_are_escaped() {
        assert_eq!(escape(r#""/store/a b/key""#), "%22%2Fstore%2Fa%20b%2Fkey%22");
        assert_eq!(escape("0x0aF_-.~&=+%é"), "0x0aF_-.~%26%3D%2B%25%C3%A9");
    }
}
