// Limits of interfaces: the tables' closure, lines and their verdicts.

import Foundation
import GoldenTables
import LaneParameters
import LaneSignal
import Testing

private typealias Interface = Limits.Preset

private func check(_ interface: Int32, _ values: [(some SettingKey, Double)]) throws -> LimitCheck {
  var settings = try Settings(preset: interface)
  for (key, value) in values { try settings.set(key, value) }
  return try LimitCheck(settings)
}

private func rows(_ interface: Int32, _ key: some SettingKey, _ sense: LimitRow.Sense) -> [LimitRow]
{
  LimitRow.of(interface: interface).filter { $0.quantity == key.index && $0.sense == sense }
}

@Test func everyInterfaceHasLimits() {
  for preset in SettingsGroup.limits.presets {
    #expect(!LimitRow.of(interface: preset.id).isEmpty, "\(preset.name)")
  }
  for status in LimitRow.Status.allCases {
    #expect(LimitRow.all.contains { $0.status == status })
  }
}

/// The budgets of Tests/Golden close through the rows: least OMA less TDECQ, less loss and penalties, is
/// the sensitivity less TECQ, and the stressed sensitivity less SECQ.
@Test func limitsCloseTheBudgets() throws {
  let interfaces = [
    Interface.rate400GbaseDr4, Interface.rate400GbaseFr4, Interface.rate100GbaseFr1,
    Interface.rate100GbaseLr1, Interface.rate200GbaseDr1, Interface.rate100GDrLpo,
  ]
  let budgets = try goldenTable("pmd_budgets.csv")
  #expect(budgets.count == interfaces.count)
  for (interface, budget) in zip(interfaces, budgets) {
    let following = rows(interface, Limits.omaDbm, .minimum).first { !$0.following.isEmpty }
    let plain = rows(interface, Limits.omaLessTdecqDbm, .minimum).first
    let launch = try #require(following?.offset ?? plain?.limit)
    #expect(launch == budget["launch"]!)
    let loss = try #require(rows(interface, Limits.channelLossDb, .maximum).first?.limit)
    let penalty = try #require(rows(interface, Limits.allocatedPenaltyDb, .maximum).first?.limit)
    let arrives = launch - loss - penalty
    #expect(abs(arrives - budget["sensitivity"]!) < 1e-9)
    if let sensitivity = rows(interface, Limits.sensitivityOmaDbm, .maximum).first {
      #expect(abs(sensitivity.offset - arrives) < 1e-9)
    }
    if let stressed = rows(interface, Limits.stressedSensitivityOmaDbm, .maximum).first {
      let secq = try #require(rows(interface, Limits.secqDb, .minimum).first?.limit)
      #expect(abs(stressed.limit - secq - arrives) < 1e-9)
    }
  }
}

/// Where a mask bends, both parts give the same: TDECQ 1.4 dB at 100G.
@Test func masksAreContinuous() throws {
  for row in LimitRow.all where !row.following.isEmpty && row.limit.isFinite {
    guard row.status != .draft, row.condition == nil else { continue }
    let bend = row.limit - row.offset
    #expect(bend > 0.5 && bend < 2, "\(row)")
  }
}

@Test func linesTellValueLimitAndMargin() throws {
  let good = try check(
    Interface.rate400GbaseDr4,
    [(Limits.omaDbm, 0.5), (Limits.tdecqDb, 2.0), (Limits.extinctionRatioDb, 4.0)])
  let oma = try #require(good.checked.first { $0.name == "oma_dbm" && $0.row.sense == .minimum })
  #expect(abs(oma.limit! - (-0.2)) < 1e-12)
  #expect(abs(oma.margin! - 0.7) < 1e-12)
  #expect(oma.unit == "dBm")
  #expect(good.failed.isEmpty)
  #expect(good.checked.count == 4)
  #expect(good.lines.count == good.checked.count + good.open.count)
  let bad = try check(Interface.rate400GbaseDr4, [(Limits.omaDbm, -0.5), (Limits.tdecqDb, 3.5)])
  #expect(Set(bad.failed.map(\.name)) == ["oma_dbm", "tdecq_db"])
  #expect(bad.failed.allSatisfy { $0.margin! < 0 })
}

@Test func aValueOnItsLimitPasses() throws {
  let check = try check(
    Interface.rate400GbaseDr4,
    [(Limits.omaDbm, 1.2), (Limits.tdecqDb, 3.4), (Limits.averageLaunchPowerDbm, 4.0)])
  #expect(check.failed.isEmpty)
  #expect(check.checked.contains { $0.name == "oma_dbm" && abs($0.margin!) < 1e-12 })
}

@Test func conditionsChooseTheRow() throws {
  func leastOma(_ ratio: Double) throws -> Double? {
    try check(
      Interface.rate800GbaseDr8,
      [(Limits.omaDbm, 1.0), (Limits.tdecqDb, 3.0), (Limits.extinctionRatioDb, ratio)]
    ).checked.first { $0.name == "oma_dbm" && $0.row.sense == .minimum }?.limit
  }
  #expect(abs(try leastOma(6)! - 0.8) < 1e-12)
  #expect(abs(try leastOma(4)! - 1.1) < 1e-12)
  #expect(abs(try leastOma(5)! - 0.8) < 1e-12)
  // Without the extinction ratio either row may hold.
  let open = try check(Interface.rate800GbaseDr8, [(Limits.omaDbm, 1.0), (Limits.tdecqDb, 3.0)])
  #expect(open.undecided.count { $0.name == "oma_dbm" } == 2)
  // A wavelength between two windows belongs to the nearer and fails.
  for (wavelength, passes) in [
    (1271.0, true), (1280, false), (1283, false), (1290, true), (1300.9, false), (1311, true),
    (1338, false), (1264, false),
  ] {
    let found = try check(Interface.rate400GbaseFr4, [(Limits.wavelengthNm, wavelength)])
    #expect(found.checked.count == 2)
    #expect(found.failed.isEmpty == passes, "\(wavelength)")
  }
  for (bandwidth, most) in [(2000.0, 60.0), (4700, 100)] {
    let found = try check(
      Interface.rate100GbaseSr1,
      [(Limits.modalBandwidthMhzKm, bandwidth), (Limits.fiberLengthM, 70)])
    #expect(found.checked.map(\.limit) == [most, 2000])
  }
}

@Test func derivedAndMissingQuantities() throws {
  // OMA less TDECQ from its parts.
  let fr4 = try check(
    Interface.rate400GbaseFr4,
    [(Limits.omaDbm, 1.0), (Limits.tdecqDb, 2.8), (Limits.extinctionRatioDb, 5)])
  let derived = try #require(fr4.checked.first { $0.name == "oma_less_tdecq_dbm" })
  #expect(abs(derived.value! - (-1.8)) < 1e-12)
  #expect(derived.passes == false)
  // A minimum that follows what is missing is open above its plain limit; a maximum is met below it.
  let alone = try check(
    Interface.rate400GbaseDr4, [(Limits.omaDbm, 4.0), (Limits.sensitivityOmaDbm, -4.5)])
  #expect(alone.undecided.map(\.name) == ["oma_dbm"] && !alone.passed)
  #expect(alone.checked.contains { $0.name == "sensitivity_oma_dbm" && $0.limit == -3.9 })
  let eased = try check(
    Interface.rate400GbaseDr4, [(Limits.tecqDb, 3.0), (Limits.sensitivityOmaDbm, -2.5)])
  #expect(
    eased.checked.first { $0.name == "sensitivity_oma_dbm" }.map { abs($0.limit! + 2.3) < 1e-12 }
      == true)
  // What nothing limits is told.
  let strange = try check(Interface.rate400GbaseDr4, [(Limits.comDb, 3.0)])
  #expect(strange.checked.isEmpty)
  #expect(strange.unlimited == [Limits.comDb.index])
}

@Test func largerOfTwoClosuresCounts() throws {
  for (tecq, tdecq) in [(1.5, 2.5), (2.5, 1.5)] {
    let found = try check(
      Interface.rate200GbaseDr1,
      [(Limits.omaDbm, 1.3), (Limits.tecqDb, tecq), (Limits.tdecqDb, tdecq)])
    // The case study's example: TECQ 1.5, TDECQ 2.5, least OMA 1.3.
    let line = try #require(
      found.checked.first { $0.name == "oma_dbm" && !$0.row.following.isEmpty })
    #expect(abs(line.limit! - 1.3) < 1e-12)
    #expect(line.passes == true)
  }
}

@Test func limitsRefuseWhatIsNoMeasurement() throws {
  #expect(throws: LightlaneError.self) { try LimitCheck(try Settings(SettingsGroup.limits)) }
  #expect(throws: LightlaneError.self) { try LimitCheck(try Settings(SettingsGroup.com)) }
  for value in [Double.nan, .infinity, 1e9] {
    #expect(throws: LightlaneError.self) {
      try check(Interface.rate400GbaseDr4, [(Limits.omaDbm, value)])
    }
  }
  #expect(LimitCheck(interface: 1) { _ in .nan }.lines.isEmpty)
}

/// What is not given is tried at every value: a verdict of fewer measurements is one that holds for all
/// completions, and an open one has completions either way.
@Test func partsOfMeasurementsAreJudgedForEveryRest() throws {
  let ratios = stride(from: 3.5, through: 7, by: 0.5)
  let closures = stride(from: 0.0, through: 3.4, by: 0.1)
  for interface in [
    Interface.rate400GbaseDr4, Interface.rate800GbaseDr8, Interface.rate400GbaseFr4,
    Interface.rate200GbaseDr1,
  ] {
    for oma in stride(from: -3.0, through: 3, by: 0.25) {
      for (given, closure) in [(false, 0.0), (true, 1.5), (true, 3.0)] {
        var values: [Int: Double] = [Limits.omaDbm.index: oma]
        if given {
          values[Limits.tdecqDb.index] = closure
          values[Limits.tecqDb.index] = closure
        }
        let part = LimitCheck(interface: interface) { values[$0] }
        var outcomes: Set<Bool> = []
        for ratio in ratios {
          for other in given ? [closure] : Array(closures) {
            values[Limits.extinctionRatioDb.index] = ratio
            values[Limits.tdecqDb.index] = other
            values[Limits.tecqDb.index] = other
            outcomes.insert(LimitCheck(interface: interface) { values[$0] }.failed.isEmpty)
          }
        }
        if outcomes == [false] { #expect(!part.passed, "\(interface) \(oma) \(closure)") }
        if part.passed { #expect(outcomes == [true], "\(interface) \(oma) \(closure)") }
        if !part.failed.isEmpty { #expect(outcomes == [false], "\(interface) \(oma) \(closure)") }
        if given { #expect(part.failed.isEmpty == (outcomes != [false])) }
      }
    }
  }
}

@Test func plainLimitsHoldWhateverIsMissing() throws {
  // The larger of -0.8 dBm and TDECQ - 2.2 dB is never below -0.8 dBm.
  for interface in [Interface.rate400GbaseDr4, Interface.rate800GbaseDr8] {
    let low = try check(interface, [(Limits.omaDbm, -5.0)])
    #expect(low.failed.map(\.name) == ["oma_dbm"])
    #expect(low.failed.first?.limit == -0.8)
  }
  // -0.7 dBm with 5 dB of extinction or more, -0.4 dBm below: -0.5 dBm may be either.
  let either = try check(Interface.rate800GbaseDr8, [(Limits.omaDbm, -0.5), (Limits.tdecqDb, 1.5)])
  #expect(either.failed.isEmpty && !either.passed)
  #expect(either.undecided.allSatisfy { $0.missing == [Limits.extinctionRatioDb.index] })
  // -3 dB is below both -1.7 and -1.6 dBm.
  let both = try check(Interface.rate400GbaseFr4, [(Limits.omaDbm, 0.0), (Limits.tdecqDb, 3.0)])
  #expect(both.failed.map(\.name) == ["oma_less_tdecq_dbm"])
  #expect(both.failed.first?.limit == -1.7)
  // A sensitivity above the plain limit may be that of a transmitter of more TECQ.
  let high = try check(Interface.rate400GbaseDr4, [(Limits.sensitivityOmaDbm, -3.0)])
  #expect(high.failed.isEmpty && !high.passed)
}

@Test func contradictionsOfMeasurementsAreRefused() throws {
  func three(_ difference: Double) throws -> LimitCheck {
    try check(
      Interface.rate400GbaseFr4,
      [(Limits.omaLessTdecqDbm, difference), (Limits.omaDbm, 0.0), (Limits.tdecqDb, 3.0)])
  }
  #expect(throws: LightlaneError.self) { try three(-1.5) }
  #expect(try three(-2.9).failed.contains { $0.name == "oma_less_tdecq_dbm" })
}

@Test func fibreBelowTheInterfacesKindsFails() throws {
  let thin = try check(
    Interface.rate100GbaseSr1, [(Limits.modalBandwidthMhzKm, 500.0), (Limits.fiberLengthM, 50)])
  #expect(thin.failed.map(\.name) == ["modal_bandwidth_mhz_km"])
  #expect(thin.unlimited == [Limits.fiberLengthM.index])
}
