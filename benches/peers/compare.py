#!/usr/bin/env python3
"""The same network in patchfirst and in general graph libraries, side by side.

usage: compare.py FOLDER [--patchfirst PROGRAM] [--pairs]
FOLDER has inventory.yaml and hosts.csv of a synthetic network: one row per host, flows `  a -> b: [tcp/N]`.

networkx and igraph are measured where they are installed, each on the graph that is kindest to it: a node per host, and one per
segment and open port in between. They answer less: one dominator tree of one outcome, no coins, no days. `--pairs` adds the graph
in which every pair of hosts is an edge, as attack-graph tools draw it; it is quadratic, so use it on small networks only.
"""
import argparse
import csv
import re
import subprocess
import sys
import time

START = "internet"


def read(folder):
    """Hosts that are not patched, by segment; flows; segments with users."""
    flows, users, members = [], set(), {}
    for line in open(f"{folder}/inventory.yaml", encoding="utf-8"):
        if flow := re.match(r"  (\S+) -> (\S+): \[tcp/(\d+)\]", line):
            flows.append(flow.groups())
        elif segment := re.match(r"  (\S+): \{users", line):
            users.add(segment.group(1))
    laptops = []
    for host in csv.DictReader(open(f"{folder}/hosts.csv", encoding="utf-8")):
        if "KB921883;KB828028" in host["patches"]:
            continue
        members.setdefault(host["segment"], []).append((host["name"], host["listens"][4:]))
        if host["kind"] == "laptop":
            laptops.append(host["name"])
    return flows, users, members, laptops


def hubs(folder):
    """Edges through segments and ports, with every way in below one start."""
    flows, users, members, laptops = read(folder)
    edges = [("start", START)] + [("start", f"in {segment}") for segment in users] + [("start", laptop) for laptop in laptops]
    for segment, hosts in members.items():
        for name, port in hosts:
            edges += [(name, f"in {segment}"), (f"{segment} {port}", name), (f"in {segment}", f"{segment} {port}")]
    for source, target, port in flows:
        edges.append((START if source == START else f"in {source}", f"{target} {port}"))
    return edges


def pairs(folder):
    """Edges between hosts."""
    flows, _, members, laptops = read(folder)
    edges = [("start", START)] + [("start", laptop) for laptop in laptops]
    for hosts in members.values():
        edges += [(a, b) for a, _ in hosts for b, _ in hosts if a != b]
    for source, target, port in flows:
        sources = [START] if source == START else [name for name, _ in members.get(source, [])]
        edges += [(a, b) for a in sources for b, open_port in members.get(target, []) if open_port == port]
    return edges


def timed(work):
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def show(what, seconds, more=""):
    print(f"{what:<48}{seconds:>9.3f} s  {more}", flush=True)


def networkx(name, edges):
    try:
        import networkx as nx
    except ImportError:
        return print("networkx: not installed")
    loading, graph = timed(lambda: nx.DiGraph(edges))
    show(f"networkx, {name}: load", loading, f"{graph.number_of_nodes()} nodes, {graph.number_of_edges()} edges")
    searching, reached = timed(lambda: sum(1 for _ in nx.bfs_edges(graph, "start")))
    show(f"networkx, {name}: one search", searching, f"{reached} reached")
    show(f"networkx, {name}: one dominator tree", timed(lambda: nx.immediate_dominators(graph, "start"))[0])


def igraph(name, edges):
    try:
        import igraph as ig
    except ImportError:
        return print("igraph: not installed")
    loading, graph = timed(lambda: ig.Graph.TupleList(edges, directed=True))
    show(f"igraph, {name}: load", loading, f"{graph.vcount()} nodes, {graph.ecount()} edges")
    root = graph.vs.find("start").index
    show(f"igraph, {name}: one dominator tree", timed(lambda: graph.dominator(root))[0])


def patchfirst(program, folder):
    for more, what in [(["--worst-case"], "rank --worst-case (one outcome)"), ([], "rank (all samples)")]:
        command = [program, "rank", f"{folder}/inventory.yaml", "--format", "json", "--top", "10", *more]
        seconds, done = timed(lambda: subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False))
        samples = re.search(rb'"samples": ?(\d+)', done.stdout)
        show(f"patchfirst {what}", seconds, f"reading included, samples: {samples.group(1).decode() if samples else '?'}")


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("folder")
    arguments.add_argument("--patchfirst", default="patchfirst")
    arguments.add_argument("--pairs", action="store_true")
    asked = arguments.parse_args()
    patchfirst(asked.patchfirst, asked.folder)
    for name, build in [("hubs", hubs)] + ([("pairs", pairs)] if asked.pairs else []):
        reading, edges = timed(lambda: build(asked.folder))
        show(f"Python: reading, {name}", reading)
        igraph(name, edges)
        networkx(name, edges)


if __name__ == "__main__":
    sys.exit(main())
