//! The policies of identities: what an account lets its own principals do.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use super::{Document, read_identity_policy};

/// The policies of principals, by name; of a principal without an entry nothing is restricted.
#[derive(Debug, Clone, Default)]
pub(crate) struct Identities(BTreeMap<String, Arc<[Document]>>);

impl Identities {
    /// Gives a principal these policies and no others.
    ///
    /// # Errors
    ///
    /// [`PolicyFault`] for a text that is no policy of an identity.
    pub(crate) fn set(&mut self, name: &str, texts: &[String]) -> Result<(), PolicyFault> {
        let mut documents = Vec::new();
        for (at, text) in texts.iter().enumerate() {
            let document =
                read_identity_policy(text).map_err(|malformed| PolicyFault::Malformed {
                    principal: name.to_owned(),
                    at,
                    why: malformed.0,
                })?;
            documents.push(document);
        }
        self.0.insert(name.to_owned(), documents.into());
        Ok(())
    }

    /// The policies of this principal.
    pub(crate) fn of(&self, name: &str) -> Option<Arc<[Document]>> {
        self.0.get(name).cloned()
    }
}

/// Why a principal cannot have a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PolicyFault {
    /// There is no principal of this name.
    Nobody(String),
    /// A document is no policy of an identity.
    Malformed {
        /// Whose it is.
        principal: String,
        /// Which of theirs, from 0.
        at: usize,
        /// What is wrong with it.
        why: String,
    },
}

impl fmt::Display for PolicyFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nobody(name) => write!(f, "there is no principal `{name}`"),
            Self::Malformed { principal, at, why } => {
                write!(
                    f,
                    "policy {} of `{principal}` is no identity policy: {why}",
                    at + 1
                )
            }
        }
    }
}

impl std::error::Error for PolicyFault {}
