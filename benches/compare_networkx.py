#!/usr/bin/env python3
"""What the same network costs in Python's networkx: loading it, and one breadth-first search per entry.

usage: compare_networkx.py INVENTORY_FOLDER [hubs|pairs]     (the folder with inventory.yaml and hosts.csv of a synthetic network)

Two graphs are measured: every pair of hosts that can reach each other, as attack-graph tools draw them, and the kindest
one for networkx, with one node per segment and flow in between.
"""
import csv
import re
import sys
import time

import networkx as nx


def load(folder):
    hosts = list(csv.DictReader(open(f"{folder}/hosts.csv")))
    flows = [m.groups() for m in (re.match(r"  (\S+) -> (\S+): \[tcp/(\d+)\]", line) for line in open(f"{folder}/inventory.yaml")) if m]
    by_segment = {}
    for host in hosts:
        if "KB921883;KB828028" not in host["patches"]:
            by_segment.setdefault(host["segment"], []).append((host["name"], host["listens"][4:]))
    return hosts, flows, by_segment


def pairs(flows, by_segment):
    graph = nx.DiGraph()
    for members in by_segment.values():
        for a, _ in members:
            graph.add_edges_from((a, b) for b, _ in members if a != b)
    for source, target, port in flows:
        sources = ["internet"] if source == "internet" else [name for name, _ in by_segment.get(source, [])]
        for name in sources:
            graph.add_edges_from((name, b) for b, listens in by_segment.get(target, []) if listens == port)
    return graph


def hubs(flows, by_segment):
    graph = nx.DiGraph()
    for segment, members in by_segment.items():
        for name, port in members:
            graph.add_edge(name, f"in {segment}")
            graph.add_edge(f"{segment} {port}", name)
            graph.add_edge(f"in {segment}", f"{segment} {port}")
    for source, target, port in flows:
        graph.add_edge("internet" if source == "internet" else f"in {source}", f"{target} {port}")
    return graph


def entries(hosts, folder, graph):
    """The internet, every laptop, and every segment with users (by its first host)."""
    users = {m.group(1) for m in (re.match(r"  (\S+): \{users", line) for line in open(f"{folder}/inventory.yaml")) if m}
    first = {}
    for host in hosts:
        if host["segment"] in users and host["name"] in graph:
            first.setdefault(host["segment"], host["name"])
    return ["internet"] + [h["name"] for h in hosts if h["kind"] == "laptop" and h["name"] in graph] + list(first.values())


def measure(folder, build, name):
    start = time.perf_counter()
    hosts, flows, by_segment = load(folder)
    graph = build(flows, by_segment)
    loaded = time.perf_counter()
    starts = entries(hosts, folder, graph)
    for entry in starts:
        sum(1 for _ in nx.bfs_edges(graph, entry))
    done = time.perf_counter()
    print(f"{name}: {graph.number_of_nodes()} nodes, {graph.number_of_edges()} edges: load {loaded - start:.2f} s, {len(starts)} searches {done - loaded:.2f} s")


if __name__ == "__main__":
    builds = {"hubs": hubs, "pairs": pairs}
    for which in sys.argv[2:] or builds:
        measure(sys.argv[1], builds[which], which)
