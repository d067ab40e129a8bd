//! What stands in a file, declared once: reading, writing, order of keys, JSON Schema and reference follow from it.
//!
//! [`mapping!`] declares a mapping with fixed keys together with the struct that it becomes, [`choice!`] what is said by one of
//! several keys, [`words!`] a closed set of words. What a key takes is a type with [`Takes`]; whether it may be left out, a [`Slot`].

mod answers;
mod containers;
mod kinds;
mod macros;

use std::borrow::Cow;
use std::marker::PhantomData;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};

use super::Template;
use super::node::Node;
use super::parse::{Fields, Parsed, Parser, Reported};
use super::save::{Body, Entry};
use super::suggest::listed;

pub(in crate::case) use answers::*;
pub(in crate::case) use containers::*;
pub(crate) use kinds::Words;
pub(in crate::case) use kinds::*;
pub(in crate::case) use macros::{choice, kinds as declare_kinds, mapping, schema_of, words};

/// What a key, or an item of a list, takes.
pub(in crate::case) trait Takes {
    /// What it becomes.
    type Value;
    /// It in a sentence, as the item of a list.
    const ITEM: &'static str = "a value";

    /// Reads it; `name` is the key under which it stands.
    fn read<'n>(parser: &mut Parser<'n>, node: &'n Node, name: &str) -> Parsed<Self::Value>;
    /// It as a file gives it.
    fn write(value: &Self::Value) -> Value;
    /// Its JSON Schema.
    fn schema(generator: &mut SchemaGenerator) -> Schema;
    /// Puts the keys in it into the order of the format.
    fn sort(_: &mut Body) {}
    /// The values in it that may hold forms, where it takes nothing else.
    fn within(_: &Self::Value) -> Vec<&Template> {
        Vec::new()
    }
}

/// Whether a key may be left out, and what that means.
pub(in crate::case) trait Slot {
    /// What the key becomes, there or not.
    type Of;
    /// What it takes.
    type Takes: Takes;
    /// It has to be there.
    const REQUIRED: bool = false;

    /// Takes the key out of a mapping.
    fn read<'n>(
        parser: &mut Parser<'n>,
        fields: &mut Fields<'n>,
        key: &'static str,
    ) -> Parsed<Self::Of>;
    /// The key's value as a file gives it; `None`: it is left out.
    fn write(value: &Self::Of) -> Option<Value>;
    /// The values in it that may hold forms.
    fn within(value: &Self::Of) -> Vec<&Template>;
}

/// A key that has to be there.
pub(in crate::case) struct Required<T>(PhantomData<T>);

impl<T: Takes> Slot for Required<T> {
    type Of = T::Value;
    type Takes = T;
    const REQUIRED: bool = true;

    fn read<'n>(
        parser: &mut Parser<'n>,
        fields: &mut Fields<'n>,
        key: &'static str,
    ) -> Parsed<T::Value> {
        let node = fields.need(parser, key)?;
        T::read(parser, node, key)
    }

    fn write(value: &T::Value) -> Option<Value> {
        Some(T::write(value))
    }

    fn within(value: &T::Value) -> Vec<&Template> {
        T::within(value)
    }
}

/// A key that may be left out: `None`.
pub(in crate::case) struct Optional<T>(PhantomData<T>);

impl<T: Takes> Slot for Optional<T> {
    type Of = Option<T::Value>;
    type Takes = T;

    fn read<'n>(
        parser: &mut Parser<'n>,
        fields: &mut Fields<'n>,
        key: &'static str,
    ) -> Parsed<Self::Of> {
        let node = fields.take(key);
        node.map(|node| T::read(parser, node, key)).transpose()
    }

    fn write(value: &Self::Of) -> Option<Value> {
        value.as_ref().map(T::write)
    }

    fn within(value: &Self::Of) -> Vec<&Template> {
        value.as_ref().map(T::within).unwrap_or_default()
    }
}

/// What a key that is left out means.
pub(in crate::case) trait Otherwise<V> {
    /// The value.
    fn value() -> V;
}

/// The type's own default.
pub(in crate::case) struct Default;

impl<V: std::default::Default> Otherwise<V> for Default {
    fn value() -> V {
        V::default()
    }
}

/// One.
pub(in crate::case) struct One;

impl Otherwise<u32> for One {
    fn value() -> u32 {
        1
    }
}

/// Yes.
pub(in crate::case) struct Yes;

impl Otherwise<bool> for Yes {
    fn value() -> bool {
        true
    }
}

/// A key that may be left out, and then means this.
pub(in crate::case) struct Or<T, D = Default>(PhantomData<(T, D)>);

impl<T: Takes<Value: PartialEq>, D: Otherwise<T::Value>> Slot for Or<T, D> {
    type Of = T::Value;
    type Takes = T;

    fn read<'n>(
        parser: &mut Parser<'n>,
        fields: &mut Fields<'n>,
        key: &'static str,
    ) -> Parsed<T::Value> {
        match fields.take(key) {
            Some(node) => T::read(parser, node, key),
            None => Ok(D::value()),
        }
    }

    fn write(value: &T::Value) -> Option<Value> {
        (*value != D::value()).then(|| T::write(value))
    }

    fn within(value: &T::Value) -> Vec<&Template> {
        T::within(value)
    }
}

/// A key that may be left out, and is written all the same.
pub(in crate::case) struct Stated<T>(PhantomData<T>);

impl<T: Takes<Value: std::default::Default + PartialEq>> Slot for Stated<T> {
    type Of = T::Value;
    type Takes = T;

    fn read<'n>(
        parser: &mut Parser<'n>,
        fields: &mut Fields<'n>,
        key: &'static str,
    ) -> Parsed<T::Value> {
        Or::<T>::read(parser, fields, key)
    }

    fn write(value: &T::Value) -> Option<Value> {
        Some(T::write(value))
    }

    fn within(value: &T::Value) -> Vec<&Template> {
        T::within(value)
    }
}

/// What is known of a key without its value.
pub(in crate::case) struct Key {
    pub(in crate::case) name: &'static str,
    /// What it says, in the lines of a comment.
    pub(in crate::case) about: &'static [&'static str],
    pub(in crate::case) required: bool,
    pub(in crate::case) schema: fn(&mut SchemaGenerator) -> Schema,
    pub(in crate::case) sort: fn(&mut Body),
}

impl Key {
    /// A key that takes a `T`.
    pub(in crate::case) const fn of<T: Takes>(
        name: &'static str,
        required: bool,
        about: &'static [&'static str],
    ) -> Self {
        Self {
            name,
            about,
            required,
            schema: T::schema,
            sort: T::sort,
        }
    }

    fn property(&self, generator: &mut SchemaGenerator) -> Value {
        let mut schema = (self.schema)(generator);
        schema.insert("description".to_owned(), sentence(self.about).into());
        schema.to_value()
    }
}

/// A mapping with fixed keys.
pub(in crate::case) trait Mapping: Sized {
    /// It in a sentence.
    const WHAT: &'static str;
    /// Its keys, in their order.
    const KEYS: &'static [Key];

    /// Reads its keys out of a mapping that may have more.
    fn read_keys<'n>(
        parser: &mut Parser<'n>,
        fields: &mut Fields<'n>,
        node: &'n Node,
    ) -> Parsed<Self>;
    /// Adds its keys, those that are left out aside.
    fn write_keys(&self, out: &mut Map<String, Value>);
}

/// A mapping that has these keys and no others.
pub(in crate::case) fn read<'n, M: Mapping>(parser: &mut Parser<'n>, node: &'n Node) -> Parsed<M> {
    let mut fields = Fields::of(parser, node, M::WHAT)?;
    let read = M::read_keys(parser, &mut fields, node);
    fields.finish(parser);
    read
}

/// A mapping as a file gives it.
pub(in crate::case) fn write<M: Mapping>(value: &M) -> Value {
    let mut out = Map::new();
    value.write_keys(&mut out);
    Value::Object(out)
}

/// The JSON Schema of a mapping with these keys and no others.
pub(in crate::case) fn object(
    generator: &mut SchemaGenerator,
    about: &[&str],
    keys: &[&[Key]],
) -> Schema {
    let keys = || keys.iter().copied().flatten();
    let properties: Map<_, _> = keys()
        .map(|key| (key.name.to_owned(), key.property(generator)))
        .collect();
    let required: Vec<_> = keys()
        .filter(|key| key.required)
        .map(|key| key.name)
        .collect();
    json_schema!({
        "description": sentence(about),
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

/// Puts the keys of a mapping into this order, others behind them as they are, and what stands under them into theirs.
pub(in crate::case) fn sort(body: &mut Body, keys: &[&[Key]]) {
    let Body::Map(entries) = body else { return };
    let keys: Vec<&Key> = keys.iter().copied().flatten().collect();
    let rank = |entry: &Entry| {
        let name = entry.key.as_deref().unwrap_or_default();
        keys.iter().position(|key| key.name == name)
    };
    entries.sort_by_key(|entry| rank(entry).unwrap_or(keys.len()));
    for entry in entries {
        if let Some(at) = rank(entry) {
            (keys[at].sort)(&mut entry.body);
        }
    }
}

/// The lines of a comment as one.
pub(in crate::case) fn sentence(lines: &[&str]) -> String {
    lines.concat().trim().to_owned()
}

/// What one of several keys says.
pub(in crate::case) trait Choice: Sized {
    /// Where the keys stand, in a sentence.
    const WHAT: &'static str;
    /// The keys.
    const KEYS: &'static [Key];
    /// What is wrong where several of them stand.
    const TWO: &'static str;
    /// What is wrong where none of them stands.
    const NONE: &'static str;
    /// What to do instead of giving several.
    const HELP: Option<&'static str>;

    /// Reads what stands under one of them.
    fn read_under<'n>(parser: &mut Parser<'n>, node: &'n Node, key: &str) -> Parsed<Self>;
    /// The key, and what stands under it.
    fn written(&self) -> (Option<&'static str>, Value);
    /// The values that may hold forms in what stands under it.
    fn within(&self) -> Vec<&Template>;
}

/// What the one of these keys says that stands in a mapping.
pub(in crate::case) fn read_one<'n, C: Choice>(
    parser: &mut Parser<'n>,
    fields: &mut Fields<'n>,
    node: &'n Node,
    beside: &[Key],
) -> Parsed<C> {
    let why = || format!("{} has exactly one of {}", C::WHAT, listed(names::<C>()));
    let mut given: Vec<_> = C::KEYS
        .iter()
        .filter_map(|key| fields.entry(key.name))
        .collect();
    given.sort_by_key(|(key, _)| key.span);
    match given[..] {
        [(key, value)] => C::read_under(parser, value, &key.text),
        [(first, _), (second, _), ..] => {
            let what = format!("{}, `{}` and `{}`", C::TWO, first.text, second.text);
            parser.error_with(second, what, why(), C::HELP.map(str::to_owned));
            Err(Reported)
        }
        // A key that is not known may be a slip of one of them.
        [] if !fields.are_among(beside) => Err(Reported),
        [] => {
            parser.error(node, C::NONE, why());
            Err(Reported)
        }
    }
}

/// What looks at a whole mapping may refuse it, or only say what is wrong.
pub(in crate::case) trait Checked {
    /// Whether there is a value.
    fn checked(self) -> Parsed<()>;
}

impl Checked for () {
    fn checked(self) -> Parsed<()> {
        Ok(())
    }
}

impl Checked for Parsed<()> {
    fn checked(self) -> Parsed<()> {
        self
    }
}

/// What a `given` field is.
pub(in crate::case) fn given<T>(
    from: impl Fn(&Parser<'_>, &Node) -> T,
    parser: &Parser<'_>,
    node: &Node,
) -> T {
    from(parser, node)
}

/// The names of the keys of a choice.
pub(in crate::case) fn names<C: Choice>() -> impl Iterator<Item = &'static str> + Clone {
    C::KEYS.iter().map(|key| key.name)
}

/// A mapping of one key of a choice, and of nothing else.
pub(in crate::case) struct Only<C>(PhantomData<C>);

impl<C: Choice> Takes for Only<C> {
    type Value = C;
    const ITEM: &'static str = C::WHAT;

    fn read<'n>(parser: &mut Parser<'n>, node: &'n Node, _: &str) -> Parsed<C> {
        let mut fields = Fields::of(parser, node, C::WHAT)?;
        let read = read_one(parser, &mut fields, node, &[]);
        fields.finish(parser);
        read
    }

    fn write(choice: &C) -> Value {
        match choice.written() {
            (Some(key), value) => json!({(key): value}),
            (None, value) => value,
        }
    }

    fn schema(generator: &mut SchemaGenerator) -> Schema {
        one_of(object(generator, &[], &[C::KEYS]), C::KEYS)
    }

    fn sort(body: &mut Body) {
        sort(body, &[C::KEYS]);
    }
}

/// Makes the schema ask for exactly one of these keys.
pub(in crate::case) fn one_of(mut schema: Schema, keys: &[Key]) -> Schema {
    let one: Vec<_> = keys
        .iter()
        .map(|key| json!({"required": [key.name]}))
        .collect();
    schema.insert("oneOf".to_owned(), one.into());
    schema
}

/// What has a name of its own in the schema.
pub(in crate::case) trait Describes {
    /// The name.
    const NAME: &'static str;

    /// Its JSON Schema.
    fn describe(generator: &mut SchemaGenerator) -> Schema;
}

struct Described<T>(PhantomData<T>);

impl<T: Describes> JsonSchema for Described<T> {
    fn schema_name() -> Cow<'static, str> {
        T::NAME.into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::describe(generator)
    }
}

/// A reference to the schema of this name.
pub(in crate::case) fn named<T: Describes>(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<Described<T>>()
}

/// The JSON Schema of a whole file.
pub(in crate::case) fn root<T: Describes>(id: &str) -> Value {
    let generator = SchemaSettings::draft2020_12().into_generator();
    let mut schema = generator.into_root_schema_for::<Described<T>>().to_value();
    schema["$id"] = json!(id);
    schema
}
