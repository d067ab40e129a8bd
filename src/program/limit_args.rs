//! The flags by which a run keeps to what its user is ready to make and to pay.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use kmspec::runner::Costly;

/// What a run may make and cost.
#[derive(Debug, Args, Clone, Default)]
pub(crate) struct LimitArguments {
    /// Make at most N keys: where the plan of the run has more, nothing is sent.
    #[arg(long, env = "KMSPEC_MAX_KEYS", value_name = "N")]
    pub(crate) max_keys: Option<usize>,
    /// Cost at most so much: where the plan of the run costs more, nothing is sent.
    #[arg(long, env = "KMSPEC_MAX_COST", value_name = "USD", value_parser = usd)]
    pub(crate) max_cost: Option<f64>,
    /// Reckon with this price list, which `kmspec schema --prices` describes.
    #[arg(long, env = "KMSPEC_PRICES", value_name = "FILE")]
    pub(crate) prices: Option<PathBuf>,
    /// On AWS also run cases that make these; elsewhere all run.
    #[arg(
        long,
        env = "KMSPEC_WITH",
        value_name = "WHAT",
        value_delimiter = ',',
        value_enum
    )]
    pub(crate) with: Vec<With>,
}

/// What is made on AWS only on request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum With {
    /// RSA keys.
    Rsa,
    /// Custom key stores.
    CustomKeyStores,
    /// Multi-Region keys.
    MultiRegion,
}

impl With {
    fn is(self, costly: Costly) -> bool {
        matches!(
            (self, costly),
            (Self::Rsa, Costly::Rsa)
                | (Self::CustomKeyStores, Costly::CustomKeyStores)
                | (Self::MultiRegion, Costly::MultiRegion)
        )
    }
}

impl LimitArguments {
    /// Whether there is a limit to which a plan has to be compared.
    pub(crate) fn are_set(&self) -> bool {
        self.max_keys.is_some() || self.max_cost.is_some()
    }

    /// `--with` as it was given.
    pub(crate) fn with_words(&self) -> Option<String> {
        let all = Costly::ALL.into_iter();
        let named = all.filter(|costly| self.with.iter().any(|with| with.is(*costly)));
        let words: Vec<&str> = named.map(Costly::word).collect();
        (!words.is_empty()).then(|| words.join(","))
    }

    /// What no case makes on AWS.
    pub(crate) fn leaves_out(&self) -> Vec<Costly> {
        let all = Costly::ALL.into_iter();
        all.filter(|costly| !self.with.iter().any(|with| with.is(*costly)))
            .collect()
    }
}

/// A price.
fn usd(text: &str) -> Result<f64, String> {
    let price: f64 = text
        .parse()
        .map_err(|_| "a price is a number of USD, such as 1.50".to_owned())?;
    if price.is_finite() && price >= 0.0 {
        Ok(price)
    } else {
        Err("a price is not negative".to_owned())
    }
}
