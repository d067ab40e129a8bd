//! Why calls about aliases are refused, and by which facts.

use crate::model::Operation::{CreateAlias, DeleteAlias, ListAliases, UpdateAlias};
use crate::reference::cause::Mark::{Any, Says, State};
use crate::reference::cause::{Cause, KEY_STATE, row};

/// Every cause; of those of one operation and error the narrower stand first.
#[rustfmt::skip]
pub(crate) const CAUSES: &[Cause] = &[
    row(&[CreateAlias], "AlreadyExistsException", Any, "another alias has the name", &["L-508", "L-002"]),
    row(&[CreateAlias], "NotAuthorizedException", Any, "the name begins with alias/aws/", &["L-501"]),
    row(&[CreateAlias, UpdateAlias, DeleteAlias], "InvalidAliasNameException", Any, "the name has nothing after alias/", &[]),
    row(&[CreateAlias, UpdateAlias], "LimitExceededException", Any, "the key has fifty aliases", &["L-705"]),
    row(&[CreateAlias], KEY_STATE, Any, "the key waits for its deletion", &["S-006"]),
    row(&[UpdateAlias], KEY_STATE, Any, "the key waits for its deletion", &["S-507"]),
    row(&[CreateAlias, UpdateAlias], "ValidationException", Says("TargetKeyId", "alias/"), "its target is an alias", &["L-505"]),
    row(&[UpdateAlias], "ValidationException", Says("AliasName", "alias/"), "the new key is of another type or usage", &["L-007"]),
    row(&[CreateAlias, UpdateAlias, DeleteAlias], "ValidationException", Any, "the name does not begin with alias/", &["L-001"]),
    row(&[CreateAlias], "NotFoundException", Any, "there is no such key", &[]),
    row(&[UpdateAlias], "NotFoundException", State("target unknown"), "there is no such key", &[]),
    row(&[UpdateAlias], "NotFoundException", Any, "there is no such alias", &["L-523"]),
    row(&[DeleteAlias], "NotFoundException", Any, "there is no such alias", &["L-524"]),
    row(&[ListAliases], "NotFoundException", Any, "there is no such key", &[]),
];
