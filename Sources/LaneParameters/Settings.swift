// The settings of one calculation: values over a preset, judged as they are set, each with where it
// came from.

/// The settings of a group: mutable, and valid by itself at any time.
public struct Settings: Sendable {
  /// Where a value comes from.
  enum Origin: Sendable {
    case table
    /// Index among the preset's values.
    case preset(Int)
    case user
  }

  private struct Entry: Sendable {
    var value: NumberMatrix
    var origin: Origin
    /// What the text of the value meant unexpectedly; empty when nothing.
    var warning: String
  }

  /// The group whose settings these are.
  public let group: SettingsGroup
  /// The preset that they started from; nil for the defaults of the table.
  public let preset: SettingsPreset?
  private var entries: [Entry]

  // MARK: Making

  /// Fresh from a preset, or from the defaults of the table.
  public init(_ group: SettingsGroup, preset: SettingsPreset? = nil) throws(LightlaneError) {
    self.group = group
    self.preset = preset
    var entries: [Entry] = []
    entries.reserveCapacity(group.settings.count)
    for index in group.settings.indices {
      entries.append(try Self.fresh(group.settings[index], index, preset))
    }
    self.entries = entries
  }

  /// Fresh from the preset with an id.
  public init(preset id: Int32) throws(LightlaneError) {
    guard let found = SettingsGroup.preset(id: id) else {
      throw LightlaneError(.unknownPreset, "no preset of settings has id \(id)")
    }
    try self.init(found.group, preset: found.group.presets[found.index])
  }

  private static func fresh(
    _ setting: SettingRow, _ index: Int, _ preset: SettingsPreset?
  ) throws(LightlaneError) -> Entry {
    if let preset, let position = preset.values.firstIndex(where: { $0.setting == index }) {
      let text = preset.values[position].text.description
      return Entry(
        value: try setting.value(of: text).value, origin: .preset(position), warning: "")
    }
    let value = try setting.value(of: setting.defaultText.description).value
    return Entry(value: value, origin: .table, warning: "")
  }

  // MARK: Setting

  /// Set a value; throws, and changes nothing, when it is none for this setting.
  public mutating func set(_ index: Int, _ value: NumberMatrix) throws(LightlaneError) {
    let setting = try row(index)
    entries[index] = Entry(value: try setting.shaped(value), origin: .user, warning: "")
  }

  /// Set a number.
  public mutating func set(_ index: Int, _ number: Double) throws(LightlaneError) {
    try set(index, NumberMatrix(number))
  }

  /// Set the value of a text: an ``Expression``, or the name of a choice.
  public mutating func set(_ index: Int, text: String) throws(LightlaneError) {
    let setting = try row(index)
    let found = try setting.value(of: text)
    let warning = found.warning.isEmpty ? "" : "\(setting.row.name): \(found.warning)"
    entries[index] = Entry(value: found.value, origin: .user, warning: warning)
  }

  /// Give a setting back the value of the preset.
  public mutating func reset(_ index: Int) throws(LightlaneError) {
    entries[index] = try Self.fresh(try row(index), index, preset)
  }

  private func row(_ index: Int) throws(LightlaneError) -> SettingRow {
    guard entries.indices.contains(index) else {
      throw LightlaneError(
        .unknownParameter, "no setting of \(group.name) has index \(index)")
    }
    return group.settings[index]
  }

  // MARK: Reading

  /// The value of a setting; empty for an index that does not exist.
  public func value(_ index: Int) -> NumberMatrix {
    entries.indices.contains(index) ? entries[index].value : NumberMatrix(list: [])
  }

  /// Whether the value is the user's own.
  public func isOwn(_ index: Int) -> Bool {
    if entries.indices.contains(index), case .user = entries[index].origin { return true }
    return false
  }

  /// Whether neither the preset nor the user gave the value.
  public func isDefault(_ index: Int) -> Bool {
    if entries.indices.contains(index), case .table = entries[index].origin { return true }
    return false
  }

  /// What the text of a value meant unexpectedly, one line; empty when nothing.
  public func warning(_ index: Int) -> String {
    entries.indices.contains(index) ? entries[index].warning : ""
  }

  /// A setting with its value and where that came from, one line.
  public func note(_ index: Int) -> String {
    guard entries.indices.contains(index) else { return "" }
    let setting = group.settings[index]
    let head = "\(setting.row.name) = \(setting.text(of: entries[index].value))"
    switch entries[index].origin {
    case .table: return "\(head): \(setting.row.source)"
    case .preset(let position): return "\(head): \(preset?.values[position].source ?? "")"
    case .user:
      let start = try? Self.fresh(setting, index, preset).value
      let was = start.map { setting.text(of: $0) } ?? "another value"
      return "\(head): set by the user; the \(preset == nil ? "default is" : "preset has") \(was)"
    }
  }

  /// Warnings first, then every setting with its value and where it came from, one line each.
  public var notes: [String] {
    let warnings = entries.lazy.map(\.warning).filter { !$0.isEmpty }.map { "warning: \($0)" }
    return Array(warnings) + entries.indices.map { note($0) }
  }
}

extension SettingRow {
  /// The value of a text for this setting; throws when it is none.
  public func value(of text: String) throws(LightlaneError) -> EvaluatedExpression {
    do throws(LightlaneError) {
      if let named = try named(text) {
        return EvaluatedExpression(value: NumberMatrix(named), warning: "")
      }
      let found = try Expression.evaluate(text)
      return EvaluatedExpression(value: try shaped(found.value), warning: found.warning)
    } catch {
      if error.parameter != 0 { throw error }
      throw LightlaneError(error.status, "\(row.name): \(error.message)", parameter: row.id)
    }
  }

  /// The number behind a word: a choice's name, or yes and no as ``text(of:)`` has them; nil for what
  /// is an expression. Throws for a word that a choice or a flag does not know.
  private func named(_ text: String) throws(LightlaneError) -> Double? {
    let word = SettingsGroup.bare(text)
    let isWord = word.allSatisfy {
      $0 >= 0x61 && $0 <= 0x7A || $0 >= 0x30 && $0 <= 0x39 || $0 == 0x5F || $0 == 0x2D
        || $0 == 0x2E
    }
    let known: String
    switch row.kind {
    case .choice:
      if let choice = choice(named: text) { return Double(choice) }
      known = row.choices.map { "'\($0)'" }.joined(separator: ", ")
    case .flag:
      let words = ["no", "yes", "false", "true"]
      if let at = words.firstIndex(where: { Array($0.utf8) == word }) { return Double(at % 2) }
      known = "yes, no, true and false, 1 and 0"
    case .integer, .real: return nil
    }
    guard isWord, let first = word.first, first >= 0x5F else { return nil }
    let shown = String(decoding: word.prefix(64), as: UTF8.self)
    throw LightlaneError(
      .expression, "\(row.name) = '\(shown)' is not known; it takes \(known)",
      parameter: row.id)
  }

  /// Index of the choice with a name, of which only letters and digits count.
  func choice(named name: String) -> Int? {
    func bare(_ text: String) -> [UInt8] {
      SettingsGroup.bare(text).filter { $0 >= 0x30 && $0 <= 0x39 || $0 >= 0x61 && $0 <= 0x7A }
    }
    let key = bare(name)
    if key.allSatisfy({ $0 <= 0x39 }) { return nil }
    return row.choices.firstIndex { bare($0.description) == key }
      ?? choiceAliases.firstIndex { bare($0.description) == key }
  }

  /// A value in the setting's own shape; throws when it has another, or a number is out of bounds.
  func shaped(_ value: NumberMatrix) throws(LightlaneError) -> NumberMatrix {
    var shaped = value
    if value.numbers.isEmpty || shape == .list && value.columns == 1 {
      shaped = NumberMatrix(list: value.numbers)
    }
    guard rows.contains(shaped.rows), columns.contains(shaped.columns) else {
      throw LightlaneError(
        .count, "\(row.name) has \(value.rows) x \(value.columns) numbers; it takes \(sizes)",
        parameter: row.id)
    }
    let limits = row.limits
    for (position, number) in shaped.numbers.enumerated() {
      let status = limits.status(of: number)
      if status != .ok {
        let error = row.error(status, value: number)
        throw shape == .scalar ? error : error.at(row: position)
      }
    }
    return shaped
  }

  /// How many numbers are taken, in words.
  private var sizes: String {
    func words(_ range: ClosedRange<Int>) -> String {
      range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
    }
    return switch shape {
    case .scalar: columns.contains(0) ? "one or none" : "one"
    case .list: "a list of \(words(columns))"
    case .matrix: "\(words(rows)) rows of \(words(columns))"
    }
  }

  /// A value as a person reads it.
  public func text(of value: NumberMatrix) -> String {
    if shape == .scalar, let number = value.scalar { return row.text(of: number) }
    let shown = 12
    var text = "["
    for (position, number) in value.numbers.prefix(shown).enumerated() {
      if position > 0 { text += position % max(1, value.columns) == 0 ? "; " : " " }
      text += row.kind == .real || row.kind == .integer ? decimal(number) : row.text(of: number)
    }
    let more = value.numbers.count - shown
    return text + (more > 0 ? " and \(more) more]" : "]") + row.unitSuffix
  }
}
