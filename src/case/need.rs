//! Preconditions of a case.

use super::keys::{Members, Optional, Or, Required, Stated, mapping, words};
use super::parse::{KeyOfNeeds, StoreOfNeeds};
use super::{FreshKind, Principal, Region, Shaped, Span, Template};
use crate::model::Operation;

/// A named precondition.
#[derive(Debug, Clone, PartialEq)]
pub struct Need {
    /// The name by which steps refer to it.
    pub name: String,
    /// Where it stands.
    pub span: Span,
    /// Who makes it.
    pub principal: Principal,
    /// Where it is made.
    pub region: Region,
    /// What it is.
    pub kind: NeedKind,
}

impl Need {
    /// Whether it is a key.
    #[must_use]
    pub fn is_key(&self) -> bool {
        matches!(self.kind, NeedKind::Key(_))
    }
}

/// What a precondition is.
#[derive(Debug, Clone, PartialEq)]
pub enum NeedKind {
    /// `role: custom_key_store`.
    CustomKeyStore(StoreNeed),
    /// `role: key`.
    Key(KeyNeed),
    /// One of [`OF_A_KEY`].
    OfKey(OfKeyNeed),
}

/// A role of what one request makes of a key; one row each, and the only place that has to know of a new one beside the
/// table of how things are found again and undone.
#[derive(Debug, PartialEq)]
pub struct OfKeyRole {
    /// The word in cases.
    pub word: &'static str,
    /// It in a sentence.
    pub noun: &'static str,
    /// What makes it.
    pub create: Operation,
    /// The member of that request which names the key.
    pub key: &'static str,
    /// The members that are drawn, unless the case has its own.
    pub drawn: &'static [(&'static str, FreshKind)],
}

/// Every role of what one request makes of a key.
pub static OF_A_KEY: &[OfKeyRole] = &[OfKeyRole {
    word: "alias",
    noun: "an alias",
    create: Operation::CreateAlias,
    key: "TargetKeyId",
    drawn: &[("AliasName", FreshKind::Alias)],
}];

mapping! {
    /// What one request makes of a key.
    #[derive(Debug, Clone, PartialEq)]
    pub OfKeyNeed("a need", check OfKeyNeed::check)
    given {
        /// What it is.
        role: &'static OfKeyRole = |parser, _| parser.role;
    } {
        /// The name of the key's need.
        of "of": String = Required<KeyOfNeeds>;
        /// Members of the request that makes it, which differ from drawn ones.
        with "with": Vec<(String, Template)> = Or<Members>;
    }
}

impl OfKeyNeed {
    /// The members of the request that makes it, the case's own last: they take the place of those before them.
    #[must_use]
    pub fn input(&self) -> Vec<(String, Template)> {
        let template = |shaped| Template {
            span: Span::default(),
            shaped,
        };
        let drawn = self.role.drawn.iter();
        let mut members: Vec<_> = drawn
            .map(|(member, kind)| ((*member).to_owned(), template(Shaped::Fresh(*kind))))
            .collect();
        let key = template(Shaped::Ref(vec![self.of.clone(), "KeyId".to_owned()]));
        members.push((self.role.key.to_owned(), key));
        members.extend(self.with.iter().cloned());
        members
    }
}

mapping! {
    /// A custom key store.
    #[derive(Debug, Clone, PartialEq)]
    pub StoreNeed("a need", check StoreNeed::check) {
        /// What backs the store.
        store_type "type": StoreType = Stated<StoreType>;
        /// How an external key store is reached; ignored for `AWS_CLOUDHSM`.
        connectivity "connectivity": StoreConnectivity = Or<StoreConnectivity>;
        /// The connection state at the first step.
        state "state": StoreState = Or<StoreState>;
        /// Members of the request that makes it, which differ from drawn ones.
        with "with": Vec<(String, Template)> = Or<Members>;
    }
}

words! {
    /// `CustomKeyStoreType`.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
    #[expect(missing_docs, reason = "the values of the model's enum")]
    StoreType("type of store") {
        #[default]
        AwsCloudHsm "AWS_CLOUDHSM",
        ExternalKeyStore "EXTERNAL_KEY_STORE",
    }
}

words! {
    /// `XksProxyConnectivityType`.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
    #[expect(missing_docs, reason = "the values of the model's enum")]
    StoreConnectivity("connectivity") {
        #[default]
        PublicEndpoint "PUBLIC_ENDPOINT",
        VpcEndpointService "VPC_ENDPOINT_SERVICE",
    }
}

words! {
    /// `ConnectionStateType`.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
    #[expect(missing_docs, reason = "the values of the model's enum")]
    StoreState("connection state") {
        #[default]
        Disconnected "DISCONNECTED",
        Connecting "CONNECTING",
        Connected "CONNECTED",
        Disconnecting "DISCONNECTING",
        Failed "FAILED",
    }
}

mapping! {
    /// A KMS key.
    #[derive(Debug, Clone, PartialEq)]
    pub KeyNeed("a need", check KeyNeed::check) {
        /// The name of the store need in which it stands; a key of KMS's own when `None`.
        store "in": Option<String> = Optional<StoreOfNeeds>;
        /// Its state at the first step.
        state "state": KeyStateNeed = Or<KeyStateNeed>;
        /// Members of the request that makes it, which differ from the default.
        with "with": Vec<(String, Template)> = Or<Members>;
    }
}

words! {
    /// The key states that a need may ask for.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
    #[expect(missing_docs, reason = "the values of the model's enum")]
    KeyStateNeed("key state") {
        #[default]
        Enabled "Enabled",
        Disabled "Disabled",
        PendingDeletion "PendingDeletion",
        Unavailable "Unavailable",
    }
}
