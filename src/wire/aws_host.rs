//! The hosts under which KMS and STS answer on AWS, and what a host's name says.

use super::partition::Partition;
use super::region;

/// A service whose hosts are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Service {
    /// The Key Management Service.
    Kms,
    /// The Security Token Service.
    Sts,
}

impl Service {
    /// Both of them.
    const ALL: [Self; 2] = [Self::Kms, Self::Sts];

    /// Its name in host names and credential scopes.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Kms => "kms",
            Self::Sts => "sts",
        }
    }
}

/// What the name of a host of AWS says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AwsHost {
    /// Who answers there.
    pub service: Service,
    /// For which Region alone.
    pub region: &'static str,
}

/// The host of STS that names no Region; it signs for [`GLOBAL_STS_REGION`] (AWS General Reference, "AWS STS endpoints").
pub const GLOBAL_STS: &str = "sts.amazonaws.com";

/// The Region of [`GLOBAL_STS`].
const GLOBAL_STS_REGION: &str = "us-east-1";

impl AwsHost {
    /// What a `Host` header says, with or without a port and whatever its letters' case; `None` for any host but those of
    /// [`names`].
    #[must_use]
    pub fn parse(host: &str) -> Option<Self> {
        let name = without_port(host).to_ascii_lowercase();
        if name == GLOBAL_STS {
            return Some(Self {
                service: Service::Sts,
                region: GLOBAL_STS_REGION,
            });
        }
        let (service, rest) = name.split_once('.')?;
        let (region, domain) = rest.split_once('.')?;
        let service = service.strip_suffix("-fips").unwrap_or(service);
        let service = Service::ALL
            .into_iter()
            .find(|known| known.name() == service)?;
        let region = region::all().find(|known| *known == region)?;
        let partition = Partition::of_region(region);
        let known = [partition.domain, partition.dual_stack_domain];
        known.contains(&domain).then_some(Self { service, region })
    }
}

/// The name in a `Host` header, without the port and the dot of the root.
#[must_use]
pub fn without_port(host: &str) -> &str {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    name.trim_end_matches('.')
}

/// The name of every host of KMS and STS: of each Region of each partition, also those for FIPS and for IPv6, and the global
/// one of STS.
pub fn names() -> impl Iterator<Item = String> {
    let regional = region::all().flat_map(|region| {
        let partition = Partition::of_region(region);
        let domains = [partition.domain, partition.dual_stack_domain];
        domains.into_iter().flat_map(move |domain| {
            ["kms", "kms-fips", "sts", "sts-fips"]
                .into_iter()
                .map(move |service| format!("{service}.{region}.{domain}"))
        })
    });
    regional.chain([GLOBAL_STS.to_owned()])
}

#[cfg(test)]
mod tests {
    use super::super::partition::is_aws_host;
    use super::*;

    #[test]
    fn every_name_says_what_it_is() {
        let mut count = 0;
        for name in names() {
            assert!(is_aws_host(&name), "{name}");
            let found = AwsHost::parse(&name).unwrap_or_else(|| panic!("{name} says nothing"));
            assert!(name.starts_with(found.service.name()), "{name}");
            assert!(
                name == GLOBAL_STS || name.contains(&format!(".{}.", found.region)),
                "{name}: {found:?}"
            );
            count += 1;
        }
        assert_eq!(count, region::all().count() * 8 + 1);
    }

    #[test]
    fn a_host_is_read_as_it_is_written() {
        let read = |host: &str| AwsHost::parse(host).map(|found| (found.service, found.region));
        let kms = Some((Service::Kms, "eu-west-1"));
        assert_eq!(read("kms.eu-west-1.amazonaws.com"), kms);
        assert_eq!(read("KMS-FIPS.eu-west-1.api.aws.:4599"), kms);
        assert_eq!(
            read("sts.amazonaws.com:443"),
            Some((Service::Sts, "us-east-1"))
        );
        assert_eq!(
            read("sts.cn-north-1.amazonaws.com.cn"),
            Some((Service::Sts, "cn-north-1"))
        );
        for none in [
            "",
            "kms.eu-west-1.amazonaws.com.cn",
            "kms.mars-1.amazonaws.com",
            "s3.eu-west-1.amazonaws.com",
            "vpce-1.kms.eu-west-1.vpce.amazonaws.com",
            "127.0.0.1:4599",
            "[::1]:4599",
            "localhost",
        ] {
            assert_eq!(read(none), None, "{none}");
        }
    }
}
