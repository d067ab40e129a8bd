//! Names and values as they stand in a query and in a body of `application/x-www-form-urlencoded`.

/// Name and value of each parameter, decoded, in order; bytes, as nothing says that they are text.
pub fn parameters(text: &str) -> impl Iterator<Item = (Vec<u8>, Vec<u8>)> {
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    pairs.map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (decode(name), decode(value))
    })
}

/// The value of the first parameter of this name, as text.
#[must_use]
pub fn value(text: &str, name: &str) -> Option<String> {
    parameters(text)
        .find(|(found, _)| found == name.as_bytes())
        .map(|(_, value)| String::from_utf8_lossy(&value).into_owned())
}

fn decode(text: &str) -> Vec<u8> {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let escaped = (bytes[at] == b'%')
            .then(|| text.get(at + 1..at + 3))
            .flatten()
            .filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()))
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        if let Some(byte) = escaped {
            out.push(byte);
            at += 3;
        } else {
            out.push(if bytes[at] == b'+' { b' ' } else { bytes[at] });
            at += 1;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_and_spaces_are_read() {
        let text = "Action=A&b=x%2Fy+z&b=2&&c&d=%zz%4";
        assert_eq!(value(text, "Action").as_deref(), Some("A"));
        assert_eq!(value(text, "b").as_deref(), Some("x/y z"));
        assert_eq!(value(text, "c").as_deref(), Some(""));
        assert_eq!(value(text, "d").as_deref(), Some("%zz%4"));
        assert_eq!(value(text, "e"), None);
    }
}
