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
const CALLERS: [&str; 3] = ["owner", "peer", "stranger"];

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
        let role = object(generator, &["What STS at the endpoint gives the owner for a role."], &[ROLE, HEADERS]);
        let other = json!({"anyOf": [own, role]});
        json_schema!({
            "type": "object",
            "properties": {"owner": own, "peer": other, "stranger": other},
            "required": ["owner"],
            "additionalProperties": false,
        })
    });
    /// The ARN of a role.
    RoleArn(String, "a role") = |parser, node, _| parser.line(node), |arn| json!(arn),
        {"type": "string", "pattern": "^arn:[^:]*:[^:]*:[^:]*:[0-9]{12}:role/"};
}

const ROLE: &[keys::Key] = &[keys::Key::of::<RoleArn>(
    "assume_role",
    true,
    &["The role's ARN."],
)];

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
    }
}

fn written(caller: &Caller) -> Value {
    let mut all = Map::new();
    match &caller.signs {
        CallerCredentials::AssumeRole { arn } => {
            all.extend([("assume_role".to_owned(), json!(arn))]);
        }
        CallerCredentials::Own {
            access_key_id,
            secret_access_key,
            session_token,
            account,
        } => {
            let account = Some(account).filter(|account| !account.is_empty());
            let own = Credentials {
                access_key_id: access_key_id.clone(),
                secret_access_key: secret_access_key.clone(),
                session_token: session_token.clone(),
                account: account.cloned(),
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
            let whom = match lack {
                Lack::Iam => "stranger",
                Lack::SecondAccount => "peer",
                Lack::SecondRegion | Lack::CustomKeyStores => continue,
            };
            if self.principals.contains_key(whom) {
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
                "`principals` is a mapping with an `owner`, and perhaps a `peer` and a `stranger`",
            );
            return Err(Reported);
        };
        if !entries.iter().any(|(key, _)| key.text == "owner") {
            self.error(
                node,
                "`owner` is missing",
                "the owner makes nearly all calls of the cases",
            );
            return Err(Reported);
        }
        let callers = all(entries.iter().map(|(key, node)| {
            let caller = self.caller(key, node)?;
            Ok((key.text.clone(), caller))
        }))?;
        Ok(callers.into_iter().collect())
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
        let role = fields.take("assume_role");
        let headers = Or::<ByName<Line>>::read(self, &mut fields, "headers");
        let signs = match role {
            Some(role) => self.role(key, role),
            None => self.credentials(&mut fields, node),
        };
        fields.finish(self);
        let (signs, headers) = (signs?, headers?);
        if known {
            Ok(Caller { signs, headers })
        } else {
            Err(Reported)
        }
    }

    fn role(&mut self, key: &Key, node: &Node) -> Parsed<CallerCredentials> {
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
        if key.text == "owner" {
            self.error(
                node,
                "the owner takes a role",
                "the owner is who asks STS for the roles of the others",
            );
            return Err(Reported);
        }
        Ok(CallerCredentials::AssumeRole { arn })
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
