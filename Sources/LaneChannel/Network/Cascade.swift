// Networks in a chain: the cascade of 2N-ports.

import LaneNumerics
import LaneParameters

extension Network {
  /// Where the ports of a chain are: the first half on the left, the second half on the right.
  private var half: Int { portCount / 2 }

  private func requireChain(_ other: Network, _ what: String) throws(LightlaneError) {
    for network in [self, other] where network.portCount % 2 != 0 {
      throw LightlaneError(
        .count, "\(what) takes networks with ports on two sides, not \(network.portCount) ports")
    }
    guard portCount == other.portCount else {
      throw LightlaneError(
        .contradiction, "\(what) of networks of \(portCount) and \(other.portCount) ports")
    }
    try requireSameFrequencies(other, what)
  }

  /// Throws where the frequencies of another network differ.
  func requireSameFrequencies(_ other: Network, _ what: String) throws(LightlaneError) {
    if frequenciesHz == other.frequenciesHz { return }
    guard pointCount == other.pointCount else {
      throw LightlaneError(
        .contradiction,
        "\(what) of networks with \(pointCount) and \(other.pointCount) frequencies; interpolate one"
      )
    }
    let point = zip(frequenciesHz, other.frequenciesHz).enumerated().first { $1.0 != $1.1 }
    throw LightlaneError(
      .contradiction,
      "\(what) of networks whose frequencies differ from"
        + " \(decimal(point?.element.0 ?? 0)) Hz on; interpolate one",
      row: Int64(point?.offset ?? 0))
  }

  /// Both networks with the same real reference at each junction, from the right ports of one to the
  /// left ports of the other: where waves of one side are those of the other, exchanged.
  private static func joined(
    _ left: Network, _ right: Network
  ) throws(LightlaneError) -> (Network, Network) {
    let n = left.half
    var leftTo = left.impedances
    var rightTo = right.impedances
    for port in 0..<n {
      let (a, b) = (left.impedances[n + port], right.impedances[port])
      if a == b, a.imaginary == 0 { continue }
      let common = Complex(a.real)
      leftTo[n + port] = common
      rightTo[port] = common
    }
    return (
      leftTo == left.impedances ? left : try left.renormalized(to: leftTo),
      rightTo == right.impedances ? right : try right.renormalized(to: rightTo)
    )
  }

  /// This network followed by another: its second half of ports joined to the other's first half.
  ///
  /// Different or complex references at the junction are taken into account.
  public func cascaded(with other: Network) throws(LightlaneError) -> Network {
    try requireChain(other, "a cascade")
    let (a, b) = try Self.joined(self, other)
    let n = half
    let entries = portCount * portCount
    let points = pointCount
    var isFinite = false
    let out = [Double](unsafeUninitializedCapacity: a.s.count) { out, count in
      count = a.s.count
      a.s.withUnsafeBufferPointer { left in
        b.s.withUnsafeBufferPointer { right in
          withUnsafeTemporaryAllocation(
            of: WideComplex.self, capacity: 3 * entries + 10 * n * n + n
          ) { work in
            guard let base = work.baseAddress, let left = left.baseAddress,
              let right = right.baseAddress, let to = out.baseAddress
            else { return }
            isFinite = Self.cascade(left, right, points, n, to, base)
          }
        }
      }
    }
    if !isFinite { throw unanswerable(out, "scattering parameters of the cascade") }
    return Network(
      checked: frequenciesHz, portCount: portCount, s: out,
      impedances: Array(a.impedances[..<n]) + Array(b.impedances[n...]))
  }

  private static func cascade(
    _ left: UnsafePointer<Double>, _ right: UnsafePointer<Double>, _ points: Int, _ n: Int,
    _ to: UnsafeMutablePointer<Double>, _ base: WideMatrix
  ) -> Bool {
    let m = 2 * n
    let entries = m * m
    let (a, b, c) = (base, base + entries, base + 2 * entries)
    // The blocks: 11 12 / 21 22.
    let (a12, a21, a22) = (a + n, a + n * m, a + n * m + n)
    let (b12, b21, b22) = (b + n, b + n * m, b + n * m + n)
    let (c11, c12, c21, c22) = (c, c + n, c + n * m, c + n * m + n)
    let block = n * n
    let numerator = base + 3 * entries  // 2n rows of n
    let quotient = numerator + 2 * block
    let loop = quotient + 2 * block
    let onward = loop + block
    let work = onward + block
    var finite = SIMD4<Double>.zero
    var point = 0
    while point < points {
      let count = min(WideComplex.lanes, points - point)
      WideAlgebra.load(left + 2 * entries * point, entries: entries, points: count, into: a)
      WideAlgebra.load(right + 2 * entries * point, entries: entries, points: count, into: b)
      // What goes round between the two: 1 − A22 B11.
      WideAlgebra.multiply(a22, m, b, m, rows: n, inner: n, columns: n, into: loop, n)
      for i in 0..<n {
        for j in 0..<n {
          let value = loop[i * n + j]
          loop[i * n + j] = WideComplex(-value.re, -value.im)
        }
        loop[i * n + i].re += 1
      }
      // X = [A12 B11; B21] (1 − A22 B11)⁻¹ carries A21 a and A22 B12 b to both sides.
      WideAlgebra.multiply(a12, m, b, m, rows: n, inner: n, columns: n, into: numerator, n)
      for i in 0..<n {
        for j in 0..<n { numerator[(n + i) * n + j] = b21[i * m + j] }
      }
      WideAlgebra.divide(numerator, loop, n: n, rows: m, into: quotient, work: work)
      WideAlgebra.multiply(a22, m, b12, m, rows: n, inner: n, columns: n, into: onward, n)
      for i in 0..<n {
        for j in 0..<n {
          c11[i * m + j] = a[i * m + j]
          c22[i * m + j] = b22[i * m + j]
        }
      }
      WideAlgebra.multiply(a12, m, b12, m, rows: n, inner: n, columns: n, into: c12, m)
      let lower = quotient + block
      WideAlgebra.multiply(
        quotient, n, a21, m, rows: n, inner: n, columns: n, into: c11, m, adding: true)
      WideAlgebra.multiply(
        quotient, n, onward, n, rows: n, inner: n, columns: n, into: c12, m, adding: true)
      WideAlgebra.multiply(lower, n, a21, m, rows: n, inner: n, columns: n, into: c21, m)
      WideAlgebra.multiply(
        lower, n, onward, n, rows: n, inner: n, columns: n, into: c22, m, adding: true)
      WideAlgebra.store(
        c, entries: entries, points: count, to: to + 2 * entries * point, finite: &finite)
      point += count
    }
    return finite == .zero
  }
}
