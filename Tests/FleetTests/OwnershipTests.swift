// Bills, yields, packages, failure rates: published figures and closed forms.

import GoldenTables
import LaneEvaluation
import LaneParameters
import LanePower
import Testing

/// One end of a module as the published bills describe it.
private func module(eml: Bool, laneRate: Double) throws -> FleetLink {
  try fleetLink(laneRate > 200 ? "dsp_1600g" : "dsp") {
    $0.opticsTechnology = Double((eml ? OpticsTechnology.eml : .mzm).rawValue)
    $0.laneRateGbps = laneRate
  }
}

@Test func modulesCostTheirPublishedBills() throws {
  for row in try goldenTable("module_bills.csv") {
    func number(_ name: String) throws -> Double { try #require(row[name]) }
    let isEml = try number("technology") == 0
    let end = try FleetEndReport(
      try fleetSettings(), link: try module(eml: isEml, laneRate: try number("lane_rate_gbps")))
    let tolerance = try number("tolerance")
    let bill = try number("bill_usd")
    #expect(abs(end[Fleet.Measure.endCostUsd] - bill) < tolerance * bill, "\(end.arrays[0])")
    let price = try number("price_usd")
    #expect(abs(end[Fleet.Measure.endPriceUsd] - price) < tolerance * price)
    let sum = try end.items("end_cost_items_usd").values.reduce(0, +)
    #expect(abs(sum - end[Fleet.Measure.endCostUsd]) < 1e-12 * sum)
  }
}

@Test func removingTheDspSavesWhatReconcilesTheClaims() throws {
  // 800G EML: twice as costly drivers and amplifiers and 5 % for test leave 8 % of the bill; 30 % and
  // 2 % leave 20 %.
  for (uplift, test, saving) in [(1.0, 0.05, 0.08), (0.3, 0.02, 0.20)] {
    let settings = try fleetSettings([
      (Fleet.linearUplift, one(uplift)), (Fleet.linearTestAdder, one(test)),
    ])
    let retimed = try FleetEndReport(settings, link: try module(eml: true, laneRate: 106.25))
    var values = try fleetLink("lpo").values
    values.opticsTechnology = Double(OpticsTechnology.eml.rawValue)
    let linear = try FleetEndReport(
      settings, link: FleetLink(preset: try fleetLink("lpo").preset, values: values))
    let before = retimed[Fleet.Measure.endCostUsd]
    #expect(abs((before - linear[Fleet.Measure.endCostUsd]) / before - saving) < 0.005)
  }
}

@Test func aSwitchWithEnginesCostsItsPublishedBill() throws {
  // Quantum-X: 72 engines of 450, fibre arrays of 50, 18 laser modules of 400, connectors of 40 for
  // 144 ports, fibres and shuffles of 14 800: 63 760 of 75 760 dollars, the rest being chips.
  let settings = try fleetSettings([
    (Fleet.switchRadix, one(144)), (Fleet.attachYield, one(1)), (Fleet.asicUsdPerTbps, one(0)),
  ])
  let engine = try fleetLink("cpo_b_1600g") { $0.laserLanes = 4 }
  let end = try FleetEndReport(settings, link: engine)
  let items = try end.items("end_cost_items_usd")
  // 1600 Gb/s of payload an engine, so 72 of them.
  let scale = 115.2e3 / (end[Fleet.Measure.endPriceUsd] / end[Fleet.Measure.endPriceUsdPerGbps])
  let expected = [
    "engines": 32_400.0, "fibre arrays": 3600, "external lasers": 7200,
    "face-plate connectors": 5760, "inner fibres": 14_800,
  ]
  for (label, dollars) in expected {
    let found = try #require(items[label]) * scale
    #expect(abs(found - dollars) < 1e-3 * dollars, "\(label): \(found)")
  }
  #expect(abs(end[Fleet.Measure.endCostUsd] * scale - 63_760) < 64)
}

@Test func yieldsAreBinomial() throws {
  for row in try goldenTable("package_yields.csv") {
    func number(_ name: String) throws -> Double { try #require(row[name]) }
    let found = Yield.atLeast(
      Int(try number("needed")), of: Int(try number("fitted")), each: try number("chance"))
    let expected = try number("yield")
    #expect(abs(found - expected) < 1e-12 * expected, "\(row): \(found)")
  }
  #expect(Yield.atLeast(3, of: 2, each: 0.9) == 0 && Yield.atLeast(2, of: 2, each: 1) == 1)
  #expect(abs(Yield.product([0.95, 0.9, 0.8]) - 0.684) < 1e-15)
}

@Test func packagesCostWhatIsLostWithThem() {
  func package(known: Bool, replaced: Bool, fitted: Int = 4, engineYield: Double = 0.9)
    -> PackageBuild
  {
    PackageBuild(
      needed: 4, fitted: fitted, engineCost: 100, attachCost: 10, chipCost: 1000,
      engineYield: engineYield, attachYield: 0.95, enginesAreKnownGood: known,
      enginesAreReplaced: replaced)
  }
  func close(_ one: Double, _ other: Double) -> Bool { abs(one - other) < 1e-9 * other }
  // Tested engines cost 100 / 0.9; the package is good with 0.95^4; otherwise all of it is lost.
  let yield = 0.95 * 0.95 * 0.95 * 0.95
  #expect(
    close(
      package(known: true, replaced: false).costPerGood,
      (4 * (100 / 0.9 + 10) + 1000) / yield - 1000))
  let blind = yield * 0.9 * 0.9 * 0.9 * 0.9
  #expect(close(package(known: false, replaced: false).costPerGood, (440 + 1000) / blind - 1000))
  #expect(close(package(known: true, replaced: true).costPerGood, 4 * (100 / 0.9 + 10) / 0.95))
  #expect(close(package(known: false, replaced: true).costPerGood, 4 * 110 / (0.9 * 0.95)))
  // Knowing good engines never costs more, nor does replacing bad ones.
  for replaced in [false, true] {
    #expect(
      package(known: true, replaced: replaced).costPerGood
        < package(known: false, replaced: replaced).costPerGood)
  }
  // One spare: at least four of five.
  let spare = package(known: true, replaced: false, fitted: 5)
  #expect(close(spare.yield, yield * 0.95 + 5 * yield * 0.05))
  #expect(spare.yield > package(known: true, replaced: false).yield)
  #expect(package(known: true, replaced: false, engineYield: 0).costPerGood == .infinity)
}

@Test func failuresFollowArrhenius() throws {
  for row in try goldenTable("arrhenius.csv") {
    let activation = try #require(row["activation_ev"])
    let found = Arrhenius.factor(activation: activation, reference: 313.15, temperature: 343.15)
    let expected = try #require(row["factor"])
    #expect(abs(found - expected) < 1e-9 * expected)
    let printed = try #require(row["printed"])
    #expect(abs(found - printed) < 0.05)
  }
}

@Test func spareGroupsAreBirthDeathChains() throws {
  for row in try goldenTable("spare_groups.csv") {
    func number(_ name: String) throws -> Double { try #require(row[name]) }
    let group = SpareGroup(size: Int(try number("size")), needed: Int(try number("needed")))
    let found = group.outageRate(of: try number("rate_per_h"), repair: try number("repair_h"))
    let expected = try number("outage_per_h")
    #expect(abs(found - expected) < 1e-9 * expected, "\(row): \(found)")
  }
}

@Test func pluggablesFailWithinTheMeasuredRange() throws {
  // Fleets of pluggables measured 0.5 to 1 million hours at a case of 70 C, and 385 FIT for
  // co-packaged ports at 40 C ambient. The parts are a vendor's range: a factor of two is meant.
  let hot = try fleetSettings([
    (Fleet.moduleTemperatureC, one(70)), (Fleet.engineTemperatureC, one(55)),
    (Fleet.connectorFit, one(0)),
  ])
  let pluggable = try FleetEndReport(hot, link: try module(eml: true, laneRate: 106.25))
  #expect((5e5 / 2...1e6 * 2).contains(pluggable[Fleet.Measure.endMtbfH]))
  let engine = try FleetEndReport(hot, link: try fleetLink("cpo_a"))
  let items = try engine.items("end_fit_items")
  #expect(try #require(items["external lasers"]) > 0)
  // Ports of 400G, as in the study.
  let perPort = engine[Fleet.Measure.endFit] / 2
  #expect((385.0 / 2...385 * 2).contains(perPort), "\(perPort)")
  let sum = items.values.reduce(0, +)
  #expect(abs(sum - engine[Fleet.Measure.endFit]) < 1e-12 * sum)
}

@Test func failuresFollowTheLinksOwnTemperature() throws {
  func end(_ name: String, _ celsius: Double, _ changes: [(any SettingKey, NumberMatrix)] = [])
    throws -> [String: Double]
  {
    try FleetEndReport(
      try fleetSettings(changes), link: try fleetLink(name) { $0.caseTemperatureC = celsius }
    ).items("end_fit_items")
  }
  // At the temperature of the reference the parts fail as they are given; below it less, by their
  // activation energies.
  let hot = try end("dsp", 70)
  let parts = [
    "lasers": 500.0, "photodiodes": 480, "drivers": 250, "amplifiers": 180, "retimers": 300,
    "modulators": 80,
  ]
  // Lasers in groups fail a little less often than alone, as one that is down does not fail again.
  for (label, fits) in parts {
    #expect(abs(try #require(hot[label]) - fits) < 1e-5 * fits, "\(label)")
  }
  let cold = try end("dsp", 40)
  for (label, factor) in [("lasers", 9.658393589045058), ("retimers", 3.107795615713018)] {
    let ratio = try #require(hot[label]) / (try #require(cold[label]))
    #expect(abs(ratio - factor) < 1e-5 * factor, "\(label)")
  }
  // A given temperature stands in place of the link's.
  #expect(try end("dsp", 40, [(Fleet.moduleTemperatureC, one(70))]) == hot)
  #expect(try end("cpo_b", 40, [(Fleet.moduleTemperatureC, one(70))]) == (try end("cpo_b", 40)))
  #expect(
    try end("cpo_b", 40, [(Fleet.engineTemperatureC, one(70))])["drivers"] == hot["drivers"])
}

@Test func spareLasersFailLessAndCostMore() throws {
  func end(_ size: Double) throws -> FleetEndReport {
    try FleetEndReport(
      try fleetSettings([(Fleet.laserGroupSize, one(size)), (Fleet.laserGroupNeeded, one(8))]),
      link: try fleetLink("lpo"))
  }
  let bare = try end(8)
  let spared = try end(10)
  let before = try bare.items("end_fit_items")["lasers"] ?? 0
  let after = try spared.items("end_fit_items")["lasers"] ?? 0
  #expect(before > 0 && after < 1e-3 * before)
  let lasers = try bare.items("end_cost_items_usd")["lasers"] ?? 0
  #expect(abs((try spared.items("end_cost_items_usd")["lasers"] ?? 0) - 1.25 * lasers) < 1e-9)
}

@Test func aSpareForEachLaserDoublesThemAndTakesTwoFailures() throws {
  func end(_ redundancy: Double) throws -> FleetEndReport {
    try FleetEndReport(
      try fleetSettings(), link: try fleetLink("cpo_b") { $0.laserRedundancy = redundancy })
  }
  let bare = try end(0)
  let (dark, alight) = (try end(1), try end(2))
  let lasers = try #require(try bare.items("end_cost_items_usd")["external lasers"])
  for spared in [dark, alight] {
    let doubled = try #require(try spared.items("end_cost_items_usd")["external lasers"])
    #expect(abs(doubled - 2 * lasers) < 1e-9)
    #expect(
      abs(spared[Fleet.Measure.endCostUsd] - bare[Fleet.Measure.endCostUsd] - lasers) < 1e-9)
  }
  // Two lasers that fail alone, each repaired within 4 h: twice the rate of one while the other is
  // down; half of that when the other is dark.
  let each = 20e-9 * 4
  let fits = try [bare, dark, alight].map {
    try #require(try $0.items("end_fit_items")["external lasers"])
  }
  let hot = Arrhenius.factor(
    activation: 0.7, reference: 323.15,
    temperature: try fleetLink("cpo_b").values.externalLaserCaseC + 273.15)
  #expect(abs(fits[1] / fits[0] / (each * hot) - 1) < 1e-5)
  #expect(abs(fits[2] / fits[0] / (2 * each * hot) - 1) < 1e-5)
  // The fleet bills the same lasers.
  let fleets = try [0.0, 1].map { redundancy in
    try fleetReport("cpo_b", [(Fleet.accelerators, one(1000))]) {
      $0.laserRedundancy = redundancy
    }
  }
  #expect(fleets[1][Fleet.Measure.lasers] == 2 * fleets[0][Fleet.Measure.lasers])
  #expect(fleets[1][Fleet.Measure.failuresPerDay] < fleets[0][Fleet.Measure.failuresPerDay])
  let both = refusal {
    _ = try FleetEndReport(
      try fleetSettings([(Fleet.laserGroupSize, one(10))]),
      link: try fleetLink("cpo_b") { $0.laserRedundancy = 1 })
  }
  #expect(both.status == .contradiction && both.message.contains("laser_redundancy"))
}

@Test func darkSparesLoseLikeTwoServers() {
  // Erlang's loss by its recursion; the down time of both is half a repair.
  for (rate, repair) in [(1e-7, 4.0), (2e-5, 24), (1e-3, 100), (0.5, 30)] {
    let load = rate * repair
    let oneServer = load / (1 + load)
    let loss = load * oneServer / (2 + load * oneServer)
    let found = SpareGroup.darkPairOutageRate(of: rate, repair: repair)
    #expect(abs(found * repair / 2 - loss) < 1e-12 * loss)
  }
  #expect(SpareGroup.darkPairOutageRate(of: 0, repair: 4) == 0)
}

@Test func spareEnginesAreTheSwitchsOwn() throws {
  // Two tiers of switches of 64 ports of 800G: 32 engines of 1.6 Tb/s, and four more.
  func fleet(_ fitted: Double) throws -> FleetReport {
    try fleetReport(
      "cpo_b",
      [
        (Fleet.topology, one(0)), (Fleet.switchRadix, one(64)), (Fleet.accelerators, one(2048)),
        (Fleet.enginesPerPackage, one(fitted)), (Fleet.engineRework, one(0)),
        (Fleet.attachYield, one(0.95)), (Fleet.packageMargin, one(0)),
      ])
  }
  func prices(_ report: FleetReport) throws -> (lower: Double, upper: Double) {
    let array = try report.array("end_price_usd")
    func price(_ ending: String) throws -> Double {
      try #require(
        zip(array.labels, array.values).first {
          $0.0.hasPrefix("interface") && $0.0.contains(ending)
        }?.1)
    }
    return (try price("lower"), try price("upper"))
  }
  let bare = try prices(try fleet(0))
  let spared = try prices(try fleet(36))
  #expect(spared.lower == bare.lower)
  // An engine of 450 with 50 for its fibres; chips of 104.167 a Tb/s go with a scrapped package.
  func package(_ fitted: Int) -> Double {
    var (good, ways) = (0.0, 1.0)
    for failed in 0...(fitted - 32) {
      let chance = (0..<(fitted - failed)).reduce(1.0) { product, _ in product * 0.95 }
      good += ways * chance * (0..<failed).reduce(1.0) { product, _ in product * 0.05 }
      ways *= Double(fitted - failed) / Double(failed + 1)
    }
    return (Double(fitted) * 500 + 104.167 * 51.2) / good / 64
  }
  #expect(abs(spared.upper - bare.upper - (package(36) - package(32))) < 1e-6 * bare.upper)
  #expect(spared.upper < bare.upper)
}

@Test func learningTakesAPartAtEachDoubling() {
  let curve = LearningCurve(rate: 0.15, volumeRatio: 4)
  #expect(abs(curve.factor - 0.85 * 0.85) < 1e-15)
  #expect(LearningCurve(rate: 0.15, volumeRatio: 1).factor == 1)
}

@Test(arguments: Preset.all)
func everyEndHasABill(preset: Preset) throws {
  let end = try FleetEndReport(
    try fleetSettings(), link: FleetLink(preset: preset, values: preset.row.linkValues))
  for (array, measure) in [
    ("end_cost_items_usd", Fleet.Measure.endCostUsd), ("end_fit_items", Fleet.Measure.endFit),
    ("end_ownership_items_usd", Fleet.Measure.endOwnershipUsd),
    ("end_power_items_w", Fleet.Measure.endIoPowerW),
    ("link_latency_items_ns", Fleet.Measure.linkLatencyNs),
  ] {
    let sum = try end.items(array).values.reduce(0, +)
    #expect(abs(sum - end[measure]) <= 1e-12 * sum && sum > 0, "\(preset.row.name) \(array)")
  }
  #expect(end[Fleet.Measure.endPriceUsd] >= end[Fleet.Measure.endCostUsd])
  #expect((0.99...1).contains(end[Fleet.Measure.endLinkAvailability]))
  #expect(end[Fleet.Measure.packageYield] == 1)
}
