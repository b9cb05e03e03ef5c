// Power: sums at every boundary, energies against their tables, breakdowns and savings against
// published ones.

import Foundation
import GoldenTables
import LaneEvaluation
import LaneNumerics
import LaneParameters
import LanePower
import Testing

/// A preset's report after a change of its numbers.
func report(_ preset: Preset, _ change: (inout LinkValues) -> Void = { _ in }) throws -> Report {
  var values = preset.row.linkValues
  change(&values)
  return try Report(values, preset: preset)
}

func items(_ report: Report, _ name: String) -> [String: Double] {
  let array = report.arrays.first { $0.name == name }!
  return Dictionary(uniqueKeysWithValues: zip(array.labels, array.values))
}

/// Every preset with every value of every switch alone: items sum to their boundary, boundaries grow,
/// and energies and facility figures follow.
@Test(arguments: Preset.all)
func everyBreakdownSumsToItsTotal(preset: Preset) throws {
  var judged = 0
  for (index, row) in ParameterRow.all.enumerated() where row.kind == .choice || row.kind == .flag {
    for value in stride(from: row.minimum, through: row.maximum, by: 1) {
      guard let report = try? report(preset, { $0[index] = value }) else { continue }
      judged += 1
      let a = report.answer
      let io = items(report, "power_items_w").values.reduce(0, +)
      #expect(abs(io - a.powerIoW) < 1e-9 * a.powerIoW)
      let beyond = items(report, "power_surroundings_w").values.reduce(0, +)
      #expect(abs(io + beyond - a.powerClusterW) < 1e-9 * a.powerClusterW)
      let boundaries = items(report, "power_boundaries_w")
      #expect(abs(boundaries["optics"]! - a.powerOpticsW) < 1e-9)
      #expect(abs(boundaries["optics"]! + boundaries["io"]! - a.powerIoW) < 1e-9)
      #expect(abs(boundaries.values.reduce(0, +) - a.powerClusterW) < 1e-9 * a.powerClusterW)
      let powers = [
        a.powerOpticsW, a.powerIoW, a.powerSystemW, a.powerNetworkW, a.powerClusterW,
      ]
      #expect(powers == powers.sorted() && powers[0] > 0)
      let facility = [
        a.powerOpticsFacilityW, a.powerIoFacilityW, a.powerSystemFacilityW,
        a.powerNetworkFacilityW, a.powerClusterFacilityW,
      ]
      for (power, whole) in zip(powers, facility) { #expect(abs(whole / power - 1.25) < 1e-12) }
      // Payload: optics' energy tells it.
      let payload = a.powerOpticsW / a.energyOpticsPjPerBit
      #expect(abs(a.energySystemPjPerBit * payload / a.powerSystemW - 1) < 1e-12)
      #expect(abs(a.energyClusterPjPerBit * payload / a.powerClusterW - 1) < 1e-12)
    }
  }
  #expect(judged > 40)
}

/// Components within 10 % of each column's total, and the totals themselves.
@Test func componentsAgreeWithPublishedBreakdowns() throws {
  for row in try goldenTable("products_breakdowns.csv") {
    let preset = Preset.all.first { $0.row.id == Int32(row["preset"]!) }!
    let found = try report(preset) {
      $0.dspNode = row["dsp_node"]!
      $0.powerRating = 1
      $0.caseTemperatureC = 70
    }
    let watts = items(found, "power_items_w")
    let total = row["total"]!
    var other = found.answer.powerOpticsW
    for (label, column) in [
      ("retimers", "dsp"), ("drivers", "driver"), ("receivers", "tia"), ("lasers", "laser"),
    ] {
      #expect(abs(watts[label]! - row[column]!) <= 0.1 * total, "\(preset.row.name) \(label)")
      other -= watts[label]!
    }
    #expect(abs(other - row["other"]!) <= 0.1 * total, "\(preset.row.name) other")
    #expect(abs(found.answer.powerOpticsW - total) <= 0.1 * total, "\(preset.row.name)")
  }
}

/// Shares of an 800G module as shown: DSP 49 %, driver 18 %, laser 18 %, TIA 10 %, the rest 5 %
/// (MACOM/Intel, LightCounting-IPEC webinar, March 2023).
@Test func sharesOfAn800GModule() throws {
  let found = try report(.dsp) {
    $0.powerRating = 1
    $0.caseTemperatureC = 70
  }
  let watts = items(found, "power_items_w")
  for (label, share) in [
    ("retimers", 0.49), ("drivers", 0.18), ("lasers", 0.18), ("receivers", 0.10),
  ] {
    #expect(abs(watts[label]! / found.answer.powerOpticsW - share) < 0.1, "\(label)")
  }
}

/// Quantum-X Q3450: 144 lasers for 115.2 Tb/s are 0.8 Tb/s a laser; at 350 mW and 17 % each takes
/// 2.06 W, 4.1 W for 1.6 Tb/s.
@Test func lasersOfTheQ3450() throws {
  let found = try report(.cpoA1600g) {
    $0.laserEfficiencyMode = 0
    $0.laserEfficiency = 0.17
    $0.laserPowerMw = 350
    $0.laserLanes = 4
    $0.externalLaserOverheadMw = 0
    $0.converterEfficiency = 1
  }
  #expect(abs(found.answer.powerLasersW - 2 * 0.350 / 0.17) < 1e-12)
  #expect(abs(found.answer.powerLasersW - 4.1) < 0.05)
  #expect(abs(items(found, "power_items_w")["lasers"]! - found.answer.powerLasersW) < 1e-12)
}

/// Broadcom Bailly: 5.4 W per 800G measured against 15 W for 2x400G FR4 (ECOC 2025); the same
/// hardware saves 65 to 70 % of optics, about 50 % of I/O and about 30 % of the system, when the port
/// keeps its long-reach SerDes.
@Test func baillyAtThreeBoundaries() throws {
  let engine = try report(.cpoA) { $0.hostSerdesClass = 6 }.answer
  // Cooled EMLs over 2 km at the study's case of 70 C.
  let module = try report(.dsp) {
    $0.caseTemperatureC = 70
    $0.opticsTechnology = 1
    $0.laserCooling = 1
    $0.laserSetpointC = 50
    $0.fiberLengthM = 2000
  }.answer
  #expect(abs(engine.powerOpticsW / 5.4 - 1) < 0.1)
  #expect(abs(module.powerOpticsW / 15 - 1) < 0.1)
  let optics = 1 - engine.powerOpticsW / module.powerOpticsW
  let io = 1 - engine.powerIoW / module.powerIoW
  let system = 1 - engine.powerSystemW / module.powerSystemW
  #expect((0.60...0.72).contains(optics), "\(optics)")
  #expect((0.42...0.58).contains(io), "\(io)")
  #expect((0.25...0.36).contains(system), "\(system)")
}

/// A 51.2 Tb/s switch of 64 ports takes 940 W without optics (NVIDIA SN5600), and linear optics save
/// it 25 % with them (Arista, LightCounting-IPEC webinar).
@Test func switchesWithAndWithoutOptics() throws {
  let bare = try report(.dsp) {
    $0.dspPjPerBit = 0
    $0.tiaPowerMw = 0
    $0.driverStaticMw = 0
    $0.driverSupplyV = 0.5
    $0.mzmSwingV = 0.05
    $0.moduleOverheadW = 0
    $0.laserEfficiencyMode = 0
    $0.laserEfficiency = 1
  }
  #expect(abs(64 * bare.answer.powerSystemW / 940 - 1) < 0.05)
  let retimed = try report(.dsp).answer.powerSystemW
  let linear = try report(.lpo) {
    $0.hostRxChannelLossDb = 8; $0.hostTxChannelLossDb = 8
  }
  let saving = 1 - linear.answer.powerSystemW / retimed
  #expect((0.18...0.30).contains(saving), "\(saving)")
}

/// Whole modules of external lasers have 6 to 17 % (OIF, AOI, Furukawa, IPEC, Lumentum figures), here
/// at the light and the case that each states.
@Test func externalLaserModules() throws {
  for row in try goldenTable("products_lasers.csv") {
    for rating in [0.0, 1] {
      let found = try report(.cpoA) {
        $0.externalLaserCaseC = row["case_c"]!
        $0.laserPowerMw = row["light_mw"]!
        $0.powerRating = rating
      }
      #expect((0.06...0.17).contains(found.answer.laserWallPlugRatio), "\(row)")
    }
  }
}

@Test func serdesEnergyFollowsClassRateAndLoss() {
  let slow = Octet(0.45, 1.25, 2, 2, 4.25, 6.5, 0, 0)
  let fast = Octet(0.45, 1.25, 2, 3, 3.5, 5, 0, 0)
  func energy(_ reach: Int, _ rate: Double, _ loss: Double) -> Double {
    SerdesEnergy(reachClass: reach, laneRate: rate, at112G: slow, at224G: fast, lossShare: 0.46)
      .energy(lossDb: loss, channelDb: loss)
  }
  // Whole losses of the classes.
  for (reach, loss) in [2.0, 10, 13, 16, 20, 28].enumerated() {
    #expect(energy(reach, 106.25e9, loss) == slow[reach])
    #expect(energy(reach, 212.5e9, loss) == fast[reach])
    #expect(energy(reach, 425e9, loss) == fast[reach])
    #expect(energy(reach, 53.125e9, loss) == slow[reach])
  }
  // 112G long reach: 6.5 pJ/bit in production, about 5 for half the loss.
  #expect(abs(energy(5, 106.25e9, 14) - 5) < 0.01)
  #expect(abs(energy(5, 106.25e9 * 2.0.squareRoot(), 28) - 5.75) < 1e-12)
  #expect(SerdesEnergy(fixed: 3).energy(lossDb: 40, channelDb: 40) == 3)
  // No name makes a channel of 32 dB cheaper than long reach does, nor one of 15 dB than VSR.
  for reach in 0..<5 {
    #expect(energy(reach, 106.25e9, 32) >= energy(5, 106.25e9, 32))
    #expect(energy(reach, 106.25e9, 15) >= energy(3, 106.25e9, 15))
    // Nor does more loss ever take less.
    for step in 0..<320 {
      let loss = 0.1 * Double(step)
      #expect(energy(reach, 106.25e9, loss + 0.1) >= energy(reach, 106.25e9, loss))
    }
  }
}

/// A linear link's host equalises both hosts' channels, a retimed one its own.
@Test func linearHostsEqualiseMore() throws {
  let linear = try report(.lpo).answer
  let half = try report(.lro).answer
  let retimed = try report(.dsp).answer
  func serdes(_ answer: LinkAnswer) -> Double { answer.powerIoW - answer.powerOpticsW }
  #expect(serdes(linear) > serdes(retimed))
  #expect(abs(serdes(half) - serdes(retimed)) < 1e-12)
  // 32 dB and 16 dB of 28.
  #expect(
    abs(serdes(linear) / serdes(retimed) - (1 + 0.46 * 4 / 28) / (1 - 0.46 * 12 / 28)) < 1e-12)
}

/// Energies that breakdowns give for each generation, pJ/bit: 10 to 13 at 7 nm, 7.5 to 10 at 5 nm,
/// 7.5 to 8.8 at 3 nm, about 6 at 2 nm, at maximum rating with converters; a tenth to either side.
@Test func dspGenerations() throws {
  for (preset, node, low, high) in [
    (Preset.dsp400g, 0.0, 10.0, 13.0), (.dsp, 1, 7.5, 10), (.dsp1600g, 2, 7.5, 8.8),
    (.dsp1600g, 3, 5.5, 6.5),
  ] {
    let found = try report(preset) {
      $0.dspNode = node
      $0.powerRating = 1
      $0.caseTemperatureC = 70
    }
    let watts = items(found, "power_items_w")["retimers"]! / 0.9
    let rate = preset.row.linkValues.lanes * (preset.row.linkValues.laneRateGbps > 200 ? 0.2 : 0.1)
    #expect((0.9 * low...1.1 * high).contains(watts / rate), "\(preset.row.name) \(watts / rate)")
  }
  #expect(RetimerEnergy.scale(node: 1, taps: 21, tapRatio: 0.009, analogShare: 0.35) == 1)
  let taps = RetimerEnergy.scale(node: 1, taps: 31, tapRatio: 0.009, analogShare: 0.35)
  #expect(abs(taps - 1.09) < 1e-15)
  // All digital: the foundry's 30 % of N5 on N7.
  #expect(RetimerEnergy.scale(node: 0, taps: 21, tapRatio: 0, analogShare: 0) == 1.43)
}

@Test func powerClassesHoldTheirLimits() {
  for (index, limit) in [1.5, 3.5, 7, 8, 10, 12, 14].enumerated() {
    #expect(PowerClass.number(watts: limit) == Double(index + 1))
    #expect(PowerClass.number(watts: limit + 1e-9) == Double(index + 2))
  }
  #expect(PowerClass.number(watts: 0) == 1 && PowerClass.number(watts: 100) == 8)
  #expect(PowerClass.number(watts: .nan).isNaN)
}

/// A terminated modulator's driver pays for swing over load, a ring's for π f C V, whatever the rest.
@Test func driversPayForSwingAndElectrode() throws {
  func drivers(_ technology: Double, _ swing: WritableKeyPath<LinkValues, Double>, _ volts: Double)
    throws -> Double
  {
    let found = try report(.lpo) {
      $0.opticsTechnology = technology
      $0[keyPath: swing] = volts
      $0.ringDetuningPm = 200
    }
    return items(found, "power_items_w")["drivers"]!
  }
  let line = try drivers(0, \.mzmSwingV, 3) - drivers(0, \.mzmSwingV, 1)
  #expect(abs(line - 8 * 3.3 * 2 / 50) < 1e-12)
  let ring = try drivers(2, \.ringSwingV, 3) - drivers(2, \.ringSwingV, 1)
  #expect(abs(ring - 8 * 3.3 * Double.pi * 26.5625e9 * 100e-15 * 2) < 1e-12)
}

/// Both of a hot pair are alight at half the light: the threshold is paid twice, the slope once.
@Test func hotSparesPayTheirThreshold() throws {
  let one = try report(.lpo).answer
  let pair = try report(.lpo) { $0.laserRedundancy = 2 }.answer
  let threshold = 4 * 3.3 * 0.012 * exp(30.0 / 60)
  #expect(abs(pair.powerLasersW - one.powerLasersW - threshold) < 1e-9)
  let spare = try report(.lpo) { $0.laserRedundancy = 1 }.answer
  #expect(abs(one.launchAverageDbm - spare.launchAverageDbm - 0.3) < 1e-9)
  #expect(abs(spare.powerLasersW - one.powerLasersW) < 1e-12)
}

/// Passive cables of 100G lanes end between 2 and 3 m and, with the 3 dB that channel operating
/// margins ask for, of 200G lanes between 0.5 and about 1 m; linear active ones come at 3 to 5 m and take
/// 0.6 W an end at 400G and 1.5 W at 800G, retimed ones reach 5 to 7 m and take less than 12 W at 800G and
/// 20 W at 1.6T.
@Test func copperEndsWhereItDoes() throws {
  func reach(_ preset: Preset, margin: Double) throws -> Double {
    var low = 0.1
    var high = 20.0
    for _ in 0..<40 {
      let middle = 0.5 * (low + high)
      let found = try report(preset) { $0.cableLengthM = middle }.answer.marginDb
      if found >= margin { low = middle } else { high = middle }
    }
    return low
  }
  #expect((2...3).contains(try reach(.dac, margin: 0)))
  #expect((0.5...1.1).contains(try reach(.dac1600g, margin: 3)))
  #expect((3...5).contains(try reach(.acc, margin: 0)))
  #expect((5...7).contains(try reach(.aec, margin: 3)))
  for (preset, limit) in [
    (Preset.aec400g, 6.0), (.aec, 12), (.aec1600g, 20), (.dac, 0.12), (.acc400g, 0.72), (.acc, 1.5),
  ] {
    let found = try report(preset) {
      $0.powerRating = 1
      $0.caseTemperatureC = 70
    }
    #expect(found.answer.powerOpticsW <= limit, "\(preset.row.name)")
  }
}

/// Half a link an accelerator is one end: the network of it is its box, and no other end is left.
@Test func theLeastNetworkIsOneEnd() throws {
  let row = ParameterRow.all[Parameter.linksPerAccelerator.index]
  #expect(row.minimum == 0.5)
  let answer = try report(.dsp) { $0.linksPerAccelerator = row.minimum }.answer
  #expect(answer.powerNetworkW == answer.powerSystemW)
  #expect(answer.powerClusterW > answer.powerNetworkW)
}
