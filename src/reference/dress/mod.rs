//! Dresses: the same answer in another allowed form. What AWS does today in its own manner, it or a right server may do
//! otherwise tomorrow; no judge may fail an answer for what it wears.
//!
//! A dress changes a [`Response`] after it was made, so it fits every endpoint.

mod form;

use std::fmt;

/// One form that an answer can take, or several together.
#[derive(Debug, Clone, Copy)]
pub struct Dress {
    /// Its name, such as `unknown_members`.
    pub name: &'static str,
    /// What it does to every answer, in one sentence, with the facts that allow it.
    pub sentence: &'static str,
    turned: &'static [Manner],
}

/// One manner, turned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Manner {
    UnknownMembers,
    MembersReversed,
    DecimalSeconds,
    WholeSeconds,
    Pretty,
    Escaped,
    NamesOfFieldsLower,
    NamesOfFieldsUpper,
    FieldsReversed,
    MoreFields,
    NoCacheFields,
    OldRequestIds,
    ErrorTypeField,
    MessageKeys,
    TypeNamespace,
    TypeAddress,
    VoidBodies,
    Charset,
    OpenMessages,
}

use Manner as M;

const DRESSES: &[Dress] = &[
    Dress {
        name: "unknown_members",
        sentence: "Objects have members that no model has, at the top, in structures and in entries of lists (W-705, W-706).",
        turned: &[M::UnknownMembers],
    },
    Dress {
        name: "members_reversed",
        sentence: "Members stand in the reverse of the alphabet (W-708: no client may depend on it).",
        turned: &[M::MembersReversed],
    },
    Dress {
        name: "decimal_seconds",
        sentence: "Timestamps are written without an exponent (W-036, W-704).",
        turned: &[M::DecimalSeconds],
    },
    Dress {
        name: "whole_seconds",
        sentence: "Timestamps are integers (W-036: they may have a fraction).",
        turned: &[M::WholeSeconds],
    },
    Dress {
        name: "white_space",
        sentence: "Bodies have a line for each member (W-708: no client may depend on it).",
        turned: &[M::Pretty],
    },
    Dress {
        name: "escapes",
        sentence: "Strings have a backslash before a slash, and \\u for what is not ASCII, as JSON allows.",
        turned: &[M::Escaped],
    },
    Dress {
        name: "fields_in_lower_case",
        sentence: "Names of header fields are in lower case, as in HTTP/2.",
        turned: &[M::NamesOfFieldsLower],
    },
    Dress {
        name: "fields_in_upper_case",
        sentence: "Names of header fields are in upper case; HTTP compares them without case.",
        turned: &[M::NamesOfFieldsUpper],
    },
    Dress {
        name: "more_fields",
        sentence: "There are more header fields, in another order, as from a proxy or in recordings of 2016 (W-700).",
        turned: &[M::MoreFields, M::FieldsReversed],
    },
    Dress {
        name: "no_cache_fields",
        sentence: "Cache-Control, Expires and Pragma are missing, as in recordings until 2019 (W-700).",
        turned: &[M::NoCacheFields],
    },
    Dress {
        name: "old_request_ids",
        sentence: "Request ids are UUIDs of version 1, as until 2018 (W-712).",
        turned: &[M::OldRequestIds],
    },
    Dress {
        name: "error_type_field",
        sentence: "Errors are named in x-amzn-errortype too, which clients read (W-037, W-038).",
        turned: &[M::ErrorTypeField],
    },
    Dress {
        name: "message_keys",
        sentence: "A denial has `message`, and an error of the front end `Message` (W-023, W-709, V-030).",
        turned: &[M::MessageKeys],
    },
    Dress {
        name: "type_namespace",
        sentence: "`__type` has a namespace before the name (W-037).",
        turned: &[M::TypeNamespace],
    },
    Dress {
        name: "type_address",
        sentence: "`__type` has an address behind the name (W-037).",
        turned: &[M::TypeAddress],
    },
    Dress {
        name: "void_bodies",
        sentence: "Operations without output answer `{}`, and those whose output is empty answer nothing (W-003, W-010, W-030).",
        turned: &[M::VoidBodies],
    },
    Dress {
        name: "charset",
        sentence: "The content type names the character set, as a media type may.",
        turned: &[M::Charset],
    },
    Dress {
        name: "open_messages",
        sentence: "Errors of which no text is known have one where they had none, and none where they had one (C-152, C-700).",
        turned: &[M::OpenMessages],
    },
    Dress {
        name: "everything",
        sentence: "All of these together, as far as they can be.",
        turned: &[
            M::UnknownMembers,
            M::MembersReversed,
            M::WholeSeconds,
            M::Pretty,
            M::Escaped,
            M::NamesOfFieldsUpper,
            M::MoreFields,
            M::FieldsReversed,
            M::NoCacheFields,
            M::OldRequestIds,
            M::ErrorTypeField,
            M::MessageKeys,
            M::TypeNamespace,
            M::TypeAddress,
            M::VoidBodies,
            M::Charset,
            M::OpenMessages,
        ],
    },
];

impl Dress {
    /// Every dress; the last one is all the others together.
    pub fn all() -> impl Iterator<Item = &'static Dress> {
        DRESSES.iter()
    }

    /// The dress of this name.
    ///
    /// # Errors
    ///
    /// [`UnknownDress`] when there is none.
    pub fn named(name: &str) -> Result<&'static Dress, UnknownDress> {
        let found = Self::all().find(|dress| dress.name == name);
        found.ok_or_else(|| UnknownDress(name.to_owned()))
    }

    fn turns(&self, manner: Manner) -> bool {
        self.turned.contains(&manner)
    }
}

/// A name that no dress has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownDress(pub String);

impl fmt::Display for UnknownDress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = Dress::all().map(|dress| dress.name).collect();
        write!(
            f,
            "there is no dress `{}`; there are {}",
            self.0,
            names.join(", ")
        )
    }
}

impl std::error::Error for UnknownDress {}
