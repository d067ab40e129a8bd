//! An open question that is answered: the case's text with that answer alone and with the fact that tells it, every comment
//! kept, and the file of that fact.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::comments;
use crate::case::error::LoadErrors;
use crate::case::keys::Takes as _;
use crate::case::load::sorted;
use crate::case::save::{Body, Entry, Sheet, order, write};
use crate::case::{CaseId, Expect, Facts, Source, parse, yaml};

/// The text of a case file with `expect` in the place of what the step, from 1 as a run counts, expects so far, and with the
/// fact cited; `None` where the expectation holds comments, which would be lost.
///
/// # Errors
///
/// Everything for which the file does not load, as it is or as it would then be.
pub fn settled_text(
    id: &CaseId,
    (path, text): (&str, &str),
    (step, expect): (usize, &Expect),
    fact: &str,
    facts: &Facts,
) -> Result<Option<String>, LoadErrors> {
    let mut sheet = read(path, text)?;
    let Some(old) = expectation(&mut sheet.body, step).filter(|old| !old.body.is_commented())
    else {
        return Ok(None);
    };
    old.body = Body::from(Expect::write(expect));
    let evidence = member(&mut sheet.body, "evidence");
    let fact = Body::Scalar(Value::String(fact.to_owned()));
    if let Some(Body::List(cited)) = evidence.map(|entry| &mut entry.body)
        && cited.iter().all(|entry| entry.body != fact)
    {
        cited.push(plain(None, fact));
    }
    order(&mut sheet.body);
    let after = write(&sheet);
    parse::cases(id.clone(), source(path, &after), facts).map_err(sorted)?;
    Ok(Some(after))
}

/// The text of a file of facts with these more, by id; one that is there already is told anew. An empty text is a file that is
/// not there yet.
///
/// # Errors
///
/// Everything for which the file does not load, as it is or as it would then be.
pub fn written_facts(
    path: &str,
    text: &str,
    facts: &Map<String, Value>,
) -> Result<String, LoadErrors> {
    if facts.is_empty() {
        return Ok(text.to_owned());
    }
    let begin = if text.trim().is_empty() {
        "facts: {}\n"
    } else {
        text
    };
    let mut sheet = read(path, begin)?;
    if let Some(Body::Map(all)) = member(&mut sheet.body, "facts").map(|entry| &mut entry.body) {
        for (id, fact) in facts {
            let body = Body::from(fact.clone());
            match all.iter_mut().find(|it| it.key.as_ref() == Some(id)) {
                Some(old) => old.body = body,
                None => all.push(plain(Some(id.clone()), body)),
            }
        }
    }
    order(&mut sheet.body);
    let after = write(&sheet);
    parse::facts(source(path, &after)).map_err(sorted)?;
    Ok(after)
}

fn read(path: &str, text: &str) -> Result<Sheet, LoadErrors> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let refused = |refusal| sorted(vec![parse::refused(&source(path, &text), refusal)]);
    let root = yaml::parse(&text).map_err(refused)?;
    Ok(comments::sheet(&text, &root))
}

fn source(path: &str, text: &str) -> Arc<Source> {
    Arc::new(Source {
        path: path.to_owned(),
        text: text.to_owned(),
    })
}

/// What a step expects, counted from 1 as a run does: with the reads that `unchanged` puts before a call and after it.
fn expectation(case: &mut Body, step: usize) -> Option<&mut Entry> {
    let Body::List(steps) = &mut member(case, "steps")?.body else {
        return None;
    };
    let mut number = 0;
    for own in steps {
        let reads = match member(&mut own.body, "unchanged").map(|it| &it.body) {
            Some(Body::List(names)) => names.len(),
            _ => 0,
        };
        number += reads + 1;
        if number == step {
            return member(&mut own.body, "expect");
        }
        number += reads;
    }
    None
}

fn member<'b>(body: &'b mut Body, name: &str) -> Option<&'b mut Entry> {
    let Body::Map(entries) = body else {
        return None;
    };
    entries
        .iter_mut()
        .find(|entry| entry.key.as_deref() == Some(name))
}

fn plain(key: Option<String>, body: Body) -> Entry {
    Entry {
        key,
        above: Vec::new(),
        beside: None,
        body,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::case::{Action, load_text};

    const OPEN: &str = "\
# What is said of it.
requirement: A key that is not there is not described.
evidence: [kmspec-trial]
steps:
  - call: DescribeKey # by its id
    input: {KeyId: abc}
    expect: {error: [NotFoundException, ValidationException]}
";

    #[test]
    fn the_answer_stands_alone_the_fact_is_cited_and_comments_stay() {
        let id = CaseId::new("key/describe/a").expect("a good id");
        let mut facts = Map::new();
        facts.insert(
            "live-key.describe.a.1".to_owned(),
            json!({
                "operations": ["DescribeKey"], "statement": "It was so.", "kind": "recorded-live",
                "source": "a recording", "date": "2026-11-30", "confidence": "high",
            }),
        );
        let file = written_facts("facts/live.yaml", "", &facts).expect("good facts");
        let again = written_facts("facts/live.yaml", &file, &facts).expect("good facts");
        assert_eq!(file, again, "told twice");
        let known = Facts::built_in().with("facts/live.yaml", &file);
        let known = known.expect("good facts");
        let narrow = OPEN.replace(", ValidationException", "");
        let case = load_text(id.clone(), "a.yaml", &narrow).expect("a good case");
        let Action::Call(call) = &case.steps[0].action else {
            panic!("it calls");
        };
        let expect = call.expect.as_ref().expect("it expects");
        let settle = |text: &str| {
            let fact = "live-key.describe.a.1";
            settled_text(&id, ("a.yaml", text), (1, expect), fact, &known)
        };
        let settled = settle(OPEN).expect("a good case").expect("it is settled");
        for kept in [
            "# What is said of it.",
            "# by its id",
            "live-key.describe.a.1",
        ] {
            assert!(settled.contains(kept), "{settled}");
        }
        assert!(!settled.contains("ValidationException"), "{settled}");
        let reads = OPEN.replace("steps:", "needs: {key: {role: key}}\nsteps:");
        let reads = reads + "    unchanged: [key]\n";
        let at = |step| {
            let fact = "live-key.describe.a.1";
            settled_text(&id, ("a.yaml", &reads), (step, expect), fact, &known)
        };
        assert_eq!(at(1).expect("a good case"), None, "a read before the call");
        let settled = at(2).expect("a good case").expect("it is settled");
        assert!(!settled.contains("ValidationException"), "{settled}");
        let commented = OPEN.replace("expect: {error", "expect:\n      # maybe\n      {error");
        let commented = commented.replace(
            "{error: [NotFoundException, ValidationException]}",
            "error: [NotFoundException, ValidationException]",
        );
        assert_eq!(settle(&commented).expect("a good case"), None);
        assert!(settle("steps: 1").is_ok_and(|settled| settled.is_none()));
        assert!(settle("requirement: [").is_err());
    }
}
