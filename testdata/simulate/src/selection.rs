//! Which kinds of cases are wanted.

use crate::kinds::{Kind, Stream};

/// The names that stand for all kinds of a stream.
const STREAMS: [(&str, Stream); 3] =
    [("blocks", Stream::Blocks), ("evidence", Stream::Evidence), ("clients", Stream::Clients)];

/// The wanted kinds of each stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    blocks: Vec<Kind>,
    evidence: Vec<Kind>,
    clients: Vec<Kind>,
    [("blocks", Stream::Blocks), ("evidence", Stream::Evidence), ("states", Stream::States)];

/// The wanted kinds of all streams.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    blocks: Vec<Kind>,
    evidence: Vec<Kind>,
    states: Vec<Kind>,
}

impl Selection {
    /// All kinds about blocks and evidence.
    #[must_use]
    pub fn all() -> Selection {
        let of = |stream: Stream| sorted(stream.kinds().collect());
        let (blocks, evidence) = (of(Stream::Blocks), of(Stream::Evidence));
        Selection { blocks, evidence, clients: Vec::new() }
    }

    /// The kinds of this list, whose names stand between commas. `blocks`, `evidence` and
    /// `clients` stand for all of a stream; a kind of evidence is taken from the stream of evidence.
        Selection {
            blocks: of(Stream::Blocks),
            evidence: of(Stream::Evidence),
            states: of(Stream::States),
        }
    }

    /// The kinds of this list, whose names stand between commas. `blocks`, `evidence` and
    /// `states` stand for all of a stream; a kind of evidence is taken from the stream of evidence.
    ///
    /// # Errors
    /// A name that is none.
    pub fn listed(names: &str) -> Result<Selection, String> {
        let mut wanted =
            Selection { blocks: Vec::new(), evidence: Vec::new(), clients: Vec::new() };
        let mut wanted = Selection::default();
        for name in names.split(',') {
            if let Some((_, stream)) = STREAMS.iter().find(|(known, _)| *known == name) {
                wanted.of_mut(*stream).extend(stream.kinds());
                continue;
            }
            let kind = Kind::named(name).ok_or_else(|| format!("unknown kind {name}"))?;
            let mut apart = [Stream::Evidence, Stream::Clients].into_iter();
            let own = apart.find(|stream| stream.kinds().any(|one| one == kind));
            let stream = own.unwrap_or(Stream::Blocks);
            wanted.of_mut(stream).push(kind);
        }
        let Selection { blocks, evidence, clients } = wanted;
        let (blocks, evidence, clients) = (sorted(blocks), sorted(evidence), sorted(clients));
        Ok(Selection { blocks, evidence, clients })
            let has = |stream: &Stream| stream.kinds().any(|one| one == kind);
            let stream = [Stream::Evidence, Stream::States].into_iter().find(has);
            wanted.of_mut(stream.unwrap_or(Stream::Blocks)).push(kind);
        }
        let Selection { blocks, evidence, states } = wanted;
        let (blocks, evidence) = (sorted(blocks), sorted(evidence));
        Ok(Selection { blocks, evidence, states: sorted(states) })
    }

    /// The wanted kinds of this stream.
    #[must_use]
    pub fn of(&self, stream: Stream) -> &[Kind] {
        match stream {
            Stream::Blocks => &self.blocks,
            Stream::Evidence => &self.evidence,
            Stream::Clients => &self.clients,
            Stream::States => &self.states,
        }
    }

    fn of_mut(&mut self, stream: Stream) -> &mut Vec<Kind> {
        match stream {
            Stream::Blocks => &mut self.blocks,
            Stream::Evidence => &mut self.evidence,
            Stream::Clients => &mut self.clients,
            Stream::States => &mut self.states,
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
        assert_eq!(Selection::listed("light,"), Err("unknown kind ".to_owned()));
    }

    #[test]
    fn every_name_can_be_asked_for() {
        for name in Selection::names() {
            assert!(Selection::listed(name).is_ok(), "{name}");
        }
    }
}
