//! One operation: parameters, client, requests.

use super::super::args::{OperationArgument, Purpose};
use super::super::credentials::find;
use super::super::endpoint::check_region;
use super::super::fault::CliError;
use super::super::output;
use super::super::pages::{self, Paging};
use super::super::params::{Paramfiles, input_document, unpack, yaml_document};
use super::super::ports::Flavour;
use super::super::send::{Client, ClientOptions};
use super::super::skeleton::{Words, skeleton};
use super::super::value::{Layout, Map, Value, parse_int, text, write};
use super::caller::Caller;
use super::print::Printer;
use super::{Broken, Context, Done, Printed, TheWorld};
use crate::model::{Operation, Paginator};

/// The options given, by their index in the table; the last of each counts.
struct Given<'a> {
    table: &'a [OperationArgument],
    options: &'a [(usize, Vec<String>)],
}

impl Given<'_> {
    fn words(&self, index: usize) -> Option<&[String]> {
        let last = self.options.iter().rev().find(|(i, _)| *i == index);
        last.map(|(_, words)| words.as_slice())
    }

    /// The first word of the option with this purpose.
    fn value(&self, purpose: &Purpose) -> Option<&str> {
        let index = self.table.iter().position(|a| a.purpose == *purpose)?;
        Some(self.words(index)?.first().map_or("", String::as_str))
    }

    fn member(&self, member: &str) -> bool {
        let index = self.table.iter().position(|a| a.member == member);
        index.is_some_and(|i| self.words(i).is_some())
    }
}

/// Runs the operation.
pub(super) fn run(
    context: &Context<'_>,
    operation: Operation,
    table: &[OperationArgument],
    options: &[(usize, Vec<String>)],
    world: TheWorld<'_, '_>,
) -> Done {
    let given = Given { table, options };
    let paginator = context.edition.paginator(operation);
    let paginator = paginator.filter(|p| context.globals.paginate && !asks_by_hand(&given, p));
    if paginator.is_none() {
        no_paging_options(context, &given)?;
    }
    let (mut params, paging) = parameters(context, &given, world)?;
    let files = Paramfiles {
        files: world.files,
        env: context.env,
    };
    if context.flavour() == Flavour::V1 {
        context.settings().profile()?;
    }
    documents(context, &given, &files, &mut params)?;
    // In v2, a document that pages by hand turns pagination off.
    let by_document = context.flavour() == Flavour::V2
        && paginator.is_some_and(|p| {
            let keys = [Some(&p.input_token), p.limit_key.as_ref()];
            keys.into_iter().flatten().any(|key| params.has(key))
        });
    let paginator = paginator.filter(|_| !by_document);
    if paginator.is_none() && paging != Paging::default() {
        // The paging options are left over then, as a member that no input has.
        params.set("PaginationConfig", Value::Map(Map::new()));
    }
    let wanted = given.value(&Purpose::Skeleton).map(str::to_owned);
    match wanted.as_deref() {
        None | Some("output") => {}
        Some(kind) => return Ok(input_skeleton(context, operation, kind)),
    }
    let params = Value::Map(params);
    call(
        context,
        operation,
        params,
        &paging,
        paginator,
        wanted.is_some(),
        world,
    )
}

/// A paging member of the API itself was given, so the CLI does not page.
fn asks_by_hand(given: &Given<'_>, paginator: &Paginator) -> bool {
    let limit = paginator.limit_key.as_deref();
    given.member(&paginator.input_token) || limit.is_some_and(|limit| given.member(limit))
}

fn no_paging_options(context: &Context<'_>, given: &Given<'_>) -> Result<(), CliError> {
    let used: Vec<String> = given
        .table
        .iter()
        .enumerate()
        .filter(|(index, argument)| {
            let value = given.words(*index).and_then(<[_]>::first);
            match argument.purpose {
                Purpose::StartingToken => value.is_some_and(|v| !v.is_empty()),
                Purpose::PageSize | Purpose::MaxItems => {
                    value.is_some_and(|v| parse_int(v).is_ok_and(|n| n != 0))
                }
                _ => false,
            }
        })
        .map(|(_, argument)| argument.name.clone())
        .collect();
    if used.is_empty() {
        return Ok(());
    }
    let order = ["starting-token", "page-size", "max-items"];
    let used: Vec<String> = order
        .iter()
        .filter(|name| used.iter().any(|u| u == *name))
        .map(|name| format!("--{name}"))
        .collect();
    let message = format!(
        "Cannot specify --no-paginate along with pagination arguments: {}",
        used.join(", ")
    );
    Err(match context.flavour() {
        Flavour::V1 => CliError::other(format!("Error during pagination: {message}")),
        Flavour::V2 => CliError::input(message),
    })
}

fn parameters(
    context: &Context<'_>,
    given: &Given<'_>,
    world: TheWorld<'_, '_>,
) -> Result<(Map, Paging), CliError> {
    let mut params = Map::new();
    let mut paging = Paging::default();
    for (index, argument) in given.table.iter().enumerate() {
        let Some(words) = given.words(index) else {
            continue;
        };
        let first = words.first().map_or("", String::as_str);
        let number = || parse_int(first).map_err(CliError::other);
        match argument.purpose {
            Purpose::Member => {
                let files = Paramfiles {
                    files: world.files,
                    env: context.env,
                };
                let option = format!("--{}", argument.name);
                let fetched = fetch(context, &option, words, world)?;
                let words = fetched.as_deref().unwrap_or(words);
                let value = unpack(&context.edition, &option, &argument.shape, words, &files)?;
                params.set(argument.member.clone(), value);
            }
            Purpose::Flag(value) => {
                // `--x --no-x`: the last one on the line counts.
                let other = given.table.iter().position(|a| {
                    a.member == argument.member && a.purpose == Purpose::Flag(!value)
                });
                let place = |i: usize| given.options.iter().rposition(|(at, _)| *at == i);
                if other.and_then(place) < place(index) {
                    params.set(argument.member.clone(), Value::Bool(value));
                }
            }
            Purpose::StartingToken => {
                let loaded = load(context, argument, words, world)?;
                paging.starting_token = Some(loaded.unwrap_or_else(|| first.to_owned()));
            }
            Purpose::PageSize => paging.page_size = Some(number()?),
            Purpose::MaxItems => {
                let max = number()?;
                if max <= 0 {
                    world.stderr.push_str(
                        "warning: Non-positive values for --max-items may result in undefined behavior.\n",
                    );
                }
                paging.max_items = Some(max);
            }
            // Looked at later; but a file that cannot be read is found now.
            Purpose::InputJson | Purpose::InputYaml => {
                load(context, argument, words, world)?;
            }
            Purpose::Skeleton => {}
        }
    }
    Ok((params, paging))
}

/// What the option's word names, if it names anything.
fn load(
    context: &Context<'_>,
    argument: &OperationArgument,
    words: &[String],
    world: TheWorld<'_, '_>,
) -> Result<Option<String>, CliError> {
    let option = format!("--{}", argument.name);
    if let Some(fetched) = fetch(context, &option, words, world)? {
        return Ok(fetched.into_iter().next());
    }
    let files = Paramfiles {
        files: world.files,
        env: context.env,
    };
    let first = words.first().map_or("", String::as_str);
    Ok(files.load_option(&option, first)?.map(|value| text(&value)))
}

/// v1 fetches the value that an URL names; v2 takes it as it is.
fn fetch(
    context: &Context<'_>,
    option: &str,
    words: &[String],
    world: TheWorld<'_, '_>,
) -> Result<Option<Vec<String>>, CliError> {
    let [only] = words else { return Ok(None) };
    let is_url = only.starts_with("http://") || only.starts_with("https://");
    if !is_url || context.flavour() == Flavour::V2 {
        return Ok(None);
    }
    let follow = context
        .settings()
        .scoped("cli_follow_urlparam")
        .unwrap_or(None);
    if follow.is_some_and(|value| value != "true") {
        return Ok(None);
    }
    super::print::fetch_url(context, only, world)
        .map(|text| Some(vec![text]))
        .map_err(|message| {
            CliError::parameter(option, &format!("Unable to retrieve {only}: {message}"))
        })
}

fn documents(
    context: &Context<'_>,
    given: &Given<'_>,
    files: &Paramfiles<'_>,
    params: &mut Map,
) -> Result<(), CliError> {
    let json = given.value(&Purpose::InputJson);
    let yaml = given.value(&Purpose::InputYaml);
    let document = match (json, yaml) {
        (Some(_), Some(_)) => {
            return Err(CliError::input(
                "Only one --cli-input- parameter may be specified.",
            ));
        }
        (Some(word), None) => input_document(word, files, context.flavour())?,
        (None, Some(word)) => yaml_document(word, files)?,
        (None, None) => return Ok(()),
    };
    for (key, value) in document.iter() {
        if !params.has(key) {
            params.set(key, value.clone());
        }
    }
    Ok(())
}

fn input_skeleton(context: &Context<'_>, operation: Operation, kind: &str) -> Printed {
    let value = skeleton(
        &context.edition,
        context.edition.input(operation),
        Words::Empty,
    );
    let stdout = match kind {
        "yaml-input" => output::yaml(&value),
        _ => write(&value, Layout::IndentedAscii) + "\n",
    };
    Printed { stdout, exit: 0 }
}

fn call(
    context: &Context<'_>,
    operation: Operation,
    params: Value,
    paging: &Paging,
    paginator: Option<&Paginator>,
    stubbed: bool,
    world: TheWorld<'_, '_>,
) -> Done {
    let settings = context.settings();
    let region = settings.region()?;
    if let Some(region) = region {
        check_region(region)?;
    }
    let source = if context.globals.sign_request {
        find(&settings, world)?
    } else {
        settings.profile()?;
        None
    };
    let dashed = super::super::args::dashed(operation.name());
    let options = ClientOptions {
        endpoint_url: context.globals.endpoint_url.as_deref(),
        verify_ssl: context.globals.verify_ssl,
        ca_bundle: context.globals.ca_bundle.as_deref(),
        connect_timeout: context.connect_timeout,
        read_timeout: context.read_timeout,
        operation: &dashed,
    };
    let client = Client::kms(&settings, &options, region, world)?;
    let mut caller = Caller {
        context,
        operation,
        client,
        source,
        credentials: None,
    };
    let mut printer = Printer::new(context, operation);
    if stubbed {
        let Value::Map(params) = params else {
            return Ok(Printed::default());
        };
        let response = caller.stub(&params)?;
        return printer.whole(&Value::Map(response));
    }
    let Value::Map(mut params) = params else {
        return Ok(Printed::default());
    };
    let Some(paginator) = paginator else {
        let response = caller.ask(&mut params, world)?;
        return printer.whole(&Value::Map(response));
    };
    printer.check()?;
    let mut stopped = None;
    let token = pages::walk(
        paginator,
        paging,
        params,
        &mut |params| caller.ask(&mut params.clone(), world),
        &mut |page| {
            printer.page(paginator, page).map_err(|broken| {
                stopped = Some(broken.stdout);
                broken.fault
            })
        },
    );
    let token = match token {
        Ok(token) => token,
        Err(fault) => {
            let stdout = stopped.unwrap_or_else(|| printer.so_far());
            return Err(Broken { stdout, fault });
        }
    };
    printer.finish(token)
}
