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
  // Without the extinction ratio neither row is known to hold.
  let open = try check(Interface.rate800GbaseDr8, [(Limits.omaDbm, 1.0), (Limits.tdecqDb, 3.0)])
  #expect(open.open.count { $0.name == "oma_dbm" } == 2)
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
    #expect(found.checked.map(\.limit) == [most])
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
  // A minimum that follows what is missing is open; a maximum holds by its plain limit, which is stricter.
  let alone = try check(
    Interface.rate400GbaseDr4, [(Limits.omaDbm, 4.0), (Limits.sensitivityOmaDbm, -4.5)])
  #expect(alone.open.contains { $0.name == "oma_dbm" && $0.limit == nil })
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
