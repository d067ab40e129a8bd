//! Faults of tags.

use crate::reference::Fault;

pub(crate) const FAULTS: &[Fault] = &[
    Fault {
        name: "tags_are_not_kept",
        sentence: "TagResource answers 200 and tags nothing.",
        source: None,
        apply: |rules| rules.tags.tags = false,
    },
    Fault {
        name: "tags_replace_all",
        sentence: "TagResource takes away every tag that the request does not name.",
        source: None,
        apply: |rules| rules.tags.forgets_others = true,
    },
    Fault {
        name: "tag_keeps_old_value",
        sentence: "TagResource does not change the value of a tag key that is there.",
        source: None,
        apply: |rules| rules.tags.replaces = false,
    },
    Fault {
        name: "tag_keys_ignore_case",
        sentence: "Tag keys do not differ by case.",
        source: None,
        apply: |rules| rules.tags.case_sensitive = false,
    },
    Fault {
        name: "tag_of_aws",
        sentence: "Tags whose keys begin with aws: are taken.",
        source: Some("localstack/localstack#12142"),
        apply: |rules| rules.tags.reserved = None,
    },
    Fault {
        name: "equal_tags",
        sentence: "Two tags of one request can have one key.",
        source: None,
        apply: |rules| rules.tags.equal_keys = true,
    },
    Fault {
        name: "fifty_one_tags",
        sentence: "A key can have 51 tags.",
        source: Some("localstack/localstack#12142"),
        apply: |rules| rules.tags.quota = 51,
    },
    Fault {
        name: "tags_stay",
        sentence: "UntagResource answers 200 and takes nothing away.",
        source: None,
        apply: |rules| rules.tags.untags = false,
    },
    Fault {
        name: "untag_takes_all",
        sentence: "UntagResource takes every tag away.",
        source: None,
        apply: |rules| rules.tags.untags_all = true,
    },
    Fault {
        name: "untag_of_nothing_is_error",
        sentence: "UntagResource refuses a tag key that is not there.",
        source: None,
        apply: |rules| rules.tags.not_found_is_error = true,
    },
    Fault {
        name: "tag_list_loses_last",
        sentence: "ListResourceTags leaves the last tag out.",
        source: None,
        apply: |rules| rules.tags.list_loses_last = true,
    },
    Fault {
        name: "no_tags_is_no_list",
        sentence: "ListResourceTags of a key without tags has no Tags.",
        source: None,
        apply: |rules| rules.tags.tells_none = false,
    },
];
