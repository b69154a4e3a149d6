"""The product's tables as a peer would describe them; nothing is created from here."""

from __future__ import annotations

from django.db import models


class User(models.Model):
    full_name = models.CharField(max_length=200)

    class Meta:
        managed = False
        db_table = "backoffice_user"


class Unit(models.Model):
    name = models.CharField(max_length=500)

    class Meta:
        managed = False
        db_table = "backoffice_unit"


class Municipality(models.Model):
    unit = models.OneToOneField(Unit, models.PROTECT, primary_key=True)

    class Meta:
        managed = False
        db_table = "backoffice_municipality"


class Provider(models.Model):
    unit = models.OneToOneField(Unit, models.PROTECT, primary_key=True)
    short_name = models.CharField(max_length=200)
    inn = models.CharField(max_length=12)
    municipality = models.ForeignKey(Municipality, models.PROTECT)

    class Meta:
        managed = False
        db_table = "backoffice_provider"


class Edition(models.Model):
    name = models.CharField(max_length=255)
    program_id = models.BigIntegerField()

    class Meta:
        managed = False
        db_table = "backoffice_programedition"


class Case(models.Model):
    version = models.PositiveIntegerField()
    status = models.CharField(max_length=50)
    created = models.DateTimeField()
    finished = models.DateTimeField(null=True)
    provider = models.ForeignKey(Provider, models.PROTECT, null=True)
    edition = models.ForeignKey(Edition, models.PROTECT, null=True)

    class Meta:
        managed = False
        db_table = "workflows_process"


class Task(models.Model):
    flow_task = models.CharField(max_length=255)
    flow_task_type = models.CharField(max_length=50)
    status = models.CharField(max_length=50)
    created = models.DateTimeField()
    finished = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    priority = models.SmallIntegerField()
    subject_line = models.CharField(max_length=300)
    permission = models.CharField(max_length=60)
    process = models.ForeignKey(Case, models.PROTECT, related_name="tasks")
    owner = models.ForeignKey(User, models.PROTECT, null=True)
    addressee = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    holder = models.ForeignKey(Unit, models.PROTECT, null=True)
    municipality = models.ForeignKey(Municipality, models.PROTECT, null=True)
    provider = models.ForeignKey(Provider, models.PROTECT, null=True)

    class Meta:
        managed = False
        db_table = "workflows_task"
        ordering = ["id"]


def step_of(task: Task) -> str:
    """The last word of the reference to a step."""
    return task.flow_task.rpartition(".")[2]


def open_tasks(holders: list[int], permissions: list[str]) -> models.QuerySet[Task]:
    """The queue as one would write it with the ORM: open tasks of these desks, the most urgent first."""
    where = models.Q(pk__in=[])
    for holder, permission in zip(holders, permissions, strict=True):
        where |= models.Q(holder=holder, permission=permission)
    return Task.objects.filter(where, flow_task_type="HUMAN", finished=None, addressee=None).order_by("due_at", "id")
