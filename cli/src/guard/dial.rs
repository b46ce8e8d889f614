//! The way to a node. The node listens, and the signer comes: also again, whatever ended the
//! connection.

use super::frame;
use super::signer::Signer;
use std::fmt;
use std::io::{self, BufReader, ErrorKind};
use std::os::unix::net::{SocketAddr, UnixStream};
use std::thread;
use std::time::Duration;

/// A node that listens waits for a signer for 3 s, once, and ends: this is short enough.
/// `cometbft privval/socket_listeners.go defaultTimeoutAcceptSeconds`.
const LONGEST_PAUSE: Duration = Duration::from_millis(500);
const SHORTEST_PAUSE: Duration = Duration::from_millis(20);
/// A node pings after 3.3 s without a request. Who is silent for longer has forgotten us.
/// `cometbft privval/signer_listener_endpoint.go pingInterval`.
const SILENCE: Duration = Duration::from_secs(10);
/// For how long a node waits for an answer.
/// `cometbft privval/signer_endpoint.go defaultTimeoutReadWriteSeconds`.
const WRITE: Duration = Duration::from_secs(5);

/// `unix://PATH`.
#[derive(Clone)]
pub(super) struct Node {
    name: String,
    socket: SocketAddr,
}

impl Node {
    /// For the command line.
    pub(super) fn parse(text: &str) -> Result<Node, String> {
        let path = match text.split_once("://") {
            Some(("unix", path)) if !path.is_empty() => path,
            Some(("tcp", _)) => {
                let why =
                    "tcp:// takes CometBFT's SecretConnection, which this signer does not speak";
                return Err(format!("{why}: use unix://PATH"));
            }
            _ => return Err("not unix://PATH".to_owned()),
        };
        let socket = SocketAddr::from_pathname(path).map_err(|error| error.to_string())?;
        Ok(Node { name: text.to_owned(), socket })
    }
}

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

/// Answers one node, for ever.
pub(super) fn serve(node: &Node, signer: &Signer<'_>) -> ! {
    let mut pause = SHORTEST_PAUSE;
    let mut is_away = false;
    loop {
        match UnixStream::connect_addr(&node.socket) {
            Ok(stream) => {
                say!("connected: {node}");
                is_away = false;
                let mut answered = false;
                let why = match converse(&stream, signer, || answered = true) {
                    Ok(()) => "it has closed".to_owned(),
                    Err(error) => words(&error),
                };
                say!("gone: {node}: {why}");
                if answered {
                    pause = SHORTEST_PAUSE;
                }
            }
            Err(error) => {
                // Once, and not each time.
                if !is_away {
                    say!("waiting: {node}: {error}");
                }
                is_away = true;
            }
        }
        thread::sleep(pause);
        pause = LONGEST_PAUSE.min(pause * 2);
    }
}

fn words(error: &io::Error) -> String {
    match error.kind() {
        // What a timeout is called differs between systems.
        ErrorKind::WouldBlock | ErrorKind::TimedOut => "it neither asks nor reads".to_owned(),
        _ => error.to_string(),
    }
}

/// Answers until the node closes, or something is wrong. Then nothing that was read or written half
/// can be mistaken for something else: the next connection begins anew.
fn converse(
    stream: &UnixStream,
    signer: &Signer<'_>,
    mut answered: impl FnMut(),
) -> io::Result<()> {
    stream.set_read_timeout(Some(SILENCE))?;
    stream.set_write_timeout(Some(WRITE))?;
    let (mut reader, mut writer) = (BufReader::new(stream), stream);
    while let Some(request) = frame::read(&mut reader)? {
        let answer = signer.answer(&request);
        frame::write(&mut writer, &answer.frame)?;
        answered();
        if let Some(told) = answer.told {
            say!("{told}");
        }
    }
    Ok(())
}
