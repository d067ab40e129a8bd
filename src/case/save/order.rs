//! The order of keys: one table of what stands where in a file.

use super::sheet::{Body, Entry};

/// A place of the format whose keys have an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Case,
    Citation,
    Need,
    Row,
    Step,
    Eventually,
    Expect,
    Counted,
    Error,
    Wire,
    Sign,
    Ended,
    Request,
    Fact,
}

/// What stands under a key.
#[derive(Debug, Clone, Copy)]
enum Under {
    /// A value, whose keys stay as they are.
    Value,
    /// A place.
    One(Place),
    /// A list or mapping of places.
    Each(Place),
}

use Under::{Each, One, Value};

/// What is known of a place: its keys in order, and what stands under each.
type Keys = &'static [(&'static str, Under)];

/// The keys of every place.
const KEYS: &[(Place, Keys)] = &[
    (
        Place::Case,
        &[
            ("requirement", Value),
            ("evidence", Each(Place::Citation)),
            ("note", Value),
            ("tags", Value),
            ("serial", Value),
            ("judges", Value),
            ("let", Value),
            ("needs", Each(Place::Need)),
            ("rows", Each(Place::Row)),
            ("steps", Each(Place::Step)),
            ("defaults", One(Place::Fact)),
            ("facts", Each(Place::Fact)),
        ],
    ),
    (Place::Citation, &[("fact", Value), ("note", Value)]),
    (
        Place::Need,
        &[
            ("role", Value),
            ("in", Value),
            ("type", Value),
            ("connectivity", Value),
            ("state", Value),
            ("as", Value),
            ("region", Value),
            ("with", Value),
        ],
    ),
    (Place::Row, &[("name", Value), ("requirement", Value)]),
    (
        Place::Step,
        &[
            ("id", Value),
            ("requirement", Value),
            ("as", Value),
            ("region", Value),
            ("call", Value),
            ("input", Value),
            ("unknown_members", Value),
            ("wire", One(Place::Wire)),
            ("copies", Value),
            ("advance", Value),
            ("disturb", Value),
            ("run", Value),
            ("env", Value),
            ("files", Value),
            ("stdin", Value),
            ("server", Value),
            ("signal", Value),
            ("stdout_to", Value),
            ("eventually", One(Place::Eventually)),
            ("expect", One(Place::Expect)),
            ("unchanged", Value),
        ],
    ),
    (
        Place::Eventually,
        &[("within", Value), ("stable_for", Value)],
    ),
    (
        Place::Expect,
        &[
            ("ok", Value),
            ("error", One(Place::Error)),
            ("refused", Value),
            ("any_of", Each(Place::Expect)),
            ("each", Each(Place::Counted)),
            ("status", Value),
            ("headers", Value),
            ("body", Value),
            ("both", One(Place::Ended)),
            ("v1", One(Place::Ended)),
            ("v2", One(Place::Ended)),
        ],
    ),
    (
        Place::Counted,
        &[("count", Value), ("expect", One(Place::Expect))],
    ),
    (
        Place::Error,
        &[("type", Value), ("message", Value), ("status", Value)],
    ),
    (
        Place::Wire,
        &[
            ("method", Value),
            ("path", Value),
            ("target", Value),
            ("content_type", Value),
            ("headers", Value),
            ("body", Value),
            ("sign", One(Place::Sign)),
        ],
    ),
    (
        Place::Sign,
        &[
            ("at", Value),
            ("region", Value),
            ("service", Value),
            ("scope_date", Value),
            ("terminator", Value),
            ("algorithm", Value),
            ("access_key_id", Value),
            ("secret_access_key", Value),
            ("session_token", Value),
            ("signature", Value),
            ("unsigned", Value),
            ("omit", Value),
            ("authorization", Value),
            ("alter_headers", Value),
            ("alter_body", Value),
            ("omit_date", Value),
            ("in_query", Value),
        ],
    ),
    (
        Place::Ended,
        &[
            ("exit", Value),
            ("stdout", Value),
            ("stderr", Value),
            ("requests", Each(Place::Request)),
        ],
    ),
    (Place::Request, &[("times", Value)]),
    (
        Place::Fact,
        &[
            ("operations", Value),
            ("statement", Value),
            ("kind", Value),
            ("source", Value),
            ("date", Value),
            ("via", Value),
            ("confidence", Value),
            ("supports", Value),
            ("question", Value),
            ("note", Value),
            ("unchecked", Value),
        ],
    ),
];

impl Place {
    fn keys(self) -> Keys {
        let found = KEYS.iter().find(|(place, _)| *place == self);
        found.map_or(&[], |(_, keys)| keys)
    }

    /// Where a key stands: those of the table first, then others as they are.
    fn rank(self, key: &str) -> usize {
        let keys = self.keys();
        let found = keys.iter().position(|(name, _)| *name == key);
        found.unwrap_or(keys.len())
    }

    fn under(self, key: &str) -> Under {
        let mut keys = self.keys().iter();
        let found = keys.find(|(name, _)| *name == key);
        found.map_or(Value, |(_, under)| *under)
    }
}

/// Puts the keys of a file of cases or facts into the order of the format.
pub(in crate::case) fn order(body: &mut Body) {
    put_in_order(body, Place::Case);
}

fn put_in_order(body: &mut Body, place: Place) {
    let Body::Map(entries) = body else {
        return;
    };
    entries.sort_by_key(|entry| place.rank(entry.key.as_deref().unwrap_or_default()));
    for Entry { key, body, .. } in entries {
        match place.under(key.as_deref().unwrap_or_default()) {
            Value => {}
            One(inner) => put_in_order(body, inner),
            Each(inner) => {
                if let Body::List(entries) | Body::Map(entries) = body {
                    for entry in entries {
                        put_in_order(&mut entry.body, inner);
                    }
                }
            }
        }
    }
}
