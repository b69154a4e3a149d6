"""Key and certificate of the operator's seal: of `SEAL_P12`, or made once for demonstration and kept in `DATA_DIR`.

The key of the demonstration's authority is thrown away: it can issue nothing else. Nothing of it is in the repository.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from django.conf import settings

OPERATOR = "Региональный оператор ПФДО, демонстрационный сертификат"
AUTHORITY = "ПФДО, демонстрационный удостоверяющий центр"
SHORT = "Оператор ПФДО (демонстрация)"  # a common name has at most 64 bytes
SHORT_AUTHORITY = "УЦ ПФДО (демонстрация)"
CURVE = ec.SECP256R1()  # an RSA key is tried by OpenSSL whenever it is loaded, which takes a second
YEARS = timedelta(days=3650)
FILE = "seal.p12"


@dataclass(frozen=True)
class SealKey:
    """What a seal is made with, and what others verify it by."""

    pkcs12: bytes
    password: bytes | None
    certificate: x509.Certificate
    issuers: tuple[x509.Certificate, ...]  # those who vouch for it, up to the root

    @property
    def subject(self) -> str:
        """Whose it is."""
        subject = self.certificate.subject
        kinds = (NameOID.ORGANIZATION_NAME, NameOID.COMMON_NAME)
        names = [str(each.value) for kind in kinds for each in subject.get_attributes_for_oid(kind)]
        return names[0] if names else subject.rfc4514_string()

    @property
    def serial(self) -> str:
        """Its serial number, hexadecimal."""
        return f"{self.certificate.serial_number:X}"

    @property
    def roots(self) -> tuple[x509.Certificate, ...]:
        """Whom to trust to trust it: the authorities, or of a certificate that came alone itself."""
        return self.issuers or (self.certificate,)

    @property
    def roots_pem(self) -> bytes:
        """The same for other people's programs."""
        return b"".join(each.public_bytes(serialization.Encoding.PEM) for each in self.roots)


def the_key() -> SealKey:
    """The key in use."""
    return _read(settings.SEAL_P12 or _demonstration(Path(settings.SEAL_FOLDER)), settings.SEAL_PASSWORD)


@cache
def _read(path: str, password: str) -> SealKey:
    content, secret = Path(path).read_bytes(), password.encode() or None
    key, certificate, others = pkcs12.load_key_and_certificates(content, secret)
    if key is None or certificate is None:
        raise ValueError("SEAL_P12: there is no key, or no certificate of it")
    return SealKey(content, secret, certificate, tuple(others))


def _demonstration(folder: Path) -> str:
    """Make it if it is not there; of two who make it at once the first wins, by the renaming of a folder."""
    if not (folder / FILE).exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix="seal-", dir=folder.parent))  # 0700
        with open(os.open(made / FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(_made(settings.SEAL_PASSWORD))
        try:
            made.rename(folder)
        except OSError:
            shutil.rmtree(made)
    return str(folder / FILE)


def _made(password: str) -> bytes:
    authority_key, key = (ec.generate_private_key(CURVE) for _ in range(2))
    authority, operator = _name(SHORT_AUTHORITY, AUTHORITY), _name(SHORT, OPERATOR)
    root = _certificate(authority, authority, authority_key, authority_key, is_authority=True)
    seal = _certificate(operator, authority, key, authority_key, is_authority=False)
    protected = serialization.BestAvailableEncryption(password.encode()) if password else serialization.NoEncryption()
    return pkcs12.serialize_key_and_certificates(b"seal", key, seal, [root], protected)


def _name(short: str, name: str) -> x509.Name:
    kinds = ((NameOID.COMMON_NAME, short), (NameOID.ORGANIZATION_NAME, name))
    return x509.Name([x509.NameAttribute(kind, text) for kind, text in kinds])


def _certificate(
    whose: x509.Name,
    by: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    issuer_key: ec.EllipticCurvePrivateKey,
    *,
    is_authority: bool,
) -> x509.Certificate:
    now = datetime.now(UTC)
    uses = dict.fromkeys(
        ("key_encipherment", "data_encipherment", "key_agreement", "encipher_only", "decipher_only"), False
    )
    signs = {"digital_signature": not is_authority, "content_commitment": not is_authority}
    issues = {"key_cert_sign": is_authority, "crl_sign": is_authority}
    return (
        x509.CertificateBuilder()
        .subject_name(whose)
        .issuer_name(by)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + YEARS)
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=0 if is_authority else None), critical=True)
        .add_extension(x509.KeyUsage(**uses, **signs, **issues), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
        .sign(issuer_key, hashes.SHA256())
    )
