//! Of which key a request is, for those who look on.

use super::endpoint::Reference;
use super::key::{self, Spec};
use crate::model::Operation;
use crate::wire::Request;

/// A key as it is while a request is answered that names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeySeen {
    /// Its spec, such as `RSA_2048`.
    pub spec: &'static str,
    /// Its state, such as `Enabled`.
    pub state: &'static str,
}

impl Reference {
    /// The first key that a request of this operation with this input names, by id, alias or ARN of either.
    ///
    /// Whoever asks: neither signature nor permission is looked at. `None` where there is no such key.
    #[must_use]
    pub fn key_seen(
        &self,
        operation: Operation,
        request: &Request,
        input: &serde_json::Value,
    ) -> Option<KeySeen> {
        let mut tenant = self.tenant_of(request)?;
        let mut named = operation.key_members().iter();
        let text = named.find_map(|name| input.get(name)?.as_str())?;
        let resource = match text.strip_prefix("arn:") {
            None => text,
            Some(rest) => {
                let mut parts = rest.splitn(5, ':').skip(3);
                parts.next()?.clone_into(&mut tenant.account);
                let resource = parts.next()?;
                resource.strip_prefix("key/").unwrap_or(resource)
            }
        };
        let held = self.held().iter().find(|(whose, _)| **whose == tenant)?.1;
        let alias = held.aliases.get(resource);
        let id = alias.map_or(resource, |alias| alias.target.as_str());
        let key = held.keys.get(id)?;
        Some(KeySeen {
            spec: key.spec.name,
            state: key::state(self.key_rules(), held, key).name(),
        })
    }

    /// Whether keys of a spec can have a usage, both by the model's names.
    #[must_use]
    pub fn spec_allows(spec: &str, usage: &str) -> bool {
        Spec::of(Some(spec)).allows(usage)
    }
}
