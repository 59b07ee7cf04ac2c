"""Failures of the tables are explained as if they were in the tests themselves."""

from __future__ import annotations

import pytest

pytest.register_assert_rewrite("tests.conformance.cases")
