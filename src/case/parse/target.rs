//! The profile of a target.

use std::collections::BTreeMap;
use std::sync::Arc;

use schemars::json_schema;
use serde_json::{Map, Value, json};
use time::Date;
use time::macros::format_description;

use super::fields::Fields;
use super::parser::{Parsed, Parser, Reported, all};
use crate::case::error::LoadError;
use crate::case::keys::{
    self, ByName, Line, Mapping, Optional, Or, Required, Slot, declare_kinds, mapping, object, read,
};
use crate::case::node::{Key, Node, Tree};
use crate::case::suggest::{did_you_mean, listed};
use crate::case::yaml;
use crate::case::{
    AbsentAnswer, Caller, CallerCredentials, Facts, Lack, ProfileEndpoint, Source, TargetProfile,
};

/// Who may call.
const CALLERS: [&str; 4] = [OWNER, "peer", "stranger", "user"];

/// Who takes the roles of the others, where nobody else is said to.
const OWNER: &str = "owner";

/// The profile that a file holds, or everything that is wrong with it.
pub(crate) fn target(name: &str, source: Arc<Source>) -> Result<TargetProfile, Vec<LoadError>> {
    let node = yaml::parse(&source.text).map_err(|mut refusal| {
        if refusal.span.is_none() {
            "the profile of a target has `about`".clone_into(&mut refusal.why);
        }
        vec![super::case::refused(&source, refusal)]
    })?;
    let empty = Facts::default();
    let mut parser = Parser::new(name.to_owned(), source, &empty);
    let profile = read(&mut parser, &node);
    parser.finish(profile)
}

declare_kinds! {
    /// `reference`, or a URL.
    Endpoint(ProfileEndpoint, "an endpoint") = |parser, node, _| parser.endpoint(node), |endpoint| match endpoint {
        ProfileEndpoint::Reference => json!("reference"),
        ProfileEndpoint::Url(url) => json!(url),
    }, {"type": "string", "pattern": "^(reference$|https?://)"};
    /// The home Region, and perhaps one other.
    RegionNames(Vec<String>, "the name of a Region") = |parser, node, _| parser.region_names(node),
        |names| json!(names), (|generator| {
            let line = Line::schema(generator);
            json_schema!({"type": "array", "items": line, "minItems": 1, "maxItems": 2, "uniqueItems": true})
        });
    /// The twelve digits of an account.
    Account(String, "an account") = |parser, node, _| parser.account(node), |account| json!(account),
        {"type": "string", "pattern": "^[0-9]{12}$"};
    /// The status of an error.
    ErrorStatus(u16, "a status") = |parser, node, _| {
        let status = parser.integer(node, 400, 599)?;
        u16::try_from(status).map_err(|_| Reported)
    }, |status| json!(status), {"type": "integer", "minimum": 400, "maximum": 599};
    /// Who may call.
    Callers(BTreeMap<String, Caller>, "callers") = |parser, node, _| parser.callers(node), |callers| {
        Value::Object(callers.iter().map(|(name, caller)| (name.clone(), written(caller))).collect())
    }, (|generator| {
        let own = object(generator, &["Credentials of their own."], &[Credentials::KEYS, HEADERS]);
        let profile = object(generator, &["A profile that programs of AWS share."], &[SharedProfile::KEYS, HEADERS]);
        let role = object(generator, &["What STS at the endpoint gives somebody else for a role."], &[TakenRole::KEYS, HEADERS]);
        let any = json!({"anyOf": [own, profile, role]});
        // Who takes the owner's role cannot be the owner.
        let owner = json!({"anyOf": [own, profile, {"allOf": [role, {"required": ["by"]}]}]});
        json_schema!({
            "type": "object",
            "properties": {"owner": owner, "peer": any, "stranger": any, "user": any},
            "minProperties": 1,
            "additionalProperties": false,
        })
    });
    /// The ARN of a role.
    RoleArn(String, "a role") = |parser, node, _| parser.role_arn(node), |arn| json!(arn),
        {"type": "string", "pattern": "^arn:[^:]*:[^:]*:[^:]*:[0-9]{12}:role/"};
    /// The name of a caller.
    CallerName(String, "a caller") = |parser, node, _| parser.caller_name(node), |name| json!(name),
        {"enum": CALLERS};
}

const HEADERS: &[keys::Key] = &[keys::Key::of::<ByName<Line>>(
    "headers",
    false,
    &["Header fields by which the target knows the account; signed with every request."],
)];

mapping! {
    /// Credentials of their own.
    #[derive(Debug)]
    pub(in crate::case) Credentials("a caller") {
        /// The public half; where it has twelve digits it is the account too.
        access_key_id "access_key_id": String = Required<Line>;
        /// The secret half; what is really secret belongs into `--principals` or the environment.
        secret_access_key "secret_access_key": String = Required<Line>;
        /// The token of a temporary credential.
        session_token "session_token": Option<String> = Optional<Line>;
        /// The account.
        account "account": Option<String> = Optional<Account>;
        /// The ARN by which policies and grants name them.
        arn "arn": Option<String> = Optional<Line>;
    }
}

mapping! {
    /// A profile that programs of AWS share.
    #[derive(Debug)]
    pub(in crate::case) SharedProfile("a caller") {
        /// Its name.
        profile "profile": String = Required<Line>;
        /// The account that it has to be of.
        account "account": Option<String> = Optional<Account>;
    }
}

mapping! {
    /// What STS at the endpoint gives somebody else for a role.
    #[derive(Debug)]
    pub(in crate::case) TakenRole("a caller") {
        /// The role's ARN.
        assume_role "assume_role": String = Required<RoleArn>;
        /// Who takes it; the owner.
        by "by": Option<String> = Optional<CallerName>;
        /// What the role wants to be told.
        external_id "external_id": Option<String> = Optional<Line>;
    }
}

fn written(caller: &Caller) -> Value {
    let mut all = Map::new();
    match &caller.signs {
        CallerCredentials::AssumeRole {
            arn,
            by,
            external_id,
        } => TakenRole {
            assume_role: arn.clone(),
            by: Some(by.clone()).filter(|by| by != OWNER),
            external_id: external_id.clone(),
        }
        .write_keys(&mut all),
        CallerCredentials::Profile { profile, account } => SharedProfile {
            profile: profile.clone(),
            account: Some(account.clone()).filter(|it| !it.is_empty()),
        }
        .write_keys(&mut all),
        CallerCredentials::Own {
            access_key_id,
            secret_access_key,
            session_token,
            account,
            arn,
        } => {
            let account = Some(account).filter(|account| !account.is_empty());
            let own = Credentials {
                access_key_id: access_key_id.clone(),
                secret_access_key: secret_access_key.clone(),
                session_token: session_token.clone(),
                account: account.cloned(),
                arn: arn.clone(),
            };
            own.write_keys(&mut all);
        }
    }
    let headers = Or::<ByName<Line>>::write(&caller.headers);
    all.extend(headers.map(|headers| ("headers".to_owned(), headers)));
    Value::Object(all)
}

impl TargetProfile {
    pub(in crate::case) fn check<'n>(
        &self,
        parser: &mut Parser<'n>,
        fields: &Fields<'n>,
        _: &Node,
    ) {
        let Some(Tree::List(items)) = fields.node("cannot").map(|node| &node.tree) else {
            return;
        };
        for (lack, item) in self.cannot.iter().zip(items) {
            let those: &[&str] = match lack {
                Lack::Iam => &["stranger", "user"],
                Lack::SecondAccount => &["peer"],
                Lack::SecondRegion | Lack::CustomKeyStores => &[],
            };
            let there = |whom: &&&str| self.principals.contains_key(**whom);
            for whom in those.iter().filter(there) {
                parser.error(
                    item,
                    format!("`{whom}` is among `principals`"),
                    "who may call cannot be somebody whom the target never has",
                );
            }
        }
    }
}

impl AbsentAnswer {
    pub(in crate::case) fn check(
        &self,
        parser: &mut Parser<'_>,
        _: &Fields<'_>,
        node: &Node,
    ) -> Parsed<()> {
        if self.error_type.is_some() || self.text.is_some() {
            return Ok(());
        }
        parser.error(
            node,
            "neither `type` nor `text`",
            "a status alone does not tell an operation that is absent from a refusal",
        );
        Err(Reported)
    }
}

impl<'n> Parser<'n> {
    fn endpoint(&mut self, node: &Node) -> Parsed<ProfileEndpoint> {
        let text = self.text(node)?;
        if text == "reference" {
            return Ok(ProfileEndpoint::Reference);
        }
        if text.starts_with("http://") || text.starts_with("https://") {
            return Ok(ProfileEndpoint::Url(text));
        }
        self.error_with(
            node,
            format!("`{text}` is no endpoint"),
            "an endpoint is a URL, or `reference` for the one inside kmspec",
            "write it like `http://127.0.0.1:4566`".to_owned(),
        );
        Err(Reported)
    }

    fn region_names(&mut self, node: &'n Node) -> Parsed<Vec<String>> {
        let items = self.items(node, "the name of a Region")?;
        let names = all(items.iter().map(|item| self.line(item)))?;
        let twice = names.len() == 2 && names[0] == names[1];
        if names.len() > 2 || twice {
            self.error(
                node,
                "these are not one or two Regions",
                "`regions` has the home Region, and perhaps one other in which nothing may be seen",
            );
            return Err(Reported);
        }
        Ok(names)
    }

    fn callers(&mut self, node: &'n Node) -> Parsed<BTreeMap<String, Caller>> {
        let Tree::Map(entries) = &node.tree else {
            let found = node.describe();
            self.error(
                node,
                format!("expected callers by their names, found {found}"),
                "`principals` is a mapping of `owner`, `peer`, `stranger` and `user`",
            );
            return Err(Reported);
        };
        if entries.is_empty() {
            let rule = "left out whole, they are the environment's";
            self.error(node, "nobody stands in `principals`", rule);
            return Err(Reported);
        }
        let callers = all(entries.iter().map(|(key, node)| {
            let caller = self.caller(key, node)?;
            Ok((key.text.clone(), caller))
        }))?;
        let callers: BTreeMap<_, _> = callers.into_iter().collect();
        for (key, node) in entries {
            let Some(CallerCredentials::AssumeRole { by, .. }) =
                callers.get(&key.text).map(|caller| &caller.signs)
            else {
                continue;
            };
            let base = callers.get(by).map(|caller| &caller.signs);
            let takes_one = matches!(base, Some(CallerCredentials::AssumeRole { .. }));
            // Without an owner it is the environment's.
            if takes_one || (base.is_none() && by != OWNER) || *by == key.text {
                self.error(
                    node,
                    format!("the `{by}` takes the role of the `{}`", key.text),
                    "who takes a role for somebody is another principal, with credentials of its own",
                );
                return Err(Reported);
            }
        }
        Ok(callers)
    }

    fn caller_name(&mut self, node: &Node) -> Parsed<String> {
        let name = self.text(node)?;
        if CALLERS.contains(&name.as_str()) {
            return Ok(name);
        }
        self.error_with(
            node,
            format!("unknown caller `{name}`"),
            format!("who calls is one of {}", listed(CALLERS)),
            did_you_mean(&name, CALLERS),
        );
        Err(Reported)
    }

    fn caller(&mut self, key: &'n Key, node: &'n Node) -> Parsed<Caller> {
        let known = CALLERS.contains(&key.text.as_str());
        if !known {
            self.error_with(
                key,
                format!("unknown caller `{}`", key.text),
                format!("who calls is one of {}", listed(CALLERS)),
                did_you_mean(&key.text, CALLERS),
            );
        }
        let mut fields = Fields::of(self, node, "a caller")?;
        let headers = Or::<ByName<Line>>::read(self, &mut fields, "headers");
        let signs = if fields.node("assume_role").is_some() {
            TakenRole::read_keys(self, &mut fields, node).map(|role| {
                CallerCredentials::AssumeRole {
                    arn: role.assume_role,
                    by: role.by.unwrap_or_else(|| OWNER.to_owned()),
                    external_id: role.external_id,
                }
            })
        } else if fields.node("profile").is_some() {
            SharedProfile::read_keys(self, &mut fields, node).map(|shared| {
                CallerCredentials::Profile {
                    profile: shared.profile,
                    account: shared.account.unwrap_or_default(),
                }
            })
        } else {
            self.credentials(&mut fields, node)
        };
        fields.finish(self);
        let (signs, headers) = (signs?, headers?);
        if known {
            Ok(Caller { signs, headers })
        } else {
            Err(Reported)
        }
    }

    fn role_arn(&mut self, node: &Node) -> Parsed<String> {
        let arn = self.line(node)?;
        let account = arn.split(':').nth(4).unwrap_or_default();
        let good = arn.starts_with("arn:") && is_account(account) && arn.contains(":role/");
        if !good {
            self.error_with(
                node,
                format!("`{arn}` is no role"),
                "a role is named by its ARN, which tells the account",
                "write it like `arn:aws:iam::444455556666:role/kmspec`".to_owned(),
            );
            return Err(Reported);
        }
        Ok(arn)
    }

    fn credentials(
        &mut self,
        fields: &mut Fields<'n>,
        node: &'n Node,
    ) -> Parsed<CallerCredentials> {
        let own = Credentials::read_keys(self, fields, node)?;
        // An account that is told by the key id need not be told twice.
        let by_id = is_account(&own.access_key_id).then(|| own.access_key_id.clone());
        Ok(CallerCredentials::Own {
            account: own.account.or(by_id).unwrap_or_default(),
            access_key_id: own.access_key_id,
            secret_access_key: own.secret_access_key,
            session_token: own.session_token,
            arn: own.arn,
        })
    }

    fn account(&mut self, node: &Node) -> Parsed<String> {
        let text = self.text(node)?;
        if is_account(&text) {
            return Ok(text);
        }
        self.error(
            node,
            format!("`{text}` is no account"),
            "an account has twelve digits, in quotes",
        );
        Err(Reported)
    }

    /// A day.
    pub(in crate::case) fn day(&mut self, node: &Node) -> Parsed<String> {
        let text = self.text(node)?;
        if Date::parse(&text, format_description!("[year]-[month]-[day]")).is_ok() {
            return Ok(text);
        }
        self.error(
            node,
            format!("`{text}` is not a day"),
            "a day is written `2027-03-01`",
        );
        Err(Reported)
    }

    /// A text in one line: it may stand in a header.
    pub(in crate::case) fn line(&mut self, node: &Node) -> Parsed<String> {
        let text = self.filled_text(node)?;
        if text.chars().any(char::is_control) {
            self.error(
                node,
                "this text has more than one line",
                "it stands in a header, which a line break would end",
            );
            return Err(Reported);
        }
        Ok(text)
    }
}

fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}
