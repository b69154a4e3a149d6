"""Keys of encrypted fields: production wants its own, and nowhere is a key taken that is none."""

import os
import subprocess
import sys

import pytest
from cryptography.fernet import Fernet
from django.conf import settings

OWN = Fernet.generate_key().decode()
PRODUCTION = {
    "APP_ENV": "production",
    "SECRET_KEY": "k" * 50,
    "ALLOWED_HOSTS": "example.org",
    "PUBLIC_URL": "https://example.org",
    "SEAL_P12": __file__,  # any file will do: it is opened when something is sealed
}


def start(**environment: str) -> str:
    """What the settings say against these variables; empty if they take them."""
    plain = {name: value for name, value in os.environ.items() if name != "FIELD_KEYS"}
    done = subprocess.run(
        [sys.executable, "-c", "import config.settings"],
        cwd=settings.ROOT,
        env=plain | environment,
        capture_output=True,
        text=True,
    )
    return done.stderr.strip().rpartition("\n")[2]


@pytest.mark.parametrize(
    "environment",
    [
        PRODUCTION,
        PRODUCTION | {"FIELD_KEYS": f"{OWN},{settings.DEVELOPMENT_FIELD_KEY}"},
        {"FIELD_KEYS": ""},
        {"FIELD_KEYS": "короткий"},
        {"FIELD_KEYS": f"{OWN},x"},
    ],
)
def test_keys_that_protect_nothing_are_refused(environment):
    assert "FIELD_KEYS" in start(**environment)


@pytest.mark.parametrize("environment", [{}, PRODUCTION | {"FIELD_KEYS": OWN}, {"FIELD_KEYS": f"{OWN},{OWN}"}])
def test_good_keys_are_taken(environment):
    assert start(**environment) == ""
