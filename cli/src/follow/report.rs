//! What a run says: in words, or an object a line; progress where somebody watches.

use super::fork::Evidence;
use crate::consumer::live::Line;
use crate::failure::{REFUSED, exit_code};
use crate::node::NodeError;
use crate::{show, store};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use parhelion_core::client::{Failed, Peer, Standing};
use parhelion_core::{Class, Duration, Error, TrustedState};
use serde_json::{Value, json};
use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::ExitCode;

/// How it is told.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Words,
    Json,
}

/// Where it is told, and how.
pub(super) struct Report {
    form: Form,
    urls: Vec<String>,
    bar: ProgressBar,
    /// What was told last about a head that stays.
    told: std::cell::Cell<u64>,
}

impl Report {
    pub(super) fn new(form: Form, urls: impl Iterator<Item = String>) -> Report {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        Report { form, urls: urls.collect(), bar, told: std::cell::Cell::new(0) }
    }

    fn url(&self, peer: Option<Peer>) -> Option<&str> {
        self.urls.get(usize::from(peer?.0)).map(String::as_str)
    }

    fn say(&self, words: impl FnOnce() -> String, object: impl FnOnce() -> Value) {
        let text = match self.form {
            Form::Words => words(),
            Form::Json => object().to_string(),
        };
        self.bar.suspend(|| say!("{text}"));
    }

    /// What is new of a consumer.
    pub(super) fn of_consumer(&self, line: &Line) {
        self.say(|| line.words.clone(), || line.object.clone());
    }

    /// A way of many headers begins.
    pub(super) fn begin(&mut self, from: u64, to: u64) {
        if self.form == Form::Json || !std::io::stderr().is_terminal() {
            return;
        }
        let style = "{bar:32} {pos} of {len} headers, {per_sec}, {eta} left, height {msg}";
        self.bar.finish_and_clear();
        self.bar = ProgressBar::new(to.saturating_sub(from));
        if let Ok(style) = ProgressStyle::with_template(style) {
            self.bar.set_style(style);
        }
    }

    pub(super) fn trusted(&self, state: &TrustedState) {
        let (chain, height, time) = (state.chain_id(), state.height(), show::time(state.time()));
        let hash = hash(state);
        self.say(
            || {
                format!(
                    "trusted on faith: {} height {height}\n  header hash  {hash}\n  time         \
                     {time}",
                    chain.as_str()
                )
            },
            || as_json("trusted", state),
        );
    }

    pub(super) fn verified(
        &self,
        from: u64,
        state: &TrustedState,
        witnesses: usize,
        took: std::time::Duration,
        (requests, bytes): (u64, u64),
    ) {
        self.bar.inc(state.height().abs_diff(from));
        self.bar.set_message(state.height().to_string());
        self.told.set(state.height());
        self.say(
            || {
                let by = match witnesses {
                    0 if state.height() < from => "by hashes".to_owned(),
                    0 => "compared with nobody".to_owned(),
                    1 => "a witness has it too".to_owned(),
                    count => format!("{count} witnesses have it too"),
                };
                format!(
                    "verified: {} height {} {} from height {from}, {by}; {:.2} s, {requests} requests \
                     and {bytes} bytes so far",
                    state.chain_id().as_str(),
                    state.height(),
                    hash(state),
                    took.as_secs_f64(),
                )
            },
            || {
                let mut object = as_json("verified", state);
                object["from"] = from.to_string().into();
                object["witnesses"] = witnesses.to_string().into();
                object["milliseconds"] = took.as_millis().to_string().into();
                object["requests"] = requests.to_string().into();
                object["bytes"] = bytes.to_string().into();
                object
            },
        );
    }

    /// A height that the store has.
    pub(super) fn known(&self, state: &TrustedState) {
        self.bar.finish_and_clear();
        if self.told.get() == state.height() {
            return;
        }
        self.say(
            || {
                let (chain, height) = (state.chain_id(), state.height());
                format!("in the store: {} height {height} {}", chain.as_str(), hash(state))
            },
            || as_json("known", state),
        );
    }

    pub(super) fn up_to_date(&self, state: &TrustedState) {
        self.bar.finish_and_clear();
        if self.told.replace(state.height()) == state.height() {
            return;
        }
        self.say(
            || {
                let (chain, height) = (state.chain_id(), state.height());
                format!("nothing newer: {} height {height} {}", chain.as_str(), hash(state))
            },
            || as_json("up_to_date", state),
        );
    }

    pub(super) fn silent(&self, peer: Peer, error: &NodeError) {
        self.say(
            || format!("no answer of use: {error}"),
            || json!({"event": "no_answer", "peer": self.url(Some(peer)), "why": error.to_string()}),
        );
    }

    pub(super) fn waits(&self, peer: Peer, span: Duration) {
        let seconds = span.nanos() / 1_000_000_000;
        let url = self.url(Some(peer)).unwrap_or_default();
        self.say(
            || format!("{url} is behind: waiting for it, at most {seconds} s"),
            || json!({"event": "waiting", "peer": url, "seconds": seconds.to_string()}),
        );
    }

    pub(super) fn standing(&self, url: &str, standing: Option<Standing>) {
        let (word, why) = match standing {
            Some(Standing::Primary) => ("primary", None),
            Some(Standing::Witness) => ("witness", None),
            Some(Standing::Dropped(error)) => ("dropped", Some(error)),
            None => return,
        };
        self.say(
            || match &why {
                Some(error) => format!("dropped: {url}: {}", show::error(error)),
                None => format!("{url} is the {word} now"),
            },
            || {
                let mut object = why.as_ref().map_or_else(|| json!({}), show::error_as_json);
                object["event"] = word.into();
                object["peer"] = url.into();
                object
            },
        );
    }

    /// Says why there is no verdict, or which, and gives the exit status.
    pub(super) fn failed(&self, failed: &Failed) -> ExitCode {
        let Failed { error, peer, from, to } = failed;
        self.say(
            || {
                let whose = self.url(*peer).map(|url| format!(", {url}")).unwrap_or_default();
                let to = if *to == 0 { "its head".to_owned() } else { format!("height {to}") };
                let advice = advice(error);
                format!(
                    "not verified: from height {from} to {to}{whose}: {}{advice}",
                    show::error(error)
                )
            },
            || {
                let mut object = show::error_as_json(error);
                object["event"] = "failed".into();
                object["peer"] = self.url(*peer).into();
                object["from"] = from.to_string().into();
                object["to"] = to.to_string().into();
                object
            },
        );
        // Too little trust at the end of a bisection is no more to be bisected.
        if error.class() == Class::NotEnoughTrust { REFUSED.into() } else { exit_code(error) }
    }

    /// A header that does not hold the hash of the one before it.
    pub(super) fn unlinked(&self, height: u64) {
        self.say(
            || {
                format!(
                    "not verified: height {height} does not hold the hash of the header before it"
                )
            },
            || json!({"event": "failed", "verdict": "refused", "unlinked": height.to_string()}),
        );
    }

    pub(super) fn fork(&self, record: &store::Fork, evidence: &Evidence) {
        let [primary, witness] = [&record.primary, &record.witness];
        self.say(
            || {
                let mut lines = vec![format!(
                    "FORK: {} attack after height {} {}",
                    record.kind, record.common.height, record.common.hash
                )];
                for side in [primary, witness] {
                    let (height, hash) = (side.at.height, side.at.hash);
                    lines.push(format!("  {}  has height {height} {hash}", side.peer));
                }
                for accusation in &evidence.accusations {
                    lines.push(format!(
                        "  if {} is right, of {} these are guilty ({} attack):",
                        accusation.accuser, accusation.accused, accusation.kind
                    ));
                    for (address, power) in &accusation.guilty {
                        let share = show::share(*power, accusation.total);
                        lines.push(format!("    {address}  {share}"));
                    }
                    if accusation.guilty.is_empty() {
                        lines.push("    nobody who can be told".to_owned());
                    }
                }
                for why in &evidence.unproven {
                    lines.push(format!("  nothing is proven against {why}"));
                }
                lines.push(
                    "  nothing of this chain is trusted any more: find out who is right, and \
                     begin a new store"
                        .to_owned(),
                );
                lines.join("\n")
            },
            || fork_as_json(record, evidence),
        );
    }

    /// Files of evidence.
    pub(super) fn written(&self, files: &[PathBuf]) {
        for file in files {
            self.say(
                || format!("written: {}", file.display()),
                || json!({"event": "written", "file": file.display().to_string()}),
            );
        }
    }

    pub(super) fn forked_before(&self, fork: &store::Fork) {
        self.say(
            || {
                format!(
                    "a fork was found before: {} attack after height {}; nothing of this chain is \
                     trusted",
                    fork.kind, fork.common.height
                )
            },
            || json!({"event": "forked_before", "kind": fork.kind, "common": fork.common.height.to_string()}),
        );
    }

    pub(super) fn submitted(&self, url: &str, refused: Option<&NodeError>) {
        self.say(
            || match refused {
                None => format!("submitted: {url} took the evidence"),
                Some(error) => format!("submitted: not taken: {error}"),
            },
            || {
                let why = refused.map(ToString::to_string);
                json!({"event": "submitted", "peer": url, "refused": why})
            },
        );
    }
}

fn advice(error: &Error) -> &'static str {
    match error {
        Error::HeaderExpired { .. } => {
            "\n  begin a new store, with a recent height and hash in --trust"
        }
        Error::TimeFromFuture { .. } => "\n  is the clock of this machine right?",
        Error::NotConfirmed | Error::NoWitnesses => "\n  name more witnesses",
        Error::TraceTooSmall { .. } => "\n  go there in steps, with --to",
        _ => "",
    }
}

fn hash(state: &TrustedState) -> String {
    state.header_hash().map(ToString::to_string).unwrap_or_default()
}

fn as_json(event: &str, state: &TrustedState) -> Value {
    json!({
        "event": event,
        "chain_id": state.chain_id().as_str(),
        "height": state.height().to_string(),
        "hash": hash(state),
        "time": show::time(state.time()),
    })
}

fn fork_as_json(record: &store::Fork, evidence: &Evidence) -> Value {
    let point =
        |at: &store::Point| json!({"height": at.height.to_string(), "hash": at.hash.to_string()});
    let side = |side: &store::Side| json!({"peer": side.peer, "at": point(&side.at)});
    let guilty =
        |(address, power): &(String, u64)| json!({"address": address, "power": power.to_string()});
    let accusations = evidence.accusations.iter().map(|it| {
        json!({
            "accused": it.accused,
            "accuser": it.accuser,
            "kind": it.kind,
            "guilty": it.guilty.iter().map(guilty).collect::<Vec<_>>(),
            "total_power": it.total.to_string(),
        })
    });
    json!({
        "event": "fork",
        "kind": record.kind,
        "common": point(&record.common),
        "primary": side(&record.primary),
        "witness": side(&record.witness),
        "evidence": record.evidence,
        "accusations": accusations.collect::<Vec<_>>(),
        "unproven": evidence.unproven,
    })
}
