"""Every address that the server answers."""

from django.urls import path, re_path

from config.check_page import ask, check
from config.front_page import front_page
from config.health import healthz, metrics, readyz
from config.seal_page import authority
from graphql_api.file_views import download, upload
from graphql_api.register_views import program_register
from graphql_api.trajectory_views import trajectory_file
from graphql_api.view import graphql

# Addresses of the front-end's pages, as its routes name them.
PAGES = (
    *("tasks", "cases", "providers", "programs", "register", "certificates", "quota-queue", "funding-programs"),
    *("parameters", "imports", "ballots", "dossiers", "meetings", "commission", "assignments", "roadmap", "rules"),
)
handler404 = "config.front_page.nowhere"
urlpatterns = [
    path("graphql/", graphql),
    path("graphql", graphql),
    path("files/", upload),
    path("files/<str:token>", download, name="download"),
    path("check/", ask, name="ask"),
    path("check/<str:number>", check, name="check"),
    path("seal/authority.pem", authority, name="seal-authority"),
    path("registers/<str:kind>.csv", program_register),
    path("trajectory/<str:child>.csv", trajectory_file),
    path("healthz", healthz),
    path("readyz", readyz),
    path("metrics", metrics),
    path("", front_page),
    re_path(rf"^(?P<path>({'|'.join(PAGES)})(/.*)?)$", front_page),
]
