"""What each argument means. A name means the same wherever it stands, so it is said once."""

from __future__ import annotations

from graphql import GraphQLSchema

ARGUMENTS = {
    "after": "Cursor after which the page begins.",
    "amount": "Kopecks that would be needed of the certificate.",
    "asOf": "The day to look at; today by default.",
    "before": "Cursor before which the page ends.",
    "body": "Code of the unit that is responsible.",
    "child": "Global id of a child.",
    "category": "Code of a category of children.",
    "certificate": "Global id of a certificate.",
    "commission": "Global id of a commission.",
    "contract": "Global id of a contract on education.",
    "days": "How many working days, 1 to 400.",
    "decision": "Name of a mutation that carries out a decision, for example checkProgram.",
    "direction": "Direction of a program.",
    "dossier": "Global id of a dossier of a program.",
    "duty": "Global id of a duty of the roadmap.",
    "edition": "Global id of an edition of a program.",
    "filter": "What narrows the list.",
    "first": "How many rows from the beginning, at most 100.",
    "fundingStatus": "Only those that may be used so.",
    "group": "Global id of a group.",
    "groups": "Global ids of groups.",
    "holder": "Global id of the unit on whose desk they lie.",
    "hours": "Hours of lessons.",
    "id": "Global id. One that does not decode finds nothing.",
    "input": "What is decided, and on what.",
    "isOpen": "True: only the open ones; false: only the closed ones.",
    "item": "Number of the measure as printed in the roadmap, for example 1.10.",
    "kind": "Which register.",
    "last": "How many rows from the end, at most 100.",
    "meeting": "Global id of a meeting of a commission.",
    "municipality": "Global id of a municipality.",
    "note": "Why it is read, in a few words: the family sees the purpose, the auditor the note too.",
    "number": "Number of a certificate, all of its digits; or the check number of a document.",
    "newestFirst": "True: the newest first; else the oldest.",
    "on": "The day to look at; today by default.",
    "overdue": "True: only what is overdue; false: only what is not.",
    "period": "Global id of a funding period.",
    "process": "Name of a process, for example ProviderEntry.",
    "provider": "Global id of a provider.",
    "purpose": "What for it is read; may be left out where an open task of yours is about the child.",
    "register": "Which register.",
    "request": "Global id of a request for a place.",
    "run": "Global id of an import, or of a run of bulk issue.",
    "start": "The day before the first day that may count.",
    "startsOn": "First day of the lessons.",
    "status": "Only those in this state.",
    "subject": "Global id of what a case, or a decision, is about.",
    "text": "What stands in the name, of a case in its line; in any case of letters, «ё» is «е».",
    "view": "Which part of the desks.",
    "year": "The calendar year.",
}


def describe(schema: GraphQLSchema) -> None:
    """Give every argument its description, that of pages in place of Strawberry's; the house test asks for new ones."""
    for kind in schema.type_map.values():
        for field in getattr(kind, "fields", {}).values():
            for name, argument in getattr(field, "args", {}).items():
                argument.description = ARGUMENTS.get(name, argument.description)
