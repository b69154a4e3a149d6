"""Every decision of the product over HTTP, each in the setting in which it is taken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from strawberry.relay import to_base64

from backoffice.accounts.models import User
from tests import factories
from tests.applicants import RETURN as RETURN_PROVIDER
from tests.applicants import Application
from tests.stories import BY_LOAD, CERTIFY, FIRST_CLASS, PASS, REFUSE, RETURN, Story
from workflows import engine
from workflows.decisions import program_certification as decisions
from workflows.models import Process, Task

MARKS = [{"criterion": code, "points": 8} for code in ("CONTENT", "RESOURCES", "STAFF", "SAFETY", "RESULTS")]
APPEAL = decisions.AppealRefusal(text="Не согласны.")


@dataclass(frozen=True)
class Deed:
    """An operation, who sends it, and its input."""

    by: User
    operation: str
    input: dict


def of_task(by: User, operation: str, task: Task, **content) -> Deed:
    """A decision on an open step."""
    version = Process.objects.get(pk=task.process_id).version
    return Deed(by, operation, {"task": to_base64("Task", task.pk), "expectedVersion": version, **content})


def of_case(by: User, operation: str, case: Process, **content) -> Deed:
    """A decision on a whole case."""
    version = Process.objects.get(pk=case.pk).version
    return Deed(by, operation, {"case": to_base64("Case", case.pk), "expectedVersion": version, **content})


@dataclass(frozen=True)
class Certification:
    """A decision about a program: the decisions before it, who takes it, what it says."""

    before: Callable[[dict], Story]
    who: str
    operation: str
    content: dict = field(default_factory=dict)

    def __call__(self, people: dict) -> Deed:
        task = Task.objects.get(process=self.before(people).case, finished=None, flow_task_type="HUMAN")
        return of_task(people[self.who], self.operation, task, **self.content)


def checked(people):
    return Story(people).do("check_program", "clerk", PASS)


def under_review(people):
    return checked(people).do("assign_experts", "head", BY_LOAD)


def reviewed(people):
    return under_review(people).score(8).score(8)


def classified(people):
    return reviewed(people).do("classify_program", "clerk", FIRST_CLASS)


def certified(people):
    return classified(people).do("certify_program", "clerk", CERTIFY)


def returned(people):
    return Story(people).do("check_program", "clerk", RETURN)


def refused(people):
    return Story(people).do("check_program", "clerk", REFUSE)


def appealed(people):
    return refused(people).do("appeal_refusal", "provider", APPEAL)


def submit_program(people) -> Deed:
    edition = factories.edition(people["owner"], people["provider"])
    about = {"edition": to_base64("ProgramEdition", edition.pk), "expectedVersion": edition.version}
    return Deed(people["provider"], "SubmitProgram", about)


def _score(task: Task) -> Deed:
    return of_task(task.addressee, "ScoreProgram", task, scores=MARKS, opinion="Хорошо.")


def first_score(people) -> Deed:
    under_review(people)
    return _score(Task.objects.filter(flow_task__endswith=".score_program", finished=None).order_by("pk").first())


def last_score(people) -> Deed:
    under_review(people).score(8)
    return _score(Task.objects.get(flow_task__endswith=".score_program", finished=None))


def withdraw_program(people) -> Deed:
    return of_case(people["provider"], "WithdrawProgram", Story(people).case, reason="Передумали.")


def relieve_expert(people) -> Deed:
    under_review(people)
    case = Process.objects.filter(assignment__isnull=False).order_by("pk").first()
    return of_case(people["head"], "RelieveExpert", case, reason="Болен.")


def submit_provider(people) -> Deed:
    application = Application(kpp="420501002")
    provider = application.provider
    about = {"provider": to_base64("Provider", provider.pk), "expectedVersion": provider.version}
    return Deed(application.applicant, "SubmitProvider", about)


def review_provider(**content):
    def deed(people) -> Deed:
        application = Application(kpp="420501002").submit()
        return of_task(application.clerk, "ReviewProvider", application.task, **content)

    return deed


def resubmit_provider(people) -> Deed:
    application = Application(kpp="420501002").submit().review(RETURN_PROVIDER)
    return of_task(application.applicant, "ResubmitProvider", application.task, reply="Всё верно.")


def withdraw_provider(people) -> Deed:
    application = Application(kpp="420501002").submit()
    return of_case(application.applicant, "WithdrawProvider", application.case, reason="Передумали.")


def _about_task(by: User, operation: str, task: Task, **content) -> Deed:
    return Deed(by, operation, {"task": to_base64("Task", task.pk), **content})


def claim(people) -> Deed:
    return _about_task(people["clerk"], "ClaimTask", Story(people).task("check_program"))


def release(people) -> Deed:
    task = Story(people).task("check_program")
    engine.claim(task.pk, by=factories.viewer(people["clerk"]))
    return _about_task(people["clerk"], "ReleaseTask", task)


def assign(people) -> Deed:
    task = Story(people).task("check_program")
    return _about_task(people["head"], "AssignTask", task, assignee=to_base64("User", people["clerk"].pk))


REMARK = [{"field": "annotation", "text": "Слишком кратко."}]
UNSAFE = {"verdict": "REFUSE", "grounds": ["UNSAFE_OR_UNLAWFUL"], "reason": "Опасно."}
CLASSES = [{"number": 1, "mainQualification": "FIRST", "provision": "HIGH"}]
FALSE = {"verdict": "REFUSE", "grounds": ["FALSE_OR_INCOMPLETE_DATA"], "reason": "Неполно."}
CHARTER = [{"field": "acts_on", "text": "Укажите номер и дату."}]

DEEDS: dict[str, Callable[[dict], Deed]] = {
    "submitProgram": submit_program,
    "checkProgram: pass": Certification(Story, "clerk", "CheckProgram", {"verdict": "PASS"}),
    "checkProgram: return": Certification(Story, "clerk", "CheckProgram", {"verdict": "RETURN", "remarks": REMARK}),
    "checkProgram: refuse": Certification(Story, "clerk", "CheckProgram", UNSAFE),
    "resubmitProgram": Certification(returned, "provider", "ResubmitProgram", {"reply": "Всё верно."}),
    "assignExperts: two": Certification(checked, "head", "AssignExperts"),
    "scoreProgram: first of two": first_score,
    "scoreProgram: last of two": last_score,
    "relieveExpert": relieve_expert,
    "classifyProgram": Certification(reviewed, "clerk", "ClassifyProgram", {"modules": CLASSES}),
    "certifyProgram: certify": Certification(classified, "clerk", "CertifyProgram", {"verdict": "CERTIFY"}),
    "certifyProgram: refuse": Certification(classified, "clerk", "CertifyProgram", UNSAFE),
    "appealRefusal": Certification(refused, "provider", "AppealRefusal", {"text": "Не согласны."}),
    "decideAppeal: reject": Certification(
        appealed, "head", "DecideAppeal", {"verdict": "REJECT", "reason": "Отказ верен."}
    ),
    "decideAppeal: uphold": Certification(
        appealed, "head", "DecideAppeal", {"verdict": "UPHOLD", "reason": "Отказ неверен."}
    ),
    "withdrawProgram": withdraw_program,
    "submitProvider": submit_provider,
    "reviewProvider: accept": review_provider(verdict="ACCEPT"),
    "reviewProvider: return": review_provider(verdict="RETURN", remarks=CHARTER),
    "reviewProvider: refuse": review_provider(**FALSE),
    "resubmitProvider": resubmit_provider,
    "withdrawProvider": withdraw_provider,
    "claimTask": claim,
    "releaseTask": release,
    "assignTask": assign,
}
