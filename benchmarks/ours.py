"""The product without login: the viewer of a header is loaded once and kept. For the benchmark alone."""

from __future__ import annotations

from functools import cache

from config.wsgi import application

from backoffice.access import Viewer
from backoffice.accounts.models import User
from backoffice.accounts.services import viewer_of_user
from graphql_api.context import Context

__all__ = ["application"]


@cache
def viewer_named(username: str) -> Viewer:
    """The viewer with that sign-in name, from the memory of this process."""
    return viewer_of_user(User.objects.get(username=username))


Context.viewer = property(lambda context: viewer_named(context.request.headers["X-Viewer"]))  # type: ignore[assignment]
Context.bearer = property(lambda context: "")  # type: ignore[assignment]  # as with a token: no check for forgeries
