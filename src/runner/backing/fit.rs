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
    /// True where a key store can connect after another one has.
    pub(super) connects_again: bool,
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
            connects_again: cluster.password_set_back,
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
            connects_again: true,
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
            connects_again: true,
        });
        clusters.chain(proxies).chain(services).collect()
    }

    /// True where both are behind one endpoint, of which each path can stand behind one key store only.
    pub(super) fn shares_endpoint(&self, other: &Self) -> bool {
        self.place == other.place
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
            let entries = offer
                .entries
                .chunks(self.step(&request.entry, offer.entries.len()));
            for entries in entries {
                let step = self.step(&request.access_key_id, offer.credentials.len());
                // A cluster has no credential, and is tried all the same.
                let credentials = offer.credentials.chunks(step).map(Some);
                let none = offer.credentials.is_empty().then_some(None);
                for credentials in credentials.chain(none) {
                    self.tries += 1;
                    if self.tries > MOST_TRIES {
                        return None;
                    }
                    let before = self.bound.clone();
                    if self.matches(request, number, entries, credentials.unwrap_or_default()) {
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
            }
        }
        None
    }

    /// How many values of a part are looked at in one go: each by itself where one is still to be chosen.
    fn step(&self, part: &Part, values: usize) -> usize {
        match part {
            Part::Drawn(drawn) if !self.bound.contains_key(drawn) => 1,
            _ => values.max(1),
        }
    }

    /// Binds what the request draws to what the offer has; false if it says otherwise already.
    fn matches(
        &mut self,
        request: &Request,
        number: usize,
        entries: &[String],
        credentials: &[(String, String)],
    ) -> bool {
        let offers = self.offers;
        let offer = &offers[number];
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
                (Kind::Cluster, part) => self.binds(part, entries, number, false),
                (Kind::Proxy | Kind::VpcService, part) => self.binds(part, entries, number, true),
            }
            && (request.kind == Kind::Cluster
                || self.binds_credential(request, credentials, number))
    }

    fn binds_credential(
        &mut self,
        request: &Request,
        credentials: &[(String, String)],
        number: usize,
    ) -> bool {
        credentials.iter().any(|(id, secret)| {
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

    /// True when the part is, or can become, one of these values; with `new`, one that nothing else behind its endpoint is.
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
                    let offers = self.offers;
                    let same = |of: usize| offers[of].shares_endpoint(&offers[number]);
                    new && bound.any(|(other, of)| other == value && same(*of))
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

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    fn offers() -> Vec<Offer> {
        let credential =
            |id: &str| format!("{{access_key_id: {id}, raw_secret_access_key: {SECRET}}}");
        let (a, b) = (
            credential("AAAAAAAAAAAAAAAAAAAA"),
            credential("BBBBBBBBBBBBBBBBBBBB"),
        );
        let text = format!(
            "clusters:\n  - {{id: cluster-aaaaaaaaaaa, trust_anchor_certificate: of a, kmsuser_password: password-a}}\n  \
             - {{id: cluster-bbbbbbbbbbb, trust_anchor_certificate: of b, kmsuser_password: password-b, region: us-west-2}}\n\
             proxies:\n  - {{endpoint: 'https://one.example.com', paths: [/a/kms/xks/v1, /b/kms/xks/v1], credentials: [{a}]}}\n  \
             - {{endpoint: 'https://two.example.com', paths: [/b/kms/xks/v1], credentials: [{a}, {b}]}}\n"
        );
        Offer::all(&Fixtures::parse("f.yaml", &text).expect("good fixtures"))
    }

    fn places() -> Places {
        let place = |region: &str| (Some("1".to_owned()), Some(region.to_owned()));
        Places::from([
            ((Principal::Owner, Region::Home), place("us-east-1")),
            ((Principal::Owner, Region::Other), place("us-west-2")),
        ])
    }

    fn request(kind: Kind, parts: [usize; 4]) -> Request {
        let [place, entry, first, secret] = parts.map(Part::Drawn);
        let (certificate, access_key_id) = match kind {
            Kind::Cluster => (first, Part::Open),
            Kind::Proxy | Kind::VpcService => (Part::Open, first),
        };
        Request {
            kind,
            principal: Principal::Owner,
            region: Region::Home,
            place,
            entry,
            certificate,
            access_key_id,
            secret,
            service: Part::Open,
            owner: Part::Open,
        }
    }

    fn check(requests: &[Request], expected: Option<&[&str]>) {
        let requests: Vec<&Request> = requests.iter().collect();
        let found = fit(&requests, &offers(), |_| true, &places());
        let values = found.map(|fit| fit.values.into_values().collect::<Vec<_>>());
        assert_eq!(
            values,
            expected.map(|all| all.iter().map(|&v| v.to_owned()).collect())
        );
    }

    #[test]
    fn certificate_and_password_are_those_of_the_cluster() {
        let first = request(Kind::Cluster, [0, 1, 2, 9]);
        check(
            std::slice::from_ref(&first),
            Some(&["cluster-aaaaaaaaaaa", "password-a", "of a"]),
        );
        // The other one is in another Region.
        let second = request(Kind::Cluster, [3, 4, 5, 9]);
        check(&[first.clone(), second.clone()], None);
        let elsewhere = Request {
            region: Region::Other,
            ..second
        };
        let both = [
            "cluster-aaaaaaaaaaa",
            "password-a",
            "of a",
            "cluster-bbbbbbbbbbb",
            "password-b",
            "of b",
        ];
        check(&[first, elsewhere], Some(&both));
    }

    #[test]
    fn a_proxy_is_chosen_for_all_that_is_asked_of_it() {
        let (one, two) = ("https://one.example.com", "https://two.example.com");
        let (a, b) = ("AAAAAAAAAAAAAAAAAAAA", "BBBBBBBBBBBBBBBBBBBB");
        let store = request(Kind::Proxy, [0, 1, 2, 3]);
        check(
            std::slice::from_ref(&store),
            Some(&[one, "/a/kms/xks/v1", a, SECRET]),
        );
        // A store that moves keeps its path and its credential: only /b is on both.
        let moved = Request {
            place: Part::Drawn(4),
            ..store.clone()
        };
        check(
            &[store.clone(), moved.clone()],
            Some(&[one, "/b/kms/xks/v1", a, SECRET, two]),
        );
        // The only path that two proxies share is nowhere the first.
        let mut apart = offers();
        apart[2].entries = vec!["/a/kms/xks/v1".to_owned(), "/z/kms/xks/v1".to_owned()];
        apart[3].entries = vec!["/b/kms/xks/v1".to_owned(), "/z/kms/xks/v1".to_owned()];
        let found = fit(&[&store, &moved], &apart, |_| true, &places());
        let path = found.and_then(|fit| fit.values.get(&1).cloned());
        assert_eq!(path.as_deref(), Some("/z/kms/xks/v1"));
        // Another credential: only the second proxy has one.
        let changed = Request {
            access_key_id: Part::Drawn(4),
            secret: Part::Drawn(5),
            ..store.clone()
        };
        check(
            &[store.clone(), changed],
            Some(&[two, "/b/kms/xks/v1", a, SECRET, b, SECRET]),
        );
        // A second path: only the first has one.
        let beside = Request {
            entry: Part::Drawn(4),
            ..store.clone()
        };
        check(
            &[store.clone(), beside],
            Some(&[one, "/a/kms/xks/v1", a, SECRET, "/b/kms/xks/v1"]),
        );
        let fixed = Request {
            entry: Part::Fixed("/c/kms/xks/v1".to_owned()),
            ..store
        };
        check(&[fixed], None);
    }
}
