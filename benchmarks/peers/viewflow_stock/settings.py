"""The product's settings with one more application and another address."""

from config.settings import *  # noqa: F403
from config.settings import INSTALLED_APPS, MIDDLEWARE

INSTALLED_APPS = [*INSTALLED_APPS, "benchmarks.peers.viewflow_stock"]
MIDDLEWARE = [name for name in MIDDLEWARE if name.startswith("django.")]
ROOT_URLCONF = "benchmarks.peers.viewflow_stock.app"
