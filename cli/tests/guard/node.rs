//! A node that is a test, and the signer beside it.

use crate::asks::{Answer, Ask, SEED};
use crate::common::{self, Output, folder, run};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, SigningKey};
use parhelion_core::{KeyType, PublicKey};
use parhelion_rpc::pb;
use prost::Message;
use std::fs::{self, Permissions};
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

/// Longer than anything here takes: a test that waits for this has failed.
const PATIENCE: Duration = Duration::from_secs(30);

pub(crate) struct Place {
    pub(crate) folder: PathBuf,
    /// In a folder with a short name: an address has room for about 100 bytes.
    pub(crate) socket: PathBuf,
}

impl Place {
    /// A folder with a key.
    pub(crate) fn new(name: &str) -> Place {
        let name = format!("guard-{name}");
        let socket = std::env::temp_dir().join(format!("parhelion-{}-{name}", std::process::id()));
        let place = Place { folder: folder(&name), socket };
        place.put("key.json", &key_file(&SEED));
        place
    }

    /// The same, with a state that has its floor at 10.
    pub(crate) fn provisioned(name: &str) -> Place {
        let place = Place::new(name);
        common::shows(&place.provision("test-chain", "10"), 0, &["provisioned: test-chain"]);
        place
    }

    pub(crate) fn path(&self, name: &str) -> String {
        self.folder.join(name).display().to_string()
    }

    /// Writes a file that its owner alone may read.
    pub(crate) fn put(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
        self.permit(name, 0o600);
    }

    pub(crate) fn permit(&self, name: &str, mode: u32) {
        fs::set_permissions(self.path(name), Permissions::from_mode(mode)).unwrap();
    }

    pub(crate) fn provision(&self, chain_id: &str, height: &str) -> Output {
        let (key, state) = (self.path("key.json"), self.path("state"));
        run(&[
            "guard",
            "provision",
            "--key",
            &key,
            "--state",
            &state,
            "--chain-id",
            chain_id,
            "--height",
            height,
        ])
    }

    /// The arguments of a signer at work.
    pub(crate) fn arguments(&self) -> Vec<String> {
        let node = format!("unix://{}", self.socket.display());
        let (key, state) = (self.path("key.json"), self.path("state"));
        ["guard", "run", "--key", &key, "--state", &state, "--chain-id", "test-chain", "--node"]
            .into_iter()
            .chain([node.as_str()])
            .map(str::to_owned)
            .collect()
    }

    /// Runs a signer that is expected to end by itself. One that does not has no exit status.
    pub(crate) fn ends(&self) -> Output {
        ends(&self.arguments())
    }

    pub(crate) fn listen(&self) -> UnixListener {
        listen(&self.socket)
    }

    /// A signer at work, and the node that it has come to.
    pub(crate) fn start(&self) -> (Running, Node) {
        let listener = self.listen();
        let running = self.spawn();
        (running, Node::of(listener))
    }

    pub(crate) fn spawn(&self) -> Running {
        self.spawn_with(&[])
    }

    pub(crate) fn spawn_with(&self, more: &[&str]) -> Running {
        let child = Command::new(env!("CARGO_BIN_EXE_parhelion"))
            .args(self.arguments())
            .args(more)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        Running::of(child)
    }
}

pub(crate) fn ends(arguments: &[String]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_parhelion"))
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let begin = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if begin.elapsed() > PATIENCE {
            child.kill().unwrap();
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    let output = child.wait_with_output().unwrap();
    Output {
        status: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.socket);
    }
}

/// A signer, until this is dropped.
pub(crate) struct Running {
    child: Child,
    out: BufReader<ChildStdout>,
    said: String,
}

impl Running {
    fn of(mut child: Child) -> Running {
        let out = BufReader::new(child.stdout.take().unwrap());
        Running { child, out, said: String::new() }
    }

    pub(crate) fn signal(&self, signal: &str) {
        let sent = Command::new("kill").args([signal, &self.child.id().to_string()]).status();
        assert!(sent.unwrap().success());
    }

    /// Waits until it has said a line that begins like this.
    pub(crate) fn has_said(&mut self, words: &str) {
        while !self.said.lines().any(|line| line.starts_with(words)) {
            assert!(self.out.read_line(&mut self.said).unwrap() > 0, "{}", self.said);
        }
    }

    /// SIGKILL: nothing can be tidied up. What it has said.
    pub(crate) fn kill(mut self) -> String {
        self.child.kill().unwrap();
        self.wait().1
    }

    /// The exit status, and what it has said.
    pub(crate) fn wait(&mut self) -> (Option<i32>, String) {
        self.out.read_to_string(&mut self.said).unwrap();
        (self.child.wait().unwrap().code(), self.said.clone())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub(crate) fn listen(socket: &Path) -> UnixListener {
    let _ = fs::remove_file(socket);
    let listener = UnixListener::bind(socket).unwrap();
    listener.set_nonblocking(true).unwrap();
    listener
}

fn accept(listener: &UnixListener) -> UnixStream {
    let begin = Instant::now();
    while begin.elapsed() < PATIENCE {
        if let Ok((stream, _)) = listener.accept() {
            stream.set_nonblocking(false).unwrap();
            stream.set_read_timeout(Some(PATIENCE)).unwrap();
            return stream;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    panic!("no signer comes");
}

/// The node's end of a connection.
pub(crate) struct Node {
    pub(crate) listener: UnixListener,
    pub(crate) stream: UnixStream,
}

impl Node {
    /// Waits for the signer.
    pub(crate) fn of(listener: UnixListener) -> Node {
        Node { stream: accept(&listener), listener }
    }

    /// Takes the next connection.
    pub(crate) fn accept(&mut self) {
        self.stream = accept(&self.listener);
    }

    /// The bytes of the answer, with its length before it.
    pub(crate) fn raw(&mut self, frame: &[u8]) -> Vec<u8> {
        self.stream.write_all(frame).unwrap();
        let mut bytes = Vec::new();
        let length = loop {
            let mut byte = [0];
            self.stream.read_exact(&mut byte).unwrap();
            bytes.extend(byte);
            if byte[0] < 0x80 {
                break prost::decode_length_delimiter(bytes.as_slice()).unwrap();
            }
        };
        let mut message = vec![0; length];
        self.stream.read_exact(&mut message).unwrap();
        [bytes, message].concat()
    }

    pub(crate) fn answer(&mut self, frame: &[u8]) -> Answer {
        Answer::decode_length_delimited(self.raw(frame).as_slice()).unwrap()
    }

    /// Whether it closed instead of answering.
    pub(crate) fn closes(&mut self, frame: &[u8]) -> bool {
        let _ = self.stream.write_all(frame);
        let mut bytes = Vec::new();
        // Where something is left unread, the system says "reset" in place of an end.
        let _ = self.stream.read_to_end(&mut bytes);
        bytes.is_empty()
    }

    /// Asks, and holds the signatures to be right. Of an extension: whether there is one.
    pub(crate) fn signed(&mut self, ask: impl Into<Ask>) -> bool {
        let ask = ask.into();
        let answer = self.answer(&ask.frame);
        let part = answer.vote.as_ref().or(answer.proposal.as_ref()).unwrap();
        assert_eq!(part.error, None);
        if answer.proposal.is_some() {
            let signed = pb::Proposal::decode(part.content.as_slice()).unwrap();
            verify(&signed.signature, &ask.sign_bytes);
            return false;
        }
        let signed = pb::Vote::decode(part.content.as_slice()).unwrap();
        verify(&signed.signature, &ask.sign_bytes);
        if signed.extension_signature.is_empty() {
            return false;
        }
        verify(&signed.extension_signature, &ask.extension_sign_bytes);
        true
    }

    /// Asks, and gives the code of the refusal. It comes with its words, and without a signature.
    pub(crate) fn refused(&mut self, ask: impl Into<Ask>) -> i32 {
        let answer = self.answer(&ask.into().frame);
        let part = answer.vote.as_ref().or(answer.proposal.as_ref()).unwrap();
        let vote = pb::Vote::decode(part.content.as_slice()).unwrap_or_default();
        assert!(vote.signature.is_empty() && vote.extension_signature.is_empty());
        let proposal = pb::Proposal::decode(part.content.as_slice()).unwrap_or_default();
        assert!(proposal.signature.is_empty());
        let refusal = part.error.as_ref().expect("it is refused");
        let words = format!("[{} ", refusal.code);
        assert!(refusal.description.contains(&words), "{}", refusal.description);
        refusal.code
    }
}

fn verify(signature: &[u8], sign_bytes: &[u8]) {
    let signature = Signature::from_slice(signature).unwrap();
    let key = SigningKey::from_bytes(&SEED).verifying_key();
    key.verify_strict(sign_bytes, &signature).unwrap();
}

/// As CometBFT writes it.
pub(crate) fn key_file(seed: &[u8; 32]) -> String {
    let key = SigningKey::from_bytes(seed);
    let public = key.verifying_key().to_bytes();
    let address = PublicKey::new(KeyType::Ed25519, &public).unwrap().address().unwrap();
    let (public, private) = (STANDARD.encode(public), STANDARD.encode(key.to_keypair_bytes()));
    format!(
        r#"{{
  "address": "{address}",
  "pub_key": {{
    "type": "tendermint/PubKeyEd25519",
    "value": "{public}"
  }},
  "priv_key": {{
    "type": "tendermint/PrivKeyEd25519",
    "value": "{private}"
  }}
}}"#
    )
}

/// The two records of a state.
pub(crate) fn records(path: &Path) -> [Vec<u8>; 2] {
    let bytes = fs::read(path).unwrap();
    [bytes[..64].to_vec(), bytes[4096..4160].to_vec()]
}
