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

  /// How far below one the errors are, and how that follows the light.
  private struct Look {
    /// -ln of the error ratio; at most 690.
    var depth: Double
    /// d ln depth / d ln u.
    var slope: Double
  }

  /// The errors for photocurrents at unit light and the inverse of the light.
  @inline(__always)
  private func look(_ currents: SIMD4<Double>, inverseLight u: Double) -> Look {
    let mean = currents.sum() * 0.25
    let squares = currents * currents
    let square = squares.sum() * 0.25
    let perVariance = 1 / Pam4.variance(of: currents)
    let swing = currents[3] - currents[0]
    let ownNoise = intensity * square * perVariance
    let shot = Photodiode.shotNoise(current: mean) * u * perVariance
    let linear = shot + beats * mean * mean * perVariance
    let lightNoise = light * (ownNoise + linear)
    let amplified = amplifier * (u * u * perVariance)
    let total = fixed + lightNoise + amplified + receiver * (swing * swing * perVariance)
    let inverse = 1 / total
    let whole = exponential(NyquistBand.meanLogOnePlus(inverse))
    let ratio = (whole - 1) / decider.equaliserLoss
    // What each source weighs at the slicer: 1/(1 + N) of its part of the noise.
    let sensitivity = NyquistBand.weights / (1 + total)
    let weight = sensitivity * inverse
    let share = (weight * lightNoise).sum() / sensitivity.sum() * BudgetEngine.cursorShare
    let growth = (weight * (light * shot + 2 * amplified)).sum()
    let byLevel =
      (ownNoise / square * squares + linear / mean * currents) / (ownNoise + linear)
    let deviations = ((1 - share + share * byLevel) / (ratio * perVariance)).squareRoot()
    let errors = SlicerTails(levels: currents, deviations: deviations)
      .bitErrorRatio(inverseScale: inverseScale)
    guard errors.value > 1e-300 else {
      return Look(depth: errors.value.isNaN ? .nan : 690, slope: -1)
    }
    // All deviations fall as the root of the ratio; that levels weigh differently then is left out.
    let depth = -logarithm(errors.value)
    let perRatio = -0.5 * inverseScale * errors.slope / errors.value
    return Look(depth: depth, slope: -perRatio / depth * growth * whole / (whole - 1))
  }

  /// What a search knows of the inverse light where the errors are those allowed: zero where no light
  /// suffices, NaN where the signal vanishes.
  ///
  /// Newton's method on the logarithms of depth and light, kept within what is known to be too little
  /// and too much, from `start` if a similar search is known. It ends where the step that is left, times
  /// how wrong the slope may be, is below the tolerance of the logarithm; that last step is taken without
  /// looking again.
  func root(_ currents: SIMD4<Double>, start: Double? = nil, tolerance: Double) -> Double {
    guard allowed > 0 else { return 0 }
    let goal = -logarithm(allowed)
    var u: Double
    if let start {
      u = start
    } else {
      let floor = look(currents, inverseLight: 0).depth
      if floor.isNaN { return .nan }
      guard floor > goal else { return 0 }
      u = guess(currents, growth: floor / goal)
    }
    // Bounds of the logarithm of u.
    var low = -46.0
    var high = 46.0
    var x = min(max(logarithm(u), -40), 40)
    for _ in 0..<80 {
      u = exponential(x)
      let found = look(currents, inverseLight: u)
      let miss = logarithm(found.depth / goal)
      if miss.isNaN { return .nan }
      if miss > 0 { low = x } else { high = x }
      let step = found.slope < -1e-3 ? -miss / found.slope : miss > 0 ? 3 : -3
      // The slope is known to some percent and changes with the step.
      if abs(step) * (0.02 + abs(step)) <= tolerance || high - low < 1e-13 {
        return u * exponential(step)
      }
      var next = x + min(max(step, -6), 6)
      if !(next > low && next < high) { next = 0.5 * (max(low, -41.5) + min(high, 41.5)) }
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
