//! What there is of clusters, proxies and services, and who has it now.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use super::demand::{Demand, Kind, Request, request_for};
use super::fit::{Fit, Offer, Places, fit};
use crate::case::{Answer, Principal, Region};
use crate::check::{BoundExpect, FreshValues, NoVerdict, Reply};
use crate::model::Operation;
use crate::runner::RunOptions;
use crate::runner::capability::Capabilities;
use crate::runner::cleanup;
use crate::runner::client::{Calling, Client};
use crate::runner::ledger::Ledger;
use crate::runner::left_behind::Remains;
use crate::runner::marking::Marker;
use crate::runner::outcome::fault;
use crate::runner::plan::Instance;
use crate::runner::quota::STORES;
use crate::runner::scope::scope;
use crate::runner::set_up::REGIONS;
use crate::target::http::is_aws;
use crate::target::{Session, Target};
use crate::wire::Response;

/// With what KMS answers when there is no such cluster, proxy or service, or when it is not as it should be.
const REFUSALS: [&str; 10] = [
    "CloudHsmClusterInvalidConfigurationException",
    "CloudHsmClusterNotActiveException",
    "CloudHsmClusterNotFoundException",
    "IncorrectTrustAnchorException",
    "XksProxyIncorrectAuthenticationCredentialException",
    "XksProxyInvalidConfigurationException",
    "XksProxyInvalidResponseException",
    "XksProxyUriUnreachableException",
    "XksProxyVpcEndpointServiceInvalidConfigurationException",
    "XksProxyVpcEndpointServiceNotFoundException",
];

/// True when the answer says that what should stand behind a key store is not there, or not as it should be.
fn is_refusal(response: &Response) -> bool {
    let error = Reply::read(response).error_type;
    response.status >= 400 && error.is_some_and(|name| REFUSALS.contains(&name.as_str()))
}

/// Where any refusal was expected and one came for a backing that was invented: that this says nothing of the rule.
pub(in crate::runner) fn invented_refused(
    expect: &BoundExpect,
    answers: &[Response],
) -> Option<NoVerdict> {
    let Answer::Refused(_) = expect.expect().answer else {
        return None;
    };
    let refusal = answers.iter().find(|answer| is_refusal(answer))?;
    let name = Reply::read(refusal).error_type.unwrap_or_default();
    Some(fault(format!(
        "what was invented to stand behind the key store was refused with {name} before what the case is about"
    )))
}

/// Whence the backing of a kind comes.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Standing {
    /// It is invented: the target takes whatever is named, or is to be judged as if it did.
    Invented,
    /// From the fixtures.
    Fixtures,
    /// From nowhere.
    Missing {
        /// How the target refused what was invented; `None` where nothing was sent.
        answer: Option<String>,
    },
}

/// The backing that a run has.
#[derive(Debug)]
pub(in crate::runner) struct Stock {
    /// True where the target brings its own world, in which everything can be invented.
    own: bool,
    standings: BTreeMap<Kind, Standing>,
    offers: Vec<Offer>,
    quota: Option<u32>,
    places: Places,
    state: Mutex<State>,
    changed: Notify,
}

#[derive(Debug, Default)]
struct State {
    /// In use by an instance.
    busy: BTreeSet<usize>,
    /// Held by key stores that clean-up could not delete.
    spent: BTreeSet<usize>,
    /// Clusters whose password KMS has changed, as a key store was connected.
    connected: BTreeSet<usize>,
}

/// Why an instance cannot have what it takes.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::runner) enum Refused {
    /// There is none.
    Unsupported(NoVerdict),
    /// There was, and key stores that stay have it.
    Spent(NoVerdict),
}

/// What an instance has while it runs.
#[derive(Debug)]
pub(in crate::runner) struct Supply<'stock> {
    stock: &'stock Stock,
    offers: BTreeSet<usize>,
    /// The values that it draws, in order, where they are not invented.
    pub(in crate::runner) values: Vec<Option<String>>,
    /// Whether the target refuses what is invented.
    pub(in crate::runner) refuses_invented: bool,
}

impl Supply<'_> {
    /// Notes that clean-up has left key stores behind: what stands behind them does not come back.
    pub(in crate::runner) fn spend(&mut self) {
        self.stock.lock().spent.extend(&self.offers);
    }
}

impl Drop for Supply<'_> {
    fn drop(&mut self) {
        let mut state = self.stock.lock();
        state.busy.retain(|number| !self.offers.contains(number));
        drop(state);
        self.stock.changed.notify_waiters();
    }
}

impl Stock {
    /// Finds out whence the backing of the instances comes; where nobody knows, one key store of each kind is made on an
    /// invented backing, and deleted; what could not be is added to what remains.
    pub(in crate::runner) async fn open(
        target: &Target,
        options: &RunOptions,
        instances: &[Instance<'_>],
        remains: &mut Remains,
    ) -> Self {
        let mut stock = Self {
            own: target.has_world(),
            standings: BTreeMap::new(),
            offers: Offer::all(&options.fixtures),
            quota: options.fixtures.custom_key_store_quota,
            places: Places::new(),
            state: Mutex::default(),
            changed: Notify::new(),
        };
        if stock.own {
            return stock;
        }
        // Without a session every instance will end in the same error, and say so.
        let Ok(session) = target.open(0).await else {
            return stock;
        };
        for principal in Principal::SIGNERS {
            let account = session.principal(principal).map(|p| p.account);
            for region in REGIONS {
                let name = session.region(region).map(str::to_owned);
                stock
                    .places
                    .insert((principal, region), (account.clone(), name));
            }
        }
        let mut wanted: BTreeSet<Kind> = BTreeSet::new();
        for instance in instances {
            let demand = demand(instance, &session);
            wanted.extend(demand.requests.iter().map(|request| request.kind));
        }
        for kind in wanted {
            let standing = if stock.offers.iter().any(|offer| offer.kind == kind) {
                Standing::Fixtures
            } else if is_aws(target.name()) {
                Standing::Missing { answer: None }
            } else {
                match probe(kind, &session, options, remains).await {
                    Some(standing) => standing,
                    // Who does not answer once is not asked for more; the instances will tell.
                    None => break,
                }
            };
            stock.standings.insert(kind, standing);
        }
        session.close().await;
        stock
    }

    /// How many custom key stores an account may have in a Region.
    pub(in crate::runner) fn quota(&self) -> u32 {
        self.quota.unwrap_or(STORES)
    }

    /// Whether what stands behind a store of this kind is invented.
    pub(in crate::runner) fn invents(&self, kind: Kind) -> bool {
        self.standings.get(&kind) == Some(&Standing::Invented)
    }

    /// What an instance takes; nothing where the target brings its own world.
    ///
    /// # Errors
    /// When there is not so much, even if nobody else had any of it.
    pub(in crate::runner) async fn plan(
        &self,
        instance: &Instance<'_>,
        target: &Target,
    ) -> Result<Demand, Refused> {
        if self.own {
            return Ok(Demand::default());
        }
        let Ok(session) = target.open(0).await else {
            return Ok(Demand::default());
        };
        let demand = demand(instance, &session);
        session.close().await;
        self.possible(instance, &demand)?;
        Ok(demand)
    }

    /// Gives an instance what it takes, once it is free.
    ///
    /// # Errors
    /// When it will never be.
    pub(in crate::runner) async fn take(&self, demand: &Demand) -> Result<Supply<'_>, Refused> {
        let mut supply = Supply {
            stock: self,
            offers: BTreeSet::new(),
            values: Vec::new(),
            refuses_invented: self.standings.values().any(|s| *s != Standing::Invented),
        };
        let requests = self.drawn_from_fixtures(demand);
        if requests.is_empty() {
            return Ok(supply);
        }
        let fit = self.lease(&requests, demand.connects).await?;
        supply.values = (0..demand.drawn)
            .map(|number| fit.values.get(&number).cloned())
            .collect();
        supply.offers = fit.offers;
        Ok(supply)
    }

    fn drawn_from_fixtures<'a>(&self, demand: &'a Demand) -> Vec<&'a Request> {
        let requests = demand.requests.iter();
        requests
            .filter(|request| self.standings.get(&request.kind) == Some(&Standing::Fixtures))
            .collect()
    }

    /// Whether there is what the instance takes, if nobody else had any of it.
    fn possible(&self, instance: &Instance<'_>, demand: &Demand) -> Result<(), Refused> {
        let quota = self.quota();
        if quota != STORES && instance.case.tags.iter().any(|tag| tag == "quota") {
            return Err(Refused::Unsupported(fault(format!(
                "it is about a quota of {STORES} custom key stores, and --fixtures says {quota}"
            ))));
        }
        let lacking = |text: String| {
            let mut fault = fault(text);
            fault.help = Some(
                "name what there is with --fixtures; `kmspec schema --fixtures` describes the file"
                    .to_owned(),
            );
            Err(Refused::Unsupported(fault))
        };
        let mut missing = Vec::new();
        let mut refused = BTreeSet::new();
        let mut few = Vec::new();
        for kind in Kind::ALL {
            let (count, there) = (demand.count(kind), self.there(kind));
            match self.standings.get(&kind) {
                Some(Standing::Missing { answer }) if count > 0 => {
                    missing.push(kind.name(2));
                    refused.extend(answer.clone());
                }
                Some(Standing::Fixtures) if count > there => {
                    few.push(format!(
                        "needs {count} {}, --fixtures has {there}",
                        kind.name(count)
                    ));
                }
                _ => {}
            }
        }
        if !missing.is_empty() {
            let refused: Vec<String> = refused.into_iter().collect();
            let refused = match refused.join(" and ").as_str() {
                "" => String::new(),
                answers => format!(": the target refuses invented ones with {answers}"),
            };
            return lacking(format!(
                "needs {} (--fixtures){refused}",
                missing.join(" and ")
            ));
        }
        if !few.is_empty() {
            return lacking(few.join("; "));
        }
        let requests = self.drawn_from_fixtures(demand);
        if fit(&requests, &self.offers, |_| true, &self.places).is_none() {
            let kinds: BTreeSet<Kind> = requests.iter().map(|request| request.kind).collect();
            let kinds: Vec<&str> = kinds.into_iter().map(|kind| kind.name(2)).collect();
            return lacking(format!(
                "needs {} with other paths, credentials, owners or Regions than --fixtures has",
                kinds.join(" and ")
            ));
        }
        Ok(())
    }

    fn there(&self, kind: Kind) -> usize {
        self.offers
            .iter()
            .filter(|offer| offer.kind == kind)
            .count()
    }

    async fn lease(&self, requests: &[&Request], connects: bool) -> Result<Fit, Refused> {
        loop {
            let changed = self.changed.notified();
            {
                let mut state = self.lock();
                let good = |number: usize| {
                    let used_up = connects && state.connected.contains(&number);
                    !used_up && !state.spent.contains(&number)
                };
                let free = |number: usize| {
                    let mut busy = state.busy.iter();
                    let offer: &Offer = &self.offers[number];
                    good(number) && !busy.any(|of| self.offers[*of].shares_endpoint(offer))
                };
                if let Some(fit) = fit(requests, &self.offers, free, &self.places) {
                    state.busy.extend(&fit.offers);
                    if connects {
                        let once = |number: &&usize| !self.offers[**number].connects_again;
                        state.connected.extend(fit.offers.iter().filter(once));
                    }
                    return Ok(fit);
                }
                if fit(requests, &self.offers, good, &self.places).is_none() {
                    let unspent = |number: usize| !state.spent.contains(&number);
                    let only_connected = fit(requests, &self.offers, unspent, &self.places);
                    return Err(match only_connected {
                        Some(_) => Refused::Unsupported(fault(
                            "needs CloudHSM clusters (--fixtures) on which no key store has been connected: KMS has changed \
                             the password of kmsuser",
                        )),
                        None => Refused::Spent(fault(
                            "what --fixtures has stands behind custom key stores that could not be deleted",
                        )),
                    });
                }
            }
            changed.await;
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn demand(instance: &Instance<'_>, session: &Session) -> Demand {
    let region = session.region(Region::Home).unwrap_or_default();
    let draw = FreshValues::new([0; 32], [0; 32]);
    Demand::of(instance, scope(instance, session, draw), region)
}

/// Makes a key store on an invented backing, and deletes it. Only a target that refuses just that is held to lack it.
/// `None` if it does not answer.
async fn probe(
    kind: Kind,
    session: &Session,
    options: &RunOptions,
    remains: &mut Remains,
) -> Option<Standing> {
    let mut drawn = [0; 32];
    drawn[..8].copy_from_slice(&options.seed.to_le_bytes());
    drawn[8] = kind as u8;
    let region = session.region(Region::Home).unwrap_or_default();
    let run = options.marks.as_ref().map(|marks| &marks.run);
    let draw = FreshValues::new(drawn, drawn).with_run(run);
    let input = request_for(kind, draw, region);
    let ledger = Ledger::default();
    let capabilities = Capabilities::default();
    let client = Client {
        shared_keys: None,
        session,
        ledger: &ledger,
        capabilities: &capabilities,
        waits: options.waits(),
        marker: Marker::of_run(options.marks.as_ref()),
        cleanup: false,
    };
    let calling = Calling {
        operation: Operation::CreateCustomKeyStore,
        principal: Principal::Owner,
        region: Region::Home,
        label: "try an invented backing",
        waiting: false,
    };
    let answer = client.patient_call(calling, &input).await;
    let cleaning = Client {
        cleanup: true,
        ..client
    };
    cleanup::within_limits(cleaning, &options.cancel).await;
    remains.add(Remains::of(&ledger));
    let answer = answer.ok()?;
    Some(if is_refusal(&answer) {
        Standing::Missing {
            answer: Reply::read(&answer).error_type,
        }
    } else {
        Standing::Invented
    })
}
