// The fibre's segment as a function of its light alone: what a search for a laser power asks again and
// again.

import LaneNumerics
import LaneOptics
import LaneSignal

/// The spectra of the fibre's segment, apart from the optical levels and the light.
///
/// With u the inverse of the light, noise over signal is fixed + (RIN + beats + u shot) light + u²
/// amplifier + receiver, where only the numbers in front follow the levels.
struct LightBasis {
  /// Noise that the signal carries before there is light: transmitter and driver.
  var fixed: Spectrum
  /// One over the signal's density at the photodiode, for a signal of unit variance.
  var light: Spectrum
  var amplifier: Spectrum
  var receiver: Spectrum
  /// One-sided density of relative intensity noise, 1/Hz, and of beats with echoes.
  var intensity: Double
  var beats: Double
  /// The receiver that decides.
  var decider: ElectricalReceiver
  /// Noise scale at which the errors are counted, and the errors allowed there.
  var inverseScale: Double
  var allowed: Double

  /// The slicer for photocurrents at unit light and the inverse of the light.
  @inline(__always)
  func tails(_ currents: SIMD4<Double>, inverseLight u: Double) -> SlicerTails {
    let mean = currents.sum() * 0.25
    let squares = currents * currents
    let square = squares.sum() * 0.25
    let variance = Pam4.variance(of: currents)
    let swing = currents[3] - currents[0]
    let ownNoise = intensity * square / variance
    let linear = (Photodiode.shotNoise(current: mean) * u + beats * mean * mean) / variance
    let lightNoise = light * (ownNoise + linear)
    let total =
      fixed + lightNoise + amplifier * (u * u / variance) + receiver * (swing * swing / variance)
    // One division for both the ratio and its sensitivity: 1 + 1/N and 1/(1 + N).
    let ratio = decider.slicerSignalToNoise(total)
    let share =
      ElectricalReceiver.share(of: lightNoise, in: total) * BudgetEngine.cursorShare
    let byLevel =
      (ownNoise * squares / square + linear * currents / mean) / (ownNoise + linear)
    let deviations = (variance / ratio * (1 - share + share * byLevel)).squareRoot()
    return SlicerTails(levels: currents, deviations: deviations)
  }

  /// How far below one the errors are, as -ln of their ratio; at most 690.
  @inline(__always)
  func depth(_ currents: SIMD4<Double>, inverseLight u: Double) -> Double {
    let errors = tails(currents, inverseLight: u).bitErrorRatio(inverseScale: inverseScale).value
    return errors > 1e-300 ? -logarithm(errors) : errors.isNaN ? .nan : 690
  }

  /// The inverse of the least light at which the errors are those allowed: zero where no light
  /// suffices, NaN where the signal vanishes. `start` is where to look first, if anything is known.
  ///
  /// The secant on the logarithms of depth and light, kept within what is known to be too little and
  /// too much.
  func greatestInverseLight(
    _ currents: SIMD4<Double>, start: Double? = nil, tolerance: Double
  ) -> Double {
    guard allowed > 0 else { return 0 }
    let goal = -logarithm(allowed)
    var u: Double
    if let start {
      u = start
    } else {
      let floor = depth(currents, inverseLight: 0)
      if floor.isNaN { return .nan }
      guard floor > goal else { return 0 }
      u = guess(currents, growth: floor / goal)
    }
    // Bounds of the logarithm of u, and the last point.
    var low = -46.0
    var high = 46.0
    var x = min(max(logarithm(u), -40), 40)
    var lastX = 0.0
    var lastMiss = 0.0
    for iteration in 0..<80 {
      u = exponential(x)
      let miss = logarithm(depth(currents, inverseLight: u) / goal)
      if miss.isNaN { return .nan }
      if abs(miss) <= tolerance { return u }
      if miss > 0 { low = x } else { high = x }
      if high - low < 1e-13 { return u }
      // Depth falls with the first power of u or so; better is known after two points.
      let slope = iteration == 0 ? -1 : (miss - lastMiss) / (x - lastX)
      (lastX, lastMiss) = (x, miss)
      var next = x - miss / (slope < -1e-3 ? slope : -1e-3)
      if !(next > low && next < high) {
        next = low == -46 ? x - 3 : high == 46 ? x + 3 : 0.5 * (low + high)
      }
      if next < -41 { return 0 }
      if next > 41 { return .infinity }
      x = next
    }
    return u
  }

  /// An inverse light at which all noise has grown by about some factor over that of boundless light.
  private func guess(_ currents: SIMD4<Double>, growth: Double) -> Double {
    let mean = currents.sum() * 0.25
    let square = (currents * currents).sum() * 0.25
    let variance = Pam4.variance(of: currents)
    let swing = currents[3] - currents[0]
    let boundless =
      fixed + light * ((intensity * square + beats * mean * mean) / variance)
      + receiver * (swing * swing / variance)
    let weight = NyquistBand.weights / (boundless * (1 + boundless))
    let whole = (weight * boundless).sum()
    let linear = (weight * light).sum() * Photodiode.shotNoise(current: mean) / variance / whole
    let quadratic = (weight * amplifier).sum() / variance / whole
    let wanted = growth - 1
    // The root of quadratic u² + linear u = wanted, in the form that keeps its digits.
    let root = (linear * linear + 4 * quadratic * wanted).squareRoot()
    let u = 2 * wanted / (linear + root)
    return u > 0 && u.isFinite ? u : 1
  }
}
