//! What becomes of imports.

use std::time::Duration;

use crate::reference::faults::derived::rules;

rules! {
    /// Rules about imported key material.
    #[derive(Debug, Clone, PartialEq)]
    pub(crate) struct ImportRules {
        /// Whether keys of other origins are refused (facts I-001, I-500).
        pub(crate) checks_origin: bool,
        /// Whether wrapping algorithm and wrapping key must fit the key (facts I-531, I-532, I-700).
        pub(crate) checks_wrapping: bool,
        /// Whether the withdrawn padding is refused (fact I-502).
        pub(crate) refuses_withdrawn: bool,
        /// How long parameters are told to be valid (fact I-530).
        pub(crate) told_life: Duration,
        /// How long they are (fact I-529).
        pub(crate) life: Duration,
        /// The error for a token that is none, or another key's (fact I-528).
        pub(crate) bad_token: &'static str,
        /// The error for a token whose day is over (fact I-529).
        pub(crate) old_token: &'static str,
        /// Whether a token must be the key's own (fact I-528).
        pub(crate) checks_token_key: bool,
        /// Whether material that expires needs a date (fact I-002).
        pub(crate) needs_date: bool,
        /// Whether material that does not expire may have none (fact I-526).
        pub(crate) refuses_date: bool,
        /// Whether the date must be a future one, within 365 days (`ImportKeyMaterial` documentation).
        pub(crate) bounds_date: bool,
        /// The error for what cannot be unwrapped (`InvalidCiphertextException` documentation).
        pub(crate) garbage: &'static str,
        /// Whether material must be of the key's spec (`IncorrectKeyMaterialException` documentation).
        pub(crate) checks_material: bool,
        /// Whether it must be the material that was imported before (fact I-523).
        pub(crate) checks_same: bool,
        /// The error for material that it must not be (fact I-523).
        pub(crate) other_material: &'static str,
        /// Whether what only symmetric keys take is refused for others (fact I-522).
        pub(crate) symmetric_only: bool,
        /// Whether new material may not be named by an id (fact I-521).
        pub(crate) refuses_id_of_new: bool,
        /// Whether a second new material waits for its rotation (fact I-513).
        pub(crate) new_waits: bool,
        /// Whether a third is refused meanwhile (fact I-003).
        pub(crate) one_waits: bool,
        /// Whether what is imported is used, and not material of the endpoint's own.
        pub(crate) is_used: bool,
        /// Whether material goes when its time is over (`ImportKeyMaterial` documentation).
        pub(crate) expires: bool,
        /// Whether `DeleteImportedKeyMaterial` deletes (fact I-533).
        pub(crate) deletes: bool,
        /// Whether the key then waits for a deletion no longer (fact I-534: it does).
        pub(crate) deletion_cancels: bool,
        /// Whether answers tell the id of a symmetric key's material (facts I-006, I-512).
        pub(crate) tells_id: bool,
        /// Whether `DescribeKey` tells whether material expires (fact I-510).
        pub(crate) tells_model: bool,
        /// Whether it tells that of material that is gone (facts I-004, I-510: it does not).
        pub(crate) tells_model_of_none: bool,
        /// Whether it tells when (the model).
        pub(crate) tells_date: bool,
    }
}

impl ImportRules {
    pub(crate) fn aws() -> Self {
        Self {
            checks_origin: true,
            checks_wrapping: true,
            refuses_withdrawn: true,
            told_life: Duration::from_hours(24),
            life: Duration::from_hours(24),
            bad_token: "InvalidImportTokenException",
            old_token: "ExpiredImportTokenException",
            checks_token_key: true,
            needs_date: true,
            refuses_date: true,
            bounds_date: true,
            garbage: "InvalidCiphertextException",
            checks_material: true,
            checks_same: true,
            other_material: "IncorrectKeyMaterialException",
            symmetric_only: true,
            refuses_id_of_new: true,
            new_waits: true,
            one_waits: true,
            is_used: true,
            expires: true,
            deletes: true,
            deletion_cancels: false,
            tells_id: true,
            tells_model: true,
            tells_model_of_none: false,
            tells_date: true,
        }
    }
}
