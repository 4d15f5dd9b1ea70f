"""What the dashboard is asked: a period, and one line to limit it to."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.db.models import Max, Min, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Departement, User
from apps.answering.enums import OPERATOR_NAMES
from apps.reviews.models import QuarterFigure, WeeklyFigure
from apps.reviews.quality.cells import Dimension, Filter
from apps.reviews.quality.dashboard import label_of
from apps.reviews.quality.periods import WEEK, Quarter

_Choices = Sequence[tuple[Any, Any]]


def _select() -> forms.Select:
    return forms.Select(attrs={"class": "fr-select"})


class DashboardForm(forms.Form):
    """Bound to the address; what it does not know it leaves at its default."""

    periode = forms.ChoiceField(label=_("Period"), required=False, widget=_select())
    limite = forms.ChoiceField(label=_("Only"), required=False, widget=_select())

    def __init__(self, user: User, asked: dict[str, str]) -> None:
        figures = figures_in_scope(user)
        self.quarters = _quarters(figures)
        latest = self.quarters[0]
        data = {"periode": asked.get("periode") or latest.key, "limite": asked.get("limite", "")}
        super().__init__(data, auto_id="id_%s")
        self._field("periode").choices = [(each.key, str(each)) for each in self.quarters]
        self._field("limite").choices = [
            ("", _("Everything")),
            *_limits(user, figures, self.period),
        ]

    @property
    def period(self) -> Quarter:
        """The one asked for, else the latest."""
        known = {each.key: each for each in self.quarters}
        return known.get(self.data["periode"], self.quarters[0])

    @property
    def chosen(self) -> Filter | None:
        """The line asked for, when the list of choices holds it."""
        if not self.is_valid() or not (limit := self.cleaned_data["limite"]):
            return None
        dimension, _colon, line = limit.partition(":")
        is_week = dimension == Dimension.WEEK
        return Filter(Dimension(dimension), date.fromisoformat(line) if is_week else line)

    def _field(self, name: str) -> forms.ChoiceField:
        field = self.fields[name]
        if not isinstance(field, forms.ChoiceField):
            raise TypeError(name)
        return field


def figures_in_scope(user: User) -> "QuerySet[WeeklyFigure]":
    """The weekly figures of a supervisor's départements."""
    figures = WeeklyFigure.objects.all()
    return figures if user.is_national else figures.filter(departement__in=user.scope)


def _quarters(figures: "QuerySet[WeeklyFigure]") -> list[Quarter]:
    """Latest first; the current one when nothing was counted yet."""
    ends = figures.aggregate(first=Min("week"), last=Max("week"))
    last = ends["last"] or timezone.localdate()
    first = Quarter.of(ends["first"] or last)
    quarters = [Quarter.of(last)]
    while quarters[-1] > first:
        quarters.append(Quarter.of(quarters[-1].begin - WEEK))
    return quarters


def _limits(user: User, figures: "QuerySet[WeeklyFigure]", period: Quarter) -> _Choices:
    themes = _themes(user, figures, period)
    places = Departement.objects.all()
    if not user.is_national:
        places = places.filter(code__in=user.scope)
    groups: list[tuple[str | Promise, Dimension, Sequence[str | date]]] = [
        (_("Operator"), Dimension.OPERATOR, [each.value for each in OPERATOR_NAMES]),
        (_("Theme"), Dimension.THEME, themes),
        (_("Week of"), Dimension.WEEK, period.weeks),
    ]
    names = {each.code: str(each) for each in places}
    if len(names) > 1:
        groups.append((_("Département"), Dimension.DEPARTEMENT, list(names)))
    return [
        (title, [(f"{dimension}:{line}", label_of(dimension, line, names)) for line in lines])
        for title, dimension, lines in groups
    ]


def _themes(user: User, figures: "QuerySet[WeeklyFigure]", period: Quarter) -> list[str]:
    """Those that requests had, by name."""
    if user.is_national:
        lines = QuarterFigure.objects.filter(quarter=period.key, dimension=Dimension.THEME)
        return sorted(set(lines.values_list("line", flat=True)) - {""})
    of_period = figures.filter(week__gte=period.begin, week__lte=period.end)
    return sorted(set(of_period.order_by().values_list("theme", flat=True).distinct()) - {""})
