//! What verifiers of ICS-23 proofs took for proof of a chain's state. Wherever it can be, what is
//! false leads to the root of a real tree.

mod state;

use self::state::{STORE, State, above, ask, exist, forged, nonexist, sealed};
use super::tree::{Existence, Step, multistore};
use super::{Attack, Stage, Vector};
use crate::hashing::sha256;
use crate::line::Question;
use crate::wire::tree::delimited;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

const DRAGONBERRY: Attack = Attack {
    id: "Dragonberry",
    affected: "ics23 before 0.9.0",
    flaw: "A step may begin as a leaf does, so that a leaf that holds a hash in its key is taken for \
        a step, and what has that hash for an entry.",
};
const LEAF_PREFIX: Attack = DRAGONBERRY.but(
    "The prefix of a leaf has to begin as one, and may go on: the length of its key and the start of \
        the key are read as a prefix, and the rest as another key.",
);
const THREE: Attack = DRAGONBERRY.but(
    "The length of a prefix is bounded as if it held a child, also where the suffix holds one: a node \
        has three children, and stands on no side.",
);

const BNB: Attack = Attack {
    id: "BNB chain, October 2022",
    affected: "iavl's RangeProof",
    flaw: "A node may give both children beside the one that is proven, and the two are hashed.",
};

const UPPER: Attack = Attack {
    id: "cardano-ibc-incubator #673",
    affected: "cardano-ibc-incubator before #673",
    flaw: "The kind of an upper proof is not asked: an absence counts as the existence of its neighbour.",
};

const DEPTH: Attack = Attack {
    id: "Zellic audit of ics23, 2024",
    affected: "ics23 for Rust up to 0.12 with the usual specifications",
    flaw: "The number of steps is bounded only where the specification names a least number.",
};
const DECOMPRESSED: Attack = Attack {
    affected: "ics23 for Go up to 0.11.0, for Rust up to 0.11.0",
    flaw: "A compressed proof may name steps that its table does not have.",
    ..DEPTH
};

const EMPTY: Attack = Attack {
    id: "ics23 #134",
    affected: "ics23, all releases",
    flaw: "A leaf with an empty value is refused, also where it is the neighbour of an absence.",
};

const RULE: Attack =
    Attack { id: "ICS-23: verification", affected: "whoever leaves a rule out", flaw: "" };

pub(super) fn vectors(_: &Stage) -> Vec<Vector> {
    let state = State::new();
    let mut all = Vec::from(smuggled(&state));
    all.extend(chained(&state));
    all.extend(absences(&state));
    all.extend(shapes(&state));
    all.extend(values(&state));
    all
}

fn smuggled(state: &State) -> [Vector; 4] {
    let mut below = forged();
    let holder = state.of(&below.root());
    let leaf = holder.leaf();
    below.path = vec![Step::new(leaf[..4].to_vec(), leaf[36..].to_vec())];
    below.path.extend(holder.path);

    let mut cut = state.of(b"p1:\x04gold");
    cut.prefix = cut.leaf()[..7].to_vec();
    cut.key = b"gold".to_vec();

    let third = state.of(b"q");
    let mut three = third.clone();
    let middle =
        Step::new([&[2, 4, 4, 32][..], &[5; 32], &[32]].concat(), [&[32][..], &[6; 32]].concat());
    three.path = vec![middle];
    let root = three.root();
    let upper = State::above(&root);
    let lower = nonexist(b"qq", Some(&three), None);
    let three = ask(b"qq", None, &lower, &exist(&upper), &upper.root(), "a node of three children");

    // Both children of the node above a leaf, and another leaf than either.
    let mut other = forged();
    let Step { prefix, suffix, .. } = third.path[0].clone();
    let is_right = suffix.is_empty();
    let own = sha256(&third.leaf());
    let both = if is_right {
        Step::new(prefix, [&[32][..], &own].concat())
    } else {
        Step::new([&prefix[..], &own, &[32]].concat(), suffix)
    };
    other.path = vec![both];
    other.path.extend(third.path[1..].iter().cloned());
    [
        Vector::new(
            "leaf-as-step",
            DRAGONBERRY,
            "InnerOpPrefix",
            state.present(&below, "an entry whose hash is the key of a real one"),
        ),
        Vector::new(
            "key-in-prefix",
            LEAF_PREFIX,
            "LeafPrefix",
            state.present(&cut, "the end of a real key, with the value of that key"),
        ),
        Vector::new("three-children", THREE, "NotNeighbours", three),
        Vector::new(
            "both-children",
            BNB,
            "ValueMismatch",
            state.present(&other, "both children of a real node, and an entry that is neither"),
        ),
    ]
}

fn chained(state: &State) -> [Vector; 6] {
    let proof = state.of(b"q");
    let (key, value, lower) = (&proof.key[..], Some(&proof.value[..]), exist(&proof));
    let root = state.upper.root();
    let upper_absence = nonexist(b"q", Some(&state.upper), None);
    let other_store =
        multistore(&[(b"bank", &[7; 32]), (STORE, &[8; 32]), (b"staking", &proof.root())]);
    let (bank, own) = (&other_store[2], &other_store[1]);
    let unrelated = ask(key, value, &lower, &exist(own), &own.root(), "the root of another store");
    let misnamed = ask(key, value, &lower, &exist(bank), &bank.root(), "a store of another name");
    let question = |note: &str| {
        let path = format!("[\"{}\",\"{}\"]", STANDARD.encode(STORE), STANDARD.encode(key));
        Question::new("ics23", vec![note.to_owned()])
            .bytes("root", &proof.root())
            .json("path", path)
            .bytes("proof", &delimited(1, &lower))
            .bytes("value", &proof.value)
    };
    [
        Vector::new(
            "absence-in-the-upper-proof",
            UPPER,
            "ExistenceExpected",
            ask(key, value, &lower, &upper_absence, &root, "the store as the neighbour of an absence"),
        ),
        Vector::new(
            "roots-not-chained",
            RULE.but("Each proof is verified by itself, and the root of one is not the value of the next."),
            "ValueMismatch",
            unrelated,
        ),
        Vector::new(
            "store-not-named",
            RULE.but("The key of an upper proof is not compared with the name of the store."),
            "KeyMismatch",
            misnamed,
        ),
        Vector::new(
            "one-proof",
            RULE.but("There are as many levels as there are proofs, however long the path."),
            "ProofCount",
            question("the proof in the store alone, under the root of the store"),
        ),
        Vector::new(
            "empty-root",
            RULE.but("A root that is not there is not compared."),
            "RootMismatch",
            ask(key, value, &lower, &exist(&state.upper), &[], "no root"),
        ),
        Vector::new(
            "compressed-out-of-range",
            DECOMPRESSED,
            "ExistenceExpected",
            ask(key, value, &compressed(&proof), &exist(&state.upper), &root, "step 9 of a table of 2"),
        ),
    ]
}

/// A compressed batch with the entry, whose steps are those of a table; the last is not in it.
fn compressed(proof: &Existence) -> Vec<u8> {
    let mut bare = proof.clone();
    bare.path.clear();
    let entry = [bare.encode(), delimited(4, &[0, 1, 9])].concat();
    let steps = proof.path.iter().take(2).flat_map(|step| {
        let mut only = bare.clone();
        (only.key, only.value, only.ops) = (Vec::new(), Vec::new(), None);
        only.path = vec![step.clone()];
        // A step of a proof has the number 4, one of the table 2.
        let encoded = only.encode();
        [&[0x12], &encoded[1..]].concat()
    });
    let batch = [delimited(1, &delimited(1, &entry)), steps.collect()].concat();
    delimited(4, &batch)
}

fn absences(state: &State) -> [Vector; 6] {
    let [first, last] = [&state.store[0], &state.store[4]];
    let of = |key: &[u8]| state.of(key);
    let ask_absent =
        |key: &[u8], left: Option<&Existence>, right: Option<&Existence>, note: &str| {
            state.ask(key, None, &nonexist(key, left, right), note)
        };
    let mut foreign = of(b"r");
    foreign.path[0].prefix[1] = 6;
    let skipped = of(b"p1:\x04gold");
    [
        Vector::new(
            "present-and-absent",
            RULE.but("Two entries are neighbours if one key is above the other."),
            "NotNeighbours",
            ask_absent(b"q", Some(&skipped), Some(&of(b"r")), "an entry that is there"),
        ),
        Vector::new(
            "not-the-last",
            RULE.but("Where there is no right neighbour, the left one need not be the last entry."),
            "NotNeighbours",
            ask_absent(b"r", Some(&of(b"q")), None, "the last entry, after the one before it"),
        ),
        Vector::new(
            "not-the-first",
            RULE.but(
                "Where there is no left neighbour, the right one need not be the first entry.",
            ),
            "NotNeighbours",
            ask_absent(&first.key, None, Some(&state.store[1]), "the first entry, before the next"),
        ),
        Vector::new(
            "key-of-a-neighbour",
            RULE.but("The key may be that of a neighbour."),
            "KeyOutsideGap",
            ask_absent(&last.key, Some(last), None, "the last entry, after itself"),
        ),
        Vector::new(
            "neighbour-of-another-tree",
            RULE.but("The root is computed from the left neighbour alone."),
            "RootMismatch",
            ask_absent(b"qq", Some(&of(b"q")), Some(&foreign), "a right neighbour of another root"),
        ),
        Vector::new(
            "no-neighbours",
            RULE.but("An absence without neighbours is one in an empty store, of any root."),
            "NoNeighbour",
            ask_absent(b"q", None, None, "neither neighbour"),
        ),
    ]
}

fn shapes(state: &State) -> [Vector; 7] {
    let changed = |change: fn(&mut Existence), note: &str| {
        let mut proof = state.of(b"q");
        change(&mut proof);
        sealed(&proof, note)
    };
    // As its leaf is hashed, so is this one: nothing before the key, and nothing done to the value.
    let real = state.of(b"q");
    let mut plain = real.clone();
    let leaf = real.leaf();
    plain.ops = Some([1, 0, 0, 0]);
    (plain.key, plain.value) = (leaf[3..5].to_vec(), leaf[5..].to_vec());
    let deep = |upper: &mut Existence| {
        upper.path = vec![Step::new(vec![1], vec![3; 32]); 129];
    };
    [
        Vector::new(
            "leaf-as-it-says",
            RULE.but("A leaf is hashed as its proof says, not as its tree does."),
            "LeafOpMismatch",
            state.present(&plain, "another key and another value, of the same bytes"),
        ),
        Vector::new(
            "leaf-as-a-step",
            RULE.but("The prefix of a leaf is not looked at."),
            "LeafPrefix",
            above(state, |upper| upper.prefix = vec![1], "a leaf that begins as a step"),
        ),
        Vector::new(
            "step-below-its-place",
            RULE.but("The height in a step is not compared with its place."),
            "InnerOpPrefix",
            changed(|proof| proof.path[1].prefix[0] = 2, "a second step of height 1"),
        ),
        Vector::new(
            "suffix-in-part",
            RULE.but("The length of a suffix is not asked."),
            "InnerOpSuffix",
            above(state, |upper| upper.path[1].suffix.truncate(31), "a suffix of 31 bytes"),
        ),
        Vector::new(
            "step-not-hashed",
            RULE.but("A step is hashed as its proof says, and be it not at all."),
            "InnerOpHash",
            above(
                state,
                |upper| upper.path.last_mut().expect("a step").hash = 0,
                "a root of the bytes of the last step",
            ),
        ),
        Vector::new("steps-without-end", DEPTH, "ProofDepth", above(state, deep, "129 steps")),
        Vector::new(
            "no-leaf-op",
            RULE.but("A leaf that does not say how it is hashed is hashed as usual."),
            "NoLeafOp",
            above(state, |upper| upper.ops = None, "no word of the leaf"),
        ),
    ]
}

fn values(state: &State) -> [Vector; 5] {
    let empty = state.of(b"a");
    let next = state.store.iter().find(|proof| proof.key[..] > b"a"[..]).expect("an entry");
    let beside = nonexist(b"a\0", Some(&empty), Some(next));
    let real = state.of(b"q");
    let hollow = |upper: &mut Existence| upper.value.clear();
    [
        Vector::new("empty-value", EMPTY, "ok", state.present(&empty, "an entry without a value")),
        Vector::new(
            "beside-an-empty-value",
            EMPTY,
            "ok",
            state.ask(b"a\0", None, &beside, "nothing beside an entry without a value"),
        ),
        Vector::new(
            "hollow-store",
            RULE.but("A value that is not there is not compared."),
            "ValueMismatch",
            above(state, hollow, "a store without a root"),
        ),
        Vector::new(
            "another-value",
            RULE.but("The value is taken from the proof, and not compared with the one that is asked for."),
            "ValueMismatch",
            state.ask(b"q", Some(b"5"), &exist(&real), "a value that is not there"),
        ),
        Vector::new(
            "another-key",
            RULE.but("The key is taken from the proof, and not compared with the one that is asked for."),
            "KeyMismatch",
            state.ask(b"r", Some(&real.value), &exist(&real), "the value of another key"),
        ),
    ]
}
