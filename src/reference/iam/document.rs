//! A policy document that was read, and how it stands to one call.

use super::condition::Condition;
use super::context::Context;
use super::pattern::covers;
use super::principal::Named;
use super::{IamRules, Subject};
use crate::reference::call::Call;
use crate::reference::kms::Kms;

/// A policy document: the policy of a key, or one of an identity.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Document {
    pub(super) statements: Vec<Statement>,
}

/// One statement.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Statement {
    pub(super) allows: bool,
    /// Whom it is about; a policy of an identity is about that identity.
    pub(super) principals: Option<Scope>,
    /// Patterns of actions, in lower case.
    pub(super) actions: Scope,
    /// Patterns of ARNs.
    pub(super) resources: Scope,
    pub(super) conditions: Vec<Condition>,
}

/// What a statement names, or all but what it names.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Scope {
    Only(Vec<String>),
    AllBut(Vec<String>),
}

impl Scope {
    pub(super) fn named(&self) -> &[String] {
        match self {
            Self::Only(names) | Self::AllBut(names) => names,
        }
    }
}

/// What is asked: an action on a resource.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked<'a> {
    /// In lower case.
    pub(super) action: &'a str,
    /// An ARN; `*` where the operation is about no resource.
    pub(super) resource: &'a str,
}

/// Yes, no, or nobody here can know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Truth {
    No,
    Unknown,
    Yes,
}

impl Truth {
    pub(super) fn and(self, other: Self) -> Self {
        self.min(other)
    }

    pub(super) fn or(self, other: Self) -> Self {
        self.max(other)
    }
}

impl From<bool> for Truth {
    fn from(is: bool) -> Self {
        if is { Self::Yes } else { Self::No }
    }
}

/// What a document says of one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Standing {
    /// A statement denies it.
    pub(crate) denies: Truth,
    /// A statement allows it to the caller, or to everybody.
    pub(crate) names: Truth,
    /// A statement allows it to the caller's account.
    pub(crate) delegates: Truth,
}

impl Standing {
    /// Nothing is said.
    pub(crate) const SILENT: Self = Self {
        denies: Truth::No,
        names: Truth::No,
        delegates: Truth::No,
    };

    /// What two documents say together.
    pub(super) fn with(self, other: Self) -> Self {
        Self {
            denies: self.denies.or(other.denies),
            names: self.names.or(other.names),
            delegates: self.delegates.or(other.delegates),
        }
    }
}

impl Document {
    /// The policy of one statement that lets an account do everything.
    pub(crate) fn of_account(root: String) -> Self {
        let all = || Scope::Only(vec!["*".to_owned()]);
        Self {
            statements: vec![Statement {
                allows: true,
                principals: Some(Scope::Only(vec![root])),
                actions: Scope::Only(vec!["kms:*".to_owned()]),
                resources: all(),
                conditions: Vec::new(),
            }],
        }
    }

    /// Whether this policy of a key lets the caller put another one, or the caller's account, and denies it to nobody of them
    /// (facts K-037, P-701). `resource` is the key's ARN, `*` of one that is not there yet. Conditions are those of the call that puts it.
    pub(crate) fn lets_put(&self, kms: &Kms, call: &Call<'_>, resource: &str) -> bool {
        let subject = Subject::of(call.caller);
        let context = Context {
            kms,
            call,
            subject: &subject,
            key: None,
        };
        let asked = Asked {
            action: "kms:putkeypolicy",
            resource,
        };
        let standing = self.standing(&call.rules.iam, &subject, asked, &context);
        standing.denies != Truth::Yes && standing.names.or(standing.delegates) != Truth::No
    }

    /// Whether a statement that allows names the caller, or everybody.
    pub(crate) fn may_name(&self, rules: &IamRules, subject: &Subject) -> bool {
        self.statements.iter().any(|statement| {
            statement.allows && statement.names(rules, subject) == Some(Named::Self_)
        })
    }

    /// Everybody whom statements name, as they are written; principals that are no callers keep their kind.
    pub(crate) fn principals(&self) -> impl Iterator<Item = &str> {
        let scopes = self
            .statements
            .iter()
            .filter_map(|statement| statement.principals.as_ref());
        scopes.flat_map(|scope| scope.named().iter().map(String::as_str))
    }

    /// How the document stands to an action of the caller on a resource.
    pub(super) fn standing(
        &self,
        rules: &IamRules,
        subject: &Subject,
        asked: Asked<'_>,
        context: &Context<'_>,
    ) -> Standing {
        let mut standing = Standing::SILENT;
        for statement in &self.statements {
            let Some(named) = statement.names(rules, subject) else {
                continue;
            };
            if !statement.is_about(rules, asked) {
                continue;
            }
            let holds = statement.holds(rules, context);
            if !statement.allows {
                standing.denies = standing.denies.or(holds);
            } else if named == Named::Account {
                standing.delegates = standing.delegates.or(holds);
            } else {
                standing.names = standing.names.or(holds);
            }
        }
        if !rules.denials_bind {
            standing.denies = Truth::No;
        }
        standing
    }
}

impl Statement {
    /// How it names the caller, if it does.
    fn names(&self, rules: &IamRules, subject: &Subject) -> Option<Named> {
        match &self.principals {
            None => Some(Named::Self_),
            Some(Scope::Only(principals)) => {
                let named = principals
                    .iter()
                    .filter_map(|principal| subject.named_by(rules, principal));
                // Whoever is named themselves needs no account that is.
                named.max_by_key(|named| *named == Named::Self_)
            }
            Some(Scope::AllBut(principals)) => {
                let mut named = principals.iter();
                let is_named = named.any(|principal| subject.named_by(rules, principal).is_some());
                (is_named == rules.not_principal_is_principal).then_some(Named::Self_)
            }
        }
    }

    fn is_about(&self, rules: &IamRules, asked: Asked<'_>) -> bool {
        let any = |scope: &Scope, text: &str, wildcards: bool| {
            let mut patterns = scope.named().iter();
            patterns.any(|pattern| pattern == text || (wildcards && covers(pattern, text)))
        };
        let action = any(&self.actions, asked.action, rules.action_wildcards);
        let action = match &self.actions {
            Scope::Only(_) => action,
            Scope::AllBut(_) => action == rules.not_action_is_action,
        };
        if !action || !rules.heeds_resources {
            return action;
        }
        let resource = any(&self.resources, asked.resource, true);
        match &self.resources {
            Scope::Only(_) => resource,
            Scope::AllBut(_) => resource == rules.not_resource_is_resource,
        }
    }

    /// Whether its conditions hold: all of them.
    fn holds(&self, rules: &IamRules, context: &Context<'_>) -> Truth {
        if !rules.heeds_conditions {
            return Truth::Yes;
        }
        if rules.one_condition_is_enough && !self.conditions.is_empty() {
            let all = self.conditions.iter();
            return all.fold(Truth::No, |so_far, one| {
                so_far.or(one.holds(rules, context))
            });
        }
        let mut so_far = Truth::Yes;
        for condition in &self.conditions {
            so_far = so_far.and(condition.holds(rules, context));
            if so_far == Truth::No {
                break;
            }
        }
        so_far
    }
}
