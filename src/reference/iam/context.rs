//! What conditions see of a call: the values of condition keys (service authorization reference of KMS; facts A-701, G-503,
//! G-536).

use serde_json::Value;

use super::condition::ConditionKey;
use super::{IamRules, Subject};
use crate::model::{Model, Operation};
use crate::reference::call::Call;
use crate::reference::input::Input;
use crate::reference::key::Key;
use crate::reference::kms::Kms;

/// One call, as conditions see it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Context<'a> {
    pub(crate) kms: &'a Kms,
    pub(crate) call: &'a Call<'a>,
    pub(crate) subject: &'a Subject,
    /// The key that the call is about, once it is known.
    pub(crate) key: Option<&'a Key>,
}

/// The values of one condition key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Values {
    /// The call does not have it.
    Absent,
    /// A reference cannot know it: it does not see the network, and knows of no organization.
    Unknown,
    These(Vec<String>),
}

impl Values {
    fn one(value: impl Into<String>) -> Self {
        Self::These(vec![value.into()])
    }

    fn given(value: Option<impl Into<String>>) -> Self {
        value.map_or(Self::Absent, Self::one)
    }

    fn all<T: Into<String>>(values: impl IntoIterator<Item = T>) -> Self {
        let values: Vec<String> = values.into_iter().map(Into::into).collect();
        if values.is_empty() {
            Self::Absent
        } else {
            Self::These(values)
        }
    }
}

/// Keys that depend on what a reference does not see.
const UNKNOWN: &[&str] = &[
    "aws:sourceip",
    "aws:vpcsourceip",
    "aws:sourcevpc",
    "aws:sourcevpce",
    "aws:securetransport",
    "aws:useragent",
    "aws:referer",
    "aws:userid",
    "aws:principaltag",
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:resourceorgid",
    "aws:resourceorgpaths",
    "aws:multifactorauthpresent",
    "aws:multifactorauthage",
];

/// Operations that a service may call for somebody.
const FOR_RESOURCES: &[Operation] = &[
    Operation::CreateGrant,
    Operation::ListGrants,
    Operation::RevokeGrant,
];

/// Operations that encrypt or decrypt under the key, by an algorithm.
const ENCRYPTING: &[Operation] = &[
    Operation::Encrypt,
    Operation::Decrypt,
    Operation::ReEncrypt,
    Operation::GenerateDataKey,
    Operation::GenerateDataKeyWithoutPlaintext,
    Operation::GenerateDataKeyPair,
    Operation::GenerateDataKeyPairWithoutPlaintext,
];

impl Context<'_> {
    /// The values that the call has of a condition key.
    pub(super) fn values(&self, rules: &IamRules, key: &ConditionKey) -> Values {
        let name = key.name.as_str();
        match name {
            _ if UNKNOWN.contains(&name) => Values::Unknown,
            "aws:principalaccount" | "kms:calleraccount" => Values::one(&self.subject.account),
            "aws:principalarn" => Values::one(self.subject.principal_arn()),
            "aws:principaltype" => Values::one(if self.call.caller.session.is_some() {
                "AssumedRole"
            } else {
                "User"
            }),
            "aws:username" => {
                let user = &self.call.caller.name;
                Values::given(self.call.caller.session.is_none().then_some(user))
            }
            "aws:requestedregion" => Values::one(&self.call.caller.tenant.region),
            "aws:currenttime" => Values::one(self.kms.now.iso_date()),
            "aws:epochtime" => Values::one(self.kms.now.millis().div_euclid(1000).to_string()),
            // Everybody here calls for themselves.
            "aws:viaawsservice" | "aws:principalisawsservice" => Values::one("false"),
            "aws:resourceaccount" => Values::given(self.key.map(|key| &key.tenant.account)),
            "aws:requesttag" => self.request_tag(key),
            "aws:tagkeys" => Values::all(self.tag_keys()),
            "aws:resourcetag" => self.resource_tag(key),
            "kms:encryptioncontext" => self.encryption_context(rules, key),
            "kms:encryptioncontextkeys" => {
                let entries = self.context().map(Input::entries).unwrap_or_default();
                Values::all(entries.into_iter().map(|(key, _)| key))
            }
            "kms:requestalias" => Values::given(self.request_alias()),
            "kms:resourcealiases" => Values::all(self.resource_aliases()),
            _ => self.of_key(name).unwrap_or_else(|| self.of_operation(name)),
        }
    }

    /// Keys about the key, or the one that is to be created.
    fn of_key(&self, name: &str) -> Option<Values> {
        let input = self.call.input;
        let creates = self.call.operation == Operation::CreateKey;
        let given = |member: &str, usual: &str| {
            creates.then(|| input.text(member).unwrap_or(usual).to_owned())
        };
        let value = match name {
            "kms:keyspec" | "kms:customermasterkeyspec" => {
                let older = input.text("CustomerMasterKeySpec");
                let asked = || given("KeySpec", older.unwrap_or("SYMMETRIC_DEFAULT"));
                self.key.map(|key| key.spec.name.to_owned()).or_else(asked)
            }
            "kms:keyusage" | "kms:customermasterkeyusage" => match self.key {
                Some(key) => Some(key.usage.clone()),
                None => given("KeyUsage", "ENCRYPT_DECRYPT"),
            },
            "kms:keyorigin" => match self.key {
                Some(key) => Some(key.origin.name().to_owned()),
                None => given("Origin", "AWS_KMS"),
            },
            "kms:multiregion" => match self.key {
                Some(key) => Some(key.multi_region.to_string()),
                None => creates.then(|| input.flag("MultiRegion").to_string()),
            },
            _ => return None,
        };
        Some(Values::given(value))
    }

    /// Keys about what is asked.
    fn of_operation(&self, name: &str) -> Values {
        let (input, operation) = (self.call.input, self.call.operation);
        let is = |all: &[Operation]| all.contains(&operation);
        match name {
            "kms:grantisforawsresource" if is(FOR_RESOURCES) => Values::one("false"),
            "kms:grantoperations" if is(&[Operation::CreateGrant]) => {
                Values::all(input.list("Operations").iter().filter_map(Value::as_str))
            }
            "kms:granteeprincipal" if is(&[Operation::CreateGrant]) => {
                Values::given(input.text("GranteePrincipal"))
            }
            "kms:retiringprincipal" if is(&[Operation::CreateGrant]) => {
                Values::given(input.text("RetiringPrincipal"))
            }
            "kms:grantconstrainttype" if is(&[Operation::CreateGrant]) => {
                let constraints = input.structure("Constraints");
                let kinds = ["EncryptionContextEquals", "EncryptionContextSubset"];
                let given = |kind: &&str| constraints.is_some_and(|given| given.has(kind));
                Values::all(kinds.into_iter().filter(given))
            }
            "kms:bypasspolicylockoutsafetycheck"
                if is(&[Operation::CreateKey, Operation::PutKeyPolicy]) =>
            {
                Values::one(input.flag("BypassPolicyLockoutSafetyCheck").to_string())
            }
            "kms:schedulekeydeletionpendingwindowindays"
                if is(&[Operation::ScheduleKeyDeletion]) =>
            {
                Values::one(
                    input
                        .integer("PendingWindowInDays")
                        .unwrap_or(30)
                        .to_string(),
                )
            }
            "kms:rotationperiodindays" if is(&[Operation::EnableKeyRotation]) => Values::one(
                input
                    .integer("RotationPeriodInDays")
                    .unwrap_or(365)
                    .to_string(),
            ),
            "kms:encryptionalgorithm" if is(ENCRYPTING) => Values::one(
                input
                    .text("EncryptionAlgorithm")
                    .unwrap_or("SYMMETRIC_DEFAULT"),
            ),
            "kms:signingalgorithm" => self.member("SigningAlgorithm"),
            "kms:macalgorithm" => self.member("MacAlgorithm"),
            "kms:messagetype" if is(&[Operation::Sign, Operation::Verify]) => {
                Values::one(input.text("MessageType").unwrap_or("RAW"))
            }
            "kms:keyagreementalgorithm" => self.member("KeyAgreementAlgorithm"),
            "kms:datakeypairspec" => self.member("KeyPairSpec"),
            "kms:wrappingalgorithm" => self.member("WrappingAlgorithm"),
            "kms:wrappingkeyspec" => self.member("WrappingKeySpec"),
            "kms:expirationmodel" => self.member("ExpirationModel"),
            "kms:replicaregion" => self.member("ReplicaRegion"),
            "kms:primaryregion" => self.member("PrimaryRegion"),
            // Nobody here is a service, and `kms:ViaService` is of calls that one makes.
            _ => Values::Absent,
        }
    }

    /// A member of the input that is one of the operation's.
    fn member(&self, name: &str) -> Values {
        let shape = Model::bundled().input(self.call.operation);
        let text = self.call.input.text(name);
        Values::given(text.filter(|_| shape.member(name).is_some()))
    }

    /// The encryption context: of the call, or of the grant that it makes.
    fn context(&self) -> Option<Input<'_>> {
        let input = self.call.input;
        if self.call.operation == Operation::CreateGrant {
            let constraints = input.structure("Constraints")?;
            let equals = constraints.structure("EncryptionContextEquals");
            return equals.or_else(|| constraints.structure("EncryptionContextSubset"));
        }
        input.structure("EncryptionContext")
    }

    fn encryption_context(&self, rules: &IamRules, key: &ConditionKey) -> Values {
        let which = key.which.as_deref().unwrap_or_default();
        let entries = self.context().map(Input::entries).unwrap_or_default();
        let is = |name: &str| {
            name == which || (rules.condition_keys_ignore_case && name.eq_ignore_ascii_case(which))
        };
        Values::given(
            entries
                .into_iter()
                .find(|(name, _)| is(name))
                .map(|(_, value)| value),
        )
    }

    fn request_tag(&self, key: &ConditionKey) -> Values {
        let which = key.which.as_deref().unwrap_or_default();
        let tags = self.call.input.list("Tags").iter().map(Input::of);
        let mut named = tags.filter(|tag| {
            let name = tag.text("TagKey");
            name.is_some_and(|name| name.eq_ignore_ascii_case(which))
        });
        Values::given(named.next().and_then(|tag| tag.text("TagValue")))
    }

    fn tag_keys(&self) -> Vec<String> {
        let input = self.call.input;
        let tags = input.list("Tags").iter().map(Input::of);
        let set = tags.filter_map(|tag| tag.text("TagKey"));
        let taken = input.list("TagKeys").iter().filter_map(Value::as_str);
        set.chain(taken).map(str::to_owned).collect()
    }

    fn resource_tag(&self, key: &ConditionKey) -> Values {
        let which = key.which.as_deref().unwrap_or_default();
        let tags = self.key.map_or(&[][..], |key| &key.tags);
        let found = tags
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(which));
        Values::given(found.map(|(_, value)| value))
    }

    /// The alias by which the call names its key, without what its ARN has before it.
    fn request_alias(&self) -> Option<String> {
        let mut members = self.call.operation.key_members().iter();
        let text = members.find_map(|member| self.call.input.text(member))?;
        let name = match text.strip_prefix("arn:") {
            Some(rest) => rest.splitn(5, ':').nth(4)?,
            None => text,
        };
        name.starts_with("alias/").then(|| name.to_owned())
    }

    fn resource_aliases(&self) -> Vec<String> {
        let Some(key) = self.key else {
            return Vec::new();
        };
        let mut tenants = self.kms.accounts.iter();
        let held = tenants.find(|(tenant, _)| **tenant == key.tenant);
        let aliases = held.into_iter().flat_map(|(_, held)| &held.aliases);
        let own = aliases.filter(|(_, alias)| alias.target == key.id);
        own.map(|(name, _)| name.clone()).collect()
    }
}
