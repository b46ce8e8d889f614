//! What comes in several answers.

use parhelion_rpc::{Document, Error, GenesisChunk, ValidatorsPage, genesis, pb, validator_set};

#[test]
fn pages_are_put_together_once_each() {
    let validator = |power: i64, priority: i64, address: u8| pb::Validator {
        address: vec![address],
        voting_power: power,
        proposer_priority: priority,
        ..Default::default()
    };
    let page = |height, validators: &[pb::Validator]| ValidatorsPage {
        height,
        count: validators.len() as u64,
        total: 3,
        validators: validators.to_vec(),
    };
    let (a, b, c) = (validator(9, -5, 1), validator(8, -5, 2), validator(7, 10, 3));
    let pages = [page(4, &[a.clone(), b.clone()]), page(4, std::slice::from_ref(&c))];
    let set = validator_set(&pages).unwrap();
    assert_eq!(set.validators, [a, b.clone(), c.clone()]);
    // The lowest priority; of these, the greatest address.
    assert_eq!(set.proposer, Some(b));
    assert_eq!(set.total_voting_power, 0);
    let error = |pages: &[ValidatorsPage]| validator_set(pages).unwrap_err();
    assert!(matches!(error(&pages[..1]), Error::PageTotal { found: 2, total: 3 }));
    assert!(matches!(error(&[pages[0].clone(), pages[0].clone()]), Error::PageTwice));
    // Pages cut differently: three entries in all, and still one validator is missing.
    let overlap = [pages[0].clone(), page(4, &pages[0].validators[1..])];
    assert!(matches!(error(&overlap), Error::PageTwice));
    let other = page(5, std::slice::from_ref(&c));
    assert!(matches!(error(&[pages[0].clone(), other]), Error::PageHeight { first: 4, found: 5 }));
    let other = ValidatorsPage { total: 4, ..page(4, std::slice::from_ref(&c)) };
    let totals = error(&[pages[0].clone(), other]);
    assert!(matches!(totals, Error::PageTotals { first: 3, found: 4 }));
    assert_eq!(totals.to_string(), "pages that name different totals: 3 and 4");
    let other = ValidatorsPage { count: 2, ..page(4, &[c]) };
    let count = error(&[pages[0].clone(), other]);
    assert!(matches!(count, Error::PageCount { found: 1, count: 2 }));
    assert_eq!(count.to_string(), "a page of 1 validators that says it has 2");
    assert_eq!(validator_set(&[]).unwrap().proposer, None);
}

#[test]
fn a_genesis_in_chunks() {
    let answer = include_str!("data/genesis.json");
    let answer: serde_json::Value = serde_json::from_str(answer).unwrap();
    let whole = answer["result"]["genesis"].to_string();
    let (first, second) = whole.as_bytes().split_at(whole.len() / 2);
    let chunk = |chunk, data: &[u8]| GenesisChunk { chunk, total: 2, data: data.to_vec() };
    let Document::Genesis(read) = genesis(&[chunk(1, second), chunk(0, first)]).unwrap() else {
        panic!()
    };
    assert_eq!(read.chain_id, "borealis-1");
    let wrong = |chunks: &[GenesisChunk]| genesis(chunks).unwrap_err().to_string();
    assert_eq!(wrong(&[chunk(1, second)]), "`chunk` is missing");
    assert_eq!(wrong(&[]), "`chunk` is missing");
    let twice = [chunk(0, first), chunk(1, second), chunk(0, first)];
    assert_eq!(wrong(&twice), "`chunk` is given twice");
    let beyond = "`chunk` is none of the total that the first names";
    assert_eq!(wrong(&[chunk(0, first), chunk(2, second)]), beyond);
    let other = GenesisChunk { total: 3, ..chunk(1, second) };
    assert_eq!(wrong(&[chunk(0, first), other]), beyond);
    assert_eq!(wrong(&[chunk(0, b"\xff"), chunk(1, b"")]), "`chunk` is no text");
    let answer = r#"{"jsonrpc":"2.0","id":-1,"result":{"chunk":"1","total":"2","data":"AAE="}}"#;
    assert_eq!(parhelion_rpc::read(answer).unwrap(), Document::GenesisChunk(chunk(1, &[0, 1])));
}
