"""Where the marks of a chart stand, in whole pixels; templates draw them."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

WIDTH, HEIGHT = 640, 200
LEFT, TOP, BOTTOM = 48, 12, 172
SCALE_WIDTH = 320


@dataclass(frozen=True, slots=True)
class Bar:
    """Two parts, one on the other; `label` stands under it at `middle`."""

    x: int
    width: int
    lower_y: int
    lower_height: int
    upper_y: int
    upper_height: int
    label: str

    @property
    def middle(self) -> int:
        return self.x + self.width // 2


@dataclass(frozen=True, slots=True)
class BarChart:
    """`lines`: heights of the scale with their number."""

    bars: list[Bar]
    lines: list[tuple[int, int]]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    label_y: int = BOTTOM + 18


def bar_chart(values: Sequence[tuple[str, int, int]]) -> BarChart:
    """Stacked bars of (label, lower, upper), all from nought."""
    top = _round_up(max((lower + upper for _, lower, upper in values), default=0))
    step = (WIDTH - LEFT) / max(len(values), 1)
    width = min(28, max(6, round(step * 0.6)))

    def height(number: int) -> int:
        return round(number / top * (BOTTOM - TOP))

    bars = []
    for place, (label, lower, upper) in enumerate(values):
        lower_y = BOTTOM - height(lower)
        whole_y = BOTTOM - height(lower + upper)
        x = round(LEFT + step * (place + 0.5) - width / 2)
        bars.append(Bar(x, width, lower_y, BOTTOM - lower_y, whole_y, lower_y - whole_y, label))
    lines = [(BOTTOM - height(number), number) for number in (0, top // 2, top)]
    return BarChart(bars, lines)


def _round_up(number: int) -> int:
    """The next even number with one or two figures that count: 790 → 800, 1 234 → 1 400."""
    if number <= 2:
        return 2
    unit: int = 10 ** max(0, floor(log10(number)) - 1) * 2
    return int(ceil(number / unit) * unit)


@dataclass(frozen=True, slots=True)
class Scale:
    """A scale of shares from `low` to 1, over SCALE_WIDTH pixels with room for the marks."""

    low: float

    def at(self, share: float) -> int:
        """Pixels from the left."""
        inside = (max(share, self.low) - self.low) / (1 - self.low)
        return round(8 + inside * (SCALE_WIDTH - 16))

    @property
    def ticks(self) -> list[tuple[int, int]]:
        """(pixels, per cent), five at most."""
        step = 10 if self.low >= 0.55 else 25
        first = ceil(self.low * 100 / step) * step
        return [(self.at(cent / 100), cent) for cent in range(first, 101, step)]


@dataclass(frozen=True, slots=True)
class Whisker:
    """An interval and its estimate."""

    low: int
    high: int
    point: int
    is_under: bool


def scale_for(lows: Sequence[float]) -> Scale:
    """From the ten per cent under the lowest limit, 60 % at most."""
    return Scale(min(0.6, floor(min(lows, default=0.6) * 10) / 10))


def whisker(scale: Scale, share: float, low: float, high: float, floor_of: float) -> Whisker:
    """`floor_of`: the share that should be reached."""
    return Whisker(scale.at(low), scale.at(high), scale.at(share), share < floor_of)
