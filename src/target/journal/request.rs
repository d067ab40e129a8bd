//! What a signed request tells of the thing that it makes, and of who makes it.

use serde_json::Value;

use crate::model::Operation;
use crate::target::resource::{Kind, Resource};
use crate::wire::admin::Principal;
use crate::wire::{Request, aws_json};

/// A description longer than this is no mark of ours.
const LONGEST_MARK: usize = 512;

/// Who has signed a request, as far as it tells.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Caller {
    /// The name of the principal: `owner`, `peer`, `stranger` or `user`.
    pub principal: Option<String>,
    /// Its account.
    pub account: Option<String>,
    /// The Region that was signed for.
    pub region: Option<String>,
}

impl Caller {
    /// Who has signed it, of those who are known.
    pub(super) fn of(request: &Request, principals: &[Principal]) -> Self {
        let header = request.headers.get("authorization");
        let text = header.unwrap_or(&request.target);
        let Some((_, scope)) = text.split_once("Credential=") else {
            return Self::default();
        };
        let scope = scope.replace("%2F", "/");
        let mut parts = scope.split(['/', ',', '&', ' ']);
        let key = parts.next().unwrap_or_default();
        let region = parts.nth(1).map(str::to_owned);
        let known = principals.iter().find(|it| it.access_key_id == key);
        Self {
            principal: known.map(|it| it.name.clone()),
            account: known
                .map(|it| it.account.clone())
                .filter(|it| !it.is_empty()),
            region,
        }
    }
}

/// What a request is to do.
#[derive(Debug)]
pub(super) enum Asks {
    /// It makes something.
    Makes(&'static Resource, Value),
    /// It takes something away, or schedules its deletion.
    Removes(&'static Resource, String),
}

/// What a request is to do, where that is making or taking away.
pub(super) fn asks(request: &Request) -> Option<(Operation, Asks)> {
    let operation = Operation::from_name(aws_json::operation(request)?)?;
    let input = || serde_json::from_slice::<Value>(&request.body).unwrap_or_default();
    if let Some(resource) = Resource::made_by(operation) {
        return Some((operation, Asks::Makes(resource, input())));
    }
    let resource = Resource::removed_by(operation)?;
    let id = input().get(resource.named_by)?.as_str()?.to_owned();
    Some((operation, Asks::Removes(resource, id)))
}

/// By what the thing is found again whose id never comes.
pub(super) fn mark(resource: &Resource, input: &Value) -> Option<String> {
    let mark = input.get(resource.mark)?.as_str()?;
    // A name is a name however long it is.
    let is_mark = resource.kind != Kind::Key || mark.len() <= LONGEST_MARK;
    is_mark.then(|| mark.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_tells_who_and_where() {
        let principals = [Principal {
            name: "peer".to_owned(),
            account: "111122223333".to_owned(),
            arn: None,
            access_key_id: "AKIDPEER".to_owned(),
            secret_access_key: "example".to_owned(),
            session_token: None,
        }];
        let told = |authorization: Option<&str>, target: &str| {
            let mut request = aws_json::request("localhost", "CreateKey", "{}");
            target.clone_into(&mut request.target);
            if let Some(text) = authorization {
                request.headers.set("Authorization", text);
            }
            let caller = Caller::of(&request, &principals);
            [caller.principal, caller.account, caller.region].map(Option::unwrap_or_default)
        };
        let all = ["peer", "111122223333", "eu-west-1"];
        assert_eq!(
            told(
                Some(
                    "AWS4-HMAC-SHA256 Credential=AKIDPEER/20260101/eu-west-1/kms/aws4_request, SignedHeaders=host"
                ),
                "/"
            ),
            all
        );
        let query =
            "/?X-Amz-Credential=AKIDPEER%2F20260101%2Feu-west-1%2Fkms%2Faws4_request&X-Amz-Date=1";
        assert_eq!(told(None, query), all);
        let nobody = "AWS4-HMAC-SHA256 Credential=AKIDX/20260101/eu-west-1/kms/aws4_request";
        assert_eq!(told(Some(nobody), "/"), ["", "", "eu-west-1"]);
        assert_eq!(told(Some("Basic abc"), "/"), ["", "", ""]);
        assert_eq!(told(None, "/"), ["", "", ""]);
    }
}
