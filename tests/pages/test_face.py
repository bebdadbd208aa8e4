"""How amounts, ids and times are written: with their sign, all that counts of their digits, and their zone."""

from datetime import date, datetime, timedelta

import pytest
from django import forms
from django.template import Context, Template
from django.utils import timezone, translation

from apps.foundation.money import Amount
from openledger.templatetags import face

JOURNAL = "txn_01KAE2Q4RB7Z3M9W5XV8C6D7AT"


def render(source: str, **context: object) -> str:
    return Template("{% load face i18n %}" + source).render(Context(context)).strip()


@pytest.mark.parametrize(
    ("micro", "exact", "signed", "flow"),
    [
        (73, "0.000073", "+ 0.000073", "amt"),
        (-10_000, "−0.010000", "− 0.010000", "neg"),
        (1_204_500_000_000, "1,204,500.000000", "+ 1,204,500.000000", "amt"),
        (0, "0.000000", "0.000000", ""),
    ],
)
def test_amounts_in_columns_keep_six_decimals_and_their_sign(
    micro: int, exact: str, signed: str, flow: str
) -> None:
    assert face.exact(micro) == exact
    assert face.exact_signed(Amount(micro)) == signed
    assert face.flow(micro) == flow


def test_an_amount_is_never_rounded_to_nothing() -> None:
    assert ">0.000073 <" in render(
        '{% include "_amount.html" with amount=amount unit=True %}', amount=Amount(73)
    )


def test_a_loss_is_told_by_its_sign_and_not_by_colour_alone() -> None:
    shown = render('{% include "_amount.html" with amount=amount signed=True %}', amount=-5_000_000)
    assert 'class="money neg"' in shown
    assert "− 5.00" in shown


def test_an_id_is_short_to_read_and_whole_to_copy() -> None:
    shown = render('{% include "_id.html" with id=id %}', id=JOURNAL)
    assert f'title="{JOURNAL}"' in shown
    assert f'data-copy="{JOURNAL}"' in shown
    assert ">txn_01KAE2…AT<" in shown


def test_an_instant_is_shown_in_utc_with_its_zone() -> None:
    nairobi = timezone.get_fixed_timezone(180)
    assert face.utc(datetime(2026, 11, 19, 17, 2, tzinfo=nairobi)) == "Nov 19, 2026, 14:02 UTC"
    assert face.utc(date(2026, 11, 19)) == "Nov 19, 2026"


@pytest.mark.parametrize("language", ["sw", "ar", "en-xa"])
def test_days_are_written_in_the_readers_language_or_in_english(language: str) -> None:
    with translation.override(language):
        assert "2026" in face.utc(date(2026, 11, 19)) or "٢٠٢٦" in face.utc(date(2026, 11, 19))


def test_what_was_is_ago_and_what_comes_is_in() -> None:
    now = timezone.now()
    assert face.ago(now - timedelta(minutes=3, seconds=5)) == "3\xa0minutes ago"
    assert face.ago(now + timedelta(days=2, hours=1)) == "in 2\xa0days"


def test_no_time_leaves_no_trace() -> None:
    assert render('{% include "_time.html" with at=at %}', at=None) == ""


def test_what_people_write_is_shown_as_text() -> None:
    shown = render(
        '{% include "_avatar.html" with id=id name=name %}', id="usr_1", name="<script>alert(1)</script>"
    )
    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown


class Form(forms.Form):
    """One field that is wrong, one box to tick, one hidden."""

    name = forms.CharField(
        max_length=3, help_text="Three letters.", widget=forms.TextInput({"placeholder": "Name"})
    )
    agreed = forms.BooleanField(required=False)
    token = forms.CharField(widget=forms.HiddenInput, required=False)


def test_a_field_names_its_help_and_its_error_to_screen_readers() -> None:
    shown = render('{% include "_field.html" with field=form.name %}', form=Form({"name": "four"}))
    assert 'aria-describedby="id_name_helptext id_name_error"' in shown
    assert 'aria-invalid="true"' in shown
    assert 'id="id_name_helptext"' in shown
    assert 'id="id_name_error"' in shown


def test_a_box_to_tick_has_its_label_behind_it() -> None:
    shown = render('{% include "_field.html" with field=form.agreed %}', form=Form())
    assert shown.index("<input") < shown.index("<label")


def test_a_hidden_field_is_only_its_control() -> None:
    assert render('{% include "_field.html" with field=form.token %}', form=Form()).startswith("<input")


def test_a_placeholder_that_repeats_the_label_is_left_out() -> None:
    assert "placeholder" not in face.quiet(Form()["name"])


@pytest.mark.parametrize(
    ("older", "newest", "links"), [("?before=7", "", 1), ("", "?", 1), ("?before=7", "?", 2), ("", "", 0)]
)
def test_a_list_ends_with_the_ways_that_go_on(older: str, newest: str, links: int) -> None:
    assert render('{% include "_pager.html" %}', next_url=older, first_url=newest).count("<a ") == links


def test_no_value_of_a_template_may_bring_style_or_script_of_its_own() -> None:
    """The policy forbids both; a page that needs them would be broken in every browser."""
    shown = render('{% chart points title="Items" %}{% identicon "usr_1" %}', points=[(1, 2), (2, 5)])
    assert "style=" not in shown
    assert "<style" not in shown
