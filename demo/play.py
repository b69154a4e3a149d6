"""Plays the main job over HTTP, as every person would: python demo/play.py http://127.0.0.1:8000

Ends with 0 when everything was as expected, with 1 and the reason when not. May be played as often as wanted.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import commission
import contracts
import enrollment
import families
import made_up
import roadmap
from client import Person, Unexpected
from stage import Stage, expect

CRITERIA = ("CONTENT", "RESOURCES", "STAFF", "SAFETY", "RESULTS")
COSTS = ["11 378,00 ₽", "19 911,00 ₽", "21 610,00 ₽"]  # vectors NC-1, NC-2, NC-3


def enter_register(stage: Stage) -> tuple[Person, str]:
    """An applicant registers, applies and stands in the register of providers; return the person and the provider."""
    print("\n1. Поставщик входит в реестр")
    username, name = f"applicant-{stage.run}", f"Демо-{stage.run}"
    newcomer = Person(stage.address, username)
    newcomer.do("RegisterApplicant", username=username, fullName="Примеров Пример", password=f"demo-{stage.run}-pass")
    newcomer.sign_in(f"demo-{stage.run}-pass")
    stage.say("заявитель", "зарегистрировался и вошёл")
    card = made_up.provider_card(stage.chance, name)
    provider = newcomer.do("DraftProvider", idempotencyKey=stage.run, card=card)
    refusals = newcomer.decide("SubmitProvider", provider=provider["id"], expectedVersion=provider["version"])[
        "refusals"
    ]
    stage.say("система", f"сразу назвала, чего не хватает: {'; '.join(each['message'] for each in refusals)}")
    version = provider["version"]
    for kind in ("LICENCE", "CHARTER", "REGISTER_EXTRACT"):
        file = newcomer.upload(f"{kind.lower()}.pdf", made_up.PDF)
        newcomer.do("AttachProviderDocument", provider=provider["id"], expectedVersion=version, kind=kind, file=file)
        version += 1
    newcomer.do("SubmitProvider", provider=provider["id"], expectedVersion=version)
    stage.say("заявитель", "приложил документы и подал заявку")
    accepted = stage.clerk.do("ReviewProvider", **stage.on(stage.clerk, "review_provider", name), verdict="ACCEPT")
    expect("состояние поставщика", accepted["status"], "ACTIVE")
    stage.say(stage.clerk.username, f"внёс поставщика «{name}» в реестр")
    return newcomer, provider["id"]


def draft(stage: Stage, manager: Person, provider: str, name: str) -> tuple[str, dict]:
    """Draft a program with its file and submit it; return the edition and the card."""
    card = made_up.program_card(name)
    edition = manager.do(
        "DraftProgram",
        provider=provider,
        idempotencyKey=f"{stage.run}-{name}",
        kind="GENERAL_DEVELOPMENT",
        fundingMode="EXTRA_BUDGET",
        card=card,
    )
    file = manager.upload("программа.pdf", made_up.PDF)
    manager.do("AttachProgramDocument", edition=edition["id"], expectedVersion=1, kind="PROGRAM", file=file)
    manager.do("SubmitProgram", edition=edition["id"], expectedVersion=2)
    stage.say("поставщик", f"подал программу «{name}»: {len(card['modules'])} модуля")
    return edition["id"], card


def score(stage: Stage, line: str, points: int) -> None:
    """The next of the experts who were asked gives this mark for every criterion."""
    for expert in stage.experts:
        try:
            task = stage.on(expert, "score_program", line)
        except Unexpected:
            continue
        scores = [{"criterion": code, "points": points} for code in CRITERIA]
        expert.do("ScoreProgram", **task, scores=scores, opinion="Заключение эксперта по всем критериям.")
        stage.say(expert.username, f"оценил: {points * len(CRITERIA)} из {10 * len(CRITERIA)}")
        return
    raise Unexpected(f"никто из экспертов не получил задачу «{line}»")


def certify(stage: Stage, manager: Person, provider: str) -> None:
    """A program is returned, corrected, scored by three experts, classified, priced and certified."""
    print("\n2. Программа проходит сертификацию")
    name = f"Робототехника {stage.run}"
    edition, card = draft(stage, manager, provider, name)
    remark = {"field": "annotation", "text": "Аннотация слишком коротка: опишите, чему научится ребёнок."}
    stage.clerk.do("CheckProgram", **stage.on(stage.clerk, "check_program", name), verdict="RETURN", remarks=[remark])
    stage.say(stage.clerk.username, "вернул с замечанием к аннотации")
    correct(stage, manager, edition, card, name)
    stage.clerk.do("CheckProgram", **stage.on(stage.clerk, "check_program", name), verdict="PASS")
    stage.say(stage.clerk.username, "пропустил на оценку качества")
    stage.head.do("AssignExperts", **stage.on(stage.head, "assign_experts", name), experts=[])
    stage.say(stage.head.username, "назначил двух экспертов по нагрузке")
    score(stage, name, 9)
    score(stage, name, 4)
    stage.head.do("AssignExperts", **stage.on(stage.head, "assign_experts", name), experts=[])
    stage.say(stage.head.username, "оценки разошлись: назначил третьего")
    score(stage, name, 8)
    classes = [{"number": n, "mainQualification": "FIRST", "provision": "MEDIUM"} for n in (1, 2, 3)]
    classes[2]["secondQualification"] = "FIRST"
    stage.clerk.do("ClassifyProgram", **stage.on(stage.clerk, "classify_program", name), modules=classes)
    stage.say(stage.clerk.username, "классифицировал модули")
    done = stage.clerk.do("CertifyProgram", **stage.on(stage.clerk, "certify_program", name), verdict="CERTIFY")
    expect("состояние программы", done["status"], "CERTIFIED")
    stage.say(stage.clerk.username, "сертифицировал программу")
    show_register(stage, name)


def correct(stage: Stage, manager: Person, edition: str, card: dict, name: str) -> None:
    """The provider may change the remarked field and nothing else."""
    version = manager.ask("ProgramEdition", id=edition)["programEdition"]["version"]
    other = {**card, "aims": "Другие цели."}
    manager.refused("SaveProgram", "FIELD_NOT_REMARKED", edition=edition, expectedVersion=version, card=other)
    better = {**card, "annotation": "Ребёнок научится собирать и программировать роботов и защитит свой проект."}
    manager.do("SaveProgram", edition=edition, expectedVersion=version, card=better)
    manager.do("ResubmitProgram", **stage.on(manager, "resubmit_program", name))
    stage.say("поставщик", "исправил аннотацию (другие поля закрыты) и подал снова")


def show_register(stage: Stage, name: str) -> None:
    """Everybody finds the program in the register, with its number, date and costs."""
    after, stranger = None, Person(stage.address, "посетитель")
    while True:
        page = stranger.ask("ProgramRegister", kind="CERTIFIED", first=100, after=after)["programRegister"]
        for edge in page["edges"]:
            entry = edge["node"]
            if entry["edition"]["name"] == name:
                modules = entry["edition"]["modules"]
                costs = [module["normativeCosts"][0]["kopecksText"].replace("\xa0", " ") for module in modules]
                expect("нормативная стоимость", costs, COSTS)
                stage.say("реестр", f"№ {entry['number']} от {entry['includedOn']}: {name}; {', '.join(costs)}")
                return
        if not page["pageInfo"]["hasNextPage"]:
            raise Unexpected(f"программы «{name}» нет в реестре")
        after = page["pageInfo"]["endCursor"]


def refuse_and_appeal(stage: Stage, manager: Person, provider: str) -> None:
    """A second program is refused; the provider appeals, and the head upholds the appeal."""
    print("\n3. Отказ и жалоба")
    name = f"Шахматы {stage.run}"
    edition, _ = draft(stage, manager, provider, name)
    ground, reason = "AGE_OR_HOURS_OUTSIDE_NORMS", "Часов больше нормы."
    on = stage.on(stage.clerk, "check_program", name)
    stage.clerk.do("CheckProgram", **on, verdict="REFUSE", grounds=[ground], reason=reason)
    stage.say(stage.clerk.username, f"отказал: {ground}")
    manager.do("AppealRefusal", **stage.on(manager, "appeal_refusal", name), text="Часы в пределах нормы.")
    stage.say("поставщик", "обжаловал отказ")
    on = stage.on(stage.head, "decide_appeal", name)
    stage.clerk.refused("DecideAppeal", "NOT_FOUND", **on, verdict="UPHOLD", reason="Да.")
    upheld = stage.head.do("DecideAppeal", **on, verdict="UPHOLD", reason="Часы в норме.")
    expect("состояние после жалобы", upheld["status"], "QUALITY_REVIEW")
    stage.say(stage.head.username, "удовлетворил жалобу: дело пошло дальше, к экспертам")
    case = manager.ask("Cases", edition=edition)["cases"]["edges"][0]["node"]
    whole = manager.ask("Case", id=case["id"])["case"]
    tracker = whole["tracker"]
    stage.say("поставщик", f"видит: «{tracker['stepTitle']}» — {tracker['holder']}, срок {tracker['dueOn']}")
    for edge in whole["history"]["edges"]:
        stage.say("история дела", f"{edge['node']['at'][:16].replace('T', ' ')} {edge['node']['whatLabel']}")


def main() -> int:
    """Play everything; say what went otherwise."""
    address = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000"
    try:
        stage = Stage(address.rstrip("/"))
        manager, provider = enter_register(stage)
        certify(stage, manager, provider)
        refuse_and_appeal(stage, manager, provider)
        families.play(stage)
        enrollment.play(stage, commission.play(stage))
        contracts.play(stage, manager, provider)
        roadmap.play(stage)
    except (Unexpected, OSError) as problem:
        print(f"\nНе так, как ожидалось: {problem}", file=sys.stderr)
        return 1
    print("\nВсё прошло как ожидалось.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
