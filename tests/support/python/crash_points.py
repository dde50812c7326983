"""Which crash points a run tries: a sample in every run of the tests, all of them by hand."""
import os
import random


def chosen(points, sample):
    """At most `sample` of the points, in their order; all where HEMOLEDGER_CRASH_POINTS is "all".

    The sample's seed is printed, and taken from HEMOLEDGER_CRASH_SEED to repeat a run.
    """
    if os.environ.get("HEMOLEDGER_CRASH_POINTS") == "all" or len(points) <= sample:
        print(f"all {len(points)} crash points", flush=True)
        return points
    seed = int(os.environ.get("HEMOLEDGER_CRASH_SEED", random.SystemRandom().randrange(1 << 32)))
    print(f"{sample} of {len(points)} crash points; HEMOLEDGER_CRASH_SEED={seed}; all with HEMOLEDGER_CRASH_POINTS=all", flush=True)
    return [points[n] for n in sorted(random.Random(seed).sample(range(len(points)), sample))]
