//! What the reference answered to the corpus under another seed, and servers that say it again.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::stateless::Stateless;
use crate::check::RunSummary;
use crate::target::in_process::Endpoint;
use crate::wire::{Request, Response, aws_json};

/// Status and body.
type Said = (u16, Vec<u8>);

/// Every answer of a run.
#[derive(Debug, Default)]
pub struct Recording {
    /// The first answer to each operation.
    first: BTreeMap<String, Said>,
    /// The first answer to each operation and body.
    by_body: HashMap<(String, Vec<u8>), Said>,
    /// Refusals of each operation, the most frequent first.
    refusals: BTreeMap<String, Vec<Said>>,
}

impl Recording {
    /// Records a run.
    #[must_use]
    pub fn of(run: &RunSummary) -> Self {
        let mut recording = Self::default();
        let mut counts: BTreeMap<String, BTreeMap<Said, usize>> = BTreeMap::new();
        let exchanges = run.results.iter().flat_map(|result| &result.exchanges);
        for exchange in exchanges {
            let (Some(response), Some(name)) = (&exchange.response, operation(&exchange.request))
            else {
                continue;
            };
            let said = said(response);
            let key = (name.clone(), exchange.request.body.clone());
            recording.by_body.entry(key).or_insert_with(|| said.clone());
            if response.status == 400 {
                let counted = counts.entry(name.clone()).or_default();
                *counted.entry(said.clone()).or_default() += 1;
            }
            recording.first.entry(name).or_insert(said);
        }
        for (name, counted) in counts {
            let mut counted: Vec<(Said, usize)> = counted.into_iter().collect();
            counted.sort_by_key(|(_, count)| Reverse(*count));
            let refusals = counted.into_iter().map(|(said, _)| said).collect();
            recording.refusals.insert(name, refusals);
        }
        recording
    }

    /// The `place`-th most frequent refusal of the request's operation.
    pub(super) fn refusal(&self, request: &Request, place: usize) -> Option<Said> {
        let refusals = self.refusals.get(&operation(request)?)?;
        refusals.get(place).or(refusals.last()).cloned()
    }
}

fn operation(request: &Request) -> Option<String> {
    aws_json::operation(request).map(str::to_owned)
}

fn said(response: &Response) -> Said {
    (response.status, response.body.clone())
}

/// The first recorded answer of the operation, again and again.
#[must_use]
pub fn replay(seed: u64, recording: Arc<Recording>) -> Box<dyn Endpoint> {
    Stateless::boxed(seed, move |request, _| {
        let first = operation(request).and_then(|name| recording.first.get(&name));
        Ok(first.cloned().unwrap_or((200, b"{}".to_vec())))
    })
}

/// The recorded answer of the operation to the same body; the first one where there is none.
#[must_use]
pub fn replay_by_body(seed: u64, recording: Arc<Recording>) -> Box<dyn Endpoint> {
    Stateless::boxed(seed, move |request, _| {
        let name = operation(request).unwrap_or_default();
        let first = recording.first.get(&name);
        let key = (name.clone(), request.body.clone());
        let said = recording.by_body.get(&key).or(first);
        Ok(said.cloned().unwrap_or((200, b"{}".to_vec())))
    })
}
