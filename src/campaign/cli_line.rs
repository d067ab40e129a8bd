//! A call as a line of the AWS CLI; the reference CLI is asked whether the line sends what the call says.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::reproducer::{EndpointAddress, in_quotes, quoted};
use crate::case::Principal;
use crate::cli::{Destination, FileFault, Files, Host, Invocation, Transport, TransportError, run};
use crate::generate::{Arg, Bindings, Script, ScriptCall};
use crate::model::{Kind, Model, separated};
use crate::wire::{Headers, Request, Response, Timestamp, world};

/// Longer than this and a system may refuse it as an argument.
const LONGEST: usize = 100_000;

/// The line, or a comment that says why there is none.
pub(super) fn line(
    script: &Script,
    at: usize,
    call: &ScriptCall,
    bindings: &Bindings,
    place: &EndpointAddress,
) -> Vec<String> {
    let name = separated(call.operation.name(), '-');
    let unable = |why: &str| vec![format!("# no CLI sends this {name}: {why}")];
    if call.oddity.is_some() {
        return unable("the request itself is odd");
    }
    let (input, blob) = without_blob(call);
    if bindings.value(&input).to_string().len() > LONGEST {
        return unable("it is too long for an argument");
    }
    if !sends(call, &name, &input, blob.as_ref(), bindings) {
        return unable("the CLI refuses or rewrites this input before it is sent");
    }
    let variable = |step: usize, path: &[String]| found(script, step, path);
    let mut words = Vec::new();
    if let Some((_, value)) = &blob {
        let value = match value {
            Arg::Ref(of) => format!("\"{}\"", found(script, of.step, &of.path)),
            value => in_quotes(bindings.value(value).as_str().unwrap_or_default()),
        };
        words.push(format!("printf '%s' {value} | base64 -d |"));
    }
    match call.principal {
        Principal::Owner | Principal::Anonymous => {}
        Principal::Peer => words.push(credentials("PEER")),
        Principal::Stranger => words.push(credentials("STRANGER")),
        Principal::User => words.push(credentials("USER")),
    }
    words.push(format!("aws kms {name}"));
    if !matches!(&input, Arg::Map(members) if members.is_empty()) {
        let document = quoted(&input, bindings, &variable);
        words.push(format!("--cli-input-json {document}"));
    }
    if let Some((member, _)) = &blob {
        words.push(format!("--{} fileb:///dev/stdin", separated(member, '-')));
    }
    if call.principal == Principal::Anonymous {
        words.push("--no-sign-request".to_owned());
    }
    words.push(format!("--endpoint-url {}", in_quotes(&place.url)));
    words.push(format!("--region {}", place.region(call.region)));
    // As the call says: one page, and no members that the CLI thinks of.
    if ["Describe", "List"]
        .iter()
        .any(|begin| call.operation.name().starts_with(begin))
    {
        words.push("--no-paginate".to_owned());
    }
    let query = query(&paths(script, at));
    if query.is_empty() {
        return vec![words.join(" ")];
    }
    words.push(format!("--query {} --output text", in_quotes(&query)));
    vec![format!("A{at}=$({}); echo \"$A{at}\"", words.join(" "))]
}

/// A loop that ends when the store is in its state.
pub(super) fn wait(script: &Script, store: &Arg, state: &str, place: &EndpointAddress) -> String {
    let id = match store {
        Arg::Ref(of) => found(script, of.step, &of.path),
        _ => return format!("# wait until the store is {state}"),
    };
    format!(
        "until aws kms describe-custom-key-stores --custom-key-store-id \"{id}\" --endpoint-url {} --region {} \
         --query 'CustomKeyStores[0].ConnectionState' --output text | grep -qx {state}; do sleep 1; done",
        in_quotes(&place.url),
        place.region(crate::case::Region::Home),
    )
}

fn credentials(name: &str) -> String {
    format!(
        "AWS_ACCESS_KEY_ID=\"${name}_ACCESS_KEY_ID\" AWS_SECRET_ACCESS_KEY=\"${name}_SECRET_ACCESS_KEY\""
    )
}

/// The first blob of the input, which versions 1 and 2 read alike from a file only, and the rest.
fn without_blob(call: &ScriptCall) -> (Arg, Option<(String, Arg)>) {
    let model = Model::bundled();
    let shape = model.input(call.operation);
    let Arg::Map(members) = &call.input else {
        return (call.input.clone(), None);
    };
    let is_blob = |name: &str| {
        let member = shape.member(name);
        member.is_some_and(|m| matches!(model.shape_of(m).kind, Kind::Blob { .. }))
    };
    let blob = members.iter().find(|(name, _)| is_blob(name)).cloned();
    let mut input = call.input.clone();
    if let Some((name, _)) = &blob {
        input.remove(name);
    }
    (input, blob)
}

/// What later steps want of the answer to this one, each once.
fn paths(script: &Script, at: usize) -> Vec<Vec<String>> {
    let mut paths = Vec::new();
    for step in &script.steps {
        step.clone().each_arg(&mut |arg| {
            if let Arg::Ref(of) = arg
                && of.step == at
                && !paths.contains(&of.path)
            {
                paths.push(of.path.clone());
            }
        });
    }
    paths
}

/// The paths as one `--query`; several make one line of text, with tabs between.
fn query(paths: &[Vec<String>]) -> String {
    let jmespath = |path: &Vec<String>| {
        path.iter()
            .fold(String::new(), |path, part| match part.parse::<usize>() {
                Ok(at) => format!("{path}[{at}]"),
                Err(_) if path.is_empty() => part.clone(),
                Err(_) => format!("{path}.{part}"),
            })
    };
    match paths {
        [] => String::new(),
        [one] => jmespath(one),
        many => {
            let all: Vec<String> = many.iter().map(jmespath).collect();
            format!("[{}]", all.join(", "))
        }
    }
}

/// How the shell finds a member of an earlier answer, inside double quotes.
fn found(script: &Script, step: usize, path: &[String]) -> String {
    let paths = paths(script, step);
    let place = paths.iter().position(|p| p == path).unwrap_or_default();
    if paths.len() < 2 {
        return format!("$A{step}");
    }
    format!("$(printf '%s' \"$A{step}\" | cut -f{})", place + 1)
}

/// Whether the reference CLI sends just this input for the line.
fn sends(
    call: &ScriptCall,
    name: &str,
    input: &Arg,
    blob: Option<&(String, Arg)>,
    bindings: &Bindings,
) -> bool {
    let mut args = vec![
        "--no-paginate".to_owned(),
        "kms".to_owned(),
        name.to_owned(),
        "--endpoint-url".to_owned(),
        "http://localhost".to_owned(),
        "--region".to_owned(),
        "us-east-1".to_owned(),
        "--cli-input-json".to_owned(),
        bindings.value(input).to_string(),
    ];
    let mut asked = bindings.value(&call.input);
    let mut stdin = Vec::new();
    if let Some((member, value)) = blob {
        args.push(format!("--{}", separated(member, '-')));
        args.push("fileb:///dev/stdin".to_owned());
        if matches!(value, Arg::Ref(_)) {
            asked[member] = Value::from("");
        }
        let text = asked[member].as_str().unwrap_or("?");
        let Ok(bytes) = STANDARD.decode(text) else {
            return false;
        };
        stdin = bytes;
    }
    let env = [
        ("AWS_ACCESS_KEY_ID", "unknown"),
        ("AWS_SECRET_ACCESS_KEY", "unknown"),
    ];
    let invocation = Invocation {
        args,
        env: env.map(|(k, v)| (k.to_owned(), v.to_owned())).into(),
        ..Invocation::default()
    };
    let mut heard = Listener(None);
    run(
        Model::bundled(),
        &invocation,
        &Stdin(stdin),
        &mut heard,
        &mut Still,
    );
    let body = heard.0.map(|request| request.body).unwrap_or_default();
    serde_json::from_slice::<Value>(&body).is_ok_and(|body| body == asked)
}

struct Stdin(Vec<u8>);

impl Files for Stdin {
    fn read(&self, path: &str) -> Result<Vec<u8>, FileFault> {
        match path {
            "/dev/stdin" => Ok(self.0.clone()),
            _ => Err(none()),
        }
    }
}

fn none() -> FileFault {
    FileFault {
        number: 2,
        message: "No such file or directory".to_owned(),
    }
}

/// Hears the first request and says that all is well.
struct Listener(Option<Request>);

impl Transport for Listener {
    fn send(&mut self, _: &Destination, request: &Request) -> Result<Response, TransportError> {
        self.0.get_or_insert_with(|| request.clone());
        Ok(Response {
            status: 200,
            headers: Headers::new(),
            body: b"{}".to_vec(),
        })
    }
}

struct Still;

impl Host for Still {
    fn now(&mut self) -> Timestamp {
        world::START
    }

    fn sleep(&mut self, _: Duration) {}

    fn random(&mut self, bytes: &mut [u8]) {
        bytes.fill(0);
    }

    fn run(&mut self, _: &[String]) -> Result<(i32, Vec<u8>, Vec<u8>), FileFault> {
        Err(none())
    }

    fn shell(&mut self, _: &str) -> i32 {
        1
    }

    fn system(&self) -> (String, String) {
        ("Linux".to_owned(), "6.1".to_owned())
    }
}
