//! Credentials as the SDK of AWS finds them: in profiles, by SSO and `aws login`, from processes, by web identity, in containers
//! and on instances.

use std::error::Error as _;
use std::time::SystemTime;

use aws_config::Region;
use aws_config::default_provider::credentials::DefaultCredentialsChain;
use aws_config::meta::ProviderChainError;
use aws_config::profile::ProfileFileCredentialsProvider;
use aws_config::provider_config::ProviderConfig;
use aws_credential_types::provider::ProvideCredentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore};
use aws_smithy_http_client::{Builder, Connector};
use tokio::time::timeout;

use super::environment;
use super::shared::Shared;
use super::source::Lease;
use crate::target::{Error, http};
use crate::wire::admin::Principal;

/// What the SDK says beyond this is not shown.
const SHOWN: usize = 600;

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
    let limit = options.timeouts.total;
    let asked = async {
        match profile {
            Some(profile) => {
                let config = config.with_region(Some(region));
                let provider = ProfileFileCredentialsProvider::builder();
                let provider = provider.configure(&config).profile_name(profile).build();
                provider.provide_credentials().await
            }
            None => {
                let chain = DefaultCredentialsChain::builder();
                let chain = chain.configure(config).region(region).build().await;
                chain.provide_credentials().await
            }
        }
    };
    let found = match timeout(limit, asked).await {
        Ok(found) => found.map_err(|error| refused(name, profile, &error, &shared))?,
        Err(_) => {
            return Err(refused(
                name,
                profile,
                &CredentialsError::provider_timed_out(limit),
                &shared,
            ));
        }
    };
    let life = found.expiry().map(|end| {
        let left = end.duration_since(SystemTime::now());
        left.unwrap_or_default()
    });
    Ok(Lease {
        principal: Principal {
            name: name.to_owned(),
            account: String::new(),
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
        connector.set_sleep_impl(components.and_then(|it| it.sleep_impl()));
        connector.build()
    });
    Ok(ProviderConfig::default().with_http_client(client))
}

fn refused(name: &str, profile: Option<&str>, error: &CredentialsError, shared: &Shared) -> Error {
    let chain = error
        .source()
        .and_then(|source| source.downcast_ref::<ProviderChainError<CredentialsError>>());
    if let Some(chain) = chain {
        let attempts = chain.attempts().iter();
        let attempts = attempts.map(|it| format!("{}: {}", place(it.name()), told(it.error())));
        let attempts: Vec<String> = attempts.collect();
        return environment::missing(&attempts.join("; "));
    }
    let by = profile.map_or_else(
        || "what the SDK of AWS finds".to_owned(),
        |it| format!("the profile `{it}`"),
    );
    Error::Credentials {
        why: format!("{by} gives the `{name}` no credentials: {}", told(error)),
        help: shared.help(profile).into(),
    }
}

/// Where a provider of the default chain looks.
fn place(provider: &str) -> &str {
    match provider {
        "Environment" => "environment",
        "Profile" => "profile",
        "WebIdentityToken" => "web identity",
        "EcsContainer" => "container",
        "Ec2InstanceMetadata" => "instance",
        other => other,
    }
}

/// An error and its causes, in one line; what only says that there is a cause is left out.
fn told(error: &CredentialsError) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut cause = error.source();
    while let Some(next) = cause {
        let text = next.to_string();
        if !parts.iter().any(|part| part.contains(&text)) {
            parts.push(text);
        }
        cause = next.source();
    }
    if parts.is_empty() {
        parts.push(error.to_string());
    }
    let text = parts.join(": ");
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").chars().take(SHOWN).collect()
}
