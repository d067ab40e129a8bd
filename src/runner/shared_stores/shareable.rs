//! Which key stores of a case may be shared with others: those that hold keys in the end, where the rule that the case
//! holds the target to is the same whatever other keys wait for their deletion beside its own.

use crate::case::{
    Action, Answer, Call, Case, Expect, KeyNeed, KeyStateNeed, NeedKind, Principal, Region, Shaped,
    StoreConnectivity, StoreNeed, StoreType, Template, save,
};
use crate::model::Operation;
use crate::runner::backing::Kind;
use crate::runner::plan::Instance;
use crate::runner::set_up::needs_world;

/// What a case may ask of a shared store: these do not depend on who has made it.
const MEMBERS: [&str; 3] = [
    "CustomKeyStoreId",
    "CustomKeyStoreName",
    "CloudHsmClusterId",
];

/// What keys stand in a shared store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    /// One alone, which each case brings into the state that it wants: another one, waiting for its deletion, would keep
    /// the store from being deleted whatever the target makes of the case's own.
    One,
    /// Any number, all of which wait for their deletion; each case makes its own.
    Many,
}

impl Role {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::One => "one",
            Self::Many => "many",
        }
    }

    pub(super) fn is_one(self) -> bool {
        self == Self::One
    }

    pub(super) fn of(word: &str) -> Option<Self> {
        [Self::One, Self::Many]
            .into_iter()
            .find(|role| role.word() == word)
    }
}

/// What shared stores differ in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::runner) struct Recipe {
    pub(super) principal: Principal,
    pub(super) region: Region,
    pub(super) kind: Kind,
    pub(super) role: Role,
}

/// A store of a case that may be a shared one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::runner) struct Shareable {
    /// The need's name.
    pub(super) need: String,
    pub(super) recipe: Recipe,
    /// The case gives it another name.
    pub(super) renames: bool,
}

/// The stores of an instance that may be shared ones, one of a recipe at most, in the order of recipes.
pub(in crate::runner) fn shareable_stores(instance: &Instance<'_>) -> Vec<Shareable> {
    let case = instance.case;
    let mut shareable_stores = Vec::new();
    for need in &case.needs {
        if let NeedKind::CustomKeyStore(store) = &need.kind
            && store.with.is_empty()
            && !case.serial
            && !needs_world(need)
            && let Some((role, renames)) = role(case, &need.name)
        {
            let recipe = Recipe {
                principal: need.principal,
                region: need.region,
                kind: kind(store),
                role,
            };
            let need = need.name.clone();
            shareable_stores.push(Shareable {
                need,
                recipe,
                renames,
            });
        }
    }
    shareable_stores.sort_by_key(|shareable| shareable.recipe);
    shareable_stores.dedup_by_key(|shareable| shareable.recipe);
    shareable_stores
}

fn kind(store: &StoreNeed) -> Kind {
    match (store.store_type, store.connectivity) {
        (StoreType::AwsCloudHsm, _) => Kind::Cluster,
        (StoreType::ExternalKeyStore, StoreConnectivity::PublicEndpoint) => Kind::Proxy,
        (StoreType::ExternalKeyStore, StoreConnectivity::VpcEndpointService) => Kind::VpcService,
    }
}

/// The keys among which the case may have its store, and whether it renames that; `None` for a store of its own.
fn role(case: &Case, store: &str) -> Option<(Role, bool)> {
    let keys: Vec<&KeyNeed> = case
        .needs
        .iter()
        .filter_map(|need| match &need.kind {
            NeedKind::Key(key) if key.store.as_deref() == Some(store) => Some(key),
            _ => None,
        })
        .collect();
    let (mut makes, mut deletes, mut renames) = (false, false, false);
    for call in calls(case).filter(|call| may_name(call, store)) {
        match call.operation {
            Operation::CreateKey => makes |= call.may_succeed(),
            Operation::DeleteCustomKeyStore if may_be_refused(call.expect.as_ref()) => {
                deletes = true;
            }
            Operation::UpdateCustomKeyStore if only_renames(call) => renames = true,
            Operation::DeleteCustomKeyStore | Operation::UpdateCustomKeyStore => return None,
            _ => {}
        }
    }
    if keys.is_empty() && !makes || !asks_little(case, store) {
        return None;
    }
    if !deletes {
        return Some((Role::Many, renames));
    }
    let pending = |key: &&KeyNeed| key.state == KeyStateNeed::PendingDeletion;
    match keys.as_slice() {
        [key] if key.with.is_empty() && !makes => Some((Role::One, renames)),
        // A key that waits for its deletion is among the case's own.
        [_, _, ..] if keys.iter().any(pending) => Some((Role::Many, renames)),
        _ => None,
    }
}

fn calls(case: &Case) -> impl Iterator<Item = &Call> {
    case.steps.iter().filter_map(|step| match &step.action {
        Action::Call(call) => Some(&**call),
        _ => None,
    })
}

/// False where the input names another store, or none at all.
fn may_name(call: &Call, store: &str) -> bool {
    let Some(Shaped::Map(members)) = call.input.as_ref().map(|input| &input.shaped) else {
        return call.wire.is_some();
    };
    let id = members.iter().find(|(name, _)| name == "CustomKeyStoreId");
    match id.map(|(_, id)| &id.shaped) {
        Some(Shaped::Ref(path)) => path.first().is_some_and(|first| first == store),
        Some(_) => call.operation != Operation::CreateKey,
        None => call.wire.is_some(),
    }
}

fn only_renames(call: &Call) -> bool {
    let allowed = |(name, _): &(String, Template)| {
        name == "CustomKeyStoreId" || name == "NewCustomKeyStoreName"
    };
    match call.input.as_ref().map(|input| &input.shaped) {
        Some(Shaped::Map(members)) => call.wire.is_none() && members.iter().all(allowed),
        _ => false,
    }
}

fn may_be_refused(expect: Option<&Expect>) -> bool {
    expect.is_some_and(|expect| match &expect.answer {
        Answer::Ok(_) | Answer::Each(_) => false,
        Answer::Error(_) | Answer::Refused(_) => true,
        Answer::AnyOf(any) => any.iter().any(|expect| may_be_refused(Some(expect))),
    })
}

/// Whether the case refers to nothing of the store but what every store has.
fn asks_little(case: &Case, store: &str) -> bool {
    let text = save(case);
    let mut references = text.split("$ref").skip(1).map(|rest| {
        let path = rest.trim_start_matches(['"', '\'', ':', ' ']);
        let end = path.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '.');
        &path[..end.unwrap_or(path.len())]
    });
    references.all(|path| match path.split_once('.') {
        Some((name, member)) => name != store || MEMBERS.contains(&member),
        None => path != store,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::{CaseId, load_text};

    const STORE: &str = "needs:\n  store: {role: custom_key_store, type: AWS_CLOUDHSM}\n";
    const KEY: &str = "  _key: {role: key, in: store}\n";
    const PENDING: &str = "  _pending: {role: key, in: store, state: PendingDeletion}\n";

    /// `needs` and the one step `call`, and which role the store may have.
    fn check(needs: &[&str], call: &str, expected: Option<Role>) {
        let head = "requirement: A rule.\nevidence:\n  - kmspec-trial\n";
        let text = format!("{head}{}steps:\n  - {{{call}}}\n", needs.concat());
        let id = CaseId::new("custom_key_store/a").expect("a good id");
        let case = match load_text(id, "cases/a.yaml", &text) {
            Ok(case) => case,
            Err(errors) => panic!("{errors:?}"),
        };
        let shareable_stores = shareable_stores(&Instance::of(&case)[0]);
        let role = shareable_stores
            .first()
            .map(|shareable| shareable.recipe.role);
        assert_eq!(role, expected, "{text}");
    }

    #[test]
    fn what_leaves_a_key_shares_its_store() {
        let describe = "call: DescribeCustomKeyStores, input: {CustomKeyStoreId: {$ref: store.CustomKeyStoreId}}, expect: {ok: {$open: true}}";
        check(&[STORE, KEY], describe, Some(Role::Many));
        check(&[STORE], describe, None);
        let make = |expect| {
            format!(
                "call: CreateKey, input: {{Origin: AWS_CLOUDHSM, CustomKeyStoreId: {{$ref: store.CustomKeyStoreId}}}}, expect: {expect}"
            )
        };
        check(&[STORE], &make("{ok: {$open: true}}"), Some(Role::Many));
        check(
            &[STORE],
            &make("{error: CustomKeyStoreInvalidStateException}"),
            None,
        );
        let cluster = "call: DescribeCustomKeyStores, expect: {ok: {$open: true, NextMarker: {$ref: store.TrustAnchorCertificate}}}";
        check(&[STORE, KEY], cluster, None);
    }

    #[test]
    fn what_keys_keep_from_being_deleted_has_none_but_its_own() {
        let delete = |expect| {
            format!(
                "call: DeleteCustomKeyStore, input: {{CustomKeyStoreId: {{$ref: store.CustomKeyStoreId}}}}, expect: {expect}"
            )
        };
        let refused = delete("{error: CustomKeyStoreHasCMKsException}");
        check(&[STORE, KEY], &refused, Some(Role::One));
        check(&[STORE, PENDING], &refused, Some(Role::One));
        check(&[STORE, KEY, PENDING], &refused, Some(Role::Many));
        let two = "  _other: {role: key, in: store}\n";
        check(&[STORE, KEY, two], &refused, None);
        check(&[STORE, KEY], &delete("{ok: {}}"), None);
    }

    #[test]
    fn what_changes_its_store_has_one_of_its_own() {
        let update = |member: &str| {
            format!(
                "call: UpdateCustomKeyStore, input: {{CustomKeyStoreId: {{$ref: store.CustomKeyStoreId}}, {member}}}, expect: {{ok: {{}}}}"
            )
        };
        let renames = update("NewCustomKeyStoreName: {$fresh: store_name}");
        check(&[STORE, KEY], &renames, Some(Role::Many));
        let moves = update("CloudHsmClusterId: {$fresh: cluster_id}");
        check(&[STORE, KEY], &moves, None);
    }
}
