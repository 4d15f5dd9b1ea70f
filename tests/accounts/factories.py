"""People, desks and départements for tests."""

import factory

from apps.accounts.enums import Role
from apps.accounts.models import Departement, Desk, User
from apps.accounts.terms import current_version


class DepartementFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Departement
        django_get_or_create = ("code",)

    code = "23"
    name = "Creuse"


class DeskFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Desk
        django_get_or_create = ("external_id",)

    external_id = factory.Sequence(lambda n: f"desk-{n}")
    name = factory.Sequence(lambda n: f"France services n° {n}")
    departement = factory.SubFactory(DepartementFactory)


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        django_get_or_create = ("email",)
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    full_name = factory.Sequence(lambda n: f"Person {n}")
    roles = factory.LazyFunction(lambda: [Role.COUNSELLOR])
    desk = factory.SubFactory(DeskFactory)
    accepted_terms_version = factory.LazyFunction(current_version)
