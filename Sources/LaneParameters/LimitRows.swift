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
  // The table is data without code to build it as long as a row has neither arrays nor optionals;
  // -1 is none.
  private let followed: (Int8, Int8)
  private let when: Int8
  private let from: Double
  private let below: Double
  private let sourceIndex: Int8

  init(
    _ interface: Int32, _ quantity: Int, _ sense: Sense, _ limit: Double, _ status: Status,
    source: Int8, following first: Int8 = -1, _ second: Int8 = -1, offset: Double = 0,
    when: Int8 = -1, from: Double = -.infinity, below: Double = .infinity
  ) {
    self.interface = interface
    self.quantity = quantity
    self.sense = sense
    self.limit = limit
    self.status = status
    sourceIndex = source
    followed = (first, second)
    self.offset = offset
    self.when = when
    self.from = from
    self.below = below
  }

  /// Quantities, by index, with whose largest value and `offset` the limit rises above `limit`.
  public var following: [Int] { [followed.0, followed.1].filter { $0 >= 0 }.map { Int($0) } }

  /// Where another quantity must lie for the limit to hold; nil for a limit that always does.
  public var condition: Condition? {
    when < 0 ? nil : Condition(quantity: Int(when), from: from, below: below)
  }

  /// Where the limit stands.
  public var source: StaticString { Self.sources[Int(sourceIndex)] }

  /// All limits, by interface.
  public static var all: [LimitRow] { table }

  /// The limits of an interface, in order of the quantities.
  public static func of(interface: Int32) -> [LimitRow] {
    table.filter { $0.interface == interface }
  }
}
