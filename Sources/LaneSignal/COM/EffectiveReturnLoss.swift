// Effective return loss of a channel's ports (IEEE 802.3 Annex 93A.5).

import Glibc
import LaneChannel
import LaneNumerics

public struct ReturnLossConfiguration: Sendable {
  public var symbolRateHz: Double
  public var levels: Int
  public var samplesPerSymbol: Int
  /// References of one side of the pair: of the file, and of the instrument.
  public var referenceOhm: Double
  public var terminationOhm: Double
  /// Edge of the instrument's step.
  public var transitionNs: Double
  public var receiverFilter: ButterworthFilter
  /// Whether a window takes the spectrum to zero between the receiver's cutoff and the symbol rate.
  public var hasWindow: Bool
  /// Symbols that are looked at.
  public var symbols: Double
  /// Symbols that the receiver's feedback covers.
  public var coveredSymbols: Double
  /// Delays of the fixtures at the two ports.
  public var fixtureSeconds: [Double]
  /// Loss that covered reflections are spared, in dB/s.
  public var lossSlope: Double
  /// Share of reflections that comes back from the device.
  public var reflectionShare: Double
  /// Whether that share is the weight of all covered reflections, or what it rises to.
  public var hasConstantGate: Bool
  /// A device that stands before port 1, of which port 2 is then judged.
  public var device: DevicePackage?
  /// Termination of one side in that device.
  public var deviceOhm: Double
  public var detectorErrorRatio: Double
  public var binWidth: Double
  /// Time constant of the port's impedance.
  public var impedanceSeconds: Double

  public init(
    symbolRateHz: Double, levels: Int, samplesPerSymbol: Int, referenceOhm: Double,
    terminationOhm: Double, transitionNs: Double, receiverFilter: ButterworthFilter,
    hasWindow: Bool, symbols: Double, coveredSymbols: Double, fixtureSeconds: [Double],
    lossSlope: Double, reflectionShare: Double, hasConstantGate: Bool, device: DevicePackage?,
    deviceOhm: Double, detectorErrorRatio: Double, binWidth: Double, impedanceSeconds: Double
  ) {
    self.symbolRateHz = symbolRateHz
    self.levels = levels
    self.samplesPerSymbol = samplesPerSymbol
    self.referenceOhm = referenceOhm
    self.terminationOhm = terminationOhm
    self.transitionNs = transitionNs
    self.receiverFilter = receiverFilter
    self.hasWindow = hasWindow
    self.symbols = symbols
    self.coveredSymbols = coveredSymbols
    self.fixtureSeconds = fixtureSeconds
    self.lossSlope = lossSlope
    self.reflectionShare = reflectionShare
    self.hasConstantGate = hasConstantGate
    self.device = device
    self.deviceOhm = deviceOhm
    self.detectorErrorRatio = detectorErrorRatio
    self.binWidth = binWidth
    self.impedanceSeconds = impedanceSeconds
  }
}

/// What one port reflects.
public struct PortReturnLoss: Sendable {
  /// Effective return loss; infinite where nothing above a bin's width comes back.
  public var effectiveDb: Double
  /// Mean differential impedance behind the port.
  public var impedanceOhm: Double
  /// The gated reflection of a pulse, from `firstSeconds` on.
  public var reflection: [Double]
  public var firstSeconds: Double
}

public struct EffectiveReturnLoss: Sendable {
  public let configuration: ReturnLossConfiguration

  public init(_ configuration: ReturnLossConfiguration) { self.configuration = configuration }

  /// Of port 1 and port 2 of a channel; a device before port 1 takes part at port 2 alone.
  /// - Parameter transform: for the step of the channel's frequencies
  public func evaluate(_ channel: ComChannel, _ transform: ImpulseTransform)
    throws(ImpulseTransform.Failure) -> [PortReturnLoss]
  {
    guard channel.hertz.count >= 12 else { throw .tooFewPoints }
    let hertz = channel.hertz
    let one = response(hertz, channel.differential)
    let other = response(hertz, withDevice(channel).map(\.reversed))
    let step = hertz[2] - hertz[1]
    let samples = try transform.samples(one, other)
    return [
      port(samples.0, stepHz: step, fixture: configuration.fixtureSeconds[0]),
      port(samples.1, stepHz: step, fixture: configuration.fixtureSeconds[1]),
    ]
  }

  /// The channel behind its device, whose termination is brought to the reference.
  private func withDevice(_ channel: ComChannel) -> [TwoPort] {
    let c = configuration
    guard let device = c.device else { return channel.differential }
    let reference = 2 * c.referenceOhm
    let termination = 2 * c.deviceOhm
    let front: TwoPort
    if termination > reference {
      let ratio = (termination - reference) / reference
      front = TwoPort(
        s11: Complex(ratio / (ratio + 2)), s12: Complex(2 / (ratio + 2)),
        s21: Complex(2 / (ratio + 2)), s22: Complex(ratio / (ratio + 2)))
    } else {
      let ratio = (reference - termination) / termination
      front = TwoPort(
        s11: Complex(-ratio / (ratio + 2)), s12: Complex(2 / (ratio + 2)),
        s21: Complex(2 / (ratio + 2)), s22: Complex(-ratio / (ratio + 2)))
    }
    return zip(channel.hertz, channel.differential).map { hertz, part in
      front.followed(by: device.twoPort(hertz: hertz, ohm: c.referenceOhm)).followed(by: part)
    }
  }

  /// The instrument's view of the first port of two-ports.
  private func response(_ hertz: [Double], _ parts: [TwoPort]) -> PhasedResponse {
    PhasedResponse(
      hertz: hertz,
      values: zip(hertz, parts).map { reflection($1) * stimulus(hertz: $0) })
  }

  /// Where a step arrives in the samples.
  private var delay: Double { 500e-12 }

  /// What a port reflects, from its impulse response.
  private func port(_ samples: [Double], stepHz step: Double, fixture: Double) -> PortReturnLoss {
    let c = configuration
    let length = extent(of: samples, above: 1e-5)
    let interval = 1 / c.symbolRateHz
    let edge = 3 * c.transitionNs * 1e-9
    // Times as the reference program rounds them: comparisons at edges depend on it.
    let rate = step * Double(samples.count)
    func time(_ index: Int) -> Double { Double(index) / rate - delay }

    var end =
      (0..<length).first { time($0) >= c.symbols * interval + fixture }.map { $0 + 1 } ?? length
    var start = (0..<end).first { time($0) >= c.transitionNs * 1e-9 } ?? 0
    if start + 1 >= end {
      end = length
      start = 0
    }
    let echo = Array(samples[start..<end])
    var pulse = TapPulses.pulse(echo, samplesPerSymbol: c.samplesPerSymbol)
    // The reference program counts the samples before the edge from the record's start, and leaves
    // that many out of the echo, which begins later.
    let skipped = (0..<length).first { time($0) >= edge } ?? length
    let impedance = impedance(echo, times: (start..<end).map(time), from: skipped)

    // What the receiver's feedback covers counts less, what the fixture reflects not at all.
    let covered = (c.coveredSymbols + 1) * interval + fixture + edge
    let first = pulse.indices.first { time(start + $0) >= fixture + edge } ?? pulse.count
    let last = pulse.indices.first { time(start + $0) > covered } ?? pulse.count - 1
    for index in pulse.indices where index <= last {
      let t = time(start + index)
      pulse[index] *= index < first ? 0 : gate(t, x: (t - fixture - edge) / interval, end: covered)
    }

    let m = c.samplesPerSymbol
    var worst: [Double] = []
    var largest = -1.0
    for phase in 0..<min(m, pulse.count) {
      let sampled = stride(from: phase, to: pulse.count, by: m).map { pulse[$0] }
      let size = norm(sampled)
      if size > largest {
        largest = size
        worst = sampled
      }
    }
    let density = AmplitudeDensity(samples: worst, levels: c.levels, binWidth: c.binWidth)
    let bin = density.firstBin(reaching: c.detectorErrorRatio) ?? 0
    return PortReturnLoss(
      effectiveDb: -20 * log10(-density.amplitude(bin)), impedanceOhm: impedance,
      reflection: pulse, firstSeconds: time(start))
  }

  /// Reflection of port 1 with both ports at the instrument's reference.
  private func reflection(_ part: TwoPort) -> Complex {
    let c = configuration
    let rho = (c.terminationOhm - c.referenceOhm) / (c.terminationOhm + c.referenceOhm)
    if rho == 0 { return part.s11 }
    // First entry of (S - rho)(1 - rho S)^-1.
    let a = Complex.one - rho * part.s11
    let d = Complex.one - rho * part.s22
    let determinant = a * d - (rho * rho) * (part.s12 * part.s21)
    return ((part.s11 - Complex(rho)) * d + rho * (part.s12 * part.s21)) / determinant
  }

  /// Edge, receiver and window.
  private func stimulus(hertz: Double) -> Complex {
    let c = configuration
    let edge = GaussianEdge(transitionNs: c.transitionNs)
    var value =
      edge.response(hertz: hertz) * c.receiverFilter.response(hertz: hertz)
      * Complex(magnitude: 1, angle: -2 * .pi * hertz * delay)
    if c.hasWindow {
      let (low, high) = (c.receiverFilter.cutoffHz, c.symbolRateHz)
      if hertz > high { return .zero }
      if hertz >= low { value *= Complex(0.5 + 0.5 * cos(.pi * (hertz - low) / (high - low))) }
    }
    return value
  }

  private func gate(_ t: Double, x: Double, end: Double) -> Double {
    let c = configuration
    let span = c.coveredSymbols + 1
    let loss =
      c.coveredSymbols > 0 && c.lossSlope != 0 ? pow(10, c.lossSlope * (t - end) / 20) : 1
    let share = c.reflectionShare
    if c.hasConstantGate { return loss * share }
    return loss * (1 + share) * share * exp(-(x - span) * (x - span) / (span * span))
  }

  /// Differential impedance that the step sees from a sample on, the early part weighted most.
  private func impedance(_ echo: [Double], times: [Double], from first: Int) -> Double {
    var step = 0.0
    var (sum, weights) = (0.0, 0.0)
    var origin: Double?
    for (index, value) in echo.enumerated() {
      step += value
      guard index >= first else { continue }
      let from = origin ?? times[index]
      origin = from
      let weight = exp(-(times[index] - from) / configuration.impedanceSeconds)
      sum += weight * (1 + step) / (1 - step) * 2 * configuration.terminationOhm
      weights += weight
    }
    return sum / weights
  }
}
