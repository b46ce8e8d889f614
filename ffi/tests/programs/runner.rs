//! The case runner, `tests/c/cases.c`: questions go to it as bytes, and answers come back.

use super::{COUNT_MEMORY, compile};
use parhelion_core::{Error, NO_INDEX, Value};
use std::io::{BufReader, BufWriter, Read, Write};
use std::process::{ChildStdout, Command, Stdio};
use std::thread;

/// The functions of the runner, in its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    Verify,
    Backwards,
    Commit,
    Trusting,
    Check,
    Hash,
    DuplicateVote,
    DuplicateVoteByKey,
    Attack,
    Misbehaviour,
    StateProof,
    ClientMessage,
    ValsetChange,
    Trust,
    Info,
    FromClient,
    Window,
    Examine,
    Attest,
    ConsumerHeader,
    LightBlock,
    SmallScratch,
    Update,
    Frames,
    Clockless,
    Guard,
}

/// One call.
#[derive(Clone, Debug)]
pub struct Question {
    pub ask: Ask,
    fields: Vec<Option<Vec<u8>>>,
}

impl Question {
    pub fn of(ask: Ask) -> Question {
        Question { ask, fields: Vec::new() }
    }

    pub fn bytes(mut self, bytes: &[u8]) -> Self {
        self.fields.push(Some(bytes.to_vec()));
        self
    }

    pub fn maybe(mut self, bytes: Option<&[u8]>) -> Self {
        self.fields.push(bytes.map(<[u8]>::to_vec));
        self
    }

    pub fn number(self, number: u64) -> Self {
        self.bytes(&number.to_le_bytes())
    }

    /// The same fields for another function.
    pub fn asking(self, ask: Ask) -> Self {
        Question { ask, ..self }
    }

    /// Another number in place of a field.
    pub fn replace(mut self, field: usize, number: u64) -> Self {
        self.fields[field] = Some(number.to_le_bytes().to_vec());
        self
    }

    pub fn fields(&self) -> &[Option<Vec<u8>>] {
        &self.fields
    }

    /// The bytes of all fields together.
    pub fn len(&self) -> usize {
        self.fields.iter().flatten().map(Vec::len).sum()
    }

    fn write(&self, to: &mut impl Write) -> std::io::Result<()> {
        let length = |bytes: &Vec<u8>| u32::try_from(bytes.len()).unwrap();
        to.write_all(&(self.ask as u32).to_le_bytes())?;
        to.write_all(&u32::try_from(self.fields.len()).unwrap().to_le_bytes())?;
        for field in &self.fields {
            to.write_all(&field.as_ref().map_or(u32::MAX, length).to_le_bytes())?;
            to.write_all(field.as_deref().unwrap_or_default())?;
        }
        Ok(())
    }
}

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub code: i32,
    pub class: i32,
    pub index: u32,
    pub offset: u32,
    pub numbers: [u64; 3],
    pub bytes: Vec<u8>,
}

impl Answer {
    /// What C is told of an error of the core, by the header's words: the index and the offset have
    /// places of their own, the other numbers come in their order, a time is two of them.
    pub fn refusal(error: &Error) -> Answer {
        let (mut index, mut offset, mut numbers) = (NO_INDEX, NO_INDEX, Vec::new());
        error.values(|name, value| match (name, value) {
            ("index", Value::Number(number)) => index = u32::try_from(number).unwrap(),
            ("offset", Value::Number(number)) => offset = u32::try_from(number).unwrap(),
            (_, Value::Number(number)) => numbers.push(number as u64),
            (_, Value::Time(time)) => {
                numbers.extend([time.seconds().cast_unsigned(), time.nanos().into()]);
            }
            _ => {}
        });
        numbers.resize(3, 0);
        let names = ["malformed", "expired", "not_enough_trust", "invalid", "unsupported"];
        let class = names.iter().position(|name| *name == error.class().name()).unwrap() + 1;
        Answer {
            code: error.code().into(),
            class: class.try_into().unwrap(),
            index,
            offset,
            numbers: numbers.try_into().unwrap(),
            bytes: Vec::new(),
        }
    }

    pub fn ok(bytes: Vec<u8>) -> Answer {
        let (index, offset) = (NO_INDEX, NO_INDEX);
        Answer { code: 0, class: 0, index, offset, numbers: [0; 3], bytes }
    }

    fn read(from: &mut BufReader<ChildStdout>) -> std::io::Result<Answer> {
        let word = |from: &mut BufReader<ChildStdout>| -> std::io::Result<u32> {
            let mut bytes = [0; 4];
            from.read_exact(&mut bytes)?;
            Ok(u32::from_le_bytes(bytes))
        };
        let (code, class) = (word(from)?.cast_signed(), word(from)?.cast_signed());
        let (index, offset) = (word(from)?, word(from)?);
        let mut numbers = [0; 3];
        for number in &mut numbers {
            *number = u64::from(word(from)?) | u64::from(word(from)?) << 32;
        }
        let mut bytes = vec![0; word(from)?.try_into().unwrap()];
        from.read_exact(&mut bytes)?;
        Ok(Answer { code, class, index, offset, numbers, bytes })
    }
}

/// Writes them to the file that `PARHELION_QUESTIONS` names, for `tests/stack/stack.c`.
fn keep(questions: &[Question]) {
    let Some(file) = std::env::var_os("PARHELION_QUESTIONS") else { return };
    let mut file = BufWriter::new(std::fs::File::create(file).unwrap());
    questions.iter().for_each(|question| question.write(&mut file).unwrap());
    file.flush().unwrap();
}

/// Asks all of them, in one run.
pub fn answers(name: &str, questions: &[Question]) -> Vec<Answer> {
    keep(questions);
    let flags = [&["-std=c99", "-Wstrict-prototypes"][..], COUNT_MEMORY].concat();
    let program = compile("cc", &flags, "tests/c/cases.c", name);
    let mut child =
        Command::new(program).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut stdin = BufWriter::new(child.stdin.take().unwrap());
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let answers = thread::scope(|scope| {
        // Where the runner stops early, the reader below says so.
        scope.spawn(move || {
            let _ = questions.iter().try_for_each(|question| question.write(&mut stdin));
        });
        let read = |question: &Question| {
            let answer = Answer::read(&mut stdout);
            answer.unwrap_or_else(|error| panic!("no answer: {error}: {:?}", question.ask))
        };
        questions.iter().map(read).collect()
    });
    assert!(child.wait().unwrap().success());
    answers
}
