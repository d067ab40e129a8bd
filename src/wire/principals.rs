//! Who calls, with the credentials of everybody: those of now and those before, as they are renewed.

use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use super::admin::Principal;

/// Who calls: the newest credentials of everybody come before all that they had earlier. Clones share one list.
///
/// What was valid once stays in the list, as it is a secret still and may stand in an answer that is late.
#[derive(Debug, Clone, Default)]
pub struct Principals(Arc<RwLock<Vec<Principal>>>);

impl Principals {
    /// Who has this name, with the newest credentials.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<Principal> {
        let all = self.read();
        all.iter().find(|principal| principal.name == name).cloned()
    }

    /// From now on these are the newest credentials of whoever has this name.
    pub fn renew(&self, principal: Principal) {
        let mut all = self.0.write().unwrap_or_else(PoisonError::into_inner);
        all.insert(0, principal);
    }

    /// Everybody, and everything that they ever signed with.
    #[must_use]
    pub fn all(&self) -> Vec<Principal> {
        self.read().clone()
    }

    /// How many credentials there are, earlier ones too.
    #[must_use]
    pub fn count(&self) -> usize {
        self.read().len()
    }

    fn read(&self) -> RwLockReadGuard<'_, Vec<Principal>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }
}

impl From<Vec<Principal>> for Principals {
    fn from(all: Vec<Principal>) -> Self {
        Self(Arc::new(RwLock::new(all)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::world;

    #[test]
    fn the_newest_are_found_and_none_is_forgotten() {
        let list = Principals::from(world::principals());
        let shared = list.clone();
        let mut peer = list.named("peer").expect("there is one");
        let before = peer.access_key_id.clone();
        "ASIANEW".clone_into(&mut peer.access_key_id);
        list.renew(peer);
        let now = shared.named("peer").expect("there is one");
        assert_eq!(now.access_key_id, "ASIANEW");
        assert!(shared.all().iter().any(|it| it.access_key_id == before));
        assert_eq!((shared.count(), list.named("nobody")), (5, None));
    }
}
