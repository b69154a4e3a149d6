"""Whether a sealed PDF is whole and whose seal it bears. Any other program that knows PAdES answers the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext


@dataclass(frozen=True)
class Verdict:
    """What one seal of a file says."""

    subject: str
    serial: str
    said_at: datetime | None  # when, as the seal itself says
    is_whole: bool  # not a byte before the seal has changed, and nothing was added behind it
    is_trusted: bool  # one of the roots vouches for its certificate

    @property
    def is_good(self) -> bool:
        """Both."""
        return self.is_whole and self.is_trusted


class NotReadable(Exception):
    """The file is no PDF any more."""


def verdicts(content: bytes, roots: Sequence[x509.Certificate]) -> list[Verdict]:
    """Judge every seal of a file, asking nobody over the network.

    :raises NotReadable: so much has changed that no seal can be read
    """
    trusted = [asn1.Certificate.load(root.public_bytes(Encoding.DER)) for root in roots]
    try:
        return [_verdict(each, trusted) for each in PdfFileReader(BytesIO(content)).embedded_signatures]
    except Exception as error:  # a spoilt file fails anywhere in the reader
        raise NotReadable from error


def _verdict(seal: EmbeddedPdfSignature, trusted: list[asn1.Certificate]) -> Verdict:
    status = validate_pdf_signature(seal, ValidationContext(trust_roots=trusted, allow_fetching=False))
    covers = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    return Verdict(
        subject=_whose(seal.signer_cert),
        serial=f"{seal.signer_cert.serial_number:X}",
        said_at=status.signer_reported_dt,
        is_whole=bool(status.intact and status.valid and covers),
        is_trusted=bool(status.trusted),
    )


def _whose(certificate: asn1.Certificate) -> str:
    names = certificate.subject.native
    return names.get("organization_name") or names.get("common_name") or certificate.subject.human_friendly
