"""Somebody with a phone gives their calendar an address, and takes it back."""

import urllib.error
import urllib.request

import pytest
from ical.calendar_stream import IcsCalendarStream

from tests.browser.test_fit import page_faults

PAGE = "/appointments/calendar"
FIELD = "#calendar-address"


@pytest.fixture(params=["sv", "en"])
def sten(request, arrive, own_site):
    visit = arrive(own_site, reduced_motion="reduce")
    visit.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visit.sign_in("Sten Exempelsson")
    visit.speak(request.param)
    return visit


def test_it_is_made_read_and_taken_back(sten):
    sten.go("/appointments")
    sten.page.locator(f'main a[href="{PAGE}"]').click()
    sten.page.locator(f'main a[href="{PAGE}/new"]').click()
    sten.page.wait_for_url(f"**{PAGE}/new")
    assert page_faults(sten) == []
    _press(sten, f'form[action="{PAGE}"] button')
    sten.page.wait_for_url(f"**{PAGE}/address")
    assert page_faults(sten) == []
    address = sten.page.locator(FIELD).input_value()

    title = {"sv": "Bokad tid", "en": "Booked time"}[sten.language]
    events = _read(address)
    assert len(events) >= 3
    assert {event.summary for event in events} == {title}

    sten.go(PAGE)
    assert page_faults(sten) == []
    assert address.rpartition("/")[2] not in sten.page.content()
    _press(sten, 'button[value="all"]')
    assert {event.summary for event in _read(address)}.isdisjoint({title})

    _press(sten, f'form[action="{PAGE}/end"] button')
    sten.page.wait_for_selector(f'main a[href="{PAGE}/new"].button:not(.button--second)')
    with pytest.raises(urllib.error.HTTPError, match="404"):
        _read(address)
    assert sten.complaints == []


def test_the_address_is_copied_and_opens_in_a_calendar(sten):
    sten.go(f"{PAGE}/new")
    _press(sten, f'form[action="{PAGE}"] button')
    address = sten.page.locator(FIELD).input_value()

    copy = sten.page.locator('[data-part="copy"]')
    before = copy.inner_text()
    copy.click()
    sten.page.wait_for_function(
        "([button, before]) => button.innerText !== before", arg=[copy.element_handle(), before]
    )

    assert sten.page.evaluate("navigator.clipboard.readText()") == address
    rest = address.partition("://")[2]
    assert sten.page.locator('a[href^="webcal:"]').get_attribute("href") == f"webcal://{rest}"


def test_one_time_is_put_in_a_calendar(sten):
    sten.go("/appointments")
    sten.page.locator('[aria-labelledby="fixed"] a.later__about').first.click()

    with sten.page.expect_download() as download:
        sten.page.locator('main a[href$="/calendar.ics"]').click()

    assert download.value.suggested_filename == "tid.ics"
    written = download.value.path().read_bytes()
    assert len(IcsCalendarStream.from_ics(written.decode()).calendars[0].events) == 1


def test_without_script_it_is_made_and_taken_back(arrive, own_site):
    sten = arrive(own_site, java_script_enabled=False)
    sten.sign_in("Sten Exempelsson")
    sten.go(f"{PAGE}/new")
    _press(sten, f'form[action="{PAGE}"] button')

    assert not sten.page.locator('[data-part="copy"]').is_visible()
    address = sten.page.locator(FIELD).input_value()
    assert _read(address)
    sten.go(PAGE)
    _press(sten, f'form[action="{PAGE}/end"] button')
    with pytest.raises(urllib.error.HTTPError, match="404"):
        _read(address)


def test_with_keys_alone_it_is_made(sten):
    sten.go(f"{PAGE}/new")
    sten.page.locator("#says-booked").focus()
    sten.page.keyboard.press("ArrowDown")
    sten.page.keyboard.press("Tab")
    sten.page.keyboard.press("Enter")
    sten.page.wait_for_url(f"**{PAGE}/address")

    sten.go(PAGE)

    assert sten.page.locator('button[value="booked"]').is_visible()


def _press(visit, selector):
    with visit.page.expect_navigation():
        visit.page.locator(selector).click()


def _read(address):
    """Read an address as a calendar does: without cookies, and without following anybody."""
    with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310  # our own address
        (calendar,) = IcsCalendarStream.from_ics(answer.read().decode()).calendars
    return calendar.events
