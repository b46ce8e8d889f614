//! What becomes of a client, of its store and of what is submitted.

use super::claim::{Claim, Submitted, duration, span, state};
use crate::message::{Fraction, IbcHeight, ValidatorSet};
use crate::rng::Rng;
use crate::sets::disturbed;
use crate::time::{in_range, nanos, timestamp};

/// Changes; false where there is nothing to change.
pub(super) type Table = &'static [(&'static str, fn(&mut Claim<'_>, &mut Rng) -> bool)];

/// What the client was told.
pub(super) const CLIENT: Table = &[
    ("frozen", |claim, rng| {
        let frozen = rng.pick(&[(0, 1), (1, 0), (1, 7)]);
        claim.store.client.frozen_height =
            Some(IbcHeight { revision_number: frozen.0, revision_height: frozen.1 });
        true
    }),
    ("frozen height missing", |claim, _| claim.store.client.frozen_height.take().is_some()),
    ("another chain", |claim, rng| {
        let name = rng.pick(&["corona", "corona-1", "", " ", "\u{2003}\t", "a--1"]);
        claim.store.client.chain_id = name.into();
        true
    }),
    ("chain id too long", |claim, rng| {
        let latest = claim.store.client.latest_height.get_or_insert_default();
        claim.store.client.chain_id =
            format!("{}-{}", "c".repeat(rng.pick(&[48, 49, 80])), latest.revision_number).into();
        true
    }),
    ("trust level", |claim, rng| {
        let (numerator, denominator) = rng.pick(&[
            (0, 3),
            (1, 4),
            (1, 0),
            (4, 3),
            (1, 1),
            (u64::MAX, u64::MAX),
            (1 << 63, 1 << 63),
            (u64::MAX / 3 + 1, u64::MAX),
            (i64::MAX as u64, i64::MAX as u64),
        ]);
        claim.store.client.trust_level = Some(Fraction { numerator, denominator });
        true
    }),
    ("trust level missing", |claim, _| claim.store.client.trust_level.take().is_some()),
    ("period not positive", |claim, rng| {
        let client = &mut claim.store.client;
        let period = match rng.below(3) {
            0 => &mut client.trusting_period,
            1 => &mut client.unbonding_period,
            _ => &mut client.max_clock_drift,
        };
        *period = rng.pick(&[None, Some(duration(0)), Some(duration(-1))]);
        true
    }),
    ("trusting period as long as the unbonding period", |claim, rng| {
        let client = &mut claim.store.client;
        let unbonding = span(client.unbonding_period) as i64;
        client.trusting_period = Some(duration(unbonding - rng.pick(&[0, 1, -1])));
        unbonding > 2
    }),
    ("a duration that is none", |claim, rng| {
        let drift = claim.store.client.max_clock_drift.get_or_insert_default();
        (drift.seconds, drift.nanos) = rng.pick(&[
            (1, -1),
            (-1, 1),
            (0, 1_000_000_000),
            (0, -1_000_000_000),
            (9_223_372_036, 854_775_807),
            (9_223_372_036, 854_775_808),
            (9_223_372_037, 0),
            (315_576_000_000, 0),
            (315_576_000_001, 0),
        ]);
        true
    }),
    ("latest height of another revision", |claim, rng| {
        let latest = claim.store.client.latest_height.get_or_insert_default();
        latest.revision_number = latest.revision_number.wrapping_add(rng.pick(&[1, u64::MAX]));
        true
    }),
    ("latest height zero", |claim, _| {
        claim.store.client.latest_height.get_or_insert_default().revision_height = 0;
        true
    }),
    ("proof specs", |claim, rng| {
        let specs = &mut claim.store.client.proof_specs;
        match rng.below(4) {
            0 => specs.clear(),
            1 => specs.truncate(1),
            2 => specs.swap(0, 1),
            _ => specs.push(Vec::new()),
        }
        true
    }),
    ("upgrade path", |claim, rng| {
        let path = &mut claim.store.client.upgrade_path;
        match rng.below(3) {
            0 => path.clear(),
            1 => path.push(rng.pick(&["", " ", "\u{3000}\n", "k"]).into()),
            _ => path.insert(0, b"\xff".to_vec()),
        }
        true
    }),
    ("deprecated", |claim, _| {
        claim.store.client.allow_update_after_expiry = true;
        claim.store.client.allow_update_after_misbehaviour = true;
        true
    }),
];

/// What the client has learned, and the time.
pub(super) const STORE: Table = &[
    ("trusted state missing", |claim, _| {
        let trusted = claim.trusted();
        claim.store.states.remove(&trusted).is_some()
    }),
    ("latest state missing", |claim, _| {
        let latest = claim.store.client.latest_height.unwrap_or_default();
        claim.store.states.remove(&(latest.revision_number, latest.revision_height)).is_some()
    }),
    ("header known", |claim, _| {
        let known = claim.header().map(|(height, header)| (height, state(header)));
        known.is_some_and(|(height, state)| claim.store.states.insert(height, state).is_none())
    }),
    ("another header known", |claim, rng| {
        let Some((height, header)) = claim.header() else { return false };
        let mut other = state(header);
        match rng.below(3) {
            0 => other.root.get_or_insert_default().hash = rng.hash(),
            1 => other.next_validators_hash = rng.hash(),
            _ => {
                let time = nanos(other.timestamp.as_ref()) + rng.pick(&[-1, 1]);
                other.timestamp = Some(timestamp(in_range(time)));
            }
        }
        claim.store.states.insert(height, other);
        true
    }),
    ("a state above", |claim, rng| beside(claim, 1, rng)),
    ("a state below", |claim, rng| beside(claim, -1, rng)),
    ("a state in a revision above", |claim, rng| {
        let Some(((revision, _), header)) = claim.header() else { return false };
        let mut other = state(header);
        let time = nanos(other.timestamp.as_ref()) + rng.pick(&[-1, 0, 1]);
        other.timestamp = Some(timestamp(in_range(time)));
        let Some(revision) = revision.checked_add(1) else { return false };
        claim.store.states.insert((revision, 1), other);
        true
    }),
    ("trusted state of another set", |claim, rng| {
        let trusted = claim.trusted();
        let hash = rng.pick(&[0, 32, 32, 31, 33]);
        let hash = rng.bytes(hash);
        let state = claim.store.states.get_mut(&trusted);
        state.map(|state| state.next_validators_hash = hash).is_some()
    }),
    ("trusted state without a root", |claim, _| {
        let trusted = claim.trusted();
        let state = claim.store.states.get_mut(&trusted);
        state.is_some_and(|state| state.root.take().is_some())
    }),
    ("trusted state without a time", |claim, _| {
        let trusted = claim.trusted();
        let state = claim.store.states.get_mut(&trusted);
        state.is_some_and(|state| state.timestamp.take().is_some())
    }),
    ("trusted state is about to expire", |claim, rng| {
        let trusted = claim.trusted();
        expires(claim, trusted, rng)
    }),
    ("latest state is about to expire", |claim, rng| {
        let latest = claim.store.client.latest_height.unwrap_or_default();
        expires(claim, (latest.revision_number, latest.revision_height), rng)
    }),
    ("trusted state is old, and the latest is not", |claim, rng| {
        let trusted = claim.trusted();
        let latest = (trusted.0, trusted.1.wrapping_add(1 + rng.below(1 << 30)));
        if !expires(claim, trusted, rng) || claim.store.states.contains_key(&latest) {
            return false;
        }
        let Some(mut young) = claim.store.states.get(&trusted).cloned() else { return false };
        young.timestamp = Some(timestamp(claim.store.now));
        claim.store.states.insert(latest, young);
        let (revision_number, revision_height) = latest;
        claim.store.client.latest_height = Some(IbcHeight { revision_number, revision_height });
        true
    }),
    ("header is about to come from the future", |claim, rng| {
        let Some((_, header)) = claim.header() else { return false };
        let time = nanos(header.time.as_ref());
        let drift = span(claim.store.client.max_clock_drift);
        claim.store.now = in_range(time - drift + rng.pick(&[0, 1]));
        true
    }),
];

/// Lets the client know a header beside the submitted one, at a time near that one's.
fn beside(claim: &mut Claim<'_>, side: i64, rng: &mut Rng) -> bool {
    let Some(((revision, height), header)) = claim.header() else { return false };
    let mut other = state(header);
    let time = nanos(other.timestamp.as_ref()) + rng.pick(&[-1, 0, 1]);
    other.timestamp = Some(timestamp(in_range(time)));
    let height = height.wrapping_add_signed(side);
    if claim.store.states.contains_key(&(revision, height)) || height == 0 {
        return false;
    }
    claim.store.states.insert((revision, height), other);
    true
}

/// Sets the time to one near the end of a state's trusting period.
fn expires(claim: &mut Claim<'_>, height: super::Height, rng: &mut Rng) -> bool {
    let Some(state) = claim.store.states.get(&height) else { return false };
    let end = nanos(state.timestamp.as_ref()) + span(claim.store.client.trusting_period);
    claim.store.now = in_range(end + rng.pick(&[-1, 0, 1]));
    true
}

/// What is submitted.
pub(super) const MESSAGE: Table = &[
    ("of another type", |claim, rng| {
        claim.type_url = rng
            .pick(&[
                "",
                "/",
                "ibc.lightclients.tendermint.v1.Header",
                "/ibc.lightclients.tendermint.v1.ClientState",
                "/ibc.lightclients.tendermint.v1.Headers",
                "/ibc.lightclients.solomachine.v3.Header",
            ])
            .into();
        true
    }),
    ("the other of the two types", |claim, _| {
        let other: &[u8] = match claim.submitted {
            Submitted::Header(_) => b"/ibc.lightclients.tendermint.v1.Misbehaviour",
            Submitted::Misbehaviour(_) => b"/ibc.lightclients.tendermint.v1.Header",
        };
        claim.type_url = other.to_vec();
        true
    }),
    ("trusted height", |claim, rng| {
        let height = claim.header().map_or((0, 0), |(height, _)| height);
        let place = rng.index(claim.headers().len().max(1));
        let (revision_number, revision_height) = rng.pick(&[
            (height.0, 0),
            (height.0, height.1),
            (height.0, height.1.wrapping_sub(1)),
            (height.0, height.1.wrapping_add(1)),
            (height.0.wrapping_sub(1), u64::MAX),
            (height.0.wrapping_add(1), 1),
        ]);
        let mut headers = claim.headers();
        let header = headers.get_mut(place);
        header
            .map(|it| it.trusted_height = Some(IbcHeight { revision_number, revision_height }))
            .is_some()
    }),
    ("trusted height in another revision, with its state", |claim, rng| {
        let before = claim.trusted();
        let revision_number = before.0.wrapping_sub(rng.pick(&[1, 1, 2]));
        let revision_height = rng.pick(&[before.1, 1, u64::MAX]);
        let Some(state) = claim.store.states.get(&before).cloned() else { return false };
        if before.0 == 0 || revision_height == 0 {
            return false;
        }
        claim.store.states.insert((revision_number, revision_height), state);
        for header in claim.headers() {
            header.trusted_height = Some(IbcHeight { revision_number, revision_height });
        }
        true
    }),
    ("trusted height missing", |claim, _| {
        claim.headers().into_iter().any(|header| header.trusted_height.take().is_some())
    }),
    ("trusted validators missing", |claim, _| {
        claim.headers().into_iter().any(|header| header.trusted_validators.take().is_some())
    }),
    ("trusted validators of none", |claim, _| {
        let mut headers = claim.headers();
        let header = headers.first_mut();
        header.map(|it| it.trusted_validators = Some(ValidatorSet::default())).is_some()
    }),
    ("trusted validators without a proposer", |claim, _| {
        let mut headers = claim.headers();
        let header = headers.first_mut();
        header
            .and_then(|it| it.trusted_validators.as_mut())
            .is_some_and(|set| set.proposer.take().is_some())
    }),
    ("trusted validators of another set", |claim, rng| {
        let ring = claim.ring;
        let mut headers = claim.headers();
        let set = headers.first_mut().and_then(|it| it.trusted_validators.as_mut());
        set.map(|set| *set = disturbed(set, ring, rng)).is_some()
    }),
    ("validators missing", |claim, _| {
        claim.headers().into_iter().any(|header| header.validator_set.take().is_some())
    }),
    ("signed header missing", |claim, _| {
        claim.headers().into_iter().any(|header| header.signed_header.take().is_some())
    }),
    ("header missing", |claim, rng| {
        let part = rng.once_in(2);
        claim.headers().into_iter().any(|header| {
            header.signed_header.as_mut().is_some_and(|signed| match part {
                true => signed.header.take().is_some(),
                false => signed.commit.take().is_some(),
            })
        })
    }),
];
