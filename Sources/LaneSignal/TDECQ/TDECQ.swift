// TDECQ, TECQ and SECQ of a captured PAM4 waveform (IEEE 802.3 121.8.5 and the clauses that refer to it).

import Glibc
import LaneNumerics
import LaneParameters

/// The transmitter and dispersion eye closure for PAM4.
///
/// TECQ is the same measurement of a waveform that went through no fibre, SECQ that of a stressed
/// receiver's test signal.
public struct TDECQ {
  let options: TDECQOptions
  let pattern: SymbolPattern
  var answer = TDECQAnswer()

  private init(_ options: TDECQOptions, _ pattern: SymbolPattern) {
    self.options = options
    self.pattern = pattern
  }

  /// Fewest whole symbols of a record.
  public static var fewestSymbols: Int { 64 }

  /// Measure samples of optical power that carry a pattern, wherever in it they begin.
  public static func measure(
    _ samples: [Double], samplesPerSymbol: Double, pattern: SymbolPattern,
    options: TDECQOptions = TDECQOptions()
  ) throws(LightlaneError) -> TDECQAnswer {
    try options.validate()
    guard samplesPerSymbol >= 2, samplesPerSymbol <= 4096 else {
      throw LightlaneError(
        samplesPerSymbol.isFinite ? .outOfBounds : .notFinite,
        "samples_per_symbol = \(decimal(samplesPerSymbol)); it takes 2 to 4096")
    }
    guard samples.count <= TDECQOptions.mostSamples else {
      throw LightlaneError(
        .count, "\(samples.count) samples; at most \(TDECQOptions.mostSamples) are taken")
    }
    let least = fewestSymbols + 4 * options.tapCount
    guard Double(samples.count) >= Double(least) * samplesPerSymbol else {
      throw LightlaneError(
        .count,
        "\(samples.count) samples are \(decimal((Double(samples.count) / samplesPerSymbol).rounded(.down))) symbols; \(least) are needed for \(options.tapCount) taps"
      )
    }
    for (index, sample) in samples.enumerated() where !(abs(sample) <= 1e100) {
      throw LightlaneError(
        sample.isFinite ? .outOfBounds : .notFinite,
        "sample \(index) = \(sample); finite powers up to 1e+100 are taken", row: Int64(index))
    }
    var measurement = TDECQ(options, pattern)
    try measurement.run(samples, samplesPerSymbol)
    return measurement.answer
  }

  // MARK: Steps

  private mutating func run(
    _ samples: [Double], _ samplesPerSymbol: Double
  ) throws(LightlaneError) {
    let capture = self.capture(samples, samplesPerSymbol)
    let lock = try self.lock(capture)
    capture.origin = lock.phase
    let symbols = lock.symbols(pattern, count: capture.symbols)
    var (trace, track) = follow(capture, symbols, level: capture.mean)
    let average = meanOfPeriods(trace, lock.symbols(pattern, count: pattern.symbols.count))
    // Crossings of another level lie elsewhere.
    if average != capture.mean { (trace, track) = follow(capture, symbols, level: average) }
    let centre = trace.centre
    answer.averagePower = average
    answer.symbolCount = trace.usable.count
    answer.periodCount = capture.symbols / pattern.symbols.count
    warnOfRecord(capture, track)
    if let remark = remarkOnLevels(
      capture.series(phase: centre, first: 0, count: min(capture.symbols, 4096)))
    {
      answer.warnings.append("warning: \(remark)")
    }
    // In the samples as they were given, before the filter's delay: the symbol whose centre comes first.
    let place = capture.origin + centre - receiverDelay
    answer.phaseUi = place - place.rounded(.down)
    let period = pattern.symbols.count
    let rotation = (lock.rotation - Int(place.rounded(.down))) % period
    answer.patternRotation = rotation < 0 ? rotation + period : rotation

    let present = pattern.counts
    guard present[0] > 0, present[3] > 0 else {
      throw LightlaneError(
        .noAnswer, "\(pattern.name) lacks level 0 or 3, without which there is no outer OMA")
    }
    try readLevels(trace)
    if present.contains(0) {
      answer.warnings.append(
        "warning: \(pattern.name) has no level 1 or 2; there is no TDECQ, only what the outer"
          + " levels tell")
      return
    }
    try equalise(trace, lock)
  }

  /// Delay of the reference receiver, in symbols.
  private var receiverDelay: Double {
    options.receiver == .applied
      ? BesselThomson(bandwidth: options.receiverBandwidth).delay : 0
  }

  /// The samples behind the reference receiver.
  private func capture(_ samples: [Double], _ samplesPerSymbol: Double) -> Capture {
    let exact = Double(samples.count) / samplesPerSymbol
    let symbols = Int(exact.rounded())
    let period = pattern.symbols.count
    // A recovered clock does not come back to where it began.
    let circular =
      symbols % period == 0 && options.clock == .ideal
      && abs(Double(samples.count) - Double(symbols) * samplesPerSymbol) < 1e-3
    var power = samples
    if options.receiver == .applied {
      let filter = BesselThomson(bandwidth: options.receiverBandwidth / samplesPerSymbol)
      power = filter.filtered(samples, circular: circular)
    }
    return Capture(
      power, samplesPerSymbol: samplesPerSymbol,
      symbols: circular ? symbols : Int(exact.rounded(.down)), circular: circular)
  }

  private mutating func lock(_ capture: Capture) throws(LightlaneError) -> PatternLock {
    let lock = PatternLock(capture, pattern)
    answer.lockCorrelation = lock.correlation
    answer.isInverted = lock.inverted
    answer.bitsInverted = lock.bitsInverted
    let least = lock.leastCorrelation
    guard lock.correlation >= least else {
      let samples = capture.series(phase: lock.phase, first: 0, count: min(capture.symbols, 4096))
      let remark = remarkOnLevels(samples) ?? "check the pattern and the samples per symbol"
      throw LightlaneError(
        .pattern,
        "the samples do not follow \(pattern.name): correlation \(Self.short(lock.correlation)), at"
          + " least \(Self.short(least)) is needed; \(remark)")
    }
    if lock.inverted {
      answer.warnings.append(
        "warning: the waveform is inverted: symbol 3 is the least power; it was measured as if upright"
      )
    }
    if lock.bitsInverted {
      answer.warnings.append(
        "warning: the waveform carries \(pattern.name) with its bits inverted before Gray coding")
    }
    return lock
  }

  /// The symbols of a capture about the middle between the mean crossings of a level, on the recovered
  /// clock where one is asked for.
  private mutating func follow(
    _ capture: Capture, _ symbols: [UInt8], level: Double
  ) -> (SymbolTrace, CrossingTrack) {
    // Filter, interpolation and equaliser see neighbours that a record does not have at its ends.
    let guardSymbols = capture.circular ? 0 : min(16 + options.tapCount, capture.symbols / 4)
    var usable = guardSymbols..<capture.symbols - guardSymbols
    capture.clock = []
    let track = CrossingTrack(
      SymbolTrace(capture: capture, symbols: symbols, centre: 0, usable: usable), level: level)
    if options.clock == .recovered {
      let recovery = ClockRecovery(
        corner: options.clockCornerMHz * 1e-3 / options.symbolRateGbd)
      let clock = recovery.offsets(track, count: capture.symbols)
      capture.clock = clock
      let mean = clock.reduce(0, +) / Double(clock.count)
      let energy = clock.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      answer.clockJitterUi = (energy / Double(clock.count)).squareRoot()
      // A clock that runs away leaves the record at its ends.
      let inside = usable.filter {
        (0...Double(capture.symbols - guardSymbols)).contains(Double($0 - guardSymbols) + clock[$0])
      }
      if let first = inside.first, let last = inside.last { usable = first..<last + 1 }
    }
    // The loop's lag behind a rate is no part of the eye.
    let expected = capture.clock.isEmpty ? 0 : track.mean(in: usable, after: capture.clock)
    var trace = SymbolTrace(capture: capture, symbols: symbols, centre: expected, usable: usable)
    trace.centre = centre(trace, level: level)
    return (trace, track)
  }

  /// Half a symbol after the mean crossing of a level, from symbol to symbol, in symbols; crossings are
  /// expected half a symbol before the trace's centre.
  private func centre(_ trace: SymbolTrace, level: Double) -> Double {
    var (sum, count) = (0.0, 0)
    for n in trace.usable.dropFirst() {
      guard (trace.symbols[n - 1] < 2) != (trace.symbols[n] < 2),
        let crossing = trace.capture.crossing(of: level, before: n, phase: trace.centre)
      else { continue }
      sum += crossing
      count += 1
    }
    return trace.centre + (count == 0 ? 0 : sum / Double(count) - 0.5)
  }

  private mutating func readLevels(_ trace: SymbolTrace) throws(LightlaneError) {
    guard let low = trace.outerLevel(of: 0, standardLength: 6),
      let high = trace.outerLevel(of: 3, standardLength: 7)
    else {
      throw LightlaneError(
        .count, "the record has no whole run of zeros, or of threes, to read the outer OMA from")
    }
    (answer.lowLevel, answer.lowRun) = low
    (answer.highLevel, answer.highRun) = high
    answer.outerOma = high.power - low.power
    guard answer.outerOma > 0 else {
      throw LightlaneError(
        .noAnswer,
        "the runs of threes are not above those of zeros: the outer OMA is \(answer.outerOma)"
      )
    }
    if low.length < 3 || high.length < 3 {
      answer.warnings.append(
        "warning: \(pattern.name) has no run of three zeros and three threes; the outer OMA is read"
          + " where neighbours still count")
    }
    if low.power > 0 { answer.extinctionRatioDb = 10 * log10(high.power / low.power) }
    let symbolPs = 1e3 / options.symbolRateGbd
    let (least, most) = (low.power, high.power)
    answer.riseTimePs = trace.edge(from: 0, to: 3, levels: (least, most)).map { $0 * symbolPs }
    answer.fallTimePs = trace.edge(from: 3, to: 0, levels: (most, least)).map { $0 * symbolPs }
    if let rise = answer.riseTimePs, let fall = answer.fallTimePs {
      answer.transitionTimePs = max(rise, fall)
    }
    let extremes = trace.extremes(hitRatio: options.hitRatio)
    answer.overshootPercent = 100 * (extremes.highest - most) / answer.outerOma
    answer.undershootPercent = 100 * (least - extremes.lowest) / answer.outerOma
  }

  // MARK: The equaliser

  /// Symbols that are equalised and what each is.
  struct Section {
    let first: Int
    let symbols: [UInt8]
    /// Periods that are averaged into one; 1 takes each symbol as it is.
    let periods: Int
  }

  /// Values at a phase, as (power - average) / OMA, with `tapCount - 1` symbols more on both sides.
  func series(_ trace: SymbolTrace, _ section: Section, phase: Double) -> [Double] {
    let more = options.tapCount - 1
    let count = section.symbols.count
    let raw = trace.capture.series(
      phase: trace.centre + phase, first: section.first - more,
      count: count * section.periods + 2 * more)
    var values = [Double](repeating: 0, count: count + 2 * more)
    for k in values.indices {
      var sum = 0.0
      for period in 0..<section.periods { sum += raw[k + period * count] }
      values[k] = (sum / Double(section.periods) - answer.averagePower) / answer.outerOma
    }
    return values
  }

  private mutating func equalise(
    _ trace: SymbolTrace, _ lock: PatternLock
  ) throws(LightlaneError) {
    let period = pattern.symbols.count
    let periods = trace.usable.count / period
    if periods > 1 { answer.periodNoise = periodNoise(trace, periods: periods) }
    let folds = options.averages && periods > 1
    if options.averages, !folds {
      answer.warnings.append(
        "warning: the record has not two whole periods of \(pattern.name); nothing was averaged")
    }
    let section = Section(
      first: trace.usable.lowerBound,
      symbols: folds
        ? Array(trace.symbols[trace.usable.lowerBound..<trace.usable.lowerBound + period])
        : Array(trace.symbols[trace.usable]),
      periods: folds ? periods : 1)
    let levels = section.symbols.map { Double($0) / 3 - 0.5 }
    let filter = BesselThomson(bandwidth: options.receiverBandwidth)
    let noise = (0..<options.tapCount).map {
      filter.correlation(delay: Double($0) * options.receiverBandwidth)
    }
    let rules = TapRules(
      mains: options.firstMainTap - 1...options.lastMainTap - 1,
      leastMainTap: options.tapCount > 1 ? options.leastMainTap : 0,
      thresholdReach: options.thresholdReachPercent / 100)

    func search(_ shift: Double) -> (TapSearch, [TapSearch.Found]) {
      // Two places stand for a window of even weight: those of Gauss's rule.
      let half = options.windowWidth / 2 / 3.0.squareRoot()
      // The inner one comes first, so that a look at one place is the same on both sides.
      let places = half > 0 ? [-half, half] : [0]
      let windows = [-1.0, 1.0].flatMap { side in
        places.map { place in
          series(trace, section, phase: shift + side * (options.windowOffset + place))
        }
      }
      let objective = NoiseTolerance(
        series: windows, symbolCount: levels.count, tapCount: options.tapCount, noise: noise,
        target: options.symbolErrorRatio)
      let search = TapSearch(objective, rules: rules)
      return (search, search.starts(series(trace, section, phase: shift), levels: levels))
    }
    var (found, starts) = search(0)
    if options.phase == .best {
      let shift = Self.bestShift { shift in search(shift).1.map(\.worst).max() ?? -.infinity }
      answer.phaseShiftUi = shift
      answer.phaseUi += shift
      (found, starts) = search(shift)
    }
    guard let (best, allowed) = found.best(of: starts) else {
      throw LightlaneError(
        .noAnswer, "no equaliser of \(options.tapCount) taps fits the samples: they carry no eye")
    }
    if !allowed {
      answer.warnings.append(
        "warning: no equaliser whose largest tap stands at \(options.firstMainTap) to"
          + " \(options.lastMainTap) is the best one; the nearest is reported")
    }
    try report(best, found.objective, section, trace)
    if options.wantsEye { drawEye(trace, best.setting, section) }
  }

  /// The shift, within 0.2 symbols, at which least squares bear the most noise.
  private static func bestShift(_ value: (Double) -> Double) -> Double {
    var (best, most) = (0.0, value(0))
    var step = 0.04
    for radius in [5, 1, 1, 1] {
      let middle = best
      for k in -radius...radius where k != 0 {
        let trial = middle + Double(k) * step
        let here = value(trial)
        if here > most { (best, most) = (trial, here) }
      }
      step /= 2
    }
    return best
  }

  private mutating func report(
    _ best: TapSearch.Found, _ objective: NoiseTolerance, _ section: Section, _ trace: SymbolTrace
  ) throws(LightlaneError) {
    let oma = answer.outerOma
    let setting = best.setting
    answer.quantile = GaussianTail.quantile(options.symbolErrorRatio / 1.5)
    try judgeScopeNoise(answer.quantile)
    answer.taps = setting.taps
    answer.mainTap = setting.main + 1
    answer.thresholds = (0..<3).map { answer.averagePower + oma * setting.thresholds[$0] }
    let enhancement = objective.enhancement(setting.taps)
    answer.enhancementDb = 10 * log10(enhancement)

    // The error ratio looks only at the distance from a threshold, so that an eye that is closed
    // needs a look at the symbols too.
    var wrong = 0
    var seen = 0
    let edges = [-Double.infinity] + (0..<3).map { setting.thresholds[$0] } + [.infinity]
    let symbols = section.symbols
    for side in 0..<NoiseTolerance.sides {
      objective.forEachValue(setting, side: side) { symbol, value in
        seen += 1
        let level = Int(symbols[symbol])
        if value < edges[level] || value > edges[level + 1] { wrong += 1 }
      }
    }
    let share = Double(wrong) / Double(max(seen, 1))
    if share > options.symbolErrorRatio {
      answer.warnings.append(
        "warning: the eye is closed: without added noise \(Self.short(100 * share)) % of the symbols"
          + " are on the wrong side of a threshold; there is no TDECQ")
    } else {
      let added = exp(best.worst)
      let total = (added * added + options.scopeNoise * options.scopeNoise / (oma * oma))
        .squareRoot()
      answer.addedNoise = added * oma
      answer.totalNoise = total * oma
      answer.tdecqDb = -10 * log10(6 * answer.quantile * total)
      warnOfPenalty()
      answer.sideErrorRatios = (0..<NoiseTolerance.sides).map {
        objective.tail(setting, side: $0, deviation: added * enhancement, slopes: false).ratio
      }
    }
    readEqualisedLevels(section, trace, setting)
    drawHistograms(objective, setting)
  }

  static func short(_ value: Double) -> String {
    decimal((value * 1000).rounded() / 1000)
  }
}
