//! Preconditions.

use super::fields::Fields;
use super::names::Meaning;
use super::parser::{Parsed, Parser, Reported, all};
use super::words::{
    CONNECTIVITIES, KEY_STATES, PRINCIPALS, REGIONS, STORE_STATES, STORE_TYPES, Word,
};
use crate::case::node::{Key, Node, Tree};
use crate::case::{
    KeyNeed, KeyStateNeed, Need, NeedKind, OF_A_KEY, OfKeyNeed, OfKeyRole, Principal, Region,
    StoreNeed, StoreType, Template,
};
use crate::model::Operation;

#[derive(Clone, Copy)]
enum Role {
    CustomKeyStore,
    Key,
    OfKey(&'static OfKeyRole),
}

fn roles() -> Vec<Word<Role>> {
    let own = [
        ("custom_key_store", Role::CustomKeyStore),
        ("key", Role::Key),
    ];
    let of_key = OF_A_KEY.iter().map(|role| (role.word, Role::OfKey(role)));
    own.into_iter().chain(of_key).collect()
}

impl<'n> Parser<'n> {
    /// The mapping under `needs`.
    pub(super) fn needs(&mut self, node: &'n Node) -> Parsed<Vec<Need>> {
        let Tree::Map(entries) = &node.tree else {
            self.error(
                node,
                format!("expected the needs, found {}", node.describe()),
                "`needs` is a mapping from names to preconditions",
            );
            return Err(Reported);
        };
        all(entries.iter().map(|(key, node)| self.need_entry(key, node)))
    }

    fn need_entry(&mut self, key: &'n Key, node: &'n Node) -> Parsed<Need> {
        let name = self.key_name(key, "a need")?;
        let need = self.need_named(key, node, &name);
        let meaning = match need.as_ref().map(|need| &need.kind) {
            Ok(NeedKind::CustomKeyStore(_)) => Meaning::Store,
            Ok(NeedKind::Key(key)) => Meaning::Key(key.clone()),
            Ok(NeedKind::OfKey(need)) => Meaning::OfKey(need.role),
            Err(Reported) => Meaning::Broken,
        };
        self.define(key.into(), &name, meaning);
        need
    }

    fn need_named(&mut self, key: &'n Key, node: &'n Node, name: &str) -> Parsed<Need> {
        let mut fields = Fields::of(self, node, "a need")?;
        let role = fields.need(self, "role")?;
        let role = self.word(role, "role", &roles())?;
        let caller = fields.take("as");
        let principal = self.principal(caller);
        let region = self.region(fields.take("region"));
        if let Some(node) = caller
            && principal == Ok(Principal::Anonymous)
        {
            self.error(
                node,
                "an anonymous need",
                "nobody without credentials can make anything",
            );
        }
        let kind = match role {
            Role::CustomKeyStore => self.store(fields).map(NeedKind::CustomKeyStore),
            Role::Key => self.key(fields).map(NeedKind::Key),
            Role::OfKey(role) => self.of_key(fields, role).map(NeedKind::OfKey),
        };
        Ok(Need {
            name: name.to_owned(),
            span: key.span,
            principal: principal?,
            region: region?,
            kind: kind?,
        })
    }

    fn store(&mut self, mut fields: Fields<'n>) -> Parsed<StoreNeed> {
        let store_type = fields.take("type");
        let connectivity = fields.take("connectivity");
        let state = fields.take("state");
        let with = fields.take("with");
        fields.finish(self);
        let store_type = store_type.map(|node| self.word(node, "type of store", STORE_TYPES));
        let store_type = store_type.transpose()?.unwrap_or_default();
        if let Some(node) = connectivity
            && store_type == StoreType::AwsCloudHsm
        {
            self.error(
                node,
                "an AWS CloudHSM key store has no connectivity",
                "`connectivity` is how an external key store reaches its proxy",
            );
        }
        let connectivity = connectivity.map(|node| self.word(node, "connectivity", CONNECTIVITIES));
        let state = state.map(|node| self.word(node, "connection state", STORE_STATES));
        let with = with.map(|node| self.create_members(node, Operation::CreateCustomKeyStore));
        Ok(StoreNeed {
            store_type,
            connectivity: connectivity.transpose()?.unwrap_or_default(),
            state: state.transpose()?.unwrap_or_default(),
            with: with.transpose()?.unwrap_or_default(),
        })
    }

    fn key(&mut self, mut fields: Fields<'n>) -> Parsed<KeyNeed> {
        let store = fields.take("in");
        let state_node = fields.take("state");
        let with = fields.take("with");
        fields.finish(self);
        let store = store.map(|node| self.store_need(node));
        let state = state_node.map(|node| self.word(node, "key state", KEY_STATES));
        let with = with.map(|node| self.create_members(node, Operation::CreateKey));
        let (store, state) = (store.transpose()?, state.transpose()?.unwrap_or_default());
        if let Some(node) = state_node
            && state == KeyStateNeed::Unavailable
            && store.is_none()
        {
            self.error(
                node,
                "a key of KMS's own is never Unavailable",
                "a key is Unavailable while the custom key store that holds it is not connected",
            );
        }
        Ok(KeyNeed {
            store,
            state,
            with: with.transpose()?.unwrap_or_default(),
        })
    }

    fn of_key(&mut self, mut fields: Fields<'n>, role: &'static OfKeyRole) -> Parsed<OfKeyNeed> {
        let of = fields.need(self, "of");
        let with = fields.take("with");
        fields.finish(self);
        let of = of.and_then(|node| self.key_need(node));
        let with = with.map(|node| self.create_members(node, role.create));
        Ok(OfKeyNeed {
            role,
            of: of?,
            with: with.transpose()?.unwrap_or_default(),
        })
    }

    /// `with`: members of the request that makes the need.
    fn create_members(
        &mut self,
        node: &'n Node,
        operation: Operation,
    ) -> Parsed<Vec<(String, Template)>> {
        let members = self.member_map(node, "the members of the create request")?;
        for (key, shape) in self.unknown_members(node, self.model.input(operation)) {
            self.no_such_member(key, shape, None);
        }
        Ok(members)
    }

    /// `as`.
    pub(super) fn principal(&mut self, node: Option<&Node>) -> Parsed<Principal> {
        let Some(node) = node else {
            return Ok(Principal::default());
        };
        self.word(node, "principal", PRINCIPALS)
    }

    /// `region`.
    pub(super) fn region(&mut self, node: Option<&Node>) -> Parsed<Region> {
        let Some(node) = node else {
            return Ok(Region::default());
        };
        self.word(node, "Region", REGIONS)
    }
}
