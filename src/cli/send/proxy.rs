//! Which proxy a URL goes through, by the environment.

use std::collections::BTreeMap;

use super::super::endpoint::Url;
use super::super::ports::Proxy;

/// The proxy for a URL, and how faults name it; `None` to go straight.
pub(super) fn proxy_for(url: &Url, env: &BTreeMap<String, String>) -> Option<(Proxy, String)> {
    let found = variable(env, &url.scheme)?;
    if bypasses(url, env) {
        return None;
    }
    let written = if found.contains("://") {
        found.to_owned()
    } else {
        format!("http://{found}")
    };
    let parsed = Url::parse(&written)?;
    let proxy = Proxy {
        host: parsed.host.clone(),
        port: parsed.port().ok()?,
        authorization: parsed.user_info.as_ref().map(|user| {
            let user = decode(user);
            format!("Basic {}", super::super::params::base64(&user))
        }),
    };
    let shown = match &parsed.user_info {
        None => written,
        Some(user) => written.replacen(user, "***", 1),
    };
    Some((proxy, shown))
}

/// `http_proxy` and such: lower case before upper case, an empty one is none.
fn variable<'a>(env: &'a BTreeMap<String, String>, scheme: &str) -> Option<&'a str> {
    let name = format!("{scheme}_proxy");
    let exact = env.get(&name);
    if exact.is_some_and(String::is_empty) {
        return None;
    }
    // Where a web server runs this, a request's header `Proxy` makes `HTTP_PROXY`.
    let from_request = scheme == "http" && env.contains_key("REQUEST_METHOD");
    let any_case = || {
        env.iter()
            .filter(|_| !from_request)
            .find(|(k, v)| k.eq_ignore_ascii_case(&name) && !v.is_empty())
    };
    exact
        .or_else(|| any_case().map(|(_, v)| v))
        .map(String::as_str)
}

fn bypasses(url: &Url, env: &BTreeMap<String, String>) -> bool {
    let Some(list) = variable(env, "no") else {
        return false;
    };
    if list == "*" {
        return true;
    }
    let authority = url.authority();
    list.split(',')
        .map(|name| name.trim().trim_start_matches('.').to_lowercase())
        .filter(|name| !name.is_empty())
        .any(|name| {
            [url.host.as_str(), authority.as_str()].iter().any(|host| {
                let head = host.strip_suffix(name.as_str());
                head.is_some_and(|head| head.is_empty() || head.ends_with('.'))
            })
        })
}

fn decode(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let hex = (*first == b'%')
            .then(|| tail.get(..2))
            .flatten()
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        if let Some(byte) = hex {
            bytes.push(byte);
            rest = &tail[2..];
        } else {
            bytes.push(*first);
            rest = tail;
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn through(url: &str, env: &[(&str, &str)]) -> Option<String> {
        let env = env
            .iter()
            .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
            .collect();
        proxy_for(&Url::parse(url).expect("a URL"), &env).map(|(_, shown)| shown)
    }

    #[test]
    fn the_environment_chooses() {
        let url = "https://kms.us-east-1.amazonaws.com";
        let env = [("HTTPS_PROXY", "http://p:1")];
        assert_eq!(through(url, &env).as_deref(), Some("http://p:1"));
        assert_eq!(through("http://a", &env), None);
        let env = [
            ("https_proxy", "u:pw@p:1"),
            ("NO_PROXY", "x, .amazonaws.com"),
        ];
        assert_eq!(through(url, &env), None);
        assert_eq!(
            through("https://other", &env).as_deref(),
            Some("http://***@p:1")
        );
        let env = [("HTTP_PROXY", "http://p:1"), ("REQUEST_METHOD", "GET")];
        assert_eq!(through("http://a", &env), None);
        let env = [("http_proxy", "http://p:1"), ("REQUEST_METHOD", "GET")];
        assert_eq!(through("http://a", &env).as_deref(), Some("http://p:1"));
        assert_eq!(
            through(url, &[("HTTPS_PROXY", "p"), ("no_proxy", "*")]),
            None
        );
    }
}
