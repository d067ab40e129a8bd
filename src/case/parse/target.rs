//! The profile of a target.

use std::collections::BTreeMap;
use std::sync::Arc;

use time::Date;
use time::macros::format_description;

use super::fields::Fields;
use super::parser::{At, Parsed, Parser, Reported, all};
use super::words::LACKS;
use crate::case::error::LoadError;
use crate::case::node::{Key, Node, Tree};
use crate::case::suggest::{did_you_mean, listed};
use crate::case::yaml;
use crate::case::{
    AbsentAnswer, Caller, CallerCredentials, Deviation, Facts, Lack, ProfileEndpoint, Source,
    TargetProfile,
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
    let mut parser = Parser::new(source, &empty);
    let profile = parser.target(name, &node);
    parser.finish(profile)
}

impl<'n> Parser<'n> {
    fn target(&mut self, name: &str, root: &'n Node) -> Parsed<TargetProfile> {
        let mut fields = Fields::of(self, root, "the profile of a target")?;
        let about = fields.need(self, "about");
        let endpoint = fields.take("endpoint");
        let regions = fields.take("regions");
        let principals = fields.take("principals");
        let cannot = fields.take("cannot");
        let absent = fields.take("absent");
        let consistency = fields.take("consistency");
        let rate = fields.take("rate");
        let jobs = fields.take("jobs");
        let deviations = fields.take("deviations");
        let disabled = fields.take("disabled");
        fields.finish(self);
        let about = about.and_then(|node| self.filled_text(node));
        let endpoint = endpoint.map(|node| self.endpoint(node)).transpose();
        let regions = regions.map_or(Ok(Vec::new()), |node| self.region_names(node));
        let callers = principals.map_or(Ok(BTreeMap::new()), |node| self.callers(node));
        let cannot = cannot.map_or(Ok(Vec::new()), |node| self.lacks(node, principals));
        let absent = absent.map_or(Ok(Vec::new()), |node| {
            let items = self.items(node, "an answer")?;
            all(items.iter().map(|item| self.absent_answer(item)))
        });
        let consistency = consistency.map(|node| self.duration(node)).transpose();
        let rate = rate.map(|node| self.positive(node)).transpose();
        let jobs = jobs.map(|node| self.positive(node)).transpose();
        let deviations = self.entries(deviations, "deviations", Self::deviation);
        let disabled = self.entries(disabled, "disabled", |parser, node| {
            parser.filled_text(node)
        });
        Ok(TargetProfile {
            name: name.to_owned(),
            about: about?,
            endpoint: endpoint?,
            regions: regions?,
            principals: callers?,
            cannot: cannot?,
            absent: absent?,
            consistency: consistency?,
            rate: rate?,
            jobs: jobs?,
            deviations: deviations?,
            disabled: disabled?,
        })
    }

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
        let headers = fields.take("headers");
        let signs = match role {
            Some(role) => self.role(key, role),
            None => self.credentials(&mut fields),
        };
        fields.finish(self);
        let headers = self.entries(headers, "headers", Self::line);
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

    fn credentials(&mut self, fields: &mut Fields<'n>) -> Parsed<CallerCredentials> {
        let id = fields.need(self, "access_key_id");
        let secret = fields.need(self, "secret_access_key");
        let token = fields.take("session_token");
        let account = fields.take("account");
        let id = id.and_then(|node| self.line(node));
        let secret = secret.and_then(|node| self.line(node));
        let token = token.map(|node| self.line(node)).transpose();
        let account = account.map(|node| self.account(node)).transpose();
        let access_key_id = id?;
        // An account that is told by the key id need not be told twice.
        let by_id = is_account(&access_key_id).then(|| access_key_id.clone());
        Ok(CallerCredentials::Own {
            account: account?.or(by_id).unwrap_or_default(),
            access_key_id,
            secret_access_key: secret?,
            session_token: token?,
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

    fn lacks(&mut self, node: &'n Node, callers: Option<&Node>) -> Parsed<Vec<Lack>> {
        let items = self.items(node, "something that a target can never have")?;
        let lacks = all(items.iter().map(|item| {
            let lack = self.word(item, "lack", LACKS)?;
            let whom = match lack {
                Lack::Iam => "stranger",
                Lack::SecondAccount => "peer",
                Lack::SecondRegion | Lack::CustomKeyStores => return Ok(lack),
            };
            let Some(Tree::Map(entries)) = callers.map(|node| &node.tree) else {
                return Ok(lack);
            };
            if entries.iter().any(|(key, _)| key.text == whom) {
                self.error(
                    item,
                    format!("`{whom}` is among `principals`"),
                    "who may call cannot be somebody whom the target never has",
                );
                return Err(Reported);
            }
            Ok(lack)
        }))?;
        Ok(lacks)
    }

    fn absent_answer(&mut self, node: &'n Node) -> Parsed<AbsentAnswer> {
        let mut fields = Fields::of(self, node, "an answer")?;
        let status = fields.take("status");
        let kind = fields.take("type");
        let text = fields.take("text");
        let sure = fields.take("sure");
        fields.finish(self);
        if kind.is_none() && text.is_none() {
            self.error(
                node,
                "neither `type` nor `text`",
                "a status alone does not tell an operation that is absent from a refusal",
            );
            return Err(Reported);
        }
        let status = status.map(|node| self.integer(node, 400, 599)).transpose();
        let kind = kind.map(|node| self.filled_text(node)).transpose();
        let text = text.map(|node| self.filled_text(node)).transpose();
        let sure = sure.map_or(Ok(true), |node| self.boolean(node));
        Ok(AbsentAnswer {
            status: status?.and_then(|status| u16::try_from(status).ok()),
            error_type: kind?,
            text: text?,
            sure: sure?,
        })
    }

    fn deviation(&mut self, node: &'n Node) -> Parsed<Deviation> {
        let mut fields = Fields::of(self, node, "a deviation")?;
        let reason = fields.need(self, "reason");
        let issue = fields.take("issue");
        let expires = fields.take("expires");
        fields.finish(self);
        let reason = reason.and_then(|node| self.filled_text(node));
        let issue = issue.map(|node| self.filled_text(node)).transpose();
        let expires = expires.map(|node| self.day(node)).transpose();
        Ok(Deviation {
            reason: reason?,
            issue: issue?,
            expires: expires?,
        })
    }

    fn day(&mut self, node: &Node) -> Parsed<String> {
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

    /// A mapping from texts to what `read` makes of each value.
    fn entries<T>(
        &mut self,
        node: Option<&'n Node>,
        name: &str,
        mut read: impl FnMut(&mut Self, &'n Node) -> Parsed<T>,
    ) -> Parsed<BTreeMap<String, T>> {
        let Some(node) = node else {
            return Ok(BTreeMap::new());
        };
        let Tree::Map(entries) = &node.tree else {
            let found = node.describe();
            self.error(
                node,
                format!("expected a mapping, found {found}"),
                format!("`{name}` is a mapping"),
            );
            return Err(Reported);
        };
        let read = all(entries.iter().map(|(key, value)| {
            let empty = key.text.trim().is_empty();
            if empty || key.text.chars().any(char::is_control) {
                self.error(
                    At::from(key),
                    "a key that names nothing",
                    format!("the keys of `{name}` are names in one line"),
                );
                return Err(Reported);
            }
            Ok((key.text.clone(), read(self, value)?))
        }))?;
        Ok(read.into_iter().collect())
    }

    /// A text in one line: it may stand in a header.
    fn line(&mut self, node: &Node) -> Parsed<String> {
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

    fn positive(&mut self, node: &Node) -> Parsed<u32> {
        let number = self.integer(node, 1, 100_000)?;
        u32::try_from(number).map_err(|_| Reported)
    }
}

fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}
