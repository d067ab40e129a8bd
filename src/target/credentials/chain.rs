//! Credentials as the SDK of AWS finds them: in profiles, by SSO and `aws login`, from processes, by web identity, in containers
//! and on instances.

use std::error::Error as _;
use std::time::SystemTime;

use aws_config::Region;
use aws_config::ecs::EcsCredentialsProvider;
use aws_config::imds::credentials::ImdsCredentialsProvider;
use aws_config::profile::ProfileFileCredentialsProvider;
use aws_config::provider_config::ProviderConfig;
use aws_config::web_identity_token::WebIdentityTokenCredentialsProvider;
use aws_credential_types::Credentials;
use aws_credential_types::provider::ProvideCredentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore};
use aws_smithy_http_client::{Builder, Connector};
use tokio::time::timeout;

use super::environment::{self, NEITHER};
use super::shared::Shared;
use super::source::Lease;
use crate::target::{Error, http};
use crate::wire::admin::Principal;

/// What the SDK says beyond this is not shown.
const SHOWN: usize = 600;

/// The last place: a machine of EC2.
const INSTANCE: &str = "the instance";

/// What to do where something else than a profile gives no credentials.
const AS_THE_CLI: &str = "`aws sts get-caller-identity` goes the same way";

/// The credentials of a profile, else the first that the SDK finds; looked up anew each time.
///
/// # Errors
/// [`Error::Credentials`] with what the SDK says, in one line.
pub(super) async fn lease(
    name: &str,
    profile: Option<&str>,
    options: &http::Options,
) -> Result<Lease, Error> {
    let shared = Shared::read()?;
    shared.has(profile)?;
    let config = config(options)?;
    let region = Region::new(options.regions[0].clone());
    let config = config.with_region(Some(region));
    let limit = options.timeouts.total;
    let asked = first(name, profile, &config, &shared);
    let found = timeout(limit, asked).await.unwrap_or_else(|_| {
        let late = CredentialsError::provider_timed_out(limit);
        Err(refused(
            name,
            "what was asked",
            &late,
            AS_THE_CLI.to_owned(),
        ))
    })?;
    let life = found.expiry().map(|end| {
        let left = end.duration_since(SystemTime::now());
        left.unwrap_or_default()
    });
    Ok(Lease {
        principal: Principal {
            name: name.to_owned(),
            account: String::new(),
            arn: None,
            access_key_id: found.access_key_id().to_owned(),
            secret_access_key: found.secret_access_key().to_owned(),
            session_token: found.session_token().map(str::to_owned),
        },
        life,
    })
}

/// What the SDK asks with: the authorities that are trusted, and the proxies of the environment.
fn config(options: &http::Options) -> Result<ProviderConfig, Error> {
    // The SDK panics on certificates that cannot be used.
    http::tls_config(options)?;
    let trusted = match &options.ca_bundle {
        Some(pem) => TrustStore::empty().with_pem_certificate(pem.clone()),
        None => TrustStore::default(),
    };
    let tls = TlsContext::builder().with_trust_store(trusted).build();
    let tls = tls.map_err(|error| Error::Options(format!("TLS cannot be set up: {error}")))?;
    let client = Builder::new().build_with_connector_fn(move |settings, components| {
        let mut connector = Connector::builder()
            .proxy_config(ProxyConfig::from_env())
            .tls_provider(Provider::rustls(CryptoMode::AwsLc))
            .tls_context(tls.clone());
        connector.set_connector_settings(settings.cloned());
        if let Some(components) = components {
            connector.set_sleep_impl(components.sleep_impl());
        }
        connector.build()
    });
    Ok(ProviderConfig::default().with_http_client(client))
}

/// What the profile gives, or the first that gives something, in the order of the SDK; what stands in the environment was taken
/// before.
async fn first(
    name: &str,
    profile: Option<&str>,
    config: &ProviderConfig,
    shared: &Shared,
) -> Result<Credentials, Error> {
    let chosen = shared.chosen(profile);
    let by_profile = ProfileFileCredentialsProvider::builder().configure(config);
    let by_profile = by_profile.profile_name(chosen).build();
    let place = format!("the profile `{chosen}`");
    let mut nothing = match by_profile.provide_credentials().await {
        Ok(found) => return Ok(found),
        Err(error @ CredentialsError::CredentialsNotLoaded(_)) if profile.is_none() => {
            format!("{NEITHER}; {place}: {}", told(&error))
        }
        Err(error) => return Err(refused(name, &place, &error, shared.help(chosen))),
    };
    let web_identity = WebIdentityTokenCredentialsProvider::builder().configure(config);
    let container = EcsCredentialsProvider::builder().configure(config);
    let instance = ImdsCredentialsProvider::builder().configure(config);
    let (web_identity, container) = (web_identity.build(), container.build());
    let instance = instance.build();
    let places: [(&str, &dyn ProvideCredentials); 3] = [
        ("STS by web identity", &web_identity),
        ("the container", &container),
        (INSTANCE, &instance),
    ];
    for (place, provider) in places {
        let error = match provider.provide_credentials().await {
            Ok(found) => return Ok(found),
            Err(error) => error,
        };
        // Whether this machine is an instance at all shows itself only so.
        let is_none = matches!(error, CredentialsError::CredentialsNotLoaded(_));
        if !is_none && place != INSTANCE {
            return Err(refused(name, place, &error, AS_THE_CLI.to_owned()));
        }
        nothing = format!("{nothing}; {place}: {}", told(&error));
    }
    Err(environment::missing(&nothing))
}

fn refused(name: &str, place: &str, error: &CredentialsError, help: String) -> Error {
    Error::Credentials {
        why: format!("{place} gives the `{name}` no credentials: {}", told(error)),
        help: help.into(),
    }
}

/// The causes of an error, in one line; what only says that there is a cause is left out.
fn told(error: &CredentialsError) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut cause = error.source();
    while let Some(next) = cause {
        let text = next.to_string();
        cause = next.source();
        let says_more = cause.is_none() || !text.starts_with("an error occurred while loading");
        if says_more && !parts.iter().any(|part| part.contains(&text)) {
            parts.push(text);
        }
    }
    let text = match error {
        CredentialsError::CredentialsNotLoaded(_) if parts.is_empty() => "nothing there".to_owned(),
        _ if parts.is_empty() => error.to_string(),
        _ => parts.join(": "),
    };
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").chars().take(SHOWN).collect()
}
