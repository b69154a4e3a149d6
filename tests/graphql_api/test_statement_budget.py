import os

import pytest

from tests.deeds import DEEDS
from tests.statements import statements

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", DEEDS)
def test_x(api, people, name):
    api(people["clerk"], "TaskCounts")
    api(people["clerk"], "TaskCounts")
    deed = DEEDS[name](people)
    api(deed.by, "TaskCounts")
    answers = []
    sent = statements(lambda: answers.append(api(deed.by, deed.operation, input=deed.input)))
    (answer,) = answers
    assert answer.errors == []
    (result,) = answer.data.values()
    assert "refusals" not in result, result
    with open(os.environ["OUT"], "a") as out:
        print(f"==== {name}: {len(sent)}", file=out)
        for number, sql in enumerate(sent, 1):
            print(f"{number:3} {sql[: int(os.environ.get('CUT', 400))]}", file=out)
