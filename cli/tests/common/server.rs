//! A server of HTTP on this machine that answers as a test says: well, slowly, cut off, without end.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{JoinHandle, sleep, spawn};
use std::time::Duration;

/// What was asked.
#[derive(Clone, Debug)]
pub struct Request {
    pub method: String,
    /// The path with its query, as it was sent.
    pub target: String,
    /// Names in small letters.
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Request {
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// How the end of a body is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Framing {
    /// By a length, which need not be true.
    Length(usize),
    /// In chunks.
    Chunked,
    /// By the end of the connection.
    Close,
}

/// What is done after the part of the body that is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// The connection is kept, where the framing allows it.
    Keep,
    /// The connection is closed.
    Close,
    /// Nothing more is sent, and the connection stays open until the client goes.
    Hang,
    /// The body is sent again and again, with a pause before each time, until the client goes.
    Again(Duration),
}

/// What is answered.
#[derive(Clone, Debug)]
pub struct Response {
    head: String,
    body: Vec<u8>,
    framing: Framing,
    end: End,
    delay: Duration,
}

impl Response {
    pub fn new(status: u16, body: impl Into<Vec<u8>>) -> Response {
        let (head, body) = (format!("HTTP/1.1 {status} Told\r\n"), body.into());
        let framing = Framing::Length(body.len());
        Response { head, body, framing, end: End::Keep, delay: Duration::ZERO }
    }

    /// These bytes and no others, and then the end of the connection.
    pub fn raw(bytes: impl Into<Vec<u8>>) -> Response {
        let mut response = Response::new(0, bytes);
        response.head.clear();
        Response { framing: Framing::Close, end: End::Close, ..response }
    }

    /// No answer at all: the connection stays open until the client goes.
    pub fn never() -> Response {
        Response { end: End::Hang, ..Response::raw("") }
    }

    pub fn header(mut self, name: &str, value: &str) -> Response {
        self.head.push_str(&format!("{name}: {value}\r\n"));
        self
    }

    /// A header that makes the whole head that long.
    pub fn head_len(self, bytes: usize) -> Response {
        let bare = self.head_bytes().len() + "x: \r\n".len();
        let filler = "x".repeat(bytes.checked_sub(bare).expect("room for a header"));
        self.header("x", &filler)
    }

    /// Waits before it answers.
    pub fn slow(self, delay: Duration) -> Response {
        Response { delay, ..self }
    }

    pub fn chunked(self) -> Response {
        Response { framing: Framing::Chunked, ..self }
    }

    /// Without a length: the body ends with the connection.
    pub fn unframed(self) -> Response {
        Response { framing: Framing::Close, end: End::Close, ..self }
    }

    /// A length that the body does not have.
    pub fn claiming(self, length: usize) -> Response {
        Response { framing: Framing::Length(length), end: End::Close, ..self }
    }

    /// Only so many bytes of the body, and then the end of the connection.
    pub fn cut(mut self, at: usize) -> Response {
        self.body.truncate(at);
        Response { end: End::Close, ..self }
    }

    /// The body again and again, without end.
    pub fn endless(self, pause: Duration) -> Response {
        Response { end: End::Again(pause), ..self }
    }

    fn head_bytes(&self) -> Vec<u8> {
        if self.head.is_empty() {
            return Vec::new();
        }
        let framing = match self.framing {
            Framing::Length(length) => format!("content-length: {length}\r\n"),
            Framing::Chunked => "transfer-encoding: chunked\r\n".to_owned(),
            Framing::Close => "connection: close\r\n".to_owned(),
        };
        format!("{}{framing}\r\n", self.head).into_bytes()
    }

    fn part(&self) -> Vec<u8> {
        match self.framing {
            // A chunk of no bytes would be the end.
            Framing::Chunked if self.body.is_empty() => Vec::new(),
            Framing::Chunked => {
                let length = format!("{:x}\r\n", self.body.len());
                [length.as_bytes(), &self.body, b"\r\n"].concat()
            }
            _ => self.body.clone(),
        }
    }

    /// Whether the connection may be used again.
    fn send(&self, stream: &mut dyn Stream) -> std::io::Result<bool> {
        sleep(self.delay);
        // At once: a head on its own would wait for the client's acknowledgement.
        stream.write_all(&[self.head_bytes(), self.part()].concat())?;
        stream.flush()?;
        match self.end {
            End::Close => return Ok(false),
            End::Keep => {}
            End::Hang => {
                let _ = stream.read(&mut [0]);
                return Ok(false);
            }
            End::Again(pause) => loop {
                sleep(pause);
                stream.write_all(&self.part())?;
                stream.flush()?;
            },
        }
        if self.framing == Framing::Chunked {
            stream.write_all(b"0\r\n\r\n")?;
            stream.flush()?;
        }
        Ok(self.framing != Framing::Close)
    }
}

/// A connection, with or without TLS.
pub trait Stream: Read + Write + Send {}

impl<T: Read + Write + Send> Stream for T {}

type Handler = dyn Fn(&Request) -> Response + Send + Sync;
type Wrap = dyn Fn(TcpStream) -> Box<dyn Stream> + Send + Sync;

/// What the threads of a server share.
struct Shared {
    handler: Box<Handler>,
    wrap: Box<Wrap>,
    ends: AtomicBool,
    requests: Mutex<Vec<Request>>,
    open: Mutex<Vec<TcpStream>>,
}

/// Serves until it is dropped.
pub struct Server {
    address: SocketAddr,
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    pub fn start(handler: impl Fn(&Request) -> Response + Send + Sync + 'static) -> Server {
        Server::start_within(|stream| Box::new(stream), handler)
    }

    /// A server whose connections are wrapped: into TLS.
    pub fn start_within(
        wrap: impl Fn(TcpStream) -> Box<dyn Stream> + Send + Sync + 'static,
        handler: impl Fn(&Request) -> Response + Send + Sync + 'static,
    ) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared {
            handler: Box::new(handler),
            wrap: Box::new(wrap),
            ends: AtomicBool::new(false),
            requests: Mutex::default(),
            open: Mutex::default(),
        });
        let thread = spawn({
            let shared = shared.clone();
            move || accept(&listener, &shared)
        });
        Server { address, shared, thread: Some(thread) }
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// All requests so far, in the order in which they came.
    pub fn requests(&self) -> Vec<Request> {
        self.shared.requests.lock().unwrap().clone()
    }

    /// What they asked for.
    pub fn targets(&self) -> Vec<String> {
        self.requests().into_iter().map(|request| request.target).collect()
    }

    /// How many connections were made.
    pub fn connections(&self) -> usize {
        self.shared.open.lock().unwrap().len()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shared.ends.store(true, Ordering::SeqCst);
        // Wakes the thread that waits for connections.
        let _ = TcpStream::connect(self.address);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
        for stream in self.shared.open.lock().unwrap().iter() {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }
}

fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    for stream in listener.incoming() {
        if shared.ends.load(Ordering::SeqCst) {
            return;
        }
        let Ok(stream) = stream else { continue };
        stream.set_nodelay(true).unwrap();
        shared.open.lock().unwrap().push(stream.try_clone().unwrap());
        let shared = shared.clone();
        spawn(move || {
            let raw = stream.try_clone().unwrap();
            // A client that goes is what many tests are about.
            let _ = serve((shared.wrap)(stream), &shared);
            let _ = raw.shutdown(Shutdown::Both);
        });
    }
}

fn serve(stream: Box<dyn Stream>, shared: &Shared) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream);
    while let Some(request) = receive(&mut reader)? {
        shared.requests.lock().unwrap().push(request.clone());
        if !(shared.handler)(&request).send(reader.get_mut())? {
            break;
        }
    }
    Ok(())
}

fn receive(reader: &mut impl BufRead) -> std::io::Result<Option<Request>> {
    let mut first = String::new();
    if reader.read_line(&mut first)? == 0 {
        return Ok(None);
    }
    let mut words = first.split(' ').map(str::to_owned);
    let (method, target) = (words.next().unwrap(), words.next().unwrap());
    let mut request = Request { method, target, headers: Vec::new(), body: String::new() };
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let Some((name, value)) = line.trim_end().split_once(": ") else { break };
        request.headers.push((name.to_ascii_lowercase(), value.to_owned()));
    }
    if let Some(length) = request.header("content-length") {
        let mut body = vec![0; length.parse().unwrap()];
        reader.read_exact(&mut body)?;
        request.body = String::from_utf8(body).unwrap();
    }
    Ok(Some(request))
}
