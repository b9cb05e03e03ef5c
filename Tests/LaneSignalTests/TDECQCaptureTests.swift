// Captures as they come: shifted, inverted, jittered, of any rate, and wrong.

import Glibc
import GoldenTables
import LaneNumerics
import LaneParameters
@testable import LaneSignal
import Testing

@Suite struct TDECQCaptureTests {
  /// CRC-32 of ISO 3309, bit by bit.
  func crc(_ bytes: [UInt8]) -> UInt32 {
    var register: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      register ^= UInt32(byte)
      for _ in 0..<8 { register = register & 1 == 1 ? register >> 1 ^ 0xEDB8_8320 : register >> 1 }
    }
    return ~register
  }

  @Test func shortStressPatternIsTheStandards() throws {
    let pattern = try SymbolPattern(named: "ssprq")
    let row = try #require(try goldenTable("tdecq_patterns.csv").first)
    #expect(Double(pattern.symbols.count) == row["length"])
    #expect(pattern.counts.map(Double.init) == ["zeros", "ones", "twos", "threes"].map { row[$0] })
    #expect(Double(crc(pattern.symbols)) == row["crc32"])
  }

  @Test(arguments: [7, 9, 11, 13, 15])
  func pseudoRandomPatternsHaveEveryPairOnce(_ degree: Int) throws {
    // A sequence of the longest period has every word of `degree` bits but one; so has its pairing.
    let pattern = try SymbolPattern(named: "PRBS\(degree)Q")
    #expect(pattern.symbols.count == 1 << degree - 1)
    let quarter = 1 << (degree - 2)
    #expect(pattern.counts.sorted() == [quarter - 1, quarter, quarter, quarter])
    let symbols = pattern.symbols
    let window = (degree + 1) / 2
    var seen: Set<[UInt8]> = []
    for n in symbols.indices {
      seen.insert((0..<window).map { symbols[(n + $0) % symbols.count] })
    }
    #expect(seen.count == symbols.count)
  }

  // MARK: The reference receiver

  @Test func besselThomsonFiltersOnceAndCausally() {
    let filter = BesselThomson(bandwidth: 0.5 / 16)
    #expect(abs(10 * log10(filter.response(0.5 / 16).norm) + 3.0103) < 1e-4)
    // The noise bandwidth that the clause's receiver has: 1.0464 of the half-power bandwidth.
    var noise = 0.0
    for k in 0..<100_000 { noise += filter.response((Double(k) + 0.5) * 1e-5).norm * 1e-5 }
    #expect(abs(noise / filter.bandwidth - 1.0464) < 1e-4)
  }

  @Test func aSineIsFilteredAsTheResponseSays() throws {
    // 16 samples a symbol, a square wave of 16 symbols: its fundamental lies at 1/16 of the rate.
    let pattern = try SymbolPattern(named: "SQUARE8")
    let symbols = (0..<64).flatMap { _ in pattern.symbols }
    var options = TDECQOptions()
    options.hitRatio = 1e-9
    let answer = try TDECQ.measure(
      held(symbols.map { 1e-3 + 1e-3 * Double($0) }, 16), samplesPerSymbol: 16, pattern: pattern,
      options: options)
    #expect(answer.tdecqDb == nil)
    #expect(abs(answer.outerOma - 3e-3) < 1e-8)
    #expect(abs(try #require(answer.extinctionRatioDb) - 10 * log10(4)) < 1e-4)
    // 20 % to 80 % of the step response of the filter at half the symbol rate: 0.6767 of 1/(2 f)... the
    // edge is the same both ways, and the overshoot of this filter is 0.84 %.
    let rise = try #require(answer.riseTimePs)
    #expect(abs(rise - (try #require(answer.fallTimePs))) < 1e-3)
    #expect(abs(rise - stepTime() / 53.125e-3) < 0.02)
    #expect(abs(answer.overshootPercent - 0.84) < 0.05)
    #expect(abs(answer.undershootPercent - answer.overshootPercent) < 1e-3)
  }

  /// Time from 20 % to 80 % of the step response at half the symbol rate, in symbols, by integrating
  /// the filter's differential equation.
  func stepTime() -> Double {
    var state = (0.0, 0.0, 0.0, 0.0)
    let scale = 2 * Double.pi * 0.5 / 2.113_917_674_904_2158
    let step = 1e-5
    var (twenty, eighty) = (0.0, 0.0)
    for k in 0..<400_000 {
      let slope = 105 - 105 * state.0 - 105 * state.1 - 45 * state.2 - 10 * state.3
      state = (
        state.0 + step * scale * state.1, state.1 + step * scale * state.2,
        state.2 + step * scale * state.3, state.3 + step * scale * slope
      )
      if twenty == 0, state.0 >= 0.2 { twenty = Double(k) * step }
      if eighty == 0, state.0 >= 0.8 { eighty = Double(k) * step }
    }
    return eighty - twenty
  }

  // MARK: Lock

  func filtered(_ symbols: [UInt8]) -> [Double] { held(idealPowers(symbols), 16) }

  @Test func rotationAndPolarityAreFound() throws {
    let pattern = try SymbolPattern(named: "PRBS11Q")
    let reference = try TDECQ.measure(
      filtered(pattern.symbols), samplesPerSymbol: 16, pattern: pattern)
    let known = try #require(reference.tdecqDb)
    #expect(!reference.isInverted)
    #expect(reference.patternRotation == 0)
    #expect(reference.lockCorrelation > 0.9)
    for shift in [1, 777, 2046] {
      let rotated = pattern.symbols.indices.map { pattern.symbols[($0 + shift) % 2047] }
      let answer = try TDECQ.measure(filtered(rotated), samplesPerSymbol: 16, pattern: pattern)
      #expect(answer.patternRotation == shift)
      #expect(abs(answer.phaseUi - 15.0 / 32) < 0.02)
      #expect(abs(try #require(answer.tdecqDb) - known) < 1e-3)
    }
    let upside = pattern.symbols.map { 3 - $0 }
    let inverted = try TDECQ.measure(filtered(upside), samplesPerSymbol: 16, pattern: pattern)
    #expect(inverted.isInverted)
    #expect(inverted.warnings.contains { $0.contains("inverted") })
    #expect(abs(try #require(inverted.tdecqDb) - known) < 1e-3)
    let bits = try TDECQ.measure(
      filtered(pattern.symbols.map { ($0 + 2) % 4 }), samplesPerSymbol: 16, pattern: pattern)
    #expect(bits.bitsInverted)
    #expect(bits.warnings.contains { $0.contains("bits inverted") })
  }

  @Test func anotherPatternIsRefused() throws {
    let pattern = try SymbolPattern(named: "PRBS13Q")
    let other = try SymbolPattern(named: "PRBS11Q")
    #expect {
      try TDECQ.measure(filtered(other.symbols), samplesPerSymbol: 16, pattern: pattern)
    } throws: { error in
      (error as? LightlaneError)?.status == .pattern
    }
  }

  @Test(arguments: [15.3, 7.0, 20.0, 4.5, 31.25])
  func anyRateOfSamplesGivesTheSame(_ samplesPerSymbol: Double) throws {
    let pattern = try SymbolPattern(named: "PRBS9Q")
    // Raised-cosine edges, smooth enough for any of the rates; more than one period, not a whole number.
    func power(_ time: Double) -> Double {
      let symbol = Int(time.rounded(.down))
      let t = time - time.rounded(.down)
      let left = Double(pattern.symbols[symbol % 511])
      let right = Double(pattern.symbols[(symbol + 1) % 511])
      return 1e-3 * (1 + left + (right - left) * (1 - cos(.pi * t)) / 2)
    }
    func measure(_ rate: Double, _ symbols: Double) throws -> TDECQAnswer {
      let samples = (0..<Int(rate * symbols)).map { power(Double($0) / rate + 3.3) }
      return try TDECQ.measure(samples, samplesPerSymbol: rate, pattern: pattern)
    }
    let reference = try measure(16, 4 * 511)
    let answer = try measure(samplesPerSymbol, 1900.7)
    #expect(
      abs(try #require(answer.tdecqDb) - (try #require(reference.tdecqDb))) < 0.02)
    #expect(abs(answer.outerOma / reference.outerOma - 1) < 1e-3)
    #expect(answer.periodCount == 3)
  }

  @Test func theBestPhaseIsNoWorse() throws {
    let pattern = try SymbolPattern(named: "PRBS11Q")
    // An edge in one direction only makes the best phase another than the middle of the crossings.
    let powers = idealPowers(pattern.symbols)
    var samples = held(powers, 16)
    for n in powers.indices {
      for k in 0..<12 {
        let before = powers[(n + 2046) % 2047]
        samples[16 * n + k] = powers[n] + (before - powers[n]) * exp(-Double(k) / 3)
      }
    }
    var options = TDECQOptions()
    let middle = try TDECQ.measure(
      samples, samplesPerSymbol: 16, pattern: pattern, options: options)
    options.phase = .best
    let best = try TDECQ.measure(samples, samplesPerSymbol: 16, pattern: pattern, options: options)
    #expect(try #require(best.tdecqDb) <= (try #require(middle.tdecqDb)) + 0.005)
    #expect(abs(best.phaseShiftUi) <= 0.25)
  }

  @Test func theRecoveredClockFollowsSlowJitter() throws {
    let pattern = try SymbolPattern(named: "PRBS9Q")
    // Jitter of 0.15 symbols at a fortieth of the loop's corner, over one of its periods.
    let count = 511 * 20
    func power(_ time: Double) -> Double {
      let clock = time + 0.15 * sin(2 * .pi * time / Double(count))
      let symbol = Int(clock.rounded(.down))
      let t = min(max((clock - clock.rounded(.down)) * 2 - 0.5, 0), 1)
      let left = Double(pattern.symbols[((symbol % 511) + 511) % 511])
      let right = Double(pattern.symbols[(((symbol + 1) % 511) + 511) % 511])
      return 1e-3 * (1 + left + (right - left) * (1 - cos(.pi * t)) / 2)
    }
    let samples = (0..<count * 16).map { power(Double($0) / 16) }
    var options = TDECQOptions()
    options.clockCornerMHz = 4
    options.symbolRateGbd = 4e-3 * Double(count) / 40
    let ideal = try TDECQ.measure(samples, samplesPerSymbol: 16, pattern: pattern, options: options)
    options.clock = .recovered
    let followed = try TDECQ.measure(
      samples, samplesPerSymbol: 16, pattern: pattern, options: options)
    #expect(ideal.clockJitterUi == nil)
    #expect(abs(try #require(followed.clockJitterUi) - 0.15 / 2.0.squareRoot()) < 0.02)
    #expect(try #require(followed.tdecqDb) < (try #require(ideal.tdecqDb)) - 0.3)
  }

  /// A pattern with raised-cosine edges of 0.6 symbols, its clock ahead of the samples' by `ahead`.
  func jittered(
    _ pattern: SymbolPattern, _ count: Int, ahead: (Double) -> Double
  ) -> [Double] {
    let period = pattern.symbols.count
    func level(_ symbol: Int) -> Double {
      Double(pattern.symbols[((symbol % period) + period) % period]) / 3
    }
    return (0..<count * 16).map { k in
      let time = Double(k) / 16 + 1e-9
      let clock = time + ahead(time)
      let symbol = Int(clock.rounded(.down))
      let t = min((clock - clock.rounded(.down)) / 0.6, 1)
      let left = level(symbol - 1)
      return 1e-3 * (0.4 + left + (level(symbol) - left) * (1 - cos(.pi * t)) / 2)
    }
  }

  /// A clock that is only off its rate is the ideal one once it is followed, and is told when it is not.
  @Test(arguments: [-100.0, 10, 20, 100])
  func theRecoveredClockFollowsARate(_ ppm: Double) throws {
    let pattern = try SymbolPattern(named: "PRBS13Q")
    let count = 8 * 8191
    let known = try TDECQ.measure(
      jittered(pattern, count) { _ in 0 }, samplesPerSymbol: 16, pattern: pattern)
    let samples = jittered(pattern, count) { -ppm * 1e-6 * $0 }
    let ideal = try TDECQ.measure(samples, samplesPerSymbol: 16, pattern: pattern)
    #expect(abs(ideal.clockRateError * 1e6 / ppm - 1) < 0.02)
    #expect(ideal.warnings.contains { $0.contains("the crossings drift") })
    var options = TDECQOptions()
    options.clock = .recovered
    let followed = try TDECQ.measure(
      samples, samplesPerSymbol: 16, pattern: pattern, options: options)
    #expect(!followed.warnings.contains { $0.contains("drift") })
    let (found, wanted) = (try #require(followed.tdecqDb), try #require(known.tdecqDb))
    #expect(abs(found - wanted) < 0.02, "\(found) \(wanted)")
  }

  /// Samples whose stated number in a symbol is a little wrong tell the right one.
  @Test func aWrongNumberOfSamplesIsTold() throws {
    let pattern = try SymbolPattern(named: "PRBS13Q")
    let samples = jittered(pattern, 8191) { _ in 0 }
    for stated in [16.0003, 15.9997, 16.001] {
      let answer = try TDECQ.measure(samples, samplesPerSymbol: stated, pattern: pattern)
      #expect(abs(stated * (1 + answer.clockRateError) - 16) < 2e-5)
      #expect(answer.warnings.contains { $0.contains("the crossings drift") })
    }
  }

  /// The loop leaves sinusoidal jitter of a frequency f by f / sqrt(f² + fc²) (first order), whatever its
  /// phase where the record begins.
  @Test(arguments: [0.025, 0.25, 1, 4], [0.0, 1, 2.5])
  func theLoopLeavesWhatItsTransferSays(_ frequency: Double, _ phase: Double) throws {
    let pattern = try SymbolPattern(named: "PRBS13Q")
    let corner = 1e-3
    let count = 5 * 8191
    let amplitude = 0.1
    func jitter(_ time: Double) -> Double {
      amplitude * sin(2 * .pi * frequency * corner * time + phase)
    }
    let samples = jittered(pattern, count) { -jitter($0) }
    let capture = Capture(samples, samplesPerSymbol: 16, symbols: count, circular: false)
    let lock = PatternLock(capture, pattern)
    capture.origin = lock.phase
    let trace = SymbolTrace(
      capture: capture, symbols: lock.symbols(pattern, count: count), centre: 0,
      usable: 50..<count - 50)
    let track = CrossingTrack(trace, level: capture.mean)
    let clock = ClockRecovery(corner: corner).offsets(track, count: count)
    // What is left, against a sine and a cosine, after what a start leaves has died down.
    let steady = 2000..<count
    let left = steady.map { jitter(Double($0)) - clock[$0] }
    let mean = left.reduce(0, +) / Double(left.count)
    var (sine, cosine) = (0.0, 0.0)
    for (n, value) in zip(steady, left) {
      let angle = 2 * .pi * frequency * corner * Double(n) + phase
      sine += (value - mean) * sin(angle)
      cosine += (value - mean) * cos(angle)
    }
    let found = 2 * (sine * sine + cosine * cosine).squareRoot() / Double(left.count)
    let known = amplitude * frequency / (1 + frequency * frequency).squareRoot()
    #expect(abs(found - known) < 0.03 * amplitude, "\(found) \(known)")
    // And the start itself is no jump.
    let rms = (left.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(left.count)).squareRoot()
    let first = (100..<2000).map { jitter(Double($0)) - clock[$0] - mean }
    #expect(first.allSatisfy { abs($0) < 2 * rms + 0.6 * amplitude * min(frequency, 1) + 0.03 })
  }

  /// A part of a period is measured by its levels, not by its mean, and says that it is a part.
  @Test func partsOfAPeriodAreTold() throws {
    let pattern = try SymbolPattern(named: "PRBS13Q")
    let whole = jittered(pattern, 8191) { _ in 0 }
    let known = try TDECQ.measure(whole, samplesPerSymbol: 16, pattern: pattern)
    for (symbols, tolerance) in [(500, 0.25), (2000, 0.1), (6000, 0.05)] {
      let part = try TDECQ.measure(
        Array(whole.prefix(symbols * 16)), samplesPerSymbol: 16, pattern: pattern)
      #expect(part.warnings.contains { $0.contains("less than one period") })
      #expect(abs(part.averagePower / known.averagePower - 1) < 0.005)
      #expect(
        abs(try #require(part.tdecqDb) - (try #require(known.tdecqDb))) < tolerance, "\(symbols)")
    }
    #expect(known.warnings.isEmpty)
  }

  @Test func averagingPeriodsTakesNoiseOut() throws {
    let pattern = try SymbolPattern(named: "PRBS9Q")
    var random = TestRandom(state: 3)
    let sigma = 2e-5
    let clean = (0..<40).flatMap { _ in idealPowers(pattern.symbols) }
    let noisy = clean.map { power in
      power + sigma * (-2 * log(random.uniform())).squareRoot() * cos(2 * .pi * random.uniform())
    }
    let samples = held(noisy, 16)
    var options = plainOptions()
    let raw = try TDECQ.measure(samples, samplesPerSymbol: 16, pattern: pattern, options: options)
    #expect(abs(try #require(raw.periodNoise) / sigma - 1) < 0.03)
    #expect(raw.periodCount == 40)
    options.averages = true
    let averaged = try TDECQ.measure(
      samples, samplesPerSymbol: 16, pattern: pattern, options: options)
    #expect(try #require(raw.tdecqDb) > 0.2)
    #expect(abs(try #require(averaged.tdecqDb)) < 0.03)
  }

  // MARK: What is wrong is told

  @Test func aClosedEyeHasNoPenalty() throws {
    let pattern = try SymbolPattern(named: "PRBS11Q")
    let powers = idealPowers(pattern.symbols)
    // Half of each symbol comes three symbols later: five taps do not open that.
    let samples = held(
      powers.indices.map { 0.55 * powers[$0] + 0.45 * powers[($0 + 2047 - 9) % 2047] }, 16)
    let answer = try TDECQ.measure(samples, samplesPerSymbol: 16, pattern: pattern)
    #expect(answer.tdecqDb == nil)
    #expect(answer.warnings.contains { $0.contains("the eye is closed") })
    #expect(answer.outerOma > 0)
  }

  @Test func noiseThatCanNotBeIsRefused() throws {
    let pattern = try SymbolPattern(named: "PRBS13Q")
    let samples = held(idealPowers(pattern.symbols), 16)
    var options = plainOptions()
    // An ideal signal bears OMA / (6 Q_t), 48.8 uW of 1 mW.
    options.scopeNoise = 5e-5
    #expect(throws: LightlaneError.self) {
      try TDECQ.measure(samples, samplesPerSymbol: 16, pattern: pattern, options: options)
    }
    options.scopeNoise = 2e-5
    let twice = try TDECQ.measure(
      samples + samples, samplesPerSymbol: 16, pattern: pattern, options: options)
    #expect(twice.warnings.contains { $0.contains("above the noise in the samples") })
    #expect(twice.warnings.contains { $0.contains("less than an ideal signal's") })
  }

  @Test func twoLevelsAreTold() throws {
    let pattern = try SymbolPattern(named: "PRBS9Q")
    let outer = pattern.symbols.map { $0 < 2 ? 0.0 : 1e-3 }
    let answer = try TDECQ.measure(held(outer, 16), samplesPerSymbol: 16, pattern: pattern)
    #expect(answer.warnings.contains { $0.contains("two levels") })
    var random = TestRandom(state: 5)
    let strange = (0..<511).map { _ in random.uniform() < 0.5 ? 0.0 : 1e-3 }
    #expect {
      try TDECQ.measure(held(strange, 16), samplesPerSymbol: 16, pattern: pattern)
    } throws: { ($0 as? LightlaneError)?.message.contains("two levels") == true }
  }

  /// Of noise, none locks: the threshold rises as the record gets shorter and the pattern longer.
  @Test func noiseDoesNotLock() throws {
    let pattern = try SymbolPattern(named: "SSPRQ")
    for seed: UInt64 in 1...20 {
      var random = TestRandom(state: seed)
      let samples = held((0..<84).map { _ in 1e-3 * random.uniform() }, 8)
      #expect {
        try TDECQ.measure(samples, samplesPerSymbol: 8, pattern: pattern)
      } throws: { ($0 as? LightlaneError)?.status == .pattern }
    }
  }

  @Test func badInputIsRefusedWithItsBounds() throws {
    let pattern = try SymbolPattern(named: "PRBS9Q")
    let good = filtered(pattern.symbols)
    func status(
      _ samples: [Double], _ rate: Double = 16, _ change: (inout TDECQOptions) -> Void = { _ in }
    ) -> Status? {
      var options = TDECQOptions()
      change(&options)
      do {
        _ = try TDECQ.measure(samples, samplesPerSymbol: rate, pattern: pattern, options: options)
        return nil
      } catch {
        return error.status
      }
    }
    #expect(status(good) == nil)
    #expect(status([]) == .count)
    #expect(status(Array(good.prefix(500))) == .count)
    #expect(status(good, .nan) == .notFinite)
    #expect(status(good, 1) == .outOfBounds)
    #expect(status(good, 16.3) == .pattern)
    for bad in [Double.nan, .infinity] {
      var samples = good
      samples[100] = bad
      #expect(status(samples) == .notFinite)
    }
    #expect(status([Double](repeating: 0, count: good.count)) == .pattern)
    #expect(status(good.map { $0 * 1e300 }) == .outOfBounds)
    #expect(status(good) { $0.tapCount = 0 } == .outOfBounds)
    #expect(status(good) { $0.lastMainTap = 6 } == .outOfBounds)
    #expect(status(good) { $0.symbolErrorRatio = .nan } == .notFinite)
    #expect(status(good) { $0.scopeNoise = -1 } == .outOfBounds)
    #expect(throws: LightlaneError.self) { try SymbolPattern(symbols: [0, 1, 2, 4]) }
    #expect(throws: LightlaneError.self) { try SymbolPattern(symbols: []) }
    #expect(throws: LightlaneError.self) { try SymbolPattern(named: "PRBS12Q") }
  }

  @Test func nothingTraps() throws {
    var random = TestRandom(state: 11)
    for round in 0..<60 {
      let period = 4 + Int(random.uniform() * 600)
      let symbols = (0..<period).map { _ in UInt8(random.uniform() * 4) }
      let pattern = try SymbolPattern(symbols: symbols)
      let rate = 2 + random.uniform() * 10
      let count = Int(random.uniform() * 8000)
      let scale = pow(10, -320 + 420 * random.uniform())
      let samples = (0..<count).map { n in
        let symbol = Double(symbols[Int(Double(n) / rate) % period])
        return scale * (round % 3 == 0 ? random.uniform() : symbol + 0.3 * random.uniform() - 1)
      }
      var options = TDECQOptions()
      options.tapCount = 1 + Int(random.uniform() * 20)
      options.firstMainTap = 1 + Int(random.uniform() * Double(options.tapCount))
      options.lastMainTap = options.tapCount
      options.thresholdReachPercent = round % 2 == 0 ? 0 : 5
      options.receiver = round % 4 == 0 ? .captured : .applied
      options.phase = round % 5 == 0 ? .best : .crossings
      options.clock = round % 7 == 0 ? .recovered : .ideal
      options.averages = round % 3 == 1
      options.windowWidth = round % 6 == 0 ? 0 : 0.04
      options.symbolErrorRatio = pow(10, -15 + 14.6 * random.uniform())
      do {
        let answer = try TDECQ.measure(
          samples, samplesPerSymbol: rate, pattern: pattern, options: options)
        #expect(answer.tdecqDb.map(\.isFinite) ?? true)
        #expect(answer.taps.allSatisfy { $0.isFinite })
      } catch {
        #expect(!error.message.isEmpty)
      }
    }
  }
}
