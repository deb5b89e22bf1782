"""The phone can put Nästa steg among its programs, with a name and icons of its own."""

import struct

import pytest

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def manifest(visit):
    visit.go("/about")
    place = visit.page.locator('link[rel="manifest"]').get_attribute("href")
    answer = visit.context.request.get(visit.address + place)
    assert answer.headers["content-type"].startswith("application/manifest+json")
    return answer.json()


def test_the_manifest_says_what_a_phone_asks_for(manifest):
    assert manifest["name"] == "Nästa steg"
    assert len(manifest["short_name"]) <= 12
    assert manifest["start_url"] == manifest["scope"] == manifest["id"] == "/"
    assert manifest["display"] == "standalone"
    assert manifest["lang"] in ("sv", "en")


def test_every_icon_is_there_and_as_large_as_it_says(visit, manifest):
    seen = set()
    for icon in manifest["icons"]:
        answer = visit.context.request.get(visit.address + icon["src"])
        picture = answer.body()

        assert answer.ok, icon
        assert answer.headers["content-type"] == icon["type"] == "image/png"
        assert picture.startswith(PNG)
        assert "x".join(map(str, struct.unpack(">II", picture[16:24]))) == icon["sizes"]
        seen.add((icon["sizes"], icon["purpose"]))

    assert seen >= {
        (size, purpose) for size in ("192x192", "512x512") for purpose in ("any", "maskable")
    }


def test_every_icon_that_a_page_names_is_there(visit):
    visit.go("/about")

    for link in visit.page.locator('link[rel~="icon"], link[rel="apple-touch-icon"]').all():
        answer = visit.context.request.get(visit.address + link.get_attribute("href"))
        assert answer.ok, link.get_attribute("href")


def test_chromium_finds_no_fault_with_the_manifest(visit):
    visit.go("/about")

    read = visit.context.new_cdp_session(visit.page).send("Page.getAppManifest")

    assert read["url"].endswith("/manifest.webmanifest")
    assert read["errors"] == []
