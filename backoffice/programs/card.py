"""What a provider writes about a program, as one typed card. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field

from backoffice.programs.words import Area, Direction, Form


def _field(label: str, description: str, *, money: bool = False, prose: bool = False, code_of: str = "", **rest):
    said = {"label": label, "description": description, "money": money, "prose": prose, "code_of": code_of}
    return field(metadata=said, **rest)


@dataclass(frozen=True, kw_only=True)
class ModuleCard:
    """A module of a program, usually one year."""

    name: str = _field("Название модуля", "Name.")
    months: int = _field("Продолжительность, месяцев", "How long, months.")
    hours: int = _field("Часов всего", "H: hours in all.")
    individual_hours: int = _field("Из них индивидуальных", "Hi: of them individual hours.", default=0)
    second_teacher_hours: int = _field("Часов второго педагога", "Hd: hours of a second teacher.", default=0)
    main_teacher: str = _field("Квалификация педагога", "Qualification of the main teacher, in words.", default="")
    second_teacher: str = _field("Квалификация второго педагога", "The same of the second teacher.", default="")
    min_children: int = _field("Детей в группе, не менее", "Smallest group.")
    max_children: int = _field("Детей в группе, не более", "Largest group.")
    expected_results: str = _field("Ожидаемые результаты", "What pupils will know and can do.", prose=True, default="")
    asked_price: int | None = _field("Желаемая цена", "Price the provider asks, kopecks.", money=True, default=None)


@dataclass(frozen=True, kw_only=True)
class PlaceCard:
    """Where the program is taught."""

    municipality: str = _field("Муниципальное образование", "Code of the municipality.", code_of="Municipality")
    area: Area = _field("Местность", "Town or country: the normative cost differs.")
    address: str = _field("Адрес", "Address.")


@dataclass(frozen=True, kw_only=True)
class ProgramCard:
    """The card of a program: what is certified."""

    name: str = _field("Название", "Name, at most 255 characters.")
    short_name: str = _field("Краткое название", "Short name, at most 64 characters.")
    direction: Direction = _field("Направленность", "Direction.")
    form: Form = _field("Форма обучения", "Form of teaching.")
    activities: str = _field("Виды деятельности", "Kinds of activity.", prose=True, default="")
    annotation: str = _field("Аннотация", "Annotation for families.", prose=True, default="")
    aims: str = _field("Цели и задачи", "Aims and tasks.", prose=True, default="")
    age_from: int = _field("Возраст от, лет", "Youngest pupil, full years.")
    age_to: int = _field("Возраст до, лет", "Oldest pupil, full years.")
    for_gifted: bool = _field("Для одарённых детей", "For gifted children (C pre).", default=False)
    for_special_needs: bool = _field("Для детей с ОВЗ", "For children with special needs (C pre).", default=False)
    equipment: str = _field("Нормы оснащения", "Norms of equipment.", prose=True, default="")
    modules: tuple[ModuleCard, ...] = _field("Модули", "Modules in their order.", default=())
    places: tuple[PlaceCard, ...] = _field("Места обучения", "Where it is taught.", default=())
