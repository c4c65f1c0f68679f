# SPDX-License-Identifier: Apache-2.0
"""What has no socket in it: signals beside a loop and Boost.Signals2, reader and writer of JSON
beside Boost.JSON."""
import json
import os
import subprocess

from noise import Figure, Watch
from programs import BUILD, built
from table import show, times

ARGUMENTS = (0, 1, 10)


def signals(quick):
    if not os.path.exists(os.path.join(BUILD, "bin", "bench_signal")):
        print("bench_signal is not built: apt-get install libbenchmark-dev", flush=True)
        return
    repeats = 3 if quick else 7
    with Watch():
        text = subprocess.run(
            [built("bench_signal"), "--benchmark_format=json", "--benchmark_min_time=0.1",
             f"--benchmark_repetitions={repeats}"], capture_output=True, text=True, check=True)
    seen = {}
    for each in json.loads(text.stdout)["benchmarks"]:
        if each["run_type"] == "iteration":
            seen.setdefault(each["run_name"].replace("/real_time", ""), []).append(each)
    cpu = {name: Figure([each["cpu_time"] for each in runs]) for name, runs in seen.items()}
    real = {name: Figure([each["real_time"] for each in runs]) for name, runs in seen.items()
            if "threads" in name}
    rows = []
    for name in ("loop", "boost_signals2", "signalbox_signal"):
        row = [name]
        for slots in ARGUMENTS:
            figure = cpu[f"{name}/{slots}"]
            row += [figure, times(figure, cpu[f"loop/{slots}"])]
        one, two = (real.get(f"{name}_shared/threads:{number}") for number in (1, 2))
        # Google Benchmark divides the time by the number of threads.
        rows.append(row + (["-"] if one is None else [f"{2 * two.median / one.median:.2f} x"]))
    heads = ["ns an emission"]
    for slots in ARGUMENTS:
        heads += [f"{slots} slots", "beside loop"]
    show("Signals in one process", heads + ["two threads beside one"], rows)


def json_texts():
    print("\n### JSON reader and writer, beside Boost.JSON\n\n```", flush=True)
    subprocess.run([built("bench_json_reader")], check=True)
    print("```", flush=True)


def run(quick):
    signals(quick)
    json_texts()
