//! The partitions of AWS: which Regions they have, and under which domains their endpoints are.

/// A partition of AWS: accounts, Regions and ARNs of one do not reach into another.
///
/// Source: botocore 1.44.8, `partitions.json`.
#[derive(Debug, PartialEq, Eq)]
pub struct Partition {
    /// What stands after `arn:`, such as `aws-us-gov`.
    pub id: &'static str,
    /// What its Regions begin with, such as `us-gov`.
    prefixes: &'static [&'static str],
    /// The pseudo Region of its global services.
    pub global_region: &'static str,
    /// The domain of its endpoints.
    pub domain: &'static str,
    /// The domain of its endpoints that answer over IPv6 too.
    pub dual_stack_domain: &'static str,
}

/// Every partition; the first is the default.
pub const PARTITIONS: [Partition; 8] = [
    Partition {
        id: "aws",
        prefixes: &["us", "eu", "ap", "sa", "ca", "me", "af", "il", "mx"],
        global_region: "aws-global",
        domain: "amazonaws.com",
        dual_stack_domain: "api.aws",
    },
    Partition {
        id: "aws-cn",
        prefixes: &["cn"],
        global_region: "aws-cn-global",
        domain: "amazonaws.com.cn",
        dual_stack_domain: "api.amazonwebservices.com.cn",
    },
    Partition {
        id: "aws-eusc",
        prefixes: &["eusc-de"],
        global_region: "aws-eusc-global",
        domain: "amazonaws.eu",
        dual_stack_domain: "api.amazonwebservices.eu",
    },
    Partition {
        id: "aws-iso",
        prefixes: &["us-iso"],
        global_region: "aws-iso-global",
        domain: "c2s.ic.gov",
        dual_stack_domain: "api.aws.ic.gov",
    },
    Partition {
        id: "aws-iso-b",
        prefixes: &["us-isob"],
        global_region: "aws-iso-b-global",
        domain: "sc2s.sgov.gov",
        dual_stack_domain: "api.aws.scloud",
    },
    Partition {
        id: "aws-iso-e",
        prefixes: &["eu-isoe"],
        global_region: "aws-iso-e-global",
        domain: "cloud.adc-e.uk",
        dual_stack_domain: "api.cloud-aws.adc-e.uk",
    },
    Partition {
        id: "aws-iso-f",
        prefixes: &["us-isof"],
        global_region: "aws-iso-f-global",
        domain: "csp.hci.ic.gov",
        dual_stack_domain: "api.aws.hci.ic.gov",
    },
    Partition {
        id: "aws-us-gov",
        prefixes: &["us-gov"],
        global_region: "aws-us-gov-global",
        domain: "amazonaws.com",
        dual_stack_domain: "api.aws",
    },
];

/// Domains that AWS owns as a whole, wider than those of the endpoints: none of their hosts is anybody else's.
const OWNED: [&str; 5] = [
    "aws",
    "amazonaws.com",
    "amazonaws.com.cn",
    "amazonwebservices.com.cn",
    "amazonwebservices.eu",
];

impl Partition {
    /// The partition of a Region; the default one for a Region that nobody knows.
    #[must_use]
    pub fn of_region(region: &str) -> &'static Self {
        let found = PARTITIONS.iter().find(|p| p.holds(region));
        found.unwrap_or(&PARTITIONS[0])
    }

    /// `PREFIX-word-number`, or the partition's own pseudo Region.
    fn holds(&self, region: &str) -> bool {
        if region == self.global_region {
            return true;
        }
        self.prefixes.iter().any(|prefix| {
            let rest = region
                .strip_prefix(prefix)
                .and_then(|r| r.strip_prefix('-'));
            let parts = rest.and_then(|r| r.split_once('-'));
            parts.is_some_and(|(word, number)| {
                let letters = |c: char| c.is_alphanumeric() || c == '_';
                !word.is_empty()
                    && word.chars().all(letters)
                    && !number.is_empty()
                    && number.bytes().all(|b| b.is_ascii_digit())
            })
        })
    }
}

/// True for a host of AWS, in whatever partition, and whatever its letters' case.
#[must_use]
pub fn is_aws_host(host: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    let under = |domain: &str| {
        host.strip_suffix(domain)
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    PARTITIONS
        .iter()
        .any(|p| under(p.domain) || under(p.dual_stack_domain))
        || OWNED.iter().any(|domain| under(domain))
}

/// The host of another Region's endpoint of the same kind, for the host of one Region's endpoint of AWS; `None` where
/// the host does not name the Region, as that of an interface endpoint of one's own, or where the other is in another
/// partition.
#[must_use]
pub fn host_in_region(host: &str, from: &str, to: &str) -> Option<String> {
    let (old, new) = (Partition::of_region(from), Partition::of_region(to));
    let labels: Vec<&str> = host.trim_end_matches('.').split('.').collect();
    let [service, region, domain @ ..] = labels.as_slice() else {
        return None;
    };
    let domain = domain.join(".");
    let standard = [old.domain, old.dual_stack_domain].contains(&domain.as_str());
    let kms = ["kms", "kms-fips"].contains(service);
    (old == new && standard && kms && *region == from).then(|| format!("{service}.{to}.{domain}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_have_partitions() {
        for (region, id) in [
            ("us-east-1", "aws"),
            ("mars", "aws"),
            ("cn-north-1", "aws-cn"),
            ("us-gov-west-1", "aws-us-gov"),
            ("us-iso-east-1", "aws-iso"),
            ("us-isob-east-1", "aws-iso-b"),
            ("eu-isoe-west-1", "aws-iso-e"),
            ("us-isof-south-1", "aws-iso-f"),
            ("eusc-de-east-1", "aws-eusc"),
            ("aws-cn-global", "aws-cn"),
        ] {
            assert_eq!(Partition::of_region(region).id, id, "{region}");
        }
    }

    #[test]
    fn every_host_of_every_partition_is_known() {
        for partition in &PARTITIONS {
            for domain in [partition.domain, partition.dual_stack_domain] {
                for host in [
                    "kms.x-y-1.",
                    "KMS-FIPS.x-y-1.",
                    "vpce-1.kms.x-y-1.vpce.",
                    "",
                ] {
                    assert!(is_aws_host(&format!("{host}{domain}")), "{host}{domain}");
                    assert!(is_aws_host(&format!("{host}{domain}.")), "{host}{domain}.");
                }
                assert!(!is_aws_host(&format!("{domain}.example.com")), "{domain}");
            }
        }
        for host in ["kms.us-east-1.on.aws", "kms.amazonwebservices.com.cn"] {
            assert!(is_aws_host(host), "{host}");
        }
        for host in [
            "",
            "localhost",
            "127.0.0.1",
            "kms.localhost.localstack.cloud",
            "kms.notamazonaws.com",
            "kms.notc2s.ic.gov",
            "kms.awsome",
        ] {
            assert!(!is_aws_host(host), "{host}");
        }
    }

    #[test]
    fn a_host_moves_to_another_region() {
        let moved = |host, to| host_in_region(host, "us-east-1", to);
        let expect = |host: &str| Some(host.to_owned());
        assert_eq!(
            moved("kms.us-east-1.amazonaws.com", "eu-west-1"),
            expect("kms.eu-west-1.amazonaws.com")
        );
        assert_eq!(
            moved("kms-fips.us-east-1.api.aws", "us-west-2"),
            expect("kms-fips.us-west-2.api.aws")
        );
        assert_eq!(moved("kms.us-east-1.amazonaws.com", "cn-north-1"), None);
        assert_eq!(moved("kms.us-west-1.amazonaws.com", "us-west-2"), None);
        let own = "vpce-1.kms.us-east-1.vpce.amazonaws.com";
        assert_eq!(moved(own, "us-west-2"), None);
    }
}
