from dataclasses import replace

import pytest

from app import create_app
from tests.conftest import SETTINGS


@pytest.fixture
def in_production(engine):
    """Return a browser at an application with the settings of production, on the same data."""

    def browser():
        app = create_app(
            replace(SETTINGS, mode="production", public_url="https://nastasteg.example.com")
        )
        app.extensions["engine"].dispose()
        app.extensions["engine"] = engine
        return app.test_client()

    return browser
