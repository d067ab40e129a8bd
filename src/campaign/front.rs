//! What every answer has, whatever the operation: a status, header fields, and values that no answer before has.

use super::compare::Pair;
use super::difference::Ask;
use super::trace::Seen;
use crate::check::repeated_members;
use crate::generate::ScriptCall;
use crate::model::Operation;
use crate::wire::Response;
use crate::wire::aws_json::Answer;

/// Text shorter than this may be drawn twice by chance.
const TELLING: usize = 16;

impl Pair {
    /// The status of an answer that is otherwise the right one.
    pub(super) fn status(&mut self, left: &Answer, right: &Answer) {
        if left.status != right.status {
            let status = |answer: &Answer| answer.status.to_string();
            self.note("status", &status(right), &status(left), Ask::Status, false);
        }
    }

    /// No answer to a request that takes no coding has one, and none has two lengths (RFC 9110, section 8.4; RFC 9112,
    /// section 6.2).
    fn framing(&mut self, response: &Response) {
        let field = |name: &str| response.headers.get(name);
        let coding = field("content-encoding").filter(|coding| *coding != "identity");
        if let Some(coding) = coding {
            let ask = Ask::NoHeader("Content-Encoding");
            self.note("header Content-Encoding", "none", coding, ask, false);
        }
        if field("content-length").is_some() && field("transfer-encoding").is_some() {
            let (place, both) = ("header Transfer-Encoding", "one beside a Content-Length");
            let ask = Ask::NoHeader("Transfer-Encoding");
            self.note(place, "none", both, ask, false);
        }
    }

    /// No member stands in its object twice: who reads the first one is told something else than who reads the last.
    pub(super) fn once(&mut self, response: &Response) {
        for path in repeated_members(&response.body).into_iter().take(1) {
            let name = path.rsplit('.').next().unwrap_or_default().to_owned();
            self.note(&path, "once", "twice", Ask::Once(name), false);
        }
    }

    /// What every answer carries (facts W-002, W-039).
    pub(super) fn headers(&mut self, response: &Response, right: &Answer) {
        self.framing(response);
        if right.json().is_none() {
            return;
        }
        let kind = response.headers.get("content-type").unwrap_or("none");
        let is_right = kind
            .split(';')
            .next()
            .is_some_and(|k| k.trim() == "application/x-amz-json-1.1");
        if right.is_success() && !is_right {
            let right = "application/x-amz-json-1.1";
            let ask = Ask::Header("Content-Type", Some(right));
            self.note("header Content-Type", right, kind, ask, false);
        }
        for (field, place, what) in [
            (
                "x-amzn-RequestId",
                "header x-amzn-RequestId",
                "a request id",
            ),
            ("Date", "header Date", "the time"),
        ] {
            if response.headers.get(field).is_none() {
                self.note(place, what, "none", Ask::Header(field, None), false);
            }
        }
    }

    /// No two answers have one request id, no two encryptions give one ciphertext, and no bytes are drawn twice.
    pub(super) fn fresh(&mut self, call: &ScriptCall, response: &Response) {
        let id = response.headers.get("x-amzn-requestid").map(str::to_owned);
        if let Some(id) = id {
            let place = "header x-amzn-RequestId";
            self.is_new(place, &["headers", "x-amzn-RequestId"], id);
        }
        let member = match call.operation {
            Operation::Encrypt => "CiphertextBlob",
            Operation::GenerateRandom => "Plaintext",
            _ => return,
        };
        let body = Answer::of(response);
        let body = body.is_success().then(|| body.json().cloned()).flatten();
        let text = body.and_then(|body| body[member].as_str().map(str::to_owned));
        if let Some(text) = text.filter(|text| text.len() >= TELLING) {
            self.is_new(member, &[member], text);
        }
    }

    fn is_new(&mut self, place: &str, path: &[&str], text: String) {
        let path: Vec<String> = path.iter().map(|part| (*part).to_owned()).collect();
        match self.heard.get(&(place.to_owned(), text.clone())).copied() {
            Some(step) => self.note(
                place,
                "another than before",
                "the same as before",
                Ask::Another(path, step),
                false,
            ),
            None => {
                self.heard.insert((place.to_owned(), text), self.step);
            }
        }
    }

    /// Whether a refusal has a text: those that were recorded with one have it in `message`, and those that were
    /// recorded without one have none (facts W-020, W-024, R-033).
    pub(super) fn message(&mut self, left: &Answer, right: &Answer) {
        let Some(body) = left.json() else { return };
        let text = |member: &str| body.get(member).is_some();
        match right.error_type.as_deref() {
            Some("NotFoundException") if !text("message") => {
                let actual = if text("Message") { "Message" } else { "none" };
                self.note("message", "a text", actual, Ask::Message(true), false);
            }
            // In raw bodies a denial has it in `Message`, in older reports in `message` (fact W-709).
            Some("AccessDeniedException") if !text("message") && !text("Message") => {
                self.note("message", "a text", "none", Ask::Message(true), false);
            }
            Some("InvalidCiphertextException") if text("message") || text("Message") => {
                self.note("message", "none", "one", Ask::Message(false), false);
            }
            _ => {}
        }
    }

    /// Whether the reference has no answer to this call: nothing can be compared, and nothing after it.
    pub(super) fn is_beyond(right: &Answer) -> bool {
        right.status == 501 && right.error_type.as_deref() == Some("NotImplementedException")
    }

    /// Everything that is there, if both tell all of it.
    pub(super) fn whole(&self, call: &ScriptCall, expected: &Seen) -> bool {
        let pages = ["Limit", "Marker", "CustomKeyStoreId", "CustomKeyStoreName"];
        let is_asked_in_part = pages
            .iter()
            .any(|member| call.input.member(member).is_some());
        let body = expected.success().unwrap_or_default();
        self.manner.world && !is_asked_in_part && body.get("NextMarker").is_none()
    }
}
