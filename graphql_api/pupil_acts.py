"""The decisions about pupils: one mutation each."""

from __future__ import annotations

from typing import Annotated

import strawberry

from graphql_api.context import Info
from graphql_api.enrollments import Enrollment
from graphql_api.errors import Refused, mutation
from graphql_api.inputs import decision_input
from graphql_api.telling import told
from workflows import pupil_acts
from workflows.decisions import pupils as decisions

OF_A_PUPIL = {"on": "enrollment", "of": "Enrollment"}
TransferPupilInput = decision_input(decisions.TransferPupil, **OF_A_PUPIL, keyed=True)
WithdrawPupilInput = decision_input(decisions.WithdrawPupil, **OF_A_PUPIL, keyed=True)
LeaveProgramInput = decision_input(decisions.LeaveProgram, **OF_A_PUPIL, keyed=True)
RecordResultInput = decision_input(decisions.RecordResult, **OF_A_PUPIL)


def _result(name: str):
    return Annotated[
        Enrollment | Refused,
        strawberry.union(name, description="The enrollment as it is now, or why not."),
    ]


TransferPupilResult = _result("TransferPupilResult")
WithdrawPupilResult = _result("WithdrawPupilResult")
LeaveProgramResult = _result("LeaveProgramResult")
RecordResultResult = _result("RecordResultResult")


@strawberry.type
class PupilActsMutation:
    @mutation
    def transfer_pupil(self, info: Info, input: TransferPupilInput) -> TransferPupilResult:
        """Move a pupil to another group of the module. Needs transfer_pupil in the provider."""
        return told(pupil_acts.transfer(by=info.context.viewer, **input.submission()), info)

    @mutation
    def withdraw_pupil(self, info: Info, input: WithdrawPupilInput) -> WithdrawPupilResult:
        """End the lessons of a pupil today, on a coded ground; with a contract that ends too, at the end of the month.

        Needs withdraw_pupil in the provider.
        """
        return told(pupil_acts.withdraw(by=info.context.viewer, **input.submission()), info)

    @mutation
    def leave_program(self, info: Info, input: LeaveProgramInput) -> LeaveProgramResult:
        """Take one's own child out of a program; with a contract that ends too, at the end of the month.

        Needs leave_program in the child's cabinet.
        """
        return told(pupil_acts.leave(by=info.context.viewer, **input.submission()), info)

    @mutation
    def record_result(self, info: Info, input: RecordResultInput) -> RecordResultResult:
        """Write down what a pupil has reached, also after the last lesson. Needs record_result in the provider."""
        return told(pupil_acts.record_result(by=info.context.viewer, **input.submission()), info)
