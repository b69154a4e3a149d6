"""One row a case, one row a step, with the queue's columns."""

from __future__ import annotations

import uuid
from functools import cache, cached_property, reduce
from operator import or_

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.lookups import Exact
from django.utils import timezone
from viewflow.workflow.models import AbstractProcess, AbstractTask

from backoffice.access import EVERYTHING, Thing, Viewer, among, is_all
from backoffice.acts.services import Term
from backoffice.assignments.models import MunicipalAssignment
from backoffice.certificates.models import Certificate, CertificateMove
from backoffice.certification.models import ExpertAssignment
from backoffice.commissions.dossiers import Dossier
from backoffice.commissions.meetings import Ballot, Meeting
from backoffice.contracts.models import Contract, ContractAnnulment
from backoffice.enrollments.models import EnrollmentRequest
from backoffice.funding.models import MunicipalFundingProgram
from backoffice.funding.waiting import FundingRequest
from backoffice.municipalities.models import Municipality
from backoffice.municipalities.proposals import ParameterProposal
from backoffice.payments.models import PaymentAgreement
from backoffice.people.models import DuplicatePair
from backoffice.programs.models import ProgramEdition
from backoffice.providers.models import Provider
from backoffice.statements import KeptQuery, Param
from backoffice.units.models import Unit
from workflows.subjects import LOCKED, SUBJECTS


def _followed(viewer: Viewer) -> Q:
    """Cases whose subject concerns the viewer, and those of which it is the expert."""
    concerned = {
        "provider": Provider.objects.concerning(viewer),
        "edition": ProgramEdition.objects.concerning(viewer),
        "certificate": Certificate.objects.visible_to(viewer),
        "move": CertificateMove.objects.visible_to(viewer),
        "duplicate": DuplicatePair.objects.visible_to(viewer),
        "funding_request": FundingRequest.objects.visible_to(viewer),
        "funding_program": MunicipalFundingProgram.objects.concerning(viewer),
        "parameter_proposal": ParameterProposal.objects.visible_to(viewer),
        "agreement": PaymentAgreement.objects.visible_to(viewer),
        "dossier": Dossier.objects.visible_to(viewer),
        "meeting": Meeting.objects.visible_to(viewer),
        "ballot": Ballot.objects.visible_to(viewer),
        "municipal_assignment": MunicipalAssignment.objects.visible_to(viewer),
        "enrollment_request": EnrollmentRequest.objects.visible_to(viewer),
        "contract": Contract.objects.followed_by(viewer),
        "annulment": ContractAnnulment.objects.visible_to(viewer),
    }
    reviews = viewer.sees(Thing.CERTIFICATION)
    if reviews is EVERYTHING and all(is_all(rows) for rows in concerned.values()):
        return EVERYTHING  # every case is about one of them
    followed = (among(name, rows) for name, rows in concerned.items())
    experts = Q(assignment__isnull=False) & reviews | viewer.assigned("assignment__expert")
    return reduce(or_, followed) | experts


class ProcessQuerySet(models.QuerySet["Process"]):
    """Cases."""

    def visible_to(self, viewer: Viewer):
        """Whoever is concerned with its subject, and the expert asked."""
        return self.filter(viewer.rule(_followed))


class Process(AbstractProcess):
    """A case: one flow about one subject. Every completed step raises its version."""

    case_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False, help_text="Key in the journal.")
    version = models.PositiveIntegerField(default=1, help_text="Rises with every completed step.")
    root = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="+", help_text="The outermost case; empty for that one itself."
    )
    parent_task = models.ForeignKey(
        "Task", models.PROTECT, null=True, related_name="subprocesses", help_text="The step that waits for it."
    )
    due_on = models.DateField(null=True, help_text="Last day of the whole case.")
    paused_on = models.DateField(null=True, help_text="Day since which the clock stands; empty: it runs.")
    escalated_at = models.DateTimeField(null=True, help_text="When the head was told that its term is over.")
    provider = models.ForeignKey(Provider, models.PROTECT, null=True, related_name="cases", help_text="Subject.")
    edition = models.ForeignKey(ProgramEdition, models.PROTECT, null=True, related_name="cases", help_text="Subject.")
    assignment = models.ForeignKey(
        ExpertAssignment, models.PROTECT, null=True, related_name="cases", help_text="Subject."
    )
    certificate = models.ForeignKey(
        Certificate, models.PROTECT, null=True, db_index=False, related_name="cases", help_text="Subject."
    )
    move = models.ForeignKey(
        CertificateMove, models.PROTECT, null=True, db_index=False, related_name="cases", help_text="Subject."
    )
    duplicate = models.ForeignKey(
        DuplicatePair, models.PROTECT, null=True, db_index=False, related_name="cases", help_text="Subject."
    )
    funding_request = models.ForeignKey(
        FundingRequest, models.PROTECT, null=True, db_index=False, related_name="cases", help_text="Subject."
    )
    funding_program = models.ForeignKey(
        MunicipalFundingProgram, models.PROTECT, null=True, db_index=False, related_name="cases", help_text="Subject."
    )
    parameter_proposal = models.ForeignKey(
        ParameterProposal, models.PROTECT, null=True, db_index=False, related_name="cases", help_text="Subject."
    )
    agreement = models.ForeignKey(
        PaymentAgreement, models.PROTECT, null=True, db_index=False, related_name="cases", help_text="Subject."
    )

    dossier = models.ForeignKey(
        Dossier, models.PROTECT, null=True, db_index=False, related_name="cases", help_text="Subject."
    )
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, null=True, db_index=False, related_name="cases", help_text="Subject."
    )
    ballot = models.ForeignKey(
        Ballot, models.PROTECT, null=True, db_index=False, related_name="cases", help_text="Subject."
    )
    municipal_assignment = models.ForeignKey(
        MunicipalAssignment, models.PROTECT, null=True, db_index=False, related_name="cases", help_text="Subject."
    )
    enrollment_request = models.ForeignKey(
        EnrollmentRequest, models.PROTECT, null=True, db_index=False, related_name="cases", help_text="Subject."
    )
    contract = models.ForeignKey(
        Contract, models.PROTECT, null=True, db_index=False, related_name="cases", help_text="Subject."
    )
    annulment = models.ForeignKey(
        ContractAnnulment, models.PROTECT, null=True, db_index=False, related_name="cases", help_text="Subject."
    )

    objects = ProcessQuerySet.as_manager()
    came_to_an_end = False  # set by an end that the act reached

    @cached_property
    def steps(self) -> list[tuple[Task, Task | None]]:
        """Each step that the act has made, with the one before it; written when the act is kept."""
        return []

    @cached_property
    def terms(self) -> dict[str, Term]:
        """How long steps may take that begin in the act, by their names: each is asked for once."""
        return {}

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Exact(
                    Func(*map(F, SUBJECTS), function="num_nonnulls", output_field=models.IntegerField()), 1
                ),
                name="a_case_has_exactly_one_subject",
            ),
            *(
                models.UniqueConstraint(
                    fields=["flow_class", subject], condition=Q(status="NEW"), name=f"one_open_case_per_{subject}"
                )
                for subject in SUBJECTS
                if subject != "assignment"
            ),
        ]
        indexes = [
            models.Index(fields=[subject], condition=Q(**{f"{subject}__isnull": False}), name=f"cases_of_{subject}")
            for subject in SUBJECTS
            if subject not in ("provider", "edition", "assignment")  # these have whole ones
        ]

    @property
    def subject(self):
        """The one thing the case is about."""
        return getattr(self, self.subject_name)

    @property
    def subject_name(self) -> str:
        """Which of the keys is filled."""
        return next(name for name in SUBJECTS if getattr(self, f"{name}_id"))

    def lock_subject(self) -> None:
        """Lock the subject and read it as it is now, with whatever our steps ask of it: what is judged will change."""
        (subject,) = _lock_of(self.subject_name).objects(getattr(self, f"{self.subject_name}_id"))
        setattr(self, self.subject_name, subject)


@cache
def _lock_of(name: str) -> KeptQuery:
    """What locks and reads a subject by its key."""
    rows = Process._meta.get_field(name).related_model._base_manager.select_related(*SUBJECTS[name])
    locked = rows.filter(pk=Param("subject", lambda key: key))
    return KeptQuery(locked.select_for_update(no_key=True, of=LOCKED.get(name, ("self",))))


class Task(AbstractTask):
    """One step of a case. An open human task stands in the queue of its holder.

    Its keys have no index of their own: the queue is read by the partial ones below, and nothing is ever deleted.
    """

    process = models.ForeignKey(Process, models.PROTECT, help_text="Of which case.")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        db_index=False,
        related_name="tasks",
        help_text="Who took it.",
    )
    owner_permission_content_type = models.ForeignKey(
        ContentType, models.PROTECT, null=True, db_index=False, related_name="+"
    )  # unused
    completed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        db_index=False,
        related_name="+",
        help_text="Who completed it.",
    )
    addressee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        db_index=False,
        related_name="+",
        help_text="Set: for this person alone.",
    )
    holder = models.ForeignKey(
        Unit, models.PROTECT, null=True, db_index=False, related_name="+", help_text="On whose desk it lies."
    )
    permission = models.CharField(max_length=60, blank=True, help_text="What one must be allowed to do there.")
    due_at = models.DateTimeField(null=True, help_text="The moment it becomes overdue.")
    warn_at = models.DateTimeField(null=True, help_text="The moment to warn; empty once warned.")
    escalated_at = models.DateTimeField(null=True, help_text="When the head was told.")
    priority = models.SmallIntegerField(default=0, help_text="Higher first; raised by an escalation.")
    subject_line = models.CharField(max_length=300, blank=True, help_text="What the queue shows of the subject.")
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, null=True, db_index=False, related_name="+", help_text="Of which territory."
    )
    provider = models.ForeignKey(
        Provider, models.PROTECT, null=True, db_index=False, related_name="+", help_text="Of which provider."
    )

    objects: models.Manager[Task] = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(flow_task_type="HUMAN")
                | Q(holder__isnull=False, due_at__isnull=False) & ~Q(permission=""),
                name="a_human_task_lies_on_a_desk",
            ),
        ]
        indexes = [
            models.Index(
                fields=["holder", "permission", "due_at", "id"],
                condition=Q(flow_task_type="HUMAN", finished=None),
                name="open_human_tasks",
            ),
            models.Index(
                fields=["owner", "due_at", "id"],
                condition=Q(flow_task_type="HUMAN", finished=None),
                name="open_tasks_of_a_person",
            ),
            models.Index(
                fields=["warn_at"],
                condition=Q(flow_task_type="HUMAN", finished=None, warn_at__isnull=False),
                name="tasks_to_warn_of",
            ),
            models.Index(
                fields=["due_at"],
                condition=Q(flow_task_type="HUMAN", finished=None, escalated_at=None),
                name="tasks_to_escalate",
            ),
            models.Index(fields=["process", "id"], name="steps_of_a_case"),
        ]

    @property
    def has_expired(self) -> bool:
        """Whether it is open, its term is over and another step follows for that: no decision is taken any more."""
        expires = getattr(self.flow_task, "expires", None)  # of a person's step alone
        return bool(expires and self.finished is None and self.due_at and self.due_at <= timezone.now())


class Receipt(models.Model):
    """A key that was used with success: the same request again gets the same answer."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", help_text="Whose key.")
    key = models.CharField(max_length=100, help_text="The client's idempotency key.")
    digest = models.CharField(max_length=64, help_text="SHA-256 of what was asked.")
    subject_id = models.BigIntegerField(null=True, help_text="Key of what was made, where something was.")
    at = models.DateTimeField(auto_now_add=True, help_text="When.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="a_key_is_used_once")]
