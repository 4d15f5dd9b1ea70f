"""Local sheets come first: a small prior, and the place before the official sheet they complete."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from apps.sheets.models import LOCAL
from apps.sheets.search.postings import Floats
from apps.sheets.search.scope import Scope
from apps.sheets.search.snapshot import Snapshot
from apps.sheets.search.weights import BEFORE_OFFICIAL, LOCAL_PRIOR


@dataclass(frozen=True, slots=True)
class LocalSheets:
    """The local revisions in scope, with the revision of the official sheet that each completes
    (None: none)."""

    completed: Mapping[int, int | None]

    def prefer(self, scores: Floats, snapshot: Snapshot) -> Floats:
        """Scores of the revisions of `snapshot`, the local ones raised; what no ranker found
        stays at zero, so that a local sheet never answers what it does not speak of."""
        raised = scores.copy()
        place = {int(id_): at for at, id_ in enumerate(snapshot.revision_ids)}
        for local, official in self.completed.items():
            at = place.get(local)
            if at is None or not scores[at]:
                continue
            above = scores[place[official]] * BEFORE_OFFICIAL if official in place else 0.0
            raised[at] = max(scores[at] * LOCAL_PRIOR, above)
        return np.asarray(raised, np.float32)


def local_sheets(scope: Scope) -> LocalSheets:
    """One query, empty where there are no local sheets."""
    in_scope = scope.revisions()
    rows = dict(
        in_scope.filter(sheet__in=scope.sheets().filter(source=LOCAL))
        .order_by()
        .values_list("pk", "sheet__completes")
    )
    wanted = {sheet for sheet in rows.values() if sheet is not None}
    official = dict(in_scope.filter(sheet__in=wanted).order_by().values_list("sheet", "pk"))
    return LocalSheets({pk: official.get(sheet or 0) for pk, sheet in rows.items()})
