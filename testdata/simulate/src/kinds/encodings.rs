//! Lists of evidence, as blocks hold them.

use super::{Desk, attack, duplicate};
use crate::message::{Evidence, EvidenceKind, EvidenceList};
use crate::rng::Rng;

/// Up to three pieces of evidence.
pub(super) fn evidence_list(desk: &mut Desk<'_>, rng: &mut Rng) -> (EvidenceList, Vec<String>) {
    let (mut list, mut note) = (EvidenceList::default(), Vec::new());
    for _ in 0..rng.index(4) {
        let kind = match rng.below(8) {
            0 => None,
            1 | 2 => {
                let (attack, changes) = attack::changed(desk, rng);
                note.extend(changes);
                Some(EvidenceKind::LightClientAttack(Box::new(attack.evidence)))
            }
            _ => {
                let (double, changes) = duplicate::changed(desk, rng);
                note.extend(changes);
                Some(EvidenceKind::DuplicateVote(Box::new(double.evidence)))
            }
        };
        if kind.is_none() {
            note.push("evidence list: of no kind".to_owned());
        }
        list.evidence.push(Evidence { kind });
    }
    (list, note)
}
