//! Which instances are likely to notice a fault: those that speak of the same things, by how rare the words are.

use std::collections::{BTreeMap, BTreeSet};

use super::scope;
use crate::model::Operation;
use crate::reference::WrongBook;
use crate::runner::Instance;

/// A fault, and the instance whose failure tells it best, where another one has more words in common with it.
const BEST: &[(&str, &str)] = &[
    (
        "bad_ciphertext_is_validation",
        "encryption/decrypt/garbage/short",
    ),
    ("cancel_enables", "key/cancel_deletion/pending"),
    (
        "connect_does_nothing",
        "custom_key_store/connect/disconnected",
    ),
    (
        "connect_is_instant",
        "custom_key_store/connect/answer_comes_first",
    ),
    (
        "constraints_are_invalid_parameter",
        "every_operation/member_too_short/describe_custom_key_stores/custom_key_store_id",
    ),
    (
        "create_accepts_used_endpoint",
        "custom_key_store/create/private_dns_name_in_use",
    ),
    (
        "create_accepts_used_name",
        "custom_key_store/create/name_in_use",
    ),
    (
        "create_limit_by_type",
        "custom_key_store/create/quota_over_both_types",
    ),
    (
        "create_limit_counts_connected",
        "custom_key_store/create/quota_of_disconnected",
    ),
    (
        "create_limit_eleven",
        "custom_key_store/create/quota_exceeded_at_once",
    ),
    (
        "create_without_limit",
        "custom_key_store/create/quota_exceeded_at_once",
    ),
    ("created_is_201", "protocol/success_shape/void"),
    (
        "delete_before_checks",
        "custom_key_store/delete/connected_external",
    ),
    (
        "delete_before_counting_keys",
        "custom_key_store/delete/non_empty",
    ),
    (
        "delete_does_nothing",
        "custom_key_store/delete/gone_from_the_list",
    ),
    (
        "delete_refuses_disconnected",
        "custom_key_store/delete/empty_cloudhsm",
    ),
    (
        "delete_takes_keys_with_it",
        "custom_key_store/delete/keys_outlive_the_attempt",
    ),
    (
        "delete_non_empty",
        "custom_key_store/delete/non_empty_with_several_keys",
    ),
    (
        "describe_hides_failure",
        "custom_key_store/connect/cloudhsm_connection_fails_later/invalid_credentials",
    ),
    (
        "describe_hides_trust_anchor",
        "custom_key_store/describe/cloudhsm_entry",
    ),
    (
        "describe_ignores_filters",
        "custom_key_store/describe/by_id",
    ),
    (
        "describe_keeps_error_code",
        "custom_key_store/disconnect/connection_failed",
    ),
    ("disabled_keys_work", "encryption/encrypt/key_disabled"),
    (
        "disconnect_refuses_failed",
        "custom_key_store/disconnect/connection_failed",
    ),
    ("enabled_ignores_state", "key/describe/unavailable"),
    ("error_named_code", "protocol/error_shape/type_and_message"),
    ("errors_are_200", "protocol/error_shape/status"),
    ("errors_are_500", "protocol/error_shape/status"),
    (
        "id_of_65_characters",
        "every_operation/member_too_long/describe_custom_key_stores/custom_key_store_id",
    ),
    ("key_id_ignored", "encryption/decrypt/another_key"),
    ("keys_cross_account", "key/describe/cross_account"),
    ("long_names", "custom_key_store/create/name_length/c257"),
    ("malformed_body_crashes", "protocol/body/malformed/xml"),
    ("metadata_hides_store", "key/create/in_cloudhsm_store"),
    (
        "new_store_is_connected",
        "custom_key_store/create/cloudhsm/type_given",
    ),
    (
        "nulls_for_absent",
        "custom_key_store/describe/external_vpc_entry",
    ),
    ("one_region_for_all", "key/list/another_region"),
    ("page_holds_one_more", "custom_key_store/describe/all_pages"),
    ("page_ignores_limit", "custom_key_store/describe/all_pages"),
    ("page_skips_one", "key/list/one_at_a_time"),
    (
        "refused_create_takes_name",
        "custom_key_store/create/trust_anchor_of_another_cluster",
    ),
    (
        "short_passwords",
        "custom_key_store/create/password_length/c6",
    ),
    ("signatures_unchecked", "authentication/unsigned_delete"),
    (
        "store_not_found_by_another_error",
        "custom_key_store/describe/not_found",
    ),
    (
        "update_does_nothing",
        "custom_key_store/update/several_properties",
    ),
    (
        "update_forgets_credential",
        "custom_key_store/update/proxy_credential",
    ),
    ("update_forgets_path", "custom_key_store/update/proxy_path"),
    (
        "update_refuses_disconnected_name",
        "custom_key_store/update/name",
    ),
    (
        "window_to_a_year",
        "key/schedule_deletion/window_out_of_range/thirty_one",
    ),
];

/// What is known of an instance before it runs.
#[derive(Debug)]
struct Known {
    id: String,
    words: BTreeSet<String>,
    sent: BTreeSet<Operation>,
    /// How many times it sends the call that it sends most often.
    copies: u32,
}

/// The words of each instance of a corpus, and how much each word says.
#[derive(Debug)]
pub(super) struct Prioritisation {
    instances: Vec<Known>,
    weights: BTreeMap<String, f64>,
}

impl Prioritisation {
    /// Reads ids and requirements, those of the steps too.
    pub(super) fn of(instances: &[Instance<'_>]) -> Self {
        let read = |instance: &Instance<'_>| {
            let mut text = format!("{} {}", instance.id, instance.requirement());
            for own in instance
                .case
                .steps
                .iter()
                .filter_map(|step| step.requirement.as_deref())
            {
                text.push(' ');
                text.push_str(own);
            }
            Known {
                id: instance.id.as_str().to_owned(),
                words: words(&text),
                sent: scope::sent(instance),
                copies: scope::copies(instance),
            }
        };
        let instances: Vec<Known> = instances.iter().map(read).collect();
        let mut counts: BTreeMap<String, u32> = BTreeMap::new();
        for word in instances.iter().flat_map(|known| &known.words) {
            *counts.entry(word.clone()).or_default() += 1;
        }
        let all = u32::try_from(instances.len()).unwrap_or(u32::MAX);
        let weight = |count: u32| (f64::from(all.max(1)) / f64::from(count)).ln();
        let weights = counts.into_iter().map(|(w, n)| (w, weight(n))).collect();
        Self { instances, weights }
    }

    /// Every id of an instance that can notice one of the faults.
    pub(super) fn able_to_notice(&self, faults: &[&WrongBook]) -> Vec<&str> {
        let able = faults.iter().flat_map(|fault| self.able(fault));
        let ids: BTreeSet<&str> = able.map(|known| known.id.as_str()).collect();
        ids.into_iter().collect()
    }

    fn able(&self, fault: &WrongBook) -> impl Iterator<Item = &Known> {
        let shown_in = WrongBook::shown_in(&fault.name);
        self.instances.iter().filter(move |known| {
            let mut wanted = shown_in.iter().flatten();
            shown_in.is_none() || wanted.any(|operation| known.sent.contains(operation))
        })
    }

    /// Every id of an instance that can notice the fault, the likeliest first.
    pub(super) fn order(&self, fault: &WrongBook) -> Vec<&str> {
        // The sentence of a derived fault is its name in other letters.
        let is_derived = fault.name.contains('.');
        let sentence = if is_derived { "" } else { &*fault.sentence };
        let wanted = words(&format!("{} {sentence}", fault.name));
        let score = |known: &Known| -> f64 {
            let words = &known.words;
            let common = words.intersection(&wanted);
            let sum: f64 = common.filter_map(|word| self.weights.get(word)).sum();
            // A long requirement has something in common with everything.
            let said = f64::from(u32::try_from(words.len()).unwrap_or(1).max(1)).sqrt();
            // What is quickly tried comes before what sends hundreds of calls.
            sum / (said * f64::from(known.copies).sqrt())
        };
        let mut scored: Vec<(f64, &str)> = self
            .able(fault)
            .map(|known| (score(known), known.id.as_str()))
            .collect();
        let best = BEST.iter().find(|(name, _)| *name == fault.name);
        if let Some(best) = best.and_then(|(_, id)| scored.iter_mut().find(|it| it.1 == *id)) {
            best.0 = f64::INFINITY;
        }
        scored.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
        scored.into_iter().map(|(_, id)| id).collect()
    }
}

/// The words of a text in lower case, names such as `DeleteCustomKeyStore` taken apart, without the `s` of a plural.
fn words(text: &str) -> BTreeSet<String> {
    let mut apart = String::with_capacity(text.len() + 16);
    let mut before = ' ';
    for letter in text.chars() {
        if letter.is_uppercase() && before.is_lowercase() {
            apart.push(' ');
        }
        apart.push(letter);
        before = letter;
    }
    apart
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.len() > 1)
        .map(str::to_lowercase)
        .map(|word| word.strip_suffix('s').unwrap_or(&word).to_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::{BEST, words};
    use crate::case;
    use crate::reference::Fault;
    use crate::runner::Instance;

    #[test]
    fn the_best_ones_exist() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases");
        let cases = case::load(&[&root], &root).unwrap_or_else(|errors| panic!("{errors}"));
        let ids: BTreeSet<String> = cases
            .iter()
            .flat_map(Instance::of)
            .map(|instance| instance.id.as_str().to_owned())
            .collect();
        let names: BTreeSet<&str> = Fault::all().map(|fault| fault.name).collect();
        for (name, id) in BEST {
            assert!(names.contains(name), "no fault {name}");
            assert!(ids.contains(*id), "no instance {id}");
        }
    }

    #[test]
    fn words_are_taken_apart() {
        let found: Vec<String> = words("DeleteCustomKeyStore: keys/in_use a")
            .into_iter()
            .collect();
        assert_eq!(found, ["custom", "delete", "in", "key", "store", "use"]);
    }
}
