// The light that a link is asked to find for itself, and what stands in its way.

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
      ratio: lightBasis(target: target).root(currents, tolerance: 1e-10).inverseLight)
  }

  // MARK: The laser's aim

  /// Bring the light to what the laser aims at, and settle; the status tells what is in the way.
  func aim() -> Status {
    switch blocks.laserAim.kind {
    case .given: return .ok
    case .margin:
      let u = lightBasis(target: blocks.laserAim.margin)
        .root(blocks.photodiode.currents(received), tolerance: 1e-10).inverseLight
      guard u > 0 else { return .errorFloor }
      lightScale = 1 / u
    case .launch: lightScale = blocks.laserAim.launch / launch.oma
    case .leastPower: return leastPower()
    }
    return settle() ? limit : .thermalRunaway
  }

  /// What the light as it is exceeds.
  var limit: Status {
    let room = 1 + 1e-6
    if laserOutput > laserRating * room { return .laserRating }
    if launch.average > blocks.laserAim.launchLimit * room { return .launchLimit }
    if received.average > blocks.amplifier.overload * room { return .overload }
    return .ok
  }

  // MARK: What was in the way

  /// One line for a status of ``aim()`` or ``settle()``, with the value and the bound.
  func hindrance(_ status: Status, named text: (Double, Int) -> String) -> String {
    let choice =
      blocks.laserAim.kind == .leastPower ? " with \(rounded(swing)) V of swing" : ""
    let reaching = "reaching the target" + choice
    return switch status {
    case .launchLimit:
      reaching + " launches "
        + text(Decibel.dBm(watts: launch.average), Parameter<Power>.launchLimit.index)
        + " on average; the limit is launch_limit_dbm = "
        + text(Decibel.dBm(watts: blocks.laserAim.launchLimit), Parameter<Power>.launchLimit.index)
    case .overload:
      reaching + " sends "
        + text(Decibel.dBm(watts: received.average), Parameter<Power>.tiaOverload.index)
        + " on average to the receiver; it takes tia_overload_dbm = "
        + text(
          Decibel.dBm(watts: blocks.amplifier.overload), Parameter<Power>.tiaOverload.index)
    case .laserRating:
      reaching + " asks "
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
  var ratingName: String {
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
