//! One grant, and what it lets whom do with its key (facts G-503..G-507, G-530, G-533, G-534).

use serde_json::{Map, Value, json};

use super::GrantRules;
use super::constraint::Constraints;
use crate::model::{Model, Operation};
use crate::reference::call::{Call, Caller};
use crate::reference::input::Input;
use crate::reference::key::Key;
use crate::reference::kms::Kms;
use crate::reference::reply;
use crate::reference::rules::NamedKey;
use crate::wire::{Timestamp, region};

/// Somebody whom a grant names.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Party {
    Principal(String),
    Service(String),
}

impl Party {
    /// Whom a request names by one of two members, the principal first.
    pub(super) fn of(input: Input<'_>, principal: &str, service: &str) -> Option<Self> {
        let principal = input
            .text(principal)
            .map(str::to_owned)
            .map(Self::Principal);
        principal.or_else(|| input.text(service).map(str::to_owned).map(Self::Service))
    }

    /// Whether it is this principal, by the text that was given.
    pub(super) fn is_principal(&self, text: &str) -> bool {
        matches!(self, Self::Principal(principal) if principal == text)
    }

    fn show(&self, entry: &mut Map<String, Value>, principal: &str, service: &str) {
        let (member, text) = match self {
            Self::Principal(text) => (principal, text),
            Self::Service(text) => (service, text),
        };
        entry.insert(member.to_owned(), json!(text));
    }
}

/// What a request asked of a grant: equal requests of one name are one grant.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Terms {
    /// The account that asked for it.
    pub(super) issuer: String,
    pub(super) name: Option<String>,
    pub(super) grantee: Option<Party>,
    pub(super) retiring: Option<Party>,
    pub(super) operations: Vec<String>,
    pub(super) constraints: Constraints,
}

impl Terms {
    pub(super) fn of(call: &Call<'_>) -> Self {
        let input = call.input;
        Self {
            issuer: call.caller.tenant.account.clone(),
            name: input.text("Name").map(str::to_owned),
            grantee: Party::of(input, "GranteePrincipal", "GranteeServicePrincipal"),
            retiring: Party::of(input, "RetiringPrincipal", "RetiringServicePrincipal"),
            operations: texts(input.list("Operations")),
            constraints: Constraints::of(input),
        }
    }
}

/// The texts of a list.
fn texts(items: &[Value]) -> Vec<String> {
    let texts = items.iter().filter_map(Value::as_str);
    texts.map(str::to_owned).collect()
}

/// A grant.
#[derive(Debug, Clone)]
pub(crate) struct Grant {
    pub(super) id: String,
    /// The ARN of its key, and the id.
    pub(super) key: (String, String),
    pub(super) created: Timestamp,
    /// Taken away, and yet there; none is on AWS.
    pub(super) withdrawn: bool,
    pub(super) terms: Terms,
}

impl Grant {
    /// As lists tell it; absent members are left out (fact W-034).
    pub(super) fn entry(&self, call: &Call<'_>) -> Value {
        let (rules, terms) = (&call.rules.grants, &self.terms);
        let mut entry = Map::new();
        let key = match rules.named {
            NamedKey::Arn => &self.key.0,
            NamedKey::Id => &self.key.1,
        };
        entry.insert("KeyId".to_owned(), json!(key));
        entry.insert("GrantId".to_owned(), json!(self.id));
        match &terms.name {
            Some(name) if rules.lists_name => {
                entry.insert("Name".to_owned(), json!(name));
            }
            None if rules.lists_no_name => {
                entry.insert("Name".to_owned(), json!(""));
            }
            _ => {}
        }
        let created = reply::timestamp(&call.rules.reply, self.created);
        entry.insert("CreationDate".to_owned(), created);
        if let Some(grantee) = &terms.grantee {
            grantee.show(&mut entry, "GranteePrincipal", "GranteeServicePrincipal");
        }
        if let Some(retiring) = terms.retiring.as_ref().filter(|_| rules.lists_retiring) {
            retiring.show(&mut entry, "RetiringPrincipal", "RetiringServicePrincipal");
        }
        let partition = region::partition(&call.caller.tenant.region);
        let issuer = if rules.issuer_is_arn {
            root(partition, &terms.issuer)
        } else {
            terms.issuer.clone()
        };
        entry.insert("IssuingAccount".to_owned(), json!(issuer));
        entry.insert("Operations".to_owned(), json!(terms.operations));
        if let Some(given) = terms
            .constraints
            .given
            .as_ref()
            .filter(|_| rules.lists_constraints)
        {
            entry.insert("Constraints".to_owned(), given.clone());
        }
        if rules.lists_token {
            entry.insert("GrantToken".to_owned(), json!(self.id));
        }
        Value::Object(entry)
    }

    /// Whether the caller is whom it lets use the key.
    fn is_for(&self, rules: &GrantRules, who: &Who) -> bool {
        match &self.terms.grantee {
            Some(Party::Principal(principal)) => who.is(principal) || rules.for_everybody,
            _ => false,
        }
    }

    /// Whether the operation is among those that it gives.
    fn gives(&self, rules: &GrantRules, operation: &str) -> bool {
        let given = |given: &String| given == operation;
        rules.gives_everything || self.terms.operations.iter().any(given)
    }

    /// Whether a grant with the terms of this request is within it (facts G-504, G-533, G-534).
    fn bounds(&self, rules: &GrantRules, child: &Terms) -> bool {
        let known = |operation: &String| self.terms.operations.contains(operation);
        let operations = !rules.bounds_operations || child.operations.iter().all(known);
        let constraints =
            !rules.bounds_constraints || child.constraints.within(&self.terms.constraints);
        operations && constraints
    }

    /// Whether the caller may retire it (facts G-507, G-530, G-531).
    pub(super) fn may_retire(&self, call: &Call<'_>) -> bool {
        let rules = &call.rules.grants;
        let who = Who::of(call.caller);
        let retiring = match &self.terms.retiring {
            Some(Party::Principal(principal)) => who.is(principal) && rules.retiring_may_retire,
            _ => false,
        };
        let gives = !rules.grantee_needs_operation || self.gives(rules, "RetireGrant");
        let issuer = who.permitted && self.terms.issuer == who.account && rules.issuer_may_retire;
        retiring || issuer || (self.is_for(rules, &who) && gives) || rules.all_may_retire
    }
}

/// The ARN of an account.
fn root(partition: &str, account: &str) -> String {
    format!("arn:{partition}:iam::{account}:root")
}

/// Who calls, in every form in which a grant can name them.
struct Who {
    account: String,
    root: String,
    arn: String,
    permitted: bool,
}

impl Who {
    fn of(caller: &Caller) -> Self {
        let tenant = &caller.tenant;
        Self {
            account: tenant.account.clone(),
            root: root(region::partition(&tenant.region), &tenant.account),
            arn: caller.arn(),
            permitted: caller.permitted,
        }
    }

    /// Whether this principal is them, or their account, which lets them do what they have a permission for.
    fn is(&self, principal: &str) -> bool {
        let account = || principal == self.root || principal == self.account;
        principal == self.arn || (self.permitted && account())
    }
}

/// Whether a grant of the key lets the caller do this, with this encryption context.
pub(crate) fn lets(
    call: &Call<'_>,
    key: &Key,
    operation: &str,
    context: Option<Input<'_>>,
) -> bool {
    let rules = &call.rules.grants;
    if key.grants.is_empty() || !rules.give {
        return false;
    }
    let who = Who::of(call.caller);
    let context = context.map(Input::entries).unwrap_or_default();
    let takes_context = rules.constrains(call.operation);
    let child = (operation == "CreateGrant").then(|| Terms::of(call));
    key.grants.iter().any(|grant| {
        let constraints = &grant.terms.constraints;
        let fits = || !takes_context || constraints.fit(rules, &context);
        // Nobody here calls on behalf of a resource.
        let source = || constraints.source.is_none() || !rules.checks_source;
        let bounds = || {
            child
                .as_ref()
                .is_none_or(|child| grant.bounds(rules, child))
        };
        grant.gives(rules, operation) && grant.is_for(rules, &who) && fits() && source() && bounds()
    })
}

/// Whether somebody without a permission of their own may have one of a grant, which is seen when its key is known.
pub(crate) fn may_hold(kms: &Kms, call: &Call<'_>) -> bool {
    // By the permission that is asked for first; the other half of `ReEncrypt` asks again.
    let operation = match call.operation {
        Operation::ReEncrypt => "ReEncryptFrom",
        operation => operation.name(),
    };
    let retires = call.operation == Operation::RetireGrant;
    let arn = call.caller.arn();
    let region = &call.caller.tenant.region;
    let here = kms
        .accounts
        .iter()
        .filter(|(tenant, _)| tenant.region == *region);
    let mut grants = here
        .flat_map(|(_, held)| held.keys.values())
        .flat_map(|key| &key.grants);
    grants.any(|grant| {
        let terms = &grant.terms;
        let is =
            |party: &Option<Party>| party.as_ref().is_some_and(|party| party.is_principal(&arn));
        let gives = terms.operations.iter().any(|given| given == operation);
        (is(&terms.grantee) && gives) || (is(&terms.retiring) && retires)
    })
}

impl GrantRules {
    /// Whether the operation has an encryption context that a grant can constrain.
    fn constrains(&self, operation: Operation) -> bool {
        let takes_context = || {
            let input = Model::bundled().input(operation);
            let takes = |member| input.member(member).is_some();
            takes("EncryptionContext") || takes("SourceEncryptionContext")
        };
        match operation {
            Operation::Decrypt => self.constrains_decrypt,
            Operation::DescribeKey => self.constrains_describe,
            _ => takes_context(),
        }
    }
}
