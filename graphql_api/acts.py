"""Legal acts and the rules in force that rest on them. Open to everybody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import strawberry
import strawberry_django
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, F, OuterRef, QuerySet, Value, When
from django.db.models.functions import Collate
from django.utils import timezone
from strawberry import relay

from backoffice.acts import models
from backoffice.acts.setting_words import SETTINGS
from backoffice.certification.models import ScoreCriterion as Criterion
from backoffice.municipalities.models import Municipality
from backoffice.units.models import Unit
from graphql_api import rule_words
from graphql_api.connections import KeysetConnection
from graphql_api.expressions import Words
from graphql_api.fields import in_sql, key_in
from graphql_api.files import StoredFile
from graphql_api.municipalities import municipality_of
from graphql_api.public import public

LONGEST = 500  # rows of one list; the acts of 2019 and our defaults give some thirty


def _act() -> Any:
    """The title of the act that a rule rests on."""

    def act(self) -> str:
        return self.basis.title

    return strawberry_django.field(
        resolver=act,
        select_related=["basis"],
        only=["basis__title"],
        metadata=in_sql(lambda info: F("basis__title")),
        description="Title of the act it rests on.",
    )


def _issuers(act) -> QuerySet:
    return Unit.objects.filter(acts_issued=act).order_by(Collate("name", "C")).values("name")


def _paragraph() -> Any:
    return strawberry_django.field(description="Paragraph of the act.")


def _is_default() -> Any:
    return strawberry_django.field(description="True: our default where the acts are silent.")


def _valid_from() -> Any:
    return strawberry_django.field(description="First day in force.")


@strawberry_django.type(
    models.LegalAct, description="An order, a regulation or rules that rules rest on. Everybody may read it."
)
class LegalAct(relay.Node):
    code: str = strawberry_django.field(description="Our own stable code.")
    title: str = strawberry_django.field(description="Title in Russian.")
    number: str = strawberry_django.field(description="Number as printed; empty for our own defaults.")
    adopted_on: dt.date | None = strawberry_django.field(description="Day of adoption; null for our own defaults.")
    in_force_from: dt.date = strawberry_django.field(description="First day in force (O 6).")
    in_force_to: dt.date | None = strawberry_django.field(description="First day no longer in force; null: open.")
    controller: str = strawberry_django.field(description="Who controls it, by post (O 5).")
    published_in: str = strawberry_django.field(description="Where it is published (O 4).")
    territory = municipality_of("territory", "Where it holds; null: in the whole region.")
    file: StoredFile | None = strawberry_django.field(
        description="Its text; null if we have none, or to one who is not signed in."
    )

    @strawberry_django.field(
        prefetch_related=["issuers"],
        only=["id"],
        metadata=in_sql(lambda info: ArraySubquery(_issuers(OuterRef("pk")))),
        description="Names of those who issued it.",
    )
    def issuers(self) -> list[str]:
        return sorted(unit.name for unit in self.issuers.all())


def _words(column: str, words: Callable[[], Mapping[str, str]], description: str) -> Any:
    """What a code of a row is called in Russian; empty for one that has no words."""

    def label(self) -> str:
        return words().get(getattr(self, column), "")

    return strawberry_django.field(
        resolver=label,
        only=[column],
        metadata=in_sql(lambda info: Words(column, words().items())),
        description=description,
    )


def _process_title() -> Any:
    return _words("process", rule_words.processes, "Title of the process in Russian.")


def _step_title() -> Case:
    titles = rule_words.steps().items()
    named = [When(process=process, step=step, then=Value(title)) for (process, step), title in titles]
    return Case(*named, default=Value(""))


@strawberry_django.type(models.DeadlineRule, description="How many days a step of a process may take.")
class DeadlineRule:
    process: str = strawberry_django.field(description="Name of the process, as its flow.")
    process_title = _process_title()
    step: str = strawberry_django.field(description="Name of the step; `case` for the whole case.")

    @strawberry_django.field(
        only=["process", "step"],
        metadata=in_sql(lambda info: _step_title()),
        description="Title of the step in Russian.",
    )
    def step_title(self) -> str:
        return rule_words.steps().get((self.process, self.step), "")

    days: int = strawberry_django.field(description="Number of days; the first is the next day.")
    in_working_days: bool = strawberry_django.field(description="False: calendar days.")
    valid_from: dt.date = _valid_from()
    paragraph: str = _paragraph()
    act = _act()
    is_default: bool = _is_default()


@strawberry_django.type(models.Setting, description="A number that the acts leave to the Rules.")
class Setting:
    code: str = strawberry_django.field(description="Stable code, upper case.")
    label = _words("code", lambda: SETTINGS, "What it is, in Russian.")
    value: Decimal = strawberry_django.field(description="The number, in the unit named.")
    unit_of_measure: str = strawberry_django.field(description="What the number counts, in Russian.")
    valid_from: dt.date = _valid_from()
    paragraph: str = _paragraph()
    act = _act()
    is_default: bool = _is_default()


@strawberry_django.type(models.RefusalGround, description="A coded ground on which a process may refuse.")
class RefusalGround:
    process: str = strawberry_django.field(description="Name of the process, as its flow.")
    process_title = _process_title()
    code: str = strawberry_django.field(description="Stable code, upper case.")
    text: str = strawberry_django.field(description="The ground in Russian.")
    valid_from: dt.date = _valid_from()
    paragraph: str = _paragraph()
    act = _act()
    is_default: bool = _is_default()


@strawberry_django.type(Criterion, description="What experts score.")
class ScoreCriterion:
    code: str = strawberry_django.field(description="Stable code, upper case.")
    label: str = strawberry_django.field(description="The criterion in Russian.")
    position: int = strawberry_django.field(description="Order on the sheet.")
    max_points: int = strawberry_django.field(description="Best mark; the worst is 0.")
    valid_from: dt.date = _valid_from()
    paragraph: str = _paragraph()
    act = _act()
    is_default: bool = _is_default()


@strawberry.type(
    description="The rules that decide on one day in one place: of each key the territory's own row before the"
    " region's, then the newest. A list has at most 500 rows."
)
class RulesInForce:
    on: dt.date = strawberry.field(description="The day.")
    territory: strawberry.Private[int | None] = None

    @strawberry_django.field(description="Terms of the steps, by process and step.")
    def deadlines(self) -> list[DeadlineRule]:
        return self._ruling(models.DeadlineRule, "process", "step")[:LONGEST]

    @strawberry_django.field(description="Numbers that the acts leave to the Rules, by code.")
    def settings(self) -> list[Setting]:
        return self._ruling(models.Setting, "code")[:LONGEST]

    @strawberry_django.field(description="Grounds of refusal, by process and code.")
    def refusal_grounds(self) -> list[RefusalGround]:
        return self._ruling(models.RefusalGround, "process", "code")[:LONGEST]

    @strawberry_django.field(description="Criteria of the experts, in the order of the sheet.")
    def score_criteria(self) -> list[ScoreCriterion]:
        return self._ruling(Criterion, "code").order_by("position", "pk")[:LONGEST]

    def _ruling(self, model, *key: str):
        return model.objects.ruling(*key, on=self.on, territory=self.territory)


@strawberry.type
class ActsQuery:
    @strawberry_django.connection(
        KeysetConnection[LegalAct], description="The acts, the oldest in force first. Open to everybody."
    )
    @public
    def legal_acts(self) -> list[LegalAct]:
        return models.LegalAct.objects.order_by("in_force_from", "id")

    @strawberry_django.field(
        description="The rules in force on a day (today by default), in a municipality or in the region at large; null"
        " if there is no such municipality. Open to everybody."
    )
    @public
    def rules_in_force(
        self, on: dt.date | None = None, municipality: strawberry.ID | None = None
    ) -> RulesInForce | None:
        key = None
        if municipality is not None:
            key = key_in(municipality, "Municipality")
            if not Municipality.objects.filter(pk=key).exists():
                return None
        return RulesInForce(on=on or timezone.localdate(), territory=key)
