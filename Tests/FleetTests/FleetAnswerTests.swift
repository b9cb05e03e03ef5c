// Power, cost and failures of fleets: published rows, sums, and refusals.

import GoldenTables
import LaneEvaluation
import LaneParameters
import Testing

@Test func dspsOfEighteenThousandAcceleratorsDrawTheirPower() throws {
  // 18 432 x (6.5 W + 1.5 x 13 W): DSPs of 800G at interfaces, of 1.6T in switches; 480 kW is
  // printed.
  let changes: [(any SettingKey, NumberMatrix)] = [
    (Fleet.topology, one(0)), (Fleet.switchRadix, one(192)), (Fleet.accelerators, one(18_432)),
  ]
  let report = try fleetReport("dsp_1600g", changes, rated)
  let end = try FleetEndReport(try fleetSettings(), link: try fleetLink("dsp_1600g", rated))
  let module = try #require(try end.items("end_power_items_w")["retimers"])
  let all = try report.items("power_by_block_w", "retimers")
  #expect(abs(all * 13 / module - 479_232) < 0.5)
  #expect(abs(all - 480_000) < 0.1 * 480_000)
}

@Test func coPackagedSwitchesFreeTheirPower() throws {
  for row in try goldenTable("fleet_freed_power.csv") {
    func number(_ name: String) throws -> Double { try #require(row[name]) }
    let size: [(any SettingKey, NumberMatrix)] = [
      (Fleet.topology, one(try number("topology"))), (Fleet.switchRadix, one(144)),
      (Fleet.accelerators, one(try number("accelerators"))),
    ]
    func rated(_ watts: Double) -> [(any SettingKey, NumberMatrix)] {
      size + [(Fleet.switchPowerW, list([watts, watts, watts]))]
    }
    let pluggable = try fleetReport("dsp", rated(7000))
    let reference = pluggable[Fleet.Measure.networkPowerW]
    let engines = try fleetReport(
      "dsp", rated(3950) + [(Fleet.referenceNetworkPowerW, one(reference))])
    #expect(engines[Fleet.Measure.switches] == (try number("switches")))
    #expect(
      abs(engines[Fleet.Measure.freedPowerW] - (try number("freed_w")))
        <= (try number("half_digit_w")))
    #expect(engines[Fleet.Measure.acceleratorsGained] == (try number("gained")))
    for kind in ["leaves", "spines"] {
      #expect(abs(try engines.items("box_power_w", kind) - 3950) < 1e-9)
    }
  }
}

@Test(arguments: Preset.all)
func breakdownsSumToTheirTotals(preset: Preset) throws {
  let name = preset.row.name.description
  // A copper cable is for the rack alone: its fleet is one leaf.
  let isCopper = preset.row.linkValues.medium != 0
  let shapes = isCopper ? [(0, 60, 1)] : [(0, 2000, 1), (1, 5000, 2), (3, 4000, 1), (4, 9000, 1)]
  for (topology, accelerators, nics) in shapes {
    let report = try fleetReport(
      name,
      [
        (Fleet.topology, one(Double(topology))), (Fleet.accelerators, one(Double(accelerators))),
        (Fleet.nicsPerAccelerator, one(Double(nics))), (Fleet.oversubscription, list([3, 1])),
        (Fleet.acceleratorsPerRack, one(isCopper ? 72 : 40)), (Fleet.fiberUsdPerM, one(0.5)),
        (Fleet.classLengthM, list(isCopper ? [0.5, 0.5, 0.5, 0.5] : [2, 20, 80, 200])),
      ])
    func close(_ array: String, _ measure: Int32, _ extra: Double = 0) throws {
      let sum = try report.sum(array) + extra
      let total = report[measure]
      #expect(abs(sum - total) <= 1e-12 * abs(total), "\(name), \(array): \(sum), \(total)")
    }
    try close("links_by_tier", Fleet.Measure.links)
    try close("links_by_length", Fleet.Measure.links)
    try close("modules_by_end", Fleet.Measure.modules, -report[Fleet.Measure.cableEnds])
    try close("power_by_block_w", Fleet.Measure.ioPowerW)
    try close("network_power_items_w", Fleet.Measure.networkPowerW)
    try close("cluster_power_items_w", Fleet.Measure.clusterPowerW)
    try close("network_items_usd", Fleet.Measure.networkUsd)
    try close("ownership_items_usd", Fleet.Measure.ownershipUsd)
    try close("failure_items_per_day", Fleet.Measure.failuresPerDay)
    try close("path_latency_items_ns", Fleet.Measure.pathLatencyNs)
    let optics = try report.items("network_power_items_w", "optics")
    #expect(abs(optics - report[Fleet.Measure.opticsPowerW]) <= 1e-12 * optics)
    for pair in [
      (Fleet.Measure.opticsPowerW, Fleet.Measure.opticsFacilityPowerW),
      (Fleet.Measure.clusterPowerW, Fleet.Measure.clusterFacilityPowerW),
    ] { #expect(report[pair.1] == 1.25 * report[pair.0]) }
    let boundaries = [
      Fleet.Measure.opticsPowerW, Fleet.Measure.ioPowerW, Fleet.Measure.systemPowerW,
      Fleet.Measure.networkPowerW, Fleet.Measure.clusterPowerW,
    ].map { report[$0] }
    #expect(boundaries == boundaries.sorted() && boundaries[0] > 0)
    #expect((0.9...1).contains(report[Fleet.Measure.availability]))
    #expect((0.9...1).contains(report[Fleet.Measure.linkAvailability]))
    #expect(report.notes.contains { $0.hasPrefix("accelerators = ") })
  }
}

@Test func energyIsThatOfThePublishedTable() throws {
  // 100 000 accelerators with three modules of 15 W each: 4.5 MW, 3.9 million dollars a year at
  // 0.08 dollars and a PUE of 1.25; with six of 15 W 9 MW and 7.9 million.
  for (modules, megawatts, millions) in [(3.0, 4.5, 3.9), (6, 9, 7.9)] {
    let report = try fleetReport(
      "dsp",
      [
        (Fleet.accelerators, one(100_000)), (Fleet.electricityUsdPerKwh, one(0.08)),
        (Fleet.serviceYears, one(1)),
      ])
    let scale = 100_000 * modules * 15 / report[Fleet.Measure.networkPowerW]
    #expect(abs(report[Fleet.Measure.networkPowerW] * scale * 1e-6 - megawatts) < 1e-9)
    #expect(abs(report[Fleet.Measure.energyUsd] * scale * 1e-6 - millions) < 0.05)
  }
  // 15 W for five years at 0.10 dollars and a PUE of 1.3: 854 kWh, 85 dollars.
  let settings = try fleetSettings([
    (Fleet.electricityUsdPerKwh, one(0.1)), (Fleet.pue, one(1.3)), (Fleet.serviceYears, one(5)),
  ])
  let end = try FleetEndReport(settings, link: try fleetLink("dsp"))
  let dollars = end[Fleet.Measure.endEnergyUsd] * 15 / end[Fleet.Measure.endIoPowerW]
  #expect(abs(dollars - 85) < 0.5)
}

@Test func failuresGrowWithTheFleetAlone() throws {
  func report(_ accelerators: Double) throws -> FleetReport {
    try fleetReport("lpo", [(Fleet.accelerators, one(accelerators))])
  }
  // Whole pods, and twice as many: the failures of a link are the same.
  let half = try report(65_536)
  let full = try report(131_072)
  #expect(abs(full[Fleet.Measure.failuresPerDay] / half[Fleet.Measure.failuresPerDay] - 2) < 0.02)
  // A job on all accelerators is stopped twice as often, and twice as much of it.
  let lost = full[Fleet.Measure.lostAcceleratorHoursPerDay]
  #expect((2.0...4.01).contains(lost / half[Fleet.Measure.lostAcceleratorHoursPerDay]))
  // Lost hours by hand: no restart, no interface, switch or connector fails, two tiers of one leaf.
  let settings = try fleetSettings([
    (Fleet.accelerators, list([64])), (Fleet.restartH, list([0])), (Fleet.nicFit, list([0])),
    (Fleet.switchFit, list([0])), (Fleet.connectorFit, list([0])),
    (Fleet.moduleRepairH, list([10])),
  ])
  let small = try FleetReport(settings, links: FleetLinks(tiers: [try fleetLink("lpo")]))
  let fits = try small.sum("end_fit")
  let expected = 64 * fits * 1e-9 * 10 * 24
  #expect(
    abs(small[Fleet.Measure.lostAcceleratorHoursPerDay] - expected) < 1e-12 * expected)
  #expect(abs(small[Fleet.Measure.failuresPerDay] - 64 * fits * 1e-9 * 24) < 1e-12)
}

@Test func enginesInPackagesTakeTheirBoxAlong() throws {
  let size: [(any SettingKey, NumberMatrix)] = [
    (Fleet.topology, one(0)), (Fleet.switchRadix, one(64)), (Fleet.accelerators, one(2048)),
  ]
  let pluggable = try fleetReport("lpo", size)
  let socketed = try fleetReport("npo", size)
  let packaged = try fleetReport("cpo_b", size)
  #expect(pluggable[Fleet.Measure.blastRadiusLinks] == 1)
  #expect(socketed[Fleet.Measure.blastRadiusLinks] < 64)
  #expect(packaged[Fleet.Measure.blastRadiusLinks] == 64)
  #expect(
    packaged[Fleet.Measure.lostLinkHoursPerDay] > pluggable[Fleet.Measure.lostLinkHoursPerDay])
}

@Test func pathsAddTheirLinksAndSwitches() throws {
  let settings: [(any SettingKey, NumberMatrix)] = [
    (Fleet.accelerators, one(100_000)), (Fleet.classLengthM, list([2, 20, 60, 60])),
  ]
  let report = try fleetReport("lpo", settings)
  func link(_ metres: Double) throws -> Double {
    let end = try FleetEndReport(
      try fleetSettings(), link: try fleetLink("lpo") { $0.fiberLengthM = metres })
    return end[Fleet.Measure.linkLatencyNs]
  }
  // Up and down again; of the first tier's links the longer ones.
  let lengths = try report.array("link_length_m")
  let longest = (0..<3).map { tier in
    zip(lengths.labels, lengths.values)
      .filter { $0.0.hasPrefix(["interface", "leaf", "spine"][tier]) }.map(\.1).max() ?? 0
  }
  let expected = try longest.reduce(5 * 250) { $0 + 2 * (try link($1)) }
  #expect(abs(report[Fleet.Measure.pathLatencyNs] - expected) < 1e-6)
  #expect(report[Fleet.Measure.pathSwitches] == 5)
  // Four codewords of 5440 bits at 850 Gb/s.
  let end = try FleetEndReport(try fleetSettings(), link: try fleetLink("lpo"))
  let wait = try #require(try end.items("link_latency_items_ns")["FEC codewords to fill"])
  #expect(abs(wait - 25.6) < 1e-9)
}

// MARK: Refusals

@Test func whatDoesNotFitIsRefusedWithItsReason() throws {
  typealias Change = (any SettingKey, NumberMatrix)
  let cases: [([Change], String, Status, [String])] = [
    ([(Fleet.switchRadix, one(63))], "lpo", .contradiction, ["63", "62", "64"]),
    (
      [(Fleet.switchRadix, one(64)), (Fleet.oversubscription, list([2, 1]))], "lpo",
      .contradiction, ["64", "oversubscription = 2", "63", "66"]
    ),
    (
      [(Fleet.accelerators, one(3_000_000)), (Fleet.switchRadix, one(128))], "lpo", .infeasible,
      ["3000000", "524288"]
    ),
    (
      [(Fleet.topology, one(0)), (Fleet.accelerators, one(100_000))], "lpo", .infeasible,
      ["fat_tree_2", "8192"]
    ),
    ([(Fleet.linksPerModule, one(2))], "lpo", .contradiction, ["links_per_module = 2", "800"]),
    ([(Fleet.switchPowerW, list([100]))], "lpo", .contradiction, ["100 W", "leaves"]),
    (
      [(Fleet.laserGroupNeeded, one(9))], "lpo", .contradiction,
      ["laser_group_needed = 9", "laser_group_size = 8"]
    ),
    (
      [(Fleet.enginesPerPackage, one(60)), (Fleet.engineRework, one(0))], "cpo_b", .contradiction,
      ["engines_per_package = 60", "64"]
    ),
    ([(Fleet.attachYield, one(0))], "cpo_b", .infeasible, ["attach_yield"]),
    (
      [(Fleet.engineYield, one(0)), (Fleet.engineRework, one(0))], "cpo_b", .infeasible,
      ["engine_yield = 0"]
    ),
    ([(Fleet.moduleYields, list([0.9, 0]))], "lpo", .infeasible, ["module_yields"]),
    ([(Fleet.minimumMarginDb, one(50))], "lpo", .infeasible, ["margin", "50 dB", "segment"]),
    ([], "dac", .infeasible, ["interface to leaf (dac, row", "cable_length_m", "margin"]),
  ]
  for (changes, name, status, words) in cases {
    let found = refusal {
      let settings = try fleetSettings(changes)
      _ = try FleetReport(settings, links: FleetLinks(tiers: [try fleetLink(name)]))
    }
    #expect(found.status == status, "\(changes), \(name): \(found)")
    if name == "dac" {
      #expect(found.message.contains(words[0]), "\(found.message)")
      #expect(words[1...].contains { found.message.contains($0) }, "\(found.message)")
    } else {
      for word in words { #expect(found.message.contains(word), "\(found.message): \(word)") }
    }
  }
  // Out of bounds: refused as it is set, and nothing changes.
  var settings = try fleetSettings()
  for (key, number) in [
    (Fleet.attachYield as any SettingKey, 1.5), (Fleet.engineYield, -0.1),
    (Fleet.moduleTemperatureC, -300), (Fleet.accelerators, 0), (Fleet.pue, 0.9),
  ] {
    let before = settings.matrix(key)
    let found = refusal { try settings.set(key, number) }
    #expect(found.status == .outOfBounds && !found.message.isEmpty)
    #expect(settings.matrix(key) == before)
  }
  #expect(refusal { try settings.set(Fleet.moduleYields, list([0.5, 2])) }.status == .outOfBounds)
  let none = refusal {
    _ = try FleetReport(try fleetSettings(), links: FleetLinks(tiers: []))
  }
  #expect(none.status == .count)
  let many = refusal {
    let links = try (0..<3).map { _ in try fleetLink("lpo") }
    let settings = try fleetSettings([(Fleet.topology, one(0)), (Fleet.accelerators, one(100))])
    _ = try FleetReport(settings, links: FleetLinks(tiers: links))
  }
  #expect(many.status == .count && many.message.contains("fat_tree_2"))
  let foreign = refusal {
    _ = try FleetReport(
      try Settings(.com), links: FleetLinks(tiers: [try fleetLink("lpo")]))
  }
  #expect(foreign.status == .unknownParameter)
}

@Test func whatIsOddIsToldWithItsName() throws {
  let odd = try fleetReport(
    "lpo",
    [
      (Fleet.accelerators, one(500)), (Fleet.jobAccelerators, one(501)),
      (Fleet.classLengthM, list([30, 2, 100, 500])),
    ])
  for name in ["job_accelerators = 501", "class_length_m"] {
    #expect(odd.notes.contains { $0.hasPrefix("warning: \(name)") })
  }
  // A rate is told as it was given.
  let found = refusal {
    _ = try fleetReport("cpo_b", [(Fleet.enginesPerPackage, one(60))])
  }
  #expect(found.message.contains("engine_rate_tbps = 1.6 Tb/s"), "\(found.message)")
  // Far below any part's temperature, with the steepest activation: still a number.
  for key in [Fleet.fitReferenceC, Fleet.externalLaserReferenceC] {
    let row = SettingsGroup.fleet.settings[key.index].row
    let cold = try fleetReport(
      "cpo_b", [(key, one(row.minimum)), (Fleet.laserActivationEv, one(5))])
    #expect(cold.scalars.allSatisfy { $0.value.isFinite })
    var settings = try fleetSettings()
    let refused = refusal { try settings.set(key, -273.15) }
    #expect(refused.status == .outOfBounds && refused.message.contains("\(row.name)"))
  }
}

/// Every setting at its bounds, one after another: an answer or a refusal, never what is no number.
@Test func everyBoundIsAnsweredOrRefused() throws {
  let group = SettingsGroup.fleet
  var answered = 0
  for index in group.settings.indices {
    let row = group.settings[index]
    for number in [row.row.minimum, row.row.maximum] {
      var settings = try fleetSettings([
        (Fleet.accelerators, one(3000)), (Fleet.minimumMarginDb, one(-1000)),
      ])
      let count = row.columns.upperBound
      try settings.set(index, list(Array(repeating: number, count: max(1, count))))
      for name in ["lpo", "cpo_b_1600g", "dsp"] {
        let found = refusal {
          let link = try fleetLink(name)
          let report = try FleetReport(settings, links: FleetLinks(tiers: [link]))
          #expect(report.scalars.allSatisfy { $0.value.isFinite })
          _ = try FleetEndReport(settings, link: link)
          answered += 1
        }
        let known: [Status] = [
          .ok, .contradiction, .infeasible, .noAnswer, .outOfBounds, .notAnInteger,
        ]
        #expect(known.contains(found.status), "\(row.row.name) = \(number): \(found)")
      }
    }
  }
  #expect(answered > 300)
}

@Test func sixArchitecturesOfAHundredThousandTakeMilliseconds() throws {
  let presets = try ["dsp", "lro", "lpo", "npo", "cpo_a", "cpo_b"].map { try fleetLink($0) }
  let copper = try fleetLink("dac")
  let settings = try fleetSettings([(Fleet.minimumMarginDb, one(-1000))])
  let clock = ContinuousClock()
  var best = Duration.seconds(1)
  for _ in 0..<20 {
    let time = try clock.measure {
      for link in presets {
        let report = try FleetReport(settings, links: FleetLinks(tiers: [link], rack: copper))
        #expect(report[Fleet.Measure.nics] == 100_000)
      }
    }
    best = min(best, time)
  }
  #expect(best < .milliseconds(5), "six fleets take \(best)")
}
