//! The client of a service: settings made ready, requests signed, sent and, if need be, sent again.

use std::time::Duration;

use super::super::config::Settings;
use super::super::endpoint::{Url, check_variants, regional_url, without_fips};
use super::super::fault::{CliError, Kind};
use super::super::ports::{Flavour, Verify};
use super::super::value::{Value, parse_int};
use super::call::HttpCall;
use super::retry::{Attempt, Mode, Policy};
use super::world::Environment;
use crate::wire::sigv4::{Credentials, Scope, sign};
use crate::wire::{Headers, Request, Response, is_token};

/// A client, ready to send.
#[derive(Debug, Clone)]
pub(crate) struct Client {
    call: HttpCall,
    /// The Region in the signature.
    region: String,
    fips: bool,
    dual_stack: bool,
    policy: Policy,
    agent: String,
}

/// The global options that shape a client.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ClientOptions<'a> {
    pub(crate) endpoint_url: Option<&'a str>,
    pub(crate) verify_ssl: bool,
    pub(crate) ca_bundle: Option<&'a str>,
    /// Seconds; `None` waits for ever.
    pub(crate) connect_timeout: Option<i128>,
    pub(crate) read_timeout: Option<i128>,
    pub(crate) operation: &'a str,
}

/// An error that the service answered.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ServiceFault {
    pub(crate) code: String,
    pub(crate) message: String,
    /// The members of the error's shape.
    pub(crate) members: Vec<(String, Value)>,
}

/// An answer, read: the error in it, or the response itself.
pub(crate) type Read<'a> = dyn Fn(&Response) -> Result<Option<ServiceFault>, CliError> + 'a;

impl Client {
    /// Makes the KMS client. `region` has been checked.
    ///
    /// # Errors
    ///
    /// No Region, a setting that means nothing, an endpoint that is none.
    pub(crate) fn kms(
        settings: &Settings<'_>,
        options: &ClientOptions<'_>,
        region: Option<&str>,
        world: &mut Environment<'_>,
    ) -> Result<Self, CliError> {
        let Some(region) = region else {
            return Err(CliError::new(
                Kind::NoRegion,
                "You must specify a region. You can also configure your region by running \"aws configure\".",
            ));
        };
        let (region, pseudo) = without_fips(region);
        let fips = settings.switch("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint")?;
        let fips = fips || pseudo;
        let dual_stack = settings.switch("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint")?;
        check_variants(&region, fips, dual_stack)?;
        let written = match options.endpoint_url {
            Some(url) => Some(url.to_owned()),
            None => settings.endpoint_url("kms")?,
        };
        let written = written.unwrap_or_else(|| regional_url("kms", &region, fips, dual_stack));
        let policy = policy(settings)?;
        let url = Url::parse(&written)
            .filter(Url::is_valid)
            .ok_or_else(|| CliError::other(format!("Invalid endpoint: {written}")))?;
        let connect_timeout = timeout("connect", options.connect_timeout)?;
        let read_timeout = timeout("read", options.read_timeout)?;
        let call = HttpCall {
            verify: if options.verify_ssl {
                verify(settings, options.ca_bundle)?
            } else {
                Verify::Nothing
            },
            url,
            connect_timeout,
            read_timeout,
            flavour: settings.flavour,
        };
        let agent = user_agent(settings, options.operation, policy.mode, world);
        Ok(Self {
            call,
            region,
            fips,
            dual_stack,
            policy,
            agent,
        })
    }

    /// Calls an operation of KMS.
    ///
    /// # Errors
    ///
    /// No answer, or an error as the answer.
    pub(crate) fn call_kms(
        &self,
        world: &mut Environment<'_>,
        settings: &Settings<'_>,
        operation: &str,
        body: Vec<u8>,
        credentials: Option<&Credentials>,
        read: &Read<'_>,
    ) -> Result<Response, CliError> {
        let exchange = Exchange {
            call: &self.call,
            fields: vec![
                ("X-Amz-Target", format!("TrentService.{operation}")),
                ("Content-Type", "application/x-amz-json-1.1".into()),
            ],
            body,
            credentials,
            scope: Scope::kms(self.region.clone()),
            operation,
        };
        self.exchange(world, settings, &exchange, read)
    }

    /// Asks the Region's STS to assume a role.
    ///
    /// # Errors
    ///
    /// No answer; an error is returned as a response.
    pub(crate) fn call_sts(
        &self,
        world: &mut Environment<'_>,
        settings: &Settings<'_>,
        action: &str,
        body: Vec<u8>,
        credentials: Option<&Credentials>,
    ) -> Result<Response, CliError> {
        let written = settings
            .endpoint_url("sts")?
            .unwrap_or_else(|| regional_url("sts", &self.region, self.fips, self.dual_stack));
        let url = Url::parse(&written)
            .filter(Url::is_valid)
            .ok_or_else(|| CliError::other(format!("Invalid endpoint: {written}")))?;
        let call = HttpCall {
            url,
            // `--no-verify-ssl` and `--ca-bundle` are for the operation's own client (`sts.no-verify` of the recordings).
            verify: verify(settings, None)?,
            ..self.call.clone()
        };
        let exchange = Exchange {
            call: &call,
            fields: vec![(
                "Content-Type",
                "application/x-www-form-urlencoded; charset=utf-8".into(),
            )],
            body,
            credentials,
            scope: Scope {
                region: self.region.clone(),
                service: "sts".into(),
            },
            operation: action,
        };
        self.exchange(world, settings, &exchange, &|_| Ok(None))
    }

    fn exchange(
        &self,
        world: &mut Environment<'_>,
        settings: &Settings<'_>,
        exchange: &Exchange<'_>,
        read: &Read<'_>,
    ) -> Result<Response, CliError> {
        let invocation = world.uuid();
        let mut number = 1;
        loop {
            let mut request = exchange.request(&self.agent, world);
            let attempt = match number {
                1 => "attempt=1".to_owned(),
                n => format!("attempt={n}; max={}", self.policy.attempts),
            };
            let length = request.body.len().to_string();
            request
                .headers
                .append("amz-sdk-invocation-id", invocation.as_str());
            request.headers.append("amz-sdk-request", attempt);
            request.headers.append("Content-Length", length);
            let what = exchange
                .fields
                .first()
                .map_or("", |(_, value)| value.as_str());
            world.log(
                "botocore.endpoint",
                &format!(
                    "Sending http request: POST {} {what}, {} bytes of body, attempt {number}",
                    exchange.call.url.shown(),
                    request.body.len()
                ),
            );
            let sent = exchange.call.send(world, settings.env, &request);
            let (error, tried) = match &sent {
                Ok(response) => {
                    let id = response.headers.get("x-amzn-requestid").unwrap_or_default();
                    world.log(
                        "botocore.parsers",
                        &format!("Response: status {}, request id {id}", response.status),
                    );
                    (read(response)?, None)
                }
                Err(fault) => (None, Some(&fault.error)),
            };
            let decision = match (&sent, tried) {
                (Ok(response), _) => {
                    let code = error.as_ref().map(|e| e.code.as_str());
                    let status = response.status;
                    self.policy
                        .decide(number, Attempt::Answered { status, code })
                }
                (Err(_), Some(error)) => self.policy.decide(number, Attempt::Failed(error)),
                (Err(fault), None) => return Err(fault.clone().fault()),
            };
            if decision.again {
                let delay = self.policy.delay(number, world.fraction());
                world.log(
                    "botocore.retryhandler",
                    &format!("Retry needed, action of: {delay}"),
                );
                world.host.sleep(Duration::from_secs_f64(delay));
                number += 1;
                continue;
            }
            let response = sent.map_err(super::call::SendFault::fault)?;
            let Some(error) = error else {
                return Ok(response);
            };
            let retries = if decision.exhausted {
                format!(" (reached max retries: {})", number - 1)
            } else {
                String::new()
            };
            let message = format!(
                "An error occurred ({}) when calling the {} operation{retries}: {}",
                error.code, exchange.operation, error.message
            );
            return Err(CliError::new(Kind::Service(error.members), message));
        }
    }
}

/// One operation's call, whatever the attempt.
struct Exchange<'a> {
    call: &'a HttpCall,
    fields: Vec<(&'static str, String)>,
    body: Vec<u8>,
    credentials: Option<&'a Credentials>,
    scope: Scope,
    operation: &'a str,
}

impl Exchange<'_> {
    /// The request, signed now; the unsigned fields stand where the CLI puts them.
    fn request(&self, agent: &str, world: &mut Environment<'_>) -> Request {
        let url = &self.call.url;
        let mut headers = Headers::new();
        headers.append("Host", url.authority());
        for (name, value) in &self.fields {
            headers.append(*name, value.as_str());
        }
        let mut request = Request {
            method: "POST".into(),
            target: url.target(),
            headers,
            body: self.body.clone(),
        };
        let own = self.fields.len() + 1;
        if let Some(credentials) = self.credentials {
            sign(&mut request, credentials, &self.scope, world.host.now());
        }
        let signed: Vec<(String, String)> = request
            .headers
            .iter()
            .map(|(n, v)| (n.to_owned(), v.to_owned()))
            .collect();
        let mut ordered = Headers::new();
        for (i, (name, value)) in signed.into_iter().enumerate() {
            if i == own {
                ordered.append("User-Agent", agent);
            }
            ordered.append(name, value);
            if i == 0 {
                ordered.append("Accept-Encoding", "identity");
            }
        }
        if ordered.get("User-Agent").is_none() {
            ordered.append("User-Agent", agent);
        }
        request.headers = ordered;
        request
    }
}

/// What vouches for a server: the file of the flag, or what environment and profile name.
fn verify(settings: &Settings<'_>, flag: Option<&str>) -> Result<Verify, CliError> {
    let configured = match flag {
        Some(path) => Some(path),
        None => settings.get("AWS_CA_BUNDLE", "ca_bundle")?,
    };
    let requests = settings.env.get("REQUESTS_CA_BUNDLE").map(String::as_str);
    let empty = configured.is_some_and(|p| match settings.flavour {
        Flavour::V1 => p.is_empty(),
        Flavour::V2 => p.trim().is_empty(),
    });
    match configured.or(requests) {
        None => Ok(Verify::System),
        // An empty name is falsehood to v1, and so verifies nothing.
        Some(_) if empty && settings.flavour == Flavour::V1 => Ok(Verify::Nothing),
        Some(_) if empty => Err(CliError::other(
            "Invalid CA bundle: the configured value (ca_bundle, AWS_CA_BUNDLE, REQUESTS_CA_BUNDLE, or verify) resolved \
             to an empty or whitespace-only string. Provide a valid path to a CA bundle file.",
        )),
        Some(path) => Ok(Verify::Bundle(path.to_owned())),
    }
}

fn timeout(which: &str, seconds: Option<i128>) -> Result<Option<Duration>, CliError> {
    match seconds {
        None => Ok(None),
        Some(n) if n <= 0 => Err(CliError::other(format!(
            "Attempted to set {which} timeout to {n}, but the timeout cannot be set to a value less than or equal to 0."
        ))),
        Some(n) => Ok(Some(Duration::from_secs(
            u64::try_from(n).unwrap_or(u64::MAX),
        ))),
    }
}

fn policy(settings: &Settings<'_>) -> Result<Policy, CliError> {
    let attempts = settings
        .get("AWS_MAX_ATTEMPTS", "max_attempts")?
        .map(parse_int)
        .transpose()
        .map_err(CliError::other)?;
    let written = settings.get("AWS_RETRY_MODE", "retry_mode")?;
    if let Some(n) = attempts.filter(|n| *n < 1) {
        let least = match settings.flavour {
            Flavour::V1 => "1",
            Flavour::V2 => "one",
        };
        return Err(CliError::other(format!(
            "Value provided to \"max_attempts\": {n} must be an integer greater than or equal to {least}."
        )));
    }
    let mode = match (written, settings.flavour) {
        (None | Some("legacy"), Flavour::V1) => Mode::Legacy,
        (None, Flavour::V2) | (Some("standard"), _) => Mode::Standard,
        (Some("adaptive"), _) => Mode::Adaptive,
        (Some(other), flavour) => {
            let modes = match flavour {
                Flavour::V1 => "('legacy', 'standard', 'adaptive')",
                Flavour::V2 => "\"standard\" or \"adaptive\"",
            };
            return Err(CliError::other(format!(
                "Invalid value provided to \"mode\": \"{other}\" must be one of: {modes}"
            )));
        }
    };
    let default = if mode == Mode::Legacy { 5 } else { 3 };
    let attempts = attempts.map_or(default, |n| u32::try_from(n).unwrap_or(u32::MAX));
    Ok(Policy { mode, attempts })
}

/// A name as it stands in a user agent: what may not stand there is a `-` (`inj.execenv` of the recordings).
fn product(name: &str) -> String {
    let part = |c: char| {
        if c != '#' && is_token(c.encode_utf8(&mut [0; 4])) || c == ',' {
            c
        } else {
            '-'
        }
    };
    name.chars().map(part).collect()
}

fn user_agent(
    settings: &Settings<'_>,
    operation: &str,
    mode: Mode,
    world: &mut Environment<'_>,
) -> String {
    let (_, release) = world.host.system();
    let arch = std::env::consts::ARCH;
    let app = settings.env.get("AWS_SDK_UA_APP_ID");
    let app = app
        .map(|id| format!(" app/{}", product(id)))
        .unwrap_or_default();
    let exec = settings.env.get("AWS_EXECUTION_ENV");
    let exec = exec
        .map(|e| format!("exec-env/{} ", product(e)))
        .unwrap_or_default();
    let mode = mode.name();
    match settings.flavour {
        Flavour::V1 => format!(
            "aws-cli/1.45.11 md/Botocore#1.43.11 ua/2.1 os/linux#{release} md/arch#{arch} lang/python#3.11.7 \
             md/pyimpl#CPython {exec}m/Z,b,N,D cfg/retry-mode#{mode}{app} botocore/1.43.11"
        ),
        Flavour::V2 => format!(
            "aws-cli/2.38.5 md/awscrt#0.38.0 ua/2.1 os/linux#{release} md/arch#{arch} lang/python#3.14.8 \
             md/pyimpl#CPython {exec}m/Z,E,N,b cfg/retry-mode#{mode}{app} md/installer#docker md/prompt#off \
             md/command#kms.{operation}"
        ),
    }
}
