// How good measured or simulated parameters are: passivity, reciprocity, causality, and the warnings
// that follow.

import Glibc
import LaneNumerics
import LaneParameters

/// What was found about a network's parameters.
public struct NetworkQuality: Sendable {
  /// IEEE 370 quality metrics in the frequency domain, percent; 100 is best.
  public let passivityPercent: Double
  public let reciprocityPercent: Double
  /// Of the worst entry.
  public let causalityPercent: Double
  /// The entry's row and column, from zero.
  public let leastCausalEntry: (row: Int, column: Int)
  /// The largest singular value of each frequency's matrix: at most one where no power is made.
  public let largestSingularValues: [Double]
  /// The largest |Sij − Sji| of each frequency.
  public let reciprocityErrors: [Double]
  /// Largest change of phase from one frequency to the next of any transmission within 20 dB of the
  /// strongest, degrees; a coupling that passes through zero turns for other reasons than delay.
  public let largestPhaseStepDegrees: Double
  public let warnings: [String]
}

extension Network {
  /// A singular value above this is reported; what lies below is rounding of printed digits.
  public static var passivityTolerance: Double { 1e-6 }

  /// The largest singular value of each frequency's matrix, in the reference impedances it has.
  public func largestSingularValues() -> [Double] {
    let n = portCount
    return s.withUnsafeBufferPointer { s in
      guard let base = s.baseAddress else { return [] }
      return withUnsafeTemporaryAllocation(of: Complex.self, capacity: n * n) { work in
        guard let work = work.baseAddress else { return [] }
        return (0..<pointCount).map { point in
          Self.largestSingularValue(base + 2 * n * n * point, n, work)
        }
      }
    }
  }

  /// Whether no frequency's matrix gives out more than a share of 1e-6 above what goes in.
  public func isPassive(tolerance: Double = passivityTolerance) -> Bool {
    let n = portCount
    let limit = 1 + tolerance
    return s.withUnsafeBufferPointer { s in
      guard let base = s.baseAddress else { return true }
      return withUnsafeTemporaryAllocation(of: Complex.self, capacity: n * n) { work in
        guard let work = work.baseAddress else { return true }
        return (0..<pointCount).allSatisfy { point in
          let matrix = base + 2 * n * n * point
          return Self.isPositive(limit * limit, matrix, n, work)
        }
      }
    }
  }

  /// Whether limit · 1 − Sᴴ S is positive definite: all pivots of its elimination are above zero.
  private static func isPositive(
    _ limit: Double, _ m: UnsafePointer<Double>, _ n: Int, _ work: UnsafeMutablePointer<Complex>
  ) -> Bool {
    for i in 0..<n {
      for j in i..<n {
        var sum = Complex(i == j ? limit : 0)
        for k in 0..<n {
          let (a, b) = (2 * (k * n + i), 2 * (k * n + j))
          sum -= Complex(m[a], m[a + 1]).conjugate * Complex(m[b], m[b + 1])
        }
        work[i * n + j] = sum
      }
    }
    for k in 0..<n {
      let pivot = work[k * n + k].real
      guard pivot > 0 else { return false }
      for i in k + 1..<max(n, k + 1) {
        let factor = work[k * n + i].conjugate / pivot
        for j in i..<n { work[i * n + j] -= factor * work[k * n + j] }
      }
    }
    return true
  }

  private static func largestSingularValue(
    _ m: UnsafePointer<Double>, _ n: Int, _ work: UnsafeMutablePointer<Complex>
  ) -> Double {
    func entry(_ k: Int) -> Complex { Complex(m[2 * k], m[2 * k + 1]) }
    if n == 1 { return entry(0).magnitude }
    // One-sided Jacobi: rotate columns until each pair is orthogonal; their lengths are the values.
    for k in 0..<n * n { work[k] = entry(k) }
    for _ in 0..<40 {
      var rotated = false
      for p in 0..<n - 1 {
        for q in p + 1..<n {
          var (a, b) = (0.0, 0.0)
          var c = Complex.zero
          for i in 0..<n {
            a += work[i * n + p].norm
            b += work[i * n + q].norm
            c += work[i * n + p].conjugate * work[i * n + q]
          }
          let size = c.magnitude
          if !(size * size > 1e-30 * a * b) { continue }
          rotated = true
          let phase = c / size
          let zeta = (b - a) / (2 * size)
          let t = (zeta >= 0 ? 1.0 : -1.0) / (abs(zeta) + (1 + zeta * zeta).squareRoot())
          let cosine = 1 / (1 + t * t).squareRoot()
          let sine = cosine * t
          for i in 0..<n {
            let x = work[i * n + p]
            let y = phase.conjugate * work[i * n + q]
            work[i * n + p] = cosine * x - sine * y
            work[i * n + q] = sine * x + cosine * y
          }
        }
      }
      if !rotated { break }
    }
    var largest = 0.0
    for column in 0..<n {
      var norm = 0.0
      for i in 0..<n { norm += work[i * n + column].norm }
      largest = max(largest, norm)
    }
    return largest.squareRoot()
  }

  // MARK: Metrics

  /// Passivity, reciprocity and causality with the formulas of IEEE 370's frequency-domain metrics,
  /// and warnings on what a time-domain calculation would suffer from.
  public func quality() -> NetworkQuality {
    let singular = largestSingularValues()
    let n = portCount
    let points = Double(pointCount)
    // Weights as in the standard: violations beyond 1.00001 and 1e-6, in tenths.
    let passivity = singular.reduce(0) { $0 + ($1 > 1.00001 ? ($1 - 1.00001) / 0.1 : 0) }
    var errors: [Double] = []
    errors.reserveCapacity(pointCount)
    var reciprocity = 0.0
    for point in 0..<pointCount {
      var largest = 0.0
      var sum = 0.0
      for i in 0..<n {
        for j in 0..<i {
          let error = (self[point, i, j] - self[point, j, i]).magnitude
          largest = max(largest, error)
          sum += 2 * error
        }
      }
      errors.append(largest)
      let mean = n > 1 ? sum / Double(n * (n - 1)) : 0
      if mean > 1e-6 { reciprocity += (mean - 1e-6) / 0.1 }
    }
    let (causality, row, column) = causality()
    let phase = largestPhaseStep()
    return NetworkQuality(
      passivityPercent: max(points - passivity, 0) / points * 100,
      reciprocityPercent: max(points - reciprocity, 0) / points * 100,
      causalityPercent: causality, leastCausalEntry: (row, column),
      largestSingularValues: singular, reciprocityErrors: errors,
      largestPhaseStepDegrees: phase, warnings: warnings(singular, errors, causality, phase))
  }

  /// The share of clockwise turns of each entry's locus, weighted by the area they span.
  private func causality() -> (percent: Double, row: Int, column: Int) {
    let n = portCount
    var worst = (percent: Double.infinity, row: 0, column: 0)
    for row in 0..<n {
      for column in 0..<n {
        var (clockwise, total) = (0.0, 0.0)
        for point in 0..<max(0, pointCount - 2) {
          let first = self[point + 1, row, column] - self[point, row, column]
          let second = self[point + 2, row, column] - self[point + 1, row, column]
          let turn = second.real * first.imaginary - second.imaginary * first.real
          clockwise += max(turn, 0)
          total += abs(turn)
        }
        let percent = total > 0 ? clockwise / total * 100 : 100
        if percent < worst.percent { worst = (percent, row, column) }
      }
    }
    return worst
  }

  private func largestPhaseStep() -> Double {
    var largest = 0.0
    var before = strongestTransmission(0)
    for point in 1..<max(1, pointCount) {
      let now = strongestTransmission(point)
      // Powers: 20 dB below the strongest, and −60 dB in any case.
      let (least, leastBefore) = (max(0.01 * now, 1e-6), max(0.01 * before, 1e-6))
      before = now
      for row in 0..<portCount {
        for column in 0..<portCount where row != column {
          let (a, b) = (self[point - 1, row, column], self[point, row, column])
          if a.norm < leastBefore || b.norm < least { continue }
          largest = max(largest, abs((b * a.conjugate).angle))
        }
      }
    }
    return largest * 180 / Double.pi
  }

  /// The largest power that leads from one port to another.
  private func strongestTransmission(_ point: Int) -> Double {
    var largest = 0.0
    for row in 0..<portCount {
      for column in 0..<portCount where row != column {
        largest = max(largest, self[point, row, column].norm)
      }
    }
    return largest
  }

  private func warnings(
    _ singular: [Double], _ errors: [Double], _ causality: Double, _ phase: Double
  ) -> [String] {
    func shown(_ value: Double) -> String { "\((value * 1e6).rounded() / 1e6)" }
    var warnings: [String] = []
    if let worst = singular.indices.max(by: { singular[$0] < singular[$1] }),
      singular[worst] > 1 + Self.passivityTolerance
    {
      let count = singular.count { $0 > 1 + Self.passivityTolerance }
      warnings.append(
        "not passive: largest singular value \(shown(singular[worst])) at"
          + " \(decimal(frequenciesHz[worst])) Hz, above 1 at \(count) of \(pointCount) frequencies"
      )
    }
    if let worst = errors.indices.max(by: { errors[$0] < errors[$1] }), errors[worst] > 1e-3 {
      warnings.append(
        "not reciprocal: |Sij - Sji| up to \(shown(errors[worst])) at"
          + " \(decimal(frequenciesHz[worst])) Hz")
    }
    if pointCount > 2, causality < 50 {
      warnings.append(
        "causality metric \(shown(causality)) %: below 50 % the data is likely noisy, too coarse or"
          + " not causal")
    }
    if phase > 90 {
      warnings.append(
        "too coarse: phase turns by up to \(shown(phase)) degrees from one frequency to the next;"
          + " delays alias above 180")
    }
    if pointCount < 3 {
      warnings.append("too short: \(pointCount) frequencies do not tell a response in time")
    }
    if frequenciesHz[0] > 0 {
      warnings.append("no point at zero: time-domain answers extrapolate it")
    }
    return warnings
  }
}
