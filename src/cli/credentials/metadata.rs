//! Credentials of a container or an instance, over plain HTTP.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::time::Duration;

use super::super::config::{Settings, is_true};
use super::super::endpoint::Url;
use super::super::fault::CliError;
use super::super::params::parse_timestamp;
use super::super::ports::Flavour;
use super::super::send::{Environment, HttpCall};
use super::super::value::{self, Map, Value, quote, text};
use super::chain::{expired, failed};
use crate::wire::sigv4::Credentials;
use crate::wire::{Headers, Request, Response};

const CONTAINER: &str = "container-role";
const CONTAINER_ADDRESS: &str = "http://169.254.170.2";
const INSTANCE_ADDRESS: &str = "http://169.254.169.254/";

/// The seconds before their end in which credentials are renewed if that succeeds.
const ADVISED: i64 = 15 * 60;
/// The seconds before their end in which credentials must be renewed.
const REQUIRED: i64 = 10 * 60;

/// The credentials that a container's agent hands out, if the environment names one; asked for twice if they end soon.
pub(super) fn from_container(
    settings: &Settings<'_>,
    world: &mut Environment<'_>,
) -> Result<Option<Credentials>, CliError> {
    let Some((found, end)) = ask_container(settings, world)? else {
        return Ok(None);
    };
    let left = |world: &mut Environment<'_>, end: i64| end - world.host.now().millis() / 1000;
    let before = left(world, end);
    if before >= ADVISED {
        return Ok(Some(found));
    }
    match ask_container(settings, world) {
        Err(fault) if before < REQUIRED => Err(fault),
        Ok(Some((_, end))) if left(world, end) < 0 => Err(expired()),
        Ok(Some((renewed, _))) => Ok(Some(renewed)),
        Err(_) | Ok(None) => Ok(Some(found)),
    }
}

/// One set of credentials, and the second at which they end.
fn ask_container(
    settings: &Settings<'_>,
    world: &mut Environment<'_>,
) -> Result<Option<(Credentials, i64)>, CliError> {
    let variable = |name: &str| settings.env.get(name);
    let url = match (
        variable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"),
        variable("AWS_CONTAINER_CREDENTIALS_FULL_URI"),
    ) {
        (Some(path), _) => format!("{CONTAINER_ADDRESS}{path}"),
        (None, Some(url)) => url.clone(),
        (None, None) => return Ok(None),
    };
    let url = match Url::parse(&url) {
        Some(url) if is_allowed(&url) => url,
        other => {
            let host = other.map_or("None".to_owned(), |url| url.host);
            return Err(CliError::other(format!(
                "Unsupported host '{host}'.  Can only retrieve metadata from a loopback address or one of these hosts: \
                 169.254.170.2, 169.254.170.23, fd00:ec2::23, localhost"
            )));
        }
    };
    let token = match variable("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE") {
        Some(path) => {
            let bytes = world.files.read(path).map_err(|fault| {
                CliError::other(format!(
                    "[Errno {}] {}: '{path}'",
                    fault.number, fault.message
                ))
            })?;
            Some(String::from_utf8_lossy(&bytes).into_owned())
        }
        None => variable("AWS_CONTAINER_AUTHORIZATION_TOKEN").cloned(),
    };
    if token.as_ref().is_some_and(|t| t.contains(['\r', '\n'])) {
        return Err(CliError::other(
            "Auth token value is not a legal header value",
        ));
    }
    let mut attempt = 1;
    loop {
        let mut headers = vec![("Accept", "application/json".to_owned())];
        if let Some(token) = &token {
            headers.push(("Authorization", token.clone()));
        }
        // An agent's answer is a secret that no proxy sees.
        let straight = BTreeMap::new();
        match ask(
            world,
            settings.flavour,
            &straight,
            "GET",
            &url,
            headers,
            Duration::from_secs(2),
        ) {
            Ok(reply) => match read_container(&reply) {
                Ok(value) => return handed_out(&value).map(Some).map_err(CliError::other),
                Err(message) if attempt == 3 => {
                    let message = format!("Error retrieving metadata: {message}");
                    return Err(failed(CONTAINER, &message));
                }
                Err(_) => {}
            },
            Err(message) if attempt == 3 => {
                let message = format!(
                    "Error retrieving metadata: Received error when attempting to retrieve container metadata: {message}"
                );
                return Err(failed(CONTAINER, &message));
            }
            Err(_) => {}
        }
        world.host.sleep(Duration::from_secs(1));
        attempt += 1;
    }
}

/// The JSON of an agent's answer.
fn read_container(reply: &Response) -> Result<Value, String> {
    let body = String::from_utf8_lossy(&reply.body);
    if reply.status != 200 {
        return Err(format!(
            "Received non 200 response {} from container metadata: {body}",
            reply.status
        ));
    }
    value::parse(&body, false)
        .map_err(|_| "Unable to parse JSON returned from container metadata services".into())
}

/// The credentials in an agent's answer and the second at which they end: all four members must be there.
fn handed_out(value: &Value) -> Result<(Credentials, i64), String> {
    let map = match value {
        Value::Map(map) => map,
        Value::List(_) => return Err("list indices must be integers or slices, not str".into()),
        Value::Text(_) => return Err("string indices must be integers, not 'str'".into()),
        other => {
            return Err(format!(
                "'{}' object is not subscriptable",
                other.type_name()
            ));
        }
    };
    let needed = |key: &str| map.get(key).ok_or_else(|| quote(key));
    let credentials = Credentials {
        access_key_id: text(needed("AccessKeyId")?),
        secret_access_key: text(needed("SecretAccessKey")?),
        session_token: needed("Token")?.as_text().map(str::to_owned),
    };
    let end = parse_timestamp(needed("Expiration")?)?;
    Ok((credentials, end.seconds()))
}

fn is_allowed(url: &Url) -> bool {
    let loopback = url.host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
    let known = [
        "169.254.170.2",
        "169.254.170.23",
        "fd00:ec2::23",
        "localhost",
    ];
    url.scheme == "https" || loopback || known.contains(&url.host.as_str())
}

/// The credentials of the instance's role, unless the environment forbids asking; silence is no fault.
pub(super) fn from_instance(
    settings: &Settings<'_>,
    world: &mut Environment<'_>,
) -> Result<Option<Credentials>, CliError> {
    if settings
        .env
        .get("AWS_EC2_METADATA_DISABLED")
        .is_some_and(|v| is_true(v))
    {
        return Ok(None);
    }
    let base = settings.get(
        "AWS_EC2_METADATA_SERVICE_ENDPOINT",
        "ec2_metadata_service_endpoint",
    )?;
    let base = base.unwrap_or(INSTANCE_ADDRESS).trim_end_matches('/');
    let seconds = settings.get("AWS_METADATA_SERVICE_TIMEOUT", "metadata_service_timeout")?;
    let seconds = seconds.and_then(|s| s.parse().ok()).unwrap_or(1);
    let agent = match settings.flavour {
        Flavour::V1 => "aws-cli/1.45.11",
        Flavour::V2 => "aws-cli/2.38.5",
    };
    let attempts = settings.get(
        "AWS_METADATA_SERVICE_NUM_ATTEMPTS",
        "metadata_service_num_attempts",
    )?;
    let mut instance = Instance {
        world,
        settings,
        base: base.to_owned(),
        timeout: Duration::from_secs(seconds),
        attempts: attempts.and_then(|n| n.parse().ok()).unwrap_or(1),
        agent,
    };
    let Some(token) = instance.token() else {
        return Ok(None);
    };
    if token.as_ref().is_none_or(String::is_empty)
        && settings.switch("AWS_EC2_METADATA_V1_DISABLED", "ec2_metadata_v1_disabled")?
    {
        return Err(CliError::other(
            "Error retrieving metadata: Unable to retrieve token for use in IMDSv2 call and IMDSv1 has been disabled",
        ));
    }
    let path = "meta-data/iam/security-credentials/";
    let Some(role) = instance.get(path, token.as_ref(), |body| !body.is_empty()) else {
        return Ok(None);
    };
    // Line breaks vanish from a URL.
    let role: String = role
        .chars()
        .filter(|c| !matches!(c, '\n' | '\r' | '\t'))
        .collect();
    let body = instance.get(&format!("{path}{role}"), token.as_ref(), |body| {
        value::parse(body, false).is_ok()
    });
    Ok(body.and_then(|body| credentials(&body)))
}

/// An instance's metadata service, asked a limited number of times.
struct Instance<'a, 'w> {
    world: &'a mut Environment<'w>,
    settings: &'a Settings<'a>,
    base: String,
    timeout: Duration,
    attempts: usize,
    agent: &'static str,
}

impl Instance<'_, '_> {
    fn ask(
        &mut self,
        method: &str,
        path: &str,
        mut headers: Vec<(&'static str, String)>,
    ) -> Option<Response> {
        let url = Url::parse(&format!("{}/latest/{path}", self.base))?;
        headers.push(("User-Agent", self.agent.to_owned()));
        if method == "PUT" {
            headers.push(("Content-Length", "0".into()));
        }
        let timeout = self.timeout;
        let settings = self.settings;
        ask(
            self.world,
            settings.flavour,
            settings.env,
            method,
            &url,
            headers,
            timeout,
        )
        .ok()
    }

    /// The token of the second version; `Some(None)` from a service that has no such thing, `None` if the question itself
    /// was refused.
    #[expect(
        clippy::option_option,
        reason = "to do without a token is one answer, to give up another"
    )]
    fn token(&mut self) -> Option<Option<String>> {
        for _ in 0..self.attempts {
            let ttl = ("x-aws-ec2-metadata-token-ttl-seconds", "21600".to_owned());
            let Some(reply) = self.ask("PUT", "api/token", vec![ttl]) else {
                continue;
            };
            match reply.status {
                200 => return Some(Some(String::from_utf8_lossy(&reply.body).into_owned())),
                403..=405 => return Some(None),
                400 => return None,
                _ => {}
            }
        }
        Some(None)
    }

    /// The first answer that is good.
    fn get(
        &mut self,
        path: &str,
        token: Option<&String>,
        good: fn(&str) -> bool,
    ) -> Option<String> {
        for _ in 0..self.attempts {
            let token = token.map(|token| ("x-aws-ec2-metadata-token", token.clone()));
            let Some(reply) = self.ask("GET", path, token.into_iter().collect()) else {
                continue;
            };
            let body = String::from_utf8_lossy(&reply.body).into_owned();
            if reply.status == 200 && good(&body) {
                return Some(body);
            }
        }
        None
    }
}

fn credentials(body: &str) -> Option<Credentials> {
    let parsed = value::parse(body, false).ok()?;
    let map: &Map = parsed.as_map()?;
    map.get("Expiration")?;
    Some(Credentials {
        access_key_id: text(map.get("AccessKeyId")?),
        secret_access_key: text(map.get("SecretAccessKey")?),
        session_token: map.get("Token")?.as_text().map(str::to_owned),
    })
}

/// Asks once, through the proxy that `env` names.
fn ask(
    world: &mut Environment<'_>,
    flavour: Flavour,
    env: &BTreeMap<String, String>,
    method: &str,
    url: &Url,
    fields: Vec<(&'static str, String)>,
    timeout: Duration,
) -> Result<Response, String> {
    let mut headers = Headers::new();
    headers.append("Host", url.authority());
    headers.append("Accept-Encoding", "identity");
    for (name, value) in fields {
        headers.append(name, value);
    }
    let request = Request {
        method: method.into(),
        target: url.target(),
        headers,
        body: Vec::new(),
    };
    let call = HttpCall::plain(url, timeout, flavour);
    call.send(world, env, &request)
        .map_err(|fault| fault.message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(json: &str, expect: Result<i64, &str>) {
        let value = value::parse(json, false).expect("JSON");
        let got = handed_out(&value).map(|(_, end)| end);
        assert_eq!(got, expect.map_err(str::to_owned), "{json}");
    }

    #[test]
    fn an_agent_hands_out_four_members() {
        check(
            r#"{"AccessKeyId":"A","SecretAccessKey":"S","Token":"T","Expiration":"2030-01-01T00:00:00Z"}"#,
            Ok(1_893_456_000),
        );
        check(r#"{"AccessKeyId":"A"}"#, Err("'SecretAccessKey'"));
        check(
            r#"{"AccessKeyId":"A","SecretAccessKey":"S","Token":"T"}"#,
            Err("'Expiration'"),
        );
        check(
            "[]",
            Err("list indices must be integers or slices, not str"),
        );
        check("5", Err("'int' object is not subscriptable"));
    }
}
