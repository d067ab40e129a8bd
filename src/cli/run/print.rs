//! Printing what an operation returned.

use std::time::Duration;

use super::super::endpoint::Url;
use super::super::fault::CliError;
use super::super::output::{json, table, text, yaml};
use super::super::send::HttpCall;
use super::super::value::{Map, Value};
use super::{Broken, Context, Done, Printed, TheWorld};
use crate::model::{Operation, Paginator};
use crate::wire::{Headers, Request};

/// Collects what one operation prints.
pub(super) struct Printer<'a> {
    context: &'a Context<'a>,
    operation: Operation,
    /// What is printed page by page.
    stdout: String,
    /// What is printed at the end.
    full: Map,
    pages: usize,
}

impl<'a> Printer<'a> {
    pub(super) fn new(context: &'a Context<'a>, operation: Operation) -> Self {
        Self {
            context,
            operation,
            stdout: String::new(),
            full: Map::new(),
            pages: 0,
        }
    }

    pub(super) fn so_far(&self) -> String {
        self.stdout.clone()
    }

    fn format(&self) -> Result<String, CliError> {
        if let Some(flag) = &self.context.globals.output {
            return Ok(flag.clone());
        }
        let settings = self.context.settings();
        let configured = settings.get("AWS_DEFAULT_OUTPUT", "output")?;
        Ok(configured.unwrap_or("json").to_owned())
    }

    /// Fails for an output type that is none; pages are asked for only after that.
    pub(super) fn check(&self) -> Result<(), CliError> {
        let format = self.format()?;
        let known: &[&str] = match self.context.flavour() {
            super::Flavour::V1 => &["json", "text", "table"],
            super::Flavour::V2 => &["json", "text", "table", "yaml", "yaml-stream", "off"],
        };
        if known.contains(&format.as_str()) {
            return Ok(());
        }
        Err(CliError::other(format!("Unknown output type: {format}")))
    }

    fn search(&self, value: &Value) -> Result<Value, CliError> {
        match &self.context.query {
            None => Ok(value.clone()),
            Some(query) => query.search(value).map_err(CliError::other),
        }
    }

    /// Prints a response that is one.
    pub(super) fn whole(&mut self, value: &Value) -> Done {
        self.check()?;
        let format = self.format()?;
        let printed = self.render(&format, value)?;
        Ok(Printed {
            stdout: printed,
            exit: 0,
        })
    }

    fn render(&self, format: &str, value: &Value) -> Result<String, CliError> {
        let found = self.search(value)?;
        let empty = matches!(&found, Value::Map(map) if map.is_empty());
        Ok(match format {
            "text" => text(&found).map_err(CliError::other)?,
            "table" => {
                let globals = &self.context.globals;
                let colour = globals.color == "on"
                    || (globals.color == "auto" && self.context.terminal.is_some());
                let width = self.context.terminal.unwrap_or(80);
                table(self.operation.name(), &found, width, colour).map_err(CliError::other)?
            }
            "yaml" if !empty => yaml(&found),
            "yaml-stream" if !empty => yaml(&Value::List(vec![found])),
            "yaml" | "yaml-stream" | "off" => String::new(),
            _ => json(&found),
        })
    }

    /// Takes a page: text and streams are printed at once, the rest is put together.
    pub(super) fn page(&mut self, paginator: &Paginator, page: &Map) -> Result<(), Broken> {
        let format = self.format()?;
        let key = &paginator.result_key;
        self.pages += 1;
        match format.as_str() {
            "text" => {
                let mut part = Map::new();
                part.set(key.clone(), page.get(key).cloned().unwrap_or(Value::Null));
                self.print(&format, &Value::Map(part))
            }
            "yaml-stream" => self.print(&format, &Value::Map(page.clone())),
            _ => {
                let Some(new) = page.get(key).filter(|v| **v != Value::Null) else {
                    return Ok(());
                };
                match (self.full.get_mut(key), new) {
                    (Some(Value::List(old)), Value::List(items)) => old.extend(items.clone()),
                    _ => self.full.set(key.clone(), new.clone()),
                }
                Ok(())
            }
        }
    }

    fn print(&mut self, format: &str, value: &Value) -> Result<(), Broken> {
        let printed = self.render(format, value).map_err(|fault| Broken {
            stdout: self.stdout.clone(),
            fault,
        })?;
        self.stdout.push_str(&printed);
        Ok(())
    }

    /// Ends the pages, with the token to go on if items were left out.
    pub(super) fn finish(mut self, token: Option<String>) -> Done {
        let format = self.format()?;
        match format.as_str() {
            "text" => {
                if let Some(token) = token {
                    let mut inner = Map::new();
                    inner.set("NextToken", Value::Text(token));
                    let mut outer = Map::new();
                    outer.set("NextToken", Value::Map(inner));
                    self.print(&format, &Value::Map(outer))?;
                }
            }
            // The stream has said all, the service's own token among it.
            "yaml-stream" => {}
            _ => {
                if let Some(token) = token {
                    self.full.set("NextToken", Value::Text(token));
                }
                let full = Value::Map(std::mem::take(&mut self.full));
                self.print(&format, &full)?;
            }
        }
        Ok(Printed {
            stdout: self.stdout,
            exit: 0,
        })
    }
}

/// The text behind a URL.
///
/// # Errors
///
/// What went wrong, in v1's words.
pub(super) fn fetch_url(
    context: &Context<'_>,
    written: &str,
    world: TheWorld<'_, '_>,
) -> Result<String, String> {
    let url = Url::parse(written).ok_or("no URL")?;
    let mut headers = Headers::new();
    headers.append("Host", url.authority());
    headers.append("Accept-Encoding", "identity");
    headers.append("User-Agent", "python-urllib3/2.7.0");
    let request = Request {
        method: "GET".into(),
        target: url.target(),
        headers,
        body: Vec::new(),
    };
    let call = HttpCall::plain(&url, Duration::from_mins(1), context.flavour());
    let reply = call
        .send(world, context.env, &request)
        .map_err(|f| f.message)?;
    if reply.status != 200 {
        return Err(format!("received non 200 status code of {}", reply.status));
    }
    Ok(String::from_utf8_lossy(&reply.body).into_owned())
}
