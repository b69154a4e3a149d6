"""The people of certification."""

import pytest

from backoffice.access import Role
from tests import factories


@pytest.fixture
def people(db):
    """Everybody who takes part in a certification, by role."""
    factories.demo_figures()
    operator = factories.operator_unit()
    owner = factories.provider()
    return {
        "provider": factories.member(Role.PROVIDER_MANAGER, owner.unit),
        "owner": owner,
        "clerk": factories.member(Role.OPERATOR_CLERK, operator),
        "head": factories.member(Role.OPERATOR_HEAD, operator),
        "experts": [factories.member(Role.QUALITY_EXPERT, operator) for _ in range(3)],
    }
