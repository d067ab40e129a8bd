//! Must fail: the invariants of `reference_script` on a reference that is wrong on purpose.
#![no_main]

use kmspec::generate::{Drive, Invariants, Options, script};
use kmspec::reference::{Fault, Reference, Rules};
use libfuzzer_sys::fuzz_target;

/// A wrong rule that no single call shows.
const FAULT: &str = "delete_disconnects";

fuzz_target!(|data: &[u8]| {
    let script = script(data, &Options::default());
    let fault = Fault::named(FAULT).expect("the fault of the canary exists");
    let reference = Reference::with_rules(Drive::config(1), Rules::aws().with_fault(fault));
    let mut drive = Drive::new(reference, Drive::place(), 1);
    if let Err(violation) = Invariants::run(&script, &mut drive, 1) {
        panic!("{violation:?} in {script:#?}");
    }
});
