//! Certificates of scripted servers, good and wrong.

use std::error::Error;
use std::net::IpAddr;
use std::sync::{Arc, OnceLock};

use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa,
    Issuer, KeyPair, KeyUsagePurpose, SanType,
};
use time::{Duration, OffsetDateTime};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::PrivatePkcs8KeyDer;

/// An authority for the life of this process, and its certificate in PEM.
struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
}

/// What TLS may go wrong with is told as a text.
type Made<T> = Result<T, String>;

/// The certificate of the trusted authority, or of the other, in PEM.
pub(super) fn pem(trusted: bool) -> Made<&'static str> {
    authority(trusted).map(|authority| authority.pem.as_str())
}

/// A server that shows a certificate for these names, signed by the trusted authority or by another.
pub(super) fn acceptor(names: &[&str], trusted: bool) -> Made<TlsAcceptor> {
    issue(names, authority(trusted)?).map_err(|error| format!("no certificate: {error}"))
}

fn authority(trusted: bool) -> Made<&'static Authority> {
    static TRUSTED: OnceLock<Made<Authority>> = OnceLock::new();
    static OTHER: OnceLock<Made<Authority>> = OnceLock::new();
    let (cell, name) = if trusted {
        (&TRUSTED, "kmspec cases: authority")
    } else {
        (&OTHER, "kmspec cases: another authority")
    };
    let made = cell.get_or_init(|| {
        make_authority(name).map_err(|error| format!("no certificate authority: {error}"))
    });
    made.as_ref().map_err(Clone::clone)
}

fn make_authority(name: &str) -> Result<Authority, Box<dyn Error>> {
    let mut params = params(name);
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let key = KeyPair::generate()?;
    let pem = params.self_signed(&key)?.pem();
    Ok(Authority {
        issuer: Issuer::new(params, key),
        pem,
    })
}

fn issue(names: &[&str], authority: &Authority) -> Result<TlsAcceptor, Box<dyn Error>> {
    let mut params = params("kmspec cases");
    params.is_ca = IsCa::ExplicitNoCa;
    params.use_authority_key_identifier_extension = true;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    for name in names {
        let name = match name.parse::<IpAddr>() {
            Ok(address) => SanType::IpAddress(address),
            Err(_) => SanType::DnsName((*name).try_into()?),
        };
        params.subject_alt_names.push(name);
    }
    let key = KeyPair::generate()?;
    let certificate = params.signed_by(&key, &authority.issuer)?;
    let private = PrivatePkcs8KeyDer::from(key.serialize_der());
    let mut config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], private.into())?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}

fn params(name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    let now = OffsetDateTime::now_utc();
    params.not_before = now - Duration::days(1);
    params.not_after = now + Duration::days(90);
    params
}
