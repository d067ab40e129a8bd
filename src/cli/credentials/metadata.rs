//! Credentials of a container or an instance, over plain HTTP.

use std::net::IpAddr;
use std::time::Duration;

use super::super::config::{Settings, is_true};
use super::super::endpoint::Url;
use super::super::fault::Fault;
use super::super::ports::Flavour;
use super::super::send::{Call, World};
use super::super::value::{self, Map, Value, text};
use super::chain::failed;
use crate::wire::sigv4::Credentials;
use crate::wire::{Headers, Request, Response};

const CONTAINER: &str = "container-role";
const CONTAINER_ADDRESS: &str = "http://169.254.170.2";
const INSTANCE_ADDRESS: &str = "http://169.254.169.254/";

/// The credentials that a container's agent hands out, if the environment names one.
pub(super) fn from_container(
    settings: &Settings<'_>,
    world: &mut World<'_>,
) -> Result<Option<Credentials>, Fault> {
    let variable = |name: &str| settings.env.get(name);
    let url = match (
        variable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"),
        variable("AWS_CONTAINER_CREDENTIALS_FULL_URI"),
    ) {
        (Some(path), _) => format!("{CONTAINER_ADDRESS}{path}"),
        (None, Some(url)) => url.clone(),
        (None, None) => return Ok(None),
    };
    let url = Url::parse(&url).ok_or_else(|| Fault::other(format!("Invalid endpoint: {url}")))?;
    if !is_allowed(&url) {
        return Err(Fault::other(format!(
            "Unsupported host '{}'.  Can only retrieve metadata from a loopback address or one of these hosts: \
             169.254.170.2, 169.254.170.23, fd00:ec2::23, localhost",
            url.host
        )));
    }
    let token = match variable("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE") {
        Some(path) => {
            let bytes = world.files.read(path).map_err(|fault| {
                Fault::other(format!(
                    "[Errno {}] {}: '{path}'",
                    fault.number, fault.message
                ))
            })?;
            Some(String::from_utf8_lossy(&bytes).into_owned())
        }
        None => variable("AWS_CONTAINER_AUTHORIZATION_TOKEN").cloned(),
    };
    if token.as_ref().is_some_and(|t| t.contains(['\r', '\n'])) {
        return Err(Fault::other("Auth token value is not a legal header value"));
    }
    let mut attempt = 1;
    loop {
        let mut headers = vec![("Accept", "application/json".to_owned())];
        if let Some(token) = &token {
            headers.push(("Authorization", token.clone()));
        }
        match ask(
            world,
            settings,
            "GET",
            &url,
            headers,
            Duration::from_secs(2),
        ) {
            Ok(reply) => match read_container(&reply) {
                Ok(Some(found)) => return Ok(Some(found)),
                Ok(None) => return Err(Fault::other("'AccessKeyId'")),
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

/// The credentials in an agent's answer; `None` if they are not in it.
fn read_container(reply: &Response) -> Result<Option<Credentials>, String> {
    let body = String::from_utf8_lossy(&reply.body);
    if reply.status != 200 {
        return Err(format!(
            "Received non 200 response {} from container metadata: {body}",
            reply.status
        ));
    }
    match value::parse(&body, false) {
        Ok(_) => Ok(credentials(&body)),
        Err(_) => Err("Unable to parse JSON returned from container metadata services".into()),
    }
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
    world: &mut World<'_>,
) -> Result<Option<Credentials>, Fault> {
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
    let timeout = Duration::from_secs(seconds);
    let agent = match settings.flavour {
        Flavour::V1 => "aws-cli/1.45.11",
        Flavour::V2 => "aws-cli/2.38.5",
    };
    let mut get = |method: &str, path: &str, header: Option<(&'static str, String)>| {
        let url = Url::parse(&format!("{base}/latest/{path}"))?;
        let mut headers: Vec<(&'static str, String)> = header.into_iter().collect();
        headers.push(("User-Agent", agent.to_owned()));
        if method == "PUT" {
            headers.push(("Content-Length", "0".into()));
        }
        let reply = ask(world, settings, method, &url, headers, timeout).ok()?;
        let body = String::from_utf8_lossy(&reply.body).into_owned();
        (reply.status == 200).then_some(body)
    };
    let ttl = ("x-aws-ec2-metadata-token-ttl-seconds", "21600".to_owned());
    let token = get("PUT", "api/token", Some(ttl));
    let token = || {
        token
            .clone()
            .map(|token| ("x-aws-ec2-metadata-token", token))
    };
    let path = "meta-data/iam/security-credentials/";
    let Some(role) = get("GET", path, token()).filter(|role| !role.is_empty()) else {
        return Ok(None);
    };
    let body = get("GET", &format!("{path}{role}"), token());
    Ok(body.and_then(|body| credentials(&body)))
}

fn credentials(body: &str) -> Option<Credentials> {
    let parsed = value::parse(body, false).ok()?;
    let map: &Map = parsed.as_map()?;
    Some(Credentials {
        access_key_id: text(map.get("AccessKeyId")?),
        secret_access_key: text(map.get("SecretAccessKey")?),
        session_token: map.get("Token").and_then(Value::as_text).map(str::to_owned),
    })
}

fn ask(
    world: &mut World<'_>,
    settings: &Settings<'_>,
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
    let call = Call::plain(url, timeout, settings.flavour);
    call.send(world, settings.env, &request)
        .map_err(|fault| fault.message)
}
