//! The credentials that STS has given, and until when they are good.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::reference::rng::Rng;
use crate::wire::Timestamp;
use crate::wire::sigv4::Credentials;

/// How long credentials that have ended are still known to have ended, and not only unknown.
const REMEMBERED: Duration = Duration::from_hours(24);

/// Somebody who has taken a role.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Session {
    /// The account of the role.
    pub(crate) account: String,
    /// The role's name.
    pub(crate) role: String,
    /// The session's own name.
    pub(crate) name: String,
    /// Whether the role may do anything.
    pub(crate) permitted: bool,
    /// When its time is over.
    pub(crate) expires: Timestamp,
    /// What it signs with.
    pub(crate) credentials: Credentials,
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("account", &self.account)
            .field("role", &self.role)
            .field("name", &self.name)
            .field("expires", &self.expires)
            .finish_non_exhaustive()
    }
}

/// Every session, by access key id.
#[derive(Debug, Default)]
pub(crate) struct Sessions(BTreeMap<String, Session>);

impl Sessions {
    /// The session of this access key id, also one whose time is over.
    pub(crate) fn get(&self, access_key_id: &str) -> Option<&Session> {
        self.0.get(access_key_id)
    }

    /// Keeps a session; forgets those whose time has been over for long.
    pub(super) fn keep(&mut self, session: Session, now: Timestamp) {
        self.0
            .retain(|_, session| session.expires.plus(REMEMBERED) > now);
        let id = session.credentials.access_key_id.clone();
        self.0.insert(id, session);
    }
}

/// New credentials in the form of temporary ones.
pub(super) fn credentials(rng: &mut Rng) -> Credentials {
    const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let letters = rng.vector(16);
    let letters = letters
        .iter()
        .map(|byte| char::from(LETTERS[usize::from(byte % 32)]));
    Credentials {
        access_key_id: format!("ASIA{}", letters.collect::<String>()),
        secret_access_key: STANDARD.encode(rng.bytes::<30>()),
        session_token: Some(STANDARD.encode(rng.bytes::<240>())),
    }
}
