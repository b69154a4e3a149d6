"""An entry of the ledger told to a family in one sentence. Pure, so that SQL can say the same from the same table."""

from __future__ import annotations

from datetime import date

from backoffice import money

# What happened, by kind and by the place the money went into: words before the sum, words after it.
SAYS: dict[tuple[str, str], tuple[str, str]] = {
    ("GRANT", "balance"): ("на сертификат выделено ", ""),
    ("RESERVE", "reserved"): ("зарезервировано ", " на оплату обучения"),
    ("RELEASE", "balance"): ("из резерва возвращено в свободный остаток ", ""),
    ("RELEASE", "expired"): ("из резерва снято ", ": период уже закончился, поэтому эти средства сгорели"),
    ("WRITE_OFF", "written_off"): ("за обучение из резерва списано ", ""),
    ("ADJUST", "balance"): ("в свободный остаток возвращено ", " за занятия, которых не было"),
    ("ADJUST", "expired"): (
        "возвращено ",
        " за занятия, которых не было: период уже закончился, поэтому эти средства сгорели",
    ),
    ("EXPIRE", "expired"): ("сгорело ", " свободных средств"),
    ("NOMINAL_CHANGE", "balance"): ("номинал сертификата увеличен на ", ""),
    ("NOMINAL_CHANGE", "fund"): ("номинал сертификата уменьшен на ", ""),
}
WHY, LEFT, BASIS = " (", "; свободно осталось ", ". Основание: "


def explain(*, kind: str, into: str, amount: int, after: int, on: date, note: str, basis: str, paragraph: str) -> str:
    """«10.09.2026 зарезервировано 9 000,00 ₽ на оплату обучения (…); свободно осталось 2 609,00 ₽. Основание: …»

    `after` is the free balance after the entry; sums in kopecks.
    """
    before, behind = SAYS[kind, into]
    why = f"{WHY}{note})" if note else ""
    left = f"{LEFT}{money.text(after)}{BASIS}{basis}, {paragraph}."
    return f"{on:%d.%m.%Y} {before}{money.text(amount)}{behind}{why}{left}"
