"""Writes a register into a file, in one step: what is read is written down in the same transaction."""

from __future__ import annotations

from tempfile import TemporaryFile

from django.core.files.base import File
from django.utils import timezone

from backoffice.files import services as files
from backoffice.imports import services, writing
from backoffice.imports.models import Export, RunStatus
from backoffice.imports.registers import REGISTERS, note_reads
from backoffice.journal import Act
from workflows import runs


def step(export_id: int) -> bool:
    """Write the whole file."""
    run = services.lock(Export, export_id)
    if run is None:
        return True
    by = runs.beginner(run)
    if by is None:
        return runs.stop(run, "export.cancelled")
    if run.register == Export.Register.CERTIFICATES:
        note_reads(run)
    act, register = Act(by.user, timezone.localdate()), REGISTERS[Export.Register(run.register)]
    with TemporaryFile() as content:
        run.rows = writing.write(content, run.format, register.headings, register.lines(run))
        content.flush()
        name = f"{run.get_register_display()}, {act.on:%d.%m.%Y}.{run.format.lower()}"
        run.file = files.keep(File(content), name, by.user)
    services.finish(run, RunStatus.DONE, "export.finished", act, f"Строк: {run.rows}")
    return True
