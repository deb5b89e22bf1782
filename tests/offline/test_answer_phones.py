"""What every phone gets: the service worker, its page, and files of this and other versions."""

import json
import re
from dataclasses import replace

import pytest

from app import create_app
from app.base.headers import IMMUTABLE
from app.offline import views
from tests.conftest import SETTINGS

FILES = re.compile(r"const FILES = (.+);")
PAGES = re.compile(r"const PAGES = (.+);")
VERSION = re.compile(r'const VERSION = "(.+)";')


@pytest.fixture
def phone(app):
    return app.test_client()


def pages_of(phone):
    return json.loads(PAGES.search(phone.get("/sw.js").text).group(1))


def test_the_worker_is_named_after_what_it_keeps(phone, monkeypatch):
    before = VERSION.search(phone.get("/sw.js").text).group(1)
    again = VERSION.search(phone.get("/sw.js").text).group(1)
    monkeypatch.setattr(views, "FILES", views.FILES[1:])
    other = VERSION.search(phone.get("/sw.js").text).group(1)

    assert before == again != other


def test_the_worker_is_the_same_in_every_language(phone):
    swedish = phone.get("/sw.js", headers={"Accept-Language": "sv"}).text
    english = phone.get("/sw.js", headers={"Accept-Language": "en"}).text

    assert swedish == english
    assert 'const MAIN = "sv";' in swedish
    assert {"sv", "en"} <= set(pages_of(phone))


def test_what_the_worker_keeps_may_be_kept_by_anybody(phone):
    files = json.loads(FILES.search(phone.get("/sw.js").text).group(1))
    answers = {address: phone.get(address) for address in [*pages_of(phone).values(), *files]}

    for address, answer in answers.items():
        assert answer.status_code == 200, address
        assert "Set-Cookie" not in answer.headers, address
        assert "Cookie" not in answer.headers.get("Vary", ""), address
        assert "no-store" not in answer.headers["Cache-Control"], address
        answer.close()
    assert {answers[file].headers["Cache-Control"] for file in files} == {IMMUTABLE}


def test_a_machine_with_other_files_does_not_give_its_page(phone):
    address = re.sub(r"files=\w+", "files=0123456789ab", pages_of(phone)["sv"])

    assert phone.get(address).status_code == 404


@pytest.mark.parametrize("language", ["sv", "en"])
def test_each_page_speaks_the_language_that_the_worker_asked_for(phone, language):
    page = phone.get(pages_of(phone)[language], headers={"Accept-Language": "fi"}).text

    assert f'<html lang="{language}">' in page


def test_a_page_of_another_version_gets_the_files_that_are_here_but_never_to_keep(phone):
    with phone.get("/static/0123456789ab/js/keep.js") as answer:
        assert answer.status_code == 200
        assert b"phone.register" in answer.data
        assert answer.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    "path",
    [
        "/static/0123456789ab/js/nothing.js",
        "/static/0123456789ab/../../views.py",
        "/static/0123456789ab/..%2f..%2f__init__.py",
        "/static/another/js/keep.js",
        "/static/js/keep.js",
    ],
)
def test_other_files_are_not_there(phone, path):
    answer = phone.get(path)

    assert answer.status_code == 404
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_worker_that_is_switched_off_forgets_and_goes():
    phone = create_app(replace(SETTINGS, service_worker=False)).test_client()

    script = phone.get("/sw.js")

    assert script.headers["Cache-Control"] == "no-cache"
    assert "caches.delete" in script.text
    assert "registration.unregister()" in script.text
    assert "fetch" not in script.text
    assert "data-off" in phone.get("/offline").text
