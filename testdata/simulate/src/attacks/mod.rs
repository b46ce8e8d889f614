//! The attack corpus: inputs that an implementation once got wrong, or still does. Each is a case
//! whose line says besides which bug it shows (`attack`), what the flawed check was (`flaw`), who
//! had it (`affected`), and the name of our answer (`code`). `seen` names a release that was asked,
//! and did get it wrong.

mod commit;
mod consumer;
mod evidence;
mod hash;
mod header;
mod light;
mod proof;
mod set;
mod signature;
mod stage;
mod threshold;
mod tree;
mod votes;
mod wire;

use crate::line::Question;
pub use stage::Stage;

/// A bug.
#[derive(Clone, Copy, Debug)]
pub struct Attack {
    /// The advisory, or the issue or pull request.
    pub id: &'static str,
    /// The implementation and its releases.
    pub affected: &'static str,
    /// What the flawed check was, in one sentence.
    pub flaw: &'static str,
}

impl Attack {
    /// The same bug where the flawed check shows in another way.
    const fn but(self, flaw: &'static str) -> Attack {
        Attack { flaw, ..self }
    }
}

/// One input.
pub struct Vector {
    id: &'static str,
    attack: Attack,
    code: &'static str,
    seen: Option<&'static str>,
    question: Question,
}

impl Vector {
    /// The input of this name for a bug, and the name of the right answer: that of an error, or
    /// `ok`.
    fn new(id: &'static str, attack: Attack, code: &'static str, question: Question) -> Self {
        Vector { id, attack, code, seen: None, question }
    }

    /// A release that was asked, and got it wrong.
    fn seen(self, release: &'static str) -> Self {
        Vector { seen: Some(release), ..self }
    }

    /// Appends the line of this vector.
    fn write(self, line: &mut String) {
        let Attack { id, affected, flaw } = self.attack;
        let mut question = self.question.text("attack", id).text("affected", affected);
        if let Some(release) = self.seen {
            question = question.text("seen", release);
        }
        question.text("flaw", flaw).text("code", self.code).write(self.id, line);
    }
}

type Area = (&'static str, fn(&Stage) -> Vec<Vector>);

/// The files of the corpus, without `.jsonl`, and what is in each.
const AREAS: [Area; 11] = [
    ("commit", commit::vectors),
    ("consumer", consumer::vectors),
    ("evidence", evidence::vectors),
    ("hash", hash::vectors),
    ("header", header::vectors),
    ("light", light::vectors),
    ("proof", proof::vectors),
    ("signature", signature::vectors),
    ("threshold", threshold::vectors),
    ("validator_set", set::vectors),
    ("wire", wire::vectors),
];

/// The names of the files.
pub fn areas() -> impl Iterator<Item = &'static str> {
    AREAS.iter().map(|(name, _)| *name)
}

/// The lines of a file, without answers; `None` where there is no such file.
#[must_use]
pub fn lines(area: &str) -> Option<String> {
    let (_, vectors) = AREAS.iter().find(|(name, _)| *name == area)?;
    let mut lines = String::new();
    vectors(&Stage::new()).into_iter().for_each(|vector| vector.write(&mut lines));
    Some(lines)
}
