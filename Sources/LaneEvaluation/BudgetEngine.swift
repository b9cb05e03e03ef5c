// The budget engine: a link as blocks, cached part by part, from which every metric of a row
// follows.
//
// A retimer ends a segment. The segment that crosses the fibre always exists; before it stands an
// electrical one when the transmit side is retimed, behind it another when the receive side is. In
// a linear link the fibre's segment reaches from host to host, and every noise counts at the host's
// slicer.

import LaneChannel
import LaneNumerics
import LaneOptics
import LaneParameters
import LanePower
import LaneSignal

/// A link at budget fidelity. Parts are rebuilt only when a block that they read has changed.
///
/// A class, because it is a workspace of some kilobytes that a row changes in place: a struct would
/// be copied around. One evaluator owns it and one thread at a time calls it, so its fields do
/// without the run-time check of exclusive access.
final class BudgetEngine {
  @exclusivity(unchecked) private(set) var blocks: LinkBlocks

  /// |H|² of the host's pulse and of the module DSP's.
  @exclusivity(unchecked) private var hostPulse = Spectrum()
  @exclusivity(unchecked) private var retimerPulse = Spectrum()
  /// The transmitters' noise-to-signal ratio.
  @exclusivity(unchecked) private var hostNoise = Spectrum()
  @exclusivity(unchecked) private var retimerNoise = Spectrum()

  /// What drives the modulator: the host through its channel, or the module DSP.
  @exclusivity(unchecked) private(set) var lineTransmitter: ElectricalTransmitter
  /// One over |H|² from the line transmitter to the driver's input, pulse included. Noise is
  /// divided by the signal at its point of injection, so the parts keep reciprocals.
  @exclusivity(unchecked) private var perLineInput = Spectrum()
  /// Noise-to-signal ratio that the line transmitter brings.
  @exclusivity(unchecked) private var lineNoise = Spectrum()
  /// The electrical segment before the fibre's; error-free in a linear link.
  @exclusivity(unchecked) private(set) var inputTails = SlicerTails.errorFree

  /// Transmissions of the modulator for the four levels, and the levels into the fibre.
  @exclusivity(unchecked) private var modulatorTransmissions = SIMD4<Double>()
  @exclusivity(unchecked) private(set) var launch = OpticalLevels(watts: .zero)

  /// Fibre: one over the intensity response, transmission, multipath variance.
  @exclusivity(unchecked) private var perFiber = Spectrum()
  @exclusivity(unchecked) private var fiberTransmission = 1.0
  @exclusivity(unchecked) private var multipathVariance = 0.0

  /// One over |H|² of driver and modulator, of the photodiode, of the amplifier, and from there to
  /// the line receiver.
  @exclusivity(unchecked) private var perModulation = Spectrum()
  @exclusivity(unchecked) private var perDetection = Spectrum()
  @exclusivity(unchecked) private var perAmplification = Spectrum()
  @exclusivity(unchecked) private var perLineOutput = Spectrum()

  /// The electrical segment behind the fibre's; error-free in a linear link.
  @exclusivity(unchecked) private(set) var outputTails = SlicerTails.errorFree

  /// The segment that crosses the fibre.
  @exclusivity(unchecked) private(set) var received = OpticalLevels(watts: .zero)
  @exclusivity(unchecked) private(set) var fiberTails = SlicerTails.errorFree
  @exclusivity(unchecked) private(set) var slicerSignalToNoise = 0.0

  /// Where the search for the margin starts.
  @exclusivity(unchecked) private(set) var marginStart = 0.0

  init(_ values: LinkValues) {
    blocks = LinkBlocks(values)
    lineTransmitter = blocks.hostTransmitter
    rebuildParts(.all)
  }

  /// Take new numbers, of which those of the `changed` blocks may differ from the last ones.
  func update(_ values: LinkValues, changed: BlockSet) {
    blocks.update(values, changed: changed)
    rebuildParts(changed)
  }

  // MARK: Parts

  private func rebuildParts(_ changed: BlockSet) {
    let pulses: BlockSet = [.lane, .hostTransmitter, .retimer]
    let input: BlockSet = [
      .lane, .architecture, .hostTransmitter, .hostTransmitChannel, .retimer,
    ]
    let light: BlockSet = [
      .architecture, .hostTransmitter, .driver, .modulator, .laser, .externalLaserPath,
    ]
    let fiber: BlockSet = [.lane, .fibrePlant, .modulator]
    let electroOptic: BlockSet = [.lane, .driver, .modulator, .opticalReceiver]
    let output: BlockSet = [
      .lane, .architecture, .hostTransmitter, .hostReceiveChannel, .retimer, .hostReceiver,
    ]
    if !changed.isDisjoint(with: pulses) { rebuildPulses() }
    if !changed.isDisjoint(with: input) { rebuildInput() }
    if !changed.isDisjoint(with: [.hostTransmitter, .driver, .modulator]) { rebuildModulation() }
    if !changed.isDisjoint(with: light) { rebuildLaunch() }
    if !changed.isDisjoint(with: fiber) { rebuildFiber() }
    if !changed.isDisjoint(with: electroOptic) { rebuildElectroOptic() }
    if !changed.isDisjoint(with: output) { rebuildOutput() }
    let any = input.union(light).union(fiber).union(electroOptic).union(output)
    if !changed.isDisjoint(with: any) { rebuildFiberSegment() }
    if changed.contains(.fec) { marginStart = SegmentChain.start(limit: blocks.bitErrorLimit) }
  }

  private func rebuildPulses() {
    let nyquist = blocks.lane.nyquist
    hostPulse = blocks.hostTransmitter.pulse(nyquist: nyquist)
    retimerPulse = blocks.retimerTransmitter.pulse(nyquist: nyquist)
    hostNoise = blocks.hostTransmitter.noiseToSignal
    retimerNoise = blocks.retimerTransmitter.noiseToSignal
  }

  private func rebuildInput() {
    let nyquist = blocks.lane.nyquist
    let channel = blocks.hostInput.transfer(nyquist: nyquist)
    if blocks.architecture.retimesTransmit {
      inputTails = electricalSegment(
        from: blocks.hostTransmitter, noise: hostNoise, through: hostPulse * channel,
        to: blocks.retimerReceiver)
      lineTransmitter = blocks.retimerTransmitter
      perLineInput = 1 / retimerPulse
      lineNoise = retimerNoise
    } else {
      inputTails = .errorFree
      lineTransmitter = blocks.hostTransmitter
      perLineInput = 1 / (hostPulse * channel)
      lineNoise = hostNoise
    }
  }

  private func rebuildModulation() {
    modulatorTransmissions = blocks.modulator.transmissions(
      swing: blocks.driver.swing, drive: blocks.hostTransmitter.levels)
  }

  private func rebuildLaunch() {
    let loss = laserPathLossDb + blocks.modulator.outputLossDb
    launch = OpticalLevels(
      watts: modulatorTransmissions * (blocks.laser.power * Decibel.ratio(-loss)))
  }

  private func rebuildFiber() {
    fiberTransmission = Decibel.ratio(-blocks.plant.lossDb)
    perFiber =
      1
      / blocks.plant.response(
        wavelength: blocks.laser.wavelength, chirp: blocks.modulator.chirp,
        nyquist: blocks.lane.nyquist)
    multipathVariance = blocks.plant.multipathVariance
  }

  private func rebuildElectroOptic() {
    let nyquist = blocks.lane.nyquist
    perModulation =
      1 / (blocks.driver.response(nyquist: nyquist) * blocks.modulator.response(nyquist: nyquist))
    perDetection = 1 / blocks.photodiode.response(nyquist: nyquist)
    perAmplification = 1 / blocks.amplifier.response(nyquist: nyquist)
  }

  private func rebuildOutput() {
    let nyquist = blocks.lane.nyquist
    let channel = blocks.hostOutput.transfer(nyquist: nyquist)
    if blocks.architecture.retimesReceive {
      perLineOutput = Spectrum(repeating: 1)
      outputTails = electricalSegment(
        from: blocks.retimerTransmitter, noise: retimerNoise, through: retimerPulse * channel,
        to: blocks.hostReceiver)
    } else {
      perLineOutput = 1 / channel
      outputTails = .errorFree
    }
  }

  /// A segment of copper between two retiming points.
  private func electricalSegment(
    from transmitter: ElectricalTransmitter, noise: Spectrum, through path: Spectrum,
    to receiver: ElectricalReceiver
  ) -> SlicerTails {
    let density = transmitter.variance / blocks.lane.nyquist
    let noiseToSignal = noise + receiver.inputNoise / (density * path)
    let ratio = receiver.slicerSignalToNoise(noiseToSignal)
    let deviation = (Pam4.variance(of: transmitter.levels) / ratio).squareRoot()
    return SlicerTails(levels: transmitter.levels, deviations: SIMD4(repeating: deviation))
  }

  // MARK: The segment that crosses the fibre

  /// Noise-to-signal ratio of each source, referred to its own point of injection.
  struct FiberNoise {
    /// Photocurrents of the four levels, their mean and their variance.
    var currents: SIMD4<Double>
    var mean: Double
    var variance: Double
    /// Densities of light-borne noise at the photodiode, mean over the levels, A²/Hz.
    var intensityNoise: Double
    var shotNoise: Double
    var multipath: Double
    /// Spectra of noise over signal.
    var transmitter: Spectrum
    var driver: Spectrum
    /// One over the signal's density at the photodiode: multiplies light-borne densities.
    var perLight: Spectrum
    var amplifier: Spectrum
    var receiver: Spectrum

    var light: Double { intensityNoise + shotNoise + multipath }
    var total: Spectrum { transmitter + driver + perLight * light + amplifier + receiver }
  }

  @inline(__always)
  func fiberNoise() -> FiberNoise {
    let nyquist = blocks.lane.nyquist
    let currents = blocks.photodiode.currents(received)
    let mean = currents.sum() * 0.25
    let variance = Pam4.variance(of: currents)
    let driverDensity = lineTransmitter.variance / nyquist
    // One over the signal's density at the photodiode, before its pole.
    let perLight = perLineInput * perModulation * perFiber * (nyquist / variance)
    let atAmplifier = perLight * perDetection
    let gain = blocks.amplifier.swing / (currents[3] - currents[0])
    let amplifierNoise = blocks.amplifier.inputNoise * blocks.amplifier.inputNoise
    let driverNoise = blocks.driver.inputNoise * blocks.driver.inputNoise
    return FiberNoise(
      currents: currents, mean: mean, variance: variance,
      intensityNoise: blocks.laser.relativeIntensityNoise * (currents * currents).sum() * 0.25,
      shotNoise: Photodiode.shotNoise(current: mean),
      multipath: multipathVariance * mean * mean / nyquist,
      transmitter: lineNoise,
      driver: perLineInput * (driverNoise / driverDensity),
      perLight: perLight,
      amplifier: atAmplifier * amplifierNoise,
      receiver: atAmplifier * perAmplification * perLineOutput
        * (lineReceiver.inputNoise / (gain * gain)))
  }

  /// The receiver that decides at the end of the fibre's segment.
  var lineReceiver: ElectricalReceiver {
    blocks.architecture.retimesReceive ? blocks.retimerReceiver : blocks.hostReceiver
  }

  private func rebuildFiberSegment() {
    received = launch.transmitted(fiberTransmission)
    let noise = fiberNoise()
    let total = noise.total
    slicerSignalToNoise = lineReceiver.slicerSignalToNoise(total)
    // Light-borne noise follows the level: RIN with its square, shot noise and multipath with the
    // level itself. Of an ideally equalised symbol the cursor's share of a noise burst is that of
    // sinc² within half a symbol.
    let cursorShare = 0.7737
    let share = ElectricalReceiver.share(of: noise.perLight, in: total) * noise.light * cursorShare
    let relative = noise.currents / noise.mean
    let square = noise.currents * noise.currents
    let byLevel =
      (noise.intensityNoise * square / (square.sum() * 0.25)
        + (noise.shotNoise + noise.multipath) * relative) / noise.light
    let scale = noise.variance / slicerSignalToNoise
    let deviations = (scale * (1 - share + share * byLevel)).squareRoot()
    fiberTails = SlicerTails(levels: noise.currents, deviations: deviations)
  }

  // MARK: Answers

  /// Two parameters that exclude each other, by their indices; nil when none do.
  var contradiction: (Int, Int)? { blocks.contradiction }

  /// All segments in order.
  var chain: SegmentChain { SegmentChain(fiberTails, inputTails, outputTails) }

  /// Loss from the laser to the modulator's chip, dB.
  var laserPathLossDb: Double {
    blocks.laser.splitLossDb + blocks.laser.couplingLossDb
      + (blocks.architecture.laserIsExternal ? blocks.externalPath.lossDb : 0)
  }

  /// Electrical power of one end.
  var power: PowerBreakdown {
    var result = PowerBreakdown()
    let lane = blocks.lane
    let halves =
      (blocks.architecture.retimesTransmit ? 0.5 : 0)
      + (blocks.architecture.retimesReceive ? 0.5 : 0)
    result.retimers = halves * blocks.power.retimer * lane.payloadRate
    result.drivers = lane.count * blocks.driver.power
    result.receivers = lane.count * blocks.amplifier.power
    // A module holds whole lasers; external ones are shared, so an engine counts its part.
    let lasers = lane.count / blocks.laser.lanes
    result.lasers =
      (blocks.architecture.laserIsExternal ? lasers : lasers.rounded(.up))
      * blocks.laser.electricalPower
    result.overhead = blocks.power.overhead
    result.hostSerdes = blocks.power.hostSerdes * lane.payloadRate
    return result
  }

  /// One-way latency, host SerDes to host SerDes.
  var latency: LatencyBreakdown {
    var result = LatencyBreakdown()
    let passes =
      (blocks.architecture.retimesTransmit ? 1.0 : 0)
      + (blocks.architecture.retimesReceive ? 1.0 : 0)
    result.serdes = 2 * blocks.latency.serdes
    result.fec = blocks.latency.fec
    result.retimers = passes * blocks.latency.retimer
    result.linearBlocks = 2 * blocks.latency.linear
    result.traces = 2 * blocks.latency.trace
    result.fiber = blocks.plant.delay
    return result
  }
}
