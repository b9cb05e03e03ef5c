// The light, and the swing, that a link is asked to find for itself: coupled with the temperature that
// they cause.

import LaneNumerics
import LaneOptics
import LaneParameters
import LanePower
import LaneSignal

extension BudgetEngine {
  /// Share of a noise burst that falls on the cursor of an ideally equalised symbol: that of sinc²
  /// within half a symbol.
  static var cursorShare: Double { 0.7737 }

  /// The fibre's segment ready for a search. The target is a margin, dB.
  func lightBasis(target: Double) -> LightBasis {
    let nyquist = blocks.lane.nyquist
    let light = perLineInput * perModulation * perFiber * nyquist
    let atAmplifier = light * perDetection
    let amplifierNoise = blocks.amplifier.inputNoise * blocks.amplifier.inputNoise
    let driverNoise = blocks.driver.inputNoise * blocks.driver.inputNoise
    let decider = lineReceiver
    let outputSwing = blocks.amplifier.swing * blocks.amplifier.swing
    let inverseScale = exponential(target * (-0.05 * Decibel.naturalPerBel))
    // What the electrical segments leave to the fibre's: 1 - 2p = Π (1 - 2p_i).
    let second = chain.second.bitErrorRatio(inverseScale: inverseScale).value
    let third = chain.third.bitErrorRatio(inverseScale: inverseScale).value
    let others = second + third - 2 * second * third
    return LightBasis(
      fixed: lineNoise + perLineInput * (driverNoise * nyquist / lineTransmitter.variance),
      light: light, amplifier: atAmplifier * amplifierNoise,
      receiver: atAmplifier * perAmplification * perLineOutput
        * (decider.inputNoise / outputSwing),
      intensity: blocks.source.relativeIntensityNoise ?? blocks.laser.relativeIntensityNoise,
      beats: multipathVariance / nyquist, decider: decider, inverseScale: inverseScale,
      allowed: (blocks.correction.limit - others) / (1 - 2 * others))
  }

  /// Optical loss in dB that may come on top for a margin to remain; negative where light is missing,
  /// minus infinity where no light suffices.
  func extraLoss(forMargin target: Double) -> Double {
    let currents = blocks.photodiode.currents(received)
    return Decibel.of(
      ratio: lightBasis(target: target).greatestInverseLight(currents, tolerance: 1e-11))
  }

  // MARK: The laser's aim

  /// Bring the light to what the laser aims at, and settle; the status tells what is in the way.
  func aim() -> Status {
    switch blocks.laser.aim {
    case .given: return .ok
    case .margin:
      let u = lightBasis(target: blocks.laser.targetMargin)
        .greatestInverseLight(blocks.photodiode.currents(received), tolerance: 1e-11)
      guard u > 0 else { return .errorFloor }
      lightScale = 1 / u
    case .launch: lightScale = blocks.laser.targetLaunch / launch.oma
    case .leastPower:
      let found = leastPower()
      if found != .ok { return found }
    }
    guard settle() else { return .thermalRunaway }
    return limit()
  }

  /// What the light as it is exceeds.
  private func limit() -> Status {
    let room = 1 + 1e-9
    if laserOutput > laserRating * room { return .laserRating }
    if launch.average > blocks.laser.launchLimit * room { return .launchLimit }
    if received.average > blocks.amplifier.overload * room { return .overload }
    return .ok
  }

  /// What the search for the least power knows of one swing.
  private struct Trial {
    var ratio: Double
    /// W; above `forbidden` by how far a limit is exceeded.
    var cost: Double
  }

  private static var forbidden: Double { 1e6 }

  /// Choose the swing with the least electrical power of the optics, and the light for it.
  ///
  /// Brent's search between the smallest swing and the given one: parabolas through the three best
  /// points where they converge, golden sections where not. Each point finds its light and its
  /// temperatures, beginning with those of the last point.
  private func leastPower() -> Status {
    let basis = lightBasis(target: blocks.laser.targetMargin)
    var search = SwingSearch()
    // At the given swing first: it decides whether there is an answer at all.
    var best = trial(1, basis, &search)
    if best.cost.isNaN { return .errorFloor }
    let golden = 0.3819660112501051
    var low = blocks.swingFloor
    var high = 1.0
    var middle = trial(high - golden * (high - low), basis, &search)
    var second = middle
    var third = middle
    var step = 0.0
    var lastStep = 0.0
    for _ in 0..<24 {
      if middle.cost < best.cost { best = middle }
      let centre = 0.5 * (low + high)
      let tolerance = 2e-3
      if abs(middle.ratio - centre) <= 2 * tolerance - 0.5 * (high - low) { break }
      var usesGolden = true
      if abs(lastStep) > tolerance {
        let r = (middle.ratio - second.ratio) * (middle.cost - third.cost)
        let q = (middle.ratio - third.ratio) * (middle.cost - second.cost)
        var numerator = (middle.ratio - third.ratio) * q - (middle.ratio - second.ratio) * r
        let denominator = 2 * (q - r)
        if denominator > 0 { numerator = -numerator }
        let size = abs(denominator)
        if abs(numerator) < abs(0.5 * size * lastStep),
          numerator > size * (low - middle.ratio), numerator < size * (high - middle.ratio)
        {
          lastStep = step
          step = numerator / size
          usesGolden = false
        }
      }
      if usesGolden {
        lastStep = middle.ratio < centre ? high - middle.ratio : low - middle.ratio
        step = golden * lastStep
      }
      let least = step < 0 ? -tolerance : tolerance
      let next = trial(
        middle.ratio + (abs(step) >= tolerance ? step : least), basis, &search)
      if next.cost <= middle.cost {
        if next.ratio < middle.ratio { high = middle.ratio } else { low = middle.ratio }
        (third, second, middle) = (second, middle, next)
      } else {
        if next.ratio < middle.ratio { low = next.ratio } else { high = next.ratio }
        if next.cost <= second.cost || second.ratio == middle.ratio {
          (third, second) = (second, next)
        } else if next.cost <= third.cost || third.ratio == middle.ratio
          || third.ratio == second.ratio
        {
          third = next
        }
      }
    }
    if middle.cost < best.cost { best = middle }
    drive(best.ratio)
    let u = basis.greatestInverseLight(unitCurrents, start: search.inverseLight, tolerance: 1e-11)
    guard u > 0 else { return .errorFloor }
    lightScale = 1 / u
    return .ok
  }

  /// What one point of the search hands to the next.
  private struct SwingSearch {
    var inverseLight: Double?
    var moduleStart: Double?
    var laserStart: Double?
  }

  /// Drive the modulator with the given swing times a ratio.
  private func drive(_ ratio: Double) {
    swingRatio = ratio
    sourceLevels = levels(of: ratio == 1 ? blocks.source : blocks.source.driven(ratio))
  }

  /// Photocurrents of the levels at the light that the parameters ask for.
  private var unitCurrents: SIMD4<Double> {
    lightScale = 1
    return blocks.photodiode.currents(received)
  }

  /// The cost of a swing; NaN where no light suffices.
  private func trial(_ ratio: Double, _ basis: LightBasis, _ search: inout SwingSearch) -> Trial {
    drive(ratio)
    let u = basis.greatestInverseLight(
      unitCurrents, start: search.inverseLight, tolerance: search.inverseLight == nil ? 1e-7 : 1e-5)
    guard u > 0 else { return Trial(ratio: ratio, cost: search.inverseLight == nil ? .nan : .infinity) }
    search.inverseLight = u
    lightScale = 1 / u
    let thermal = blocks.thermal
    let light = laserOutput
    let box = moduleBox(swing: swing, light: light)
    let isExternal = blocks.architecture.laserIsExternal
    let laser: LaserAtTemperature
    var cooling = 0.0
    var temperature = thermal.caseTemperature
    if thermal.isSolved {
      guard
        let module = box.settle(
          ambient: thermal.ambient, resistance: thermal.resistance, start: search.moduleStart)
      else { return Trial(ratio: ratio, cost: 2 * Self.forbidden * lightScale) }
      search.moduleStart =
        box.cooler == nil && box.lasers > 0 ? module.laserTemperature : module.caseTemperature
      temperature = module.caseTemperature
      var lasers = module
      if isExternal {
        let laserBox = laserBox(light: light)
        guard
          let found = laserBox.settle(
            ambient: thermal.ambient, resistance: thermal.externalResistance,
            start: search.laserStart)
        else { return Trial(ratio: ratio, cost: 2 * Self.forbidden * lightScale) }
        search.laserStart = laserBox.cooler == nil ? found.laserTemperature : found.caseTemperature
        lasers = found
      }
      laser = blocks.laserElectrical.at(lasers.laserTemperature)
      cooling = lasers.coolerPower
    } else {
      laser = givenLaser
      if let cooler = blocks.laserPlace.cooler {
        cooling = cooler.power(
          heat: laser.power(light: light) - light,
          caseTemperature: isExternal
            ? thermal.externalCaseTemperature : thermal.caseTemperature)
      }
    }
    let excess = max(
      light / blocks.laserElectrical.rating(laser),
      launch.average / blocks.laser.launchLimit, received.average / blocks.amplifier.overload)
    if excess > 1 { return Trial(ratio: ratio, cost: Self.forbidden * excess) }
    return Trial(
      ratio: ratio,
      cost: box.electronicsPower(temperature) + box.tuningPower(temperature)
        + laserCount * (laser.power(light: light) + cooling))
  }

  // MARK: What was in the way

  /// One line for a status of ``aim()`` or ``settle()``, with the value and the bound.
  func hindrance(_ status: Status, named text: (Double, Int) -> String) -> String {
    switch status {
    case .launchLimit:
      "reaching the target launches "
        + text(Decibel.dBm(watts: launch.average), Parameter<Power>.launchLimit.index)
        + " on average; the limit is launch_limit_dbm = "
        + text(Decibel.dBm(watts: blocks.laser.launchLimit), Parameter<Power>.launchLimit.index)
    case .overload:
      "reaching the target sends "
        + text(Decibel.dBm(watts: received.average), Parameter<Power>.tiaOverload.index)
        + " on average to the receiver; it takes tia_overload_dbm = "
        + text(
          Decibel.dBm(watts: blocks.amplifier.overload), Parameter<Power>.tiaOverload.index)
    case .laserRating:
      "reaching the target asks "
        + text(laserOutput * 1e3, Parameter<Power>.laserPower.index)
        + " of one laser for \(decimal(blocks.source.needsLaser ? blocks.laserPath.lanes : 1))"
        + " lanes; its \(ratingName) gives "
        + text(laserRating * 1e3, Parameter<Power>.laserPower.index)
    default:
      "no stable temperature above ambient_temperature_c = \(decimal(blocks.thermal.ambient)) degC"
        + " through \(decimal(blocks.thermal.resistance)) K/W; the largest load at the given"
        + " temperature is \(largestLoad)"
    }
  }

  /// What limits the laser's light.
  private var ratingName: String {
    if !blocks.source.needsLaser { return "maximum average power" }
    return laserRating >= blocks.laserElectrical.maximumLight
      ? "external_laser_class" : "laser_maximum_ma"
  }

  private var largestLoad: String {
    let items = power.items.filter { $0.boundary == .optics }
    let largest = items.max { $0.watts < $1.watts }
    return largest.map { "\($0.label), \(rounded($0.watts)) W" } ?? "unknown"
  }

  private func rounded(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }
}
