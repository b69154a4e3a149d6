"""Asking for work that is done later. Writes in the caller's transaction: a job of a refused act never was."""

from backoffice.jobs.models import Job


def add(kind: Job.Kind, subject_id: int) -> None:
    """Ask for a job. Asking twice is harmless: a handler finds nothing left to do."""
    Job.objects.create(kind=kind, subject_id=subject_id)
