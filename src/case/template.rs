//! Values with forms still to be evaluated.

use schemars::{Schema, SchemaGenerator};
use serde_json::{Value, json};

use super::Span;
use super::claim::{AgreedForm, AgreementSpec, DigestForm, EncapsulatedForm, EncryptedForm};
use super::keys::{
    AnyValue, Boxed, Choice, Count, Describes, DrawnLength, DrawnLengthOf, List, Members, Only,
    Path, Required, RowName, Takes, Text, choice, mapping, names, words,
};
use super::node::Node;
use super::parse::{Fields, Parsed, Parser, Reported};

/// A JSON value with forms still to be evaluated.
#[derive(Debug, Clone, PartialEq)]
pub struct Template {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub shaped: Shaped,
}

/// The part of a reference that leads to the header fields of a step's answer.
pub const HEADERS: &str = "headers";

choice! {
    /// What a [`Template`] is: plain JSON, or a mapping with exactly one `$` key, a form.
    #[derive(Debug, Clone, PartialEq)]
    Shaped("a value", two "two forms in one mapping", none "no form")
    plain {
        /// A scalar, or a `$literal`.
        Plain(Value) = literal;
        /// A list.
        List(Vec<Template>) = List::<AnyValue>::write;
        /// A mapping, in order.
        Map(Vec<(String, Template)>) = Members::write;
    } {
        /// A dotted path: a name of `let` or `needs`, or a step's `id` followed by the response's members; numbers index lists
        /// (`before.CustomKeyStores.0.ConnectionState`); or by `headers` and the name of a header field of its answer
        /// (`first.headers.x-amzn-RequestId`); `principals.peer.account`, `principals.peer.arn`, `target.region`, `target.other_region`,
        /// `target.partition` (what stands after `arn:` there: `aws`, `aws-cn`, `aws-us-gov`, …) and `target.account` (the owner's).
        Ref(Vec<String>) "$ref" = Path;
        /// This row's value of the name; every row has one, and what it refers to must be defined where it is used.
        Row(String) "$row" = RowName;
        /// A new value of the [kind](FreshKind), never used before in the run.
        Fresh(FreshKind) "$fresh" = FreshKind;
        /// `{text: a, times: 65}`: text repeated.
        Repeat(Repeat) "$repeat" = Repeat;
        /// Strings joined.
        Concat(Vec<Template>) "$concat" = List<AnyValue>;
        /// A text in upper case.
        Upper(Box<Template>) "$upper" = Boxed<AnyValue>;
        /// The base64 of a text.
        Base64(Box<Template>) "$base64" = Boxed<AnyValue>;
        /// `{length: 16}`: base64 of that many random bytes; `{length: {min: 1, max: 64}}` draws the length too; at most 1 MiB.
        Bytes(LengthRange) "$bytes" = DrawnLengthOf;
        /// `{min: 1, max: 64}`: random printable ASCII of a drawn length.
        Text(LengthRange) "$text" = DrawnLength;
        /// One of the values, drawn.
        Pick(Vec<Template>) "$pick" = List<AnyValue>;
        /// The JSON text of a value, as a string.
        Json(Box<Template>) "$json" = Boxed<AnyValue>;
        /// The base64 of the bytes of several base64 texts, one behind the other.
        Joined(Vec<Template>) "$joined" = List<AnyValue>;
        /// The base64 of a base64 text's bytes without the last.
        Shortened(Box<Template>) "$shortened" = Boxed<AnyValue>;
        /// The base64 of a base64 text's bytes with one changed: the first where it stands first, the second where it stands
        /// next (or in the next of several copies), and so on, round and round.
        Altered(Box<Template>) "$altered" = Boxed<AnyValue>;
        /// `{of: v, algorithm: ECDSA_SHA_256}`: the digest that is signed in place of a message; for `ML_DSA_SHAKE_256` its mu,
        /// which hangs on the `public_key`.
        Digest(Box<DigestForm>) "$digest" = Boxed<DigestForm>;
        /// `{public_key: v, algorithm: RSAES_OAEP_SHA_256, plaintext: v}`: what a client encrypts with a public key.
        Encrypted(Box<EncryptedForm>) "$encrypted" = Boxed<EncryptedForm>;
        /// `{public_key: v, randomness: v, part: ciphertext}`: what a client encapsulates for an ML-KEM key; or the other
        /// part, the `shared_secret`.
        Encapsulated(Box<EncapsulatedForm>) "$encapsulated" = Boxed<EncapsulatedForm>;
        /// A key pair that a client draws, as `{public_key, private_key}`: base64 of a `SubjectPublicKeyInfo` and of an
        /// `ECPrivateKey` (RFC 5915). In `let`, where both have names: `{$ref: pair.public_key}`.
        KeyPair(AgreementSpec) "$key_pair" = AgreementSpec;
        /// `{private_key: v, public_key: v}`: the secret that a client's key and another's public key give by ECDH.
        Agreed(Box<AgreedForm>) "$agreed" = Boxed<AgreedForm>;
    }
}

impl Shaped {
    /// The values in it that may hold forms.
    #[must_use]
    pub fn templates(&self) -> Vec<&Template> {
        match self {
            Self::List(items) => items.iter().collect(),
            Self::Map(members) => members.iter().map(|(_, value)| value).collect(),
            form => form.within(),
        }
    }
}

/// The form that stands for its value as it stands, `$` keys and all.
pub(in crate::case) const LITERAL: &str = "$literal";

/// A value without forms as a file gives it.
fn literal(value: &Value) -> Value {
    match value {
        Value::Array(_) | Value::Object(_) => json!({(LITERAL): value}),
        scalar => scalar.clone(),
    }
}

/// The names of the forms of values.
pub(in crate::case) fn forms() -> Vec<&'static str> {
    names::<Shaped>().chain([LITERAL]).collect()
}

impl Describes for Shaped {
    const NAME: &'static str = "ValueForm";

    fn describe(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = Only::<Self>::schema(generator);
        let about =
            "A mapping with exactly one `$` key: a value that is looked up, drawn or put together.";
        schema.insert("description".to_owned(), about.into());
        schema.insert("minProperties".to_owned(), 1.into());
        schema.insert("maxProperties".to_owned(), 1.into());
        schema.remove("oneOf");
        if let Some(forms) = schema.get_mut("properties").and_then(Value::as_object_mut) {
            let about = "The value as it stands, `$` keys and all.";
            forms.insert(LITERAL.to_owned(), json!({"description": about}));
        }
        schema
    }
}

mapping! {
    /// A text repeated.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub Repeat("a repetition", check Repeat::fits) {
        /// What is repeated.
        text "text": String = Required<Text>;
        /// How often.
        times "times": u32 = Required<Count<0, { u32::MAX }>>;
    }
}

impl Repeat {
    fn fits(&self, parser: &mut Parser<'_>, _: &Fields<'_>, node: &Node) -> Parsed<()> {
        const MOST: usize = 16 * 1024 * 1024;
        if self.text.len().saturating_mul(self.times as usize) <= MOST {
            return Ok(());
        }
        let why = format!("a text that is repeated has at most {MOST} bytes");
        parser.error(node, "this repetition is too long", why);
        Err(Reported)
    }
}

/// A length, or the bounds within which it is drawn or must lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LengthRange {
    /// Least.
    pub min: u64,
    /// Greatest.
    pub max: u64,
}

words! {
    /// The kinds of value that `$fresh` draws.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    #[expect(missing_docs, reason = "each is what its name says; see the format")]
    FreshKind("kind of fresh value") {
        StoreName "store_name",
        ClusterId "cluster_id",
        Password "password",
        Certificate "certificate",
        ProxyEndpoint "proxy_endpoint",
        ProxyPath "proxy_path",
        ProxyAccessKeyId "proxy_access_key_id",
        ProxySecret "proxy_secret",
        VpcService "vpc_service",
        StoreId "store_id",
        KeyId "key_id",
        XksKeyId "xks_key_id",
        AccountId "account_id",
        VpcServiceOwner "vpc_service_owner",
        Alias "alias",
        Text "text",
    }
}

impl FreshKind {
    /// True for a part of what stands behind a custom key store: a value that a target with a real world accepts only if
    /// there is such a cluster, proxy or service.
    #[must_use]
    pub fn is_backing(self) -> bool {
        match self {
            Self::ClusterId
            | Self::Password
            | Self::Certificate
            | Self::ProxyEndpoint
            | Self::ProxyPath
            | Self::ProxyAccessKeyId
            | Self::ProxySecret
            | Self::VpcService
            | Self::VpcServiceOwner => true,
            Self::StoreName
            | Self::StoreId
            | Self::KeyId
            | Self::XksKeyId
            | Self::AccountId
            | Self::Alias
            | Self::Text => false,
        }
    }
}
