"""Production lets a patient in by letter, and its cookies are for its own site and https alone."""

import re

HERE = "https://nastasteg.example.com"
KEY = re.compile(r'name="(csrf_token|once|whose)" value="([^"]+)"')


def send(browser, path, *, drawn_on, **fields):
    """Send a form as it stands on a page."""
    keys = dict(KEY.findall(browser.get(drawn_on, base_url=HERE).text))
    return browser.post(
        path,
        data={**keys, **fields},
        base_url=HERE,
        headers={"Referer": HERE + drawn_on},
    )


def cookies_of(answer):
    return {line.partition("=")[0]: line for line in answer.headers.getlist("Set-Cookie")}


def test_a_patient_comes_in_and_is_known_on_their_own_phone(letter_for, in_production):
    letter, browser = letter_for("ann"), in_production()

    entered = send(
        browser, "/activate", drawn_on="/activate", code=letter.code, digits=letter.digits
    )
    answered = send(browser, "/own-phone", drawn_on="/own-phone", answer="yes", back="/contract")

    assert (entered.status_code, answered.location) == (303, "/contract")
    assert "Ann" in browser.get("/contract", base_url=HERE).text
    kept = {**cookies_of(entered), **cookies_of(answered)}
    assert {"__Host-next-step", "__Host-device"} <= set(kept)
    for line in kept.values():
        for part in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
            assert part in line
        assert "Domain" not in line


def test_nobody_is_whoever_they_like(in_production, people):
    browser = in_production()

    assert browser.get("/demo", base_url=HERE).status_code == 404
    assert browser.get("/contract", base_url=HERE).location.startswith("/sign-in")
