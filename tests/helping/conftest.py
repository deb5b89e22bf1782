"""Ann shares with Rut, at her clinic or by herself, and everybody speaks English."""

import pytest


@pytest.fixture(autouse=True)
def everybody_in_english(in_english):
    pass


@pytest.fixture
def ann(browse):
    return browse("ann")


@pytest.fixture
def rut(browse):
    return browse("rut")


@pytest.fixture
def sam(browse):
    return browse("staff:sam")


@pytest.fixture
def pages(people):
    """Where staff write down what Ann shares."""
    return f"/care/patients/{people['ann']}/sharing"
