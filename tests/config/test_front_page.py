"""The page that loads the front-end."""

import re

import pytest
from django.conf import settings as configured
from django.test import Client

from config.urls import PAGES


@pytest.fixture
def built(settings, tmp_path):
    (tmp_path / "index.html").write_text("<!doctype html><title>ПФДО</title>", encoding="utf-8")
    settings.FRONTEND = tmp_path


@pytest.mark.parametrize("path", ["/", "/tasks", "/cases/Q2FzZTox", "/register?kind=CERTIFIED"])
def test_every_address_of_the_front_end_loads_it(built, path):
    answer = Client().get(path)

    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-cache")
    assert "ПФДО" in answer.content.decode()
    assert "script-src" not in answer["Content-Security-Policy"]  # so that of default-src counts: from here alone
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert answer.cookies["csrftoken"].value


@pytest.mark.parametrize("path", ["/tasksmaster", "/admin", "/cases.php"])
def test_other_addresses_are_nobodys(built, path):
    answer = Client().get(path)

    assert answer.status_code == 404
    assert answer.content == Client().get("/tasks").content  # which says that there is no such page
    assert "Content-Security-Policy" in answer


def test_it_is_read_and_not_written(built):
    assert Client(enforce_csrf_checks=False).post("/tasks").status_code == 405


def test_where_it_was_not_built_a_person_reads_what_to_do(settings, tmp_path):
    settings.FRONTEND = tmp_path
    answer = Client().get("/tasks")

    assert answer.status_code == 503
    assert "Интерфейс не собран" in answer.content.decode()


def test_the_server_knows_the_pages_of_the_front_end():
    sources = (configured.ROOT / "frontend" / "src").glob("*/routes.ts*")
    routed = {found for each in sources for found in re.findall(r"path: '/([a-z-]+)", each.read_text(encoding="utf-8"))}
    assert routed <= set(PAGES)
    assert "tasks" in routed
