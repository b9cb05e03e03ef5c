// Physical quantities of the Swift surface: one stored Double in SI, units only at construction and
// reading.

import LaneNumerics
/// A physical quantity, stored in its SI unit.
public protocol Quantity: Sendable, Hashable, Comparable {
  var si: Double { get }
  init(si: Double)
}

extension Quantity {
  public static func < (left: Self, right: Self) -> Bool { left.si < right.si }
}

/// A length.
public struct Length: Quantity {
  public let si: Double
  public init(si: Double) { self.si = si }
  public static func metres(_ value: Double) -> Length { Length(si: value) }
  public static func kilometres(_ value: Double) -> Length { Length(si: value * 1e3) }
  public static func millimetres(_ value: Double) -> Length { Length(si: value * 1e-3) }
  public static func nanometres(_ value: Double) -> Length { Length(si: value * 1e-9) }
  public var metres: Double { si }
  public var millimetres: Double { si * 1e3 }
  public var nanometres: Double { si * 1e9 }
}

/// A power, optical or electrical.
public struct Power: Quantity {
  public let si: Double
  public init(si: Double) { self.si = si }
  public static func watts(_ value: Double) -> Power { Power(si: value) }
  public static func milliwatts(_ value: Double) -> Power { Power(si: value * 1e-3) }
  public static func dBm(_ value: Double) -> Power { Power(si: Decibel.watts(dBm: value)) }
  public var watts: Double { si }
  public var milliwatts: Double { si * 1e3 }
  public var dBm: Double { Decibel.dBm(watts: si) }
}

/// A ratio in decibels of power. Decibels add; a power in dBm is not one of them.
public struct Decibels: Quantity {
  public let si: Double
  public init(si: Double) { self.si = si }
  public static func decibels(_ value: Double) -> Decibels { Decibels(si: value) }
  public var decibels: Double { si }
  public static func + (left: Decibels, right: Decibels) -> Decibels {
    Decibels(si: left.si + right.si)
  }
  public static func - (left: Decibels, right: Decibels) -> Decibels {
    Decibels(si: left.si - right.si)
  }
}

/// A voltage.
public struct Voltage: Quantity {
  public let si: Double
  public init(si: Double) { self.si = si }
  public static func volts(_ value: Double) -> Voltage { Voltage(si: value) }
  public static func millivolts(_ value: Double) -> Voltage { Voltage(si: value * 1e-3) }
  public var volts: Double { si }
}

/// A frequency or bandwidth.
public struct Frequency: Quantity {
  public let si: Double
  public init(si: Double) { self.si = si }
  public static func gigahertz(_ value: Double) -> Frequency { Frequency(si: value * 1e9) }
  public var gigahertz: Double { si * 1e-9 }
}

/// A bit rate.
public struct BitRate: Quantity {
  public let si: Double
  public init(si: Double) { self.si = si }
  public static func gigabitsPerSecond(_ value: Double) -> BitRate { BitRate(si: value * 1e9) }
  public var gigabitsPerSecond: Double { si * 1e-9 }
}

/// A delay.
public struct Delay: Quantity {
  public let si: Double
  public init(si: Double) { self.si = si }
  public static func nanoseconds(_ value: Double) -> Delay { Delay(si: value * 1e-9) }
  public static func picoseconds(_ value: Double) -> Delay { Delay(si: value * 1e-12) }
  public var nanoseconds: Double { si * 1e9 }
  public var picoseconds: Double { si * 1e12 }
}

/// Energy spent on a bit.
public struct EnergyPerBit: Quantity {
  public let si: Double
  public init(si: Double) { self.si = si }
  public static func picojoules(_ value: Double) -> EnergyPerBit { EnergyPerBit(si: value * 1e-12) }
  public var picojoules: Double { si * 1e12 }
}
