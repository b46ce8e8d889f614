//! What JavaScript is shown.

use super::exchange::{Line, Request};
use super::fork::{Accusation, Found};
use super::way::End;
use crate::error::thrown;
use crate::record::{Record, bytes, hash, index, list, member, number, push, record, text};
use alloc::string::String;
use parhelion_core::TrustedState;
use parhelion_core::client::{Failed, Peer};
use parhelion_core::evidence::light_client_attack::AttackKind;

/// What is to be done.
pub(super) fn request(line: &Line) -> Record {
    let shown = record();
    line.look(|request| match request {
        Request::Ask { peer, path, attempt } => {
            text(&shown, "kind", "ask");
            of_peer(&shown, "peer", *peer);
            text(&shown, "path", path);
            index(&shown, "attempt", *attempt);
        }
        Request::Pause { millis } => {
            text(&shown, "kind", "pause");
            index(&shown, "millis", *millis);
        }
        Request::Verified { states, witnesses } => {
            text(&shown, "kind", "verified");
            let shown_states = list();
            for state in states {
                let one = record();
                bytes(&one, "state", &state.to_bytes());
                push(&shown_states, one);
            }
            member(&shown, "states", shown_states);
            index(&shown, "witnesses", u32::try_from(*witnesses).unwrap_or(u32::MAX));
        }
    });
    shown
}

/// Why there is nothing more to do.
pub(super) fn end(end: &End) -> Record {
    let shown = record();
    match end {
        End::Failed { failed, why } => {
            text(&shown, "kind", "failed");
            member(&shown, "error", thrown(failed.error));
            member(&shown, "way", way(failed, why.as_ref()));
        }
        End::Fork(found) => {
            text(&shown, "kind", "fork");
            member(&shown, "fork", fork(found));
        }
    }
    shown
}

fn way(failed: &Failed, why: Option<&String>) -> Record {
    let shown = record();
    number(&shown, "from", failed.from);
    number(&shown, "to", failed.to);
    if let Some(peer) = failed.peer {
        of_peer(&shown, "peer", peer);
    }
    if let Some(why) = why {
        text(&shown, "why", why);
    }
    shown
}

fn fork(found: &Found) -> Record {
    let shown = record();
    let held = &found.fork.against_primary;
    of_peer(&shown, "primary", found.fork.primary);
    of_peer(&shown, "witness", found.fork.witness);
    member(&shown, "common", point(held.common()));
    let accusations = list();
    for accusation in &found.accusations {
        push(&accusations, accused(accusation));
    }
    member(&shown, "accusations", accusations);
    let unproven = list();
    for (peer, why) in &found.unproven {
        let one = record();
        of_peer(&one, "accused", *peer);
        text(&one, "why", why);
        push(&unproven, one);
    }
    member(&shown, "unproven", unproven);
    shown
}

fn accused(accusation: &Accusation) -> Record {
    let shown = record();
    of_peer(&shown, "accused", accusation.accused);
    of_peer(&shown, "accuser", accusation.accuser);
    let kind = match accusation.kind {
        AttackKind::Lunatic => "lunatic",
        AttackKind::Equivocation => "equivocation",
        AttackKind::Amnesia => "amnesia",
    };
    text(&shown, "kind", kind);
    let guilty = list();
    for signer in &accusation.guilty {
        let one = record();
        bytes(&one, "address", signer.address().as_bytes());
        number(&one, "power", signer.power());
        push(&guilty, one);
    }
    member(&shown, "byzantineValidators", guilty);
    number(&shown, "totalVotingPower", accusation.total);
    bytes(&shown, "evidence", &accusation.evidence);
    text(&shown, "json", &accusation.json);
    shown
}

fn point(state: &TrustedState) -> Record {
    let shown = record();
    number(&shown, "height", state.height());
    hash(&shown, "hash", state.header_hash());
    shown
}

fn of_peer(to: &Record, field: &str, peer: Peer) {
    index(to, field, u32::from(peer.0));
}
