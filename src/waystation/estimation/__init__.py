"""How many were there whom nobody listed: multiple systems estimation. Plain Python, usable from a notebook.

    from waystation import estimation
    found = estimation.estimate({"hotline": {"p1", "p2"}, "press": {"p2", "p3"}, "clinic": {"p1", "p3"}})
    found = estimation.estimate(estimation.Table.from_csv(open("lists.csv")))  # or a data frame of 0 and 1
    print(found.summary()); found.plot(); found["lcm"].estimate; found.to_dict()

    estimation.stratified({"north": table, "south": other})         # of each, and the sum with its interval
    estimation.combined([table, another], weights=[0.7, 0.3])       # after several clusterings of the same records
    estimation.search(table)[0], estimation.fit(table, estimation.read_model("[123,14,34]", 4))
    estimation.profile(table, fit); estimation.dga(table, delta=0.5); estimation.latent(table, seed=1)

numpy and HiGHS are loaded when one of the methods is first asked for; reading a table and what it tells do without.
"""

from importlib import import_module
from typing import Any, Final

from waystation.estimation.findings import findings
from waystation.estimation.methods import METHODS
from waystation.estimation.models import read as read_model
from waystation.estimation.tables import Table, Unreadable
from waystation.estimation.wording import Finding, Weight

__all__ = ["METHODS", "Finding", "Table", "Unreadable", "Weight", "findings", "read_model"]

_LATER: Final = {
    "estimate": "estimating", "Estimate": "estimating", "leave_one_out": "estimating", "estimates": "estimating",
    "Together": "together", "stratified": "together", "combined": "together", "added": "together", "mixed": "together",
    "fit": "loglinear", "search": "loglinear", "averaged": "loglinear", "stepwise": "selection", "profile": "profiles",
    "dga": "graphs", "latent": "classes", "chao": "two_lists", "chapman": "two_lists", "lincoln_petersen": "two_lists",
}  # fmt: skip
"""Where each is. No module is called as one of them: once loaded, it would stand in its place."""


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__} has no attribute {name}")
    return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
