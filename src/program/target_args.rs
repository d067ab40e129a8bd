//! The flags that say where the calls go, and of the commands that only look.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use clap::{Args, ValueEnum};
use kmspec::case::TargetProfile;
use kmspec::target::http::Resolve;

use super::argument_values::{account, some_time};

/// The only calls that are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Only {
    /// Those that describe, list or get.
    Read,
    /// Those, and such with `DryRun: true`.
    DryRun,
}

/// Where the calls go.
#[derive(Debug, Args, Clone)]
pub(crate) struct TargetArguments {
    /// The target by its profile, which sets what other flags do not: the name of a shipped one (`moto`, `localstack`,
    /// `aws`, …), or a file; `=URL` behind it where it is elsewhere. `run` takes several, one after the other.
    #[arg(
        long = "target",
        env = "KMSPEC_TARGET",
        value_name = "NAME|FILE[=URL]",
        value_delimiter = ','
    )]
    pub(crate) targets: Vec<String>,
    /// The profile, once it is read.
    #[arg(skip)]
    pub(crate) profile: Option<Arc<TargetProfile>>,
    /// The most requests a second, of commands that have a flag for it.
    #[arg(skip)]
    pub(crate) most_a_second: Option<u32>,
    /// The endpoint to judge; without it, where the profile says, else the embedded reference.
    #[arg(long, env = "KMSPEC_ENDPOINT_URL", value_name = "URL")]
    pub(crate) endpoint_url: Option<String>,
    /// The Region to sign for; without it that of the profile, `AWS_REGION`, `AWS_DEFAULT_REGION`, the principals' file,
    /// the profile of AWS, us-east-1.
    #[arg(long, env = "KMSPEC_REGION", value_name = "REGION")]
    pub(crate) region: Option<String>,
    /// The Region in which a case's things must not be seen.
    #[arg(long, env = "KMSPEC_OTHER_REGION", value_name = "REGION")]
    pub(crate) other_region: Option<String>,
    /// Who may call: what `kmspec serve --ready-file` writes; without it, those of the target's profile, and for the owner the
    /// credentials that programs of AWS find.
    #[arg(long, env = "KMSPEC_PRINCIPALS", value_name = "FILE")]
    pub(crate) principals: Option<PathBuf>,
    /// The owner by a profile of the files that programs of AWS share, such as `~/.aws/config`; without it, the environment
    /// comes first, then the profile of `AWS_PROFILE`. It needs a kmspec with the feature `aws`, as the released one.
    #[arg(
        long = "profile",
        env = "KMSPEC_PROFILE",
        value_name = "NAME",
        conflicts_with = "principals"
    )]
    pub(crate) aws_profile: Option<String>,
    /// Send to an endpoint of AWS, in this account of twelve digits; may be repeated. The account of every principal, as STS
    /// tells it, must be named, or nothing is sent.
    #[arg(long, env = "KMSPEC_ALLOW_ACCOUNT", value_name = "ID", value_delimiter = ',', value_parser = account)]
    pub(crate) allow_account: Vec<String>,
    /// Send only calls that change nothing: `read`, those that describe, list or get; `dry-run`, also those with
    /// `DryRun: true`. Cases that need others are `unsupported`. Without it, `read` on AWS, and all elsewhere.
    #[arg(long, env = "KMSPEC_ONLY", value_name = "WHAT")]
    pub(crate) only: Option<Only>,
    /// Make, change and delete things on AWS too.
    #[arg(long, env = "KMSPEC_ALLOW_WRITES", conflicts_with = "only")]
    pub(crate) allow_writes: bool,
    /// Do not verify the endpoint's certificate.
    #[arg(long, env = "KMSPEC_NO_VERIFY_SSL")]
    pub(crate) no_verify_ssl: bool,
    /// Trust the certificates of this PEM file; without it, those of `AWS_CA_BUNDLE`.
    #[arg(long, env = "KMSPEC_CA_BUNDLE", value_name = "FILE")]
    pub(crate) ca_bundle: Option<PathBuf>,
    /// Take ADDRESS for HOST and PORT, whatever the name stands for, as curl does: for every connection, also to STS. HOST
    /// may be `*`. May be repeated.
    #[arg(
        long,
        env = "KMSPEC_RESOLVE",
        value_name = "HOST:PORT:ADDRESS",
        value_delimiter = ','
    )]
    pub(crate) resolve: Vec<Resolve>,
    /// Give up on one request after this long.
    #[arg(long, env = "KMSPEC_REQUEST_TIMEOUT", value_name = "DURATION", default_value = "30s", value_parser = some_time)]
    pub(crate) request_timeout: Duration,
}

/// `kmspec doctor`.
#[derive(Debug, Args)]
pub(crate) struct DoctorArguments {
    #[command(flatten)]
    pub(crate) target: TargetArguments,
    /// Print JSON instead of a table.
    #[arg(long)]
    pub(crate) json: bool,
}

/// `kmspec completions`.
#[derive(Debug, Args)]
pub(crate) struct CompletionsArguments {
    /// For which shell.
    #[arg(value_name = "SHELL")]
    pub(crate) shell: clap_complete::Shell,
}

/// `kmspec man`.
#[derive(Debug, Args)]
pub(crate) struct ManArguments {
    /// The page of this command; without it, that of kmspec itself.
    #[arg(value_name = "COMMAND")]
    pub(crate) command: Option<String>,
}
