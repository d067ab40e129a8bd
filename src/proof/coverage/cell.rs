//! What there is to cover, computed from the service model and the facts.

use std::collections::BTreeSet;
use std::fmt;

use serde::Serialize;

use crate::case::Facts;
use crate::model::{self, Kind, Model, Operation};
use crate::reference::Reference;

/// In what respect the suite can be whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Dimension {
    /// Each operation and each error that the model declares for it.
    Errors,
    /// Each operation, each member of its input at any depth, and each class of its values.
    Inputs,
    /// Each operation that names a key, and each key state.
    KeyStates,
    /// Each operation, and each caller.
    Principals,
    /// Each key spec and each usage; for a usage that the spec can have, each algorithm of the usage.
    KeySpecs,
    /// Each list, and each kind of page.
    Paging,
    /// Each fact.
    Facts,
}

impl Dimension {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Errors,
        Self::Inputs,
        Self::KeyStates,
        Self::Principals,
        Self::KeySpecs,
        Self::Paging,
        Self::Facts,
    ];

    /// What its cells are, for people.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Errors => "operation × declared error",
            Self::Inputs => "operation × input member × class of value",
            Self::KeyStates => "operation × key state",
            Self::Principals => "operation × caller",
            Self::KeySpecs => "key spec × usage × algorithm",
            Self::Paging => "list × page",
            Self::Facts => "facts",
        }
    }
}

/// One thing to cover.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Cell {
    /// In what respect.
    pub dimension: Dimension,
    /// What it is of: an operation and an error, or a spec, a usage and an algorithm, as its dimension says.
    pub of: Vec<String>,
}

impl Cell {
    pub(super) fn new<const N: usize>(dimension: Dimension, of: [&str; N]) -> Self {
        let of = of.iter().map(|part| (*part).to_owned()).collect();
        Self { dimension, of }
    }
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.of.join(" "))
    }
}

/// Who calls, as cases name them.
pub(super) const CALLERS: [&str; 5] = ["owner", "user", "peer", "stranger", ANONYMOUS];

/// Who signs nothing.
pub(super) const ANONYMOUS: &str = "anonymous";

/// The list whole, without a limit.
pub(super) const WHOLE: &str = "whole";
/// A limit, and there is more.
pub(super) const FIRST_PAGE: &str = "first_page";
/// With a marker, and there is more.
pub(super) const NEXT_PAGE: &str = "next_page";
/// With a marker, and there is no more.
pub(super) const LAST_PAGE: &str = "last_page";
/// A marker that is refused.
pub(super) const BAD_MARKER: &str = "bad_marker";

const PAGES: [&str; 5] = [WHOLE, FIRST_PAGE, NEXT_PAGE, LAST_PAGE, BAD_MARKER];

/// The usage to which algorithms of a shape belong.
pub(super) fn usage_of(shape: &str) -> Option<&'static str> {
    Some(match shape {
        "EncryptionAlgorithmSpec" => "ENCRYPT_DECRYPT",
        "SigningAlgorithmSpec" => "SIGN_VERIFY",
        "MacAlgorithmSpec" => "GENERATE_VERIFY_MAC",
        "KeyAgreementAlgorithmSpec" => "KEY_AGREEMENT",
        "EncapsulationAlgorithmSpec" => "ENCAPSULATE_DECAPSULATE",
        _ => return None,
    })
}

/// Everything that there is.
pub(super) fn all(facts: &Facts) -> BTreeSet<Cell> {
    let model = Model::bundled();
    let mut cells: BTreeSet<Cell> = BTreeSet::new();
    let states = values(model, "KeyState");
    for operation in Operation::ALL {
        let name = operation.name();
        let declared = model.operation(*operation);
        let errors = declared.errors.iter();
        cells.extend(errors.map(|error| Cell::new(Dimension::Errors, [name, error])));
        for (member, class) in model::classes(model, *operation) {
            let of = [name, &*member, class.name()];
            cells.insert(Cell::new(Dimension::Inputs, of));
        }
        if !operation.key_members().is_empty() {
            let of = |state: &String| Cell::new(Dimension::KeyStates, [name, state]);
            cells.extend(states.iter().map(of));
        }
        cells.extend(CALLERS.map(|caller| Cell::new(Dimension::Principals, [name, caller])));
        if declared.paginator.is_some() {
            cells.extend(PAGES.map(|page| Cell::new(Dimension::Paging, [name, page])));
        }
    }
    for spec in values(model, "KeySpec") {
        for usage in values(model, "KeyUsageType") {
            cells.insert(Cell::new(Dimension::KeySpecs, [&spec, &usage]));
            if !Reference::spec_allows(&spec, &usage) {
                continue;
            }
            let shapes = model.shapes.keys();
            let shapes = shapes.filter(|shape| usage_of(shape) == Some(&usage));
            for algorithm in shapes.flat_map(|shape| values(model, shape)) {
                let of = [&*spec, &*usage, &*algorithm];
                cells.insert(Cell::new(Dimension::KeySpecs, of));
            }
        }
    }
    cells.extend(
        facts
            .all()
            .map(|fact| Cell::new(Dimension::Facts, [&*fact.id])),
    );
    cells
}

/// The values of an enumeration of the model.
fn values(model: &Model, shape: &str) -> Vec<String> {
    match model.shape(shape).map(|shape| &shape.kind) {
        Some(Kind::String { values, .. }) => values.clone(),
        _ => Vec::new(),
    }
}
