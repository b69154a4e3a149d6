"""What the steps are called, as the product's flows say it; the comparison of the answers watches over it."""

TITLES = {  # of the steps that stand open in the generated region
    "review_provider": "Рассмотреть заявку поставщика",
    "resubmit_provider": "Исправить замечания к заявке",
    "check_program": "Проверить карточку программы",
    "resubmit_program": "Исправить замечания",
    "assign_experts": "Назначить экспертов",
    "classify_program": "Классифицировать модули",
    "certify_program": "Решить о сертификации",
}
