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
      ratio: lightBasis(target: target).root(currents, tolerance: 1e-10))
  }

  // MARK: The laser's aim

  /// Bring the light to what the laser aims at, and settle; the status tells what is in the way.
  func aim() -> Status {
    switch blocks.laserAim.kind {
    case .given: return .ok
    case .margin:
      let u = lightBasis(target: blocks.laserAim.margin)
        .root(blocks.photodiode.currents(received), tolerance: 1e-10)
      guard u > 0 else { return .errorFloor }
      lightScale = 1 / u
    case .launch: lightScale = blocks.laserAim.launch / launch.oma
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
    if launch.average > blocks.laserAim.launchLimit * room { return .launchLimit }
    if received.average > blocks.amplifier.overload * room { return .overload }
    return .ok
  }

  /// What the search for the least power knows of one swing.
  private struct Trial {
    var ratio: Double
    /// Power of the optics that follows the search, W; above `forbidden` by how far a limit is exceeded.
    var cost: Double
    /// The part of lasers and coolers that is straight in the light, which falls with the swing.
    var light: Double
    /// What the swing costs, W at a ratio of one.
    var perSwing: Double
    /// Its light.
    var root: Double? = nil
  }

  private static var forbidden: Double { 1e6 }

  /// Choose the swing with the least electrical power of the optics, and the light for it.
  ///
  /// The driver's power is straight in the swing and the light falls with it as a power law, whose
  /// exponent the last two trials tell; where the law of the best two has its least is the next trial.
  /// Each finds its light and its temperatures, beginning with those of the trial before.
  private func leastPower() -> Status {
    let basis = lightBasis(target: blocks.laserAim.margin)
    var search = SwingSearch()
    // A middle swing first; where it has no answer, the given one tells why.
    let low = blocks.swingFloor
    var best = trial(max(low, 0.65), basis, &search)
    if best.cost >= Self.forbidden || best.cost.isNaN {
      best = trial(1, basis, &search)
      if best.cost.isNaN { return .errorFloor }
    }
    // Light that falls a little faster than the swing grows.
    var exponent = 1.3
    var next = min(1, max(low, Self.least(of: best, exponent: exponent)))
    // Far enough from the first to learn the exponent.
    if abs(next / best.ratio - 1) < 0.08 {
      next = best.ratio * (next > best.ratio ? 1.08 : 0.92)
      next = min(1, max(low, next))
    }
    for _ in 0..<10 {
      // What the next trial may gain, from the law's curvature.
      let change = next / best.ratio - 1
      if exponent * (exponent + 1) * change * change * best.light < 4e-4 * best.cost { break }
      let found = trial(next, basis, &search)
      var other = found
      if found.cost < best.cost { (best, other) = (found, best) }
      exponent =
        best.cost < Self.forbidden && other.cost < Self.forbidden
        ? logarithm(other.light / best.light) / logarithm(best.ratio / other.ratio) : .infinity
      next = min(1, max(low, Self.promising(best, other, exponent: exponent)))
      if next == other.ratio { break }
    }
    drive(best.ratio)
    let u = basis.root(unitCurrents, start: best.root, tolerance: 1e-9)
    guard u > 0 else { return .errorFloor }
    lightScale = 1 / u
    return .ok
  }

  /// The swing at which the power law through two trials, with the driver's straight line, is least.
  private static func promising(_ best: Trial, _ other: Trial, exponent: Double) -> Double {
    guard best.cost < forbidden else {
      // Nothing is allowed yet: on past the better one.
      return best.ratio + 0.5 * (best.ratio - other.ratio)
    }
    guard other.cost < forbidden else { return 0.5 * (best.ratio + other.ratio) }
    return exponent > 1e-3 ? least(of: best, exponent: exponent) : 0.6 * best.ratio
  }

  /// The swing at which a law of some exponent through a trial, with the driver's straight line, is
  /// least.
  private static func least(of trial: Trial, exponent: Double) -> Double {
    guard trial.cost < forbidden, trial.perSwing > 0 else { return 1 }
    let least = exponent * trial.light / (trial.perSwing * trial.ratio)
    return trial.ratio * exponential(logarithm(least) / (exponent + 1))
  }

  /// What one point of the search hands to the next.
  private struct SwingSearch {
    var root: Double?
    /// Logarithm of the photocurrent's swing there, and how that of the inverse light follows it.
    var logSwing = 0.0
    var exponent = 1.3
    var moduleStart: Double?
    var laserStart: Double?

    /// The last root, moved to the swing of other levels.
    func start(_ logSwing: Double) -> Double? {
      root.map { $0 * exponential(exponent * (logSwing - self.logSwing)) }
    }

    /// Take a root in.
    mutating func found(_ next: Double, _ logSwing: Double) {
      let change = logSwing - self.logSwing
      if let root, abs(change) > 0.01 {
        exponent = min(max(logarithm(next / root) / change, 0.3), 5)
      }
      self.logSwing = logSwing
      root = next
    }
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
    func refused(_ cost: Double) -> Trial {
      Trial(ratio: ratio, cost: cost, light: 0, perSwing: 0)
    }
    drive(ratio)
    let currents = unitCurrents
    let logSwing = logarithm(currents[3] - currents[0])
    let root = basis.root(currents, start: search.start(logSwing), tolerance: 5e-4)
    guard root > 0, root.isFinite else {
      return refused(search.root == nil ? .nan : .infinity)
    }
    search.found(root, logSwing)
    lightScale = 1 / root
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
          ambient: thermal.ambient, resistance: thermal.resistance, start: search.moduleStart,
          tolerance: 0.02)
      else { return refused(2 * Self.forbidden * lightScale) }
      search.moduleStart =
        box.cooler == nil && box.lasers > 0 ? module.laserTemperature : module.caseTemperature
      temperature = module.caseTemperature
      var lasers = module
      if isExternal {
        let laserBox = laserBox(light: light)
        guard
          let found = laserBox.settle(
            ambient: thermal.ambient, resistance: thermal.externalResistance,
            start: search.laserStart, tolerance: 0.02)
        else { return refused(2 * Self.forbidden * lightScale) }
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
      launch.average / blocks.laserAim.launchLimit, received.average / blocks.amplifier.overload)
    if excess > 1 { return refused(Self.forbidden * excess) }
    let electrical = laser.power(light: light)
    let lasers = laserCount * (electrical + cooling)
    // Each watt of light costs its slope, and its share of the cooler for what is not light.
    let perHeat = electrical > light ? cooling / (electrical - light) : 0
    let growing = laserCount * light * (laser.slope + perHeat * (laser.slope - 1))
    let drivers =
      blocks.power.corner * blocks.lane.count
      * (driverPower(swing: swing) - driverPower(swing: 0))
    return Trial(
      ratio: ratio,
      cost: box.electronicsPower(temperature) + box.tuningPower(temperature) + lasers,
      light: growing, perSwing: drivers / ratio, root: root)
  }

  // MARK: What was in the way

  /// One line for a status of ``aim()`` or ``settle()``, with the value and the bound.
  func hindrance(_ status: Status, named text: (Double, Int) -> String) -> String {
    switch status {
    case .launchLimit:
      "reaching the target launches "
        + text(Decibel.dBm(watts: launch.average), Parameter<Power>.launchLimit.index)
        + " on average; the limit is launch_limit_dbm = "
        + text(Decibel.dBm(watts: blocks.laserAim.launchLimit), Parameter<Power>.launchLimit.index)
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
