// TDECQ against closed forms and brute force: the numbers that the definition gives by itself.

import Glibc
import GoldenTables
import LaneNumerics
import LaneParameters
import LaneSignal
import Testing

@Suite struct TDECQTests {
  let pattern: SymbolPattern
  let samplesPerSymbol = 16

  init() throws { pattern = try SymbolPattern(named: "PRBS13Q") }

  /// TDECQ in dB of a noise before the equaliser, by the definition.
  func closure(noise: Double, quantile: Double) -> Double { -10 * log10(6 * quantile * noise) }

  @Test func idealIsZero() throws {
    for row in try goldenTable("tdecq_targets.csv") {
      var options = plainOptions()
      options.symbolErrorRatio = try #require(row["ser"])
      let answer = try TDECQ.measure(
        held(idealPowers(pattern.symbols), samplesPerSymbol), samplesPerSymbol: 16,
        pattern: pattern, options: options)
      #expect(abs(answer.quantile - (try #require(row["quantile"]))) <= 0.00005)
      #expect(abs(try #require(answer.tdecqDb)) < 0.001)
      #expect(answer.warnings.isEmpty)
    }
  }

  @Test func idealPatternsAreZeroWithTheEqualiser() throws {
    // PRBS9Q to SSPRQ: what the filter and the taps leave of a held waveform is below 0.4 dB; without
    // the filter the equaliser has nothing to do.
    for name in ["PRBS9Q", "PRBS11Q", "PRBS13Q", "PRBS15Q", "SSPRQ"] {
      let pattern = try SymbolPattern(named: name)
      let answer = try TDECQ.measure(
        held(idealPowers(pattern.symbols), 8), samplesPerSymbol: 8, pattern: pattern,
        options: plainOptions(taps: 5))
      #expect(abs(try #require(answer.tdecqDb)) < 0.01, "\(name)")
      #expect(abs(try #require(answer.enhancementDb)) < 0.03, "\(name)")
      #expect(abs(answer.outerOma - 1e-3) < 1e-6, "\(name)")
      #expect(abs(try #require(answer.levelMismatchRatio) - 1) < 1e-3, "\(name)")
    }
  }

  /// Gaussian noise on each symbol, drawn evenly from the distribution so that a level has all of it.
  /// The few symbols of the runs that the outer levels are read from stay clean.
  func noisy(_ sigma: Double) -> [Double] {
    var random = TestRandom(state: 7)
    var powers = idealPowers(pattern.symbols)
    let symbols = pattern.symbols
    let clean = Set(
      symbols.indices.flatMap { n -> [Int] in
        let six = (n..<n + 6).map { $0 % symbols.count }
        let same = six.allSatisfy { symbols[$0] == symbols[n] }
        return same && (symbols[n] == 0 || symbols[n] == 3) ? six : []
      })
    #expect(clean.count < 100)
    for level in UInt8(0)...3 {
      let places = symbols.indices.filter { symbols[$0] == level && !clean.contains($0) }
      var draws = places.indices.map {
        GaussianTail.quantile((Double($0) + 0.5) / Double(places.count)) * sigma
      }
      random.shuffle(&draws)
      for (place, draw) in zip(places, draws) { powers[place] += draw }
    }
    return powers
  }

  @Test(arguments: [0.2, 0.4, 0.6, 0.8])
  func noiseAddsAsItsSquare(_ share: Double) throws {
    var options = plainOptions()
    let quantile = GaussianTail.quantile(options.symbolErrorRatio / 1.5)
    let sigma = share * 1e-3 / (6 * quantile)
    let powers = noisy(sigma)
    let samples = held(powers, samplesPerSymbol)
    let answer = try TDECQ.measure(
      samples, samplesPerSymbol: 16, pattern: pattern, options: options)
    #expect(abs(answer.outerOma - 1e-3) < 1e-6)
    // What is left of the ideal noise, by the squares; 2048 draws of a level end at 3.5 deviations.
    let found = try #require(answer.tdecqDb)
    #expect(abs(found - -5 * log10(1 - share * share)) < 0.06)
    // And value by value, as the definition has it.
    let known = closure(
      noise: bears(powers, oma: answer.outerOma, enhancement: 1), quantile: quantile)
    #expect(abs(found - known) < 5e-4)

    // The oscilloscope's own noise is put back.
    options.scopeNoise = sigma
    let corrected = try TDECQ.measure(
      samples, samplesPerSymbol: 16, pattern: pattern, options: options)
    let added = try #require(answer.addedNoise)
    let total = try #require(corrected.totalNoise)
    #expect(abs(total * total / (added * added + sigma * sigma) - 1) < 1e-9)
    #expect(abs(try #require(corrected.tdecqDb)) < 0.02)
  }

  // MARK: Intersymbol interference

  /// Powers of symbols that leak into the next and the one before.
  func leaking(_ next: Double, _ before: Double) -> [Double] {
    let powers = idealPowers(pattern.symbols)
    let count = powers.count
    return powers.indices.map { n in
      (1 - next - before) * powers[n] + next * powers[(n + count - 1) % count]
        + before * powers[(n + 1) % count]
    }
  }

  /// The largest noise that equalised powers bear, by halving, one value at a time.
  func bears(_ powers: [Double], oma: Double, enhancement: Double) -> Double {
    let mean = powers.reduce(0, +) / Double(powers.count)
    let values = powers.map { ($0 - mean) / oma }
    let noise = zero(
      of: { noise in
        let sum = values.reduce(0.0) { sum, value in
          sum
            + [-1.0 / 3, 0, 1.0 / 3].reduce(0.0) {
              $0 + tailOfNormal(abs(value - $1) / noise)
            }
        }
        return 4.8e-4 - sum / Double(values.count)
      }, from: 1e-4, to: 1)
    return noise / enhancement
  }

  @Test(arguments: [0.02, 0.05, 0.08])
  func twoTapChannelWithoutEqualiser(_ leak: Double) throws {
    let powers = leaking(leak, 0)
    let answer = try TDECQ.measure(
      held(powers, samplesPerSymbol), samplesPerSymbol: 16, pattern: pattern,
      options: plainOptions())
    let known = closure(
      noise: bears(powers, oma: answer.outerOma, enhancement: 1), quantile: answer.quantile)
    #expect(abs(try #require(answer.tdecqDb) - known) < 2e-4)
  }

  /// White noise behind the reference receiver, correlated over a delay in symbols: the integral of
  /// its spectrum times a cosine.
  func correlation(_ delay: Double, bandwidth: Double) -> Double {
    func power(_ f: Double) -> Double {
      let w = 2.113_917_674_904_2158 * f / bandwidth
      let real = 105 - 45 * w * w + w * w * w * w
      let imaginary = 105 * w - 10 * w * w * w
      return 105 * 105 / (real * real + imaginary * imaginary)
    }
    var (sum, total) = (0.0, 0.0)
    let step = bandwidth / 500
    for k in 0..<10000 {
      let f = (Double(k) + 0.5) * step
      sum += power(f) * cos(2 * .pi * f * delay)
      total += power(f)
    }
    return sum / total
  }

  @Test func threeTapsReachTheBruteForceOptimum() throws {
    let powers = leaking(0.10, 0.04)
    var options = plainOptions(taps: 3)
    options.receiverBandwidth = 0.5
    let answer = try TDECQ.measure(
      held(powers, samplesPerSymbol), samplesPerSymbol: 16, pattern: pattern, options: options)
    let r1 = correlation(1, bandwidth: 0.5)
    let r2 = correlation(2, bandwidth: 0.5)
    let count = powers.count
    // The same noise enhancement, from the spectrum.
    let found = answer.taps
    let enhancement = { (c: [Double]) in
      (c[0] * c[0] + c[1] * c[1] + c[2] * c[2] + 2 * r1 * (c[0] * c[1] + c[1] * c[2])
        + 2 * r2 * c[0] * c[2]).squareRoot()
    }
    #expect(abs(try #require(answer.enhancementDb) - 10 * log10(enhancement(found))) < 1e-4)
    #expect(abs(found.reduce(0, +) - 1) < 1e-12)
    #expect(answer.mainTap == 2)

    // Every pair of side taps on a grid, then on finer ones about the best.
    let sample = Array(powers.indices).filter { $0 % 4 == 0 }
    func loss(_ before: Double, _ after: Double, _ places: [Int]) -> Double {
      let taps = [before, 1 - before - after, after]
      let mean = powers.reduce(0, +) / Double(count)
      let equalised = places.map { n in
        taps[0] * powers[(n + 1) % count] + taps[1] * powers[n]
          + taps[2] * powers[(n + count - 1) % count]
      }
      let values = equalised.map { ($0 - mean) / answer.outerOma }
      let noise = zero(
        of: { noise in
          let sum = values.reduce(0.0) { sum, value in
            sum
              + [-1.0 / 3, 0, 1.0 / 3].reduce(0.0) {
                $0 + tailOfNormal(abs(value - $1) / noise)
              }
          }
          return 4.8e-4 - sum / Double(values.count)
        }, from: 1e-3, to: 0.2)
      return -10 * log10(6 * answer.quantile * noise / enhancement(taps))
    }
    var best = (before: 0.0, after: 0.0, loss: Double.infinity)
    var (step, centre) = (0.05, (-0.05, -0.1))
    for _ in 0..<4 {
      for i in -3...3 {
        for k in -3...3 {
          let (before, after) = (centre.0 + Double(i) * step, centre.1 + Double(k) * step)
          let here = loss(before, after, sample)
          if here < best.loss { best = (before, after, here) }
        }
      }
      centre = (best.before, best.after)
      step /= 3
    }
    let everywhere = loss(best.before, best.after, Array(powers.indices))
    #expect(abs(try #require(answer.tdecqDb) - everywhere) < 0.005)
    #expect(
      abs(loss(found[0], found[2], Array(powers.indices)) - (try #require(answer.tdecqDb))) < 2e-4)
  }

  @Test func theLargestTapIsHeldAtItsLeast() throws {
    // A main tap of 1.15 costs noise here, so that the rule decides.
    let powers = leaking(0.02, 0)
    var options = plainOptions(taps: 3)
    options.leastMainTap = 1.15
    let held = try TDECQ.measure(
      held(powers, samplesPerSymbol), samplesPerSymbol: 16, pattern: pattern, options: options)
    #expect(abs(held.taps[held.mainTap - 1] - 1.15) < 1e-9)
    #expect(abs(held.taps.reduce(0, +) - 1) < 1e-12)
    options.leastMainTap = 0.8
    let free = try TDECQ.measure(
      LaneSignalTests.held(powers, samplesPerSymbol), samplesPerSymbol: 16, pattern: pattern,
      options: options)
    #expect(try #require(free.tdecqDb) < (try #require(held.tdecqDb)) - 0.2)
  }

  @Test func thresholdsThatMoveFindTheMiddles() throws {
    // The inner levels are 1 % of OMA above their places: thresholds that may move by 1 % follow.
    let powers = idealPowers(pattern.symbols)
    let raised = zip(pattern.symbols, powers).map { $0 == 1 || $0 == 2 ? $1 + 1e-5 : $1 }
    var options = plainOptions()
    let fixed = try TDECQ.measure(
      held(raised, samplesPerSymbol), samplesPerSymbol: 16, pattern: pattern, options: options)
    options.thresholdReachPercent = 1
    let moved = try TDECQ.measure(
      held(raised, samplesPerSymbol), samplesPerSymbol: 16, pattern: pattern, options: options)
    #expect(try #require(moved.tdecqDb) < (try #require(fixed.tdecqDb)) - 0.005)
    for (k, middle) in [-1.0 / 3, 0, 1.0 / 3].enumerated() {
      let nominal = moved.averagePower + moved.outerOma * middle
      #expect(abs(moved.thresholds[k] - nominal) <= 0.01 * moved.outerOma * (1 + 1e-9))
      #expect(fixed.thresholds[k] == fixed.averagePower + fixed.outerOma * middle)
    }
  }

  /// Slow waveforms through a Gaussian low-pass of half-power bandwidth `bandwidth`, in symbol rates.
  func slow(_ bandwidth: Double) -> [Double] {
    let symbols = pattern.symbols.map { Double($0) }
    // The response to a held symbol, from the normal distribution's integral.
    let deviation = log(2).squareRoot() / (2 * .pi * bandwidth)
    func step(_ time: Double) -> Double { 1 - tailOfNormal(time / deviation) }
    let reach = 4
    let response = (0..<(2 * reach + 1) * 16).map { k in
      let time = (Double(k) + 0.5) / 16 - Double(reach)
      return step(time) - step(time - 1)
    }
    return (0..<symbols.count * 16).map { k in
      (-reach...reach).reduce(4e-4) { sum, before in
        let symbol = symbols[((k / 16 - before) % symbols.count + symbols.count) % symbols.count]
        return sum + 1e-3 * symbol / 3 * response[(before + reach) * 16 + k % 16]
      }
    }
  }

  /// The least penalty that an independent program of downhill simplexes found from many starts, for
  /// waveforms whose best thresholds lie at the ends of their ways; its held symbols were sampled before
  /// the low-pass, which is worth some thousandths of a decibel. Thresholds that stay cost 0.015 or more.
  @Test(arguments: [(0.35, 2.3111), (0.32, 2.7375), (0.28, 3.6409), (0.25, 4.8625)])
  func thresholdsGoAsFarAsTheyMay(_ bandwidth: Double, _ least: Double) throws {
    let answer = try TDECQ.measure(slow(bandwidth), samplesPerSymbol: 16, pattern: pattern)
    #expect(try #require(answer.tdecqDb) < least + 0.012, "\(bandwidth)")
    #expect(try #require(answer.tdecqDb) > least - 0.02, "\(bandwidth)")
  }
}
