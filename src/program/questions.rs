//! `kmspec questions`: what the cases and the reference leave open, and what recordings say to it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use kmspec::case::{Case, Facts};
use kmspec::record::{self, Finding, Question, Recording, Settlement};
use kmspec::reference::AllowedAnswer;
use serde_json::{Value, json};

use super::args::SelectionArguments;
use super::exit::Exit;
use super::output::outln;
use super::{corpus, record as recordings, show};

/// `kmspec questions`.
#[derive(Debug, Args)]
pub(crate) struct QuestionsArguments {
    #[command(flatten)]
    selection: SelectionArguments,
    /// Print JSON instead of text.
    #[arg(long)]
    json: bool,
    /// Tell what the recording in this folder, of `kmspec record`, says to each; several folders, such as one for each seed or
    /// Region, by the flag again.
    #[arg(long, value_name = "DIR")]
    settle: Vec<PathBuf>,
    /// Write the answers into the case files, and facts that tell them into `facts/recorded_live.yaml` beside the cases; only
    /// of recordings of AWS.
    #[arg(long, requires = "settle")]
    write: bool,
}

/// Lists the open questions, or what a recording says to them.
pub(crate) fn questions(arguments: &QuestionsArguments) -> Result<ExitCode, Exit> {
    let cases = show::selected(&arguments.selection)?;
    let questions = record::questions(&cases);
    if arguments.settle.is_empty() {
        list(arguments, &questions)?;
        return Ok(ExitCode::SUCCESS);
    }
    let recordings = recordings::read_all(&arguments.settle)?;
    let settlements = record::settle(&questions, &cases, &recordings);
    if arguments.json {
        let evidence: Vec<_> = recordings.iter().map(|it| &it.evidence).collect();
        json_line(&json!({"evidence": evidence, "questions": settlements}))?;
    } else {
        tell(&settlements, &recordings);
    }
    if arguments.write {
        write(arguments, &cases, &settlements, &recordings)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn json_line(value: &Value) -> Result<(), Exit> {
    let text = serde_json::to_string_pretty(value);
    outln!(
        "{}",
        text.map_err(|error| Exit::unwritten(error.to_string()))?
    );
    Ok(())
}

/// The reference's open questions, which no case decides: name, sentence, answers.
fn of_the_reference() -> BTreeMap<&'static str, (&'static str, Vec<&'static str>)> {
    let mut all: BTreeMap<&str, (&str, Vec<&str>)> = BTreeMap::new();
    for choice in AllowedAnswer::all() {
        let entry = all.entry(choice.question);
        let (_, answers) = entry.or_insert((choice.sentence, Vec::new()));
        answers.push(choice.answer);
    }
    all
}

fn list(arguments: &QuestionsArguments, questions: &[Question]) -> Result<(), Exit> {
    let reference = of_the_reference();
    if arguments.json {
        let reference = reference.iter().map(|(name, (sentence, answers))| {
            json!({"question": name, "sentence": sentence, "answers": answers})
        });
        let reference: Vec<Value> = reference.collect();
        return json_line(&json!({"cases": questions, "reference": reference}));
    }
    for same in alike(questions) {
        let question = same[0];
        if same.len() == 1 {
            head(question);
        } else {
            let operations: BTreeSet<&str> = same.iter().map(|one| one.operation).collect();
            let operations = Vec::from_iter(operations).join(", ");
            outln!("{} steps: {}", same.len(), question.requirement);
            outln!("  asked of {operations}");
        }
        let facts = same.iter().flat_map(|one| &one.facts);
        let facts: BTreeSet<&str> = facts.map(String::as_str).collect();
        outln!("  allowed  {}", question.allowed.join(" | "));
        outln!("  facts    {}", Vec::from_iter(facts).join(", "));
    }
    outln!();
    for (name, (sentence, answers)) in &reference {
        outln!("reference {name}: {sentence}");
        outln!("  allowed  {}", answers.join(" | "));
    }
    outln!(
        "{} steps of cases accept more than one answer; the reference answers {} questions in one allowed way",
        questions.len(),
        reference.len()
    );
    Ok(())
}

/// The questions, those of different cases together that are one: the same rule, and the same answers.
fn alike(questions: &[Question]) -> Vec<Vec<&Question>> {
    let mut all: Vec<Vec<&Question>> = Vec::new();
    for question in questions {
        let is_same = |one: &Question| {
            one.case != question.case
                && one.requirement == question.requirement
                && one.allowed == question.allowed
        };
        match all.iter_mut().find(|same| is_same(same[0])) {
            Some(same) => same.push(question),
            None => all.push(vec![question]),
        }
    }
    all
}

fn head(question: &Question) {
    let Question {
        case,
        step,
        operation,
        requirement,
        ..
    } = question;
    outln!("{case} step {step} {operation}: {requirement}");
}

fn tell(settlements: &[Settlement<'_>], recordings: &[Recording]) {
    let (mut settled, mut undecided, mut contradicted, mut silent) = (0, 0, 0, 0);
    for settlement in settlements {
        let by_instance = |came: &BTreeMap<String, String>| {
            for (id, answer) in came {
                outln!("  {id}: {answer}");
            }
        };
        match &settlement.finding {
            Finding::Settled { allowed, answer } => {
                settled += 1;
                head(settlement.question);
                let how = if allowed == answer {
                    String::new()
                } else {
                    format!(" ({answer})")
                };
                outln!("  settled: {allowed}{how}");
            }
            Finding::Undecided(came) => {
                undecided += 1;
                head(settlement.question);
                outln!("  undecided: what came is not one answer");
                by_instance(came);
            }
            Finding::Contradicted(came) => {
                contradicted += 1;
                head(settlement.question);
                outln!("  contradicted: what came is not allowed");
                by_instance(came);
            }
            Finding::Silent(_) => silent += 1,
        }
    }
    outln!(
        "by {}: {settled} of {} questions settled, {undecided} undecided, {contradicted} contradicted; of {silent} not all is recorded",
        recordings::origins(recordings),
        settlements.len()
    );
}

/// Everything is made, and loads, before anything is written.
fn write(
    arguments: &QuestionsArguments,
    cases: &[Case],
    settlements: &[Settlement<'_>],
    recordings: &[Recording],
) -> Result<(), Exit> {
    if let Some(other) = recordings.iter().find(|it| !it.evidence.aws) {
        let target = &other.evidence.target;
        let refused = format!("the recording is of {target}, which is not AWS");
        return Err(Exit::usage(refused)
            .help("only what AWS answered settles a question; nothing was written"));
    }
    let root = arguments.selection.cases.as_deref();
    let root = root.unwrap_or(Path::new("cases"));
    if !root.is_dir() {
        return Err(
            Exit::usage(format!("{}: there is no such folder", root.display()))
                .help("only cases in a folder can be written: --cases DIR"),
        );
    }
    let facts: Facts = corpus::facts(&arguments.selection)?;
    let path = root.join("facts/recorded_live.yaml");
    let known = if path.exists() {
        super::run::text(&path)?
    } else {
        String::new()
    };
    let shown = path.display().to_string();
    let rewrite = record::rewrites(settlements, cases, recordings, &facts, (&shown, &known))
        .map_err(|errors| corpus::refuse(&errors))?;
    if rewrite.settled > 0 {
        // What cites comes after what is cited.
        corpus::write_whole(&path, &rewrite.facts)?;
        for (path, text) in &rewrite.files {
            corpus::write_whole(Path::new(path), text)?;
        }
    }
    for (case, why) in &rewrite.by_hand {
        outln!("by hand {case}: {why}");
    }
    outln!(
        "{} questions are answered in {} files; the facts stand in {shown}",
        rewrite.settled,
        rewrite.files.len()
    );
    Ok(())
}
