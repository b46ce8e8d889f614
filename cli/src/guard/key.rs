//! The key: CometBFT's `priv_validator_key.json`, of type ed25519.

use crate::failure::Failure;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{KEYPAIR_LENGTH, PUBLIC_KEY_LENGTH, Signer, SigningKey};
use parhelion_core::{Error, KeyType, PublicKey};
use serde::Deserialize;
use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use zeroize::Zeroizing;

/// Bytes that are read, at most; CometBFT writes 345.
const MAX_FILE: usize = 4096;
/// What base64 needs to decode 88 characters.
const DECODED: usize = 66;

/// A key to sign with. It is wiped when it is dropped, and what it was read from as soon as it was;
/// memory is not protected any further.
pub(super) struct Key {
    signing: SigningKey,
    public: [u8; PUBLIC_KEY_LENGTH],
    /// In hexadecimal.
    pub(super) address: String,
}

#[derive(Deserialize)]
struct KeyFile<'a> {
    #[serde(borrow)]
    address: &'a str,
    #[serde(borrow)]
    pub_key: Typed<'a>,
    #[serde(borrow)]
    priv_key: Typed<'a>,
}

#[derive(Deserialize)]
struct Typed<'a> {
    #[serde(rename = "type")]
    name: &'a str,
    value: &'a str,
}

impl Key {
    /// Reads a key file that its owner alone may read.
    pub(super) fn read(path: &Path) -> Result<Key, Failure> {
        let not_readable = |why: String| Failure::not_readable(&path.display().to_string(), why);
        let text = text(path).map_err(|error| not_readable(error.to_string()))?;
        Key::parse(&text).map_err(not_readable)
    }

    fn parse(text: &[u8]) -> Result<Key, String> {
        // serde's own words may quote the key.
        let file: KeyFile<'_> = serde_json::from_slice(text).map_err(|error| {
            format!(
                "no priv_validator_key.json, by line {} column {}",
                error.line(),
                error.column()
            )
        })?;
        if file.priv_key.name != "tendermint/PrivKeyEd25519" {
            return Err(format!(
                "a key of type {}: only ed25519 is signed with",
                file.priv_key.name
            ));
        }
        let mut pair = Zeroizing::new([0; DECODED]);
        let length = STANDARD.decode_slice(file.priv_key.value, pair.as_mut_slice());
        let pair: &[u8; KEYPAIR_LENGTH] = length
            .ok()
            .and_then(|length| pair.get(..length)?.try_into().ok())
            .ok_or("the private key has not 64 bytes in base64")?;
        let signing = SigningKey::from_keypair_bytes(pair)
            .map_err(|_| "the private key has another public key within")?;
        let public = signing.verifying_key().to_bytes();
        let address = PublicKey::new(KeyType::Ed25519, &public).and_then(|key| key.address());
        let address = address.map_err(|error| error.row().text)?.to_string();
        let is_named = STANDARD.decode(file.pub_key.value).is_ok_and(|named| named == public)
            && file.address.eq_ignore_ascii_case(&address);
        if !is_named {
            return Err("address, public key and private key do not belong together".to_owned());
        }
        Ok(Key { signing, public, address })
    }

    /// # Errors
    /// None: it has the length of its type.
    pub(super) fn public(&self) -> Result<PublicKey<'_>, Error> {
        PublicKey::new(KeyType::Ed25519, &self.public)
    }

    pub(super) fn sign(&self, bytes: &[u8]) -> Vec<u8> {
        self.signing.sign(bytes).to_bytes().to_vec()
    }
}

fn text(path: &Path) -> io::Result<Zeroizing<Vec<u8>>> {
    let file = File::open(path)?;
    let metadata = file.metadata()?;
    if metadata.permissions().mode() & 0o077 != 0 {
        return Err(io::Error::other("others may read this key, or write it: chmod 600"));
    }
    let limit = MAX_FILE as u64;
    if metadata.len() > limit {
        return Err(io::Error::other(format!("longer than {MAX_FILE} bytes, and no key")));
    }
    // With all of its room at first: what a vector leaves when it grows is not wiped.
    let mut text = Zeroizing::new(Vec::with_capacity(MAX_FILE));
    file.take(limit).read_to_end(&mut text)?;
    Ok(text)
}
