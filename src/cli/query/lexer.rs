//! The tokens of a `JMESPath` expression.

use super::super::value::{self, Value};

/// The kinds of token, by the names that faults print.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Dot,
    Star,
    RightBracket,
    Comma,
    Colon,
    Current,
    LeftParen,
    RightParen,
    LeftBrace,
    RightBrace,
    Identifier,
    QuotedIdentifier,
    Flatten,
    Filter,
    LeftBracket,
    Literal,
    Number,
    Or,
    Pipe,
    And,
    Expref,
    LessOrEqual,
    Less,
    GreaterOrEqual,
    Greater,
    NotEqual,
    Not,
    Equal,
    End,
}

impl Kind {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Dot => "dot",
            Self::Star => "star",
            Self::RightBracket => "rbracket",
            Self::Comma => "comma",
            Self::Colon => "colon",
            Self::Current => "current",
            Self::LeftParen => "lparen",
            Self::RightParen => "rparen",
            Self::LeftBrace => "lbrace",
            Self::RightBrace => "rbrace",
            Self::Identifier => "unquoted_identifier",
            Self::QuotedIdentifier => "quoted_identifier",
            Self::Flatten => "flatten",
            Self::Filter => "filter",
            Self::LeftBracket => "lbracket",
            Self::Literal => "literal",
            Self::Number => "number",
            Self::Or => "or",
            Self::Pipe => "pipe",
            Self::And => "and",
            Self::Expref => "expref",
            Self::LessOrEqual => "lte",
            Self::Less => "lt",
            Self::GreaterOrEqual => "gte",
            Self::Greater => "gt",
            Self::NotEqual => "ne",
            Self::Not => "not",
            Self::Equal => "eq",
            Self::End => "eof",
        }
    }
}

/// One token; `value` is text for all but numbers and literals.
#[derive(Debug, Clone)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) value: Value,
    pub(super) start: usize,
}

/// A fault of the lexer: where and what.
pub(super) fn fault(expression: &str, at: usize, message: &str) -> String {
    let underline = " ".repeat(at);
    format!("Bad jmespath expression: {message}:\n{expression}\n{underline}^")
}

/// Cuts the expression into tokens, [`Kind::End`] last.
pub(super) fn tokenize(expression: &str) -> Result<Vec<Token>, String> {
    let chars: Vec<char> = expression.chars().collect();
    let mut lexer = Lexer {
        expression,
        chars: &chars,
        at: 0,
        tokens: Vec::new(),
    };
    while lexer.at < chars.len() {
        lexer.step()?;
    }
    lexer.push(Kind::End, chars.len(), "");
    Ok(lexer.tokens)
}

struct Lexer<'a> {
    expression: &'a str,
    chars: &'a [char],
    at: usize,
    tokens: Vec<Token>,
}

impl Lexer<'_> {
    fn push(&mut self, kind: Kind, start: usize, value: impl Into<String>) {
        self.tokens.push(Token {
            kind,
            value: Value::Text(value.into()),
            start,
        });
    }

    fn fault(&self, at: usize, message: &str) -> String {
        fault(self.expression, at, message)
    }

    fn take_while(&mut self, keep: impl Fn(char) -> bool) -> String {
        let start = self.at;
        while self.chars.get(self.at).is_some_and(|c| keep(*c)) {
            self.at += 1;
        }
        self.chars[start..self.at].iter().collect()
    }

    fn step(&mut self) -> Result<(), String> {
        let start = self.at;
        let c = self.chars[start];
        let next = self.chars.get(start + 1).copied();
        let pair = |second: char, both: Kind, one: Kind| {
            if next == Some(second) {
                (both, 2)
            } else {
                (one, 1)
            }
        };
        let (kind, length) = match c {
            ' ' | '\t' | '\n' | '\r' => {
                self.at += 1;
                return Ok(());
            }
            '.' => (Kind::Dot, 1),
            '*' => (Kind::Star, 1),
            ']' => (Kind::RightBracket, 1),
            ',' => (Kind::Comma, 1),
            ':' => (Kind::Colon, 1),
            '@' => (Kind::Current, 1),
            '(' => (Kind::LeftParen, 1),
            ')' => (Kind::RightParen, 1),
            '{' => (Kind::LeftBrace, 1),
            '}' => (Kind::RightBrace, 1),
            '[' if next == Some(']') => (Kind::Flatten, 2),
            '[' => pair('?', Kind::Filter, Kind::LeftBracket),
            '|' => pair('|', Kind::Or, Kind::Pipe),
            '&' => pair('&', Kind::And, Kind::Expref),
            '<' => pair('=', Kind::LessOrEqual, Kind::Less),
            '>' => pair('=', Kind::GreaterOrEqual, Kind::Greater),
            '!' => pair('=', Kind::NotEqual, Kind::Not),
            '=' if next == Some('=') => (Kind::Equal, 2),
            '=' => return Err(self.fault(start, "Unknown token '='")),
            'a'..='z' | 'A'..='Z' | '_' => {
                let name = self.take_while(|c| c.is_ascii_alphanumeric() || c == '_');
                self.push(Kind::Identifier, start, name);
                return Ok(());
            }
            '0'..='9' | '-' => return self.number(start),
            '\'' => return self.raw_string(start),
            '"' => return self.quoted(start),
            '`' => return self.literal(start),
            other => return Err(self.fault(start, &format!("Unknown token {other}"))),
        };
        let value: String = self.chars[start..start + length].iter().collect();
        self.push(kind, start, value);
        self.at += length;
        Ok(())
    }

    fn number(&mut self, start: usize) -> Result<(), String> {
        self.at += 1;
        self.take_while(|c| c.is_ascii_digit());
        let text: String = self.chars[start..self.at].iter().collect();
        if text == "-" {
            return Err(self.fault(start, "Unknown token '-'"));
        }
        let value = text
            .parse()
            .map_err(|_| self.fault(start, "number out of range"))?;
        self.tokens.push(Token {
            kind: Kind::Number,
            value: Value::Int(value),
            start,
        });
        Ok(())
    }

    /// What stands before the next `delimiter` that no backslash escapes; backslashes are kept.
    fn until(&mut self, delimiter: char) -> Result<String, String> {
        let start = self.at;
        let mut text = String::new();
        self.at += 1;
        loop {
            let mut c = self.chars.get(self.at).copied();
            if c == Some('\\') {
                text.push('\\');
                self.at += 1;
                c = self.chars.get(self.at).copied();
            } else if c == Some(delimiter) {
                self.at += 1;
                return Ok(text);
            }
            let Some(c) = c else {
                return Err(self.fault(start, &format!("Unclosed {delimiter} delimiter")));
            };
            text.push(c);
            self.at += 1;
        }
    }

    fn raw_string(&mut self, start: usize) -> Result<(), String> {
        let text = self.until('\'')?.replace("\\'", "'");
        self.push(Kind::Literal, start, text);
        Ok(())
    }

    fn quoted(&mut self, start: usize) -> Result<(), String> {
        let lexeme = format!("\"{}\"", self.until('"')?);
        match value::parse(&lexeme, false) {
            Ok(Value::Text(name)) => {
                self.push(Kind::QuotedIdentifier, start, name);
                Ok(())
            }
            Ok(_) => Err(self.fault(start, "Invalid identifier")),
            Err(e) => {
                let message = e.to_string();
                let message = message.split(':').next().unwrap_or_default();
                Err(self.fault(start, message))
            }
        }
    }

    fn literal(&mut self, start: usize) -> Result<(), String> {
        let lexeme = self.until('`')?.replace("\\`", "`");
        // What is no JSON is taken for a string, an old habit of the language (JEP-12).
        let value = value::parse(&lexeme, false)
            .or_else(|_| value::parse(&format!("\"{}\"", lexeme.trim_start()), false))
            .map_err(|_| self.fault(start, &format!("Bad token {lexeme}")))?;
        self.tokens.push(Token {
            kind: Kind::Literal,
            value,
            start,
        });
        Ok(())
    }
}
