//! One run, from its templates to what did not match.

use std::time::Duration;

use serde_json::{Value, json};

use super::folder;
use super::live::Caller;
use super::script::Script;
use super::secrets::Secrets;
use super::server::{Answers, Listening};
use crate::case::{Ended, Principal, Region, Run, RunExpect};
use crate::check::{CommandRun, Context, Mismatch, Scope, Unbound, judge_run};
use crate::target::Session;
use crate::target::command::{Ask, CliProgram};

/// The longest that one run may take.
pub(super) const LONGEST: Duration = Duration::from_secs(50);

/// What a run is made with.
pub(in crate::runner) struct Running<'a, 'case> {
    /// The CLI under test.
    pub(in crate::runner) command: &'a CliProgram,
    /// What answers without a script.
    pub(in crate::runner) session: &'a Session,
    /// The names that stand at this step.
    pub(in crate::runner) scope: &'a mut Scope<'case>,
    /// For the judgement.
    pub(in crate::runner) context: Context<'a>,
    /// The step's number.
    pub(in crate::runner) step: usize,
}

/// What came of a run.
pub(in crate::runner) struct Judged {
    /// What was printed and sent, without secrets.
    pub(in crate::runner) run: CommandRun,
    /// What did not match, without secrets.
    pub(in crate::runner) mismatches: Vec<Mismatch>,
    /// What later steps refer to.
    pub(in crate::runner) value: Value,
}

/// Why nothing came of a run.
pub(in crate::runner) enum Stuck {
    /// A template has no value.
    Unbound(Unbound),
    /// The case, the machine or the live target is at fault.
    Broken(String),
}

impl From<Unbound> for Stuck {
    fn from(why: Unbound) -> Self {
        Self::Unbound(why)
    }
}

impl From<String> for Stuck {
    fn from(why: String) -> Self {
        Self::Broken(why)
    }
}

/// Makes the run and judges it.
pub(in crate::runner) async fn run(
    running: Running<'_, '_>,
    run: &Run,
    expect: &RunExpect,
) -> Result<Judged, Stuck> {
    let Running {
        command,
        session,
        scope,
        context,
        step,
    } = running;
    let listening = Listening::open().await?;
    let place = folder::make()?;
    // A temporary folder may stand behind a link, and a program tells where it really is.
    let root = std::fs::canonicalize(place.path());
    let root = root.map_err(|error| format!("cannot use a folder: {error}"))?;
    scope.name("folder", json!(root.to_string_lossy()));
    scope.name("server", names(&listening, "http", &root));
    let answers = if let Some(template) = &run.server {
        let script: Result<Script, _> = serde_json::from_value(scope.value(template)?);
        Answers::Script(script.map_err(|error| format!("this is no server: {error}"))?)
    } else {
        let (principal, region) = (Principal::Owner, Region::Home);
        Answers::Live(session, Caller { principal, region })
    };
    let region = match &answers {
        Answers::Script(_) => "us-east-1",
        Answers::Live(..) | Answers::Relay(_) => {
            session.region(Region::Home).unwrap_or("us-east-1")
        }
    };
    scope.name("server", names(&listening, answers.scheme(), &root));
    let env = run.env.as_ref().map(|env| scope.value(env));
    let env = env.transpose()?.unwrap_or_default();
    let env = folder::environment(&root, region, &env)?;
    let args = texts(scope.value(&run.args)?)?;
    let files = run.files.as_ref().map(|files| scope.value(files));
    let files = files.transpose()?.unwrap_or_else(|| json!({}));
    folder::fill(&root, &files)?;
    let stdin = run.stdin.as_ref().map(|stdin| scope.text(stdin));
    let stdin = stdin.transpose()?.unwrap_or_default();
    let mut secrets = Secrets::of(&args, &env, &pairs(&files), &stdin);

    let (port, dead) = (listening.port(), listening.dead_port());
    let server = listening.answering(answers)?;
    let ask = Ask {
        args: args.clone(),
        env,
        folder: root.clone(),
        stdin: stdin.into_bytes(),
        limit: LONGEST,
        signal: run.signal.map(|signal| (signal, server.asked())),
        stdout_closed: run.stdout_closed,
    };
    let left = tokio::select! {
        biased;
        left = command.run(ask) => left?,
        // It serves for as long as it is asked to.
        () = server.serve() => return Err("the server stopped".to_owned().into()),
    };
    if let Some(why) = server.take_trouble() {
        return Err(format!("the live target could not be asked: {why}").into());
    }
    let ran = CommandRun {
        step,
        args,
        ended: left.ended,
        stdout: String::from_utf8_lossy(&left.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&left.stderr).into_owned(),
        seen: server.take_seen(),
    };
    secrets.find_in(&ran.seen);
    let value = value(&ran);
    let expect = scope.bind_run(expect)?;
    let mismatches = judge_run(&expect, &ran, &context);
    let places = [
        (root.to_string_lossy().into_owned(), "[folder]"),
        (format!("127.0.0.1:{port}"), "[server]"),
        (format!("127.0.0.1:{dead}"), "[nobody]"),
    ];
    Ok(Judged {
        run: secrets.scrub_run(ran, &places),
        mismatches: secrets.scrub_mismatches(mismatches),
        value,
    })
}

/// What a case calls its server.
fn names(listening: &Listening, scheme: &str, root: &std::path::Path) -> Value {
    let authority = format!("127.0.0.1:{}", listening.port());
    json!({
        "url": format!("{scheme}://{authority}"),
        "authority": authority,
        "port": listening.port().to_string(),
        "dead_port": listening.dead_port().to_string(),
        "ca": root.join(folder::AUTHORITY).to_string_lossy(),
        "other_ca": root.join(folder::OTHER_AUTHORITY).to_string_lossy(),
    })
}

fn texts(args: Value) -> Result<Vec<String>, String> {
    let refused = || "`run` is no list of texts".to_owned();
    let Value::Array(args) = args else {
        return Err(refused());
    };
    let text = |arg: Value| match arg {
        Value::String(text) if !text.contains('\0') => Ok(text),
        _ => Err(refused()),
    };
    args.into_iter().map(text).collect()
}

fn pairs(files: &Value) -> Vec<(String, String)> {
    let files = files.as_object().into_iter().flatten();
    let pair = |(path, text): (&String, &Value)| Some((path.clone(), text.as_str()?.to_owned()));
    files.filter_map(pair).collect()
}

fn value(run: &CommandRun) -> Value {
    let exit = match run.ended {
        Ended::Exit(code) => json!(code),
        other => json!(other.to_string()),
    };
    let mut value = json!({"exit": exit, "stdout": run.stdout, "stderr": run.stderr});
    if let Ok(printed) = serde_json::from_str::<Value>(&run.stdout) {
        value["json"] = printed;
    }
    value
}
