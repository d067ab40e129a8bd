//! Inputs that break the model: by exactly one constraint, or wildly.

use arbitrary::{Result, Unstructured};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::Arg;
use crate::model::{Kind, Member, Model, Operation, Shape};

/// Longer than any limit of these operations but that of a policy, and still cheap to send.
const GIANT: u32 = 20_000;

/// Text that other software takes for more than text.
const HOSTILE: &[&str] = &[
    "",
    " ",
    "\u{0}",
    "\u{feff}",
    "\r\nX-Injected: 1",
    "../../../../etc/passwd",
    "' OR '1'='1",
    "${jndi:ldap://a/b}",
    "%s%n%x",
    "*",
    "null",
    "[]",
    "<script>alert(1)</script>",
    "\u{202e}abc",
    "\u{1f600}",
    "a\u{301}",
    "arn:aws:kms:us-east-1:000000000000:key/",
    "alias/",
    "__proto__",
];

/// Makes one member of the input break one constraint of the model; the error type that AWS answers, if there was a
/// member to break.
///
/// The input must have been valid before.
///
/// # Errors
/// When the bytes run out.
pub fn break_one(
    u: &mut Unstructured<'_>,
    model: &Model,
    operation: Operation,
    input: &mut Arg,
) -> Result<Option<&'static str>> {
    let members = model.input(operation).members();
    if members.is_empty() {
        return Ok(None);
    }
    // Members that are there are broken more often than others.
    let there = members
        .iter()
        .filter(|member| input.member(&member.name).is_some());
    let there: Vec<&Member> = there.collect();
    let member = if !there.is_empty() && u.ratio(3, 4)? {
        *u.choose(&there)?
    } else {
        u.choose(members)?
    };
    break_member(u, model, member, input)
}

fn break_member(
    u: &mut Unstructured<'_>,
    model: &Model,
    member: &Member,
    holder: &mut Arg,
) -> Result<Option<&'static str>> {
    let shape = model.shape_of(member);
    // Of a blob there are more ways to be no base64 than to be too long.
    let of = if matches!(shape.kind, Kind::Blob { .. }) {
        2
    } else {
        1
    };
    if u.ratio(of, 4)? {
        holder.set(&member.name, wrong_type(u, shape)?);
        return Ok(Some("SerializationException"));
    }
    if member.required && u.ratio(1, 3)? {
        if u.ratio(1, 2)? {
            holder.remove(&member.name);
        } else {
            holder.set(&member.name, Arg::Null);
        }
        return Ok(Some("ValidationException"));
    }
    if !shape.members().is_empty() {
        // Inside a structure.
        let mut inner = match holder.member(&member.name) {
            Some(inner @ Arg::Map(_)) => inner.clone(),
            _ => return Ok(None),
        };
        let below = u.choose(shape.members())?;
        let broken = break_member(u, model, below, &mut inner)?;
        holder.set(&member.name, inner);
        return Ok(broken);
    }
    let values = violations(shape);
    if values.is_empty() {
        holder.set(&member.name, wrong_type(u, shape)?);
        return Ok(Some("SerializationException"));
    }
    holder.set(&member.name, u.choose(&values)?.clone());
    Ok(Some("ValidationException"))
}

/// Values of the right type that the shape does not allow.
fn violations(shape: &Shape) -> Vec<Arg> {
    let mut values = Vec::new();
    match &shape.kind {
        Kind::String {
            min,
            max,
            pattern,
            values: allowed,
        } => {
            if !allowed.is_empty() {
                values.push(Arg::text("NOPE"));
                values.push(Arg::text(allowed[0].to_lowercase()));
            }
            if let Some(max) = max.and_then(|max| u32::try_from(max).ok()) {
                values.push(Arg::Repeat("a".to_owned(), max + 1));
            }
            if let Some(min) = min.and_then(|min| u32::try_from(min).ok())
                && min > 0
            {
                values.push(Arg::Repeat("a".to_owned(), min - 1));
            }
            if pattern.is_some() {
                let length = min.unwrap_or(1).max(1).min(max.unwrap_or(1));
                let length = u32::try_from(length).unwrap_or(1);
                values.push(Arg::Repeat("\u{4e00}".to_owned(), length));
            }
        }
        Kind::Integer { min, max } | Kind::Long { min, max } => {
            values.extend(min.map(|min| Arg::Int(min - 1)));
            values.extend(max.map(|max| Arg::Int(max + 1)));
        }
        Kind::Blob { min, max } => {
            if min.is_some_and(|min| min > 0) {
                values.push(Arg::text(""));
            }
            if let Some(max) = max.and_then(|max| usize::try_from(max).ok()) {
                values.push(Arg::text(STANDARD.encode(vec![0; max + 1])));
            }
        }
        Kind::List { max: Some(max), .. } => {
            let count = usize::try_from(max + 1).unwrap_or(1).min(255);
            values.push(Arg::List(vec![Arg::text("a"); count]));
        }
        _ => {}
    }
    values
}

/// A value of another JSON type than the shape's.
fn wrong_type(u: &mut Unstructured<'_>, shape: &Shape) -> Result<Arg> {
    let text = || Arg::text("x");
    let list = || Arg::List(vec![Arg::text("x")]);
    let object = || Arg::object([("x", Arg::Int(1))]);
    let choices = match &shape.kind {
        Kind::Blob { .. } => {
            // The last two are text, and no base64.
            let (odd, short) = (text(), Arg::text("%%%%"));
            vec![Arg::Int(5), list(), object(), odd, short]
        }
        Kind::String { .. } => {
            vec![Arg::Int(5), Arg::Bool(true), list(), object()]
        }
        Kind::Integer { .. } | Kind::Long { .. } | Kind::Double | Kind::Timestamp => {
            vec![text(), Arg::Bool(true), list(), object()]
        }
        Kind::Boolean => vec![text(), list(), object()],
        Kind::List { .. } => vec![text(), Arg::Int(5), Arg::Bool(false)],
        Kind::Structure { .. } | Kind::Map { .. } => vec![text(), Arg::Int(5), Arg::Bool(true)],
    };
    Ok(u.choose(&choices)?.clone())
}

/// Puts a value that no client sends somewhere into the input.
///
/// # Errors
/// When the bytes run out.
pub fn wild(
    u: &mut Unstructured<'_>,
    model: &Model,
    operation: Operation,
    input: &mut Arg,
) -> Result<()> {
    let members = model.input(operation).members();
    let name = if members.is_empty() || u.ratio(1, 8)? {
        "KmspecUnknownMember"
    } else {
        u.choose(members)?.name.as_str()
    };
    let value = match u.int_in_range(0..=9u8)? {
        0..=3 => Arg::text(*u.choose(HOSTILE)?),
        4 => Arg::Repeat("a".to_owned(), GIANT),
        5 => Arg::Int(*u.choose(&[i64::MIN, -1, 0, 2_147_483_648, i64::MAX])?),
        6 => Arg::Float(*u.choose(&[0.5, 1.5, -1.5, 1e300])?),
        7 => nested(20),
        8 => Arg::Null,
        _ => Arg::List(vec![Arg::Null; 200]),
    };
    input.set(name, value);
    Ok(())
}

fn nested(depth: usize) -> Arg {
    (0..depth).fold(Arg::Null, |inner, _| Arg::List(vec![inner]))
}
