"""manage.py check_seal FILE: says whose seal a PDF bears and whether it is whole."""

import sys
from pathlib import Path

from cryptography import x509
from django.core.management.base import BaseCommand, CommandError

from backoffice.signatures.keys import the_key


class Command(BaseCommand):
    help = (
        "Проверить электронную печать в файле PDF. Код выхода 1, если печати нет, файл изменён или ей нельзя доверять."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="файл PDF с печатью")
        parser.add_argument("--authority", type=Path, help="сертификаты PEM, которым доверять; без них — нашей печати")

    def handle(self, *args, file: Path, authority: Path | None, **options):
        from backoffice.signatures.validation import NotReadable, verdicts  # seconds to load

        try:
            roots = x509.load_pem_x509_certificates(authority.read_bytes()) if authority else the_key().roots
            found = verdicts(file.read_bytes(), roots)
        except (OSError, ValueError) as error:
            raise CommandError(str(error)) from error
        except NotReadable:
            raise CommandError("Файл испорчен: печать не читается.") from None
        if not found:
            raise CommandError("В файле нет электронной печати.")
        for each in found:
            whole = "файл не изменён" if each.is_whole else "ФАЙЛ ИЗМЕНЁН"
            trusted = "сертификату доверяем" if each.is_trusted else "СЕРТИФИКАТУ НЕ ДОВЕРЯЕМ"
            self.stdout.write(f"{each.subject}, сертификат № {each.serial}, {each.said_at}: {whole}, {trusted}")
        if not all(each.is_good for each in found):
            sys.exit(1)
