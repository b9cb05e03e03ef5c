// The reference clock recovery of optical measurements: a first-order loop on the crossings.

/// Follows the crossings of the average power with a first-order loop.
struct ClockRecovery {
  /// Corner frequency of the loop, in cycles per symbol.
  var corner: Double

  /// How far the loop's clock is from the ideal one at each symbol, in symbols.
  ///
  /// Without a crossing the loop keeps its place. A circular record is followed twice, so that its
  /// start is not a transient.
  func offsets(_ trace: SymbolTrace, level: Double) -> [Double] {
    let symbols = trace.symbols
    let gain = min(2 * .pi * corner, 1)
    var offsets = [Double](repeating: 0, count: symbols.count)
    // Only some boundaries have a crossing, which would slow the loop by their share.
    let crossings = (0..<symbols.count).map { n -> Double? in
      let before = n > 0 ? symbols[n - 1] : symbols[symbols.count - 1]
      guard n > 0 || trace.capture.circular, (before < 2) != (symbols[n] < 2) else { return nil }
      return trace.capture.crossing(of: level, before: n, phase: trace.centre).map { $0 - 0.5 }
    }
    let share = Double(crossings.count { $0 != nil }) / Double(max(symbols.count, 1))
    guard share > 0 else { return offsets }
    let step = min(gain / share, 1)
    var place = 0.0
    for _ in 0..<(trace.capture.circular ? 2 : 1) {
      for n in symbols.indices {
        if let crossing = crossings[n] { place += step * (crossing - place) }
        offsets[n] = place
      }
    }
    return offsets
  }
}
