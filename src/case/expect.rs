//! What must come back.

use std::time::Duration;

use schemars::{Schema, SchemaGenerator};
use serde_json::Value;

use super::claim::{KeyPairSpec, RandomClaim, SignatureClaim, WithValues};
use super::keys::{
    AnyValue, Boxed, Count, ErrorAnswer, ErrorTypes, Headers, Length, LengthOf, List, Member,
    Message, Offset, Optional, Or, Pattern, RawBody, Refusal, Required, Status, Success, Takes,
    Time, WordOrRow, choice, mapping, words,
};
use super::node::Node;
use super::parse::{Parsed, Parser};
use super::{LengthRange, Span, Template};

mapping! {
    /// What must come back: exactly one answer, and what stands beside it.
    #[derive(Debug, Clone, PartialEq)]
    pub Expect("an expectation")
    given {
        /// Where it stands.
        span: Span = |_, node| node.span;
    }
    one {
        /// The answer.
        answer: Answer;
    } {
        /// The status, beside what the answer says of it.
        status "status": Option<Matcher> = Optional<Status>;
        /// Header fields.
        headers "headers": Vec<(String, Matcher)> = Or<Headers<Member>>;
        /// The raw body as text: `{text: matcher}`; `{$absent: true}` for an empty one.
        body_text "body": Option<Matcher> = Optional<RawBody>;
    }
}

impl Expect {
    /// Whether an answer that meets it is a success.
    #[must_use]
    pub fn may_succeed(&self) -> bool {
        match &self.answer {
            Answer::Ok(_) => true,
            Answer::Error(_) | Answer::Refused(_) => false,
            Answer::AnyOf(any) => any.iter().any(Self::may_succeed),
            Answer::Each(lines) => lines.iter().any(|line| line.expect.may_succeed()),
        }
    }
}

choice! {
    /// The kinds of answer that an expectation can ask for.
    #[derive(Debug, Clone, PartialEq)]
    Answer("an expectation", two "two answers in one expectation", none "an expectation without an answer",
        help "if either may come back, write `any_of: [{…}, {…}]`") {
        /// Status 200 and a body that matches.
        Ok(Matcher) "ok" = Success;
        /// An error of this type.
        Error(ErrorExpect) "error" = ErrorAnswer;
        /// Any 4xx that names an error type, but unknown operation and these.
        Refused(Vec<String>) "refused" = Refusal;
        /// Any of these.
        AnyOf(Vec<Expect>) "any_of" = List<Expect>;
        /// With `copies`: every answer meets exactly one line.
        Each(Vec<CountedExpect>) "each" = List<CountedExpect>;
    }
}

mapping! {
    /// One line of `each`.
    #[derive(Debug, Clone, PartialEq)]
    pub CountedExpect("a line of `each`") {
        /// How many of the answers.
        count "count": u32 = Required<Count<1, { u32::MAX }>>;
        /// Meet this.
        expect "expect": Expect = Required<Expect>;
    }
}

mapping! {
    /// An error that must come back.
    #[derive(Debug, Clone, PartialEq)]
    pub ErrorExpect("an error") {
        /// Any of these types.
        types "type": Vec<String> = Required<ErrorTypes>;
        /// The message, if it is known: only where KMS was seen to send it.
        message "message": Option<Matcher> = Optional<Message>;
        /// The status, if it is not the type's own.
        status "status": Option<Matcher> = Optional<Status>;
    }
}

/// Declares what a value can be, each form once: its variant, its name, what it takes and what it matches. Reading, writing,
/// the schema, the messages of the loader and the table below follow from it.
macro_rules! matchers {
    (
        one { $($one:ident $one_name:literal $one_about:literal;)* }
        many { $($many:ident $many_name:literal $least:literal $many_about:literal;)* }
        truth { $($truth:ident $truth_name:literal $truth_about:literal;)* }
        other { $($other:ident($taken:ty) = $takes:ty, $other_name:literal $like:literal $other_about:literal;)* }
        claim { $($claim:ident($claimed:ty) = $claims:ty, $claim_name:literal $claim_like:literal $claim_about:literal;)* }
    ) => {
        /// What a value must be: plain JSON, or a mapping with a `$` key:
        ///
        /// | form | matches |
        /// |---|---|
        /// | `{$open: true, A: …}` | an object with at least these members |
        $(#[doc = concat!("| `{", $one_name, ": m}` | ", $one_about, " |")])*
        $(#[doc = concat!("| `{", $many_name, ": [m, …]}` | ", $many_about, " |")])*
        $(#[doc = concat!("| `{", $truth_name, ": true}` | ", $truth_about, " |")])*
        $(#[doc = concat!("| `{", $other_name, ": ", $like, "}` | ", $other_about, " |")])*
        $(#[doc = concat!("| `{", $claim_name, ": ", $claim_like, "}` | ", $claim_about, " |")])*
        #[derive(Debug, Clone, PartialEq)]
        pub enum Matcher {
            /// Equal to a value.
            Value(Template),
            /// A list of just these, in this order.
            List(Vec<Matcher>),
            /// An object with these members, and no others unless `open`.
            Object {
                /// Where it stands.
                span: Span,
                /// Other members are welcome.
                open: bool,
                /// The members.
                members: Vec<(String, Matcher)>,
            },
            $(
                #[doc = concat!("`", $one_name, "`: ", $one_about, ".")]
                $one(Span, Box<Matcher>),
            )*
            $(
                #[doc = concat!("`", $many_name, "`: ", $many_about, ".")]
                $many(Span, Vec<Matcher>),
            )*
            $(
                #[doc = concat!("`", $truth_name, "`: ", $truth_about, ".")]
                $truth(Span),
            )*
            $(
                #[doc = concat!("`", $other_name, "`: ", $other_about, ".")]
                $other(Span, $taken),
            )*
            $(
                #[doc = concat!("`", $claim_name, "`: ", $claim_about, ".")]
                $claim(Span, $claimed),
            )*
        }

        /// Every form, `$open` aside.
        pub(in crate::case) const FORMS: &[Form] = &[
            $(Form { name: $one_name, argument: Argument::One(Matcher::$one), about: $one_about },)*
            $(Form { name: $many_name, argument: Argument::Many($least, Matcher::$many), about: $many_about },)*
            $(Form { name: $truth_name, argument: Argument::Truth(Matcher::$truth), about: $truth_about },)*
            $(Form {
                name: $other_name,
                argument: Argument::Other(
                    |parser, node, span| Ok(Matcher::$other(span, <$takes>::read(parser, node, $other_name)?)),
                    <$takes>::schema,
                ),
                about: $other_about,
            },)*
            $(Form {
                name: $claim_name,
                argument: Argument::Other(
                    |parser, node, span| Ok(Matcher::$claim(span, <$claims>::read(parser, node, $claim_name)?)),
                    <$claims>::schema,
                ),
                about: $claim_about,
            },)*
        ];

        impl Matcher {
            /// Where it stands; a list does not say, and a value says it itself.
            #[must_use]
            pub fn span(&self) -> Option<Span> {
                match self {
                    Matcher::Value(template) => Some(template.span),
                    Matcher::List(_) => None,
                    Matcher::Object { span, .. }
                    $(| Matcher::$one(span, _))*
                    $(| Matcher::$many(span, _))*
                    $(| Matcher::$truth(span))*
                    $(| Matcher::$other(span, _))*
                    $(| Matcher::$claim(span, _))* => Some(*span),
                }
            }

            /// The name of its form, if it is one.
            #[must_use]
            pub fn form(&self) -> Option<&'static str> {
                match self {
                    Matcher::Value(_) | Matcher::List(_) | Matcher::Object { .. } => None,
                    $(Matcher::$one(..) => Some($one_name),)*
                    $(Matcher::$many(..) => Some($many_name),)*
                    $(Matcher::$truth(..) => Some($truth_name),)*
                    $(Matcher::$other(..) => Some($other_name),)*
                    $(Matcher::$claim(..) => Some($claim_name),)*
                }
            }

            /// Whether cryptography decides on it.
            #[must_use]
            pub fn is_claim(&self) -> bool {
                matches!(self, $(Matcher::$claim(..))|*)
            }

            /// What its form takes that is no matcher, as a file gives it.
            pub(in crate::case) fn argument(&self) -> Option<Value> {
                match self {
                    $(Matcher::$other(_, it) => Some(<$takes>::write(it)),)*
                    $(Matcher::$claim(_, it) => Some(<$claims>::write(it)),)*
                    _ => None,
                }
            }

            /// The matchers that its form takes.
            #[must_use]
            pub fn inner(&self) -> Inner<'_> {
                match self {
                    $(Matcher::$one(_, inner) => Inner::One(inner),)*
                    $(Matcher::$many(_, inner) => Inner::Many(inner),)*
                    _ => Inner::None,
                }
            }

            /// The same, with other matchers and values in it.
            ///
            /// # Errors
            /// Those of `value`.
            pub fn with_values<E>(
                &self,
                value: &mut impl FnMut(&Template) -> Result<Template, E>,
            ) -> Result<Self, E> {
                let mut all = |inner: &[Matcher]| -> Result<Vec<Matcher>, E> {
                    inner.iter().map(|inner| inner.with_values(value)).collect()
                };
                Ok(match self {
                    Matcher::Value(template) => Matcher::Value(value(template)?),
                    Matcher::List(items) => Matcher::List(all(items)?),
                    Matcher::Object { span, open, members } => Matcher::Object {
                        span: *span,
                        open: *open,
                        members: members
                            .iter()
                            .map(|(name, member)| Ok((name.clone(), member.with_values(value)?)))
                            .collect::<Result<_, E>>()?,
                    },
                    $(Matcher::$one(span, inner) => {
                        Matcher::$one(*span, Box::new(inner.with_values(value)?))
                    })*
                    $(Matcher::$many(span, inner) => Matcher::$many(*span, all(inner)?),)*
                    $(Matcher::$claim(span, it) => Matcher::$claim(*span, it.with_values(value)?),)*
                    $(Matcher::$truth(..))|* $(| Matcher::$other(..))* => self.clone(),
                })
            }
        }
    };
}

matchers! {
    one {
        Optional "$optional" "only as a member: it is not there, or matches";
        Not "$not" "anything that is there and does not match";
        Lacks "$lacks" "a list with no item that matches";
        JsonText "$json_text" "a string that is the JSON text of a value that matches, such as a policy";
    }
    many {
        OneOf "$one_of" 1 "any of these";
        All "$all" 1 "each of these";
        Has "$has" 1 "a list with, for each, an item that matches; others are welcome";
        Set "$set" 0 "a list of just these, in any order";
    }
    truth {
        Any "$any" "anything that is there";
        Absent "$absent" "only as a member: it is not there; also for a member that the model has at another place only";
    }
    other {
        Type(ValueType) = ValueType, "$type" "string"
            "a value of this type: `string` `integer` `number` `boolean` `blob` `list` `structure` `timestamp`";
        Matches(String) = Pattern, "$matches" "regex" "a string, the whole of it";
        Length(LengthRange) = Length, "$length" "{min: 1, max: 4}"
            "a string (characters), list (items) or object (members) of this length; also `3`";
        Blob(LengthRange) = LengthOf, "$blob" "{length: 16}" "base64 of that many bytes; also `{length: {min: 1, max: 64}}`";
        About(About) = About, "$about" "{in: 7d, give: 10m}"
            "a timestamp, within `give` of the target's clock plus `in` (default 0s; `-` allowed)";
    }
    claim {
        Signature(Box<SignatureClaim>) = Boxed<SignatureClaim>, "$signature" "{public_key: v, algorithm: ECDSA_SHA_256, message: v}"
            "base64 of a signature of the message, which the public key verifies";
        PublicKey(Template) = WordOrRow<KeyPairSpec>, "$public_key" "RSA_2048"
            "base64 of the DER of the SubjectPublicKeyInfo (RFC 5280) of a key of this spec; also `{$row: …}`";
        PrivateKey(Template) = AnyValue, "$private_key" "v"
            "base64 of the DER of a PKCS#8 key (RFC 5958), of which that SubjectPublicKeyInfo is the public half";
        Random(RandomClaim) = RandomClaim, "$random" "{beside: [v, …]}"
            "base64 of bytes that look random together with those: wrongly refused less than once in 10⁹ times";
    }
}

mapping! {
    /// A moment against the target's clock.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub About("`$about`") {
        /// When it is against the target's clock, such as `-6m`; in milliseconds.
        offset_millis "in": i64 = Or<Offset>;
        /// How far off it may be.
        give "give": Duration = Required<Time>;
    }
}

/// The matchers that a form takes.
#[derive(Debug, Clone, Copy)]
pub enum Inner<'m> {
    /// It takes none.
    None,
    /// One.
    One(&'m Matcher),
    /// Several.
    Many(&'m [Matcher]),
}

/// One form of a matcher.
pub(in crate::case) struct Form {
    pub(in crate::case) name: &'static str,
    pub(in crate::case) argument: Argument,
    /// What it matches.
    pub(in crate::case) about: &'static str,
}

/// What stands behind a form's name.
#[derive(Clone, Copy)]
pub(in crate::case) enum Argument {
    /// `true`.
    Truth(fn(Span) -> Matcher),
    /// A matcher.
    One(fn(Span, Box<Matcher>) -> Matcher),
    /// A list of at least so many matchers.
    Many(usize, fn(Span, Vec<Matcher>) -> Matcher),
    /// Something else: how it is read, and its schema.
    Other(
        for<'n> fn(&mut Parser<'n>, &'n Node, Span) -> Parsed<Matcher>,
        fn(&mut SchemaGenerator) -> Schema,
    ),
}

words! {
    /// What `$type` can ask for.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
    #[expect(missing_docs, reason = "each is what its name says; see the format")]
    ValueType("type") {
        String "string",
        Integer "integer",
        Number "number",
        Boolean "boolean",
        Blob "blob",
        List "list",
        Structure "structure",
        Timestamp "timestamp",
    }
}
