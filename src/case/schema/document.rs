//! A case file as a whole.
#![expect(dead_code, reason = "these types are only described, never made")]

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde_json::Value;

use super::step::{StepEntry, operation};
use super::value::{Name, Template, TemplateMap, truth};
use crate::case::{KeyStateNeed, Region, StoreConnectivity, StoreState, StoreType};

/// A kmspec case: one rule of KMS, where it comes from, and the calls that hold an endpoint to it.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Case")]
pub(super) struct CaseFile {
    /// The rule, in one sentence that ends with a full stop; the first line of the file.
    requirement: Sentence,
    /// Where the rule comes from: ids of facts.
    #[schemars(length(min = 1), extend("uniqueItems" = true))]
    evidence: Vec<EvidenceEntry>,
    /// Why an expectation is wide, or what is not known.
    #[schemars(default, with = "Filled")]
    note: Option<Filled>,
    /// What `--tag` selects by.
    #[schemars(default, with = "Vec<Tag>", length(min = 1), extend("uniqueItems" = true))]
    tags: Option<Vec<Tag>>,
    /// On a shared target, nothing else runs beside it.
    #[schemars(default, schema_with = "truth")]
    serial: Option<bool>,
    /// What the case judges over every answer of the run.
    #[schemars(default, with = "JudgesEntry")]
    judges: Option<JudgesEntry>,
    /// Values drawn once per instance, from the run's seed.
    #[schemars(default, with = "Named<Template>", rename = "let")]
    lets: Option<Named<Template>>,
    /// Preconditions, made in this order and cleaned up in reverse.
    #[schemars(default, with = "Named<NeedEntry>")]
    needs: Option<Named<NeedEntry>>,
    /// Variations of the case, two or more.
    #[schemars(default, with = "Vec<RowEntry>", length(min = 2))]
    rows: Option<Vec<RowEntry>>,
    /// What is done, in order.
    #[schemars(length(min = 1))]
    steps: Vec<StepEntry>,
}

/// A file: one case, or one for each of many operations.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub(super) enum File {
    Case(Box<CaseFile>),
    Family(Box<FamilyFile>),
}

/// One rule for many operations; `$operation` stands for the name, `{$good: part}` for a part of a good call.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Family")]
pub(super) struct FamilyFile {
    /// The rule, in one sentence that ends with a full stop; the first line of the file.
    requirement: Sentence,
    /// Where the rule comes from.
    #[schemars(length(min = 1))]
    evidence: Vec<Value>,
    /// Why an expectation is wide, or what is not known.
    #[schemars(default, with = "Filled")]
    note: Option<Filled>,
    /// What `--tag` selects by.
    #[schemars(default, with = "Vec<Tag>", length(min = 1), extend("uniqueItems" = true))]
    tags: Option<Vec<Tag>>,
    /// On a shared target, nothing else runs beside it.
    #[schemars(default, schema_with = "truth")]
    serial: Option<bool>,
    /// Values drawn once per instance.
    #[schemars(default, with = "BTreeMap<String, Value>", rename = "let")]
    lets: Option<BTreeMap<String, Value>>,
    /// Preconditions.
    #[schemars(default, with = "BTreeMap<String, Value>")]
    needs: Option<BTreeMap<String, Value>>,
    /// Which operations.
    rows: OperationsEntry,
    /// What is done, in order.
    #[schemars(length(min = 1))]
    steps: Vec<BTreeMap<String, Value>>,
}

/// The operations that a file is about.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct OperationsEntry {
    /// Whose rule it is; left out beside `members`: any operation's.
    #[schemars(default, with = "Operations")]
    operations: Option<Operations>,
    /// What is wrong with the members that the rule is about.
    #[schemars(default, with = "MembersWord")]
    members: Option<MembersWord>,
    /// The state of the key of which facts say what the operations answer.
    #[schemars(default, with = "String")]
    key_state: Option<String>,
    /// Operations, members, or `Operation.Member`, that other cases are about.
    #[schemars(default, with = "Vec<String>")]
    except: Option<Vec<String>>,
}

/// What can be wrong with a member, by the model or the catalogue.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub(super) enum MembersWord {
    Alias,
    ByArn,
    IsNull,
    Malformed,
    Missing,
    OwnersKey,
    TooLarge,
    TooLong,
    TooShort,
    TooSmall,
    UnknownKey,
    UnknownValue,
    WrongType,
}

/// A word of the catalogue, or names.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub(super) enum Operations {
    Word(OperationsWord),
    Declaring(DeclaringEntry),
    Names(Vec<String>),
}

/// Those that have an error in the model.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct DeclaringEntry {
    declaring: String,
}

/// What the catalogue says of operations.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub(super) enum OperationsWord {
    All,
    Changes,
    CrossesAccounts,
    DryRun,
    Reads,
    TakesAliases,
    TakesKeysOnly,
    WithinAccount,
}

/// What a case judges over every answer of the run.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "snake_case")]
pub(super) enum JudgesEntry {
    /// Whether successful answers of the operation are what the model says.
    #[schemars(schema_with = "operation")]
    Shape(String),
    /// Whether any answer tells a secret.
    #[schemars(schema_with = "truth")]
    Secrets(bool),
    /// Whether any answer has a member twice in one object.
    #[schemars(schema_with = "truth")]
    Repeats(bool),
}

/// One sentence on one line.
#[derive(JsonSchema)]
#[schemars(transparent)]
pub(super) struct Sentence(#[schemars(regex(pattern = r"^\s*[^\n]*\S?\.\s*$"))] String);

/// A text that is not blank.
#[derive(JsonSchema)]
#[schemars(transparent)]
pub(super) struct Filled(#[schemars(regex(pattern = r"\S"))] String);

/// Lower case letters, digits, `_` and `-`.
#[derive(JsonSchema)]
#[schemars(transparent)]
pub(super) struct Tag(#[schemars(regex(pattern = r"^[a-z][a-z0-9_-]*$"))] String);

/// A mapping from names in snake case.
#[derive(JsonSchema)]
#[schemars(extend("propertyNames" = {"pattern": "^[a-z_][a-z0-9_]*$", "maxLength": 64, "not": {"enum": ["principals", "target", "server", "folder"]}}))]
pub(super) struct Named<T>(BTreeMap<String, T>);

/// A fact that is cited: its id, or its id and a note.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub(super) enum EvidenceEntry {
    /// The id of a fact.
    Id(FactId),
    /// With what its statement does not tell.
    Noted(NotedEntry),
}

/// A fact, and what it has to do with the case.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct NotedEntry {
    /// The id of the fact.
    fact: FactId,
    /// What its statement does not tell.
    #[schemars(default, with = "Filled")]
    note: Option<Filled>,
}

/// The id of a fact, such as `C-106`.
#[derive(JsonSchema)]
#[schemars(transparent)]
pub(super) struct FactId(
    #[schemars(
        length(max = 96),
        regex(pattern = r"^[A-Za-z][A-Za-z0-9_.-]*-([A-Za-z0-9_.-]*[A-Za-z0-9])$")
    )]
    String,
);

/// One variation; keys beside these are its values.
#[derive(JsonSchema)]
#[schemars(extend("propertyNames" = {"pattern": "^[a-z_][a-z0-9_]*$", "maxLength": 64}))]
pub(super) struct RowEntry {
    /// The last part of the instance's id.
    name: Name,
    /// A requirement of its own, instead of the case's.
    #[schemars(default, with = "Sentence")]
    requirement: Option<Sentence>,
    /// The row's values, for `{$row: …}`.
    #[schemars(flatten)]
    values: BTreeMap<String, Template>,
}

/// One precondition.
#[derive(JsonSchema)]
#[schemars(tag = "role", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum NeedEntry {
    /// A custom key store.
    CustomKeyStore {
        /// What backs the store.
        #[schemars(default, with = "StoreType", rename = "type")]
        store_type: Option<StoreType>,
        /// How an external key store reaches its proxy.
        #[schemars(default, with = "StoreConnectivity")]
        connectivity: Option<StoreConnectivity>,
        /// Its connection state at the first step.
        #[schemars(default, with = "StoreState")]
        state: Option<StoreState>,
        /// Who makes it.
        #[schemars(default, with = "Maker", rename = "as")]
        principal: Option<Maker>,
        /// Where.
        #[schemars(default, with = "Region")]
        region: Option<Region>,
        /// Members of the create request.
        #[schemars(default, with = "TemplateMap")]
        with: Option<TemplateMap>,
    },
    /// An alias of a key.
    Alias {
        /// The key need that it names.
        of: String,
        /// Who makes it.
        #[schemars(default, with = "Maker", rename = "as")]
        principal: Option<Maker>,
        /// Where.
        #[schemars(default, with = "Region")]
        region: Option<Region>,
        /// Members of the create request.
        #[schemars(default, with = "TemplateMap")]
        with: Option<TemplateMap>,
    },
    /// A KMS key.
    Key {
        /// The custom key store need that holds it.
        #[schemars(default, with = "String", rename = "in")]
        store: Option<String>,
        /// Its state at the first step.
        #[schemars(default, with = "KeyStateNeed")]
        state: Option<KeyStateNeed>,
        /// Who makes it.
        #[schemars(default, with = "Maker", rename = "as")]
        principal: Option<Maker>,
        /// Where.
        #[schemars(default, with = "Region")]
        region: Option<Region>,
        /// Members of the create request.
        #[schemars(default, with = "TemplateMap")]
        with: Option<TemplateMap>,
    },
}

/// Who can make something: anybody but `anonymous`.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub(super) enum Maker {
    /// The account under test.
    Owner,
    /// Another account.
    Peer,
    /// Valid credentials without permissions.
    Stranger,
}
