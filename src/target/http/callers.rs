//! Who calls an endpoint, with credentials that are renewed before they end.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::assume_role::assume_role;
use super::identity::identity;
use super::options::{Options, is_aws};
use crate::target::Error;
use crate::target::credentials::{HOLDS_CONTROL, Lease, Source, ends_a_line};
use crate::wire::Principals;
use crate::wire::admin::Principal;

/// Credentials are renewed so long before they end, or when a quarter of their time is left where that is less.
const BEFORE: Duration = Duration::from_mins(5);

/// What could not be renewed is not tried again for so long.
const PAUSE: Duration = Duration::from_secs(5);

/// Somebody whose credentials come from a source, and so may be had anew.
#[derive(Debug, Clone)]
pub(super) struct Renewable {
    name: String,
    source: Source,
    term: Option<Term>,
}

/// The time of credentials.
#[derive(Debug, Clone, Copy)]
struct Term {
    /// When they should be renewed.
    due: Instant,
    /// When they end.
    end: Instant,
}

impl Term {
    fn of(life: Duration) -> Option<Self> {
        let end = Instant::now().checked_add(life)?;
        Some(Self {
            due: end.checked_sub(BEFORE.min(life / 4)).unwrap_or(end),
            end,
        })
    }
}

impl Options {
    /// Adds somebody who calls with credentials from this source; before they end, they are renewed there.
    ///
    /// # Errors
    /// [`Error::Credentials`] when there are none; otherwise why STS could not be asked.
    pub async fn add(&mut self, name: &str, source: Source) -> Result<(), Error> {
        let lease = lease(self, name, &source, |by| {
            let mut known = self.principals.iter();
            known.find(|principal| principal.name == by).cloned()
        });
        let lease = lease.await?;
        self.principals.push(lease.principal);
        self.renewable.push(Renewable {
            name: name.to_owned(),
            source,
            term: lease.life.and_then(Term::of),
        });
        Ok(())
    }
}

/// Credentials from a source.
async fn lease(
    options: &Options,
    name: &str,
    source: &Source,
    known: impl Fn(&str) -> Option<Principal>,
) -> Result<Lease, Error> {
    let Source::Role(role) = source else {
        return source.own(name, options).await;
    };
    let base = known(&role.by).ok_or_else(|| {
        Error::Options(format!(
            "nobody is the `{}`, who takes the role of the `{name}`",
            role.by
        ))
    })?;
    assume_role(options, name, &base, role).await
}

/// Who calls an endpoint.
#[derive(Debug)]
pub(super) struct Callers {
    known: Principals,
    renewals: Vec<Renewal>,
    /// How STS is asked.
    options: Arc<Options>,
}

/// How somebody comes by new credentials; only one at a time asks for them.
#[derive(Debug)]
struct Renewal {
    name: String,
    source: Source,
    term: Mutex<Option<Term>>,
    failed: tokio::sync::Mutex<Option<(Instant, Error)>>,
}

impl Renewal {
    fn term(&self) -> Option<Term> {
        *self.term.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_due(&self) -> bool {
        self.term().is_some_and(|term| term.due <= Instant::now())
    }

    fn is_over(&self) -> bool {
        self.term().is_some_and(|term| term.end <= Instant::now())
    }
}

impl Callers {
    /// Those whom the options name.
    pub(super) fn of(options: Arc<Options>) -> Self {
        let renewals = options.renewable.iter().map(|it| Renewal {
            name: it.name.clone(),
            source: it.source.clone(),
            term: Mutex::new(it.term),
            failed: tokio::sync::Mutex::default(),
        });
        Self {
            known: options.principals.clone().into(),
            renewals: renewals.collect(),
            options,
        }
    }

    /// Those of a world, whose credentials do not end.
    pub(super) fn of_world(principals: Vec<Principal>, options: Arc<Options>) -> Self {
        Self {
            known: principals.into(),
            renewals: Vec::new(),
            options,
        }
    }

    /// Everybody, with all credentials that they have and had.
    pub(super) fn known(&self) -> &Principals {
        &self.known
    }

    /// Renews the credentials of whoever is called so, if it is time.
    ///
    /// # Errors
    /// When they have ended and cannot be renewed; as long as they are valid, they do.
    pub(super) async fn refresh(&self, name: &str) -> Result<(), Error> {
        let Some(renewal) = self.renewal(name).filter(|it| it.is_due()) else {
            return Ok(());
        };
        let mut failed = renewal.failed.lock().await;
        if !renewal.is_due() {
            return Ok(());
        }
        match self.renew(renewal, &mut failed).await {
            Err(error) if renewal.is_over() => Err(error),
            _ => Ok(()),
        }
    }

    /// Renews credentials that were refused as having ended; false where there are no others.
    ///
    /// # Errors
    /// When there is somewhere to renew them, and that fails.
    pub(super) async fn replace(&self, refused: &Principal) -> Result<bool, Error> {
        let name = &refused.name;
        let Some(renewal) = self.renewal(name) else {
            return Ok(false);
        };
        let mut failed = renewal.failed.lock().await;
        let others = |now: Option<Principal>| now.as_ref() != Some(refused);
        if others(self.known.named(name)) {
            return Ok(true);
        }
        self.renew(renewal, &mut failed).await?;
        Ok(others(self.known.named(name)))
    }

    fn renewal(&self, name: &str) -> Option<&Renewal> {
        self.renewals.iter().find(|renewal| renewal.name == name)
    }

    async fn renew(
        &self,
        renewal: &Renewal,
        failed: &mut Option<(Instant, Error)>,
    ) -> Result<(), Error> {
        if let Some((when, error)) = failed
            && when.elapsed() < PAUSE
        {
            return Err(error.clone());
        }
        let lease = match Box::pin(self.anew(renewal)).await {
            Ok(lease) => lease,
            Err(error) => {
                let error = not_renewed(&renewal.name, &error);
                *failed = Some((Instant::now(), error.clone()));
                return Err(error);
            }
        };
        *failed = None;
        let mut term = renewal.term.lock().unwrap_or_else(PoisonError::into_inner);
        *term = lease.life.and_then(Term::of);
        if self.known.named(&renewal.name).as_ref() != Some(&lease.principal) {
            self.known.renew(lease.principal);
        }
        Ok(())
    }

    /// New credentials of the same account.
    async fn anew(&self, renewal: &Renewal) -> Result<Lease, Error> {
        if let Source::Role(role) = &renewal.source {
            self.refresh(&role.by).await?;
        }
        let name = &renewal.name;
        let find = |name: &str| self.known.named(name);
        let mut lease = lease(&self.options, name, &renewal.source, find).await?;
        if let Some(member) = ends_a_line(&lease.principal) {
            return Err(Error::Options(format!(
                "the new `{member}` {HOLDS_CONTROL}"
            )));
        }
        let (before, arn) = find(name)
            .map(|it| (it.account, it.arn))
            .unwrap_or_default();
        // AWS is asked for nothing in the name of an account that was not looked at before the run.
        if is_aws(&self.options.url) {
            let now = identity(&self.options, &lease.principal).await?;
            if now.account != before {
                return Err(Error::Credentials {
                    why: format!(
                        "the new ones are of {}, in account {}, and those before were of {before}",
                        now.arn, now.account
                    ),
                    help: "take the credentials from where nobody else changes the account".into(),
                });
            }
        }
        lease.principal.account = before;
        lease.principal.arn = lease.principal.arn.or(arn);
        Ok(lease)
    }
}

fn not_renewed(name: &str, error: &Error) -> Error {
    let help = error.help().unwrap_or("is it still there?").to_owned();
    Error::Credentials {
        why: format!("the credentials of the `{name}` have ended and cannot be renewed: {error}"),
        help: help.into(),
    }
}
