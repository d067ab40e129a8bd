//! What a case may make that costs more than a key: on an account that is paid for, only on request.

use super::plan::Instance;
use crate::case::{Action, NeedKind, Principal, Row, Shaped, Template};
use crate::model::Operation;

/// Something that costs more than an ordinary key, or stands where an account has little room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Costly {
    /// RSA keys.
    Rsa,
    /// Custom key stores.
    CustomKeyStores,
    /// Multi-Region keys.
    MultiRegion,
}

impl Costly {
    /// Each.
    pub const ALL: [Self; 3] = [Self::Rsa, Self::CustomKeyStores, Self::MultiRegion];

    /// As users name it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Rsa => "rsa",
            Self::CustomKeyStores => "custom-key-stores",
            Self::MultiRegion => "multi-region",
        }
    }

    /// It in words.
    pub(super) fn noun(self) -> &'static str {
        match self {
            Self::Rsa => "an RSA key",
            Self::CustomKeyStores => "a custom key store",
            Self::MultiRegion => "a multi-Region key",
        }
    }

    /// Whether the instance may make it.
    pub(super) fn is_made_by(self, instance: &Instance<'_>) -> bool {
        let needed = instance.case.needs.iter().any(|need| match &need.kind {
            NeedKind::CustomKeyStore(_) => self == Self::CustomKeyStores,
            NeedKind::Key(key) => key.with.iter().any(|it| self.is_asked_by(it, instance.row)),
            NeedKind::OfKey(_) => false,
        });
        let mut steps = instance.case.steps.iter();
        needed
            || steps.any(|step| {
                let Action::Call(call) = &step.action else {
                    return false;
                };
                let members = match call.input.as_ref().map(|input| &input.shaped) {
                    Some(Shaped::Map(members)) => members.as_slice(),
                    _ => &[],
                };
                let made = match call.operation {
                    Operation::CreateCustomKeyStore => self == Self::CustomKeyStores,
                    Operation::ReplicateKey => self == Self::MultiRegion,
                    Operation::CreateKey => {
                        members.iter().any(|it| self.is_asked_by(it, instance.row))
                    }
                    _ => false,
                };
                made && call.principal != Principal::Anonymous && call.may_succeed()
            })
    }

    /// Whether a member of a request to make a key asks for it.
    fn is_asked_by(self, (name, value): &(String, Template), row: Option<&Row>) -> bool {
        match self {
            Self::Rsa => {
                ["KeySpec", "CustomerMasterKeySpec"].contains(&name.as_str())
                    && says(value, row, &|it| {
                        it.as_str().is_some_and(|it| it.starts_with("RSA_"))
                    })
            }
            Self::MultiRegion => name == "MultiRegion" && says(value, row, &|it| *it == true),
            Self::CustomKeyStores => false,
        }
    }
}

/// Whether a value, or one that it may become, is so.
fn says(value: &Template, row: Option<&Row>, is: &dyn Fn(&serde_json::Value) -> bool) -> bool {
    match &value.shaped {
        Shaped::Plain(value) => is(value),
        Shaped::Row(name) => row.is_some_and(|row| {
            let mut values = row.values.iter().filter(|(its, _)| its == name);
            // A row's value names no other row's.
            values.any(|(_, value)| says(value, None, is))
        }),
        shaped => shaped.templates().iter().any(|value| says(value, row, is)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::{CaseId, load_text};

    fn check(body: &str, expected: &[Costly]) {
        let text = format!("requirement: A rule.\nevidence:\n  - kmspec-trial\n{body}");
        let id = CaseId::new("key/create/a").expect("a good id");
        let case = match load_text(id, "cases/a.yaml", &text) {
            Ok(case) => case,
            Err(errors) => panic!("{errors:?}"),
        };
        let instances = Instance::of(&case);
        let made: Vec<Costly> = Costly::ALL
            .into_iter()
            .filter(|it| instances.iter().any(|instance| it.is_made_by(instance)))
            .collect();
        assert_eq!(made, expected, "{body}");
    }

    fn create(members: &str, expect: &str) -> String {
        format!("steps:\n  - call: CreateKey\n    input: {{{members}}}\n    expect: {expect}\n")
    }

    #[test]
    fn what_a_case_may_make_is_seen_before_it_runs() {
        let made = "{ok: {$open: true}}";
        check(&create("KeySpec: SYMMETRIC_DEFAULT", made), &[]);
        check(
            &create("KeySpec: RSA_2048, KeyUsage: SIGN_VERIFY", made),
            &[Costly::Rsa],
        );
        check(&create("MultiRegion: true", made), &[Costly::MultiRegion]);
        let refused = "{error: ValidationException}";
        check(&create("KeySpec: RSA_2048", refused), &[]);
        let rows = "rows:\n  - {name: one, spec: HMAC_256}\n  - {name: two, spec: RSA_3072}\n";
        let of_row = create("KeySpec: {$row: spec}, KeyUsage: SIGN_VERIFY", made);
        check(&[rows, &of_row].concat(), &[Costly::Rsa]);
        let store = "needs:\n  store: {role: custom_key_store, type: AWS_CLOUDHSM}\n";
        let list = "steps:\n  - call: DescribeCustomKeyStores\n    input: {CustomKeyStoreId: {$ref: store.CustomKeyStoreId}}\n    expect: {ok: {$open: true}}\n";
        check(&[store, list].concat(), &[Costly::CustomKeyStores]);
    }
}
