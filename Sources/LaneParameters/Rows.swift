// The shape of the tables' rows; the rows themselves are generated.

/// One parameter of a link.
public struct ParameterRow: Sendable {
  /// What kind of number a parameter is. The raw values are those of the C header.
  public enum Kind: Int32, Sendable {
    case real = 0
    case integer = 1
    case flag = 2
    case choice = 3
  }

  public let id: Int32
  public let name: TableText
  public let unit: TableText
  public let kind: Kind
  public let choices: [TableText]
  public let block: TableText
  public let defaultValue: Double
  public let minimum: Double
  public let maximum: Double
  public let doc: TableText
  public let source: TableText
  /// How far the source can be trusted: standard, draft, public, derived, definition or assumption.
  public let confidence: TableText

  /// All parameters, in order of their ids. The position of a row is the index of its field in
  /// ``LinkValues``.
  public static var all: [ParameterRow] { table }
}

/// One metric of a row.
public struct MetricRow: Sendable {
  public let id: Int32
  public let name: TableText
  public let unit: TableText
  public let boundary: TableText
  public let doc: TableText

  /// All metrics, in order of their ids. The position of a row is the index of its field in
  /// ``LinkAnswer``.
  public static var all: [MetricRow] { table }
}

/// A value that a preset gives a parameter.
public struct PresetValue: Sendable {
  /// Index of the parameter's row.
  public let parameter: Int
  public let value: Double
  public let source: TableText
}

/// One preset.
public struct PresetRow: Sendable {
  public let id: Int32
  public let name: TableText
  public let date: TableText
  public let aliases: [TableText]
  public let doc: TableText
  public let values: [PresetValue]

  /// All presets, in order of their ids.
  public static var all: [PresetRow] { table }

  /// The values of a link fresh from this preset.
  public var linkValues: LinkValues {
    var result = LinkValues()
    for entry in values { result[entry.parameter] = entry.value }
    return result
  }

  /// Where the value of a parameter comes from, by the parameter's index: the preset's own source,
  /// else the table's.
  public func source(ofParameter index: Int) -> TableText {
    values.first { $0.parameter == index }?.source ?? ParameterRow.all[index].source
  }
}

/// One status code.
public struct StatusRow: Sendable {
  public let id: Int32
  public let name: TableText
  public let doc: TableText

  /// All status codes, in order.
  public static var all: [StatusRow] { table }
}

extension Array {
  /// Position of the element whose id (ascending over the array) is `id`.
  func index(ofId id: Int32, _ key: (Element) -> Int32) -> Int? {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      let found = key(self[middle])
      if found == id { return middle }
      if found < id { low = middle + 1 } else { high = middle }
    }
    return nil
  }
}

extension ParameterRow {
  /// Index of the parameter with an id.
  public static func index(id: Int32) -> Int? { table.index(ofId: id) { $0.id } }
}

extension MetricRow {
  /// Index of the metric with an id.
  public static func index(id: Int32) -> Int? { table.index(ofId: id) { $0.id } }
}

extension PresetRow {
  /// Index of the preset with an id.
  public static func index(id: Int32) -> Int? { table.index(ofId: id) { $0.id } }
}

// MARK: Reading

extension ParameterRow: TableRow {
  init(from reader: inout TableReader) {
    id = reader.integer()
    name = reader.text()
    unit = reader.text()
    kind = Kind(rawValue: reader.integer()) ?? .real
    choices = reader.texts()
    block = reader.text()
    defaultValue = reader.number()
    minimum = reader.number()
    maximum = reader.number()
    doc = reader.text()
    source = reader.text()
    confidence = reader.text()
  }
}

extension MetricRow: TableRow {
  init(from reader: inout TableReader) {
    id = reader.integer()
    name = reader.text()
    unit = reader.text()
    boundary = reader.text()
    doc = reader.text()
  }
}

extension PresetRow: TableRow {
  init(from reader: inout TableReader) {
    id = reader.integer()
    name = reader.text()
    date = reader.text()
    aliases = reader.texts()
    doc = reader.text()
    values = reader.list {
      PresetValue(parameter: $0.integer(), value: $0.number(), source: $0.text())
    }
  }
}

extension StatusRow: TableRow {
  init(from reader: inout TableReader) {
    id = reader.integer()
    name = reader.text()
    doc = reader.text()
  }
}
