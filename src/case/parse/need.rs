//! Preconditions.

use schemars::{Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};

use super::fields::Fields;
use super::names::Meaning;
use super::parser::{Parsed, Parser, Reported, all};
use crate::case::keys::{
    self, Mapping, Or, Words, by_names, declare_kinds, mapping, object, sort, sort_each,
};
use crate::case::node::{Key, Node, Tree};
use crate::case::save::Body;
use crate::case::{
    KeyNeed, KeyStateNeed, Need, NeedKind, OF_A_KEY, OfKeyNeed, OfKeyRole, Principal, Region,
    StoreNeed, StoreType,
};
use crate::model::Operation;

declare_kinds! {
    /// Preconditions by their names.
    Needs(Vec<Need>, "a need") = |parser, node, _| parser.with_names(|parser| parser.needs(node)), |needs| {
        Value::Object(needs.iter().map(|need| (need.name.clone(), written(need))).collect())
    }, (|generator| by_names(&any_need(generator))), sort |body| sort_each(body, sort_need);
    /// Who makes a need: anybody but `anonymous`.
    Maker(Principal, "a principal") = |parser, node, name| {
        let principal = Principal::read(parser, node, name)?;
        if principal == Principal::Anonymous {
            parser.error(node, "an anonymous need", "nobody without credentials can make anything");
        }
        Ok(principal)
    }, Principal::write, {"enum": makers()};
    /// The name of a store of `needs`.
    StoreOfNeeds(String, "a name") = |parser, node, _| parser.store_need(node), |name| json!(name), {"type": "string"};
    /// The name of a key of `needs`.
    KeyOfNeeds(String, "a name") = |parser, node, _| parser.key_need(node), |name| json!(name), {"type": "string"};
}

mapping! {
    /// The keys of every need, beside its role.
    #[derive(Debug)]
    pub(in crate::case) AnyNeed("a need") {
        /// Who makes it.
        principal "as": Principal = Or<Maker>;
        /// Where it is made.
        region "region": Region = Or<Region>;
    }
}

fn makers() -> Vec<&'static str> {
    let makers = Principal::WORDS
        .iter()
        .filter(|(_, it)| *it != Principal::Anonymous);
    makers.map(|(word, _)| *word).collect()
}

/// The keys of a role, in order: what the request adds stands last.
fn in_order(own: &'static [keys::Key]) -> [&'static [keys::Key]; 3] {
    let (own, with) = own.split_at(own.len() - 1);
    [own, AnyNeed::KEYS, with]
}

const ROLE: &[keys::Key] = &[keys::Key::of::<keys::Text>("role", true, &[])];

fn sort_need(body: &mut Body) {
    let role = body
        .entries()
        .iter()
        .find(|entry| entry.key.as_deref() == Some("role"));
    let role = match role.map(|role| &role.body) {
        Some(Body::Scalar(word)) => roles().into_iter().find(|(name, _)| name == word),
        _ => None,
    };
    let own = role.map_or(OfKeyNeed::KEYS, |(_, role)| role.keys());
    let [own, all, with] = in_order(own);
    sort(body, &[ROLE, own, all, with]);
}

fn any_need(generator: &mut SchemaGenerator) -> Schema {
    let roles = roles().into_iter().map(|(word, role)| {
        let about = match role {
            Role::CustomKeyStore => "A custom key store.".to_owned(),
            Role::Key => "A KMS key.".to_owned(),
            Role::OfKey(role) => format!("What one request makes of a key: {}.", role.noun),
        };
        let mut schema = object(generator, &[&about], &in_order(role.keys()));
        if let Some(properties) = schema.get_mut("properties") {
            properties["role"] = json!({"const": word});
        }
        if let Some(Value::Array(required)) = schema.get_mut("required") {
            required.push("role".into());
        }
        schema
    });
    let roles: Vec<_> = roles.collect();
    json_schema!({"oneOf": roles})
}

fn written(need: &Need) -> Value {
    let mut all = Map::new();
    match &need.kind {
        NeedKind::CustomKeyStore(store) => {
            all.insert("role".to_owned(), "custom_key_store".into());
            store.write_keys(&mut all);
        }
        NeedKind::Key(key) => {
            all.insert("role".to_owned(), "key".into());
            key.write_keys(&mut all);
        }
        NeedKind::OfKey(need) => {
            all.insert("role".to_owned(), need.role.word.into());
            need.write_keys(&mut all);
        }
    }
    let made = AnyNeed {
        principal: need.principal,
        region: need.region,
    };
    made.write_keys(&mut all);
    Value::Object(all)
}

#[derive(Clone, Copy)]
enum Role {
    CustomKeyStore,
    Key,
    OfKey(&'static OfKeyRole),
}

impl Role {
    /// The keys that needs of the role alone have.
    fn keys(self) -> &'static [keys::Key] {
        match self {
            Self::CustomKeyStore => StoreNeed::KEYS,
            Self::Key => KeyNeed::KEYS,
            Self::OfKey(_) => OfKeyNeed::KEYS,
        }
    }
}

fn roles() -> Vec<(&'static str, Role)> {
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
        let made = AnyNeed::read_keys(self, &mut fields, node);
        let kind = match role {
            Role::CustomKeyStore => {
                StoreNeed::read_keys(self, &mut fields, node).map(NeedKind::CustomKeyStore)
            }
            Role::Key => KeyNeed::read_keys(self, &mut fields, node).map(NeedKind::Key),
            Role::OfKey(role) => {
                self.role = role;
                OfKeyNeed::read_keys(self, &mut fields, node).map(NeedKind::OfKey)
            }
        };
        fields.finish(self);
        let made = made?;
        Ok(Need {
            name: name.to_owned(),
            span: key.span,
            principal: made.principal,
            region: made.region,
            kind: kind?,
        })
    }

    /// `with`: members of the request that makes the need.
    fn create_members(&mut self, fields: &Fields<'n>, operation: Operation) {
        let Some(node) = fields.node("with") else {
            return;
        };
        for (key, shape) in self.unknown_members(node, self.model.input(operation)) {
            self.no_such_member(key, shape, None);
        }
    }
}

impl StoreNeed {
    pub(in crate::case) fn check<'n>(
        &self,
        parser: &mut Parser<'n>,
        fields: &Fields<'n>,
        _: &Node,
    ) {
        if let Some(node) = fields.node("connectivity")
            && self.store_type == StoreType::AwsCloudHsm
        {
            parser.error(
                node,
                "an AWS CloudHSM key store has no connectivity",
                "`connectivity` is how an external key store reaches its proxy",
            );
        }
        parser.create_members(fields, Operation::CreateCustomKeyStore);
    }
}

impl KeyNeed {
    pub(in crate::case) fn check<'n>(
        &self,
        parser: &mut Parser<'n>,
        fields: &Fields<'n>,
        _: &Node,
    ) {
        if let Some(node) = fields.node("state")
            && self.state == KeyStateNeed::Unavailable
            && self.store.is_none()
        {
            parser.error(
                node,
                "a key of KMS's own is never Unavailable",
                "a key is Unavailable while the custom key store that holds it is not connected",
            );
        }
        parser.create_members(fields, Operation::CreateKey);
    }
}

impl OfKeyNeed {
    pub(in crate::case) fn check<'n>(
        &self,
        parser: &mut Parser<'n>,
        fields: &Fields<'n>,
        _: &Node,
    ) {
        parser.create_members(fields, self.role.create);
    }
}
