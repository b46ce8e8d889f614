//! On a recorded provider and its consumers. All that an attestation needs is recorded of the
//! provider's states of heights 59, 77, 192 and 362, which its headers 60, 78, 193 and 363 prove.

mod refused;
mod sets;

use super::*;
use crate::consumer::recording::Recording;
use parhelion_core::ccv::store::ProviderItem;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::OnceLock;

const ALPHA: ConsumerId = ConsumerId::new(0);
const BETA: ConsumerId = ConsumerId::new(1);
const GAMMA: ConsumerId = ConsumerId::new(2);
/// The beginning of keys whose value tells where a set is, in both stores. An entry is final.
const PLACES: u8 = 13;

struct Recorded {
    blocks: BTreeMap<&'static str, BTreeMap<u64, Vec<u8>>>,
    /// By path and key, then by height.
    answers: BTreeMap<(&'static str, Vec<u8>), BTreeMap<u64, Answer>>,
}

fn recorded() -> &'static Recorded {
    static RECORDED: OnceLock<Recorded> = OnceLock::new();
    RECORDED.get_or_init(|| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata/ics/recording.tar.gz");
        let Ok(recording) = Recording::open(&path) else { panic!("no recording") };
        let mut blocks = BTreeMap::new();
        for name in ["provider", "alpha", "beta"] {
            let found = recording.light_blocks(name, &recording.manifest.chains[name]);
            let Ok(found) = found else { panic!("{name}") };
            blocks.insert(name, found);
        }
        let mut answers: BTreeMap<_, BTreeMap<u64, Answer>> = BTreeMap::new();
        for proof in &recording.manifest.proofs {
            let path = match (&proof.chain[..], &proof.store[..]) {
                ("provider", "provider") => "provider",
                ("alpha", "ccvconsumer") => "alpha",
                ("beta", "ccvconsumer") => "beta",
                _ => continue,
            };
            let Ok(answer) = recording.query(&proof.file) else { panic!("{}", proof.file) };
            let of_key = answers.entry((path, proof.key.clone())).or_default();
            of_key.insert(proof.height, answer);
        }
        Recorded { blocks, answers }
    })
}

fn block(chain: &'static str, height: u64) -> &'static [u8] {
    &recorded().blocks[chain][&height]
}

fn time(chain: &'static str, height: u64) -> Time {
    LightBlock::parse(block(chain, height), &Limits::DEFAULT).unwrap().header().time()
}

fn trusted(height: u64) -> TrustedState {
    let block = LightBlock::parse(block("provider", height), &Limits::DEFAULT).unwrap();
    TrustedState::trust_on_faith(block.header(), &block.header().hash().unwrap()).unwrap()
}

/// Which bytes of an answer are changed on the way.
type Change = Box<dyn Fn(&mut Answer)>;

/// A provider that was followed to a height, and its node, which may change what it answers.
struct Scripted {
    latest: u64,
    nodes: usize,
    asked: RefCell<Vec<Vec<u8>>>,
    changes: BTreeMap<Vec<u8>, Change>,
    without: Option<Vec<u8>>,
}

impl Scripted {
    fn at(latest: u64) -> Scripted {
        Scripted {
            latest,
            nodes: 1,
            asked: RefCell::default(),
            changes: BTreeMap::new(),
            without: None,
        }
    }

    fn changed(key: Vec<u8>, change: impl Fn(&mut Answer) + 'static) -> Scripted {
        let mut provider = Scripted::at(78);
        provider.changes.insert(key, Box::new(change));
        provider
    }

    /// Advances a follower to the latest header.
    fn advance(&self, follower: &mut Follower) -> Result<Attestation, Refusal> {
        let ask = |node, path: &str, key: &[u8], height| self.ask(node, path, key, height);
        follower.provider_advanced(&trusted(self.latest), &ask).cloned()
    }
}

impl Provider for Scripted {
    fn latest(&self) -> TrustedState {
        trusted(self.latest)
    }

    fn header(&mut self, height: u64) -> Result<TrustedState, String> {
        let known = height < self.latest && recorded().blocks["provider"].contains_key(&height);
        known.then(|| trusted(height)).ok_or_else(|| "not recorded".into())
    }

    fn ask(
        &self,
        node: usize,
        path: &str,
        key: &[u8],
        height: Option<u64>,
    ) -> Option<Result<Answer, String>> {
        assert_eq!(path, "/store/provider/key");
        (node < self.nodes).then(|| self.answer(node, key, height.unwrap()))
    }
}

impl Scripted {
    fn answer(&self, node: usize, key: &[u8], height: u64) -> Result<Answer, String> {
        self.asked.borrow_mut().push(key.to_vec());
        if self.without.as_deref() == Some(key) {
            return Err("the connection was closed".into());
        }
        let mut answer = answer("provider", key, height)?;
        // The last of several nodes is honest.
        let lies = self.nodes == 1 || node + 1 < self.nodes;
        if let Some(change) = self.changes.get(key).filter(|_| lies) {
            change(&mut answer);
        }
        Ok(answer)
    }
}

fn answer(chain: &'static str, key: &[u8], height: u64) -> Result<Answer, String> {
    let of_key = recorded().answers.get(&(chain, key.to_vec())).ok_or("not recorded")?;
    let last = || of_key.values().next_back().filter(|_| key[0] == PLACES);
    of_key.get(&height).or_else(last).cloned().ok_or_else(|| "not of this height".into())
}

/// A node of a consumer.
fn node(
    chain: &'static str,
) -> impl Fn(usize, &str, &[u8], Option<u64>) -> Option<Result<Answer, String>> {
    move |node, path, key, height| {
        assert_eq!((path, height), ("/store/ccvconsumer/key", None));
        (node == 0).then(|| answer(chain, key, 0))
    }
}

/// What nobody is to ask.
fn silent(_: usize, _: &str, _: &[u8], _: Option<u64>) -> Option<Result<Answer, String>> {
    panic!("asked")
}

fn following(consumer: ConsumerId) -> Follower {
    // Anew at each header.
    let renew_after = Duration::from_seconds(0);
    Follower::new(Following { renew_after, ..Following::new(Layout::L8, consumer) })
}

fn attested(consumer: ConsumerId, height: u64) -> Follower {
    let mut follower = following(consumer);
    Scripted::at(height).advance(&mut follower).unwrap();
    follower
}

fn key(item: ProviderItem<'_>) -> Vec<u8> {
    item.key(Layout::L8).unwrap().as_bytes().to_vec()
}
