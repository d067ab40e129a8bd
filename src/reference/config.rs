//! What a reference is made from.

use super::sts::AwsForm;
use crate::wire::Timestamp;
use crate::wire::admin::Principal;

/// What a reference is made from.
#[derive(Debug, Clone)]
pub struct Config {
    /// From which ids, key material and request ids are drawn.
    pub seed: u64,
    /// The clock at the start.
    pub now: Timestamp,
    /// The Regions served, home first.
    pub regions: Vec<String>,
    /// Who may call. A `stranger` has valid credentials and no permission.
    pub principals: Vec<Principal>,
    /// Whether signatures are checked; without it the access key id alone tells the account, and an unknown one is the owner's.
    pub verify_signatures: bool,
    /// With it the hosts of AWS tell service and Region, and STS is there beside KMS; without it any host is this KMS.
    pub aws_form: Option<AwsForm>,
}
