//! Every proof of a recorded network: it leads to the app hash of its header, to no other, and not with
//! a bit flipped. `testdata/ics/README.md` says what was recorded.

use flate2::read::GzDecoder;
use parhelion_core::proof::{MerkleProof, verify_gap, verify_membership};
use parhelion_core::{Error, Header, Limits, TrustedState};
use parhelion_rpc::{AbciQuery, Document, encode, read};
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::Read;

const LIMITS: &Limits = &Limits::DEFAULT;

fn recording() -> BTreeMap<String, String> {
    let packed = include_bytes!("../../ics/recording.tar.gz");
    let mut archive = tar::Archive::new(GzDecoder::new(&packed[..]));
    let mut files = BTreeMap::new();
    for entry in archive.entries().unwrap() {
        let mut entry = entry.unwrap();
        let path = entry.path().unwrap().to_string_lossy().trim_start_matches("./").to_owned();
        let mut text = String::new();
        if entry.read_to_string(&mut text).is_ok() {
            files.insert(path, text);
        }
    }
    files
}

/// A header, believed: what is tested is what leads to it.
fn header(files: &BTreeMap<String, String>, chain: &str, height: u64) -> TrustedState {
    let text = &files[&format!("{chain}/commit/{height}.json")];
    let Document::Commit { signed_header, .. } = read(text).unwrap() else { panic!("no commit") };
    let bytes = encode(&signed_header.header.unwrap());
    let header = Header::parse(&bytes, LIMITS).unwrap();
    TrustedState::trust_on_faith(&header, &header.hash().unwrap()).unwrap()
}

fn verify(
    header: &TrustedState,
    answer: &AbciQuery,
    [store, multistore]: [&[u8]; 2],
    present: bool,
) -> Result<(), Error> {
    let proof = MerkleProof::of_ops(store, multistore, LIMITS)?;
    let (name, key) = (&answer.store, &answer.key);
    if present {
        verify_membership(header, name, key, &answer.value, &proof).map(drop)
    } else {
        verify_gap(header, name, key, &proof).map(drop)
    }
}

/// Where an absence says of which key it is, in its first field: nobody reads that, and no hash covers
/// it.
fn unread(proof: &[u8], key: &[u8], present: bool) -> std::ops::Range<usize> {
    if present {
        return 0..0;
    }
    // The tag and the length of the absence, of one byte or more, then the tag and the length of a key.
    let start = 1 + proof[1..].iter().position(|byte| byte & 0x80 == 0).unwrap() + 1;
    assert_eq!(proof[start + 2..][..key.len()], *key);
    start..start + 2 + key.len()
}

#[test]
fn each_proof_leads_to_its_header_with_every_bit() {
    let files = recording();
    let manifest: Value = serde_json::from_str(&files["MANIFEST.json"]).unwrap();
    let proofs = manifest["proofs"].as_array().unwrap();
    let (mut verified, mut empty, mut flipped) = (0, 0, 0);
    for (number, told) in proofs.iter().enumerate() {
        let name = told["file"].as_str().unwrap();
        let Document::AbciQuery(answer) = read(&files[name]).unwrap() else { panic!("{name}") };
        let (chain, height) =
            (told["chain"].as_str().unwrap(), told["header_height"].as_u64().unwrap());
        let header = header(&files, chain, height);
        let present = told["present"].as_bool().unwrap();
        let [store, multistore] = [&answer.proofs[0][..], &answer.proofs[1][..]];
        verify(&header, &answer, [store, multistore], present).unwrap_or_else(|error| {
            panic!("{name}: {error}");
        });
        assert!(verify(&header, &answer, [store, multistore], !present).is_err(), "{name}");
        verified += 1;
        empty += usize::from(told["stock_ics23"] == false);
        // A proof of another store or height leads elsewhere.
        assert!(verify(&header, &answer, [multistore, store], present).is_err(), "{name}");
        // Of most, bits that are spread over the proof; of some, all.
        let step = if number % 211 == 0 { 1 } else { 31 };
        for (which, proof) in [store, multistore].into_iter().enumerate() {
            let unread = if which == 0 { unread(proof, &answer.key, present) } else { 0..0 };
            for bit in (number % step..proof.len() * 8).step_by(step) {
                if unread.contains(&(bit / 8)) {
                    continue;
                }
                let mut changed = [store.to_vec(), multistore.to_vec()];
                changed[which][bit / 8] ^= 1 << (bit % 8);
                let parts = [&changed[0][..], &changed[1][..]];
                let accepted = verify(&header, &answer, parts, present).is_ok();
                assert!(!accepted, "{name}: bit {bit} of proof {which}");
                flipped += 1;
            }
        }
    }
    assert_eq!((verified, empty), (1891, 375));
    assert!(flipped > 400_000, "{flipped}");
}
