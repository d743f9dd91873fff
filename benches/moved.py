#!/usr/bin/env python3
"""How many meetings of one timetable stand at no such time in another: moved.py OLD NEW

And how many are given by somebody else.
"""
import collections
import json
import sys


def read(path):
    meetings = json.load(open(path))["placements"]
    times = collections.Counter((m["activity"], m["day"], m["start"]) for m in meetings)
    people = collections.Counter((m["activity"], person) for m in meetings for person in m["staff"])
    return times, people


(old, old_people), (new, new_people) = map(read, sys.argv[1:])
print(f"{(old - new).total()} of {old.total()} meetings at another time, {(old_people - new_people).total()} given by somebody else")
