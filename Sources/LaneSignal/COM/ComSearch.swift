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

  private(set) var evaluated = 0
  private var best = -Double.infinity
  private var choice: (gain: Int, setting: Int)?

  /// - Parameters:
  ///   - impulse: the victim's impulse response before the receiver's gains
  ///   - aggressors: impulse responses for rules that judge crosstalk in time
  init(
    _ configuration: ComConfiguration, testCase: ComCase, settings: TransmitterTaps,
    nodes: ResponseNodes, noise: SearchNoise, impulse: [Double],
    aggressors: [(role: ComRole, impulse: [Double])]
  ) {
    c = configuration
    self.settings = settings
    self.nodes = nodes
    self.noise = noise
    self.impulse = impulse
    self.aggressors = aggressors
    snrDb = testCase.transmitterSnrDb
    m = configuration.samplesPerSymbol
    signalScale = c.levelMismatch / Double(c.levels - 1)
    transmitterNoise = pow(10, -snrDb / 10)
    let pulse = TapPulses.pulse(impulse, samplesPerSymbol: m)
    let peak = pulse.indices.max { pulse[$0] < pulse[$1] } ?? 0
    let first = pulse.firstIndex { $0 == pulse[peak] } ?? 0
    time = SamplingTime(
      samplesPerSymbol: m, firstTap: c.feedback.upper.first ?? 0,
      window: max(0, first - 20 * m)..<min(pulse.count, first + 20 * m + 1))
  }

  /// Go through all settings; nil when none has a pulse that can be sampled.
  /// - Parameter takesPeak: whether a pulse that does not rise as it should is sampled at its peak
  func run(takesPeak: Bool = false) -> ComChoice? {
    time.takesPeak = takesPeak
    for gain in c.gains.indices { search(gain) }
    guard let choice else { return nil }
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
      let far = noise.farVariance(
        c.gains[gain], group, taps: taps[...], cursor: settings.cursor)
      crosstalk = (far + group.near.sum(factors)).squareRoot()
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

  /// The largest sum of squares of samples a symbol apart.
  private func worstPhase(_ pulse: [Double]) -> Double {
    (0..<m).map { phase in
      stride(from: phase, to: pulse.count, by: m).reduce(0) { $0 + pulse[$1] * pulse[$1] }
    }.max() ?? 0
  }

  // MARK: All settings

  /// Products of the copies' samples of one phase, the upper triangle row by row.
  private struct Products {
    var energy: [Double]
    var slopes: [Double]
  }

  private func search(_ gain: Int) {
    let group = noise.groups[noise.groupOfGain[gain]]
    let factors = SearchNoise.Quarter.factors(c.gains[gain].filter)
    let receiver = group.receiver.sum(factors)
    let near = group.near.sum(factors)
    let farWeights = noise.farWeights(c.gains[gain], group)
    let copies = copies(gain, impulse)
    let count = copies.count
    let taps = settings.taps
    guard count > 4 * m, taps <= 16 else { return }
    let inTime =
      c.rules == .annex93A
      ? aggressors.map { ($0.role, self.copies(gain, $0.impulse)) } : []

    var flat = [Double](repeating: 0, count: taps * count)
    for (tap, copy) in copies.copies.enumerated() {
      flat.replaceSubrange((tap * count)..<((tap + 1) * count), with: copy)
    }
    let peaks = peaks(copies)
    // What may be asked of a pulse around its peak.
    let span = (peaks.lowerBound - 6 * m)..<(peaks.upperBound + 4 * m)
    let inside = span.lowerBound >= 0 && span.upperBound <= count
    let reach = c.feedback.reach
    var products = [Products?](repeating: nil, count: m)
    var near2 = near
    var farProducts: [[[Double]]] = []
    for (role, copies) in inTime {
      if role == .near {
        near2 += c.symbolVariance * worstPhase(copies.copies[settings.cursor])
      } else {
        farProducts.append((0..<m).map { energy(copies, phase: $0) })
      }
    }
    let variance = c.symbolVariance
    let jitter =
      (c.dualDiracJitterUI * c.dualDiracJitterUI + c.randomJitterUI * c.randomJitterUI) * variance
    var window = [Double](repeating: 0, count: max(0, span.count))
    var after = [Double](repeating: 0, count: reach)

    flat.withUnsafeBufferPointer { flat in
      window.withUnsafeMutableBufferPointer { window in
        settings.values.withUnsafeBufferPointer { values in
          nodes.magnitudes.withUnsafeBufferPointer { magnitudes in
            guard let flat = flat.baseAddress, let window = window.baseAddress,
              let values = values.baseAddress, let magnitudes = magnitudes.baseAddress
            else { return }
            for setting in 0..<settings.count {
              if passesOver(gain, setting) { continue }
              evaluated += 1
              let v = values + setting * taps
              if !inside || nodes.isRough[setting] {
                judgeByDefinition(gain, setting)
                continue
              }
              // The pulse around its peak.
              Self.combine(
                flat + span.lowerBound, count, v, taps, into: window, span.count)
              guard
                let place = time.place(
                  sample: { window[$0 - span.lowerBound] }, peaks: peaks)
              else { continue }
              let at = place.cursor
              let cursor = window[at - span.lowerBound]
              let signal = signalScale * cursor
              let power = signal * signal
              let phase = at % m
              if products[phase] == nil {
                products[phase] = Products(
                  energy: energy(copies, phase: phase), slopes: slopeEnergy(copies, phase: phase))
              }
              guard let form = products[phase] else { continue }
              var total =
                receiver + near2 + transmitterNoise * cursor * cursor
                + jitter * Self.form(form.slopes, v, taps)
              let end = at + 1 + m * (reach + 1)
              if end > count {
                total += jitter * fall(flat, count, v, phase: phase, end: end)
              }
              if signal <= 0 || power <= best * total { continue }
              // Feedback positions, and the energy at all others.
              var rest = Self.form(form.energy, v, taps) - cursor * cursor
              for n in 0..<reach {
                let place = at + m * (n + 1)
                var sample = 0.0
                if place < count {
                  for tap in 0..<taps { sample += v[tap] * flat[tap * count + place] }
                }
                after[n] = sample
                rest -= sample * sample
              }
              total += variance * max(rest, 0)
              if power <= best * total { continue }
              total += variance * excess(after, cursor)
              if power <= best * total { continue }
              if !farWeights.isEmpty {
                total += Self.dot(
                  farWeights, magnitudes + setting * (nodes.intervals + 1), nodes.intervals + 1)
              }
              for phases in farProducts {
                var worst = 0.0
                for phase in phases { worst = max(worst, Self.form(phase, v, taps)) }
                total += variance * worst
              }
              let ratio = power / total
              if ratio > best {
                best = ratio
                choice = (gain, setting)
              }
            }
          }
        }
      }
    }
  }

  private func judgeByDefinition(_ gain: Int, _ setting: Int) {
    guard let detail = detail(gain: gain, setting: setting), detail.assessment.signal > 0,
      detail.fomDb.isFinite
    else { return }
    let ratio = pow(10, detail.fomDb / 10)
    if ratio > best {
      best = ratio
      choice = (gain, setting)
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
    _ copies: UnsafePointer<Double>, _ count: Int, _ v: UnsafePointer<Double>, phase: Int, end: Int
  ) -> Double {
    var sum = 0.0
    for centre in [count - 1, count] where centre % m == phase && centre <= end - 2 {
      var sample = 0.0
      for tap in 0..<settings.taps { sample += v[tap] * copies[tap * count + centre - 1] }
      sample *= Double(m) / 2
      sum += sample * sample
    }
    return sum
  }

  // MARK: Quadratic forms

  private func energy(_ copies: TapPulses, phase: Int) -> [Double] {
    triangle(copies) { copy, index in
      copy[index]
    } over: {
      stride(from: phase, to: $0, by: m)
    }
  }

  private func slopeEnergy(_ copies: TapPulses, phase: Int) -> [Double] {
    let first = phase < 1 ? phase + m : phase
    let scale = Double(m) / 2
    return triangle(copies) { copy, index in
      (copy[index + 1] - copy[index - 1]) * scale
    } over: {
      stride(from: first, to: $0 - 1, by: m)
    }
  }

  private func triangle(
    _ copies: TapPulses, _ value: ([Double], Int) -> Double, over: (Int) -> StrideTo<Int>
  ) -> [Double] {
    let sampled = copies.copies.map { copy in over(copy.count).map { value(copy, $0) } }
    var products: [Double] = []
    for row in sampled.indices {
      for column in row..<sampled.count {
        var sum = 0.0
        for (a, b) in zip(sampled[row], sampled[column]) { sum += a * b }
        products.append(row == column ? sum : 2 * sum)
      }
    }
    return products
  }

  @inline(__always)
  private static func form(_ triangle: [Double], _ v: UnsafePointer<Double>, _ count: Int)
    -> Double
  {
    var sum = 0.0
    var place = 0
    for row in 0..<count {
      var inner = 0.0
      for column in row..<count {
        inner += triangle[place] * v[column]
        place += 1
      }
      sum += v[row] * inner
    }
    return sum
  }

  @inline(__always)
  private static func dot(_ a: [Double], _ b: UnsafePointer<Double>, _ count: Int) -> Double {
    var lanes = SIMD8<Double>.zero
    var sum = 0.0
    a.withUnsafeBufferPointer { a in
      guard let a = a.baseAddress else { return }
      var index = 0
      while index + 8 <= count {
        lanes +=
          UnsafeRawPointer(a + index).loadUnaligned(as: SIMD8<Double>.self)
          * UnsafeRawPointer(b + index).loadUnaligned(as: SIMD8<Double>.self)
        index += 8
      }
      sum = lanes.sum()
      while index < count {
        sum += a[index] * b[index]
        index += 1
      }
    }
    return sum
  }

  /// Sum the copies, each times its tap, over some samples.
  @inline(__always)
  private static func combine(
    _ copies: UnsafePointer<Double>, _ distance: Int, _ taps: UnsafePointer<Double>, _ count: Int,
    into sum: UnsafeMutablePointer<Double>, _ samples: Int
  ) {
    var index = 0
    while index + 8 <= samples {
      var lanes = SIMD8<Double>.zero
      for tap in 0..<count {
        lanes +=
          taps[tap]
          * UnsafeRawPointer(copies + (tap * distance + index)).loadUnaligned(
            as: SIMD8<Double>.self)
      }
      UnsafeMutableRawPointer(sum + index).storeBytes(of: lanes, as: SIMD8<Double>.self)
      index += 8
    }
    while index < samples {
      var lane = 0.0
      for tap in 0..<count { lane += taps[tap] * copies[tap * distance + index] }
      sum[index] = lane
      index += 1
    }
  }
}
