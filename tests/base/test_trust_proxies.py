"""A proxy in front is believed about the visitor's address only when the operator says so."""

from dataclasses import replace

import pytest
from flask import jsonify, request

from app import create_app
from tests.conftest import SETTINGS

TOLD = {
    "X-Forwarded-For": "192.0.2.7",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "nastasteg.example.com",
}


@pytest.mark.parametrize(
    ("proxies", "believed"),
    [
        (0, {"address": "127.0.0.1", "url": "http://localhost/seen"}),
        (1, {"address": "192.0.2.7", "url": "https://nastasteg.example.com/seen"}),
    ],
)
def test_forwarded_headers_count_behind_a_trusted_proxy_alone(proxies, believed):
    app = create_app(replace(SETTINGS, trusted_proxies=proxies))
    app.extensions["engine"].dispose()

    @app.get("/seen")
    def seen():
        return jsonify(address=request.remote_addr, url=request.url)

    assert app.test_client().get("/seen", headers=TOLD).json == believed
