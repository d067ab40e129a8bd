//! Values of flags that are more than a text or a number: how each is read, and what is said when it cannot be.

use std::time::Duration;

use clap::ValueEnum;
use kmspec::reference::Throttle;

/// When output is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorWhen {
    /// On a terminal, unless `NO_COLOR` is set; always with `CLICOLOR_FORCE`.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// With what an endpoint is compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Against {
    /// With the reference.
    Reference,
    /// With the endpoint at this URL.
    Url(String),
}

impl Against {
    pub(super) fn parse(word: &str) -> Result<Self, String> {
        match word {
            "reference" => Ok(Self::Reference),
            url if url.starts_with("http://") || url.starts_with("https://") => {
                Ok(Self::Url(url.to_owned()))
            }
            _ => Err(
                "write `reference`, or the URL of an endpoint, such as http://127.0.0.1:4566"
                    .to_owned(),
            ),
        }
    }
}

/// An account of AWS.
pub(super) fn account(text: &str) -> Result<String, String> {
    let whole = text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit());
    if whole {
        Ok(text.to_owned())
    } else {
        Err("an account is twelve digits, such as 111122223333".to_owned())
    }
}

/// A duration in which something can happen.
pub(super) fn some_time(text: &str) -> Result<Duration, String> {
    match duration(text)? {
        Duration::ZERO => {
            Err("nothing is done in no time; leave it out for the default".to_owned())
        }
        time => Ok(time),
    }
}

/// A measure by which requests are too many.
pub(super) fn throttle(text: &str) -> Result<Throttle, String> {
    if text == "aws" {
        return Ok(Throttle::Aws);
    }
    let number = text
        .strip_suffix("/s")
        .and_then(|number| number.parse().ok());
    number.map(Throttle::PerSecond).ok_or_else(|| {
        "write a number of calls a second, 1 or more, as 5/s, or `aws` for the quotas of an account of AWS"
            .to_owned()
    })
}

/// A duration as people write it.
pub(super) fn duration(text: &str) -> Result<Duration, String> {
    humantime::parse_duration(text).map_err(|error| format!("{error}; write it as 30s, 5m or 1h"))
}
