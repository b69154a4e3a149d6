"""What may be said against a signature. Pure."""

from __future__ import annotations

from datetime import date

from backoffice.errors import Refusal

SIMPLE = "63-ФЗ, ст. 5, ч. 2; ст. 6, ч. 2; ст. 9"  # a simple signature: a code that confirms who gives it
PAPER = "63-ФЗ, ст. 6; 273-ФЗ, ст. 54"
ASK_ANEW = "Запросите новый код."


def way_required() -> Refusal:
    """Nobody said how it is signed."""
    text, remedy = "Не указано, как подписан документ.", "Выберите подпись кодом или на бумаге."
    return Refusal("SIGNATURE_WAY_REQUIRED", text, SIMPLE, remedy, ("way",))


def code_required() -> Refusal:
    """No code was given, or none is waiting."""
    text, remedy = "Для подписи нужен одноразовый код.", "Запросите код и введите его."
    return Refusal("SIGNING_CODE_REQUIRED", text, SIMPLE, remedy, ("code",))


def code_of_others() -> Refusal:
    """The code that waits was asked for with other files."""
    text = "Код запрошен для других документов: эти им не подписать."
    return Refusal("SIGNING_CODE_OF_OTHERS", text, SIMPLE, "Прочтите документы и запросите код для них.", ("code",))


def code_wrong(left: int) -> Refusal:
    """A wrong code, and how many tries are left."""
    text = f"Код неверен. Осталось попыток: {left}."
    remedy = "Проверьте код и введите его снова." if left else ASK_ANEW
    return Refusal("SIGNING_CODE_WRONG", text, SIMPLE, remedy, ("code",))


def code_expired(*, tries_over: bool = False) -> Refusal:
    """Its time is over, or its tries are."""
    why = "неверный код ввели слишком много раз" if tries_over else "его время истекло"
    return Refusal("SIGNING_CODE_EXPIRED", f"Код больше не действует: {why}.", SIMPLE, ASK_ANEW, ("code",))


def too_many_codes(limit: int) -> Refusal:
    """Codes are not sent without end: each gives some tries more."""
    text = f"За час вы уже запросили кодов: {limit}. Больше нельзя."
    return Refusal("SIGNING_CODES_TOO_MANY", text, SIMPLE, "Повторите через час или подпишите на бумаге.")


def nowhere_to_send() -> Refusal:
    """We do not know where this person's codes go."""
    text = "Код некуда отправить: в учётной записи нет адреса."
    return Refusal("SIGNING_CODE_NOWHERE", text, SIMPLE, "Подпишите на бумаге или обратитесь к оператору.")


def not_sent() -> Refusal:
    """The message did not leave."""
    text = "Код отправить не удалось."
    return Refusal("SIGNING_CODE_NOT_SENT", text, SIMPLE, "Повторите через несколько минут или подпишите на бумаге.")


def scan_required() -> Refusal:
    """Paper without its scan."""
    text, remedy = "Приложите скан подписанного документа.", "Загрузите PDF, PNG или JPEG и приложите его."
    return Refusal("SCAN_REQUIRED", text, PAPER, remedy, ("scan",))


def signed_on_invalid(issued_on: date, today: date) -> Refusal:
    """The day on the paper cannot be."""
    text = f"День подписи на бумаге — с {issued_on:%d.%m.%Y} по {today:%d.%m.%Y}."
    return Refusal("SIGNED_ON_INVALID", text, PAPER, "Укажите день, который стоит на бумаге.", ("signed_on",))


def not_today() -> Refusal:
    """A code signs when it is given, never on another day."""
    text, remedy = "Кодом подписывают только сегодняшним днём.", "Уберите день подписи."
    return Refusal("SIGNED_ON_INVALID", text, SIMPLE, remedy, ("signed_on",))
