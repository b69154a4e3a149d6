"""Signing in and out, the viewer, registration, tokens."""

import re
from datetime import timedelta

import orjson
import pytest
from axes.models import AccessAttempt
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from backoffice.access import Role
from backoffice.accounts import services, viewers
from backoffice.accounts.models import AccessToken, RegistrationAttempt, Session, User
from backoffice.units.models import Membership, Unit
from config import settings as product
from tests.conftest import codes, document, post

PASSWORD = "correct horse 77"
pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(member, unit):
    user = member(Role.OPERATOR_CLERK, unit(name="Оператор"), username="clerk", full_name="Анна Петрова")
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(client, username="clerk", password=PASSWORD, **headers):
    return post(client, document("SignIn"), {"input": {"username": username, "password": password}}, **headers)


def test_me_is_the_person_with_the_roles_of_today(api, clerk, unit):
    today = timezone.localdate()
    gone = unit(Unit.Kind.MUNICIPALITY)
    Membership.objects.create(
        user=clerk, role=Role.MUNICIPAL_HEAD, unit=gone, valid_from=today - timedelta(days=9), valid_to=today
    )
    Membership.objects.create(user=clerk, role=Role.MUNICIPAL_CLERK, unit=gone, valid_from=today + timedelta(days=1))

    me = api(clerk, "Me").data["me"]

    assert me["user"]["fullName"] == "Анна Петрова"
    (held,) = me["memberships"]
    assert (held["role"], held["roleLabel"]) == ("OPERATOR_CLERK", "Специалист оператора")
    assert held["unit"]["kind"] == "REGIONAL_OPERATOR"
    assert held["unit"]["kindLabel"] == "Региональный оператор"
    assert held["unit"]["name"] == "Оператор"


def test_the_viewer_of_a_token_and_of_a_session_is_one_statement(clerk, django_assert_num_queries):
    token = services.issue_token("clerk")
    client = Client()
    sign_in(client)
    for find, key in (
        (viewers.viewer_of_token, token),
        (viewers.viewer_of_session, client.cookies["sessionid"].value),
    ):
        with django_assert_num_queries(1):
            viewer = find(key)
        assert viewer.user == clerk
        assert [*viewer.units] == [Role.OPERATOR_CLERK]


def test_a_person_without_a_role_is_a_viewer_without_units(member, unit):
    newcomer = member(Role.APPLICANT, unit())
    newcomer.memberships.all().delete()
    viewer = viewers.viewer_of_token(services.issue_token(newcomer.username))
    assert (viewer.user, viewer.units) == (newcomer, {})


def test_nobody_comes_in_with_an_expired_token_or_as_an_inactive_user(api, clerk):
    assert api(clerk, "Me").data
    AccessToken.objects.update(expires_at=timezone.now())
    assert api(clerk, "Me").error_codes == ["UNAUTHENTICATED"]
    AccessToken.objects.update(expires_at=timezone.now() + timedelta(days=1))
    User.objects.update(is_active=False)
    assert api(clerk, "Me").error_codes == ["UNAUTHENTICATED"]


def test_sign_in_begins_a_session_with_a_new_key_and_sign_out_ends_it(clerk):
    client = Client(enforce_csrf_checks=True)
    client.cookies["sessionid"] = "a" * 32

    answer = sign_in(client)

    assert answer.data["signIn"]["memberships"][0]["role"] == "OPERATOR_CLERK"
    row = Session.objects.get()
    assert row.user == clerk
    assert row.session_key == client.cookies["sessionid"].value != "a" * 32
    csrf = client.cookies["csrftoken"].value
    assert post(client, document("Me")).status == 403
    assert post(client, document("Me"), **{"X-CSRFToken": csrf}).data["me"]["user"]["fullName"] == "Анна Петрова"
    assert post(client, document("SignOut"), **{"X-CSRFToken": csrf}).data == {"signOut": {"signedOut": True}}
    assert not Session.objects.exists()
    assert post(client, document("Me")).error_codes == ["UNAUTHENTICATED"]


def test_a_second_sign_in_changes_the_key(clerk):
    client = Client()
    sign_in(client)
    first = client.cookies["sessionid"].value
    sign_in(client)
    assert client.cookies["sessionid"].value != first
    assert not Session.objects.filter(session_key=first).exists()


def test_a_changed_password_ends_the_session(clerk):
    client = Client()
    sign_in(client)
    clerk.set_password("another horse 78")
    clerk.save()
    assert post(client, document("Me")).error_codes == ["UNAUTHENTICATED"]


def test_an_expired_session_is_a_stranger(clerk):
    client = Client()
    sign_in(client)
    Session.objects.update(expire_date=timezone.now())
    assert post(client, document("Me")).error_codes == ["UNAUTHENTICATED"]


@pytest.mark.parametrize(
    ("username", "password"),
    [("clerk", "wrong"), ("nobody", PASSWORD), ("cl\u00e9rk", "x"), ("c" * 400, "x"), ("clerk", "x" * 300)],
)
def test_a_wrong_name_and_a_wrong_password_sound_the_same(clerk, username, password):
    answer = sign_in(Client(), username, password)
    assert codes(answer) == ["BAD_CREDENTIALS"]
    assert not Session.objects.exists()


def test_five_failures_lock_and_the_right_password_does_not_help(clerk):
    for _ in range(4):
        assert codes(sign_in(Client(), password="wrong")) == ["BAD_CREDENTIALS"]
    assert codes(sign_in(Client(), password="wrong")) == ["LOCKED_OUT"]
    assert AccessAttempt.objects.get().failures_since_start == 5

    answer = sign_in(Client())

    assert codes(answer) == ["LOCKED_OUT"]
    assert "15 мин." in answer.data["signIn"]["refusals"][0]["remedy"]
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
    assert "user" in sign_in(Client()).data["signIn"]


def test_the_product_keeps_passwords_by_argon2(clerk, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    assert product.PASSWORD_HASHERS == settings.PASSWORD_HASHERS, "the tests have a cheaper one, see conftest"
    clerk.set_password(PASSWORD)
    clerk.save()
    assert clerk.password.startswith("argon2$argon2id$")
    assert codes(sign_in(Client(), password="wrong")) == ["BAD_CREDENTIALS"]
    assert "user" in sign_in(Client()).data["signIn"]


@pytest.mark.django_db(transaction=True)
def test_failures_outlive_the_refusal(clerk):
    sign_in(Client(), password="wrong")
    assert AccessAttempt.objects.get().failures_since_start == 1


@pytest.mark.parametrize(
    "query",
    [
        "mutation { a: signIn(input: %s) { __typename } b: signIn(input: %s) { __typename } }",
        "mutation { ...A ...B } fragment A on Mutation { a: signIn(input: %s) { __typename } }"
        " fragment B on Mutation { b: signIn(input: %s) { __typename } }",
        "mutation { a: signIn(input: %s) { __typename }"
        " ... { ... on Mutation { b: signIn(input: %s) { __typename } } } }",
    ],
)
def test_one_operation_tries_to_sign_in_once(send, clerk, query):
    credentials = '{username: "clerk", password: "wrong"}'
    answer = send(None, query % (credentials, credentials))
    assert answer.error_codes == ["LIMIT_EXCEEDED"]
    assert not AccessAttempt.objects.exists()


NEWCOMER = {"username": " Ivanova.M ", "fullName": "Мария Иванова", "email": "m@example.org", "password": PASSWORD}


def test_a_newcomer_gets_an_account_without_any_role(api):
    answer = api(None, "RegisterApplicant", input=NEWCOMER)
    assert answer.data["registerApplicant"]["fullName"] == "Мария Иванова"
    user = User.objects.get()
    assert (user.username, user.email, user.memberships.count()) == ("ivanova.m", "m@example.org", 0)
    assert "memberships" in sign_in(Client(), "ivanova.m").data["signIn"]


def test_every_reason_against_an_account_comes_at_once(api, clerk):
    bad = {"username": "ы", "fullName": " ", "email": "nowhere", "password": "12345"}
    refusals = api(None, "RegisterApplicant", input=bad).data["registerApplicant"]["refusals"]
    assert [(refusal["code"], refusal["path"]) for refusal in refusals] == [
        ("USERNAME_INVALID", ["username"]),
        ("FULL_NAME_INVALID", ["fullName"]),
        ("EMAIL_INVALID", ["email"]),
        ("PASSWORD_TOO_SHORT", ["password"]),
        ("PASSWORD_TOO_COMMON", ["password"]),
    ]
    assert all(re.search("[а-я]", refusal["message"]) for refusal in refusals)
    assert all(refusal["remedy"] for refusal in refusals[-2:])
    assert codes(api(None, "RegisterApplicant", input={**NEWCOMER, "username": "clerk"})) == ["USERNAME_TAKEN"]
    similar = api(None, "RegisterApplicant", input={**NEWCOMER, "password": "ivanova.m1"})
    assert codes(similar) == ["PASSWORD_TOO_SIMILAR"]
    assert not re.search("[a-z]", similar.data["registerApplicant"]["refusals"][0]["message"])
    assert codes(api(None, "RegisterApplicant", input={**NEWCOMER, "password": "x" * 201})) == ["PASSWORD_TOO_LONG"]
    assert User.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_address_registers_ten_times_an_hour(api):
    for _ in range(10):
        assert codes(api(None, "RegisterApplicant", input={**NEWCOMER, "fullName": ""})) == ["FULL_NAME_INVALID"]
    assert codes(api(None, "RegisterApplicant", input=NEWCOMER)) == ["TOO_MANY_REGISTRATIONS"]
    RegistrationAttempt.objects.update(at=timezone.now() - timedelta(minutes=61))
    assert "id" in api(None, "RegisterApplicant", input=NEWCOMER).data["registerApplicant"]
    assert RegistrationAttempt.objects.count() == 1


def test_the_command_prints_a_token_that_works(clerk, capsys):
    call_command("issue_token", "clerk")
    assert viewers.viewer_of_token(capsys.readouterr().out.strip()).user == clerk
    with pytest.raises(CommandError, match="Нет действующего пользователя «nobody»"):
        call_command("issue_token", "nobody")


def test_a_colleague_is_seen_and_a_foreign_applicant_is_not(member, unit, clerk):
    mine, other = unit(Unit.Kind.PROVIDER), unit(Unit.Kind.PROVIDER)
    me, colleague = member(Role.APPLICANT, mine), member(Role.PROVIDER_MANAGER, mine)
    stranger = member(Role.APPLICANT, other)
    seen = User.objects.visible_to(viewers.viewer_of_token(services.issue_token(me.username)))
    assert {*seen} == {me, colleague}
    assert stranger in User.objects.visible_to(viewers.viewer_of_token(services.issue_token("clerk")))


def test_the_answer_to_a_wrong_token_is_that_to_a_stranger(clerk):
    client = Client()
    sign_in(client)
    for header in ("Bearer nonsense", "Bearer", "Basic Y2xlcms6eA==", "Bearer \u00e9"):
        assert post(client, document("Me"), Authorization=header).error_codes == ["UNAUTHENTICATED"]


def test_the_body_is_utf8_and_not_stored(api, clerk):
    response = api(clerk, "Me").response
    assert "Анна Петрова".encode() in response.content
    assert response["Cache-Control"] == "no-store"
    assert orjson.loads(response.content)
