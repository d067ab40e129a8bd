//! Faults of pages and markers.

use super::Fault;
use super::sources::{AWSIM_KEYS, FAKECLOUD_STORES, MINISTACK};

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "page_ignores_limit",
        sentence: "Limit does not bound a page.",
        source: Some(AWSIM_KEYS),
        apply: |rules| rules.pages.bounded = false,
    },
    Fault {
        name: "page_holds_one_more",
        sentence: "A page holds one item more than Limit.",
        source: None,
        apply: |rules| rules.pages.surplus = 1,
    },
    Fault {
        name: "page_skips_one",
        sentence: "The page after a marker leaves one item out.",
        source: None,
        apply: |rules| rules.pages.skipped = 1,
    },
    Fault {
        name: "page_repeats_one",
        sentence: "The page after a marker repeats the last item.",
        source: None,
        apply: |rules| rules.pages.repeated = 1,
    },
    Fault {
        name: "page_ignores_marker",
        sentence: "A marker leads to the first page again.",
        source: Some(MINISTACK),
        apply: |rules| rules.pages.reads_markers = false,
    },
    Fault {
        name: "page_accepts_any_marker",
        sentence: "A marker that was never issued leads to the first page.",
        source: Some(FAKECLOUD_STORES),
        apply: |rules| rules.pages.verifies_markers = false,
    },
    Fault {
        name: "page_always_leads_on",
        sentence: "The last page has a NextMarker.",
        source: None,
        apply: |rules| rules.pages.ends = false,
    },
    Fault {
        name: "page_without_marker",
        sentence: "A page that was cut has no NextMarker.",
        source: Some(MINISTACK),
        apply: |rules| rules.pages.leads_on = false,
    },
];
