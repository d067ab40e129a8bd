//! Patterns of actions, resources and condition values: `*` is any text, `?` any character.

/// Whether the pattern covers the whole text, letter by letter.
pub(super) fn covers(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.as_bytes(), text.as_bytes());
    let (mut at, mut from) = (0, 0);
    // The last `*`, and where what it stands for ends: it is given one character more after each failure.
    let mut star: Option<(usize, usize)> = None;
    while from < text.len() {
        match pattern.get(at) {
            Some(b'*') => {
                star = Some((at, from));
                at += 1;
            }
            // A character beyond ASCII is several bytes, and `?` stands for all of them.
            Some(b'?') => {
                at += 1;
                from += 1;
                while text.get(from).is_some_and(|byte| byte & 0xC0 == 0x80) {
                    from += 1;
                }
            }
            Some(byte) if *byte == text[from] => {
                at += 1;
                from += 1;
            }
            _ => match star {
                Some((begin, end)) => {
                    star = Some((begin, end + 1));
                    at = begin + 1;
                    from = end + 1;
                }
                None => return false,
            },
        }
    }
    pattern[at..].iter().all(|byte| *byte == b'*')
}

/// Whether the pattern covers an ARN: its six parts one by one, so that `*` does not reach over a colon before the last.
pub(super) fn covers_arn(pattern: &str, arn: &str) -> bool {
    let (mut patterns, mut parts) = (pattern.splitn(6, ':'), arn.splitn(6, ':'));
    loop {
        match (patterns.next(), parts.next()) {
            (None, None) => return true,
            (Some(pattern), Some(part)) if covers(pattern, part) => {}
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_covers_whole_texts() {
        fn check(pattern: &str, text: &str, expected: bool) {
            assert_eq!(covers(pattern, text), expected, "{pattern} of {text}");
        }
        check("*", "", true);
        check("*", "kms:Encrypt", true);
        check("kms:Enc*", "kms:Encrypt", true);
        check("kms:*crypt", "kms:Encrypt", true);
        check("kms:*crypt", "kms:EncryptAll", false);
        check("*a*b", "aabab", true);
        check("kms:?ncrypt", "kms:Encrypt", true);
        check("kms:?ncrypt", "kms:ncrypt", false);
        check("?", "ü", true);
        check("??", "ü", false);
        check("", "", true);
        check("", "a", false);
        check("kms:Encrypt", "kms:encrypt", false);
    }

    #[test]
    fn a_pattern_of_an_arn_keeps_to_its_parts() {
        fn check(pattern: &str, expected: bool) {
            let arn = "arn:aws:iam::111122223333:role/team/a:b";
            assert_eq!(covers_arn(pattern, arn), expected, "{pattern}");
        }
        check("arn:aws:iam::111122223333:role/team/a:b", true);
        check("arn:*:iam::*:role/*", true);
        check("arn:aws:iam::111122223333:*", true);
        check("arn:aws:*:role/*", false);
        check("*", false);
    }
}
