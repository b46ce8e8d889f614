//! `parhelion guard`, with a test in the place of the node.

#![cfg(unix)]

mod asks;
#[path = "../common/mod.rs"]
mod common;
mod connection;
mod files;
mod node;
mod refuses;
mod restarts;
mod signs;
