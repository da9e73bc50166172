"""Which names mean one company."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars import SCENARIOS, load_calendar
from relance.reading.companies import company_key, same_company


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Lumigrade", "lumigrade"),
        ("LUMIGRADE SAS", "lumigrade"),
        ("Lumigrade, S.A.S.", "lumigrade"),
        ("Falkenrath GmbH & Co. KG", "falkenrath"),
        ("Müller & Söhne AG", "mullersohne"),
        ("Groupe Orbec", "orbec"),
        ("The Orbec Group", "orbec"),
        ("Cabinet Lisière", "lisiere"),
        ("Pelletier & Vigne", "pelletiervigne"),
        ("Pelletier et Vigne", "pelletiervigne"),
        ("Thistle Mere Ltd.", "thistlemere"),
        ("Groupe SA", "groupe"),
        ("SA", "sa"),
        ("  ", ""),
        ("", ""),
    ],
)
def test_a_key_keeps_what_tells_a_company_from_others(name: str, key: str) -> None:
    assert company_key(name) == key


@pytest.mark.parametrize(
    ("one", "other", "email", "other_email"),
    [
        ("MGV", "MGV Assurances", None, None),
        ("Lumigrade SAS", "lumigrade", None, None),
        ("Ombrelys", "Ombrelys France", None, None),
        ("Fenmarsh", "Fenmarsh Riverside", "a@fenmarsh.example", "b@fenmarsh.example"),
        ("MGV", "Mutuelle Générale Valdor", "x@mgv.example", "y@rh.mgv.example"),
        ("", "Opaline", "rh@opaline.example", "noemie@opaline.example"),
        ("Oakhaven", "Oakhaven Trust", "a@jobs.oakhaven.co.uk", "b@oakhaven.co.uk"),
    ],
)
def test_these_are_one_company(
    one: str, other: str, email: str | None, other_email: str | None
) -> None:
    assert same_company(one, other, email, other_email)
    assert same_company(other, one, other_email, email)


@pytest.mark.parametrize(
    ("one", "other", "email", "other_email"),
    [
        ("Orange", "Opaline", None, None),
        ("Orange", "Orange Marine", None, None),
        ("Banque", "Banque d'Arvernes", None, None),
        ("Groupe", "Groupe Orbec", None, None),
        ("Banque d'Arvernes", "Assurloire", "maud@hunterlys.example", "maud@hunterlys.example"),
        ("", "Opaline", "noemie_o@gmail.com", "autre_o@gmail.com"),
        ("", "Opaline", "no-reply@us.greenhouse-mail.io", "no-reply@us.greenhouse-mail.io"),
        ("", "Opaline", "a@first.co.uk", "b@second.co.uk"),
        ("", "", None, None),
    ],
)
def test_these_are_not(one: str, other: str, email: str | None, other_email: str | None) -> None:
    assert not same_company(one, other, email, other_email)
    assert not same_company(other, one, other_email, email)


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_companies_of_a_whole_calendar_group_into_its_processes(name: str) -> None:
    interviews = load_calendar(name).interviews
    for one in interviews:
        for other in interviews:
            together = same_company(
                one["company"],
                other["company"],
                one.get("contact_email"),
                other.get("contact_email"),
            )
            assert together == (one["process"] == other["process"]), (one, other)


@given(st.text(max_size=300))
def test_a_name_is_its_own_company_whatever_stands_around_it(name: str) -> None:
    assert company_key(f"  {name},") == company_key(name)
    assert same_company(name, name) == bool(company_key(name))


def test_the_list_of_public_suffixes_is_not_loaded_for_plain_domains() -> None:
    code = (
        "import sys\n"
        "from relance.reading.companies import same_company\n"
        "assert same_company('', 'X', 'a@b.example', 'c@b.example')\n"
        "assert not same_company('', 'X', 'a@b.example', 'c@d.test')\n"
        "assert 'tldextract' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
