//! Why a request gets an error, and the answers of operations.

use serde_json::Value;

/// What an operation answers: the members of its output, or an error.
pub(crate) type Answer = Result<Value, ServiceError>;

/// What a success holds.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Output {
    /// The operation has no output: no body at all (facts W-003, W-711).
    Silent,
    /// The output has no members (facts W-010..W-013).
    Void,
    /// The members of the output.
    Members(Value),
}

/// The answer of an operation whose output has no members, or that has none.
#[expect(
    clippy::unnecessary_wraps,
    reason = "it stands where an operation's answer stands"
)]
pub(crate) fn nothing() -> Answer {
    Ok(Value::Null)
}

/// One error.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ServiceError {
    /// The error's shape name.
    pub(crate) error_type: &'static str,
    /// Its text; absent where the evidence has none.
    pub(crate) message: Option<String>,
    /// A status of its own; otherwise the book tells it.
    pub(crate) status: Option<u16>,
    /// How it is written.
    pub(crate) form: Form,
}

/// How an error is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Json,
    /// As some answers of the front are (facts W-043, W-045).
    Xml,
    /// Nothing but a status; AWS never does.
    Empty,
}

impl ServiceError {
    /// The error of this name, without a text.
    pub(crate) fn of(error_type: &'static str) -> Self {
        Self {
            error_type,
            message: None,
            status: None,
            form: Form::Json,
        }
    }

    /// The same with a text.
    pub(crate) fn saying(mut self, message: impl Into<String>) -> Self {
        self.message = Some(message.into());
        self
    }

    /// The same with a status of its own.
    pub(crate) fn with_status(mut self, status: u16) -> Self {
        self.status = Some(status);
        self
    }

    /// The same as XML.
    pub(crate) fn in_xml(mut self) -> Self {
        self.form = Form::Xml;
        self
    }
}

/// A status without a body, as a result; AWS never answers so.
pub(crate) fn silence<T>(status: u16) -> Result<T, ServiceError> {
    let mut error = ServiceError::of("").with_status(status);
    error.form = Form::Empty;
    Err(error)
}

/// An error without a text, as a result.
pub(crate) fn refuse<T>(error_type: &'static str) -> Result<T, ServiceError> {
    Err(ServiceError::of(error_type))
}
