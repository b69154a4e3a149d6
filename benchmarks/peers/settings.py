"""Settings of the floor and of the Django peers: database and middleware are those of the product, handed over."""

import json
import os

_given = json.loads(os.environ["BENCH_SETTINGS"])
DATABASES = _given["DATABASES"]
MIDDLEWARE = _given["MIDDLEWARE"]
TIME_ZONE = _given["TIME_ZONE"]
USE_TZ = True
DEBUG = False
SECRET_KEY = "only for the benchmark, which keeps no secrets"
ALLOWED_HOSTS = ["127.0.0.1"]
INSTALLED_APPS = ["django.contrib.contenttypes", "benchmarks.peers", *json.loads(os.environ.get("BENCH_APPS", "[]"))]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = os.environ["BENCH_URLS"]
