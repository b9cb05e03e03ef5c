// Measured quantities against the limits of an interface.

import LaneParameters

/// One limit of an interface and what was measured for it.
public struct LimitLine: Sendable {
  public let row: LimitRow
  /// What was measured; nil where the quantity is not given.
  public let value: Double?
  /// The limit at these measurements; nil where it follows quantities of which none is given.
  public let limit: Double?
  /// Whether the limit holds here; nil where it depends on a quantity that is not given.
  public let applies: Bool?

  /// How far the value is on the right side of the limit, in its unit; nil where something is missing
  /// or the limit does not apply.
  public var margin: Double? {
    guard applies == true, let value, let limit else { return nil }
    return row.sense == .minimum ? value - limit : limit - value
  }

  /// Whether the limit is met, by a value on it too; nil as the margin is.
  public var passes: Bool? {
    guard let margin, let value, let limit else { return nil }
    // Decimals such as -2.2 + 3.4 are not their nearest binary sum.
    return margin >= -1e-12 * (abs(value) + abs(limit) + abs(row.offset))
  }

  /// Name of the quantity.
  public var name: String { SettingsGroup.limits.settings[row.quantity].row.name.description }
  /// Unit of value, limit and margin.
  public var unit: String { SettingsGroup.limits.settings[row.quantity].row.unit.description }
}

/// The limits of an interface with the measurements of one device or link.
public struct LimitCheck: Sendable {
  /// Every limit of the interface, in order of the quantities, but those whose condition fails.
  public let lines: [LimitLine]
  /// Quantities, by index, that are given and that nothing of the interface limits or follows.
  public let unlimited: [Int]

  /// Limits that were met or missed.
  public var checked: [LimitLine] { lines.filter { $0.passes != nil } }
  /// Limits that were missed.
  public var failed: [LimitLine] { lines.filter { $0.passes == false } }
  /// Limits of which the value, or what they depend on, is not given.
  public var open: [LimitLine] { lines.filter { $0.passes == nil } }

  /// Hold settings of the group `limits`, made from the preset of the interface, against its limits.
  public init(_ measured: Settings) throws(LightlaneError) {
    guard measured.group.id == SettingsGroup.limits.id else {
      throw LightlaneError(
        .unknownParameter, "settings of \(measured.group.name) are no measurements for limits")
    }
    guard let interface = measured.preset else {
      throw LightlaneError(
        .unknownPreset, "measurements without an interface; make them from one of its presets")
    }
    self.init(interface: interface.id) { measured.value($0).numbers.first }
  }

  /// Hold measurements, by the index of the quantity, against the limits of an interface. An interface
  /// that does not exist has no limits.
  public init(interface: Int32, measured: (Int) -> Double?) {
    let omaLessClosure = Limits.omaLessTdecqDbm.index
    func value(_ quantity: Int) -> Double? {
      if let value = measured(quantity) { return value }
      guard quantity == omaLessClosure, let oma = measured(Limits.omaDbm.index),
        let closure = measured(Limits.tdecqDb.index)
      else { return nil }
      return oma - closure
    }
    var lines: [LimitLine] = []
    var touched: Set<Int> = []
    for row in LimitRow.of(interface: interface) {
      touched.insert(row.quantity)
      touched.formUnion(row.following)
      var applies: Bool? = true
      if let condition = row.condition {
        touched.insert(condition.quantity)
        applies = value(condition.quantity).map { $0 >= condition.from && $0 < condition.below }
      }
      if applies == false { continue }
      let followed = row.following.compactMap(value).max()
      var limit: Double? = row.limit
      if let followed { limit = max(row.limit, row.offset + followed) }
      // What is missing can only raise the limit, which would make a maximum easier and a minimum harder:
      // the plain limit of a maximum is safe to hold against, that of a minimum is not.
      if !row.following.isEmpty, followed == nil, row.sense == .minimum || row.limit == -.infinity {
        limit = nil
      }
      lines.append(
        LimitLine(row: row, value: value(row.quantity), limit: limit, applies: applies))
    }
    // The derived quantity stands for its parts.
    if touched.contains(omaLessClosure) {
      touched.formUnion([Limits.omaDbm.index, Limits.tdecqDb.index])
    }
    self.lines = lines
    unlimited = SettingsGroup.limits.settings.indices.filter {
      measured($0) != nil && !touched.contains($0)
    }
  }
}
