#!/usr/bin/env python3
"""A municipality with one class more: class_added.py MUNICIPALITY INSTITUTION CLASS FOLDER

Copies the files to a folder and adds to an institution a class like one it has, with a room and teachers of its own and the
same lessons. The copy's name ends in "-new".
"""
import json
import pathlib
import shutil
import sys

municipality, institution, old, folder = sys.argv[1:]
source, folder = pathlib.Path(municipality), pathlib.Path(folder)
shutil.copytree(source.parent, folder, dirs_exist_ok=True)
path = folder / source.stem / f"{institution}.json"
part = json.loads(path.read_text())


def again(id):
    return f"{id}-new"


def copies(kind, ids):
    part[kind] += [{**one, "id": again(one["id"])} for one in part[kind] if one["id"] in ids]


lessons = [lesson for lesson in part["lessons"] if lesson["for"] == old]
staff = {person for lesson in lessons for person in lesson["staff"]}
copies("staff", staff)
class_ = next(one for one in part["classes"] if one["id"] == old)
copies("rooms", [class_["room"]])
new = {**class_, "id": again(old), "room": again(class_["room"]), "name": again(old)}
if "teacher" in class_:
    new["teacher"] = again(class_["teacher"])
    if class_["teacher"] not in staff:
        copies("staff", [class_["teacher"]])
part["classes"].append(new)
part["lessons"] += [
    {**lesson, "id": again(lesson["id"]), "for": again(old), "staff": [again(person) for person in lesson["staff"]]}
    for lesson in lessons
]
path.write_text(json.dumps(part, ensure_ascii=False, indent=1))
