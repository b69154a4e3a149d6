"""What an engineer reads about a running process."""

import re

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def counts():
    text = Client().get("/metrics").content.decode()
    return {name: int(number) for name, number in re.findall(r'executor="(\w+)",pid="\d+"} (\d+)', text)}


def test_queries_are_counted_by_executor(send):
    before = counts()
    send(None, "{ municipalities(first: 1) { totalCount } }")
    send(None, '{ workingDaysAfter(start: "2026-01-12", days: 1) }')
    after = counts()
    assert after["compiled"] == before.get("compiled", 0) + 1
    assert after["ordinary"] == before.get("ordinary", 0) + 1
