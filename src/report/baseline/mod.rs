//! What a target is known to get wrong, by cause, so that only what is new fails a run.
//!
//! ```yaml
//! baseline: kmspec/baseline/v1
//! target: http://127.0.0.1:5000                # for people
//! kmspec: 0.1.0
//! runs: 2                                      # how many runs agreed on it
//! operations: {CreateKey: 61, DescribeKey: 14} # of how many cases of each the runs said something
//! causes:
//!   6f44b5d0:                                  # the cause's id, the same in every run
//!     what: "CreateKey: body.KeyMetadata.KeyUsage: expected a string, came null"
//!     cases: [key/create/plain, key/create/tags]
//!     reason: Not sent yet.                    # by hand, and kept when the file is written anew
//!     issue: https://github.com/example/emulator/issues/1
//!     expires: 2027-03-01                      # from this day on it is a failure again
//! ```

mod file;
mod judge;
mod make;

pub use file::{Baseline, KnownCause};
pub use judge::{Judgement, write_judgement};
