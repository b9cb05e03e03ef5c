// Vector functions against the C library, in units of the last place.

import Foundation
import LaneNumerics
import Testing

/// Error of a value in units of the last place of the truth.
private func ulps(_ value: Double, _ truth: Double) -> Double { abs(value - truth) / truth.ulp }

@Test func vectorExponentialIsWithinTwoUnits() {
  var worst = 0.0
  for i in 0..<20_000 {
    let x = Octet((0..<8).map { -700 + 1400 * (Double(i) + Double($0) / 8) / 20_000 })
    let y = exponential(x)
    for lane in 0..<8 { worst = max(worst, ulps(y[lane], exp(x[lane]))) }
  }
  #expect(worst <= 2, "worst error \(worst) ulp")
}

@Test func vectorLogarithmIsWithinTwoUnits() {
  var worst = 0.0
  for i in 0..<20_000 {
    let x = Octet((0..<8).map { exp(-300 + 600 * (Double(i) + Double($0) / 8) / 20_000) })
    let y = logarithm(x)
    for lane in 0..<8 where abs(log(x[lane])) > 1e-3 {
      worst = max(worst, ulps(y[lane], log(x[lane])))
    }
  }
  #expect(worst <= 2, "worst error \(worst) ulp")
}

@Test func millsRatioTimesDensityIsTheTail() {
  var worst = 0.0
  for i in 0..<4625 {
    let x = Octet((0..<8).map { (Double(i) + Double($0) / 8) * 0.008 })
    let tail = GaussianTail.densities(x) * GaussianTail.millsRatios(x)
    for lane in 0..<8 {
      worst = max(worst, abs(tail[lane] / (0.5 * erfc(x[lane] / 2.0.squareRoot())) - 1))
    }
  }
  // The density loses x² / 2 roundings: 700 · 1e-16 at the far end.
  #expect(worst < 3e-13, "worst relative error \(worst)")
}

@Test(arguments: [1e-300, 1e-15, 2.4e-4, 0.01, 0.3, 0.5, 0.9, 1 - 1e-9])
func quantileInvertsTheTail(p: Double) {
  let x = GaussianTail.quantile(p)
  #expect(abs(GaussianTail.probability(x) / p - 1) < 1e-12)
}

@Test func quantileIsTotal() {
  #expect(GaussianTail.quantile(0) == .infinity)
  #expect(GaussianTail.quantile(1) == -.infinity)
  #expect(GaussianTail.quantile(-1).isNaN)
  #expect(GaussianTail.quantile(.nan).isNaN)
}

@Test func theBandIntegratesPolynomialsExactly() {
  for power in 0..<16 {
    var x = Spectrum(repeating: 1)
    for _ in 0..<power { x *= NyquistBand.nodes }
    #expect(abs(NyquistBand.mean(x) - 1 / Double(power + 1)) < 1e-15)
  }
}

@Test func bandShapesAreWhatTheySay() {
  for i in NyquistBand.nodes.indices {
    let x = NyquistBand.nodes[i]
    #expect(abs(NyquistBand.boostShape[i] - pow(sin(.pi * x / 2), 2)) < 1e-15)
    #expect(abs(NyquistBand.nodeRoots[i] - x.squareRoot()) < 1e-15)
    #expect(abs(NyquistBand.holdShape[i] - pow(sin(.pi * x / 2) / (.pi * x / 2), 2)) < 1e-15)
  }
}
