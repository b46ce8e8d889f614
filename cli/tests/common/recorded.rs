//! Nodes of the recorded network, as far as it is recorded: what they answered, served again.

#![allow(unreachable_pub, reason = "as in the rest of what tests share")]

use flate2::read::GzDecoder;
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

/// The beginning of keys of which an entry is final, in both stores: it tells where a set is.
const PLACES: &str = "0d";

/// What becomes of an answer: the request, as it came, and the body.
pub type Change = Box<dyn Fn(&str, String) -> String + Send + Sync>;

/// A node, until the test ends.
pub struct Node {
    pub url: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Node {
    /// A node of a chain (`provider`, `alpha`, `beta`) whose latest block is of that height.
    pub fn start(chain: &'static str, latest: u64) -> Node {
        Node::changing(chain, latest, Box::new(|_, body| body))
    }

    pub fn changing(chain: &'static str, latest: u64, change: Change) -> Node {
        Node::coming(chain, Arc::new(AtomicU64::new(latest)), change)
    }

    /// A node that goes on to other blocks.
    pub fn coming(chain: &'static str, latest: Arc<AtomicU64>, change: Change) -> Node {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (kept, change) = (Arc::clone(&asked), Arc::new(change));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (asked, change) = (Arc::clone(&kept), Arc::clone(&change));
                let latest = Arc::clone(&latest);
                std::thread::spawn(move || {
                    serve(&stream, |target| {
                        asked.lock().unwrap().push(target.to_owned());
                        change(target, answer(chain, latest.load(Ordering::SeqCst), target))
                    });
                });
            }
        });
        Node { url, asked }
    }

    /// What was asked so far, of which this is a part.
    pub fn asked(&self, part: &str) -> usize {
        self.asked.lock().unwrap().iter().filter(|target| target.contains(part)).count()
    }
}

/// `HEIGHT:HASH` of a recorded block.
pub fn root(chain: &str, height: u64) -> String {
    let hash = &commit(chain, height)["result"]["signed_header"]["commit"]["block_id"]["hash"];
    format!("{height}:{}", hash.as_str().unwrap())
}

/// The time of a recorded block.
pub fn time(chain: &str, height: u64) -> String {
    let time = &commit(chain, height)["result"]["signed_header"]["header"]["time"];
    time.as_str().unwrap().to_owned()
}

/// Answers one request after the other.
fn serve(stream: &TcpStream, mut answer: impl FnMut(&str) -> String) {
    let (mut reader, mut writer) = (BufReader::new(stream), stream);
    loop {
        let mut lines = Vec::new();
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).unwrap_or(0) == 0 {
                return;
            }
            if line.trim().is_empty() {
                break;
            }
            lines.push(line);
        }
        let target = lines.first().and_then(|line| line.split(' ').nth(1)).unwrap_or_default();
        let body = answer(target);
        let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length:";
        if write!(writer, "{head} {}\r\n\r\n{body}", body.len()).is_err() {
            return;
        }
    }
}

fn answer(chain: &str, latest: u64, target: &str) -> String {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let query: BTreeMap<&str, &str> =
        query.split('&').filter_map(|pair| pair.split_once('=')).collect();
    let height = query.get("height").and_then(|height| height.parse().ok());
    match path {
        "/status" => {
            let mut status: Value =
                serde_json::from_str(&text(&format!("{chain}/status.json"))).unwrap();
            status["result"]["sync_info"]["latest_block_height"] = latest.to_string().into();
            status.to_string()
        }
        "/commit" | "/validators" => {
            let height = height.unwrap_or(latest);
            // A node has the set of one height more.
            if height == latest + 1 && path == "/validators" {
                return set(chain, height).unwrap();
            }
            let file = format!("{chain}{path}/{height}.json");
            if height > latest {
                let why = "must be less than or equal to the current blockchain height";
                return fault(&format!("height {height} {why} {latest}"));
            }
            let found = recording().files.get(&file);
            let found = found.map(|body| String::from_utf8(body.clone()).unwrap());
            let found = found.or_else(|| set(chain, height).filter(|_| path == "/validators"));
            found.unwrap_or_else(|| {
                fault(&format!("height {height} is not available, lowest height is 1"))
            })
        }
        "/abci_query" => queried(chain, query.get("path"), query.get("data"), height),
        _ => fault("no such method"),
    }
}

/// The set of a height, as it was answered of another one at which it was the same.
fn set(chain: &str, height: u64) -> Option<String> {
    let bounds = |set: &Value| Some((set["from"].as_u64()?, set["to"].as_u64()?));
    let sets = recording().manifest["chains"][chain]["validator_sets"].as_array()?.iter();
    let (from, to) = sets.filter_map(bounds).find(|(from, to)| (*from..=*to).contains(&height))?;
    let files = &recording().files;
    let found = (from..=to).find_map(|at| files.get(&format!("{chain}/validators/{at}.json")))?;
    let mut found: Value = serde_json::from_slice(found).unwrap();
    found["result"]["block_height"] = height.to_string().into();
    Some(found.to_string())
}

fn queried(chain: &str, path: Option<&&str>, data: Option<&&str>, height: Option<u64>) -> String {
    let store = path.and_then(|path| path.split("store").nth(1)).unwrap_or_default();
    let store: String = store.replace("%2F", "/").replace("%22", "");
    let store = store.split('/').nth(1).unwrap_or_default();
    let key = data.and_then(|data| data.strip_prefix("0x")).unwrap_or_default();
    let of_key = recording().proofs.get(&(chain.to_owned(), store.to_owned(), key.to_lowercase()));
    let exact = of_key.and_then(|of_key| of_key.get(&height?));
    if let Some(file) = exact {
        return text(file);
    }
    let last = of_key.and_then(|of_key| of_key.values().next_back());
    if let Some(file) = last.filter(|_| key.starts_with(PLACES)) {
        let mut found: Value = serde_json::from_str(&text(file)).unwrap();
        if let Some(height) = height {
            found["result"]["response"]["height"] = height.to_string().into();
        }
        return found.to_string();
    }
    let why =
        format!("failed to load state at height {}; version does not exist", height.unwrap_or(0));
    let response = serde_json::json!({ "code": 38, "codespace": "sdk", "log": why, "height": "0" });
    serde_json::json!({ "jsonrpc": "2.0", "id": -1, "result": { "response": response } })
        .to_string()
}

fn fault(data: &str) -> String {
    let error = serde_json::json!({ "code": -32603, "message": "Internal error", "data": data });
    serde_json::json!({ "jsonrpc": "2.0", "id": -1, "error": error }).to_string()
}

struct Recording {
    manifest: Value,
    files: BTreeMap<String, Vec<u8>>,
    /// By chain, store and key, then by height: the name of the file.
    proofs: BTreeMap<(String, String, String), BTreeMap<u64, String>>,
}

fn text(file: &str) -> String {
    String::from_utf8(recording().files[file].clone()).unwrap()
}

fn recording() -> &'static Recording {
    static RECORDING: OnceLock<Recording> = OnceLock::new();
    RECORDING.get_or_init(|| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata/ics/recording.tar.gz");
        let mut files = BTreeMap::new();
        let mut archive = tar::Archive::new(GzDecoder::new(std::fs::File::open(path).unwrap()));
        for entry in archive.entries().unwrap() {
            let mut entry = entry.unwrap();
            let name = entry.path().unwrap().to_string_lossy().into_owned();
            let (mut content, name) = (Vec::new(), name.trim_start_matches("./").to_owned());
            entry.read_to_end(&mut content).unwrap();
            files.insert(name, content);
        }
        let manifest = files.iter().find(|(name, _)| name.ends_with("MANIFEST.json")).unwrap();
        let root = manifest.0.strip_suffix("MANIFEST.json").unwrap().to_owned();
        let manifest: Value = serde_json::from_slice(manifest.1).unwrap();
        let mut proofs: BTreeMap<_, BTreeMap<u64, String>> = BTreeMap::new();
        for proof in manifest["proofs"].as_array().unwrap() {
            let text = |name: &str| proof[name].as_str().unwrap().to_owned();
            let of_key = proofs.entry((text("chain"), text("store"), text("key").to_lowercase()));
            of_key.or_default().insert(proof["height"].as_u64().unwrap(), text("file"));
        }
        let files = files
            .into_iter()
            .filter_map(|(name, content)| Some((name.strip_prefix(&root)?.to_owned(), content)))
            .collect();
        Recording { manifest, files, proofs }
    })
}

fn commit(chain: &str, height: u64) -> Value {
    serde_json::from_str(&text(&format!("{chain}/commit/{height}.json"))).unwrap()
}
