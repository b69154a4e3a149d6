"""Whether the path of a refusal leads to a field of what was sent: asked of every answer that the tests get."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from graphql import GraphQLInputObjectType, GraphQLSchema, get_named_type, is_list_type
from graphql.type.definition import get_nullable_type

# These send no card: what they judge was saved before, so a path may be one of that card, or of its documents.
JUDGE_A_CARD = {
    **dict.fromkeys(("submitProgram", "resubmitProgram", "fileDossier", "resubmitDossier"), "ProgramCardInput"),
    **dict.fromkeys(("submitProvider", "resubmitProvider"), "ProviderCardInput"),
    **dict.fromkeys(("submitFundingProgram", "resubmitFundingProgram"), "SaveFundingProgramInput"),
    **dict.fromkeys(("submitParameters", "resubmitParameters"), "SaveParametersInput"),
    **dict.fromkeys(("attachProgramDocument", "attachProviderDocument"), "ProgramCardInput"),
    "appealAgreement": "RequestAgreementInput",
    "issueCertificate": "ApplyForCertificateInput",
    "openGroup": "GroupCardInput",
}


@cache
def _sdl() -> GraphQLSchema:
    from graphql_api.schema import schema  # django is set up by now

    return schema._schema


def leads(kind: Any, path: Sequence[str]) -> bool:
    """Whether a path of names, and of numbers in lists, stays within an input."""
    for step in path:
        kind = get_nullable_type(kind)
        if is_list_type(kind):
            if not step.isdigit():
                return False
            kind = kind.of_type
            continue
        if not isinstance(kind, GraphQLInputObjectType) or step not in kind.fields:
            return False
        kind = kind.fields[step].type
    return True


def _inputs_of(mutation: str) -> list[GraphQLInputObjectType]:
    field = _sdl().mutation_type.fields[mutation]
    given = [get_named_type(argument.type) for argument in field.args.values()]
    card = JUDGE_A_CARD.get(mutation)
    return [*given, *([_sdl().type_map[card]] if card else [])]


def astray(data: dict[str, Any] | None) -> Iterator[str]:
    """Refusals of mutations whose path leads nowhere in the input."""
    for name, result in (data or {}).items():
        if name not in _sdl().mutation_type.fields or not isinstance(result, dict):
            continue
        for each in result.get("refusals") or ():
            path = each.get("path") or []
            of_documents = name in JUDGE_A_CARD and path[:1] == ["documents"]
            if not of_documents and not any(leads(kind, path) for kind in _inputs_of(name)):
                yield f"{name}: {each['code']} at {'.'.join(path)}"
