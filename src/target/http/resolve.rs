//! Where the connections of a host and port go in truth, as `--resolve` of curl has it.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

/// One host and port, and the address that is taken for it in place of what its name stands for.
///
/// The name stays in the URL, the `Host` header, the signature and the certificate that is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolve {
    /// The host, in lower case and without the dot of the root; `None`: any.
    host: Option<String>,
    port: u16,
    address: IpAddr,
}

impl Resolve {
    /// The address of this host and port; of several that say one, the last.
    pub(super) fn find(all: &[Self], host: &str, port: u16) -> Option<SocketAddr> {
        let host = plain(host);
        let found = all.iter().rev().find(|resolve| {
            let named = resolve.host.as_ref();
            resolve.port == port && named.is_none_or(|named| *named == host)
        });
        found.map(|resolve| SocketAddr::new(resolve.address, port))
    }
}

impl FromStr for Resolve {
    type Err = String;

    /// # Errors
    /// What is wrong with the text, and how it is written.
    fn from_str(text: &str) -> Result<Self, String> {
        let form = "write HOST:PORT:ADDRESS, such as kms.us-east-1.amazonaws.com:443:127.0.0.1, with * for any host and an IPv6 address in brackets";
        let mut parts = text.splitn(3, ':');
        let (Some(host), Some(port), Some(address)) = (parts.next(), parts.next(), parts.next())
        else {
            return Err(format!("it has no three parts; {form}"));
        };
        if host.is_empty() || host.contains(['/', '[', ']', '@', ' ']) {
            return Err(format!("'{host}' is no host; {form}"));
        }
        let number = port.parse().ok().filter(|port| *port > 0);
        let port = number.ok_or_else(|| format!("'{port}' is no port; {form}"))?;
        let inner = address
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'));
        let address = match inner {
            Some(inner) => inner.parse().map(IpAddr::V6).ok(),
            None => address.parse().ok(),
        }
        .ok_or_else(|| format!("'{address}' is no IP address; {form}"))?;
        let host = (host != "*").then(|| plain(host));
        Ok(Self {
            host,
            port,
            address,
        })
    }
}

impl fmt::Display for Resolve {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let host = self.host.as_deref().unwrap_or("*");
        let port = self.port;
        match self.address {
            IpAddr::V4(address) => write!(f, "{host}:{port}:{address}"),
            IpAddr::V6(address) => write!(f, "{host}:{port}:[{address}]"),
        }
    }
}

fn plain(host: &str) -> String {
    host.trim_end_matches('.').to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Resolve {
        text.parse().expect("it is well written")
    }

    #[test]
    fn a_host_is_led_elsewhere() {
        let all = [
            read("KMS.us-east-1.amazonaws.com:443:127.0.0.1"),
            read("*:4599:[::1]"),
            read("sts.amazonaws.com:4599:10.0.0.1"),
        ];
        let find =
            |host: &str, port| Resolve::find(&all, host, port).map(|address| address.to_string());
        let expect = |text: &str| Some(text.to_owned());
        let kms = "kms.us-east-1.amazonaws.com";
        assert_eq!(find(kms, 443), expect("127.0.0.1:443"));
        assert_eq!(find(&format!("{kms}."), 443), expect("127.0.0.1:443"));
        assert_eq!(find(kms, 4599), expect("[::1]:4599"));
        assert_eq!(find("sts.amazonaws.com", 4599), expect("10.0.0.1:4599"));
        assert_eq!(find("sts.amazonaws.com", 443), None);
        assert_eq!(all[1].to_string(), "*:4599:[::1]");
        assert_eq!(all[0].to_string().parse(), Ok(all[0].clone()));
        assert_eq!(read("a:1:::1").to_string(), "a:1:[::1]");
    }

    #[test]
    fn what_is_malformed_is_told() {
        for (text, why) in [
            ("", "it has no three parts"),
            ("a:1", "it has no three parts"),
            (":1:127.0.0.1", "'' is no host"),
            ("https://a:443:127.0.0.1", "'//a' is no port"),
            ("a:0:127.0.0.1", "'0' is no port"),
            ("a:65536:127.0.0.1", "'65536' is no port"),
            ("a:1:localhost", "'localhost' is no IP address"),
            ("a:1:[127.0.0.1]", "'[127.0.0.1]' is no IP address"),
            ("a:1:127.0.0.1:5", "'127.0.0.1:5' is no IP address"),
        ] {
            let said = text.parse::<Resolve>().expect_err(text);
            assert!(
                said.starts_with(&format!("{why}; write HOST:PORT")),
                "{said}"
            );
        }
    }
}
