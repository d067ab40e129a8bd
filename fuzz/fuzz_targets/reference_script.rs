//! Whatever calls are made, the reference keeps every invariant after each of them.
#![no_main]

use kmspec::generate::{Drive, Invariants, Options, script};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let script = script(data, &Options::default());
    let mut drive = Drive::fresh(1);
    if let Err(violation) = Invariants::run(&script, &mut drive, 1) {
        panic!("{violation:?} in {script:#?}");
    }
});
