//! The grammar of `JMESPath`: a Pratt parser over the tokens.

use super::super::value::{Value, text};
use super::Query;
use super::lexer::{Kind, Token, tokenize};

/// One node of an expression.
#[derive(Debug, Clone)]
pub(super) enum Node {
    Identity,
    Field(String),
    Literal(Value),
    Index(i128),
    Slice([Option<i128>; 3]),
    /// Each applied to the result of the one before: `a.b`, `a | b`.
    Chain(Vec<Node>),
    /// The same for what begins with an index: `a[0]`, `a[0][1:]`. Further brackets join it.
    Indexed(Vec<Node>),
    Projection(Box<Node>, Box<Node>),
    ValueProjection(Box<Node>, Box<Node>),
    FilterProjection(Box<Node>, Box<Node>, Box<Node>),
    Flatten(Box<Node>),
    List(Vec<Node>),
    Hash(Vec<(String, Node)>),
    Or(Box<Node>, Box<Node>),
    And(Box<Node>, Box<Node>),
    Not(Box<Node>),
    Compare(Kind, Box<Node>, Box<Node>),
    Call(String, Vec<Node>),
    Expref(Box<Node>),
}

const MAX_LENGTH: usize = 4096;
const MAX_DEPTH: usize = 64;

/// Below this binding power, a token ends a projection.
const PROJECTION_STOP: u8 = 10;

fn power(kind: Kind) -> u8 {
    match kind {
        Kind::Pipe => 1,
        Kind::Or => 2,
        Kind::And => 3,
        Kind::Equal
        | Kind::Greater
        | Kind::Less
        | Kind::GreaterOrEqual
        | Kind::LessOrEqual
        | Kind::NotEqual => 5,
        Kind::Flatten => 9,
        Kind::Star => 20,
        Kind::Filter => 21,
        Kind::Dot => 40,
        Kind::Not => 45,
        Kind::LeftBrace => 50,
        Kind::LeftBracket => 55,
        Kind::LeftParen => 60,
        _ => 0,
    }
}

/// Compiles an expression of at most 4 KiB and 64 levels.
///
/// # Errors
///
/// The fault, its place and the expression, in the words of the CLI.
pub(crate) fn compile(expression: &str) -> Result<Query, String> {
    if expression.is_empty() {
        return Err("Invalid JMESPath expression: cannot be empty.".into());
    }
    if expression.len() > MAX_LENGTH {
        return Err(format!(
            "the JMESPath expression is longer than {MAX_LENGTH} bytes"
        ));
    }
    let mut parser = Parser {
        expression,
        tokens: tokenize(expression)?,
        at: 0,
        depth: 0,
    };
    let node = parser.expression(0)?;
    let rest = parser.token().clone();
    if rest.kind != Kind::End {
        let message = format!("Unexpected token: {}", text(&rest.value));
        return Err(parser.fault(&rest, &message));
    }
    Ok(Query(node))
}

struct Parser<'a> {
    expression: &'a str,
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
}

type Parsed = Result<Node, String>;

impl Parser<'_> {
    fn token(&self) -> &Token {
        &self.tokens[self.at.min(self.tokens.len() - 1)]
    }

    fn kind(&self) -> Kind {
        self.token().kind
    }

    fn second(&self) -> Kind {
        self.tokens[(self.at + 1).min(self.tokens.len() - 1)].kind
    }

    fn fault(&self, token: &Token, message: &str) -> String {
        format!(
            "{message}: Parse error at column {}, token \"{}\" ({}), for expression:\n\"{}\"\n{}^",
            token.start,
            text(&token.value),
            token.kind.name().to_uppercase(),
            self.expression,
            " ".repeat(token.start + 1)
        )
    }

    fn incomplete(&self) -> String {
        format!(
            "Invalid jmespath expression: Incomplete expression:\n\"{}\"\n{}^",
            self.expression,
            " ".repeat(self.expression.chars().count() + 1)
        )
    }

    fn unexpected(&self, expected: &str) -> String {
        if self.kind() == Kind::End {
            return self.incomplete();
        }
        let message = format!("Expecting: {expected}, got: {}", self.kind().name());
        self.fault(self.token(), &message)
    }

    fn expect(&mut self, kind: Kind) -> Result<(), String> {
        if self.kind() != kind {
            return Err(self.unexpected(kind.name()));
        }
        self.at += 1;
        Ok(())
    }

    fn expression(&mut self, binding: u8) -> Parsed {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(format!(
                "the JMESPath expression is nested deeper than {MAX_DEPTH} levels"
            ));
        }
        let first = self.token().clone();
        self.at += 1;
        let mut left = self.prefix(&first)?;
        while binding < power(self.kind()) {
            left = self.infix(left)?;
        }
        self.depth -= 1;
        Ok(left)
    }

    fn prefix(&mut self, token: &Token) -> Parsed {
        match token.kind {
            Kind::Literal => Ok(Node::Literal(token.value.clone())),
            Kind::Identifier => Ok(Node::Field(text(&token.value))),
            Kind::QuotedIdentifier => {
                if self.kind() == Kind::LeftParen {
                    let mut token = self.token().clone();
                    token.start = 0;
                    let message = "Quoted identifier not allowed for function names.";
                    return Err(self.fault(&token, message));
                }
                Ok(Node::Field(text(&token.value)))
            }
            Kind::Star => {
                let right = if self.kind() == Kind::RightBracket {
                    Node::Identity
                } else {
                    self.projection_rhs(power(Kind::Star))?
                };
                Ok(Node::ValueProjection(
                    Box::new(Node::Identity),
                    Box::new(right),
                ))
            }
            Kind::Filter => self.filter(Node::Identity),
            Kind::LeftBrace => self.hash(),
            Kind::LeftParen => {
                let inner = self.expression(0)?;
                self.expect(Kind::RightParen)?;
                Ok(inner)
            }
            Kind::Flatten => self.flatten(Node::Identity),
            Kind::Not => Ok(Node::Not(Box::new(self.expression(power(Kind::Not))?))),
            Kind::LeftBracket => {
                if matches!(self.kind(), Kind::Number | Kind::Colon) {
                    self.index(Node::Identity)
                } else if self.kind() == Kind::Star && self.second() == Kind::RightBracket {
                    self.at += 2;
                    self.project(Node::Identity, Kind::Star)
                } else {
                    self.list()
                }
            }
            Kind::Current => Ok(Node::Identity),
            Kind::Expref => Ok(Node::Expref(Box::new(self.expression(0)?))),
            Kind::End => Err(self.incomplete()),
            _ => Err(self.fault(token, "invalid token")),
        }
    }

    fn infix(&mut self, left: Node) -> Parsed {
        let token = self.token().clone();
        let previous = self.tokens[self.at - 1].clone();
        self.at += 1;
        let boxed = Box::new;
        match token.kind {
            Kind::Dot if self.kind() == Kind::Star => {
                self.at += 1;
                let right = self.projection_rhs(power(Kind::Dot))?;
                Ok(Node::ValueProjection(boxed(left), boxed(right)))
            }
            Kind::Dot => {
                let right = self.dot_rhs(power(Kind::Dot))?;
                Ok(chain(left, right))
            }
            Kind::Pipe => {
                let right = self.expression(power(Kind::Pipe))?;
                Ok(Node::Chain(vec![left, right]))
            }
            Kind::Or => {
                let right = self.expression(power(Kind::Or))?;
                Ok(Node::Or(boxed(left), boxed(right)))
            }
            Kind::And => {
                let right = self.expression(power(Kind::And))?;
                Ok(Node::And(boxed(left), boxed(right)))
            }
            Kind::LeftParen => {
                if let Node::Field(name) = left {
                    self.call(name)
                } else {
                    let message = format!("Invalid function name '{}'", text(&previous.value));
                    Err(self.fault(&previous, &message))
                }
            }
            Kind::Filter => self.filter(left),
            Kind::Flatten => self.flatten(left),
            Kind::LeftBracket if matches!(self.kind(), Kind::Number | Kind::Colon) => {
                self.index(left)
            }
            Kind::LeftBracket => {
                self.expect(Kind::Star)?;
                self.expect(Kind::RightBracket)?;
                self.project(left, Kind::Star)
            }
            Kind::Equal
            | Kind::NotEqual
            | Kind::Less
            | Kind::LessOrEqual
            | Kind::Greater
            | Kind::GreaterOrEqual => {
                let right = self.expression(power(token.kind))?;
                Ok(Node::Compare(token.kind, boxed(left), boxed(right)))
            }
            _ => Err(self.fault(&token, "invalid token")),
        }
    }

    fn project(&mut self, left: Node, binding: Kind) -> Parsed {
        let right = self.projection_rhs(power(binding))?;
        Ok(Node::Projection(Box::new(left), Box::new(right)))
    }

    fn flatten(&mut self, left: Node) -> Parsed {
        self.project(Node::Flatten(Box::new(left)), Kind::Flatten)
    }

    fn filter(&mut self, left: Node) -> Parsed {
        let condition = self.expression(0)?;
        self.expect(Kind::RightBracket)?;
        let right = if self.kind() == Kind::Flatten {
            Node::Identity
        } else {
            self.projection_rhs(power(Kind::Filter))?
        };
        Ok(Node::FilterProjection(
            Box::new(left),
            Box::new(right),
            Box::new(condition),
        ))
    }

    /// `[1]` or `[start:end:step]`, after the bracket.
    fn index(&mut self, left: Node) -> Parsed {
        if self.kind() != Kind::Colon && self.second() != Kind::Colon {
            let Value::Int(index) = self.token().value else {
                return Err(self.fault(self.token(), "syntax error"));
            };
            self.at += 1;
            self.expect(Kind::RightBracket)?;
            let mut nodes = match left {
                Node::Indexed(nodes) => nodes,
                Node::Identity => Vec::new(),
                left => vec![left],
            };
            nodes.push(Node::Index(index));
            return Ok(Node::Indexed(nodes));
        }
        let mut parts = [None; 3];
        let mut part = 0;
        while self.kind() != Kind::RightBracket && part < 3 {
            match (self.kind(), &self.token().value) {
                (Kind::Colon, _) => {
                    part += 1;
                    if part == 3 {
                        return Err(self.fault(self.token(), "syntax error"));
                    }
                }
                (Kind::Number, Value::Int(n)) => parts[part] = Some(*n),
                _ => return Err(self.fault(self.token(), "syntax error")),
            }
            self.at += 1;
        }
        self.expect(Kind::RightBracket)?;
        if let Node::Indexed(mut nodes) = left {
            // Behind an index a slice is no projection, unlike anywhere else. Source: jmespath.py, `_token_led_lbracket`.
            nodes.push(Node::Slice(parts));
            return Ok(Node::Indexed(nodes));
        }
        self.project(chain(left, Node::Slice(parts)), Kind::Star)
    }

    fn call(&mut self, name: String) -> Parsed {
        let mut arguments = Vec::new();
        while self.kind() != Kind::RightParen {
            arguments.push(self.expression(0)?);
            if self.kind() == Kind::Comma {
                self.at += 1;
            }
        }
        self.expect(Kind::RightParen)?;
        Ok(Node::Call(name, arguments))
    }

    fn list(&mut self) -> Parsed {
        let mut items = vec![self.expression(0)?];
        while self.kind() != Kind::RightBracket {
            self.expect(Kind::Comma)?;
            items.push(self.expression(0)?);
        }
        self.at += 1;
        Ok(Node::List(items))
    }

    fn hash(&mut self) -> Parsed {
        let mut members = Vec::new();
        loop {
            if !matches!(self.kind(), Kind::QuotedIdentifier | Kind::Identifier) {
                return Err(self.unexpected("['quoted_identifier', 'unquoted_identifier']"));
            }
            let key = text(&self.token().value);
            self.at += 1;
            self.expect(Kind::Colon)?;
            members.push((key, self.expression(0)?));
            match self.kind() {
                Kind::Comma => self.at += 1,
                Kind::RightBrace => {
                    self.at += 1;
                    return Ok(Node::Hash(members));
                }
                _ => {}
            }
        }
    }

    fn projection_rhs(&mut self, binding: u8) -> Parsed {
        match self.kind() {
            kind if power(kind) < PROJECTION_STOP => Ok(Node::Identity),
            Kind::LeftBracket | Kind::Filter => self.expression(binding),
            Kind::Dot => {
                self.at += 1;
                self.dot_rhs(binding)
            }
            _ => Err(self.fault(self.token(), "syntax error")),
        }
    }

    fn dot_rhs(&mut self, binding: u8) -> Parsed {
        match self.kind() {
            Kind::QuotedIdentifier | Kind::Identifier | Kind::Star => self.expression(binding),
            Kind::LeftBracket => {
                self.at += 1;
                self.list()
            }
            Kind::LeftBrace => {
                self.at += 1;
                self.hash()
            }
            kind => {
                let message = format!(
                    "Expecting: ['quoted_identifier', 'unquoted_identifier', 'lbracket', 'lbrace'], got: {}",
                    kind.name()
                );
                Err(self.fault(self.token(), &message))
            }
        }
    }
}

/// `left`, then `right`: one flat chain, however long.
fn chain(left: Node, right: Node) -> Node {
    match left {
        Node::Chain(mut nodes) => {
            nodes.push(right);
            Node::Chain(nodes)
        }
        Node::Identity => Node::Chain(vec![right]),
        left => Node::Chain(vec![left, right]),
    }
}
