//! Runs of the CLI under test: its folder and environment, the server that it talks to, and what came of it.

mod certificate;
mod connection;
mod drive;
mod folder;
mod live;
mod run;
mod script;
mod secrets;
mod server;
mod signature;

pub(super) use drive::{Driving, Undriven, drive};
pub(super) use run::{Running, Stuck, run};
