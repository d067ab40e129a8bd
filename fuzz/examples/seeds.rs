//! Seeds of every target from the corpus, and the dictionary from the model:
//! `cargo run --manifest-path fuzz/Cargo.toml --example seeds`.

use std::error::Error;
use std::fs;
use std::path::Path;

use kmspec::case::{Case, Row, load};
use kmspec::generate::{Drive, Script, encode, from_case};
use kmspec::model::{Kind, Model};

/// The targets that read scripts.
const OF_SCRIPTS: [&str; 4] = [
    "reference_script",
    "reference_vs_model",
    "endpoint_script",
    "canary",
];

fn main() -> Result<(), Box<dyn Error>> {
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = fuzz.join("../cases");
    let corpus = fuzz.join("corpus");
    let (mut written, mut left_out) = (0, 0);
    for case in load(&[&root], &root)? {
        let name = case.id.as_str().replace('/', "-");
        write(&corpus, "load_case", &name, case.source.text.as_bytes())?;
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

/// What the script sends, as it travels.
fn requests(corpus: &Path, name: &str, script: &Script) -> std::io::Result<()> {
    let done = Drive::fresh(1).all(script);
    let Some(done) = done.into_iter().flatten().last() else {
        return Ok(());
    };
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
