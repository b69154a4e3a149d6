"""Puts the parts of the API together; nothing else."""

import strawberry
from strawberry.schema.config import StrawberryConfig
from strawberry_django.optimizer import DjangoOptimizerExtension

from graphql_api import arguments
from graphql_api.compiler.plans import CompiledReads
from graphql_api.doorkeeper import Doorkeeper
from graphql_api.fields import SCALARS
from graphql_api.mutations import MUTATIONS
from graphql_api.queries import QUERIES


@strawberry.type(description="What can be read. Strangers reach only the fields that say so.")
class Query(*QUERIES):
    pass


@strawberry.type(description="What can be done: one field for each decision.")
class Mutation(*MUTATIONS):
    pass


schema = strawberry.Schema(
    query=Query,
    mutation=Mutation,
    config=StrawberryConfig(scalar_map=SCALARS),
    extensions=[
        Doorkeeper,
        CompiledReads,
        lambda: DjangoOptimizerExtension(prefetch_custom_queryset=True),  # `visible_to` along foreign keys too
    ],
)
arguments.describe(schema._schema)
