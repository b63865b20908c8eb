"""SK-H and SK-C: staged against one-shot pruning, the rate in the number of stages, the floor."""

from __future__ import annotations

import numpy as np

from kdtheory.measurements import path_convex, path_findings, path_networks, path_wells
from kdtheory.measurements.bias_parts import interval
from kdtheory.measurements.path_convex import Trail
from kdtheory.measurements.path_networks import Networks
from kdtheory.measurements.records import Finding, Result, Table
from kdtheory.measurements.registry import Settings, measurement

CLAIMS = ("SK-H1", "SK-H2", "SK-H3", "SK-H4", "SK-C1", "SK-C2")


@measurement("SK-H", *CLAIMS, title="staged against one-shot pruning, rate and capacity gap")
def run(settings: Settings) -> Result:
    """Decide SK-H1 to SK-H4, SK-C1 and SK-C2 on softmax regressions and perceptrons."""
    stages = settings.pick([1, 4, 16], [1, 2, 4, 8, 16, 32])
    sparsities = settings.pick([0.8, 0.95], [0.8, 0.9, 0.95])
    xp, rng = settings.xp, np.random.default_rng([settings.rng, 3])
    total = 4 * len(stages) + 4
    done = 0

    def tell() -> None:
        nonlocal done
        done += 1
        settings.tell(done, total)

    trails = path_convex.on_digits(stages, 20, sparsities, rng, xp, tell)
    trails.append(path_convex.realisable(stages, 20, rng, xp, tell))
    many = settings.pick(20, 40)
    nets = path_networks.measure(stages, many, sparsities, 20, rng, xp, tell)
    wells = path_wells.measure(rng, settings.pick(100, 1000))
    tell()
    found = judge(trails, nets, wells, rng)
    tell()
    return found


def judge(
    trails: list[Trail], nets: list[Networks], wells: tuple[Table, list[Finding]],
    rng: np.random.Generator,
) -> Result:  # fmt: skip
    """Findings and tables from what was run."""
    seed = int(rng.integers(2**31))
    findings = [
        *path_findings.sparsity_reached(trails, rng),
        *path_findings.tracking(trails, seed),
        *path_findings.networks(nets, seed),
        *wells[1],
    ]
    tables = {
        "stages": path_findings.trail_table(trails),
        "slopes": path_findings.slope_table(trails, nets, seed),
        "perceptrons": path_findings.network_table(nets),
        "wells": wells[0],
    }
    return Result(tables, findings, _notes(trails, nets))


def _notes(trails: list[Trail], nets: list[Networks]) -> list[str]:
    notes = []
    for t in (t for t in trails if t.path == "removed"):
        first, last = t.walks[min(t.walks)], t.walks[max(t.walks)]
        saved = interval(first.over_dense - last.over_dense)
        share = float((first.gap - last.gap).mean()) / saved.value
        notes.append(
            f"weights removed at once, s = {t.sparsity:g}: {max(t.walks)} stages save {saved} nats "
            f"over one shot, {100 * share:.0f} % of it by choosing better weights (a lower end of "
            "the path), the rest by tracking"
        )
    for net in nets:
        gain = interval(net.one_shot[:, -1] - net.staged[:, -1])
        notes.append(
            f"perceptrons, s = {net.sparsity:g}: at equal work, {net.stages[-1]} stages save "
            f"{gain} nats over one shot trained as long; {net.lost} students diverged"
        )
    return notes
