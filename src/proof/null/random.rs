//! Servers whose successes have the right shape and mean nothing.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use serde_json::{Map, Value, json};

use super::stateless::Stateless;
use crate::case::FreshKind;
use crate::generate::fresh;
use crate::model::{Kind, Model, Operation, Shape};
use crate::target::in_process::Endpoint;
use crate::wire::{aws_json, world};

/// Deeper than any output of the model.
const DEEPEST: usize = 8;

/// Always 200 with what was sent.
#[must_use]
pub fn echo(seed: u64) -> Box<dyn Endpoint> {
    Stateless::boxed(seed, |request, _| Ok((200, request.body.clone())))
}

/// Always 200 with random values in the operation's own shape.
#[must_use]
pub fn random_success(seed: u64) -> Box<dyn Endpoint> {
    Stateless::boxed(seed, |request, number| {
        let operation = aws_json::operation(request).and_then(|name| name.parse().ok());
        let output = operation.and_then(|operation: Operation| Model::bundled().output(operation));
        let mut draw = AnswerRng(ChaCha8Rng::seed_from_u64(number), 0);
        let body = output.map_or_else(|| json!({}), |shape| draw.value(shape, 0));
        Ok((200, body.to_string().into_bytes()))
    })
}

struct AnswerRng(ChaCha8Rng, u8);

impl AnswerRng {
    fn below(&mut self, bound: usize) -> usize {
        let bound = u64::try_from(bound.max(1)).unwrap_or(1);
        usize::try_from(self.0.next_u64() % bound).unwrap_or_default()
    }

    fn fresh(&mut self, kind: FreshKind) -> String {
        self.1 = self.1.wrapping_add(1);
        fresh(kind, self.1, self.0.next_u64())
    }

    fn value(&mut self, shape: &Shape, depth: usize) -> Value {
        let model = Model::bundled();
        match &shape.kind {
            Kind::Structure { members } => {
                let mut object = Map::new();
                for member in members {
                    if depth < DEEPEST && (member.required || self.below(4) > 0) {
                        let value = self.value(model.shape_of(member), depth + 1);
                        object.insert(member.name.clone(), value);
                    }
                }
                Value::Object(object)
            }
            Kind::List { member, .. } => {
                let length = self.below(3);
                let shape = model.shape(member);
                let items = (0..length).filter_map(|_| Some(self.value(shape?, depth + 1)));
                Value::Array(items.collect())
            }
            Kind::Map { .. } => json!({}),
            Kind::String { values, .. } if !values.is_empty() => {
                json!(values[self.below(values.len())])
            }
            Kind::String { .. } => json!(self.text(&shape.name)),
            Kind::Blob { .. } => json!("AQIDBAUGBwgJCgsMDQ4PEA=="),
            Kind::Integer { min, .. } | Kind::Long { min, .. } => {
                let more = i64::try_from(self.below(30)).unwrap_or_default();
                json!(min.unwrap_or(1) + more)
            }
            Kind::Double => json!(1.5),
            Kind::Boolean => json!(self.below(2) == 1),
            Kind::Timestamp => json!(world::START.epoch_seconds()),
        }
    }

    /// A text as the shape's name suggests it.
    fn text(&mut self, shape: &str) -> String {
        let kind = match shape {
            "CustomKeyStoreIdType" => FreshKind::StoreId,
            "CustomKeyStoreNameType" => FreshKind::StoreName,
            "CloudHsmClusterIdType" => FreshKind::ClusterId,
            "TrustAnchorCertificateType" => FreshKind::Certificate,
            "XksProxyUriEndpointType" => FreshKind::ProxyEndpoint,
            "XksProxyUriPathType" => FreshKind::ProxyPath,
            "XksProxyAuthenticationAccessKeyIdType" => FreshKind::ProxyAccessKeyId,
            "XksProxyVpcEndpointServiceNameType" => FreshKind::VpcService,
            "XksKeyIdType" => FreshKind::XksKeyId,
            "AWSAccountIdType" | "AccountIdType" => FreshKind::AccountId,
            "RegionType" => return "us-west-2".to_owned(),
            "PolicyNameType" => return "default".to_owned(),
            "ServicePrincipalType" => return "s3.amazonaws.com".to_owned(),
            "KeyIdType" => FreshKind::KeyId,
            "ArnType" | "GrantConstraintSourceArnType" => {
                let id = self.fresh(FreshKind::KeyId);
                return format!("arn:aws:kms:us-east-1:111122223333:key/{id}");
            }
            // 32 bytes in hexadecimal digits.
            "BackingKeyIdType" | "BackingKeyIdResponseType" => {
                let mut half =
                    || u128::from(self.0.next_u64()) << 64 | u128::from(self.0.next_u64());
                return format!("{:032x}{:032x}", half(), half());
            }
            _ => FreshKind::Text,
        };
        self.fresh(kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::conforms;

    #[test]
    fn what_it_says_has_the_shape_of_a_success() {
        let model = Model::bundled();
        for operation in Operation::ALL {
            let Some(shape) = model.output(*operation) else {
                continue;
            };
            for seed in 0..20 {
                let value = AnswerRng(ChaCha8Rng::seed_from_u64(seed), 0).value(shape, 0);
                let found = conforms(model, &shape.name, &value);
                assert!(found.is_empty(), "{operation:?}: {value} {found:?}");
            }
        }
    }
}
