//! `kmspec serve`: the reference endpoint behind HTTP until somebody stops it.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

use kmspec::reference::{AwsForm, FleetOptions};
use kmspec::serve::{self, Options, ServeError, Server};
use serde_json::Value;
use tokio::signal;

use super::exit::Exit;
use super::output::{self, errln, outln};
use super::run::text;
use super::serve_args::{OnOff, ServeArguments};
use super::served_rules;

/// Serves until Ctrl-C or SIGTERM.
pub(crate) fn serve(arguments: &ServeArguments) -> Result<ExitCode, Exit> {
    if served_rules::told(arguments) {
        return Ok(ExitCode::SUCCESS);
    }
    fit_together(arguments)?;
    let rules = served_rules::rules(arguments)?;
    let policies = arguments.policies.as_deref().map(policies).transpose()?;
    let runtime = super::runtime()?;
    runtime.block_on(async {
        let mut options = Options::new(arguments.bind);
        options.policies = policies.unwrap_or_default();
        options.tls = arguments.tls;
        options.aws_form = arguments.as_aws.then_some(AwsForm {
            token_life: arguments.token_life,
        });
        options.rules = rules;
        options.clock_skew = arguments.clock_skew.unwrap_or_default();
        options
            .certificate_file
            .clone_from(&arguments.certificate_file);
        options.auth = arguments.auth == OnOff::On;
        options.admin = !arguments.no_admin;
        options.seed = arguments.seed.unwrap_or_else(new_seed);
        options.fleet = FleetOptions {
            lag: arguments.lag.unwrap_or_default(),
            flip: arguments.flip,
            throttle: arguments.throttle,
        };
        options.ready_file.clone_from(&arguments.ready_file);
        let server = Server::start(options).await.map_err(|error| {
            let exit = match error {
                ServeError::Policy(_) => Exit::usage(&error),
                _ => Exit::unreachable(&error),
            };
            match error.help() {
                Some(help) => exit.help(help),
                None => exit,
            }
        })?;
        outln!("# kmspec's reference KMS listens at {}", server.url());
        outln!("# paste into a shell, then: aws kms list-keys");
        output::print(format_args!(
            "{}",
            serve::exports(&server.ready(), arguments.certificate_file.as_deref())
        ));
        if arguments.as_aws {
            by_name(&server, arguments);
        }
        if let Some(error) = output::lost() {
            // What a user needs to call it is not there; it would serve nobody.
            server.stop().await;
            return Err(super::output_lost(&error));
        }
        stopped()
            .await
            .map_err(|error| Exit::unreachable(format!("cannot wait for a signal: {error}")))?;
        errln!("stopping");
        server.stop().await;
        Ok(ExitCode::SUCCESS)
    })
}

/// Refuses flags that contradict each other.
fn fit_together(arguments: &ServeArguments) -> Result<(), Exit> {
    if arguments.certificate_file.is_some() && !arguments.tls && !arguments.as_aws {
        return Err(Exit::usage("--certificate-file needs --tls or --as-aws")
            .help("without TLS there is no certificate"));
    }
    if arguments.as_aws && arguments.auth == OnOff::Off {
        return Err(Exit::usage("--as-aws and --auth off contradict each other")
            .help("AWS checks every signature; leave one of them out"));
    }
    Ok(())
}

/// The policies of a file, by principal.
fn policies(path: &Path) -> Result<BTreeMap<String, Vec<String>>, Exit> {
    let read: Result<BTreeMap<String, Value>, _> = serde_json::from_str(&text(path)?);
    let policies = read.map_err(|error| {
        Exit::usage(format!(
            "{} holds no policies by principal: {error}",
            path.display()
        ))
        .help("`kmspec plan --iam-policy FILE` writes such a file")
    })?;
    let texts = |documents: Value| match documents {
        Value::Array(documents) => documents.iter().map(Value::to_string).collect(),
        document => vec![document.to_string()],
    };
    let policies = policies.into_iter();
    Ok(policies.map(|(name, all)| (name, texts(all))).collect())
}

/// How it is asked by the names of AWS.
fn by_name(server: &Server, arguments: &ServeArguments) {
    let ready = server.ready();
    let address = server.address();
    let ip = if address.ip().is_unspecified() {
        "127.0.0.1".to_owned()
    } else if address.is_ipv6() {
        format!("[{}]", address.ip())
    } else {
        address.ip().to_string()
    };
    let named = |path: Option<&std::path::PathBuf>, other: &str| {
        path.map_or(other.to_owned(), |path| path.display().to_string())
    };
    let accounts = ready.principals.iter().map(|it| it.account.as_str());
    let accounts: Vec<&str> = accounts.collect();
    outln!("# or by the names of AWS, for the suite:");
    outln!(
        "#   kmspec run --endpoint-url {} --resolve '*:{}:{ip}' --ca-bundle {} --principals {} --allow-account {} --allow-writes",
        server.aws_url(&ready.region),
        address.port(),
        named(arguments.certificate_file.as_ref(), "CERTIFICATE_FILE"),
        named(arguments.ready_file.as_ref(), "READY_FILE"),
        accounts.join(","),
    );
}

/// A seed that nobody chose.
pub(crate) fn new_seed() -> u64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    // Small enough to type again: what matters is only that it differs from run to run.
    u64::try_from(since.as_micros() % 1_000_000_000).unwrap_or_default()
}

#[cfg(unix)]
async fn stopped() -> std::io::Result<()> {
    let mut terminate = signal::unix::signal(signal::unix::SignalKind::terminate())?;
    tokio::select! {
        interrupt = signal::ctrl_c() => interrupt,
        _ = terminate.recv() => Ok(()),
    }
}

#[cfg(not(unix))]
async fn stopped() -> std::io::Result<()> {
    signal::ctrl_c().await
}
