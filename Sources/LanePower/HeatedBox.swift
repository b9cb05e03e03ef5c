// The thermal fixed point of a module, engine or laser module: heat makes temperature, temperature makes
// heat.

/// A box with electronics and lasers behind converters, cooled through one thermal resistance.
public struct HeatedBox: Sendable {
  /// Power of the electronics at 45 °C, W, and its growth with case temperature, 1/K.
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
    /// Heat per kelvin of case temperature times thermal resistance; runaway at one.
    public var loopGain = 0.0

    public init() {}

    /// The state at a given case temperature with the laser some kelvin above it, or at its setpoint.
    public init(
      caseTemperature: Double, laser: LaserAtTemperature, light: Double, rise: Double,
      cooler: LaserCooler?
    ) {
      self.caseTemperature = caseTemperature
      laserPower = laser.power(light: light)
      laserTemperature = cooler?.setpoint ?? (caseTemperature + rise)
      coolerPower =
        cooler?.power(heat: laserPower - light, caseTemperature: caseTemperature) ?? 0
    }
  }

  /// Electronics and heaters at a case temperature.
  public func electronicsPower(_ temperature: Double) -> Double {
    electronics * (1 + growth * (temperature - Self.reference))
  }

  public func tuningPower(_ temperature: Double) -> Double {
    tuning + tuningPerKelvin * max(0, tuningTop - temperature)
  }

  /// The coolest stable state above an ambient temperature behind a thermal resistance; nil where there
  /// is none.
  ///
  /// The unknown is the laser's junction, or the case where the laser is held at its setpoint. The
  /// heat is convex in it, so what is left of the unknown over what the heat makes of it is concave, and
  /// Newton's method from below climbs to the coolest root without passing it; where the slope is used
  /// up first, there is no root. `start` may be any guess; it ends with a step below the tolerance, K.
  public func settle(
    ambient: Double, resistance: Double, start: Double? = nil, tolerance: Double = 1e-9
  ) -> State? {
    var state = State()
    var x = start ?? ambient
    var guessed = start != nil
    let perWatt = resistance / converterEfficiency
    for _ in 0..<100 {
      var perKelvin = 1.0
      var laserPerKelvin = 0.0
      var coolerPerKelvin = 0.0
      if let cooler {
        if state.laserPower == 0 {
          state.laserPower = laser.at(cooler.setpoint).power(light: light)
        }
        state.caseTemperature = x
        state.laserTemperature = cooler.setpoint
        let heat = state.laserPower - light
        state.coolerPower = cooler.power(heat: heat, caseTemperature: x)
        coolerPerKelvin = x > cooler.setpoint ? heat * cooler.perWattKelvin : 0
      } else {
        let hot = laser.at(x)
        state.laserPower = hot.power(light: light)
        laserPerKelvin =
          hot.threshold / laser.thresholdScale + hot.slope * light / laser.slopeScale
        state.laserTemperature = x
        state.caseTemperature = x - junctionResistance * state.laserPower
        perKelvin = 1 - junctionResistance * laserPerKelvin
      }
      let cold = state.caseTemperature < tuningTop ? tuningPerKelvin : 0
      let casePerKelvin = electronics * growth - cold + lasers * coolerPerKelvin
      let load =
        electronicsPower(state.caseTemperature) + tuningPower(state.caseTemperature)
        + lasers * (state.laserPower + state.coolerPower)
      let excess =
        state.caseTemperature - ambient - perWatt * load - resistance * lightBalance
      let slope = perKelvin * (1 - perWatt * casePerKelvin) - perWatt * lasers * laserPerKelvin
      guard slope > 1e-9, x < 2000 else {
        // A guess may lie beyond the root; from below there is no excuse.
        guard guessed else { return nil }
        guessed = false
        x = ambient
        continue
      }
      let step = -excess / slope
      if abs(step) <= tolerance {
        state.loopGain = 1 - slope / perKelvin
        return state
      }
      x += step
    }
    return nil
  }
}
