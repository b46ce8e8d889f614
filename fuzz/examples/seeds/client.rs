//! Clients and their peers: what each byte means stands in `src/client.rs` and `src/client/world.rs`.

use crate::{Outcome, Seeds};

/// The bytes by which all seeds begin: of the client, and of its peers.
const SETTINGS: usize = 50;
/// Where the manners of the peers begin, two bytes each, and their rules, five bytes each.
const MANNERS: usize = 20;
const RULES: usize = 30;

/// Settings that differ from the ordinary in these places, and the chain's choices.
fn seed(settings: &[(usize, u8)], chain: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0; SETTINGS];
    for (at, byte) in settings {
        bytes[*at] = *byte;
    }
    [&bytes, chain].concat()
}

/// The head, four members, no change of them, and no flaw: 1 + 5 + 4 + 13 bytes. Then two forks.
fn chain(forks: [&[u8]; 2]) -> Vec<u8> {
    [&[0; 23], forks[0], forks[1]].concat()
}

/// A fork above a height: how much longer it is, its members, the state or round it names, and how
/// fast it grows.
fn fork(above: u8, longer: u8, members: u8, odd: u8, spacing: u8) -> [u8; 16] {
    let mut fork = [0; 16];
    fork[..5].copy_from_slice(&[above, longer, members, odd, spacing]);
    fork
}

pub(crate) fn write() -> Outcome {
    let mut seeds = Seeds::new("client")?;
    let (root, goal, mode, witnesses) = (0, 1, 2, 3);
    let ordinary = chain([&[], &[]]);
    let two = (witnesses, 2);
    // Upwards, with witnesses and without, from each root; downwards; nothing to do.
    seeds.one(&seed(&[two], &ordinary))?;
    seeds.one(&seed(&[two, (mode, 1), (root, 2)], &ordinary))?;
    seeds.one(&seed(&[two, (root, 1), (goal, 17)], &ordinary))?;
    seeds.one(&seed(&[(goal, 18), (MANNERS + 1, 0)], &ordinary))?;
    seeds.one(&seed(&[two, (goal, 6)], &ordinary))?;
    seeds.one(&seed(&[two], &[6]))?;
    // Sets that change, in a chain that is longer: pivots, and mistakes on the way.
    let changing = [5, 0, 0, 0, 0, 0, 7, 3, 0, 2, 3, 4, 5, 11, 3, 0, 16, 9, 10, 11];
    seeds.one(&seed(&[two, (14, 1), (15, 4), (16, 2), (17, 5), (18, 3), (19, 3)], &changing))?;
    seeds.one(&seed(&[two, (mode, 1), (14, 1), (15, 1), (16, 2), (17, 2)], &changing))?;
    // Forks of each kind: another block, another round of it, another state; one from the future.
    for (odd, longer, spacing) in [(0, 0, 0), (2, 0, 0), (1, 0, 0), (1, 2, 1)] {
        let forked = chain([&fork(3, longer, 0, odd, spacing), &[]]);
        for liar in [0, 1] {
            let manners = [two, (MANNERS + 2 * liar, 1)];
            seeds.one(&seed(&manners, &forked))?;
            seeds.one(&seed(&[manners[0], manners[1], (mode, 1)], &forked))?;
        }
    }
    // Another block of the target, with too little memory, before the right one.
    seeds.one(&seed(&[two, (root, 1), (goal, 17), (15, 101)], &ordinary))?;
    // Faith in what is not there; too little of everything.
    seeds.one(&seed(&[two, (root, 3)], &ordinary))?;
    for (at, byte) in [(4, 3), (5, 2), (9, 2), (6, 2), (11, 1)] {
        seeds.one(&seed(&[two, (at, byte)], &ordinary))?;
    }
    // The primary, or the first witness, answers each way but the ordinary, always or later on.
    for does in 1..13 {
        let liar = does % 2;
        let rule = [liar, 255, does / 4, does, 3];
        let mut settings = vec![two, (mode, does / 2 % 2), (root, does % 3)];
        settings.extend(rule.into_iter().enumerate().map(|(i, byte)| (RULES + i, byte)));
        seeds.one(&seed(&settings, &changing))?;
    }
    Ok(())
}
