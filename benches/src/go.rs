//! The contender of CometBFT: a process that waits for its turn. See `go/main.go`.

use crate::sync::{Fetched, Mode, Took};
use std::env::current_exe;
use std::fs::{File, remove_file};
use std::io::{BufRead, BufReader, BufWriter, ErrorKind, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitCode, Stdio};
use std::time::Duration;

/// What CometBFT is to do.
#[derive(Clone, Copy, Debug)]
pub struct Task<'t> {
    /// `adjacent`, `skipping`, `commit`, `duplicate-vote`, `attack`; `decode`, `decode-json`,
    /// `decode-duplicate-vote` or `decode-attack`.
    pub work: &'t str,
    /// What it was loaded as.
    pub name: &'t str,
    /// Whether CometBFT has to forget the keys before each run.
    pub new_keys: bool,
    /// How many headers must turn out good; for evidence, whether it must be right.
    pub verified: usize,
}

/// A running process.
pub struct Go {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    version: String,
}

/// Compares beside CometBFT, if that was wanted and there is a Go here.
pub fn beside(go: Result<Option<Go>, String>, compare: impl FnOnce(Option<Go>)) -> ExitCode {
    match go {
        Ok(go) => {
            compare(go);
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("CometBFT cannot be built, see --without-go: {error}");
            ExitCode::FAILURE
        }
    }
}

impl Go {
    /// Builds and starts it. `None` where there is no Go here.
    ///
    /// # Errors
    /// Where it cannot be built.
    pub fn start() -> Result<Option<Go>, String> {
        let program =
            current_exe().map_err(|e| e.to_string())?.with_file_name("cometbft-contender");
        let build = Command::new("go")
            .args(["build", "-o"])
            .arg(&program)
            .arg(".")
            .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("go"))
            .status();
        match build {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error.to_string()),
            Ok(status) if !status.success() => return Err(format!("go build: {status}")),
            Ok(_) => {}
        }
        Go::run(&program).map(Some).map_err(|error| error.to_string())
    }

    fn run(program: &Path) -> std::io::Result<Go> {
        let pipes =
            |command: &mut Command| command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let mut child = pipes(&mut Command::new(program))?;
        let (input, output) = (child.stdin.take(), child.stdout.take());
        let mut go = Go {
            child,
            input: input.expect("it is a pipe"),
            output: BufReader::new(output.expect("it is a pipe")),
            version: String::new(),
        };
        go.version = go.ask("version");
        Ok(go)
    }

    /// The releases of CometBFT and of Go.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Hands over a part of an input.
    pub fn load(&mut self, name: &str, part: &[u8]) {
        assert_eq!(self.ask(&format!("load {name} {}", hex::encode(part))), "loaded");
    }

    /// The processor time of so many runs.
    pub fn time(&mut self, task: &Task<'_>, repeats: u32) -> Duration {
        let Task { work, name, new_keys, verified } = task;
        let keys = if *new_keys { "new" } else { "warm" };
        let nanoseconds = self.ask(&format!("time {work} {name} {keys} {verified} {repeats}"));
        Duration::from_nanos(nanoseconds.parse().expect("a number"))
    }

    /// Hands over the blocks of a chain: all at once, by a file.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn open(&mut self, name: &str, blocks: &[Vec<u8>]) -> std::io::Result<()> {
        let path = current_exe()?.with_file_name("cometbft-chain");
        let mut file = BufWriter::new(File::create(&path)?);
        for block in blocks {
            file.write_all(&(block.len() as u32).to_le_bytes())?;
            file.write_all(block)?;
        }
        file.flush()?;
        let answer = self.ask(&format!("open {name} {}", path.display()));
        assert_eq!(answer, "loaded");
        remove_file(path)
    }

    /// Takes CometBFT's client from the first block of a chain to the last: what it took, and the
    /// hash of the last header.
    ///
    /// # Panics
    /// Where anything is refused.
    pub fn sync(&mut self, mode: Mode, name: &str) -> (Took, String) {
        let mode = match mode {
            Mode::Sequential => "sequential",
            Mode::Skipping => "skipping",
        };
        let answer = self.ask(&format!("sync {mode} {name}"));
        let words: Vec<&str> = answer.split(' ').collect();
        let number = |place: usize| words[place].parse().expect("a number");
        let took = Took {
            time: Duration::from_nanos(number(0)),
            processor_time: Duration::from_nanos(number(1)),
            fetched: Fetched { requests: number(2), bytes: number(3) },
        };
        (took, words[4].to_owned())
    }

    fn ask(&mut self, command: &str) -> String {
        let mut answer = String::new();
        let answered = writeln!(self.input, "{command}")
            .and_then(|()| self.output.read_line(&mut answer))
            .is_ok_and(|bytes| bytes > 0);
        // It has told why on its standard error.
        assert!(answered, "CometBFT does not answer {command:.40}");
        answer.trim_end().to_owned()
    }
}

impl Drop for Go {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
