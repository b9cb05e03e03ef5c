// Mixed mode: pairs of single-ended ports as differential and common ports, and back.

import LaneNumerics
import LaneParameters

/// What a port of a mixed-mode network is, by single-ended ports counted from zero.
public enum PortMode: Hashable, Sendable {
  /// Positive and negative port: a = (a₊ − a₋)/√2, reference twice that of the ports.
  case differential(Int, Int)
  /// The same pair: a = (a₊ + a₋)/√2, reference half that of the ports.
  case common(Int, Int)
  case single(Int)
}

extension Network {
  /// Differential and common ports of pairs: first the differential port of each pair, then the
  /// common ports in the same order, then the ports of no pair in theirs.
  ///
  /// Each pair's two ports are first brought to their mean reference impedance, where they differ.
  public func mixedMode(
    pairs: [(positive: Int, negative: Int)]
  ) throws(LightlaneError) -> Network {
    let modes = try modes(pairs: pairs)
    var equal = self
    var impedances = self.impedances
    for (positive, negative) in pairs {
      let mean = 0.5 * (impedances[positive] + impedances[negative])
      impedances[positive] = mean
      impedances[negative] = mean
    }
    if impedances != self.impedances { equal = try renormalized(to: impedances) }
    let rows = modes.map { mode in
      switch mode {
      case .differential(let a, let b): ModeRow(first: a, second: b, sign: -1)
      case .common(let a, let b): ModeRow(first: a, second: b, sign: 1)
      case .single(let a): ModeRow(first: a, second: a, sign: 0)
      }
    }
    let references = modes.map { mode in
      switch mode {
      case .differential(let a, _): 2 * impedances[a]
      case .common(let a, _): 0.5 * impedances[a]
      case .single(let a): impedances[a]
      }
    }
    return Network(
      checked: frequenciesHz, portCount: portCount, s: equal.combined(rows),
      impedances: references)
  }

  /// The modes of ``mixedMode(pairs:)`` in order.
  public func modes(
    pairs: [(positive: Int, negative: Int)]
  ) throws(LightlaneError) -> [PortMode] {
    var used = [Bool](repeating: false, count: portCount)
    for (index, pair) in pairs.enumerated() {
      for port in [pair.positive, pair.negative] {
        guard (0..<portCount).contains(port) else {
          throw LightlaneError(
            .count, "port \(port) of pair \(index); the network has ports 0 to \(portCount - 1)",
            row: Int64(index))
        }
        guard !used[port] else {
          throw LightlaneError(
            .duplicate, "port \(port) stands twice in the pairs", row: Int64(index))
        }
        used[port] = true
      }
    }
    return pairs.map { .differential($0.positive, $0.negative) }
      + pairs.map { .common($0.positive, $0.negative) }
      + (0..<portCount).filter { !used[$0] }.map { .single($0) }
  }

  /// Single-ended ports from a mixed-mode network with these modes: the inverse of
  /// ``mixedMode(pairs:)``.
  ///
  /// Where a pair's references are not twice and half of one value, they are first brought to the
  /// value between: that of half the differential reference.
  public func singleEnded(modes: [PortMode]) throws(LightlaneError) -> Network {
    var places: [PortMode: Int] = [:]
    for (index, mode) in modes.enumerated() {
      guard places.updateValue(index, forKey: mode) == nil else {
        throw LightlaneError(.duplicate, "mode \(index) stands twice", row: Int64(index))
      }
    }
    var rows = [ModeRow?](repeating: nil, count: portCount)
    var references = [Complex](repeating: .zero, count: portCount)
    var brought = impedances
    func set(_ port: Int, _ row: ModeRow, _ reference: Complex) throws(LightlaneError) {
      guard rows.indices.contains(port), rows[port] == nil else {
        throw LightlaneError(
          .contradiction, "the modes do not name each port from 0 to \(portCount - 1) once")
      }
      rows[port] = row
      references[port] = reference
    }
    guard modes.count == portCount else {
      throw LightlaneError(.count, "\(modes.count) modes for \(portCount) ports")
    }
    for (index, mode) in modes.enumerated() {
      switch mode {
      case .single(let port):
        try set(port, ModeRow(first: index, second: index, sign: 0), impedances[index])
      case .common(let a, let b):
        guard places[.differential(a, b)] != nil else {
          throw LightlaneError(
            .contradiction, "common mode \(index) has no differential mode", row: Int64(index))
        }
      case .differential(let a, let b):
        guard let common = places[.common(a, b)] else {
          throw LightlaneError(
            .contradiction, "differential mode \(index) has no common mode", row: Int64(index))
        }
        let reference = 0.5 * impedances[index]
        if impedances[common] != 0.5 * reference { brought[common] = 0.5 * reference }
        // a₊ = (a_c + a_d)/√2, a₋ = (a_c − a_d)/√2.
        try set(a, ModeRow(first: common, second: index, sign: 1), reference)
        try set(b, ModeRow(first: common, second: index, sign: -1), reference)
      }
    }
    let base = brought == impedances ? self : try renormalized(to: brought)
    return Network(
      checked: frequenciesHz, portCount: portCount, s: base.combined(rows.compactMap { $0 }),
      impedances: references)
  }

  /// M S Mᵀ for a matrix M whose rows are (first + sign · second)/√2, or `first` alone.
  private func combined(_ rows: [ModeRow]) -> [Double] {
    let n = portCount
    let points = pointCount
    let half = 0.5.squareRoot()
    return [Double](unsafeUninitializedCapacity: s.count) { out, count in
      count = s.count
      s.withUnsafeBytes { s in
        withUnsafeTemporaryAllocation(of: SIMD2<Double>.self, capacity: n * n) { half1 in
          rows.withUnsafeBufferPointer { rows in
            guard let from = s.baseAddress, let between = half1.baseAddress,
              let to = out.baseAddress, let rows = rows.baseAddress
            else { return }
            let size = MemoryLayout<SIMD2<Double>>.size
            for point in 0..<points {
              let matrix = from + point * n * n * size
              // Columns first: S Mᵀ.
              for i in 0..<n {
                for j in 0..<n {
                  let row = rows[j]
                  let a = (matrix + (i * n + row.first) * size)
                    .loadUnaligned(as: SIMD2<Double>.self)
                  if row.sign == 0 {
                    between[i * n + j] = a
                  } else {
                    let b = (matrix + (i * n + row.second) * size)
                      .loadUnaligned(as: SIMD2<Double>.self)
                    between[i * n + j] = (a + b * row.sign) * half
                  }
                }
              }
              let result = UnsafeMutableRawPointer(to + 2 * n * n * point)
              for i in 0..<n {
                let row = rows[i]
                for j in 0..<n {
                  var value = between[row.first * n + j]
                  if row.sign != 0 {
                    value = (value + between[row.second * n + j] * row.sign) * half
                  }
                  (result + (i * n + j) * size).storeBytes(of: value, as: SIMD2<Double>.self)
                }
              }
            }
          }
        }
      }
    }
  }
}

/// One row of a mixed-mode matrix.
private struct ModeRow {
  let first: Int
  let second: Int
  /// Of the second port; zero when the first stands alone.
  let sign: Double
}
