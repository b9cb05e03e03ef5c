"""`lightlane.fec` and `ReedSolomon` against published numbers, golden tables and decoding."""

import csv
import pickle
import threading
from pathlib import Path

import lightlane
import numpy as np
import pytest

GOLDEN = Path(__file__).parents[1] / "Golden"


def rows(name: str) -> list[dict[str, float]]:
    lines = [line for line in (GOLDEN / name).read_text().splitlines() if not line.startswith("#")]
    return [{key: float(value) for key, value in row.items()} for row in csv.DictReader(lines)]


def test_curve_is_the_exact_sums() -> None:
    table = [row for row in rows("fec_random.csv") if row["kp4_cer"] > 1e-300]
    ratios = [row["ber"] for row in table]
    for code, column in (("rs544", "kp4"), ("rs528", "kr4")):
        found = lightlane.fec(pre_fec_bit_error_ratio=ratios, code=code)
        expected = [row[f"{column}_cer"] for row in table]
        np.testing.assert_allclose(found["codeword_error_ratios"], expected, rtol=1e-9)
        expected = [row[f"{column}_post"] for row in table]
        np.testing.assert_allclose(found["post_fec_bit_error_ratios"], expected, rtol=1e-9)


@pytest.mark.parametrize("row", rows("fec_bursts.csv"))
def test_bursts_are_the_exact_sums(row: dict[str, float]) -> None:
    if row["a"] == 0:
        return
    found = lightlane.fec(
        ber=row["p0"] / (1 - row["a"]) / 2,
        error_propagation=row["a"],
        precoding=row["precoded"],
        ways=row["ways"],
    )
    assert found["codeword_error_ratio"] == pytest.approx(row["cer"], rel=1e-8)


def test_frame_loss_is_the_clauses() -> None:
    for row in rows("fec_frame_loss.csv"):
        found = lightlane.fec(ber=row["ber"], interleaving=int(row["ways"]))
        assert found["frame_loss_ratio"] == pytest.approx(row["flr"], rel=0.006)
    operators = lightlane.fec(interleaving=4, frame_convention="eight_frames")
    ratio = operators["frame_loss_ratio"] / operators["codeword_error_ratio"]
    assert ratio == pytest.approx(4.125, rel=1e-9)


def test_budget_has_a_line_for_each_segment() -> None:
    found = lightlane.fec("802.3dj", segment_propagations=[0, 0, 0.75, 0, 0], interleaving=1)
    assert len(found["segment_share"]) == 5
    assert sum(found["segment_share"].values()) == pytest.approx(1)
    random = lightlane.fec("802.3dj", interleaving=1)
    assert found["budget_codeword_error_ratio"] > random["budget_codeword_error_ratio"]
    assert random["budget_bit_error_ratio"] == pytest.approx(2.92e-4, rel=1e-3)


def test_simulation_repeats_and_agrees() -> None:
    first = lightlane.fec(ber=2.5e-3, error_propagation=0.75, simulated_rounds=20_000, seed=5)
    again = lightlane.fec(ber=2.5e-3, error_propagation=0.75, simulated_rounds=20_000, seed=5)
    assert first["simulated_codeword_error_ratio"] == again["simulated_codeword_error_ratio"]
    expected = first["codeword_error_ratio"]
    assert first["simulated_hit_error_ratio"] == pytest.approx(expected, rel=0.1)
    assert first["simulated_codewords"].sum() == 20_000


def test_inner_code_meets_its_purpose() -> None:
    found = lightlane.fec("200G lanes with inner code")
    assert 2e-4 < found["decoder_bit_error_ratio"] < 3e-4
    assert (
        found["inner_word_error_ratio_lower"]
        < found["inner_word_error_ratio"]
        < found["inner_word_error_ratio_upper"]
    )


def test_settings_may_be_given_whole() -> None:
    settings = lightlane.Settings("fec", "LPO", interleaving=2)
    assert lightlane.fec(settings).scalars == lightlane.fec("LPO", interleaving=2).scalars
    with pytest.raises(TypeError):
        lightlane.fec(settings, interleaving=4)
    with pytest.raises(lightlane.LightlaneError):
        lightlane.fec(lightlane.Settings("com"))


def test_what_excludes_each_other_is_refused() -> None:
    with pytest.raises(lightlane.ParameterError, match="inner_code"):
        lightlane.fec(inner_code="hamming", error_propagation=0.5)
    with pytest.raises(lightlane.ParameterError, match="did you mean"):
        lightlane.fec(interleavin=2)  # type: ignore[call-arg]
    for bad in (-1, 0.6, float("nan")):
        with pytest.raises(lightlane.ParameterError):
            lightlane.fec(pre_fec_bit_error_ratio=bad)
    warned = lightlane.fec(pre_fec_bit_error_ratio=0.05)
    assert "most codewords are lost" in warned.warnings[0]


# ---------------------------------------------------------------- coder


@pytest.mark.parametrize(("length", "dimension"), [(544, 514), (528, 514), (31, 15)])
def test_words_are_corrected_or_reported(length: int, dimension: int) -> None:
    random = np.random.default_rng(7)
    coder = lightlane.ReedSolomon(length, dimension)
    sent = coder.encode(random.integers(0, 1024, (60, dimension)))
    assert sent.shape == (60, length) and sent.dtype == np.uint16
    received = sent.copy()
    errors = np.arange(60) % (coder.correctable + 3)
    for word, count in zip(received, errors, strict=True):
        places = random.choice(length, count, replace=False)
        word[places] ^= random.integers(1, 1024, count).astype(np.uint16)
    before = received.copy()
    found = coder.decode(received)
    np.testing.assert_array_equal(received, before)
    within = errors <= coder.correctable
    np.testing.assert_array_equal(found.words[within], sent[within])
    np.testing.assert_array_equal(found.corrected[within], errors[within])
    if length > 100:
        assert found.lost[~within].all()
        np.testing.assert_array_equal(found.words[~within], received[~within])


def test_erasures_count_half() -> None:
    coder = lightlane.ReedSolomon()
    sent = coder.encode(np.arange(514) % 1024)
    received = sent.copy()
    received[:20] = 0
    received[100:105] ^= 1
    assert coder.decode(received).lost
    found = coder.decode(received, erasures=range(20))
    assert int(found.corrected) == 5
    np.testing.assert_array_equal(found.words, sent)
    for bad in ([-1], [544], [3, 3], list(range(544)) + [1]):
        with pytest.raises(lightlane.LightlaneError):
            coder.decode(received, erasures=bad)
    with pytest.raises(lightlane.LightlaneError):
        coder.decode(np.stack([sent, sent]), erasures=[1])


def test_symbols_are_judged() -> None:
    coder = lightlane.ReedSolomon()
    for bad in (np.full(514, 1024), np.full(514, -1), np.zeros(513, int), np.int64(3)):
        with pytest.raises(lightlane.LightlaneError):
            coder.encode(bad)
    with pytest.raises(TypeError):
        coder.encode(np.zeros(514))
    for length, dimension in ((544, 513), (2, 1), (2**40, 5), (-1, 5)):
        with pytest.raises(lightlane.LightlaneError):
            lightlane.ReedSolomon(length, dimension)
    assert coder.encode(np.zeros((0, 514), int)).shape == (0, 544)
    assert coder.encode(np.zeros((2, 3, 514), int)).shape == (2, 3, 544)
    copy = pickle.loads(pickle.dumps(coder))
    assert (copy.length, copy.dimension, repr(copy)) == (544, 514, "ReedSolomon(544, 514)")


def test_threads_share_a_coder() -> None:
    coder = lightlane.ReedSolomon()
    sent = coder.encode(np.random.default_rng(1).integers(0, 1024, (200, 514)))
    received = sent.copy()
    received[:, ::40] ^= 5
    answers: list[bool] = []

    def work() -> None:
        answers.append(bool((coder.decode(received).words == sent).all()))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [True] * 4


def test_codes_by_their_ethernet_names() -> None:
    for name, code in (("KP4", "rs544"), ("KR4", "rs528")):
        found, same = (lightlane.fec(code=code, pre_fec_bit_error_ratio=1e-4) for code in (name, code))
        assert found["codeword_error_ratio"] == same["codeword_error_ratio"]
