//! `kmspec plan`: what a run will send, make, need and cost, told before anything is sent.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use kmspec::case::{CallerCredentials, Prices};
use kmspec::plan::{self, Plan, Policy, Shape, Somebody};
use kmspec::runner::{RunMarks, RunOptions};
use kmspec::target::{self, Manner};
use kmspec::wire::admin::ReadyFile;
use kmspec::wire::{RunId, Timestamp};
use serde_json::Value;

use super::args::{PlanArguments, RunArguments};
use super::corpus::{self, Corpus};
use super::exit::Exit;
use super::guard;
use super::limit_args::LimitArguments;
use super::open::{self, OWNER, home_region};
use super::output::outln;
use super::run::text;
use super::serve::new_seed;
use super::target_args::TargetArguments;
use super::target_profile;

/// Plays the selected cases at home, and tells what a run of them comes to.
pub(crate) fn plan(arguments: &PlanArguments) -> Result<ExitCode, Exit> {
    let mut target = target_profile::of_one(&arguments.target)?;
    target.most_a_second = arguments.play.rate;
    let arguments = &PlanArguments {
        target,
        ..arguments.clone()
    };
    let shape = shape(&arguments.target)?;
    let prices = prices(arguments.play.limits.prices.as_deref())?;
    let corpus = corpus::load(&arguments.selection)?;
    let options = options(arguments, &corpus)?;
    if options.selected(&corpus.cases).is_empty() {
        return Err(Exit::nothing("no case is selected").help("`kmspec list` shows every case"));
    }
    guard::tell_permitted(&arguments.target);
    let (runtime, now) = (super::runtime()?, now());
    let rehearsed = runtime.block_on(plan::rehearse(&options, &corpus.cases, &shape, now));
    if let Some(path) = &arguments.iam_policy {
        let least = plan::least_policies(
            &rehearsed,
            arguments.by_tag,
            &options,
            &corpus.cases,
            &shape,
            now,
        );
        write_policies(path, &runtime.block_on(least))?;
    }
    let plan = Plan::of(rehearsed, &prices, options.jobs, shape.manner.rate);
    if arguments.json {
        let text = serde_json::to_string_pretty(&plan)
            .map_err(|error| Exit::unwritten(format!("cannot write the plan: {error}")))?;
        outln!("{text}");
    } else {
        tell(&plan, options.share_keys);
    }
    within(&plan, &arguments.play.limits)?;
    Ok(ExitCode::SUCCESS)
}

fn options(arguments: &PlanArguments, corpus: &Corpus) -> Result<RunOptions, Exit> {
    let target = &arguments.target;
    Ok(RunOptions {
        seed: arguments.play.seed.unwrap_or_else(new_seed),
        marks: Some(marks(target)),
        ..arguments
            .play
            .options(&arguments.selection, target, None, corpus, false)?
    })
}

/// The marks of the run that is planned: what cannot bear them is not made.
fn marks(target: &TargetArguments) -> RunMarks {
    let url = target.endpoint_url.as_deref().unwrap_or_default();
    RunMarks::new(RunId::of_bytes([0; 6]), target::http::is_aws(url))
}

/// Refuses a run that would make or cost more than its user allows; nothing is sent to find out.
pub(crate) async fn keep_within(
    arguments: &RunArguments,
    options: &RunOptions,
    corpus: &Corpus,
) -> Result<(), Exit> {
    let limits = &arguments.play.limits;
    if !limits.are_set() {
        return Ok(());
    }
    let shape = shape(&arguments.target)?;
    let prices = prices(limits.prices.as_deref())?;
    let options = RunOptions {
        marks: Some(marks(&arguments.target)),
        ..options.clone()
    };
    let rehearsed = plan::rehearse(&options, &corpus.cases, &shape, now()).await;
    let plan = Plan::of(rehearsed, &prices, options.jobs, shape.manner.rate);
    within(&plan, limits)
}

/// Refuses what is above the limits.
fn within(plan: &Plan, limits: &LimitArguments) -> Result<(), Exit> {
    let keys = plan.keys_made;
    if let Some(most) = limits.max_keys.filter(|most| keys > *most) {
        return Err(Exit::unreachable(format!(
            "the run would make {keys} keys, and --max-keys allows {most}; nothing was sent"
        ))
        .help("`kmspec plan` tells which cases make them; select fewer, or allow more"));
    }
    let usd = plan.cost.usd;
    if let Some(most) = limits.max_cost.filter(|most| usd > *most) {
        return Err(Exit::unreachable(format!(
            "the run would cost USD {usd:.4}, and --max-cost allows {most}; nothing was sent"
        ))
        .help("`kmspec plan` tells what costs it; select fewer cases, or allow more"));
    }
    Ok(())
}

/// Writes the least policies: one file each, or all into one.
fn write_policies(path: &Path, policies: &BTreeMap<String, Policy>) -> Result<(), Exit> {
    let text = |document: &Value| {
        serde_json::to_string_pretty(document)
            .map(|text| text + "\n")
            .map_err(|error| Exit::unwritten(format!("cannot write a policy: {error}")))
    };
    let shown = path.display().to_string();
    if !shown.contains(PRINCIPAL) {
        let all = policies.iter();
        let all = all
            .map(|(name, policy)| (name.clone(), policy.document()))
            .collect();
        return corpus::write_whole(path, &text(&Value::Object(all))?);
    }
    for (name, policy) in policies {
        let path = shown.replace(PRINCIPAL, name);
        corpus::write_whole(Path::new(&path), &text(&policy.document())?)?;
    }
    Ok(())
}

/// What stands for a principal's name in a path.
const PRINCIPAL: &str = "{principal}";

/// The price list of a file; without one, that of kmspec.
pub(crate) fn prices(path: Option<&Path>) -> Result<Prices, Exit> {
    let read = match path {
        Some(path) => Prices::parse(&path.display().to_string(), &text(path)?),
        None => Prices::shipped(),
    };
    read.map_err(|errors| corpus::refuse_file(&errors, "the price list", "--prices"))
}

/// The clock, which a rehearsal begins with.
pub(crate) fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    Timestamp::from_millis(0).plus(since.unwrap_or_default())
}

/// How the target looks, as far as flags and profile tell; it is not asked.
pub(crate) fn shape(arguments: &TargetArguments) -> Result<Shape, Exit> {
    let Some(url) = &arguments.endpoint_url else {
        return Err(Exit::usage("there is no target to plan for").help(
            "name one with --target or --endpoint-url; a run against the reference in kmspec costs nothing",
        ));
    };
    let file = open::principals(arguments)?;
    let home = home_region(arguments, file.as_ref());
    let profile = arguments.profile.as_deref();
    let mut manner = profile.map(Manner::of).unwrap_or_default();
    manner.rate = arguments.most_a_second.or(manner.rate);
    manner.permitted = guard::permitted(arguments);
    let mut options = target::http::Options::new(url.clone(), home);
    options.manner = manner;
    open::regions(arguments, &mut options);
    let cannot = file.as_ref().map(|file| file.cannot.clone());
    Ok(Shape {
        name: url.trim_end_matches('/').to_owned(),
        principals: principals(arguments, file),
        cannot: cannot.unwrap_or_default(),
        regions: options.regions,
        manner: options.manner,
    })
}

/// Who may call: by the file of principals, else by the profile, whether their credentials are there or not.
fn principals(arguments: &TargetArguments, file: Option<ReadyFile>) -> Vec<Somebody> {
    let known = |account: &str| Some(account.to_owned()).filter(|it| !it.is_empty());
    let asks_sts = target::http::is_aws(arguments.endpoint_url.as_deref().unwrap_or_default());
    if let Some(file) = file {
        let principals = file.principals.into_iter();
        let somebody = |it: kmspec::wire::admin::Principal| Somebody {
            account: known(&it.account),
            knows_arn: asks_sts || it.arn.is_some(),
            name: it.name,
        };
        return principals.map(somebody).collect();
    }
    let profile = arguments.profile.as_ref();
    let named = profile.into_iter().flat_map(|it| &it.principals);
    let own = |name: &str| name == OWNER && arguments.aws_profile.is_some();
    let named = named.filter(|(name, _)| !own(name));
    let mut all: Vec<Somebody> = named
        .map(|(name, caller)| Somebody {
            name: name.clone(),
            knows_arn: asks_sts
                || match &caller.signs {
                    CallerCredentials::Own { arn, .. } => arn.is_some(),
                    CallerCredentials::Profile { .. } => false,
                    CallerCredentials::AssumeRole { .. } => true,
                },
            account: match &caller.signs {
                CallerCredentials::Own { account, .. }
                | CallerCredentials::Profile { account, .. } => known(account),
                CallerCredentials::AssumeRole { arn, .. } => arn.split(':').nth(4).and_then(known),
            },
        })
        .collect();
    if all.iter().all(|it| it.name != OWNER) {
        all.push(Somebody {
            name: OWNER.to_owned(),
            account: arguments.allow_account.first().cloned(),
            knows_arn: asks_sts,
        });
    }
    all
}

/// Prints the plan for people.
fn tell(plan: &Plan, shares: bool) {
    outln!("plan for {}: nothing was sent", plan.target);
    let verdicts: Vec<String> = plan
        .verdicts
        .iter()
        .map(|(verdict, cases)| format!("{cases} {verdict}"))
        .collect();
    outln!(
        "  {} cases with --seed {}; if the target is right: {}",
        plan.selected,
        plan.seed,
        verdicts.join(", ")
    );
    for (why, cases) in &plan.left_out {
        outln!("  {cases:>5} not judged  {why}");
    }
    for wrong in &plan.wrong {
        outln!("  {} {}: {}", wrong.verdict, wrong.case, wrong.why);
    }
    let polls = match plan.polls {
        0 => String::new(),
        polls => format!(", and about {polls} more while key stores connect and disconnect"),
    };
    outln!("\nrequests: {}{polls}", plan.requests);
    for count in &plan.calls {
        outln!(
            "  {:<36} {:>7}  {}",
            count.operation,
            count.calls,
            by(&count.by)
        );
    }
    tell_of_things(plan, shares);
    if !plan.loads.is_empty() {
        outln!("\nquotas of requests, and what the run takes of each, the slowest first");
    }
    for load in plan.loads.iter().take(MOST_LOADS) {
        let time = seconds(load.seconds);
        outln!(
            "  {:<36} {:>7}  of {} in {}, {} a second of {} ({}): {time}",
            load.group,
            load.requests,
            load.principal,
            load.region,
            load.kept,
            load.per_second,
            load.fact
        );
    }
    let times = &plan.seconds;
    let rate = times.at_rate.map_or_else(
        || "held to no rate".to_owned(),
        |at_rate| format!("{} at the rate to which it is held", seconds(at_rate)),
    );
    outln!(
        "\ntime: at least {}: {} at the quotas, {rate}, {} for what it waits for",
        seconds(times.at_least),
        seconds(times.at_quotas),
        seconds(times.waiting)
    );
    tell_of_cost(plan);
    outln!("\nnot checked, as nothing was sent");
    for what in UNCHECKED {
        outln!("  {what}");
    }
}

/// What only the target can tell.
const UNCHECKED: [&str; 4] = [
    "whether the target is there, and takes the credentials",
    "whose accounts the credentials are: --allow-account and the profile are taken for it",
    "what the account has of keys and key stores already, and what its quotas have been raised to",
    "which operations and features the target lacks, beside what its profile says",
];

/// Quotas that are shown; the others are no limit to anybody.
const MOST_LOADS: usize = 8;

/// Cases that are shown of those that make keys.
const MOST_MAKERS: usize = 5;

fn tell_of_things(plan: &Plan, shares: bool) {
    outln!("\nkeys: {}", plan.keys_made);
    if shares {
        outln!("  cases that only use keys share them; with --share-keys off each has its own");
    }
    for group in &plan.keys {
        let kind = if group.multi_region {
            ", multi-Region"
        } else {
            ""
        };
        let mut stay: Vec<String> = group
            .days_pending
            .iter()
            .map(|(days, keys)| format!("{keys} deleted {days} days later"))
            .collect();
        if group.for_good > 0 {
            stay.push(format!("{} stay", group.for_good));
        }
        outln!(
            "  {:<36} {:>7}  {}{kind}, of {} in {}: {}",
            group.spec,
            group.keys,
            group.origin,
            group.principal,
            group.region,
            stay.join(", ")
        );
    }
    let mut makers: Vec<_> = plan.key_makers.iter().collect();
    makers.sort_by_key(|maker| std::cmp::Reverse(maker.keys));
    if let Some(first) = makers.first() {
        outln!(
            "  made by {} cases, {} at most by one:",
            makers.len(),
            first.keys
        );
    }
    for maker in makers.iter().take(MOST_MAKERS) {
        outln!("    {:<58} {:>3}", maker.case, maker.keys);
    }
    tell_of_own_keys(plan, shares);
    let stores: usize = plan.stores.iter().map(|group| group.stores).sum();
    outln!("\nkey stores: {stores}");
    for group in &plan.stores {
        outln!(
            "  {:<36} {:>7}  of {} in {}: {} stay until keys in them are deleted",
            group.store_type,
            group.stores,
            group.principal,
            group.region,
            group.staying
        );
    }
    for left in &plan.stays {
        outln!("  stays: {} {}: {}", left.kind, left.id, left.reason);
    }
}

/// Which cases have keys to themselves, by the reason, the most frequent first.
fn tell_of_own_keys(plan: &Plan, shares: bool) {
    let mut reasons: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for key in plan.own_keys.iter().filter(|_| shares) {
        reasons.entry(&key.why).or_default().push(&key.case);
    }
    let mut reasons: Vec<_> = reasons.into_iter().collect();
    reasons.sort_by_key(|(_, cases)| std::cmp::Reverse(cases.len()));
    if !reasons.is_empty() {
        let keys = plan.own_keys.len();
        outln!("  {keys} of what cases need are keys to themselves (--json names all):");
    }
    for (why, cases) in reasons {
        let named = cases[..cases.len().min(MOST_NAMED)].join(", ");
        let others = match cases.len().saturating_sub(MOST_NAMED) {
            0 => String::new(),
            others => format!(" and {others} more"),
        };
        outln!("    {why:<40} {:>5}  {named}{others}", cases.len());
    }
}

/// Cases that are named for one reason.
const MOST_NAMED: usize = 3;

fn tell_of_cost(plan: &Plan) {
    let cost = &plan.cost;
    outln!(
        "\ncost: USD {:.4}, by the prices of {} ({})",
        cost.usd,
        cost.prices_date,
        cost.prices_source
    );
    outln!(
        "  {:<36} {:>7}  hours: USD {:.4}",
        "keys",
        cost.key_hours,
        cost.keys_usd
    );
    for class in &cost.requests {
        outln!(
            "  {:<36} {:>7}  USD {:.4}",
            format!("requests, {}", class.class.replace('_', " ")),
            class.requests,
            class.usd
        );
    }
    if cost.staying_usd_a_month > 0.0 {
        let month = cost.staying_usd_a_month;
        outln!("  keys that stay cost USD {month:.2} a month until somebody deletes them");
    }
}

fn by(calls: &BTreeMap<String, usize>) -> String {
    let each: Vec<String> = calls
        .iter()
        .map(|(who, calls)| format!("{who} {calls}"))
        .collect();
    each.join(", ")
}

/// A time in words; what takes no second is none.
fn seconds(time: f64) -> String {
    let whole = Duration::try_from_secs_f64(time.ceil()).unwrap_or(Duration::MAX);
    humantime::format_duration(whole).to_string()
}
