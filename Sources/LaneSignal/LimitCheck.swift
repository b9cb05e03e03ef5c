// Measured quantities against the limits of an interface.

import LaneParameters

/// One limit of an interface and what was measured for it.
public struct LimitLine: Sendable {
  public let row: LimitRow
  /// What was measured; nil where the quantity is not given.
  public let value: Double?
  /// The limit at these measurements, the least that it can be where something is missing; nil where
  /// nothing is known of it.
  public let limit: Double?
  /// Quantities, by index, that are not given and that the limit follows or depends on.
  public let missing: [Int]
  /// Whether the limit is met, by a value on it too; nil where what is missing could decide.
  public let passes: Bool?
  /// Whether the limit is open although its quantity is given, or the OMA of an OMA less TDECQ.
  public let isUndecided: Bool

  /// How far the value is on the right side of the limit, in its unit; nil where that is not decided.
  public var margin: Double? {
    guard passes != nil, let value, let limit else { return nil }
    return row.sense == .minimum ? value - limit : limit - value
  }

  /// Name of the quantity.
  public var name: String { SettingsGroup.limits.settings[row.quantity].row.name.description }
  /// Unit of value, limit and margin.
  public var unit: String { SettingsGroup.limits.settings[row.quantity].row.unit.description }

  /// A row whose condition holds, or nothing is known against.
  ///
  /// A limit rises with what it follows: where some of that is missing, a value below a minimum fails
  /// whatever it is, a value below a maximum passes whatever it is, and the other two stay open.
  fileprivate init(_ row: LimitRow, _ value: (Int) -> Double?) {
    self.row = row
    let followed = row.following.compactMap(value).max()
    let limit = max(row.limit, followed.map { row.offset + $0 } ?? -.infinity)
    let measured = value(row.quantity)
    let unknown = row.following.filter { value($0) == nil }
    self.value = measured
    self.limit = limit > -.infinity ? limit : nil
    let condition = row.condition.map { value($0.quantity) == nil ? [$0.quantity] : [] } ?? []
    guard let measured else {
      passes = nil
      isUndecided =
        row.quantity == Limits.omaLessTdecqDbm.index && value(Limits.omaDbm.index) != nil
      missing = unknown + condition + (isUndecided ? [Limits.tdecqDb.index] : [])
      return
    }
    missing = unknown + condition
    // Decimals such as -2.2 + 3.4 are not their nearest binary sum.
    let margin = row.sense == .minimum ? measured - limit : limit - measured
    let holds = margin >= -1e-12 * (abs(measured) + abs(limit) + abs(row.offset))
    passes = unknown.isEmpty || holds == (row.sense == .maximum) ? holds : nil
    isUndecided = passes == nil
  }

  /// The same, left open by what else the interface asks.
  fileprivate init(open line: LimitLine) {
    (row, value, limit, missing) = (line.row, line.value, line.limit, line.missing)
    passes = nil
    isUndecided = line.isUndecided || value != nil
  }
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
  /// Limits of which the value, or what decides about it, is not given.
  public var open: [LimitLine] { lines.filter { $0.passes == nil } }
  /// Limits of which the value is given and what decides about it is not.
  public var undecided: [LimitLine] { open.filter(\.isUndecided) }
  /// Whether something was checked, nothing was missed, and no value that is given may yet miss.
  public var passed: Bool { !checked.isEmpty && failed.isEmpty && undecided.isEmpty }

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
    try Self.refuseContradiction(measured)
    self.init(interface: interface.id) { measured.value($0).numbers.first }
  }

  /// OMA less TDECQ is refused beside an OMA and a TDECQ that it is not the difference of: three numbers
  /// of one decimal may be 0.15 dB apart.
  private static func refuseContradiction(_ measured: Settings) throws(LightlaneError) {
    guard let difference = measured.optional(Limits.omaLessTdecqDbm),
      let oma = measured.optional(Limits.omaDbm), let closure = measured.optional(Limits.tdecqDb),
      abs(oma - closure - difference) > 0.15 + 1e-9
    else { return }
    throw measured.refusal(
      Limits.omaLessTdecqDbm,
      "oma_dbm less tdecq_db is \(decimal(((oma - closure) * 1e6).rounded() / 1e6))")
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
      if let condition = row.condition {
        touched.insert(condition.quantity)
        if let place = value(condition.quantity), place < condition.from || place >= condition.below
        {
          continue
        }
      }
      touched.insert(row.quantity)
      touched.formUnion(row.following)
      lines.append(LimitLine(row, value))
    }
    // The derived quantity stands for its parts.
    if touched.contains(omaLessClosure) {
      touched.formUnion([Limits.omaDbm.index, Limits.tdecqDb.index])
    }
    self.lines = Self.settled(lines)
    unlimited = SettingsGroup.limits.settings.indices.filter {
      measured($0) != nil && !touched.contains($0)
    }
  }

  /// The lines with those alternatives of which it is not known which holds brought to one verdict: that
  /// on which all agree, told by the alternative that is nearest to the other verdict, or none.
  private static func settled(_ lines: [LimitLine]) -> [LimitLine] {
    func isAlternative(_ line: LimitLine) -> Bool {
      line.row.condition.map { line.missing.contains($0.quantity) } ?? false
    }
    return lines.indices.compactMap { index in
      let line = lines[index]
      guard isAlternative(line) else { return line }
      let places = lines.indices.filter {
        isAlternative(lines[$0]) && lines[$0].row.quantity == line.row.quantity
          && lines[$0].row.sense == line.row.sense
      }
      let conditions = places.compactMap { lines[$0].row.condition }
      guard let verdict = line.passes, places.allSatisfy({ lines[$0].passes == verdict }),
        LimitRow.Condition.coverAll(conditions)
      else { return LimitLine(open: line) }
      let nearest = places.min { abs(lines[$0].margin ?? 0) < abs(lines[$1].margin ?? 0) }
      return nearest == index ? line : nil
    }
  }
}

extension LimitRow.Condition {
  /// Whether conditions on one quantity leave none of its values out.
  fileprivate static func coverAll(_ conditions: [Self]) -> Bool {
    var covered = -Double.infinity
    for condition in conditions.sorted(by: { $0.from < $1.from }) {
      if condition.from > covered { return false }
      covered = max(covered, condition.below)
    }
    return covered == .infinity
  }
}
