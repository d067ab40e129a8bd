//! Which of the fixtures can stand behind the requests of an instance.

use std::collections::{BTreeMap, BTreeSet};

use super::demand::{Kind, Part, Request};
use crate::case::{Principal, Region};
use crate::runner::fixtures::{Fixtures, ProxyCredential};

/// How many offers are tried before the search is given up; a file of fixtures has a handful.
const MOST_TRIES: usize = 50_000;

/// One fixture, seen as what a request can say of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Offer {
    pub(super) kind: Kind,
    place: String,
    /// The password, or the paths.
    entries: Vec<String>,
    certificate: Option<String>,
    credentials: Vec<(String, String)>,
    service: Option<String>,
    owner: Option<String>,
    region: Option<String>,
    account: Option<String>,
}

/// The names of whom and where a case speaks of.
pub(super) type Places = BTreeMap<(Principal, Region), (Option<String>, Option<String>)>;

/// The fixtures of an instance.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Fit {
    /// The n-th value that it draws.
    pub(super) values: BTreeMap<usize, String>,
    /// The offers, by number.
    pub(super) offers: BTreeSet<usize>,
}

impl Offer {
    /// Every fixture of a file.
    pub(super) fn all(fixtures: &Fixtures) -> Vec<Self> {
        let pairs = |credentials: &[ProxyCredential]| {
            let pairs = credentials.iter().map(|credential| {
                let secret = credential.raw_secret_access_key.expose().to_owned();
                (credential.access_key_id.clone(), secret)
            });
            pairs.collect()
        };
        let clusters = fixtures.clusters.iter().map(|cluster| Self {
            kind: Kind::Cluster,
            place: cluster.id.clone(),
            entries: vec![cluster.kmsuser_password.expose().to_owned()],
            certificate: Some(cluster.trust_anchor_certificate.clone()),
            credentials: Vec::new(),
            service: None,
            owner: None,
            region: cluster.region.clone(),
            account: cluster.account.clone(),
        });
        let proxies = fixtures.proxies.iter().map(|proxy| Self {
            kind: Kind::Proxy,
            place: proxy.endpoint.clone(),
            entries: proxy.paths.clone(),
            certificate: None,
            credentials: pairs(&proxy.credentials),
            service: None,
            owner: None,
            region: None,
            account: None,
        });
        let services = fixtures.vpc_services.iter().map(|service| Self {
            kind: Kind::VpcService,
            place: service.endpoint.clone(),
            entries: service.paths.clone(),
            certificate: None,
            credentials: pairs(&service.credentials),
            service: Some(service.name.clone()),
            owner: service.owner.clone(),
            region: service.region.clone(),
            account: service.account.clone(),
        });
        clusters.chain(proxies).chain(services).collect()
    }

    /// True where those who send the request can use it.
    fn is_near(&self, request: &Request, places: &Places) -> bool {
        if self.kind == Kind::Proxy {
            return true;
        }
        let of = |principal, region| {
            places
                .get(&(principal, region))
                .cloned()
                .unwrap_or_default()
        };
        let (account, region) = of(request.principal, request.region);
        let (owner, home) = of(Principal::Owner, Region::Home);
        self.account.clone().or(owner) == account && self.region.clone().or(home) == region
    }
}

/// Finds fixtures for every request, each of them for one thing; only those that are `free` are looked at.
pub(super) fn fit(
    requests: &[&Request],
    offers: &[Offer],
    free: impl Fn(usize) -> bool,
    places: &Places,
) -> Option<Fit> {
    let mut search = Search {
        offers,
        free: (0..offers.len()).filter(|number| free(*number)).collect(),
        places,
        bound: BTreeMap::new(),
        tries: 0,
    };
    search.place(requests, &mut BTreeSet::new())
}

struct Search<'a> {
    offers: &'a [Offer],
    free: Vec<usize>,
    places: &'a Places,
    /// What the drawn values are so far, and of which offer.
    bound: BTreeMap<usize, (String, usize)>,
    tries: usize,
}

impl Search<'_> {
    fn place(&mut self, requests: &[&Request], used: &mut BTreeSet<usize>) -> Option<Fit> {
        let Some((request, rest)) = requests.split_first() else {
            let values = self.bound.iter();
            return Some(Fit {
                values: values.map(|(n, (value, _))| (*n, value.clone())).collect(),
                offers: used.clone(),
            });
        };
        for number in self.free.clone() {
            let offers = self.offers;
            let offer = &offers[number];
            if offer.kind != request.kind || !offer.is_near(request, self.places) {
                continue;
            }
            self.tries += 1;
            if self.tries > MOST_TRIES {
                return None;
            }
            let before = self.bound.clone();
            if self.matches(request, offer, number) {
                let new = used.insert(number);
                if let Some(fit) = self.place(rest, used) {
                    return Some(fit);
                }
                if new {
                    used.remove(&number);
                }
            }
            self.bound = before;
        }
        None
    }

    /// Binds what the request draws to what the offer has; false if it says otherwise already.
    fn matches(&mut self, request: &Request, offer: &Offer, number: usize) -> bool {
        let place = std::slice::from_ref(&offer.place);
        let certificate = offer.certificate.as_slice();
        let service = offer.service.as_slice();
        let owner = offer.owner.as_slice();
        // A service of another account is asked for by its owner, and only such a one.
        let owned = match &request.owner {
            Part::Open => offer.owner.is_none(),
            part => self.binds(part, owner, number, false),
        };
        owned
            && self.binds(&request.place, place, number, true)
            && self.binds(&request.certificate, certificate, number, false)
            && self.binds(&request.service, service, number, true)
            && match (request.kind, &request.entry) {
                // KMS does not look at the password before it connects.
                (Kind::Cluster, Part::Fixed(_)) => true,
                (Kind::Cluster, part) => self.binds(part, &offer.entries, number, false),
                (Kind::Proxy | Kind::VpcService, part) => {
                    self.binds(part, &offer.entries, number, true)
                }
            }
            && (request.kind == Kind::Cluster || self.binds_credential(request, offer, number))
    }

    fn binds_credential(&mut self, request: &Request, offer: &Offer, number: usize) -> bool {
        offer.credentials.iter().any(|(id, secret)| {
            let before = self.bound.clone();
            let (id, secret) = (std::slice::from_ref(id), std::slice::from_ref(secret));
            let good = self.binds(&request.access_key_id, id, number, true)
                && self.binds(&request.secret, secret, number, false);
            if !good {
                self.bound = before;
            }
            good
        })
    }

    /// True when the part is, or can become, one of these values; with `new`, one that nothing else of the offer is.
    fn binds(&mut self, part: &Part, values: &[String], number: usize, new: bool) -> bool {
        match part {
            Part::Open => true,
            Part::Fixed(value) => values.contains(value),
            Part::Drawn(drawn) => {
                if let Some((value, _)) = self.bound.get(drawn) {
                    return values.contains(value);
                }
                let taken = |value: &String| {
                    let mut bound = self.bound.values();
                    new && bound.any(|(other, of)| other == value && *of == number)
                };
                let Some(value) = values.iter().find(|value| !taken(value)) else {
                    return false;
                };
                self.bound.insert(*drawn, (value.clone(), number));
                true
            }
        }
    }
}
