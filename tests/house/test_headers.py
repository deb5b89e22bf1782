"""What every answer tells the browser, errors and files included."""

import base64
import hashlib
import re
from dataclasses import replace

import pytest

from app import create_app
from app.base import headers
from tests.conftest import SETTINGS

EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
}
PATHS = ["/", "/about", "/sign-in", "/nothing", "/healthz", "/sw.js", "/offline"]


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_is_guarded(app, path):
    response = app.test_client().get(path)

    assert {name: response.headers.get(name) for name in EVERYWHERE} == EVERYWHERE
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/contract",
        "/contacts",
        "/appointments",
        "/self-care",
        "/follow-up",
        "/self-care/history",
        "/self-care/send",
        "/self-care/sent",
    ],
)
def test_a_personal_page_is_never_kept(browse, path):
    assert browse("ann").get(path).headers["Cache-Control"] == "no-store"


def test_the_policy_allows_exactly_the_styles_in_the_page(app):
    response = app.test_client().get("/about")
    styles = re.search(r"<style>(.*?)</style>", response.text, re.DOTALL).group(1)

    digest = base64.b64encode(hashlib.sha256(styles.encode()).digest()).decode()

    assert f"style-src 'sha256-{digest}'" in response.headers["Content-Security-Policy"]


def test_a_file_is_kept_for_ever_under_the_fingerprint_of_its_content(app):
    browser = app.test_client()
    address = re.search(r'src="(/static/\w{12}/js/keep.js)"', browser.get("/about").text).group(1)

    with browser.get(address) as response:
        assert response.status_code == 200
        assert response.headers["Cache-Control"] == headers.IMMUTABLE


def test_a_missing_file_is_not_kept(app):
    address = app.static_url_path + "/js/nothing.js"

    assert app.test_client().get(address).headers["Cache-Control"] == "no-store"


def test_https_is_demanded_where_there_is_https():
    app = create_app(replace(SETTINGS, public_url="https://nastasteg.example.com"))

    with app.app_context(), app.test_request_context("/about"):
        response = app.process_response(app.make_response("x"))

    assert "max-age=31536000" in response.headers["Strict-Transport-Security"]
    assert app.config["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert app.config["SESSION_COOKIE_SECURE"] is True
