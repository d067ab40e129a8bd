//! A price list: what AWS asks for keys and requests, with the day on which it was read.
//!
//! ```yaml
//! about: AWS KMS, commercial Regions.
//! date: "2026-03"                      # when the prices were read
//! source: https://aws.amazon.com/kms/pricing/
//! key_month: 1.00                      # USD for a key and month, by the hour
//! pending_deletion: free               # or `billed`: whether a key costs while its deletion is pending
//! per_10000_requests: {symmetric: 0.03, rsa_2048: 0.03, other_asymmetric: 0.15, ecc_data_key_pair: 0.10, rsa_data_key_pair: 12.00}
//! ```

use std::sync::Arc;

use super::keys::{Date, Filled, Required, Usd, mapping, words};
use super::load::sorted;
use super::{LoadErrors, Source, parse};

/// The price list that comes with kmspec.
const SHIPPED: &str = include_str!("prices.yaml");

mapping! {
    /// What AWS asks for keys and requests, in USD.
    #[derive(Debug, Clone, PartialEq)]
    pub Prices("a price list") {
        /// For what the prices are, in a sentence.
        about "about": String = Required<Filled>;
        /// When they were read: a year, a month or a day, quoted.
        date "date": String = Required<Date>;
        /// Where they were read.
        source "source": String = Required<Filled>;
        /// A key for a month, which is billed by the hour.
        key_month "key_month": f64 = Required<Usd>;
        /// Whether a key costs while its deletion is pending.
        pending_deletion "pending_deletion": PendingDeletion = Required<PendingDeletion>;
        /// Ten thousand requests, by class.
        per_10000_requests "per_10000_requests": RequestPrices = Required<RequestPrices>;
    }
}

mapping! {
    /// Ten thousand requests of each class, in USD.
    #[derive(Debug, Clone, PartialEq)]
    pub RequestPrices("prices of requests") {
        /// Every request that is of no other class.
        symmetric "symmetric": f64 = Required<Usd>;
        /// Use of RSA keys of 2048 bits.
        rsa_2048 "rsa_2048": f64 = Required<Usd>;
        /// Use of all other asymmetric keys.
        other_asymmetric "other_asymmetric": f64 = Required<Usd>;
        /// Data key pairs on curves.
        ecc_data_key_pair "ecc_data_key_pair": f64 = Required<Usd>;
        /// Data key pairs of RSA.
        rsa_data_key_pair "rsa_data_key_pair": f64 = Required<Usd>;
    }
}

words! {
    /// Whether a key costs while its deletion is pending.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    PendingDeletion("pending deletion") {
        /// `free`: its last hour is the one in which its deletion was scheduled.
        Free "free",
        /// `billed`: its last hour is the one in which it is deleted.
        Billed "billed",
    }
}

impl Prices {
    /// Reads a price list; `path` is what errors call the file.
    ///
    /// # Errors
    /// Everything that is wrong with the text.
    pub fn parse(path: &str, text: &str) -> Result<Self, LoadErrors> {
        let source = Source {
            path: path.to_owned(),
            text: text.to_owned(),
        };
        parse::prices(Arc::new(source)).map_err(sorted)
    }

    /// The list that comes with kmspec.
    ///
    /// # Errors
    /// What is wrong with it; a test holds that nothing is.
    pub fn shipped() -> Result<Self, LoadErrors> {
        Self::parse("kmspec:prices.yaml", SHIPPED)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_list_loads() {
        let prices = Prices::shipped().unwrap_or_else(|errors| panic!("{errors}"));
        assert!((prices.key_month - 1.0).abs() < 1e-9);
        assert_eq!(prices.pending_deletion, PendingDeletion::Free);
        assert!(prices.per_10000_requests.rsa_data_key_pair > 1.0);
    }

    #[test]
    fn slips_are_told_with_their_place() {
        let check = |text: &str, part: &str| {
            let errors = Prices::parse("mine.yaml", text).expect_err("it is wrong");
            let told = errors.to_string();
            assert!(told.contains(part) && told.contains("mine.yaml"), "{told}");
        };
        check("", "a price list has `about`");
        check(&SHIPPED.replace("key_month: 1.00", "key_month: -1"), "USD");
        check(
            &SHIPPED.replace("key_month: 1.00", "key_month: dear"),
            "USD",
        );
        check(
            &SHIPPED.replace("pending_deletion: free", "pending_deletion: no"),
            "pending",
        );
        check(&SHIPPED.replace("  symmetric: 0.03\n", ""), "symmetric");
        check(&SHIPPED.replace("key_month:", "key_moon:"), "key_moon");
    }
}
