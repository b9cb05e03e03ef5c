// Electrical power of one end of a link, block by block, at named boundaries.

/// Power of one end of a link, both directions, in watts. Each boundary is the sum of its items and
/// nothing else.
public struct PowerBreakdown: Sendable {
  public var retimers = 0.0
  public var drivers = 0.0
  public var receivers = 0.0
  public var lasers = 0.0
  public var tuning = 0.0
  public var overhead = 0.0
  public var hostSerdes = 0.0

  public init() {}

  /// Boundary `optics`: the module or engine with its share of the lasers.
  public var optics: Double { retimers + drivers + receivers + lasers + tuning + overhead }
  /// Boundary `io`: optics and the host SerDes.
  public var io: Double { optics + hostSerdes }

  /// The items in the order of the sum, with what a reader calls them.
  public var items: [(label: String, watts: Double)] {
    [
      ("retimers", retimers), ("drivers", drivers), ("receivers", receivers),
      ("lasers", lasers), ("ring tuning", tuning), ("overhead", overhead),
      ("host SerDes", hostSerdes),
    ]
  }
}
