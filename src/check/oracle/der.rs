//! DER, and nothing else of BER: what is longer than it need be is refused.

/// Reads elements in their order.
pub(super) struct Reader<'d>(&'d [u8]);

/// The tags that stand in keys and signatures.
pub(super) const INTEGER: u8 = 0x02;
pub(super) const BIT_STRING: u8 = 0x03;
pub(super) const OCTET_STRING: u8 = 0x04;
pub(super) const SEQUENCE: u8 = 0x30;

impl<'d> Reader<'d> {
    /// A reader of these bytes.
    pub(super) fn new(bytes: &'d [u8]) -> Self {
        Self(bytes)
    }

    /// The content of one element with this tag, which is all there is.
    pub(super) fn only(bytes: &'d [u8], tag: u8, what: &str) -> Result<&'d [u8], String> {
        let mut reader = Self(bytes);
        let content = reader.take(tag, what)?;
        reader.end(what)?;
        Ok(content)
    }

    /// The content of the next element, which has this tag.
    pub(super) fn take(&mut self, tag: u8, what: &str) -> Result<&'d [u8], String> {
        let whole = self.0;
        let (&found, rest) = whole
            .split_first()
            .ok_or_else(|| format!("the DER of {what} ends too soon"))?;
        if found != tag {
            return Err(format!(
                "the DER of {what} has the tag {found:02x} where {tag:02x} is due"
            ));
        }
        let (length, rest) =
            length(rest).ok_or_else(|| format!("a length in the DER of {what} is not DER"))?;
        if rest.len() < length {
            return Err(format!("the DER of {what} ends too soon"));
        }
        let (content, rest) = rest.split_at(length);
        self.0 = rest;
        Ok(content)
    }

    /// The bytes of the next `INTEGER`, which is positive or zero, without the zero that keeps it from being negative.
    pub(super) fn unsigned(&mut self, what: &str) -> Result<&'d [u8], String> {
        match self.take(INTEGER, what)? {
            [] => Err(format!("an INTEGER in the DER of {what} is empty")),
            [first, ..] if *first >= 0x80 => {
                Err(format!("an INTEGER in the DER of {what} is negative"))
            }
            [0, second, ..] if *second < 0x80 => Err(format!(
                "an INTEGER in the DER of {what} begins with a zero that it does not need"
            )),
            [0, rest @ ..] if !rest.is_empty() => Ok(rest),
            content => Ok(content),
        }
    }

    /// The content of the next element, if it has this tag.
    pub(super) fn optional(&mut self, tag: u8, what: &str) -> Result<Option<&'d [u8]>, String> {
        match self.0.first() {
            Some(found) if *found == tag => self.take(tag, what).map(Some),
            _ => Ok(None),
        }
    }

    /// There is nothing more.
    pub(super) fn end(&self, what: &str) -> Result<(), String> {
        match self.0.len() {
            0 => Ok(()),
            more => Err(format!("{more} bytes stand behind the DER of {what}")),
        }
    }
}

/// A length, and what stands behind it.
fn length(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let (&first, rest) = bytes.split_first()?;
    let digits = match first {
        0..=0x7f => return Some((first.into(), rest)),
        0x81 | 0x82 => usize::from(first & 0x7f),
        _ => return None,
    };
    let (digits, rest) = rest.split_at_checked(digits)?;
    let length = digits
        .iter()
        .fold(0, |length, digit| length << 8 | usize::from(*digit));
    let shortest = if digits.len() == 1 { 0x80 } else { 0x100 };
    (length >= shortest).then_some((length, rest))
}
