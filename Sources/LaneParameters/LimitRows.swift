// The shape of the rows of limits: what an interface asks of a measured quantity. The rows themselves
// are generated.

/// One limit of an interface, which is a preset of the group `limits`; quantities are its settings.
public struct LimitRow: Sendable {
  /// On which side of the limit a quantity must lie.
  public enum Sense: Int32, Sendable {
    case minimum = 0
    case maximum = 1
  }

  /// How far the limit can be relied on.
  public enum Status: Int32, Sendable, CaseIterable {
    /// Read in the text that the source names.
    case found = 0
    /// Of a draft, which may change.
    case draft = 1
    /// Of the published clause, from memory and not verified.
    case memory = 2

    /// Its name, such as "found".
    public var name: String { "\(self)" }
  }

  /// Where another quantity must lie for the limit to hold: from one value on, and below another.
  public struct Condition: Sendable {
    /// Index of the quantity.
    public let quantity: Int
    public let from: Double
    public let below: Double
  }

  /// Id of the interface.
  public let interface: Int32
  /// Index of the quantity.
  public let quantity: Int
  public let sense: Sense
  /// Minus infinity for a limit that only follows other quantities.
  public let limit: Double
  /// What is added to the largest of the quantities that the limit follows.
  public let offset: Double
  public let status: Status
  /// Quantities, by index, with whose largest value and `offset` the limit rises above `limit`.
  public let following: [Int]
  /// Where another quantity must lie for the limit to hold; nil for a limit that always does.
  public let condition: Condition?
  /// Where the limit stands.
  public let source: TableText

  /// All limits, by interface.
  public static var all: [LimitRow] { table }

  /// The limits of an interface, in order of the quantities.
  public static func of(interface: Int32) -> [LimitRow] {
    table.filter { $0.interface == interface }
  }
}

extension LimitRow: TableRow {
  init(from reader: inout TableReader) {
    interface = reader.integer()
    quantity = reader.integer()
    sense = Sense(rawValue: reader.integer()) ?? .minimum
    limit = reader.number()
    status = Status(rawValue: reader.integer()) ?? .memory
    source = Self.sources[reader.integer()]
    following = reader.list { $0.integer() }
    offset = reader.number()
    let conditions = reader.list {
      Condition(quantity: $0.integer(), from: $0.number(), below: $0.number())
    }
    condition = conditions.first
  }
}
