//! Sending: the client of a service, its retries, the proxy in between.

mod call;
mod client;
mod proxy;
mod retry;
mod world;

pub(crate) use call::HttpCall;
pub(crate) use client::{Client, ClientOptions, ServiceFault};
pub(crate) use world::Environment;
