"""`com`: Channel Operating Margin and effective return loss of a channel with its aggressors."""

from __future__ import annotations

from collections.abc import Iterable
from os import PathLike, fspath
from typing import Any, Final, TypeAlias, Unpack

from . import _core
from ._errors import LightlaneError
from ._groups import groups
from ._measures import Breakdown, Measures, Parts, ReportParts
from ._network import LikeNetwork, Network
from ._settings import Config, Settings
from ._settings_fields import ComSettings

ChannelLike: TypeAlias = str | PathLike[str] | LikeNetwork
"""A channel: the path of a Touchstone file, a `Network`, or what looks like one."""

# What IEEE's reference program calls the measures, and what its numbers are times ours.
_REFERENCE: Final = {
    "channel_operating_margin_dB": ("com_db", 1.0),
    "FOM": ("fom_db", 1.0),
    "available_signal_after_eq_mV": ("available_signal_after_eq_mv", 1.0),
    "Peak_ISI_XTK_and_Noise_interference_at_BER_mV": ("peak_interference_mv", 1.0),
    "peak_uneq_pulse_mV": ("peak_uneq_pulse_mv", 1.0),
    "steady_state_voltage_mV": ("steady_state_voltage_mv", 1.0),
    "sgm_TX": ("sigma_tx_mv", 1e-3),
    "sgm_G": ("sigma_g_mv", 1e-3),
    "sgm_N": ("sigma_n_mv", 1e-3),
    "sgm_rjit": ("sigma_rj_mv", 1e-3),
    "sgm_isi": ("sigma_isi_mv", 1e-3),
    "sgm_xt": ("sigma_xt_mv", 1e-3),
    "sgm_p_DD": ("sigma_dd_mv", 1e-3),
    "sgm_Ani__isi_xt_noise": ("sigma_interference_mv", 1e-3),
    "CTLE_DC_gain_dB": ("ctle_dc_gain_db", 1.0),
    "g_DC_HP": ("ctle_hp_gain_db", 1.0),
    "itick": ("itick", 1.0),
    "VEC_dB": ("vec_db", 1.0),
    "VEO_mV": ("veo_mv", 1.0),
    "ICN_mV": ("icn_mv", 1.0),
    "MDNEXT_ICN_92_46_mV": ("icn_next_mv", 1.0),
    "MDFEXT_ICN_92_47_mV": ("icn_fext_mv", 1.0),
    "FOM_ILD": ("fom_ild_db", 1.0),
    "IL_dB_channel_only_at_Fnq": ("il_channel_db", 1.0),
    "IL_db_die_to_die_at_Fnq": ("il_die_to_die_db", 1.0),
    "VTF_loss_dB_at_Fnq": ("vtf_loss_db", 1.0),
    "fitted_IL_dB_at_Fnq": ("fitted_il_db", 1.0),
    "DER_thresh": ("der_threshold", 1.0),
    "SCMR_dB": ("scmr_db", 1.0),
    "BER": ("detector_error_ratio", 1.0),
    "ERL": ("erl_db", 1.0),
    "ERL11": ("erl11_db", 1.0),
    "ERL22": ("erl22_db", 1.0),
    "ERL11_dB": ("erl11_db", 1.0),
    "ERL22_dB": ("erl22_db", 1.0),
    "Z11est": ("impedance11_ohm", 1.0),
    "Z22est": ("impedance22_ohm", 1.0),
}


class Com(Measures):
    """What Channel Operating Margin answers: a mapping from name to scalar or array.

    Scalars are of the worst package case; `arrays["com_by_case_db"]` has the margin of each. What
    IEEE's reference program calls a value (`answer["sgm_TX"]`) finds it too, in its unit.

    >>> import lightlane
    >>> [name for name in lightlane.groups["com"].measures][:3]
    ['com_db', 'com_margin_db', 'fom_db']
    """

    __slots__ = ("_settings",)

    _place = "in the report of com"

    def __init__(self, settings: Settings, parts: Parts) -> None:
        read = ReportParts(parts)
        self._settings = settings
        super().__init__(
            read.scalars,
            read.arrays,
            units=read.units,
            docs=read.docs,
            notes=(*settings.notes_of_workbook, *read.notes),
        )

    @property
    def settings(self) -> Settings:
        """What it was computed with."""
        return self._settings

    @property
    def reference_fields(self) -> dict[str, Any]:
        """The answer by the names, and in the units, of IEEE's reference program."""
        fields: dict[str, Any] = {
            theirs: factor * self._scalars[ours]
            for theirs, (ours, factor) in _REFERENCE.items()
            if ours in self._scalars
        }
        for theirs, ours in (("TXLE_taps", "transmitter_taps"), ("DFE_taps", "dfe_taps")):
            # Without an answer there are no taps, and no labels of them.
            taps = self._arrays[ours]
            fields[theirs] = list(taps.values()) if isinstance(taps, Breakdown) else []
        places = self._arrays["floating_tap_positions"]
        fields["floating_tap_locations"] = [int(place) for place in places]
        case = int(self._scalars["package_case"]) - 1
        for side in ("TX", "RX"):
            lengths = self._settings[f"{side.lower()}_package_length_mm"][:, case].tolist()
            # It holds two segments as four.
            fields[f"Pkg_len_{side}"] = lengths + ([0.0, 0.0] if len(lengths) == 2 else [])
        return fields

    def __getitem__(self, name: str) -> Any:
        if name not in self._values:
            fields = self.reference_fields
            if name in fields:
                return fields[name]
            self._tell_what_is_left_out(name)
        return super().__getitem__(name)

    def _tell_what_is_left_out(self, name: str) -> None:
        """Raise the reason where a measure has no value here."""
        ours, _ = _REFERENCE.get(name, (name, 1.0))
        if ours not in groups["com"].measures:
            return
        reasons = [warning for warning in self.warnings if warning.endswith("left out")]
        own = [reason for reason in reasons if ours in reason]
        if ours.startswith(("erl", "impedance")):
            reasons = []
            if not self._settings["return_loss"]:
                reasons = ["return_loss is off"]
        told = own or [reason for reason in reasons if "com_db" in reason or "return" in reason]
        if told:
            raise KeyError(f"{name}: not {self._place}: {'; '.join(told)}") from None

    @property
    def passes(self) -> bool:
        """Whether the margin, and the return loss where it was asked for, meet their thresholds."""
        margins = ("com_margin_db", "erl_margin_db")
        known = [self._scalars[name] for name in margins if name in self._scalars]
        return "com_margin_db" in self._scalars and all(margin >= 0 for margin in known)

    def _title(self) -> str:
        verdict = "passes" if self.passes else "fails"
        return f"Com {self._settings.preset or 'own settings'}: {verdict}"


def com(
    thru: ChannelLike,
    fext: ChannelLike | Iterable[ChannelLike] = (),
    next: ChannelLike | Iterable[ChannelLike] = (),
    config: Config | None = "100GBASE-KR",
    **overrides: Unpack[ComSettings],
) -> Com:
    """Channel Operating Margin of a four-port channel with far-end and near-end aggressors.

    Networks are paths of Touchstone files, `Network`s, or what looks like scikit-rf's: anything
    with `f`, `s` and `z0`. `config` is a preset ("100GBASE-KR", "100GBASE-CR", "100GAUI-1-C2C",
    …), the path of an IEEE workbook (.xlsx), or a mapping of names or workbook keywords to values;
    every setting can be given by keyword too, as a number, a list or a text that is evaluated as
    MATLAB does. `lightlane.groups["com"].settings` lists them. A keyword of the workbooks that asks
    for another method (`PMD_type`, `ffe_pre_tap_len`, …) is refused unless its value means ours.

    >>> import numpy as np
    >>> import lightlane
    >>> f = np.arange(0, 60e9, 20e6)
    >>> loss = np.exp(-2e-6 * np.sqrt(f) - 2e-11 * f - 2j * np.pi * f * 1e-9)
    >>> s = np.zeros((f.size, 4, 4), complex)
    >>> for a, b in ((0, 1), (1, 0), (2, 3), (3, 2)):
    ...     s[:, a, b] = loss
    >>> answer = lightlane.com(lightlane.Network(f, s), package_case=1, c_minus_3=0, g_DC="[-9:3:0]")
    >>> answer.passes, answer["package_case"], len(answer.warnings)
    (True, 1.0, 2)
    """
    settings = Settings("com", config, **overrides)
    channels = [("thru", thru)]
    for role, given in (("fext", fext), ("next", next)):
        channels += [(f"{role} {n}", one) for n, one in enumerate(_listed(given, role), 1)]
    networks = [_network(one, name) for name, one in channels]
    far = sum(name.startswith("fext") for name, _ in channels)
    try:
        parts = _core.com_report(
            settings.core, networks[0], tuple(networks[1 : far + 1]), tuple(networks[far + 1 :])
        )
    except LightlaneError as error:
        _name_the_file(error, channels)
        raise
    return Com(settings, parts)


def _name_the_file(error: LightlaneError, channels: list[tuple[str, ChannelLike]]) -> None:
    """Put the file of the channel at fault ahead of what is wrong with it."""
    message = str(error)
    # The channel at fault is spoken of first.
    spoken = [(message.find(f"{name} "), given) for name, given in channels]
    place, given = min(
        ((at, given) for at, given in spoken if at >= 0), default=(-1, None), key=lambda one: one[0]
    )
    if place >= 0 and isinstance(given, (str, PathLike)):
        error.args = (f"{fspath(given)}: {message}{_unit_assumed(given)}", *error.args[1:])


def _unit_assumed(path: str | PathLike[str]) -> str:
    """What was taken for the unit of a file that names none."""
    with open(path, encoding="latin-1") as lines:
        option = next((line for line in lines if line.lstrip().startswith("#")), "# Hz")
    words = option.partition("!")[0].lower().replace("#", " ").split()
    named = {"hz", "khz", "mhz", "ghz", "thz"} & set(words)
    return "" if named else "; the file names no unit of frequency, which was taken for GHz"


def _is_channel(given: object) -> bool:
    return isinstance(given, (str, PathLike, Network)) or all(
        hasattr(given, name) for name in ("f", "s", "z0")
    )


def _network(given: ChannelLike, name: str) -> _core.Network:
    """The core's network of a channel."""
    if isinstance(given, (str, PathLike)):
        return Network.read(given).core
    if isinstance(given, Network):
        return given.core
    if _is_channel(given):
        return Network.of(given).core
    raise TypeError(
        f"{name}: expected the path of a Touchstone file or a network, got {type(given).__name__}"
    )


def _listed(given: ChannelLike | Iterable[ChannelLike], name: str) -> list[ChannelLike]:
    """One channel or many as a list."""
    if _is_channel(given):
        return [given]  # type: ignore[list-item]
    if not isinstance(given, Iterable):
        raise TypeError(f"{name}: expected channels, got {type(given).__name__}")
    return list(given)
