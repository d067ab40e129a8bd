//! Who asks STS, and what it says of a signature that is not good.

use std::time::Duration;

use super::Sts;
use super::answer::StsError;
use crate::reference::authenticate::{Identity, identify, known};
use crate::wire::Request;
use crate::wire::sigv4::{self, AuthFault, AuthFaultKind};

/// How far the date of a request may be from the clock; KMS allows five minutes (fact A-011).
const WINDOW: Duration = Duration::from_mins(15);

impl Sts<'_> {
    /// Who signed a request.
    ///
    /// # Errors
    /// The code of "Common errors" in the API's reference, with the text of the same check at KMS (facts ).
    pub(super) fn caller(&self, request: &Request) -> Result<Identity, StsError> {
        let access_key_id = if self.config.verify_signatures {
            let regions = match super::region_of_host(self.config, request) {
                Some(region) => vec![region.to_owned()],
                None => self.config.regions.clone(),
            };
            let mut rules = sigv4::Rules::kms(regions, self.now);
            "sts".clone_into(&mut rules.service);
            rules.window = WINDOW;
            let lookup = |id: &str| known(self.config, self.sessions, id);
            let verified = sigv4::verify(request, &rules, lookup).map_err(refusal)?;
            verified.access_key_id
        } else {
            sigv4::claim(request)
                .map(|claim| claim.access_key_id)
                .unwrap_or_default()
        };
        identify(self.config, self.sessions, &access_key_id).ok_or_else(|| {
            StsError::new(
                "InvalidClientTokenId",
                403,
                "The security token included in the request is invalid.",
            )
        })
    }
}

fn refusal(fault: AuthFault) -> StsError {
    let (code, status) = match fault.kind {
        AuthFaultKind::Missing => {
            let said = "Request is missing Authentication Token";
            return StsError::new("MissingAuthenticationToken", 403, said);
        }
        AuthFaultKind::Incomplete
        | AuthFaultKind::Algorithm
        | AuthFaultKind::Credential
        | AuthFaultKind::Date => ("IncompleteSignature", 400),
        AuthFaultKind::UnknownKey | AuthFaultKind::Token => ("InvalidClientTokenId", 403),
        AuthFaultKind::ExpiredToken => ("ExpiredToken", 403),
        AuthFaultKind::Both
        | AuthFaultKind::Scope
        | AuthFaultKind::SignedHeaders
        | AuthFaultKind::Expired
        | AuthFaultKind::NotYetCurrent
        | AuthFaultKind::Mismatch => ("SignatureDoesNotMatch", 403),
    };
    StsError::new(code, status, fault.message)
}
