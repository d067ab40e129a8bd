//! Where a service is: partitions, FIPS, dual stack, and URLs as they are written.

use std::fmt::Write as _;

use super::fault::CliError;
use super::value::quote;
use crate::wire::partition::Partition;

/// The service's URL in a Region.
pub(crate) fn regional_url(service: &str, region: &str, fips: bool, dual_stack: bool) -> String {
    let partition = Partition::of_region(region);
    let domain = if dual_stack {
        partition.dual_stack_domain
    } else {
        partition.domain
    };
    let fips = if fips { "-fips" } else { "" };
    format!("https://{service}{fips}.{region}.{domain}")
}

/// Refuses dual stack where the partition's catalogue has none of its own, whatever URL is used in the end.
///
/// # Errors
///
/// The variants that were asked for.
pub(crate) fn check_variants(region: &str, fips: bool, dual_stack: bool) -> Result<(), CliError> {
    let unmodelled = ["aws-iso-e", "aws-iso-f"].contains(&Partition::of_region(region).id);
    if !(dual_stack && unmodelled) {
        return Ok(());
    }
    let variants = if fips {
        "'dualstack', 'fips'"
    } else {
        "'dualstack'"
    };
    Err(CliError::other(format!(
        "Unable to construct a modeled endpoint with the following variant(s) [{variants}]: "
    )))
}

/// A Region without the words that ask for FIPS, and whether they were there.
pub(crate) fn without_fips(region: &str) -> (String, bool) {
    let plain = region.replace("fips-", "").replace("-fips", "");
    let changed = plain != region;
    (plain, changed)
}

/// Refuses a Region that could not stand in a host name.
///
/// # Errors
///
/// The Region is no host label.
pub(crate) fn check_region(region: &str) -> Result<(), CliError> {
    // As the `$` of a pattern of Python's has it, which stands before a last line feed too (recording `reg.newline`).
    let name = region.strip_suffix('\n').unwrap_or(region);
    let label = name.len() <= 63
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        && !name.starts_with('-')
        && !name.ends_with('-')
        && (name.is_empty() || !name.bytes().all(|b| b.is_ascii_digit()));
    if label {
        return Ok(());
    }
    Err(CliError::other(format!(
        "Provided region_name {} doesn't match a supported format.",
        quote_plain(region)
    )))
}

/// Between single quotes, nothing escaped.
fn quote_plain(text: &str) -> String {
    format!("'{text}'")
}

/// A URL, cut into its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Url {
    /// Lower case.
    pub(crate) scheme: String,
    pub(crate) user_info: Option<String>,
    /// Lower case, without brackets.
    pub(crate) host: String,
    /// As it is written, such as `:8080`.
    port_text: Option<String>,
    /// Percent-encoded where a request line needs it; never empty.
    pub(crate) path: String,
    pub(crate) query: Option<String>,
}

impl Url {
    /// Cuts a URL; `None` if it has no scheme, or characters that a URL could hide things behind.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        if text.contains(['\t', '\r', '\n']) {
            return None;
        }
        let (scheme, rest) = scheme(text)?;
        let rest = rest.split('#').next().unwrap_or_default();
        let (rest, query) = match rest.split_once('?') {
            Some((rest, query)) => (rest, Some(encode(query))),
            None => (rest, None),
        };
        let (authority, path) = match rest.strip_prefix("//") {
            Some(rest) => match rest.find('/') {
                Some(at) => rest.split_at(at),
                None => (rest, ""),
            },
            None => ("", rest),
        };
        let (user_info, host) = match authority.rsplit_once('@') {
            Some((user, host)) => (Some(user.to_owned()), host),
            None => (None, authority),
        };
        let (host, port) = if let Some(inner) = host.strip_prefix('[') {
            let (inner, rest) = inner.split_once(']').unwrap_or((inner, ""));
            (inner, rest.strip_prefix(':'))
        } else {
            match host.split_once(':') {
                Some((host, port)) => (host, Some(port)),
                None => (host, None),
            }
        };
        let path = if path.is_empty() { "/" } else { path };
        Some(Self {
            scheme: scheme.to_lowercase(),
            user_info,
            host: host.to_lowercase(),
            port_text: port.map(str::to_owned),
            path: encode(path),
            query,
        })
    }

    /// The port that is written or, without one, the scheme's.
    ///
    /// # Errors
    ///
    /// No number, or none that is a port.
    pub(crate) fn port(&self) -> Result<u16, CliError> {
        let Some(port) = self.port_text.as_ref().filter(|p| !p.is_empty()) else {
            return Ok(if self.scheme == "https" { 443 } else { 80 });
        };
        if !port.bytes().all(|b| b.is_ascii_digit()) {
            return Err(CliError::other(format!(
                "Port could not be cast to integer value as {}",
                quote(port)
            )));
        }
        port.parse()
            .map_err(|_| CliError::other("Port out of range 0-65535"))
    }

    /// Host and, unless it is the scheme's own, port.
    pub(crate) fn authority(&self) -> String {
        let host = if self.host.contains(':') {
            format!("[{}]", self.host)
        } else {
            self.host.clone()
        };
        match (&self.port_text, self.scheme.as_str()) {
            (None, _) => host,
            (Some(port), _) if port.is_empty() => host,
            (Some(port), "http") if port == "80" => host,
            (Some(port), "https") if port == "443" => host,
            (Some(port), _) => format!("{host}:{port}"),
        }
    }

    /// What stands in the request line.
    pub(crate) fn target(&self) -> String {
        match &self.query {
            Some(query) => format!("{}?{query}", self.path),
            None => self.path.clone(),
        }
    }

    /// The whole, as error messages name it: no user, no fragment.
    pub(crate) fn shown(&self) -> String {
        let host = if self.host.contains(':') {
            format!("[{}]", self.host)
        } else {
            self.host.clone()
        };
        let port = self.port_text.as_ref();
        let port = port.map(|p| format!(":{p}")).unwrap_or_default();
        format!("{}://{host}{port}{}", self.scheme, self.target())
    }

    /// The host could be one.
    pub(crate) fn is_valid(&self) -> bool {
        let host = self.host.strip_suffix('.').unwrap_or(&self.host);
        if host.contains(':') {
            return host.parse::<std::net::Ipv6Addr>().is_ok();
        }
        let label = |label: &str| {
            (1..=63).contains(&label.len())
                && label
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b == b'-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        };
        host.len() <= 255 && host.split('.').all(label)
    }
}

/// The scheme of a text that has one, and the rest.
pub(crate) fn scheme(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start_matches(|c: char| c <= ' ');
    let (scheme, rest) = text.split_once(':')?;
    let mut chars = scheme.chars();
    let first = chars.next()?;
    let well_formed = first.is_ascii_alphabetic()
        && chars.all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    well_formed.then_some((scheme, rest))
}

/// What a request line may not hold, percent-encoded; what is encoded stays.
fn encode(text: &str) -> String {
    let mut out = String::new();
    let hex = |i: usize| text.as_bytes().get(i).is_some_and(u8::is_ascii_hexdigit);
    for (i, byte) in text.bytes().enumerate() {
        match byte {
            b'%' if !(hex(i + 1) && hex(i + 2)) => out.push_str("%25"),
            b'!' | b'#'..=b';' | b'=' | b'?'..=b'Z' | b'[' | b']' | b'_' | b'a'..=b'z' | b'~' => {
                out.push(char::from(byte));
            }
            _ => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_find_their_partitions() {
        for (region, fips, dual, expect) in [
            (
                "us-east-1",
                false,
                false,
                "https://kms.us-east-1.amazonaws.com",
            ),
            (
                "cn-north-1",
                false,
                false,
                "https://kms.cn-north-1.amazonaws.com.cn",
            ),
            (
                "us-iso-east-1",
                true,
                false,
                "https://kms-fips.us-iso-east-1.c2s.ic.gov",
            ),
            (
                "eu-isoe-west-1",
                false,
                false,
                "https://kms.eu-isoe-west-1.cloud.adc-e.uk",
            ),
            (
                "us-west-2",
                true,
                true,
                "https://kms-fips.us-west-2.api.aws",
            ),
            ("mars", false, false, "https://kms.mars.amazonaws.com"),
            (
                "us-gov-west-1",
                false,
                true,
                "https://kms.us-gov-west-1.api.aws",
            ),
        ] {
            assert_eq!(regional_url("kms", region, fips, dual), expect);
        }
        assert_eq!(without_fips("us-east-1-fips"), ("us-east-1".into(), true));
    }

    #[test]
    fn regions_must_be_host_labels() {
        for good in ["us-east-1", "", "US-EAST-1", "mars"] {
            assert!(check_region(good).is_ok(), "{good}");
        }
        for bad in ["us east 1", "us/east", "-a", "a-", "123", &"a".repeat(64)] {
            assert!(check_region(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn some_partitions_have_no_dual_stack_of_their_own() {
        for (region, fips, dual, expect) in [
            ("us-isof-south-1", false, false, None),
            ("us-isof-south-1", false, true, Some("['dualstack']")),
            ("eu-isoe-west-1", true, true, Some("['dualstack', 'fips']")),
            ("us-isob-east-1", true, true, None),
            ("us-east-1", true, true, None),
        ] {
            let said = check_variants(region, fips, dual).err().map(|f| f.message);
            let variants = said.as_deref().and_then(|m| m.split("(s) ").nth(1));
            assert_eq!(variants.map(|v| v.trim_end_matches(": ")), expect);
        }
    }

    #[test]
    fn urls_are_cut_and_shown() {
        let url = Url::parse("HTTP://user:pw@Example.com:8080/a b?x=1#frag").expect("a URL");
        assert_eq!(url.shown(), "http://example.com:8080/a%20b?x=1");
        assert_eq!(url.authority(), "example.com:8080");
        assert_eq!(url.user_info.as_deref(), Some("user:pw"));
        assert!(Url::parse("127.0.0.1:80").is_none());
        assert!(!Url::parse("http://").expect("a URL").is_valid());
        assert!(Url::parse("http://[::1]:80/").expect("a URL").is_valid());
        assert!(Url::parse("http://a:99999").expect("a URL").port().is_err());
    }
}
