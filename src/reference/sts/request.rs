//! A request to STS: a query in the body of a POST or behind the path of a GET.

use super::answer::StsError;
use crate::wire::{Request, form};

/// The version of the only API that STS has.
const VERSION: &str = "2011-06-15";

/// The parameters of a request, as they stand there.
fn text(request: &Request) -> String {
    if request.method == "GET" {
        let (_, query) = request.target.split_once('?').unwrap_or_default();
        return query.to_owned();
    }
    let kind = request.headers.get("content-type").unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    if kind.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        String::from_utf8_lossy(&request.body).into_owned()
    } else {
        String::new()
    }
}

/// The action that a request asks for; `None` where it is no query.
pub(super) fn action(request: &Request) -> Option<String> {
    form::value(&text(request), "Action").filter(|action| !action.is_empty())
}

/// The parameters of one call.
pub(super) struct Parameters(String);

impl Parameters {
    /// Reads a request: its action and the parameters.
    ///
    /// # Errors
    /// `MissingAction`, and `InvalidAction` for another version of the API.
    pub(super) fn read(request: &Request) -> Result<(String, Self), StsError> {
        let parameters = Self(text(request));
        let Some(action) = parameters.get("Action") else {
            let said = "Missing Action";
            return Err(StsError::new("MissingAction", 400, said));
        };
        match parameters.get("Version") {
            Some(version) if version == VERSION => Ok((action, parameters)),
            version => Err(unknown(&action, &version.unwrap_or_default())),
        }
    }

    /// The value of a parameter; `None` where it is not there or empty.
    pub(super) fn get(&self, name: &str) -> Option<String> {
        form::value(&self.0, name).filter(|value| !value.is_empty())
    }

    /// Whether there is one of this name, or a list or structure.
    pub(super) fn has(&self, name: &str) -> bool {
        form::parameters(&self.0).any(|(found, _)| {
            let rest = found.strip_prefix(name.as_bytes());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(b"."))
        })
    }
}

/// What an action gets that this API does not have.
pub(super) fn unknown(action: &str, version: &str) -> StsError {
    let said = format!("Could not find operation {action} for version {version}");
    StsError::new("InvalidAction", 400, said)
}

/// What breaks the constraints of a call, gathered as AWS tells it.
#[derive(Default)]
pub(super) struct Constraints(Vec<String>);

impl Constraints {
    /// Notes a member that must satisfy something.
    pub(super) fn hold(&mut self, right: bool, name: &str, value: &str, rule: &str) {
        if !right {
            self.0.push(format!(
                "Value '{value}' at '{name}' failed to satisfy constraint: Member must {rule}"
            ));
        }
    }

    /// Notes a member that must be there.
    pub(super) fn require(&mut self, name: &str, value: Option<&String>) {
        if value.is_none() {
            self.0.push(format!(
                "Value null at '{name}' failed to satisfy constraint: Member must not be null"
            ));
        }
    }

    /// Notes a text whose length must be within bounds.
    pub(super) fn length(&mut self, name: &str, value: &str, least: usize, most: usize) {
        let length = value.chars().count();
        let rule = |way: &str, bound: usize| format!("have length {way} than or equal to {bound}");
        self.hold(length >= least, name, value, &rule("greater", least));
        self.hold(length <= most, name, value, &rule("less", most));
    }

    /// # Errors
    /// `ValidationError`, where something is broken.
    pub(super) fn check(self) -> Result<(), StsError> {
        let count = self.0.len();
        if count == 0 {
            return Ok(());
        }
        let plural = if count == 1 { "" } else { "s" };
        let said = self.0.join("; ");
        Err(StsError::new(
            "ValidationError",
            400,
            format!("{count} validation error{plural} detected: {said}"),
        ))
    }
}
