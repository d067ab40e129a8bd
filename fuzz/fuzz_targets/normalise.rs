//! Any body through the normaliser: what is normalised stays as it is, what is the same stays the same and what differs
//! stays different, no text grows without bound, and nothing panics.
#![no_main]

use kmspec::check::Normaliser;
use kmspec::model::Model;
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

/// Longer than any text that has been normalised.
const LONGEST: usize = 600;

/// Ids as AWS writes them, from raw bytes.
fn ids(data: &[u8]) -> [String; 3] {
    let hex: String = data.iter().map(|byte| format!("{byte:02x}")).collect();
    let hex = format!("{hex:0<32}");
    let (a, b, c, d, e) = (
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..32],
    );
    let key = format!("{a}-{b}-{c}-{d}-{e}");
    let arn = format!("arn:aws:kms:us-east-1:111122223333:key/{key}");
    [key, arn, format!("cks-{}", &hex[..17])]
}

fn check_text(text: &str) {
    let once = Normaliser::default().text(text);
    assert_eq!(Normaliser::default().text(&once), once, "twice is once");
    assert!(
        once.chars().count() <= LONGEST,
        "{} characters",
        once.chars().count()
    );
}

fuzz_target!(|data: &[u8]| {
    // The name of a shape, then a body.
    let end = data.iter().position(|b| *b == b'\n').unwrap_or_default();
    let (name, body) = data.split_at(end);
    let shape = Model::bundled().shape(&String::from_utf8_lossy(name));
    for answer in [false, true] {
        let shown = Normaliser::default().body(shape, body, answer);
        assert!(body.is_empty() || !shown.is_empty(), "a body is shown");
        let Ok(value) = serde_json::from_slice::<Value>(body) else {
            continue;
        };
        let once = Normaliser::default().value(shape, &value, answer);
        let twice = Normaliser::default().value(shape, &once, answer);
        assert_eq!(once, twice, "twice is once");
    }
    check_text(&String::from_utf8_lossy(body));

    let (one, other) = data.split_at(data.len().min(16));
    let other = &other[..other.len().min(16)];
    let mut normaliser = Normaliser::default();
    for (one, other) in ids(one).iter().zip(&ids(other)) {
        let (a, b) = (normaliser.text(one), normaliser.text(other));
        assert_eq!(one == other, a == b, "{one} is {a}, {other} is {b}");
        assert_eq!(normaliser.text(&format!("of {one}.")), format!("of {a}."));
    }
});
