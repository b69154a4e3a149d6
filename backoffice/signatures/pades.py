"""The bytes of a seal: a PDF and a key become a PDF with a signature behind it (PAdES B-B). Asks no database.

pyHanko takes two seconds to be loaded, so whoever does not seal or verify does not import this.
"""

from __future__ import annotations

from io import BytesIO

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner

from backoffice.signatures.keys import SealKey

FIELD = "OperatorSeal"
REASON = "Документ выпущен информационной системой регионального оператора"


def sealed(content: bytes, key: SealKey) -> bytes:
    """Add a seal behind the bytes of a PDF/A, which stay as they are. The field is of no size: nothing is drawn."""
    signer = SimpleSigner.load_pkcs12_data(key.pkcs12, other_certs=[], passphrase=key.password)
    assert signer is not None, "the key was read before"
    metadata = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        name=key.subject,
        reason=REASON,
    )
    writer = IncrementalPdfFileWriter(BytesIO(content))
    made = PdfSigner(metadata, signer, new_field_spec=SigFieldSpec(FIELD)).sign_pdf(writer)
    result = made.getvalue()
    if not result.startswith(content):
        raise ValueError("the seal changed what people signed")
    return result
