//! A signed call in one line.

use std::time::Duration;

use serde_json::{Value, json};

use crate::reference::{Config, Reference, Rules};
use crate::wire::admin::{Disturbance, Principal};
use crate::wire::{Request, Response, Timestamp, aws_json, sigv4};

pub(in crate::reference) const OWNER: &str = "111122223333";
pub(in crate::reference) const PEER: &str = "444455556666";
pub(in crate::reference) const HOME: &str = "us-east-1";
pub(in crate::reference) const AWAY: &str = "eu-west-1";
pub(in crate::reference) const CHINA: &str = "cn-north-1";

/// A cluster id that the model allows.
pub(in crate::reference) const CLUSTER: &str = "cluster-2a23b4cdefg";
pub(in crate::reference) const PROXY: &str = "https://proxy.example.com";

pub(in crate::reference) struct TestWorld {
    pub(in crate::reference) reference: Reference,
    principals: Vec<Principal>,
}

fn principal(name: &str, account: &str) -> Principal {
    Principal {
        name: name.to_owned(),
        account: account.to_owned(),
        arn: None,
        access_key_id: format!("AKIA{}", name.to_uppercase()),
        secret_access_key: format!("secret of {name}"),
        session_token: None,
    }
}

impl TestWorld {
    pub(in crate::reference) fn new() -> Self {
        Self::with(Rules::aws())
    }

    pub(in crate::reference) fn with(rules: Rules) -> Self {
        let principals = vec![
            principal("owner", OWNER),
            principal("peer", PEER),
            principal("stranger", OWNER),
        ];
        let config = Config {
            seed: 7,
            now: Timestamp::from_millis(1_800_000_000_250),
            regions: [HOME, AWAY, CHINA].map(str::to_owned).to_vec(),
            principals: principals.clone(),
            verify_signatures: true,
            aws_form: None,
        };
        Self {
            reference: Reference::with_rules(config, rules),
            principals,
        }
    }

    /// The request, signed by this principal for this Region.
    pub(in crate::reference) fn signed(
        &self,
        name: &str,
        region: &str,
        mut request: Request,
    ) -> Request {
        let principal = self
            .principals
            .iter()
            .find(|one| one.name == name)
            .expect("a known principal");
        let credentials = sigv4::Credentials {
            access_key_id: principal.access_key_id.clone(),
            secret_access_key: principal.secret_access_key.clone(),
            session_token: None,
        };
        sigv4::sign(
            &mut request,
            &credentials,
            &sigv4::Scope::kms(region),
            self.reference.now(),
        );
        request
    }

    pub(in crate::reference) fn send(&mut self, request: &Request) -> Response {
        self.reference.handle(request)
    }

    /// What an operation answers to somebody, somewhere.
    pub(in crate::reference) fn ask(
        &mut self,
        name: &str,
        region: &str,
        operation: &str,
        input: &Value,
    ) -> Result<Value, (u16, String, Option<String>)> {
        let request = aws_json::request("kms.test", operation, input.to_string());
        let request = self.signed(name, region, request);
        let response = self.send(&request);
        let answer = aws_json::Answer::of(&response);
        match answer.error_type {
            // Operations without output answer with nothing at all (fact W-003).
            None if answer.body == aws_json::Body::Empty => Ok(json!({})),
            None => Ok(answer.json().cloned().expect("a success is JSON")),
            Some(error) => Err((answer.status, error, answer.message)),
        }
    }

    /// What an operation answers to the owner at home.
    pub(in crate::reference) fn call(
        &mut self,
        operation: &str,
        input: &Value,
    ) -> Result<Value, String> {
        self.ask("owner", HOME, operation, input)
            .map_err(|(_, error, _)| error)
    }

    /// The output of a call that must succeed.
    pub(in crate::reference) fn ok(&mut self, operation: &str, input: &Value) -> Value {
        self.call(operation, input)
            .unwrap_or_else(|error| panic!("{operation} {input}: {error}"))
    }

    /// The error of a call that must fail.
    pub(in crate::reference) fn err(&mut self, operation: &str, input: &Value) -> String {
        match self.call(operation, input) {
            Ok(output) => panic!("{operation} {input} succeeded: {output}"),
            Err(error) => error,
        }
    }

    pub(in crate::reference) fn wait(&mut self, by: Duration) {
        let now = self.reference.now().plus(by);
        self.reference.advance_to(now);
    }

    pub(in crate::reference) fn disturb(&mut self, disturbance: &Value) {
        let disturbance: Disturbance =
            serde_json::from_value(disturbance.clone()).expect("a disturbance");
        self.reference.disturb(&disturbance);
    }

    /// A new store's id.
    pub(in crate::reference) fn store(&mut self, input: &Value) -> String {
        let output = self.ok("CreateCustomKeyStore", input);
        output["CustomKeyStoreId"]
            .as_str()
            .expect("an id")
            .to_owned()
    }

    /// A new store's id, brought into a connection state.
    pub(in crate::reference) fn store_in(&mut self, state: &str, input: &Value) -> String {
        let id = self.store(input);
        let named = json!({"CustomKeyStoreId": id});
        if state == "FAILED" {
            let cluster = input.get("CloudHsmClusterId");
            let change = match cluster {
                Some(id) => json!({"cluster": {"id": id, "connection_error": "USER_LOCKED_OUT"}}),
                None => {
                    json!({"proxy": {"endpoint": input["XksProxyUriEndpoint"], "connection_error": "XKS_PROXY_TIMED_OUT"}})
                }
            };
            self.disturb(&change);
        }
        if state != "DISCONNECTED" {
            self.ok("ConnectCustomKeyStore", &named);
        }
        if state != "DISCONNECTED" && state != "CONNECTING" {
            self.wait(Duration::from_secs(1));
        }
        if state == "DISCONNECTING" {
            self.ok("DisconnectCustomKeyStore", &named);
        }
        assert_eq!(self.state(&id), state);
        id
    }

    pub(in crate::reference) fn entry(&mut self, id: &str) -> Value {
        self.ok("DescribeCustomKeyStores", &json!({"CustomKeyStoreId": id}))["CustomKeyStores"][0]
            .clone()
    }

    pub(in crate::reference) fn state(&mut self, id: &str) -> String {
        self.entry(id)["ConnectionState"]
            .as_str()
            .expect("a state")
            .to_owned()
    }

    /// A new key's id.
    pub(in crate::reference) fn key(&mut self, input: &Value) -> String {
        self.ok("CreateKey", input)["KeyMetadata"]["KeyId"]
            .as_str()
            .expect("an id")
            .to_owned()
    }

    pub(in crate::reference) fn key_state(&mut self, id: &str) -> String {
        let output = self.ok("DescribeKey", &json!({"KeyId": id}));
        output["KeyMetadata"]["KeyState"]
            .as_str()
            .expect("a state")
            .to_owned()
    }
}

/// A `CloudHSM` key store of this name on this cluster.
pub(in crate::reference) fn cloudhsm(name: &str, cluster: &str) -> Value {
    json!({
        "CustomKeyStoreName": name,
        "CloudHsmClusterId": cluster,
        "KeyStorePassword": "kmsPswd7",
        "TrustAnchorCertificate": "-----BEGIN CERTIFICATE-----",
    })
}

/// An external key store of this name with a public connection.
pub(in crate::reference) fn external(name: &str, endpoint: &str) -> Value {
    json!({
        "CustomKeyStoreName": name,
        "CustomKeyStoreType": "EXTERNAL_KEY_STORE",
        "XksProxyConnectivity": "PUBLIC_ENDPOINT",
        "XksProxyUriEndpoint": endpoint,
        "XksProxyUriPath": "/kms/xks/v1",
        "XksProxyAuthenticationCredential": {
            "AccessKeyId": "ABCDEFGHIJ234567ABCD",
            "RawSecretAccessKey": "a".repeat(43),
        },
    })
}

/// An external key store of this name with a VPC connection.
pub(in crate::reference) fn vpc(name: &str, endpoint: &str, service: &str) -> Value {
    let service = format!("com.amazonaws.vpce.us-east-1.vpce-svc-{service}");
    with(
        &external(name, endpoint),
        &json!({"XksProxyConnectivity": "VPC_ENDPOINT_SERVICE", "XksProxyVpcEndpointServiceName": service}),
    )
}

/// The input with members changed; null takes one away.
pub(in crate::reference) fn with(input: &Value, changes: &Value) -> Value {
    let mut input = input.clone();
    for (name, value) in changes.as_object().expect("an object") {
        input[name] = value.clone();
    }
    input
}
