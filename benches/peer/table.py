#!/usr/bin/env python3
"""The table of benches/peer/run.sh, from what the two programs told."""

import json
import pathlib
import sys


def main():
    work, cores = pathlib.Path(sys.argv[1]), int(sys.argv[2])
    peer = json.loads((work / "openfisca.json").read_text())
    kernel = json.loads((work / "kernel.json").read_text())
    # One thread: the time of the processor, as for OpenFisca. All cores: what one waits.
    _, user, system, alone_kb = map(float, (work / "temps-1").read_text().split())
    alone = user + system
    all_cores, _, _, all_kb = map(float, (work / f"temps-{cores}").read_text().split())
    count = peer["households"]

    def number(value):
        return f"{value:,.0f}"

    def times(ours, theirs):
        return f"× {ours / theirs:.1f}"

    def rate(seconds):
        return count / seconds

    rows = [
        (
            "computing only, one core (households/s)",
            number(rate(peer["compute_seconds"])),
            number(kernel["outcomes_per_second"]),
            times(kernel["outcomes_per_second"], rate(peer["compute_seconds"])),
        ),
        ("… columns alone, what is settled there", "", number(kernel["columns_per_second"]), ""),
        (
            "file to file, one core (households/s)",
            number(rate(peer["file_to_file_seconds"])),
            number(rate(alone)),
            times(rate(alone), rate(peer["file_to_file_seconds"])),
        ),
        (f"file to file, {cores} cores, as one waits (households/s)", "one core only", number(rate(all_cores)), ""),
        (
            "one household, warm (ms)",
            f"{peer['one_whole_seconds'] * 1000:.1f}",
            f"{kernel['one_household_microseconds'] / 1000:.2f}",
            times(peer["one_whole_seconds"] * 1e6, kernel["one_household_microseconds"]),
        ),
        ("… without filling its inputs (ms)", f"{peer['one_compute_seconds'] * 1000:.1f}", "", ""),
        ("before the first household (s)", f"{peer['load_seconds']:.1f}", "in the file to file", ""),
        ("memory (MB)", number(peer["memory_kb"] / 1024), number(max(alone_kb, all_kb) / 1024), ""),
    ]
    print(f"{number(count)} households, {number(peer['equal'])} figures of {number(peer['compared'])} are those of the peer files.\n")
    print("| | OpenFisca-France 176.1.8 | Droit | |")
    print("| --- | ---: | ---: | ---: |")
    for row in rows:
        print("| " + " | ".join(row) + " |")


if __name__ == "__main__":
    main()
