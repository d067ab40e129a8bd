//! A call of an ordinary case, made by the CLI under test instead of by kmspec.

use std::fmt::Write as _;
use std::sync::Mutex;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::folder;
use super::live::Relay;
use super::run::LONGEST;
use super::secrets::Secrets;
use super::server::{Answers, Listening};
use crate::case::{CommandFlavour, Location};
use crate::check::{Breaches, ClientCall, CommandRun, Signer, judge_client};
use crate::cli;
use crate::model::{Kind, Model};
use crate::runner::client::{Calling, Client, Unanswered};
use crate::target::command::{Ask, CliProgram};
use crate::wire::Response;

/// The file that holds the input.
const INPUT: &str = "input.json";

/// What a CLI is given as a session token where the principal has one; the real one it never sees.
const TOKEN: &str = "kmspec/session/token/EXAMPLE+of+a+temporary+credential==";

/// How the CLI makes a call.
pub(in crate::runner) struct Driving<'a> {
    /// The CLI under test.
    pub(in crate::runner) command: &'a CliProgram,
    /// Over whom its requests go to the target.
    pub(in crate::runner) client: Client<'a>,
    /// Who calls what, where.
    pub(in crate::runner) calling: Calling<'a>,
    /// The input.
    pub(in crate::runner) input: Value,
    /// Whether it is signed.
    pub(in crate::runner) signed: bool,
    /// The step in the case file.
    pub(in crate::runner) location: Location,
}

/// What came of it.
pub(in crate::runner) struct Driven {
    /// The target's last answer, as it came; `None` when the CLI did not ask the target.
    pub(in crate::runner) response: Option<Response>,
    /// What the CLI did wrong, without secrets.
    pub(in crate::runner) breaches: Breaches,
    /// What was printed and sent, without secrets.
    pub(in crate::runner) run: CommandRun,
}

/// Why nothing came of it.
pub(in crate::runner) enum Undriven {
    /// The machine is at fault.
    Broken(String),
    /// The target could not be asked.
    Unanswered(Unanswered),
}

impl From<String> for Undriven {
    fn from(why: String) -> Self {
        Self::Broken(why)
    }
}

/// Makes the call and judges the CLI by what went over the wire.
pub(in crate::runner) async fn drive(driving: Driving<'_>) -> Result<Driven, Undriven> {
    let Driving {
        command,
        client,
        calling,
        input,
        signed,
        location,
    } = driving;
    let signer = signer(&client, calling).filter(|_| signed);
    let listening = Listening::open().await?;
    let place = folder::make()?;
    let root = std::fs::canonicalize(place.path());
    let root = root.map_err(|error| format!("cannot use a folder: {error}"))?;
    let given = Given::of(calling, &input, command.flavour());
    for (path, bytes) in &given.files {
        folder::write(&root, path, bytes)?;
    }
    let region = signer.as_ref().map_or("us-east-1", |signer| &signer.region);
    let authority = format!("127.0.0.1:{}", listening.port());
    let args = arguments(calling, &authority, region, signed, given.options);
    let env = folder::environment(&root, region, &credentials(signer.as_ref()))?;
    let files: Vec<(String, String)> = given
        .files
        .iter()
        .map(|(path, bytes)| (path.clone(), String::from_utf8_lossy(bytes).into_owned()))
        .collect();
    let mut secrets = Secrets::of(&args, &env, &files, "");

    let relay = Relay {
        client,
        calling,
        signed,
        last: Mutex::default(),
    };
    let server = listening.answering(Answers::Relay(&relay))?;
    let ask = Ask {
        args: args.clone(),
        env,
        folder: root.clone(),
        limit: LONGEST,
        ..Ask::default()
    };
    let left = tokio::select! {
        biased;
        left = command.run(ask) => left?,
        // It serves for as long as it is asked to.
        () = server.serve() => return Err("the server stopped".to_owned().into()),
    };
    let run = CommandRun {
        step: client.ledger.step(),
        args,
        ended: left.ended,
        stdout: String::from_utf8_lossy(&left.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&left.stderr).into_owned(),
        seen: server.take_seen(),
    };
    drop(server);
    let last = relay.last.into_inner();
    let last = last.unwrap_or_else(std::sync::PoisonError::into_inner);
    let response = last.transpose().map_err(Undriven::Unanswered)?;
    secrets.find_in(&run.seen);
    secrets.find(&run.stdout);
    secrets.find(&run.stderr);
    let call = ClientCall {
        operation: calling.operation,
        input: &input,
        signer,
        flavour: command.flavour(),
        location,
    };
    let breaches = judge_client(&call, &run);
    let places = [
        (root.to_string_lossy().into_owned(), "[folder]"),
        (authority, "[server]"),
    ];
    Ok(Driven {
        response,
        breaches: Breaches {
            request: secrets.scrub_mismatches(breaches.request),
            output: secrets.scrub_mismatches(breaches.output),
        },
        run: secrets.scrub_run(run, &places),
    })
}

/// The words of the call.
fn arguments(
    calling: Calling<'_>,
    authority: &str,
    region: &str,
    signed: bool,
    options: Vec<String>,
) -> Vec<String> {
    let mut args = vec!["kms".to_owned(), cli::word(calling.operation.name())];
    args.extend(["--endpoint-url".to_owned(), format!("http://{authority}")]);
    args.extend(["--region", region, "--output", "json"].map(str::to_owned));
    if !signed {
        args.push("--no-sign-request".to_owned());
    }
    args.extend(options);
    args
}

/// With what the CLI should sign; its secret is one of kmspec's own.
fn signer(client: &Client<'_>, calling: Calling<'_>) -> Option<Signer> {
    let principal = client.session.principal(calling.principal)?;
    Some(Signer {
        access_key_id: principal.access_key_id,
        session_token: principal.session_token.as_ref().map(|_| TOKEN.to_owned()),
        region: client.session.region(calling.region)?.to_owned(),
    })
}

/// The variables that tell a CLI who it is, and that one call is one request.
fn credentials(signer: Option<&Signer>) -> Value {
    let Some(signer) = signer else {
        return json!({
            "AWS_ACCESS_KEY_ID": null,
            "AWS_SECRET_ACCESS_KEY": null,
            "AWS_MAX_ATTEMPTS": "1",
        });
    };
    let mut own = json!({"AWS_ACCESS_KEY_ID": signer.access_key_id, "AWS_MAX_ATTEMPTS": "1"});
    if let Some(token) = &signer.session_token {
        own["AWS_SESSION_TOKEN"] = json!(token);
    }
    own
}

/// An input as options and files.
struct Given {
    options: Vec<String>,
    files: Vec<(String, Vec<u8>)>,
}

impl Given {
    /// A document holds it; v1 would take blobs in it for texts, and gets them as files of bytes.
    fn of(calling: Calling<'_>, input: &Value, flavour: CommandFlavour) -> Self {
        let model = Model::bundled();
        let mut given = Self {
            options: Vec::new(),
            files: Vec::new(),
        };
        if model.operations[&calling.operation].paginator.is_some() {
            given.options.push("--no-paginate".to_owned());
        }
        let shape = model.input(calling.operation);
        let mut document = Map::new();
        for (name, value) in input.as_object().into_iter().flatten() {
            let below = shape.member(name).map(|member| model.shape_of(member));
            let blob = below.is_some_and(|below| matches!(below.kind, Kind::Blob { .. }));
            let bytes = value.as_str().and_then(|text| STANDARD.decode(text).ok());
            if let Some(bytes) = bytes.filter(|_| blob && flavour == CommandFlavour::V1) {
                let word = cli::word(name);
                let file = format!("{word}.bin");
                given.options.push(format!("--{word}"));
                given.options.push(format!("fileb://{file}"));
                given.files.push((file, bytes));
            } else {
                let value = match (flavour, below) {
                    (CommandFlavour::V1, Some(below)) => as_texts(below, value),
                    _ => value.clone(),
                };
                document.insert(name.clone(), value);
            }
        }
        if !document.is_empty() {
            let text = ascii(&Value::Object(document).to_string());
            given.options.push("--cli-input-json".to_owned());
            given.options.push(format!("file://{INPUT}"));
            given.files.push((INPUT.to_owned(), text.into_bytes()));
        }
        given
    }
}

/// The value with the texts that blobs stand for: v1 writes them in base64 itself.
fn as_texts(shape: &crate::model::Shape, value: &Value) -> Value {
    let model = Model::bundled();
    match (&shape.kind, value) {
        (Kind::Structure { .. }, Value::Object(members)) => {
            let members = members.iter().map(|(name, value)| {
                let below = shape.member(name).map(|member| model.shape_of(member));
                let value = below.map_or_else(|| value.clone(), |below| as_texts(below, value));
                (name.clone(), value)
            });
            Value::Object(members.collect())
        }
        (Kind::Blob { .. }, Value::String(text)) => {
            let bytes = STANDARD.decode(text).unwrap_or_default();
            json!(String::from_utf8_lossy(&bytes))
        }
        _ => value.clone(),
    }
}

/// JSON in letters that every encoding has.
fn ascii(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii() {
            out.push(c);
        } else {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                // Writing to a string cannot fail.
                let _ = write!(out, "\\u{unit:04x}");
            }
        }
    }
    out
}
