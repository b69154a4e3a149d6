"""Plays a certification step by step, each decision by the right person, from the engine's side."""

from __future__ import annotations

from django.db import transaction

from backoffice.programs.words import Provision, Qualification
from tests import factories
from workflows import engine
from workflows.decisions import program_certification as decisions
from workflows.models import Process, Task
from workflows.program_certification import ProgramCertification

PASS = decisions.CheckProgram(verdict=decisions.CheckVerdict.PASS)
CERTIFY = decisions.CertifyProgram(verdict=decisions.CertificationVerdict.CERTIFY)
BY_LOAD = decisions.AssignExperts()
FIRST_CLASS = decisions.ClassifyProgram(
    modules=(decisions.ModuleClasses(number=1, main_qualification=Qualification.FIRST, provision=Provision.MEDIUM),)
)
RETURN = decisions.CheckProgram(
    verdict=decisions.CheckVerdict.RETURN, remarks=(decisions.RemarkOn(field="annotation", text="Слишком кратко."),)
)
REFUSE = decisions.CheckProgram(
    verdict=decisions.CheckVerdict.REFUSE, grounds=("AGE_OR_HOURS_OUTSIDE_NORMS",), reason="Много часов."
)


class Story:
    """Plays the decisions of one case, each by the right person."""

    @transaction.atomic
    def __init__(self, people, edition=None):
        self.people = people
        self.edition = edition or factories.edition(people["owner"], people["provider"])
        self.case = engine.start(
            ProgramCertification.start,
            subject_id=self.edition.pk,
            decision=decisions.SubmitProgram(),
            expected_version=self.edition.version,
            by=factories.viewer(people["provider"]),
        )

    def task(self, step):
        return Task.objects.filter(flow_task__endswith=f".{step}", finished=None, process=self.case).get()

    def do(self, step, who, decision):
        task = Task.objects.get(pk=self.task(step).pk)
        return self.complete(task, self.people[who], decision)

    @transaction.atomic
    def complete(self, task, person, decision):
        version = Process.objects.get(pk=task.process_id).version
        engine.complete(
            task.flow_task,
            task_id=task.pk,
            decision=decision,
            expected_version=version,
            by=factories.viewer(person),
        )
        self.edition.refresh_from_db()
        self.case.refresh_from_db()
        return self

    def score(self, points):
        """The next expert asked gives this mark for every criterion."""
        task = Task.objects.filter(flow_task__endswith=".score_program", finished=None).order_by("pk").first()
        marks = tuple(
            decisions.Mark(criterion=code, points=points)
            for code in ("CONTENT", "RESOURCES", "STAFF", "SAFETY", "RESULTS")
        )
        return self.complete(task, task.addressee, decisions.ScoreProgram(scores=marks, opinion="Заключение."))
