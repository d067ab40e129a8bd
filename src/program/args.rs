//! The command line: every flag with its name, its `KMSPEC_*` variable and its rule; meaning comes later.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueEnum};
use kmspec::runner::Shard;

use super::argument_values::{Against, ColorWhen, some_time};
use super::coverage::CoverageArguments;
use super::facts::FactsCommand;
use super::fmt::FmtArguments;
use super::marks::JournalArguments;
use super::play::PlayArguments;
use super::questions::QuestionsArguments;
use super::report_args::{
    BaselineArguments, CompareArguments, EarlierRuns, MergeArguments, ReportArguments, RunReports,
};
use super::serve_args::ServeArguments;
use super::sweep::SweepArguments;
use super::target_args::{CompletionsArguments, DoctorArguments, ManArguments, TargetArguments};

/// The whole command line.
#[derive(Debug, Parser)]
#[command(
    name = "kmspec",
    version,
    about,
    max_term_width = 110,
    disable_help_subcommand = true
)]
#[command(
    after_help = "Exit codes: 0 as expected · 1 unexpected results · 2 usage or case-file error, nothing sent · \
                        3 target unreachable, credentials or a guard refused · 4 nothing selected, or nothing judged · \
                        5 a report, a snapshot or standard output could not be written · 6 as expected, but answers changed since \
                        the accepted snapshots · 130 interrupted"
)]
pub(crate) struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
    /// When to colour the output.
    #[arg(
        long,
        global = true,
        env = "KMSPEC_COLOR",
        default_value = "auto",
        value_name = "WHEN"
    )]
    pub(crate) color: ColorWhen,
}

/// As which version a CLI is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FlavourChoice {
    /// As the one that it says it is; the reference CLI is v1.
    Auto,
    /// As version 1.
    V1,
    /// As version 2.
    V2,
}

/// Who makes the calls of ordinary cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DriverChoice {
    /// kmspec itself, byte for byte as the case says.
    Http,
    /// The CLI under test, where it can make the call.
    Cli,
}

/// What kmspec does.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run the cases against an endpoint and judge every answer.
    Run(Box<RunArguments>),
    /// Tell what a run will send, make, need and cost; nothing is sent.
    Plan(Box<PlanArguments>),
    /// Run the cases and keep what the target answered; where that was kept before, tell what has changed since.
    #[command(mut_arg("snapshots", |it| it
        .long("out")
        .env("KMSPEC_OUT")
        .required(true)
        .help("Keep the answers here, as snapshots, with recording.json, which says where and when they came")
    ))]
    #[command(mut_arg("update", |it| it.help("Keep what comes now in the place of what was kept before")))]
    Record(Box<RunArguments>),
    /// List what the cases and the reference leave open, or tell what a recording says to it.
    Questions(QuestionsArguments),
    /// Count how much of KMS the cases reach, cell by cell, or which cells a target passes.
    Coverage(CoverageArguments),
    /// Hold the facts against a recording.
    #[command(subcommand)]
    Facts(FactsCommand),
    /// List the cases.
    List(ListArguments),
    /// Show a case's requirement, evidence and steps, or a fact, its source and who relies on it.
    Why(WhyArguments),
    /// Check case files without sending anything, or compare them with recordings of a service.
    Check(CheckArguments),
    /// Write case files as the format has them, keeping comments and meaning.
    Fmt(FmtArguments),
    /// Print the JSON Schema of cases, facts, reports, fixtures, profiles of targets or price lists.
    Schema(SchemaArguments),
    /// Make reports of runs from what `--report-json` or `--report-ndjson` wrote.
    Report(ReportArguments),
    /// Join the reports of the shards of one run.
    Merge(MergeArguments),
    /// Compare two runs: what newly fails, what is fixed, what answers otherwise, what appeared and vanished.
    Compare(CompareArguments),
    /// Write what a target is known to get wrong, for `kmspec run --baseline`, from reports of runs that agree.
    Baseline(BaselineArguments),
    /// Ask a target what it is: where, whose, which operations and features it has.
    Doctor(DoctorArguments),
    /// Take away what runs have left on an endpoint, known by their mark or their journal.
    Sweep(SweepArguments),
    /// Serve the reference endpoint over HTTP.
    Serve(ServeArguments),
    /// Drive generated calls at an endpoint, and save what differs from the reference as cases.
    Fuzz(Box<FuzzArguments>),
    /// Run the cases against wrong references, one fault each: every fault must be noticed.
    Mutants(MutantsArguments),
    /// Prove the suite: it notices every fault, passes no empty server, and raises no false alarm.
    Prove(ProveArguments),
    /// Work on the KMS service model.
    #[command(subcommand)]
    Model(ModelCommand),
    /// Print what makes a shell complete the words of this program.
    Completions(CompletionsArguments),
    /// Print a manual page of this program.
    Man(ManArguments),
}

/// Which cases.
#[derive(Debug, Args, Clone, Default)]
pub(crate) struct SelectionArguments {
    /// Where ids begin, cut at a `/`, or an operation's name; case files and folders of your own, of which alone the ids
    /// are then.
    #[arg(value_name = "ID|OPERATION|PATH")]
    pub(crate) operands: Vec<String>,
    /// Of those only cases whose id contains TEXT; may be repeated (any of them).
    #[arg(
        long,
        env = "KMSPEC_FILTER",
        value_name = "TEXT",
        value_delimiter = ','
    )]
    pub(crate) filter: Vec<String>,
    /// The operands are whole ids; without any, the filters are.
    #[arg(long, env = "KMSPEC_EXACT")]
    pub(crate) exact: bool,
    /// Only cases that carry TAG, which `kmspec list --tags` lists; may be repeated (any of them).
    #[arg(long, env = "KMSPEC_TAG", value_name = "TAG", value_delimiter = ',')]
    pub(crate) tag: Vec<String>,
    /// Leave out cases whose id contains TEXT; may be repeated.
    #[arg(long, env = "KMSPEC_SKIP", value_name = "TEXT", value_delimiter = ',')]
    pub(crate) skip: Vec<String>,
    /// Only the Kth of N parts, stable by id.
    #[arg(long, env = "KMSPEC_SHARD", value_name = "K/N")]
    pub(crate) shard: Option<Shard>,
    /// Where the cases are; without it ./cases if there is one, else the corpus built into the program.
    #[arg(long, env = "KMSPEC_CASES", value_name = "DIR")]
    pub(crate) cases: Option<PathBuf>,
}

/// `kmspec run`.
#[derive(Debug, Args, Clone)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of its own on the command line"
)]
pub(crate) struct RunArguments {
    #[command(flatten)]
    pub(crate) selection: SelectionArguments,
    #[command(flatten)]
    pub(crate) target: TargetArguments,
    #[command(flatten)]
    pub(crate) journal: JournalArguments,
    /// Judge this executable by the cases of the AWS CLI; without it, and without an endpoint, the reference CLI.
    #[arg(long, env = "KMSPEC_CLI", value_name = "PATH")]
    pub(crate) cli: Option<String>,
    /// Who makes the calls of ordinary cases: kmspec, or the CLI under test, of which it then tells what is wrong with
    /// the client; without --cli that is the reference CLI.
    #[arg(
        long,
        env = "KMSPEC_DRIVER",
        value_name = "WHICH",
        default_value = "http"
    )]
    pub(crate) driver: DriverChoice,
    /// As which version of the AWS CLI it is judged; `auto` asks it.
    #[arg(
        long,
        env = "KMSPEC_FLAVOUR",
        value_name = "WHICH",
        default_value = "auto"
    )]
    pub(crate) flavour: FlavourChoice,
    /// List what would run, and run nothing.
    #[arg(long, env = "KMSPEC_LIST")]
    pub(crate) list: bool,
    /// Stop at the first unexpected result; clean-up still runs.
    #[arg(long, env = "KMSPEC_FAIL_FAST")]
    pub(crate) fail_fast: bool,
    /// Try a failed case up to N more times; a pass on a retry is `flaky`.
    #[arg(long, env = "KMSPEC_RETRIES", value_name = "N", default_value_t = 0)]
    pub(crate) retries: u32,
    /// Give up on a case after this long, and after what it waits for, which is added; without it, 60s, or 5m where an
    /// executable makes the calls. On a loopback endpoint no store is waited for any longer either.
    #[arg(long, env = "KMSPEC_TIMEOUT", value_name = "DURATION", value_parser = some_time)]
    pub(crate) timeout: Option<Duration>,
    #[command(flatten)]
    pub(crate) play: PlayArguments,
    /// Keep the target's accepted answers in DIR, and tell what has changed since: a section of its own, and exit code 6 where
    /// nothing else is wrong.
    #[arg(long, env = "KMSPEC_SNAPSHOTS", value_name = "DIR")]
    pub(crate) snapshots: Option<PathBuf>,
    /// Accept what came as the new snapshots.
    #[arg(long, env = "KMSPEC_UPDATE", requires = "snapshots")]
    pub(crate) update: bool,
    /// `kmspec record` keeps what came.
    #[arg(skip)]
    pub(crate) records: bool,
    /// What the target is known to get wrong: a file of case (id, where ids begin, or glob), reason, issue and expiry.
    #[arg(long, env = "KMSPEC_DEVIATIONS", value_name = "FILE")]
    pub(crate) deviations: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) earlier: EarlierRuns,
    /// A known deviation that is fixed fails the run too.
    #[arg(long, env = "KMSPEC_STRICT")]
    pub(crate) strict: bool,
    /// A member of an answer that the service model does not have is a fault of the answer's shape.
    ///
    /// Without this it is noted at the end: KMS itself sends members that no model has.
    #[arg(long, env = "KMSPEC_STRICT_MEMBERS")]
    pub(crate) strict_members: bool,
    /// A line for every case, and every failure in full with its requests, not one for each cause.
    #[arg(long, short = 'v', env = "KMSPEC_VERBOSE")]
    pub(crate) verbose: bool,
    #[command(flatten)]
    pub(crate) reports: RunReports,
}

/// `kmspec plan`.
#[derive(Debug, Args, Clone)]
pub(crate) struct PlanArguments {
    #[command(flatten)]
    pub(crate) selection: SelectionArguments,
    #[command(flatten)]
    pub(crate) target: TargetArguments,
    #[command(flatten)]
    pub(crate) play: PlayArguments,
    /// Write the least IAM policy of each principal with which the run goes as planned: one file each where the path has
    /// `{principal}`, else one JSON object by their names.
    #[arg(long, env = "KMSPEC_IAM_POLICY", value_name = "FILE")]
    pub(crate) iam_policy: Option<PathBuf>,
    /// Hold the actions of those policies to keys that bear the tag of a run, where the run asks for them with no other. AWS says
    /// that a tag may take five minutes until it counts.
    #[arg(long, env = "KMSPEC_BY_TAG", requires = "iam_policy")]
    pub(crate) by_tag: bool,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

/// `kmspec fuzz`.
#[derive(Debug, Args, Clone)]
pub(crate) struct FuzzArguments {
    #[command(flatten)]
    pub(crate) target: TargetArguments,
    #[command(flatten)]
    pub(crate) journal: JournalArguments,
    /// Compare the endpoint with the reference, or with a second endpoint.
    #[arg(
        long,
        env = "KMSPEC_AGAINST",
        value_name = "reference|URL",
        default_value = "reference",
        value_parser = Against::parse
    )]
    pub(crate) against: Against,
    /// Who may call at the second endpoint; without it, the same as at the first.
    #[arg(long, env = "KMSPEC_AGAINST_PRINCIPALS", value_name = "FILE")]
    pub(crate) against_principals: Option<PathBuf>,
    /// Stop after this long; without it, 60s, or never where --fault measures with --cases.
    #[arg(long, env = "KMSPEC_TIME", value_name = "DURATION", value_parser = some_time)]
    pub(crate) time: Option<Duration>,
    /// Stop after N scripts, if that comes first.
    #[arg(long = "cases", env = "KMSPEC_SCRIPTS", value_name = "N")]
    pub(crate) scripts: Option<u64>,
    /// Make the scripts from this seed; without it, a new one, printed.
    #[arg(long, env = "KMSPEC_SEED", value_name = "N")]
    pub(crate) seed: Option<u64>,
    /// Run this many scripts at once.
    #[arg(short = 'j', long = "jobs", env = "KMSPEC_JOBS", value_name = "N")]
    pub(crate) jobs: Option<std::num::NonZeroUsize>,
    /// Only these operations: names, or resources such as `custom_key_store`; all without it.
    #[arg(
        long,
        env = "KMSPEC_OPS",
        value_name = "OPERATION",
        value_delimiter = ','
    )]
    pub(crate) ops: Vec<String>,
    /// Save findings as cases here.
    #[arg(
        long,
        env = "KMSPEC_OUT",
        value_name = "DIR",
        default_value = "cases/found"
    )]
    pub(crate) out: PathBuf,
    /// Send at most N requests a second.
    #[arg(long, env = "KMSPEC_RATE", value_name = "N")]
    pub(crate) rate: Option<u32>,
    /// Let K clients, 2 to 6, call at once, and look for an order of the calls that explains the answers.
    #[arg(
        long,
        env = "KMSPEC_CONCURRENT",
        value_name = "K",
        value_parser = clap::value_parser!(u8).range(2..=6),
        requires = "endpoint_url",
        conflicts_with_all = ["fault", "ops", "jobs"]
    )]
    pub(crate) concurrent: Option<u8>,
    /// Stop at the first finding.
    #[arg(long, env = "KMSPEC_FIRST")]
    pub(crate) first: bool,
    /// Fuzz the reference made wrong in this way; `all`, `derived` and parts of the rules, such as `keys.admission`, measure
    /// how many faults are found.
    #[arg(
        long,
        env = "KMSPEC_FAULT",
        value_name = "NAME",
        conflicts_with = "endpoint_url"
    )]
    pub(crate) fault: Option<String>,
    /// Write the results as JSON.
    #[arg(long, env = "KMSPEC_REPORT_JSON", value_name = "FILE")]
    pub(crate) report_json: Option<PathBuf>,
}

/// `kmspec list`.
#[derive(Debug, Args)]
pub(crate) struct ListArguments {
    #[command(flatten)]
    pub(crate) selection: SelectionArguments,
    /// List the values of --tag instead, with how many cases carry each.
    #[arg(long)]
    pub(crate) tags: bool,
    /// List the facts that the selected cases cite instead; without a selection, all facts.
    #[arg(long, conflicts_with = "tags")]
    pub(crate) facts: bool,
}

/// `kmspec why`.
#[derive(Debug, Args)]
pub(crate) struct WhyArguments {
    #[command(flatten)]
    pub(crate) selection: SelectionArguments,
}

/// `kmspec check`.
#[derive(Debug, Args)]
pub(crate) struct CheckArguments {
    /// Case files and folders; without any, ./cases or the corpus built into the program.
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// Compare the expectations with recorded exchanges instead: HAR files, or replays of httpreplay.
    #[arg(long, value_name = "RECORDING", num_args = 1..)]
    pub(crate) against: Vec<PathBuf>,
}

/// `kmspec schema`.
#[derive(Debug, Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of its own on the command line"
)]
pub(crate) struct SchemaArguments {
    /// The schema of `--report-json` instead.
    #[arg(long)]
    pub(crate) report: bool,
    /// The schema of `--fixtures` instead.
    #[arg(long, conflicts_with = "report")]
    pub(crate) fixtures: bool,
    /// The schema of a file of facts instead.
    #[arg(long, conflicts_with_all = ["report", "fixtures"])]
    pub(crate) facts: bool,
    /// The schema of a target's profile instead.
    #[arg(long, conflicts_with_all = ["report", "fixtures", "facts"])]
    pub(crate) target: bool,
    /// The schema of a price list instead.
    #[arg(long, conflicts_with_all = ["report", "fixtures", "facts", "target"])]
    pub(crate) prices: bool,
}

/// `kmspec mutants`.
#[derive(Debug, Args)]
pub(crate) struct MutantsArguments {
    /// Only this fault, with every case that notices it and what each says; or all derived faults of this part of the
    /// rules, such as `keys.admission`.
    #[arg(long, value_name = "NAME")]
    pub(crate) fault: Option<String>,
    /// List the faults, and run nothing.
    #[arg(long, conflicts_with = "fault")]
    pub(crate) list: bool,
    /// Also the faults that follow from the rules themselves: each wrong in every way, one at a time.
    #[arg(long, conflicts_with = "fault")]
    pub(crate) derived: bool,
    #[command(flatten)]
    pub(crate) proof: ProofArguments,
}

/// `kmspec prove`.
#[derive(Debug, Args)]
pub(crate) struct ProveArguments {
    /// Run the right reference under this many seeds.
    #[arg(long, env = "KMSPEC_SEEDS", value_name = "N", default_value_t = 50)]
    pub(crate) seeds: u64,
    #[command(flatten)]
    pub(crate) proof: ProofArguments,
}

/// What every proof takes.
#[derive(Debug, Args)]
pub(crate) struct ProofArguments {
    /// Where the cases are; without it ./cases if there is one, else the corpus built into the program.
    #[arg(long, env = "KMSPEC_CASES", value_name = "DIR")]
    pub(crate) cases: Option<PathBuf>,
    /// Use this many threads; without it, as many as there are processors.
    #[arg(short = 'j', long = "jobs", env = "KMSPEC_JOBS", value_name = "N")]
    pub(crate) jobs: Option<std::num::NonZeroUsize>,
    /// Draw names, ids, sizes and order from this seed; without it, a new one, printed.
    #[arg(long, env = "KMSPEC_SEED", value_name = "N")]
    pub(crate) seed: Option<u64>,
    /// Write the results as JSON.
    #[arg(long, env = "KMSPEC_REPORT_JSON", value_name = "FILE")]
    pub(crate) report_json: Option<PathBuf>,
}

/// `kmspec model …`.
#[derive(Debug, Subcommand)]
pub(crate) enum ModelCommand {
    /// Strip botocore's service model of its prose and print it.
    Import {
        /// botocore/data/kms/2014-11-01/service-2.json or service-2.json.gz.
        #[arg(value_name = "service-2.json[.gz]")]
        service: PathBuf,
        /// paginators-1.json, beside the service model unless given.
        #[arg(long, value_name = "FILE")]
        paginators: Option<PathBuf>,
        /// examples-1.json, beside the service model unless given.
        #[arg(long, value_name = "FILE")]
        examples: Option<PathBuf>,
        /// What to call the source, such as `botocore 1.44.5`; without it, what the file says.
        #[arg(long, value_name = "NAME")]
        source: Option<String>,
        /// Write here instead of standard output.
        #[arg(long, short = 'o', value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Tell what a newer model adds, removes or changes, and which cases that touches.
    Diff {
        /// The newer model: service-2.json, service-2.json.gz, or one that `import` made.
        newer: PathBuf,
        /// The older model; without it, the one built into the program.
        #[arg(long, value_name = "FILE")]
        older: Option<PathBuf>,
    },
}
