"""However long a file is, no more of it is in memory than a window and a row."""

import json
import subprocess
import sys

import pytest

from apps.contributions.core.reading import Form
from tests.cluster import ROOT
from tests.core.reading import measuring


@pytest.mark.parametrize("form", [Form.CSV, Form.JSONL, Form.JSON])
def test_forty_megabytes_are_read_in_a_few(form: Form) -> None:
    command = [sys.executable, "-m", measuring.__name__, form.value, "40"]
    told = json.loads(subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout)
    assert told["rows"] > 400_000
    assert told["grown"] < 16
