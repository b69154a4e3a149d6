# Nothing is needed but Python 3.11+ and make. Settings are variables: make run PORT=8001 DATA_DIR=/var/data
PYTHON ?= python3
# exec: the signals of make must reach the launcher, not a shell before it
LAUNCH = @command -v $(PYTHON) >/dev/null || { echo "Не найден $(PYTHON): установите Python 3.11 или новее."; exit 1; }; \
	exec $(PYTHON) -m launch

.PHONY: help run test test-slow check check-ui check-clients check-chaos demo schema bench bench-full bench-surge bench-signings

help:
	@echo "make run     запустить систему с базой и демонстрационными данными (PORT=8000)"
	@echo "make demo    пройти показ на запущенной системе"
	@echo "make test    прогнать тесты (ARGS=\"-k слово\" передаёт доводы в pytest)"
	@echo "make test-slow  прогнать долгие тесты"
	@echo "make bench   измерить скорость рядом с другими (меньше 4 минут); make bench-full — подробно"
	@echo "make bench-surge  15 000 заявок на 5 000 мест за пять минут (ARGS=\"--kill\" убивает при этом сервер и базу)"
	@echo "make bench-signings  подписать 1 000 договоров разом (ARGS=\"--kill\" убивает при этом сервер и базу)"
	@echo "make check   проверить код: стиль, типы, импорты, миграции, схему"
	@echo "make check-ui  проверить интерфейс в браузере (нужен Chromium)"
	@echo "make check-clients  проверить систему чужими программами (долго, нужен npm)"
	@echo "make check-chaos  мучить базу под нагрузкой: заморозить, оборвать, перезапустить, убить (около пяти минут)"
	@echo "make schema  записать schema.graphql заново"

test-slow:
	$(LAUNCH) test -m slow

check-clients:
	@exec $(PYTHON) -m checks

check-chaos:
	$(LAUNCH) chaos $(ARGS)

bench-surge:
	$(LAUNCH) surge $(ARGS)

bench-signings:
	$(LAUNCH) signings $(ARGS)

bench-full:
	$(LAUNCH) bench --full $(ARGS)

run test check check-ui demo schema bench:
	$(LAUNCH) $@ $(ARGS)
