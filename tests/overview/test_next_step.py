import pytest


@pytest.mark.parametrize(
    "path",
    ["/", "/contract", "/contract/paper", "/contacts", "/appointments", "/self-care", "/follow-up"],
)
def test_the_patient_reads_every_page(browse, path):
    response = browse("ann").get(path)

    assert response.status_code == 200


def test_the_next_step_says_what_when_with_whom_and_whom_to_call(browse):
    page = browse("ann").get("/").text

    assert "Visit to Sam" in page
    assert "Tuesday 1 December" in page
    assert "10:00–10:45" in page
    assert "in 7 days" in page
    assert "Sam Påhittad" in page
    assert "Open now, until 11:00" in page
    assert 'href="tel:+46313900661"' in page


@pytest.mark.parametrize(
    ("known", "headed"),
    [({}, False), ({"before": "Ät som vanligt."}, True), ({"support": ["Lugnt rum"]}, True)],
)
def test_what_is_good_to_know_has_a_heading_when_there_is_any(first_page, known, headed):
    when = {"state": "booked", "on": "2026-12-01", "at": "9.00", "unit": "clinic"}

    page = first_page({"key": "a", "what": "Besök", **when, **known})

    assert ("Good to know before" in page) == headed
    assert "More about this time" in page
