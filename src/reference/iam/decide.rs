//! The decision: what identity policies, key policy and grants say together (facts, G-503).

use super::document::{Asked, Standing, Truth};
use super::{Context, Subject};
use crate::reference::call::Call;
use crate::reference::key::Key;
use crate::reference::kms::Kms;

/// Whether a call may be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Decision {
    Allowed,
    Denied(Why),
    /// It depends on a condition that nobody here can know.
    Undecidable,
}

/// Why it may not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Why {
    IdentityDenies,
    PolicyDenies,
    IdentitySilent,
    PolicySilent,
}

/// Whose the key is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Owner {
    Own,
    Foreign,
}

/// What the caller's own policies say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Identity {
    Denies,
    Allows,
    Silent,
}

/// What the key's policy says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum KeyPolicy {
    Denies,
    /// It allows the caller.
    Names,
    /// It allows the caller's account.
    Delegates,
    Silent,
}

/// One row: what must be so, where nothing stands for anything, and what is decided.
struct Row(
    Option<Owner>,
    Option<Identity>,
    Option<KeyPolicy>,
    Option<bool>,
    Decision,
);

/// The decisions, the first row that fits counts: whose key, identity policies, key policy, a grant.
#[rustfmt::skip]
const TABLE: &[Row] = &[
    Row(None, Some(Identity::Denies), None, None, Decision::Denied(Why::IdentityDenies)),
    Row(None, None, Some(KeyPolicy::Denies), None, Decision::Denied(Why::PolicyDenies)),
    Row(None, None, None, Some(true), Decision::Allowed),
    Row(Some(Owner::Own), None, Some(KeyPolicy::Names), None, Decision::Allowed),
    Row(None, Some(Identity::Allows), Some(KeyPolicy::Names), None, Decision::Allowed),
    Row(None, Some(Identity::Allows), Some(KeyPolicy::Delegates), None, Decision::Allowed),
    Row(None, Some(Identity::Allows), Some(KeyPolicy::Silent), None, Decision::Denied(Why::PolicySilent)),
    Row(None, Some(Identity::Silent), None, None, Decision::Denied(Why::IdentitySilent)),
];

fn look_up(owner: Owner, identity: Identity, policy: KeyPolicy, granted: bool) -> Decision {
    let fits = |row: &&Row| {
        row.0.is_none_or(|it| it == owner)
            && row.1.is_none_or(|it| it == identity)
            && row.2.is_none_or(|it| it == policy)
            && row.3.is_none_or(|it| it == granted)
    };
    let row = TABLE.iter().find(fits);
    // The rows cover every case, as a trial holds.
    row.map_or(Decision::Denied(Why::PolicySilent), |row| row.4)
}

/// Whether the caller may do what the call asks with this key; `granted` tells whether a grant lets them.
pub(crate) fn decide(
    kms: &Kms,
    call: &Call<'_>,
    key: &Key,
    granted: impl FnOnce() -> bool,
) -> Decision {
    let subject = Subject::of(call.caller);
    let context = Context {
        kms,
        call,
        subject: &subject,
        key: Some(key),
    };
    let (action, resource) = (action(call), key.arn());
    let asked = Asked {
        action: &action,
        resource: &resource,
    };
    let identity = of_identity(context, asked);
    let rules = &call.rules.iam;
    let policy = if call.rules.policies.bind {
        key.policy
            .document
            .standing(rules, &subject, asked, &context)
    } else {
        Standing {
            delegates: Truth::Yes,
            ..Standing::SILENT
        }
    };
    let own = key.tenant.account == call.caller.tenant.account;
    // A grant is looked for where it can make a difference.
    let plain = together(call, own, identity, policy, false);
    if plain == Decision::Allowed {
        return plain;
    }
    let granted = granted();
    if granted && call.rules.grants.outrank_denials {
        return Decision::Allowed;
    }
    if granted {
        together(call, own, identity, policy, true)
    } else {
        plain
    }
}

/// Whether the caller's own policies let them do what the call asks with a resource that has no policy; `*` is none.
pub(crate) fn on_resource(kms: &Kms, call: &Call<'_>, resource: &str) -> Decision {
    let subject = Subject::of(call.caller);
    let context = Context {
        kms,
        call,
        subject: &subject,
        key: None,
    };
    let action = action(call);
    let asked = Asked {
        action: &action,
        resource,
    };
    let delegated = Standing {
        delegates: Truth::Yes,
        ..Standing::SILENT
    };
    together(call, true, of_identity(context, asked), delegated, false)
}

/// The action that the call asks for, in lower case.
fn action(call: &Call<'_>) -> String {
    format!("kms:{}", call.action.to_ascii_lowercase())
}

/// What the caller's own policies say.
fn of_identity(context: Context<'_>, asked: Asked<'_>) -> Standing {
    let call = context.call;
    let allowed = Standing {
        names: Truth::Yes,
        ..Standing::SILENT
    };
    if !call.rules.front.authentication.denies_strangers {
        return allowed;
    }
    match &call.caller.policies {
        None if !call.caller.permitted => Standing::SILENT,
        None => allowed,
        Some(documents) => {
            let rules = &call.rules.iam;
            let all = documents.iter();
            let each =
                all.map(|document| document.standing(rules, context.subject, asked, &context));
            each.fold(Standing::SILENT, Standing::with)
        }
    }
}

/// The decision of the table; where something is unknown, that of every way in which it can be, if they agree.
fn together(
    call: &Call<'_>,
    own: bool,
    identity: Standing,
    policy: Standing,
    granted: bool,
) -> Decision {
    let truths = [
        identity.denies,
        identity.names,
        policy.denies,
        policy.names,
        policy.delegates,
    ];
    let rules = &call.rules.iam;
    let decision = |world: u32| {
        let mut is = [false; 5];
        for (at, truth) in truths.iter().enumerate() {
            is[at] = match truth {
                Truth::Yes => true,
                Truth::No => false,
                Truth::Unknown => world & (1 << at) != 0,
            };
        }
        let identity = match (is[0], is[1]) {
            (true, _) => Identity::Denies,
            (_, true) => Identity::Allows,
            _ if !own && !rules.foreign_keys_need_identity => Identity::Allows,
            _ => Identity::Silent,
        };
        let policy = match (is[2], is[3], is[4]) {
            (true, ..) => KeyPolicy::Denies,
            (_, true, _) if own && rules.names_need_identity => KeyPolicy::Delegates,
            (_, true, _) => KeyPolicy::Names,
            (.., true) => KeyPolicy::Delegates,
            _ => KeyPolicy::Silent,
        };
        let owner = if own { Owner::Own } else { Owner::Foreign };
        look_up(owner, identity, policy, granted)
    };
    if !truths.contains(&Truth::Unknown) {
        return decision(0);
    }
    let first = decision(0);
    let agree = (1..1 << truths.len())
        .all(|world| (decision(world) == Decision::Allowed) == (first == Decision::Allowed));
    if agree { first } else { Decision::Undecidable }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every situation has a row of its own, and none is allowed that nothing allows.
    #[test]
    fn the_table_is_whole() {
        for owner in [Owner::Own, Owner::Foreign] {
            for identity in [Identity::Denies, Identity::Allows, Identity::Silent] {
                for policy in [
                    KeyPolicy::Denies,
                    KeyPolicy::Names,
                    KeyPolicy::Delegates,
                    KeyPolicy::Silent,
                ] {
                    for granted in [false, true] {
                        let decision = look_up(owner, identity, policy, granted);
                        let denied = identity == Identity::Denies || policy == KeyPolicy::Denies;
                        let identity = identity == Identity::Allows;
                        let by_policy = match policy {
                            KeyPolicy::Names => identity || owner == Owner::Own,
                            KeyPolicy::Delegates => identity,
                            _ => false,
                        };
                        let expected = !denied && (granted || by_policy);
                        assert_eq!(
                            decision == Decision::Allowed,
                            expected,
                            "{owner:?} {policy:?}"
                        );
                    }
                }
            }
        }
    }
}
