// Where the search for taps starts: those that least squares find in the presence of noise.

import LaneNumerics

extension TapSearch {
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
}
