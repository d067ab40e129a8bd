//! An endpoint, and what one case instance sees of it: a world of its own, or the endpoint as it is.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::callers::Callers;
use super::client::Client;
use super::options::Options;
use super::sts::local_now;
use crate::case::Region;
use crate::target::journal::Journal;
use crate::target::{Error, Manner};
use crate::wire::admin::{self, AdminCommand, Disturbance, Principal, Reply};
use crate::wire::{Headers, Principals, Request, Response, Timestamp};

/// How long the first, administrative question may take.
const PROBE: Duration = Duration::from_secs(5);

/// Clocks that differ by no more than this are one: `Date` has whole seconds, and an answer takes its time.
const SAME_CLOCK_MILLIS: i64 = 3_000;

/// An endpoint over HTTP.
#[derive(Debug)]
pub struct Endpoint {
    url: String,
    client: Arc<Client>,
    /// For the other Region, where that has a host of its own.
    elsewhere: Option<Arc<Client>>,
    worlds: bool,
    callers: Arc<Callers>,
    options: Arc<Options>,
    manner: Arc<Manner>,
    journal: Option<Arc<Journal>>,
    regions: Vec<String>,
    /// Milliseconds from the local clock to the endpoint's.
    skew_millis: i64,
}

impl Endpoint {
    /// Finds out whether the endpoint has worlds, and what its clock says.
    ///
    /// # Errors
    /// When the options cannot be used, no connection can be made, or what answers does not speak HTTP/1.1.
    pub async fn connect(options: Options) -> Result<Self, Error> {
        let client = Arc::new(Client::new(&options)?);
        let elsewhere = match options.elsewhere()? {
            Some(options) => Some(Arc::new(Client::new(&options)?)),
            None => None,
        };
        let options = Arc::new(options);
        let mut endpoint = Self {
            url: options.url.trim_end_matches('/').to_owned(),
            client,
            elsewhere,
            worlds: false,
            callers: Arc::new(Callers::of(Arc::clone(&options))),
            manner: Arc::new(options.manner.clone()),
            journal: None,
            regions: options.regions.clone(),
            skew_millis: 0,
            options,
        };
        if endpoint.options.probe {
            endpoint.probe().await?;
        }
        Ok(endpoint)
    }

    async fn probe(&mut self) -> Result<(), Error> {
        let total = PROBE.min(self.client.timeouts.total);
        let request = request(&self.client, None, &AdminCommand::Now);
        let sent = local_now();
        let response = match self.client.send(&request, total).await {
            Ok(response) => response,
            // What does not speak HTTP on one path speaks it on none: most often http:// where TLS is spoken.
            Err(error @ Error::Protocol { .. }) => return Err(error),
            Err(error) if error.is_unreachable() => return Err(error),
            // Whatever else the endpoint does on a path that is not KMS's says nothing about its KMS.
            Err(_) => return Ok(()),
        };
        if let Ok(reply) = read(&response) {
            self.worlds = true;
            self.callers = self.of_world(reply.principals);
            self.regions = reply.regions;
            return Ok(());
        }
        let date = response
            .headers
            .get("date")
            .and_then(Timestamp::from_http_date);
        self.skew_millis = date.map_or(0, |date| skew(date, sent, local_now()));
        Ok(())
    }

    /// Who calls, as the options say, or as the endpoint does.
    #[must_use]
    pub fn principals(&self) -> Principals {
        self.callers.known().clone()
    }

    fn of_world(&self, principals: Vec<Principal>) -> Arc<Callers> {
        let options = Arc::clone(&self.options);
        Arc::new(Callers::of_world(principals, options))
    }

    /// What whoever reads the verdicts should know of the endpoint, in sentences.
    #[must_use]
    pub fn notices(&self) -> Vec<String> {
        let clock = (!self.worlds).then(|| clock(self.skew_millis)).flatten();
        let gave_up = self.client.silence.begin().err();
        let unwritten = self.journal_failure().map(str::to_owned);
        clock
            .into_iter()
            .chain(gave_up.map(|error| error.to_string()))
            .chain(unwritten)
            .collect()
    }

    /// What is made from now on is written into this journal first.
    pub fn keep_journal(&mut self, journal: Arc<Journal>) {
        self.journal = Some(journal);
    }

    /// Why its journal can be written no more; then nothing is made.
    #[must_use]
    pub fn journal_failure(&self) -> Option<&str> {
        self.journal.as_ref()?.failure()
    }

    /// The endpoint's clock, as far as it is known.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        Timestamp::from_millis(local_now().millis().saturating_add(self.skew_millis))
    }

    /// How it is asked and answers.
    #[must_use]
    pub fn manner(&self) -> &Manner {
        &self.manner
    }

    /// By how many milliseconds its clock is ahead of the local one; 0 where that may be rounding, or is not known.
    #[must_use]
    pub fn skew_millis(&self) -> i64 {
        self.skew_millis
    }

    /// True when the endpoint has stopped answering, and nothing more is sent.
    #[must_use]
    pub fn has_given_up(&self) -> bool {
        self.client.silence.is_over()
    }

    /// Its URL.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The Regions that it is asked for, home first.
    #[must_use]
    pub fn regions(&self) -> &[String] {
        &self.regions
    }

    /// True when each session has a world of its own.
    #[must_use]
    pub fn has_worlds(&self) -> bool {
        self.worlds
    }

    /// A session; where there are worlds, with a new one.
    ///
    /// # Errors
    /// When a new world cannot be had.
    pub async fn open(&self, seed: u64) -> Result<Session, Error> {
        let mut session = Session {
            client: Arc::clone(&self.client),
            elsewhere: self.elsewhere.clone(),
            world: None,
            callers: Arc::clone(&self.callers),
            options: Arc::clone(&self.options),
            manner: Arc::clone(&self.manner),
            journal: self.journal.clone(),
            regions: self.regions.clone(),
            skew_millis: self.skew_millis,
        };
        if self.worlds {
            let reply = session.command(&AdminCommand::CreateWorld { seed }).await?;
            session.callers = self.of_world(reply.principals);
            session.regions = reply.regions;
            session.world = Some(WorldOfServer {
                id: reply.world,
                now: Mutex::new(reply.now),
            });
        }
        Ok(session)
    }
}

/// What one case instance sees of an endpoint.
#[derive(Debug)]
pub struct Session {
    client: Arc<Client>,
    elsewhere: Option<Arc<Client>>,
    world: Option<WorldOfServer>,
    callers: Arc<Callers>,
    options: Arc<Options>,
    manner: Arc<Manner>,
    journal: Option<Arc<Journal>>,
    regions: Vec<String>,
    skew_millis: i64,
}

#[derive(Debug)]
struct WorldOfServer {
    id: String,
    /// Its clock, which moves only when told to.
    now: Mutex<Timestamp>,
}

impl Session {
    /// Sends one request; to a world, with its header added unsigned.
    ///
    /// # Errors
    /// When no whole answer came, or the world is gone.
    pub async fn send(&self, request: &Request) -> Result<Response, Error> {
        let total = self.client.timeouts.total;
        let Some(world) = &self.world else {
            return match &self.journal {
                None => self.client_of(request).send(request, total).await,
                // It is seldom there, and would make every request's future larger.
                Some(journal) => Box::pin(self.send_noted(journal, request, total)).await,
            };
        };
        let mut request = request.clone();
        request
            .headers
            .append(admin::WORLD_HEADER, world.id.as_str());
        let response = self.client.send(&request, total).await?;
        match response.headers.get(admin::ERROR_HEADER) {
            Some(detail) if response.status == 410 => Err(Error::Admin(detail.to_owned())),
            _ => Ok(response),
        }
    }

    /// Sends a request that others may see the effect of; what it makes stands in the journal before.
    async fn send_noted(
        &self,
        journal: &Journal,
        request: &Request,
        total: Duration,
    ) -> Result<Response, Error> {
        let noted = journal
            .before(request, &self.callers.known().all(), self.now())
            .map_err(Error::Journal)?;
        let answer = self.client_of(request).send(request, total).await;
        if let Some(noted) = noted {
            let why = answer.as_ref().map_err(ToString::to_string);
            journal.after(
                noted,
                why.as_ref().map(|it| *it).map_err(String::as_str),
                self.now(),
            );
        }
        answer
    }

    /// True when it has a world of its own.
    #[must_use]
    pub fn has_world(&self) -> bool {
        self.world.is_some()
    }

    /// The world's clock, or the endpoint's as far as it is known.
    pub fn now(&self) -> Timestamp {
        match &self.world {
            Some(world) => *world.now.lock().unwrap_or_else(PoisonError::into_inner),
            None => Timestamp::from_millis(local_now().millis().saturating_add(self.skew_millis)),
        }
    }

    /// Moves the world's clock, or sleeps.
    ///
    /// # Errors
    /// When the world's clock could not be moved.
    pub async fn wait(&self, by: Duration) -> Result<(), Error> {
        if self.world.is_some() {
            return self.advance(by).await;
        }
        tokio::time::sleep(by).await;
        Ok(())
    }

    /// Moves the world's clock.
    ///
    /// # Errors
    /// [`Error::Unsupported`] without a world.
    pub async fn advance(&self, by: Duration) -> Result<(), Error> {
        self.change("move its clock", &admin::advance(by)).await
    }

    /// Changes what stands behind the world's custom key stores.
    ///
    /// # Errors
    /// [`Error::Unsupported`] without a world.
    pub async fn disturb(&self, disturbance: &Disturbance) -> Result<(), Error> {
        let command = AdminCommand::Disturb(Box::new(disturbance.clone()));
        self.change("be disturbed", &command).await
    }

    /// Who calls, also when their credentials are renewed.
    #[must_use]
    pub fn principals(&self) -> Principals {
        self.callers.known().clone()
    }

    /// Who is called so, with the credentials of now.
    #[must_use]
    pub fn principal(&self, name: &str) -> Option<Principal> {
        self.callers.known().named(name)
    }

    /// Renews the credentials of whoever is called so, if it is time.
    ///
    /// # Errors
    /// When they have ended and cannot be renewed.
    pub async fn refresh(&self, name: &str) -> Result<(), Error> {
        self.callers.refresh(name).await
    }

    /// Renews credentials that were refused as having ended; false where there are no others.
    ///
    /// # Errors
    /// When there is somewhere to renew them, and that fails.
    pub async fn replace(&self, refused: &Principal) -> Result<bool, Error> {
        self.callers.replace(refused).await
    }

    /// The names of those whom the endpoint can never have.
    #[must_use]
    pub fn cannot(&self) -> &[String] {
        &self.options.cannot
    }

    /// How the endpoint is asked and answers.
    #[must_use]
    pub fn manner(&self) -> &Manner {
        &self.manner
    }

    /// The Regions, home first.
    #[must_use]
    pub fn regions(&self) -> &[String] {
        &self.regions
    }

    /// The `Host` header, by which a request also finds its way.
    #[must_use]
    pub fn authority(&self, region: Region) -> &str {
        match (region, &self.elsewhere) {
            (Region::Other, Some(elsewhere)) => &elsewhere.base.authority,
            _ => &self.client.base.authority,
        }
    }

    /// The client of the host that a request names; that of home for a host that nobody has.
    fn client_of(&self, request: &Request) -> &Client {
        let host = request.headers.get("host");
        match &self.elsewhere {
            Some(elsewhere) if host == Some(elsewhere.base.authority.as_str()) => elsewhere,
            _ => &self.client,
        }
    }

    /// Ends the world, if there is one; if that fails, the server ends it when it has been idle.
    pub async fn close(self) {
        if self.world.is_some() {
            let _ = self.command(&AdminCommand::DropWorld).await;
        }
    }

    /// Sends what follows elsewhere, as if the server had been replaced.
    #[cfg(test)]
    pub(super) fn redirect_to(&mut self, url: &str) {
        let client = Client::new(&Options::new(url, "us-east-1")).expect("good options");
        self.client = Arc::new(client);
    }

    async fn change(&self, what: &'static str, command: &AdminCommand) -> Result<(), Error> {
        let Some(world) = &self.world else {
            return Err(Error::Unsupported { what });
        };
        let reply = self.command(command).await?;
        let mut now = world.now.lock().unwrap_or_else(PoisonError::into_inner);
        // Answers to commands sent at once may come in any order; the clock never goes back.
        *now = reply.now.max(*now);
        Ok(())
    }

    async fn command(&self, command: &AdminCommand) -> Result<Reply, Error> {
        let world = self.world.as_ref().map(|world| world.id.as_str());
        let request = request(&self.client, world, command);
        let response = self
            .client
            .send(&request, self.client.timeouts.total)
            .await?;
        read(&response).map_err(Error::Admin)
    }
}

fn request(client: &Client, world: Option<&str>, command: &AdminCommand) -> Request {
    let mut headers = Headers::from_iter([
        ("Host", client.base.authority.as_str()),
        ("Content-Type", "application/json"),
    ]);
    if let Some(world) = world {
        headers.append(admin::WORLD_HEADER, world);
    }
    Request {
        method: "POST".to_owned(),
        target: admin::PATH.to_owned(),
        headers,
        body: serde_json::to_vec(command).unwrap_or_default(),
    }
}

/// The reply of `kmspec serve`, or what is odd about it.
fn read(response: &Response) -> Result<Reply, String> {
    if response.status != 200 {
        let text: String = String::from_utf8_lossy(&response.body)
            .chars()
            .take(200)
            .collect();
        return Err(format!("status {}: {}", response.status, text.trim()));
    }
    let reply: Reply = serde_json::from_slice(&response.body).map_err(|error| error.to_string())?;
    if reply.schema != admin::SCHEMA {
        return Err(format!("it speaks {}, not {}", reply.schema, admin::SCHEMA));
    }
    Ok(reply)
}

/// By how much a clock is off that said `date` between two moments of ours; 0 when that may be rounding.
fn skew(date: Timestamp, sent: Timestamp, received: Timestamp) -> i64 {
    let middle = sent.millis().midpoint(received.millis());
    let off = date.millis() - middle;
    if off.abs() <= SAME_CLOCK_MILLIS {
        0
    } else {
        off
    }
}

/// How the local clock differs from an endpoint's that is `skew_millis` ahead; `None` for a minute or less.
fn clock(skew_millis: i64) -> Option<String> {
    // A date has whole seconds, which would make 29 minutes of half an hour.
    let minutes = (skew_millis.unsigned_abs() + 30_000) / 60_000;
    let (number, unit) = match minutes {
        0..=1 if skew_millis.unsigned_abs() <= 60_000 => return None,
        0..120 => (minutes, "min"),
        120..2880 => (minutes / 60, "h"),
        _ => (minutes / 1440, "days"),
    };
    let way = if skew_millis < 0 {
        "ahead of"
    } else {
        "behind"
    };
    Some(format!(
        "your clock is {number} {unit} {way} the endpoint's; requests were signed by the endpoint's"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_clock_that_is_really_off_counts() {
        let at = Timestamp::from_millis;
        assert_eq!(skew(at(10_000), at(10_400), at(11_200)), 0);
        assert_eq!(skew(at(610_000), at(10_400), at(11_600)), 599_000);
        assert_eq!(skew(at(0), at(60_000), at(60_000)), -60_000);
        assert_eq!((clock(60_000), clock(-60_000)), (None, None));
        let told = |millis| clock(millis).expect("it is off");
        let signed = "the endpoint's; requests were signed by the endpoint's";
        assert_eq!(
            told(-5 * 3_600_000),
            format!("your clock is 5 h ahead of {signed}")
        );
        assert_eq!(told(61_000), format!("your clock is 1 min behind {signed}"));
        assert_eq!(
            told(7 * 86_400_000),
            format!("your clock is 7 days behind {signed}")
        );
    }
}
