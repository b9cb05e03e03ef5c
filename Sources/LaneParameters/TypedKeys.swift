// Typed keys to parameters and metrics: the type of a key says what kind of value it carries. The
// keys are generated.

import LaneNumerics

/// A value that a parameter or metric can carry: a quantity, a plain number, a count, a flag or a
/// choice.
public protocol TableValue: Sendable {
  /// The value as the number of the table.
  func number(_ conversion: UnitConversion) -> Double
  /// The value of a number of the table.
  static func value(of number: Double, _ conversion: UnitConversion) -> Self
}

/// How a number of the table relates to SI.
public enum UnitConversion: Sendable {
  /// The number itself.
  case plain
  /// SI = number × factor.
  case linear(Double)
  /// The number is a power in dBm.
  case dBm

  func si(_ number: Double) -> Double {
    switch self {
    case .plain: number
    case .linear(let factor): number * factor
    case .dBm: Decibel.watts(dBm: number)
    }
  }

  func number(si: Double) -> Double {
    switch self {
    case .plain: si
    // A factor below one is the reciprocal of an exact power of ten: multiplying by that keeps 500
    // mm at 500.
    case .linear(let factor): factor < 1 ? si * (1 / factor).rounded() : si / factor
    case .dBm: Decibel.dBm(watts: si)
    }
  }
}

/// A named value of a choice parameter; the set is open.
public protocol Choice: TableValue, RawRepresentable, Hashable where RawValue == Int {
  init(rawValue: Int)
}

/// A key to a parameter of a link.
public struct Parameter<Value>: Sendable {
  public let index: Int
  public let conversion: UnitConversion
  init(index: Int, _ conversion: UnitConversion) {
    self.index = index
    self.conversion = conversion
  }
}

/// A key to a metric of an answer.
public struct Metric<Value>: Sendable {
  public let index: Int
  public let conversion: UnitConversion
  init(index: Int, _ conversion: UnitConversion) {
    self.index = index
    self.conversion = conversion
  }
}

/// A preset: the arrangement of blocks that a link starts from.
public struct Preset: Hashable, Sendable {
  public let index: Int
  init(index: Int) { self.index = index }
  /// The preset's row of the table.
  public var row: PresetRow { PresetRow.all[index] }
  /// All presets.
  public static var all: [Preset] { PresetRow.all.indices.map { Preset(index: $0) } }
}

extension TableValue where Self: Quantity {
  public func number(_ conversion: UnitConversion) -> Double { conversion.number(si: si) }
  public static func value(of number: Double, _ conversion: UnitConversion) -> Self {
    Self(si: conversion.si(number))
  }
}

extension TableValue where Self: Choice {
  public func number(_ conversion: UnitConversion) -> Double { Double(rawValue) }
  public static func value(of number: Double, _ conversion: UnitConversion) -> Self {
    Self(rawValue: Int(exactly: number) ?? -1)
  }
}

extension Length: TableValue {}
extension Power: TableValue {}
extension Decibels: TableValue {}
extension Voltage: TableValue {}
extension Frequency: TableValue {}
extension BitRate: TableValue {}
extension Delay: TableValue {}
extension EnergyPerBit: TableValue {}

extension Double: TableValue {
  public func number(_ conversion: UnitConversion) -> Double { self }
  public static func value(of number: Double, _ conversion: UnitConversion) -> Double { number }
}

extension Int: TableValue {
  public func number(_ conversion: UnitConversion) -> Double { Double(self) }
  public static func value(of number: Double, _ conversion: UnitConversion) -> Int {
    Int(exactly: number) ?? 0
  }
}

extension Bool: TableValue {
  public func number(_ conversion: UnitConversion) -> Double { self ? 1 : 0 }
  public static func value(of number: Double, _ conversion: UnitConversion) -> Bool { number != 0 }
}
