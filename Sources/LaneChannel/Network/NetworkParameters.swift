// Renormalisation and conversion between scattering, impedance and admittance parameters: one
// fractional map of matrices.

import LaneNumerics
import LaneParameters

/// If second = M first at every frequency, and each port's pair becomes another by its map, then
/// second' = M' first' with M' = (m21 + m22 M) (m11 + m12 M)⁻¹.
enum FractionalMap {
  /// Map all matrices of `ports`²; nil when one comes out not finite.
  static func apply(
    _ maps: [PortMap], to values: [Double], points: Int
  ) -> (values: [Double], isFinite: Bool) {
    let n = maps.count
    let entries = n * n
    var isFinite = false
    let isReal = maps.allSatisfy {
      $0.m11.imaginary == 0 && $0.m12.imaginary == 0 && $0.m21.imaginary == 0
        && $0.m22.imaginary == 0
    }
    let out = [Double](unsafeUninitializedCapacity: values.count) { out, count in
      count = values.count
      values.withUnsafeBufferPointer { values in
        withUnsafeTemporaryAllocation(of: WideComplex.self, capacity: 5 * entries + n) { work in
          guard let base = work.baseAddress, let from = values.baseAddress,
            let to = out.baseAddress
          else { return }
          isFinite =
            isReal
            ? applyReal(maps, from, points, to, base)
            : applyComplex(maps, from, points, to, base)
        }
      }
    }
    return (out, isFinite)
  }

  private static func applyComplex(
    _ maps: [PortMap], _ from: UnsafePointer<Double>, _ points: Int,
    _ to: UnsafeMutablePointer<Double>, _ base: WideMatrix
  ) -> Bool {
    let n = maps.count
    let entries = n * n
    let (m, numerator, denominator) = (base, base + entries, base + 2 * entries)
    let (x, work) = (base + 3 * entries, base + 4 * entries)
    var finite = SIMD4<Double>.zero
    var point = 0
    while point < points {
      let count = min(WideComplex.lanes, points - point)
      WideAlgebra.load(from + 2 * entries * point, entries: entries, points: count, into: m)
      for i in 0..<n {
        let (above, below) = (WideComplex(maps[i].m22), WideComplex(maps[i].m12))
        for j in 0..<n {
          numerator[i * n + j] = above * m[i * n + j]
          denominator[i * n + j] = below * m[i * n + j]
        }
        numerator[i * n + i] += WideComplex(maps[i].m21)
        denominator[i * n + i] += WideComplex(maps[i].m11)
      }
      WideAlgebra.divide(numerator, denominator, n: n, rows: n, into: x, work: work)
      WideAlgebra.store(
        x, entries: entries, points: count, to: to + 2 * entries * point, finite: &finite)
      point += count
    }
    return finite == .zero
  }

  private static func applyReal(
    _ maps: [PortMap], _ from: UnsafePointer<Double>, _ points: Int,
    _ to: UnsafeMutablePointer<Double>, _ base: WideMatrix
  ) -> Bool {
    let n = maps.count
    let entries = n * n
    let (m, numerator, denominator) = (base, base + entries, base + 2 * entries)
    let (x, work) = (base + 3 * entries, base + 4 * entries)
    var finite = SIMD4<Double>.zero
    var point = 0
    while point < points {
      let count = min(WideComplex.lanes, points - point)
      WideAlgebra.load(from + 2 * entries * point, entries: entries, points: count, into: m)
      for i in 0..<n {
        let (above, below) = (maps[i].m22.real, maps[i].m12.real)
        for j in 0..<n {
          let value = m[i * n + j]
          numerator[i * n + j] = WideComplex(above * value.re, above * value.im)
          denominator[i * n + j] = WideComplex(below * value.re, below * value.im)
        }
        numerator[i * n + i].re += SIMD4(repeating: maps[i].m21.real)
        denominator[i * n + i].re += SIMD4(repeating: maps[i].m11.real)
      }
      WideAlgebra.divide(numerator, denominator, n: n, rows: n, into: x, work: work)
      WideAlgebra.store(
        x, entries: entries, points: count, to: to + 2 * entries * point, finite: &finite)
      point += count
    }
    return finite == .zero
  }
}

extension Network {
  /// The error of an operation that a frequency's matrix does not allow.
  func unanswerable(_ values: [Double], _ what: String) -> LightlaneError {
    let point = (Self.firstNotFinite(values) ?? 0) / (2 * portCount * portCount)
    let frequency = point < pointCount ? decimal(frequenciesHz[point]) : "a frequency"
    return LightlaneError(
      .noAnswer, "\(what) do not exist at \(frequency) Hz: a matrix is singular there",
      row: Int64(point))
  }

  func mapped(_ maps: [PortMap], _ what: String) throws(LightlaneError) -> [Double] {
    let (values, isFinite) = FractionalMap.apply(maps, to: s, points: pointCount)
    if !isFinite { throw unanswerable(values, what) }
    return values
  }

  /// The same network with other reference impedances.
  ///
  /// `from` and `to` are the definitions of the waves before and after; they differ from each other
  /// only where an impedance is complex.
  public func renormalized(
    to impedances: [Complex], from old: WaveDefinition = .power, as new: WaveDefinition = .power
  ) throws(LightlaneError) -> Network {
    try Self.validate(impedances: impedances, portCount: portCount)
    let maps = zip(self.impedances, impedances).map { from, to in
      from == to && (old == new || from.imaginary == 0)
        ? PortMap.identity
        : PortMap.waves(new, to).after(PortMap.levels(old, from))
    }
    return Network(
      checked: frequenciesHz, portCount: portCount,
      s: try mapped(maps, "renormalised scattering parameters"), impedances: impedances)
  }

  /// The same network with one reference impedance at all ports.
  public func renormalized(
    to impedance: Complex, from old: WaveDefinition = .power, as new: WaveDefinition = .power
  ) throws(LightlaneError) -> Network {
    try renormalized(
      to: Array(repeating: impedance, count: portCount), from: old, as: new)
  }

  /// Impedance parameters in ohm, laid out as ``s``.
  public func impedanceParameters(
    _ definition: WaveDefinition = .power
  ) throws(LightlaneError) -> [Double] {
    // From (a, b) to (i, v).
    let maps = impedances.map { PortMap.exchange.after(.levels(definition, $0)) }
    return try mapped(maps, "impedance parameters")
  }

  /// Admittance parameters in siemens, laid out as ``s``.
  public func admittanceParameters(
    _ definition: WaveDefinition = .power
  ) throws(LightlaneError) -> [Double] {
    try mapped(impedances.map { PortMap.levels(definition, $0) }, "admittance parameters")
  }

  /// A network of impedance parameters in ohm.
  public init(
    impedanceParameters z: [Double], frequenciesHz: [Double], impedances: [Complex],
    definition: WaveDefinition = .power
  ) throws(LightlaneError) {
    // From (i, v) to (a, b).
    try self.init(
      mapping: z, frequenciesHz: frequenciesHz, impedances: impedances,
      maps: impedances.map { PortMap.waves(definition, $0).after(.exchange) })
  }

  /// A network of admittance parameters in siemens.
  public init(
    admittanceParameters y: [Double], frequenciesHz: [Double], impedances: [Complex],
    definition: WaveDefinition = .power
  ) throws(LightlaneError) {
    try self.init(
      mapping: y, frequenciesHz: frequenciesHz, impedances: impedances,
      maps: impedances.map { PortMap.waves(definition, $0) })
  }

  private init(
    mapping values: [Double], frequenciesHz: [Double], impedances: [Complex], maps: [PortMap]
  ) throws(LightlaneError) {
    // The checks of any network, its numbers not yet converted.
    let raw = try Network(
      frequenciesHz: frequenciesHz, portCount: impedances.count, s: values, impedances: impedances)
    self.init(
      checked: frequenciesHz, portCount: impedances.count,
      s: try raw.mapped(maps, "scattering parameters"), impedances: impedances)
  }
}
