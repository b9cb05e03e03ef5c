// Transfer parameters of 2N-ports, whose matrices multiply along a chain, and de-embedding by them.

import LaneNumerics
import LaneParameters

extension Network {
  /// Transfer parameters, laid out as ``s``: waves (b, a) of the first half of the ports from waves
  /// (a, b) of the second half, so that the matrices of a chain multiply.
  public func transferParameters() throws(LightlaneError) -> [Double] {
    try transferred(s, swapsBefore: false, "transfer parameters")
  }

  /// A network of transfer parameters.
  public init(
    transferParameters t: [Double], frequenciesHz: [Double], impedances: [Complex]
  ) throws(LightlaneError) {
    let raw = try Network(
      frequenciesHz: frequenciesHz, portCount: impedances.count, s: t, impedances: impedances)
    self.init(
      checked: frequenciesHz, portCount: raw.portCount,
      s: try raw.transferred(t, swapsBefore: true, "scattering parameters"), impedances: impedances)
  }

  /// With blocks A B / C D and X = [A; 1] C⁻¹: the blocks X₁, B − X₁ D / X₂, −X₂ D.
  ///
  /// Of scattering parameters these are transfer parameters with left and right columns swapped, and
  /// of transfer parameters whose columns are swapped they are scattering parameters.
  private func transferred(
    _ values: [Double], swapsBefore: Bool, _ what: String
  ) throws(LightlaneError) -> [Double] {
    guard portCount % 2 == 0 else {
      throw LightlaneError(
        .count, "transfer parameters need ports on two sides, not \(portCount) ports")
    }
    let n = portCount / 2
    let entries = portCount * portCount
    var finite = SIMD4<Double>.zero
    let points = pointCount
    let out = [Double](unsafeUninitializedCapacity: values.count) { out, count in
      count = values.count
      values.withUnsafeBufferPointer { values in
        withUnsafeTemporaryAllocation(
          of: WideComplex.self, capacity: 2 * entries + 6 * n * n + n
        ) { work in
          guard let base = work.baseAddress, let from = values.baseAddress,
            let to = out.baseAddress
          else { return }
          var point = 0
          while point < points {
            let count = min(WideComplex.lanes, points - point)
            WideAlgebra.load(
              from + 2 * entries * point, entries: entries, points: count, into: base)
            Self.transfer(base, base + entries, n, swapsBefore, base + 2 * entries)
            WideAlgebra.store(
              base + entries, entries: entries, points: count, to: to + 2 * entries * point,
              finite: &finite)
            point += count
          }
        }
      }
    }
    if finite != .zero { throw unanswerable(out, what) }
    return out
  }

  private static func transfer(
    _ m: WideMatrix, _ out: WideMatrix, _ n: Int, _ swapsBefore: Bool, _ work: WideMatrix
  ) {
    let size = 2 * n
    let block = n * n
    let (numerator, x, c) = (work, work + 2 * block, work + 4 * block)
    // Columns of A and C, of B and D, and where X and the rest go.
    let (left, right) = swapsBefore ? (n, 0) : (0, n)
    let (first, second) = swapsBefore ? (0, n) : (n, 0)
    for i in 0..<n {
      for j in 0..<n {
        numerator[i * n + j] = m[i * size + left + j]
        numerator[(n + i) * n + j] = i == j ? WideComplex(.one) : .zero
        c[i * n + j] = m[(n + i) * size + left + j]
      }
    }
    WideAlgebra.divide(numerator, c, n: n, rows: size, into: x, work: c + block)
    for i in 0..<n {
      for j in 0..<n {
        var upper = m[i * size + right + j]
        var lower = WideComplex.zero
        for k in 0..<n {
          let d = m[(n + k) * size + right + j]
          upper -= x[i * n + k] * d
          lower -= x[(n + i) * n + k] * d
        }
        out[i * size + first + j] = x[i * n + j]
        out[(n + i) * size + first + j] = x[(n + i) * n + j]
        out[i * size + second + j] = upper
        out[(n + i) * size + second + j] = lower
      }
    }
  }

  // MARK: De-embedding

  /// The network that undoes this one: in a cascade with it, on either side, nothing is left.
  ///
  /// References become their real parts, as complex ones do not exchange across a junction.
  public func inverted() throws(LightlaneError) -> Network {
    let real = impedances.map { Complex($0.real) }
    let base = real == impedances ? self : try renormalized(to: real)
    let (t, isFinite) = FractionalMap.apply(
      Array(repeating: .exchange, count: portCount), to: try base.transferParameters(),
      points: pointCount)
    if !isFinite { throw unanswerable(t, "parameters of the inverse") }
    let n = portCount / 2
    return try Network(
      transferParameters: t, frequenciesHz: frequenciesHz,
      impedances: Array(real[n...] + real[..<n]))
  }

  /// What follows a known network on the left: B of a measured cascade A B.
  public func deembedded(left: Network) throws(LightlaneError) -> Network {
    try left.inverted().cascaded(with: self)
  }

  /// What stands before a known network on the right: A of a measured cascade A B.
  public func deembedded(right: Network) throws(LightlaneError) -> Network {
    try cascaded(with: right.inverted())
  }
}
