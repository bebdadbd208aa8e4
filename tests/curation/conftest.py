"""What the tests of curation share."""

from datetime import datetime

import pytest
from django.utils import timezone

from apps.datanets.models import Datanet
from apps.people.models import User
from tests.curation import scene


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def net(juma: User, amina: User, li_wei: User) -> Datanet:
    return scene.net(juma, amina, li_wei)
