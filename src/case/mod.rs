//! Cases: YAML in, [`Case`] values with spans out; strict, versioned, and checked against the service model.
//!
//! # The format (`kmspec/case/v1`)
//!
//! The path of a file under `cases/`, without `.yaml`, is the case's name and id: `custom_key_store/delete/non_empty`.
//! With `rows`, each row is an instance of its own: `custom_key_store/delete/id_length/c65`. Folders, files and names of
//! every kind are in snake case. A path is a case or a folder of cases, never both, so that any prefix selects.
//!
//! ```yaml
//! # yaml-language-server: $schema=…           (a comment; optional)
//! requirement: A custom key store that still contains KMS keys cannot be deleted.   # one sentence, first
//! evidence: [C-106]                           # ids of facts (below), at least one; or {fact: C-106, note: what it tells here}
//! note: Why an expectation is wide, or what is not known.      # optional
//! tags: [state]                               # optional; `--tag` selects; lower case letters, digits, `_`, `-`
//! serial: true                                # optional: on a shared target, nothing else runs beside it
//! judges: {shape: DeleteCustomKeyStore}       # optional: the case also judges every answer of the run (below)
//! let:                                        # optional: values drawn once per instance, from the run's seed
//!   name: {$fresh: store_name}
//! needs:                                      # optional: preconditions, made in this order, cleaned up in reverse
//!   store: {role: custom_key_store, type: AWS_CLOUDHSM, state: CONNECTED}
//!   key: {role: key, in: store, state: Disabled}
//! rows:                                       # optional, two or more: variations; each has a `name`, may have a
//!                                             # `requirement` of its own, and its other keys are its values
//!   - {name: c65, id: {$repeat: {text: a, times: 65}}}
//!                                             # or `{operations: all}`: a case for each of many operations (below)
//! steps:
//!   - id: gone                                # optional: names the answer for later references
//!     as: owner                               # optional: owner (default) | peer | stranger | user | anonymous
//!     region: home                            # optional: home (default) | other
//!     call: DeleteCustomKeyStore
//!     input: {CustomKeyStoreId: {$ref: store.CustomKeyStoreId}}
//!     expect: {error: CustomKeyStoreHasCMKsException}
//! ```
//!
//! # One rule for many operations
//!
//! `rows: {operations: WORD}` makes a file a case for each operation that the word means by the catalogue: `all`, `reads`,
//! `changes`, `takes_keys_only`, `takes_aliases`, `within_account`, `crosses_accounts`, `dry_run`; `{declaring: ERROR}` means
//! those that have the error in the model, and a list names them. Their ids are `every_operation/without_permission/create_alias`.
//! In such a file `$operation` stands for the name, and `{$good: PART}` for a part of a good call of the operation
//! (`good_calls.yaml`, beside this file): `let`, `needs`, `set_up` (steps), `input`, `answer` (what every success
//! answers), `effect` (the step that shows that it did what it says), `before` (a read), `unchanged` (the step that
//! shows that a refused call changed nothing), `probe` (an input about something that is not there, its names drawn), `probed` (what a success answers to that) and `baseline` (the step
//! that shows that a good request is not taken for a malformed one). Where a good call lacks the part, what asks for it is
//! left out; what stands beside `$good` is added to it.
//!
//! `rows: {members: WORD}` makes it a case for each member of each input that can be wrong in this way; `operations:` beside it
//! says whose. By the model a member is `missing`, `is_null` (an optional one), `too_short`, `too_long`, `too_small`,
//! `too_large`, `malformed` (not of its pattern), `unknown_value` (none of its enumeration) or of the `wrong_type`; where the
//! catalogue says that it names a key, it is an `unknown_key`, an `alias` (the file's own value of this name) or
//! the `owners_key` (by ARN, and by id alone), or it is right but named `by_arn`. `$member` stands for its name, and
//! `{$good: violated}` for the input: `probe`, or for keys `input`, wrong in this member alone. The step that sends it comes once for each
//! way in which it is wrong. Ids are `every_operation/member_too_long/create_key/tags_tag_key`. `except: [Policy, Decrypt,
//! ListKeys.Limit]` leaves out what other cases are about.
//!
//! `rows: {key_state: Disabled}` means the operations of which a fact says what they answer to a key in this state, without a
//! condition: `{$good: answer}` is that expectation, `evidence: [{$good: facts}]` the facts, and where it is refused there is no
//! `effect`. The file brings the need `key` into the state. In rows of members, `facts` are those of the member, if there are any.
//!
//! `rows: {faults: in_pairs}` makes it a case for each two faults that a request of an operation that uses a key can have at once
//! (`two_faults.yaml`, beside this file): `{$good: sound}` is the input without a fault, `made` are the steps that make the faults that
//! no member can, `faulty` is the step that sends both and expects the error of the one that comes first by the facts, which are `facts`,
//! or of either where none tells. `$member` stands for what is told. Ids are `every_operation/two_faults/sign/algorithm_and_digest`.
//!
//! `rows: {keys: of_every_spec}` makes it a case for each key spec and usage (`key_specs.yaml`): `{$good: steps}` asks every operation
//! that uses a key, by every algorithm of the model, and `$member` stands for the spec. Ids are `every_operation/key_specs/sign/rsa_2048`.
//!
//! What an answer must be that no case asks for is judged once over all answers of the run, so that one fault is one failure:
//! `judges: {shape: Operation}` fails the case when a successful answer of the operation, in whatever case, is not what the
//! model says (types, required members, constraints, nulls; with `--strict-members` also members that the model does not
//! have), `judges: {secrets: true}` when any answer tells a secret, and `judges: {repeats: true}` when any answer has a
//! member twice in one object. The failure names the case that saw it first. A
//! run without such a case gives a failure of its name all the same, when there is one.
//!
//! ## Steps
//!
//! A step is one of
//! - `call:` one operation, with `input` (default `{}`) or with `wire:` (below); the input's members are the operation's,
//!   unless `unknown_members: true` says that others are sent on purpose (values are never checked, so that a case can
//!   send wrong types); `eventually: {within: 20m, stable_for: 1s}`
//!   repeats it until the expectation holds, or without one until it succeeds; `copies: 16` sends that many at once, and then `expect` must be
//!   `{each: [{count: 1, expect: {ok: {}}}, {count: 15, expect: {error: X}}]}`: every answer meets exactly one line, and
//!   every line is met by `count` answers;
//! - `advance: 7d` moves the target's clock (only the reference has one; elsewhere the case is `unsupported`);
//! - `run: [kms, …]` the CLI under test (below);
//! - `disturb: {cluster: {id: {$ref: store.CloudHsmClusterId}, active: false}}` changes what stands behind a store: a
//!   [`Disturbance`](crate::wire::admin::Disturbance) (likewise).
//!
//! A step that expects something may have a `requirement` of its own, one sentence: when its expectation does not hold,
//! the failure says this sentence in place of the case's.
//!
//! A `call` **without `expect`** is set-up: it must answer 2xx, else the case is `blocked`, never `fail`.
//!
//! A `call` that expects something may have `unchanged: [store, key]`, names of `needs`: each is read just before the call
//! (by `DescribeCustomKeyStores` or `DescribeKey`) and again just after it, and must read the same. Where it does not, the
//! failure says that a refused call changes nothing, or that the call leaves the need as it was.
//!
//! ## Values in `input`, `let`, `rows`, `wire`, `disturb` and `needs`
//!
//! Plain JSON, in which a mapping with exactly one `$` key is one of the forms of [`Shaped`], such as `{$ref: store.CustomKeyStoreId}`
//! or `{$repeat: {text: a, times: 65}}`; and `{$literal: {…}}` is a mapping as it stands, `$` keys and all.
//!
//! `$ref` and `$row` are looked up when the file is loaded: the name must be defined above, and have such a member in the
//! model. `$repeat` makes at most 16 MiB. To send a mapping with `$` keys, write `$literal`.
//!
//! ## `needs`
//!
//! - `{role: custom_key_store, type: AWS_CLOUDHSM | EXTERNAL_KEY_STORE, connectivity: PUBLIC_ENDPOINT | VPC_ENDPOINT_SERVICE,
//!   state: DISCONNECTED (default) | CONNECTED | CONNECTING | DISCONNECTING | FAILED, as: owner, region: home, with: {…input…}}`.
//!   The name then refers to: `CustomKeyStoreId` and every member of the request that made it (`CustomKeyStoreName`,
//!   `CloudHsmClusterId`, `TrustAnchorCertificate`, `XksProxyUriEndpoint`, …).
//!   CONNECTING, DISCONNECTING and FAILED need the reference's clock or world; elsewhere the case is `unsupported`.
//! - `{role: key, in: store, state: Enabled (default) | Disabled | PendingDeletion | Unavailable, as:, region:, with: {…}}`.
//!   The name refers to the members of `KeyMetadata` (`KeyId`, `Arn`, …). A key in a store is made while the store is
//!   connected; if the store's `state` is another, the store is brought there after its keys were made.
//! - `{role: alias, of: key, as:, region:, with: {…}}`: an alias of the key need `key`. The name refers to the members of the
//!   request that made it (`AliasName`, `TargetKeyId`).
//! - `with` has members of the request that makes the need, as they would stand in `input`.
//! - A value of `let` that nothing uses is an error, and so is a need, unless it is a key in a store (that is what the store
//!   holds) or its name begins with `_` (it only has to be there: `_other: {role: custom_key_store}`).
//! - Clean-up runs in reverse whatever happened (keys scheduled for deletion, stores disconnected and deleted) and never
//!   fails a case. Stores and keys that steps create are cleaned up too.
//!
//! ## Expectations
//!
//! Exactly one of
//! - `ok: matcher` — status 200 and a body that matches; an operation without output answers `{}` or an empty body;
//! - `error: Name`, `error: [A, B]` (either), or `error: {type: [A, B], message: matcher, status: 400}` — status 400, or
//!   500 for a modelled fault, unless given; the message is looked at only if given (`{$absent: true}` for none);
//! - `refused: true` — any 4xx that names an error type, whatever it is, but "unknown operation" and throttling: for what is
//!   documented as refused with no type; `refused: [A, B]` — any such answer but these types;
//! - `any_of: [expectation, …]` — where evidence is contradictory or silent;
//! - `each: […]` with `copies`.
//!
//! Beside it, always optional: `status: matcher`, `headers: {Content-Type: matcher}`, `body: {text: matcher}` (the raw
//! body; `{$absent: true}` for an empty one).
//!
//! A matcher is plain JSON, compared exactly (object members too, in any order; numbers by value). Members that the model
//! does not have at their place count as not there, as KMS sends some; so do nulls. A mapping with `$` keys is a value form
//! (above), or one of the forms of [`Matcher`]: `{$open: true, A: …}` is an object with at least these members.
//!
//! An expectation is held to the model when the file is loaded: its members are the output shape's, its values and matchers
//! are of kinds that the member can have, and an error is one that the operation declares or any operation may answer. A
//! message is compared only with evidence that was seen on KMS itself (neither `inferred` nor `via: sister-service`).
//!
//! ## Facts (`kmspec/facts/v1`)
//!
//! What is known of KMS stands once, with its source, in the files of `facts/` under the folder of cases; a case cites the
//! ids. The corpus's own are built into the program; a folder `facts` beside cases of your own, or above them, adds to those,
//! and holds over a built-in fact of the same id.
//!
//! ```yaml
//! defaults: {kind: aws-doc, date: "2022-12-05"}   # optional: kind, source, date, via, confidence of the facts that do not say
//! facts:
//!   C-106:                                    # letters, digits, `_`, `.` and `-`, with a `-` in it
//!     operations: [DeleteCustomKeyStore]      # left out: all, or none in particular
//!     statement: A store that holds keys is not deleted, and nothing changes.   # what is known
//!     kind: service-model                     # recorded-aws | recorded-live | recorded-cli | aws-doc | service-model | user-report | inferred
//!     source: botocore 1.44.8 kms/2014-11-01, CustomKeyStoreHasCMKsException
//!     date: "2026"                            # optional: when it was seen or published: a year, a month or a day
//!     via: sister-service                     # optional: seen on another AWS service only
//!     confidence: high                        # high | medium | low
//!     supports: [C-100]                       # optional: facts that it confirms
//!     question: Which comes first.            # optional: what it leaves open, so that it judges nothing
//!     note: More.                             # optional
//!     unchecked: Why no case cites it.        # optional: in the corpus, for facts that are no question
//! ```
//!
//! The ids of the corpus: a letter for the area and a number (`C-106`); `model-` and the name of an operation, a shape or a
//! member for what the service model tells (`model-CreateAlias.TargetKeyId`), with `.errors`, `.accounts` and `.permissions`
//! for an operation's errors, its use across accounts and its permissions; `cli-` and the name of a recording for the AWS CLI.
//! `kmspec why C-106` prints a fact and who relies on it.
//!
//! ## `wire`: a request that a client would not send
//!
//! ```yaml
//! wire:                                       # every key optional; what is left out is as a good client sends it
//!   target: TrentService.deletecustomkeystore # the X-Amz-Target; null for none
//!   headers: {X-Custom: a}                    # added, or replaced; null takes away
//!   body: {text: '{"A":'}                     # or {json: value}, {hex: "00ff"}, …; not with `input`
//!   sign: {at: -6m, omit: [Signature]}        # null: not signed at all
//! ```
//!
//! The keys are those of [`Wire`], of [`Signing`] under `sign`, and of [`BodyBytes`] under `body` and `alter_body`.
//! `path`, `target`, `headers`, `body.text`, `body.json`, `sign.region` and `sign.access_key_id` take the value forms; the
//! others are plain. A step that is `as: anonymous` has no `sign`.
//!
//! ## `run`: a call of the CLI under test
//!
//! ```yaml
//! - id: printed                               # optional: `printed.exit`, `.stdout`, `.stderr`, `.json` for later references
//!   run: [kms, delete-custom-key-store, --endpoint-url, {$ref: server.url}]   # the arguments after the executable
//!   env: {AWS_DEFAULT_REGION: eu-west-1, AWS_PROFILE: null}   # added to the base environment; null takes away
//!   files: {home/.aws/config: "[default]\n"}  # under the case's own folder: the working directory, and HOME's parent
//!   stdin: text
//!   server:                                   # a scripted server on loopback; without it the run's live target answers
//!     tls: good                               # good | wrong_host | untrusted: the certificate; without it, no TLS
//!     replies:                                # one a request, in order; beyond the last 200 `{}`
//!       - {status: 500, headers: {X-A: b}, body: {json: {A: 1}}}   # body: {text: …}, {json: …} or {base64: …}
//!       - {delay: 2s, truncate: 10}           # waits; announces ten bytes more than it sends
//!       - {drop: reset}                       # close | reset: the connection ends without a reply
//!       - {chunked: true, close: true}        # in chunks; and the connection ends after it
//!       - {raw: "SSH-2.0\r\n"}                # these bytes, and the connection ends
//!     repeat: true                            # the last reply is given again and again
//!   signal: INT                               # INT | TERM: sent to the CLI once the server has seen a request
//!   stdout_to: closed                         # standard output is a pipe whose reader has gone away
//!   expect:                                   # `both:`, or `v1:`, `v2:` or both of them; a flavour that is left out is unsupported
//!     v1:
//!       exit: 255
//!       stdout: {$json: {A: 1}}               # left out: nothing was printed
//!       stderr: "\nAn error\n"
//!       requests:                             # left out: nothing was sent; `{$any: true}`: not looked at
//!         - times: 5                          # optional: sent five times in a row
//!           target: DeleteCustomKeyStore
//!           body: {CustomKeyStoreId: cks-1234567890abcdef0}
//! ```
//!
//! `run`, `env`, `files`, `stdin` and everything under `server` take the value forms, as wholes too (`run: {$row: words}`).
//! In a `run` step `{$ref: …}` knows `server.url`, `server.authority`, `server.port`, `server.ca` (a PEM file that trusts
//! the good certificates), `server.other_ca` (one that does not), `server.dead_port` (nobody listens there), and `folder`. A proxy's CONNECT is answered by the
//! server itself, with a good certificate for the host.
//!
//! The base environment has `PATH`, `HOME` (the folder `home`), `LANG=C.UTF-8`, `TZ=UTC`, `COLUMNS=80`,
//! `AWS_EC2_METADATA_DISABLED=true`, `AWS_ACCESS_KEY_ID=AKIDEXAMPLE`, the secret key of AWS's documentation, and
//! `AWS_DEFAULT_REGION`: `us-east-1`, or the live target's. A live target is asked by the owner: what the CLI signs rightly
//! is signed anew, so that no CLI sees the target's credentials.
//!
//! `stdout` and `stderr` are matchers of a text, or `{$json: matcher}` (the text is JSON), `{$table: [[cell, …], …]}` (the
//! cells of a table's rows, whatever its borders and blanks) or `{$contains: [text, …]}`. A request's parts are `method`
//! (POST when left out), `path` (`/`), `signed` (`valid`; `no`; `invalid: …`), `target` (the operation), `headers` (by
//! name as sent; others are welcome), `fields` (their names in order), `body` (its JSON), `body_text`, `scope`
//! (`{region, service}`), `access_key_id`, `tls` (`true`, `false`) and `tunnel` (the authority that a proxy was asked for).
//!
//! ## The YAML
//!
//! One document of UTF-8, at most 1 MiB, 32 levels and 20,000 values; no anchors, aliases, merge keys, tags but YAML's own,
//! duplicate keys, byte order mark or control characters. `yes`, `no`, `on` and `off` are texts, and so is a number with a
//! leading zero or an underscore. Keys and texts that a reader could take for something else are quoted.
//!
//! `kmspec fmt` puts keys into the order in which they are declared, keeps lines to 120 columns and comments at what they
//! stand above or beside, and writes a file only if it still means the same.
//!
//! A text where a text belongs is never made from a number: the `date: 2026` of a fact is an error. Durations are whole numbers with the
//! units `ms`, `s`, `m`, `h` and `d`: `500ms`, `20m`, `1h 30m`, `7d`.

mod claim;
mod command;
mod error;
mod excerpt;
mod expect;
mod fact;
mod family;
mod files;
mod filling;
mod format;
mod good_calls;
mod id;
mod key_specs;
mod key_states;
mod keys;
mod load;
mod moved;
mod need;
mod node;
mod parse;
mod prices;
mod sample;
mod save;
mod schema;
mod source;
mod step;
mod suggest;
mod target;
mod template;
#[cfg(test)]
mod tests;
mod two_faults;
mod types;
mod unchanged;
mod violation;
mod wire;
pub(crate) mod yaml;

pub use claim::{
    AgreedForm, AgreementSpec, DigestForm, EncapsulatedForm, EncapsulationPart, EncryptedForm,
    KeyPairSpec, OaepAlgorithm, RandomClaim, SignatureClaim, SigningAlgorithm,
};
pub use command::{
    CommandFlavour, Ended, Flavours, REQUEST_PARTS, RequestExpect, RequestsExpect, Run, RunExpect,
    StopSignal, TextMatcher,
};
pub use error::{LoadError, LoadErrors};
pub use excerpt::Paint;
pub use expect::{About, Answer, CountedExpect, ErrorExpect, Expect, Inner, Matcher, ValueType};
pub use fact::{Confidence, Evidence, EvidenceKind, Fact, Facts, is_fact_id};
pub use format::{Formatted, format, format_text, settled_text, written_facts};
pub use good_calls::probe;
pub use id::{BadName, CaseId, InstanceId};
pub(crate) use keys::Words;
pub use load::{Checked, check, load, load_text, load_texts};
pub use moved::{followed, renamed};
pub use need::{
    KeyNeed, KeyStateNeed, Need, NeedKind, OF_A_KEY, OfKeyNeed, OfKeyRole, StoreConnectivity,
    StoreNeed, StoreState, StoreType,
};
pub use prices::{PendingDeletion, Prices, RequestPrices};
pub use save::{save, written_matcher, written_value};
pub use schema::{facts_schema, prices_schema, schema, target_schema};
pub use source::{Location, Source, Span, Spanned};
pub use step::{Action, Call, Disturb, Eventually, Principal, Region, Step};
pub use suggest::did_you_mean;
pub use target::{
    AbsentAnswer, AccountKind, Caller, CallerCredentials, Deviation, Lack, ProfileEndpoint,
    TargetProfile,
};
pub use template::{FreshKind, HEADERS, LengthRange, Repeat, Shaped, Template};
pub use types::{Case, Judges, Row};
pub use wire::{BodyBytes, Signing, Wire};
