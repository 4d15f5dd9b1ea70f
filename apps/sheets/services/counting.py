"""Keeps the words of published revisions, so that search starts within seconds."""

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from apps.sheets.models import SearchTerms, SheetRevision
from apps.sheets.search.counts import as_row, count_terms
from apps.sheets.search.terms import COUNTING

_REVISIONS_AT_ONCE = 100


def keep_terms() -> int:
    """Count what is published and not counted yet in today's way; returns how many revisions.

    A few at a time, each lot in one transaction: a run that is killed loses one lot. Counts made
    in another way, and those of revisions no longer published, go at the end.
    """
    waiting = list(_without_terms().values_list("pk", flat=True))
    for start in range(0, len(waiting), _REVISIONS_AT_ONCE):
        lot = waiting[start : start + _REVISIONS_AT_ONCE]
        rows = [as_row(terms) for terms in count_terms(lot)]
        with transaction.atomic():
            _without_clock()
            SearchTerms.objects.bulk_create(rows, ignore_conflicts=True)
    _forget_old_terms()
    return len(waiting)


def _without_terms() -> QuerySet[SheetRevision]:
    kept = SearchTerms.objects.filter(revision=OuterRef("pk"), counting=COUNTING)
    return SheetRevision.objects.published().filter(~Exists(kept)).order_by("pk")


@transaction.atomic
def _forget_old_terms() -> None:
    _without_clock()
    published = SheetRevision.objects.published()
    SearchTerms.objects.filter(~Q(counting=COUNTING) | ~Q(revision__in=published)).delete()


def _without_clock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
