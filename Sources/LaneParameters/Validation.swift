// Judging a number against its parameter's row: the only place where bounds are checked.

/// What numbers a parameter takes.
public struct ParameterLimits: Sendable {
  public let minimum: Double
  public let maximum: Double
  public let whole: Bool

  /// The status of a number; cheap enough for every row of a run.
  @inlinable
  public func status(of value: Double) -> Status {
    if value >= minimum, value <= maximum {
      // Adding 1.5 · 2⁵² rounds to a whole number; unlike round() it is too cheap to hide behind a call.
      let magic = 6_755_399_441_055_744.0
      if whole, value + magic - magic != value { return .notAnInteger }
      return .ok
    }
    return value.isFinite ? .outOfBounds : .notFinite
  }
}

extension ParameterRow {
  /// The numbers this parameter takes.
  public var limits: ParameterLimits {
    ParameterLimits(minimum: minimum, maximum: maximum, whole: kind != .real)
  }

  /// Throws when a value is not one for this parameter.
  public func validate(_ value: Double) throws(LightlaneError) {
    let found = limits.status(of: value)
    if found != .ok { throw error(found, value: value) }
  }

  /// The error that explains a status that ``ParameterLimits/status(of:)`` found.
  public func error(_ status: Status, value: Double) -> LightlaneError {
    let bounds =
      kind == .choice
      ? choices.enumerated().map { "\($0.offset) (\($0.element))" }.joined(separator: ", ")
      : "\(decimal(minimum)) to \(decimal(maximum))\(unitSuffix)"
    let text =
      switch status {
      case .notFinite: "is \(value); finite numbers of \(bounds) are taken"
      case .notAnInteger: "= \(decimal(value)) is not a whole number; it takes \(bounds)"
      default: "= \(decimal(value))\(unitSuffix) is out of bounds; it takes \(bounds)"
      }
    return LightlaneError(status, "\(name) \(text)", parameter: id)
  }

  /// The unit behind a space, empty for a dimensionless parameter.
  public var unitSuffix: String { unit.description == "1" ? "" : " \(unit)" }

  /// A value as a person reads it: the choice's name, yes or no, or the number with its unit.
  public func text(of value: Double) -> String {
    switch kind {
    case .choice:
      if let choice = Int(exactly: value), choices.indices.contains(choice) {
        return choices[choice].description
      }
      return decimal(value)
    case .flag: return value == 0 ? "no" : "yes"
    case .integer, .real: return decimal(value) + unitSuffix
    }
  }
}

/// A number in its shortest form, whole numbers without a fraction.
public func decimal(_ value: Double) -> String {
  if let whole = Int64(exactly: value), abs(whole) < 1_000_000_000_000 { return "\(whole)" }
  return "\(value)"
}
