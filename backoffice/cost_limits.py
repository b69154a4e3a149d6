"""How many objects the answer to one operation may hold: `graphql_api.cost` counts, docs/endpoint.md tells how."""

from __future__ import annotations

from backoffice.roles import Role

STRANGERS_LIMIT, NEWCOMERS_LIMIT = 10_000, 12_000  # a newcomer is signed in and has no role yet
COST_LIMITS: dict[Role, int] = {
    Role.APPLICANT: 15_000,
    Role.PROVIDER_MANAGER: 15_000,
    Role.QUALITY_EXPERT: 15_000,
    Role.MUNICIPAL_CLERK: 20_000,
    Role.MUNICIPAL_HEAD: 20_000,
    Role.OPERATOR_CLERK: 30_000,
    Role.OPERATOR_HEAD: 30_000,
    Role.DEPARTMENT_OFFICER: 30_000,
    Role.AUDITOR: 30_000,
    Role.SYSTEM_ADMIN: 30_000,
    Role.GUARDIAN: 15_000,
    Role.CHILD: 15_000,
    Role.ACCOUNTANT: 20_000,
    Role.COMMISSION_CHAIR: 20_000,
    Role.COMMISSION_DEPUTY: 20_000,
    Role.COMMISSION_SECRETARY: 20_000,
    Role.COMMISSION_MEMBER: 20_000,
}
