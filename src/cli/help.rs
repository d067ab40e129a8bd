//! Help pages, made from names and shapes.

use std::fmt::Write as _;

use super::args::{OperationArgument, Purpose, dashed};
use super::edition::Edition;
use super::ports::Flavour;
use crate::model::{Kind, Operation};

const GLOBALS: &str = "\
       --debug, --endpoint-url <value>, --no-verify-ssl, --no-paginate,
       --output <value>, --query <value>, --profile <value>, --region <value>,
       --version, --color <value>, --no-sign-request, --ca-bundle <value>,
       --cli-read-timeout <value>, --cli-connect-timeout <value>
";

/// The page of `aws help`.
pub(crate) fn top() -> String {
    format!(
        "AWS()\n\nNAME\n       aws -\n\nSYNOPSIS\n          aws [options] <command> <subcommand> [parameters]\n\n\
         GLOBAL OPTIONS\n{GLOBALS}\nAVAILABLE SERVICES\n       o kms\n\n"
    )
}

/// The topics of `aws help`.
pub(crate) const TOPICS: [&str; 6] = [
    "topics",
    "config-vars",
    "return-codes",
    "s3-config",
    "s3-faq",
    "s3-case-insensitivity",
];

/// The page of a topic.
pub(crate) fn topic(name: &str, flavour: Flavour) -> String {
    let codes = match flavour {
        Flavour::V1 => "0 success, 2 wrong words, 130 interrupted, 255 any other failure",
        Flavour::V2 => {
            "0 success, 130 interrupted, 252 wrong words, 253 wrong configuration, 254 an error of the service, 255 any \
             other failure"
        }
    };
    let text = match name {
        "return-codes" => codes.to_owned(),
        "topics" => TOPICS[1..].join(", "),
        _ => "this reference has the kms commands alone, and no page of its own for the topic"
            .to_owned(),
    };
    format!("AWS {}\n\n       {text}\n\n", name.to_uppercase())
}

/// The page of a service.
pub(crate) fn service(edition: &Edition<'_>) -> String {
    let mut commands = String::new();
    for operation in edition.operations() {
        let _ = write!(commands, "       o {}\n\n", dashed(operation.name()));
    }
    format!("KMS()\n\nNAME\n       kms -\n\nAVAILABLE COMMANDS\n{commands}       o help\n\n")
}

/// The page of an operation.
pub(crate) fn operation(
    edition: &Edition<'_>,
    operation: Operation,
    arguments: &[OperationArgument],
) -> String {
    let name = dashed(operation.name());
    let mut synopsis = String::new();
    let mut options = String::new();
    for argument in arguments {
        let value = match argument.purpose {
            Purpose::Flag(_) => "",
            _ => " <value>",
        };
        let option = format!("--{}{value}", argument.name);
        let (open, close) = if argument.required {
            ("", "")
        } else {
            ("[", "]")
        };
        let _ = writeln!(synopsis, "          {open}{option}{close}");
        let kind = match edition.kind(&argument.shape) {
            Some(Kind::Structure { .. }) => "structure",
            Some(Kind::List { .. }) => "list",
            Some(Kind::Map { .. }) => "map",
            Some(Kind::Blob { .. }) => "blob",
            Some(Kind::Integer { .. } | Kind::Long { .. }) => "integer",
            Some(Kind::Double) => "double",
            Some(Kind::Boolean) => "boolean",
            Some(Kind::Timestamp) => "timestamp",
            _ => "string",
        };
        let required = if argument.required { " [required]" } else { "" };
        let _ = write!(options, "       --{} ({kind}){required}\n\n", argument.name);
    }
    let title = name.to_uppercase();
    format!(
        "{title}()\n\nNAME\n       {name} -\n\nSYNOPSIS\n            {name}\n{synopsis}\nOPTIONS\n{options}\
         GLOBAL OPTIONS\n{GLOBALS}\n"
    )
}
