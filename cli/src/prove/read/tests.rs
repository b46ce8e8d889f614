use super::*;
use parhelion_rpc::encode;

fn fact(reading: Option<Reading>, name: &str) -> String {
    let facts = reading.unwrap().facts;
    facts.into_iter().find(|(found, _)| *found == name).unwrap().1
}

fn uatom() -> Kind {
    Kind::Balance { denom: "uatom".into() }
}

#[test]
fn balances_of_both_layouts() {
    let coin = |denom: &str, amount: &str| {
        encode(&state::Coin { denom: denom.into(), amount: amount.into() })
    };
    let greatest = "9".repeat(78);
    for (value, amount, of) in [
        (b"0".to_vec(), "0", BALANCE),
        (b"1000".to_vec(), "1000", BALANCE),
        (greatest.clone().into_bytes(), greatest.as_str(), BALANCE),
        (coin("uatom", "7"), "7", COIN),
    ] {
        let reading = present(&uatom(), &value).unwrap();
        assert_eq!(reading.of, of);
        assert_eq!(fact(Some(reading), "amount"), amount);
    }
    for value in [
        b"".to_vec(),
        b"-1".to_vec(),
        b"1.5".to_vec(),
        b"1 ".to_vec(),
        "9".repeat(79).into_bytes(),
        coin("uosmo", "7"),
        coin("uatom", ""),
    ] {
        assert_eq!(present(&uatom(), &value), None, "{value:?}");
    }
    assert_eq!(fact(absent(&uatom()), "amount"), "0");
    let supply = Kind::Supply { denom: "uatom".into() };
    assert_eq!(fact(present(&supply, b"12"), "amount"), "12");
    assert_eq!(present(&supply, &coin("uatom", "7")), None);
    assert_eq!(fact(absent(&supply), "amount"), "0");
}

#[test]
fn fractions_have_eighteen_decimals() {
    for (text, shown) in [
        ("0", "0"),
        ("1", "0.000000000000000001"),
        ("150000000000000000", "0.15"),
        ("1000000000000000000", "1"),
        ("405000001500000000000000000", "405000001.5"),
    ] {
        assert_eq!(decimal(text).as_deref(), Some(shown));
    }
    assert!(decimal(&"9".repeat(96)).is_some());
    for text in ["", "-1", "0.15", "1e18", &"9".repeat(97)] {
        assert_eq!(decimal(text), None, "{text}");
    }
}

#[test]
fn what_packets_leave_behind() {
    for kind in [Kind::Commitment, Kind::Acknowledgement] {
        assert_eq!(fact(present(&kind, &[7; 32]), "sha256"), "07".repeat(32));
        assert_eq!(present(&kind, &[7; 31]), None);
    }
    for receipt in [1, 2] {
        assert_eq!(fact(present(&Kind::Receipt, &[receipt]), "status"), "received");
    }
    for other in [&[][..], &[0], &[3], &[1, 1]] {
        assert_eq!(present(&Kind::Receipt, other), None);
    }
    let next = present(&Kind::Sequence, &258u64.to_be_bytes());
    assert_eq!(fact(next, "next_sequence"), "258");
    assert_eq!(present(&Kind::Sequence, &[0; 7]), None);
}

#[test]
fn a_delegation() {
    let delegation = state::Delegation {
        delegator_address: "cosmos1a".into(),
        validator_address: "cosmosvaloper1b".into(),
        shares: "1500000000000000000".into(),
    };
    let reading = present(&Kind::Delegation, &encode(&delegation));
    assert_eq!(fact(reading, "shares"), "1.5");
    assert_eq!(fact(absent(&Kind::Delegation), "status"), "nothing is delegated");
}

#[test]
fn clients_of_another_kind_are_named() {
    let any = pb::Any { type_url: "/ibc.lightclients.wasm.v1.ClientState".into(), value: vec![7] };
    for kind in [Kind::ClientState, Kind::ConsensusState] {
        assert_eq!(fact(present(&kind, &encode(&any)), "type"), any.type_url);
        assert_eq!(present(&kind, b""), None);
    }
}

/// Bytes that no chain keeps there are read as nothing, and break nothing.
#[test]
fn bytes_of_no_message() {
    let kinds = [
        uatom(),
        Kind::Validator,
        Kind::Power,
        Kind::TotalPower,
        Kind::Delegation,
        Kind::ClientState,
        Kind::ConsensusState,
        Kind::Connection,
        Kind::Channel,
    ];
    // A length past the end; one that overflows; a group; text that is no UTF-8.
    let long = [&[0x0a][..], &[0xff; 9], &[1]].concat();
    for value in [&b"\x0a\x7f"[..], &long, b"\x0b\x0b\x0b", b"\x0a\x01\xff"] {
        for kind in &kinds {
            assert_eq!(present(kind, value), None, "{kind:?} {value:?}");
        }
    }
    // An enumeration's values that mean nothing.
    for status in [i32::MIN, -1, 0, 4, i32::MAX] {
        let validator = state::StakingValidator { status, ..Default::default() };
        assert_eq!(present(&Kind::Validator, &encode(&validator)), None);
        let end = state::ConnectionEnd {
            state: status,
            counterparty: Some(state::ConnectionCounterparty::default()),
            ..Default::default()
        };
        assert_eq!(present(&Kind::Connection, &encode(&end)), None);
    }
    assert_eq!(present(&Kind::Raw, b"1"), None);
    assert_eq!(absent(&Kind::Raw), None);
}
