"""What the numbers are that the acts leave to the Rules, in the words of people."""

from __future__ import annotations

SETTINGS = {
    "EXPERTS_REQUIRED": "Сколько экспертов оценивают программу",
    "EXPERT_DISAGREEMENT_PERCENT": "Расхождение оценок, при котором нужен третий эксперт",
    "EXPERT_PASS_PERCENT": "Оценка, с которой программа рекомендуется",
    "RETURNS_ALLOWED": "Сколько раз дело возвращают на исправление",
    "COOLING_OFF_MONTHS": "Когда исключённый поставщик может вернуться в реестр",
    "WARNING_PERCENT": "Когда предупреждают о приближении срока",
    "PRICE_ROUNDING_KOPECKS": "До чего округляется нормативная стоимость",
    "ISSUE_AGE_FROM": "Возраст, с которого выдают сертификат",
    "INVITATION_DAYS": "Срок приглашения в личный кабинет",
    "LOOKUPS_A_DAY": "Сколько номеров сертификатов сотрудник может проверить за сутки",
    "AUTO_RETURN_DAYS": "Когда возвращаются средства, которыми не пользуются",
    "AUTO_RETURN_NOTICE_DAYS": "За сколько предупреждают о возврате средств",
    "CARRY_OVER_PERCENT": "Сколько остатка переходит в новый период",
    "REPLENISHMENT_GRACE_DAYS": "Сколько место с финансированием ждёт пополнения",
    "RESUME_FUNDING_NEXT_PERIOD": "Когда возвращаются средства возобновлённого сертификата",
    "AGREEMENT_FUTURE_DAYS": "Когда можно заключить договор об оплате на следующий год",
    "COMMISSION_MEMBERS_MIN": "Наименьший состав комиссии",
    "PLACE_HOLD_DAYS": "Сколько место хранится за заявкой",
    "PRICE_CEILING_PERCENT": "Предел цены программы",
    "RESERVE_AT_ACCEPTANCE": "Когда резервируются средства договора",
    "BACKDATING_DAYS": "Когда договор можно заключить задним числом",
    "PROLONGATION_NOTICE_DAYS": "Когда предлагают продлить договор",
    "PROLONGATION_PRICE_PERCENT": "Предел цены при продлении",
    "SIGNING_CODE_MINUTES": "Срок кода подписи",
    "SIGNING_CODE_TRIES": "Сколько раз можно ошибиться в коде подписи",
    "CONTINUING_FIRST": "Есть ли первенство у тех, кто уже учится",
    "RECONFIRMATION_DAYS": "Когда программу реестра рассматривают снова",
}
