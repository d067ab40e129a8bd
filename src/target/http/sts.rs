//! One request to STS: at the endpoint itself, or beside an endpoint of AWS at the partition's STS of the same Region.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::client::Client;
use super::options::{Base, Options, is_aws};
use crate::target::Error;
use crate::wire::admin::Principal;
use crate::wire::partition::Partition;
use crate::wire::sigv4::{self, Scope};
use crate::wire::{Headers, Request, Response, Timestamp};

/// Clocks that differ by less give no reason to sign anew: STS takes what is a quarter of an hour off.
const OFF: Duration = Duration::from_mins(1);

/// What stands in an answer beyond this is not shown.
const SHOWN: usize = 400;

/// An answer of STS.
pub(super) struct Answer {
    /// Who answered.
    pub(super) url: String,
    pub(super) status: u16,
    /// When, by its clock; by ours where it does not tell.
    pub(super) date: Timestamp,
    text: String,
}

impl Answer {
    /// What stands in the first element of this name, in one line.
    pub(super) fn member(&self, name: &str) -> Option<String> {
        let (_, rest) = self.text.split_once(&format!("<{name}>"))?;
        let (inner, _) = rest.split_once(&format!("</{name}>"))?;
        let inner = inner.trim();
        let good = !inner.is_empty() && !inner.chars().any(char::is_control);
        good.then(|| inner.to_owned())
    }

    /// Status, code and message of a refusal, in one line and without the secrets of whoever asked.
    pub(super) fn refusal(&self, who: &Principal) -> String {
        let code = self.member("Code");
        let message = self
            .member("Message")
            .map(|text| without_secrets(&text, who));
        let said = [code, message].into_iter().flatten();
        let said: Vec<String> = said.collect();
        format!("{} {}", self.status, said.join(": "))
            .trim_end()
            .to_owned()
    }
}

/// A text that somebody else wrote, shortened, with nothing in it that only its reader may know.
fn without_secrets(text: &str, who: &Principal) -> String {
    let token = who.session_token.as_deref().unwrap_or_default();
    let secrets = [who.secret_access_key.as_str(), token];
    let mut text = text.to_owned();
    for secret in secrets.into_iter().filter(|secret| !secret.is_empty()) {
        text = text.replace(secret, "…");
    }
    text.chars().take(SHOWN).collect()
}

/// What STS answers to this form, signed by `who` in the home Region.
///
/// A clock that is off is put right by the answer's date, as KMS's is.
///
/// # Errors
/// When the options cannot be used, or no answer comes.
pub(super) async fn ask(options: &Options, who: &Principal, form: &str) -> Result<Answer, Error> {
    let options = beside(options)?;
    let client = Client::new(&options)?;
    let now = local_now();
    let first = request(&options, &client.base.authority, who, form, now);
    let mut answer = client.send(&first, client.timeouts.total).await?;
    if let Some(date) = off(&answer, now) {
        let again = request(&options, &client.base.authority, who, form, date);
        answer = client.send(&again, client.timeouts.total).await?;
    }
    Ok(Answer {
        url: options.url,
        status: answer.status,
        date: date(&answer).unwrap_or_else(local_now),
        text: String::from_utf8_lossy(&answer.body).into_owned(),
    })
}

/// The options with the URL of STS: the same but on AWS.
fn beside(options: &Options) -> Result<Options, Error> {
    let mut options = options.clone();
    if !is_aws(&options.url) {
        return Ok(options);
    }
    let base = Base::parse(&options.url)?;
    let region = &options.regions[0];
    let partition = Partition::of_region(region);
    let domain = if base.host.ends_with(partition.dual_stack_domain) {
        partition.dual_stack_domain
    } else {
        partition.domain
    };
    let port = base
        .url
        .port()
        .map_or(String::new(), |port| format!(":{port}"));
    options.url = format!("{}://sts.{region}.{domain}{port}", base.url.scheme());
    Ok(options)
}

fn request(
    options: &Options,
    authority: &str,
    who: &Principal,
    form: &str,
    now: Timestamp,
) -> Request {
    let mut headers = Headers::from_iter([
        ("Host", authority),
        (
            "Content-Type",
            "application/x-www-form-urlencoded; charset=utf-8",
        ),
    ]);
    let told = options.manner.headers.get(&who.name);
    for (name, value) in told.into_iter().flatten() {
        headers.set(name, value.as_str());
    }
    let mut request = Request {
        method: "POST".to_owned(),
        target: "/".to_owned(),
        headers,
        body: form.as_bytes().to_vec(),
    };
    let scope = Scope {
        region: options.regions[0].clone(),
        service: "sts".to_owned(),
    };
    sigv4::sign(&mut request, &who.credentials(), &scope, now);
    request
}

/// The date of a refusal that is far from ours.
fn off(answer: &Response, ours: Timestamp) -> Option<Timestamp> {
    let date = date(answer)?;
    let far = u128::from(date.millis().abs_diff(ours.millis())) > OFF.as_millis();
    (answer.status == 403 && far).then_some(date)
}

fn date(answer: &Response) -> Option<Timestamp> {
    answer
        .headers
        .get("date")
        .and_then(Timestamp::from_http_date)
}

pub(super) fn local_now() -> Timestamp {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    Timestamp::from_millis(0).plus(since)
}

/// Everything but letters, digits and `-_.~`, as `%XX`.
pub(super) fn percent_encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    text.bytes()
        .map(|byte| {
            if plain(byte) {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sts_of_aws_is_that_of_the_region_and_partition() {
        let sts = |url: &str, region: &str| {
            let found = beside(&Options::new(url, region)).expect("a good URL");
            found.url
        };
        for (url, region, expected) in [
            (
                "https://kms.eu-west-1.amazonaws.com",
                "eu-west-1",
                "https://sts.eu-west-1.amazonaws.com",
            ),
            (
                "https://kms-fips.us-east-1.amazonaws.com:4599",
                "us-east-1",
                "https://sts.us-east-1.amazonaws.com:4599",
            ),
            (
                "https://vpce-1.kms.us-east-1.vpce.amazonaws.com/",
                "us-east-1",
                "https://sts.us-east-1.amazonaws.com",
            ),
            (
                "https://kms.us-west-2.api.aws",
                "us-west-2",
                "https://sts.us-west-2.api.aws",
            ),
            (
                "https://kms.cn-north-1.amazonaws.com.cn",
                "cn-north-1",
                "https://sts.cn-north-1.amazonaws.com.cn",
            ),
            (
                "http://127.0.0.1:5000",
                "us-east-1",
                "http://127.0.0.1:5000",
            ),
        ] {
            assert_eq!(sts(url, region), expected);
        }
    }
}
