//! TLS over a blocking connection, and OpenSSL's words for what fails.

use std::io::ErrorKind;
use std::net::TcpStream;
use std::path::Path;
use std::sync::Arc;

use tokio_rustls::rustls;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, aws_lc_rs, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{
    CertificateError, ClientConfig, ClientConnection, DigitallySignedStruct, Error, RootCertStore,
    SignatureScheme, StreamOwned,
};

use super::connection::fault;
use super::system::{LARGEST, file_fault};
use crate::cli::{Destination, TransportError, Verify};
use crate::file;

/// Shakes hands with the server.
pub(super) fn secure(
    stream: TcpStream,
    to: &Destination,
) -> Result<StreamOwned<ClientConnection, TcpStream>, TransportError> {
    let config = config(&to.verify)?;
    let name = ServerName::try_from(to.host.clone())
        .map_err(|_| TransportError::Tls(format!("{} is no host name", to.host)))?;
    let connection = ClientConnection::new(Arc::new(config), name)
        .map_err(|error| TransportError::Tls(error.to_string()))?;
    let mut stream = StreamOwned::new(connection, stream);
    while stream.conn.is_handshaking() {
        if let Err(error) = stream.conn.complete_io(&mut stream.sock) {
            return Err(explain(&error, &to.host));
        }
    }
    Ok(stream)
}

const VERIFY_FAILED: &str = "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed:";
const PLACE: &str = "(_ssl.c:1006)";

fn explain(error: &std::io::Error, host: &str) -> TransportError {
    let inner = error.get_ref().and_then(|e| e.downcast_ref::<Error>());
    let message = match inner {
        None if error.kind() == ErrorKind::UnexpectedEof => format!(
            "[SSL: UNEXPECTED_EOF_WHILE_READING] EOF occurred in violation of protocol {PLACE}"
        ),
        None => return fault(error),
        Some(Error::InvalidCertificate(certificate)) => certificate_fault(certificate, host),
        Some(Error::InvalidMessage(_)) => {
            format!("[SSL: WRONG_VERSION_NUMBER] wrong version number {PLACE}")
        }
        Some(Error::AlertReceived(alert)) => {
            format!("[SSL: SSLV3_ALERT] received alert {alert:?} {PLACE}")
        }
        Some(other) => format!("[SSL] {other} {PLACE}"),
    };
    TransportError::Tls(message)
}

fn certificate_fault(error: &CertificateError, host: &str) -> String {
    match error {
        CertificateError::NotValidForNameContext { presented, .. } => {
            let names: Vec<String> = presented
                .iter()
                .map(|name| {
                    // `DnsName("a.example")` or `IpAddress(127.0.0.1)`.
                    let marks = ['"', '(', ')'];
                    let inner = name.split(marks).filter(|part| !part.is_empty()).nth(1);
                    let inner = inner.unwrap_or(name);
                    format!("'{inner}'")
                })
                .collect();
            match names.as_slice() {
                [] => format!("hostname '{host}' doesn't match any name of the certificate"),
                [one] => format!("hostname '{host}' doesn't match {one}"),
                several => {
                    format!(
                        "hostname '{host}' doesn't match either of {}",
                        several.join(", ")
                    )
                }
            }
        }
        CertificateError::NotValidForName => format!("hostname '{host}' doesn't match"),
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            format!("{VERIFY_FAILED} certificate has expired {PLACE}")
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            format!("{VERIFY_FAILED} certificate is not yet valid {PLACE}")
        }
        CertificateError::UnknownIssuer => {
            format!("{VERIFY_FAILED} unable to get local issuer certificate {PLACE}")
        }
        other => format!("{VERIFY_FAILED} {other} {PLACE}"),
    }
}

fn config(verify: &Verify) -> Result<ClientConfig, TransportError> {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|error| TransportError::Tls(error.to_string()))?;
    let mut config = match verify {
        Verify::Nothing => builder
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(Anyone(provider)))
            .with_no_client_auth(),
        Verify::Bundle(path) => builder
            .with_root_certificates(bundle(path)?)
            .with_no_client_auth(),
        Verify::System => builder
            .with_root_certificates(system())
            .with_no_client_auth(),
    };
    config.alpn_protocols.clear();
    Ok(config)
}

fn roots(pem: &[u8]) -> RootCertStore {
    let mut store = RootCertStore::empty();
    store.add_parsable_certificates(CertificateDer::pem_slice_iter(pem).flatten());
    store
}

fn bundle(path: &str) -> Result<RootCertStore, TransportError> {
    let pem = file::read(Path::new(path), LARGEST).map_err(|error| {
        let fault = file_fault(&error);
        TransportError::Tls(format!("[Errno {}] {}", fault.number, fault.message))
    })?;
    let store = roots(&pem);
    if store.is_empty() {
        return Err(TransportError::Tls(
            "[X509: NO_CERTIFICATE_OR_CRL_FOUND] no certificate or crl found (_ssl.c:4154)".into(),
        ));
    }
    Ok(store)
}

/// The authorities that the system trusts; none where it has no list.
fn system() -> RootCertStore {
    const PLACES: [&str; 4] = [
        "/etc/ssl/certs/ca-certificates.crt",
        "/etc/pki/tls/certs/ca-bundle.crt",
        "/etc/ssl/ca-bundle.pem",
        "/etc/ssl/cert.pem",
    ];
    let found = PLACES.iter().find_map(|path| std::fs::read(path).ok());
    found.map_or_else(RootCertStore::empty, |pem| roots(&pem))
}

/// Takes any certificate: `--no-verify-ssl`.
#[derive(Debug)]
struct Anyone(Arc<CryptoProvider>);

impl ServerCertVerifier for Anyone {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let known = &self.0.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signature, known)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let known = &self.0.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signature, known)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
