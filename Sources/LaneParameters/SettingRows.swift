// The shape of the rows of settings, their presets and measures: the tables of calculations that
// are more than a row of a link. The rows themselves are generated.

/// One setting of a group: a number, a list or a matrix of numbers.
public struct SettingRow: Sendable {
  /// How many numbers a setting has. The raw values are those of the C header.
  public enum Shape: Int32, Sendable {
    case scalar = 0
    case list = 1
    case matrix = 2
  }

  /// Id, name, unit, bounds of every number, doc and source; `defaultValue` is NaN.
  public let row: ParameterRow
  /// What others call it, such as the keyword of a standard's workbook.
  public let aliases: [TableText]
  /// Another name for each choice; none where no choice has one.
  public let choiceAliases: [TableText]
  public let shape: Shape
  /// Bounds of the number of rows and columns; a list is one row.
  public let rows: ClosedRange<Int>
  public let columns: ClosedRange<Int>
  /// What it is before a preset sets its own, as an ``Expression`` or the name of a choice.
  public let defaultText: TableText
}

/// One scalar that a report of a group can carry.
public struct MeasureRow: Sendable {
  public let id: Int32
  public let name: TableText
  public let unit: TableText
  public let doc: TableText
}

/// One preset of a group.
public struct SettingsPreset: Sendable {
  /// A value that the preset gives a setting.
  public struct Value: Sendable {
    /// Index of the setting in its group.
    public let setting: Int
    public let text: TableText
    public let source: TableText
  }

  public let id: Int32
  public let name: TableText
  public let aliases: [TableText]
  public let date: TableText
  public let doc: TableText
  public let values: [Value]
}

/// One calculation with its settings, presets and measures.
public struct SettingsGroup: Sendable {
  public let id: Int32
  /// Such as "com".
  public let name: TableText
  public let title: TableText
  public let doc: TableText
  /// In order of their ids, as are presets and measures.
  public let settings: [SettingRow]
  public let presets: [SettingsPreset]
  public let measures: [MeasureRow]

  /// All groups, in order of their ids.
  public static var all: [SettingsGroup] { table }

  /// Index of the group with an id.
  public static func index(id: Int32) -> Int? { table.index(ofId: id) { $0.id } }

  /// The group with an id.
  public static func with(id: Int32) -> SettingsGroup? { index(id: id).map { table[$0] } }

  // MARK: Rows by id, over all groups

  /// Group and index of the setting with an id.
  public static func setting(id: Int32) -> (group: SettingsGroup, index: Int)? {
    for group in table {
      if let index = group.settings.index(ofId: id, { $0.row.id }) { return (group, index) }
    }
    return nil
  }

  /// Group and index of the preset with an id.
  public static func preset(id: Int32) -> (group: SettingsGroup, index: Int)? {
    for group in table {
      if let index = group.presets.index(ofId: id, { $0.id }) { return (group, index) }
    }
    return nil
  }

  /// The measure with an id.
  public static func measure(id: Int32) -> MeasureRow? {
    for group in table {
      if let index = group.measures.index(ofId: id, { $0.id }) { return group.measures[index] }
    }
    return nil
  }

  // MARK: Rows by name

  /// Index of the setting with a name or alias, blanks and case aside.
  public func setting(named name: String) -> Int? {
    let key = Self.bare(name)
    return settings.firstIndex { setting in
      Self.bare(setting.row.name.description) == key
        || setting.aliases.contains { Self.bare($0.description) == key }
    }
  }

  /// Index of the preset with a name or alias, blanks and case aside.
  public func preset(named name: String) -> Int? {
    let key = Self.bare(name)
    return presets.firstIndex { preset in
      Self.bare(preset.name.description) == key
        || preset.aliases.contains { Self.bare($0.description) == key }
    }
  }

  /// A name without its blanks, in lower case.
  static func bare(_ name: String) -> [UInt8] {
    name.utf8.lazy.filter { $0 > 0x20 }.map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 }
  }
}

// MARK: Reading

extension SettingRow: TableRow {
  init(from reader: inout TableReader) {
    row = ParameterRow(from: &reader)
    aliases = reader.texts()
    choiceAliases = reader.texts()
    shape = Shape(rawValue: reader.integer()) ?? .scalar
    rows = reader.integer()...reader.integer()
    columns = reader.integer()...reader.integer()
    defaultText = reader.text()
  }
}

extension MeasureRow: TableRow {
  init(from reader: inout TableReader) {
    id = reader.integer()
    name = reader.text()
    unit = reader.text()
    doc = reader.text()
  }
}

extension SettingsPreset: TableRow {
  init(from reader: inout TableReader) {
    id = reader.integer()
    name = reader.text()
    aliases = reader.texts()
    date = reader.text()
    doc = reader.text()
    values = reader.list {
      Value(setting: $0.integer(), text: $0.text(), source: $0.text())
    }
  }
}
