//! What is verified. All verdicts of this process are asserted here, before anything is measured.

use parhelion_benches::evidence::{Attack, DuplicateVote, Kind};
use parhelion_benches::go::{Go, Task};
use parhelion_benches::json::Texts;
use parhelion_benches::signatures::Signatures;
use parhelion_benches::{Block, Powers, Strangers, verdicts};

/// How long windows are.
const WINDOWS: [u32; 3] = [4, 16, 64];
/// The last entry that is looked at where 101 of 150 are enough.
const LAST: usize = 100;

/// Blocks of one set, and its name.
pub(crate) struct Input {
    pub(crate) name: String,
    pub(crate) validators: usize,
    pub(crate) powers: Powers,
    pub(crate) blocks: Vec<Block>,
}

impl Input {
    fn new(validators: usize, powers: Powers, blocks: u32) -> Input {
        let name = format!("{validators}-{}", powers.name());
        let blocks = Block::chain(validators, powers, blocks);
        verdicts::assert_block(&blocks[0]);
        Input { name, validators, powers, blocks }
    }

    fn load(&self, go: &mut Go) {
        go.load(&self.name, &self.blocks[0].bytes);
    }
}

/// Blocks that are verified one after the other, until one is refused.
pub(crate) struct Window {
    pub(crate) name: String,
    pub(crate) powers: Powers,
    pub(crate) blocks: Vec<Block>,
    /// How many are good.
    pub(crate) verified: usize,
}

impl Window {
    /// The window of all these blocks, whose first so many are good.
    fn new(name: &str, powers: Powers, blocks: Vec<Block>, wrong: Option<(usize, u32)>) -> Window {
        let verified = wrong.map_or(blocks.len(), |(block, _)| block);
        verdicts::assert_window(&blocks, verified, wrong.map(|(_, index)| index));
        Window { name: name.to_owned(), powers, blocks, verified }
    }

    pub(crate) fn title(&self) -> String {
        format!("150 {}, window of {}", self.powers.name(), self.blocks.len())
    }

    fn load(&self, go: &mut Go) {
        for block in &self.blocks {
            go.load(&self.name, &block.bytes);
        }
    }
}

pub(crate) struct Inputs {
    pub(crate) blocks: Vec<Input>,
    pub(crate) windows: Vec<Window>,
    pub(crate) refused: Vec<Window>,
    pub(crate) texts: Texts,
    pub(crate) signatures: Signatures,
    /// The block of these signatures, and the same with the last signature wrong.
    pub(crate) signed: [Block; 2],
    pub(crate) strangers: Strangers,
    pub(crate) duplicate_vote: DuplicateVote,
    pub(crate) attacks: [(Kind, Attack); 2],
}

impl Inputs {
    /// With windows that are no longer than `longest`.
    pub(crate) fn new(longest: u32, go: Option<&mut Go>) -> Inputs {
        let sizes = [4, 50, 100, 150, 180].map(|n| Input::new(n, Powers::Equal, 1));
        let hub = [150, 180].map(|n| Input::new(n, Powers::Hub, 1));
        let signed = Block::new(150, Powers::Equal);
        verdicts::assert_json(&signed);
        verdicts::assert_signatures(&signed);
        let inputs = Inputs {
            blocks: sizes.into_iter().chain(hub).collect(),
            windows: windows(longest),
            refused: refused(longest),
            texts: Texts::of(&signed),
            signatures: Signatures::of(&signed),
            signed: [signed.with_wrong_bits(|_| false), signed.with_wrong_bits(|i| i == 149)],
            strangers: Strangers::new(10_000),
            duplicate_vote: DuplicateVote::new(150),
            attacks: [Kind::Lunatic, Kind::Equivocation].map(|kind| (kind, Attack::new(150, kind))),
        };
        inputs.strangers.assert_verdicts();
        verdicts::assert_duplicate_vote(&inputs.duplicate_vote);
        inputs.attacks.iter().for_each(|(_, attack)| verdicts::assert_attack(attack));
        if let Some(go) = go {
            inputs.load(go);
        }
        inputs
    }

    fn load(&self, go: &mut Go) {
        self.blocks.iter().for_each(|input| input.load(go));
        self.windows.iter().chain(&self.refused).for_each(|window| window.load(go));
        for (name, block) in ["signed", "signed-wrong"].iter().zip(&self.signed) {
            go.load(name, &block.bytes);
        }
        for text in std::iter::once(&self.texts.commit).chain(&self.texts.pages) {
            go.load("json", text.as_bytes());
        }
        self.load_evidence(go);
    }

    /// CometBFT accepts an attack only where it finds the same validators guilty. That it refuses a
    /// wrong signature is seen here; that it accepts the right ones, before they are measured.
    fn load_evidence(&self, go: &mut Go) {
        let mut refuse = |work, name: &str, parts: &[&[u8]], wrong: &[u8]| {
            parts.iter().for_each(|part| go.load(name, part));
            let name = &format!("{name}-wrong");
            go.load(name, wrong);
            parts[1..].iter().for_each(|part| go.load(name, part));
            go.time(&Task { work, name, new_keys: false, verified: 0 }, 1);
        };
        let DuplicateVote { bytes, block } = &self.duplicate_vote;
        let wrong = self.duplicate_vote.with_wrong_bit().bytes;
        refuse("duplicate-vote", "duplicate-vote", &[bytes, &block.bytes], &wrong);
        for (kind, attack) in &self.attacks {
            let Attack { bytes, common, trusted, .. } = attack;
            let parts = [bytes, &common.bytes, &trusted.bytes].map(Vec::as_slice);
            refuse("attack", kind.name(), &parts, &attack.with_wrong_bit().bytes);
        }
    }
}

fn windows(longest: u32) -> Vec<Window> {
    let lengths = WINDOWS.into_iter().filter(|length| *length <= longest);
    let both = |length| [(length, Powers::Equal), (length, Powers::Hub)];
    let window = |(length, powers): (u32, Powers)| {
        let name = format!("window-{length}-{}", powers.name());
        Window::new(&name, powers, Block::chain(150, powers, length), None)
    };
    lengths.flat_map(both).map(window).collect()
}

fn refused(longest: u32) -> Vec<Window> {
    let window = |name, length, block: usize, which: fn(usize) -> bool, index| {
        let mut blocks = Block::chain(150, Powers::Equal, length);
        blocks[block] = blocks[block].with_wrong_bits(which);
        Window::new(name, Powers::Equal, blocks, Some((block, index)))
    };
    let last = LAST as u32;
    vec![
        window("last-signature", 1, 0, |i| i == LAST, last),
        window("last-header", longest, longest as usize - 1, |i| i == LAST, last),
        window("first-header", longest, 0, |_| true, 0),
    ]
}
