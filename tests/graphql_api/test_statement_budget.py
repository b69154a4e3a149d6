"""How many statements each decision sends over HTTP, exactly. A rise is a loss, a fall is a number to write down."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.deeds import DEEDS
from tests.every_deed import NEWER
from tests.statements import statements
from workflows import desks

pytestmark = pytest.mark.django_db
AIM, FOR_AN_AUTOMATIC_STEP = 12, 2  # of a decision after which a person goes on, with BEGIN and COMMIT


@dataclass(frozen=True)
class Budget:
    """All statements; the automatic steps among what the decision set going; what its own rules and its answer need."""

    total: int
    automatic: int = 0
    own: int = 0
    own_words: str = ""


BUDGETS = {
    "submitProgram": Budget(
        16, automatic=1, own=6, own_words="modules, places, provider, documents, namesakes; term of the case"
    ),
    "checkProgram: pass": Budget(11, automatic=1),
    "checkProgram: return": Budget(
        20,
        automatic=1,
        own=9,
        own_words="returns allowed; modules, places, documents, judged and written; names of territories; remarks",
    ),
    "checkProgram: refuse": Budget(15, automatic=1, own=4, own_words="upheld appeal; grounds twice; refusal"),
    "resubmitProgram": Budget(
        25,
        own=14,
        own_words="modules, places, documents, remarks, judged and written (8); names of territories; provider, file,"
        " namesakes; remarks; the days that the clock stood",
    ),
    "assignExperts: two": Budget(
        27,
        automatic=3,
        own=13,
        own_words="settings, opinions, best total, experts, judged and chosen (8); assignments; who has no case yet;"
        " a step more than one expert's: term, step, link",
    ),
    "scoreProgram: first of two": Budget(15, automatic=1, own=5, own_words="criteria twice; opinion, marks; siblings"),
    "scoreProgram: last of two": Budget(
        28,
        automatic=4,
        own=13,
        own_words="criteria twice, opinion, marks, siblings; the step that waited, its subject and its end;"
        " settings, opinions and best total, twice",
    ),
    "relieveExpert": Budget(10),
    "classifyProgram": Budget(
        16, own=5, own_words="modules; places, parameters, means: is every place priced; module's classes"
    ),
    "certifyProgram: certify": Budget(
        35,
        automatic=2,
        own=26,
        own_words="provider, modules, grounds, namesakes, places, parameters, means (7); modules' states; the price:"
        " figures, rounding, places, parameters, means, modules, three coefficients, cost (10); the edition replaced,"
        " held and read, and who asked for it; register: lock, number, entry, journal (4)",
    ),
    "certifyProgram: refuse": Budget(15, automatic=1, own=4, own_words="upheld appeal; grounds twice; refusal"),
    "appealRefusal": Budget(13, own=2, own_words="appeal; the days that the clock stood"),
    "decideAppeal: reject": Budget(13, automatic=2, own=2, own_words="appeal, read and written"),
    "decideAppeal: uphold": Budget(
        16, automatic=1, own=5, own_words="appeal, read and written; settings, opinions, best total"
    ),
    "withdrawProgram": Budget(10),
    "submitProvider": Budget(
        18,
        automatic=1,
        own=8,
        own_words="territory, documents, lock and search of duplicates, exclusion, cooling-off; term of the case;"
        " the answer's register entry",
    ),
    "reviewProvider: accept": Budget(
        24,
        automatic=2,
        own=15,
        own_words="register: lock, number, entry, journal; name of the unit; applicants become managers, no longer"
        " private (7); the answer's register entry and exit",
    ),
    "reviewProvider: return": Budget(
        20,
        automatic=1,
        own=10,
        own_words="returns allowed; territory and documents, judged and written; its name; round, remarks; the answer's"
        " entry",
    ),
    "reviewProvider: refuse": Budget(
        15, automatic=2, own=4, own_words="grounds twice; refusal; the answer's register entry"
    ),
    "resubmitProvider": Budget(
        28,
        own=17,
        own_words="territory, round, documents, remarks, judged and written (9); its name; duplicates, exclusion,"
        " cooling-off, documents (5); the days that the clock stood; the answer's register entry",
    ),
    "withdrawProvider": Budget(11, own=1, own_words="the answer's register entry"),
    "claimTask": Budget(4),
    "releaseTask": Budget(4),
    "assignTask": Budget(8),
}


def test_every_decision_has_a_budget():
    assert list(BUDGETS) == list(DEEDS)


@pytest.mark.parametrize("name", BUDGETS)
def test_a_decision_keeps_to_its_budget(api, people, name):
    deed, budget = DEEDS[name](people), BUDGETS[name]
    api(deed.by, "TaskCounts")  # a token is issued with the first request
    desks.operator(None)  # looked up once in the life of a worker

    answers: list = []
    sent = statements(lambda: answers.append(api(deed.by, deed.operation, input=deed.input)))

    assert answers[0].errors == []
    assert "refusals" not in next(iter(answers[0].data.values()))
    listed = "\n".join(sql[:150] for sql in sent)
    assert len(sent) == budget.total, f"{name}: {len(sent)}, not {budget.total}; write the new number.\n{listed}"
    locks = [sql for sql in sent if "FOR NO KEY UPDATE OF" in sql and '"workflows_process"' in sql]
    assert sum(" ORDER BY " not in sql for sql in locks) <= 1  # the case; those that end with it are locked in order
    steps = [sql.partition(" WHERE ") for sql in sent if sql.startswith('UPDATE "workflows_')]
    assert len({where for _, _, where in steps}) == len(steps)  # no step and no case is written twice
    assert not [columns for columns, _, _ in steps if "subject_line" in columns]  # nor whole


@pytest.mark.parametrize("name", BUDGETS)
def test_a_budget_above_the_aim_says_what_for(name):
    budget = BUDGETS[name]

    assert budget.total <= AIM + FOR_AN_AUTOMATIC_STEP * budget.automatic + budget.own
    assert bool(budget.own) == bool(budget.own_words)


# What the decisions about families, certificates and money send, to the statement.
COUNTED: dict[str, int] = {
    "applyForCertificate": 27,
    "applyForAChild: municipality": 27,
    "applyForAChild: organisation": 28,
    "issueCertificate: issue": 28,
    "issueCertificate: inactive": 24,
    "issueCertificate: reject": 17,
    "withdrawCertificate": 12,
    "inviteFamily": 12,
    "resolveDuplicate: same": 40,
    "resolveDuplicate: different": 11,
    "activateCertificate": 8,
    "discardCertificate": 12,
    "suspendCertificate": 27,
    "resumeCertificate": 9,
    "terminateCertificate": 33,
    "giveUpCertificate": 32,
    "requestMove": 24,
    "reviewMove: accept": 31,
    "reviewMove: refuse": 23,
    "withdrawMove": 19,
    "giveConsent": 10,
    "revokeConsent": 9,
    "recordConsent": 11,
    "recordSpecialNeeds": 13,
    "correctChild": 14,
    "endGuardianship": 12,
    "requestFunding": 20,
    "reviewFunding: grant": 34,
    "reviewFunding: queue": 25,
    "reviewFunding: refuse": 18,
    "withdrawFunding: request": 18,
    "withdrawFunding: place": 15,
    "returnFunding": 20,
    "removeFromQueue": 15,
    "startReplenishment": 17,
    "cancelReplenishment": 13,
    "draftFundingProgram": 17,
    "saveFundingProgram": 12,
    "submitFundingProgram": 16,
    "approveFundingProgram: approve": 25,
    "approveFundingProgram: return": 12,
    "resubmitFundingProgram": 17,
    "withdrawFundingProgram": 11,
    "draftParameters": 10,
    "saveParameters": 14,
    "submitParameters": 14,
    "checkParameters": 11,
    "approveParameters: approve": 23,
    "approveParameters: return": 12,
    "resubmitParameters": 15,
    "withdrawParameters": 11,
    "adoptUseOrder": 12,
    "appointPayer": 16,
    "saveRequisites": 7,
    "requestAgreement": 17,
    "confirmAgreement: confirm": 12,
    "confirmAgreement: reject": 15,
    "signAgreement": 12,
    "appealAgreement": 15,
    "decideAgreementAppeal: uphold": 12,
    "decideAgreementAppeal: reject": 12,
    "withdrawAgreement": 12,
    "archiveAgreement": 8,
    "startImport": 11,
    "cancelImport": 9,
    "startIssueRun": 13,
    "cancelIssueRun": 8,
    "startExport": 10,
    "approveComposition": 22,
    "adoptCommissionOrder": 12,
    "excludeFromRegister": 30,
    "excludeFromRegister: approved assignment": 36,
    "approveAssignment": 19,
    "fileDossier": 30,
    "checkDossier: pass": 12,
    "checkDossier: return": 25,
    "resubmitDossier": 39,
    "putOnAgenda": 18,
    "decidePreProfessional: approve": 37,
    "decidePreProfessional: refuse": 18,
    "decidePreProfessional: return": 15,
    "orderSignificant: approve": 38,
    "orderSignificant: return": 15,
    "orderGeneralDevelopment: approve": 38,
    "orderGeneralDevelopment: return": 15,
    "appealRejection": 15,
    "decideRejectionAppeal: uphold": 11,
    "decideRejectionAppeal: reject": 14,
    "withdrawDossier": 17,
    "callMeeting": 20,
    "sendAgenda": 14,
    "cancelMeeting": 14,
    "openMeeting": 44,
    "declareConflict: before": 14,
    "declareConflict: open ballot": 18,
    "castVote: first": 17,
    "castVote: last": 42,
    "confirmMinutesAsSecretary": 17,
    "confirmMinutesAsChair": 35,
    "correctMinutes": 29,
    "withdrawCorrection": 15,
    "draftGroup": 13,
    "saveGroup": 15,
    "saveGroup: open": 21,
    "openGroup": 10,
    "openGroup: with a price": 12,
    "closeGroup": 8,
    "cancelGroup: with a request": 33,
    "transferPupil": 20,
    "withdrawPupil": 23,
    "leaveProgram": 21,
    "recordResult": 9,
    "saveEnrollmentDraft": 23,
    "applyForEnrollment: place": 33,
    "applyForEnrollment: waits": 31,
    "submitEnrollment": 33,
    "acceptPlace: take": 19,
    "acceptPlace: give up": 28,
    "answerEnrollment: accept": 24,
    "answerEnrollment: refuse": 26,
    "assessEnrollment: possible": 23,
    "assessEnrollment: not possible": 23,
    "appealAssessment: appeal": 14,
    "appealAssessment: agree": 26,
    "decideAssessmentAppeal: uphold": 23,
    "decideAssessmentAppeal: reject": 33,
    "overrideAssessment": 27,
    "enroll: enroll": 20,
    "enroll: refuse": 26,
    "cancelEnrollmentRequest: draft": 17,
    "cancelEnrollmentRequest: sent": 26,
    "setContractLimit": 10,
    "offerContract: offer": 47,
    "offerContract: refuse": 36,
    "requestSigningCode": 28,
    "acceptContract: accept": 29,
    "acceptContract: decline": 42,
    "consentToContract: consent": 27,
    "consentToContract: decline": 42,
    "printApplication": 21,
    "recordPaperAcceptance": 31,
    "signContract: sign": 45,
    "signContract: refuse": 43,
    "terminateContract": 26,
    "requestAnnulment": 18,
    "answerAnnulment": 11,
    "decideAnnulment": 38,
    "prolongContract": 55,
}


def test_every_newer_decision_is_counted():
    assert list(COUNTED) == list(NEWER)


@pytest.mark.parametrize("name", NEWER)
def test_a_newer_decision_sends_exactly_so_many_statements(api, people, name):
    deed = NEWER[name](people)
    api(deed.by, "TaskCounts")  # a token is issued with the first request
    desks.operator(None)  # looked up once in the life of a worker

    answers: list = []
    sent = statements(lambda: answers.append(api(deed.by, deed.operation, input=deed.input)))

    assert answers[0].errors == []
    answer = next(iter(answers[0].data.values()))
    assert not answer.get("refusals") or "id" in answer
    listed = "\n".join(sql[:150] for sql in sent)
    assert len(sent) == COUNTED[name], f"{name}: {len(sent)}, not {COUNTED[name]}; write the new number.\n{listed}"
