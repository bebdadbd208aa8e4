"""Benches: figures beside goals and beside peers, in one run on one machine. None of them runs in `make test`.

They are started with `python -m`, so importing the package sets Django up as `manage.py` would.
"""

import os

import django
from django.apps import apps

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openledger.settings")
if not apps.ready:
    django.setup()
