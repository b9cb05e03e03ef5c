// The taps, and the thresholds where they may move, that bear the most noise: the smallest TDECQ.

import Glibc
import LaneNumerics

/// What taps and thresholds may be.
struct TapRules: Sendable {
  /// Indices at which the largest tap may stand.
  var mains: ClosedRange<Int>
  /// The largest tap is not below this.
  var leastMainTap: Double
  /// How far each threshold may move, in OMA.
  var thresholdReach: Double
}

/// Minimises the worse side's noise loss, first on parts of a record, then on all of it.
struct TapSearch {
  let objective: NoiseTolerance
  let rules: TapRules
  private let start: SIMD3<Double>

  init(_ objective: NoiseTolerance, rules: TapRules) {
    self.objective = objective
    self.rules = rules
    start = SIMD3(-1.0 / 3, 0, 1.0 / 3)
  }

  /// A setting and ln of the largest noise before the equaliser that each side bears.
  struct Found {
    var setting: EqualiserSetting
    var sides: [Double]
    /// Weight of the left side at which the two balance.
    var share = 0.5
    /// Inverse curvature that the descent has learnt; empty before the first.
    var inverse: [Double] = []
    var worst: Double { sides.min() ?? -.infinity }
  }

  // MARK: Objective

  /// Free numbers of a setting: every tap but the one that makes the sum one, then an angle for each
  /// threshold that moves.
  private struct Coordinates {
    let main: Int
    /// Tap that follows from the others.
    let dependent: Int
    /// Value of the main tap when the rules hold it.
    let held: Double?
    let reach: Double
    let start: SIMD3<Double>
    let tapCount: Int

    var freeTaps: [Int] {
      (0..<tapCount).filter { $0 != dependent && !(held != nil && $0 == main) }
    }

    func setting(_ x: [Double]) -> EqualiserSetting {
      var taps = [Double](repeating: 0, count: tapCount)
      if let held { taps[main] = held }
      let free = freeTaps
      for (k, tap) in free.enumerated() { taps[tap] = x[k] }
      taps[dependent] = 1 - taps.reduce(0, +)
      var thresholds = start
      if reach > 0 { for k in 0..<3 { thresholds[k] += reach * sin(x[free.count + k]) } }
      return EqualiserSetting(taps: taps, main: main, thresholds: thresholds)
    }

    func values(_ setting: EqualiserSetting) -> [Double] {
      freeTaps.map { setting.taps[$0] }
        + (reach > 0
          ? (0..<3).map {
            asin(min(max((setting.thresholds[$0] - start[$0]) / reach, -0.98), 0.98))
          }
          : [])
    }

    /// A first guess of the inverse curvature, which makes a first step of a few hundredths of a tap, and
    /// as much of a threshold, but no more than a radian of it: its whole way is a hundredth.
    func firstInverse(_ slopes: [Double]) -> [Double] {
      let count = slopes.count
      let taps = freeTaps.count
      let length = slopes.prefix(taps).reduce(0) { $0 + $1 * $1 }.squareRoot()
      let first = 0.03 / max(length, 0.03)
      var inverse = [Double](repeating: 0, count: count * count)
      for k in 0..<count {
        inverse[k * count + k] =
          k < taps ? first : min(first / (reach * reach), 1 / max(abs(slopes[k]), 1e-9))
      }
      return inverse
    }

    /// By what a step is too long: taps go by a fifth at most, thresholds by a radian and a half.
    func excess(_ step: [Double]) -> Double {
      let taps = freeTaps.count
      let length = step.prefix(taps).reduce(0) { $0 + $1 * $1 }.squareRoot()
      let turn = step.dropFirst(taps).reduce(0) { max($0, abs($1)) }
      return max(length / 0.2, turn / 1.5, 1)
    }

    /// Slopes by the free numbers from those by taps and thresholds.
    func slopes(_ taps: [Double], _ thresholds: SIMD3<Double>, _ x: [Double]) -> [Double] {
      let free = freeTaps
      return free.map { taps[$0] - taps[dependent] }
        + (reach > 0 ? (0..<3).map { thresholds[$0] * reach * cos(x[free.count + $0]) } : [])
    }
  }

  /// A place in the search: each side's noise loss, ln(enhancement) - ln(noise behind the equaliser),
  /// and its slopes by the free numbers.
  private struct Place {
    var x: [Double]
    var setting: EqualiserSetting
    var losses: [Double]
    var slopes: [[Double]]

    /// Losses expected at another place, from the slopes.
    func losses(at other: [Double]) -> [Double] {
      losses.indices.map { side in
        other.indices.reduce(losses[side]) { $0 + slopes[side][$1] * (other[$1] - x[$1]) }
      }
    }

    func loss(_ weights: [Double]) -> Double {
      zip(losses, weights).reduce(0) { $0 + $1.0 * $1.1 }
    }

    func slopes(_ weights: [Double]) -> [Double] {
      x.indices.map { k in weights.indices.reduce(0) { $0 + weights[$1] * slopes[$1][k] } }
    }
  }

  private func place(_ coordinates: Coordinates, _ x: [Double], expected: [Double]) -> Place {
    let setting = coordinates.setting(x)
    let enhancement = objective.enhancement(setting.taps)
    let level = log(max(enhancement, 1e-300))
    var place = Place(x: x, setting: setting, losses: [], slopes: [])
    for side in 0..<NoiseTolerance.sides {
      let (value, tail) = objective.logDeviation(
        setting, side: side, from: level - expected[side], precision: 3e-3, slopes: true)
      place.losses.append(level - value)
      // The noise that keeps the ratio where it is follows from the implicit function.
      let taps = tail.tapSlopes.indices.map { k in
        var sum = 0.0
        for (i, tap) in setting.taps.enumerated() { sum += tap * objective.noise[abs(i - k)] }
        return sum / (enhancement * enhancement) + tail.tapSlopes[k] / tail.noiseSlope
      }
      place.slopes.append(coordinates.slopes(taps, tail.thresholdSlopes / tail.noiseSlope, x))
    }
    return place
  }

  // MARK: Descent

  /// Quasi-Newton descent (BFGS) of a weighted mean of both sides' losses.
  private func descend(
    _ coordinates: Coordinates, _ start: Place, weights: [Double], steps: Int,
    inverse: inout [Double]
  ) -> Place {
    var here = start
    let count = here.x.count
    for _ in 0..<steps {
      let slopes = here.slopes(weights)
      var direction = (0..<count).map { i in
        -(0..<count).reduce(0.0) { $0 + inverse[i * count + $1] * slopes[$1] }
      }
      let size = direction.reduce(0) { $0 + $1 * $1 }.squareRoot()
      guard size > 1e-7, size.isFinite else { break }
      let excess = coordinates.excess(direction)
      direction = direction.map { $0 / excess }
      let slope = zip(direction, slopes).reduce(0) { $0 + $1.0 * $1.1 }
      // The loss expected to go is a hundredth of a thousandth of a decibel.
      guard slope < -4e-6 else { break }
      var scale = 1.0
      var next = here
      var accepted = false
      for _ in 0..<12 {
        let x = (0..<count).map { here.x[$0] + scale * direction[$0] }
        next = place(coordinates, x, expected: here.losses(at: x))
        if next.loss(weights) <= here.loss(weights) + 1e-4 * scale * slope {
          accepted = true
          break
        }
        scale *= 0.4
      }
      guard accepted else { break }
      let change = (0..<count).map { next.x[$0] - here.x[$0] }
      let turn = zip(next.slopes(weights), slopes).map { $0 - $1 }
      Self.learn(&inverse, change, turn)
      here = next
    }
    return here
  }

  /// The BFGS update of an inverse curvature.
  private static func learn(_ inverse: inout [Double], _ change: [Double], _ turn: [Double]) {
    let count = change.count
    let curvature = zip(change, turn).reduce(0) { $0 + $1.0 * $1.1 }
    guard curvature > 1e-14 else { return }
    let image = (0..<count).map { i in
      (0..<count).reduce(0.0) { $0 + inverse[i * count + $1] * turn[$1] }
    }
    let weight = 1 + zip(turn, image).reduce(0) { $0 + $1.0 * $1.1 } / curvature
    for i in 0..<count {
      for k in 0..<count {
        inverse[i * count + k] +=
          (weight * change[i] * change[k] - image[i] * change[k] - change[i] * image[k])
          / curvature
      }
    }
  }

  /// The smallest larger loss of the two sides: weights are moved until either both are as large or
  /// one side alone counts.
  private func balance(_ start: Found, held: Double?, rounds: Int, steps: Int) -> Found {
    let main = start.setting.main
    guard objective.tapCount > 1 || rules.thresholdReach > 0 else { return start }
    // The neighbour of a held main tap makes the sum one; without one, the main tap does.
    let dependent =
      held == nil || objective.tapCount == 1 ? main : main > 0 ? main - 1 : main + 1
    let coordinates = Coordinates(
      main: main, dependent: dependent, held: held, reach: rules.thresholdReach, start: self.start,
      tapCount: objective.tapCount)
    let x = coordinates.values(start.setting)
    let count = x.count
    guard count > 0 else { return start }
    var here = place(coordinates, x, expected: start.sides.map { -$0 })
    var inverse = start.inverse
    if inverse.count != count * count {
      inverse = coordinates.firstInverse(here.slopes([0.5, 0.5]))
    }

    var (lower, upper) = (0.0, 1.0)
    var share = start.share
    var last: (share: Double, difference: Double)?
    var best = here
    var bestShare = share
    for _ in 0..<rounds {
      here = descend(
        coordinates, here, weights: [share, 1 - share], steps: steps, inverse: &inverse)
      if (here.losses.max() ?? 0) < (best.losses.max() ?? 0) { (best, bestShare) = (here, share) }
      // A larger left share makes the left loss smaller.
      let difference = here.losses[0] - here.losses[1]
      if abs(difference) < 3e-4 { break }
      if difference > 0 { lower = share } else { upper = share }
      guard upper - lower > 1e-3 else { break }
      var next = (lower + upper) / 2
      if let last, abs(last.difference - difference) > 1e-12 {
        let secant =
          share - difference * (share - last.share) / (difference - last.difference)
        // At an end of the range one side alone counts.
        next = min(max(secant, lower + 0.02 * (upper - lower)), upper - 0.02 * (upper - lower))
      }
      last = (share, difference)
      share = next
    }
    return Found(
      setting: best.setting, sides: best.losses.map { -$0 }, share: bestShare, inverse: inverse)
  }

  // MARK: The search

  /// ln of the noise that each side bears with a setting, on the parts looked at, from a guess.
  func tolerance(
    _ setting: EqualiserSetting, near guess: [Double], precision: Double = 1e-10
  ) -> Found {
    let level = log(max(objective.enhancement(setting.taps), 1e-300))
    return Found(
      setting: setting,
      sides: (0..<NoiseTolerance.sides).map { side in
        objective.logDeviation(
          setting, side: side, from: guess[side] + level, precision: precision, slopes: false
        ).value - level
      })
  }

  /// Least squares at every place of the largest tap that the rules allow.
  func starts(_ series: [Double], levels: [Double]) -> [Found] {
    // The noise that a transmitter of 2 dB TDECQ leaves room for.
    let noise = 0.63 / (6 * 3.4)
    objective.lookBriefly(about: 4096)
    return rules.mains.compactMap { main in
      guard let taps = leastSquares(series, levels: levels, main: main, noise: noise) else {
        return nil
      }
      return tolerance(
        EqualiserSetting(taps: taps, main: main, thresholds: start),
        near: [Double](repeating: log(noise), count: NoiseTolerance.sides), precision: 1e-2)
    }
  }

  /// The best setting from a list of starts, and whether the largest tap stands where it may.
  ///
  /// The descent looks at parts of the record first and at all of it for the last steps. A start that
  /// least squares leave 0.7 dB behind the best found is not followed: taps gain less than that.
  func best(of starts: [Found]) -> (found: Found, allowed: Bool)? {
    var best: (found: Found, allowed: Bool, held: Bool)?
    objective.lookBriefly(about: 4096)
    for start in starts.sorted(by: { $0.worst > $1.worst }) {
      if let best, best.allowed, start.worst < best.found.worst - 0.161 { continue }
      var found = balance(start, held: nil, rounds: 8, steps: 20)
      var held = false
      if found.setting.taps[found.setting.main] < rules.leastMainTap {
        found = balance(found, held: rules.leastMainTap, rounds: 8, steps: 20)
        held = true
      }
      let allowed = isLargest(found.setting)
      let replaces =
        best.map { allowed == $0.allowed ? found.worst > $0.found.worst : allowed } ?? true
      if replaces { best = (found, allowed, held) }
    }
    let wasBrief = objective.isBrief
    objective.lookAtAll(onePlace: wasBrief)
    guard let best else { return nil }
    let found = balance(
      best.found, held: best.held ? rules.leastMainTap : nil, rounds: 4, steps: wasBrief ? 8 : 12)
    objective.lookAtAll()
    return (tolerance(found.setting, near: found.sides), isLargest(found.setting))
  }

  private func isLargest(_ setting: EqualiserSetting) -> Bool {
    let main = setting.taps[setting.main]
    return setting.taps.enumerated().allSatisfy {
      $0.offset == setting.main || abs($0.element) < main
    }
  }
}
