"""Opens `patchfirst graph -f graphml` with networkx and compares it with `patchfirst rank -f json`.

usage: check.py PATCHFIRST INVENTORY [OPTION ...]
"""

import io
import json
import math
import subprocess
import sys

import networkx


def run(program, command, inventory, options):
    arguments = [program, command, inventory, "--quiet", *options]
    return subprocess.run(arguments, check=True, capture_output=True, text=True).stdout


def total(items):
    return math.fsum(item["averted"] for item in items)


def same(what, found, expected):
    if found != expected and not (isinstance(found, float) and math.isclose(found, expected, rel_tol=1e-9, abs_tol=1e-4)):
        sys.exit(f"{what}: GraphML says {found}, the ranking {expected}")


def main(program, inventory, *options):
    network = networkx.read_graphml(io.StringIO(run(program, "graph", inventory, [*options, "-f", "graphml"])), force_multigraph=True)
    ranking = json.loads(run(program, "rank", inventory, [*options, "-f", "json"]))
    segments = {name: facts for name, facts in network.nodes(data=True) if facts["kind"] == "segment"}
    edges = list(network.edges(data=True))
    flows = [facts for _, _, facts in edges if facts["kind"] == "flow"]
    returns = [facts for _, _, facts in edges if facts["kind"] == "return"]

    # The ranking lists the flows that avert anything, and the unknown ones; the network has the others too.
    listed = [flow for flow in flows if flow["averted"] > 0 or flow["unknown"]]
    same("flows", len(listed), len([flow for flow in ranking["flows"] if flow["to"] != "internet"]))
    same("averted by flows", total(flows), total(ranking["flows"]))
    same("quarantines", len([facts for facts in returns if facts["averted"] > 0]), len(ranking["quarantine"]))
    same("averted by quarantine", total(returns), total(ranking["quarantine"]))
    same("loss", math.fsum(facts["loss"] for facts in segments.values()), ranking["expected_loss"])
    same("expected loss", float(network.graph["expected_loss"]), ranking["expected_loss"])
    named = {segment for host in ranking["hosts"] for segment in host["segments"]}
    same("segments with hosts", named <= {facts["name"] for facts in segments.values()}, True)
    same("not assessed", sum(facts["not_assessed"] for facts in segments.values()), ranking["unknown"]["not_assessed"])
    for facts in segments.values():
        if not (isinstance(facts["machines"], int) and isinstance(facts["isolated"], bool) and isinstance(facts["loss"], float)):
            sys.exit(f"{facts['name']}: figures without their types: {facts}")
    print(f"{inventory}: {len(segments)} segments and {len(flows)} flows agree with the ranking")


main(*sys.argv[1:])
