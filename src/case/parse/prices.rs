//! A price list.

use std::sync::Arc;

use super::parser::{Parsed, Parser, Reported};
use crate::case::error::LoadError;
use crate::case::keys::read;
use crate::case::node::{Node, Tree};
use crate::case::yaml;
use crate::case::{Facts, Prices, Source};

/// More than anything costs.
const MOST: f64 = 1_000_000.0;

/// The price list that a file holds, or everything that is wrong with it.
pub(crate) fn prices(source: Arc<Source>) -> Result<Prices, Vec<LoadError>> {
    let node = yaml::parse(&source.text).map_err(|mut refusal| {
        if refusal.span.is_none() {
            "a price list has `about`".clone_into(&mut refusal.why);
        }
        vec![super::case::refused(&source, refusal)]
    })?;
    let empty = Facts::default();
    let mut parser = Parser::new(String::new(), source, &empty);
    let prices = read(&mut parser, &node);
    parser.finish(prices)
}

impl Parser<'_> {
    /// A price, in USD.
    pub(in crate::case) fn usd(&mut self, node: &Node) -> Parsed<f64> {
        let number = match &node.tree {
            Tree::Number(number) => number.as_f64(),
            _ => None,
        };
        let found = number.filter(|price| (0.0..=MOST).contains(price));
        if found.is_none() {
            self.error(
                node,
                format!("expected a price in USD, found {}", node.describe()),
                "a price is a number such as 0.03, and not negative",
            );
        }
        found.ok_or(Reported)
    }
}
