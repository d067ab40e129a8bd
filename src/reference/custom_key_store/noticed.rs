//! Which rules of custom key stores no case can notice, and where the others show.

use crate::model::Operation;
use crate::model::Operation::{
    ConnectCustomKeyStore, CreateCustomKeyStore, DeleteCustomKeyStore, DescribeCustomKeyStores,
    DisconnectCustomKeyStore, GenerateRandom, UpdateCustomKeyStore,
};

const IN_EVERY_STATE: &str = "The guide allows it in every state, the model does not (C-076).";
const SOON_OVER: &str =
    "How long a store is DISCONNECTING is not known, and none need see it (C-061, C-062).";
const ANEW: &str =
    "How long a change takes is not known, so that it begins anew is not seen (C-044, C-064).";
const OTHER_TYPE: &str =
    "Whether members of the other type are refused or ignored is not known, nor with what error.";
const CASE: &str = "Whether two texts that differ by case only are one is not known (C-032).";
const ENDPOINT_TOO: &str =
    "A change of the connectivity takes the endpoint with it, which is refused by itself (C-081).";
const CONTRADICTED: &str = "The operation allows it, the exception's text does not (C-074).";

/// Parts of the book, as the paths of derived faults begin, and why no case may tell right from wrong there.
pub(crate) const OPEN: &[(&str, &str)] = &[
    ("stores.connect.connecting.begins", ANEW),
    ("stores.connect.connecting.refused_yet_begins", ANEW),
    ("stores.create.without.foreign", OTHER_TYPE),
    (
        "stores.describe.both.refused",
        "That id and name do not go together is documented, the error is not (C-135).",
    ),
    ("stores.disconnect.connecting.jumps", SOON_OVER),
    ("stores.disconnect.disconnecting.refused_yet_begins", ANEW),
    ("stores.disconnect.failed.jumps", SOON_OVER),
    ("stores.foreign_member", OTHER_TYPE),
    ("stores.indexes.cluster.folded", CASE),
    (
        "stores.indexes.cluster.reach",
        "A cluster belongs to one account and Region, so that nobody else can name it.",
    ),
    ("stores.indexes.endpoint.folded", CASE),
    ("stores.indexes.name.folded", CASE),
    (
        "stores.indexes.service.folded",
        "The pattern of a service's name leaves it no upper case.",
    ),
    (
        "stores.indexes.service.reach",
        "A service belongs to one Region; whether two accounts may share it is not known (C-022).",
    ),
    ("stores.indexes.uri.folded", CASE),
    (
        "stores.indexes.uri.reach.region",
        "The exception speaks of the Region, the documentation of the account and Region (C-018).",
    ),
    (
        "stores.missing_member",
        "That the members are needed is documented, the error is not (C-004, C-005, C-006, C-081).",
    ),
    (
        "stores.repeat_external",
        "What a repeated request for an external key store gets is not known.",
    ),
    ("stores.updatable.connectivity.connected", ENDPOINT_TOO),
    ("stores.updatable.connectivity.connecting", ENDPOINT_TOO),
    ("stores.updatable.connectivity.disconnecting", ENDPOINT_TOO),
    ("stores.updatable.connectivity.failed", ENDPOINT_TOO),
    ("stores.updatable.credential.connected", CONTRADICTED),
    ("stores.updatable.credential.connecting", IN_EVERY_STATE),
    ("stores.updatable.credential.disconnecting", IN_EVERY_STATE),
    ("stores.updatable.credential.failed", IN_EVERY_STATE),
    ("stores.updatable.name.connecting", IN_EVERY_STATE),
    ("stores.updatable.name.disconnecting", IN_EVERY_STATE),
    ("stores.updatable.name.failed", IN_EVERY_STATE),
    ("stores.updatable.path.connected", CONTRADICTED),
    ("stores.updatable.path.connecting", IN_EVERY_STATE),
    ("stores.updatable.path.disconnecting", IN_EVERY_STATE),
    ("stores.updatable.path.failed", IN_EVERY_STATE),
    ("stores.update.without.foreign", OTHER_TYPE),
];

/// Parts of the book, as the paths of faults begin, and the operations in which they show; others may show anywhere.
pub(crate) const SHOWN: &[(&str, &[Operation])] = &[
    ("stores.connect", &[ConnectCustomKeyStore]),
    ("stores.connect_refused_leaves", &[ConnectCustomKeyStore]),
    ("stores.create", &[CreateCustomKeyStore]),
    ("stores.delete", &[DeleteCustomKeyStore]),
    ("stores.describe", &[DescribeCustomKeyStores]),
    ("stores.disconnect", &[DisconnectCustomKeyStore]),
    (
        "stores.foreign_member",
        &[CreateCustomKeyStore, UpdateCustomKeyStore],
    ),
    ("stores.gives_random", &[GenerateRandom]),
    (
        "stores.indexes",
        &[CreateCustomKeyStore, UpdateCustomKeyStore],
    ),
    (
        "stores.missing_member",
        &[CreateCustomKeyStore, UpdateCustomKeyStore],
    ),
    ("stores.updatable", &[UpdateCustomKeyStore]),
    ("stores.update", &[UpdateCustomKeyStore]),
    ("stores.update_forgets", &[UpdateCustomKeyStore]),
];
