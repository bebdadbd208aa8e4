"""What is sent beside the pages: vendored files are those of the manifest, and nothing of ours breaks the policy."""

import hashlib
import re
from pathlib import Path

import pytest

import openledger
from openledger.pages import colours
from tests.cluster import ROOT

STATIC = ROOT / "static"
VENDOR = STATIC / "vendor"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
#: Ways of saying where something is that do not turn with the direction of the script.
PHYSICAL = (
    r"(?<![\w-])(margin|padding|border)-(left|right|top|bottom)\b"
    r"|(?<![\w-])(left|right|top|bottom|float)\s*:|text-align:\s*(left|right)"
)


def manifest() -> dict[str, str]:
    lines = (VENDOR / "SHA256SUMS").read_text().splitlines()
    return {name: digest for digest, name in (line.split() for line in lines)}


def test_vendored_files_are_exactly_those_of_the_manifest() -> None:
    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.iterdir()
        if path.name not in {"README.md", "SHA256SUMS"}
    }
    assert found == manifest()


def test_every_vendored_file_has_its_origin_and_its_licence() -> None:
    told = (VENDOR / "README.md").read_text()
    assert [name for name in manifest() if f"`{name}`" not in told] == []
    assert "Open Font License" in (VENDOR / "inter.LICENSE.txt").read_text()


def test_what_a_first_visit_fetches_is_small() -> None:
    fonts = sum(path.stat().st_size for path in VENDOR.glob("*.woff2"))
    styles = sum(path.stat().st_size for path in (STATIC / "css").glob("*.css"))
    scripts = sum(path.stat().st_size for path in (STATIC / "js").glob("*.js"))
    assert fonts <= 90 * 1024
    assert styles <= 60 * 1024  # uncompressed; about a quarter of it is sent
    assert scripts <= 60 * 1024


@pytest.mark.parametrize("sheet", sorted((STATIC / "css").glob("*.css")), ids=lambda path: path.name)
def test_styles_know_no_left_and_right_so_that_pages_can_be_mirrored(sheet: Path) -> None:
    assert re.findall(PHYSICAL, sheet.read_text()) == []


@pytest.mark.parametrize("sheet", sorted((STATIC / "css").glob("*.css")), ids=lambda path: path.name)
def test_colours_are_named_in_one_place(sheet: Path) -> None:
    """But for the paper of a QR code, which a camera has to read in the dark as well."""
    if sheet.name != "tokens.css":
        assert set(re.findall(r"#[0-9A-Fa-f]{3,8}\b", sheet.read_text())) <= {"#FFFFFF"}


@pytest.mark.parametrize("page", TEMPLATES, ids=lambda path: path.name)
def test_templates_hold_no_inline_style_and_no_inline_script(page: Path) -> None:
    source = page.read_text()
    assert re.findall(r"\sstyle\s*=|<style|\son[a-z]+\s*=\s*[\"']|javascript:", source) == []
    scripts = re.findall(r"<script\b[^>]*>", source)
    assert [tag for tag in scripts if " src=" not in tag and 'type="application/json"' not in tag] == []


def test_the_version_that_pages_show_is_the_version_of_the_package() -> None:
    assert f'version = "{openledger.__version__}"' in (ROOT / "pyproject.toml").read_text()


def test_the_admin_wears_the_blue_of_the_house() -> None:
    tokens = (STATIC / "css" / "tokens.css").read_text()
    assert f"--accent: light-dark({colours.BLUES['600']}, {colours.BLUES['400']})" in tokens
    assert f"--accent-hover: light-dark({colours.BLUES['700']}, {colours.BLUES['300']})" in tokens
    assert f"--accent-soft: light-dark({colours.BLUES['100']}, {colours.BLUES['950']})" in tokens
