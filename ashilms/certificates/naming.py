"""The certificate (X.509) that names the public half of a signing key: it vouches for nobody else."""

from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID, ObjectIdentifier

YEARS = 30
"""How long a certificate is good for: it must outlast what it signed, and retiring is what ends its use."""
SLACK = timedelta(days=1)
"""How long before it was made a certificate is good already: a reader's clock may be behind ours."""
_DOCUMENT_SIGNING = ObjectIdentifier("1.3.6.1.5.5.7.3.36")  # RFC 9336
_USAGE = x509.KeyUsage(
    digital_signature=True,
    content_commitment=True,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=False,
    crl_sign=False,
    encipher_only=False,
    decipher_only=False,
)
_LONGEST_COMMON_NAME = 64  # X.520, ub-common-name; the library counts bytes


def make_certificate(private: ec.EllipticCurvePrivateKey, subject: str, now: datetime) -> x509.Certificate:
    """Return a certificate that the key signs itself: it names the issuer and vouches for nobody else."""
    short = subject.strip().encode()[:_LONGEST_COMMON_NAME].decode(errors="ignore")
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, short)])
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - SLACK)
        .not_valid_after(now + timedelta(days=366 * YEARS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_USAGE, critical=True)
        .add_extension(x509.ExtendedKeyUsage([_DOCUMENT_SIGNING]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(private.public_key()), critical=False)
        .sign(private, hashes.SHA256())
    )
