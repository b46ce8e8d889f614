//! Replays recorded verdicts: one JSON object a line, each a question with the answer that an
//! independent judge gave. The format is described in `testdata/README.md`.

mod case;
mod evidence;
#[cfg(target_arch = "wasm32")]
mod exports;
mod kinds;
mod proof;
