//! Which codes C reaches in these tests, and why it does not reach the others.

use parhelion_core::CODES;
use std::collections::BTreeSet;

/// Codes that no call here answers, each group with its reason.
const NOT_REACHED: &[(&str, &[u16])] = &[
    ("a state of another length: C's has its length as a type", &[116]),
    ("builds without a feature: `core/tests/without_secp256k1.rs`", &[225]),
    ("skipping by name: C has `parhelion_verify`, which tells adjacent blocks itself", &[313]),
    ("single fields of a header, and headers of a state: not in C", &[321, 322]),
    (
        "votes that are no evidence, the age of evidence, and its place in a block: not in C",
        &[508, 513, 514, 515, 526, 527, 528],
    ),
    ("what a client demands of proofs: not in C", &[630]),
    (
        "keys of stores, IBC's packets and channels: not in C",
        &[641, 642, 643, 644, 645, 646, 648, 649, 650, 651, 652, 653, 654, 655, 656, 657],
    ),
    ("consumer ids as texts: C's are numbers", &[702, 741]),
    (
        "what a provider says to evidence that is submitted to it: not in C",
        &[704, 705, 706, 707, 708, 710, 711, 712, 713, 714],
    ),
    ("the set that a provider computes: not in C", &[721, 722, 723, 724, 725, 726, 727, 728, 729]),
    ("snapshots of a store: not in C", &[742, 743]),
    (
        "sets by packets from the first one on, and by recomputation: not in C",
        &[750, 758, 759, 760, 763, 764, 765, 766, 769, 770],
    ),
    ("proofs of several headers: C takes one", &[752, 767, 768]),
    ("reports on the stake behind sets: not in C", &[771, 772, 773, 774, 775, 776, 777]),
    (
        "the client that decides what to ask of whom: not in C",
        &[
            801, 802, 803, 804, 805, 806, 807, 808, 809, 810, 811, 812, 813, 814, 815, 816, 817,
            818, 819, 820, 821, 822,
        ],
    ),
    ("streams that are put away outside the device: not in C", &[958, 959, 960]),
];

pub(crate) fn check(reached: &BTreeSet<i32>) {
    let mut left: BTreeSet<i32> = CODES.iter().map(|row| row.number.into()).collect();
    left.retain(|code| !reached.contains(code));
    let told: BTreeSet<i32> =
        NOT_REACHED.iter().flat_map(|(_, codes)| *codes).map(|code| (*code).into()).collect();
    println!("codes: {} of {} reached", CODES.len() - left.len(), CODES.len());
    assert_eq!(left.difference(&told).collect::<Vec<_>>(), Vec::<&i32>::new(), "not reached");
    assert_eq!(told.difference(&left).collect::<Vec<_>>(), Vec::<&i32>::new(), "reached, or none");
}
