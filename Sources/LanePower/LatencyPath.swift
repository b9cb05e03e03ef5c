// Latency along a path of links: the items of each link, its FEC parted, and the switches between.

/// One-way latency along a path, item by item, in seconds.
public struct PathLatency: Sendable {
  public private(set) var items: [(label: String, seconds: Double)] = []

  public init() {}

  public var total: Double { items.reduce(0) { $0 + $1.seconds } }

  /// Add a time to the item with a label.
  public mutating func add(_ label: String, _ seconds: Double) {
    if let index = items.firstIndex(where: { $0.label == label }) {
      items[index].seconds += seconds
    } else {
      items.append((label, seconds))
    }
  }

  /// Add a link some times over: its items, of which that of the FEC is parted into the wait for
  /// whole codewords, which is never more than the item, and the rest.
  public mutating func add(
    _ link: [(label: String, seconds: Double)], times: Double, fecLabel: String,
    codewordWait: Double
  ) {
    for item in link where item.seconds != 0 {
      if item.label == fecLabel {
        let wait = min(codewordWait, item.seconds)
        add("FEC codewords to fill", times * wait)
        add("FEC coding and decoding", times * (item.seconds - wait))
      } else {
        add(item.label, times * item.seconds)
      }
    }
  }
}
