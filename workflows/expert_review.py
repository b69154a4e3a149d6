"""One expert scores one edition: the smaller case inside of certification."""

from __future__ import annotations

from viewflow import this
from viewflow.workflow import flow

from backoffice.certification import experts, rules, services
from workflows import desks, locks
from workflows.decisions.program_certification import RelieveExpert, ScoreProgram
from workflows.models import Process, Task
from workflows.nodes import End, Start, UserTask, Withdrawal, nobody


class ExpertReview(flow.Flow):
    """Оценка эксперта

    Один эксперт независимо от других оценивает программу по критериям и даёт заключение (Концепция, п. 2.4).
    """

    process_class, task_class, lock_impl = Process, Task, locks.lock

    start = Start(this.open).Annotation("Эксперт назначен").Next(this.score_program)

    score_program = (
        UserTask(
            ScoreProgram,
            holder=desks.operator,
            addressee=desks.expert,
            permission="score_program",
            why_not=this.why_not_score,
            apply=this.score,
        )
        .Annotation("Оценить программу")
        .Next(this.scored)
    )

    scored = End().Annotation("Заключение дано")

    withdraw = Withdrawal(
        RelieveExpert,
        title="Освободить эксперта",
        holder=desks.operator,
        permission="relieve_expert",
        why_not=nobody,
        apply=lambda process, decision, act: experts.relieve(process.assignment, decision.reason, act),
    )

    def open(self, activation, *, item, parent):
        process = activation.process
        process.assignment, process.parent_task = item, parent
        process.root_id = parent.process.root_id or parent.process_id
        process.due_on = parent.process.due_on
        return process

    def why_not_score(self, process, decision, act):
        criteria = services.score_sheet(process.assignment)
        sheet = {code: criterion.max_points for code, criterion in criteria.items()}
        labels = {code: criterion.label for code, criterion in criteria.items()}
        marks = [(mark.criterion, mark.points) for mark in decision.scores]
        yield from rules.why_not_score(marks, decision.opinion, sheet=sheet, labels=labels)

    def score(self, process, decision, act):
        marks = [(mark.criterion, mark.points) for mark in decision.scores]
        services.score(process.assignment, marks, decision.opinion, act)
