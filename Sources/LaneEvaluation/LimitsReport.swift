// Limits as a report: what was measured of an interface in, lines with value, limit and margin out.

import LaneParameters
import LaneSignal

/// Measurements of the group `limits` against the limits of their interface.
public struct LimitsReport: Sendable {
  public let check: LimitCheck
  /// Ids of measures and their values.
  public let scalars: [(id: Int32, value: Double)]
  /// Value, limit, margin, verdict, status and source of each limit that is met or missed, what is known
  /// of the limits left open, and the sources.
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
      (Limits.Measure.limitsUndecided, Double(check.undecided.count)),
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
    var sources: [LimitRow] = []
    for line in check.lines where !sources.contains(where: { $0.hasSource(of: line.row) }) {
      sources.append(line.row)
    }
    func place(_ line: LimitLine) -> Double? {
      sources.firstIndex { $0.hasSource(of: line.row) }.map(Double.init)
    }
    let status = "Of each limit: 0 found, 1 of a draft, 2 from memory"
    let source = "Of each limit: place of its source among those of `sources`, from 0"
    arrays = [
      array("value", own, "What was measured", checked) { $0.value },
      array("limit", own, "The limit at these measurements", checked) { $0.limit },
      array("margin", own, "How far the value is on the right side of the limit", checked) {
        $0.margin
      },
      array("passes", "1", "1 where the limit is met, 0 where it is missed", checked) {
        $0.passes == true ? 1 : 0
      },
      array("status", "1", status, checked) { Double($0.row.status.rawValue) },
      array(
        "open_limit", own,
        "Limits that are neither met nor missed, the least that each can be; NaN where that is not known",
        open
      ) { $0.limit },
      array("open_value", own, "What was measured for them; NaN for nothing", open) { $0.value },
      array("open_undecided", "1", "1 where another quantity than theirs is wanting", open) {
        $0.isUndecided ? 1 : 0
      },
      array("open_status", "1", status, open) { Double($0.row.status.rawValue) },
      array("source", "1", source, checked, place),
      array("open_source", "1", source, open, place),
      ReportArray(
        name: "sources", unit: "1", doc: "Where limits stand; the status of each",
        labels: sources.map(\.source.description),
        values: sources.map { Double($0.status.rawValue) }),
    ]
    notes = Self.warnings(check, measured) + check.lines.map(\.note)
  }

  private static func warnings(_ check: LimitCheck, _ measured: Settings) -> [String] {
    var lines = check.failed.map { "warning: \($0.verdict)" }
    if check.checked.isEmpty {
      lines.append("warning: nothing is checked; no quantity that the interface limits is given")
    }
    lines += check.undecided.map { "warning: \($0.question)" }
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

extension LimitRow {
  fileprivate func hasSource(of other: LimitRow) -> Bool {
    source.description == other.source.description
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

  private func names(_ quantities: [Int], _ joint: String) -> String {
    quantities.map { "\(SettingsGroup.limits.settings[$0].row.name)" }.joined(separator: joint)
  }

  /// The limit as text, with what it follows where that is missing.
  private var bound: String {
    let side = row.sense == .minimum ? "at least" : "at most"
    let isKnown = passes != nil || !row.following.contains(where: missing.contains)
    if isKnown, let limit { return "\(side) \(shown(limit))\(unitSuffix)" }
    let sum = "\(decimal(row.offset)) + \(names(row.following, " or "))"
    return row.limit == -.infinity
      ? "\(side) \(sum)" : "\(side) the larger of \(decimal(row.limit)) and \(sum)"
  }

  /// The verdict in one line.
  var verdict: String {
    guard let value, let margin else { return "\(label): \(bound)" }
    return "\(name) = \(shown(value))\(unitSuffix) is \(passes == true ? "within" : "outside")"
      + " its limit, \(bound), by \(shown(abs(margin)))\(unitSuffix)"
  }

  /// What keeps a value from its verdict.
  var question: String {
    let given = value.map { " = \(shown($0))\(unitSuffix)" } ?? ""
    return "\(name)\(given) is not decided: \(label) is \(bound)\(need)"
  }

  private var need: String { missing.isEmpty ? "" : ", which needs \(names(missing, " and "))" }

  /// The limit with its verdict, source and status, one line.
  var note: String {
    let state = passes.map { $0 ? "met" : "missed" } ?? "open\(isUndecided ? need : "")"
    return "\(label): \(bound), \(state): \(row.source) (\(row.status.name))"
  }
}
