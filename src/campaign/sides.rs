//! The two sides that a campaign compares: an endpoint, and the reference or a second endpoint.

use futures_util::future::join_all;

use super::control::Control;
use super::trace::{Side, Trace};
use crate::generate::Script;
use crate::target::Error;

/// Who is compared with whom.
#[derive(Debug, Clone, Copy)]
pub struct Sides<'a> {
    /// The endpoint.
    pub first: &'a Side,
    /// The endpoint that it is compared with; the reference where there is none.
    pub second: Option<&'a Side>,
}

/// One of the two sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Which {
    /// The endpoint.
    First,
    /// The endpoint that it is compared with.
    Second,
}

/// One script on both sides.
#[derive(Debug)]
pub(super) struct Traces {
    pub(super) first: Trace,
    /// `None` where the second side is the reference.
    pub(super) second: Option<Trace>,
}

impl<'a> From<&'a Side> for Sides<'a> {
    fn from(first: &'a Side) -> Self {
        Self {
            first,
            second: None,
        }
    }
}

impl<'a> Sides<'a> {
    /// Each side.
    pub(super) fn all(self) -> impl Iterator<Item = (Which, &'a Side)> {
        let second = self.second.map(|side| (Which::Second, side));
        std::iter::once((Which::First, self.first)).chain(second)
    }

    /// Whether clock and world are ours on every side.
    pub(super) fn have_worlds(self) -> bool {
        self.all().all(|(_, side)| side.has_world())
    }

    /// The side; the first where there is only one.
    pub(super) fn side(self, which: Which) -> &'a Side {
        match which {
            Which::First => self.first,
            Which::Second => self.second.unwrap_or(self.first),
        }
    }

    /// Runs the script on each side, with the same values, at the same time.
    ///
    /// # Errors
    /// When a side cannot be asked.
    pub(super) async fn play(
        self,
        script: &Script,
        salt: u64,
        control: &Control,
    ) -> Result<Traces, Error> {
        let played = self
            .all()
            .map(|(which, side)| side.play(script, salt, control, which));
        let mut traces = join_all(played).await.into_iter();
        let first = traces.next().transpose()?.unwrap_or_default();
        let second = traces.next().transpose()?;
        Ok(Traces { first, second })
    }
}
