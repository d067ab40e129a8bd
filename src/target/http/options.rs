//! What an endpoint is reached with.

use std::net::IpAddr;
use std::time::Duration;

use reqwest::Url;

use super::callers::Renewable;
use super::resolve::Resolve;
use crate::target::credentials::{HOLDS_CONTROL, ends_a_line, has_control};
use crate::target::{Error, Manner};
use crate::wire::admin::Principal;
use crate::wire::partition::{host_in_region, is_aws_host};

/// What an endpoint is reached with.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where it is, `http://…` or `https://…`, with no path.
    pub url: String,
    /// The Regions to sign for, home first; with only one, cases about another Region cannot run.
    pub regions: Vec<String>,
    /// Who may call.
    pub principals: Vec<Principal>,
    /// The names of those whom the endpoint can never have.
    pub cannot: Vec<String>,
    /// How it is asked and answers.
    pub manner: Manner,
    /// Time limits.
    pub timeouts: Timeouts,
    /// The longest body that is read.
    pub max_response_bytes: usize,
    /// The only certificate authorities trusted, in PEM; the system's without it.
    pub ca_bundle: Option<Vec<u8>>,
    /// False: any certificate passes.
    pub verify_ssl: bool,
    /// Which addresses are taken for which hosts, in place of what their names stand for.
    pub resolve: Vec<Resolve>,
    /// Whether to ask first if the endpoint has worlds, by one unsigned request that no KMS endpoint minds.
    pub probe: bool,
    /// Those of the principals whose credentials can be had anew.
    pub(super) renewable: Vec<Renewable>,
}

impl Options {
    /// The defaults for this URL and home Region, with nobody to call.
    ///
    /// An endpoint of AWS serves one Region; any other is thought to serve `us-east-1` and `us-west-2` too.
    #[must_use]
    pub fn new(url: impl Into<String>, region: impl Into<String>) -> Self {
        let (url, region) = (url.into(), region.into());
        let other = if region == "us-west-2" {
            "us-east-1"
        } else {
            "us-west-2"
        };
        let mut regions = vec![region];
        if !is_aws(&url) {
            regions.push(other.to_owned());
        }
        Self {
            url,
            regions,
            principals: Vec::new(),
            cannot: Vec::new(),
            manner: Manner::default(),
            timeouts: Timeouts::default(),
            max_response_bytes: 8 * 1024 * 1024,
            ca_bundle: None,
            verify_ssl: true,
            resolve: Vec::new(),
            probe: true,
            renewable: Vec::new(),
        }
    }
}

impl Options {
    /// The Region whose quotas count every request; `None` where the endpoint is none of AWS.
    pub(super) fn counted_in(&self) -> Option<String> {
        let home = self.regions.first().cloned();
        home.filter(|_| is_aws(&self.url))
    }

    /// # Errors
    /// When a Region, a member of a principal or a header field of a profile could end the header line in which it is sent.
    pub(super) fn end_no_line(&self) -> Result<(), Error> {
        let wrong = |what: String| Err(Error::Options(format!("{what} {HOLDS_CONTROL}")));
        if self.regions.iter().any(|region| has_control(region)) {
            return wrong("the Region".to_owned());
        }
        for principal in &self.principals {
            if let Some(member) = ends_a_line(principal) {
                return wrong(format!("the `{member}` of the `{}`", principal.name));
            }
        }
        for (name, fields) in &self.manner.headers {
            let ends =
                |(field, value): (&String, &String)| has_control(field) || has_control(value);
            if fields.iter().any(ends) {
                return wrong(format!("a header field of the `{name}`"));
            }
        }
        Ok(())
    }

    /// With what the other Region is reached, where it has a host of its own: on AWS.
    ///
    /// # Errors
    /// On AWS, when the other Region's host does not follow from this one.
    pub(super) fn elsewhere(&self) -> Result<Option<Self>, Error> {
        let [home, other, ..] = self.regions.as_slice() else {
            return Ok(None);
        };
        if !is_aws(&self.url) {
            return Ok(None);
        }
        let base = Base::parse(&self.url)?;
        let Some(host) = host_in_region(&base.host, home, other) else {
            return Err(Error::Options(format!(
                "the endpoint of AWS '{}' serves one Region, and the host of the other one, {other}, does not follow from it: it must be kms.{home}.DOMAIN, in the same partition; leave --other-region out",
                self.url
            )));
        };
        let mut options = self.clone();
        options.url = self.url.replacen(&base.host, &host, 1);
        Ok(Some(options))
    }
}

/// Time limits of one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// Until there is a connection.
    pub connect: Duration,
    /// Without a byte.
    pub read: Duration,
    /// From the first to the last byte.
    pub total: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            read: Duration::from_secs(30),
            total: Duration::from_mins(1),
        }
    }
}

/// A URL that an endpoint can have.
#[derive(Debug, Clone)]
pub(super) struct Base {
    pub(super) url: Url,
    /// Host without brackets, for a connection.
    pub(super) host: String,
    pub(super) port: u16,
    /// The `Host` header.
    pub(super) authority: String,
    pub(super) tls: bool,
}

impl Base {
    pub(super) fn parse(text: &str) -> Result<Self, Error> {
        let wrong = |why: &str| Error::Options(format!("the endpoint URL '{text}' {why}"));
        let url = Url::parse(text).map_err(|error| wrong(&format!("cannot be read: {error}")))?;
        let tls = match url.scheme() {
            "http" => false,
            "https" => true,
            _ => return Err(wrong("begins neither with http:// nor with https://")),
        };
        if !matches!(url.path(), "" | "/") || url.query().is_some() || url.fragment().is_some() {
            return Err(wrong("has a path, and KMS requests go to /; leave it out"));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(wrong(
                "holds a password; credentials come from the environment or from --principals",
            ));
        }
        let (Some(host), Some(port)) = (url.host_str(), url.port_or_known_default()) else {
            return Err(wrong("names no host"));
        };
        let authority = match url.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        };
        let host = host.trim_matches(['[', ']']).to_owned();
        Ok(Self {
            url,
            host,
            port,
            authority,
            tls,
        })
    }

    /// Host and port, for people.
    pub(super) fn place(&self) -> String {
        match self.url.host_str() {
            Some(host) => format!("{host}:{}", self.port),
            None => self.authority.clone(),
        }
    }

    pub(super) fn is_loopback(&self) -> bool {
        self.host.eq_ignore_ascii_case("localhost")
            || self.host.parse().is_ok_and(|ip: IpAddr| ip.is_loopback())
    }
}

/// True for the URL of an endpoint on this machine.
#[must_use]
pub fn is_loopback(url: &str) -> bool {
    Base::parse(url).is_ok_and(|base| base.is_loopback())
}

/// True for the URL of an endpoint of AWS.
#[must_use]
pub fn is_aws(url: &str) -> bool {
    let url = Url::parse(url).ok();
    let host = url.as_ref().and_then(Url::host_str).unwrap_or_default();
    is_aws_host(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(url: &str) -> String {
        Base::parse(url)
            .expect_err("a URL that no endpoint has")
            .to_string()
    }

    #[test]
    fn urls_become_authorities() {
        let authority = |url: &str| Base::parse(url).expect("a good URL").authority;
        assert_eq!(authority("http://127.0.0.1:4566"), "127.0.0.1:4566");
        assert_eq!(
            authority("https://kms.us-east-1.amazonaws.com/"),
            "kms.us-east-1.amazonaws.com"
        );
        assert_eq!(authority("http://[::1]:80"), "[::1]");
        assert!(
            Base::parse("http://[::1]:80")
                .expect("a good URL")
                .is_loopback()
        );
    }

    #[test]
    fn urls_that_no_endpoint_has_are_refused() {
        assert_eq!(
            problem("127.0.0.1:4566"),
            "the endpoint URL '127.0.0.1:4566' cannot be read: relative URL without a base"
        );
        assert_eq!(
            problem("localhost:4566"),
            "the endpoint URL 'localhost:4566' begins neither with http:// nor with https://"
        );
        assert_eq!(
            problem("http://x/kms"),
            "the endpoint URL 'http://x/kms' has a path, and KMS requests go to /; leave it out"
        );
        let problem = problem("http://a:b@x");
        assert!(problem.contains("holds a password"), "{problem}");
    }

    #[test]
    fn an_endpoint_of_aws_has_one_region() {
        let regions = |url: &str| Options::new(url, "us-west-2").regions;
        assert_eq!(
            regions("https://kms.us-west-2.amazonaws.com"),
            ["us-west-2"]
        );
        assert_eq!(regions("http://127.0.0.1:5000"), ["us-west-2", "us-east-1"]);
        assert_eq!(
            regions("https://KMS.eusc-de-east-1.amazonaws.eu."),
            ["us-west-2"]
        );
    }

    #[test]
    fn the_other_region_of_aws_has_a_host_of_its_own() {
        let elsewhere = |url: &str, other: &str| {
            let mut options = Options::new(url, "us-east-1");
            options.regions = vec!["us-east-1".to_owned(), other.to_owned()];
            let found = options.elsewhere().map_err(|error| error.to_string());
            found.map(|found| found.map(|options| options.url))
        };
        let aws = "https://kms.us-east-1.amazonaws.com";
        let there = "https://kms.eu-west-1.amazonaws.com".to_owned();
        assert_eq!(elsewhere(aws, "eu-west-1"), Ok(Some(there)));
        assert_eq!(elsewhere("http://127.0.0.1:5000", "eu-west-1"), Ok(None));
        assert_eq!(
            elsewhere(aws, "cn-north-1"),
            Err("the endpoint of AWS 'https://kms.us-east-1.amazonaws.com' serves one Region, and the host of the other one, cn-north-1, does not follow from it: it must be kms.us-east-1.DOMAIN, in the same partition; leave --other-region out".to_owned())
        );
    }
}
