//! What STS does.

use std::time::Duration;

use super::answer::{Element, StsError, Success};
use super::request::{Constraints, Parameters, unknown};
use super::session::{self, Session};
use super::{Sts, web_identity};
use crate::reference::authenticate::Identity;
use crate::wire::{Request, Timestamp, region, world};

/// How long credentials live that nobody gives a time.
const USUAL_SECONDS: u64 = 3600;
/// The least that can be asked for.
const LEAST_SECONDS: u64 = 900;
/// The most that any role can allow.
const MOST_SECONDS: u64 = 43_200;

/// Parameters that change what a session may do or who may have it, which is not played.
const NOT_PLAYED: [&str; 6] = [
    "Policy",
    "PolicyArns",
    "Tags",
    "TransitiveTagKeys",
    "SerialNumber",
    "TokenCode",
];

/// What both ways to a role ask for.
struct Wanted {
    arn: String,
    session: String,
    seconds: u64,
}

impl Sts<'_> {
    /// Does what a request asks for.
    ///
    /// # Errors
    /// As STS refuses it.
    pub(super) fn act(&mut self, request: &Request) -> Result<Success, StsError> {
        let (action, parameters) = Parameters::read(request)?;
        match action.as_str() {
            "GetCallerIdentity" => {
                let caller = self.caller(request)?;
                Ok(who(&caller, self.partition(request)))
            }
            "AssumeRole" => {
                let caller = self.caller(request)?;
                let partition = self.partition(request);
                let wanted = wanted(&parameters)?;
                self.assume(&caller, partition, &wanted)
            }
            "AssumeRoleWithWebIdentity" => {
                let partition = self.partition(request);
                let wanted = wanted(&parameters)?;
                let token = parameters.get("WebIdentityToken");
                let mut constraints = Constraints::default();
                constraints.require("webIdentityToken", token.as_ref());
                constraints.check()?;
                self.assume_by_token(&token.unwrap_or_default(), partition, &wanted)
            }
            _ => Err(unknown(&action, "2011-06-15")),
        }
    }

    /// The partition of the Region that is asked.
    fn partition(&self, request: &Request) -> &'static str {
        let home = self.config.regions.first().map_or("", String::as_str);
        region::partition(super::region_of_host(self.config, request).unwrap_or(home))
    }

    fn assume(
        &mut self,
        caller: &Identity,
        partition: &str,
        wanted: &Wanted,
    ) -> Result<Success, StsError> {
        if caller.session.is_some() && wanted.seconds > USUAL_SECONDS {
            return Err(StsError::new(
                "ValidationError",
                400,
                "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining",
            ));
        }
        let owner = self.config.principals.first();
        let is_owners = owner.is_some_and(|owner| owner.account == caller.account);
        let role = self.role(partition, &wanted.arn);
        // A role trusts its own account, and that of the owner.
        let trusted = role
            .filter(|(account, _)| is_owners || *account == caller.account)
            .filter(|_| caller.permitted);
        let Some((account, permitted)) = trusted else {
            return Err(StsError::new(
                "AccessDenied",
                403,
                format!(
                    "User: {} is not authorized to perform: sts:AssumeRole on resource: {}",
                    caller.arn(partition),
                    wanted.arn
                ),
            ));
        };
        let session = self.begin(account, permitted, wanted);
        Ok(Success {
            action: "AssumeRole",
            result: given(&session, partition),
        })
    }

    fn assume_by_token(
        &mut self,
        token: &str,
        partition: &str,
        wanted: &Wanted,
    ) -> Result<Success, StsError> {
        let claims = web_identity::read(token, self.now)?;
        let Some((account, permitted)) = self.role(partition, &wanted.arn) else {
            return Err(StsError::new(
                "AccessDenied",
                403,
                "Not authorized to perform sts:AssumeRoleWithWebIdentity",
            ));
        };
        let session = self.begin(account, permitted, wanted);
        let mut result = given(&session, partition);
        result.extend([
            Element::Text("SubjectFromWebIdentityToken", claims.subject),
            Element::Text("Provider", claims.issuer),
            Element::Text("Audience", claims.audience),
        ]);
        Ok(Success {
            action: "AssumeRoleWithWebIdentity",
            result,
        })
    }

    /// The account of a role that is there, and whether it may do anything.
    fn role(&self, partition: &str, arn: &str) -> Option<(String, bool)> {
        let mut principals = self.config.principals.iter();
        let found = principals.find(|principal| {
            arn == format!(
                "arn:{partition}:iam::{}:role/{}",
                principal.account,
                world::ROLE
            )
        })?;
        Some((found.account.clone(), world::is_permitted(&found.name)))
    }

    /// A new session of a role.
    fn begin(&mut self, account: String, permitted: bool, wanted: &Wanted) -> Session {
        let asked = Duration::from_secs(wanted.seconds);
        let form = self.config.aws_form.unwrap_or_default();
        let life = form.token_life.map_or(asked, |most| most.min(asked));
        let session = Session {
            account,
            role: world::ROLE.to_owned(),
            name: wanted.session.clone(),
            permitted,
            // What STS tells is when they end, and it tells whole seconds.
            expires: whole_seconds(self.now.plus(life)),
            credentials: session::credentials(self.rng),
        };
        self.sessions.keep(session.clone(), self.now);
        session
    }
}

/// What is asked for.
fn wanted(parameters: &Parameters) -> Result<Wanted, StsError> {
    if let Some(name) = NOT_PLAYED.iter().find(|name| parameters.has(name)) {
        let said = format!("kmspec's STS does not play {name}: leave it out");
        return Err(StsError::new("NotImplemented", 501, said));
    }
    let (arn, session) = (parameters.get("RoleArn"), parameters.get("RoleSessionName"));
    let seconds = parameters.get("DurationSeconds");
    let mut constraints = Constraints::default();
    constraints.require("roleArn", arn.as_ref());
    constraints.require("roleSessionName", session.as_ref());
    let (arn, session) = (arn.unwrap_or_default(), session.unwrap_or_default());
    if !arn.is_empty() {
        constraints.length("roleArn", &arn, 20, 2048);
    }
    if !session.is_empty() {
        constraints.length("roleSessionName", &session, 2, 64);
        let plain = |c: char| c.is_ascii_alphanumeric() || "_+=,.@-".contains(c);
        let pattern = "satisfy regular expression pattern: [\\w+=,.@-]*";
        constraints.hold(
            session.chars().all(plain),
            "roleSessionName",
            &session,
            pattern,
        );
    }
    let number = match &seconds {
        None => USUAL_SECONDS,
        Some(text) => text.parse().map_err(|_| {
            StsError::new("MalformedInput", 400, "Invalid value for DurationSeconds")
        })?,
    };
    let shown = number.to_string();
    let (least, most) = (
        format!("have value greater than or equal to {LEAST_SECONDS}"),
        format!("have value less than or equal to {MOST_SECONDS}"),
    );
    constraints.hold(number >= LEAST_SECONDS, "durationSeconds", &shown, &least);
    constraints.hold(number <= MOST_SECONDS, "durationSeconds", &shown, &most);
    constraints.check()?;
    if !arn.starts_with("arn:") {
        return Err(StsError::new(
            "ValidationError",
            400,
            format!("{arn} is invalid"),
        ));
    }
    Ok(Wanted {
        arn,
        session,
        seconds: number,
    })
}

fn who(caller: &Identity, partition: &str) -> Success {
    Success {
        action: "GetCallerIdentity",
        result: vec![
            Element::Text("Arn", caller.arn(partition)),
            Element::Text("UserId", user_id(caller)),
            Element::Text("Account", caller.account.clone()),
        ],
    }
}

/// The unique id of a user or of a session: AWS's prefix and length, made of what the reference knows of them.
fn user_id(caller: &Identity) -> String {
    match &caller.session {
        Some(session) => role_id(&caller.account, session),
        None => format!("AIDA{:0>10}EXAMPLE", caller.name.to_ascii_uppercase()),
    }
}

fn role_id(account: &str, session: &str) -> String {
    let digits = account
        .get(account.len().saturating_sub(10)..)
        .unwrap_or_default();
    format!("AROA{digits:0>10}EXAMPLE:{session}")
}

/// What is told of a new session.
fn given(session: &Session, partition: &str) -> Vec<Element> {
    let Session {
        account,
        role,
        name,
        credentials,
        expires,
        ..
    } = session;
    let token = credentials.session_token.clone().unwrap_or_default();
    let arn = format!("arn:{partition}:sts::{account}:assumed-role/{role}/{name}");
    vec![
        Element::Nested(
            "AssumedRoleUser",
            vec![
                Element::Text("AssumedRoleId", role_id(account, name)),
                Element::Text("Arn", arn),
            ],
        ),
        Element::Nested(
            "Credentials",
            vec![
                Element::Text("AccessKeyId", credentials.access_key_id.clone()),
                Element::Text("SecretAccessKey", credentials.secret_access_key.clone()),
                Element::Text("SessionToken", token),
                Element::Text("Expiration", expires.iso_date()),
            ],
        ),
    ]
}

/// A moment without its fraction.
fn whole_seconds(moment: Timestamp) -> Timestamp {
    Timestamp::from_millis(moment.millis().div_euclid(1000) * 1000)
}
