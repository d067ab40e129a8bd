//! Seeds of every target from the corpus, and the dictionary from the model:
//! `cargo run --manifest-path fuzz/Cargo.toml --example seeds`.

use std::error::Error;
use std::fs;
use std::path::Path;

use kmspec::case::{Action, Case, Row, Shaped, Template, load};
use kmspec::generate::{Drive, Script, encode, from_case};
use kmspec::model::{Kind, Model};

/// The targets that read scripts.
const OF_SCRIPTS: [&str; 4] = [
    "reference_script",
    "reference_vs_model",
    "endpoint_script",
    "canary",
];

/// One of each form of expression.
const EXPRESSIONS: [&str; 12] = [
    "Keys[*].KeyId",
    "Keys[?N > M && !Gone].KeyArn",
    "Keys[].[KeyId, N]",
    "Keys[::-1] | [0]",
    "Keys[1:].T[]",
    "{id: Keys[0].KeyId, n: Truncated}",
    "*.KeyId",
    "Keys[?contains(KeyId, 'a')]",
    "sort_by(Keys, &N)[-1].KeyId",
    "join(',', Keys[].KeyId)",
    "Keys[?N == `2`] || @",
    "length(Keys) ",
];

/// What they are asked of.
const DOCUMENT: &str = r#"{"Keys":[{"KeyId":"a","KeyArn":"arn:a","N":2,"M":1,"T":["x"]},{"KeyId":"b","N":10,"T":[]}],"Truncated":false}"#;

fn main() -> Result<(), Box<dyn Error>> {
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = fuzz.join("../cases");
    let corpus = fuzz.join("corpus");
    let (mut written, mut left_out) = (0, 0);
    for case in load(&[&root], &root)? {
        let name = case.id.as_str().replace('/', "-");
        write(&corpus, "load_case", &name, case.source.text.as_bytes())?;
        for (at, step) in case.steps.iter().enumerate() {
            if let Action::Run(run) = &step.action {
                let name = format!("{name}-{at}");
                command(&corpus, &name, &run.args, run.server.as_ref())?;
            }
        }
        for (row, script) in scripts(&case) {
            let Some(bytes) = script.as_ref().and_then(|script| encode(script).ok()) else {
                left_out += 1;
                continue;
            };
            written += 1;
            let name = format!("{name}-{row}");
            for target in OF_SCRIPTS.iter().filter(|target| **target != "canary") {
                write(&corpus, target, &name, &bytes)?;
            }
            if let Some(script) = &script {
                requests(&corpus, &name, script)?;
            }
        }
    }
    for (at, expression) in EXPRESSIONS.iter().enumerate() {
        let seed = format!("{expression}\n{DOCUMENT}");
        write(&corpus, "jmespath", &format!("plain-{at}"), seed.as_bytes())?;
    }
    let model = fs::read(fuzz.join("../src/model/kms.json"))?;
    write(&corpus, "model_import", "kms", &model)?;
    fs::write(fuzz.join("kms.dict"), dictionary())?;
    println!("{written} case instances written as scripts, {left_out} say what a script cannot");
    Ok(())
}

/// Each instance of a case as a script, where a script can say it.
fn scripts(case: &Case) -> Vec<(&str, Option<Script>)> {
    if case.rows.is_empty() {
        return vec![("whole", from_case(case, None))];
    }
    let of = |row| from_case(case, Some(row));
    case.rows
        .iter()
        .map(|row: &Row| (row.name.value.as_str(), of(row)))
        .collect()
}

/// What the script sends, as it travels, and what it is answered.
fn requests(corpus: &Path, name: &str, script: &Script) -> std::io::Result<()> {
    let done = Drive::fresh(1).all(script);
    let last = script.steps.iter().zip(done).rev();
    let Some((call, done)) = last
        .filter_map(|(step, done)| Some((step.call()?, done?)))
        .next()
    else {
        return Ok(());
    };
    let output = Model::bundled().operation(call.operation).output.clone();
    let mut answer = format!("{}\n", output.unwrap_or_default()).into_bytes();
    answer.extend(&done.response.body);
    write(corpus, "normalise", name, &answer)?;
    let mut head = format!("{} {}\n", done.request.method, done.request.target);
    for (name, value) in done.request.headers.iter() {
        head.push_str(&format!("{name}: {value}\n"));
    }
    let mut bytes = head.into_bytes();
    bytes.push(b'\n');
    bytes.extend(&done.request.body);
    write(corpus, "decode_request", name, &bytes)?;
    let authorization = done
        .request
        .headers
        .get("authorization")
        .unwrap_or_default();
    write(corpus, "sigv4_verify", name, authorization.as_bytes())
}

/// A command line, one word a line, with the first body that the server replies; what it asks, and of what.
fn command(
    corpus: &Path,
    name: &str,
    args: &Template,
    server: Option<&Template>,
) -> std::io::Result<()> {
    let words = texts(args);
    let replies: Vec<String> = server.map(texts).unwrap_or_default();
    let reply = replies
        .into_iter()
        .find(|text| text.starts_with(['{', '[']));
    let reply = reply.unwrap_or_else(|| "{}".to_owned());
    let seed = format!("{}\n\n{reply}", words.join("\n"));
    write(corpus, "parse_cli", name, seed.as_bytes())?;
    let mut after = words.iter().skip_while(|word| *word != "--query").skip(1);
    if let Some(query) = after.next() {
        write(
            corpus,
            "jmespath",
            name,
            format!("{query}\n{reply}").as_bytes(),
        )?;
    }
    Ok(())
}

/// Every text of a template, in order; a reference is an address of this machine.
fn texts(template: &Template) -> Vec<String> {
    match &template.shaped {
        Shaped::Plain(serde_json::Value::String(text)) => vec![text.clone()],
        Shaped::Ref(_) => vec!["http://localhost:4599".to_owned()],
        Shaped::List(items) => items.iter().flat_map(texts).collect(),
        Shaped::Map(members) => members
            .iter()
            .flat_map(|(_, member)| texts(member))
            .collect(),
        _ => Vec::new(),
    }
}

fn write(corpus: &Path, target: &str, name: &str, bytes: &[u8]) -> std::io::Result<()> {
    let folder = corpus.join(target);
    fs::create_dir_all(&folder)?;
    fs::write(folder.join(name), bytes)
}

/// Names and values of the model, as libFuzzer reads them.
fn dictionary() -> String {
    let model = Model::bundled();
    let mut words: Vec<String> = model
        .operations
        .keys()
        .map(|op| op.name().to_owned())
        .collect();
    for shape in model.shapes.values() {
        if shape.exception {
            words.push(shape.name.clone());
        }
        words.extend(shape.members().iter().map(|member| member.name.clone()));
        if let Kind::String { values, .. } = &shape.kind {
            words.extend(values.iter().cloned());
        }
    }
    words.sort();
    words.dedup();
    let lines = words.into_iter().map(|word| format!("{word:?}\n"));
    lines.collect()
}
