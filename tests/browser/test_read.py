"""The question the whole thing is for: what happens next, when, and whom do I call?"""

from dataclasses import dataclass

import pytest

NOTHING = ("Inget är bestämt just nu", "Nothing is decided right now")


@dataclass(frozen=True)
class Step:
    """What a patient is to read on the Tuesday of the tests. Texts in Swedish and in English."""

    what: tuple[str, str]
    when: tuple[str, str]
    number: str


STEPS = {
    "Agda Fantasia": Step(
        ("Sjuksköterskan Ali kommer hem till dig", "Ali, your nurse, comes to your home"),
        ("Måndag 30 november kl. 10.00 om 6 dagar", "Monday 30 November at 10:00 in 6 days"),
        "0980-31 92 30",
    ),
    "Britta Exempelsson": Step(
        ("Ylva ringer dig om provsvaren", "Ylva calls you about the test results"),
        ("senast 13 november", "by 13 November"),
        "031-390 06 11",
    ),
    "Folke Fantasia": Step(NOTHING, ("", ""), "1177"),
    "Gunborg Låtsas": Step(
        (
            "Maj ringer dig och hör om du vill ha en överenskommelse",
            "Maj calls you to hear whether you want an agreement",
        ),
        ("senast 26 november", "by 26 November"),
        "0980-31 92 10",
    ),
    "Hilding Exempelsson": Step(
        ("Telefonsamtal ett år efter operationen", "Phone call one year after the operation"),
        (
            "Tisdag 20 april 2027 kl. 10.00 om 147 dagar",
            "Tuesday 20 April 2027 at 10:00 in 147 days",
        ),
        "08-465 004 10",
    ),
    "Kaarina Påhittinen": Step(
        (
            "Inskrivningssamtal på Ortopedkliniken",
            "Meeting at Ortopedkliniken before your operation",
        ),
        (
            "Onsdag 2 december kl. 08.30–09.30 om 8 dagar",
            "Wednesday 2 December 08:30–09:30 in 8 days",
        ),
        "08-465 004 12",
    ),
    "Milan Exempelsson": Step(
        ("Kontroll på vårdcentralen", "Check-up at the health care centre"),
        (
            "Du borde ha fått en tid senast 16 november.",
            "You should have been given a time by 16 November.",
        ),
        "031-390 06 20",
    ),
    "Noor Låtsas": Step(
        ("Tid hos en läkare", "A time with a doctor"),
        ("Begärt, inte bokat än", "Requested, not booked yet"),
        "08-465 004 30",
    ),
    "Rosa Påhittinen": Step(
        ("Du träffar doktor Omar", "You see doctor Omar"),
        (
            "Tisdag 1 december kl. 10.00–11.00 om 7 dagar",
            "Tuesday 1 December 10:00–11:00 in 7 days",
        ),
        "031-390 06 20",
    ),
    "Signe Låtsas": Step(
        ("Du träffar Fatima på Barnmottagningen", "You see Fatima at Barnmottagningen"),
        (
            "Onsdag 9 december kl. 15.15 om 15 dagar",
            "Wednesday 9 December at 15:15 in 15 days",
        ),
        "040-628 04 07",
    ),
    "Sten Exempelsson": Step(
        (
            "Fysioterapeuten Nour kommer hem till dig",
            "Nour, your physiotherapist, comes to your home",
        ),
        (
            "Tisdag 1 december kl. 10.00–10.45 om 7 dagar",
            "Tuesday 1 December 10:00–10:45 in 7 days",
        ),
        "031-390 06 11",
    ),
    "Tilde Låtsas": Step(
        ("Du träffar Fatima på Barnmottagningen", "You see Fatima at Barnmottagningen"),
        (
            "Onsdag 16 december kl. 14.30 om 22 dagar",
            "Wednesday 16 December at 14:30 in 22 days",
        ),
        "040-628 04 07",
    ),
    "Torsten Påhittinen": Step(
        ("3 tider att välja bland", "3 times to choose among"),
        (
            "Sparas åt dig till torsdag 26 november kl. 16.00.",
            "Kept for you until Thursday 26 November at 16:00.",
        ),
        "031-390 06 20",
    ),
    "Ulf Fantasia": Step(NOTHING, ("", ""), "0980-31 92 10"),
    "Vera Fantasia": Step(
        ("Du träffar din läkare", "You see your doctor"),
        (
            "Torsdag 3 december kl. 11.00–11.30 om 9 dagar",
            "Thursday 3 December 11:00–11:30 in 9 days",
        ),
        "08-465 004 30",
    ),
}


def test_every_demo_patient_is_among_those_who_read_their_next_step(visit):
    visit.go("/demo")

    patients = visit.page.locator("section:has(#patients) strong").all_inner_texts()

    assert sorted(patients) == sorted(STEPS)


@pytest.mark.parametrize("name", STEPS)
def test_the_patient_reads_what_happens_next_when_and_whom_to_call(visit, name):
    step = STEPS[name]
    visit.sign_in(name)

    for language, what, when in zip(("sv", "en"), step.what, step.when, strict=True):
        visit.speak(language)
        card = visit.page.locator("main > :is(.card--next, .ask)").first
        said = " ".join(card.inner_text().split())
        numbers = visit.page.locator('main a[href^="tel:"]').all_inner_texts()

        assert visit.path == "/"
        assert what in said
        assert when in said
        assert step.number in numbers[0]
    assert visit.complaints == []


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("name", STEPS)
def test_what_when_and_whom_to_call_are_on_the_first_screen(visit, name, language):
    visit.sign_in(name)
    visit.speak(language)
    bar = visit.page.locator("nav.nav").bounding_box()

    for part in ("#next-what", ".when__date", ".when__time", "section.call a.button"):
        for drawn in visit.page.locator(part).all():
            box = drawn.bounding_box()
            assert box["y"] >= 0, part
            assert box["y"] + box["height"] <= bar["y"], part


def test_what_goes_wrong_on_a_page_is_heard(visit):
    """The ear that the other tests trust must itself be awake."""
    visit.go("/demo")
    asking = 'const picture = document.createElement("img"); picture.src = "http://127.0.0.2:9/x";'
    visit.page.evaluate("() => {" + asking + "document.body.append(picture); }")
    visit.page.evaluate("() => { document.body.setAttribute('style', 'color: red'); }")
    visit.page.evaluate("() => { console.error('broken'); }")
    visit.page.wait_for_timeout(200)

    heard = "\n".join(visit.complaints)

    assert "http://127.0.0.2:9/x" in heard
    assert "style" in heard
    assert "broken" in heard
