//! The flags of `kmspec serve`.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};
use kmspec::reference::Throttle;

use super::argument_values::{duration, some_time, throttle};

/// `kmspec serve`.
#[derive(Debug, Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of its own on the command line"
)]
pub(crate) struct ServeArguments {
    /// Where to listen; port 0 picks a free one.
    #[arg(
        long,
        env = "KMSPEC_BIND",
        value_name = "ADDRESS:PORT",
        default_value = "127.0.0.1:4599"
    )]
    pub(crate) bind: SocketAddr,
    /// Speak TLS, with a certificate made at the start.
    #[arg(long, env = "KMSPEC_TLS")]
    pub(crate) tls: bool,
    /// Be what the hosts of KMS and STS of AWS are to whom leads their names here (`--resolve`): TLS with a certificate for
    /// them, one Region a host, `AssumeRole` and `GetCallerIdentity` beside KMS.
    #[arg(long, env = "KMSPEC_AS_AWS")]
    pub(crate) as_aws: bool,
    /// Write the certificate here, for `--ca-bundle` and `AWS_CA_BUNDLE`.
    #[arg(long, env = "KMSPEC_CERTIFICATE_FILE", value_name = "FILE")]
    pub(crate) certificate_file: Option<PathBuf>,
    /// Whether signatures are checked.
    #[arg(long, env = "KMSPEC_AUTH", default_value = "on", value_name = "on|off")]
    pub(crate) auth: OnOff,
    /// End the credentials that `AssumeRole` gives after this long, also where more is asked for.
    #[arg(long, env = "KMSPEC_TOKEN_LIFE", value_name = "DURATION", requires = "as_aws", value_parser = some_time)]
    pub(crate) token_life: Option<Duration>,
    /// Let the clock be this far ahead of this machine's; a request dated by that is refused from five minutes on.
    #[arg(long, env = "KMSPEC_CLOCK_SKEW", value_name = "DURATION", value_parser = duration)]
    pub(crate) clock_skew: Option<Duration>,
    /// Do not answer on the administrative path.
    #[arg(long, env = "KMSPEC_NO_ADMIN")]
    pub(crate) no_admin: bool,
    /// Let what a call makes or changes be known everywhere only after this long (eventual consistency).
    #[arg(long, env = "KMSPEC_LAG", value_name = "DURATION", value_parser = duration)]
    pub(crate) lag: Option<Duration>,
    /// During the lag, answer calls about a thing by turns without and with knowledge of the change.
    #[arg(long, env = "KMSPEC_FLIP", requires = "lag")]
    pub(crate) flip: bool,
    /// Let every caller make N calls a second of each operation, or an account as many in a Region as the quotas of AWS have
    /// it, and refuse more with `ThrottlingException`.
    #[arg(long, env = "KMSPEC_THROTTLE", value_name = "N/s|aws", value_parser = throttle)]
    pub(crate) throttle: Option<Throttle>,
    /// Get this one thing wrong; `help` lists the names, as `kmspec mutants --list --derived` does.
    #[arg(long, env = "KMSPEC_FAULT", value_name = "NAME")]
    pub(crate) fault: Option<String>,
    /// Answer this open question about AWS so; `help` lists the questions and the answers that the evidence allows. May be
    /// repeated.
    #[arg(
        long = "choice",
        env = "KMSPEC_CHOICE",
        value_name = "NAME=ANSWER",
        value_delimiter = ','
    )]
    pub(crate) choices: Vec<String>,
    /// Let principals do what these identity policies allow, and no more: a JSON object by their names, of a policy or a list of
    /// them, such as `kmspec plan --iam-policy FILE` writes. Whoever is not in it may do everything in its account.
    #[arg(long, env = "KMSPEC_POLICIES", value_name = "FILE")]
    pub(crate) policies: Option<PathBuf>,
    /// Once connections are accepted, write URL, Region and principals here as JSON.
    #[arg(long, env = "KMSPEC_READY_FILE", value_name = "FILE")]
    pub(crate) ready_file: Option<PathBuf>,
    /// Draw ids and key material from this seed; without it, a new one.
    #[arg(long, env = "KMSPEC_SEED", value_name = "N")]
    pub(crate) seed: Option<u64>,
}

/// On or off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum OnOff {
    /// On.
    On,
    /// Off.
    Off,
}
