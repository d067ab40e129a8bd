//! The top of a call: files, global options, aliases, the command.

use super::super::alias::{Aliases, Meaning, shell_quote};
use super::super::args::{Globals, first_pass, parse_globals, parse_topic};
use super::super::config::{Profiles, Settings};
use super::super::edition::Edition;
use super::super::endpoint::scheme;
use super::super::fault::{CliError, Kind};
use super::super::ports::{CliOutcome, Files, Flavour, Host, Invocation, Transport};
use super::super::send::Environment;
use super::super::value::{parse_int, surrogate};
use super::super::{help, query};
use super::{Broken, Context, Done, Printed, TheWorld, command};
use crate::model::Model;

/// Runs one call of the CLI against the service model.
///
/// # Example
///
/// `kmspec::cli::run(&model, &invocation, &files, &mut transport, &mut host)`, with `args` such as
/// `["kms", "delete-custom-key-store", "--custom-key-store-id", "cks-1234567890abcdef0"]`.
pub fn run(
    model: &Model,
    invocation: &Invocation,
    files: &dyn Files,
    transport: &mut dyn Transport,
    host: &mut dyn Host,
) -> CliOutcome {
    let mut world = Environment {
        files,
        transport,
        host,
        debug: false,
        error_format: "enhanced".into(),
        stderr: String::new(),
    };
    let done = start(model, invocation, &mut world);
    let (stdout, exit, text) = match done {
        Ok(printed) => (printed.stdout, printed.exit, String::new()),
        Err(broken) => {
            let flavour = invocation.flavour;
            let text = broken.fault.text(flavour, &world.error_format);
            (broken.stdout, broken.fault.exit(flavour), text)
        }
    };
    world.stderr.push_str(&text);
    CliOutcome {
        exit,
        stdout: surrogate::to_bytes(&stdout),
        stderr: surrogate::to_bytes(&world.stderr),
    }
}

fn start(model: &Model, invocation: &Invocation, world: TheWorld<'_, '_>) -> Done {
    let flavour = invocation.flavour;
    let env = &invocation.env;
    let edition = Edition { model, flavour };
    let profiles = Profiles::load(world.files, env)?;
    let aliases = Aliases::load(world.files, env)?;
    let mut words = invocation.args.clone();
    let lost = lost_profile(invocation, &profiles);
    let early = |fault: CliError| CliError {
        bare: lost,
        ..fault
    };
    if flavour == Flavour::V2 {
        first_pass(&words).map_err(early)?;
    }
    let mut commands = vec!["kms", "help"];
    commands.extend(
        aliases
            .names("")
            .filter(|name| !["kms", "help"].contains(name)),
    );
    let (mut globals, mut rest) = parse_globals(&words, &commands, flavour).map_err(early)?;
    if globals.version {
        return Ok(version(flavour, world));
    }
    if let Some(Meaning::Shell(_)) = meaning(&aliases, &globals)? {
        return shell(&aliases, &globals, &rest, world);
    }
    // A word stands for a line once; the line's own command is the real one.
    if let Some(Meaning::Words(line)) = meaning(&aliases, &globals)? {
        let (of_line, more) = parse_globals(&line, &commands, flavour)?;
        if of_line.debug || of_line.profile.is_some() {
            let name = if of_line.debug { "debug" } else { "profile" };
            let alias = globals.command.unwrap_or_default();
            return Err(CliError::other(format!(
                "Global parameter \"--{name}\" detected in alias \"{alias}\" which is not supported in subcommand aliases."
            ))
            .into());
        }
        words = line.into_iter().chain(rest.clone()).collect();
        globals = overlay(globals, of_line);
        rest = more.into_iter().chain(rest).collect();
    }
    world.debug = globals.debug;
    let line = version_line(flavour, world);
    world.log("awscli.clidriver", &format!("CLI version: {line}"));
    world.log(
        "awscli.clidriver",
        &format!("Arguments entered to CLI: {} words", words.len()),
    );
    set_error_format(invocation, &profiles, &globals, world);
    let context = context(invocation, edition, &profiles, globals).map_err(early)?;
    let wanted = context.globals.command.clone().unwrap_or_default();
    if wanted == "help" {
        let topic = parse_topic(&rest, &help::TOPICS, flavour)?;
        return Ok(Printed {
            stdout: topic.map_or_else(help::top, |topic| help::topic(&topic, flavour)),
            exit: 0,
        });
    }
    command::run(&context, &aliases, &rest, world).map_err(|broken| bare(&context, broken))
}

/// Flag, environment, profile: how v2 words faults from here on.
fn set_error_format(
    invocation: &Invocation,
    profiles: &Profiles,
    globals: &Globals,
    world: TheWorld<'_, '_>,
) {
    let settings = Settings {
        flavour: invocation.flavour,
        env: &invocation.env,
        profiles,
        profile_flag: globals.chosen_profile(),
        region_flag: None,
    };
    let configured = settings.get("AWS_CLI_ERROR_FORMAT", "cli_error_format");
    let configured = configured.unwrap_or(None).map(str::to_owned);
    if let Some(format) = globals.error_format.clone().or(configured) {
        world.error_format = format;
    }
}

/// The environment names a profile that does not exist.
fn lost_profile(invocation: &Invocation, profiles: &Profiles) -> bool {
    let settings = Settings {
        flavour: invocation.flavour,
        env: &invocation.env,
        profiles,
        profile_flag: None,
        region_flag: None,
    };
    settings.profile().is_err()
}

/// v2 asks the profile how to word errors; one that does not exist cannot answer.
fn bare(context: &Context<'_>, mut broken: Broken) -> Broken {
    broken.fault.bare = context.settings().profile().is_err();
    broken
}

fn meaning(aliases: &Aliases, globals: &Globals) -> Result<Option<Meaning>, CliError> {
    match &globals.command {
        Some(command) => aliases.meaning("", command),
        None => Ok(None),
    }
}

fn shell(aliases: &Aliases, globals: &Globals, rest: &[String], world: TheWorld<'_, '_>) -> Done {
    let Some(Meaning::Shell(command)) = meaning(aliases, globals)? else {
        return Ok(Printed::default());
    };
    let words = rest.iter().map(|word| shell_quote(word));
    let line: Vec<String> = std::iter::once(command).chain(words).collect();
    let exit = world.host.shell(&line.join(" "));
    Ok(Printed {
        stdout: String::new(),
        exit: u8::try_from(exit & 0xff).unwrap_or(255),
    })
}

/// An alias's global options win over those of the line.
fn overlay(line: Globals, alias: Globals) -> Globals {
    let default = Globals::default();
    let pick = |a: Option<String>, b: Option<String>| a.or(b);
    Globals {
        debug: line.debug,
        endpoint_url: pick(alias.endpoint_url, line.endpoint_url),
        verify_ssl: alias.verify_ssl && line.verify_ssl,
        paginate: alias.paginate && line.paginate,
        output: pick(alias.output, line.output),
        query: pick(alias.query, line.query),
        profile: line.profile,
        region: pick(alias.region, line.region),
        color: if alias.color == default.color {
            line.color
        } else {
            alias.color
        },
        sign_request: alias.sign_request && line.sign_request,
        ca_bundle: pick(alias.ca_bundle, line.ca_bundle),
        read_timeout: pick(alias.read_timeout, line.read_timeout),
        connect_timeout: pick(alias.connect_timeout, line.connect_timeout),
        binary_format: pick(alias.binary_format, line.binary_format),
        error_format: pick(alias.error_format, line.error_format),
        version: false,
        command: alias.command,
    }
}

/// Reads what the global options say, in the order in which faults are found.
fn context<'a>(
    invocation: &'a Invocation,
    edition: Edition<'a>,
    profiles: &'a Profiles,
    globals: Globals,
) -> Result<Context<'a>, CliError> {
    let query = match &globals.query {
        None => None,
        Some(written) => Some(query::compile(written).map_err(|message| {
            CliError::input(format!("Bad value for --query {written}: {message}"))
        })?),
    };
    if let Some(url) = &globals.endpoint_url
        && scheme(url).is_none()
    {
        return Err(CliError::input(format!(
            "Bad value for --endpoint-url \"{url}\": scheme is missing.  Must be of the form http://<hostname>/ or \
                 https://<hostname>/"
        )));
    }
    let read_timeout = seconds(globals.read_timeout.as_deref())?;
    let connect_timeout = seconds(globals.connect_timeout.as_deref())?;
    let settings = Settings {
        flavour: edition.flavour,
        env: &invocation.env,
        profiles,
        profile_flag: globals.chosen_profile(),
        region_flag: globals.region.as_deref(),
    };
    let iso_times = iso_times(&settings)?;
    Ok(Context {
        edition,
        env: &invocation.env,
        profiles,
        query,
        connect_timeout,
        read_timeout,
        iso_times,
        terminal: invocation.terminal,
        globals,
    })
}

/// A timeout in seconds: 60 without a word, `None` for zero, which waits for ever.
fn seconds(written: Option<&str>) -> Result<Option<i128>, CliError> {
    let seconds = written.map_or(Ok(60), parse_int).map_err(CliError::other)?;
    Ok((seconds != 0).then_some(seconds))
}

fn iso_times(settings: &Settings<'_>) -> Result<bool, CliError> {
    // A profile that does not exist is somebody else's fault.
    let written = settings.scoped("cli_timestamp_format").unwrap_or(None);
    match (written, settings.flavour) {
        (None, flavour) => Ok(flavour == Flavour::V2),
        (Some("iso8601"), _) => Ok(true),
        (Some("wire"), _) | (Some("none"), Flavour::V1) => Ok(false),
        (Some(other), flavour) => {
            let valid = match flavour {
                Flavour::V1 => "\"none\", \"wire\" or \"iso8601\"",
                Flavour::V2 => "\"wire\" or \"iso8601\"",
            };
            Err(CliError::new(
                Kind::Configuration,
                format!("Unknown cli_timestamp_format value: {other}, valid values are {valid}"),
            ))
        }
    }
}

fn version_line(flavour: Flavour, world: TheWorld<'_, '_>) -> String {
    let (name, release) = world.host.system();
    let own = env!("CARGO_PKG_VERSION");
    match flavour {
        Flavour::V1 => {
            format!("aws-cli/1.45.11 Python/3.11.7 {name}/{release} botocore/1.43.11 kmspec/{own}")
        }
        Flavour::V2 => format!(
            "aws-cli/2.38.5 Python/3.14.8 {name}/{release} docker/{}.debian.12 kmspec/{own}",
            std::env::consts::ARCH
        ),
    }
}

fn version(flavour: Flavour, world: TheWorld<'_, '_>) -> Printed {
    Printed {
        stdout: version_line(flavour, world) + "\n",
        exit: 0,
    }
}
