"""Signing with one-time codes and on paper (63-ФЗ)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, transaction
from django.utils import timezone

from backoffice.errors import Refused
from backoffice.journal import Entry
from backoffice.signatures import codes, senders, services
from backoffice.signatures.kinds import Answer, Signer
from backoffice.signatures.models import Signature, SigningCode
from tests import documents, factories, signing

EMAIL = "backoffice.signatures.senders.EmailCodeSender"
CUSTOMER = Signature.Party.CUSTOMER


@pytest.fixture
def parent(db):
    person = factories.user("parent")
    person.email = "anna@example.org"
    person.save()
    return person


@pytest.fixture
def papers(db):
    return [documents.issued("AGENDA"), documents.issued("EXTRACT")]


@pytest.fixture
def by_email(settings):
    settings.CODE_SENDER = EMAIL
    senders.sender.cache_clear()
    yield
    senders.sender.cache_clear()


def test_a_code_signs_the_hashes_of_the_files_once(parent, papers):
    given = signing.signed(parent, papers)
    assert [one.sha256 for one in given] == [paper.file.sha256 for paper in papers]
    kept = Signature.objects.order_by("pk").values_list("kind", "party", "name", "authority", "signed_on", "scan")
    assert [*kept] == [("SIMPLE", "CUSTOMER", parent.full_name, "мать", timezone.localdate(), None)] * 2
    written = Entry.objects.filter(by=parent).order_by("pk").values_list("what", flat=True)
    assert [*written] == ["signing_code.sent", "document.signed", "document.signed"]


def test_only_a_keyed_hash_of_the_code_is_kept(parent, papers):
    code = signing.sent(parent, papers)
    row = SigningCode.objects.get()
    assert len(code) == 6 and code.isdigit()
    assert code not in str(vars(row)) and len(row.code_hash) == 64
    assert not Entry.objects.filter(note__contains=code).exists()
    assert row.expires_at - row.sent_at <= timedelta(minutes=10)


def test_a_used_code_is_good_for_nothing(parent, papers):
    code = signing.sent(parent, papers)
    services.sign(parent, papers, signing.by_code(parent, code), signing.act(parent), party=CUSTOMER, authority="мать")
    assert signing.why_not(parent, papers, signing.by_code(parent, code)) == ["SIGNING_CODE_REQUIRED"]


def test_a_code_is_used_once_though_two_acts_have_tried_it(parent, papers):
    answer = signing.by_code(parent, signing.sent(parent, papers))
    tried = parent.tried_code
    services.sign(parent, papers, answer, signing.act(parent), party=CUSTOMER, authority="мать")
    parent.tried_code = tried
    with pytest.raises(Refused, match="SIGNING_CODE_EXPIRED"):
        services.sign(parent, papers, answer, signing.act(parent), party=Signature.Party.PROVIDER, authority="")
    assert Signature.objects.count() == 2


def test_without_a_code_nothing_is_signed(parent, papers):
    assert signing.why_not(parent, papers, Answer("SIMPLE")) == ["SIGNING_CODE_REQUIRED"]
    assert signing.why_not(parent, papers, signing.by_code(parent, "123456")) == ["SIGNING_CODE_REQUIRED"]
    assert signing.why_not(parent, papers, Answer("")) == ["SIGNATURE_WAY_REQUIRED"]
    assert signing.why_not(parent, papers, Answer("QUALIFIED")) == ["SIGNATURE_WAY_REQUIRED"]


def test_a_code_that_was_not_tried_at_the_door_is_no_code(parent, papers):
    code = signing.sent(parent, papers)
    with pytest.raises(AssertionError, match="mutation_with_code"):
        signing.why_not(parent, papers, Answer("SIMPLE", code=code))


def test_a_wrong_code_is_told_with_what_is_left_until_the_right_one_is_no_good_either(parent, papers):
    code = signing.sent(parent, papers)
    for left in (4, 3, 2, 1, 0):
        answer = signing.by_code(parent, signing.wrong(code))
        (reason,) = services.why_not_sign(parent, papers, answer, on=timezone.localdate())
        assert reason.code == "SIGNING_CODE_WRONG" and reason.message.endswith(f"попыток: {left}.")
    (reason,) = services.why_not_sign(parent, papers, signing.by_code(parent, code), on=timezone.localdate())
    assert reason.code == "SIGNING_CODE_EXPIRED" and "слишком много раз" in reason.message
    assert SigningCode.objects.get().tries == 5


def test_spaces_in_a_code_do_not_matter(parent, papers):
    code = signing.sent(parent, papers)
    assert signing.why_not(parent, papers, signing.by_code(parent, f" {code[:3]} {code[3:]}")) == []


def test_a_code_signs_on_no_other_day(parent, papers):
    today = timezone.localdate()
    signing.by_code(parent, code := signing.sent(parent, papers))
    backdated = Answer("SIMPLE", code=code, signed_on=today - timedelta(days=1))
    assert signing.why_not(parent, papers, backdated) == ["SIGNED_ON_INVALID"]
    assert signing.why_not(parent, papers, Answer("SIMPLE", code=code, signed_on=today)) == []


def test_a_code_ends_with_its_minutes(parent, papers):
    code = signing.sent(parent, papers)
    ended = timezone.now()
    SigningCode.objects.update(sent_at=ended - timedelta(minutes=10), expires_at=ended)
    assert signing.why_not(parent, papers, signing.by_code(parent, code)) == ["SIGNING_CODE_EXPIRED"]
    assert SigningCode.objects.get().tries == 0


def test_a_code_that_ends_between_judging_and_signing_signs_nothing(parent, papers):
    answer = signing.by_code(parent, signing.sent(parent, papers))
    ended = timezone.now()
    SigningCode.objects.update(sent_at=ended - timedelta(minutes=10), expires_at=ended)
    with pytest.raises(Refused, match="SIGNING_CODE_EXPIRED"):
        services.sign(parent, papers, answer, signing.act(parent), party=CUSTOMER, authority="мать")


def test_a_newer_code_ends_the_older(parent, papers):
    older = signing.sent(parent, papers)
    newer = signing.sent(parent, papers)
    if older != newer:
        assert signing.why_not(parent, papers, signing.by_code(parent, older)) == ["SIGNING_CODE_WRONG"]
    assert signing.why_not(parent, papers, signing.by_code(parent, newer)) == []


def test_a_code_signs_no_other_files_and_nobody_elses(parent, papers):
    code = signing.sent(parent, papers)
    assert signing.why_not(parent, papers[:1], signing.by_code(parent, code)) == ["SIGNING_CODE_OF_OTHERS"]
    assert signing.why_not(parent, papers[::-1], signing.by_code(parent, code)) == ["SIGNING_CODE_OF_OTHERS"]
    other = factories.user("other")
    assert signing.why_not(other, papers, signing.by_code(other, code)) == ["SIGNING_CODE_REQUIRED"]


def test_codes_are_not_sent_without_end(parent, papers):
    for _ in range(codes.CODES_AN_HOUR):
        signing.sent(parent, papers)
    with pytest.raises(Refused, match="SIGNING_CODES_TOO_MANY"):
        signing.sent(parent, papers)
    SigningCode.objects.update(sent_at=timezone.now() - timedelta(hours=1))
    assert signing.sent(parent, papers)


def test_a_code_goes_by_mail_once_it_is_kept(parent, papers, by_email, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        told = services.send_code(parent, papers, signing.act(parent))
        assert not mail.outbox
    assert (told.sent_to, told.shown) == ("a•••@example.org", "")
    (letter,) = mail.outbox
    code = next(word for word in letter.body.split() if word.isdigit() and len(word) == 6)
    assert letter.to == ["anna@example.org"] and str(papers[0]) in letter.body
    assert signing.why_not(parent, papers, signing.by_code(parent, code)) == []


def test_a_code_that_did_not_leave_is_told(parent, papers, by_email, settings, django_capture_on_commit_callbacks):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    with pytest.raises(Refused, match="SIGNING_CODE_NOT_SENT"), django_capture_on_commit_callbacks(execute=True):
        services.send_code(parent, papers, signing.act(parent))


def test_who_has_no_address_gets_no_code(parent, papers, by_email):
    parent.email = ""
    with pytest.raises(Refused, match="SIGNING_CODE_NOWHERE"):
        signing.sent(parent, papers)


def test_codes_are_never_shown_in_production(settings):
    settings.PRODUCTION = True
    with pytest.raises(ImproperlyConfigured, match="CODE_SENDER"):
        senders.ShownCodeSender()


def test_paper_is_signed_with_its_scan_and_day(parent, papers):
    day = timezone.localdate()
    answer = Answer("PAPER", scan=signing.scan(parent).pk, signed_on=day)
    assert signing.why_not(parent, papers, answer) == []
    mother = Signer("Петрова Анна Ивановна", "мать", None)
    services.sign(parent, papers, answer, signing.act(parent), party=CUSTOMER, signer=mother)
    kept = Signature.objects.values_list("kind", "signer", "name", "authority", "scan", "signed_on").distinct()
    assert [*kept] == [("PAPER", None, mother.name, mother.authority, answer.scan, day)]
    assert signing.why_not(parent, papers, answer) == ["FILE_ALREADY_ATTACHED"]


def test_paper_needs_a_scan_of_ones_own_and_a_day_that_can_be(parent, papers):
    day = timezone.localdate()
    mine, others = signing.scan(parent).pk, signing.scan(factories.user("other")).pk
    assert signing.why_not(parent, papers, Answer("PAPER", signed_on=day)) == ["SCAN_REQUIRED"]
    assert signing.why_not(parent, papers, Answer("PAPER", scan=others, signed_on=day)) == ["FILE_NOT_FOUND"]
    for wrong in (None, day + timedelta(days=1), documents.HELD_ON - timedelta(days=1)):
        assert signing.why_not(parent, papers, Answer("PAPER", scan=mine, signed_on=wrong)) == ["SIGNED_ON_INVALID"]
    both = services.why_not_sign(parent, papers, Answer("PAPER"), on=day)
    assert [reason.path for reason in both] == [("scan",), ("signed_on",)]


@pytest.mark.parametrize("change", [{"sha256": "0" * 64}, {"name": "Другой"}])
def test_the_database_keeps_signatures_as_they_were_given(parent, papers, change):
    signing.signed(parent, papers)
    with pytest.raises(DatabaseError), transaction.atomic():
        Signature.objects.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Signature.objects.all().delete()


def test_a_side_signs_a_document_once(parent, papers):
    signing.signed(parent, papers)
    with pytest.raises(DatabaseError, match="a_side_signs_a_document_once"), transaction.atomic():
        signing.signed(parent, papers)


def test_codes_that_were_signed_with_do_not_count(parent):
    for _ in range(codes.CODES_AN_HOUR + 2):
        signing.signed(parent, [documents.issued("EXTRACT")])
    assert signing.sent(parent, [documents.issued("EXTRACT")])
