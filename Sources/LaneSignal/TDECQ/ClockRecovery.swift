// The reference clock recovery of optical measurements: a first-order loop on the crossings.

import Glibc

/// Follows crossings with a first-order loop, 20 dB a decade.
///
/// Jitter of a frequency f is left by jf/(fc + jf) of it, fc the corner. A rate error is followed at a
/// distance that does not change, which the eye's centre takes up.
struct ClockRecovery {
  /// Corner frequency of the loop, in cycles per symbol.
  var corner: Double

  private var gain: Double { 1 - exp(-2 * .pi * corner) }

  /// How far the loop's clock is from the stated one at each of `count` symbols, in symbols.
  ///
  /// It starts where a loop would stand that had followed the line through its first two time constants
  /// for ever, so that what is left of a transient is jitter that this line does not have.
  func offsets(_ track: CrossingTrack, count: Int) -> [Double] {
    let late = track.atEverySymbol(count)
    guard count > 1 else { return late }
    let gain = self.gain
    let first = late.prefix(max(2, Int(min(2 / gain, Double(count)))))
    let centre = Double(first.count - 1) / 2
    let mean = first.reduce(0, +) / Double(first.count)
    let spread = Double(first.count) * (Double(first.count) * Double(first.count) - 1) / 12
    let slope =
      first.enumerated().reduce(0.0) { $0 + (Double($1.offset) - centre) * $1.element } / spread
    // A first-order loop is behind a slope by one time constant.
    var place = mean - slope * centre - slope / gain
    return late.map {
      place += gain * ($0 - place)
      return place
    }
  }
}
