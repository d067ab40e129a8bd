//! What a case does with the keys that it needs: which of them it has to itself, and why.

use std::collections::{BTreeMap, BTreeSet};

use crate::case::{
    Action, Answer, Call, Case, Expect, Inner, KeyNeed, KeyStateNeed, Matcher, Need, NeedKind,
    Shaped, Template,
};
use crate::model::{Effect, Operation};

/// What a case may ask of a key that others have had before it: by these keys differ for good.
const MEMBERS: [&str; 3] = ["CustomerMasterKeySpec", "KeySpec", "KeyUsage"];

/// What tells of a key what it has gone through, and is not looked at when it is given back.
const OF_THE_PAST: [Operation; 2] = [Operation::GetKeyLastUsage, Operation::ListResourceTags];

/// The keys of a case's needs that it has to itself, by the names of the needs, and why; others it only uses, so that another
/// case may have had them before it.
///
/// A key is changed by a call that names it, that may be answered with success, and whose operation changes something. A key has
/// to be new where an answer that tells of its past is accepted, or one with a time of now.
#[must_use]
pub fn keys_to_itself(case: &Case) -> BTreeMap<&str, String> {
    let hangs = Hangs::of(case);
    let keys = case.needs.iter().filter_map(|need| match &need.kind {
        NeedKind::Key(key) => Some((need, key)),
        NeedKind::CustomKeyStore(_) | NeedKind::OfKey(_) => None,
    });
    keys.filter_map(|(need, key)| {
        let why = of_case(case)
            .or_else(|| as_asked_for(case, need, key))
            .or_else(|| {
                let mut steps = case.steps.iter();
                steps.find_map(|step| match &step.action {
                    Action::Call(call) => by_call(call, &need.name, &hangs),
                    Action::Advance(_) | Action::Disturb(_) | Action::Run(_) => None,
                })
            });
        Some((need.name.as_str(), why?))
    })
    .collect()
}

/// Why the case has all its keys to itself.
fn of_case(case: &Case) -> Option<String> {
    if case.serial {
        return Some("nothing runs beside the case".to_owned());
    }
    case.steps.iter().find_map(|step| {
        let why = match &step.action {
            Action::Call(call) if call.wire.is_some() && call.may_succeed() => {
                "an odd request may change anything"
            }
            Action::Call(_) => return None,
            Action::Advance(_) | Action::Disturb(_) => "the world changes around it",
            Action::Run(_) => "a program may change anything",
        };
        Some(why.to_owned())
    })
}

/// Why no other has such a key.
fn as_asked_for(case: &Case, need: &Need, key: &KeyNeed) -> Option<String> {
    if key.store.is_some() {
        return Some("it stands in a key store".to_owned());
    }
    if key.state != KeyStateNeed::Enabled {
        return Some("it is not enabled".to_owned());
    }
    let mut with = key.with.iter().map(|(member, _)| member.as_str());
    if let Some(member) = with.find(|member| !MEMBERS.contains(member)) {
        return Some(format!("it is made with {member}"));
    }
    case.needs.iter().find_map(|other| match &other.kind {
        NeedKind::OfKey(of_key) if of_key.of == need.name => {
            Some(format!("it has {}", of_key.role.noun))
        }
        _ => None,
    })
}

/// Why a call wants the key of a need for its case alone.
fn by_call(call: &Call, need: &str, hangs: &Hangs<'_>) -> Option<String> {
    if !call.may_succeed() {
        return None;
    }
    let operation = call.operation;
    if hangs.named_by(call).contains(need) {
        if operation.effect() == Effect::Changes {
            return Some(format!("{operation} changes it"));
        }
        if OF_THE_PAST.contains(&operation) {
            return Some(format!("{operation} tells of its past"));
        }
    }
    let says_now = call.expect.as_ref().is_some_and(says_now);
    let input = call.input.as_ref();
    let is_asked = || input.is_some_and(|input| hangs.on(input).contains(need));
    (says_now && is_asked()).then(|| format!("{operation} answers with a time of now"))
}

/// Whether an expectation has a time that is told by the clock.
fn says_now(expect: &Expect) -> bool {
    match &expect.answer {
        Answer::Ok(matcher) => is_now(matcher),
        Answer::Error(_) | Answer::Refused(_) => false,
        Answer::AnyOf(any) => any.iter().any(says_now),
        Answer::Each(lines) => lines.iter().any(|line| says_now(&line.expect)),
    }
}

fn is_now(matcher: &Matcher) -> bool {
    let inner = match matcher.inner() {
        Inner::None => &[],
        Inner::One(inner) => std::slice::from_ref(inner),
        Inner::Many(inner) => inner,
    };
    match matcher {
        Matcher::About(..) => true,
        Matcher::List(items) => items.iter().any(is_now),
        Matcher::Object { members, .. } => members.iter().any(|(_, member)| is_now(member)),
        _ => inner.iter().any(is_now),
    }
}

/// On which keys of needs the named values of a case hang: what is made of a key or answered of it leads to it too.
struct Hangs<'case> {
    case: &'case Case,
    names: BTreeMap<&'case str, BTreeSet<&'case str>>,
}

impl<'case> Hangs<'case> {
    fn of(case: &'case Case) -> Self {
        let names = case.needs.iter().map(|need| {
            let key = match &need.kind {
                NeedKind::OfKey(of_key) => &of_key.of,
                NeedKind::Key(_) | NeedKind::CustomKeyStore(_) => &need.name,
            };
            (need.name.as_str(), BTreeSet::from([key.as_str()]))
        });
        let mut hangs = Self {
            case,
            names: names.collect(),
        };
        for step in &case.steps {
            if let (Some(id), Action::Call(call)) = (&step.id, &step.action)
                && let Some(input) = &call.input
            {
                hangs.names.insert(id, hangs.on(input));
            }
        }
        hangs
    }

    /// The keys on which a value hangs.
    fn on(&self, template: &'case Template) -> BTreeSet<&'case str> {
        match &template.shaped {
            Shaped::Ref(path) => {
                let first = path.first().map(String::as_str);
                let named = first.and_then(|name| self.names.get(name));
                named.cloned().unwrap_or_default()
            }
            Shaped::Row(name) => {
                let values = self.case.rows.iter().flat_map(|row| &row.values);
                let values = values.filter(|(its, _)| its == name);
                values.flat_map(|(_, value)| self.on(value)).collect()
            }
            shaped => {
                let within = shaped.templates().into_iter();
                within.flat_map(|value| self.on(value)).collect()
            }
        }
    }

    /// The keys that a call names as those which it is about.
    fn named_by(&self, call: &'case Call) -> BTreeSet<&'case str> {
        match call.input.as_ref() {
            None => BTreeSet::new(),
            Some(input) => match &input.shaped {
                Shaped::Map(members) => {
                    let names = call.operation.key_members();
                    let about = members.iter();
                    let about = about.filter(|(member, _)| names.contains(&member.as_str()));
                    about.flat_map(|(_, value)| self.on(value)).collect()
                }
                _ => self.on(input),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runner::tests::case;

    /// The steps of a case with a key, and why it has it to itself.
    fn check(steps: &[&str], expected: Option<&str>) {
        check_of("", steps, expected);
    }

    fn check_of(needs: &str, steps: &[&str], expected: Option<&str>) {
        let needs = format!("needs:\n  _key: {{role: key}}\n{needs}steps:\n");
        let steps: Vec<String> = steps.iter().map(|it| format!("  - {{{it}}}\n")).collect();
        let case = case("key/a", &[needs, steps.concat()].concat());
        let own = keys_to_itself(&case);
        assert_eq!(own.get("_key").map(String::as_str), expected, "{own:?}");
    }

    fn of(operation: &str, expect: &str) -> String {
        format!("call: {operation}, input: {{KeyId: {{$ref: _key.KeyId}}}}, expect: {expect}")
    }

    #[test]
    fn who_changes_a_key_has_it_to_itself() {
        check(&[&of("DescribeKey", "{ok: {$open: true}}")], None);
        let refused = "{error: NotFoundException}";
        check(&[&of("GenerateMac", refused)], None);
        check(&[&of("DisableKey", refused)], None);
        let changes = Some("DisableKey changes it");
        check(&[&of("DisableKey", "{ok: {}}")], changes);
        let either = "{any_of: [{ok: {}}, {error: NotFoundException}]}";
        check(&[&of("DisableKey", either)], changes);
    }

    #[test]
    fn what_leads_to_a_key_changes_it() {
        let described = format!("id: seen, {}", of("DescribeKey", "{ok: {$open: true}}"));
        let by_answer =
            "call: DisableKey, input: {KeyId: {$ref: seen.KeyMetadata.Arn}}, expect: {ok: {}}";
        check(&[&described, by_answer], Some("DisableKey changes it"));
        let policy = "call: CreateKey, input: {Policy: {$json: {Resource: {$ref: _key.Arn}}}}, expect: {ok: {$open: true}}";
        check(&[policy], None);
        let other = "  _other: {role: key}\n";
        let changes_other =
            "call: DisableKey, input: {KeyId: {$ref: _other.KeyId}}, expect: {ok: {}}";
        check_of(other, &[changes_other], None);
        let alias = "  _alias: {role: alias, of: _key}\n";
        let uses = of("DescribeKey", "{ok: {$open: true}}");
        check_of(alias, &[&uses], Some("it has an alias"));
    }

    #[test]
    fn who_asks_for_the_past_of_a_key_has_a_new_one() {
        let open = "{ok: {$open: true}}";
        let past = |operation: &str| Some(format!("{operation} tells of its past"));
        for operation in ["GetKeyLastUsage", "ListResourceTags"] {
            check(&[&of(operation, open)], past(operation).as_deref());
            check(&[&of(operation, "{error: NotFoundException}")], None);
        }
        let now =
            "{ok: {$open: true, KeyMetadata: {$open: true, CreationDate: {$about: {give: 10m}}}}}";
        let why = Some("DescribeKey answers with a time of now");
        check(&[&of("DescribeKey", now)], why);
        let odd = format!(
            "{}, wire: {{content_type: text/plain}}",
            of("DescribeKey", open)
        );
        check(&[&odd], Some("an odd request may change anything"));
    }
}
