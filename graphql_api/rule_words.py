"""What rules are about, in the words of people: processes and steps, by the codes that the rule tables keep."""

from __future__ import annotations

from functools import cache

from workflows.catalog import FLOWS, titles_of_steps

# Acts that have grounds of their own, but no case.
ACTS = {
    "CertificateTermination": "Прекращение сертификата",
    "ContractTerminationByPayer": "Расторжение договора заказчиком",
    "ContractTerminationByProvider": "Расторжение договора поставщиком",
    "ProgramRevocation": "Исключение программы из реестра сертифицированных",
    "ProviderExclusion": "Исключение поставщика из реестра",
    "PupilWithdrawal": "Отчисление",
    "RegisterExclusion": "Исключение программы из муниципального реестра",
}


@cache
def processes() -> dict[str, str]:
    """Titles of processes, and of the acts that are none, by name."""
    return {flow_class.__name__: str(flow_class.process_title) for flow_class in FLOWS} | ACTS


@cache
def steps() -> dict[tuple[str, str], str]:
    """Titles of steps by name of process and step: two processes may call theirs alike and mean another thing."""
    named = {(node.flow_class.__name__, node.name): str(title) for node, title in titles_of_steps()}
    return named | {(process, "case"): "Всё дело" for process in processes()}
