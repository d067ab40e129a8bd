//! Steps, wire requests and disturbances.

use insta::assert_snapshot;

use super::step;

#[test]
fn a_step_does_one_thing() {
    let said = [
        step("{}"),
        step("{as: owner}"),
        step("{call: GenerateRandom, advance: 1s}"),
        step("{cal: GenerateRandom}"),
        step("7"),
        step("{call: DeleteKey}"),
        step("{call: DeleteCustomKeyStor, expect: {ok: {}}}"),
    ];
    assert_snapshot!(said.join("\n--\n"), @r"
    4:5 a step that does nothing | a step has exactly one of `call`, `run`, `advance`, `disturb`
    --
    4:5 a step that does nothing | a step has exactly one of `call`, `run`, `advance`, `disturb`
    --
    4:28 two actions in one step, `call` and `advance` | a step has exactly one of `call`, `run`, `advance`, `disturb`
    --
    4:6 unknown key `cal` in a step | a step has exactly one of `call`, `run`, `advance`, `disturb` | did you mean `call`?
    --
    4:5 expected a step, found the number `7` | a step is a mapping
    --
    4:12 KMS has no operation `DeleteKey` | `call` names an operation of the service model; for a name that does not exist, use `wire: {target: …}`
    --
    4:12 KMS has no operation `DeleteCustomKeyStor` | `call` names an operation of the service model; for a name that does not exist, use `wire: {target: …}` | did you mean `DeleteCustomKeyStore`?
    ");
}

#[test]
fn a_requirement_can_fail() {
    let said = [
        step("{call: DeleteCustomKeyStore, requirement: It is gone., expect: {ok: {}}}"),
        step("{call: DeleteCustomKeyStore, requirement: It is gone.}"),
        step("{advance: 1s, requirement: It is late.}"),
        step("{call: DeleteCustomKeyStore, requirement: it is gone, expect: {ok: {}}}"),
        step("{call: DeleteCustomKeyStore, requirement: 7, expect: {ok: {}}}"),
    ];
    assert_snapshot!(said.join("\n--\n"), @r"
    nothing
    --
    4:47 a `requirement` without `expect` | only a step that expects something can fail its requirement
    --
    4:32 a `requirement` without `expect` | only a step that expects something can fail its requirement
    --
    4:47 the requirement does not end with a full stop | the requirement is one sentence, which a failure prints first | what else there is to say goes into `note`
    --
    4:47 expected a text, found the number `7` | this value is a text | quote it if a text is meant
    ");
}

#[test]
fn copies_have_an_answer_each() {
    let said = [
        step("{call: DeleteCustomKeyStore, copies: 16, expect: {ok: {}}}"),
        step("{call: DeleteCustomKeyStore, copies: 1, expect: {ok: {}}}"),
        step(
            "{call: DeleteCustomKeyStore, copies: 3, expect: {each: [{count: 1, expect: {ok: {}}}]}}",
        ),
        step("{call: DeleteCustomKeyStore, expect: {each: [{count: 1, expect: {ok: {}}}]}}"),
        step(
            "{call: DeleteCustomKeyStore, copies: 2, eventually: {within: 1s}, expect: {each: [{count: 2, expect: {each: [{count: 1, expect: {ok: {}}}]}}]}}",
        ),
    ];
    assert_snapshot!(said.join("\n--\n"), @r"
    4:42 `copies` without `each` | what is sent many times has many answers: `expect: {each: [{count, expect}, …]}`
    --
    4:42 expected a whole number from 2 to 256, found the number `1` | this value is a whole number from 2 to 256
    --
    4:53 the counts add up to 1, not to 3 copies | every answer meets exactly one line
    --
    4:42 `each` without `copies` | one request has one answer
    --
    4:57 `eventually` with `copies` | copies are sent once
    4:79 `each` inside an expectation of one answer | `each` stands directly under `expect`
    ");
}

#[test]
fn a_wire_request_is_well_formed() {
    let said = [
        step("{call: DeleteCustomKeyStore, wire: {verb: GET}, expect: {ok: {}}}"),
        step("{call: DeleteCustomKeyStore, wire: {method: 'G T'}, expect: {ok: {}}}"),
        step("{call: DeleteCustomKeyStore, wire: {headers: {'a b': c}}, expect: {ok: {}}}"),
        step("{call: DeleteCustomKeyStore, wire: {headers: [a]}, expect: {ok: {}}}"),
        step("{call: DeleteCustomKeyStore, wire: {body: {}}, expect: {ok: {}}}"),
        step("{call: DeleteCustomKeyStore, wire: {body: {text: a, hex: 00}}, expect: {ok: {}}}"),
        step("{call: DeleteCustomKeyStore, wire: {body: {hex: 0}}, expect: {ok: {}}}"),
        step("{call: DeleteCustomKeyStore, wire: {body: {hex: '0'}}, expect: {ok: {}}}"),
        step("{call: DeleteCustomKeyStore, wire: {body: {hex: zz}}, expect: {ok: {}}}"),
        step("{call: DeleteCustomKeyStore, wire: {content_type: 1}, expect: {ok: {}}}"),
        step("{call: DeleteCustomKeyStore, wire: {sign: {att: 1s}}, expect: {ok: {}}}"),
        step(
            "{call: DeleteCustomKeyStore, wire: {sign: {at: x, omit: [Date], unsigned: host, omit_date: 1}}, expect: {ok: {}}}",
        ),
        step(
            "{call: DeleteCustomKeyStore, as: anonymous, wire: {sign: {at: 1s}}, expect: {ok: {}}}",
        ),
    ];
    assert_snapshot!(said.join("\n--\n"), @r"
    4:41 unknown key `verb` in a wire request | a wire request has the keys `method`, `path`, `target`, `content_type`, `headers`, `body`, `sign`
    --
    4:49 bad method `G T` | a method is letters, such as `GET`
    --
    4:51 `a b` is no name of a header field | a name is letters, digits and `-`
    --
    4:50 expected header fields, found a list | `headers` is a mapping from names to values
    --
    4:47 a body is given in exactly one way | a body has exactly one of `text`, `json`, `hex`, `repeat`
    --
    4:57 two ways in one body, `text` and `hex` | a body has exactly one of `text`, `json`, `hex`, `repeat`
    --
    4:53 expected a text, found the number `0` | this value is a text | quote it if a text is meant
    --
    4:53 bad hex | an even number of the digits 0-9 and a-f, without spaces
    --
    4:53 bad hex | an even number of the digits 0-9 and a-f, without spaces
    --
    4:55 expected a text, found the number `1` | this value is a text | quote it if a text is meant
    --
    4:48 unknown key `att` in a signature | a signature has the keys `at`, `region`, `service`, `scope_date`, `terminator`, `algorithm`, `access_key_id`, `secret_access_key`, `session_token`, `signature`, `unsigned`, `omit`, `authorization`, `alter_headers`, `alter_body`, `omit_date`, `in_query` | did you mean `at`?
    --
    4:52 bad duration `x` | a duration is whole numbers, each with one of the units ms, s, m, h, d | write it like `500ms`, `20m`, `1h 30m` or `7d`
    4:62 unknown parameter `Date` | parameter is one of `Credential`, `SignedHeaders`, `Signature`
    4:79 expected a list, found the text `host` | this value is a list, each item is a header's name
    4:96 expected `true` or `false`, found the number `1` | this value is a boolean
    --
    4:55 `anonymous` with `sign` | an anonymous request is not signed
    ");
}

#[test]
fn a_disturbance_is_one_that_the_world_knows() {
    let said = [
        step("{disturb: {}}"),
        step("{disturb: {clutser: {}}}"),
        step("{disturb: {cluster: {active: maybe}}}"),
        step("{disturb: {cluster: {id: x, hsms: -1, actve: true}}}"),
        step("{disturb: {proxy: {endpoint: x, answer: tls_fail}}}"),
        step("{disturb: {proxy: {endpoint: [x]}}}"),
        step("{disturb: {proxy: {endpoint: x, key: {id: x, usage: [1]}}}}"),
        step("{disturb: cluster}"),
    ];
    assert_snapshot!(said.join("\n--\n"), @r"
    4:15 a disturbance of nothing | `disturb` says what changes
    --
    4:16 unknown key `clutser` in `disturb` | `disturb` has the keys `cluster`, `proxy`, `vpc_service`, `service` | did you mean `cluster`?
    --
    4:25 `id` is missing | `cluster` says which one by `id`
    4:34 `active` cannot be the text `maybe` | `active` is boolean
    --
    4:39 `hsms` cannot be the number `-1` | `hsms` is integer
    4:43 unknown key `actve` in `cluster` | `cluster` has the keys `id`, `exists`, `active`, `hsms`, `network_valid`, `trust_anchor`, `backup_history`, `kmsuser_password`, `connection_error`, `reachable`, `sessions_exhausted` | did you mean `active`?
    --
    4:45 `answer` cannot be the text `tls_fail` | `answer` is one of `ok`, `validation`, `invalid_state`, `invalid_key_usage`, `authentication_failed`, `access_denied`, `key_not_found`, `invalid_uri_path`, `unsupported_operation`, `dependency_timeout`, `throttling`, `internal`, `connect_fails`, `tls_fails`, `socket_timeout`, `malformed`, `invalid_ciphertext`, `unavailable` | did you mean `tls_fails`?
    --
    4:34 `endpoint` cannot be a list | `endpoint` is string
    --
    4:58 `usage` cannot be the number `1` | `usage` is string
    --
    4:15 `disturb` cannot be the text `cluster` | `disturb` is object
    ");
}
