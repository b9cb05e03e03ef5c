// The one error type: an open set of codes, equal to the C status.

/// A status code. The set is open: later versions add codes, so do not switch over it exhaustively.
public struct Status: RawRepresentable, Hashable, Sendable {
  public let rawValue: Int32
  @inlinable public init(rawValue: Int32) { self.rawValue = rawValue }

  /// The code's name, such as "OUT_OF_BOUNDS".
  public var name: String {
    StatusRow.all.first { $0.id == rawValue }.map { $0.name.description } ?? "\(rawValue)"
  }
}

/// What was wrong, in one line with the value and the bounds it broke.
public struct LightlaneError: Error, Sendable, CustomStringConvertible {
  public let status: Status
  /// Id of the parameter, setting, metric or measure at fault, 0 when none is.
  public let parameter: Int32
  /// Index of the row, column or item at fault, -1 when none is.
  public let row: Int64
  public let message: String

  public init(_ status: Status, _ message: String, parameter: Int32 = 0, row: Int64 = -1) {
    self.status = status
    self.message = message
    self.parameter = parameter
    self.row = row
  }

  /// The same error, located at an item of a list.
  public func at(row: Int) -> LightlaneError {
    LightlaneError(status, message, parameter: parameter, row: Int64(row))
  }

  public var description: String { "\(status.name): \(message)" }
}
