"""Checkers find what they are there for, where it stands, and pass over what only looks like it."""

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.contributions.core.checks import contamination, language, personal, secrets, shape
from apps.contributions.core.findings import BLOCK, WARN, Finding
from apps.people.core import key_format

#: Put together here, so that no scanner of this repository takes them for keys.
AWS = "AKIA" + "Q4J7ZRT2MWXK5N3P"
GITHUB = "ghp_" + "q8Zr3Tn5Lk2Wv9Xb7Hc4Jd6Fg1Ys0Pm8Qa3E"
OWN = key_format.make("olp_", random.Random(4).randrange)
TEXT = "Top-dress maize when it stands knee high, about four to five weeks after planting, before rain is expected."


def sorts(found: Finding | None) -> list[str]:
    return [] if found is None else [place.sort for place in found.places]


@pytest.mark.parametrize(
    ("text", "sort"),
    [
        ("-----BEGIN RSA PRIVATE KEY-----\n" + "MIIEpAIBAAKCAQEA7Jx1" * 4, "private_key"),
        ("-----BEGIN OPENSSH PRIVATE KEY-----\n" + "b3BlbnNzaC1rZXktdjEA" * 4, "private_key"),
        (f"use {AWS} for the bucket", "aws"),
        (f"token={GITHUB};", "github"),
        (f"curl -H 'Authorization: Bearer {OWN}'", "own_key"),
        ("glpat-" + "xY7_kq2Lw9-Zt4RvB8nM", "gitlab"),
        ("AIza" + "SyD4f7Gh2Jk9Lm1Nq3Rt5Vw8Xz0BcPeQuYi", "google"),
        ("sk_live_" + "4eC39HqLyjWDarjtT1zdp7dc", "stripe"),
        ("hf_" + "aBcDeFgHiJkLmNoPqRsTuVwXyZabCdEfGh", "hugging_face"),
    ],
)
def test_a_key_blocks_and_is_found_where_it_stands(text: str, sort: str) -> None:
    found = secrets.check({"answer": TEXT + "\n" + text})
    assert found is not None
    assert (found.severity, sorts(found)) == (BLOCK, [sort])
    (place,) = found.places
    assert (place.field, place.start > len(TEXT)) == ("answer", True)


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        "AKIAIOSFODNN7EXAMPLE",
        "AKIA" + "X" * 16,
        "ghp_" + "x" * 36,
        OWN[:-1] + ("A" if OWN[-1] != "A" else "B"),
        "olp_ is how keys of people begin",
        "-----BEGIN PRIVATE KEY----- stands at the top of the file.",
        "-----BEGIN PUBLIC KEY-----\n" + "MIIEpAIBAAKCAQEA7Jx1" * 4,
        "https://user:password@example.org/",
        "password: correct horse battery staple",
        "Set password=<your password here> in the file.",
    ],
)
def test_what_only_looks_like_a_key_is_passed_over(text: str) -> None:
    assert secrets.check({"answer": text}) is None


def test_a_likely_password_warns_and_does_not_block() -> None:
    found = secrets.check({"answer": "postgres://app:x7Kq9mZ2pLw4@db.internal/app"})
    assert found is not None
    assert (found.severity, sorts(found)) == (WARN, ["password"])


def test_a_finding_never_repeats_the_words() -> None:
    found = secrets.check({"answer": GITHUB})
    assert found is not None
    assert GITHUB not in str(found.evidence()) + repr(found)
    assert found.evidence() == {
        "places": [{"field": "answer", "sort": "github", "start": 0, "end": len(GITHUB)}]
    }


@pytest.mark.parametrize(
    ("text", "sort"),
    [
        ("Write to amina.diallo@coop-ouest.sn for seed.", "email"),
        ("Appelez le +221 77 123 45 68 avant midi.", "phone"),
        ("My phone number is 0712 345 689.", "phone"),
        ("Call (415) 867-5309 today.", "phone"),
        ("Card 4539 1488 0343 6467, valid until May.", "card"),
        ("IBAN DE89 3704 0044 0532 0130 00 is his.", "iban"),
        ("GB82WEST12345698765432", "iban"),
        ("He was at 81.2.69.142 that evening.", "ip_address"),
        ("from 2a02:908:1391:9e00:b1c2:d3e4:f506:1728 on", "ip_address"),
    ],
)
def test_what_leads_to_a_person_warns(text: str, sort: str) -> None:
    found = personal.check({"answer": text})
    assert found is not None
    assert (found.severity, sorts(found)) == (WARN, [sort])
    (place,) = found.places
    assert 0 <= place.start < place.end <= len(text)


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        "Use @dataclass above the class and ping @amina.",
        "npm install @scope/package@1.2.3, then see logo@2x.png",
        "git clone git@github.com:openledger/site.git",
        "write to somebody@example.org",
        "Card 4539 1488 0343 6468 has a wrong digit.",
        "Card 4111 1111 1111 1111 is what manuals use.",
        "DE89 3704 0044 0532 0130 01",
        "The server listens on 192.168.1.10, 127.0.0.1 and 203.0.113.7.",
        "Upgrade to version 81.2.69.142 of the library.",
        "Yields rose from 1200 to 1850 kg/ha between 1998 and 2014.",
        "3.14159265358979 and 2024-11-24 12:30:45",
        "a[1:2:3], std::vector::begin and 12:30:45",
        "Call (415) 555-0123 is what films use.",
    ],
)
def test_what_leads_to_nobody_is_passed_over(text: str) -> None:
    assert sorts(personal.check({"answer": text})) == []


@pytest.mark.parametrize(
    ("text", "sort"),
    [
        (TEXT.upper(), "capitals"),
        ("maize " * 40, "one_word"),
        ("maize" * 100, "unbroken"),
        ("<div class='row'><span style='color: red'>maize</span></div>" * 3, "markup"),
        ("=-=-=-=-=-=-=-=- ***** ##### !!!!! ????? maize %%%%% &&&&& ((()))", "marks"),
    ],
)
def test_how_a_text_is_written_warns_where_it_is_odd(text: str, sort: str) -> None:
    found = shape.check({"answer": text})
    assert found is not None
    assert found.severity == WARN
    assert sort in sorts(found)


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        "NPK",
        "मक्का में नाइट्रोजन तब डालें जब पौधा घुटने तक ऊँचा हो जाए, यानी बुवाई के चार से पाँच सप्ताह बाद।",
        "ข้าวโพดควรใส่ปุ๋ยไนโตรเจนเมื่อต้นสูงถึงเข่า ประมาณสี่ถึงห้าสัปดาห์หลังปลูก ก่อนฝนตก",
        "玉米长到膝盖高时追施氮肥，大约在播种后四到五周，在下雨之前施用，把肥料放在行间而不是叶子上，这样根部才能吸收。",
        "for index, value in enumerate(rows): print(index, value['name'], value.get('size', 0))",
    ],
)
def test_ordinary_texts_of_many_scripts_are_written_as_they_should_be(text: str) -> None:
    assert sorts(shape.check({"answer": text})) == []


SWAHILI = "Mahindi yanapaswa kuwekwa mbolea wakati yamefika urefu wa goti, kama wiki nne hadi tano baada ya kupanda."


def test_another_language_than_the_datanets_is_named() -> None:
    found = language.check({"answer": SWAHILI}, ["en"])
    assert found is not None
    assert (found.severity, found.places[0].what) == (WARN, "sw")


@pytest.mark.parametrize(
    ("text", "languages"),
    [
        (SWAHILI, ["sw"]),
        (SWAHILI, ["en", "sw-KE"]),
        (SWAHILI, []),
        (SWAHILI[:40], ["en"]),
        (SWAHILI, ["en", "luo"]),
        (TEXT, ["en-GB"]),
        ("1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233, 377, 610, 987, 1597, 2584", ["en"]),
    ],
)
def test_of_language_nothing_is_said_where_nothing_can_be(text: str, languages: list[str]) -> None:
    assert language.check({"answer": text}, languages) is None


QUESTION = (
    "Which of the following gases makes up the largest part of the atmosphere of the planet Venus today?"
)


def test_a_question_of_a_benchmark_is_found_inside_of_a_longer_text() -> None:
    questions = contamination.questions_of([("planets", [QUESTION, "Too short to be one."])])
    found = contamination.check({"question": f"{TEXT} {QUESTION.upper()}", "answer": TEXT}, questions)
    assert found is not None
    (place,) = found.places
    assert (place.field, place.what, found.severity) == ("question", "planets", WARN)
    assert place.start == len(TEXT) + 1
    assert found.score is not None
    assert 0 < found.score < 500_000
    assert contamination.check({"answer": TEXT}, questions) is None


def test_a_short_question_is_found_as_a_whole_only() -> None:
    questions = contamination.questions_of([("short", ["What is the capital city of Burkina Faso called?"])])
    assert (
        contamination.check({"q": "so: what is the capital city of Burkina Faso called"}, questions)
        is not None
    )
    assert contamination.check({"q": "what is the capital city of Burkina Faso"}, questions) is None
    assert not contamination.questions_of([("none", ["Too short."])])


@given(st.dictionaries(st.sampled_from(["a", "b"]), st.text(max_size=300), max_size=2))
def test_no_text_breaks_a_checker_and_places_are_inside_of_it(texts: dict[str, str]) -> None:
    for found in (
        secrets.check(texts),
        personal.check(texts),
        shape.check(texts),
        language.check(texts, ["en"]),
    ):
        for place in () if found is None else found.places:
            assert place.start <= place.end <= len(texts[place.field])


HOSTILE = [
    "a" * 8_000,
    "1" * 8_000,
    "1 " * 4_000,
    "+1-" * 2_600,
    "a@" * 4_000,
    "a.a@a." * 1_300,
    "1.1." * 2_000,
    "a:" * 4_000,
    "::1" * 2_600,
    "DE89 " * 1_600,
    "<a " * 2_600,
    "&a" * 4_000,
    "password=" * 880,
    "https://a:" * 800,
    "eyJ" * 2_600,
    "-----BEGIN PRIVATE KEY-----" * 290,
    "sk-" * 2_600,
    "\u200b" * 8_000,
    "tel " * 2_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:8])
def test_a_text_made_to_be_slow_takes_no_longer_than_others(text: str) -> None:
    started = time.process_time()
    for check in (secrets.check, personal.check, shape.check):
        check({"answer": text})
    assert time.process_time() - started < 0.5
