// A pulse behind the receiver's filter, its copies at the transmitter's taps, and where it is sampled.

import LaneChannel
import LaneNumerics

/// A pulse delayed by each of the transmitter's taps. The copies wrap around the end of the record,
/// as the reference program's do.
struct TapPulses {
  /// One copy a tap, from the first precursor to the last postcursor.
  let copies: [[Double]]
  var count: Int { copies.first?.count ?? 0 }

  /// - Parameters:
  ///   - impulse: filtered impulse response
  ///   - cursor: index of the tap that stays in place
  init(impulse: [Double], samplesPerSymbol: Int, taps: Int, cursor: Int) {
    let pulse = Self.pulse(impulse, samplesPerSymbol: samplesPerSymbol)
    let count = pulse.count
    copies = (0..<taps).map { tap in
      guard count > 0 else { return [] }
      let shift = (tap - cursor) * samplesPerSymbol % count
      let split = (count - shift) % count
      return Array(pulse[split...] + pulse[..<split])
    }
  }

  /// The response to a symbol that lasts its whole interval.
  static func pulse(_ impulse: [Double], samplesPerSymbol: Int) -> [Double] {
    var sum = 0.0
    var pulse = impulse
    for index in impulse.indices {
      // Sum anew at times, so that differences do not pile up.
      if index % 64 == 0 {
        sum = impulse[max(0, index - samplesPerSymbol + 1)...index].reduce(0, +)
      } else {
        sum += impulse[index]
        if index >= samplesPerSymbol { sum -= impulse[index - samplesPerSymbol] }
      }
      pulse[index] = sum
    }
    return pulse
  }

  /// The pulse that a set of taps makes.
  func combined(_ taps: [Double]) -> [Double] {
    var sum = [Double](repeating: 0, count: count)
    for (tap, copy) in zip(taps, copies) where tap != 0 {
      for index in sum.indices { sum[index] += tap * copy[index] }
    }
    return sum
  }
}

/// The copies of a pulse in one row each, between zeros: what is read around a peak may lie beyond
/// a record's ends.
struct PulseRows {
  let count: Int
  let distance: Int
  private let first: Int
  private let samples: [Double]

  init(_ pulses: TapPulses, samplesPerSymbol m: Int) {
    count = pulses.count
    first = 6 * m
    distance = first + count + 4 * m + 8
    var samples = [Double](repeating: 0, count: distance * pulses.copies.count)
    for (tap, copy) in pulses.copies.enumerated() {
      let start = tap * distance + first
      samples.replaceSubrange(start..<(start + count), with: copy)
    }
    self.samples = samples
  }

  /// The first copy's first sample; the next copy's is `distance` further on.
  func read(_ body: (UnsafePointer<Double>) -> Void) {
    samples.withUnsafeBufferPointer { buffer in
      if let start = buffer.baseAddress { body(start + first) }
    }
  }

  /// Sum the copies, each times its tap, over some samples.
  @inline(__always)
  static func combine(
    _ copies: UnsafePointer<Double>, _ distance: Int, _ taps: UnsafePointer<Double>, _ count: Int,
    into sum: UnsafeMutablePointer<Double>, _ samples: Int
  ) {
    var index = 0
    while index + 8 <= samples {
      var lanes = SIMD8<Double>.zero
      for tap in 0..<count {
        lanes +=
          taps[tap]
          * UnsafeRawPointer(copies + (tap * distance + index)).loadUnaligned(
            as: SIMD8<Double>.self)
      }
      UnsafeMutableRawPointer(sum + index).storeBytes(of: lanes, as: SIMD8<Double>.self)
      index += 8
    }
    while index < samples {
      var lane = 0.0
      for tap in 0..<count { lane += taps[tap] * copies[tap * distance + index] }
      sum[index] = lane
      index += 1
    }
  }
}

/// Where a pulse is sampled (93A-25): the Mueller-Muller phase of a receiver with feedback.
struct SamplingTime {
  let samplesPerSymbol: Int
  /// The largest first feedback tap.
  let firstTap: Double
  /// Samples that the peak is looked for in.
  let window: Range<Int>
  /// Whether a pulse that does not rise as it should is sampled at its peak.
  var takesPeak = false

  struct Place: Equatable {
    var peak: Int
    var cursor: Int
  }

  /// The first of the highest samples.
  @inline(__always)
  func peak(_ pulse: UnsafePointer<Double>, _ peaks: Range<Int>) -> Int {
    // The highest value eight at a time, then its place.
    var lanes = SIMD8<Double>(repeating: pulse[peaks.lowerBound])
    var index = peaks.lowerBound
    while index + 8 <= peaks.upperBound {
      let next = UnsafeRawPointer(pulse + index).loadUnaligned(as: SIMD8<Double>.self)
      lanes.replace(with: next, where: next .> lanes)
      index += 8
    }
    var highest = lanes.max()
    while index < peaks.upperBound {
      if pulse[index] > highest { highest = pulse[index] }
      index += 1
    }
    var peak = peaks.lowerBound
    while peak < peaks.upperBound - 1, pulse[peak] != highest { peak += 1 }
    return peak
  }

  /// The last sample before a peak, within four symbols, behind which the pulse rises through a
  /// hundredth of it.
  @inline(__always)
  func rise(_ pulse: UnsafePointer<Double>, peak: Int, notBefore first: Int = 0) -> Int? {
    let limit = 0.01 * pulse[peak]
    var index = peak - 1
    let earliest = max(first, peak - 4 * samplesPerSymbol)
    while index >= earliest {
      let (before, after) = (pulse[index] - limit, pulse[index + 1] - limit)
      if before < 0 ? after >= 0 : before == 0 && after > 0 { return index }
      index -= 1
    }
    return nil
  }

  /// The phase, within two symbols of a rise, where the sample before the cursor is closest to what
  /// feedback leaves of the one behind it.
  @inline(__always)
  func cursor(_ pulse: UnsafePointer<Double>, rise: Int) -> Int {
    let m = samplesPerSymbol
    var cursor = rise
    var least = Double.infinity
    var index = rise
    while index <= rise + 2 * m {
      // Four at a time; most of them are far from the least.
      func lanes(_ place: Int) -> SIMD4<Double> {
        UnsafeRawPointer(pulse + place).loadUnaligned(as: SIMD4<Double>.self)
      }
      var left = lanes(index + m) - firstTap * lanes(index)
      left.replace(with: 0, where: left .< 0)
      var size = lanes(index - m) - left
      size.replace(with: -size, where: size .< 0)
      if size.min() < least {
        for lane in 0..<4 where index + lane <= rise + 2 * m && size[lane] < least {
          least = size[lane]
          cursor = index + lane
        }
      }
      index += 4
    }
    return cursor
  }

  /// Peak and cursor of a whole record, zero beyond its ends; nil when it does not rise as it should
  /// and is not to be sampled at its peak then.
  func place(_ pulse: [Double]) -> Place? {
    let peaks = window.clamped(to: 0..<pulse.count)
    if peaks.isEmpty { return nil }
    let none = [Double](repeating: 0, count: 4 * samplesPerSymbol)
    return (none + pulse + none).withUnsafeBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return nil }
      let pulse = start + none.count
      let peak = peak(pulse, peaks)
      guard let rise = rise(pulse, peak: peak) else {
        return takesPeak ? Place(peak: peak, cursor: peak) : nil
      }
      return Place(peak: peak, cursor: cursor(pulse, rise: rise))
    }
  }
}
