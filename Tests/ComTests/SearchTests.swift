// COM's search against every setting judged by its definition, and its parts against sums written out.

import Foundation
import LaneChannel
import LaneNumerics
import LaneParameters
import Testing

@testable import LaneEvaluation
@testable import LaneSignal

@Suite struct SearchTests {
  struct Bench {
    let configuration: ComConfiguration
    let settings: TransmitterTaps
    let search: ComSearch
  }

  /// A search on a synthetic channel with one far and one near aggressor.
  func bench(
    _ changes: [(String, String)], lengthMm: Double = 160,
    goesOn: @escaping (Int) -> Bool = { _ in true }
  ) throws -> Bench {
    let configuration = try ComConfiguration(try smallSettings(changes))
    let ports = [0, 2, 1, 3]
    let channels = [
      ComChannel(try channel(lengthMm: lengthMm), role: .victim, ports: ports),
      ComChannel(try channel(lengthMm: lengthMm, coupling: 0.02), role: .far, ports: ports),
      ComChannel(try channel(lengthMm: 30, coupling: 0.004), role: .near, ports: ports),
    ]
    let testCase = configuration.cases[0]
    let paths = channels.map { configuration.path($0, testCase) }
    let settings = TransmitterTaps(
      precursors: configuration.precursors, postcursors: configuration.postcursors,
      leastCursor: configuration.leastCursor)
    let nodes = ResponseNodes(settings)
    let transform = try ImpulseTransform(
      stepHz: 20e6, samplesPerSecond: configuration.samplesPerSecond)
    let impulses = try paths.map { path in
      let samples = try transform.samples(
        PhasedResponse(hertz: channels[0].hertz, values: path.transfer), nil
      ).0
      return samples[..<extent(of: samples, above: 1e-3)].map { $0 * path.volts }
    }
    let noise = SearchNoise(
      configuration, hertz: channels[0].hertz, paths: paths, nodes: nodes, commonMode: [])
    let search = ComSearch(
      configuration, testCase: testCase, settings: settings, nodes: nodes, noise: noise,
      impulse: impulses[0],
      aggressors: zip(paths, impulses).dropFirst().map { ($0.role, $1) }, goesOn: goesOn)
    return Bench(configuration: configuration, settings: settings, search: search)
  }

  @Test(
    arguments: [
      [], [("rules", "annex_93a")], [("N_bg", "0")], [("c(0)", "0.3"), ("c(-1)", "[-0.5:0.1:0]")],
      [("N_bg", "0"), ("N_b", "4"), ("b_max(2..N_b)", "0.1"), ("b_min(2..N_b)", "-0.1")],
      [("N_b", "0"), ("N_bg", "0"), ("L", "2")], [("N_f", "120")],
    ] as [[(String, String)]])
  func findsTheGlobalOptimum(_ changes: [(String, String)]) throws {
    let bench = try bench(changes)
    let found = try #require(bench.search.run())
    var best = -Double.infinity
    var place = (0, 0)
    for gain in bench.configuration.gains.indices {
      for setting in 0..<bench.settings.count {
        guard let detail = bench.search.detail(gain: gain, setting: setting) else { continue }
        if detail.fomDb > best {
          best = detail.fomDb
          place = (gain, setting)
        }
      }
    }
    #expect(best.isFinite)
    #expect((found.gain, found.setting) == place)
    #expect(abs(found.fomDb - best) < 1e-12)
    #expect(bench.search.evaluated == bench.settings.count * bench.configuration.gains.count)
  }

  @Test func localSearchNeverBeatsTheWhole() throws {
    let grid = [("c(-1)", "[-0.3:0.05:0]"), ("c(-2)", "[0:0.02:0.12]"), ("g_DC", "[-16:2:0]")]
    let whole = try bench(grid)
    let local = try bench(grid + [("search", "local"), ("Local Search", "2")])
    let best = try #require(whole.search.run())
    let found = try #require(local.search.run())
    #expect(local.search.evaluated < whole.search.evaluated)
    #expect(found.fomDb <= best.fomDb + 1e-12)
    #expect(found.fomDb > best.fomDb - 0.5)
  }

  @Test func searchesStopWhereTheyAreTold() throws {
    var told: [Int] = []
    let bench = try bench([("c(-1)", "[-0.3:0.001:0]")]) { done in
      told.append(done)
      return told.count < 3
    }
    #expect(bench.search.run() == nil && bench.search.isStopped)
    #expect(told == [256, 512, 768])
  }

  @Test func settingsAreThoseWithEnoughCursor() {
    let taps = TransmitterTaps(
      precursors: [[0], [0, 0.1], [-0.3, -0.2, -0.1, 0]], postcursors: [[-0.2, 0], [0]],
      leastCursor: 0.55)
    #expect(taps.taps == 4)
    #expect(taps.cursor == 2)
    var expected: [[Double]] = []
    for b in [0, 0.1] {
      for c in [-0.3, -0.2, -0.1, 0] {
        for d in [-0.2, 0] where 1 - (((abs(0.0) + abs(b)) + abs(c)) + abs(d)) >= 0.55 {
          expected.append([b, c, 1 - (((0 + abs(b)) + abs(c)) + abs(d)), d])
        }
      }
    }
    #expect((0..<taps.count).map { taps.setting($0) } == expected)
    let long = [Double](repeating: 0, count: 4096)
    #expect(TransmitterTaps.combinations([long, [0]]) == 4096)
    #expect(TransmitterTaps.combinations([[Double]](repeating: long, count: 6)) == nil)
  }

  @Test func mainTapsAtTheirLeastAreCounted() throws {
    // The grid of 100GBASE-KR in its steps of 0.02: 50 less four counts is 27 at least.
    var (all, least) = (0, 0)
    for a in 0...17 {
      for b in 0...6 {
        for c in 0...3 {
          for d in 0...10 where a + b + c + d <= 23 {
            all += 1
            least += a + b + c + d == 23 ? 1 : 0
          }
        }
      }
    }
    #expect(all == 4345)
    for rules in ["reference_4_50", "annex_93a"] {
      let group = try #require(SettingsGroup.with(id: Com.group))
      var settings = try Settings(preset: Com.Preset.rate100GbaseKr)
      try settings.set(try #require(group.setting(named: "rules")), text: rules)
      let com = ChannelOperatingMargin(try ComConfiguration(settings))
      let leftOut = com.leftOut / 147
      #expect(com.settingCount == all - leftOut)
      // Octave counts 4250.
      #expect(leftOut == (rules == "annex_93a" ? 0 : 95))
      #expect(leftOut < least)
    }
  }

  @Test func nodesGiveTheSumOverFrequency() {
    let taps = TransmitterTaps(
      precursors: [[-0.06, 0], [0, 0.12], [-0.34, -0.1, 0]], postcursors: [[-0.2, -0.02, 0]],
      leastCursor: 0.54)
    let nodes = ResponseNodes(taps)
    let phases = (0..<700).map { 2 * .pi * Double($0) / 699 * 1.003 }
    let terms = phases.map { 1 / (1 + $0 * $0) }
    let weights = nodes.weights(phases: phases, [terms])[0]
    for setting in 0..<taps.count {
      #expect(!nodes.isRough[setting])
      let from = setting * (nodes.intervals + 1)
      let fast = zip(weights, nodes.magnitudes[from...]).reduce(0) { $0 + $1.0 * $1.1 }
      let values = taps.setting(setting)
      let slow = zip(phases, terms).reduce(0) { sum, term in
        sum + term.1
          * TransmitterTaps.magnitude(values[...], cursor: taps.cursor, phase: term.0)
      }
      #expect(abs(fast / slow - 1) < 1e-11)
    }
  }

  @Test func floatingTapsStandWhereTheyTakeMost() {
    let feedback = ComFeedback(
      upper: [0.85, 0.3], lower: [0, 0], groups: 3, groupTaps: 3, span: 30, groupLimit: 0.05,
      tailLimit: 0, tailStart: 0)
    var state: UInt64 = 7
    for _ in 0..<300 {
      var after = (0..<30).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return 0.01 * Double(Int64(bitPattern: state)) / 0x1p63
      }
      after[20] = 0.045
      let places = feedback.floatingPositions(after: after, cursor: 1)
      #expect(places.count == 9)
      #expect(Set(places).count == 9)
      #expect(places.allSatisfy { (3...30).contains($0) })
      #expect(places.contains(21))
    }
    // The strongest places at the front are taken as they stand.
    let falling = (0..<30).map { 0.04 / Double($0 + 1) }
    #expect(feedback.floatingPositions(after: falling, cursor: 1) == Array(3...11))
  }

  @Test func densitiesAreTheSumOfSymbols() throws {
    let density = AmplitudeDensity(samples: [0.03, -0.02, 0.011], levels: 4, binWidth: 0.001)
    // Every sequence of symbols.
    var expected: [Int: Double] = [:]
    let levels = [-1, -1.0 / 3, 1.0 / 3, 1]
    for a in levels {
      for b in levels {
        for c in levels {
          let bin = [0.03 * a, 0.02 * b, 0.011 * c].reduce(0) { $0 + Int(($1 / 0.001).rounded()) }
          expected[bin, default: 0] += 1.0 / 64
        }
      }
    }
    for (index, value) in density.probabilities.enumerated() {
      #expect(abs(value - expected[density.minimum + index, default: 0]) < 1e-15)
    }
    let variance = AmplitudeDensity.variance(
      ofSamples: [0.03, -0.02, 0.011], levels: 4, binWidth: 0.001)
    #expect(abs(density.deviation * density.deviation / variance - 1) < 1e-12)
    let gaussian = AmplitudeDensity(gaussian: 0.01, cutAt: 8, binWidth: 1e-5)
    let quantile = try #require(gaussian.firstBin(above: 1e-4))
    #expect(abs(gaussian.amplitude(quantile) / 0.01 + 3.719016) < 2e-3)
    // Many equal symbols of two levels are binomial, and are followed as far as they can be met.
    let count = 4000
    let many = AmplitudeDensity(
      samples: [Double](repeating: 1, count: count), levels: 2, binWidth: 1)
    #expect(abs(many.probabilities.reduce(0, +) - 1) < 1e-12)
    #expect(many.probabilities.count < count)
    for heads in [2000, 1900, 1700, 1600] {
      let bin = 2 * heads - count
      let logarithm =
        lgamma(Double(count + 1)) - lgamma(Double(heads + 1)) - lgamma(Double(count - heads + 1))
        - Double(count) * log(2)
      #expect(abs(log(many.probabilities[bin - many.minimum]) - logarithm) < 1e-10)
    }
    // Long densities are convolved by transforms: two Gaussians make a third.
    let wide = AmplitudeDensity(gaussian: 0.01, cutAt: 8, binWidth: 4e-6)
    let sum = wide * wide
    #expect(abs(sum.deviation / (0.01 * 2.0.squareRoot()) - 1) < 1e-9)
    #expect(abs(sum.probabilities.reduce(0, +) - 1) < 1e-12)
  }
}
