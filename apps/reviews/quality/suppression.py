"""Nothing under five people: which cells of a table are hidden, so that none can be computed back.

Pure: people are sets folded into the bits of an integer, as WeeklyFigure keeps them.
"""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

MINIMUM = 5

K = TypeVar("K", bound=Hashable)
Key = Hashable
Cell = tuple[Key, Key]
Node = tuple[str, Key]
TOTAL = None  # the key of a margin: (row, TOTAL), (TOTAL, column)


def people_in(masks: Iterable[int]) -> int:
    """How many people at least are in the union of these sets."""
    return _union(masks).bit_count()


def hidden_in_line(people: Mapping[K, int], also: Collection[K] = ()) -> set[K]:
    """Which cells of one line, whose total is published, must be hidden; `also` are already.

    Cells of fewer than five people; then, smallest first, as many others as it takes for the
    hidden ones to be two at least, and five people together: what is left when the others are
    subtracted from the total. A total of fewer than five people hides all.
    """
    if people_in(people.values()) < MINIMUM:
        return set(people)
    hidden = {key for key, mask in people.items() if 0 < mask.bit_count() < MINIMUM or key in also}
    others = sorted(people.keys() - hidden, key=lambda key: _order(people[key], key))
    for key in others:
        if not hidden or (len(hidden) > 1 and people_in(people[k] for k in hidden) >= MINIMUM):
            break
        hidden.add(key)
    return hidden


def hidden_in_table(people: Mapping[Cell, int], also: Collection[Cell] = ()) -> set[Cell]:
    """Which cells of a table of rows and columns must be hidden, its margins being published.

    `people` holds the inner cells; an absent one has nobody. The result names inner cells and
    margins, the latter under TOTAL. Margins are treated as lines of their own first, whatever is
    inside, so that two tables with a margin in common hide the same of it. Then lines of inner
    cells are protected, until no hidden cell can be computed from what is shown: in the graph that
    has a node for each row and column and an edge for each hidden cell, a cell can be computed if
    and only if its edge is a bridge.
    """
    if not also and not any(0 < mask.bit_count() < MINIMUM for mask in people.values()):
        return set()  # margins are no smaller than what they add up
    rows = sorted({row for row, _ in people}, key=str)
    columns = sorted({column for _, column in people}, key=str)
    cells = {(row, column): people.get((row, column), 0) for row in rows for column in columns}
    row_people = {row: _union(cells[row, column] for column in columns) for row in rows}
    column_people = {column: _union(cells[row, column] for row in rows) for column in columns}
    hidden_rows = hidden_in_line(row_people, {row for row, column in also if column is TOTAL})
    hidden_columns = hidden_in_line(column_people, {column for row, column in also if row is TOTAL})
    hidden: set[Cell] = {(row, TOTAL) for row in hidden_rows}
    hidden |= {(TOTAL, column) for column in hidden_columns}
    hidden |= {
        (row, column)
        for row, column in cells
        if row in hidden_rows or column in hidden_columns or (row, column) in also
    }
    of_row = {row: [(row, column) for column in columns] for row in rows}
    of_column = {column: [(row, column) for row in rows] for column in columns}
    lines = [of_row[row] for row in rows if row not in hidden_rows]
    lines += [of_column[column] for column in columns if column not in hidden_columns]
    _protect_lines(cells, lines, hidden)
    while bridges := _bridges(hidden):
        before = len(hidden)
        for row, column in bridges:
            _hide_smallest(of_row.get(row, ()), cells, hidden)
            _hide_smallest(of_column.get(column, ()), cells, hidden)
        if len(hidden) == before:
            return hidden | set(cells)
    return hidden


def _protect_lines(
    cells: Mapping[Cell, int], lines: Sequence[Sequence[Cell]], hidden: set[Cell]
) -> None:
    """Protect each line; what is hidden in a row may call for more in a column, and so on."""
    before = -1
    while before != len(hidden):
        before = len(hidden)
        for line in lines:
            of_line = {cell: cells[cell] for cell in line}
            hidden |= hidden_in_line(of_line, hidden & of_line.keys())


def _hide_smallest(line: Sequence[Cell], cells: Mapping[Cell, int], hidden: set[Cell]) -> None:
    """Hide the smallest cell of a line that is still shown."""
    shown = [cell for cell in line if cell not in hidden]
    if shown:
        hidden.add(min(shown, key=lambda cell: _order(cells[cell], cell)))


def _bridges(edges: Collection[Cell]) -> list[Cell]:
    """The edges, each between a row and a column, that lie on no cycle (Tarjan 1974)."""
    neighbours: defaultdict[Node, list[Node]] = defaultdict(list)
    for row, column in edges:
        neighbours["row", row].append(("column", column))
        neighbours["column", column].append(("row", row))
    entered: dict[Node, int] = {}
    lowest: dict[Node, int] = {}
    found: list[Cell] = []
    for root in neighbours:
        if root in entered:
            continue
        entered[root] = lowest[root] = len(entered)
        path: list[tuple[Node, Node | None]] = [(root, None)]
        ahead = {root: iter(neighbours[root])}
        while path:
            node, parent = path[-1]
            following = next(ahead[node], None)
            if following is None:
                path.pop()
                if parent is not None:
                    lowest[parent] = min(lowest[parent], lowest[node])
                    if lowest[node] > entered[parent]:
                        found.append(_edge(node, parent))
            elif following not in entered:
                entered[following] = lowest[following] = len(entered)
                ahead[following] = iter(neighbours[following])
                path.append((following, node))
            elif following != parent:
                lowest[node] = min(lowest[node], entered[following])
    return found


def _edge(one: Node, other: Node) -> Cell:
    return (one[1], other[1]) if one[0] == "row" else (other[1], one[1])


def _union(masks: Iterable[int]) -> int:
    union = 0
    for mask in masks:
        union |= mask
    return union


def _order(mask: int, key: Key) -> tuple[bool, int, str]:
    """Cells with somebody first, smallest first, then by name so that it is the same each time."""
    return mask == 0, mask.bit_count(), str(key)
