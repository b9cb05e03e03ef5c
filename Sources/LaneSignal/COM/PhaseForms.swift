// Energies of a pulse's samples a symbol apart, as quadratic forms in the transmitter's taps.

import LaneNumerics

/// The copies of a pulse sorted by sampling phase, with the products that give the energy of samples
/// and of slopes for any taps. A phase is made when it is first asked for.
final class PhaseForms {
  let taps: Int
  let samplesPerSymbol: Int
  /// Places of a copy in one phase; those behind the record's end are zero.
  let length: Int
  private let copies: TapPulses
  private let triangle: Int
  private let samples: UnsafeMutablePointer<Double>
  private let forms: UnsafeMutablePointer<Double>
  private var isReady: [Bool]

  /// - Parameter reach: symbols that are read on from any sample
  init(_ copies: TapPulses, samplesPerSymbol: Int, reach: Int) {
    self.copies = copies
    self.samplesPerSymbol = samplesPerSymbol
    taps = copies.copies.count
    length = copies.count / samplesPerSymbol + reach + 10
    triangle = taps * (taps + 1) / 2
    samples = .allocate(capacity: samplesPerSymbol * taps * length)
    forms = .allocate(capacity: samplesPerSymbol * 2 * triangle)
    isReady = [Bool](repeating: false, count: samplesPerSymbol)
  }

  deinit {
    samples.deallocate()
    forms.deallocate()
  }

  /// Samples of a phase: those of the first copy, then those of the next.
  @inline(__always)
  func samples(phase: Int) -> UnsafePointer<Double> {
    if !isReady[phase] { make(phase) }
    return UnsafePointer(samples + phase * taps * length)
  }

  /// Energy of all samples of a phase.
  @inline(__always)
  func energy(_ v: UnsafePointer<Double>, phase: Int) -> Double {
    if !isReady[phase] { make(phase) }
    return value(forms + phase * 2 * triangle, v)
  }

  /// Energy of all slopes of a phase, per symbol interval (93A-28).
  @inline(__always)
  func slopeEnergy(_ v: UnsafePointer<Double>, phase: Int) -> Double {
    if !isReady[phase] { make(phase) }
    return value(forms + (phase * 2 + 1) * triangle, v)
  }

  @inline(__always)
  private func value(_ form: UnsafePointer<Double>, _ v: UnsafePointer<Double>) -> Double {
    var sum = 0.0
    var place = 0
    for row in 0..<taps {
      var inner = 0.0
      for column in row..<taps {
        inner += form[place] * v[column]
        place += 1
      }
      sum += v[row] * inner
    }
    return sum
  }

  private func make(_ phase: Int) {
    isReady[phase] = true
    let m = samplesPerSymbol
    let start = samples + phase * taps * length
    var slopes: [[Double]] = []
    for (tap, copy) in copies.copies.enumerated() {
      let row = start + tap * length
      row.update(repeating: 0, count: length)
      for (place, index) in stride(from: phase, to: copy.count, by: m).enumerated() {
        row[place] = copy[index]
      }
      let scale = Double(m) / 2
      slopes.append(
        stride(from: phase < 1 ? phase + m : phase, to: copy.count - 1, by: m).map {
          (copy[$0 + 1] - copy[$0 - 1]) * scale
        })
    }
    var energy = forms + phase * 2 * triangle
    var slope = energy + triangle
    for row in 0..<taps {
      for column in row..<taps {
        let weight = row == column ? 1.0 : 2
        energy.pointee =
          weight * Self.product(start + row * length, start + column * length, length)
        slope.pointee =
          weight
          * slopes[row].withUnsafeBufferPointer { a in
            slopes[column].withUnsafeBufferPointer { b in
              guard let a = a.baseAddress, let b = b.baseAddress else { return 0 }
              return Self.product(a, b, slopes[row].count)
            }
          }
        energy += 1
        slope += 1
      }
    }
  }

  @inline(__always)
  static func product(_ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, _ count: Int)
    -> Double
  {
    var lanes = SIMD8<Double>.zero
    var index = 0
    while index + 8 <= count {
      lanes +=
        UnsafeRawPointer(a + index).loadUnaligned(as: SIMD8<Double>.self)
        * UnsafeRawPointer(b + index).loadUnaligned(as: SIMD8<Double>.self)
      index += 8
    }
    var sum = lanes.sum()
    while index < count {
      sum += a[index] * b[index]
      index += 1
    }
    return sum
  }
}
