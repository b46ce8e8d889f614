//! Changes to encodings: below the meaning of a message, or to it where no field of ours could hold
//! the value.

mod fields;
pub mod scan;
pub mod schema;
pub mod tree;
mod values;

use crate::rng::{Deck, Rng};
use schema::Schema;
use tree::{Node, Value};

/// Changes one message; false where it has nothing to change.
pub type Change = fn(&mut Node, &mut Rng) -> bool;

/// The wire mutations, dealt so that each occurs.
#[derive(Default)]
pub struct Wire {
    deck: Deck,
}

/// The names of all of them.
#[must_use]
pub fn names() -> Vec<&'static str> {
    all().map(|(name, _)| *name).chain(["cut short", "bit flipped"]).collect()
}

fn all() -> impl Iterator<Item = &'static (&'static str, Change)> {
    fields::ALL.iter().chain(values::ALL)
}

impl Wire {
    /// Changes these bytes; the note says how and in what. Nothing where they are empty.
    pub fn apply(
        &mut self,
        schema: &'static Schema,
        bytes: &mut Vec<u8>,
        rng: &mut Rng,
    ) -> Option<String> {
        let names = names();
        let before = bytes.clone();
        for _ in 0..2 * names.len() {
            let place = self.deck.draw(names.len(), rng);
            let within = match all().nth(place) {
                Some((_, change)) => changed(schema, bytes, *change, rng),
                None => damaged(names[place], bytes, rng).then_some(schema.name),
            };
            if let Some(within) = within.filter(|_| *bytes != before) {
                return Some(format!("wire: {} in {within}", names[place]));
            }
        }
        None
    }
}

/// Damages the bytes as a whole.
fn damaged(name: &str, bytes: &mut Vec<u8>, rng: &mut Rng) -> bool {
    if bytes.is_empty() {
        return false;
    }
    if name == "cut short" {
        bytes.truncate(rng.index(bytes.len()));
        return true;
    }
    crate::mutate::flip(bytes, rng)
}

/// Changes one of the messages in these bytes; the name of which.
fn changed(
    schema: &'static Schema,
    bytes: &mut Vec<u8>,
    change: Change,
    rng: &mut Rng,
) -> Option<&'static str> {
    let mut root = Node::read(schema, bytes)?;
    let node = descend(&mut root, rng);
    let name = node.schema.name;
    change(node, rng).then(|| {
        *bytes = root.bytes();
        name
    })
}

/// One of the messages in a message, or itself.
fn descend<'n>(node: &'n mut Node, rng: &mut Rng) -> &'n mut Node {
    let inner = |node: &Node| -> Vec<usize> {
        let places = 0..node.fields.len();
        places.filter(|n| matches!(node.fields[*n].value, Value::Message(_))).collect()
    };
    let places = inner(node);
    if places.is_empty() || rng.once_in(4) {
        return node;
    }
    match &mut node.fields[rng.pick(&places)].value {
        Value::Message(inner) => descend(inner, rng),
        _ => unreachable!("only messages are chosen"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn each_occurs_and_changes_the_bytes() {
        let parts = [tree::varint(8, 0), vec![1], tree::delimited(2, &[5; 32])].concat();
        let id = [tree::delimited(1, &[7; 32]), tree::delimited(2, &parts)].concat();
        let time = [8, 9, 16, 7];
        let entry = [vec![8, 2], tree::delimited(2, &[1; 20]), tree::delimited(3, &time)].concat();
        // The second entry has no time.
        let bare = tree::delimited(4, &[8, 1]);
        let parts = [vec![8, 5, 16, 1], tree::delimited(3, &id), tree::delimited(4, &entry), bare];
        let commit = parts.concat();
        let (mut wire, mut rng) = (Wire::default(), Rng::new(5));
        let mut seen = BTreeSet::new();
        for _ in 0..4000 {
            let mut bytes = commit.clone();
            let note = wire.apply(&schema::COMMIT, &mut bytes, &mut rng).unwrap();
            assert_ne!(bytes, commit, "{note}");
            let name = note.strip_prefix("wire: ").unwrap().split(" in ").next().unwrap();
            seen.insert(name.to_owned());
        }
        // Text and a choice of types are in other messages.
        let mut key = tree::delimited(1, &[7; 32]);
        assert!(changed(&schema::PUBLIC_KEY, &mut key, fields::other_member, &mut rng).is_some());
        let mut header = tree::delimited(2, b"chain");
        assert!(changed(&schema::HEADER, &mut header, values::no_text, &mut rng).is_some());
        let elsewhere =
            ["number of a later release", "other member of the oneof", "text that is not UTF-8"];
        for name in names() {
            assert!(seen.contains(name) || elsewhere.contains(&name), "{name}");
        }
    }
}
