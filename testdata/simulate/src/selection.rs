//! Which kinds of cases are wanted.

use crate::kinds::{Kind, Stream};

/// The names that stand for all kinds of a stream.
const STREAMS: [(&str, Stream); 4] = [
    ("blocks", Stream::Blocks),
    ("evidence", Stream::Evidence),
    ("states", Stream::States),
    ("clients", Stream::Clients),
];

/// The wanted kinds of each stream.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    blocks: Vec<Kind>,
    evidence: Vec<Kind>,
    states: Vec<Kind>,
    clients: Vec<Kind>,
}

impl Selection {
    /// All kinds but those about clients, which are asked for by name.
    #[must_use]
    pub fn all() -> Selection {
        let of = |stream: Stream| sorted(stream.kinds().collect());
        Selection {
            blocks: of(Stream::Blocks),
            evidence: of(Stream::Evidence),
            states: of(Stream::States),
            clients: Vec::new(),
        }
    }

    /// The kinds of this list, whose names stand between commas. `blocks`, `evidence`, `states` and
    /// `clients` stand for all of a stream; a kind of evidence is taken from the stream of
    /// evidence.
    ///
    /// # Errors
    /// A name that is none.
    pub fn listed(names: &str) -> Result<Selection, String> {
        let mut wanted = Selection::default();
        for name in names.split(',') {
            if let Some((_, stream)) = STREAMS.iter().find(|(known, _)| *known == name) {
                wanted.of_mut(*stream).extend(stream.kinds());
                continue;
            }
            let kind = Kind::named(name).ok_or_else(|| format!("unknown kind {name}"))?;
            let has = |stream: &Stream| stream.kinds().any(|one| one == kind);
            let mut apart = [Stream::Evidence, Stream::States, Stream::Clients].into_iter();
            wanted.of_mut(apart.find(has).unwrap_or(Stream::Blocks)).push(kind);
        }
        for (_, stream) in STREAMS {
            let kinds = wanted.of_mut(stream);
            *kinds = sorted(std::mem::take(kinds));
        }
        Ok(wanted)
    }

    /// The wanted kinds of this stream.
    #[must_use]
    pub fn of(&self, stream: Stream) -> &[Kind] {
        match stream {
            Stream::Blocks => &self.blocks,
            Stream::Evidence => &self.evidence,
            Stream::States => &self.states,
            Stream::Clients => &self.clients,
        }
    }

    fn of_mut(&mut self, stream: Stream) -> &mut Vec<Kind> {
        match stream {
            Stream::Blocks => &mut self.blocks,
            Stream::Evidence => &mut self.evidence,
            Stream::States => &mut self.states,
            Stream::Clients => &mut self.clients,
        }
    }

    /// What may stand in a list.
    pub fn names() -> impl Iterator<Item = &'static str> {
        Kind::names().chain(STREAMS.map(|(name, _)| name))
    }
}

fn sorted(mut kinds: Vec<Kind>) -> Vec<Kind> {
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists() {
        let wanted = Selection::listed("light,duplicate_vote,ics23,light").unwrap();
        assert_eq!(wanted.of(Stream::States), [Kind::Ics23]);
        assert_eq!(wanted.of(Stream::Blocks), [Kind::Light]);
        assert_eq!(wanted.of(Stream::Evidence), [Kind::DuplicateVote]);
        let evidence = Selection::listed("consumer_double_vote,evidence").unwrap();
        assert_eq!(evidence.of(Stream::Evidence), Selection::all().of(Stream::Evidence));
        assert!(evidence.of(Stream::Blocks).is_empty());
        assert_eq!(Selection::listed("evidence,states,blocks"), Ok(Selection::all()));
        let clients = Selection::listed("client_update").unwrap();
        assert_eq!(clients.of(Stream::Clients), [Kind::ClientUpdate]);
        assert_eq!(Selection::listed("clients"), Ok(clients));
        assert!(Selection::all().of(Stream::Clients).is_empty());
        assert_eq!(Selection::listed("light,"), Err("unknown kind ".to_owned()));
    }

    #[test]
    fn every_name_can_be_asked_for() {
        for name in Selection::names() {
            assert!(Selection::listed(name).is_ok(), "{name}");
        }
    }
}
