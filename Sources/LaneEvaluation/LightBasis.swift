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
  fileprivate struct Look {
    /// -ln of the error ratio; at most 690.
    var depth: Double
    /// d ln depth / d ln u.
    var slope: Double
  }

  /// Where a search for the light ended.
  struct Root {
    /// The inverse light at which the errors are those allowed: zero where no light suffices, NaN where
    /// the signal vanishes.
    var inverseLight: Double
    /// The inverse light that was looked at last, and what was seen there.
    fileprivate var place = 0.0
    fileprivate var view = Look(depth: .nan, slope: .nan)
    /// True slope over that of a look, as two looks next to each other have told.
    var correction = 1.0

    var exists: Bool { inverseLight > 0 && inverseLight.isFinite }
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
    // One division serves 1/N and 1/(1 + N).
    let both = 1 / (total * (1 + total))
    let whole = exponential(NyquistBand.meanLogOnePlus(both * (1 + total)))
    let weight = NyquistBand.weights * both
    let ratio = (whole - 1) / decider.equaliserLoss
    // What each source weighs at the slicer: 1/(1 + N) of its part of the noise.
    let share =
      (weight * lightNoise).sum() / (weight * total).sum() * BudgetEngine.cursorShare
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

  /// The inverse light where the errors are those allowed.
  ///
  /// Newton's method on the logarithms of depth and light, kept within what is known to be too little
  /// and too much, from the start and with the correction of a similar search if one is known. It ends
  /// where the step that is left, times how wrong the slope may be, is below the tolerance of the
  /// logarithm; that last step is taken without looking again.
  func root(
    _ currents: SIMD4<Double>, start: Double? = nil, correction: Double = 1, tolerance: Double
  )
    -> Root
  {
    guard allowed > 0 else { return Root(inverseLight: 0) }
    let goal = -logarithm(allowed)
    var u: Double
    if let start {
      u = start
    } else {
      let floor = look(currents, inverseLight: 0)
      guard floor.depth > goal else {
        return Root(inverseLight: floor.depth.isNaN ? .nan : 0, view: floor)
      }
      u = guess(currents, growth: floor.depth / goal)
    }
    // Bounds of the logarithm of u.
    var low = -46.0
    var high = 46.0
    var x = min(max(logarithm(u), -40), 40)
    var correction = correction
    var doubt = start == nil ? 0.3 : 0.05
    var last = (x: Double.nan, miss: 0.0, slope: 0.0)
    for _ in 0..<80 {
      u = exponential(x)
      let found = look(currents, inverseLight: u)
      let miss = logarithm(found.depth / goal)
      if miss.isNaN { return Root(inverseLight: .nan, place: u, view: found) }
      if miss > 0 { low = x } else { high = x }
      // A look's slope may be some ten percent wrong; the chord from the last look tells by how much.
      let chord = abs(x - last.x)
      if chord > 1e-6, chord < 0.5 {
        correction = (miss - last.miss) / (x - last.x) / (0.5 * (found.slope + last.slope))
        doubt = 0.25 * chord
      }
      last = (x, miss, found.slope)
      let slope = found.slope * correction
      let step = slope < -1e-3 ? -miss / slope : miss > 0 ? 3 : -3
      if abs(step) * (doubt + abs(step)) <= tolerance || high - low < 1e-13 {
        return Root(
          inverseLight: u * exponential(min(max(step, -1), 1)), place: u, view: found,
          correction: correction)
      }
      var next = x + min(max(step, -6), 6)
      if !(next > low && next < high) { next = 0.5 * (max(low, -41.5) + min(high, 41.5)) }
      if next < -41 { return Root(inverseLight: 0, view: look(currents, inverseLight: 0)) }
      if next > 41 { return Root(inverseLight: .infinity, place: u, view: found) }
      x = next
    }
    return Root(inverseLight: u, place: u, view: look(currents, inverseLight: u))
  }

  /// Nepers by which boundless light misses the depth that the allowed errors ask for.
  func shortfall(_ root: Root) -> Double { logarithm(-logarithm(allowed) / root.view.depth) }

  /// How the inverse light at a root follows a change of the photocurrents to those of nearby levels,
  /// per neper of the change; where there is no root, how the depth at boundless light follows it.
  func exponent(_ root: Root, nearby: SIMD4<Double>, nepers: Double) -> Double {
    let there = look(nearby, inverseLight: root.place).depth
    let change = logarithm(there / root.view.depth) / nepers
    return root.place > 0 ? change / -(root.view.slope * root.correction) : change
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
