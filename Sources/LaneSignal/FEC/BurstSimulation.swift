// Bursts drawn at random and laid into codewords: the count beside the closed form.

import LaneNumerics
import LaneParameters

/// A share of trials, with what its count leaves open.
public struct Proportion: Sendable {
  public let successes: Int
  public let trials: Int

  public init(successes: Int, trials: Int) {
    self.successes = successes
    self.trials = trials
  }

  public var ratio: Double { trials > 0 ? Double(successes) / Double(trials) : .nan }

  /// The interval of Wilson at a normal quantile: the true ratios that such a count does not speak
  /// against.
  public func interval(quantile z: Double) -> ClosedRange<Double> {
    guard trials > 0, z >= 0, z.isFinite else { return 0...1 }
    let n = Double(trials)
    let p = ratio
    let centre = p + z * z / (2 * n)
    let spread = z * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
    let scale = 1 + z * z / n
    return max(0, (centre - spread) / scale)...min(1, (centre + spread) / scale)
  }
}

/// Events of a ``BurstShape`` drawn one after the other, their errors laid on the line, decoded by the
/// precoder where there is one, and counted by codeword.
///
/// The closed form counts a code symbol that two events hit as two errors; a decoder sees one. Both are
/// counted here. Few errors make no difference, but of the sixteen that a codeword of RS(544,514) takes
/// to fail two meet in a fifth of cases, so that the closed form is above the truth by about that.
public struct BurstSimulation: Sendable {
  public let code: BlockCode
  public let shape: BurstShape
  public let eventRatio: Double
  public let rounds: Int
  public let seed: UInt64

  /// Numbers of rounds of codewords that are taken.
  public static let roundCounts = 1...100_000_000

  public init(
    code: BlockCode, shape: BurstShape, eventRatio: Double, rounds: Int, seed: UInt64
  ) throws(LightlaneError) {
    guard eventRatio >= 0, eventRatio * shape.slicerErrorsPerEvent <= 1 else {
      throw LightlaneError(
        eventRatio.isFinite ? .outOfBounds : .notFinite,
        "event ratio = \(decimal(eventRatio)) is out of bounds; it takes 0 to"
          + " \(decimal(1 / shape.slicerErrorsPerEvent))")
    }
    guard Self.roundCounts.contains(rounds) else {
      throw LightlaneError(
        .count,
        "rounds = \(rounds) is out of bounds; it takes \(Self.roundCounts.lowerBound) to"
          + " \(Self.roundCounts.upperBound)")
    }
    self.code = code
    self.shape = shape
    self.eventRatio = eventRatio
    self.rounds = rounds
    self.seed = seed
  }

  public struct Count: Sendable {
    /// Codewords with more symbols in error than the code corrects.
    public internal(set) var failed: Proportion
    /// Codewords with more hits than that, counting each event's own.
    public internal(set) var failedByHits: Proportion
    /// Rounds with a failed codeword.
    public internal(set) var failedRounds: Proportion
    /// Line symbols in error after the precoding is undone.
    public internal(set) var lineErrors: Proportion
    /// Codewords by their number of symbols in error, from 0 to ``mostListed`` and more.
    public internal(set) var codewordsByErrors: [Int]
    public static var mostListed: Int { 64 }
  }

  /// Draws and counts; the same answer each time.
  public func run() -> Count {
    var field = Field(code, shape)
    var random = CounterRandom(seed: seed)
    // Rates whose chance of an event by the next symbol is exactly the ratio.
    let startRate = -logarithmOfOnePlus(-eventRatio)
    let endRate = -logarithm(shape.propagation)
    var next = startRate > 0 ? random.failures(rate: startRate) : Int.max
    for _ in 0..<rounds {
      while next < field.length {
        let more = shape.propagation > 0 ? random.failures(rate: endRate) : 0
        field.lay(start: next, length: 1 + more, rising: random.next() & 1 == 0)
        // A gap of "never" stays far from the end of Int.
        next += 1 + random.failures(rate: startRate)
      }
      field.close()
      if next != Int.max { next -= field.length }
    }
    return field.count(rounds: rounds)
  }

  /// One round of codewords on the line and the one after it, into which events reach.
  private struct Field {
    let ways: Int
    let perSymbol: Int
    let correctable: Int
    let precoded: Bool
    let keepsSign: Bool
    let cancels: Bool
    let mask: UInt8
    /// Line symbols of a round.
    let length: Int
    /// Errors at the slicer, in levels.
    var errors: [UInt8]
    /// Error of the last line symbol of the round before.
    var before: UInt8 = 0
    /// Code symbols that an event touches, as the decoder sees it.
    var touched: [Bool]
    var touchedPlaces: [Int] = []
    var laterPlaces: [Int] = []
    var hits: [Int]
    var histogram: [Int]
    var failed = 0
    var failedByHits = 0
    var failedRounds = 0
    var lineErrors = 0

    init(_ code: BlockCode, _ shape: BurstShape) {
      ways = shape.interleaving
      perSymbol = shape.lineSymbolsPerCodeSymbol
      correctable = code.correctable
      precoded = shape.precoded
      keepsSign = shape.keepsSign
      cancels = shape.cancels
      mask = shape.bitsPerLineSymbol == 1 ? 1 : 3
      length = code.length * ways * perSymbol
      errors = Array(repeating: 0, count: 2 * length)
      touched = Array(repeating: false, count: 2 * code.length * ways)
      hits = Array(repeating: 0, count: 2 * ways)
      histogram = Array(repeating: 0, count: Count.mostListed + 1)
    }

    /// An event: errors of one level with alternating signs, or of one sign. It is cut at the end of the next round.
    mutating func lay(start: Int, length count: Int, rising: Bool) {
      let end = count < errors.count - start ? start + count : errors.count
      var step: UInt8 = rising ? 1 : mask
      for i in start..<end {
        errors[i] = (errors[i] &+ step) & mask
        if !keepsSign { step = (0 &- step) & mask }
      }
      if cancels {
        let first = start / perSymbol
        touch(first)
        hits[first / (length / perSymbol) * ways + first % ways] += 1
        let after = end / perSymbol
        if end < errors.count {
          touch(after)
          if after != first { hits[after / (length / perSymbol) * ways + after % ways] += 1 }
        }
      } else {
        let last = precoded && end < errors.count ? end : end - 1
        for place in (start / perSymbol)...(last / perSymbol) {
          touch(place)
          hits[place / (length / perSymbol) * ways + place % ways] += 1
        }
      }
    }

    private mutating func touch(_ place: Int) {
      if touched[place] { return }
      touched[place] = true
      if place < length / perSymbol {
        touchedPlaces.append(place)
      } else {
        laterPlaces.append(place)
      }
    }

    /// Counts the round and moves on to the next.
    mutating func close() {
      var wrong = Array(repeating: 0, count: ways)
      for place in touchedPlaces {
        touched[place] = false
        var bad = 0
        for i in (place * perSymbol)..<((place + 1) * perSymbol) {
          let earlier = i > 0 ? errors[i - 1] : before
          let error = precoded ? (errors[i] &+ earlier) & mask : errors[i]
          if error != 0 { bad += 1 }
        }
        lineErrors += bad
        if bad > 0 { wrong[place % ways] += 1 }
      }
      var any = false
      for way in 0..<ways {
        histogram[min(wrong[way], Count.mostListed)] += 1
        if wrong[way] > correctable {
          failed += 1
          any = true
        }
        if hits[way] > correctable { failedByHits += 1 }
        hits[way] = hits[ways + way]
        hits[ways + way] = 0
      }
      if any { failedRounds += 1 }
      before = errors[length - 1]
      let symbols = length / perSymbol
      for i in 0..<length {
        errors[i] = errors[length + i]
        errors[length + i] = 0
      }
      touchedPlaces.removeAll(keepingCapacity: true)
      for place in laterPlaces {
        touched[place] = false
        touched[place - symbols] = true
        touchedPlaces.append(place - symbols)
      }
      laterPlaces.removeAll(keepingCapacity: true)
    }

    func count(rounds: Int) -> Count {
      let words = rounds * ways
      return Count(
        failed: Proportion(successes: failed, trials: words),
        failedByHits: Proportion(successes: failedByHits, trials: words),
        failedRounds: Proportion(successes: failedRounds, trials: rounds),
        lineErrors: Proportion(successes: lineErrors, trials: rounds * length),
        codewordsByErrors: histogram)
    }
  }
}
