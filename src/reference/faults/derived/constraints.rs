//! The model's constraints on what the endpoint's operations take, each of which is not enforced.

use std::collections::BTreeSet;

use super::tables::built;
use super::{Wrong, Wrongs};
use crate::model::{Kind, Model, Shape};
use crate::reference::rules::Loosened;

/// Constraints that another rule says as well, so that nothing passes without them: patterns tell the length of a text, a
/// name that is not there does not begin with `alias/`, a usage that does not exist fits no key spec, and the bounds of the
/// waiting period are narrower than the model's.
const IMPLIED: &[Loosened] = &[
    Loosened::Min("AccountIdType"),
    Loosened::Max("AccountIdType"),
    Loosened::Min("AliasNameType"),
    Loosened::Min("CloudHsmClusterIdType"),
    Loosened::Max("CloudHsmClusterIdType"),
    Loosened::Min("GrantConstraintSourceArnType"),
    Loosened::Min("GrantNameType"),
    Loosened::Min("PendingWindowInDaysType"),
    Loosened::Max("PendingWindowInDaysType"),
    Loosened::Min("PolicyType"),
    Loosened::Min("PrincipalIdType"),
    Loosened::Min("ServicePrincipalType"),
    Loosened::Values("KeyUsageType"),
    Loosened::Min("XksKeyIdType"),
    Loosened::Min("XksProxyUriPathType"),
    Loosened::Min("XksProxyVpcEndpointServiceNameType"),
    Loosened::Required("CreateAliasRequest", "AliasName"),
    Loosened::Required("DeleteAliasRequest", "AliasName"),
    Loosened::Required("UpdateAliasRequest", "AliasName"),
];

impl Wrongs for Vec<Loosened> {
    fn wrongs(&self) -> Vec<Wrong<Self>> {
        let all = inputs().into_iter().flat_map(constraints);
        all.filter(|loosened| !self.contains(loosened) && !IMPLIED.contains(loosened))
            .map(|loosened| {
                let mut longer = self.clone();
                longer.push(loosened);
                Wrong::new(name(loosened), longer)
            })
            .collect()
    }
}

fn name(loosened: Loosened) -> String {
    let (what, of) = match loosened {
        Loosened::Min(shape) => ("min", shape.to_owned()),
        Loosened::Max(shape) => ("max", shape.to_owned()),
        Loosened::Pattern(shape) => ("pattern", shape.to_owned()),
        Loosened::Values(shape) => ("values", shape.to_owned()),
        Loosened::Required(shape, member) => ("required", format!("{shape}_{member}")),
    };
    format!("{what}.{}", super::named(&of))
}

/// Every shape in the inputs of the operations that the endpoint has, each once.
fn inputs() -> Vec<&'static Shape> {
    let model = Model::bundled();
    let (mut seen, mut shapes) = (BTreeSet::new(), Vec::new());
    let mut waiting: Vec<&Shape> = built().map(|operation| model.input(operation)).collect();
    while let Some(shape) = waiting.pop() {
        if !seen.insert(shape.name.as_str()) {
            continue;
        }
        shapes.push(shape);
        let parts: Vec<&str> = match &shape.kind {
            Kind::Structure { members } => {
                members.iter().map(|member| member.shape.as_str()).collect()
            }
            Kind::List { member, .. } => vec![member],
            Kind::Map { key, value, .. } => vec![key, value],
            _ => Vec::new(),
        };
        waiting.extend(parts.into_iter().filter_map(|name| model.shape(name)));
    }
    shapes.sort_by(|one, other| one.name.cmp(&other.name));
    shapes
}

fn constraints(shape: &'static Shape) -> Vec<Loosened> {
    let name = shape.name.as_str();
    let bounds = |least: bool, greatest: bool| {
        let least = least.then_some(Loosened::Min(name));
        least
            .into_iter()
            .chain(greatest.then_some(Loosened::Max(name)))
    };
    match &shape.kind {
        Kind::Structure { members } => members
            .iter()
            .filter(|member| member.required)
            .map(|member| Loosened::Required(name, &member.name))
            .collect(),
        Kind::String {
            min,
            max,
            pattern,
            values,
        } => bounds(min.is_some_and(|min| min > 0), max.is_some())
            .chain(pattern.is_some().then_some(Loosened::Pattern(name)))
            .chain((!values.is_empty()).then_some(Loosened::Values(name)))
            .collect(),
        Kind::List { min, max, .. } | Kind::Map { min, max, .. } | Kind::Blob { min, max } => {
            bounds(min.is_some_and(|min| min > 0), max.is_some()).collect()
        }
        Kind::Integer { min, max } | Kind::Long { min, max } => {
            bounds(min.is_some(), max.is_some()).collect()
        }
        Kind::Double | Kind::Boolean | Kind::Timestamp => Vec::new(),
    }
}
