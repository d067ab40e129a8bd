//! Sending one operation: decode, check, serialize, sign, read.

use super::super::config::is_true;
use super::super::credentials::{Source, assume};
use super::super::fault::{CliError, Kind};
use super::super::params::{decode_blobs, serialize, validate};
use super::super::ports::Flavour;
use super::super::reply;
use super::super::send::Client;
use super::super::skeleton::{Words, skeleton};
use super::super::value::{Map, Value, quote};
use super::{Context, TheWorld};
use crate::model::Operation;
use crate::wire::sigv4::Credentials;

/// Sends one operation, as often as pages ask for it.
pub(super) struct Caller<'a> {
    pub(super) context: &'a Context<'a>,
    pub(super) operation: Operation,
    pub(super) client: Client,
    pub(super) source: Option<Source>,
    /// Found or assumed when the first request is signed.
    pub(super) credentials: Option<Credentials>,
}

impl Caller<'_> {
    fn check(&self, shape: &str, params: &Map) -> Result<(), CliError> {
        let switched_off = self.context.settings().scoped("parameter_validation")?;
        if switched_off.is_some_and(|v| !is_true(v)) {
            return Ok(());
        }
        match validate(&self.context.edition, shape, params) {
            None => Ok(()),
            Some(fault) => Err(fault),
        }
    }

    /// Decodes, checks and serializes the input.
    fn body(&self, params: &mut Map) -> Result<Vec<u8>, CliError> {
        let edition = &self.context.edition;
        let shape = edition.input(self.operation);
        if self.context.flavour() == Flavour::V2 && self.blobs_are_base64()? {
            let taken = std::mem::take(params);
            if let Value::Map(decoded) = decode_blobs(edition, shape, Value::Map(taken))? {
                *params = decoded;
            }
        }
        self.check(shape, params)?;
        Ok(serialize(edition, shape, params))
    }

    fn blobs_are_base64(&self) -> Result<bool, CliError> {
        let flag = self.context.globals.binary_format.as_deref();
        let format = match flag {
            Some(flag) => Some(flag),
            None => self.context.settings().scoped("cli_binary_format")?,
        };
        match format {
            None | Some("base64") => Ok(true),
            Some("raw-in-base64-out") => Ok(false),
            // A format that none of its handlers has: the look-up fails, and its fault is only the word.
            Some(other) => Err(CliError::other(quote(other))),
        }
    }

    /// Sends the operation and reads the answer.
    pub(super) fn ask(
        &mut self,
        params: &mut Map,
        world: TheWorld<'_, '_>,
    ) -> Result<Map, CliError> {
        let body = self.body(params)?;
        let settings = self.context.settings();
        if self.context.globals.sign_request && self.credentials.is_none() {
            self.credentials = Some(match &self.source {
                Some(Source::Ready(found)) => found.clone(),
                Some(Source::Broken(fault)) => return Err(fault.clone()),
                Some(Source::Role(role)) => assume(role, &settings, world, &self.client)?,
                None => return Err(no_credentials(self.context.flavour())),
            });
        }
        let response = self.client.call_kms(
            world,
            &settings,
            self.operation.name(),
            body,
            self.credentials.as_ref(),
            &reply::error,
        );
        let response = response.map_err(|fault| self.modelled(fault))?;
        reply::output(
            &self.context.edition,
            self.operation,
            &response,
            self.context.iso_times,
        )
    }

    /// An error that the model does not know has no members of its own.
    fn modelled(&self, mut fault: CliError) -> CliError {
        if let Kind::Service(members) = &mut fault.kind {
            let code = members.iter().find(|(name, _)| name == "Code");
            let code = code.and_then(|(_, value)| value.as_text());
            let known = code.is_some_and(|code| self.context.edition.kind(code).is_some());
            members.retain(|(name, _)| known || name != "message");
        }
        fault
    }

    /// A made-up answer, both it and the input checked.
    pub(super) fn stub(&self, params: &Map) -> Result<Map, CliError> {
        let edition = &self.context.edition;
        let made = match edition.output(self.operation) {
            None => Map::new(),
            Some(shape) => match skeleton(edition, shape, Words::Names) {
                Value::Map(map) => {
                    self.check(shape, &map)?;
                    map
                }
                _ => Map::new(),
            },
        };
        self.body(&mut params.clone())?;
        Ok(made)
    }
}

fn no_credentials(flavour: Flavour) -> CliError {
    let command = match flavour {
        Flavour::V1 => "aws configure",
        Flavour::V2 => "aws login",
    };
    CliError::new(
        Kind::NoCredentials,
        format!(
            "Unable to locate credentials. You can configure credentials by running \"{command}\"."
        ),
    )
}
