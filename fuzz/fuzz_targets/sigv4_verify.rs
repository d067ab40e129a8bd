//! No header makes the verifier panic or believe in a signature that the secret did not make, and what the signer signs is
//! believed until a byte of it changes.
#![no_main]

use kmspec::generate::Drive;
use kmspec::wire::sigv4::{Known, Rules, Scope, sign, verify};
use kmspec::wire::{Headers, Request, world};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let (authorization, rest) = data.split_at(data.len() / 2);
    let (target, body) = rest.split_at(rest.len() / 2);
    let place = Drive::place();
    let principal = place.principals.named("owner");
    let principal = principal.expect("there is an owner");
    let rules = Rules::kms(place.regions.clone(), world::START);
    let lookup = |id: &str| {
        (id == principal.access_key_id).then(|| Known {
            secret_access_key: principal.secret_access_key.clone(),
            session_token: None,
            token_expires: None,
        })
    };
    let mut request = Request {
        method: "POST".to_owned(),
        target: format!("/{}", String::from_utf8_lossy(target)),
        headers: Headers::from_iter([("Host", place.authority.as_str()), ("X-Amz-Target", "T.O")]),
        body: body.to_vec(),
    };
    let mut forged = request.clone();
    let claim = String::from_utf8_lossy(authorization);
    forged.headers.set("Authorization", claim);
    forged.headers.set("X-Amz-Date", world::START.amz_date());
    assert!(
        verify(&forged, &rules, lookup).is_err(),
        "forged: {forged:?}"
    );

    if request.target.contains("X-Amz-") {
        return; // The query would claim a signature too.
    }
    let scope = Scope::kms(place.regions[0].as_str());
    sign(&mut request, &principal.credentials(), &scope, world::START);
    let verified = verify(&request, &rules, lookup);
    assert!(verified.is_ok(), "{verified:?} for {request:?}");
    request.body.push(b' ');
    assert!(verify(&request, &rules, lookup).is_err(), "an altered body");
    request.body.pop();
    request.method = "PUT".to_owned();
    assert!(
        verify(&request, &rules, lookup).is_err(),
        "an altered method"
    );
});
