"""Several machines: each with a path of its own to the shared folder, and a memory of its own."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

from tests.faults.world import World

WEB, WORKER = "web", "worker"


class Cluster(World):
    """Webs and workers, one process for each machine; a balancer before the webs asks any."""

    def __init__(self, home: Path, folder: Path, webs: int, workers: int, **settings: str) -> None:
        self.machines: dict[str, World] = {}
        self.chance = random.Random(0)  # noqa: S311 - a test's dice
        super().__init__(home, "", folder / "said", **settings)
        for kind, number in ((WEB, webs), (WORKER, workers)):
            for at in range(1, number + 1):
                name = f"{kind}-{at}"
                self.machines[name] = self._machine(folder / name, **settings)

    def _machine(self, folder: Path, **settings: str) -> World:
        folder.mkdir(parents=True)
        (folder / "home").symlink_to(self.home)
        shutil.copytree(self.home.parent / "memory", folder / "memory")
        return World(folder / "home", "", self.log, **settings)

    @property
    def port(self) -> int:
        """Of any web, whether it is alive or not."""
        webs = [one for name, one in self.machines.items() if name.startswith(WEB)]
        return self.chance.choice(webs).port if webs else 0

    @port.setter
    def port(self, _chosen: int) -> None:
        """Each machine has its own."""

    def start(self, *names: str) -> Cluster:
        """Starts machines, or all; gives itself back when all their pages answer."""
        chosen = names or tuple(self.machines)
        for name in chosen:
            one, kind = self.machines[name], name.partition("-")[0]
            one.begin(kind)
            self.running[name] = one.running[kind]
        for name in chosen:
            self.machines[name].await_pages()
        return self

    def kill(self, *names: str) -> None:
        """Signal 9 to machines, or to all."""
        for name in names or tuple(self.running):
            self.machines[name].kill()
            self.running.pop(name, None)
