//! A finding as a case of the corpus, with the lines that reproduce it by hand.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::Value;

use super::difference::{Ask, Difference};
use super::explain::alternatives;
use super::reproducer::{EndpointAddress, reproducer};
use super::shrink::Shrunk;
use super::situation::{Fingerprint, evidence, given, requirement};
use super::trace::Seen;
use crate::case::{
    Answer, Case, ErrorExpect, Expect, LengthRange, Matcher, Shaped, Span, StoreState, save,
};
use crate::generate::{Arg, Bindings, Claim, Names, Script, Step, expect, into_case, template};
use crate::model::Operation;

/// The case of a finding, and its file.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    pub(super) case: Case,
    pub(super) text: String,
}

/// The case; `None` when an allowed answer turns out to be what the endpoint gives.
pub(super) fn keep(shrunk: &Shrunk, place: &EndpointAddress, told: &str) -> Option<Kept> {
    let (difference, signature) = (&shrunk.found.difference, &shrunk.found.signature);
    let step = difference.step;
    let script = grounded(&shrunk.script, shrunk);
    let Some(Step::Call(call)) = script.steps.get(step) else {
        return None;
    };
    let seen = shrunk.explained.expected.get(step)?.as_ref()?;
    let mut expects = set_up(&script, shrunk);
    expects.insert(step, expectation(&script, shrunk, difference)?);
    let claim = Claim {
        id: format!("found/{}", name(signature, &script, step)),
        requirement: requirement(&script, seen, difference),
        evidence: evidence(call, seen, difference),
        note: Some(format!("Found by kmspec fuzz: {told}.")),
        tags: vec!["found".to_owned()],
        expects,
        refers: referred(difference),
    };
    let case = into_case(&script, claim);
    let text = format!("{}{}", save(&case), reproducer(&script, place));
    Some(Kept { case, text })
}

/// A name in snake case that is the same for the same finding.
pub(super) fn name(signature: &Fingerprint, script: &Script, step: usize) -> String {
    let words = [
        &signature.operation,
        &signature.situation,
        &signature.place,
        &signature.expected,
        &signature.actual,
    ];
    let digest = aws_lc_rs::digest::digest(
        &aws_lc_rs::digest::SHA256,
        words.map(String::as_str).join("\n").as_bytes(),
    );
    let operation = Operation::from_name(&signature.operation);
    let mut name = operation.map_or_else(
        || "every_operation".to_owned(),
        |operation| format!("{}_{}", operation.resource(), operation.verb()),
    );
    let call = script.steps.get(step).and_then(Step::call);
    let given = call.map_or_else(String::new, |call| given(script, call));
    let situation = match signature.situation.as_str() {
        "" | "key Enabled" | "target Enabled" => &given,
        _ => &signature.situation,
    };
    for word in [situation, &signature.place] {
        if word == "answer" {
            continue;
        }
        let mut slug = String::new();
        for c in word.replace("'s", "s").chars() {
            match c {
                c if c.is_ascii_alphanumeric() => slug.push(c.to_ascii_lowercase()),
                _ if !slug.is_empty() && !slug.ends_with('_') => slug.push('_'),
                _ => {}
            }
        }
        let slug = whole_words(&slug, 56);
        if !slug.is_empty() {
            let _ = write!(name, "_{slug}");
        }
    }
    for byte in &digest.as_ref()[..3] {
        let _ = write!(name, "_{byte:02x}").map(|()| ());
    }
    name.replace("__", "_")
}

/// As many words of a slug as there is room for.
fn whole_words(slug: &str, room: usize) -> &str {
    let slug = slug.trim_matches('_');
    match slug.char_indices().nth(room) {
        None => slug,
        Some((end, _)) => {
            let head = &slug[..end];
            head.rsplit_once('_').map_or(head, |(words, _)| words)
        }
    }
}

/// The script with stand-ins for references to nothing, and the states in which stores really come to rest.
fn grounded(script: &Script, shrunk: &Shrunk) -> Script {
    let expected = &shrunk.explained.expected;
    let answered = |arg: &Arg| match arg {
        Arg::Ref(reference) => {
            let seen = expected.get(reference.step).and_then(Option::as_ref);
            let body = seen.and_then(Seen::success).unwrap_or_default();
            let path = format!("/{}", reference.path.join("/"));
            body.pointer(&path).is_some()
        }
        _ => true,
    };
    let mut script = script.clone();
    for step in &mut script.steps {
        step.each_arg(&mut |arg| {
            if !answered(arg)
                && let Arg::Ref(reference) = arg
            {
                *arg = reference.stand_in();
            }
        });
    }
    let states: BTreeMap<usize, StoreState> = rest_states(&script, shrunk);
    for (at, step) in script.steps.iter_mut().enumerate() {
        if let (Step::Settle { state, .. }, Some(found)) = (step, states.get(&at)) {
            *state = *found;
        }
    }
    script
}

/// In which state the store of each wait is afterwards, on the reference.
fn rest_states(script: &Script, shrunk: &Shrunk) -> BTreeMap<usize, StoreState> {
    let mut states = BTreeMap::new();
    for (at, step) in script.steps.iter().enumerate() {
        let Step::Settle { store, .. } = step else {
            continue;
        };
        // Ask right after the wait.
        let mut asked = script.clone();
        asked.steps.truncate(at + 1);
        let input = Arg::object([("CustomKeyStoreId", store.clone())]);
        asked
            .steps
            .push(Step::Call(Box::new(crate::generate::ScriptCall {
                operation: Operation::DescribeCustomKeyStores,
                principal: crate::case::Principal::Owner,
                region: crate::case::Region::Home,
                input,
                oddity: None,
            })));
        let trace = super::trace::replay(&asked, &shrunk.explained.rules, shrunk.salt);
        let seen = trace.last().and_then(Option::as_ref);
        let body = seen.and_then(Seen::success).unwrap_or_default();
        let state = match body["CustomKeyStores"][0]["ConnectionState"].as_str() {
            Some("CONNECTED") => StoreState::Connected,
            Some("FAILED") => StoreState::Failed,
            _ => StoreState::Disconnected,
        };
        states.insert(at, state);
    }
    states
}

/// What the calls before must answer: errors where the reference refuses, nothing said where it does not.
fn set_up(script: &Script, shrunk: &Shrunk) -> BTreeMap<usize, Expect> {
    let mut expects = BTreeMap::new();
    for (at, seen) in shrunk.explained.expected.iter().enumerate() {
        let answer = seen.as_ref().and_then(Seen::answer);
        let Some(answer) = answer.filter(|answer| !answer.is_success()) else {
            continue;
        };
        if at >= script.steps.len() {
            break;
        }
        let refused = match answer.error_type {
            Some(name) => Answer::Error(error(vec![name])),
            None => Answer::Refused(Vec::new()),
        };
        expects.insert(at, expect(refused));
    }
    expects
}

fn error(types: Vec<String>) -> ErrorExpect {
    ErrorExpect {
        types,
        message: None,
        status: None,
    }
}

/// What the last call must answer; `None` when the endpoint's answer is one of those allowed.
fn expectation(script: &Script, shrunk: &Shrunk, difference: &Difference) -> Option<Expect> {
    match &difference.ask {
        Ask::ErrorType(_) | Ask::Refusal | Ask::Success if difference.place == "answer" => {
            of_answer(script, shrunk, difference)
        }
        Ask::Status => {
            let mut expected = right_answer(shrunk, difference)?;
            expected.status = Some(value(Value::from(difference.expected.parse::<u16>().ok()?)));
            Some(expected)
        }
        Ask::Message(there) => {
            let mut expected = right_answer(shrunk, difference)?;
            let named = Matcher::Matches(Span::default(), "(?s).*\"message\"\\s*:.*".to_owned());
            let any = Matcher::Matches(Span::default(), "(?s).*\"[Mm]essage\"\\s*:.*".to_owned());
            // A denial has it in `Message` (fact W-709).
            let is_denial = matches!(&expected.answer, Answer::Error(error) if error.types == ["AccessDeniedException"]);
            expected.body_text = Some(if *there && is_denial {
                any
            } else if *there {
                named
            } else {
                Matcher::Not(Span::default(), Box::new(any))
            });
            Some(expected)
        }
        Ask::Another(path, other) => {
            let mut full = vec![names(script, difference).step_name(*other)?.to_owned()];
            full.extend(path.iter().cloned());
            let before = Matcher::Value(template(Shaped::Ref(full)));
            let another = Matcher::Not(Span::default(), Box::new(before));
            let mut expected = right_answer(shrunk, difference)?;
            match path.split_first() {
                Some((first, rest)) if first == "headers" => {
                    expected.headers.push((rest.join("."), another));
                }
                _ => expected.answer = Answer::Ok(at_path(path, another)),
            }
            Some(expected)
        }
        Ask::Same { path, step, from } => {
            let mut full = vec![names(script, difference).step_name(*step)?.to_owned()];
            full.extend(from.iter().cloned());
            let same = Matcher::Value(template(Shaped::Ref(full)));
            Some(expect(Answer::Ok(at_path(path, same))))
        }
        Ask::Absent(path) => {
            let leaf = Matcher::Absent(Span::default());
            Some(expect(Answer::Ok(at_path(path, leaf))))
        }
        Ask::NoHeader(_) | Ask::Once(_) | Ask::Form(..) | Ask::Order(..) => {
            of_form(script, shrunk, difference)
        }
        Ask::Count(path, count) => {
            let count = u64::try_from(*count).ok()?;
            let range = LengthRange {
                min: count,
                max: count,
            };
            let leaf = Matcher::Length(Span::default(), range);
            Some(expect(Answer::Ok(at_path(path, leaf))))
        }
        Ask::ErrorType(name) => Some(expect(Answer::Error(error(vec![name.clone()])))),
        Ask::Refusal => Some(expect(Answer::Refused(Vec::new()))),
        Ask::Success => Some(expect(Answer::Ok(open(Vec::new())))),
        Ask::Header(name, value) => {
            let matcher = match value {
                Some(value) => text(value),
                None => Matcher::Any(Span::default()),
            };
            let mut expected = right_answer(shrunk, difference)?;
            expected.headers.push(((*name).to_owned(), matcher));
            Some(expected)
        }
        Ask::Member(path, value) => {
            let leaf = match value {
                Some(value) => literal(script, shrunk.salt, value),
                None => Matcher::Any(Span::default()),
            };
            Some(expect(Answer::Ok(at_path(path, leaf))))
        }
    }
}

/// What the last call must answer where the form of the answer is at fault.
fn of_form(script: &Script, shrunk: &Shrunk, difference: &Difference) -> Option<Expect> {
    match &difference.ask {
        Ask::NoHeader(name) => {
            let mut expected = right_answer(shrunk, difference)?;
            let absent = Matcher::Absent(Span::default());
            expected.headers.push(((*name).to_owned(), absent));
            Some(expected)
        }
        Ask::Once(name) => {
            let mut expected = right_answer(shrunk, difference)?;
            let twice = format!("(?s).*\"{name}\"\\s*:.*\"{name}\"\\s*:.*");
            let twice = Matcher::Matches(Span::default(), twice);
            expected.body_text = Some(Matcher::Not(Span::default(), Box::new(twice)));
            Some(expected)
        }
        Ask::Form(path, should) => {
            let form = Matcher::Matches(Span::default(), "(.*/)?mrk-[^/]*".to_owned());
            let leaf = if *should {
                form
            } else {
                Matcher::Not(Span::default(), Box::new(form))
            };
            Some(expect(Answer::Ok(at_path(path, leaf))))
        }
        Ask::Order(path, order) => {
            let name = |name: &String| literal(script, shrunk.salt, &Value::from(name.as_str()));
            let entry = |of: &String| open(vec![("AliasName".to_owned(), name(of))]);
            let leaf = Matcher::List(order.iter().map(entry).collect());
            Some(expect(Answer::Ok(at_path(path, leaf))))
        }
        _ => None,
    }
}

/// Every answer that an allowed book gives; `None` when the endpoint's is one of them.
fn of_answer(script: &Script, shrunk: &Shrunk, difference: &Difference) -> Option<Expect> {
    let step = difference.step;
    let rules = &shrunk.explained.rules;
    let allowed = alternatives(script, step, rules, shrunk.salt);
    let mut types = Vec::new();
    let mut succeeds = false;
    for answer in allowed.iter().filter_map(Seen::answer) {
        match answer.error_type {
            Some(name) if !types.contains(&name) => types.push(name),
            Some(_) => {}
            None => succeeds |= answer.is_success(),
        }
    }
    let is_allowed =
        types.contains(&difference.actual) || (succeeds && difference.actual == "success");
    if is_allowed {
        return None;
    }
    let refused = match &difference.ask {
        Ask::Refusal => Some(Answer::Refused(Vec::new())),
        _ if types.is_empty() => None,
        _ => Some(Answer::Error(error(types))),
    };
    let ok = succeeds.then(|| Answer::Ok(open(Vec::new())));
    match (ok, refused) {
        (Some(ok), Some(refused)) => Some(expect(Answer::AnyOf(vec![expect(ok), expect(refused)]))),
        (ok, refused) => ok.or(refused).map(expect),
    }
}

/// The reference's answer in a word.
fn right_answer(shrunk: &Shrunk, difference: &Difference) -> Option<Expect> {
    let seen = shrunk.explained.expected.get(difference.step)?.as_ref()?;
    Some(match seen.answer()?.error_type {
        Some(name) => expect(Answer::Error(error(vec![name]))),
        None => expect(Answer::Ok(open(Vec::new()))),
    })
}

/// The steps to which the expectation refers, beside those to which calls do.
fn referred(difference: &Difference) -> Option<usize> {
    match &difference.ask {
        Ask::Another(_, step) | Ask::Same { step, .. } => Some(*step),
        _ => None,
    }
}

fn names(script: &Script, difference: &Difference) -> Names {
    Names::and_of(script, referred(difference))
}

fn value(value: Value) -> Matcher {
    Matcher::Value(template(Shaped::Plain(value)))
}

/// A value; one that the script drew, by its name.
fn literal(script: &Script, salt: u64, value: &Value) -> Matcher {
    let names = Names::of(script);
    let mut found = None;
    for step in &script.steps {
        step.clone().each_arg(&mut |arg| {
            let is_drawn = matches!(arg, Arg::Fresh(..) | Arg::Join(_));
            if is_drawn && Bindings::new(salt).value(arg) == *value {
                found = Some(names.template(arg));
            }
        });
    }
    Matcher::Value(found.unwrap_or_else(|| template(Shaped::Plain(value.clone()))))
}

fn at_path(path: &[String], leaf: Matcher) -> Matcher {
    match path.split_first() {
        None => leaf,
        Some((first, rest)) if first == "*" => {
            Matcher::Has(Span::default(), vec![at_path(rest, leaf)])
        }
        Some((first, rest)) => open(vec![(first.clone(), at_path(rest, leaf))]),
    }
}

fn open(members: Vec<(String, Matcher)>) -> Matcher {
    Matcher::Object {
        span: Span::default(),
        open: true,
        members,
    }
}

fn text(value: &str) -> Matcher {
    Matcher::Value(template(Shaped::Plain(Value::from(value))))
}
