//! Asks an image of firmware, in an emulator: recorded updates in frames, the same forged, cases of the
//! judge, and a double sign. `scripts/firmware` runs it; it fails where an answer is another.
//!
//! ```text
//! firmware FOLDER PROGRAM ARGUMENTS...     FOLDER: where the file `questions` is made
//! ```
//!
//! What the image says is also measured; the last line of the output has the numbers.

mod asked;
mod guarded;
mod updates;

use asked::{Answer, Asked, Wanted};
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, program, rest @ ..] = &arguments[..] else {
        // `cargo test` builds this, and does not run it.
        eprintln!("firmware FOLDER PROGRAM ARGUMENTS...");
        return ExitCode::from(64);
    };
    let groups = [updates::recorded(), updates::forged(), updates::cases(), guarded::all()];
    let asked: Vec<Asked> = groups.into_iter().flatten().collect();
    let answers = ask(&asked, Path::new(folder), program, rest);
    if answers.len() != asked.len() {
        eprintln!("{} answers to {} questions", answers.len(), asked.len());
        return ExitCode::FAILURE;
    }
    let mut wrong = 0;
    for (asked, answer) in asked.iter().zip(&answers) {
        if !asked.wanted.is(answer) {
            eprintln!("{}: wanted {:?}, found {answer:?}", asked.name, asked.wanted);
            wrong += 1;
        }
    }
    report(&asked, &answers);
    if wrong == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Runs the image on all questions.
fn ask(asked: &[Asked], folder: &Path, program: &str, arguments: &[String]) -> Vec<Answer> {
    let mut questions: Vec<u8> = asked.iter().flat_map(|asked| asked.bytes.clone()).collect();
    questions.push(0);
    std::fs::write(folder.join("questions"), questions).expect("the folder can be written to");
    let mut command = Command::new(program);
    command.args(arguments).current_dir(folder).stdin(Stdio::null()).stderr(Stdio::inherit());
    let output = command.output().expect("the emulator starts");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    if !output.status.success() {
        eprintln!("the image stopped: {}\n{text}", output.status);
        return Vec::new();
    }
    text.lines().filter_map(Answer::read).collect()
}

/// What was asked, and what it took; the last line is for the table of `scripts/firmware`.
fn report(asked: &[Asked], answers: &[Answer]) {
    let count = |wanted: fn(&Wanted) -> bool| asked.iter().filter(|it| wanted(&it.wanted)).count();
    println!(
        "{} answers: {} verified or permitted, {} refused; the update by {} signatures",
        answers.len(),
        count(|wanted| matches!(wanted, Wanted::Verified(_) | Wanted::Permitted)),
        count(|wanted| matches!(wanted, Wanted::Refused(_))),
        updates::signatures(),
    );
    let stack = answers.iter().map(|answer| answer.stack).max().unwrap_or(0);
    // The same update with its first signature forged is hashed to its end as well, and no signature
    // after the first is looked at.
    if let [update, skip, forged, ..] = answers {
        let others = updates::signatures() as u64 - 1;
        let signature = (update.instructions - forged.instructions) / others;
        let (update, skip) = (update.instructions, skip.instructions);
        println!("measured {stack} {signature} {update} {skip}");
    }
}
