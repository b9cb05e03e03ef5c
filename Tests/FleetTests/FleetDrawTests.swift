// Draws against closed forms of log-normal sums, and whole fleets against published shares.

import Foundation
import LaneEvaluation
import LaneParameters
import Testing

private typealias Change = (any SettingKey, NumberMatrix)

private func drawn(_ changes: [Change]) throws -> FleetReport {
  try fleetReport(
    "lpo", [(Fleet.accelerators, one(8000)), (Fleet.draws, one(20_000))] + changes, rack: "dac")
}

@Test func drawsHaveTheMomentsOfTheirSums() throws {
  let spread = 0.35
  let report = try drawn([(Fleet.failureSpread, one(spread)), (Fleet.priceSpread, one(0.2))])
  func summary(_ name: String) throws -> [String: Double] {
    let array = try report.array(name)
    return Dictionary(uniqueKeysWithValues: zip(array.labels, array.values))
  }
  // A sum of independent log-normal parts of mean one: variance c²(exp(σ²) - 1) each.
  func check(_ draws: String, _ items: String, _ total: Int32, _ spread: Double) throws {
    let found = try summary(draws)
    let array = try report.array(items)
    let parts = zip(array.labels, array.values).filter { $0.0.contains("er: ") }.map(\.1)
    #expect(parts.count == 8)
    let variance = parts.reduce(0) { $0 + $1 * $1 } * (exp(spread * spread) - 1)
    let mean = try #require(found["mean"])
    let deviation = try #require(found["deviation"])
    #expect(abs(mean - report[total]) < 4 * (variance / 20_000).squareRoot())
    #expect(abs(deviation / variance.squareRoot() - 1) < 0.05)
  }
  try check("failure_draws_per_day", "failure_items_per_day", Fleet.Measure.failuresPerDay, spread)
  try check("network_draws_usd", "network_items_usd", Fleet.Measure.networkUsd, 0.2)
  // The latency without fibre and switches is one log-normal number: its quantiles are known.
  let latency = try summary("path_latency_draws_ns")
  let items = try report.array("path_latency_items_ns")
  let fixed = zip(items.labels, items.values)
    .filter { $0.0 == "switches" || $0.0 == "fibre or cable" }.reduce(0) { $0 + $1.1 }
  let free = report[Fleet.Measure.pathLatencyNs] - fixed
  for (label, deviations) in [("5 %", -1.644854), ("50 %", 0.0), ("95 %", 1.644854)] {
    let expected = fixed + free * exp(0.1 * deviations - 0.005)
    #expect(abs(try #require(latency[label]) - expected) < 0.005 * free)
  }
  let order = try ["5 %", "25 %", "50 %", "75 %", "95 %"].map {
    try #require(try summary("ownership_draws_usd")[$0])
  }
  #expect(order == order.sorted() && order[0] < order[4])
}

@Test func drawsFollowTheirSeedAlone() throws {
  func draws(_ changes: [Change]) throws -> [Double] {
    try drawn(changes).arrays.filter { $0.name.contains("draws") }.flatMap(\.values)
  }
  let first = try draws([(Fleet.draws, one(500))])
  #expect(try draws([(Fleet.draws, one(500))]) == first && first.count == 35)
  #expect(try draws([(Fleet.draws, one(500)), (Fleet.seed, one(2))]) != first)
  // Without spread every draw is the answer.
  let still = try drawn([
    (Fleet.draws, one(3)), (Fleet.powerSpread, one(0)), (Fleet.priceSpread, one(0)),
    (Fleet.failureSpread, one(0)), (Fleet.latencySpread, one(0)),
  ])
  for (name, measure) in [
    ("network_power_draws_w", Fleet.Measure.networkPowerW),
    ("network_draws_usd", Fleet.Measure.networkUsd),
    ("ownership_draws_usd", Fleet.Measure.ownershipUsd),
    ("failure_draws_per_day", Fleet.Measure.failuresPerDay),
    ("path_latency_draws_ns", Fleet.Measure.pathLatencyNs),
  ] {
    let values = try still.array(name).values
    let expected = still[measure]
    #expect(values[1] < 1e-9 * expected)
    for value in values[2...] + values[...0] {
      #expect(abs(value - expected) < 1e-12 * expected, "\(name)")
    }
  }
  #expect(try fleetReport("lpo", []).arrays.allSatisfy { !$0.name.contains("draws") })
}

@Test func sharesOfPowerAreThoseOfPublishedClusters() throws {
  // Three layers of GB300: the network 9 % of the cluster, modules 45 % of the network; 200 000 of
  // them hold modules of 17 MW. Public accounts of ratings: a quarter is meant.
  let report = try fleetReport("dsp_1600g", [(Fleet.accelerators, one(200_000))], rated)
  let optics = report[Fleet.Measure.opticsPowerW]
  #expect(abs(optics / 17e6 - 1) < 0.25)
  #expect(abs(optics / report[Fleet.Measure.networkPowerW] / 0.45 - 1) < 0.25)
  #expect(abs(report[Fleet.Measure.networkPowerShare] / 0.09 - 1) < 0.25)
}

@Test func boxesDrawWhatTheirLinksSay() throws {
  let full: [Change] = [
    (Fleet.topology, one(0)), (Fleet.switchRadix, one(64)), (Fleet.accelerators, one(2048)),
    (Fleet.classLengthM, list([0.5, 0.5, 0.5, 0.5])),
  ]
  // By hand, from one end: (io + 10.8 pJ/bit of 800 Gb/s) x (1 + fans) / supply.
  func system(_ io: Double, _ core: Double, _ fans: Double, _ supply: Double) -> Double {
    (io + core) * (1 + fans) / supply
  }
  let lengths: [Change] = [(Fleet.classLengthM, list([2, 100, 100, 100]))]
  for (fans, supply) in [(0.08, 0.94), (0.2, 0.8), (0, 1)] {
    let report = try fleetReport("dsp", full + lengths) {
      $0.fanRatio = fans
      $0.supplyEfficiency = supply
    }
    let link = try fleetLink("dsp") {
      $0.fiberLengthM = 100
      $0.fanRatio = fans
      $0.supplyEfficiency = supply
    }
    let end = try FleetEndReport(try fleetSettings(), link: link)
    let io = end[Fleet.Measure.endIoPowerW]
    let spine = try report.items("box_power_w", "spines")
    #expect(abs(spine / 64 - system(io, 8.64, fans, supply)) < 1e-9)
    if fans == 0.08 {
      // A switch of 64 ports of 800G takes 940 W without optics (NVIDIA SN5600).
      let bare = spine - 64 * end[Fleet.Measure.endOpticsPowerW] * 1.08 / 0.94
      #expect(abs(bare / 940 - 1) < 0.05, "\(bare)")
    }
    // The link at its own boundary system says the same.
    let plan = try Plan(link.values, varying: [], metrics: [Metric.powerSystem.index])
    var row = RowEvaluator(plan)
    #expect(row.evaluate { _ in .nan } == .ok)
    #expect(abs(spine / 64 - row.answer.powerSystemW) < 1e-9)
    // The fleet's own figures stand in their place.
    let given = try fleetReport(
      "dsp", full + lengths + [(Fleet.fanRatio, one(0.1)), (Fleet.supplyEfficiency, one(0.9))])
    #expect(
      abs(try given.items("box_power_w", "spines") / 64 - system(io, 8.64, 0.1, 0.9)) < 1e-9)
  }
  let told = try fleetReport("dsp", full) { $0.boxCorePjPerBit = 5 }
  #expect(told.notes.contains { $0.hasPrefix("warning: box_core_pj_per_bit") })
}

@Test func boundariesHoldEachOther() throws {
  for rate in [10.0, 25, 100, 800] {
    let report = try fleetReport(
      "dsp", [(Fleet.nicRateGbps, one(rate)), (Fleet.accelerators, one(10_000))])
    let powers = [
      Fleet.Measure.opticsPowerW, Fleet.Measure.ioPowerW, Fleet.Measure.systemPowerW,
      Fleet.Measure.networkPowerW, Fleet.Measure.clusterPowerW,
    ].map { report[$0] }
    #expect(powers == powers.sorted(), "\(rate): \(powers)")
  }
  // Nothing but optics and SerDes draws: all of the network is the boundary io.
  let modules = try FleetReport(
    try fleetSettings(preset: Fleet.Preset.modulesOnly),
    links: FleetLinks(tiers: [try fleetLink("lpo")]))
  let io = modules[Fleet.Measure.ioPowerW]
  #expect(abs(modules[Fleet.Measure.networkPowerW] - io) < 1e-12 * io)
}

@Test func boxesAddUpToTheNetwork() throws {
  for (name, topology) in [("lpo", 1), ("cpo_b", 4), ("dsp_1600g", 2)] {
    let report = try fleetReport(
      name,
      [
        (Fleet.topology, one(Double(topology))), (Fleet.accelerators, one(5000)),
      ])
    let counts = try report.array("boxes")
    let each = try report.array("box_power_w")
    let power = zip(each.labels, each.values).reduce(0) { sum, box in
      sum + box.1 * (zip(counts.labels, counts.values).first { $0.0 == box.0 }?.1 ?? .nan)
    }
    let network = report[Fleet.Measure.networkPowerW]
    #expect(abs(power - network) < 1e-12 * network)
  }
}
