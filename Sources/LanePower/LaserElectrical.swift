// What a laser takes electrically for its light, at its temperature, and what cools it.

import LaneNumerics

/// A laser, or a pair of lasers that share a load, as seen by its supply.
///
/// Current I = Ith exp((T - T₀₀)/T0) + P / (η exp(-(T - T₀₀)/T1)) from a supply of fixed voltage, so
/// that power is threshold and slope, each with its own growth. Valid below roll-over.
public struct LaserElectrical: Sendable {
  /// Power of the threshold at the reference temperature, W.
  public var threshold: Double
  /// Power per watt of light at the reference temperature.
  public var slope: Double
  /// Characteristic temperatures of threshold and slope, K; infinite when it does not follow.
  public var thresholdScale: Double
  public var slopeScale: Double
  /// Largest electrical power, W, and largest light, W; infinite where there is no such limit.
  public var maximumPower: Double
  public var maximumLight: Double

  /// Temperature at which threshold and slope are stated, °C.
  public static var reference: Double { 25 }

  public init(
    threshold: Double, slope: Double, thresholdScale: Double, slopeScale: Double,
    maximumPower: Double, maximumLight: Double
  ) {
    self.threshold = threshold
    self.slope = slope
    self.thresholdScale = thresholdScale
    self.slopeScale = slopeScale
    self.maximumPower = maximumPower
    self.maximumLight = maximumLight
  }

  /// The laser at a junction temperature.
  public func at(_ temperature: Double) -> LaserAtTemperature {
    let over = min(temperature - Self.reference, 1e4)
    return LaserAtTemperature(
      threshold: threshold * exponential(over / thresholdScale),
      slope: slope * exponential(over / slopeScale))
  }

  /// Light that the laser can give at a temperature, W.
  public func rating(_ laser: LaserAtTemperature) -> Double {
    min(maximumLight, max(0, maximumPower - laser.threshold) / laser.slope)
  }
}

/// A laser at one temperature: its electrical power is straight in its light.
public struct LaserAtTemperature: Sendable {
  /// W, and W per watt of light.
  public var threshold: Double
  public var slope: Double

  public init(threshold: Double, slope: Double) {
    self.threshold = threshold
    self.slope = slope
  }

  public func power(light: Double) -> Double { threshold + slope * light }
}

/// A thermoelectric cooler: it carries what the laser dissipates from its setpoint up to the case.
///
/// Its coefficient of performance is a fixed share of Carnot's. A case cooler than the setpoint costs
/// nothing; heating is left out.
public struct LaserCooler: Sendable {
  /// °C.
  public var setpoint: Double
  /// Efficiency over that of a Carnot refrigerator.
  public var carnotRatio: Double

  public init(setpoint: Double, carnotRatio: Double) {
    self.setpoint = setpoint
    self.carnotRatio = carnotRatio
  }

  /// Power for each watt carried and each kelvin of difference.
  public var perWattKelvin: Double { 1 / ((setpoint + 273.15) * carnotRatio) }

  /// Power to carry some watts when the case has a temperature.
  public func power(heat: Double, caseTemperature: Double) -> Double {
    max(0, caseTemperature - setpoint) * heat * perWattKelvin
  }
}
