"""Whatever goes wrong, a person reads what happened and whom to call."""

import pytest
from sqlalchemy import create_engine


@pytest.mark.parametrize(("language", "words"), [("sv", "Här finns ingenting"), ("en", "nothing")])
def test_an_unknown_address_says_so_in_the_persons_language(app, language, words):
    response = app.test_client().get("/nothing", headers={"Accept-Language": language})

    assert response.status_code == 404
    assert f'<html lang="{language}">' in response.text
    assert words in response.text
    assert 'href="tel:1177"' in response.text


def test_a_wrong_method_says_which_is_right(app):
    response = app.test_client().post("/about")

    assert response.status_code in (400, 405)
    assert 'href="tel:1177"' in response.text


def test_too_much_at_once_is_refused(browse):
    response = browse("ann").press("/contract/read", number="9" * 70_000)

    assert response.status_code == 413
    assert 'href="tel:1177"' in response.text


@pytest.mark.parametrize(
    "number", ["", "0", "-1", "999999999999999999999999", "1; DROP TABLE person", "\x00", "ÅÄÖ"]
)
def test_odd_numbers_change_nothing_and_never_break(browse, number):
    response = browse("ann").press("/contract/read", number=number)

    assert response.status_code in (303, 422)


@pytest.mark.parametrize(
    "path",
    [
        "/appointments/not-a-uuid",
        "/appointments/" + "9" * 3000,
        "/appointments/%00",
        "/%C3%A5%C3%A4%C3%B6",
        "/demo/links/x.y.z",
        "/..%2f..%2fetc/passwd",
    ],
)
def test_odd_addresses_are_simply_not_there(browse, path):
    assert browse("ann").get(path).status_code == 404


@pytest.mark.parametrize("host", ["a..b", "x" * 64, "a..b:80"])
@pytest.mark.parametrize("path", ["/", "/contract", "/static/js/keep.js"])
def test_a_host_that_cannot_be_one_is_answered_and_not_logged(app, capfd, host, path):
    response = app.test_client().get(path, headers={"Host": host})

    assert response.status_code == 400
    assert 'href="tel:1177"' in response.text
    assert response.headers["Cache-Control"] == "no-store"
    assert path not in capfd.readouterr().err.replace('"page"', "") or path == "/"


@pytest.mark.parametrize("cookie", ["", "x", "a.b.c", "\x7f", "é" * 50, "." * 4000])
def test_a_broken_cookie_is_nobody(app, cookie):
    browser = app.test_client()
    browser.set_cookie("next-step", cookie)

    assert browser.get("/").status_code == 303


def test_the_database_away_says_whom_to_call_and_recovers_by_itself(app, browse, engine):
    browser = browse("ann")
    app.extensions["engine"] = create_engine("postgresql+psycopg://nobody@127.0.0.1:1/nothing")

    away = browser.get("/", headers={"Accept-Language": "sv"})
    app.extensions["engine"].dispose()
    app.extensions["engine"] = engine

    assert away.status_code == 503
    assert away.headers["Retry-After"]
    assert "1177" in away.text
    assert browser.get("/").status_code == 200


def test_a_form_while_the_database_is_away_keeps_nothing_and_says_so(app, browse, engine):
    browser = browse("ann")
    app.extensions["engine"] = create_engine("postgresql+psycopg://nobody@127.0.0.1:1/nothing")

    away = browser.press("/requests", kind="contract")
    app.extensions["engine"].dispose()
    app.extensions["engine"] = engine

    assert away.status_code == 503


def test_the_unexpected_is_our_fault_and_tells_nothing(app, monkeypatch, capfd):
    def broken():
        raise RuntimeError("Ann 195902262806")

    monkeypatch.setitem(app.view_functions, "overview.about", broken)
    monkeypatch.setitem(app.config, "DEMO", False)

    response = app.test_client().get("/about")

    assert response.status_code == 500
    assert "195902262806" not in response.text
    assert "195902262806" not in capfd.readouterr().err
