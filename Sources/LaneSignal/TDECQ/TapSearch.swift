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
    var worst: Double { sides.min() ?? -.infinity }
  }

  // MARK: Least squares

  /// Taps that sum to one and bring samples nearest to the symbols' levels in the presence of noise.
  ///
  /// `series` is one padded series at the eye's centre, `levels` the ideal level of each symbol.
  func leastSquares(_ series: [Double], levels: [Double], main: Int, noise: Double) -> [Double]? {
    let taps = objective.tapCount
    let count = levels.count
    guard series.count >= count + 2 * (taps - 1) else { return nil }
    var matrix = [Double](repeating: 0, count: taps * taps)
    var right = [Double](repeating: 0, count: taps)
    series.withUnsafeBufferPointer { x in
      levels.withUnsafeBufferPointer { level in
        for i in 0..<taps {
          let a = taps - 1 + main - i
          for k in 0...i {
            let b = taps - 1 + main - k
            matrix[i * taps + k] = Self.product(x, a, x, b, count) / Double(count)
          }
          right[i] = Self.product(x, a, level, 0, count) / Double(count)
        }
      }
    }
    for i in 0..<taps {
      for k in 0...i {
        matrix[i * taps + k] += noise * noise * objective.noise[i - k]
        matrix[k * taps + i] = matrix[i * taps + k]
      }
    }
    // The Lagrange multiplier of the sum adds a multiple of the solution for a right side of ones.
    guard let free = Self.solve(matrix, right),
      let ones = Self.solve(matrix, [Double](repeating: 1, count: taps))
    else { return nil }
    let excess = (1 - free.reduce(0, +)) / ones.reduce(0, +)
    let found = zip(free, ones).map { $0 + excess * $1 }
    return found.allSatisfy(\.isFinite) ? found : nil
  }

  private static func product(
    _ x: UnsafeBufferPointer<Double>, _ i: Int, _ y: UnsafeBufferPointer<Double>, _ k: Int,
    _ count: Int
  ) -> Double {
    guard let a = x.baseAddress, let b = y.baseAddress else { return 0 }
    var sum = Octet.zero
    var n = 0
    while n + 8 <= count {
      sum +=
        UnsafeRawPointer(a + i + n).loadUnaligned(as: Octet.self)
        * UnsafeRawPointer(b + k + n).loadUnaligned(as: Octet.self)
      n += 8
    }
    var rest = sum.sum()
    while n < count {
      rest += a[i + n] * b[k + n]
      n += 1
    }
    return rest
  }

  /// Gaussian elimination with pivots; nil for a singular matrix.
  static func solve(_ matrix: [Double], _ right: [Double]) -> [Double]? {
    let count = right.count
    var a = matrix
    var b = right
    for column in 0..<count {
      var pivot = column
      for row in column..<count
      where abs(a[row * count + column]) > abs(a[pivot * count + column]) { pivot = row }
      guard abs(a[pivot * count + column]) > 1e-300 else { return nil }
      if pivot != column {
        for k in 0..<count { a.swapAt(pivot * count + k, column * count + k) }
        b.swapAt(pivot, column)
      }
      for row in column + 1..<max(count, column + 1) {
        let factor = a[row * count + column] / a[column * count + column]
        for k in column..<count { a[row * count + k] -= factor * a[column * count + k] }
        b[row] -= factor * b[column]
      }
    }
    for row in (0..<count).reversed() {
      for k in row + 1..<max(count, row + 1) { b[row] -= a[row * count + k] * b[k] }
      b[row] /= a[row * count + row]
    }
    return b
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
          ? (0..<3).map { asin(min(max((setting.thresholds[$0] - start[$0]) / reach, -0.98), 0.98)) }
          : [])
    }

    /// Slopes by the free numbers from those by taps and thresholds.
    func slopes(_ taps: [Double], _ thresholds: SIMD3<Double>, _ x: [Double]) -> [Double] {
      let free = freeTaps
      return free.map { taps[$0] - taps[dependent] }
        + (reach > 0 ? (0..<3).map { thresholds[$0] * reach * cos(x[free.count + $0]) } : [])
    }
  }

  /// A soft maximum of both sides' noise loss, ln(enhancement) - ln(noise behind the equaliser), and
  /// its slopes; `logs` are the last noises found and get the new ones.
  private func loss(
    _ coordinates: Coordinates, _ x: [Double], logs: inout [Double], sharpness: Double
  ) -> (value: Double, slopes: [Double], setting: EqualiserSetting) {
    let setting = coordinates.setting(x)
    let enhancement = objective.enhancement(setting.taps)
    var losses: [Double] = []
    var tapSlopes: [[Double]] = []
    var thresholdSlopes: [SIMD3<Double>] = []
    for side in 0..<NoiseTolerance.sides {
      let (value, tail) = objective.logDeviation(
        setting, side: side, from: logs[side], precision: 3e-3, slopes: true)
      logs[side] = value
      losses.append(log(enhancement) - value)
      // Implicit function: the noise that keeps the ratio where it is.
      tapSlopes.append(
        tail.tapSlopes.indices.map { k in
          var sum = 0.0
          for (i, tap) in setting.taps.enumerated() { sum += tap * objective.noise[abs(i - k)] }
          return sum / (enhancement * enhancement) + tail.tapSlopes[k] / tail.noiseSlope
        })
      thresholdSlopes.append(tail.thresholdSlopes / tail.noiseSlope)
    }
    let top = losses.max() ?? 0
    let weights = losses.map { exp(sharpness * ($0 - top)) }
    let total = weights.reduce(0, +)
    var taps = [Double](repeating: 0, count: objective.tapCount)
    var thresholds = SIMD3<Double>.zero
    for side in 0..<NoiseTolerance.sides {
      let share = weights[side] / total
      for k in taps.indices { taps[k] += share * tapSlopes[side][k] }
      thresholds += share * thresholdSlopes[side]
    }
    return (
      top + log(total) / sharpness, coordinates.slopes(taps, thresholds, x), setting
    )
  }

  // MARK: Descent

  /// Quasi-Newton descent (BFGS) from a setting.
  private func descend(
    from setting: EqualiserSetting, held: Double?, sharpness: Double, steps: Int,
    logs: inout [Double]
  ) -> EqualiserSetting {
    // The neighbour of a held main tap makes the sum one; without one, the main tap does.
    let dependent =
      held == nil ? setting.main : setting.main > 0 ? setting.main - 1 : setting.main + 1
    guard objective.tapCount > 1 else { return setting }
    let coordinates = Coordinates(
      main: setting.main, dependent: dependent, held: held, reach: rules.thresholdReach,
      start: start, tapCount: objective.tapCount)
    var x = coordinates.values(setting)
    let count = x.count
    guard count > 0 else { return coordinates.setting(x) }
    var here = loss(coordinates, x, logs: &logs, sharpness: sharpness)
    // Inverse curvature: a first guess that makes a first step of a few hundredths.
    let length = here.slopes.reduce(0) { $0 + $1 * $1 }.squareRoot()
    let first = 0.03 / max(length, 0.03)
    var inverse = (0..<count * count).map { $0 / count == $0 % count ? first : 0 }
    for _ in 0..<steps {
      var direction = (0..<count).map { i in
        -(0..<count).reduce(0.0) { $0 + inverse[i * count + $1] * here.slopes[$1] }
      }
      let size = direction.reduce(0) { $0 + $1 * $1 }.squareRoot()
      guard size > 1e-7, size.isFinite else { break }
      if size > 0.2 { direction = direction.map { $0 * 0.2 / size } }
      let slope = zip(direction, here.slopes).reduce(0) { $0 + $1.0 * $1.1 }
      guard slope < 0 else { break }
      var scale = 1.0
      var next = here
      var candidate = x
      var accepted = false
      for _ in 0..<12 {
        candidate = (0..<count).map { x[$0] + scale * direction[$0] }
        var trial = logs
        next = loss(coordinates, candidate, logs: &trial, sharpness: sharpness)
        if next.value <= here.value + 1e-4 * scale * slope {
          accepted = true
          logs = trial
          break
        }
        scale *= 0.4
      }
      guard accepted else { break }
      let change = (0..<count).map { candidate[$0] - x[$0] }
      let turn = (0..<count).map { next.slopes[$0] - here.slopes[$0] }
      let curvature = zip(change, turn).reduce(0) { $0 + $1.0 * $1.1 }
      if curvature > 1e-14 {
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
      let gain = here.value - next.value
      (x, here) = (candidate, next)
      if gain < 2e-6 { break }
    }
    return here.setting
  }

  // MARK: The search

  /// ln of the noise that each side bears with a setting, on the parts looked at.
  func tolerance(_ setting: EqualiserSetting) -> Found {
    let enhancement = objective.enhancement(setting.taps)
    return Found(
      setting: setting,
      sides: (0..<NoiseTolerance.sides).map { side in
        let start = log(0.03)
        let (value, _) = objective.logDeviation(
          setting, side: side, from: start, precision: 1e-10, slopes: false)
        return value - log(max(enhancement, 1e-300))
      })
  }

  /// Least squares at every place of the largest tap that the rules allow.
  func starts(_ series: [Double], levels: [Double]) -> [Found] {
    // The noise that an ideal transmitter of 2 dB TDECQ leaves room for.
    let noise = 0.63 / (6 * 3.4)
    return rules.mains.compactMap { main in
      guard let taps = leastSquares(series, levels: levels, main: main, noise: noise) else {
        return nil
      }
      return tolerance(EqualiserSetting(taps: taps, main: main, thresholds: start))
    }
  }

  /// The best setting from a list of starts, and whether the largest tap stands where it may.
  ///
  /// A start that least squares leave 2 dB behind the best is not followed.
  func best(of starts: [Found]) -> (found: Found, allowed: Bool)? {
    guard let lead = starts.map(\.worst).max() else { return nil }
    var best: (found: Found, allowed: Bool)?
    objective.lookAt(about: 4096)
    for start in starts where start.worst >= lead - 0.46 {
      let enhancement = log(max(objective.enhancement(start.setting.taps), 1e-300))
      var logs = start.sides.map { $0 + enhancement }
      var setting = descend(
        from: start.setting, held: nil, sharpness: 60, steps: 30, logs: &logs)
      setting = descend(from: setting, held: nil, sharpness: 1000, steps: 12, logs: &logs)
      if setting.taps[setting.main] < rules.leastMainTap {
        setting = descend(
          from: setting, held: rules.leastMainTap, sharpness: 60, steps: 30, logs: &logs)
        setting = descend(
          from: setting, held: rules.leastMainTap, sharpness: 1000, steps: 12, logs: &logs)
      }
      let found = tolerance(setting)
      let allowed = isLargest(setting)
      let replaces =
        best.map { allowed == $0.allowed ? found.worst > $0.found.worst : allowed } ?? true
      if replaces { best = (found, allowed) }
    }
    let parts = objective.parts.count
    objective.lookAt(about: .max / 2)
    guard let chosen = best else { return nil }
    var setting = chosen.found.setting
    if parts > 1 {
      let enhancement = log(max(objective.enhancement(setting.taps), 1e-300))
      var logs = chosen.found.sides.map { $0 + enhancement }
      let held = setting.taps[setting.main] <= rules.leastMainTap + 1e-12
      setting = descend(
        from: setting, held: held ? rules.leastMainTap : nil, sharpness: 300, steps: 3, logs: &logs)
    }
    return (tolerance(setting), isLargest(setting))
  }

  private func isLargest(_ setting: EqualiserSetting) -> Bool {
    let main = setting.taps[setting.main]
    return setting.taps.enumerated().allSatisfy { $0.offset == setting.main || abs($0.element) < main }
  }
}
