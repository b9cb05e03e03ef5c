// Receiver noise and crosstalk of the search for each of the receiver's gains.

import Glibc
import LaneChannel
import LaneNumerics

/// Sums over frequency that depend on the gains. The power response of the continuous-time filter is
/// (k1^2 + x1)(k2^2 + x2) / D with the gains in k1 and k2 alone, so that each sum is one of four
/// sums made once for each set of poles and zeros.
struct SearchNoise {
  /// Four sums: of 1/D, x2/D, x1/D and x1 x2/D.
  struct Quarter {
    var terms: [Double] = [0, 0, 0, 0]

    static func factors(_ filter: ContinuousTimeFilter) -> [Double] {
      let (k1, k2) = (pow(10, filter.gainDb / 10), filter.lowPower)
      return [k1 * k2, k1, k2, 1]
    }

    func sum(_ factors: [Double]) -> Double { zip(terms, factors).reduce(0) { $0 + $1.0 * $1.1 } }
  }

  struct Group {
    let filter: ContinuousTimeFilter
    var receiver = Quarter()
    /// Crosstalk of near aggressors, which no transmitter taps shape.
    var near = Quarter()
    /// Weights of the nodes for far aggressors' crosstalk, a list for each of the four terms.
    var far: [[Double]] = []
    /// The same terms by frequency, for settings whose response is rough.
    var farTerms: [[Double]] = []
  }

  private(set) var groups: [Group] = []
  let groupOfGain: [Int]
  let phases: [Double]

  /// - Parameters:
  ///   - commonMode: power at each frequency that the transmitters' common mode adds before the
  ///     receiver's filters, in V^2/Hz; empty for none
  init(
    _ configuration: ComConfiguration, hertz: [Double], paths: [ComPath], nodes: ResponseNodes,
    commonMode: [Double]
  ) {
    let c = configuration
    let rate = c.symbolRateHz
    let above = hertz.firstIndex { $0 > rate } ?? (hertz.count - 1)
    let phases = hertz[0...max(0, above)].map { 2 * .pi * $0 / rate }
    self.phases = phases
    let spacing = hertz.count > 10 ? hertz[10] - hertz[9] : 0
    func power(_ role: ComRole) -> [Double] {
      let chosen = paths.filter { $0.role == role }
      return phases.indices.map { index in
        var sum = 0.0
        for path in chosen { sum += path.volts * path.volts * path.transfer[index].norm }
        let angle = phases[index] / 2
        let sinc = angle == 0 ? 1 : sin(angle) / angle
        return 2 * spacing / c.highestHz * sinc * sinc * sum * c.symbolVariance
      }
    }
    let near = power(.near)
    let far = power(.far)
    let hasFar = paths.contains { $0.role == .far }
    var shapes: [ContinuousTimeFilter] = []
    groupOfGain = c.gains.map { gain in
      var shape = gain.filter
      shape.gainDb = 0
      shape.lowGainDb = 0
      if let known = shapes.firstIndex(of: shape) { return known }
      shapes.append(shape)
      return shapes.count - 1
    }
    for shape in shapes {
      var group = Group(filter: shape)
      let terms = hertz.map { shape.powerTerms(hertz: $0) }
      switch c.rules {
      case .reference450:
        for index in 1..<max(1, hertz.count) {
          let filter = c.receiverFilter.response(hertz: hertz[index]).norm
          let width = hertz[index] - hertz[index - 1]
          for term in 0..<4 { group.receiver.terms[term] += terms[index][term] * filter * width }
        }
      case .annex93A:
        // Simpson's rule up to where the filter has fallen by 240 dB.
        let steps = 20_000
        let width = 1000 * c.receiverFilter.cutoffHz / Double(steps)
        for step in 0...steps {
          // Finer near zero: f = width step^2 / steps.
          let t = Double(step)
          let f = width * t * t / Double(steps)
          let slope = 2 * width * t / Double(steps)
          let weight = step == 0 || step == steps ? 1.0 : (step % 2 == 1 ? 4 : 2)
          let filter = c.receiverFilter.response(hertz: f).norm * slope * weight / 3
          let values = shape.powerTerms(hertz: f)
          for term in 0..<4 { group.receiver.terms[term] += values[term] * filter }
        }
      }
      for term in 0..<4 { group.receiver.terms[term] *= c.noiseDensity }
      for index in commonMode.indices.dropFirst() {
        let filter = c.receiverFilter.response(hertz: hertz[index]).norm
        let power = commonMode[index] * filter * (hertz[index] - hertz[index - 1])
        for term in 0..<4 { group.receiver.terms[term] += terms[index][term] * power }
      }
      for index in phases.indices {
        for term in 0..<4 { group.near.terms[term] += terms[index][term] * near[index] }
      }
      if hasFar, c.rules == .reference450 {
        group.farTerms = (0..<4).map { term in
          phases.indices.map { terms[$0][term] * far[$0] }
        }
        group.far = nodes.weights(phases: phases, group.farTerms)
      }
      groups.append(group)
    }
  }

  /// Weights of the nodes at a gain; empty without far aggressors.
  func farWeights(_ gain: ComGain, _ group: Group) -> [Double] {
    guard !group.far.isEmpty else { return [] }
    let factors = Quarter.factors(gain.filter)
    return group.far[0].indices.map { node in
      var sum = 0.0
      for term in 0..<4 { sum += factors[term] * group.far[term][node] }
      return sum
    }
  }

  /// Variance of far aggressors' crosstalk, term by term.
  func farVariance(_ gain: ComGain, _ group: Group, taps: ArraySlice<Double>, cursor: Int)
    -> Double
  {
    guard !group.farTerms.isEmpty else { return 0 }
    let factors = Quarter.factors(gain.filter)
    var sum = 0.0
    for (index, phase) in phases.enumerated() {
      var weight = 0.0
      for term in 0..<4 { weight += factors[term] * group.farTerms[term][index] }
      sum += weight * TransmitterTaps.magnitude(taps, cursor: cursor, phase: phase)
    }
    return sum
  }
}

extension ContinuousTimeFilter {
  /// Power gain of the low section at DC; 1 without it.
  var lowPower: Double { lowHz > 0 ? pow(10, lowGainDb / 10) : 1 }

  /// 1/D, x2/D, x1/D and x1 x2/D at a frequency.
  func powerTerms(hertz: Double) -> [Double] {
    func square(_ x: Double) -> Double { x * x }
    let x1 = square(hertz / zeroHz)
    let x2 = lowHz > 0 ? square(hertz / lowHz) : 0
    let denominator =
      (1 + square(hertz / firstPoleHz)) * (1 + square(hertz / secondPoleHz)) * (1 + x2)
    return [1 / denominator, x2 / denominator, x1 / denominator, x1 * x2 / denominator]
  }
}
