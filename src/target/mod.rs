//! Where a call goes: the reference in process, or any endpoint over HTTP.
//!
//! A [`Target`] is made once per run; [`Target::open`] gives each case instance a [`Session`]: on the reference a world
//! of its own, elsewhere the endpoint as it is.
