//! Batches eight signatures at a time, on machines that can: [`parhelion_lanes`].

use alloc::vec::Vec;
use core::ops::Range;
use parhelion_lanes::{Backend, Batch};

pub(super) struct Lanes {
    batch: Batch,
    indices: Vec<u32>, // what an error names, by the number in the batch
}

impl Lanes {
    pub(super) fn new(backend: Backend, keys: usize) -> Lanes {
        Lanes { batch: Batch::new(backend, keys), indices: Vec::new() }
    }

    pub(super) fn clear(&mut self) {
        self.batch.clear();
        self.indices.clear();
    }

    pub(super) fn push(
        &mut self,
        key: &[u8; 32],
        message: &[u8],
        signature: &[u8; 64],
        index: u32,
    ) {
        self.batch.push(key, message, signature);
        self.indices.push(index);
    }

    pub(super) fn len(&self) -> usize {
        self.indices.len()
    }

    pub(super) fn holds(&mut self, range: Range<usize>) -> bool {
        self.batch.holds(range)
    }

    pub(super) fn first_wrong(&mut self, range: Range<usize>) -> Option<u32> {
        self.batch.first_wrong(range).and_then(|number| self.indices.get(number).copied())
    }
}
