"""Loads the reference data. A second run writes nothing.

A file owns the columns it names, except where people work on them later: a duty and a calendar day are only begun, and
a rule row that is no longer a default is theirs. When a unit, an act or a rule ends is theirs too. No row is deleted.
"""

import tomllib
from collections import Counter
from decimal import Decimal
from itertools import count
from pathlib import Path

from django.db import connection, transaction

from backoffice.acts.models import CalendarDay, DeadlineRule, LegalAct, RefusalGround, Setting
from backoffice.certificates.models import CertificateCategory
from backoffice.certification.models import ScoreCriterion
from backoffice.commissions.models import Commission, CommissionOrder, RegisterCondition
from backoffice.documents.models import DocumentTemplate, RegimeRule
from backoffice.entitlements.models import UseOrder, UseOrderRule
from backoffice.municipalities.models import Municipality, RoadmapDuty, RoadmapItem
from backoffice.people.models import ConsentText
from backoffice.programs.models import OperatorFigures, ProvisionCoefficient, QualificationCoefficient
from backoffice.reference import production_calendar
from backoffice.reference.writing import Row, add_missing, bring_up_to_date
from backoffice.units.models import Unit

DATA = Path(__file__).parent / "data"
COMMISSION = "Комиссия по формированию реестров программ"
# Rule tables by their name in rules.toml, with the columns that tell their rows apart.
RULES = {
    "deadlines": (DeadlineRule, ("process", "step")),
    "grounds": (RefusalGround, ("process", "code")),
    "settings": (Setting, ("code",)),
    "criteria": (ScoreCriterion, ("code",)),
    "figures": (OperatorFigures, ()),
    "qualifications": (QualificationCoefficient, ("position", "qualification")),
    "provisions": (ProvisionCoefficient, ("provision",)),
    "consents": (ConsentText, ("purpose",)),
    "regimes": (RegimeRule, ()),
}


@transaction.atomic
def load() -> Counter:
    """Write what the files say and count the rows `added` and `corrected`. Two loaders wait for each other."""
    tally: Counter = Counter(added=0, corrected=0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('backoffice.reference'))")
    territories = _read("municipalities")
    units = _units(territories, tally)
    _municipalities(territories, units, tally)
    acts = _acts(units, tally)
    _roadmap(territories, units, tally)
    _rules(acts, tally)
    _certificates(acts, tally)
    _commissions(territories, units, acts, tally)
    _templates(acts, tally)
    _calendar(tally)
    return tally


def _read(name: str) -> dict:
    with (DATA / f"{name}.toml").open("rb") as file:
        return tomllib.load(file, parse_float=Decimal)


def _units(territories: dict, tally: Counter) -> dict[str, int]:
    """Write every unit; return their keys by code."""
    bodies = _read("units")
    rows = bodies["units"] + [
        {"code": each["code"], "kind": Unit.Kind.MUNICIPALITY, "name": each["name"]}
        for stage in territories["stages"].values()
        for each in stage["municipalities"]
    ]
    rows += [
        {"code": _commission_of(row["code"]), "kind": Unit.Kind.COMMISSION, "name": f"{COMMISSION}, {row['name']}"}
        for row in rows
        if row["kind"] == Unit.Kind.MUNICIPALITY
    ]
    rows = [row | {"valid_from": bodies["valid_from"]} for row in rows]
    ours = Unit.objects.exclude(kind__in=[Unit.Kind.CHILD, Unit.Kind.PROVIDER])
    return {code: unit.pk for (code,), unit in bring_up_to_date(Unit, rows, ("code",), tally, among=ours).items()}


def _municipalities(territories: dict, units: dict[str, int], tally: Counter) -> None:
    payers = count(1)  # in the order of the act
    rows = [
        {
            "unit_id": units[each["code"]],
            "form": each["form"],
            "stage": stage,
            "accounting_from": dates["accounting_from"],
            "funding_from": dates["funding_from"],
            "payer_code": f"{next(payers):02d}",
            "oktmo": each["oktmo"],
            "oktmo_source": territories["oktmo_source"] if each["oktmo"] else "",
        }
        for stage, dates in territories["stages"].items()
        for each in dates["municipalities"]
    ]
    bring_up_to_date(Municipality, rows, ("unit_id",), tally)


def _acts(units: dict[str, int], tally: Counter) -> dict[str, int]:
    """Write every act with its issuers; return their keys by code."""
    rows = _read("acts")["acts"]
    issuers = {row["code"]: row.pop("issuers") for row in rows}
    acts = {code: act.pk for (code,), act in bring_up_to_date(LegalAct, rows, ("code",), tally).items()}
    issued = [
        {"legalact_id": acts[act], "unit_id": units[issuer]} for act, names in issuers.items() for issuer in names
    ]
    add_missing(LegalAct.issuers.through, issued, ("legalact_id", "unit_id"), tally)
    return acts


def _roadmap(territories: dict, units: dict[str, int], tally: Counter) -> None:
    roadmap = _read("roadmap")
    rows = [{"section": section["heading"]} | item for section in roadmap["sections"] for item in section["items"]]
    scopes = {row["number"]: roadmap["scopes"][row.pop("scope")] for row in rows}
    rows = [{"position": position} | row for position, row in enumerate(rows, start=1)]
    items = bring_up_to_date(RoadmapItem, rows, ("number",), tally)
    duties = [
        {"item_id": items[number,].pk, "body_id": units[code]}
        for number, scope in scopes.items()
        for code in _bodies(scope, territories)
    ]
    add_missing(RoadmapDuty, duties, ("item_id", "body_id"), tally)


def _bodies(scope: dict, territories: dict) -> list[str]:
    """Codes of everybody who answers for a measure: the units named, then the municipalities of the stages."""
    return scope["units"] + [
        each["code"] for stage in scope["stages"] for each in territories["stages"][stage]["municipalities"]
    ]


def _rules(acts: dict[str, int], tally: Counter) -> None:
    rules = _read("rules")
    of_every_row = {
        "territory_id": None,
        "valid_from": rules["valid_from"],
        "basis_id": acts[rules["basis"]],
        "paragraph": rules["paragraph"],
        "is_default": True,
    }
    for name, (model, key) in RULES.items():
        rows = [row | of_every_row for row in rules[name]]
        key += ("territory_id", "valid_from")
        bring_up_to_date(model, rows, key, tally, is_ours=lambda row: row.is_default)


def _certificates(acts: dict[str, int], tally: Counter) -> None:
    """Write the categories of children, and the region's use order where no newer one has taken its place."""
    certificates, rules = _read("certificates"), _read("rules")
    bring_up_to_date(CertificateCategory, certificates["categories"], ("code",), tally)
    order = certificates["use_order"]
    lines = order.pop("rules")
    first = {"territory_id": None, "valid_from": rules["valid_from"]}
    row = order | first | {"basis_id": acts[rules["basis"]], "paragraph": rules["paragraph"], "is_default": True}
    written = bring_up_to_date(UseOrder, [row], (*first,), tally, is_ours=lambda order: order.is_default)
    lines = [line | {"order_id": written[*first.values(),].pk} for line in lines]
    add_missing(UseOrderRule, lines, ("order_id", "register", "funding_status"), tally)


def _commission_of(municipality: str) -> str:
    """The code of a municipality's commission (C 2.5.1)."""
    return f"{municipality}-commission"


def _commissions(territories: dict, units: dict[str, int], acts: dict[str, int], tally: Counter) -> None:
    """Write the commission of each municipality, and the region's order where no newer one has taken its place."""
    codes = [each["code"] for stage in territories["stages"].values() for each in stage["municipalities"]]
    rows: list[Row] = [{"unit_id": units[_commission_of(code)], "municipality_id": units[code]} for code in codes]
    bring_up_to_date(Commission, rows, ("unit_id",), tally)
    order, rules = _read("commissions")["order"], _read("rules")
    conditions = order.pop("conditions")
    first = {"territory_id": None, "valid_from": rules["valid_from"]}
    row = order | first | {"basis_id": acts[rules["basis"]], "paragraph": rules["paragraph"], "is_default": True}
    written = bring_up_to_date(CommissionOrder, [row], (*first,), tally, is_ours=lambda order: order.is_default)
    conditions = [line | {"order_id": written[*first.values(),].pk} for line in conditions]
    add_missing(RegisterCondition, conditions, ("order_id", "register", "code"), tally)


def _templates(acts: dict[str, int], tally: Counter) -> None:
    """Write the templates of documents. What documents were made of stays: a newer one is a row of its own."""
    rules = _read("rules")
    of_every_row = {
        "territory_id": None,
        "valid_from": rules["valid_from"],
        "basis_id": acts[rules["basis"]],
        "paragraph": rules["paragraph"],
        "is_default": True,
    }
    sources = [(row.pop("parts"), row) for row in _read("documents")["templates"]]
    rows = [of_every_row | {"regime": ""} | row | {"source": _joined(parts)} for parts, row in sources]
    add_missing(DocumentTemplate, rows, ("kind", "regime", "territory_id", "valid_from"), tally)


def _joined(parts: list[str]) -> str:
    return "\n".join((DATA / "documents" / f"{part}.typ").read_text(encoding="utf-8") for part in parts)


def _calendar(tally: Counter) -> None:
    years = _read("calendar")
    rows = production_calendar.days(years["first_year"], years["last_year"], years["declared_off"])
    add_missing(CalendarDay, rows, ("day",), tally)
