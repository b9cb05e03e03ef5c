// Heat: fixed points against bisection and closed forms, runaway, limits.

import Foundation
import LaneEvaluation
import LaneNumerics
import LaneParameters
import LanePower
import Testing

private func laser(t0: Double = 60, t1: Double = 200) -> LaserElectrical {
  LaserElectrical(
    threshold: 0.04, slope: 8.7, thresholdScale: t0, slopeScale: t1, maximumPower: .infinity,
    maximumLight: .infinity)
}

/// Threshold growth from 25 to 70 °C: 2.46 for a T0 of 50 K, 2.12 for 60 K, 1.70 for 85 K.
@Test func thresholdGrowsWithTemperature() {
  for (t0, growth) in [(50.0, 2.46), (60, 2.12), (85, 1.70)] {
    let hot = laser(t0: t0).at(70)
    #expect(abs(hot.threshold / 0.04 - growth) < 0.005)
  }
  let cold = laser().at(25)
  #expect(cold.threshold == 0.04 && cold.slope == 8.7)
  #expect(cold.power(light: 0.02) == 0.04 + 8.7 * 0.02)
  #expect(abs(laser().at(45).slope / 8.7 - exp(0.1)) < 1e-12)
}

/// Without laser and heaters the rise y is that of y = c exp(g y): the iteration from below, and no
/// answer where e g c exceeds one.
@Test func electronicsSettleAtTheClosedForm() throws {
  var box = HeatedBox(laser: laser())
  box.electronics = 10
  box.converterEfficiency = 0.8
  for growth in [-0.01, 0, 0.002, 0.0197] {
    box.growth = growth
    let state = try #require(box.settle(ambient: 30, resistance: 2))
    var rise = 0.0
    for _ in 0..<2000 { rise = 25 * exp(growth * (rise - 15)) }
    #expect(abs(state.caseTemperature - 30 - rise) < 1e-6)
    #expect(abs(state.loopGain - growth * rise) < 1e-6)
  }
  // 25 e g exp(-15 g) is one at g = 0.01981.
  box.growth = 0.0199
  #expect(box.settle(ambient: 30, resistance: 2) == nil)
  // There the crest is where a kelvin makes a kelvin: 25 g exp(g (T - 45)) = 1.
  let crest = 45 + log(1 / (25 * 0.0199)) / 0.0199
  #expect(abs(box.crest(ambient: 30, resistance: 2).caseTemperature - crest) < 0.01)
}

/// The electronics' power is positive at any temperature and growth within bounds, with the growth told
/// at 45 °C.
@Test func electronicsNeverGivePower() throws {
  for growth in [-0.01, 0.001, 0.05] {
    for temperature in [-40.0, 20, 45, 125] {
      let found = try report(.dsp) {
        $0.electronicsTempcoPerK = growth
        $0.caseTemperatureC = temperature
      }
      for item in items(found, "power_items_w") { #expect(item.value >= 0, "\(item)") }
      #expect(found.answer.powerOpticsW > 0)
    }
    // d ln P / dT of the DSP alone.
    func retimers(_ temperature: Double) throws -> Double {
      let found = try report(.dsp) {
        $0.electronicsTempcoPerK = growth
        $0.caseTemperatureC = temperature
      }
      return items(found, "power_items_w")["retimers"]!
    }
    let slope = (try retimers(45.01) - retimers(44.99)) / 0.02 / (try retimers(45))
    #expect(abs(slope - growth) < 1e-7)
  }
}

/// Uncooled lasers: the root against a bisection of the same equations written down again, the coolest
/// one, from any guess; and no answer exactly where the bisection finds none.
@Test func lasersSettleAtTheCoolestRoot() throws {
  for resistance in [0.5, 2, 6, 12, 20, 40.0] {
    for t0 in [20.0, 40, 60] {
      var box = HeatedBox(laser: laser(t0: t0))
      box.electronics = 4
      box.growth = 0.001
      box.tuning = 0.1
      box.tuningPerKelvin = 0.004
      box.tuningTop = 85
      box.converterEfficiency = 0.9
      box.lasers = 4
      box.light = 0.04
      box.junctionResistance = 25
      box.lightBalance = -0.01
      func excess(_ junction: Double) -> Double {
        let power =
          0.04 * exp((junction - 25) / t0) + 8.7 * 0.04 * exp((junction - 25) / 200)
        let outside = junction - 25 * power
        let load =
          4 * exp(0.001 * (outside - 45)) + 0.1 + 0.004 * max(0, 85 - outside) + 4 * power
        return outside - 30 - resistance * (load / 0.9 - 0.01)
      }
      // The first change of sign on a fine walk from below.
      var junction = 20.0
      while junction < 400, excess(junction) < 0 { junction += 0.01 }
      let found = box.settle(ambient: 30, resistance: resistance)
      guard junction < 400 else {
        #expect(found == nil, "\(resistance) \(t0)")
        continue
      }
      var low = junction - 0.01
      var high = junction
      for _ in 0..<60 {
        let middle = 0.5 * (low + high)
        if excess(middle) < 0 { low = middle } else { high = middle }
      }
      let state = try #require(found, "\(resistance) \(t0)")
      #expect(abs(state.laserTemperature - low) < 1e-6, "\(resistance) \(t0)")
      #expect(state.loopGain < 1)
      for guess in [-20.0, 60, 200] {
        let again = try #require(box.settle(ambient: 30, resistance: resistance, start: guess))
        #expect(abs(again.laserTemperature - low) < 1e-6)
      }
    }
  }
}

/// A cooler carries what the laser dissipates up to the case, by a share of Carnot's law.
@Test func coolersPayForTheDifference() throws {
  let cooler = LaserCooler(setpoint: 45, carnotRatio: 0.12)
  #expect(cooler.power(heat: 1, caseTemperature: 40) == 0)
  #expect(abs(cooler.power(heat: 2, caseTemperature: 70) - 2 * 25 / (318.15 * 0.12)) < 1e-12)
  var box = HeatedBox(laser: laser())
  box.electronics = 3
  box.lasers = 8
  box.light = 0.1
  box.cooler = cooler
  box.lightBalance = -0.8
  let state = try #require(box.settle(ambient: 50, resistance: 1))
  let power = laser().at(45).power(light: 0.1)
  #expect(state.laserTemperature == 45 && state.laserPower == power)
  let carried = 8 * (power - 0.1) / (318.15 * 0.12)
  // T = 50 + 3 + 8 P - 0.8 + carried (T - 45).
  let expected = (50 + 3 + 8 * power - 0.8 - 45 * carried) / (1 - carried)
  #expect(abs(state.caseTemperature - expected) < 1e-9)
}

/// The case is as hot as the heat that the answer tells makes it, behind each way of cooling.
@Test(arguments: [Preset.dsp, .lpo, .cpoA, .cpoC1600g, .aec, .lro1600g])
func theAnswerIsAFixedPoint(preset: Preset) throws {
  for (cooling, resistance) in [(0.0, 1.5), (1, 0.35), (2, 0.6)] {
    for aim in preset.row.linkValues.medium == 0 ? [0.0, 2, 3] : [0.0] {
      let found = try report(preset) {
        $0.temperatureMode = 1
        $0.cooling = cooling
        $0.laserPowerMode = aim
        $0.targetMarginDb = 0.5
      }.answer
      let expected = 35 + resistance * found.powerModuleHeatW
      #expect(abs(found.temperatureCaseC - expected) < 1e-6, "\(aim)")
      #expect(found.thermalLoopGain > -0.1 && found.thermalLoopGain < 1)
      guard preset.row.linkValues.laserLocation == 0, preset.row.linkValues.medium == 0 else {
        continue
      }
      // Four lasers; each heats its junction through 25 K/W.
      let rise = found.temperatureLaserC - found.temperatureCaseC
      #expect(abs(rise - 25 * found.powerLasersW / 4) < 1e-6)
    }
  }
}

/// Given temperatures cost what the same temperatures cost when they are solved for.
@Test func givenAndSolvedTemperaturesAgree() throws {
  let solved = try report(.lpo) { $0.temperatureMode = 1 }.answer
  let given = try report(.lpo) {
    $0.caseTemperatureC = solved.temperatureCaseC
    $0.laserRiseK = solved.temperatureLaserC - solved.temperatureCaseC
  }.answer
  #expect(abs(given.powerClusterW / solved.powerClusterW - 1) < 1e-12)
  #expect(abs(given.powerOpticsW - solved.powerOpticsW) < 1e-9)
}

@Test func runawayIsARowStatusAmongOthers() throws {
  var values = Preset.lpo.row.linkValues
  values.temperatureMode = 1
  values.laserT0K = 20
  var evaluator = RowEvaluator(
    try Plan(
      values, varying: [Parameter<Double>.airKPerW.index],
      metrics: [Metric<Power>.powerOptics.index]))
  #expect(evaluator.evaluate { _ in 1 } == .ok)
  let cool = evaluator.output(0)
  #expect(evaluator.evaluate { _ in 60 } == .thermalRunaway)
  #expect(evaluator.output(0).isNaN)
  let message = evaluator.fault(.thermalRunaway) { _ in 60 }.message
  #expect(message.contains("60 K/W") && message.contains("largest load"), "\(message)")
  #expect(evaluator.evaluate { _ in 1 } == .ok)
  #expect(evaluator.output(0) == cool)
}

/// Limits are those of the cooling and of the module.
@Test func heatIsJudgedAgainstItsLimits() throws {
  let found = try report(.dsp).answer
  let dsp = items(try report(.dsp), "power_items_w")["retimers"]!
  #expect(abs(found.temperatureDspC - (45 + 1.5 * dsp)) < 1e-9)
  // The die's flux, and the whole case's where the die is large.
  #expect(abs(found.heatFluxWPerCm2 - dsp) < 1e-9)
  #expect(abs(found.heatFluxMarginDb - 10 * log10(75 / dsp)) < 1e-9)
  let wide = try report(.dsp) {
    $0.dspAreaCm2 = 50
    $0.cooling = 1
  }.answer
  #expect(abs(wide.heatFluxWPerCm2 - wide.powerModuleHeatW / 13) < 1e-9)
  #expect(abs(wide.heatFluxMarginDb - 10 * log10(200 * 13 / wide.powerModuleHeatW)) < 1e-9)
  #expect(abs(found.temperatureMarginK - 25) < 1e-9)
  #expect(abs(found.formFactorMarginW - (18 - found.powerOpticsW)) < 1e-9)
  #expect(found.powerClass == PowerClass.number(watts: found.powerOpticsW))
  // An engine draws without its external lasers.
  let engine = try report(.cpoA).answer
  let own = engine.powerOpticsW - engine.powerLasersW
  #expect(abs(engine.formFactorMarginW - (18 - own)) < 1e-9)
}

/// A report warns of what is beyond its ratings, and of nothing else.
@Test func reportsWarnBeyondRatings() throws {
  func warnings(_ preset: Preset, _ change: (inout LinkValues) -> Void) throws -> [String] {
    try report(preset, change).notes.filter { $0.hasPrefix("warning:") }
  }
  #expect(try warnings(.dsp) { _ in }.isEmpty)
  #expect(try warnings(.lpo) { _ in }.isEmpty)
  let hot = try warnings(.dsp1600g) {
    $0.temperatureMode = 1
    $0.ambientTemperatureC = 60
    $0.airKPerW = 3
  }
  for key in ["case_limit_c = 70", "laser_limit_c = 95", "dsp_limit_c = "] {
    #expect(hot.contains { $0.contains(key) }, "\(hot)")
  }
  let small = try warnings(.dsp1600g) { $0.dspAreaCm2 = 0.05 }
  #expect(small.contains { $0.contains("the cooling takes 75 W/cm2") }, "\(small)")
  let bright = try warnings(.lpo) { $0.laserPowerMw = 1000 }
  #expect(bright.contains { $0.contains("dB more than its laser_maximum_ma allows") }, "\(bright)")
  let ring = try warnings(.cpoA) {
    $0.opticsTechnology = 2
    $0.caseTemperatureC = $0.ringHotC + 1
  }
  #expect(ring.contains { $0.contains("ring_hot_c") }, "\(ring)")
  let short = try warnings(.lpo) { $0.hostSerdesClass = 2 }
  #expect(
    short.contains { $0.contains("channel loses 16 dB; host_serdes_class = xsr is for 10 dB") },
    "\(short)")
  let dim = try warnings(.lpo) {
    $0.laserPowerMode = 2
    $0.targetLaunchOmaDbm = -12
  }
  #expect(dim.contains { $0.contains("does not close at target_launch_oma_dbm = -12") }, "\(dim)")
}
