//! Consumers: sets that are attested, headers that are verified by them, and packets.

use crate::calls::{Call, with_options};
use crate::common::state::Provable;
use crate::common::stores::place;
use crate::common::{CHAIN, bytes, message, uint};
use crate::consumer::{DATA, STORE, Scene, ZERO, address, phase, record};
use crate::programs::runner::{Ask, Question};
use crate::question::LIMITS;
use parhelion_core::LightBlock;
use parhelion_core::ccv::attest::Attested;
use parhelion_core::ccv::store::{Layout, ProviderItem};

/// Key, value, proof.
type Answers = Vec<(Vec<u8>, Option<Vec<u8>>, Vec<u8>)>;

fn answer(state: &Provable, key: &[u8]) -> (Vec<u8>, Option<Vec<u8>>, Vec<u8>) {
    let (value, [lower, upper]) = state.trees.ops(STORE, key);
    let proof = [message(1, &lower), message(1, &upper)].concat();
    (key.to_vec(), value.map(<[u8]>::to_vec), proof)
}

fn answers(scene: &Scene, state: &Provable) -> Answers {
    let items = [ProviderItem::Phase(ZERO), ProviderItem::ChainId(ZERO)];
    let mut all: Answers = items.map(|item| answer(state, &place(item).1)).into();
    all.extend(scene.gaps(state).iter().map(|gap| answer(state, gap.proven().key())));
    all
}

fn with_answers(question: Question, answers: &Answers) -> Question {
    answers.iter().fold(question, |question, (key, value, proof)| {
        question.bytes(key).maybe(value.as_deref()).bytes(proof)
    })
}

/// What is asked of a provider, before the answers.
fn provider(ask: Ask, state: &Provable, release: &str, room: u64) -> Question {
    let question = Question::of(ask).bytes(&state.header.to_bytes()).bytes(release.as_bytes());
    question.number(ZERO.number()).number(room)
}

/// Attests a changed scene, from changed answers.
fn attest(change: impl FnOnce(&mut Scene), pick: impl FnOnce(&mut Answers)) -> Question {
    let mut scene = Scene::new();
    change(&mut scene);
    let state = scene.stores.seal();
    let mut answers = answers(&scene, &state);
    pick(&mut answers);
    with_answers(provider(Ask::Attest, &state, "v7.0.1", 16), &answers)
}

fn written(attested: &Attested<'_>) -> Vec<u8> {
    let lock = attested.locked_at();
    let mut out = lock.height().to_le_bytes().to_vec();
    out.extend(lock.time().seconds().to_le_bytes());
    out.extend(lock.time().nanos().to_le_bytes());
    out.extend(attested.total_power().to_le_bytes());
    out.extend(attested.hash().0);
    let mut chain_id = attested.consumer().chain_id().as_str().as_bytes().to_vec();
    chain_id.resize(56, 0);
    out.extend(chain_id);
    for member in attested.validators() {
        out.extend(member.public_key().as_bytes());
        out.extend(member.power().to_le_bytes());
    }
    out
}

fn first_record(scene: &mut Scene, value: &[u8]) {
    let at = address(&scene.members()[0]);
    scene.stores.put(ProviderItem::ConsumerValidator(ZERO, at), value);
}

pub(crate) fn all() -> Vec<Call> {
    let mut calls = sets();
    calls.extend(answers_that_do_not_attest());
    calls.extend(consumers());
    calls.extend(records());
    calls.extend(headers());
    calls.extend(packets());
    calls
}

fn sets() -> Vec<Call> {
    let scene = Scene::new();
    let state = scene.stores.seal();
    let want = scene.by_records(|attested| Ok(written(attested))).unwrap();
    let answers = answers(&scene, &state);
    let ask = |release: &str, room: u64| {
        with_answers(provider(Ask::Attest, &state, release, room), &answers)
    };
    vec![
        Call::gives(ask("v7.0.1", 16), want.clone()),
        Call::gives(ask("7.0.1", 7), want.clone()),
        // Each class of room on the stack.
        Call::gives(ask("v7.0.1", 500), want.clone()),
        Call::gives(ask("v7.0.1", 20_000), want),
        Call::fails(ask("v7.0.1", 6), "MembersTooFew"),
        Call::fails(ask("v7.0.1", 0), "MembersTooFew"),
        Call::fails(ask("v6.0.0", 16), "UnsupportedRelease"),
    ]
}

fn answers_that_do_not_attest() -> Vec<Call> {
    let picked = |pick: fn(&mut Answers)| attest(|_| (), pick);
    vec![
        Call::fails(picked(|answers| answers.truncate(1)), "Argument"),
        Call::fails(picked(|answers| answers.truncate(2)), "RecordsIncomplete"),
        Call::fails(picked(|answers| answers.truncate(6)), "RecordsIncomplete"),
        Call::fails(picked(|answers| drop(answers.remove(4))), "RecordsIncomplete"),
        Call::fails(picked(|answers| answers.swap(0, 1)), "OtherKey"),
        // What is said of a proof of a record comes before that the records are incomplete.
        Call::fails(picked(|answers| answers[4].2 = answers[0].2.clone()), "NonExistenceExpected"),
        Call::fails(picked(|answers| answers[4].2.truncate(9)), "Truncated"),
        Call::fails(picked(|answers| answers[0].1 = None), "NonExistenceExpected"),
        // The values of what shows the records are not looked at.
        Call::fails(picked(|answers| answers[0].1 = Some(vec![9])), "ValueMismatch"),
    ]
}

fn consumers() -> Vec<Call> {
    let changed = |change: fn(&mut Scene)| attest(change, |_| ());
    vec![
        Call::fails(
            changed(|it| it.stores.put(ProviderItem::Phase(ZERO), &phase(4))),
            "ConsumerPhase",
        ),
        Call::fails(changed(|it| it.stores.remove(ProviderItem::Phase(ZERO))), "UnknownConsumer"),
        Call::fails(changed(|it| it.stores.remove(ProviderItem::ChainId(ZERO))), "UnknownConsumer"),
        Call::fails(
            changed(|it| it.stores.put(ProviderItem::Phase(ZERO), &[0; 7])),
            "StoreValueLength",
        ),
        Call::fails(
            changed(|it| it.stores.put(ProviderItem::Phase(ZERO), &phase(6))),
            "StoreValueForm",
        ),
    ]
}

fn records() -> Vec<Call> {
    let changed = |change: fn(&mut Scene)| attest(change, |_| ());
    vec![
        Call::fails(
            changed(|it| {
                let prefix = ProviderItem::consumer_validators(Layout::L8, ZERO).unwrap();
                it.stores.put_key(STORE, &[prefix.as_bytes(), &[0; 21]].concat(), &[]);
            }),
            "RecordKey",
        ),
        Call::fails(
            changed(|it| {
                for member in it.members().to_vec() {
                    it.stores.remove(ProviderItem::ConsumerValidator(ZERO, address(&member)));
                }
            }),
            "NoMembers",
        ),
        Call::fails(
            changed(|it| {
                let at = it.members()[0].address.clone();
                let key = message(3, &bytes(2, &[2; 33]));
                first_record(it, &[bytes(1, &at), uint(2, 10), key].concat());
            }),
            "MemberKeyType",
        ),
        Call::fails(
            changed(|it| {
                let member = it.members()[0].clone();
                first_record(it, &record(&member, 0));
            }),
            "MemberPower",
        ),
        Call::fails(
            changed(|it| {
                let mut twin = it.members()[1].clone();
                twin.address = it.members()[0].address.clone();
                first_record(it, &record(&twin, 10));
            }),
            "MemberTwice",
        ),
        Call::fails(
            changed(|it| {
                let other = it.members()[1].clone();
                first_record(it, &record(&other, 10));
            }),
            "RecordAddress",
        ),
        Call::fails(
            changed(|it| {
                let member = it.members()[0].clone();
                first_record(it, &record(&member, -1));
            }),
            "StoreFieldValue",
        ),
    ]
}

/// The consumer's block: by the set that the provider has, by another, and too late.
fn headers() -> Vec<Call> {
    let ask = |change: fn(&mut Scene)| {
        let mut scene = Scene::new();
        change(&mut scene);
        let state = scene.stores.seal();
        let question = provider(Ask::ConsumerHeader, &state, "v7.0.1", 16);
        let question =
            with_options(question.bytes(&scene.world.light_block()), &scene.world.options);
        let now = scene.world.now.0.cast_unsigned();
        with_answers(question.number(now).number(0), &answers(&scene, &state))
    };
    let scene = Scene::new();
    let block = scene.world.light_block();
    let block = LightBlock::parse(&block, LIMITS).unwrap();
    let want = scene.by_records(|attested| {
        let now = parhelion_core::Time::from_unix(scene.world.now.0, scene.world.now.1).unwrap();
        let verified = attested.verify_header(&block, &scene.world.options, now)?;
        Ok([&verified.trusted_state().to_bytes()[..], &written(attested)].concat())
    });
    vec![
        Call::gives(ask(|_| ()), want.unwrap()),
        Call::fails(
            ask(|it| {
                let member = it.members()[0].clone();
                first_record(it, &record(&member, 11));
            }),
            "SetNotNamed",
        ),
        Call::fails(ask(|it| it.world.now.0 = 1_700_001_020), "AttestationExpired"),
        Call::fails(
            ask(|it| it.stores.put(ProviderItem::ChainId(ZERO), b"other-1")),
            "ChainIdMismatch",
        ),
        Call::fails(ask(|it| it.stores.remove(ProviderItem::Phase(ZERO))), "UnknownConsumer"),
        Call::fails(ask(|it| it.world.tail = vec![0xff]), "Truncated"),
    ]
}

/// Members that are no set, and room that does not suffice.
fn packets() -> Vec<Call> {
    let member = |n: u8| [&[n; 32][..], &10u64.to_le_bytes()].concat();
    let ask = |room: u64, members: &[Vec<u8>], packets: &[&[u8]]| {
        let question = Question::of(Ask::ValsetChange).number(room).bytes(&members.concat());
        packets.iter().fold(question, |question, packet| question.bytes(packet))
    };
    assert_ne!(CHAIN, "", "the scene is of a chain");
    vec![
        Call::fails(ask(3, &[member(1), member(1)], &[DATA]), "MemberTwice"),
        Call::fails(ask(2, &[member(1), member(2)], &[DATA]), "MembersTooFew"),
        Call::fails(ask(3, &[member(1), member(2)], &[&DATA[..40]]), "JsonSyntax"),
    ]
}
