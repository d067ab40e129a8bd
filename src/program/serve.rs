//! `kmspec serve`: the reference endpoint behind HTTP until somebody stops it.

use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

use kmspec::reference::FleetOptions;
use kmspec::serve::{self, Options, Server};
use tokio::signal;

use super::args::{OnOff, ServeArguments};
use super::exit::Exit;
use super::output::{self, errln, outln};

/// Serves until Ctrl-C or SIGTERM.
pub(crate) fn serve(arguments: &ServeArguments) -> Result<ExitCode, Exit> {
    let runtime = super::runtime()?;
    runtime.block_on(async {
        let mut options = Options::new(arguments.bind);
        options.tls = arguments.tls;
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
            let exit = Exit::unreachable(&error);
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
