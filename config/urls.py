"""Every address that the server answers."""

from django.urls import path

from config.health import healthz, metrics, readyz
from graphql_api.file_views import download, upload
from graphql_api.view import graphql

urlpatterns = [
    path("graphql/", graphql),
    path("graphql", graphql),
    path("files/", upload),
    path("files/<str:token>", download, name="download"),
    path("healthz", healthz),
    path("readyz", readyz),
    path("metrics", metrics),
]
