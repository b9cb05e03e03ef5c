// Where the crossings of a waveform lie along a record, however far the stated clock runs away from them.

/// How late each crossing of a level is against the stated clock, in symbols.
///
/// A quick loop of second order goes from the middle of the record, where the pattern was locked, to both
/// ends and looks for each crossing around the place of those before, so that it follows them over any
/// number of symbols. It only tells which crossing is which; what is kept are the crossings themselves.
struct CrossingTrack {
  /// Symbols before which there is a crossing, in order.
  private(set) var symbols: [Int] = []
  private(set) var lateness: [Double] = []
  /// Slope of a line through them, in symbols a symbol, and its standard error.
  private(set) var rate = 0.0
  private(set) var rateError = Double.infinity

  /// Share of a crossing's distance that the loop takes over at once, and as a rate: critically damped.
  private static var gains: (place: Double, rate: Double) { (0.05, 0.05 * 0.05 / 4) }

  /// Crossings of a level, expected half a symbol before the places of the trace's symbols.
  init(_ trace: SymbolTrace, level: Double) {
    let middle = trace.symbols.count / 2
    let ahead = Self.walk(trace, level, Array(middle..<trace.symbols.count), direction: 1)
    let behind = Self.walk(trace, level, (1..<max(middle, 1)).reversed(), direction: -1)
    for (symbol, place) in behind.reversed() + ahead {
      symbols.append(symbol)
      lateness.append(place)
    }
    fit()
  }

  private static func walk(
    _ trace: SymbolTrace, _ level: Double, _ order: some Sequence<Int>, direction: Double
  ) -> [(Int, Double)] {
    var found: [(Int, Double)] = []
    var (place, rate) = (0.0, 0.0)
    for n in order {
      place += direction * rate
      guard (trace.symbols[n - 1] < 2) != (trace.symbols[n] < 2),
        let crossing = trace.capture.crossing(of: level, before: n, phase: trace.centre + place)
      else { continue }
      let distance = crossing - 0.5
      found.append((n, place + distance))
      place += gains.place * distance
      rate += direction * gains.rate * distance
    }
    return found
  }

  private mutating func fit() {
    let count = Double(symbols.count)
    guard count > 2 else { return }
    let middle = symbols.reduce(0.0) { $0 + Double($1) } / count
    let mean = lateness.reduce(0, +) / count
    var (spread, product, energy) = (0.0, 0.0, 0.0)
    for (symbol, late) in zip(symbols, lateness) {
      let x = Double(symbol) - middle
      spread += x * x
      product += x * (late - mean)
      energy += (late - mean) * (late - mean)
    }
    rate = product / spread
    rateError = (max(energy - rate * product, 0) / (count - 2) / spread).squareRoot()
  }

  /// The mean of what the crossings in a range are later than a clock.
  func mean(in range: Range<Int>, after clock: [Double]) -> Double {
    var (sum, count) = (0.0, 0)
    for (symbol, late) in zip(symbols, lateness) where range.contains(symbol) {
      sum += late - (clock.isEmpty ? 0 : clock[symbol])
      count += 1
    }
    return count == 0 ? 0 : sum / Double(count)
  }

  /// How late the crossings are at each of `count` symbols: on a line from one to the next.
  func atEverySymbol(_ count: Int) -> [Double] {
    guard var last = lateness.first else { return [Double](repeating: 0, count: count) }
    var values = [Double](repeating: last, count: count)
    var from = symbols[0]
    for (symbol, late) in zip(symbols, lateness) {
      for n in from..<symbol {
        values[n] = last + (late - last) * Double(n - from) / Double(symbol - from)
      }
      (from, last) = (symbol, late)
    }
    for n in from..<count { values[n] = last }
    return values
  }
}
