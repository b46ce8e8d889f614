//! The stream of states: what nothing was done to is as it is called, by checks that are written
//! here anew.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use parhelion_simulate::hashing::sha256;
use parhelion_simulate::kinds::state_changes;
use parhelion_simulate::selection::Selection;
use parhelion_simulate::simulator::Simulator;
use parhelion_simulate::wire::schema::{MERKLE_PROOF, Schema};
use parhelion_simulate::wire::tree::{Node, Value as Field, varint};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

fn cases(seed: u64, count: usize, kinds: &str) -> Vec<Value> {
    let mut simulator = Simulator::new(seed, &Selection::listed(kinds).unwrap());
    let mut lines = String::new();
    (0..count).for_each(|_| simulator.write_next(&mut lines));
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn text<'v>(case: &'v Value, name: &str) -> &'v str {
    case[name].as_str().unwrap()
}

fn bytes(value: &Value) -> Vec<u8> {
    STANDARD.decode(value.as_str().unwrap()).unwrap()
}

fn list<'v>(case: &'v Value, name: &str) -> &'v [Value] {
    case[name].as_array().unwrap()
}

fn number(case: &Value, name: &str) -> u128 {
    text(case, name).parse().unwrap()
}

#[test]
fn every_change_of_states_occurs() {
    let all = cases(10, 12_000, "ics23,valset_change");
    let notes = all.iter().flat_map(|case| text(case, "note").split(" + "));
    let notes: BTreeSet<&str> = notes.collect();
    for change in state_changes() {
        assert!(!change.contains(" + "), "{change}");
        assert!(notes.contains(change.as_str()), "{change}");
    }
}

/// The fields of a message with this number.
fn fields(node: &Node, number: u64) -> Vec<&Field> {
    let found = node.fields.iter().filter(|field| field.number == number);
    found.map(|field| &field.value).collect()
}

fn messages(node: &Node, number: u64) -> Vec<&Node> {
    let found = fields(node, number).into_iter();
    found.map(|field| if let Field::Message(node) = field { node } else { panic!() }).collect()
}

fn content(node: &Node, number: u64) -> Vec<u8> {
    fields(node, number).first().map_or_else(Vec::new, |field| field.content())
}

/// Key, value and root of an existence proof.
fn shown(proof: &Node) -> [Vec<u8>; 3] {
    let (key, value, leaf) = (content(proof, 1), content(proof, 2), messages(proof, 3)[0]);
    let parts = [content(leaf, 5), varint(key.len() as u64, 0), key.clone(), vec![32]];
    let mut root = sha256(&[parts.concat(), sha256(&value).to_vec()].concat());
    for step in messages(proof, 4) {
        root = sha256(&[content(step, 2), root.to_vec(), content(step, 3)].concat());
    }
    [key, value, root.to_vec()]
}

#[test]
fn untouched_proofs_lead_to_their_root() {
    const { assert!(matches!(&MERKLE_PROOF, Schema { oneof: false, .. })) };
    let (mut present, mut absent) = (0, 0);
    for case in cases(11, 600, "ics23") {
        if text(&case, "note").contains(" + ") {
            continue;
        }
        let proof = Node::read(&MERKLE_PROOF, &bytes(&case["proof"])).unwrap();
        let [lower, upper] = messages(&proof, 1)[..] else { panic!("{case}") };
        let path: Vec<Vec<u8>> = list(&case, "path").iter().map(bytes).collect();
        let root = if case["value"].is_null() {
            absent += 1;
            let absence = messages(lower, 2)[0];
            let [left, right] =
                [2, 3].map(|number| messages(absence, number).first().map(|node| shown(node)));
            assert!(left.is_some() || right.is_some());
            if let (Some(left), Some(right)) = (&left, &right) {
                assert_eq!(left[2], right[2]);
            }
            left.or(right).unwrap()[2].clone()
        } else {
            present += 1;
            let [key, value, root] = shown(messages(lower, 1)[0]);
            assert_eq!([&key, &value], [&path[1], &bytes(&case["value"])]);
            root
        };
        let above = shown(messages(upper, 1)[0]);
        assert_eq!(above, [path[0].clone(), root, bytes(&case["root"])]);
    }
    assert!(present > 100 && absent > 100, "{present} {absent}");
}

#[test]
fn providers_are_of_every_size_and_hold_no_key_twice() {
    let (mut stable, mut unstable, mut ties) = (0, 0, 0);
    for case in cases(12, 400, "power_shaping") {
        let validators = list(&case, "validators");
        if validators.len() > 12 {
            unstable += 1;
        } else {
            stable += 1;
        }
        let mut keys = BTreeSet::new();
        let mut powers = BTreeMap::new();
        for one in validators {
            let key = bytes(&one["public_key"]);
            let address: String =
                sha256(&key[2..])[..20].iter().map(|b| format!("{b:02x}")).collect();
            assert_eq!((key.len(), text(one, "address")), (34, address.as_str()));
            assert!(keys.insert(key));
            if !one["consumer_key"].is_null() {
                assert!(keys.insert(bytes(&one["consumer_key"])));
            }
            *powers.entry(number(one, "power")).or_insert(0) += 1;
        }
        assert!(validators.iter().map(|one| number(one, "power")).sum::<u128>() <= 1 << 60);
        ties += usize::from(validators.len() > 12 && powers.values().any(|count| *count > 1));
        let current: Vec<&str> =
            list(&case, "current").iter().map(|one| text(one, "address")).collect();
        assert!(current.is_sorted_by(|a, b| a < b));
    }
    assert!(stable > 100 && unstable > 150 && ties > 80, "{stable} {unstable} {ties}");
}

#[test]
fn untouched_packets_are_those_of_a_provider() {
    let mut seen = 0;
    for case in cases(13, 400, "valset_change") {
        if text(&case, "note").contains("text: ") {
            continue;
        }
        for packet in list(&case, "packets") {
            let packet: Value = serde_json::from_slice(&bytes(packet)).unwrap();
            assert!(packet["validator_updates"].is_array() && packet["slash_acks"].is_array());
            assert!(text(&packet, "valset_update_id").parse::<u64>().is_ok());
            seen += list(&packet, "validator_updates").len();
        }
    }
    assert!(seen > 300, "{seen}");
}
