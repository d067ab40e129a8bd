//! What a difference is about, in words: the same words from run to run, by which findings are told apart.

use super::causes;
use super::difference::{Ask, Difference};
use super::lists::{GONE, OF_ANOTHER};
use super::trace::Seen;
use crate::case::{Evidence, Principal, Region};
use crate::generate::{Arg, Malformation, Script, ScriptCall, Step};
use crate::model::{Invalid, Model, Operation, validate};
use crate::reference::Cause;

/// The situation of all that cannot be read, whichever member it is.
const ANOTHER_TYPE: &str = "a member has another JSON type";

/// By which a finding is known.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Fingerprint {
    pub(super) operation: String,
    pub(super) situation: String,
    pub(super) place: String,
    pub(super) expected: String,
    pub(super) actual: String,
}

impl Fingerprint {
    /// The signature of a difference in the answer to a call.
    pub(super) fn of(call: &ScriptCall, expected: &Seen, difference: &Difference) -> Self {
        let everywhere = difference.place.starts_with("header ");
        let in_the_answer =
            !["answer", "error type", "status"].contains(&difference.place.as_str());
        let situation = if in_the_answer {
            String::new()
        } else {
            situation(call, expected)
        };
        Self {
            operation: if everywhere {
                "every operation".to_owned()
            } else {
                call.operation.name().to_owned()
            },
            situation,
            place: difference.place.clone(),
            expected: difference.expected.clone(),
            actual: brief(&difference.actual),
        }
    }

    /// The same difference, whatever the state in which it is seen.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        (&self.operation, &self.place, &self.expected, &self.actual)
            == (
                &other.operation,
                &other.place,
                &other.expected,
                &other.actual,
            )
    }
}

/// What is special about the call: its fault, else the state of what it names.
pub(super) fn situation(call: &ScriptCall, expected: &Seen) -> String {
    if let Some(oddity) = &call.oddity {
        return oddity_in_words(oddity);
    }
    match (call.principal, call.region) {
        (Principal::Owner, Region::Home) => {}
        (Principal::Owner, Region::Other) => return "it is sent to another Region".to_owned(),
        (principal, _) => return format!("the caller is {principal:?}").to_lowercase(),
    }
    let model = Model::bundled();
    let shape = &model.operation(call.operation).input;
    match validate(model, shape, &expected.input) {
        Err(Invalid::Constraints(violations)) => match violations.first() {
            Some(violation) => format!("`{}`: {}", violation.path, violation.constraint),
            None => String::new(),
        },
        Err(Invalid::Type(_)) => ANOTHER_TYPE.to_owned(),
        Ok(()) => match cause(call, expected) {
            Some(cause) => cause.when.to_owned(),
            None => expected.state.clone(),
        },
    }
}

/// Why the reference refuses the call, if it does and it is known.
fn cause(call: &ScriptCall, expected: &Seen) -> Option<&'static Cause> {
    let error = refusal(expected)?;
    causes::of(call, expected, &error)
}

/// With what the reference refuses the call.
fn refusal(expected: &Seen) -> Option<String> {
    let answer = expected.answer().filter(|answer| !answer.is_success())?;
    answer.error_type
}

/// The rule that a difference breaks, in one sentence.
pub(super) fn requirement(script: &Script, expected: &Seen, difference: &Difference) -> String {
    let Some(call) = script.steps.get(difference.step).and_then(Step::call) else {
        return String::new();
    };
    let operation = call.operation;
    // In the usual state, it is not the state that matters.
    let situation = situation(call, expected);
    let mut situation = match situation.as_str() {
        "key Enabled" | "target Enabled" | "key Enabled, target Enabled" => String::new(),
        _ => situation,
    };
    let model = Model::bundled();
    let shape = &model.operation(operation).input;
    if situation == ANOTHER_TYPE
        && let Err(Invalid::Type(fault)) = validate(model, shape, &expected.input)
    {
        situation = match fault.path.as_str() {
            "" => "its body is no object".to_owned(),
            path => format!("`{path}` has another JSON type"),
        };
    }
    let given = given(script, call);
    let when = if !situation.is_empty() {
        format!(" when {situation}")
    } else if !given.is_empty() && !matches!(difference.ask, Ask::Status | Ask::Message(_)) {
        format!(" when {given}")
    } else {
        String::new()
    };
    let sentence = match &difference.ask {
        Ask::ErrorType(name) => format!("{operation} is refused with {name}{when}"),
        Ask::Refusal => format!("{operation} is refused{when}"),
        Ask::Header(name, Some(value)) => format!("{operation} answers with {name}: {value}"),
        Ask::Header(name, None) => format!("{operation} answers with a header {name}"),
        Ask::Member(path, Some(value)) => {
            format!("{operation} answers {} {value}{when}", path.join("."))
        }
        Ask::Member(path, None) => {
            let right = match difference.expected.as_str() {
                "later than CreationDate" | "equal to CreationDate" => &difference.expected,
                "the same as before" if place_is_date(path) => "of the right time",
                _ => "",
            };
            let gap = if right.is_empty() { "" } else { " " };
            format!("{operation} answers {}{gap}{right}{when}", path.join("."))
        }
        Ask::Absent(path) => format!("{operation} answers no {}{when}", path.join(".")),
        Ask::NoHeader(name) => format!("{operation} answers without a header {name}"),
        Ask::Once(name) => format!("{operation} answers {name} once"),
        Ask::Form(path, _) => format!(
            "{operation} answers a {} that {}{when}",
            path.join("."),
            difference.expected
        ),
        Ask::Order(..) => format!("{operation} lists aliases in the order of their names"),
        Ask::Same { path, .. } => format!(
            "{operation} answers {} with {}{when}",
            path.join("."),
            difference.expected
        ),
        Ask::Another(..) => {
            format!("{operation} never answers one {} twice", difference.place)
        }
        Ask::Count(path, count) => {
            format!(
                "{operation} answers {count} things in {}, and none that is gone, was refused or is somebody else's{when}",
                path.join(".")
            )
        }
        Ask::Status => format!(
            "{operation} answers with status {}{when}",
            difference.expected
        ),
        Ask::Message(true) => format!("A refusal of {operation} has its text in message{when}"),
        Ask::Message(false) => {
            format!("A refusal of {operation} without a text has no message{when}")
        }
        Ask::Success if difference.place == "answer" => {
            let actual = &difference.actual;
            let refused = actual.ends_with("Exception") && !actual.contains(' ');
            let end = if when.is_empty() { "" } else { "," };
            let not = refused.then(|| format!(", and is not refused with {actual}{end}"));
            let not = not.unwrap_or_default();
            format!("{operation} succeeds{not}{when}")
        }
        Ask::Success => match (difference.place.as_str(), difference.expected.as_str()) {
            ("secret", _) => format!("{operation} answers no secret that it was told"),
            (_, GONE | OF_ANOTHER | "what was made") => {
                format!("{operation} lists {}{when}", difference.expected)
            }
            (place, right) if right.ends_with(" on a page") => {
                format!("{operation} answers {place} with {right}{when}")
            }
            (place, _) => {
                format!("{operation} answers what its output shape allows in {place}{when}")
            }
        },
    };
    let one_line = sentence.replace(['\n', '\r'], " ");
    format!("{}.", one_line.chars().take(300).collect::<String>())
}

fn place_is_date(path: &[String]) -> bool {
    path.last()
        .is_some_and(|name| super::compare::is_time(name))
}

/// What is special about the input, in words: members beside ids, else what the key was made with that it names.
pub(super) fn given(script: &Script, call: &ScriptCall) -> String {
    let own = members(call);
    if !own.is_empty() {
        return own;
    }
    if let Some(Arg::Join(parts)) = call.input.member("AliasName")
        && let Some(Arg::Text(begin)) = parts.first()
    {
        return format!("the name begins with `{begin}`");
    }
    let maker = ["KeyId", "TargetKeyId"].into_iter().find_map(|member| {
        let Arg::Ref(reference) = call.input.member(member)? else {
            return None;
        };
        let maker = script.steps.get(reference.step)?.call()?;
        (maker.operation == Operation::CreateKey).then(|| members(maker))
    });
    match maker {
        Some(with) if !with.is_empty() => format!("the key was made so that {with}"),
        _ => String::new(),
    }
}

/// Members that are no ids, the values of those that are words: `` `KeySpec` is RSA_2048 and `Tags` is given``.
fn members(call: &ScriptCall) -> String {
    let Arg::Map(members) = &call.input else {
        return String::new();
    };
    let is_id =
        |name: &str| name.ends_with("Id") || name == "AliasName" || name == "CiphertextBlob";
    // What is new in every run is as good as any other.
    let ordinary = |value: &Arg| matches!(value, Arg::Fresh(..));
    let members = members
        .iter()
        .filter(|(name, value)| !is_id(name) && !ordinary(value));
    let words = members.take(4).map(|(name, value)| match value {
        Arg::Text(text) if is_word(text) => format!("`{name}` is {text}"),
        Arg::Bool(value) => format!("`{name}` is {value}"),
        Arg::Int(value) => format!("`{name}` is {value}"),
        _ => format!("`{name}` is given"),
    });
    words.collect::<Vec<_>>().join(" and ")
}

/// Whether a text is a value of an enumeration, as people write them.
fn is_word(text: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    !text.is_empty() && text.len() <= 40 && text.chars().all(is_part)
}

/// Where the rule comes from: the facts that tell it, else the shape of the model that does.
pub(super) fn evidence(
    call: &ScriptCall,
    expected: &Seen,
    difference: &Difference,
) -> Vec<Evidence> {
    let cited: Vec<Evidence> = facts_of(call, expected, difference)
        .iter()
        .filter_map(|fact| Evidence::built_in(fact))
        .collect();
    if !cited.is_empty() {
        return cited;
    }
    let model = Model::bundled();
    let operation = call.operation;
    let shapes = model.operation(operation);
    let fact = match (&difference.ask, &shapes.output) {
        (Ask::ErrorType(name), _) if shapes.errors.contains(name) => {
            format!("model-{operation}.errors")
        }
        (Ask::ErrorType(_) | Ask::Refusal, _) | (_, None) => format!("model-{operation}"),
        (_, Some(output)) => format!("model-{output}"),
    };
    Evidence::built_in(&fact).into_iter().collect()
}

/// The facts whose rule is broken, as far as they are known.
fn facts_of(
    call: &ScriptCall,
    expected: &Seen,
    difference: &Difference,
) -> &'static [&'static str] {
    match &difference.ask {
        Ask::Header("x-amzn-RequestId", _) => &["W-002", "W-039"],
        Ask::NoHeader(_) => &["W-700"],
        Ask::Order(..) => &["L-700"],
        Ask::Success if call.oddity == Some(Malformation::Preflight) => &["W-710"],
        Ask::Header(..) => &["W-002"],
        Ask::Status => &["W-029"],
        Ask::Message(true) => &["W-020"],
        Ask::Message(false) => &["W-024", "R-033"],
        Ask::Another(path, _) if path.first().is_some_and(|part| part == "headers") => &["W-039"],
        Ask::ErrorType(_) | Ask::Refusal => {
            let error = refusal(expected);
            let at_home = call.principal == Principal::Owner && call.region == Region::Home;
            let of_request = causes::of_request(call, error.as_deref());
            match cause(call, expected) {
                Some(cause) if call.oddity.is_none() && at_home && is_valid(call, expected) => {
                    cause.facts
                }
                _ => of_request,
            }
        }
        _ => &[],
    }
}

/// Whether the input is what the model allows.
fn is_valid(call: &ScriptCall, expected: &Seen) -> bool {
    let model = Model::bundled();
    let shape = &model.operation(call.operation).input;
    validate(model, shape, &expected.input).is_ok()
}

/// Whether the oddity is in the signature.
pub(super) fn is_signature(oddity: &Malformation) -> bool {
    matches!(
        oddity,
        Malformation::Unsigned
            | Malformation::SignedAt(_)
            | Malformation::ScopeRegion(_)
            | Malformation::ScopeService(_)
            | Malformation::ScopeDate(_)
            | Malformation::ScopeTerminator(_)
            | Malformation::Algorithm(_)
            | Malformation::AccessKeyId(_)
            | Malformation::Secret(_)
            | Malformation::Signature(_)
            | Malformation::SessionToken(_)
            | Malformation::UnsignedHeader(_)
            | Malformation::Omit(_)
            | Malformation::Authorization(_)
            | Malformation::AlterHeader(..)
            | Malformation::AlterBody(_)
            | Malformation::OmitDate
            | Malformation::InQuery
    )
}

fn oddity_in_words(oddity: &Malformation) -> String {
    let cut = |text: &str| text.chars().take(40).collect::<String>().replace('\\', "");
    let field = |name: &str, value: Option<&String>| match value {
        Some(value) => format!("its {name} is `{}`", cut(value)),
        None => format!("it has no {name}"),
    };
    match oddity {
        Malformation::Method(method) => format!("its method is {}", cut(method)),
        Malformation::Path(path) => format!("its path is {}", cut(path)),
        Malformation::Target(target) => field("X-Amz-Target", target.as_ref()),
        Malformation::ContentType(kind) => field("Content-Type", kind.as_ref()),
        Malformation::Header(name, value) => field(name, value.as_ref()),
        Malformation::BodyText(text) if text.is_empty() => "its body is empty".to_owned(),
        Malformation::BodyText(text) => format!("its body is `{}`", cut(text)),
        Malformation::BodyRepeat(text, times) => {
            format!("its body is {times} times `{}`", cut(text))
        }
        Malformation::BodyBytes(_) => "its body is other bytes".to_owned(),
        Malformation::Unsigned => "it is not signed".to_owned(),
        Malformation::SignedAt(millis) if *millis < 0 => {
            format!("it was signed {} s ago", -millis / 1000)
        }
        Malformation::SignedAt(millis) => format!("it is signed for {} s later", millis / 1000),
        Malformation::ScopeRegion(region) => format!("it is signed for the Region {}", cut(region)),
        Malformation::ScopeService(service) => {
            format!("it is signed for the service {}", cut(service))
        }
        Malformation::ScopeDate(date) => format!("its scope has the date {}", cut(date)),
        Malformation::ScopeTerminator(word) => format!("its scope ends in {}", cut(word)),
        Malformation::Algorithm(name) => format!("its signature is called {}", cut(name)),
        Malformation::AccessKeyId(_) => "nobody has its access key".to_owned(),
        Malformation::Secret(_) => "it is signed with another secret".to_owned(),
        Malformation::Signature(_) => "its signature is another".to_owned(),
        Malformation::SessionToken(_) => "its session token is none that was given out".to_owned(),
        Malformation::UnsignedHeader(name) => format!("{} is not signed", cut(name)),
        Malformation::Omit(part) => format!("its Authorization has no {}", cut(part)),
        Malformation::Authorization(value) => format!("its Authorization is `{}`", cut(value)),
        Malformation::AlterHeader(name, _) => format!("{} was changed after signing", cut(name)),
        Malformation::AlterBody(_) => "its body was changed after signing".to_owned(),
        Malformation::OmitDate => "it has no date".to_owned(),
        Malformation::InQuery => "it is signed in its query".to_owned(),
        Malformation::Preflight => "it is a browser's preflight request".to_owned(),
    }
}

/// Without what differs from run to run.
fn brief(actual: &str) -> String {
    let kept = actual.split(':').next().unwrap_or_default();
    kept.chars().take(80).collect()
}
