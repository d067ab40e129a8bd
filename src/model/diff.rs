//! What a newer service model adds, removes or changes, and which operations that touches.

use std::collections::{BTreeMap, BTreeSet};

use super::consistency::parts;
use super::{Change, Diff, Kind, OperationModel, Shape, Stripped, What};

/// Compares two models.
#[must_use]
pub fn diff(old: &Stripped, new: &Stripped) -> Diff {
    let mut changes = Vec::new();
    for name in keys(&old.operations, &new.operations) {
        let mut list = Listing {
            changes: &mut changes,
            operations: BTreeSet::from([name.to_owned()]),
        };
        match (old.operations.get(name), new.operations.get(name)) {
            (Some(old), Some(new)) => operation(&mut list, name, old, new),
            (old, new) => {
                let present = |there: Option<_>| there.map(|_: &OperationModel| String::new());
                list.add(What::Operation, name, present(old), present(new));
            }
        }
    }
    let mut users = users(old);
    for (shape, operations) in self::users(new) {
        users.entry(shape).or_default().extend(operations);
    }
    for name in keys(&old.shapes, &new.shapes) {
        let operations = users
            .get(name)
            .into_iter()
            .flatten()
            .map(|name| (*name).to_owned())
            .collect();
        let mut list = Listing {
            changes: &mut changes,
            operations,
        };
        match (old.shapes.get(name), new.shapes.get(name)) {
            (Some(old), Some(new)) => shape(&mut list, old, new),
            (old, new) => {
                list.add(
                    What::Shape,
                    name,
                    old.map(|shape| kind(shape).to_owned()),
                    new.map(|shape| kind(shape).to_owned()),
                );
            }
        }
    }
    Diff {
        old: old.source.clone(),
        new: new.source.clone(),
        changes,
    }
}

/// Where changes to one operation or shape are written down.
struct Listing<'c> {
    changes: &'c mut Vec<Change>,
    operations: BTreeSet<String>,
}

impl Listing<'_> {
    fn add(
        &mut self,
        what: What,
        name: impl Into<String>,
        old: Option<String>,
        new: Option<String>,
    ) {
        if old != new {
            let operations = self.operations.clone();
            self.changes.push(Change {
                what,
                name: name.into(),
                old,
                new,
                operations,
            });
        }
    }

    /// Names that one side has and the other lacks.
    fn names(&mut self, what: What, owner: &str, old: &[String], new: &[String]) {
        for gone in old.iter().filter(|name| !new.contains(name)) {
            self.add(what, format!("{owner}: {gone}"), Some(String::new()), None);
        }
        for fresh in new.iter().filter(|name| !old.contains(name)) {
            self.add(what, format!("{owner}: {fresh}"), None, Some(String::new()));
        }
    }
}

fn keys<'a, V>(old: &'a BTreeMap<String, V>, new: &'a BTreeMap<String, V>) -> BTreeSet<&'a str> {
    old.keys().chain(new.keys()).map(String::as_str).collect()
}

fn operation(list: &mut Listing<'_>, name: &str, old: &OperationModel, new: &OperationModel) {
    list.names(What::Error, name, &old.errors, &new.errors);
    let mut differs = |part: &str, old: Option<String>, new: Option<String>| {
        list.add(What::OperationTrait, format!("{name}.{part}"), old, new);
    };
    differs("input", Some(old.input.clone()), Some(new.input.clone()));
    differs("output", old.output.clone(), new.output.clone());
    differs(
        "idempotent",
        Some(old.idempotent.to_string()),
        Some(new.idempotent.to_string()),
    );
    let pages = |operation: &OperationModel| {
        operation.paginator.as_ref().map(|p| {
            let optional = |name: &Option<String>| name.clone().unwrap_or_else(|| "-".to_owned());
            let (limit, more) = (optional(&p.limit_key), optional(&p.more_results));
            format!(
                "{} of {limit} to {} in {}, more in {more}",
                p.input_token, p.output_token, p.result_key
            )
        })
    };
    differs("paginator", pages(old), pages(new));
}

fn shape(list: &mut Listing<'_>, old: &Shape, new: &Shape) {
    let name = &old.name;
    let mut flag = |what: &str, old: bool, new: bool| {
        list.add(
            What::ShapeTrait,
            format!("{name}.{what}"),
            Some(old.to_string()),
            Some(new.to_string()),
        );
    };
    flag("sensitive", old.sensitive, new.sensitive);
    flag("exception", old.exception, new.exception);
    flag("fault", old.fault, new.fault);
    flag("deprecated", old.deprecated, new.deprecated);
    if kind(old) != kind(new) {
        return list.add(
            What::ShapeTrait,
            format!("{name}.type"),
            Some(kind(old).to_owned()),
            Some(kind(new).to_owned()),
        );
    }
    match (&old.kind, &new.kind) {
        (Kind::String { values: before, .. }, Kind::String { values: after, .. }) => {
            list.names(What::EnumValue, name, before, after);
        }
        (Kind::Structure { .. }, Kind::Structure { .. }) => members(list, old, new),
        _ if parts(old) != parts(new) => {
            let of = |shape: &Shape| Some(parts(shape).join(" to "));
            list.add(What::ShapeTrait, format!("{name}.of"), of(old), of(new));
        }
        _ => {}
    }
    for ((what, before), (_, after)) in constraints(old).into_iter().zip(constraints(new)) {
        list.add(What::Constraint, format!("{name}.{what}"), before, after);
    }
}

fn members(list: &mut Listing<'_>, old: &Shape, new: &Shape) {
    let names = |shape: &Shape| {
        shape
            .members()
            .iter()
            .map(|member| member.name.clone())
            .collect::<Vec<_>>()
    };
    let all: BTreeSet<String> = names(old).into_iter().chain(names(new)).collect();
    for member in all {
        let described = |shape: &Shape| {
            shape.member(&member).map(|member| {
                let required = if member.required { ", required" } else { "" };
                let deprecated = if member.deprecated {
                    ", deprecated"
                } else {
                    ""
                };
                format!("{}{required}{deprecated}", member.shape)
            })
        };
        list.add(
            What::Member,
            format!("{}.{member}", old.name),
            described(old),
            described(new),
        );
    }
}

fn constraints(shape: &Shape) -> [(&'static str, Option<String>); 3] {
    let text = |bound: &dyn ToString| bound.to_string();
    let (min, max, pattern) = match &shape.kind {
        Kind::String {
            min, max, pattern, ..
        } => (
            min.map(|b| text(&b)),
            max.map(|b| text(&b)),
            pattern.clone(),
        ),
        Kind::List { min, max, .. } | Kind::Map { min, max, .. } | Kind::Blob { min, max } => {
            (min.map(|b| text(&b)), max.map(|b| text(&b)), None)
        }
        Kind::Integer { min, max } | Kind::Long { min, max } => {
            (min.map(|b| text(&b)), max.map(|b| text(&b)), None)
        }
        _ => (None, None, None),
    };
    [("min", min), ("max", max), ("pattern", pattern)]
}

fn kind(shape: &Shape) -> &'static str {
    match shape.kind {
        Kind::Structure { .. } => "structure",
        Kind::List { .. } => "list",
        Kind::Map { .. } => "map",
        Kind::String { .. } => "string",
        Kind::Blob { .. } => "blob",
        Kind::Integer { .. } => "integer",
        Kind::Long { .. } => "long",
        Kind::Double => "double",
        Kind::Boolean => "boolean",
        Kind::Timestamp => "timestamp",
    }
}

/// The operations that each shape is part of.
fn users(model: &Stripped) -> BTreeMap<&str, BTreeSet<&str>> {
    let mut users: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (name, operation) in &model.operations {
        let roots = [Some(&operation.input), operation.output.as_ref()]
            .into_iter()
            .flatten();
        let mut waiting: Vec<&str> = roots.chain(&operation.errors).map(String::as_str).collect();
        while let Some(shape) = waiting.pop() {
            if users.entry(shape).or_default().insert(name) {
                waiting.extend(model.shapes.get(shape).map(parts).unwrap_or_default());
            }
        }
    }
    users
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Member, Operation};

    fn bundled() -> Stripped {
        Stripped::parse(include_bytes!("kms.json")).expect("the bundled model is consistent")
    }

    fn changed(change: impl FnOnce(&mut Stripped)) -> Diff {
        let mut new = bundled();
        "newer".clone_into(&mut new.source);
        change(&mut new);
        diff(&bundled(), &new)
    }

    fn names(diff: &Diff) -> Vec<&'static str> {
        diff.operations().into_iter().map(Operation::name).collect()
    }

    #[test]
    fn no_difference() {
        let same = diff(&bundled(), &bundled());
        assert!(same.is_empty());
        assert_eq!(
            same.to_string(),
            "from botocore 1.44.5 to botocore 1.44.5\n  no difference\n"
        );
    }

    #[test]
    fn operations_errors_and_traits() {
        let diff = changed(|new| {
            let mut verify = new.operations.remove("Verify").expect("an operation");
            let delete = new
                .operations
                .get_mut("DeleteCustomKeyStore")
                .expect("an operation");
            delete.errors[0] = "LimitExceededException".to_owned();
            delete.idempotent = true;
            new.operations
                .get_mut("ListKeys")
                .expect("an operation")
                .paginator = None;
            verify.output = None;
            new.operations.insert("VerifyTwice".to_owned(), verify);
        });
        let text = diff.to_string();
        insta::assert_snapshot!(text, @r"
        from botocore 1.44.5 to newer
          - error DeleteCustomKeyStore: CustomKeyStoreHasCMKsException
          + error DeleteCustomKeyStore: LimitExceededException
          ~ trait DeleteCustomKeyStore.idempotent: false -> true
          - trait ListKeys.paginator (Marker of Limit to NextMarker in Keys, more in Truncated)
          - operation Verify
          + operation VerifyTwice
        ");
        assert_eq!(names(&diff), ["DeleteCustomKeyStore", "ListKeys", "Verify"]);
        assert_eq!(diff.unlisted(), BTreeSet::from(["VerifyTwice"]));
    }

    #[test]
    fn shapes_members_values_and_constraints() {
        let diff = changed(|new| {
            let mut shape = |name: &str, change: &dyn Fn(&mut Shape)| {
                change(new.shapes.get_mut(name).expect("a shape"));
            };
            shape("CustomKeyStoreNameType", &|shape| {
                if let Kind::String { max, pattern, .. } = &mut shape.kind {
                    (*max, *pattern) = (Some(128), Some("a+".to_owned()));
                }
            });
            shape("ConnectionStateType", &|shape| {
                if let Kind::String { values, .. } = &mut shape.kind {
                    values[0] = "JOINED".to_owned();
                }
            });
            shape("DeleteCustomKeyStoreRequest", &|shape| {
                if let Kind::Structure { members } = &mut shape.kind {
                    members[0].required = false;
                    let member = Member {
                        name: "Force".to_owned(),
                        shape: "BooleanType".to_owned(),
                        required: true,
                        deprecated: false,
                    };
                    members.push(member);
                }
            });
            shape("CloudHsmClusterIdType", &|shape| shape.sensitive = true);
            shape("TrustAnchorCertificateType", &|shape| {
                shape.kind = Kind::Boolean;
            });
            shape("CustomKeyStoresList", &|shape| {
                if let Kind::List { member, .. } = &mut shape.kind {
                    "Tag".clone_into(member);
                }
            });
        });
        let text = diff.to_string();
        insta::assert_snapshot!(text, @r"
        from botocore 1.44.5 to newer
          ~ trait CloudHsmClusterIdType.sensitive: false -> true
          - enum value ConnectionStateType: CONNECTED
          + enum value ConnectionStateType: JOINED
          ~ constraint CustomKeyStoreNameType.max: 256 -> 128
          + constraint CustomKeyStoreNameType.pattern (a+)
          ~ trait CustomKeyStoresList.of: CustomKeyStoresListEntry -> Tag
          ~ member DeleteCustomKeyStoreRequest.CustomKeyStoreId: CustomKeyStoreIdType, required -> CustomKeyStoreIdType
          + member DeleteCustomKeyStoreRequest.Force (BooleanType, required)
          ~ trait TrustAnchorCertificateType.type: string -> boolean
        ");
        let enum_value = diff
            .changes
            .iter()
            .find(|change| change.what == What::EnumValue)
            .expect("one");
        assert_eq!(
            enum_value.operations,
            BTreeSet::from(["DescribeCustomKeyStores".to_owned()])
        );
        assert!(
            names(&diff).contains(&"CreateKey"),
            "its answer tells the cluster's id"
        );
        assert!(!names(&diff).contains(&"ListKeys"));
    }

    #[test]
    fn a_shape_that_comes_touches_the_operations_that_use_it() {
        let mut old = bundled();
        let mut change = |name: &str| drop(old.shapes.remove(name));
        change("XksProxyConnectivityType");
        let diff = diff(&old, &bundled());
        assert_eq!(
            diff.changes[0].to_string(),
            "+ shape XksProxyConnectivityType (string)"
        );
        assert_eq!(
            names(&diff),
            [
                "CreateCustomKeyStore",
                "DescribeCustomKeyStores",
                "UpdateCustomKeyStore"
            ]
        );
    }
}
