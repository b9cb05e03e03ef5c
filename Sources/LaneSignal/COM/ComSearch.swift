// The search for the equaliser setting with the best figure of merit.

import Glibc
import LaneChannel
import LaneNumerics

/// What a search found.
struct ComChoice {
  /// Index into the configuration's gains, and into the transmitter's settings.
  var gain: Int
  var setting: Int
  var taps: [Double]
  var assessment: ComAssessment
  var receiverNoise: Double
  var crosstalk: Double
  var fomDb: Double
}

/// Search over the transmitter's taps and the receiver's gains.
///
/// At a sampling time the energies of intersymbol interference and of slopes are quadratic forms in
/// the transmitter's taps; their matrices are made once for each gain and phase. A setting then costs
/// its peak, its sampling time and its feedback taps. What cannot beat the best so far is left as soon
/// as that is certain, which changes no result.
final class ComSearch {
  private let c: ComConfiguration
  private let settings: TransmitterTaps
  private let nodes: ResponseNodes
  private let noise: SearchNoise
  private let impulse: [Double]
  private let aggressors: [(role: ComRole, impulse: [Double])]
  private let snrDb: Double
  private var time: SamplingTime
  private let m: Int
  /// Share of the cursor that the transmitter's noise is, squared.
  private let transmitterNoise: Double
  private let signalScale: Double
  /// Noise power for each unit of slope energy.
  private let slopeNoise: Double

  /// Settings that were judged in the last run.
  private(set) var evaluated = 0
  /// Whether `goesOn` ended the last run.
  private(set) var isStopped = false
  /// Told settings done, every few hundred; the run ends when it says no.
  private let goesOn: (Int) -> Bool
  private var visited = 0
  private var best = -Double.infinity
  private var choice: (gain: Int, setting: Int)?

  /// - Parameters:
  ///   - impulse: the victim's impulse response before the receiver's gains
  ///   - aggressors: impulse responses for rules that judge crosstalk in time
  ///   - goesOn: told how many settings are done; the search ends when it says no
  init(
    _ configuration: ComConfiguration, testCase: ComCase, settings: TransmitterTaps,
    nodes: ResponseNodes, noise: SearchNoise, impulse: [Double],
    aggressors: [(role: ComRole, impulse: [Double])],
    goesOn: @escaping (Int) -> Bool = { _ in true }
  ) {
    c = configuration
    self.goesOn = goesOn
    self.settings = settings
    self.nodes = nodes
    self.noise = noise
    self.impulse = impulse
    self.aggressors = aggressors
    snrDb = testCase.transmitterSnrDb
    m = configuration.samplesPerSymbol
    signalScale = c.levelMismatch / Double(c.levels - 1)
    transmitterNoise = pow(10, -snrDb / 10)
    let jitter = [c.dualDiracJitterUI, c.randomJitterUI]
    slopeNoise = jitter.reduce(0) { $0 + $1 * $1 } * c.symbolVariance
    let pulse = TapPulses.pulse(impulse, samplesPerSymbol: m)
    let peak = pulse.indices.max { pulse[$0] < pulse[$1] } ?? 0
    let first = pulse.firstIndex { $0 == pulse[peak] } ?? 0
    time = SamplingTime(
      samplesPerSymbol: m, firstTap: c.feedback.upper.first ?? 0,
      window: max(0, first - 20 * m)..<min(pulse.count, first + 20 * m + 1))
  }

  /// Go through all settings; nil when none has a pulse that can be sampled, or it was stopped.
  /// - Parameter takesPeak: whether a pulse that does not rise as it should is sampled at its peak
  func run(takesPeak: Bool = false) -> ComChoice? {
    time.takesPeak = takesPeak
    evaluated = 0
    for gain in c.gains.indices where !isStopped { search(gain) }
    guard !isStopped, let choice else { return nil }
    return detail(gain: choice.gain, setting: choice.setting)
  }

  // MARK: One setting in full

  private func copies(_ gain: Int, _ impulse: [Double]) -> TapPulses {
    var filtered = impulse
    c.gains[gain].filter.filter(&filtered, samplesPerSecond: c.samplesPerSecond)
    return TapPulses(
      impulse: filtered, samplesPerSymbol: m, taps: settings.taps, cursor: settings.cursor)
  }

  /// A setting by the definitions, term by term.
  func detail(gain: Int, setting: Int) -> ComChoice? {
    let taps = settings.setting(setting)
    let pulse = copies(gain, impulse).combined(taps)
    guard let place = time.place(pulse), pulse.indices.contains(place.cursor) else { return nil }
    let assessment = c.assess(pulse, at: place, transmitterSnrDb: snrDb)
    let group = noise.groups[noise.groupOfGain[gain]]
    let factors = SearchNoise.Quarter.factors(c.gains[gain].filter)
    let receiver = group.receiver.sum(factors).squareRoot()
    let crosstalk: Double
    switch c.rules {
    case .reference450:
      crosstalk = (farVariance(gain, taps) + group.near.sum(factors)).squareRoot()
    case .annex93A:
      var sum = 0.0
      for aggressor in aggressors {
        let copies = copies(gain, aggressor.impulse)
        let pulse =
          aggressor.role == .far ? copies.combined(taps) : copies.copies[settings.cursor]
        sum += worstPhase(pulse)
      }
      crosstalk = (c.symbolVariance * sum).squareRoot()
    }
    let total = norm([
      assessment.intersymbol, assessment.jitter, crosstalk, receiver, assessment.transmitterNoise,
    ])
    return ComChoice(
      gain: gain, setting: setting, taps: taps, assessment: assessment, receiverNoise: receiver,
      crosstalk: crosstalk, fomDb: 20 * log10(assessment.signal / total))
  }

  /// Crosstalk of far aggressors by its spectrum.
  private func farVariance(_ gain: Int, _ taps: [Double]) -> Double {
    noise.farVariance(
      c.gains[gain], noise.groups[noise.groupOfGain[gain]], taps: taps[...],
      cursor: settings.cursor)
  }

  /// The largest sum of squares of samples a symbol apart.
  private func worstPhase(_ pulse: [Double]) -> Double {
    (0..<m).map { phase in
      stride(from: phase, to: pulse.count, by: m).reduce(0) { $0 + pulse[$1] * pulse[$1] }
    }.max() ?? 0
  }

  // MARK: All settings

  /// What all settings share at one gain.
  private struct Terms {
    let gain: Int
    let copies: TapPulses
    let forms: PhaseForms
    /// Noise and crosstalk that no taps shape.
    var steady: Double
    /// Weights of the response's nodes that give far aggressors' crosstalk; empty without.
    let farWeights: [Double]
    /// Far aggressors by phase, for rules that judge them in time.
    var far: [PhaseForms] = []
    /// Where the pulse's peak can be, and what may be read around it.
    let peaks: Range<Int>
    let near: Range<Int>
    let span: Range<Int>
  }

  private func terms(_ gain: Int) -> Terms {
    let group = noise.groups[noise.groupOfGain[gain]]
    let factors = SearchNoise.Quarter.factors(c.gains[gain].filter)
    let copies = copies(gain, impulse)
    let peaks = peaks(copies)
    var terms = Terms(
      gain: gain, copies: copies,
      forms: PhaseForms(copies, samplesPerSymbol: m, reach: c.feedback.reach),
      steady: group.receiver.sum(factors), farWeights: noise.farWeights(c.gains[gain], group),
      peaks: peaks, near: (peaks.lowerBound - 3 * m)..<(peaks.upperBound + 2 * m),
      span: (peaks.lowerBound - 6 * m)..<(peaks.upperBound + 4 * m))
    switch c.rules {
    case .reference450: terms.steady += group.near.sum(factors)
    case .annex93A:
      for aggressor in aggressors {
        let copies = self.copies(gain, aggressor.impulse)
        if aggressor.role == .near {
          terms.steady += c.symbolVariance * worstPhase(copies.copies[settings.cursor])
        } else {
          terms.far.append(PhaseForms(copies, samplesPerSymbol: m, reach: 0))
        }
      }
    }
    return terms
  }

  private func search(_ gain: Int) {
    let terms = terms(gain)
    guard terms.copies.count > 4 * m, !terms.peaks.isEmpty else { return }
    let rows = PulseRows(terms.copies, samplesPerSymbol: m)
    var window = [Double](repeating: 0, count: terms.span.count)
    var after = [Double](repeating: 0, count: c.feedback.reach + 8)
    rows.read { copies in
      window.withUnsafeMutableBufferPointer { window in
        settings.values.withUnsafeBufferPointer { values in
          nodes.magnitudes.withUnsafeBufferPointer { magnitudes in
            guard let window = window.baseAddress, let values = values.baseAddress,
              let magnitudes = magnitudes.baseAddress
            else { return }
            for setting in 0..<settings.count {
              visited += 1
              if visited % 256 == 0, !goesOn(visited) {
                isStopped = true
                return
              }
              if passesOver(gain, setting) { continue }
              evaluated += 1
              judge(
                setting, terms, copies, rows, values + setting * settings.taps,
                magnitudes + setting * (nodes.intervals + 1), window, &after)
            }
          }
        }
      }
    }
  }

  /// Whether a setting is better than the best so far, by its parts from the cheapest on.
  @inline(__always)
  private func judge(
    _ setting: Int, _ t: Terms, _ copies: UnsafePointer<Double>, _ rows: PulseRows,
    _ v: UnsafePointer<Double>, _ magnitudes: UnsafePointer<Double>,
    _ window: UnsafeMutablePointer<Double>, _ after: inout [Double]
  ) {
    let taps = settings.taps
    // The pulse around its peak; more of it where it rises slowly.
    PulseRows.combine(
      copies + t.near.lowerBound, rows.distance, v, taps,
      into: window + (t.near.lowerBound - t.span.lowerBound), t.near.count)
    let pulse = UnsafePointer(window) - t.span.lowerBound
    let peak = time.peak(pulse, t.peaks)
    var rise = time.rise(pulse, peak: peak, notBefore: t.near.lowerBound)
    if rise.map({ $0 - m < t.near.lowerBound || $0 + 3 * m + 4 > t.near.upperBound }) ?? true {
      PulseRows.combine(
        copies + t.span.lowerBound, rows.distance, v, taps, into: window, t.span.count)
      rise = time.rise(pulse, peak: peak)
    }
    if rise == nil && !time.takesPeak { return }
    let at = rise.map { time.cursor(pulse, rise: $0) } ?? peak
    guard at >= 0, at < rows.count else { return }
    let cursor = pulse[at]
    let signal = signalScale * cursor
    let power = signal * signal
    let phase = at % m
    var total = t.steady + transmitterNoise * cursor * cursor
    if signal <= 0 || power <= best * total { return }
    total += slopeNoise * t.forms.slopeEnergy(v, phase: phase)
    let reach = c.feedback.reach
    let end = at + 1 + m * (reach + 1)
    if end > rows.count { total += slopeNoise * fall(copies, rows, v, phase: phase, end: end) }
    if power <= best * total { return }
    // Feedback positions, and the energy at all others.
    let samples = t.forms.samples(phase: phase) + (at / m + 1)
    let length = t.forms.length
    var reached = SIMD8<Double>.zero
    after.withUnsafeMutableBufferPointer { after in
      guard let after = after.baseAddress else { return }
      PulseRows.combine(samples, length, v, taps, into: after, (reach + 7) & ~7)
      for n in reach..<(reach + 8) { after[n] = 0 }
      for n in stride(from: 0, to: reach, by: 8) {
        let eight = UnsafeRawPointer(after + n).loadUnaligned(as: SIMD8<Double>.self)
        reached += eight * eight
      }
    }
    let rest = t.forms.energy(v, phase: phase) - cursor * cursor - reached.sum()
    total += c.symbolVariance * max(rest, 0)
    if power <= best * total { return }
    total += c.symbolVariance * excess(Array(after[..<reach]), cursor)
    if power <= best * total { return }
    if !t.farWeights.isEmpty {
      total +=
        nodes.isRough[setting]
        ? farVariance(t.gain, settings.setting(setting))
        : t.farWeights.withUnsafeBufferPointer {
          $0.baseAddress.map { PhaseForms.product($0, magnitudes, nodes.intervals + 1) } ?? 0
        }
    }
    for forms in t.far {
      var worst = 0.0
      for phase in 0..<m { worst = max(worst, forms.energy(v, phase: phase)) }
      total += c.symbolVariance * worst
    }
    let ratio = power / total
    if ratio > best {
      best = ratio
      choice = (t.gain, setting)
    }
  }

  /// The local search's rule: what is more than some steps from the best so far, unless the loop
  /// around it is at its start.
  private func passesOver(_ gain: Int, _ setting: Int) -> Bool {
    guard case .local(let steps) = c.search, let choice else { return false }
    let here = c.gains[gain]
    let there = c.gains[choice.gain]
    let lists = settings.lists
    for list in 0..<lists where settings.sweeps[list] {
      let outer =
        list == 0 ? here.lowPlace : Int(settings.places[setting * lists + list - 1])
      if outer > 0 {
        let place = settings.places[setting * lists + list]
        let bestPlace = settings.places[choice.setting * lists + list]
        if abs(Int(place) - Int(bestPlace)) > steps { return true }
      }
    }
    return here.place > 0 && abs(here.lowPlace - there.lowPlace) > steps
  }

  /// Samples that can be the peak for any setting: where no bound over all of them says that the
  /// pulse is lower than at the peak of the cursor's copy.
  private func peaks(_ copies: TapPulses) -> Range<Int> {
    let window = time.window.clamped(to: 0..<copies.count)
    let main = copies.copies[settings.cursor]
    guard let top = window.max(by: { main[$0] < main[$1] }) else { return 0..<0 }
    // Taps as sizes with signs: the cursor is one less their sum, so that a difference is linear
    // in the sizes and least at a corner.
    var least = [Double](repeating: 0, count: settings.taps)
    var most = least
    for setting in 0..<settings.count {
      for tap in 0..<settings.taps {
        let value = settings.values[setting * settings.taps + tap]
        least[tap] = min(least[tap], value)
        most[tap] = max(most[tap], value)
      }
    }
    var hull = top..<(top + 1)
    for index in window {
      let ahead = main[top] - main[index]
      var bound = ahead
      for tap in 0..<settings.taps where tap != settings.cursor {
        let gap = copies.copies[tap][top] - copies.copies[tap][index]
        let worst = min(
          0, most[tap] * (gap - ahead), -least[tap] * (-gap - ahead))
        bound += worst
      }
      if bound <= 0 {
        hull = min(hull.lowerBound, index)..<max(hull.upperBound, index + 1)
      }
    }
    return hull
  }

  /// Energy that feedback leaves of the samples it reaches.
  private func excess(_ after: [Double], _ cursor: Double) -> Double {
    let f = c.feedback
    var taps = after
    var floats: [Int] = []
    if f.floats { floats = f.floatingPositions(after: after, cursor: cursor) }
    for n in after.indices {
      var (upper, lower) = n < f.upper.count ? (f.upper[n], f.lower[n]) : (0, 0)
      if floats.contains(n + 1) { (upper, lower) = (f.groupLimit, -f.groupLimit) }
      let (most, least) = (cursor * upper, cursor * lower)
      taps[n] = after[n] < least ? least : (after[n] > most ? most : after[n])
    }
    if f.tailStart > 0, taps.count >= f.tailStart {
      let tail = (f.tailStart - 1)..<taps.count
      let rss = norm(taps[tail]) / abs(cursor)
      if rss != 0, rss >= f.tailLimit {
        for n in tail { taps[n] *= f.tailLimit / rss }
      }
    }
    var sum = 0.0
    for n in after.indices {
      let left = after[n] - taps[n]
      sum += left * left
    }
    return sum
  }

  /// Squared slopes where a record that feedback reaches beyond falls to zero.
  private func fall(
    _ copies: UnsafePointer<Double>, _ rows: PulseRows, _ v: UnsafePointer<Double>, phase: Int,
    end: Int
  ) -> Double {
    var sum = 0.0
    for centre in [rows.count - 1, rows.count] where centre % m == phase && centre <= end - 2 {
      var sample = 0.0
      for tap in 0..<settings.taps { sample += v[tap] * copies[tap * rows.distance + centre - 1] }
      sample *= Double(m) / 2
      sum += sample * sample
    }
    return sum
  }
}
