//! Simulated chains, and what becomes of their blocks when somebody changes them: questions for an
//! independent judge, as lines of JSON.

pub mod attacks;
pub mod chain;
pub mod hashing;
pub mod keys;
pub mod kinds;
pub mod line;
pub mod message;
pub mod mutate;
pub mod rng;
pub mod scene;
pub mod selection;
pub mod sets;
pub mod simulator;
pub mod time;
pub mod wire;
