//! Certificates: a node's is from a root that is known, or nothing is asked.
//!
//! Those in `tls` were made for this test alone, for 127.0.0.1 and the years 2020 to 2119.

use super::NodeFailure::{Bad, NoResponse};
use super::server::Stream;
use super::*;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

const ROOT: &[u8] = include_bytes!("tls/root.pem");
const CERTIFICATE: &[u8] = include_bytes!("tls/node.pem");
const KEY: &[u8] = include_bytes!("tls/node.key");

/// A server that speaks TLS, and its address.
fn secure() -> (Server, String) {
    let certificate = CertificateDer::from_pem_slice(CERTIFICATE).unwrap();
    let key = PrivateKeyDer::from_pem_slice(KEY).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    let config = Arc::new(config);
    let status = body("validators-150", "/status");
    let server = Server::start_within(
        move |stream| -> Box<dyn Stream> {
            Box::new(StreamOwned::new(ServerConnection::new(config.clone()).unwrap(), stream))
        },
        move |_: &Asked| Response::new(200, status.clone()),
    );
    let url = format!("https://{}", server.address());
    (server, url)
}

fn asker(url: &str, roots: Option<&[u8]>) -> Node {
    let limits = NodeLimits { roots: roots.map(<[u8]>::to_vec), ..NodeLimits::default() };
    let mut node = Node::new(url, limits).unwrap_or_else(|failure| panic!("{failure}"));
    node.http.sleep = Box::new(|_| ());
    node
}

#[test]
fn a_node_is_asked_within_tls() {
    let (server, url) = secure();
    let node = asker(&url, Some(ROOT));
    assert_eq!(node.latest_height().unwrap(), 63);
    assert_eq!(node.latest_height().unwrap(), 63);
    assert_eq!((server.targets(), server.connections()), (vec!["/status".to_owned(); 2], 1));
}

#[test]
fn a_certificate_of_nobody_known_is_refused_once() {
    let (server, url) = secure();
    // The public roots, and one that did not sign it.
    for roots in [None, Some(CERTIFICATE)] {
        let node = asker(&url, roots);
        fails(node.latest_height(), NoResponse, "certificate");
        assert_eq!(node.traffic(), Traffic { requests: 1, bytes: 0 });
    }
    // Another name than that in the certificate.
    let elsewhere = url.replace("127.0.0.1", "localhost");
    fails(asker(&elsewhere, Some(ROOT)).latest_height(), NoResponse, "certificate");
    assert!(server.requests().is_empty());
}

#[test]
fn tls_and_its_absence_are_told_apart() {
    let server = always(Response::new(200, body("validators-150", "/status")));
    let node = asker(&server.url().replace("http:", "https:"), None);
    assert_eq!(failure(node.latest_height()).0, NoResponse);
    assert!(server.targets().iter().all(|target| target != "/status"));
    let (server, url) = secure();
    let node = asker(&url.replace("https:", "http:"), None);
    assert_eq!(failure(node.latest_height()).0, Bad);
    assert!(server.requests().is_empty());
}

#[test]
fn roots_are_certificates() {
    let key = format!("no certificate here\n{}", std::str::from_utf8(KEY).unwrap());
    for (pem, why) in [
        (&b""[..], "no certificate among the roots"),
        (key.as_bytes(), "no certificate among the roots"),
        (b"-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n", "not in PEM"),
    ] {
        let limits = NodeLimits { roots: Some(pem.to_vec()), ..NodeLimits::default() };
        let Err(Failure::Usage(text)) = Node::new("https://127.0.0.1", limits) else { panic!() };
        assert!(text.contains(why), "{text}");
    }
}
