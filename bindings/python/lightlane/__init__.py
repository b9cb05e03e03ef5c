"""Lightlane: optical-interconnect decisions, from bit errors to watts and latency.

>>> import lightlane
>>> link = lightlane.Link("lpo", fiber_length_m=500)
>>> result = link.evaluate("margin_db", host_tx_channel_loss_db=[8, 16])
>>> bool(result["margin_db"][0] > result["margin_db"][1])
True
>>> table = lightlane.compare(["dsp", "lpo", "cpo_a"], ["ber", "power_io_w"])
"""

from ._catalog import MetricInfo, ParameterInfo, PresetInfo, metrics, parameters, presets
from ._com import Com, com
from ._compare import compare
from ._comparison import Comparison
from ._core import version as _version
from ._errors import (
    ArgumentError,
    CancelledError,
    InternalError,
    LightlaneError,
    NumericsError,
    ParameterError,
    ResourceError,
    ScenarioError,
    StateError,
)
from ._fec import Decoded, ReedSolomon, fec
from ._fleet import Fleet, FleetComparison, compare_fleets, fleet, fleet_end
from ._groups import MeasureInfo, SettingInfo, SettingsGroup, SettingsPresetInfo, groups
from ._limits import LimitCheck, LimitLine, limits
from ._link import Link, evaluate
from ._measures import Breakdown, Measures
from ._network import Network
from ._network_reports import NetworkQuality, TimeResponse
from ._page import write_report
from ._plan import Plan
from ._products import product_link
from ._report import Report
from ._result import Result
from ._scenario import Design, Scenario
from ._settings import Settings
from ._tdecq import Tdecq, pattern, tdecq
from ._ten_gigabit import TenGigabit, TenGigabitSheet, ten_gigabit, ten_gigabit_sheets
from ._validation import ProductCheck, validation
from ._versions import build_info, show_versions
from ._workbook import Workbook

__version__ = _version()

__all__ = [
    "ArgumentError",
    "Breakdown",
    "CancelledError",
    "Com",
    "Comparison",
    "Decoded",
    "Design",
    "Fleet",
    "FleetComparison",
    "InternalError",
    "LightlaneError",
    "LimitCheck",
    "LimitLine",
    "Link",
    "MeasureInfo",
    "Measures",
    "MetricInfo",
    "Network",
    "NetworkQuality",
    "NumericsError",
    "ParameterError",
    "ParameterInfo",
    "Plan",
    "PresetInfo",
    "ReedSolomon",
    "ProductCheck",
    "Report",
    "ResourceError",
    "Result",
    "Scenario",
    "ScenarioError",
    "SettingInfo",
    "Settings",
    "SettingsGroup",
    "SettingsPresetInfo",
    "StateError",
    "Tdecq",
    "TenGigabit",
    "TenGigabitSheet",
    "TimeResponse",
    "Workbook",
    "build_info",
    "com",
    "compare",
    "compare_fleets",
    "evaluate",
    "fec",
    "fleet",
    "fleet_end",
    "groups",
    "limits",
    "metrics",
    "parameters",
    "pattern",
    "presets",
    "product_link",
    "show_versions",
    "tdecq",
    "ten_gigabit",
    "ten_gigabit_sheets",
    "validation",
    "write_report",
]

for _name in __all__:
    if callable(globals()[_name]):
        globals()[_name].__module__ = "lightlane"  # where users find it, and tracebacks name it
del _name, _version
