//! Faults of the wire, of validation and of authentication.

use super::Fault;
use super::sources::{
    AWSIM_CRYPTO, AWSIM_ERRORS, ID_OR_CONTENT_TYPE, LOCAL_KMS_LIST, MOTO_RESPONSES, ONE_OF_THREE,
    WINTERBAUME_HANDLERS,
};
use crate::reference::rules::{BodyFault, DateForm, Oddity, TargetMatch};
use crate::wire::sigv4::Check;

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "reply_without_request_id",
        sentence: "Answers have no x-amzn-RequestId.",
        source: Some("floci-io/floci#146"),
        apply: |rules| rules.reply.request_id = false,
    },
    Fault {
        name: "same_request_id",
        sentence: "Every answer has the same x-amzn-RequestId.",
        source: None,
        apply: |rules| rules.reply.request_id_fresh = false,
    },
    Fault {
        name: "reply_without_date",
        sentence: "Answers have no Date.",
        source: None,
        apply: |rules| rules.reply.date = false,
    },
    Fault {
        name: "reply_without_content_type",
        sentence: "Answers have no Content-Type.",
        source: None,
        apply: |rules| rules.reply.oddity = Some(Oddity::NoContentType),
    },
    Fault {
        name: "reply_claims_gzip",
        sentence: "Answers that are not compressed say that they are.",
        source: None,
        apply: |rules| rules.reply.oddity = Some(Oddity::ClaimsGzip),
    },
    Fault {
        name: "reply_repeats_members",
        sentence: "The first member of an answer stands there twice, the wrong one first.",
        source: None,
        apply: |rules| rules.reply.oddity = Some(Oddity::RepeatsMembers),
    },
    Fault {
        name: "reply_repeats_inner_members",
        sentence: "The first member of an object within an answer stands there twice, the wrong one first.",
        source: None,
        apply: |rules| rules.reply.oddity = Some(Oddity::RepeatsInnerMembers),
    },
    Fault {
        name: "reply_has_two_lengths",
        sentence: "Answers have a Content-Length beside a Transfer-Encoding.",
        source: None,
        apply: |rules| rules.reply.oddity = Some(Oddity::TwoLengths),
    },
    Fault {
        name: "preflight_refused",
        sentence: "A browser's preflight request is refused as unsigned.",
        source: None,
        apply: |rules| rules.front.authentication.answers_preflight = false,
    },
    Fault {
        name: "reply_json_1_0",
        sentence: "Answers have the content type of awsJson1.0.",
        source: Some(ID_OR_CONTENT_TYPE),
        apply: |rules| rules.reply.content_type = "application/x-amz-json-1.0",
    },
    Fault {
        name: "reply_plain_json",
        sentence: "Answers have the content type application/json.",
        source: Some("jagregory/cognito-local#404"),
        apply: |rules| rules.reply.content_type = "application/json",
    },
    Fault {
        name: "void_is_null",
        sentence: "Operations without output answer null.",
        source: Some(MOTO_RESPONSES),
        apply: |rules| {
            rules.reply.void_body = "null";
            rules.reply.silent_body = "null";
        },
    },
    Fault {
        name: "not_found_is_404",
        sentence: "An unknown store or key is answered with status 404.",
        source: Some(ONE_OF_THREE),
        apply: |rules| {
            rules
                .reply
                .statuses
                .insert("CustomKeyStoreNotFoundException", 404);
            rules.reply.statuses.insert("NotFoundException", 404);
        },
    },
    Fault {
        name: "in_use_is_409",
        sentence: "A value in use and a wrong state are answered with status 409.",
        source: Some(ONE_OF_THREE),
        apply: |rules| {
            for error in [
                "CustomKeyStoreNameInUseException",
                "CustomKeyStoreInvalidStateException",
                "CustomKeyStoreHasCMKsException",
                "KMSInvalidStateException",
            ] {
                rules.reply.statuses.insert(error, 409);
            }
        },
    },
    Fault {
        name: "errors_are_200",
        sentence: "What is refused is answered with status 200.",
        source: None,
        apply: |rules| rules.reply.client_error = 200,
    },
    Fault {
        name: "errors_are_500",
        sentence: "What is refused is answered with status 500.",
        source: Some("floci-io/floci#1731"),
        apply: |rules| rules.reply.client_error = 500,
    },
    Fault {
        name: "faults_are_400",
        sentence: "Faults of the service are answered with status 400.",
        source: None,
        apply: |rules| rules.reply.server_error = 400,
    },
    Fault {
        name: "created_is_201",
        sentence: "Successes are answered with status 201.",
        source: None,
        apply: |rules| rules.reply.success = 201,
    },
    Fault {
        name: "error_named_code",
        sentence: "Errors are named in `code` instead of `__type`.",
        source: None,
        apply: |rules| rules.reply.type_member = "code",
    },
    Fault {
        name: "message_capitalised",
        sentence: "The text of an error stands in `Message`.",
        source: None,
        apply: |rules| rules.reply.message_member = "Message",
    },
    Fault {
        name: "denial_without_text",
        sentence: "The text of a denial stands in `Msg`.",
        source: None,
        apply: |rules| rules.reply.denial_member = "Msg",
    },
    Fault {
        name: "messages_always_there",
        sentence: "Errors that AWS answers without a text have an empty one.",
        source: Some("localstack/localstack#13180"),
        apply: |rules| rules.reply.empty_messages = true,
    },
    Fault {
        name: "nulls_for_absent",
        sentence: "Absent members of a described store are null.",
        source: Some("floci-io/floci#2420"),
        apply: |rules| rules.reply.omits_absent = false,
    },
    Fault {
        name: "dates_as_text",
        sentence: "Timestamps are text.",
        source: Some("getmoto/moto#2072"),
        apply: |rules| rules.reply.timestamps = DateForm::Text,
    },
    Fault {
        name: "dates_in_milliseconds",
        sentence: "Timestamps are milliseconds.",
        source: None,
        apply: |rules| rules.reply.timestamps = DateForm::Milliseconds,
    },
    Fault {
        name: "malformed_body_is_empty",
        sentence: "A malformed body is read as an empty object.",
        source: Some(LOCAL_KMS_LIST),
        apply: |rules| rules.front.malformed_body = BodyFault::ReadAsEmpty,
    },
    Fault {
        name: "malformed_body_crashes",
        sentence: "A malformed body is answered with status 500.",
        source: Some("floci-io/floci#1926"),
        apply: |rules| rules.front.malformed_body = BodyFault::Crash,
    },
    Fault {
        name: "any_json_is_object",
        sentence: "JSON that is no object is read as an empty one.",
        source: Some(LOCAL_KMS_LIST),
        apply: |rules| rules.front.non_object_body = BodyFault::ReadAsEmpty,
    },
    Fault {
        name: "non_object_crashes",
        sentence: "JSON that is no object is answered with status 500.",
        source: Some("floci-io/floci#3509"),
        apply: |rules| rules.front.non_object_body = BodyFault::Crash,
    },
    Fault {
        name: "bad_blob_crashes",
        sentence: "A blob that is not base64 is answered with status 500.",
        source: Some("floci-io/floci#1926"),
        apply: |rules| rules.front.crashes_on_blobs = true,
    },
    Fault {
        name: "types_unchecked",
        sentence: "Members of a wrong JSON type are ignored.",
        source: Some(AWSIM_CRYPTO),
        apply: |rules| rules.front.checks_types = false,
    },
    Fault {
        name: "constraints_unchecked",
        sentence: "Members are not held to the model's constraints.",
        source: Some("faiscadev/fakecloud#65"),
        apply: |rules| rules.front.checks_constraints = false,
    },
    Fault {
        name: "constraints_are_invalid_parameter",
        sentence: "Broken constraints are answered with InvalidParameterException.",
        source: Some(AWSIM_ERRORS),
        apply: |rules| rules.front.constraint_error = "InvalidParameterException",
    },
    Fault {
        name: "target_in_any_case",
        sentence: "X-Amz-Target is read without regard to case.",
        source: None,
        apply: |rules| rules.front.dispatch.target = TargetMatch::IgnoreCase,
    },
    Fault {
        name: "target_of_any_service",
        sentence: "X-Amz-Target of another service is accepted.",
        source: Some(WINTERBAUME_HANDLERS),
        apply: |rules| rules.front.dispatch.target = TargetMatch::AnyPrefix,
    },
    Fault {
        name: "no_target_is_silence",
        sentence: "A request without X-Amz-Target is answered with status 204 and no body.",
        source: Some("floci-io/floci#3908"),
        apply: |rules| rules.front.dispatch.silent_without_target = true,
    },
    Fault {
        name: "unknown_operation_is_invalid_action",
        sentence: "An unknown operation is answered with InvalidAction.",
        source: Some("ministackorg/ministack#1536"),
        apply: |rules| rules.front.dispatch.unknown_operation = "InvalidAction",
    },
    Fault {
        name: "any_method",
        sentence: "Methods other than POST are accepted.",
        source: None,
        apply: |rules| rules.front.dispatch.only_post = false,
    },
    Fault {
        name: "signatures_unchecked",
        sentence: "Unsigned and wrongly signed requests are accepted.",
        source: Some("faiscadev/fakecloud#390"),
        apply: |rules| rules.front.authentication.enforced = false,
    },
    Fault {
        name: "signature_not_compared",
        sentence: "A wrong signature is accepted.",
        source: Some("floci-io/floci#2332"),
        apply: |rules| rules.front.authentication.without = vec![Check::Signature],
    },
    Fault {
        name: "expired_signature",
        sentence: "An expired signature is accepted.",
        source: Some("KensioSoftware/yulin#177"),
        apply: |rules| rules.front.authentication.without = vec![Check::Expired],
    },
    Fault {
        name: "future_signature",
        sentence: "A signature from the future is accepted.",
        source: Some("KensioSoftware/yulin#177"),
        apply: |rules| rules.front.authentication.without = vec![Check::NotYetCurrent],
    },
    Fault {
        name: "fifteen_minutes",
        sentence: "Signatures expire after fifteen minutes instead of five.",
        source: Some("faiscadev/fakecloud#390"),
        apply: |rules| rules.front.authentication.window = std::time::Duration::from_mins(15),
    },
    Fault {
        name: "any_scope_region",
        sentence: "A credential scope of an unknown Region is accepted.",
        source: None,
        apply: |rules| rules.front.authentication.without = vec![Check::Region],
    },
    Fault {
        name: "any_scope_service",
        sentence: "A credential scope of another service is accepted.",
        source: None,
        apply: |rules| rules.front.authentication.without = vec![Check::Service],
    },
    Fault {
        name: "any_session_token",
        sentence: "A bogus session token is accepted.",
        source: None,
        apply: |rules| rules.front.authentication.without = vec![Check::Token],
    },
    Fault {
        name: "host_unsigned",
        sentence: "Host need not be signed.",
        source: None,
        apply: |rules| rules.front.authentication.without = vec![Check::SignedHost],
    },
    Fault {
        name: "authentication_is_401",
        sentence: "Errors of authentication are answered with status 401.",
        source: None,
        apply: |rules| rules.front.authentication.status = 401,
    },
    Fault {
        name: "strangers_are_welcome",
        sentence: "A principal without permission may do everything.",
        source: Some("localstack/localstack#12505"),
        apply: |rules| rules.front.authentication.denies_strangers = false,
    },
    Fault {
        name: "one_account_for_all",
        sentence: "Every principal acts in the owner's account.",
        source: Some("stackshy/cloudemu#451"),
        apply: |rules| rules.front.authentication.account_from_key = false,
    },
    Fault {
        name: "one_region_for_all",
        sentence: "Every Region is the home Region.",
        source: Some("stackshy/cloudemu#1297"),
        apply: |rules| rules.front.authentication.region_from_scope = false,
    },
];
