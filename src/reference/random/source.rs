//! What is given for random bytes.

use crate::reference::rng::Rng;

/// A source of bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source {
    /// Each byte is any byte, whatever the others are.
    Uniform,
    /// Zeros.
    Constant,
    /// Lower-case letters.
    Letters,
    /// Each byte is one more than the last.
    Counting,
    /// Sixteen bytes, again and again.
    Repeating,
}

impl Source {
    /// So many bytes.
    pub(crate) fn bytes(self, rng: &mut Rng, length: usize) -> Vec<u8> {
        let mut bytes = rng.vector(length);
        match self {
            Self::Uniform => {}
            Self::Constant => bytes.fill(0),
            Self::Letters => bytes.iter_mut().for_each(|byte| *byte = b'a' + *byte % 26),
            Self::Counting => (1..length).for_each(|at| bytes[at] = bytes[at - 1].wrapping_add(1)),
            Self::Repeating => (16..length).for_each(|at| bytes[at] = bytes[at - 16]),
        }
        bytes
    }
}
