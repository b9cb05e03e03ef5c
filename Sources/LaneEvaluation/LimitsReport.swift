// Limits as a report: what was measured of an interface in, lines with value, limit and margin out.

import LaneParameters
import LaneSignal

/// Measurements of the group `limits` against the limits of their interface.
public struct LimitsReport: Sendable {
  public let check: LimitCheck
  /// Ids of measures and their values.
  public let scalars: [(id: Int32, value: Double)]
  /// Value, limit, margin, verdict and status of each limit that is met or missed, and the limits left
  /// open.
  public let arrays: [ReportArray]
  /// One line each: warnings, then every limit with its source and status.
  public let notes: [String]

  public init(_ measured: Settings) throws(LightlaneError) {
    let check = try LimitCheck(measured)
    self.check = check
    let checked = check.checked
    let open = check.open
    scalars = [
      (Limits.Measure.limitsChecked, Double(checked.count)),
      (Limits.Measure.limitsFailed, Double(check.failed.count)),
      (Limits.Measure.limitsOpen, Double(open.count)),
    ]
    func array(
      _ name: String, _ unit: String, _ doc: String, _ lines: [LimitLine],
      _ value: (LimitLine) -> Double?
    ) -> ReportArray {
      ReportArray(
        name: name, unit: unit, doc: doc, labels: lines.map(\.label),
        values: lines.map { value($0) ?? .nan })
    }
    let own = "as labelled"
    arrays = [
      array("value", own, "What was measured", checked) { $0.value },
      array("limit", own, "The limit at these measurements", checked) { $0.limit },
      array("margin", own, "How far the value is on the right side of the limit", checked) {
        $0.margin
      },
      array("passes", "1", "1 where the limit is met, 0 where it is missed", checked) {
        $0.passes == true ? 1 : 0
      },
      array("status", "1", "Of each limit: 0 found, 1 of a draft, 2 from memory", checked) {
        Double($0.row.status.rawValue)
      },
      array(
        "open_limit", own,
        "Limits whose quantity, or what they depend on, is not given; NaN where they depend on it",
        open
      ) { $0.limit },
    ]
    notes = Self.warnings(check, measured) + check.lines.map(\.note)
  }

  private static func warnings(_ check: LimitCheck, _ measured: Settings) -> [String] {
    var lines = check.failed.map { "warning: \($0.verdict)" }
    if check.checked.isEmpty {
      lines.append("warning: nothing is checked; no quantity that the interface limits is given")
    }
    for quantity in check.unlimited {
      lines.append(
        "warning: \(measured.group.settings[quantity].row.name) has no limit at this interface")
    }
    for status in [LimitRow.Status.memory, .draft] {
      let count = check.checked.count { $0.row.status == status }
      guard count > 0 else { continue }
      let what = status == .memory ? "from memory, not verified" : "of a draft, which may change"
      lines.append("warning: \(count) of \(check.checked.count) limits checked are \(what)")
    }
    return lines
  }
}

extension LimitLine {
  /// The quantity, its side, and the condition under which it holds.
  var label: String {
    let side = row.sense == .minimum ? "min" : "max"
    var text = "\(name) \(side)"
    let settings = SettingsGroup.limits.settings
    if row.limit == -.infinity {
      text += " over " + row.following.map { "\(settings[$0].row.name)" }.joined(separator: ", ")
    }
    guard let condition = row.condition else { return text }
    text += ", \(settings[condition.quantity].row.name)"
    if condition.from > -.infinity { text += " from \(decimal(condition.from))" }
    if condition.below < .infinity { text += " below \(decimal(condition.below))" }
    return text
  }

  /// A number as a person reads it: digits beyond those of any limit are rounding.
  private func shown(_ value: Double) -> String {
    guard abs(value) >= 1e-3, abs(value) < 1e6 else { return decimal(value) }
    return decimal((value * 1e6).rounded() / 1e6)
  }

  private var unitSuffix: String { unit == "1" ? "" : " \(unit)" }

  /// The limit as text.
  private var bound: String {
    let side = row.sense == .minimum ? "at least" : "at most"
    if let limit { return "\(side) \(shown(limit))\(unitSuffix)" }
    let names = row.following.map { "\(SettingsGroup.limits.settings[$0].row.name)" }
    let sum = "\(decimal(row.offset)) + \(names.joined(separator: " or "))"
    return row.limit == -.infinity
      ? "\(side) \(sum)" : "\(side) the larger of \(decimal(row.limit)) and \(sum)"
  }

  /// The verdict in one line.
  var verdict: String {
    guard let value, let margin else { return "\(label): \(bound)" }
    return "\(name) = \(shown(value))\(unitSuffix) is \(passes == true ? "within" : "outside")"
      + " its limit, \(bound), by \(shown(abs(margin)))\(unitSuffix)"
  }

  /// The limit with its verdict, source and status, one line.
  var note: String {
    let state = passes.map { $0 ? "met" : "missed" } ?? "open"
    return "\(label): \(bound), \(state): \(row.source) (\(row.status.name))"
  }
}
