//! The forms of declarations.

/// Declares a mapping with fixed keys, and the struct that it becomes: each field with its documentation, its name, its key,
/// its type, and what the key takes. `at` is a field for the mapping's place, `check` a function that looks at the whole.
macro_rules! mapping {
    (
        $(#[doc = $about:literal])+
        #[derive($($derive:ident),*)]
        $(#[serde($serde:ident)])?
        $vis:vis $name:ident($what:literal $(, begin $begin:path)? $(, end $end:path)? $(, check $check:path)?)
        $(given { $($(#[doc = $given_doc:literal])+ $given:ident: $given_type:ty = $from:expr;)* })?
        $(one { $(#[doc = $one_doc:literal])+ $one:ident: $chosen:ty; })?
        $(aside { $(#[doc = $aside_doc:literal])+ $aside:literal = $aside_takes:ty; })?
        {
            $($(#[doc = $doc:literal])+ $field:ident $key:literal: $type:ty = $slot:ty;)*
        }
    ) => {
        $(#[doc = $about])+
        #[derive($($derive),*)]
        $(#[serde($serde)])?
        $vis struct $name {
            $($($(#[doc = $given_doc])+ pub $given: $given_type,)*)?
            $($(#[doc = $one_doc])+ pub $one: $chosen,)?
            $(#[doc = concat!("`", $key, "`:")] $(#[doc = $doc])+ pub $field: $type,)*
        }

        impl $crate::case::keys::Mapping for $name {
            const WHAT: &'static str = $what;
            const KEYS: &'static [$crate::case::keys::Key] = &[$(
                $crate::case::keys::Key::of::<<$slot as $crate::case::keys::Slot>::Takes>(
                    $key,
                    <$slot as $crate::case::keys::Slot>::REQUIRED,
                    &[$($doc),+],
                ),
            )* $(
                $crate::case::keys::Key::of::<$aside_takes>($aside, false, &[$($aside_doc),+]),
            )?];

            fn read_keys<'n>(
                parser: &mut $crate::case::parse::Parser<'n>,
                fields: &mut $crate::case::parse::Fields<'n>,
                node: &'n $crate::case::node::Node,
            ) -> $crate::case::parse::Parsed<Self> {
                let _ = node;
                $($begin(parser, fields, node);)?
                $(let $one = $crate::case::keys::read_one::<$chosen>(parser, fields, node, <Self as $crate::case::keys::Mapping>::KEYS);)?
                $(let $field = <$slot as $crate::case::keys::Slot>::read(parser, fields, $key);)*
                $(fields.take($aside);)?
                $($end(parser, fields);)?
                let read = Self {
                    $($($given: $crate::case::keys::given($from, parser, node),)*)?
                    $($one: $one?,)?
                    $($field: $field?,)*
                };
                $($crate::case::keys::Checked::checked($check(&read, parser, fields, node))?;)?
                Ok(read)
            }

            fn write_keys(&self, out: &mut serde_json::Map<String, serde_json::Value>) {
                $(
                    let (key, value) = $crate::case::keys::Choice::written(&self.$one);
                    out.extend(key.map(|key| (key.to_owned(), value)));
                )?
                $(
                    let value = <$slot as $crate::case::keys::Slot>::write(&self.$field);
                    out.extend(value.map(|value| ($key.to_owned(), value)));
                )*
            }
        }

        impl $crate::case::keys::Takes for $name {
            type Value = Self;
            const ITEM: &'static str = $what;

            fn read<'n>(
                parser: &mut $crate::case::parse::Parser<'n>,
                node: &'n $crate::case::node::Node,
                _: &str,
            ) -> $crate::case::parse::Parsed<Self> {
                $crate::case::keys::read(parser, node)
            }

            fn write(value: &Self) -> serde_json::Value {
                $crate::case::keys::write(value)
            }

            fn schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                $crate::case::keys::named::<Self>(generator)
            }

            fn sort(body: &mut $crate::case::save::Body) {
                $crate::case::keys::sort(body, &[
                    $(<$chosen as $crate::case::keys::Choice>::KEYS,)?
                    <Self as $crate::case::keys::Mapping>::KEYS,
                ]);
            }

            fn within(value: &Self) -> Vec<&$crate::case::Template> {
                [
                    $($crate::case::keys::Choice::within(&value.$one),)?
                    $(<$slot as $crate::case::keys::Slot>::within(&value.$field),)*
                ]
                .concat()
            }
        }

        impl $crate::case::keys::Describes for $name {
            const NAME: &'static str = stringify!($name);

            fn describe(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                let keys = <Self as $crate::case::keys::Mapping>::KEYS;
                let schema = $crate::case::keys::object(generator, &[$($about),+], &[
                    $(<$chosen as $crate::case::keys::Choice>::KEYS,)?
                    keys,
                ]);
                $(let schema = $crate::case::keys::one_of(schema, <$chosen as $crate::case::keys::Choice>::KEYS);)?
                schema
            }
        }
    };
}

/// Declares what one of several keys says, and the enum that it becomes: each variant with its documentation, its name, what
/// it holds, its key, and what the key takes; a `plain` one has no key. `two` and `none` are the errors of a mapping with several of them, and without.
macro_rules! choice {
    (
        $(#[doc = $about:literal])+
        #[derive($($derive:ident),*)]
        $name:ident($what:literal, two $two:literal, none $none:literal $(, help $help:literal)?)
        $(plain { $($(#[doc = $plain_doc:literal])+ $plain:ident($plain_type:ty) = $write:expr;)* })?
        $(true { $($(#[doc = $unit_doc:literal])+ $unit:ident $unit_key:literal;)* })?
        {
            $($(#[doc = $doc:literal])+ $variant:ident($type:ty) $key:literal = $takes:ty;)*
        }
    ) => {
        $(#[doc = $about])+
        #[derive($($derive),*)]
        pub enum $name {
            $($($(#[doc = $plain_doc])+ $plain($plain_type),)*)?
            $(#[doc = concat!("`", $key, "`:")] $(#[doc = $doc])+ $variant($type),)*
            $($(#[doc = concat!("`", $unit_key, "`:")] $(#[doc = $unit_doc])+ $unit,)*)?
        }

        impl $crate::case::keys::Choice for $name {
            const WHAT: &'static str = $what;
            const TWO: &'static str = $two;
            const NONE: &'static str = $none;
            const HELP: Option<&'static str> = [$(Some($help),)? None][0];
            const KEYS: &'static [$crate::case::keys::Key] = &[$(
                $crate::case::keys::Key::of::<$takes>($key, false, &[$($doc),+]),
            )* $($(
                $crate::case::keys::Key::of::<$crate::case::keys::Truth>($unit_key, false, &[$($unit_doc),+]),
            )*)?];

            fn read_under<'n>(
                parser: &mut $crate::case::parse::Parser<'n>,
                node: &'n $crate::case::node::Node,
                key: &str,
            ) -> $crate::case::parse::Parsed<Self> {
                match key {
                    $($key => {
                        let read = <$takes as $crate::case::keys::Takes>::read(parser, node, key)?;
                        Ok(Self::$variant(read))
                    })*
                    $($($unit_key => parser.truth(node, key).map(|()| Self::$unit),)*)?
                    _ => Err($crate::case::parse::Reported),
                }
            }

            fn written(&self) -> (Option<&'static str>, serde_json::Value) {
                match self {
                    $($(Self::$plain(it) => (None, $write(it)),)*)?
                    $(Self::$variant(it) => {
                        (Some($key), <$takes as $crate::case::keys::Takes>::write(it))
                    })*
                    $($(Self::$unit => (Some($unit_key), true.into()),)*)?
                }
            }

            fn within(&self) -> Vec<&$crate::case::Template> {
                match self {
                    $($(Self::$plain(_) => Vec::new(),)*)?
                    $(Self::$variant(it) => <$takes as $crate::case::keys::Takes>::within(it),)*
                    $($(Self::$unit => Vec::new(),)*)?
                }
            }
        }
    };
}

/// Declares a closed set of words, and the enum that they become; the text is what a word is, in a sentence.
macro_rules! words {
    (
        $(#[$meta:meta])*
        $name:ident($what:literal) { $($(#[$of:meta])* $variant:ident $word:literal,)* }
    ) => {
        $(#[$meta])*
        pub enum $name {
            $($(#[$of])* $variant,)*
        }

        impl $crate::case::keys::Words for $name {
            const WHAT: &'static str = $what;
            const WORDS: &'static [(&'static str, Self)] = &[$(($word, Self::$variant),)*];
        }
    };
}

/// Declares what a key takes that is neither: its type, how an item of a list is called, how it is read and written, and its
/// schema, as JSON or by a function of the generator.
macro_rules! kinds {
    ($($(#[$doc:meta])+ $name:ident($type:ty, $item:literal) = $read:expr, $write:expr, $schema:tt $(, sort $sort:expr)?;)*) => {$(
        $(#[$doc])+
        pub(in crate::case) struct $name;

        impl $crate::case::keys::Takes for $name {
            type Value = $type;
            const ITEM: &'static str = $item;

            fn read<'n>(
                parser: &mut $crate::case::parse::Parser<'n>,
                node: &'n $crate::case::node::Node,
                name: &str,
            ) -> $crate::case::parse::Parsed<$type> {
                let read: fn(
                    &mut $crate::case::parse::Parser<'n>,
                    &'n $crate::case::node::Node,
                    &str,
                ) -> $crate::case::parse::Parsed<$type> = $read;
                read(parser, node, name)
            }

            fn write(value: &$type) -> serde_json::Value {
                let write: fn(&$type) -> serde_json::Value = $write;
                write(value)
            }

            fn schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                $crate::case::keys::schema_of!(generator, $schema)
            }

            $(fn sort(body: &mut $crate::case::save::Body) {
                let sort: fn(&mut $crate::case::save::Body) = $sort;
                sort(body);
            })?
        }
    )*};
}

/// A schema as JSON, or by a function of the generator.
macro_rules! schema_of {
    ($generator:ident, {$($json:tt)*}) => {{
        let _ = $generator;
        schemars::json_schema!({$($json)*})
    }};
    ($generator:ident, ($schema:expr)) => {{
        let schema: fn(&mut schemars::SchemaGenerator) -> schemars::Schema = $schema;
        schema($generator)
    }};
}

pub(in crate::case) use {choice, kinds, mapping, schema_of, words};
