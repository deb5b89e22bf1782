"""Programs of others that look through our pages: axe for access, Nu for HTML."""

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.site import ROOT

NODE_MODULES = ROOT / "tools" / "node_modules"
AXE = NODE_MODULES / "axe-core" / "axe.min.js"
NU = NODE_MODULES / "vnu-jar" / "build" / "dist" / "vnu.jar"

# All of axe's own rules, and two that it leaves off: the size of what a thumb has to hit, and
# the contrast of 7:1 that the next step itself must have.
RUN_AXE = """async () => {
  const found = await axe.run(document, {
    resultTypes: ["violations"],
    rules: {"target-size": {enabled: true}},
  });
  const strong = document.querySelector(".card--next") ? await axe.run(".card--next", {
    resultTypes: ["violations"],
    runOnly: {type: "rule", values: ["color-contrast-enhanced"]},
  }) : {violations: []};
  return [...found.violations, ...strong.violations].map((fault) => {
    const places = fault.nodes.map((node) => node.html.slice(0, 200));
    return `${fault.id}: ${fault.help}: ${places.join(" | ")}`;
  });
}"""


def axe_faults(page: Page) -> list[str]:
    """Return what axe finds on the open page. It comes in as a debugger, past the page's policy."""
    page.evaluate(f"() => {{ {AXE.read_text(encoding='utf-8')} }}")
    faults: list[str] = page.evaluate(RUN_AXE)
    return faults


def nu_faults(folder: Path, *, accepted: Sequence[str]) -> list[str]:
    """Return all the Nu Html Checker says about the files in a folder, but what we accept."""
    done = subprocess.run(
        ["java", "-jar", NU, "--format", "json", "--stdout", "--exit-zero-always", folder],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=True,
        text=True,
    )
    said = json.loads(done.stdout)["messages"]
    return [
        f"{Path(fault['url']).name}, line {fault.get('lastLine')}: {fault['message']}"
        for fault in said
        if not any(known in fault["message"] for known in accepted)
    ]
