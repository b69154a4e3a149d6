"""Kopecks as people read them. Pure: no database, no clock, no framework."""

NO_BREAK_SPACE = "\u00a0"
MINUS = "\u2212"


UP_TO_NINETEEN = (
    *("", "один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять", "десять"),
    *("одиннадцать", "двенадцать", "тринадцать", "четырнадцать", "пятнадцать"),
    *("шестнадцать", "семнадцать", "восемнадцать", "девятнадцать"),
)
TENS = ("", "", "двадцать", "тридцать", "сорок", "пятьдесят", "шестьдесят", "семьдесят", "восемьдесят", "девяносто")
HUNDREDS = (
    *("", "сто", "двести", "триста", "четыреста"),
    *("пятьсот", "шестьсот", "семьсот", "восемьсот", "девятьсот"),
)
FEMININE = {"один": "одна", "два": "две"}
THOUSANDS = ("тысяча", "тысячи", "тысяч")
SCALES = ((10**9, ("миллиард", "миллиарда", "миллиардов")), (10**6, ("миллион", "миллиона", "миллионов")))
MOST = 10**12  # roubles: no sum of ours is near, and no word stands for it here


def text(kopecks: int) -> str:
    """Write kopecks as roubles: 1500050 is «15 000,50 ₽», with no-break spaces so that a sum never falls apart."""
    return f"{MINUS if kopecks < 0 else ''}{figures(abs(kopecks))}{NO_BREAK_SPACE}₽"


def figures(kopecks: int) -> str:
    """The figures alone, for columns whose head says what they are: «15 000,50»."""
    roubles, rest = divmod(kopecks, 100)
    return f"{roubles:,}".replace(",", NO_BREAK_SPACE) + f",{rest:02d}"


def in_words(kopecks: int) -> str:
    """Write kopecks as contracts do: 1500050 is «пятнадцать тысяч рублей 50 копеек».

    :raises ValueError: less than nothing, or more than can be said
    """
    roubles, rest = divmod(kopecks, 100)
    if not 0 <= roubles < MOST:
        raise ValueError(f"{kopecks} kopecks")
    named = _spelled(roubles) or "ноль"
    roubles_are, kopecks_are = plural(roubles, "рубль", "рубля", "рублей"), plural(rest, "копейка", "копейки", "копеек")
    return f"{named} {roubles_are} {rest:02d}{NO_BREAK_SPACE}{kopecks_are}"


def plural(number: int, one: str, few: str, many: str) -> str:
    """The form of a noun that stands after a number: 21 рубль, 22 рубля, 12 рублей."""
    if number % 10 == 1 and number % 100 != 11:
        return one
    return few if number % 10 in (2, 3, 4) and number % 100 not in (12, 13, 14) else many


def _spelled(number: int) -> str:
    words = []
    for scale, forms in SCALES:
        count, number = divmod(number, scale)
        words += [_below_thousand(count), plural(count, *forms)] if count else []
    count, number = divmod(number, 1000)
    if count:
        *others, last = _below_thousand(count).split()
        words += [*others, FEMININE.get(last, last), plural(count, *THOUSANDS)]
    return " ".join(filter(None, [*words, _below_thousand(number)]))


def _below_thousand(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    tens, ones = (0, rest) if rest < 20 else divmod(rest, 10)
    return " ".join(filter(None, (HUNDREDS[hundreds], TENS[tens], UP_TO_NINETEEN[ones])))
