//! What a target is, asked by the probes that a run makes: whose it is, which operations and which features it has.

use serde::Serialize;
use serde_json::{Value, json};

use super::RunOptions;
use super::capability::Capabilities;
use super::cleanup;
use super::client::{Calling, Client, Unanswered};
use super::ledger::Ledger;
use super::left_behind::Remains;
use super::marking::Marker;
use super::request::Draft;
use crate::case::{Lack, Principal, Region};
use crate::check::{LeftBehind, Reply};
use crate::model::{Model, Operation};
use crate::target::not_implemented::Absence;
use crate::target::{Session, Target};
use crate::wire::Response;

/// The value of [`Examination::schema`].
pub const DOCTOR_SCHEMA: &str = "kmspec/doctor/v1";

/// What a target is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Examination {
    /// Always `kmspec/doctor/v1`.
    pub schema: &'static str,
    /// `reference`, or the URL.
    pub target: String,
    /// By how many milliseconds its clock is ahead of the local one; 0 where that may be rounding.
    pub clock_skew_ms: i64,
    /// Each case has a world of its own, with a clock that it may move.
    pub worlds: bool,
    /// Whether it takes a good signature.
    pub signed: Feature,
    /// Whether it refuses a wrong one.
    pub checks_signatures: Feature,
    /// The account, by a key's ARN, else as the credentials' profile has it.
    pub account: Option<String>,
    /// The Regions, home first, and whether it answers there.
    pub regions: Vec<(String, Feature)>,
    /// Whether it has custom key stores.
    pub custom_key_stores: Feature,
    /// Whether the peer is of another account.
    pub second_account: Feature,
    /// Whether it refuses somebody who has no permission.
    pub iam: Feature,
    /// Every operation of KMS, by name.
    pub operations: Vec<(String, Feature)>,
    /// What could not be taken away again.
    pub left_behind: Vec<LeftBehind>,
}

/// Whether something is there, and why that is said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Feature {
    /// `None` where nobody can know.
    pub there: Option<bool>,
    /// Why, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

impl Feature {
    fn yes() -> Self {
        Self {
            there: Some(true),
            why: None,
        }
    }

    fn no(why: impl Into<String>) -> Self {
        Self {
            there: Some(false),
            why: Some(why.into()),
        }
    }

    fn unknown(why: impl Into<String>) -> Self {
        Self {
            there: None,
            why: Some(why.into()),
        }
    }
}

/// Asks a target what it is. A key is made for each caller that is asked for, and taken away again.
///
/// # Errors
/// When no session can be had, or the first call gets no answer.
pub async fn examine(
    target: &Target,
    options: &RunOptions,
) -> Result<Examination, crate::target::Error> {
    let session = target.open(0).await?;
    let (ledger, capabilities) = (Ledger::default(), Capabilities::default());
    let client = Client {
        shared_keys: None,
        session: &session,
        ledger: &ledger,
        capabilities: &capabilities,
        marker: Marker::of_run(options.marks.as_ref()),
        waits: options.waits(),
        cleanup: false,
    };
    let told = Doctor { client }.tell(target).await;
    let client = Client {
        cleanup: true,
        ..client
    };
    cleanup::within_limits(client, &options.cancel).await;
    let remains = Remains::of(&ledger);
    let mut told = match told {
        Ok(told) => told,
        Err(Unanswered::Target(error)) => return Err(error),
        Err(why) => return Err(crate::target::Error::Options(why.text())),
    };
    session.close().await;
    told.left_behind = remains.report(target, options, &capabilities).await;
    Ok(told)
}

/// Asks.
#[derive(Clone, Copy)]
struct Doctor<'a> {
    client: Client<'a>,
}

impl Doctor<'_> {
    async fn tell(self, target: &Target) -> Result<Examination, Unanswered> {
        let session = self.client.session;
        let first = self
            .call(Operation::ListKeys, Principal::Owner, &json!({}))
            .await?;
        let (signed, checks_signatures) = self.signatures(&first).await;
        let key = self.key(Principal::Owner).await;
        let owner = session.principal(Principal::Owner);
        let known = owner.map(|owner| owner.account).filter(|it| !it.is_empty());
        let account = key.as_deref().and_then(account_of).or(known);
        let mut operations = Vec::new();
        for operation in Operation::ALL {
            let there = self.operation(*operation).await;
            operations.push((operation.name().to_owned(), there));
        }
        Ok(Examination {
            schema: DOCTOR_SCHEMA,
            target: target.name().to_owned(),
            clock_skew_ms: match target {
                Target::Http(endpoint) if !endpoint.has_worlds() => endpoint.skew_millis(),
                _ => 0,
            },
            worlds: target.has_world(),
            signed,
            checks_signatures,
            regions: self.regions(key.as_deref()).await,
            custom_key_stores: stores(session, &operations),
            second_account: self.second_account(account.as_deref()).await,
            iam: self.iam().await,
            account,
            operations,
            left_behind: Vec::new(),
        })
    }

    async fn call(
        self,
        operation: Operation,
        principal: Principal,
        input: &Value,
    ) -> Result<Response, Unanswered> {
        self.client
            .patient_call(calling(operation, principal, Region::Home), input)
            .await
    }

    /// Whether it has an operation, by its good call; where none is known, by the answer to a call that says nothing.
    async fn operation(self, operation: Operation) -> Feature {
        let capabilities = self.client.capabilities;
        let there = capabilities.has(self.client, operation).await;
        if there.there.is_some() {
            return there;
        }
        let answer = self.call(operation, Principal::Owner, &json!({})).await;
        match answer {
            Ok(_) if capabilities.has_answered(operation) => Feature::yes(),
            Ok(answer) => {
                let told = describe(operation, &answer);
                match self.client.session.absence(&answer, operation) {
                    Some(Absence::Definite) => Feature::no(told),
                    _ => Feature::unknown(format!("a call without input was answered {told}")),
                }
            }
            Err(why) => Feature::unknown(why.text()),
        }
    }

    async fn signatures(self, first: &Response) -> (Feature, Feature) {
        if first.status >= 300 {
            let why = describe(Operation::ListKeys, first);
            let unknown = Feature::unknown("not even a good one was taken");
            return (Feature::no(format!("ListKeys was answered {why}")), unknown);
        }
        let draft = Draft::plain(
            self.client.session,
            Operation::ListKeys,
            Principal::Owner,
            Region::Home,
            &json!({}),
        );
        let calling = calling(Operation::ListKeys, Principal::Owner, Region::Home);
        let forged = self.client.send(calling, &draft.forged()).await;
        let checks = match forged {
            Ok(answer) if answer.status < 300 => Feature::no("a wrong signature is taken"),
            Ok(_) => Feature::yes(),
            Err(why) => Feature::unknown(why.text()),
        };
        (Feature::yes(), checks)
    }

    /// The ARN of a new key; `None` where none is made.
    async fn key(self, principal: Principal) -> Option<String> {
        let made = self
            .call(Operation::CreateKey, principal, &json!({}))
            .await
            .ok()?;
        let body = Reply::read(&made).json()?.clone();
        Some(body.pointer("/KeyMetadata/Arn")?.as_str()?.to_owned())
    }

    /// Whether each Region answers; the other one must not show the home Region's key.
    async fn regions(self, key: Option<&str>) -> Vec<(String, Feature)> {
        let mut regions = Vec::new();
        for region in [Region::Home, Region::Other] {
            let Some(name) = self.client.session.region(region) else {
                continue;
            };
            let calling = calling(Operation::ListKeys, Principal::Owner, region);
            let answer = self.client.patient_call(calling, &json!({})).await;
            let there = match answer {
                Ok(answer) if answer.status < 300 => match key.and_then(id_of) {
                    Some(id) if region == Region::Other => self.shows_no(id).await,
                    _ => Feature::yes(),
                },
                Ok(answer) => Feature::no(describe(Operation::ListKeys, &answer)),
                Err(why) => Feature::unknown(why.text()),
            };
            regions.push((name.to_owned(), there));
        }
        regions
    }

    async fn shows_no(self, id: &str) -> Feature {
        let calling = calling(Operation::DescribeKey, Principal::Owner, Region::Other);
        let answer = self.client.call(calling, &json!({"KeyId": id})).await;
        match answer {
            Ok(answer) if answer.status < 300 => {
                Feature::no("it shows a key of the home Region, so it is the same one")
            }
            Ok(_) => Feature::yes(),
            Err(why) => Feature::unknown(why.text()),
        }
    }

    async fn second_account(self, owner: Option<&str>) -> Feature {
        if let Some(said) = self.unasked(Principal::Peer) {
            return said;
        }
        let key = self.key(Principal::Peer).await;
        match (key.as_deref().and_then(account_of), owner) {
            (Some(its), Some(owner)) if its != owner => Feature {
                there: Some(true),
                why: Some(its),
            },
            (Some(its), Some(_)) => Feature::no(format!("the peer's keys are in {its} too")),
            _ => Feature::unknown("no key's ARN tells the accounts"),
        }
    }

    async fn iam(self) -> Feature {
        if let Some(said) = self.unasked(Principal::Stranger) {
            return said;
        }
        let answer = self
            .call(Operation::ListKeys, Principal::Stranger, &json!({}))
            .await;
        match answer {
            Ok(answer) if answer.status < 300 => Feature::no("the stranger may list keys"),
            Ok(answer)
                if Reply::read(&answer).error_type.as_deref() == Some("AccessDeniedException") =>
            {
                Feature::yes()
            }
            Ok(answer) => Feature::unknown(describe(Operation::ListKeys, &answer)),
            Err(why) => Feature::unknown(why.text()),
        }
    }

    /// What is said of a feature where nobody is there to ask for it.
    fn unasked(self, principal: Principal) -> Option<Feature> {
        let session = self.client.session;
        if session.principal(principal).is_some() {
            return None;
        }
        let name = principal.word();
        Some(if session.cannot_have(principal) {
            Feature::no("by its profile, or its file of principals")
        } else {
            Feature::unknown(format!("there are no credentials for `{name}`"))
        })
    }
}

fn calling(operation: Operation, principal: Principal, region: Region) -> Calling<'static> {
    Calling {
        operation,
        principal,
        region,
        label: "what it is",
        waiting: false,
    }
}

/// Whether it has custom key stores, by the operations that make, show and delete them.
fn stores(session: &Session, operations: &[(String, Feature)]) -> Feature {
    let needed = [
        "CreateCustomKeyStore",
        "DescribeCustomKeyStores",
        "DeleteCustomKeyStore",
    ];
    let absent = needed.iter().find(|name| {
        let mut known = operations.iter();
        !known.any(|(its, there)| its == *name && there.there == Some(true))
    });
    match absent {
        Some(name) => Feature::no(format!("{name} is absent, or not known")),
        None if session.lacks(Lack::CustomKeyStores) => Feature {
            there: Some(true),
            why: Some("though its profile says that it can never have any".to_owned()),
        },
        None => Feature::yes(),
    }
}

fn describe(operation: Operation, answer: &Response) -> String {
    Reply::read(answer).describe(Model::bundled(), operation)
}

fn account_of(arn: &str) -> Option<String> {
    arn.split(':')
        .nth(4)
        .filter(|it| !it.is_empty())
        .map(str::to_owned)
}

fn id_of(arn: &str) -> Option<&str> {
    arn.rsplit('/').next()
}
