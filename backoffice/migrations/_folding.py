"""Tables made at once, as they end up: by migrations that replace others, and by those that bring many of them."""

from importlib import import_module

from django.contrib.postgres.operations import CreateExtension
from django.db.migrations.operations.base import Operation
from django.db.migrations.operations.fields import FieldOperation
from django.db.migrations.operations.models import CreateModel, IndexOperation, ModelOperation

SHAPING = (ModelOperation, FieldOperation, IndexOperation)


class Tables(Operation):
    """Create the tables that these operations come to. Django renders its models once instead of at each step."""

    def __init__(self, operations):
        self.operations = operations

    def state_forwards(self, app_label, state):
        state.__dict__.pop("apps", None)  # while they are rendered, each step renders whatever is related to it anew
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        for model in self._between(from_state, to_state, schema_editor):
            schema_editor.create_model(model)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        for model in reversed(self._between(to_state, from_state, schema_editor)):
            schema_editor.delete_model(model)

    def describe(self):
        return "Create the tables"

    def _between(self, before, after, schema_editor):
        new = [after.apps.get_model(*key) for key in after.models if key not in before.models]
        return [model for model in new if self.allow_migrate_model(schema_editor.connection.alias, model)]


def folded(app, names):
    """What these migrations of an app do to an empty database: extensions, the tables, then the rest in its order."""
    every = [
        operation for name in names for operation in import_module(f"{app}.migrations.{name}").Migration.operations
    ]
    extensions = [operation for operation in every if isinstance(operation, CreateExtension)]
    shaping = [operation for operation in every if isinstance(operation, SHAPING)]
    return [*extensions, Tables(shaping), *(one for one in every if not isinstance(one, (CreateExtension, *SHAPING)))]


def at_once(operations):
    """The same operations with new tables made whole; what changes older ones comes after."""
    new = {operation.name_lower for operation in operations if isinstance(operation, CreateModel)}
    own = [operation for operation in operations if _model_of(operation) in new]
    return [Tables(own), *(operation for operation in operations if _model_of(operation) not in new)]


def _model_of(operation):
    return operation.name_lower if isinstance(operation, CreateModel) else operation.model_name_lower
