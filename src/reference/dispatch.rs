//! Which operation a request is for (facts W-001, W-032, W-041..W-046).

use super::rules::{Dispatch, TargetMatch};
use super::service_error::{ServiceError, silence};
use crate::model::Operation;
use crate::wire::Request;
use crate::wire::aws_json::{CONTENT_TYPE, TARGET_PREFIX};

/// The operation that a request names. The path is not looked at (fact W-046).
///
/// # Errors
///
/// As sister services answer them: XML for another method or content type (facts W-043, W-045), and
/// `UnknownOperationException` for a target that names no operation.
pub(crate) fn dispatch(rules: &Dispatch, request: &Request) -> Result<Operation, ServiceError> {
    if rules.only_post && request.method != "POST" {
        let text = "Unable to determine service/operation name to be authorized";
        return Err(ServiceError::of("AccessDeniedException")
            .saying(text)
            .with_status(403)
            .in_xml());
    }
    let content_type = request.headers.get("content-type").unwrap_or_default();
    let media = content_type.split(';').next().unwrap_or_default().trim();
    if rules.only_aws_json && !media.eq_ignore_ascii_case(CONTENT_TYPE) {
        return Err(ServiceError::of("UnknownOperationException")
            .with_status(404)
            .in_xml());
    }
    let target = match request.headers.get("x-amz-target") {
        None if rules.silent_without_target => return silence(204),
        target => target.unwrap_or_default(),
    };
    let operation = match rules.target {
        TargetMatch::Exact => target
            .strip_prefix(TARGET_PREFIX)
            .and_then(Operation::from_name),
        TargetMatch::AnyPrefix => target.rsplit('.').next().and_then(Operation::from_name),
        TargetMatch::IgnoreCase => {
            let name = |operation: &&Operation| {
                target.eq_ignore_ascii_case(&format!("{TARGET_PREFIX}{}", operation.name()))
            };
            Operation::ALL.iter().find(name).copied()
        }
    };
    operation.ok_or_else(|| {
        ServiceError::of(rules.unknown_operation).with_status(rules.unknown_operation_status)
    })
}
