//! Facts: what is known of KMS, each once, with its source; cases cite their ids.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, LazyLock};

use schemars::JsonSchema;

use super::error::{LoadError, LoadErrors};
use super::load::sorted;
use super::suggest::did_you_mean;
use super::{Source, Span, files, parse};
use crate::model::Operation;

/// One thing that is known of KMS, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// Its id, such as `C-106`, `model-CreateAlias.errors` or `cli-basic.alias`.
    pub id: String,
    /// The file in which it stands, as the user would write it.
    pub file: String,
    /// The place in the file.
    pub span: Span,
    /// The operations that it is about; none: all of them, or none in particular.
    pub operations: Vec<Operation>,
    /// What is known, in a sentence.
    pub statement: String,
    /// How it is known.
    pub kind: EvidenceKind,
    /// Where to look it up.
    pub source: String,
    /// When it was seen or published: a year, a month or a day.
    pub date: Option<String>,
    /// `sister-service`: seen on another AWS service only.
    pub via: Option<String>,
    /// How sure it is.
    pub confidence: Confidence,
    /// Ids of facts that it confirms.
    pub supports: Vec<String>,
    /// Why it is a question: what its sources leave open, or contradict each other in.
    pub question: Option<String>,
    /// What else there is to say.
    pub note: Option<String>,
    /// Why no case of the corpus cites it.
    pub unchecked: Option<String>,
}

impl Fact {
    /// Whether it leaves open what KMS does, so that it is no judge.
    #[must_use]
    pub fn is_question(&self) -> bool {
        self.question.is_some() || self.confidence == Confidence::Low
    }

    /// Whether it tells something of KMS itself: neither inferred, nor seen on another service only.
    #[must_use]
    pub fn is_of_kms(&self) -> bool {
        self.via.is_none() && self.kind != EvidenceKind::Inferred
    }
}

/// How sure a fact is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, JsonSchema)]
#[schemars(rename_all = "kebab-case")]
pub enum Confidence {
    /// `high`: the source says so, in so many words.
    High,
    /// `medium`: the source is old, indirect or alone.
    Medium,
    /// `low`: it may well be otherwise.
    Low,
}

/// How a rule is known, strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, JsonSchema)]
#[schemars(rename_all = "kebab-case")]
pub enum EvidenceKind {
    /// `recorded-aws`: an answer of AWS was recorded.
    RecordedAws,
    /// `recorded-cli`: a run of the AWS CLI was recorded.
    RecordedCli,
    /// `aws-doc`: AWS documentation says so.
    AwsDoc,
    /// `service-model`: the service model or its documentation strings say so.
    ServiceModel,
    /// `user-report`: somebody saw it and wrote it down.
    UserReport,
    /// `inferred`: from other evidence.
    Inferred,
}

/// Where a rule comes from: a fact that is cited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// The fact.
    pub fact: Arc<Fact>,
    /// What it has to do with the case, where its statement does not tell.
    pub note: Option<String>,
}

impl Evidence {
    /// The built-in fact of this id, cited; `None` when there is none.
    #[must_use]
    pub fn built_in(id: &str) -> Option<Self> {
        let fact = Arc::clone(Facts::built_in().get(id)?);
        Some(Self { fact, note: None })
    }
}

/// The facts that cases may cite, by id.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    by_id: BTreeMap<String, Arc<Fact>>,
}

impl Facts {
    /// The facts of the corpus, as they were when this was built.
    ///
    /// # Panics
    ///
    /// If one of the files does not load; a test holds that they do.
    #[must_use]
    pub fn built_in() -> &'static Self {
        match Self::try_built_in() {
            Ok(facts) => facts,
            Err(errors) => panic!("{errors}"),
        }
    }

    fn try_built_in() -> Result<&'static Self, &'static LoadErrors> {
        static FACTS: LazyLock<Result<Facts, LoadErrors>> = LazyLock::new(|| {
            let mut facts = Facts::default();
            let files = BUILT_IN.iter().map(|(name, text)| Source {
                path: path_of(name),
                text: (*text).to_owned(),
            });
            let errors = files.flat_map(|source| facts.add(&Arc::new(source)));
            let errors: Vec<_> = errors.collect();
            if errors.is_empty() {
                Ok(facts)
            } else {
                Err(LoadErrors { errors })
            }
        });
        FACTS.as_ref()
    }

    /// The built-in facts and those of the folder `facts` in `cases`, which hold over built-in ones of the same id.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with the files; a folder that is not there has none.
    pub fn load(cases: &Path) -> Result<Self, LoadErrors> {
        let (files, errors) = files::facts_under(cases);
        Self::of_files(&files, errors).map_err(sorted)
    }

    /// The built-in facts and those of these files.
    pub(super) fn of_files(
        files: &[impl AsRef<Path>],
        mut errors: Vec<LoadError>,
    ) -> Result<Self, Vec<LoadError>> {
        let mut own = Self::default();
        for file in files {
            match files::read(file.as_ref()) {
                Ok(source) => errors.extend(own.add_own(&source)),
                Err(error) => errors.push(error),
            }
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let built_in = Self::try_built_in().map_err(|errors| errors.errors.clone())?;
        let mut facts = built_in.clone();
        facts.by_id.extend(own.by_id);
        Ok(facts)
    }

    /// Takes the facts of a file in; one that is built in as it stands is not read again.
    fn add_own(&mut self, source: &Arc<Source>) -> Vec<LoadError> {
        let mut files = BUILT_IN.iter();
        match (
            files.find(|(_, text)| *text == source.text),
            Self::try_built_in(),
        ) {
            (Some((name, _)), Ok(facts)) => {
                let file = path_of(name);
                let facts = facts.all().filter(|fact| fact.file == file);
                facts.filter_map(|fact| self.put(fact, source)).collect()
            }
            _ => self.add(source),
        }
    }

    /// Takes the facts of a file in; gives what is wrong with it.
    fn add(&mut self, source: &Arc<Source>) -> Vec<LoadError> {
        match parse::facts(Arc::clone(source)) {
            Ok(facts) => {
                let facts = facts.into_iter().map(Arc::new);
                facts.filter_map(|fact| self.put(&fact, source)).collect()
            }
            Err(errors) => errors,
        }
    }

    /// Takes a fact in, unless its id is taken.
    fn put(&mut self, fact: &Arc<Fact>, source: &Arc<Source>) -> Option<LoadError> {
        let Some(first) = self.by_id.get(&fact.id) else {
            self.by_id.insert(fact.id.clone(), Arc::clone(fact));
            return None;
        };
        let (file, line) = (&first.file, first.span.line);
        Some(LoadError {
            span: Some(fact.span),
            width: u32::try_from(fact.id.len()).unwrap_or(1),
            source: Arc::clone(source),
            what: format!("a second fact `{}`", fact.id),
            why: format!("{file}:{line} has it first, and a fact stands once"),
            help: Some("give it an id of its own, or put the two together".to_owned()),
        })
    }

    /// The fact of an id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Arc<Fact>> {
        self.by_id.get(id)
    }

    /// Every fact, by id.
    pub fn all(&self) -> impl Iterator<Item = &Arc<Fact>> {
        self.by_id.values()
    }

    /// The question after the id that was meant, if one is near.
    #[must_use]
    pub fn did_you_mean(&self, id: &str) -> Option<String> {
        did_you_mean(id, self.by_id.keys().map(String::as_str))
    }
}

/// Whether a text can be the id of a fact: a letter, then letters, digits, `-`, `_` and `.`, with a `-` in it.
#[must_use]
pub fn is_fact_id(text: &str) -> bool {
    let inside = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.ends_with(|c: char| c.is_ascii_alphanumeric())
        && text.contains('-')
        && text.len() <= 96
        && text.chars().all(inside)
}

/// The path of a built-in file.
fn path_of(name: &str) -> String {
    format!("cases/facts/{name}.yaml")
}

macro_rules! built_in {
    ($($name:literal),* $(,)?) => {
        /// The files of `cases/facts/`: name and text.
        pub(super) const BUILT_IN: &[(&str, &str)] = &[$(
            ($name, include_str!(concat!("../../cases/facts/", $name, ".yaml"))),
        )*];
    };
}

built_in! {
    "aliases",
    "authentication",
    "cli",
    "consistency",
    "cryptography",
    "custom_key_stores",
    "documentation",
    "external_proxies",
    "grants",
    "import",
    "key_states",
    "keys",
    "kmspec",
    "model",
    "multi_region",
    "policies",
    "quotas",
    "rotation",
    "validation",
    "wire",
}
