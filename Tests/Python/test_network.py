"""Networks from Python: against scikit-rf on random networks, files both ways, what is refused."""

import json
import pickle
import struct
import subprocess
import sys

import numpy as np
import pytest
import skrf as rf
from skrf import network as formulas

import lightlane
from lightlane._command import main

DEFINITIONS = ("power", "pseudo", "traveling")
SEEDS = range(12)


def random_networks(seed, ports, points=23, size=None, complex_references=True, alike=False):
    """A network and the same one of scikit-rf; not passive in general."""
    rng = np.random.default_rng(seed)
    f = np.cumsum(rng.uniform(0.5e9, 2e9, points))
    shape = (points, ports, ports)
    size = 0.8 / np.sqrt(ports) if size is None else size
    s = size * (rng.standard_normal(shape) + 1j * rng.standard_normal(shape)) / np.sqrt(2)
    z0 = rng.uniform(20, 100, ports) * np.ones(ports)
    if complex_references:
        z0 = z0 + 1j * rng.uniform(-30, 30, ports)
    if alike:
        z0[:] = z0[0]
    mine = lightlane.Network(f, s, z0)
    theirs = rf.Network(frequency=rf.Frequency.from_f(f, unit="hz"), s=s, z0=z0)
    return mine, theirs


def agree(mine, theirs, condition):
    """To 1e-12 of the largest entry at each frequency times what the operation's matrices lose."""
    scale = np.abs(theirs).max(axis=(1, 2))
    error = np.abs(mine - theirs).max(axis=(1, 2))
    bound = 1e-12 * np.maximum(condition, 1) * np.maximum(scale, 1)
    assert (error <= bound).all(), (error / bound).max()


def cond(matrices):
    return np.linalg.cond(matrices)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("waves", DEFINITIONS)
@pytest.mark.parametrize("ports", [1, 2, 3, 4, 6])
def test_parameters_agree(ports, waves, seed):
    mine, theirs = random_networks(seed, ports)
    z = formulas.s2z(theirs.s, theirs.z0, s_def=waves)
    y = formulas.s2y(theirs.s, theirs.z0, s_def=waves)
    identity = np.eye(ports)
    one = cond(identity - theirs.s) * cond(identity + theirs.s)
    agree(mine.z(waves=waves), z, one)
    agree(mine.y(waves=waves), y, one)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("waves", DEFINITIONS)
@pytest.mark.parametrize("ports", [1, 2, 4])
def test_networks_of_parameters_agree(ports, waves, seed):
    mine, theirs = random_networks(seed, ports)
    z = formulas.s2z(theirs.s, theirs.z0, s_def=waves)
    made = lightlane.Network.from_parameters("Z", mine.f, z, mine.z0, waves=waves)
    agree(made.s, formulas.z2s(z, theirs.z0, s_def=waves), cond(z + np.diag(mine.z0)))
    y = formulas.s2y(theirs.s, theirs.z0, s_def=waves)
    made = lightlane.Network.from_parameters("Y", mine.f, y, mine.z0, waves=waves)
    one = cond(np.eye(ports) + y @ np.diag(mine.z0)) * cond(y)
    agree(made.s, formulas.y2s(y, theirs.z0, s_def=waves), one)
    if ports % 2 == 0:
        t = formulas.s2t(theirs.s)
        made = lightlane.Network.from_parameters("T", mine.f, t, mine.z0)
        agree(made.s, formulas.t2s(t), cond(t))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("waves", DEFINITIONS)
@pytest.mark.parametrize("ports", [1, 2, 3, 4, 6])
def test_renormalisation_agrees(ports, waves, seed):
    mine, theirs = random_networks(seed, ports)
    other = random_networks(seed + 1000, ports)[0].z0
    expected = formulas.renormalize_s(theirs.s, theirs.z0, other, s_def=waves)
    # scikit-rf goes through impedances, so theirs is the condition that counts.
    z = formulas.s2z(theirs.s, theirs.z0, s_def=waves)
    condition = cond(np.eye(ports) - theirs.s) * cond(z + np.diag(other))
    agree(mine.renormalize(other, waves=waves).s, expected, condition)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("before", DEFINITIONS)
@pytest.mark.parametrize("after", DEFINITIONS)
def test_definitions_agree(before, after, seed):
    # Their conversion divides columns by the diagonal of `a`, which is right for one port only.
    mine, theirs = random_networks(seed, 1)
    expected = formulas.s2s(theirs.s, theirs.z0, after, before)
    agree(mine.renormalize(mine.z0, waves=(before, after)).s, expected, 10)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("ports", [2, 4, 6])
def test_cascade_agrees(ports, seed):
    a, theirs_a = random_networks(seed, ports, complex_references=False)
    b, theirs_b = random_networks(seed + 500, ports, complex_references=False)
    b = lightlane.Network(a.f, b.s, b.z0)
    theirs_b = rf.Network(frequency=theirs_a.frequency, s=theirs_b.s, z0=theirs_b.z0)
    joined = a**b
    expected = theirs_a**theirs_b
    half = ports // 2
    assert np.array_equal(joined.z0, np.concatenate([a.z0[:half], b.z0[half:]]))
    matched = b.renormalize(np.concatenate([a.z0[half:], b.z0[half:]]))
    loop = np.eye(half) - a.s[:, half:, half:] @ matched.s[:, :half, :half]
    # They join port by port, each join with a denominator of its own.
    agree(joined.s, expected.s, cond(loop))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("ports", [2, 4, 6])
def test_transfer_and_deembedding_agree(ports, seed):
    a, theirs_a = random_networks(seed, ports, complex_references=False, alike=True)
    b, _ = random_networks(seed + 500, ports, complex_references=False, alike=True)
    b = lightlane.Network(a.f, b.s, a.z0)
    half = ports // 2
    condition = cond(a.s[:, half:, :half])
    agree(a.t(), formulas.s2t(theirs_a.s), condition)
    lost = cond(a.t()) * cond(b.t())
    agree((a**b).deembed(left=a).s, b.s, lost)
    agree((a**b).deembed(right=b).s, a.s, lost)
    theirs = theirs_a.inv ** (theirs_a ** b.to_skrf())
    agree((a**b).deembed(left=a).s, theirs.s, lost)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("complex_references", [False, True])
@pytest.mark.parametrize(("ports", "count"), [(2, 1), (4, 2), (5, 2), (8, 4)])
def test_mixed_mode_agrees(ports, count, complex_references, seed):
    mine, theirs = random_networks(seed, ports, complex_references=complex_references)
    pairs = [(2 * k, 2 * k + 1) for k in range(count)]
    mixed = mine.mixed_mode(pairs)
    before = theirs.s.copy(), theirs.z0.copy()
    theirs.se2gmm(count)
    agree(mixed.z0[None, :, None], theirs.z0[:1, :, None], 1)
    agree(mixed.s, theirs.s, cond(np.eye(ports) - before[0]))
    back = mixed.single_ended(pairs).renormalize(mine.z0)
    agree(back.s, mine.s, 1)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("curve", ["linear", "cubic"])
def test_interpolation_agrees(curve, seed):
    mine, theirs = random_networks(seed, 2, complex_references=False)
    rng = np.random.default_rng(seed)
    f = np.sort(rng.uniform(mine.f[0], mine.f[-1], 57))
    frequency = rf.Frequency.from_f(f, unit="hz")
    expected = theirs.interpolate(frequency, kind=curve)
    agree(mine.interpolate(f, curve=curve).s, expected.s, 1)


@pytest.mark.parametrize("ports", [1, 2, 3, 4, 8])
def test_singular_values_agree(ports):
    mine, theirs = random_networks(3, ports)
    expected = np.linalg.svd(theirs.s, compute_uv=False)[:, 0]
    assert np.allclose(mine.quality().largest_singular_value, expected, rtol=1e-13, atol=0)


def test_subnetworks_agree():
    mine, theirs = random_networks(5, 5)
    assert np.array_equal(mine.subnetwork([4, 0, 2]).s, theirs.subnetwork([4, 0, 2]).s)


# ---------------------------------------------------------------- files


@pytest.mark.parametrize("ports", [1, 2, 3, 4, 6])
@pytest.mark.parametrize("form", ["ri", "ma", "db"])
def test_files_go_both_ways(tmp_path, ports, form):
    mine, theirs = random_networks(ports, ports, complex_references=False, alike=True)
    path = tmp_path / f"theirs.s{ports}p"
    theirs.write_touchstone(str(path), form=form)
    read = lightlane.Network.read(path)
    again = rf.Network(str(path))
    # The same text: both read it, ours to the last bit.
    assert np.allclose(read.f, again.f, rtol=4e-16, atol=0)
    assert np.allclose(read.s, again.s, rtol=0, atol=1e-13)
    assert np.allclose(read.z0, again.z0[0])
    assert read.name == "theirs"
    path = tmp_path / f"mine.s{ports}p"
    mine.write(path, format=form.upper(), unit="GHz", comment="two\nlines")
    again = rf.Network(str(path))
    assert np.allclose(mine.s, again.s, rtol=0, atol=1e-13)
    assert np.allclose(mine.f, again.f, rtol=4e-16, atol=0)
    if form == "ri":
        assert lightlane.Network.read(path) == mine


def test_a_network_is_not_copied():
    mine, _ = random_networks(1, 3)
    assert not mine.s.flags.writeable
    assert not mine.f.flags.owndata
    s = mine.s
    copy = s.copy()
    del mine
    assert np.array_equal(s, copy)
    with pytest.raises(ValueError, match="read-only"):
        s[0, 0, 0] = 1
    with pytest.raises(TypeError):
        struct.pack_into("d", random_networks(1, 1)[0]._core.scattering(), 0, 1.0)


def test_networks_go_to_and_from_scikit_rf():
    mine, theirs = random_networks(2, 4)
    assert lightlane.Network.of(theirs) == mine
    back = mine.to_skrf()
    assert np.array_equal(back.s, theirs.s)
    assert np.array_equal(back.z0, theirs.z0)
    assert (mine ** lightlane.Network.of(theirs)) == mine.cascade(theirs)
    theirs.z0[3] = 60
    with pytest.raises(ValueError, match="vary with frequency"):
        lightlane.Network.of(theirs)
    pseudo = rf.Network(frequency=theirs.frequency, s=mine.s, z0=mine.z0, s_def="pseudo")
    taken = lightlane.Network.of(pseudo)
    assert np.allclose(taken.z(), pseudo.z, rtol=1e-9)


def test_the_package_does_not_import_scikit_rf():
    code = "import sys, lightlane; lightlane.Network([1], [0]); print('skrf' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"


def test_networks_pickle():
    mine, _ = random_networks(4, 2)
    assert pickle.loads(pickle.dumps(mine)) == mine


def test_noise_is_told():
    text = "#\n2 .95 -26 3.57 157 .04 76 .66 -14\n22 .60 -144 1.30 40 .14 40 .56 -85\n"
    quality = lightlane.Network.parse(text + "4 .7 .64 69 .38\n", name="x.s2p").quality()
    assert quality.noise["resistance_ohm"].tolist() == [19]
    assert lightlane.Network.parse(text, name="x.s2p").quality().noise == {}


def test_warnings_are_no_refusals():
    loud = lightlane.Network.parse("# Hz S RI R 50\n1 2 0\n5 0 2\n", name="x.s1p")
    quality = loud.quality()
    assert not quality.is_passive
    assert any("not passive" in warning for warning in quality.warnings)
    assert any("too short" in warning for warning in quality.warnings)


# ---------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (([1], [[[0, 0]]]), ValueError, "shape"),
        (([1, 2], [0]), ValueError, "points"),
        (([[1]], [0]), ValueError, "dimensions"),
        (([1], [0], [50, 50]), ValueError, "z0"),
        (([1], ["x"]), TypeError, "complex numbers"),
        (([1j], [0]), TypeError, "real numbers"),
        (([2, 1], [0, 0]), lightlane.ParameterError, "does not rise"),
        (([1], [np.nan]), lightlane.ParameterError, "S1,1 at 1 Hz is nan"),
        (([1], [0], 50j), lightlane.ParameterError, "above 0 is taken"),
        (([], np.zeros((0, 1, 1))), lightlane.ArgumentError, "points = 0"),
        (([1], np.zeros((1, 17, 17))), lightlane.ArgumentError, "ports = 17; 1 to 16"),
    ],
)
def test_wrong_arrays_are_refused(arguments, error, message):
    with pytest.raises(error, match=message):
        lightlane.Network(*arguments)


def test_wrong_calls_are_refused(tmp_path):
    mine, _ = random_networks(1, 3)
    for call, error in [
        (lambda: mine**mine, lightlane.ArgumentError),
        (lambda: mine.subnetwork([3]), lightlane.ArgumentError),
        (lambda: mine.subnetwork([-1]), lightlane.ArgumentError),
        (lambda: mine.mixed_mode([(0, 0)]), lightlane.ParameterError),
        (lambda: mine.renormalize([1, 2]), ValueError),
        (lambda: mine.renormalize(50, waves="voltage"), ValueError),
        (lambda: mine.interpolate([1.0]), lightlane.ParameterError),
        (lambda: mine.interpolate(mine.f, curve="spline"), ValueError),
        (lambda: mine.crop(0, 1), lightlane.ParameterError),
        (lambda: mine.impulse_response(-1, 0), lightlane.ArgumentError),
        (lambda: mine.tdr(0, rise_time_s=1e-12), lightlane.ParameterError),
        (lambda: mine.write(tmp_path / "x.s3p"), lightlane.ParameterError),
        (lambda: mine.write(tmp_path / "x.s3p", format="XY"), ValueError),
        (lambda: mine.cascade(3), AttributeError),
        (lambda: lightlane.Network.read(tmp_path / "none.s2p"), lightlane.ResourceError),
        (lambda: lightlane.Network.read(tmp_path / "none.s2p", ports=17), lightlane.ArgumentError),
    ]:
        with pytest.raises(error):
            call()


# ---------------------------------------------------------------- command


@pytest.fixture
def channel(tmp_path):
    """A lossless line of 50 ohm as a four-port of two lines, in a file."""
    f = np.arange(101) * 1e8
    s = np.zeros((101, 4, 4), complex)
    for near, far in [(0, 1), (2, 3)]:
        s[:, near, far] = s[:, far, near] = np.exp(-2j * np.pi * f * 100e-12)
    path = tmp_path / "pair.s4p"
    lightlane.Network(f, s).write(path)
    return path


def test_the_command_tells_what_is_in_a_file(channel, capsys):
    assert main(["network", str(channel), "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["ports"] == 4
    assert told["points"] == 101
    assert told["step_hz"] == 1e8
    assert told["reference_ohm"] == 50
    assert told["passivity_percent"] == 100
    assert told["largest_phase_step_deg"] == pytest.approx(3.6)
    assert told["warnings"] == []
    assert main(["network", str(channel)]) == 0
    assert "largest_phase_step_deg" in capsys.readouterr().out
    assert main(["network", str(channel), "--format", "csv"]) == 0
    assert "points,101\n" in capsys.readouterr().out


def test_the_command_converts(channel, capsys):
    out = channel.with_name("mixed.s4p")
    arguments = ["--pairs", "0,2", "1,3", "--convert", str(out), "--unit", "GHz", "--digits", "9"]
    assert main(["network", str(channel), *arguments, "--touchstone", "2.1"]) == 0
    mixed = lightlane.Network.read(out)
    assert mixed.z0.real.tolist() == [100, 100, 25, 25]
    assert mixed.s[10, 1, 0] == pytest.approx(np.exp(-0.2j * np.pi), abs=1e-8)
    assert "# GHz S RI R 100\n" in out.read_text(encoding="utf-8")
    twice = channel.with_name("twice.s4p")
    line = channel.with_name("line.s2p")
    lightlane.Network.read(channel).subnetwork([0, 1]).write(line)
    twice = channel.with_name("twice.s2p")
    joined = ["network", str(line), str(line), "--renormalize", "75", "--convert", str(twice)]
    assert main(joined) == 0
    assert lightlane.Network.read(twice).renormalize(50).s[10, 1, 0] == pytest.approx(
        np.exp(-0.4j * np.pi)
    )
    capsys.readouterr()


def test_the_command_cascades_files_of_another_order(channel, capsys):
    # The channel's lines lead from ports 0 and 2 to 1 and 3.
    twice = channel.with_name("both.s4p")
    both = ["network", str(channel), str(channel), "--order", "0,2,1,3", "--convert", str(twice)]
    assert main(both) == 0
    capsys.readouterr()
    ordered = lightlane.Network.read(channel).subnetwork([0, 2, 1, 3])
    assert lightlane.Network.read(twice) == ordered**ordered
    assert abs(lightlane.Network.read(twice).s[10, 2, 0]) == pytest.approx(1)
    for order, told in (("0,0,1,2", "twice"), ("a", "ports from 0"), ("9", "9")):
        assert main([*both[:4], order]) == 2
        assert told in capsys.readouterr().err


def test_options_of_a_file_that_is_not_written_are_refused(channel, capsys):
    for option in (["--unit", "Hz"], ["--digits", "3"], ["--touchstone", "2.0"], ["--numbers", "RI"]):
        assert main(["network", str(channel), *option]) == 2
        assert f"{option[0]} goes with --convert" in capsys.readouterr().err


def test_the_command_says_what_is_wrong(channel, capsys):
    assert main(["network", str(channel.with_name("none.s2p"))]) == 2
    assert "none.s2p can not be opened: No such file" in capsys.readouterr().err
    assert main(["network", str(channel), "--pairs", "0-2"]) == 2
    assert "POSITIVE,NEGATIVE" in capsys.readouterr().err
    wrong = channel.with_name("wrong.s2p")
    wrong.write_text("# Hz S RI R 50\n1 0 0 0 0 oops\n", encoding="utf-8")
    assert main(["network", str(wrong)]) == 2
    assert "wrong.s2p:2:11: found 'oops', expected a number" in capsys.readouterr().err
    loud = channel.with_name("loud.s1p")
    loud.write_text("# Hz S RI R 50\n0 1.5 0\n1 0 0\n2 0 0\n", encoding="utf-8")
    assert main(["network", str(loud)]) == 1
    assert "warning: not passive" in capsys.readouterr().out
