//! Where it can be read that an emulator is or was wrong: files of repositories, at a commit; and what was measured.
//!
//! Issues and pull requests stand with their faults, as `owner/repository#number`.

/// Custom key stores of fakecloud.
pub(crate) const FAKECLOUD_STORES: &str =
    "faiscadev/fakecloud@0324723 crates/fakecloud-kms/src/service_custom_store.rs";
/// Custom key stores of gopherstack.
pub(crate) const GOPHERSTACK_STORES: &str =
    "BlackbirdWorks/gopherstack@4cd39de services/kms/custom_key_stores.go";
/// What gopherstack knows to have been wrong in it, or to be missing.
pub(crate) const GOPHERSTACK_PARITY: &str =
    "BlackbirdWorks/gopherstack@1c51680 services/kms/PARITY.md";
/// Custom key stores of awsim.
pub(crate) const AWSIM_STORES: &str =
    "QaidVoid/awsim@0b8efae crates/awsim-kms/src/operations/keystores.rs";
/// Keys of awsim.
pub(crate) const AWSIM_KEYS: &str =
    "QaidVoid/awsim@0b8efae crates/awsim-kms/src/operations/keys.rs";
/// Cryptography of awsim.
pub(crate) const AWSIM_CRYPTO: &str =
    "QaidVoid/awsim@0b8efae crates/awsim-kms/src/operations/crypto.rs";
/// Errors of awsim.
pub(crate) const AWSIM_ERRORS: &str = "QaidVoid/awsim@1b90112 crates/awsim-kms/src/error.rs";
/// Requests and answers of winterbaume.
pub(crate) const WINTERBAUME_HANDLERS: &str =
    "moriyoshi/winterbaume@2ebe198 crates/winterbaume-kms/src/handlers.rs";
/// Keys and custom key stores of winterbaume.
pub(crate) const WINTERBAUME_STATE: &str =
    "moriyoshi/winterbaume@9e1bdc4 crates/winterbaume-kms/src/state.rs";
/// All of ministack's KMS.
pub(crate) const MINISTACK: &str = "ministackorg/ministack@0d11206 ministack/services/kms.py";
/// Answers of moto.
pub(crate) const MOTO_RESPONSES: &str = "getmoto/moto@0527e88 moto/kms/responses.py";
/// `ListKeys` of local-kms, which reads bodies as all its handlers do.
pub(crate) const LOCAL_KMS_LIST: &str = "nsmithuk/local-kms@085e11d src/handler/list_keys.go";

/// Seen in all of the three Rust emulators with custom key stores.
pub(crate) const ALL_OF_THREE: &str =
    "seen in winterbaume-kms 0.2.1, awsim-kms 0.8.0 and fakecloud-kms 0.51.0 (2026-11-23)";
/// Seen in two of them.
pub(crate) const TWO_OF_THREE: &str =
    "seen in two of winterbaume-kms 0.2.1, awsim-kms 0.8.0 and fakecloud-kms 0.51.0 (2026-11-23)";
/// Seen in one of them.
pub(crate) const ONE_OF_THREE: &str =
    "seen in one of winterbaume-kms 0.2.1, awsim-kms 0.8.0 and fakecloud-kms 0.51.0 (2026-11-23)";
/// Two of them lack the one or have the other.
pub(crate) const ID_OR_CONTENT_TYPE: &str = "seen in two of winterbaume-kms 0.2.1, awsim-kms 0.8.0 and fakecloud-kms 0.51.0 (2026-11-23): no x-amzn-RequestId, or the content type of awsJson1.0";
/// Two of them let the one or the other.
pub(crate) const ACCOUNT_OR_REGION: &str = "seen in two of winterbaume-kms 0.2.1, awsim-kms 0.8.0 and fakecloud-kms 0.51.0 (2026-11-23): another account or another Region deletes the store";
/// Seen in every emulator that was tried.
pub(crate) const EVERYWHERE: &str = "seen in every emulator that was tried";
