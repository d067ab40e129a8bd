//! Pagination: one result out of many replies, and the token to go on with.

use super::fault::CliError;
use super::params::{base64, from_base64};
use super::value::{Layout, Map, Value, parse, repr, write};
use crate::model::Paginator;

/// What the paging options say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Paging {
    pub(crate) max_items: Option<i128>,
    pub(crate) page_size: Option<i128>,
    pub(crate) starting_token: Option<String>,
}

/// A fault, as the CLI words faults of paging.
fn fault(message: &str) -> CliError {
    CliError::other(format!("Error during pagination: {message}"))
}

/// Walks the pages: asks with `call`, hands each page to `each`, cut where `--max-items` says.
///
/// Returns the token with which to go on, if items were left out.
///
/// # Errors
///
/// What `call` and `each` return; the same token twice; a starting token that is none.
pub(crate) fn walk(
    paginator: &Paginator,
    paging: &Paging,
    mut params: Map,
    call: &mut dyn FnMut(&Map) -> Result<Map, CliError>,
    each: &mut dyn FnMut(&Map) -> Result<(), CliError>,
) -> Result<Option<String>, CliError> {
    let input = &paginator.input_token;
    let start = paging
        .starting_token
        .as_deref()
        .map(|token| read_token(token, input));
    let start = start.transpose()?;
    let mut skip = 0;
    let mut token = Map::new();
    token.set(input.clone(), Value::Null);
    if let Some((start, amount)) = &start {
        token = start.clone();
        skip = amount.unwrap_or(0);
        inject(&mut params, start);
    }
    if let (Some(size), Some(key)) = (paging.page_size, &paginator.limit_key) {
        params.set(key.clone(), Value::Int(size));
    }
    let mut total = 0;
    let mut previous: Option<Map> = None;
    loop {
        let mut page = call(&params)?;
        if skip > 0 || (start.is_some() && previous.is_none()) {
            let key = &paginator.result_key;
            let rest = match page.get(key) {
                Some(Value::List(_)) if matches!(start, Some((_, None))) => {
                    return Err(CliError::other(NO_INDEX));
                }
                Some(Value::List(items)) => Value::List(cut(items, Some(skip), None)),
                _ => Value::Null,
            };
            page.set(key.clone(), rest);
        }
        let items = page.get(&paginator.result_key).and_then(Value::as_list);
        let count = i128::try_from(items.map_or(0, <[Value]>::len)).unwrap_or(i128::MAX);
        let over = paging.max_items.map_or(0, |max| total + count - max);
        if over > 0 {
            let keep = count - over;
            let kept = cut(items.unwrap_or_default(), None, Some(keep));
            page.set(paginator.result_key.clone(), Value::List(kept));
            token.set("boto_truncate_amount", Value::Int(keep + skip));
            each(&page)?;
            return Ok(Some(write_token(&token)));
        }
        each(&page)?;
        total += count;
        let Some(next) = next_token(paginator, &page) else {
            return Ok(None);
        };
        let mut following = Map::new();
        following.set(input.clone(), next);
        if paging.max_items == Some(total) {
            return Ok(Some(write_token(&following)));
        }
        if previous.as_ref() == Some(&following) {
            let shown = repr(&Value::Map(following));
            return Err(fault(&format!(
                "The same next token was received twice: {shown}"
            )));
        }
        inject(&mut params, &following);
        skip = 0;
        token = following.clone();
        previous = Some(following);
    }
}

/// Python's `items[from:to]`.
fn cut(items: &[Value], from: Option<i128>, to: Option<i128>) -> Vec<Value> {
    let length = i128::try_from(items.len()).unwrap_or(i128::MAX);
    let place = |n: i128| {
        let n = if n < 0 { n + length } else { n };
        usize::try_from(n.clamp(0, length)).unwrap_or(0)
    };
    let from = from.map_or(0, place);
    let to = to.map_or(items.len(), place);
    items.get(from..to.max(from)).unwrap_or_default().to_vec()
}

fn next_token(paginator: &Paginator, page: &Map) -> Option<Value> {
    if let Some(more) = &paginator.more_results
        && !page.get(more).is_some_and(Value::truthy)
    {
        return None;
    }
    page.get(&paginator.output_token)
        .filter(|v| v.truthy())
        .cloned()
}

fn inject(params: &mut Map, token: &Map) {
    for (name, value) in token.iter() {
        if *value == Value::Null || value.as_text() == Some("None") {
            params.remove(name);
        } else {
            params.set(name, value.clone());
        }
    }
}

/// How Python refuses to cut a list at what is no number.
const NO_INDEX: &str = "slice indices must be integers or None or have an __index__ method";

/// A token of ours, or of the CLI's first years (`MARKER___ITEM`), or the service's own; and how many items to leave out,
/// without a number if the token's own is none.
fn read_token(token: &str, input: &str) -> Result<(Map, Option<i128>), CliError> {
    let decoded = from_base64(token)
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .and_then(|json| parse(&json, false).ok());
    if let Some(other) = decoded.as_ref().filter(|v| v.is_scalar()) {
        return Err(CliError::other(format!(
            "'{}' object has no attribute 'pop'",
            other.type_name()
        )));
    }
    if let Some(Value::Map(mut map)) = decoded {
        let skip = match map.remove("boto_truncate_amount") {
            Some(Value::Int(n)) => Some(n),
            Some(Value::Bool(b)) => Some(i128::from(b)),
            None | Some(Value::Null) => Some(0),
            Some(_) => None,
        };
        return Ok((map, skip));
    }
    let mut parts: Vec<&str> = token.split("___").collect();
    let mut skip = 0;
    if parts.len() == 2 {
        match super::value::parse_int(parts[1]) {
            Ok(n) => {
                skip = n;
                parts.pop();
            }
            Err(_) => parts = vec![token],
        }
    }
    let [part] = parts.as_slice() else {
        return Err(CliError::other(format!("Bad starting token: {token}")));
    };
    let value = match *part {
        "None" => Value::Null,
        other => Value::text(other),
    };
    let mut map = Map::new();
    map.set(input, value);
    Ok((map, Some(skip)))
}

fn write_token(token: &Map) -> String {
    base64(write(&Value::Map(token.clone()), Layout::Wire).as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paginator() -> Paginator {
        Paginator {
            input_token: "Marker".into(),
            output_token: "NextMarker".into(),
            limit_key: Some("Limit".into()),
            more_results: Some("Truncated".into()),
            result_key: "Keys".into(),
        }
    }

    /// Three items on the first page, two on the second; what was asked, what came, and the token.
    fn walked(paging: &Paging) -> (Vec<String>, Vec<String>, Option<String>) {
        let mut asked = Vec::new();
        let mut got = Vec::new();
        let token = walk(
            &paginator(),
            paging,
            Map::new(),
            &mut |params| {
                asked.push(write(&Value::Map(params.clone()), Layout::Compact));
                let second = params.get("Marker").is_some();
                let page = if second {
                    r#"{"Keys":["d","e"],"Truncated":false}"#
                } else {
                    r#"{"Keys":["a","b","c"],"Truncated":true,"NextMarker":"m"}"#
                };
                match parse(page, false) {
                    Ok(Value::Map(map)) => Ok(map),
                    _ => Err(CliError::other("not a page")),
                }
            },
            &mut |page| {
                got.push(write(
                    page.get("Keys").unwrap_or(&Value::Null),
                    Layout::Compact,
                ));
                Ok(())
            },
        )
        .expect("pages");
        (asked, got, token)
    }

    #[test]
    fn pages_follow_each_other_and_are_cut() {
        let (asked, got, token) = walked(&Paging::default());
        assert_eq!(asked, ["{}", r#"{"Marker":"m"}"#]);
        assert_eq!(got, [r#"["a","b","c"]"#, r#"["d","e"]"#]);
        assert_eq!(token, None);
        let (_, got, token) = walked(&Paging {
            max_items: Some(4),
            ..Paging::default()
        });
        assert_eq!(got[1], r#"["d"]"#);
        let token = token.expect("a token");
        assert_eq!(
            from_base64(&token).expect("base64"),
            br#"{"Marker": "m", "boto_truncate_amount": 1}"#
        );
        let (asked, got, _) = walked(&Paging {
            starting_token: Some(token),
            page_size: Some(2),
            ..Paging::default()
        });
        assert_eq!(asked, [r#"{"Marker":"m","Limit":2}"#]);
        assert_eq!(got, [r#"["e"]"#]);
    }

    #[test]
    fn old_tokens_are_read() {
        let (map, skip) = read_token("mk1___1", "Marker").expect("a token");
        assert_eq!(
            (map.get("Marker"), skip),
            (Some(&Value::text("mk1")), Some(1))
        );
        let cut_at = |amount: &str| {
            let json = format!(r#"{{"Marker": "m", "boto_truncate_amount": {amount}}}"#);
            read_token(&base64(json.as_bytes()), "Marker")
                .expect("a token")
                .1
        };
        assert_eq!(
            [cut_at("2"), cut_at("true"), cut_at("null"), cut_at("\"x\"")],
            [Some(2), Some(1), Some(0), None]
        );
        let (map, _) = read_token("opaque", "Marker").expect("a token");
        assert_eq!(map.get("Marker"), Some(&Value::text("opaque")));
        assert!(read_token("a___b___c", "Marker").is_err());
    }
}
