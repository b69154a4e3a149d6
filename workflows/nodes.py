"""The three steps of our processes: a start by decision, a person's step, a step made of smaller cases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone
from viewflow import this
from viewflow.workflow import flow
from viewflow.workflow.base import Edge

from backoffice.acts import services as acts
from backoffice.acts.calendar import moment
from workflows import activations


def nobody(process, decision, act):
    """No reason against: the step has no rules beyond those of its decision."""
    return iter(())


class Start(flow.StartHandle):
    """A case that a step of another case opens."""

    activation_class = activations.StartActivation


class StartOfAct(flow.StartHandle):
    """A case that an act outside of cases opens about a subject."""

    activation_class = activations.StartActivation

    def __init__(self, *, subject: str):
        super().__init__()
        self.subject = subject

    def run(self, **kwargs):
        """Open the case; a node is copied into its flow, so the copy's own `open` is named here."""
        return self._create_wrapper_function(self.open)(**kwargs)

    def open(self, activation, *, subject, act):
        """Bind the new case to its subject, with the term of the whole case."""
        process = activation.process
        setattr(process, self.subject, subject)
        process.case_id = act.case_id
        process.due_on = acts.deadline(self.flow_class.__name__, "case", on=act.on, territory=subject.municipality_id)
        return process


class StartDecision(StartOfAct):
    """A case that begins with one typed decision about a subject the person may see.

    `holder` gives the unit in which `permission` is asked for; `why_not` yields the reasons against; `apply` carries
    the decision out. All three are methods of the flow.
    """

    def __init__(self, decision, *, model, subject: str, holder, permission: str, why_not, apply):
        super().__init__(subject=subject)
        self.decision, self.model, self.holder = decision, model, holder
        self.permission, self._why_not, self._apply = permission, why_not, apply

    def _resolve(self, instance):
        super()._resolve(instance)
        self.why_not = this.resolve(instance, self._why_not)
        self.apply = this.resolve(instance, self._apply)


@dataclass(frozen=True)
class Withdrawal:
    """How a case ends at the wish of the one who began it. Not a step: possible at any time before the decision."""

    decision: type
    title: str
    holder: Callable
    permission: str
    why_not: Callable
    apply: Callable
    author: Callable | None = None  # the key of who began it: may withdraw without a role in the holder

    def allows(self, case, viewer) -> bool:
        """Whether the viewer may end the case so."""
        is_author = self.author is not None and viewer.user is not None and self.author(case) == viewer.user.pk
        return is_author or viewer.may(self.permission, self.holder(case))


class UserTask(flow.View):
    """A step a person completes by submitting one typed decision.

    `holder` gives the unit on whose desk it lands, `addressee` the one person it is for, if so. `why_not` yields the
    reasons against a decision and `apply` carries it out: both are methods of the flow. `expires` is the step that
    follows when the term runs out; without it the task stays and is escalated. `last_day` gives the day on which the
    term ends where somebody has set it, instead of the rule in force.
    """

    activation_class = activations.UserTaskActivation
    view_path = None  # completed through `engine.complete` only, never by its own URL

    def __init__(
        self,
        decision,
        *,
        holder: Callable,
        permission: str,
        apply,
        why_not=nobody,
        addressee: Callable | None = None,
        expires=None,
        last_day: Callable | None = None,
    ):
        super().__init__(view=None)
        self.last_day = last_day
        self.decision, self.holder, self.permission, self.addressee = decision, holder, permission, addressee
        self._why_not, self._apply, self.expires = why_not, apply, expires

    def _resolve(self, instance):
        super()._resolve(instance)
        self.why_not = this.resolve(instance, self._why_not)
        self.apply = this.resolve(instance, self._apply)
        self.expires = this.resolve(instance, self.expires)

    def _outgoing(self):
        yield from super()._outgoing()
        if self.expires:
            yield Edge(src=self, dst=self.expires, edge_class="cond_false", label="срок истёк")

    def term(self, process) -> acts.Term:
        """How long it may take if it begins today."""
        if self.name not in process.terms:
            about = {"on": timezone.localdate(), "territory": process.subject.municipality_id}
            process.terms[self.name] = acts.term(self.flow_class.__name__, self.name, **about)
        return process.terms[self.name]

    def desk(self, process) -> dict:
        """Whose desk the task lands on, until when, and what the queue shows of it."""
        subject = process.subject
        now = timezone.now()
        term = self.term(process)
        if term.share_before_warning is None:
            raise acts.RuleMissing(f"No WARNING_PERCENT is in force on {timezone.localdate(now):%Y-%m-%d}.")
        due_at = moment(self.last_day(process) if self.last_day else term.last_day)  # from this moment on it is overdue
        return {
            "holder_id": self.holder(process),
            "permission": self.permission,
            "addressee_id": self.addressee(process) if self.addressee else None,
            "due_at": due_at,
            "warn_at": now + (due_at - now) * term.share_before_warning,
            "subject_line": getattr(subject, "subject_line", None) or str(subject),
            "municipality_id": subject.municipality_id,
            "provider_id": subject.provider_id,
        }


@dataclass(frozen=True)
class Awaited:
    """Whom a step of smaller cases waits for, and the word for what each of them gives, as it stands after a number."""

    people: str
    one: str
    few: str
    many: str


class Subcases(flow.Handle):
    """A step made of smaller cases, one for each item, in parallel; it ends when all of them have ended.

    `awaited` says whom it waits for, where that is more than one unit.
    """

    activation_class = activations.SubcasesActivation
    task_type = "SUBPROCESS"
    bpmn_element = "callActivity"

    def __init__(self, child, *, items, awaited: Awaited | None = None):
        super().__init__()
        self.child, self._items, self.awaited = child, items, awaited

    def _resolve(self, instance):
        super()._resolve(instance)
        self.items = this.resolve(instance, self._items)


class Wait(flow.Handle):
    """A step at which a case stands until an act about something else goes on with it: `engine.go_on`."""

    activation_class = activations.WaitActivation
    task_type = "WAIT"
    bpmn_element = "receiveTask"


class Function(flow.Function):
    """A step that the system takes by itself."""

    activation_class = activations.FunctionActivation


class If(flow.If):
    """A fork with two ways."""

    activation_class = activations.IfActivation


class Switch(flow.Switch):
    """A fork with many ways: the first whose condition holds. The default stands last."""

    activation_class = activations.SwitchActivation


class End(flow.End):
    """An end of a case."""

    activation_class = activations.EndActivation
