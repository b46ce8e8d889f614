use super::*;

fn state() -> TrustedState {
    TrustedState {
        chain_id: ChainId::new("cosmoshub-4").unwrap(),
        height: 8_619_996,
        time: Time::from_unix(1_638_928_299, 428_531_525).unwrap(),
        next_validators_hash: Some(Hash([1; 32])),
        header_hash: Some(Hash([2; 32])),
        last_block_hash: Some(Hash([3; 32])),
        app_hash: heapless::Vec::from_slice(&[4; 32]).ok(),
    }
}

/// Bytes with one part replaced and the checksum made to fit again.
fn forged(from: usize, part: &[u8]) -> Result<TrustedState, Error> {
    let mut bytes = state().to_bytes();
    bytes[from..from + part.len()].copy_from_slice(part);
    let sum = checksum(&bytes);
    bytes[BODY_LEN..].copy_from_slice(&sum);
    TrustedState::from_trusted_bytes(&bytes)
}

#[test]
fn stored_and_read_again() {
    let full = state();
    assert_eq!(TrustedState::from_trusted_bytes(&full.to_bytes()), Ok(full));
    let chain_id = ChainId::new(&"x".repeat(MAX_CHAIN_ID_LEN)).unwrap();
    let time = Time::GO_ZERO;
    let bare = TrustedState::from_on_chain_client(chain_id, 1, time, &[]).unwrap();
    assert_eq!(TrustedState::from_trusted_bytes(&bare.to_bytes()), Ok(bare));
    let long = TrustedState { app_hash: heapless::Vec::from_slice(&[5; 64]).ok(), ..state() };
    assert_eq!(TrustedState::from_trusted_bytes(&long.to_bytes()), Ok(long));
}

#[test]
fn any_flipped_bit_is_found() {
    let bytes = state().to_bytes();
    for bit in 0..bytes.len() * 8 {
        let mut flipped = bytes;
        flipped[bit / 8] ^= 1 << (bit % 8);
        assert!(TrustedState::from_trusted_bytes(&flipped).is_err(), "bit {bit}");
    }
}

#[test]
fn each_fault_has_its_error() {
    let bytes = state().to_bytes();
    assert_eq!(
        TrustedState::from_trusted_bytes(&bytes[..255]),
        Err(Error::StateLength { length: 255 })
    );
    assert_eq!(forged(0, b"X"), Err(Error::StateVersion));
    assert_eq!(forged(4, &[2]), Err(Error::StateVersion));
    let mut flipped = bytes;
    flipped[255] ^= 1;
    assert_eq!(TrustedState::from_trusted_bytes(&flipped), Err(Error::StateChecksum));
    for (from, part) in [
        (6, &[0xff, 0xff][..]), // bits that mean nothing
        (6, &[0, 0]),           // bits cleared, hashes still there
        (8, &[0; 8]),           // height 0
        (15, &[0x80]),          // height above 2^63-1
        (27, &[0xff]),          // nanoseconds
        (28, &[51]),            // chain id too long
        (28, &[0]),             // chain id shorter than what stands there
        (29, &[65]),            // app hash too long
        (30, &[1]),             // not zero
        (192, &[0xff]),         // not UTF-8
        (247, &[1]),            // not zero
    ] {
        assert_eq!(forged(from, part), Err(Error::StateContent), "at {from}");
    }
}

#[test]
fn on_chain_clients_have_heights_and_hashes() {
    let state = |height, hash: &[u8]| {
        let chain_id = ChainId::new("c").unwrap();
        TrustedState::from_on_chain_client(chain_id, height, Time::UNIX_EPOCH, hash)
    };
    assert!(state(i64::MAX.unsigned_abs(), &[7; 32]).is_ok());
    assert_eq!(state(0, &[]), Err(Error::ZeroHeight));
    assert_eq!(state(1 << 63, &[]), Err(Error::NegativeHeight { height: i64::MIN }));
    let (message, field, length) = (Message::Header, 9, 31);
    assert_eq!(state(1, &[7; 31]), Err(Error::HashLength { message, field, length }));
}

#[test]
fn states_stay_small() {
    assert!(size_of::<TrustedState>() <= 320);
}
