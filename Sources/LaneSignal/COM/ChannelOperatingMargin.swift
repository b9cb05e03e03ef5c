// Channel Operating Margin of IEEE 802.3 Annex 93A, from networks to decibels.

import Glibc
import LaneChannel
import LaneNumerics

/// The answer for one package case; volts, decibels, seconds.
public struct ComResult: Sendable {
  public var caseNumber = 0
  public var comDb = Double.nan
  public var fomDb = Double.nan
  public var signal = Double.nan
  public var interference = Double.nan
  public var uneqPeak = Double.nan
  public var steadyVoltage = Double.nan
  public var transmitterNoise = Double.nan
  public var receiverNoise = Double.nan
  public var randomJitter = Double.nan
  public var gaussianNoise = Double.nan
  public var intersymbol = Double.nan
  public var crosstalk = Double.nan
  public var dualDirac = Double.nan
  public var allInterference = Double.nan
  public var gainDb = Double.nan
  public var lowGainDb = Double.nan
  public var transmitterTaps: [Double] = []
  public var feedbackTaps: [Double] = []
  public var floatingPositions: [Int] = []
  public var tailRss = 0.0
  public var closureDb = Double.nan
  public var openingVolts = Double.nan
  public var errorRatioAtThreshold = Double.nan
  public var conversionRatioDb = Double.nan
  public var losses = ChannelLosses()
  public var combinations = 0
  public var evaluated = 0
  public var secondsPerSample = 0.0
  /// The victim's pulses before and behind equalisation, and the cursor's index in the latter.
  public var uneqPulse: [Double] = []
  public var pulse: [Double] = []
  public var cursorIndex = 0
  public var density = AmplitudeDensity(certainZeroWith: 1)
  public var warnings: [String] = []
}

/// Why a case has no result.
public enum ComFailure: Error {
  case response(ImpulseTransform.Failure)
  /// It was stopped from outside.
  case stopped
}

public struct ChannelOperatingMargin: Sendable {
  public let configuration: ComConfiguration
  private let settings: TransmitterTaps
  private let nodes: ResponseNodes

  public init(_ configuration: ComConfiguration) {
    self.configuration = configuration
    settings = TransmitterTaps(
      precursors: configuration.precursors, postcursors: configuration.postcursors,
      leastCursor: configuration.leastCursor, isExact: configuration.rules == .annex93A)
    nodes = ResponseNodes(settings)
  }

  /// Number of transmitter settings with a large enough cursor.
  public var settingCount: Int { settings.count }

  /// Settings of both equalisers together.
  public var combinations: Int { settings.count * configuration.gains.count }

  /// Settings of both equalisers that rounding leaves out as the reference program does: their main
  /// tap is the least.
  public var leftOut: Int { settings.leftOut * configuration.gains.count }

  /// Evaluate one package case.
  /// - Parameters:
  ///   - channels: the victim first, then aggressors in any order, all on its frequencies
  ///   - transform: for the step of those frequencies
  ///   - goesOn: told equaliser settings done of `combinations`; the case is stopped when it says no
  public func evaluate(
    _ channels: [ComChannel], _ testCase: ComCase, _ transform: ImpulseTransform,
    goesOn: @escaping (Int) -> Bool = { _ in true }
  ) throws(ComFailure) -> ComResult {
    let c = configuration
    guard let victim = channels.first, victim.hertz.count >= 12 else {
      throw .response(.tooFewPoints)
    }
    var result = ComResult()
    result.caseNumber = testCase.number
    result.combinations = combinations
    result.secondsPerSample = 1 / c.samplesPerSecond
    let hertz = victim.hertz
    let paths = channels.map { c.path($0, testCase) }
    result.losses = c.losses(
      channels, dieToDie: c.dieToDie(victim, paths[0], testCase), transfer: paths[0].transfer)
    // A response is known to the rounding of one, below which it is kept from falling.
    if testCase.victimVolts == 0 || paths[0].transfer.allSatisfy({ $0.magnitude <= .ulpOfOne }) {
      result.uneqPeak = 0
      result.steadyVoltage = 0
      result.warnings.append(
        "no signal reaches the receiver: com_db and all that belongs to a signal are left out")
      return result
    }

    let conversion = PhasedResponse(hertz: hertz, values: c.conversion(victim, testCase))
    // The phase of what is zero but for rounding is noise.
    let isBalanced = (conversion.magnitude.max() ?? 0) < 1e-12
    let isLeftOut = isBalanced || !conversion.isCausal
    if isBalanced {
      result.warnings.append(
        "the victim's channel is balanced to rounding: no common mode reaches the receiver, and"
          + " scmr_db is left out")
    } else if isLeftOut {
      result.warnings.append(
        "the phase of the victim's conversion from common mode rises with frequency: it is rounding,"
          + " or the frequency step is too coarse; scmr_db is left out")
    }
    var impulses: [[Double]]
    var converted: [Double]
    do throws(ImpulseTransform.Failure) {
      (impulses, converted) = try self.impulses(
        hertz, paths, isLeftOut ? nil : conversion, transform, &result)
    } catch {
      throw .response(error)
    }
    converted = converted.map { $0 * testCase.victimVolts }
    let uneqPulse = TapPulses.pulse(impulses[0], samplesPerSymbol: c.samplesPerSymbol)
    result.uneqPulse = uneqPulse
    result.uneqPeak = uneqPulse.reduce(0) { max($0, abs($1)) }
    result.steadyVoltage = steadyVoltage(uneqPulse)
    if !isLeftOut {
      result.conversionRatioDb = conversionRatio(converted, peak: uneqPulse.max() ?? 0)
    }

    let noise = SearchNoise(
      c, hertz: hertz, paths: paths, nodes: nodes, commonMode: commonModeNoise(channels, testCase))
    let search = ComSearch(
      c, testCase: testCase, settings: settings, nodes: nodes, noise: noise, impulse: impulses[0],
      aggressors: zip(paths, impulses).dropFirst().map { ($0.role, $1) },
      goesOn: { [combinations] in goesOn(min($0, combinations)) })
    var choice = search.run()
    if choice == nil, !search.isStopped {
      choice = search.run(takesPeak: true)
      result.warnings.append(
        "no setting of the equalisers gives a pulse that rises within four symbols: pulses are"
          + " sampled at their peaks")
    }
    if search.isStopped { throw .stopped }
    result.evaluated = search.evaluated
    guard let choice else {
      result.warnings.append(
        "no setting of the equalisers gives a pulse that can be sampled: com_db and all that belongs"
          + " to a sampled pulse are left out")
      return result
    }
    fill(&result, choice, paths, impulses)
    return result
  }

  /// Impulse responses in volts, cut where nothing is left, and that of what the common mode adds, in
  /// volts for each volt.
  private func impulses(
    _ hertz: [Double], _ paths: [ComPath], _ conversion: PhasedResponse?,
    _ transform: ImpulseTransform, _ result: inout ComResult
  ) throws(ImpulseTransform.Failure) -> ([[Double]], [Double]) {
    let c = configuration
    var responses = paths.map { PhasedResponse(hertz: hertz, values: $0.transfer) }
    for (path, response) in zip(paths, responses) where !response.isCausal {
      result.warnings.append(
        "the phase of the \(path.role) path rises with frequency: its frequency step is too coarse"
          + " for its delay")
    }
    if let conversion { responses.append(conversion) }
    var all: [[Double]] = []
    for index in stride(from: 0, to: responses.count, by: 2) {
      let pair = responses[index...].prefix(2).map { $0 }
      let (one, other) = try transform.samples(pair[0], pair.count > 1 ? pair[1] : nil)
      all += [one, other].prefix(pair.count)
    }
    let cut = all.map { Array($0[..<extent(of: $0, above: c.truncation)]) }
    let impulses = zip(paths, cut).map { path, samples in samples.map { $0 * path.volts } }
    return (impulses, conversion == nil ? [] : cut[cut.count - 1])
  }

  /// Power that common-mode noise of the transmitters adds, up to the symbol rate.
  private func commonModeNoise(_ channels: [ComChannel], _ testCase: ComCase) -> [Double] {
    let volts = testCase.commonModeVolts
    guard volts > 0, let victim = channels.first else { return [] }
    let count = victim.hertz.prefix { $0 <= configuration.symbolRateHz }.count
    guard count > 1 else { return [] }
    let density = 2 * volts * volts / victim.hertz[count - 1]
    var power = [Double](repeating: 0, count: count)
    for channel in channels {
      let conversion = configuration.conversion(channel, testCase)
      for index in power.indices { power[index] += density * conversion[index].norm }
    }
    return power
  }

  /// The pulse's peak over the quantile of what the common mode adds, in dB.
  private func conversionRatio(_ impulse: [Double], peak: Double) -> Double {
    let c = configuration
    let pulse = TapPulses.pulse(impulse, samplesPerSymbol: c.samplesPerSymbol)
    // The reference program judges this path on bins of 0.1 mV.
    var worst = 0.0
    for phase in 0..<c.samplesPerSymbol {
      let density = AmplitudeDensity(
        samples: stride(from: phase, to: pulse.count, by: c.samplesPerSymbol).map { pulse[$0] },
        levels: c.levels, binWidth: 1e-4)
      if let bin = density.firstBin(reaching: c.detectorErrorRatio) {
        worst = max(worst, -density.amplitude(bin))
      }
    }
    return 20 * log10(peak / worst)
  }

  /// Mean voltage of a long run of the highest symbol, from a window around the pulse (163A-3).
  private func steadyVoltage(_ pulse: [Double]) -> Double {
    let c = configuration
    let m = c.samplesPerSymbol
    guard let top = pulse.max(), let peak = pulse.firstIndex(of: top) else { return .nan }
    let first = max(0, peak - c.symbolsBeforePeak * m - m / 2)
    let last = min(pulse.count - 1, peak + c.symbolsAfterPeak * m - m / 2)
    guard first <= last else { return .nan }
    return pulse[first...last].reduce(0, +) / Double(m)
  }

  // MARK: Densities

  private func fill(
    _ result: inout ComResult, _ choice: ComChoice, _ paths: [ComPath], _ impulses: [[Double]]
  ) {
    let c = configuration
    let a = choice.assessment
    let gain = c.gains[choice.gain].filter
    result.fomDb = choice.fomDb
    result.signal = abs(a.signal)
    result.gainDb = gain.gainDb
    result.lowGainDb = gain.lowHz > 0 ? gain.lowGainDb : .nan
    result.transmitterTaps = choice.taps
    result.feedbackTaps = a.taps
    result.floatingPositions = a.floatingPositions
    result.tailRss = a.tailRss
    result.receiverNoise = choice.receiverNoise
    result.transmitterNoise = a.transmitterNoise
    let deviation = c.symbolVariance.squareRoot()
    result.randomJitter = c.randomJitterUI * deviation * norm(a.slopes)
    result.gaussianNoise = norm([
      result.randomJitter, result.receiverNoise, result.transmitterNoise,
    ])
    var bin = min(result.signal / 1000, c.binVolts)
    let quantile =
      c.rules == .reference450
      ? 2 * Self.quantile(c.detectorErrorRatio) : max(8.5, 2 * Self.quantile(c.detectorErrorRatio))
    // Signals far below the noise would ask for bins without number.
    let finest = quantile * norm([result.gaussianNoise, a.intersymbol]) / Double(1 << 17)
    if bin < finest || bin.isNaN {
      bin = finest
      result.warnings.append(
        "the signal is far below the noise: the voltage step is wider than a thousandth of it")
    }
    guard bin > 0, bin.isFinite else { return }

    let pulses = equalised(choice, paths, impulses)
    result.pulse = pulses[0]
    result.cursorIndex = a.place.cursor
    let isi = AmplitudeDensity(
      samples: residual(pulses[0], a), levels: c.levels, binWidth: bin)
    var crosstalk = AmplitudeDensity(certainZeroWith: bin)
    for pulse in pulses.dropFirst() { crosstalk = crosstalk * worstPhase(pulse, bin) }
    let jitter = AmplitudeDensity(
      samples: a.slopes.map { c.dualDiracJitterUI * $0 }, levels: c.levels, binWidth: bin)
    let gaussian = AmplitudeDensity(
      gaussian: result.gaussianNoise, cutAt: quantile, binWidth: bin)
    result.intersymbol = isi.deviation
    result.crosstalk = crosstalk.deviation
    result.dualDirac = jitter.deviation
    let all = isi * crosstalk * (gaussian * jitter)
    result.density = all
    result.allInterference = all.deviation

    guard let quantileBin = all.firstBin(above: c.detectorErrorRatio) else { return }
    let interference = abs(all.amplitude(quantileBin))
    result.interference = interference
    result.comDb = 20 * log10(result.signal / interference)
    result.openingVolts = 2 * (result.signal - interference)
    result.closureDb =
      -20 * log10(max((result.signal - interference) / result.signal, .ulpOfOne))
    let level = -result.signal / pow(10, c.thresholdDb / 20)
    let place = (level / bin).rounded(.down) + 1
    let index = Int(min(max(place - Double(all.minimum), 0), Double(all.probabilities.count - 1)))
    result.errorRatioAtThreshold = all.cumulative(index)
    if interference >= result.signal {
      result.warnings.append(
        "the eye is closed: interference at the detector error ratio is above the signal; vec_db is"
          + " left out")
    }
  }

  /// Pulses of all paths behind the chosen equalisers.
  private func equalised(_ choice: ComChoice, _ paths: [ComPath], _ impulses: [[Double]])
    -> [[Double]]
  {
    let c = configuration
    return paths.indices.map { index in
      var impulse = impulses[index]
      // The victim's record is as long as feedback needs it.
      let needed = choice.assessment.pulse.count
      if index == 0, impulse.count < needed {
        impulse += [Double](repeating: 0, count: needed - impulse.count)
      }
      c.gains[choice.gain].filter.filter(&impulse, samplesPerSecond: c.samplesPerSecond)
      let copies = TapPulses(
        impulse: impulse, samplesPerSymbol: c.samplesPerSymbol, taps: settings.taps,
        cursor: settings.cursor)
      return paths[index].role == .near
        ? copies.copies[settings.cursor] : copies.combined(choice.taps)
    }
  }

  /// Samples a symbol apart, the first and the last symbol of the record left out.
  private func samples(_ pulse: [Double], phase: Int) -> [Double] {
    let m = c.samplesPerSymbol
    let symbols = Int((Double(pulse.count) / Double(m)).rounded())
    guard symbols > 2 else { return [] }
    return (1...(symbols - 2)).map { pulse[m * $0 + phase] }
  }

  /// What feedback leaves of the victim's pulse at its sampling phase.
  private func residual(_ pulse: [Double], _ a: ComAssessment) -> [Double] {
    let m = c.samplesPerSymbol
    let cursorIndex = a.place.cursor
    let cursor = pulse[cursorIndex]
    var rest = pulse
    rest[cursorIndex] = 0
    let after = a.upper.indices.map { pulse[cursorIndex + m * ($0 + 1)] }
    // The reference program forgets the tail's limit here unless taps float.
    let forgets = c.rules == .reference450 && !c.feedback.floats
    let cancelled = ComConfiguration.clip(
      after, cursor, forgets ? c.feedback.upper : a.upper, forgets ? c.feedback.lower : a.lower)
    for (index, value) in cancelled.enumerated() { rest[cursorIndex + m * (index + 1)] -= value }
    return samples(rest, phase: cursorIndex % m)
  }

  private func worstPhase(_ pulse: [Double], _ bin: Double) -> AmplitudeDensity {
    var worst: [Double] = []
    var largest = -1.0
    for phase in 0..<c.samplesPerSymbol {
      let sampled = samples(pulse, phase: phase)
      let variance = AmplitudeDensity.variance(
        ofSamples: sampled, levels: c.levels, binWidth: bin)
      if variance > largest {
        largest = variance
        worst = sampled
      }
    }
    return AmplitudeDensity(samples: worst, levels: c.levels, binWidth: bin)
  }

  private var c: ComConfiguration { configuration }

  /// How many standard deviations a Gaussian exceeds with a probability.
  static func quantile(_ probability: Double) -> Double {
    GaussianTail.quantile(probability)
  }
}
