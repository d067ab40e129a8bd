//! Facts: what is known of KMS, each once, with its source; cases cite their ids.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, LazyLock};

use super::error::{LoadError, LoadErrors};
use super::keys::{Date, FactId, Filled, Known, List, Optional, Or, Required, Via, mapping, words};
use super::load::sorted;
use super::parse::FactsById;
use super::suggest::did_you_mean;
use super::{Source, Span, files, parse};
use crate::model::Operation;

mapping! {
    /// One thing that is known of KMS, and how; `kind`, `source` and `confidence` stand here or in the `defaults` of the file.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub Fact("a fact")
    given {
        /// Its id, such as `C-106`, `model-CreateAlias.errors` or `cli-basic.alias`.
        id: String = |parser, _| parser.name.clone();
        /// The file in which it stands, as the user would write it.
        file: String = |parser, _| parser.source().path.clone();
        /// The place in the file.
        span: Span = |parser, _| parser.at;
    } {
        /// The operations that it is about; left out: all of them, or none in particular.
        operations "operations": Vec<Operation> = Or<List<Known>>;
        /// What is known, in a sentence.
        statement "statement": String = Required<Filled>;
        /// How it is known.
        kind "kind": EvidenceKind = Required<EvidenceKind>;
        /// Where to look it up.
        source "source": String = Required<Filled>;
        /// When it was seen or published: a year, a month or a day, quoted.
        date "date": Option<String> = Optional<Date>;
        /// `sister-service`: seen on another AWS service only.
        via "via": Option<String> = Optional<Via>;
        /// How sure it is.
        confidence "confidence": Confidence = Required<Confidence>;
        /// Ids of facts that it confirms.
        supports "supports": Vec<String> = Or<List<FactId>>;
        /// Why it is a question: what its sources leave open, or contradict each other in.
        question "question": Option<String> = Optional<Filled>;
        /// What else there is to say.
        note "note": Option<String> = Optional<Filled>;
        /// Why no case of the corpus cites it.
        unchecked "unchecked": Option<String> = Optional<Filled>;
    }
}

mapping! {
    /// What a fact need not say because the whole file says it.
    #[derive(Debug)]
    pub(in crate::case) FactDefaults("`defaults`") {
        /// How they are known.
        kind "kind": Option<EvidenceKind> = Optional<EvidenceKind>;
        /// Where to look them up.
        source "source": Option<String> = Optional<Filled>;
        /// A year, a month or a day, quoted.
        date "date": Option<String> = Optional<Date>;
        /// Seen on another AWS service only.
        via "via": Option<String> = Optional<Via>;
        /// How sure they are.
        confidence "confidence": Option<Confidence> = Optional<Confidence>;
    }
}

mapping! {
    /// Facts about KMS: each once, with its source; cases cite their ids.
    #[derive(Debug)]
    pub(in crate::case) FactFile("a file of facts") {
        /// What a fact need not say because the whole file says it.
        defaults "defaults": Option<FactDefaults> = Optional<FactDefaults>;
        /// The facts, by id.
        facts "facts": Vec<Fact> = Required<FactsById>;
    }
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

words! {
    /// How sure a fact is.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    Confidence("confidence") {
        /// `high`: the source says so, in so many words.
        High "high",
        /// `medium`: the source is old, indirect or alone.
        Medium "medium",
        /// `low`: it may well be otherwise.
        Low "low",
    }
}

words! {
    /// How a rule is known, strongest first.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    EvidenceKind("kind of evidence") {
        /// `recorded-aws`: an answer of AWS was recorded.
        RecordedAws "recorded-aws",
        /// `recorded-live`: `kmspec record` kept what a live account answered.
        RecordedLive "recorded-live",
        /// `recorded-cli`: a run of the AWS CLI was recorded.
        RecordedCli "recorded-cli",
        /// `aws-doc`: AWS documentation says so.
        AwsDoc "aws-doc",
        /// `service-model`: the service model or its documentation strings say so.
        ServiceModel "service-model",
        /// `user-report`: somebody saw it and wrote it down.
        UserReport "user-report",
        /// `inferred`: from other evidence.
        Inferred "inferred",
    }
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

    /// These facts and those of one more file, which hold over others of the same id.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with the file.
    pub fn with(&self, path: &str, text: &str) -> Result<Self, LoadErrors> {
        let source = Source {
            path: path.to_owned(),
            text: text.to_owned(),
        };
        let more = parse::facts(Arc::new(source)).map_err(sorted)?;
        let mut facts = self.clone();
        let more = more
            .into_iter()
            .map(|fact| (fact.id.clone(), Arc::new(fact)));
        facts.by_id.extend(more);
        Ok(facts)
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
    "iam",
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
