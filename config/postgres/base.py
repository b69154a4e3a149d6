"""The database backend of this product: `ENGINE` of the settings."""

from __future__ import annotations

import select
from typing import Any

import psycopg2
from django.db.backends.postgresql import base

from config.postgres import patience


class DatabaseWrapper(base.DatabaseWrapper):
    """PostgreSQL, connected to and looked at by our rules."""

    def get_connection_params(self) -> dict[str, Any]:
        params = super().get_connection_params()
        if patience.current:
            params["options"] = params.get("options", "") + patience.current.server_options()
        return params

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        if patience.current is None:
            return super().get_new_connection(conn_params)
        with patience.current.connecting():
            return super().get_new_connection(conn_params)

    def is_usable(self) -> bool:
        """Look whether the server has hung up, without asking it: nobody speaks on an idle line but to say goodbye."""
        line = select.poll()
        try:
            line.register(self.connection.fileno(), select.POLLIN)
        except psycopg2.InterfaceError:  # closed on our side
            return False
        return not line.poll(0)
