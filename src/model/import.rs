//! From botocore's `service-2.json` to a model without prose.

use std::fmt;
use std::io::Read;

use flate2::read::MultiGzDecoder;

use super::document::Document;
use super::{Stripped, consistency};

/// The greatest size of an imported file once unpacked; KMS's is about 0.6 MB.
const LARGEST: u64 = 4 << 20;

/// How many problems of one model an error tells.
const MOST_PROBLEMS: usize = 20;

/// The files from which a model is made, as bytes, packed with gzip or not.
#[derive(Debug, Clone, Copy)]
pub struct Sources<'a> {
    /// `service-2.json`.
    pub service: &'a [u8],
    /// `paginators-1.json`.
    pub paginators: Option<&'a [u8]>,
    /// `examples-1.json`.
    pub examples: Option<&'a [u8]>,
    /// Where they were taken from, such as `botocore 1.44.5`; empty keeps what the file itself says.
    pub source: &'a str,
}

/// Makes a model without prose from botocore's files, or from a file that [`Stripped::to_text`] wrote.
///
/// # Errors
/// A file that is too large, no gzip, no JSON, of another service, or inconsistent in itself.
pub fn import(sources: &Sources<'_>) -> Result<Stripped, ImportError> {
    let mut document = read("service-2.json", sources.service)?;
    if document.metadata.target_prefix != "TrentService" {
        return Err(ImportError::OtherService {
            found: document.metadata.service_id,
        });
    }
    if let Some(paginators) = sources.paginators {
        document.pagination = read("paginators-1.json", paginators)?.pagination;
    }
    if let Some(examples) = sources.examples {
        document.examples = read("examples-1.json", examples)?.examples;
    }
    if !sources.source.is_empty() {
        sources.source.clone_into(&mut document.source);
    }
    if document.operations.0.is_empty() {
        return Err(inconsistent(vec!["it has no operations".to_owned()]));
    }
    let stripped = Stripped::from_document(document).map_err(inconsistent)?;
    let problems = consistency::problems(&stripped);
    if problems.is_empty() {
        Ok(stripped)
    } else {
        Err(inconsistent(problems))
    }
}

impl Stripped {
    /// Reads what [`Stripped::to_text`] wrote, or a plain `service-2.json`.
    ///
    /// # Errors
    /// As [`import`].
    pub fn parse(bytes: &[u8]) -> Result<Self, ImportError> {
        import(&Sources {
            service: bytes,
            paginators: None,
            examples: None,
            source: "",
        })
    }
}

fn inconsistent(problems: Vec<String>) -> ImportError {
    ImportError::Inconsistent { problems }
}

fn read(file: &'static str, bytes: &[u8]) -> Result<Document, ImportError> {
    let unpacked;
    let bytes = if bytes.starts_with(&[0x1f, 0x8b]) {
        unpacked = unpack(file, bytes)?;
        &unpacked
    } else {
        bytes
    };
    if bytes.len() as u64 > LARGEST {
        return Err(ImportError::TooLarge { file });
    }
    serde_json::from_slice(bytes).map_err(|error| ImportError::Json {
        file,
        reason: error.to_string(),
    })
}

/// Unpacks gzip, and stops as soon as there is more than [`LARGEST`].
fn unpack(file: &'static str, bytes: &[u8]) -> Result<Vec<u8>, ImportError> {
    let mut unpacked = Vec::new();
    let taken = MultiGzDecoder::new(bytes)
        .take(LARGEST + 1)
        .read_to_end(&mut unpacked);
    match taken {
        Ok(_) if unpacked.len() as u64 > LARGEST => Err(ImportError::TooLarge { file }),
        Ok(_) => Ok(unpacked),
        Err(error) => Err(ImportError::Gzip {
            file,
            reason: error.to_string(),
        }),
    }
}

/// Why a service model was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImportError {
    /// More bytes than any KMS model has.
    TooLarge {
        /// Which of the files.
        file: &'static str,
    },
    /// It begins as gzip and goes on as something else.
    Gzip {
        /// Which of the files.
        file: &'static str,
        /// What the unpacker says.
        reason: String,
    },
    /// Not JSON, or not JSON of a service model.
    Json {
        /// Which of the files.
        file: &'static str,
        /// What, with line and column.
        reason: String,
    },
    /// The model of another service.
    OtherService {
        /// Its `serviceId`; empty when it names none.
        found: String,
    },
    /// JSON of a service model that contradicts itself.
    Inconsistent {
        /// Everything that is wrong, in order of names.
        problems: Vec<String>,
    },
    /// It lacks operations of the catalogue.
    Incomplete {
        /// Their names.
        missing: Vec<String>,
    },
}

impl fmt::Display for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge { file } => write!(
                f,
                "{file} has more than {LARGEST} bytes when unpacked; the KMS model of botocore has about 600000. \
                 Is this the right file?"
            ),
            Self::Gzip { file, reason } => {
                write!(f, "{file} begins like gzip but cannot be unpacked: {reason}. Is the download complete?")
            }
            Self::Json { file, reason } => write!(f, "{file} is not a service model in JSON: {reason}"),
            Self::OtherService { found } if found.is_empty() => f.write_str(
                "this is not the service model of KMS: `metadata.targetPrefix` is not `TrentService`. \
                 Give botocore's data/kms/2014-11-01/service-2.json.gz",
            ),
            Self::OtherService { found } => write!(
                f,
                "this is the service model of {found}, not of KMS. \
                 Give botocore's data/kms/2014-11-01/service-2.json.gz"
            ),
            Self::Inconsistent { problems } => {
                f.write_str("the service model contradicts itself:")?;
                for problem in problems.iter().take(MOST_PROBLEMS) {
                    write!(f, "\n  {problem}")?;
                }
                match problems.len().saturating_sub(MOST_PROBLEMS) {
                    0 => Ok(()),
                    more => write!(f, "\n  and {more} more"),
                }
            }
            Self::Incomplete { missing } => write!(
                f,
                "the service model lacks operations that kmspec knows: {}. Import a newer botocore",
                missing.join(", ")
            ),
        }
    }
}

impl std::error::Error for ImportError {}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;
    use serde_json::{Value, json};

    use super::*;

    fn small() -> Value {
        json!({
            "metadata": {"serviceId": "KMS", "targetPrefix": "TrentService", "uid": "dropped"},
            "documentation": "<p>dropped</p>",
            "operations": {"B": {"name": "B", "input": {"shape": "BRequest", "documentation": "dropped"},
                "errors": [{"shape": "Oops"}], "documentation": "<p>dropped</p>"}},
            "shapes": {
                "Oops": {"type": "structure", "members": {}, "exception": true, "fault": true},
                "BRequest": {"type": "structure", "required": ["Z"], "members": {
                    "Z": {"shape": "Text", "documentation": "dropped"},
                    "A": {"shape": "Text", "deprecated": true, "deprecatedMessage": "dropped"}}},
                "Text": {"type": "string", "min": 1, "pattern": "^a+$", "sensitive": true},
            },
        })
    }

    fn pack(bytes: &[u8]) -> Vec<u8> {
        let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
        packed.write_all(bytes).expect("memory takes everything");
        packed.finish().expect("memory takes everything")
    }

    fn check(change: impl FnOnce(&mut Value), message: &str) {
        let mut model = small();
        change(&mut model);
        let error = Stripped::parse(model.to_string().as_bytes()).expect_err("the model is wrong");
        assert_eq!(error.to_string(), message);
    }

    fn check_inconsistent(change: impl FnOnce(&mut Value), problem: &str) {
        check(
            change,
            &format!("the service model contradicts itself:\n  {problem}"),
        );
    }

    #[test]
    fn prose_is_dropped_and_the_rest_is_kept() {
        let text = small().to_string();
        let sources = Sources {
            service: &pack(text.as_bytes()),
            paginators: None,
            examples: None,
            source: "botocore 1",
        };
        let stripped = import(&sources).expect("the model is consistent");
        insta::assert_snapshot!(stripped.to_text(), @r#"
        {
        "source":"botocore 1",
        "metadata":{"apiVersion":"2014-11-01","serviceId":"KMS","protocol":"json","jsonVersion":"1.1","targetPrefix":"TrentService"},
        "operations":{
        "B":{"input":{"shape":"BRequest"},"errors":[{"shape":"Oops"}]}
        },
        "shapes":{
        "BRequest":{"type":"structure","required":["Z"],"members":{"Z":{"shape":"Text"},"A":{"shape":"Text","deprecated":true}}},
        "Oops":{"type":"structure","members":{},"exception":true,"fault":true},
        "Text":{"type":"string","min":1,"pattern":"^a+$","sensitive":true}
        },
        "pagination":{
        },
        "examples":{
        }
        }
        "#);
        assert_eq!(Stripped::parse(stripped.to_text().as_bytes()), Ok(stripped));
    }

    #[test]
    fn paginators_and_examples_come_from_their_files() {
        let text = small().to_string();
        let paginators = br#"{"pagination": {"C": {"input_token": "M", "output_token": "N", "result_key": "R"}}}"#;
        let examples = br#"{"examples": {"B": [{"id": "e", "title": "dropped", "input": {"Z": "a"}, "comments": {}}]}}"#;
        let sources = Sources {
            service: text.as_bytes(),
            paginators: None,
            examples: Some(examples),
            source: "",
        };
        let stripped = import(&sources).expect("the model is consistent");
        assert_eq!(stripped.examples["B"][0].input, Some(json!({"Z": "a"})));
        let error = import(&Sources {
            paginators: Some(paginators),
            ..sources
        })
        .expect_err("there is no C");
        assert_eq!(
            error.to_string(),
            "the service model contradicts itself:\n  paginator `C` belongs to no operation"
        );
    }

    #[test]
    fn not_a_model() {
        let error = |bytes: &[u8]| Stripped::parse(bytes).expect_err("no model").to_string();
        assert_eq!(
            error(b""),
            "service-2.json is not a service model in JSON: EOF while parsing a value at line 1 column 0"
        );
        assert!(error(b"{\"a\":\n x").ends_with("expected value at line 2 column 2"));
        assert!(error(b"[]").starts_with("this is not the service model of KMS"));
        assert!(error(&[0xff, 0xfe, 0x00]).contains("expected value at line 1 column 1"));
        assert!(error(&b"[".repeat(1_000_000)).contains("is not a service model in JSON"));
        let nested = format!(
            r#"{{"examples":{{"B":[{{"id":"e","input":{}"#,
            "[".repeat(1000)
        );
        assert!(error(nested.as_bytes()).contains("recursion limit exceeded"));
        check(
            |model| model["metadata"] = json!({"serviceId": "S3", "targetPrefix": ""}),
            "this is the service model of S3, not of KMS. Give botocore's data/kms/2014-11-01/service-2.json.gz",
        );
        assert!(
            error(b"{}").starts_with(
                "this is not the service model of KMS: `metadata.targetPrefix` is not"
            )
        );
        check_inconsistent(
            |model| model["operations"] = json!({}),
            "it has no operations",
        );
    }

    #[test]
    fn broken_gzip() {
        let packed = pack(small().to_string().as_bytes());
        for bytes in [
            &packed[..packed.len() / 2],
            &packed[..2],
            &[packed.as_slice(), b"x"].concat(),
        ] {
            let error = Stripped::parse(bytes)
                .expect_err("the gzip is broken")
                .to_string();
            assert!(
                error.starts_with("service-2.json begins like gzip but cannot be unpacked: "),
                "{error}"
            );
        }
    }

    #[test]
    fn a_gzip_bomb_is_not_unpacked() {
        let bomb = pack(&vec![b' '; 64 << 20]);
        assert!(bomb.len() < 1 << 20);
        assert_eq!(
            Stripped::parse(&bomb),
            Err(ImportError::TooLarge {
                file: "service-2.json"
            })
        );
        let plain = vec![b' '; 5 << 20];
        assert_eq!(
            Stripped::parse(&plain),
            Err(ImportError::TooLarge {
                file: "service-2.json"
            })
        );
    }

    #[test]
    fn names_that_lead_nowhere() {
        check_inconsistent(
            |model| {
                drop(
                    model["shapes"]
                        .as_object_mut()
                        .expect("an object")
                        .remove("Text"),
                );
            },
            "shape `BRequest` is made of `Text`, which is not a shape of the model",
        );
        check_inconsistent(
            |model| model["operations"]["B"]["input"]["shape"] = json!("Gone"),
            "the input `Gone` of operation `B` is not a shape of the model",
        );
        check_inconsistent(
            |model| model["operations"]["B"]["output"] = json!({"shape": "Text"}),
            "the output `Text` of operation `B` is not a structure",
        );
        check_inconsistent(
            |model| model["operations"]["B"]["errors"] = json!([{"shape": "BRequest"}]),
            "the error `BRequest` of operation `B` is not marked as an exception",
        );
        check_inconsistent(
            |model| model["shapes"]["BRequest"]["required"] = json!(["Y"]),
            "shape `BRequest` requires `Y`, which is not a member of it",
        );
    }

    #[test]
    fn shapes_that_make_no_sense() {
        check_inconsistent(
            |model| model["shapes"]["Text"]["type"] = json!("wax"),
            "shape `Text` has the type `wax`, which kmspec does not know",
        );
        check_inconsistent(
            |model| model["shapes"]["Text"] = json!({"type": "list"}),
            "shape `Text` is a list without `member`",
        );
        check_inconsistent(
            |model| model["shapes"]["Text"]["min"] = json!(-1),
            "shape `Text` has a negative length bound",
        );
        check_inconsistent(
            |model| model["shapes"]["Text"]["max"] = json!(0),
            "the least of shape `Text` is more than its greatest",
        );
        check_inconsistent(
            |model| model["shapes"]["Text"]["pattern"] = json!("(a"),
            "the pattern of shape `Text` cannot be read: unclosed group",
        );
        let mut model = small();
        model["shapes"]["Text"]["sensitive"] = json!("yes");
        let error = Stripped::parse(model.to_string().as_bytes())
            .expect_err("not a boolean")
            .to_string();
        assert!(
            error.contains("invalid type: string \"yes\", expected a boolean at line 1 column"),
            "{error}"
        );
        let twice = r#"{"metadata":{"targetPrefix":"TrentService"},"shapes":{"A":{"type":"blob"},"A":{"type":"blob"}}}"#;
        let error = Stripped::parse(twice.as_bytes())
            .expect_err("A is there twice")
            .to_string();
        assert!(error.contains("`A` occurs twice"), "{error}");
    }

    #[test]
    fn shapes_that_contain_themselves() {
        check_inconsistent(
            |model| {
                model["shapes"]["Text"] = json!({"type": "list", "member": {"shape": "BRequest"}});
            },
            "shape `BRequest` contains itself, or is made of one that does\n  \
             shape `Text` contains itself, or is made of one that does",
        );
        check_inconsistent(
            |model| {
                for depth in 0..50_000 {
                    let next = if depth == 49_999 {
                        "Text".to_owned()
                    } else {
                        format!("L{}", depth + 1)
                    };
                    model["shapes"][format!("L{depth}")] =
                        json!({"type": "list", "member": {"shape": next}});
                }
            },
            "shapes stand inside each other 50001 deep; kmspec reads at most 32",
        );
    }

    #[test]
    fn only_so_many_problems_are_told() {
        let mut model = small();
        for n in 0..30 {
            model["shapes"][format!("N{n:02}")] = json!({"type": "wax"});
        }
        let error = Stripped::parse(model.to_string().as_bytes())
            .expect_err("wax")
            .to_string();
        assert!(error.ends_with("\n  and 10 more"), "{error}");
    }
}
