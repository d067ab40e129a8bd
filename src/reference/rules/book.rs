//! The book as a whole.

use super::{Front, PageRules, ReplyRules};
use crate::reference::alias::AliasRules;
use crate::reference::custom_key_store::StoreRules;
use crate::reference::data_key::DataKeyRules;
use crate::reference::encapsulation::EncapsulationRules;
use crate::reference::encryption::CryptoRules;
use crate::reference::faults::derived::rules;
use crate::reference::grant::GrantRules;
use crate::reference::iam::IamRules;
use crate::reference::key::KeyRules;
use crate::reference::key_policy::PolicyRules;
use crate::reference::mac::MacRules;
use crate::reference::pair::PairRules;
use crate::reference::public_key::PublicKeyRules;
use crate::reference::shared_secret::SharedSecretRules;
use crate::reference::signature::SignatureRules;
use crate::reference::tag::TagRules;

rules! {
    /// Every decision of the reference endpoint.
    ///
    /// Invariant: behaviour depends on the book and on the requests, never on which fault or choice edited it.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Rules {
        pub(crate) front: Front,
        pub(crate) reply: ReplyRules,
        pub(crate) pages: PageRules,
        pub(crate) stores: StoreRules,
        pub(crate) keys: KeyRules,
        pub(crate) crypto: CryptoRules,
        pub(crate) data_keys: DataKeyRules,
        pub(crate) macs: MacRules,
        pub(crate) pairs: PairRules,
        pub(crate) public_keys: PublicKeyRules,
        pub(crate) signatures: SignatureRules,
        pub(crate) shared_secrets: SharedSecretRules,
        pub(crate) encapsulation: EncapsulationRules,
        pub(crate) aliases: AliasRules,
        pub(crate) tags: TagRules,
        pub(crate) policies: PolicyRules,
        pub(crate) grants: GrantRules,
        pub(crate) iam: IamRules,
    }
}

impl Rules {
    /// The book that the evidence about AWS asks for; each open question has its most likely answer.
    #[must_use]
    pub fn aws() -> Self {
        Self {
            front: Front::aws(),
            reply: ReplyRules::aws(),
            pages: PageRules::aws(),
            stores: StoreRules::aws(),
            keys: KeyRules::aws(),
            crypto: CryptoRules::aws(),
            data_keys: DataKeyRules::aws(),
            macs: MacRules::aws(),
            pairs: PairRules::aws(),
            public_keys: PublicKeyRules::aws(),
            signatures: SignatureRules::aws(),
            shared_secrets: SharedSecretRules::aws(),
            encapsulation: EncapsulationRules::aws(),
            aliases: AliasRules::aws(),
            tags: TagRules::aws(),
            policies: PolicyRules::aws(),
            grants: GrantRules::aws(),
            iam: IamRules::aws(),
        }
    }
}

impl Default for Rules {
    fn default() -> Self {
        Self::aws()
    }
}
