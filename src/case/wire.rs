//! Requests that a good client would not send.

use super::Template;
use super::keys::{
    AnyValue, Bool, HeaderName, Headers, Hex, List, Method, Offset, Only, Optional, Or, OrNull,
    Parameter, Text, choice, mapping,
};
use super::template::Repeat;

mapping! {
    /// A request that a good client would not send. A field left out is as a good client sends it.
    #[derive(Debug, Clone, PartialEq, Default)]
    pub Wire("a wire request") {
        /// The method.
        method "method": Option<String> = Optional<Method>;
        /// The request target: path and query.
        path "path": Option<Template> = Optional<AnyValue>;
        /// The `X-Amz-Target`; null (`Some(None)`) for none.
        target "target": Option<Option<Template>> = Optional<OrNull<AnyValue>>;
        /// The `Content-Type`; null (`Some(None)`) for none.
        content_type "content_type": Option<Option<String>> = Optional<OrNull<Text>>;
        /// Fields added or replaced, or taken away by null, before signing.
        headers "headers": Vec<(String, Option<Template>)> = Or<Headers<OrNull<AnyValue>>>;
        /// The body's exact bytes; not with `input`.
        body "body": Option<BodyBytes> = Optional<Only<BodyBytes>>;
        /// How it is signed; null (`Some(None)`): not at all.
        sign "sign": Option<Option<Signing>> = Optional<OrNull<Signing>>;
    }
}

choice! {
    /// The exact bytes of a body.
    #[derive(Debug, Clone, PartialEq)]
    BodyBytes("a body", two "two ways in one body", none "a body is given in exactly one way") {
        /// As text, UTF-8; evaluates to a string.
        Text(Template) "text" = AnyValue;
        /// As any JSON value, serialised.
        Json(Template) "json" = AnyValue;
        /// As hex digits.
        Hex(Vec<u8>) "hex" = Hex;
        /// As a text repeated.
        Repeat(Repeat) "repeat" = Repeat;
    }
}

mapping! {
    /// How a signature differs from a good one. The default is a good one.
    #[derive(Debug, Clone, PartialEq, Default)]
    pub Signing("a signature") {
        /// The signature's date against the target's clock, such as `-6m`; in milliseconds.
        at_millis "at": i64 = Or<Offset>;
        /// The Region in the credential scope.
        region "region": Option<Template> = Optional<AnyValue>;
        /// The service in the credential scope.
        service "service": Option<String> = Optional<Text>;
        /// The date in the credential scope, `YYYYMMDD`.
        scope_date "scope_date": Option<String> = Optional<Text>;
        /// The last part of the credential scope instead of `aws4_request`.
        terminator "terminator": Option<String> = Optional<Text>;
        /// The algorithm's name in the header.
        algorithm "algorithm": Option<String> = Optional<Text>;
        /// Another access key id than the principal's.
        access_key_id "access_key_id": Option<Template> = Optional<AnyValue>;
        /// Another secret than the principal's.
        secret_access_key "secret_access_key": Option<String> = Optional<Text>;
        /// An `X-Amz-Security-Token`.
        session_token "session_token": Option<String> = Optional<Text>;
        /// The signature's 64 hex digits, whatever would be right.
        signature "signature": Option<String> = Optional<Text>;
        /// Header names left out of `SignedHeaders`.
        unsigned "unsigned": Vec<String> = Or<List<HeaderName>>;
        /// Parameters of the header left out: `Credential`, `SignedHeaders`, `Signature`.
        omit "omit": Vec<String> = Or<List<Parameter>>;
        /// The whole `Authorization` value, as it stands.
        authorization "authorization": Option<String> = Optional<Text>;
        /// Fields changed after signing.
        alter_headers "alter_headers": Vec<(String, String)> = Or<Headers<Text>>;
        /// A body sent instead of the signed one.
        alter_body "alter_body": Option<BodyBytes> = Optional<Only<BodyBytes>>;
        /// True: no `X-Amz-Date` header is sent.
        omit_date "omit_date": bool = Or<Bool>;
        /// True: the signature stands in the query, as in a presigned URL.
        in_query "in_query": bool = Or<Bool>;
    }
}
