# SPDX-License-Identifier: Apache-2.0
"""Another directory is put in the place of one that the host follows, as a deployment does."""
import contextlib
import itertools
import os
import pathlib
import shutil

PAUSES = [0, 0, 0.05, 1.5]  # seconds in which nothing is in the place
NUMBERS = itertools.count(1)


def replace(path, dice, wait):
    """The new directory has the files of the old one, as copies or as the same files, and becomes
    a directory or a link to one. The sockets of machines move along. Only one process may call this
    for a path. `wait`: a function of seconds."""
    path = pathlib.Path(path)
    old = path.resolve()
    new = path.with_name(f"{path.name}.{next(NUMBERS)}")
    new.mkdir(mode=0o755)
    is_link = dice.random() < 0.5
    fill(old, new, dice)
    if path.is_symlink() and is_link and dice.random() < 0.5:
        put_link(new, path)  # in one step
        move_sockets(old, new)
    else:
        away = old if path.is_symlink() else path.rename(path.with_name(f"{new.name}-old"))
        if path.is_symlink():
            path.unlink()
        wait(dice.choice(PAUSES))
        move_sockets(away, new)
        if is_link:
            put_link(new, path)
        else:
            new.rename(path)
        old = away
    shutil.rmtree(old, ignore_errors=True)  # a machine that ends may remove its socket meanwhile


def fill(old, new, dice):
    """The files of one directory in another, with the same identity or another one."""
    same = dice.random() < 0.3
    for each in old.iterdir():
        if each.is_file() and same:
            os.link(each, new / each.name)
        elif each.is_file():
            shutil.copy2(each, new)


def move_sockets(old, new):
    for each in old.glob("*.sock"):
        if not (new / each.name).exists():
            with contextlib.suppress(FileNotFoundError):  # its machine ends
                each.rename(new / each.name)


def put_link(target, path):
    link = path.with_name(f"{path.name}-link")
    link.symlink_to(target.name)
    link.rename(path)
