"""What a case can be about, and what is read and locked along with it. Names alone: the keys stand in `Process`."""

# What is read along.
SUBJECTS = {
    "provider": ("unit",),
    "edition": ("program__provider",),
    "assignment": ("edition__program__provider",),
    "certificate": ("child",),
    "move": ("certificate__child",),
    "duplicate": ("later", "earlier"),
    "funding_request": ("certificate__child", "category"),
    "funding_program": ("municipality__unit", "period"),
    "parameter_proposal": ("municipality__unit",),
    "agreement": ("provider", "payer"),
    "dossier": ("commission__municipality__unit", "edition__program"),
    "meeting": (
        *("commission__unit", "commission__municipality__unit", "composition__act", "order__basis"),
        "presiding__person",
    ),
    "ballot": ("seat", "item__meeting__commission", "item__meeting__order", "item__dossier__edition__program"),
    "municipal_assignment": ("provider",),
    "enrollment_request": (
        *("certificate__child", "child", "group__place", "group__places", "group__module__edition__program__provider"),
        *("module", "entry", "municipality", "period"),
    ),
    "contract": (
        *("certificate", "child", "provider", "municipality__unit", "module__edition__program", "parent"),
        *("request__group__place", "request__entry", "request__period"),
    ),
    "annulment": ("contract__certificate", "contract__provider", "contract__child"),
}
# What is locked with it, where that is not the subject alone: a contract that is made moves its request.
LOCKED = {"contract": ("request", "self")}
