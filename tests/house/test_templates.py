"""A template may link anywhere, but borrows only from base, parts and its own room."""

import re
from pathlib import Path

import pytest
from jinja2 import nodes

TEMPLATES = Path(__file__).parents[2] / "app/templates"
FILES = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html"))
BORROWING = (nodes.Extends, nodes.Include, nodes.FromImport, nodes.Import)


@pytest.fixture(scope="module", params=FILES)
def parsed(request, one_app):
    source = (TEMPLATES / request.param).read_text(encoding="utf-8")
    return request.param, source, one_app.jinja_env.parse(source)


def test_borrows_only_from_allowed_places(parsed):
    name, _source, tree = parsed
    for node in tree.find_all(BORROWING):
        borrowed = node.template.value
        assert borrowed == "base.html" or borrowed.partition("/")[0] in {
            "parts",
            name.partition("/")[0],
        }


def test_uses_everything_it_borrows(parsed):
    _name, _source, tree = parsed
    borrowed = {part for node in tree.find_all(nodes.FromImport) for part in node.names}
    used = {node.name for node in tree.find_all(nodes.Name)}
    assert borrowed <= used


def test_trusts_no_text_blindly(parsed):
    _name, source, _tree = parsed
    assert "| safe" not in source
    assert "|safe" not in source


def test_closes_its_blocks_by_name(parsed):
    _name, source, _tree = parsed
    assert "{% endblock %}" not in source


def test_a_macro_takes_few_arguments(parsed):
    _name, _source, tree = parsed
    for macro in tree.find_all(nodes.Macro):
        assert len(macro.args) <= 4, macro.name


def test_carries_no_style_and_no_script_of_its_own(parsed):
    name, source, _tree = parsed
    assert " style=" not in source
    assert "onclick" not in source
    assert name == "base.html" or "<style" not in source


def test_no_script_shares_its_names_with_another(parsed):
    _name, source, _tree = parsed
    for script in re.findall(r"<script\b.*?</script>", source, re.DOTALL):
        assert 'type="module"' in script or "js/keep.js" in script, script
