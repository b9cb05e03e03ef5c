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

/// The least power that any of 141 swings has with its light solved for, and what is in the way where
/// none has an answer.
private func scanned(_ values: LinkValues) throws -> Double? {
  let key = swingKey(values)
  let given = values[keyPath: key]
  var fixed = values
  fixed.laserPowerMode = 1
  let watts = Metric<Power>.powerOptics.index
  var least: Double?
  for step in 0...140 {
    let ratio = values.swingFloorRatio + (1 - values.swingFloorRatio) * Double(step) / 140
    fixed[keyPath: key] = given * ratio
    var evaluator = RowEvaluator(try Plan(fixed, varying: [], metrics: [watts]))
    guard evaluator.evaluate({ _ in .nan }) == .ok else { continue }
    least = min(least ?? .infinity, evaluator.output(0))
  }
  return least
}

/// Links of any kind, hot or tight or driven hard: the answer is the scan's least within 0.2 %, and
/// there is one wherever the scan has one.
@Test func leastPowerIsTheScansLeast() throws {
  var dice = Dice(state: 11)
  var answered = 0
  var refused = 0
  let presets: [Preset] = [
    .lpo, .lpo1600g, .dsp, .dsp1600g, .lro, .npo, .cpoA, .cpoB, .cpoC, .cpoB1600g, .lpo3200g,
    .externalLaserPluggable,
  ]
  for _ in 0..<1200 {
    var values = presets.randomElement(using: &dice)!.row.linkValues
    values.opticsTechnology = [0.0, 2, 3].randomElement(using: &dice)!
    values.temperatureMode = 1
    values.laserPowerMode = 3
    values.ambientTemperatureC = .random(in: 10...60, using: &dice)
    values.targetMarginDb = .random(in: -1...4, using: &dice)
    values.fiberLengthM = .random(in: 2...2000, using: &dice)
    let key = swingKey(values)
    values[keyPath: key] *= [1, 1.5, 2.5].randomElement(using: &dice)!
    switch Int.random(in: 0...6, using: &dice) {
    case 0: values.launchLimitDbm = .random(in: -2...4, using: &dice)
    case 1: values.tiaOverloadDbm = .random(in: -4...4, using: &dice)
    case 2: values.laserMaximumMa = .random(in: 60...300, using: &dice)
    case 3: values.laserKPerW = .random(in: 25...150, using: &dice)
    case 4: values.laserRinDbPerHz = .random(in: -145 ... -138, using: &dice)
    default: break
    }
    guard let plan = try? Plan(values, varying: [], metrics: [Metric<Power>.powerOptics.index])
    else { continue }
    let scan = try scanned(values)
    var evaluator = RowEvaluator(plan)
    let status = evaluator.evaluate { _ in .nan }
    if let scan {
      #expect(status == .ok, "\(status.name) but \(scan) W: \(values)")
      #expect(evaluator.output(0) <= scan * 1.002, "\(scan) W: \(values)")
      answered += 1
    } else {
      refused += 1
    }
  }
  #expect(answered > 700 && refused > 50, "\(answered) \(refused)")
}

/// Answers that lie beside swings without one: hot lasers, bent modulators, tight limits.
@Test func answersBesideRefusalsAreFound() throws {
  let cases: [(Preset, (inout LinkValues) -> Void)] = [
    (
      .dsp1600g,
      {
        $0.temperatureMode = 1
        $0.laserKPerW = 110
        $0.ambientTemperatureC = 58
        $0.targetMarginDb = 3.5
      }
    ),
    (
      .cpoB1600g,
      {
        $0.opticsTechnology = 2
        $0.targetMarginDb = 3
        $0.launchLimitDbm = -1
        $0.ringSwingV = 4
      }
    ),
    (
      .cpoB,
      {
        $0.temperatureMode = 1
        $0.mzmSwingV = 5.5
        $0.laserMaximumMa = 204
        $0.targetMarginDb = 3
      }
    ),
  ]
  for (preset, change) in cases {
    var values = preset.row.linkValues
    change(&values)
    values.laserPowerMode = 3
    let scan = try #require(try scanned(values))
    let found = try Report(values, preset: preset).answer
    #expect(abs(found.powerOpticsW / scan - 1) < 0.002)
  }
}

/// A link that gets worse takes no less.
@Test func leastPowerRisesWithImpairments() throws {
  let intensity = Parameter<Double>.laserRinDbPerHz.index
  for preset in [Preset.cpoB, .lpo, .dsp1600g] {
    var values = preset.row.linkValues
    values.temperatureMode = 1
    values.laserPowerMode = 3
    values.targetMarginDb = 1
    var evaluator = RowEvaluator(
      try Plan(values, varying: [intensity], metrics: [Metric<Power>.powerOptics.index]))
    var last = 0.0
    for step in 0..<300 {
      let status = evaluator.evaluate { _ in -155 + 0.05 * Double(step) }
      guard status == .ok else { continue }
      #expect(evaluator.output(0) >= last * (1 - 5e-5), "\(preset.row.name) \(step)")
      last = evaluator.output(0)
    }
    #expect(last > 0)
  }
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
