// The thermal fixed point of a module, engine or laser module: heat makes temperature, temperature makes
// heat.

import LaneNumerics

/// A box with electronics and lasers behind converters, cooled through one thermal resistance.
public struct HeatedBox: Sendable {
  /// Power of the electronics at 45 °C, W, and its growth with case temperature there, 1/K.
  public var electronics = 0.0
  public var growth = 0.0
  /// Heaters: power at any temperature, and for each kelvin below `tuningTop`.
  public var tuning = 0.0
  public var tuningPerKelvin = 0.0
  public var tuningTop = 0.0
  /// Output over input of the converters that feed everything.
  public var converterEfficiency = 1.0
  /// Number of lasers, and the light of each, W.
  public var lasers = 0.0
  public var light = 0.0
  public var laser: LaserElectrical
  /// Thermal resistance from junction to case, K/W, taken by the laser's whole power.
  public var junctionResistance = 0.0
  /// nil for uncooled lasers.
  public var cooler: LaserCooler?
  /// Light that enters less light that leaves, W.
  public var lightBalance = 0.0

  public init(laser: LaserElectrical) { self.laser = laser }

  /// Case temperature at which the electronics' power is stated, °C.
  public static var reference: Double { 45 }

  /// A state of the box.
  public struct State: Sendable {
    /// °C.
    public var caseTemperature = HeatedBox.reference
    public var laserTemperature = HeatedBox.reference
    /// One laser and its cooler, W.
    public var laserPower = 0.0
    public var coolerPower = 0.0
    /// Watts that the laser takes for one more of light.
    public var laserSlope = 0.0
    /// Heat per kelvin of case temperature times thermal resistance; runaway at one.
    public var loopGain = 0.0
    /// The same from the laser's junction to its case alone.
    public var junctionGain = 0.0
    /// The temperature that was solved for, °C.
    public var unknown = HeatedBox.reference

    public init() {}

    /// The state at a given case temperature with the laser some kelvin above it, or at its setpoint.
    public init(
      caseTemperature: Double, laser: LaserAtTemperature, light: Double, rise: Double,
      cooler: LaserCooler?
    ) {
      self.caseTemperature = caseTemperature
      laserPower = laser.power(light: light)
      laserSlope = laser.slope
      laserTemperature = cooler?.setpoint ?? (caseTemperature + rise)
      coolerPower =
        cooler?.power(heat: laserPower - light, caseTemperature: caseTemperature) ?? 0
    }
  }

  /// Power of electronics at a case temperature over that at 45 °C: an exponential, as leakage grows.
  public static func growth(_ perKelvin: Double, at temperature: Double) -> Double {
    exponential(perKelvin * (temperature - reference))
  }

  /// What the box is at a value of the unknown: the laser's junction, or the case where the laser is held
  /// at its setpoint.
  private struct Balance {
    var state = State()
    /// The unknown over what the heat makes of it, K, and its slope.
    var excess = 0.0
    var slope = 1.0
  }

  /// `held` is the laser at its cooler's setpoint.
  @inline(__always)
  private func balance(
    at x: Double, held: LaserAtTemperature?, ambient: Double, resistance: Double
  ) -> Balance {
    var result = Balance()
    let perWatt = resistance / converterEfficiency
    var laserPerKelvin = 0.0
    var coolerPerKelvin = 0.0
    let laserNow = held ?? laser.at(x)
    let power = laserNow.power(light: light)
    result.state.laserPower = power
    result.state.laserSlope = laserNow.slope
    result.state.unknown = x
    if let cooler {
      result.state.caseTemperature = x
      result.state.laserTemperature = cooler.setpoint
      let heat = power - light
      result.state.coolerPower = cooler.power(heat: heat, caseTemperature: x)
      coolerPerKelvin = x > cooler.setpoint ? heat * cooler.perWattKelvin : 0
    } else {
      laserPerKelvin =
        laserNow.threshold / laser.thresholdScale + laserNow.slope * light / laser.slopeScale
      result.state.laserTemperature = x
      result.state.caseTemperature = x - junctionResistance * power
      result.state.junctionGain = junctionResistance * laserPerKelvin
    }
    let temperature = result.state.caseTemperature
    let warm = electronics * Self.growth(growth, at: temperature)
    let below = max(0, tuningTop - temperature)
    let casePerKelvin =
      warm * growth - (below > 0 ? tuningPerKelvin : 0) + lasers * coolerPerKelvin
    let load =
      warm + tuning + tuningPerKelvin * below + lasers * (power + result.state.coolerPower)
    let perKelvin = 1 - result.state.junctionGain
    result.excess = temperature - ambient - perWatt * load - resistance * lightBalance
    result.slope = perKelvin * (1 - perWatt * casePerKelvin) - perWatt * lasers * laserPerKelvin
    result.state.loopGain = 1 - result.slope / perKelvin
    return result
  }

  /// The coolest stable state above an ambient temperature behind a thermal resistance; nil where there
  /// is none.
  ///
  /// The heat is convex in the unknown, so what is left of the unknown over what the heat makes of it is
  /// concave, and Newton's method from below climbs to the coolest root without passing it; where the
  /// slope is used up first, there is no root. `start` may be any guess of the unknown; it ends with a
  /// step below the tolerance, K.
  public func settle(
    ambient: Double, resistance: Double, start: Double? = nil, tolerance: Double = 1e-9
  ) -> State? {
    let held = cooler.map { laser.at($0.setpoint) }
    var x = start ?? ambient
    var guessed = start != nil
    for _ in 0..<100 {
      let here = balance(at: x, held: held, ambient: ambient, resistance: resistance)
      guard here.slope > 1e-9, x < 2000 else {
        // A guess may lie beyond the root; from below there is no excuse.
        guard guessed else { return nil }
        guessed = false
        x = ambient
        continue
      }
      let step = -here.excess / here.slope
      if abs(step) <= tolerance { return here.state }
      x += step
    }
    return nil
  }

  /// The hottest state that is stable or nearly so, which for a box that runs away is where it comes
  /// closest to a balance.
  public func crest(ambient: Double, resistance: Double) -> State {
    let held = cooler.map { laser.at($0.setpoint) }
    var low = ambient
    var high = 2000.0
    while high - low > 1e-3 {
      let middle = 0.5 * (low + high)
      let here = balance(at: middle, held: held, ambient: ambient, resistance: resistance)
      if here.slope > 0 { low = middle } else { high = middle }
    }
    var state = balance(at: low, held: held, ambient: ambient, resistance: resistance).state
    state.loopGain = 1
    return state
  }
}
