//! Members that a call may have beside those that it needs: as the model and the rules allow them, and against one rule.

use arbitrary::Result;

use super::Arg;
use super::maker::Maker;
use crate::case::FreshKind;
use crate::model::{Kind, Model};

/// Longest description.
const DESCRIPTION: u32 = 8192;

/// A policy that opens a key to everybody, its maker among them.
const OPEN: &str = r#"{"Version":"2012-10-17","Statement":[{"Sid":"all","Effect":"Allow","Principal":"*","Action":"kms:*","Resource":"*"}]}"#;

/// The same with a list of principals, and a second statement.
const OPEN_TOO: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":["*"]},"Action":["kms:*"],"Resource":["*"]},{"Effect":"Allow","Principal":{"Service":"s3.amazonaws.com"},"Action":"kms:Decrypt","Resource":"*"}]}"#;

/// A policy under which nobody can change it any more; keys under it can be used, looked at and deleted.
const LOCKED: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":["kms:Describe*","kms:List*","kms:ScheduleKeyDeletion","kms:Encrypt","kms:Decrypt"],"Resource":"*"}]}"#;

/// What is no policy.
const NO_POLICY: [&str; 3] = [
    "not a policy",
    "{}",
    r#"{"Version":"2012-10-17","Statement":5}"#,
];

/// A statement that gives everybody everything.
const ALL: &str = r#"{"Effect":"Allow","Principal":"*","Action":"kms:*","Resource":"*"}"#;

/// Statements that are refused, or that do nothing; the first lets nobody change the policy.
const WITHOUT_EFFECT: [&str; 5] = [
    r#"{"Effect":"Allow","Principal":"*","Action":["kms:Describe*","kms:ScheduleKeyDeletion"],"Resource":"*"}"#,
    r#"{"Effect":"Allow","Principal":"*","Action":"kms:*"}"#,
    r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:user/kmspec-nobody"},"Action":"kms:*","Resource":"*"}"#,
    r#"{"Effect":"Allow","Principal":{"AWS":["*","arn:aws:iam::111122223333:role/kmspec-nobody"]},"Action":"kms:*","Resource":"*"}"#,
    r#"{"Effect":"Perhaps","Principal":"*","Action":"kms:*","Resource":"*"}"#,
];

/// What keys of a spec are for, by the beginning of its name (facts K-032, K-033).
const USAGES: [(&str, &[&str]); 7] = [
    ("SYMMETRIC", &["ENCRYPT_DECRYPT"]),
    ("RSA", &["ENCRYPT_DECRYPT", "SIGN_VERIFY"]),
    ("ECC_NIST_P", &["SIGN_VERIFY", "KEY_AGREEMENT"]),
    ("ECC", &["SIGN_VERIFY"]),
    ("HMAC", &["GENERATE_VERIFY_MAC"]),
    ("ML_DSA", &["SIGN_VERIFY"]),
    ("ML_KEM", &["ENCAPSULATE_DECAPSULATE"]),
];

/// Puts members into a `CreateKey` that fit each other; whether the key encrypts and decrypts as a plain one does.
pub(super) fn of_key(maker: &mut Maker<'_>, input: &mut Arg, in_store: bool) -> Result<bool> {
    let mut plain = true;
    if !in_store && maker.chance(2, 5)? {
        let (spec, usage) = spec(maker)?;
        plain = spec == "SYMMETRIC_DEFAULT";
        let old = is_value(maker.model, "CustomerMasterKeySpec", &spec) && maker.chance(1, 6)?;
        let member = if old {
            "CustomerMasterKeySpec"
        } else {
            "KeySpec"
        };
        input.set(member, Arg::text(spec));
        if !plain || maker.chance(1, 2)? {
            input.set("KeyUsage", Arg::text(usage));
        }
    } else if maker.chance(1, 6)? {
        input.set("KeySpec", Arg::text("SYMMETRIC_DEFAULT"));
        input.set("KeyUsage", Arg::text("ENCRYPT_DECRYPT"));
    }
    if !in_store && maker.chance(1, 6)? {
        input.set("Origin", Arg::text("AWS_KMS"));
    }
    if maker.chance(2, 5)? {
        input.set("Description", description(maker)?);
    }
    if maker.chance(1, 4)? {
        let count = *maker.u.choose(&[0usize, 1, 2, 3, 50])?;
        input.set("Tags", tags(count));
    }
    if maker.chance(1, 4)? {
        policy(maker, input)?;
    } else if maker.chance(1, 8)? {
        let bypass = maker.chance(1, 2)?;
        input.set("BypassPolicyLockoutSafetyCheck", Arg::Bool(bypass));
    }
    if maker.chance(1, 4)? {
        let many = !in_store && maker.chance(2, 3)?;
        input.set("MultiRegion", Arg::Bool(many));
    }
    Ok(plain)
}

/// A description.
pub(super) fn description(maker: &mut Maker<'_>) -> Result<Arg> {
    Ok(match maker.u.int_in_range(0..=5u8)? {
        0 => Arg::text(""),
        1 => Arg::Repeat("d".to_owned(), DESCRIPTION),
        2 => Arg::text("Gr\u{f6}\u{df}e \u{2713}"),
        _ => {
            let n = maker.number();
            Arg::Fresh(FreshKind::Text, n)
        }
    })
}

/// A policy that a key can have.
pub(super) fn policy(maker: &mut Maker<'_>, input: &mut Arg) -> Result<()> {
    let (policy, bypass) = *maker.u.choose(&[
        (OPEN, None),
        (OPEN_TOO, None),
        (OPEN, Some(false)),
        (LOCKED, Some(true)),
    ])?;
    input.set("Policy", Arg::text(policy));
    if let Some(bypass) = bypass {
        input.set("BypassPolicyLockoutSafetyCheck", Arg::Bool(bypass));
    }
    Ok(())
}

/// A policy that no key can have.
pub(super) fn against_policy(maker: &mut Maker<'_>, input: &mut Arg) -> Result<()> {
    let policy = if maker.chance(1, 3)? {
        LOCKED.to_owned()
    } else {
        policy_to_refuse(maker)?
    };
    input.set("Policy", Arg::text(policy));
    Ok(())
}

/// Breaks one rule of a `CreateKey` outside of custom key stores: one that the model does not tell, or where every call may
/// break the model, an enumeration of it.
pub(super) fn against_key(maker: &mut Maker<'_>, input: &mut Arg) -> Result<()> {
    let text = |text: &str| Arg::text(text);
    let most = if maker.may_break() { 15u8 } else { 14 };
    match maker.u.int_in_range(0..=most)? {
        0 => {
            input.set("KeySpec", text("RSA_2048"));
            input.set("KeyUsage", text("GENERATE_VERIFY_MAC"));
        }
        1 => {
            input.set("KeySpec", text("HMAC_256"));
            input.set("KeyUsage", text("ENCRYPT_DECRYPT"));
        }
        2 => input.set("KeyUsage", text("SIGN_VERIFY")),
        3 => {
            let spec = *maker.u.choose(&["RSA_4096", "HMAC_512", "ECC_NIST_P256"])?;
            input.set("KeySpec", text(spec));
        }
        4 => {
            input.set("KeySpec", text("SM2"));
            input.set("KeyUsage", text("SIGN_VERIFY"));
        }
        5 => {
            input.set("KeySpec", text("SYMMETRIC_DEFAULT"));
            input.set("CustomerMasterKeySpec", text("SYMMETRIC_DEFAULT"));
        }
        6 => input.set("Tags", tags(51)),
        7 => input.set("Tags", Arg::List(vec![tag("twin", "a"), tag("twin", "b")])),
        8 => {
            let key = *maker.u.choose(&["aws:mine", "AWS:mine"])?;
            input.set("Tags", Arg::List(vec![tag(key, "x")]));
        }
        9..=11 => {
            let policy = policy_to_refuse(maker)?;
            input.set("Policy", text(&policy));
        }
        12 => input.set("Policy", text(LOCKED)),
        13 => {
            let origin = *maker.u.choose(&["AWS_CLOUDHSM", "EXTERNAL_KEY_STORE"])?;
            input.set("Origin", text(origin));
        }
        14 => {
            let n = maker.number();
            input.set("XksKeyId", Arg::Fresh(FreshKind::XksKeyId, n));
        }
        _ => {
            let spec = *maker.u.choose(&["NOPE", "rsa_2048", "AES_256"])?;
            input.set("KeySpec", text(spec));
        }
    }
    Ok(())
}

/// A policy that is none, or with one or two statements, one of which at least gives nothing.
pub(super) fn policy_to_refuse(maker: &mut Maker<'_>) -> Result<String> {
    if maker.chance(1, 6)? {
        return Ok((*maker.u.choose(&NO_POLICY)?).to_owned());
    }
    let one = *maker.u.choose(&WITHOUT_EFFECT)?;
    let statements = match maker.u.int_in_range(0..=3u8)? {
        0 => one.to_owned(),
        1 | 2 => format!("{ALL},{one}"),
        _ => format!("{one},{}", maker.u.choose(&WITHOUT_EFFECT)?),
    };
    let version = r#""Version":"2012-10-17""#;
    Ok(format!(r#"{{{version},"Statement":[{statements}]}}"#))
}

/// A policy that lets everybody use the key.
pub(super) fn open_policy() -> Arg {
    Arg::text(OPEN)
}

/// An encryption context, or none.
pub(super) fn context(maker: &mut Maker<'_>) -> Result<Option<Arg>> {
    let entry = |name: &str, value: &str| (name.to_owned(), Arg::text(value));
    Ok(Some(Arg::Map(match maker.u.int_in_range(0..=7u8)? {
        0 | 1 => vec![entry("purpose", "kmspec")],
        2 => vec![entry("purpose", "kmspec"), entry("zone", "z")],
        3 => vec![entry("", "")],
        4 => vec![entry("Gr\u{f6}\u{df}e", "\u{2713}")],
        5 => Vec::new(),
        _ => return Ok(None),
    })))
}

/// Members that change nothing, and grant tokens and a dry run that do.
pub(super) fn of_use(maker: &mut Maker<'_>, input: &mut Arg, algorithm: bool) -> Result<()> {
    if algorithm && maker.chance(1, 4)? {
        input.set("EncryptionAlgorithm", Arg::text("SYMMETRIC_DEFAULT"));
    }
    if maker.chance(1, 6)? {
        input.set("GrantTokens", Arg::List(Vec::new()));
    }
    if maker.chance(1, 6)? {
        input.set("DryRun", Arg::Bool(false));
    }
    Ok(())
}

/// A key spec and a usage that fit each other.
fn spec(maker: &mut Maker<'_>) -> Result<(String, &'static str)> {
    let specs: Vec<&str> = values(maker.model, "KeySpec");
    let specs: Vec<&str> = specs.into_iter().filter(|spec| *spec != "SM2").collect();
    let spec = *maker.u.choose(&specs)?;
    let usages = USAGES.iter().find(|(begin, _)| spec.starts_with(begin));
    let usages = usages.map_or(&["SIGN_VERIFY"][..], |(_, usages)| usages);
    Ok((spec.to_owned(), *maker.u.choose(usages)?))
}

/// The values of an enumeration.
fn values<'m>(model: &'m Model, shape: &str) -> Vec<&'m str> {
    match model.shape(shape).map(|shape| &shape.kind) {
        Some(Kind::String { values, .. }) => values.iter().map(String::as_str).collect(),
        _ => Vec::new(),
    }
}

fn is_value(model: &Model, shape: &str, value: &str) -> bool {
    values(model, shape).contains(&value)
}

pub(super) fn tag(key: &str, value: &str) -> Arg {
    Arg::object([("TagKey", Arg::text(key)), ("TagValue", Arg::text(value))])
}

/// So many tags, the first of the greatest length, the second without a value.
pub(super) fn tags(count: usize) -> Arg {
    let tags = (0..count).map(|at| match at {
        0 => Arg::object([
            ("TagKey", Arg::Repeat("k".to_owned(), 128)),
            ("TagValue", Arg::Repeat("v".to_owned(), 256)),
        ]),
        1 => tag("empty", ""),
        at => tag(&format!("tag-{at}"), "value"),
    });
    Arg::List(tags.collect())
}
