"""The board of gaps: ranked by how many signals they gather, in a month, for an operator or a
département. Nothing under five people is shown of a département."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone

from apps.accounts.departements import departement_names
from apps.curation.enums import SignalKind
from apps.curation.models import Gap, GapSignal
from apps.reviews.quality.suppression import MINIMUM, hidden_in_line

_TEXTS = 10


@dataclass(frozen=True, slots=True)
class DepartementCount:
    """`signals` None: hidden, since it would speak of fewer than five people."""

    name: str
    signals: int | None


@dataclass(frozen=True, slots=True)
class GapDetail:
    """`texts`: the different masked texts, newest first, at most ten, with how often each came."""

    kinds: list[tuple[str, int]]
    months: list[tuple[date, int]]
    departements: list[DepartementCount]
    texts: list[tuple[str, int]]


def ranked_gaps(
    *, state: str = "", month: date | None = None, operator: str = "", departement: str = ""
) -> QuerySet[Gap]:
    """Gaps with `signal_count` and `last_at`, most signals first.

    `departement`: only gaps that at least five people there have met, in `month` if given.
    """
    gaps = Gap.objects.all()
    gaps = gaps.filter(status=state) if state else gaps.open()
    if operator:
        gaps = gaps.filter(operator=operator)
    counted = Q()
    if month:
        counted &= Q(signals__at__year=month.year, signals__at__month=month.month)
    if departement:
        counted &= Q(signals__departement=departement)
        people = Count("signals__person", filter=counted, distinct=True)
        gaps = gaps.annotate(people=people).filter(people__gte=MINIMUM)
    count = Count("signals", filter=counted) if counted else Count("signals")
    return (
        gaps.annotate(signal_count=count, last_at=Max("signals__at"))
        .filter(signal_count__gt=0)
        .order_by("-signal_count", "-last_at", "pk")
    )


def months_of_signals() -> list[date]:
    """The months in which something was missed, newest first."""
    return list(GapSignal.objects.dates("at", "month", order="DESC"))


def gap_detail(gap: Gap) -> GapDetail:
    """What a gap is made of. Neither who nor where: only months, and départements."""
    signals = list(gap.signals.select_related("question", "search").order_by("-at"))
    kinds = Counter(signal.kind for signal in signals)
    months = Counter(timezone.localtime(one.at).date().replace(day=1) for one in signals)
    texts = Counter(" ".join(one.text.split()) for one in signals)
    return GapDetail(
        kinds=[(str(kind.label), kinds[kind]) for kind in SignalKind if kinds[kind]],
        months=sorted(months.items(), reverse=True),
        departements=_departements(signals),
        texts=list(texts.items())[:_TEXTS],
    )


def _departements(signals: Iterable[GapSignal]) -> list[DepartementCount]:
    people: defaultdict[str, set[str]] = defaultdict(set)
    counts: Counter[str] = Counter()
    for signal in signals:
        people[signal.departement].add(signal.person)
        counts[signal.departement] += 1
    bits = {person: 1 << at for at, person in enumerate(sorted(set().union(*people.values())))}
    masks = {code: sum(bits[person] for person in who) for code, who in people.items()}
    hidden = hidden_in_line(masks)
    return [
        DepartementCount(
            departement_names().get(code, "—"), None if code in hidden else counts[code]
        )
        for code in sorted(counts)
    ]
