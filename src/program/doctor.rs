//! `kmspec doctor`: what a target is, before anything is judged.

use std::process::ExitCode;
use std::time::Duration;

use kmspec::runner::{self, Examination, Feature, RunOptions};
use serde_json::{Value, json};

use super::exit::Exit;
use super::marks::{self, JournalArguments};
use super::open::open;
use super::output::outln;
use super::target_args::DoctorArguments;
use super::target_profile;

/// Asks the target what it is, and tells.
pub(crate) fn doctor(arguments: &DoctorArguments) -> Result<ExitCode, Exit> {
    let target = target_profile::of_one(&arguments.target)?;
    let name = target.profile.as_ref().map(|profile| profile.name.clone());
    let mut options = RunOptions::default();
    let url = target.endpoint_url.as_deref().unwrap_or_default();
    if !kmspec::target::http::is_aws(url) {
        // Nothing is asked of what may not be known everywhere yet.
        options.consistency_wait = Duration::ZERO;
    }
    let told = super::runtime()?.block_on(async {
        options.cancel.on_signals();
        let mut target = open(&target).await?;
        options.marks = marks::of(&mut target, &JournalArguments::default())?;
        let told = runner::examine(&target, &options).await;
        told.map_err(|error| {
            let exit = Exit::unreachable(&error);
            match error.help() {
                Some(help) => exit.help(help),
                None => exit,
            }
        })
    })?;
    if arguments.json {
        outln!("{:#}", as_json(name.as_deref(), &told));
    } else {
        table(name.as_deref(), &told);
    }
    let signed = told.signed.there == Some(true);
    Ok(ExitCode::from(u8::from(!signed) * super::exit::UNREACHABLE))
}

/// The members of [`Examination`], lists of pairs as objects.
fn as_json(name: Option<&str>, told: &Examination) -> Value {
    let object = |pairs: &[(String, Feature)]| -> Value {
        let pairs = pairs
            .iter()
            .map(|(name, there)| (name.clone(), json!(there)));
        Value::Object(pairs.collect())
    };
    let mut document = json!(told);
    document["regions"] = object(&told.regions);
    document["operations"] = object(&told.operations);
    if let Some(name) = name {
        document["profile"] = json!(name);
    }
    document
}

fn table(name: Option<&str>, told: &Examination) {
    match name {
        Some(name) if name != told.target => outln!("{name} at {}", told.target),
        _ => outln!("{}", told.target),
    }
    let row = |what: &str, text: &str| outln!("  {what:<18} {text}");
    row("reachable", "yes");
    row("signed", &words(&told.signed));
    row("checks signatures", &words(&told.checks_signatures));
    row("clock", &clock(told.clock_skew_ms));
    row("account", told.account.as_deref().unwrap_or("not known"));
    for (region, there) in &told.regions {
        row(region, &words(there));
    }
    row(
        "worlds",
        if told.worlds {
            "yes: each case has its own"
        } else {
            "no: all cases share what is there"
        },
    );
    row("custom key stores", &words(&told.custom_key_stores));
    row("second account", &words(&told.second_account));
    row("IAM", &words(&told.iam));
    operations(told);
    for left in &told.left_behind {
        row(
            "left behind",
            &format!("{} {}: {}", left.kind, left.id, left.reason),
        );
    }
}

fn operations(told: &Examination) {
    let of = |wanted: Option<bool>| -> Vec<&str> {
        let all = told.operations.iter();
        let some = all.filter(|(_, it)| it.there == wanted);
        some.map(|(name, _)| name.as_str()).collect()
    };
    let (there, all) = (of(Some(true)), told.operations.len());
    outln!("  {:<18} {} of {all}", "operations", there.len());
    for (what, names) in [("absent", of(Some(false))), ("not known", of(None))] {
        for (at, names) in names.chunks(4).enumerate() {
            let what = if at == 0 { what } else { "" };
            outln!("    {what:<16} {}", names.join(", "));
        }
    }
}

fn words(feature: &Feature) -> String {
    let word = match feature.there {
        Some(true) => "yes",
        Some(false) => "no",
        None => "not known",
    };
    match &feature.why {
        Some(why) => format!("{word}: {why}"),
        None => word.to_owned(),
    }
}

fn clock(skew_ms: i64) -> String {
    let seconds = skew_ms.unsigned_abs() / 1000;
    match skew_ms {
        0 => "as here".to_owned(),
        1.. => format!("{seconds} s ahead of this machine's"),
        _ => format!("{seconds} s behind this machine's"),
    }
}
