"""Generated policies obey all laws: a few hundred here, any number with ``python -m tools.check_laws``."""

from __future__ import annotations

import os

import pytest
from policy_laws import obeys_all

FACTOR = int(os.environ.get("CHECKOV_AWS_IOT_EXAMPLES", "1"))
BATCH = 25


@pytest.mark.parametrize("batch", range(8 * FACTOR))
def test_generated_policies_obey_all_laws(batch: int) -> None:
    for seed in range(batch * BATCH, (batch + 1) * BATCH):
        obeys_all(seed)
