//! Scripts as bytes: every script has bytes that the generator reads back as just that script, and every byte string
//! reads as some script.

use arbitrary::{Result, Unstructured};

use super::fresh::KINDS;
use super::{Arg, Malformation, Ref, Script, ScriptCall, Step};
use crate::case::{Principal, Region, StoreState};
use crate::model::Operation;

/// The first byte of a step that is written out; the others begin one that the generator makes up.
pub(super) const WRITTEN_OUT: u8 = 0xF0;

/// Values nest no deeper than this; what is deeper reads as null.
const DEEPEST: usize = 24;

const STATES: [StoreState; 5] = [
    StoreState::Disconnected,
    StoreState::Connecting,
    StoreState::Connected,
    StoreState::Disconnecting,
    StoreState::Failed,
];
const PRINCIPALS: [Principal; 5] = [
    Principal::Owner,
    Principal::Peer,
    Principal::Stranger,
    Principal::Anonymous,
    Principal::User,
];
const REGIONS: [Region; 2] = [Region::Home, Region::Other];

/// A script that the encoding cannot hold: a text over 65,535 bytes, a list over 255 items, or values nested too deep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooLarge;

impl std::fmt::Display for TooLarge {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the script is too large to be written as bytes")
    }
}

impl std::error::Error for TooLarge {}

/// The bytes from which [`script`](super::script) makes exactly this script, whatever its options, up to their most calls.
///
/// # Errors
/// [`TooLarge`].
pub fn encode(script: &Script) -> std::result::Result<Vec<u8>, TooLarge> {
    let mut out = Out(Vec::new());
    for step in &script.steps {
        out.byte(WRITTEN_OUT);
        out.step(step)?;
    }
    Ok(out.0)
}

struct Out(Vec<u8>);

type Written = std::result::Result<(), TooLarge>;

impl Out {
    fn byte(&mut self, byte: u8) {
        self.0.push(byte);
    }

    fn place<T: PartialEq>(&mut self, of: &T, among: &[T]) -> Written {
        let place = among.iter().position(|t| t == of).ok_or(TooLarge)?;
        self.byte(u8::try_from(place).map_err(|_| TooLarge)?);
        Ok(())
    }

    fn count(&mut self, count: usize) -> Written {
        self.byte(u8::try_from(count).map_err(|_| TooLarge)?);
        Ok(())
    }

    fn bytes(&mut self, bytes: &[u8]) -> Written {
        let length = u16::try_from(bytes.len()).map_err(|_| TooLarge)?;
        self.0.extend(length.to_le_bytes());
        self.0.extend(bytes);
        Ok(())
    }

    fn text(&mut self, text: &str) -> Written {
        self.bytes(text.as_bytes())
    }

    fn maybe(&mut self, text: Option<&String>) -> Written {
        self.byte(u8::from(text.is_some()));
        text.map_or(Ok(()), |text| self.text(text))
    }

    fn step(&mut self, step: &Step) -> Written {
        match step {
            Step::Call(call) => {
                self.byte(0);
                self.place(&call.operation, Operation::ALL)?;
                self.place(&call.principal, &PRINCIPALS)?;
                self.place(&call.region, &REGIONS)?;
                self.arg(&call.input, 0)?;
                self.oddity(call.oddity.as_ref())
            }
            Step::Settle { store, state } => {
                self.byte(1);
                self.place(state, &STATES)?;
                self.arg(store, 0)
            }
            Step::Advance(millis) => {
                self.byte(2);
                self.0.extend(millis.to_le_bytes());
                Ok(())
            }
            Step::Disturb(arg) => {
                self.byte(3);
                self.arg(arg, 0)
            }
        }
    }

    fn arg(&mut self, arg: &Arg, depth: usize) -> Written {
        if depth >= DEEPEST {
            return Err(TooLarge);
        }
        match arg {
            Arg::Null => self.byte(0),
            Arg::Bool(value) => self.byte(1 + u8::from(*value)),
            Arg::Int(value) => {
                self.byte(3);
                self.0.extend(value.to_le_bytes());
            }
            Arg::Float(value) => {
                self.byte(4);
                self.0.extend(value.to_bits().to_le_bytes());
            }
            Arg::Text(text) => {
                self.byte(5);
                self.text(text)?;
            }
            Arg::Repeat(text, times) => {
                self.byte(6);
                self.text(text)?;
                self.0.extend(times.to_le_bytes());
            }
            Arg::List(items) => {
                self.byte(7);
                self.count(items.len())?;
                for item in items {
                    self.arg(item, depth + 1)?;
                }
            }
            Arg::Map(members) => {
                self.byte(8);
                self.count(members.len())?;
                for (name, arg) in members {
                    self.text(name)?;
                    self.arg(arg, depth + 1)?;
                }
            }
            Arg::Ref(reference) => {
                self.byte(9);
                self.count(reference.step)?;
                self.count(reference.path.len())?;
                for part in &reference.path {
                    self.text(part)?;
                }
            }
            Arg::Fresh(kind, n) => {
                self.byte(10);
                self.place(kind, &KINDS)?;
                self.byte(*n);
            }
            Arg::Join(parts) => {
                self.byte(11);
                self.count(parts.len())?;
                for part in parts {
                    self.arg(part, depth + 1)?;
                }
            }
            Arg::Upper(inner) => {
                self.byte(12);
                self.arg(inner, depth + 1)?;
            }
        }
        Ok(())
    }

    fn oddity(&mut self, oddity: Option<&Malformation>) -> Written {
        let Some(oddity) = oddity else {
            self.byte(0);
            return Ok(());
        };
        let (tag, texts) = oddity_parts(oddity);
        self.byte(tag);
        match oddity {
            Malformation::Target(value) | Malformation::ContentType(value) => {
                self.maybe(value.as_ref())
            }
            Malformation::Header(name, value) => {
                self.text(name)?;
                self.maybe(value.as_ref())
            }
            Malformation::BodyRepeat(text, times) => {
                self.text(text)?;
                self.0.extend(times.to_le_bytes());
                Ok(())
            }
            Malformation::BodyBytes(bytes) => self.bytes(bytes),
            Malformation::SignedAt(millis) => {
                self.0.extend(millis.to_le_bytes());
                Ok(())
            }
            _ => texts.into_iter().try_for_each(|text| self.text(text)),
        }
    }
}

/// The tag of an oddity, and its texts where it is made of texts alone.
fn oddity_parts(oddity: &Malformation) -> (u8, Vec<&str>) {
    match oddity {
        Malformation::Method(a) => (1, vec![a]),
        Malformation::Path(a) => (2, vec![a]),
        Malformation::Target(_) => (3, vec![]),
        Malformation::ContentType(_) => (4, vec![]),
        Malformation::Header(..) => (5, vec![]),
        Malformation::BodyText(a) => (6, vec![a]),
        Malformation::BodyRepeat(..) => (7, vec![]),
        Malformation::BodyBytes(_) => (8, vec![]),
        Malformation::Unsigned => (9, vec![]),
        Malformation::SignedAt(_) => (10, vec![]),
        Malformation::ScopeRegion(a) => (11, vec![a]),
        Malformation::ScopeService(a) => (12, vec![a]),
        Malformation::ScopeDate(a) => (13, vec![a]),
        Malformation::ScopeTerminator(a) => (14, vec![a]),
        Malformation::Algorithm(a) => (15, vec![a]),
        Malformation::AccessKeyId(a) => (16, vec![a]),
        Malformation::Secret(a) => (17, vec![a]),
        Malformation::Signature(a) => (18, vec![a]),
        Malformation::SessionToken(a) => (19, vec![a]),
        Malformation::UnsignedHeader(a) => (20, vec![a]),
        Malformation::Omit(a) => (21, vec![a]),
        Malformation::Authorization(a) => (22, vec![a]),
        Malformation::AlterHeader(a, b) => (23, vec![a, b]),
        Malformation::AlterBody(a) => (24, vec![a]),
        Malformation::OmitDate => (25, vec![]),
        Malformation::InQuery => (26, vec![]),
        Malformation::Preflight => (27, vec![]),
    }
}

/// Reads one step that is written out; the byte [`WRITTEN_OUT`] is already taken.
pub(super) fn step(u: &mut Unstructured<'_>) -> Result<Step> {
    Ok(match byte(u)? % 4 {
        0 => Step::Call(Box::new(ScriptCall {
            operation: among(u, Operation::ALL)?,
            principal: among(u, &PRINCIPALS)?,
            region: among(u, &REGIONS)?,
            input: arg(u, 0)?,
            oddity: oddity(u)?,
        })),
        1 => {
            let state = among(u, &STATES)?;
            let store = arg(u, 0)?;
            Step::Settle { store, state }
        }
        2 => Step::Advance(u.arbitrary()?),
        _ => Step::Disturb(arg(u, 0)?),
    })
}

fn byte(u: &mut Unstructured<'_>) -> Result<u8> {
    u.arbitrary()
}

fn among<T: Copy>(u: &mut Unstructured<'_>, all: &[T]) -> Result<T> {
    Ok(all[usize::from(byte(u)?) % all.len()])
}

fn bytes(u: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let length: u16 = u.arbitrary()?;
    let length = usize::from(length).min(u.len());
    Ok(u.bytes(length)?.to_vec())
}

fn text(u: &mut Unstructured<'_>) -> Result<String> {
    let bytes = bytes(u)?;
    Ok(String::from_utf8(bytes)
        .unwrap_or_else(|e| String::from_utf8_lossy(e.as_bytes()).into_owned()))
}

fn maybe(u: &mut Unstructured<'_>) -> Result<Option<String>> {
    Ok(if byte(u)? % 2 == 1 {
        Some(text(u)?)
    } else {
        None
    })
}

fn count(u: &mut Unstructured<'_>) -> Result<usize> {
    // Nothing is shorter than a byte, so a count beyond what is left would only make nulls.
    Ok(usize::from(byte(u)?).min(u.len()))
}

fn arg(u: &mut Unstructured<'_>, depth: usize) -> Result<Arg> {
    if depth >= DEEPEST {
        return Ok(Arg::Null);
    }
    Ok(match byte(u)? % 13 {
        0 => Arg::Null,
        1 => Arg::Bool(false),
        2 => Arg::Bool(true),
        3 => Arg::Int(u.arbitrary()?),
        4 => {
            let value = f64::from_bits(u.arbitrary()?);
            Arg::Float(if value.is_finite() { value } else { 0.5 })
        }
        5 => Arg::Text(text(u)?),
        6 => Arg::Repeat(text(u)?, u.arbitrary()?),
        7 => Arg::List(args(u, depth)?),
        8 => {
            let mut map = Arg::Map(Vec::new());
            for _ in 0..count(u)? {
                let name = text(u)?;
                map.set(&name, arg(u, depth + 1)?);
            }
            map
        }
        9 => {
            let step = usize::from(byte(u)?);
            let count = count(u)?;
            let path = (0..count).map(|_| text(u)).collect::<Result<_>>()?;
            Arg::Ref(Ref { step, path })
        }
        10 => Arg::Fresh(among(u, &KINDS)?, byte(u)?),
        11 => Arg::Join(args(u, depth)?),
        _ => Arg::Upper(Box::new(arg(u, depth + 1)?)),
    })
}

/// So many values as a count says, one deeper than what they are in.
fn args(u: &mut Unstructured<'_>, depth: usize) -> Result<Vec<Arg>> {
    let count = count(u)?;
    (0..count).map(|_| arg(u, depth + 1)).collect()
}

fn oddity(u: &mut Unstructured<'_>) -> Result<Option<Malformation>> {
    Ok(Some(match byte(u)? % 28 {
        0 => return Ok(None),
        1 => Malformation::Method(text(u)?),
        2 => Malformation::Path(text(u)?),
        3 => Malformation::Target(maybe(u)?),
        4 => Malformation::ContentType(maybe(u)?),
        5 => Malformation::Header(text(u)?, maybe(u)?),
        6 => Malformation::BodyText(text(u)?),
        7 => Malformation::BodyRepeat(text(u)?, u.arbitrary()?),
        8 => Malformation::BodyBytes(bytes(u)?),
        9 => Malformation::Unsigned,
        10 => Malformation::SignedAt(u.arbitrary()?),
        11 => Malformation::ScopeRegion(text(u)?),
        12 => Malformation::ScopeService(text(u)?),
        13 => Malformation::ScopeDate(text(u)?),
        14 => Malformation::ScopeTerminator(text(u)?),
        15 => Malformation::Algorithm(text(u)?),
        16 => Malformation::AccessKeyId(text(u)?),
        17 => Malformation::Secret(text(u)?),
        18 => Malformation::Signature(text(u)?),
        19 => Malformation::SessionToken(text(u)?),
        20 => Malformation::UnsignedHeader(text(u)?),
        21 => Malformation::Omit(text(u)?),
        22 => Malformation::Authorization(text(u)?),
        23 => Malformation::AlterHeader(text(u)?, text(u)?),
        24 => Malformation::AlterBody(text(u)?),
        25 => Malformation::OmitDate,
        26 => Malformation::InQuery,
        _ => Malformation::Preflight,
    }))
}
