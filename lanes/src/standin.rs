//! Stands in for transcript and scalars until they are there.
use crate::backend::{Lanes, Words8};
use sha2::{Digest, Sha512};

pub(crate) struct Transcript(Sha512);
pub(crate) struct Randomizers([u8; 64], u64);
impl Transcript {
    pub(crate) fn new<B: Words8>(_: B) -> Transcript {
        Transcript(Sha512::new())
    }
    pub(crate) fn absorb<B: Words8>(&mut self, _: B, k: &Lanes<8>, s: &Lanes<4>, live: usize) {
        for lane in 0..live {
            for w in k.iter().chain(s) {
                self.0.update(w[lane].to_le_bytes());
            }
        }
    }
    pub(crate) fn finish<B: Words8>(self, _: B) -> Randomizers {
        Randomizers(self.0.finalize().into(), 0)
    }
}
impl Randomizers {
    pub(crate) fn next<B: Words8>(&mut self, _: B) -> Lanes<2> {
        let mut z = [[0; 8]; 2];
        for lane in 0..8 {
            self.1 += 1;
            let h: [u8; 64] = Sha512::new()
                .chain_update(self.0)
                .chain_update(self.1.to_le_bytes())
                .finalize()
                .into();
            z[0][lane] = u64::from_le_bytes(*h.first_chunk().unwrap());
            z[1][lane] = u64::from_le_bytes(*h.last_chunk().unwrap()) >> 1;
        }
        z
    }
}
