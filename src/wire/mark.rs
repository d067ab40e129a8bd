//! By what the things of a run are known on a target that others use too: the run's id, and the forms in which keys, aliases
//! and key stores bear it.

use std::fmt;

use aws_lc_rs::digest;

/// The key of the tag that the keys of a run bear; its value is the id of the run.
pub const RUN_TAG: &str = "kmspec:run";

/// With what the names of key stores begin that runs make.
const STORE: &str = "kmspec-";

/// With what their aliases begin.
const ALIAS: &str = "alias/kmspec-";

/// With what the descriptions of their keys begin.
const DESCRIPTION: &str = "kmspec ";

/// What stands between the id and the number in the description of a key that a campaign has made.
const CAMPAIGN: &str = " fuzz-";

/// The id of a run: `r`, twelve hexadecimal digits that were drawn, and four that only kmspec puts behind them.
///
/// What a person has named or described in like words lacks those four, and is nobody's to take away.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RunId(String);

impl RunId {
    /// The id that is drawn from these bytes.
    #[must_use]
    pub fn of_bytes(bytes: [u8; 6]) -> Self {
        let drawn = hex(&bytes);
        Self(format!("r{drawn}{}", check(&drawn)))
    }

    /// The id that follows from a seed of six bytes at least: nobody's, where only the form of it matters.
    #[must_use]
    pub fn of_seed(seed: &[u8]) -> Self {
        let mut bytes = [0; 6];
        for (byte, drawn) in bytes.iter_mut().zip(seed) {
            *byte = *drawn;
        }
        Self::of_bytes(bytes)
    }

    /// The id that a text is; `None` for one that kmspec has not given.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('r').filter(|digits| digits.len() == 16)?;
        let (drawn, sum) = digits.split_at_checked(12)?;
        let is_hex = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        (drawn.bytes().all(is_hex) && check(drawn) == sum).then(|| Self(text.to_owned()))
    }

    /// The run that a tag tells of.
    #[must_use]
    pub fn of_tag(key: &str, value: &str) -> Option<Self> {
        (key == RUN_TAG).then(|| Self::parse(value)).flatten()
    }

    /// The run that the description of a key tells of: it begins with the mark, or ends with that of a campaign.
    #[must_use]
    pub fn of_description(text: &str) -> Option<Self> {
        if let Some(id) = Self::at_the_beginning(text, DESCRIPTION, ' ') {
            return Some(id);
        }
        let (before, number) = text.rsplit_once(CAMPAIGN)?;
        let id = Self::parse(before.get(before.len().checked_sub(17)?..)?)?;
        let is_number = number.len() == 8 && number.bytes().all(|b| b.is_ascii_digit());
        (is_number && text.ends_with(&id.campaign_mark(number))).then_some(id)
    }

    /// The run that the name of an alias tells of.
    #[must_use]
    pub fn of_alias(name: &str) -> Option<Self> {
        Self::at_the_beginning(name, ALIAS, '-')
    }

    /// The run that the name of a key store tells of.
    #[must_use]
    pub fn of_store(name: &str) -> Option<Self> {
        Self::at_the_beginning(name, STORE, '-')
    }

    fn at_the_beginning(text: &str, before: &str, after: char) -> Option<Self> {
        let (id, _) = text.strip_prefix(before)?.split_once(after)?;
        Self::parse(id)
    }

    /// The name of one of its key stores; what comes after the mark may be anything.
    #[must_use]
    pub fn store_name(&self, own: &str) -> String {
        format!("{STORE}{self}-{own}")
    }

    /// The name of one of its aliases.
    #[must_use]
    pub fn alias_name(&self, own: &str) -> String {
        format!("{ALIAS}{self}-{own}")
    }

    /// The description of one of its keys.
    #[must_use]
    pub fn description(&self, own: &str) -> String {
        format!("{DESCRIPTION}{self} {own}")
    }

    /// What a campaign puts at the end of the description of a key; `number` has eight digits.
    #[must_use]
    pub fn campaign_mark(&self, number: &str) -> String {
        format!("{DESCRIPTION}{self}{CAMPAIGN}{number}")
    }

    /// The text of the id.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RunId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What stands behind the drawn digits, and behind no others.
fn check(drawn: &str) -> String {
    let text = format!("{RUN_TAG} {drawn}");
    let digest = digest::digest(&digest::SHA256, text.as_bytes());
    hex(&digest.as_ref()[..2])
}

fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id() -> RunId {
        RunId::of_bytes([1, 2, 3, 0xab, 0xcd, 0xef])
    }

    #[test]
    fn what_a_run_names_tells_its_run() {
        let id = id();
        assert_eq!(RunId::parse(id.as_str()), Some(id.clone()));
        assert_eq!(id.as_str().len(), 17);
        let found = Some(id.clone());
        assert_eq!(RunId::of_tag(RUN_TAG, id.as_str()), found);
        assert_eq!(RunId::of_store(&id.store_name("0a- b")), found);
        assert_eq!(RunId::of_alias(&id.alias_name("0a/b")), found);
        assert_eq!(RunId::of_description(&id.description("0a")), found);
        let mark = id.campaign_mark("00000017");
        assert_eq!(RunId::of_description(&mark), found);
        assert_eq!(RunId::of_description(&format!("é {mark}")), found);
    }

    #[test]
    fn what_a_person_names_in_like_words_tells_none() {
        let id = id();
        let wrong = id.as_str().replace("abcdef", "abcdee");
        let check = |found: Option<RunId>| assert_eq!(found, None);
        check(RunId::parse(&wrong));
        check(RunId::parse(&id.as_str().to_uppercase()));
        check(RunId::parse("r"));
        check(RunId::parse("réééééééé"));
        check(RunId::of_tag("kmspec:Run", id.as_str()));
        check(RunId::of_tag(RUN_TAG, &format!("{id} ")));
        check(RunId::of_tag(RUN_TAG, &wrong));
        check(RunId::of_store("kmspec"));
        check(RunId::of_store("kmspec-0ad313d7bf2847b0"));
        check(RunId::of_store(&format!("kmspec-{id}")));
        check(RunId::of_store(&format!("my-kmspec-{id}-a")));
        check(RunId::of_alias("alias/kmspec"));
        check(RunId::of_alias(&format!("alias/kmspec-{wrong}-a")));
        check(RunId::of_alias(&format!("alias/mine/kmspec-{id}-a")));
        check(RunId::of_description("kmspec"));
        check(RunId::of_description(&format!("beside kmspec {id} a")));
        check(RunId::of_description(&format!("kmspec {wrong} a")));
        check(RunId::of_description(
            &format!("kmspec {id} fuzz-17 of mine").replace("kmspec ", "a kmspec "),
        ));
        check(RunId::of_description(&format!(
            "a {}",
            id.campaign_mark("0000001x")
        )));
    }
}
