//! What becomes of tags.

use crate::reference::faults::derived::rules;

rules! {
    /// Rules about tags.
    #[derive(Debug, Clone, PartialEq)]
    pub(crate) struct TagRules {
        /// Tags per key (fact K-042).
        pub(crate) quota: usize,
        /// The error of `TagResource` for more than those.
        pub(crate) over_quota: &'static str,
        /// With what a tag key may not begin, in any case (facts K-041, K-044).
        pub(crate) reserved: Option<&'static str>,
        /// Whether two tags of a request can have one key (fact K-043: they cannot).
        pub(crate) equal_keys: bool,
        /// Whether tag keys differ by case (`TagResource` documentation).
        pub(crate) case_sensitive: bool,
        /// Whether a tag key that is there gets the new value (fact K-045).
        pub(crate) replaces: bool,
        /// Whether `TagResource` tags.
        pub(crate) tags: bool,
        /// Whether it takes the other tags away.
        pub(crate) forgets_others: bool,
        /// Whether `UntagResource` takes tags away.
        pub(crate) untags: bool,
        /// Whether it takes all of them.
        pub(crate) untags_all: bool,
        /// Whether it refuses a tag key that is not there (fact K-046: it does not).
        pub(crate) not_found_is_error: bool,
        /// Whether the list lacks its last tag.
        pub(crate) list_loses_last: bool,
        /// Whether the list is in the order of the tag keys; otherwise in that in which they came (fact K-541).
        pub(crate) sorted: bool,
        /// Whether a list of no tags is told (fact K-540).
        pub(crate) tells_none: bool,
        /// Tags of a page without `Limit` (`ListResourceTags.Limit` documentation).
        pub(crate) page: usize,
        /// The greatest `Limit`, of those that the model allows.
        pub(crate) most_per_page: i64,
    }
}

impl TagRules {
    pub(crate) fn aws() -> Self {
        Self {
            quota: 50,
            over_quota: "TagException",
            reserved: Some("aws:"),
            equal_keys: false,
            case_sensitive: true,
            replaces: true,
            tags: true,
            forgets_others: false,
            untags: true,
            untags_all: false,
            not_found_is_error: false,
            list_loses_last: false,
            sorted: false,
            tells_none: true,
            page: 50,
            most_per_page: 1000,
        }
    }
}
