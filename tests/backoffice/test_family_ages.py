"""Made-up children are as old as they say, on every day of the year."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from backoffice.people import ages
from tests import families


@pytest.mark.parametrize("age", [3, 10, 17])
def test_a_child_is_of_the_age_it_was_made_for_on_every_day_of_the_year(monkeypatch, age):
    for number in range(366):
        today = date(2028, 1, 1) + timedelta(days=number)
        monkeypatch.setattr(timezone, "localdate", lambda today=today: today)
        born = families.born(age)
        around = [today + timedelta(days=days) for days in (-120, 0, 120)]
        assert [ages.age_on(born, day) for day in around] == [age] * 3, today
