//! How words become options and positional arguments: the rules of Python's `argparse`, on which the CLI stands.

use super::super::fault::CliError;
use super::super::ports::Flavour;
use super::super::value::{parse_int, quote};
use super::choices::check_choice;

/// How many words an option takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Takes {
    /// None: a flag.
    Nothing,
    /// One.
    One,
    /// One or none; alone, it means this.
    Maybe(&'static str),
    /// Any number.
    Many,
}

/// One option that a parser knows.
#[derive(Debug, Clone)]
pub(crate) struct Definition {
    /// With its dashes.
    pub(crate) name: String,
    pub(crate) takes: Takes,
    pub(crate) choices: &'static [&'static str],
    pub(crate) required: bool,
    /// The value must read as an integer.
    pub(crate) int: bool,
    /// Parsing ends here: `--version`.
    pub(crate) stops: bool,
}

impl Definition {
    pub(crate) fn new(name: impl Into<String>, takes: Takes) -> Self {
        Self {
            name: name.into(),
            takes,
            choices: &[],
            required: false,
            int: false,
            stops: false,
        }
    }
}

/// The one positional argument of a parser.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Positional<'a> {
    pub(crate) name: &'static str,
    /// Empty: anything.
    pub(crate) choices: &'a [&'a str],
    pub(crate) required: bool,
}

/// What a parser made of the words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Parsed {
    /// Options in the order of the command line: the index of the definition, and its words.
    pub(crate) options: Vec<(usize, Vec<String>)>,
    pub(crate) positional: Option<String>,
    /// Words that nothing took, in order.
    pub(crate) rest: Vec<String>,
    /// An option that ends everything was met.
    pub(crate) stopped: bool,
}

/// A parser: options and at most one positional argument.
#[derive(Debug)]
pub(crate) struct Parser<'a> {
    pub(crate) options: &'a [Definition],
    pub(crate) positional: Option<Positional<'a>>,
    pub(crate) flavour: Flavour,
}

/// What a word looks like before anything is consumed.
#[derive(Debug, Clone)]
enum Word {
    Argument,
    /// `--`.
    Divider,
    Unknown,
    Option {
        index: usize,
        attached: Option<String>,
    },
}

impl Word {
    fn is_option(&self) -> bool {
        matches!(self, Self::Unknown | Self::Option { .. })
    }
}

impl Parser<'_> {
    /// Reads the words.
    pub(crate) fn parse(&self, words: &[String]) -> Result<Parsed, CliError> {
        let kinds = self.classify(words)?;
        let mut run = Run {
            parser: self,
            words,
            kinds: &kinds,
            parsed: Parsed::default(),
            wants_positional: self.positional.is_some(),
        };
        run.consume()?;
        if !run.parsed.stopped {
            self.check_required(&run.parsed)?;
        }
        Ok(run.parsed)
    }

    fn classify(&self, words: &[String]) -> Result<Vec<Word>, CliError> {
        let mut kinds = Vec::with_capacity(words.len());
        let mut divided = false;
        for word in words {
            let kind = if divided {
                Word::Argument
            } else if word == "--" {
                divided = true;
                Word::Divider
            } else {
                self.classify_one(word)?
            };
            kinds.push(kind);
        }
        Ok(kinds)
    }

    fn find(&self, name: &str) -> Option<usize> {
        self.options.iter().position(|o| o.name == name)
    }

    fn classify_one(&self, word: &str) -> Result<Word, CliError> {
        if !word.starts_with('-') {
            return Ok(Word::Argument);
        }
        if let Some(index) = self.find(word) {
            let attached = None;
            return Ok(Word::Option { index, attached });
        }
        if word.len() == 1 {
            return Ok(Word::Argument);
        }
        let (name, attached) = match word.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (word, None),
        };
        if let (Some(index), Some(_)) = (self.find(name), &attached) {
            return Ok(Word::Option { index, attached });
        }
        let candidates: Vec<usize> = if word.starts_with("--") {
            (0..self.options.len())
                .filter(|i| self.options[*i].name.starts_with(name))
                .collect()
        } else {
            Vec::new()
        };
        match candidates.as_slice() {
            [] => {}
            [index] => {
                let index = *index;
                return Ok(Word::Option { index, attached });
            }
            several => {
                let names: Vec<&str> = several
                    .iter()
                    .map(|i| self.options[*i].name.as_str())
                    .collect();
                return Err(CliError::usage(format!(
                    "ambiguous option: {word} could match {}",
                    names.join(", ")
                )));
            }
        }
        if is_negative_number(word) || word.contains(' ') {
            return Ok(Word::Argument);
        }
        Ok(Word::Unknown)
    }

    fn check_required(&self, parsed: &Parsed) -> Result<(), CliError> {
        let mut missing: Vec<&str> = self
            .options
            .iter()
            .enumerate()
            .filter(|(i, o)| o.required && !parsed.options.iter().any(|(seen, _)| seen == i))
            .map(|(_, o)| o.name.as_str())
            .collect();
        if let Some(positional) = self.positional
            && positional.required
            && parsed.positional.is_none()
        {
            missing.push(positional.name);
        }
        if missing.is_empty() {
            return Ok(());
        }
        Err(CliError::usage(format!(
            "the following arguments are required: {}",
            missing.join(", ")
        )))
    }
}

/// One pass over the words.
struct Run<'a> {
    parser: &'a Parser<'a>,
    words: &'a [String],
    kinds: &'a [Word],
    parsed: Parsed,
    wants_positional: bool,
}

impl Run<'_> {
    fn consume(&mut self) -> Result<(), CliError> {
        let mut at = 0;
        while let Some(next) = (at..self.words.len()).find(|i| self.kinds[*i].is_option()) {
            if at != next {
                let end = self.positional(at)?;
                if end > at {
                    at = end;
                    continue;
                }
                self.parsed.rest.extend_from_slice(&self.words[at..next]);
            }
            at = self.option(next)?;
            if self.parsed.stopped {
                return Ok(());
            }
        }
        let end = self.positional(at)?;
        self.parsed.rest.extend_from_slice(&self.words[end..]);
        Ok(())
    }

    /// Lets the positional argument take its word, dividers around it included; where the words go on.
    fn positional(&mut self, start: usize) -> Result<usize, CliError> {
        let Some(positional) = self.parser.positional.filter(|_| self.wants_positional) else {
            return Ok(start);
        };
        let mut at = start;
        let dividers = |mut i: usize| {
            while matches!(self.kinds.get(i), Some(Word::Divider)) {
                i += 1;
            }
            i
        };
        at = dividers(at);
        let found = matches!(self.kinds.get(at), Some(Word::Argument));
        if !found && positional.required {
            return Ok(start);
        }
        self.wants_positional = false;
        if found {
            let value = &self.words[at];
            check_choice(
                positional.name,
                positional.choices,
                value,
                self.parser.flavour,
            )?;
            self.parsed.positional = Some(value.clone());
            at = dividers(at + 1);
        }
        Ok(at)
    }

    fn option(&mut self, at: usize) -> Result<usize, CliError> {
        let Word::Option { index, attached } = &self.kinds[at] else {
            self.parsed.rest.push(self.words[at].clone());
            return Ok(at + 1);
        };
        let option = &self.parser.options[*index];
        let following = self.kinds[at + 1..]
            .iter()
            .take_while(|kind| matches!(kind, Word::Argument))
            .count();
        let words = match (attached, option.takes) {
            (Some(value), Takes::Nothing) => {
                return Err(CliError::usage(format!(
                    "argument {}: ignored explicit argument {}",
                    option.name,
                    quote(value)
                )));
            }
            (Some(value), _) => vec![value.clone()],
            (None, Takes::Nothing) => Vec::new(),
            (None, Takes::One) if following == 0 => {
                return Err(CliError::usage(format!(
                    "argument {}: expected one argument",
                    option.name
                )));
            }
            (None, Takes::Maybe(alone)) if following == 0 => {
                self.parsed.options.push((*index, vec![alone.to_owned()]));
                return Ok(at + 1);
            }
            (None, Takes::One | Takes::Maybe(_)) => vec![self.words[at + 1].clone()],
            (None, Takes::Many) => self.words[at + 1..at + 1 + following].to_vec(),
        };
        let taken = if attached.is_some() { 0 } else { words.len() };
        for word in &words {
            if option.int && parse_int(word).is_err() {
                return Err(CliError::usage(format!(
                    "argument {}: invalid int value: {}",
                    option.name,
                    quote(word)
                )));
            }
            check_choice(&option.name, option.choices, word, self.parser.flavour)?;
        }
        self.parsed.options.push((*index, words));
        self.parsed.stopped = option.stops;
        Ok(at + 1 + taken)
    }
}

/// `-5`, `-1.5`: no option of ours looks like that, so it is an argument.
fn is_negative_number(word: &str) -> bool {
    let Some(rest) = word.strip_prefix('-') else {
        return false;
    };
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    match rest.split_once('.') {
        None => !rest.is_empty() && digits(rest),
        Some((whole, part)) => digits(whole) && !part.is_empty() && digits(part),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Parsed, CliError> {
        let mut id = Definition::new("--id", Takes::One);
        id.required = true;
        let mut limit = Definition::new("--limit", Takes::One);
        limit.int = true;
        let options = [
            id,
            limit,
            Definition::new("--tags", Takes::Many),
            Definition::new("--dry-run", Takes::Nothing),
            Definition::new("--skeleton", Takes::Maybe("input")),
        ];
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        Parser {
            options: &options,
            positional: Some(Positional {
                name: "help",
                choices: &[],
                required: false,
            }),
            flavour: Flavour::V1,
        }
        .parse(&words)
    }

    fn fails(line: &str, expect: &str) {
        assert_eq!(parse(line).expect_err("a fault").message, expect, "{line}");
    }

    #[test]
    fn words_find_their_options() {
        let parsed = parse("--id=-x --tags a b --dry --skel").expect("parses");
        let words: Vec<Vec<String>> = parsed.options.into_iter().map(|(_, w)| w).collect();
        assert_eq!(words[0], ["-x"]);
        assert_eq!(words[1], ["a", "b"]);
        assert!(words[2].is_empty());
        assert_eq!(words[3], ["input"]);
    }

    #[test]
    fn what_nothing_takes_is_left() {
        let parsed = parse("--id x extra more --bogus v").expect("parses");
        assert_eq!(parsed.positional.as_deref(), Some("extra"));
        assert_eq!(parsed.rest, ["more", "--bogus", "v"]);
        let parsed = parse("--id x -- foo").expect("parses");
        assert_eq!(parsed.positional.as_deref(), Some("foo"));
        assert!(parse("--id x --").expect("parses").rest.is_empty());
        assert_eq!(parse("--id -5").expect("parses").options[0].1, ["-5"]);
    }

    #[test]
    fn faults_have_argparses_words() {
        fails("--tags a", "the following arguments are required: --id");
        fails("--id", "argument --id: expected one argument");
        fails("--id --dry-run", "argument --id: expected one argument");
        fails(
            "--id x --dry-run=true",
            "argument --dry-run: ignored explicit argument 'true'",
        );
        fails(
            "--id x --limit abc",
            "argument --limit: invalid int value: 'abc'",
        );
        fails("--", "the following arguments are required: --id");
    }
}
