"""The decisions about groups: one mutation each."""

from __future__ import annotations

from typing import Annotated

import strawberry

from graphql_api.context import Info
from graphql_api.errors import Refused, mutation
from graphql_api.groups import StudyGroup
from graphql_api.inputs import decision_input
from graphql_api.telling import told
from workflows import group_acts
from workflows.decisions import groups as decisions

ON_A_GROUP = {"on": "group", "of": "StudyGroup"}
DraftGroupInput = decision_input(decisions.DraftGroup, on="provider", of="Provider", versioned=False, keyed=True)
SaveGroupInput = decision_input(decisions.SaveGroup, **ON_A_GROUP)
OpenGroupInput = decision_input(decisions.OpenGroup, **ON_A_GROUP)
CloseGroupInput = decision_input(decisions.CloseGroup, **ON_A_GROUP)
CancelGroupInput = decision_input(decisions.CancelGroup, **ON_A_GROUP)


def _result(name: str):
    return Annotated[
        StudyGroup | Refused,
        strawberry.union(name, description="The group as it is now, or why not."),
    ]


DraftGroupResult = _result("DraftGroupResult")
SaveGroupResult = _result("SaveGroupResult")
OpenGroupResult = _result("OpenGroupResult")
CloseGroupResult = _result("CloseGroupResult")
CancelGroupResult = _result("CancelGroupResult")


@strawberry.type
class GroupActsMutation:
    @mutation
    def draft_group(self, info: Info, input: DraftGroupInput) -> DraftGroupResult:
        """Begin a group of a program. Needs save_group in the provider."""
        return told(group_acts.draft(by=info.context.viewer, **input.submission()), info)

    @mutation
    def save_group(self, info: Info, input: SaveGroupInput) -> SaveGroupResult:
        """Write the card of a group; more places go to those who wait. Needs save_group in the provider."""
        return told(group_acts.save(by=info.context.viewer, **input.submission()), info)

    @mutation
    def open_group(self, info: Info, input: OpenGroupInput) -> OpenGroupResult:
        """Take requests, now or from a moment on, once every condition is met. Needs open_group in the provider."""
        return told(group_acts.open_enrollment(by=info.context.viewer, **input.submission()), info)

    @mutation
    def close_group(self, info: Info, input: CloseGroupInput) -> CloseGroupResult:
        """Take no new requests; those under way go on. Needs close_group in the provider."""
        return told(group_acts.close_enrollment(by=info.context.viewer, **input.submission()), info)

    @mutation
    def cancel_group(self, info: Info, input: CancelGroupInput) -> CancelGroupResult:
        """Give up a group without pupils; the requests for it end. Needs cancel_group in the provider."""
        return told(group_acts.cancel(by=info.context.viewer, **input.submission()), info)
