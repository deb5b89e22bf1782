"""The Swedish days when the week is not as usual."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import holidays
from holidays.constants import DE_FACTO, PUBLIC


@dataclass(frozen=True)
class Year:
    """The red days of a year and the eves before them."""

    red_days: frozenset[date]
    eves: frozenset[date]


@lru_cache(maxsize=16)
def year(number: int) -> Year:
    """Return the red days and eves of a year.

    Midsummer's Eve, Christmas Eve and New Year's Eve are not red in law, but care is closed
    as on a red day, so they count as one. An eve is a day before a red day when many units
    close early: trettondagsafton, skärtorsdagen, valborgsmässoafton and the day before Alla
    helgons dag.
    """
    red = frozenset(holidays.country_holidays("SE", years=number, categories=(PUBLIC, DE_FACTO)))
    easter = _named(number, "Påskdagen")
    eves = {
        date(number, 1, 5),
        easter - timedelta(days=3),
        date(number, 4, 30),
        _named(number, "Alla helgons dag") - timedelta(days=1),
    }
    return Year(red_days=red, eves=frozenset(eves - red))


def _named(number: int, name: str) -> date:
    return holidays.country_holidays("SE", years=number, language="sv").get_named(name)[0]
