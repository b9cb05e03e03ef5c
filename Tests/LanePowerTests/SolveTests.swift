// The light, swing and temperature that a link finds for itself, against exhaustive search.

import Foundation
import LaneEvaluation
import LaneParameters
import Testing

private func swingKey(_ values: LinkValues) -> WritableKeyPath<LinkValues, Double> {
  switch values.opticsTechnology {
  case 1: \.emlSwingV
  case 2: \.ringSwingV
  case 3: \.tflnSwingV
  default: \.mzmSwingV
  }
}

/// The least power over the swing: no swing of a fine scan with its light solved for does better than
/// a tenth of a percent, and the margin is the target.
@Test func leastPowerIsLeast() throws {
  var compared = 0
  for preset in [Preset.lpo, .dsp, .lro1600g, .cpoA, .cpoB1600g, .npo, .lpo400g] {
    for technology in [0.0, 2, 3] {
      for (target, ambient) in [(0.0, 20.0), (1, 45)] {
        var values = preset.row.linkValues
        values.opticsTechnology = technology
        values.targetMarginDb = target
        values.ambientTemperatureC = ambient
        values.temperatureMode = 1
        values.laserPowerMode = 3
        guard let found = try? Report(values, preset: preset).answer else { continue }
        compared += 1
        #expect(abs(found.marginDb - target) < 1e-6)
        let key = swingKey(values)
        let given = values[keyPath: key]
        #expect(found.driveSwingV >= 0.3 * given - 1e-12 && found.driveSwingV <= given + 1e-12)
        // The same swing given, with the light alone solved for, is the same link.
        var fixed = values
        fixed.laserPowerMode = 1
        fixed[keyPath: key] = found.driveSwingV
        let same = try Report(fixed, preset: preset).answer
        #expect(abs(same.powerOpticsW - found.powerOpticsW) < 1e-6)
        #expect(abs(same.laserOutputMw / found.laserOutputMw - 1) < 1e-6)
        for step in 0...70 {
          fixed[keyPath: key] = given * (0.3 + 0.01 * Double(step))
          guard let other = try? Report(fixed, preset: preset).answer else { continue }
          #expect(
            found.powerOpticsW <= other.powerOpticsW * 1.001,
            "\(preset.row.name) \(technology) \(target): \(found.driveSwingV) V, better at \(step)")
        }
      }
    }
  }
  #expect(compared > 25)
}

/// The least light: a hair less misses the margin.
@Test(arguments: Preset.all.filter { $0.row.linkValues.medium == 0 })
func leastLightIsLeast(preset: Preset) throws {
  var values = preset.row.linkValues
  values.laserPowerMode = 1
  values.targetMarginDb = 1
  guard let found = try? Report(values, preset: preset).answer else { return }
  #expect(abs(found.marginDb - 1) < 1e-6)
  values.laserPowerMode = 0
  values.laserPowerMw = found.laserOutputMw
  #expect(abs(try Report(values, preset: preset).answer.marginDb - 1) < 1e-6)
  values.laserPowerMw = found.laserOutputMw * 0.999
  #expect(try Report(values, preset: preset).answer.marginDb < 1)
}

@Test func launchReachesItsAmplitude() throws {
  for preset in [Preset.dsp, .lpo, .cpoA1600g] {
    let found = try report(preset) { $0.laserPowerMode = 2 }.answer
    let target = preset.row.linkValues.targetLaunchOmaDbm
    #expect(abs(found.launchOmaDbm - target) < 1e-9)
  }
}

/// What stands in the way, each with its value and its bound.
@Test func hindrancesAreStatuses() throws {
  func refusal(_ preset: Preset, _ change: (inout LinkValues) -> Void) -> LightlaneError? {
    do {
      _ = try report(preset, change)
      return nil
    } catch { return error as? LightlaneError }
  }
  let weak = refusal(.cpoA) {
    $0.laserPowerMode = 2
    $0.externalLaserClass = 2
  }
  #expect(weak?.status == .laserRating)
  // 14 dBm and 1.5 dB.
  #expect(weak?.message.contains("for 4 lanes; its external_laser_class gives 35.481 mW") == true)
  let given = refusal(.cpoA) { $0.externalLaserClass = 2 }
  #expect(given?.status == .contradiction)
  let small = refusal(.lpo) {
    $0.laserPowerMode = 2
    $0.laserMaximumMa = 50
  }
  #expect(small?.status == .laserRating && small?.message.contains("laser_maximum_ma") == true)
  let bright = refusal(.lpo) {
    $0.laserPowerMode = 2
    $0.launchLimitDbm = -3
  }
  #expect(bright?.status == .launchLimit && bright?.message.contains("-3 dBm") == true)
  let close = refusal(.lpo) {
    $0.laserPowerMode = 3
    $0.tiaOverloadDbm = -12
    $0.targetMarginDb = 1
  }
  #expect(close?.status == .overload && close?.message.contains("-12 dBm") == true)
  for aim in [1.0, 3] {
    let floor = refusal(.lpo) {
      $0.laserPowerMode = aim
      $0.laserRinDbPerHz = -125
    }
    #expect(floor?.status == .errorFloor)
  }
  // Electrical segments alone can be in the way too.
  let host = refusal(.dsp) {
    $0.laserPowerMode = 1
    $0.hostTxChannelLossDb = 50
  }
  #expect(host?.status == .errorFloor)
}

/// The largest current gives less light when it is hot: a rating is met at one temperature and not at
/// another.
@Test func ratingsFallWithTemperature() throws {
  func margin(_ temperature: Double) throws -> Double {
    try report(.lpo) { $0.caseTemperatureC = temperature }.answer.laserRatingMarginDb
  }
  #expect(try margin(20) > margin(45) && margin(45) > margin(70))
  // (300 mA - 12 mA exp(30/60)) 0.38 W/A exp(-30/200) over 35 mW.
  let light = (0.3 - 0.012 * exp(0.5)) * 0.38 * exp(-0.15)
  #expect(abs(try margin(45) - 10 * log10(light / 0.035)) < 1e-9)
}

/// Sources that are lasers themselves choose their swing too: never worse than the given one.
@Test func directSourcesChooseTheirSwing() throws {
  var compared = 0
  for (technology, fiber, length) in [(1.0, 0.0, 500.0), (4, 1, 50)] {
    for preset in [Preset.dsp, .lro, .dsp400g] {
      func watts(_ aim: Double) throws -> LinkAnswer {
        try report(preset) {
          $0.opticsTechnology = technology
          $0.fiberType = fiber
          $0.fiberLengthM = length
          $0.laserPowerMode = aim
          $0.targetMarginDb = 1
          $0.temperatureMode = 1
        }.answer
      }
      let fixed = try watts(1)
      let least = try watts(3)
      #expect(least.powerOpticsW <= fixed.powerOpticsW * 1.001)
      #expect(least.driveSwingV <= fixed.driveSwingV)
      #expect(abs(least.marginDb - 1) < 1e-6)
      // Less swing is less extinction.
      #expect(least.extinctionRatioDb <= fixed.extinctionRatioDb + 1e-9)
      compared += 1
    }
  }
  #expect(compared == 6)
}

/// Repeatable numbers for the test below (SplitMix64).
private struct Dice: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// Presets with a few parameters anywhere within their bounds: each answers or refuses, an answer has
/// finite powers and temperatures, and a solved margin is the target.
@Test func anyNumbersAreAnsweredOrRefused() throws {
  var dice = Dice(state: 6)
  let parameters = ParameterRow.all
  let wanted: [Int] = [
    Metric<Decibels>.margin.index, Metric<Power>.powerCluster.index,
    Metric<Double>.temperatureMarginK.index, Metric<Power>.powerModuleHeat.index,
  ]
  var answered = 0
  var refused: [Status: Int] = [:]
  for _ in 0..<30_000 {
    let preset = Preset.all.randomElement(using: &dice)!
    var values = preset.row.linkValues
    if values.medium == 0 { values.laserPowerMode = Double(Int.random(in: 0...3, using: &dice)) }
    values.temperatureMode = Double(Int.random(in: 0...1, using: &dice))
    for _ in 0..<Int.random(in: 0...4, using: &dice) {
      let index = parameters.indices.randomElement(using: &dice)!
      let row = parameters[index]
      let value = Double.random(in: row.minimum...row.maximum, using: &dice)
      values[index] = row.kind == .real ? value : value.rounded()
    }
    guard let plan = try? Plan(values, varying: [], metrics: wanted) else {
      refused[.contradiction, default: 0] += 1
      continue
    }
    var evaluator = RowEvaluator(plan)
    let status = evaluator.evaluate { _ in .nan }
    guard status == .ok else {
      #expect(!evaluator.fault(status) { _ in .nan }.message.isEmpty)
      refused[status, default: 0] += 1
      continue
    }
    answered += 1
    for position in 1...3 {
      #expect(evaluator.output(position).isFinite, "\(values)")
    }
    if values.laserPowerMode == 1 || values.laserPowerMode == 3 {
      let miss = abs(evaluator.output(0) - values.targetMarginDb)
      #expect(miss < 1e-5, "\(preset.row.name) \(miss) \(values)")
    }
  }
  #expect(answered > 10_000)
  for status in [Status.errorFloor, .launchLimit, .overload, .laserRating, .thermalRunaway] {
    #expect(refused[status, default: 0] > 0, "\(status.name)")
  }
}
