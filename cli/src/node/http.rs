//! Requests to one node, and the texts of its answers: bounded in bytes, time and attempts.

use super::error::{NodeError, NodeFailure, Trouble};
use super::limits::{HEAD_LEN, IDLE_AGE, IDLE_CONNECTIONS, NodeLimits};
use super::retry::{Again, chance, pause, retry_after};
use super::url::Base;
use super::{Traffic, url};
use crate::failure::Failure;
use parhelion_rpc::Error;
use std::io::Read;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use ureq::Agent;
use ureq::http::{HeaderMap, Response, StatusCode, header};
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};

/// The connections to one node.
pub(super) struct Http {
    base: String,
    agent: Agent,
    limits: NodeLimits,
    requests: AtomicU64,
    bytes: AtomicU64,
    /// Waits; tests look at what it is told instead.
    pub(super) sleep: Box<dyn Fn(Duration) + Send + Sync>,
}

/// What is asked.
pub(super) enum Request<'a> {
    /// A path with its query.
    Get(&'a str),
    /// A call of JSON-RPC.
    Post(&'a str),
}

/// The text of an answer, and what is known of it besides.
struct Answer {
    text: String,
    status: StatusCode,
    /// Whether the head told where the body ends: where it did not, a body that was cut off looks
    /// whole.
    is_framed: bool,
}

impl Http {
    /// # Errors
    /// [`Failure::Usage`] for an address or roots that are none.
    pub(super) fn new(given: &str, limits: NodeLimits) -> Result<Http, Failure> {
        let Base { url: base, is_local } = url::parse(given)?;
        let mut config = Agent::config_builder()
            .timeout_global(Some(limits.timeout))
            // The error of JSON-RPC stands in the body of an answer with status 500.
            .http_status_as_error(false)
            .max_redirects(0)
            .max_response_header_size(HEAD_LEN)
            .max_idle_connections(IDLE_CONNECTIONS)
            .max_idle_connections_per_host(IDLE_CONNECTIONS)
            .max_idle_age(IDLE_AGE)
            .user_agent(concat!("parhelion/", env!("CARGO_PKG_VERSION")))
            .accept_encoding("identity");
        if is_local {
            config = config.proxy(None);
        }
        if let Some(pem) = &limits.roots {
            config = config.tls_config(TlsConfig::builder().root_certs(roots(pem)?).build());
        }
        Ok(Http {
            base,
            agent: config.build().new_agent(),
            limits,
            requests: AtomicU64::new(0),
            bytes: AtomicU64::new(0),
            sleep: Box::new(std::thread::sleep),
        })
    }

    pub(super) fn base(&self) -> &str {
        &self.base
    }

    pub(super) fn limits(&self) -> &NodeLimits {
        &self.limits
    }

    pub(super) fn traffic(&self) -> Traffic {
        Traffic {
            requests: self.requests.load(Ordering::Relaxed),
            bytes: self.bytes.load(Ordering::Relaxed),
        }
    }

    /// What `read` makes of the answer; again and again, as long as that may help.
    pub(super) fn ask<T>(
        &self,
        request: &Request<'_>,
        read: impl Fn(&str) -> Result<T, Error>,
    ) -> Result<T, NodeError> {
        let mut attempt = 1;
        loop {
            let trouble = match self.attempt(request, &read) {
                Ok(found) => return Ok(found),
                Err(trouble) => trouble,
            };
            let asked = match trouble.again {
                Again::Soon => Duration::ZERO,
                Again::After(asked) => asked,
                Again::Never => return Err(self.error(request, &trouble)),
            };
            if attempt >= self.limits.attempts {
                let why = match attempt {
                    0 | 1 => trouble.why,
                    _ => format!("{}, in {attempt} attempts", trouble.why),
                };
                return Err(self.error(request, &Trouble { why, ..trouble }));
            }
            (self.sleep)(pause(self.limits.pause, attempt, asked, chance()));
            attempt += 1;
        }
    }

    /// A failure, with the address that was asked.
    pub(super) fn error(&self, request: &Request<'_>, trouble: &Trouble) -> NodeError {
        let path = match request {
            Request::Get(path) => path,
            Request::Post(_) => "",
        };
        NodeError::new(trouble.failure, &format!("{}{path}", self.base), &trouble.why)
    }

    fn attempt<T>(
        &self,
        request: &Request<'_>,
        read: &impl Fn(&str) -> Result<T, Error>,
    ) -> Result<T, Trouble> {
        let answer = self.exchange(request)?;
        let objects = answer.text.bytes().filter(|byte| *byte == b'{').count();
        if objects > self.limits.objects() {
            let why = format!("more than {} objects in an answer", self.limits.objects());
            return Err(Trouble::lasting(NodeFailure::Bad, why));
        }
        match read(&answer.text) {
            Ok(found) => Ok(found),
            Err(error @ (Error::Node { .. } | Error::Query { .. })) => Err(error.into()),
            Err(_) if answer.status != StatusCode::OK => Err(status(answer.status)),
            Err(Error::Json(error)) if error.is_eof() && !answer.is_framed => {
                Err(Trouble::passing("the answer was cut off"))
            }
            Err(error) => Err(error.into()),
        }
    }

    fn exchange(&self, request: &Request<'_>) -> Result<Answer, Trouble> {
        self.requests.fetch_add(1, Ordering::Relaxed);
        let response = match request {
            Request::Get(path) => self.agent.get(format!("{}{path}", self.base)).call(),
            Request::Post(body) => {
                let post = self.agent.post(format!("{}/", self.base));
                post.header(header::CONTENT_TYPE, "application/json").send(*body)
            }
        };
        let response = response.map_err(of_transport)?;
        let status = acceptable(&response)?;
        let is_framed = [header::CONTENT_LENGTH, header::TRANSFER_ENCODING]
            .iter()
            .any(|name| response.headers().contains_key(name));
        Ok(Answer { text: self.body(response)?, status, is_framed })
    }

    /// The body, of which no more is taken than one byte past the limit, whatever its head says.
    fn body(&self, response: Response<ureq::Body>) -> Result<String, Trouble> {
        let limit = self.limits.body_len;
        let too_long = || {
            let why = format!("an answer of more than {limit} bytes");
            Trouble::lasting(NodeFailure::Bad, why)
        };
        let mut body = response.into_body();
        if body.content_length().is_some_and(|length| length > limit) {
            return Err(too_long());
        }
        let mut bytes = Vec::new();
        let end = body.as_reader().take(limit.saturating_add(1)).read_to_end(&mut bytes);
        let length = bytes.len() as u64;
        self.bytes.fetch_add(length, Ordering::Relaxed);
        if length > limit {
            return Err(too_long());
        }
        end.map_err(|error| of_transport(error.into()))?;
        String::from_utf8(bytes)
            .map_err(|_| Trouble::lasting(NodeFailure::Bad, "an answer that is no text"))
    }
}

/// The certificates of a PEM text.
fn roots(pem: &[u8]) -> Result<RootCerts, Failure> {
    let mut found: Vec<Certificate<'static>> = Vec::new();
    for item in parse_pem(pem) {
        match item {
            Ok(PemItem::Certificate(certificate)) => found.push(certificate),
            Ok(_) => {}
            Err(_) => return Err(Failure::Usage("the roots are not in PEM".to_owned())),
        }
    }
    if found.is_empty() {
        return Err(Failure::Usage("no certificate among the roots".to_owned()));
    }
    Ok(RootCerts::new_with_certs(&found))
}

/// The status, where the body may be an answer of a node.
fn acceptable(response: &Response<ureq::Body>) -> Result<StatusCode, Trouble> {
    let status = response.status();
    if status.is_redirection() {
        // Not even on the same host: who was asked is part of what a client trusts.
        let place = text(response.headers(), &header::LOCATION).unwrap_or("nowhere");
        let why = format!("redirected to {place}, which is not followed: give that address");
        return Err(Trouble::lasting(NodeFailure::NoResponse, why));
    }
    if is_passing(status) && status != StatusCode::INTERNAL_SERVER_ERROR {
        let again = text(response.headers(), &header::RETRY_AFTER).map_or(Again::Soon, retry_after);
        return Err(Trouble { again, ..self::status(status) });
    }
    Ok(status)
}

fn text<'r>(headers: &'r HeaderMap, name: &header::HeaderName) -> Option<&'r str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// Too many requests, or a proxy that has lost its node: it may pass.
fn is_passing(status: StatusCode) -> bool {
    let of_client = [StatusCode::REQUEST_TIMEOUT, StatusCode::TOO_MANY_REQUESTS];
    status.is_server_error() || of_client.contains(&status)
}

/// A status whose answer was no node's.
fn status(status: StatusCode) -> Trouble {
    let why = format!("HTTP status {status}");
    if is_passing(status) { Trouble::passing(why) } else { Trouble::lasting(NodeFailure::Bad, why) }
}

/// What went wrong on the way.
fn of_transport(error: ureq::Error) -> Trouble {
    use std::io::ErrorKind;
    use ureq::Error as Fault;
    match error {
        // A server that does not speak HTTP will not learn it.
        Fault::Protocol(_) | Fault::LargeResponseHeader(..) | Fault::Http(_) => {
            Trouble::lasting(NodeFailure::Bad, error)
        }
        // A certificate that is not accepted says nothing about the node behind it. The library hands
        // refusals of TLS on as data that is not valid.
        Fault::Tls(_) | Fault::Rustls(_) | Fault::Pem(_) | Fault::TlsRequired => {
            Trouble::lasting(NodeFailure::NoResponse, error)
        }
        Fault::Io(error) if error.kind() == ErrorKind::InvalidData => {
            Trouble::lasting(NodeFailure::NoResponse, error)
        }
        Fault::Timeout(_) => Trouble::passing("no answer in time"),
        Fault::Io(error) => Trouble::passing(error),
        other => Trouble::passing(other),
    }
}
