// The search for the swing of least power, apart from the link that it asks.

import LaneNumerics
import LaneParameters

/// What a link tells of one swing, with derivatives by the logarithm of the swing.
enum SwingTrial {
  /// The swing has an answer: power of the optics, W; what of it follows the swing straight and what
  /// follows the light straight, W; and the exponent with which the light falls with the swing.
  case answer(power: Double, swing: Double, light: Double, exponent: Double)
  /// Something is in the way: nepers that are missing, infinite where that has no measure, and how many
  /// of them a neper of swing brings, of which then only the sign counts.
  case refusal(Status, missing: Double, relief: Double)

  /// Positive where a larger swing is better.
  fileprivate var pull: Double {
    switch self {
    case .answer(_, let swing, let light, let exponent): exponent * light - swing
    case .refusal(_, _, let relief): relief
    }
  }
}

/// Minimises the power over an interval of swings, of which a part may have no answer.
///
/// Light falls with the swing and comes back where the modulator bends. So power, light over its limits
/// and errors at boundless light each have one valley over the swing, and the side to which they fall
/// is that of the least power, with an answer or without: every trial narrows the interval. The next one
/// is where the drivers' straight line and the light's power law are in balance, with the law's exponent
/// as the last two trials show it change.
struct SwingSearch {
  /// How well a trial is solved. A final one is the result unless it is refused.
  enum Effort { case rough, exact, final }

  enum Step: Equatable {
    case attempt(Double, Effort)
    /// The last trial is the result.
    case stop(Status)
  }

  /// Share of the power that another trial must promise to save.
  private static var worthwhile: Double { 5e-4 }
  /// Narrowest interval in which an answer is looked for, nepers.
  private static var narrowest: Double { 1e-6 }

  private struct Answer {
    var ratio: Double
    var place: Double
    /// Logarithm of what light gains over what the swing takes.
    var balance: Double
    /// Nepers to go that are not worth another trial.
    var reach: Double
  }

  /// Logarithms of the ratios that may be tried.
  private let bounds: ClosedRange<Double>
  /// Logarithms of the ratios between which the least power lies, and whether they have been tried.
  private var low: Double
  private var high: Double
  private var lowIsTried = false
  private var highIsTried = false
  /// The last answer, which is one end of the interval.
  private var last: Answer?
  /// Whether the next trial is expected to be the result.
  private var isClosing = false
  /// Whether a rough trial has misled, so that all must be exact.
  private var isWary = false

  init(_ ratios: ClosedRange<Double>) {
    bounds = logarithm(ratios.lowerBound)...logarithm(ratios.upperBound)
    low = bounds.lowerBound
    high = bounds.upperBound
  }

  /// The first swing to try: a middle one.
  private var middle: Double { max(bounds.lowerBound, logarithm(0.65)) }

  /// What to begin with.
  var first: Step { attempt(middle) }

  /// What to do after the trial of a ratio.
  mutating func next(after trial: SwingTrial, at ratio: Double) -> Step {
    if isClosing {
      guard case .refusal(let status, _, _) = trial else { return .stop(.ok) }
      isClosing = false
      if ratio == last?.ratio { return isWary ? .stop(status) : startWarily() }
    }
    let place = min(max(logarithm(ratio), low), high)
    let pull = trial.pull
    if pull > 0 { (low, lowIsTried) = (place, true) } else { (high, highIsTried) = (place, true) }
    let room = high - low
    switch trial {
    case .refusal(let status, let missing, let relief):
      let slope = abs(relief)
      if let last {
        if room <= max(last.reach, Self.narrowest) { return close(last.ratio) }
      } else {
        // A valley lies above its tangents; twice the tangent is allowed for.
        let isHopeless = missing.isFinite && 2 * slope * room < missing
        if room < Self.narrowest || isHopeless || relief.isNaN {
          return isWary || missing.isFinite && missing > 0.02 ? .stop(status) : startWarily()
        }
      }
      // A little beyond the tangent's root, or to the middle.
      let step = missing.isFinite ? max(1.3 * missing / slope, 0.25 * room) : 0.5 * room
      return attempt(place + (relief > 0 ? step : -step))
    case .answer(let power, let swing, let light, let exponent):
      let worth = Self.worthwhile * power
      let balance = logarithm(max(exponent, 0) * light / swing)
      let here = Answer(ratio: ratio, place: place, balance: balance, reach: worth / abs(pull))
      // The slope of the balance: that of the power law, whose exponent grows a little to smaller swings,
      // or the chord's. Where a modulator bends the slope at hand may be much less than either, unless the
      // chord is short.
      let law = max(exponent, 0) + 1.6
      var fall = law
      var slightest = 0.25 * law
      if let last {
        let chord = (last.balance - balance) / (place - last.place)
        if chord > 0.3, chord.isFinite { fall = chord }
        slightest = abs(place - last.place) < 0.2 ? min(fall, law) : 0.25 * min(fall, law)
      }
      last = here
      if room <= here.reach { return isWary ? .stop(.ok) : close(ratio) }
      let step = balance / fall
      let target = place + step
      let promise = 0.5 * swing * balance * balance / slightest
      if promise <= worth, target > low, target < high {
        return close(exponential(target))
      }
      return attempt(target)
    }
  }

  /// Begin again, with trials that can be relied upon.
  private mutating func startWarily() -> Step {
    (low, lowIsTried, high, highIsTried) = (bounds.lowerBound, false, bounds.upperBound, false)
    (last, isClosing, isWary) = (nil, false, true)
    return attempt(middle)
  }

  private mutating func close(_ ratio: Double) -> Step {
    isClosing = true
    return .attempt(ratio, .final)
  }

  /// Try a place, or the end of the interval before it, or the middle where that end has been tried.
  private func attempt(_ target: Double) -> Step {
    var place = target.isNaN ? 0.5 * (low + high) : target
    if place >= high { place = highIsTried ? 0.5 * (low + high) : high }
    if place <= low { place = lowIsTried ? 0.5 * (low + high) : low }
    return .attempt(exponential(place), isWary ? .exact : .rough)
  }
}
