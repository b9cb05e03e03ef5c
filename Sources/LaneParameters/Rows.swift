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
  public let name: StaticString
  public let unit: StaticString
  public let kind: Kind
  public let choices: [StaticString]
  public let block: StaticString
  public let defaultValue: Double
  public let minimum: Double
  public let maximum: Double
  public let doc: StaticString
  public let source: StaticString
  /// How far the source can be trusted: standard, draft, public, derived, definition or assumption.
  public let confidence: StaticString

  /// All parameters, in order of their ids. The position of a row is the index of its field in
  /// ``LinkValues``.
  public static var all: [ParameterRow] { table }
}

/// One metric of a row.
public struct MetricRow: Sendable {
  public let id: Int32
  public let name: StaticString
  public let unit: StaticString
  public let boundary: StaticString
  public let doc: StaticString

  /// All metrics, in order of their ids. The position of a row is the index of its field in
  /// ``LinkAnswer``.
  public static var all: [MetricRow] { table }
}

/// A value that a preset gives a parameter.
public struct PresetValue: Sendable {
  /// Index of the parameter's row.
  public let parameter: Int
  public let value: Double
  public let source: StaticString
}

/// One preset.
public struct PresetRow: Sendable {
  public let id: Int32
  public let name: StaticString
  public let date: StaticString
  public let aliases: [StaticString]
  public let doc: StaticString
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
  public func source(ofParameter index: Int) -> StaticString {
    values.first { $0.parameter == index }?.source ?? ParameterRow.all[index].source
  }
}

/// One status code.
public struct StatusRow: Sendable {
  public let id: Int32
  public let name: StaticString
  public let doc: StaticString

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
