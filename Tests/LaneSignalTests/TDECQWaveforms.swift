// Waveforms whose TDECQ is known, for the tests of the measurement.

import Glibc
import LaneSignal

/// A random number between 0 and 1, the same in every run.
struct TestRandom {
  var state: UInt64

  mutating func uniform() -> Double {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return (Double(state >> 11) + 0.5) / 0x1p53
  }

  mutating func shuffle<T>(_ values: inout [T]) {
    for k in stride(from: values.count - 1, to: 0, by: -1) {
      values.swapAt(k, Int(uniform() * Double(k + 1)))
    }
  }
}

/// Q(x) by the C library.
func tailOfNormal(_ x: Double) -> Double { 0.5 * erfc(x / 2.0.squareRoot()) }

/// The x with f(x) = 0 of a function that falls, by halving.
func zero(of f: (Double) -> Double, from low: Double, to high: Double) -> Double {
  var (low, high) = (low, high)
  for _ in 0..<200 {
    let middle = (low + high) / 2
    if f(middle) > 0 { low = middle } else { high = middle }
  }
  return (low + high) / 2
}

/// A waveform that holds each symbol's power for its whole duration.
func held(_ powers: [Double], _ samplesPerSymbol: Int) -> [Double] {
  powers.flatMap { [Double](repeating: $0, count: samplesPerSymbol) }
}

/// Powers of ideal levels: average 1 mW, OMA 1 mW.
func idealPowers(_ symbols: [UInt8]) -> [Double] {
  let counts = symbols.map { Double($0) }
  let mean = counts.reduce(0, +) / Double(counts.count)
  return counts.map { 1e-3 + 1e-3 * ($0 - mean) / 3 }
}

/// Options that take held waveforms as they are: no filter, no equaliser, fixed thresholds.
func plainOptions(taps: Int = 1) -> TDECQOptions {
  var options = TDECQOptions()
  options.receiver = .captured
  options.tapCount = taps
  options.firstMainTap = 1
  options.lastMainTap = taps
  options.thresholdReachPercent = 0
  return options
}
