// The shape of the 10 Gigabit Ethernet link sheets' rows; the rows themselves are generated.

/// One input of the 10 Gigabit Ethernet link spreadsheet.
public struct TenGigabitInput: Sendable {
  /// Id, name, unit, bounds and doc. Default and source differ from sheet to sheet.
  public let row: ParameterRow
  /// Where it stands on every sheet.
  public let cell: TableText
  /// The only values it takes; empty when all within its bounds are taken.
  public let only: [Double]

  /// All inputs, in order of their ids. The position of a row is the index of its field in
  /// ``TenGigabitValues``.
  public static var all: [TenGigabitInput] { table }

  /// Index of the input with an id.
  public static func index(id: Int32) -> Int? { table.index(ofId: id) { $0.row.id } }

  /// Throws when a value is not one for this input.
  public func validate(_ value: Double) throws(LightlaneError) {
    try row.validate(value)
    guard only.isEmpty || only.contains(value) else {
      let taken = only.map(decimal).joined(separator: ", ")
      throw LightlaneError(
        .outOfBounds,
        "\(row.name) = \(row.text(of: value)) is out of bounds; it takes \(taken)\(row.unitSuffix)",
        parameter: row.id)
    }
  }
}

/// One column of the spreadsheet, or one of its results that do not vary with length.
public struct TenGigabitColumn: Sendable {
  public let name: TableText
  public let unit: TableText
  /// The letter of the column, or the cell of the result.
  public let cell: TableText
  public let doc: TableText

  /// The columns, in the order of the sheet.
  public static var columns: [TenGigabitColumn] { columnsTable }
  /// The results that do not vary with length, in the order of their cells.
  public static var results: [TenGigabitColumn] { resultsTable }
}

/// One sheet of the spreadsheet: a preset of the 10 Gigabit Ethernet link model.
public struct TenGigabitSheet: Sendable {
  public let id: Int32
  /// Such as "10gbase-lr".
  public let name: TableText
  /// What the sheet is called in the spreadsheet.
  public let title: TableText
  public let doc: TableText
  let numbers: [Double]
  let sources: [TableText]

  /// All sheets, in order of their ids.
  public static var all: [TenGigabitSheet] { table }

  /// Index of the sheet with an id.
  public static func index(id: Int32) -> Int? { table.index(ofId: id) { $0.id } }

  /// The numbers of the sheet; NaN for what its fibre does not have.
  public var values: TenGigabitValues {
    var values = TenGigabitValues()
    for (index, number) in numbers.enumerated() { values[index] = number }
    return values
  }

  /// Where the value of an input comes from, by the input's index.
  public func source(ofInput index: Int) -> TableText { sources[index] }

  /// The numbers of the sheet with some of them changed; throws what is no value of its input, and
  /// for inputs that exclude each other.
  public func values(
    setting changes: [(index: Int, value: Double)]
  ) throws(LightlaneError) -> TenGigabitValues {
    var values = values
    let (one, other) = TenGigabitInput.exclusive
    for (position, change) in changes.enumerated() {
      let input = TenGigabitInput.all[change.index]
      do throws(LightlaneError) {
        try input.validate(change.value)
        if change.index == one || change.index == other, values[change.index].isNaN {
          let has = TenGigabitInput.all[change.index == one ? other : one].row
          throw LightlaneError(
            .contradiction,
            "\(input.row.name) = \(input.row.text(of: change.value)) excludes \(has.name), which"
              + " the fibre of \(name) has",
            parameter: input.row.id)
        }
      } catch {
        throw error.at(row: position)
      }
      values[change.index] = change.value
    }
    return values
  }
}

// MARK: Reading

extension TenGigabitInput: TableRow {
  init(from reader: inout TableReader) {
    row = ParameterRow(from: &reader)
    cell = reader.text()
    only = reader.list { $0.number() }
  }
}

extension TenGigabitColumn: TableRow {
  init(from reader: inout TableReader) {
    name = reader.text()
    unit = reader.text()
    cell = reader.text()
    doc = reader.text()
  }
}

extension TenGigabitSheet: TableRow {
  init(from reader: inout TableReader) {
    id = reader.integer()
    name = reader.text()
    title = reader.text()
    doc = reader.text()
    numbers = reader.list { $0.number() }
    sources = reader.texts()
  }
}
