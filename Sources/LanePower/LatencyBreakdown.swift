// One-way latency of a link, item by item.

/// One-way latency from host SerDes to host SerDes, in seconds.
public struct LatencyBreakdown: Sendable {
  public var serdes = 0.0
  public var fec = 0.0
  public var retimers = 0.0
  public var linearBlocks = 0.0
  public var traces = 0.0
  public var medium = 0.0

  public init() {}

  public var total: Double { serdes + fec + retimers + linearBlocks + traces + medium }

  /// The items in the order of the sum, with what a reader calls them.
  public var items: [(label: String, seconds: Double)] {
    [
      ("host SerDes", serdes), ("FEC", fec), ("retimers", retimers),
      ("linear blocks", linearBlocks), ("host traces", traces), ("fibre or cable", medium),
    ]
  }
}
