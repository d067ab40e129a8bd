//! What answers and pages look like.

use crate::reference::faults::derived::rules;
use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use crate::model::Operation;
use crate::wire::json::NumberForm;

rules! {
    /// The form of every answer.
    #[derive(Debug, Clone, PartialEq)]
    pub(crate) struct ReplyRules {
        /// The content type (fact W-002).
        pub(crate) content_type: &'static str,
        /// Whether `x-amzn-RequestId` is sent (facts W-002, W-039).
        pub(crate) request_id: bool,
        /// Whether each answer has a request id of its own.
        pub(crate) request_id_fresh: bool,
        /// Whether `Date` is sent (fact W-002).
        pub(crate) date: bool,
        /// Whether answers forbid caches to keep them: `Cache-Control`, `Expires` and `Pragma` (facts W-700, W-701).
        pub(crate) cache_headers: bool,
        /// Whether errors are named in `x-amzn-errortype` too (fact W-702: they are not).
        pub(crate) error_type_header: bool,
        /// The status of a success.
        pub(crate) success: u16,
        /// The status of a modelled client error (fact W-029).
        pub(crate) client_error: u16,
        /// The status of a modelled fault (fact W-050).
        pub(crate) server_error: u16,
        /// Errors with a status of their own.
        pub(crate) statuses: BTreeMap<&'static str, u16>,
        /// The member that names an error (fact W-020).
        pub(crate) type_member: &'static str,
        /// The member that holds an error's text (fact W-020).
        pub(crate) message_member: &'static str,
        /// The same in a denial (fact W-709).
        pub(crate) denial_member: &'static str,
        /// Whether errors that come without a text have an empty one (facts W-024, W-042).
        pub(crate) empty_messages: bool,
        /// The body of an operation whose output has no members (facts W-010..W-013).
        pub(crate) void_body: &'static str,
        /// The body of an operation that has no output (facts W-003, W-711).
        pub(crate) silent_body: &'static str,
        /// How a timestamp is written (fact W-036).
        pub(crate) timestamps: DateForm,
        /// How a number with a fraction is written (fact W-704).
        pub(crate) numbers: NumberForm,
        /// Whether members stand in alphabetical order at each level (fact W-708).
        pub(crate) members_in_order: bool,
        /// Whether absent members of an entry are left out (fact W-034) or written as null.
        pub(crate) omits_absent: bool,
        /// What no answer of any server may be, and every answer is.
        pub(crate) oddity: Option<Oddity>,
    }
}

/// How a value of bytes is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BlobForm {
    /// As a blob: base64 (documentation of awsJson1.1).
    Base64,
    /// As base64 of base64.
    Twice,
    /// As hexadecimal digits.
    Hex,
}

impl BlobForm {
    /// What an answer says of these bytes.
    pub(crate) fn told(self, bytes: &[u8]) -> Value {
        let base64 = STANDARD.encode(bytes);
        match self {
            Self::Base64 => Value::String(base64),
            Self::Twice => Value::String(STANDARD.encode(base64)),
            Self::Hex => {
                let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
                let digits = digits.filter_map(|digit| char::from_digit(digit.into(), 16));
                Value::String(digits.collect())
            }
        }
    }
}

/// One way in which a whole answer breaks the rules of HTTP or JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Oddity {
    /// The body does not say what it is.
    NoContentType,
    /// A plain body is called compressed.
    ClaimsGzip,
    /// The body's first member stands there twice, the wrong one first.
    RepeatsMembers,
    /// The first member of the first inner object stands there twice, the wrong one first.
    RepeatsInnerMembers,
    /// The body's length is told in both ways.
    TwoLengths,
}

/// How a timestamp is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DateForm {
    /// Seconds since the epoch, a number.
    Seconds,
    /// Milliseconds since the epoch, a number.
    Milliseconds,
    /// A date as text.
    Text,
}

impl ReplyRules {
    pub(super) fn aws() -> Self {
        Self {
            content_type: "application/x-amz-json-1.1",
            request_id: true,
            request_id_fresh: true,
            date: true,
            cache_headers: true,
            error_type_header: false,
            success: 200,
            client_error: 400,
            server_error: 500,
            statuses: BTreeMap::new(),
            type_member: "__type",
            message_member: "message",
            denial_member: "Message",
            empty_messages: false,
            void_body: "{}",
            silent_body: "",
            timestamps: DateForm::Seconds,
            numbers: NumberForm::Exponent,
            members_in_order: true,
            omits_absent: true,
            oddity: None,
        }
    }
}

rules! {
    /// How lists are cut into pages.
    #[derive(Debug, Clone, PartialEq)]
    pub(crate) struct PageRules {
        /// Whether `Limit` bounds a page (fact C-144).
        pub(crate) bounded: bool,
        /// Items beyond `Limit` that a page holds all the same.
        pub(crate) surplus: usize,
        /// Items between two pages that no page holds.
        pub(crate) skipped: usize,
        /// Items of the last page that the next one repeats.
        pub(crate) repeated: usize,
        /// The size of a page without `Limit`.
        pub(crate) unlimited: usize,
        /// Whether a marker is looked at (fact C-145).
        pub(crate) reads_markers: bool,
        /// Whether a marker that this endpoint did not issue is refused (fact C-147).
        pub(crate) verifies_markers: bool,
        /// Whether a marker belongs to the account and Region that got it.
        pub(crate) binds_markers: bool,
        /// The error for such a marker.
        pub(crate) marker_error: &'static str,
        /// The lists whose last page does not say `Truncated: false` (facts C-130, C-146, K-048).
        pub(crate) without_truncated_false: Vec<Operation>,
        /// Whether a page that was cut has a `NextMarker` (fact C-145).
        pub(crate) leads_on: bool,
        /// Whether the last page has no `NextMarker` (fact C-146).
        pub(crate) ends: bool,
    }
}

impl PageRules {
    pub(super) fn aws() -> Self {
        Self {
            bounded: true,
            surplus: 0,
            skipped: 0,
            repeated: 0,
            unlimited: 100,
            reads_markers: true,
            verifies_markers: true,
            binds_markers: true,
            marker_error: "InvalidMarkerException",
            without_truncated_false: Vec::new(),
            leads_on: true,
            ends: true,
        }
    }
}
