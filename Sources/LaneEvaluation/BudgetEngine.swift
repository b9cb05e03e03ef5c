// The budget engine: a link as blocks, cached part by part, from which every metric of a row follows.
//
// A retimer ends a segment. The segment that crosses the fibre or cable always exists; before it stands
// an electrical one when the transmit side is retimed, behind it another when the receive side is. In a
// linear link the middle segment reaches from host to host, and every noise counts at the host's slicer.

import LaneChannel
import LaneNumerics
import LaneOptics
import LaneParameters
import LanePower
import LaneSignal

/// A link at budget fidelity. Parts are rebuilt only when a block that they read has changed.
///
/// A class, because it is a workspace of some kilobytes that a row changes in place: a struct would be
/// copied around. One evaluator owns it and one thread at a time calls it, so its fields do without the
/// run-time check of exclusive access.
final class BudgetEngine {
  @exclusivity(unchecked) private(set) var blocks: LinkBlocks

  /// |H|² of the host's pulse and of the module DSP's.
  @exclusivity(unchecked) private var hostPulse = Spectrum()
  @exclusivity(unchecked) private var retimerPulse = Spectrum()
  /// The transmitters' noise-to-signal ratio.
  @exclusivity(unchecked) private var hostNoise = Spectrum()
  @exclusivity(unchecked) private var retimerNoise = Spectrum()

  /// What drives the middle segment: the host through its channel, or the module DSP.
  @exclusivity(unchecked) private(set) var lineTransmitter: ElectricalTransmitter
  /// One over |H|² from the line transmitter to driver or cable, pulse included. Noise is divided by
  /// the signal at its point of injection, so the parts keep reciprocals.
  @exclusivity(unchecked) private(set) var perLineInput = Spectrum()
  /// Noise-to-signal ratio that the line transmitter brings.
  @exclusivity(unchecked) private(set) var lineNoise = Spectrum()
  /// Levels of the light source for its drive, as ``LightSource/levels(drive:predistortion:wavelength:)``.
  @exclusivity(unchecked) var sourceLevels = OpticalLevels(watts: .zero)
  /// Light over what the parameters ask for: one, or what a solved laser power comes to.
  @exclusivity(unchecked) var lightScale = 1.0
  /// Swing over what the parameters ask for: one, or what the least power comes to.
  @exclusivity(unchecked) var swingRatio = 1.0
  /// Whether the laser's aim is reached, else what is in the way.
  @exclusivity(unchecked) private(set) var aimStatus = Status.ok
  /// The laser at its given temperature.
  @exclusivity(unchecked) var givenLaser = LaserAtTemperature(threshold: 0, slope: 0)
  /// Temperatures and laser power, as ``settle()`` left them.
  @exclusivity(unchecked) var point = OperatingPoint()
  /// Transmission of laser path and coupling into the fibre together.
  @exclusivity(unchecked) private var sourceTransmission = 1.0

  /// Fibre: one over the intensity response, transmission, multipath variance.
  @exclusivity(unchecked) private(set) var perFiber = Spectrum()
  @exclusivity(unchecked) private(set) var fiberTransmission = 1.0
  @exclusivity(unchecked) private(set) var multipathVariance = 0.0
  /// Cable: one over |H|².
  @exclusivity(unchecked) private(set) var perCable = Spectrum()

  /// One over |H|² of driver and modulator, of the photodiode, of the amplifier, and from there (or
  /// from the cable) to the line receiver.
  @exclusivity(unchecked) private(set) var perModulation = Spectrum()
  @exclusivity(unchecked) private(set) var perDetection = Spectrum()
  @exclusivity(unchecked) private(set) var perAmplification = Spectrum()
  @exclusivity(unchecked) private(set) var perLineOutput = Spectrum()

  /// All segments: the middle one first, then the electrical ones before and behind it, which are
  /// error-free in a linear link.
  @exclusivity(unchecked) private(set) var chain = SegmentChain(.errorFree)
  /// Signal-to-noise ratio at the slicer of the middle segment.
  @exclusivity(unchecked) private(set) var signalToNoise = 0.0

  /// Where the search for a margin starts.
  @exclusivity(unchecked) private var marginStart = 0.0

  init(_ values: LinkValues) {
    blocks = LinkBlocks(values)
    lineTransmitter = blocks.hostTransmitter
    rebuildParts(.all)
  }

  /// Take new numbers, of which those of the `changed` blocks may differ from the last ones. They are
  /// passed inout so that they are not copied.
  @inline(__always)
  func update(_ values: inout LinkValues, changed: BlockSet) {
    blocks.update(&values, changed: changed)
    rebuildParts(changed)
  }

  // MARK: Parts

  private func rebuildParts(_ changed: BlockSet) {
    let pulses: BlockSet = [.lane, .hostTransmitter, .retimer]
    let input: BlockSet = [
      .lane, .architecture, .hostTransmitter, .hostTransmitChannel, .retimer,
    ]
    let modulation: BlockSet = [.lane, .architecture, .hostTransmitter, .modulator]
    let path: BlockSet = [.architecture, .laserPath, .modulator]
    let medium: BlockSet = [.lane, .architecture, .fibrePlant, .modulator, .copperCable]
    let echoes: BlockSet = [.architecture, .fibrePlant, .reflections]
    let electroOptic: BlockSet = [.lane, .architecture, .driver, .modulator, .opticalReceiver]
    let output: BlockSet = [
      .lane, .architecture, .hostTransmitter, .hostReceiveChannel, .retimer, .hostReceiver,
    ]
    if !changed.isDisjoint(with: pulses) { rebuildPulses() }
    if !changed.isDisjoint(with: input) { rebuildInput() }
    if !changed.isDisjoint(with: modulation) { rebuildModulation() }
    if !changed.isDisjoint(with: path) { rebuildPath() }
    if !changed.isDisjoint(with: medium) { rebuildMedium() }
    if !changed.isDisjoint(with: echoes) {
      multipathVariance = blocks.reflections.beatVariance(along: blocks.plant)
    }
    if !changed.isDisjoint(with: electroOptic) { rebuildElectroOptic() }
    if !changed.isDisjoint(with: output) { rebuildOutput() }
    let laser: BlockSet = [
      .architecture, .laserDiode, .modulator, .power, .thermal,
    ]
    if !changed.isDisjoint(with: laser) { rebuildGivenLaser() }
    if changed.contains(.fec) { marginStart = SegmentChain.start(limit: blocks.correction.limit) }
    let signal: BlockSet = [
      .lane, .architecture, .hostTransmitter, .hostTransmitChannel, .hostReceiveChannel, .retimer,
      .modulator, .laser, .laserPath, .fibrePlant, .reflections, .copperCable, .driver,
      .opticalReceiver, .hostReceiver,
    ]
    // A solved laser answers to the limit as well.
    if !changed.isDisjoint(with: signal) || blocks.laserAim.kind != .given { rebuildMiddle() }
  }

  private func rebuildPulses() {
    let nyquist = blocks.lane.nyquist
    hostPulse = blocks.hostTransmitter.pulse(nyquist: nyquist)
    retimerPulse = blocks.retimerTransmitter.pulse(nyquist: nyquist)
    hostNoise = blocks.hostTransmitter.noiseToSignal
    retimerNoise = blocks.retimerTransmitter.noiseToSignal
  }

  private func rebuildInput() {
    let channel = blocks.hostInput.transfer(nyquist: blocks.lane.nyquist)
    if blocks.architecture.retimesTransmit {
      chain.second =
        electricalSegment(
          from: blocks.hostTransmitter, noise: hostNoise, perPath: 1 / (hostPulse * channel),
          to: receiver(of: blocks.architecture.transmitRetimer)
        ).tails
      lineTransmitter = blocks.retimerTransmitter
      perLineInput = 1 / retimerPulse
      lineNoise = retimerNoise
    } else {
      chain.second = .errorFree
      lineTransmitter = blocks.hostTransmitter
      perLineInput = 1 / (hostPulse * channel)
      lineNoise = hostNoise
    }
  }

  private func rebuildModulation() {
    swingRatio = 1
    sourceLevels = levels(of: blocks.source)
  }

  /// Levels of a light source for this link's drive.
  func levels(of source: LightSource) -> OpticalLevels {
    source.levels(
      drive: blocks.hostTransmitter.levels, predistortion: blocks.sourceOutput.predistortion,
      wavelength: blocks.lane.wavelength)
  }

  private func rebuildPath() {
    let path =
      blocks.source.needsLaser
      ? blocks.laserPath.lossDb(external: blocks.architecture.laserIsExternal) : 0
    sourceTransmission = Decibel.ratio(-path - blocks.sourceOutput.lossDb)
  }

  private func rebuildMedium() {
    if isCopper {
      perCable = 1 / blocks.cable.transfer(nyquist: blocks.lane.nyquist)
    } else {
      fiberTransmission = Decibel.ratio(-blocks.plant.lossDb)
      perFiber =
        1
        / blocks.plant.response(
          wavelength: blocks.lane.wavelength, chirp: blocks.sourceOutput.chirp,
          nyquist: blocks.lane.nyquist)
    }
  }

  private func rebuildElectroOptic() {
    let nyquist = blocks.lane.nyquist
    let source = blocks.source.response(nyquist: nyquist, wavelength: blocks.lane.wavelength)
    perModulation = 1 / (blocks.driver.response(nyquist: nyquist) * source)
    perDetection = 1 / blocks.photodiode.response(nyquist: nyquist)
    perAmplification = 1 / blocks.amplifier.response(nyquist: nyquist)
  }

  private func rebuildOutput() {
    let perChannel = 1 / blocks.hostOutput.transfer(nyquist: blocks.lane.nyquist)
    if blocks.architecture.retimesReceive {
      perLineOutput = Spectrum(repeating: 1)
      chain.third =
        electricalSegment(
          from: blocks.retimerTransmitter, noise: retimerNoise, perPath: perChannel / retimerPulse,
          to: blocks.hostReceiver
        ).tails
    } else {
      perLineOutput = perChannel
      chain.third = .errorFree
    }
  }

  private func rebuildMiddle() {
    lightScale = 1
    aimStatus = .ok
    if isCopper {
      take(cableSegment())
      return
    }
    if blocks.laserAim.kind != .given {
      if swingRatio != 1 { rebuildModulation() }
      aimStatus = aim()
      guard aimStatus == .ok else { return }
    }
    take(fiberSegment())
  }

  private func take(_ segment: Segment) {
    chain.first = segment.tails
    signalToNoise = segment.signalToNoise
  }

  // MARK: Segments

  /// A segment between two retiming points, or between the hosts.
  struct Segment {
    var tails: SlicerTails
    /// Signal-to-noise ratio at its slicer.
    var signalToNoise: Double
  }

  /// A segment of copper; `crosstalk` is what its cable brings to the receiver's input, V².
  private func electricalSegment(
    from transmitter: ElectricalTransmitter, noise: Spectrum, perPath: Spectrum,
    to receiver: ElectricalReceiver, crosstalk: Double = 0
  ) -> Segment {
    let density = transmitter.variance / blocks.lane.nyquist
    let inputNoise = receiver.inputNoise + crosstalk / blocks.lane.nyquist
    let ratio = receiver.slicerSignalToNoise(noise + perPath * (inputNoise / density))
    let deviation = (Pam4.variance(of: transmitter.levels) / ratio).squareRoot()
    return Segment(
      tails: SlicerTails(levels: transmitter.levels, deviations: SIMD4(repeating: deviation)),
      signalToNoise: ratio)
  }

  /// The segment that crosses a cable. The cable's crosstalk is that of the receiver behind it: of the
  /// amplifier where there is one.
  private func cableSegment() -> Segment {
    let crosstalk = blocks.cable.crosstalk * blocks.cable.crosstalk
    let perCableOutput = perLineInput * perCable
    guard blocks.architecture.amplifiesCable else {
      return electricalSegment(
        from: lineTransmitter, noise: lineNoise, perPath: perCableOutput * perLineOutput,
        to: lineReceiver, crosstalk: crosstalk)
    }
    let nyquist = blocks.lane.nyquist
    let entering = blocks.driver.inputNoise * blocks.driver.inputNoise + crosstalk / nyquist
    let density = lineTransmitter.variance / nyquist
    return electricalSegment(
      from: lineTransmitter, noise: lineNoise + perCableOutput * (entering / density),
      perPath: perCableOutput * perLineOutput / blocks.driver.response(nyquist: nyquist),
      to: lineReceiver)
  }

  /// What a question about the fibre's segment changes for its sake alone.
  struct Variation {
    /// Power transmission ahead of the receiver.
    var transmission = 1.0
    var withoutDispersion = false
    var withoutReflections = false
  }

  /// Noise of the segment that crosses the fibre, each source over the signal at its injection.
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
  func fiberNoise(_ variation: Variation) -> FiberNoise {
    let nyquist = blocks.lane.nyquist
    let received = received.transmitted(variation.transmission)
    let currents = blocks.photodiode.currents(received)
    let mean = currents.sum() * 0.25
    let variance = Pam4.variance(of: currents)
    let driverDensity = lineTransmitter.variance / nyquist
    // One over the signal's density at the photodiode, before its pole.
    var perLight = perLineInput * perModulation * (nyquist / variance)
    if !variation.withoutDispersion { perLight *= perFiber }
    let atAmplifier = perLight * perDetection
    let gain = blocks.amplifier.swing / (currents[3] - currents[0])
    let amplifierNoise = blocks.amplifier.inputNoise * blocks.amplifier.inputNoise
    let driverNoise = blocks.driver.inputNoise * blocks.driver.inputNoise
    let relativeIntensityNoise =
      blocks.source.relativeIntensityNoise ?? blocks.laser.relativeIntensityNoise
    let reflections = variation.withoutReflections ? 0 : multipathVariance
    return FiberNoise(
      currents: currents, mean: mean, variance: variance,
      intensityNoise: relativeIntensityNoise * (currents * currents).sum() * 0.25,
      shotNoise: Photodiode.shotNoise(current: mean),
      multipath: reflections * mean * mean / nyquist,
      transmitter: lineNoise,
      driver: perLineInput * (driverNoise / driverDensity),
      perLight: perLight,
      amplifier: atAmplifier * amplifierNoise,
      receiver: atAmplifier * perAmplification * perLineOutput
        * (lineReceiver.inputNoise / (gain * gain)))
  }

  private func fiberSegment(_ variation: Variation = Variation()) -> Segment {
    let noise = fiberNoise(variation)
    let total = noise.total
    let ratio = lineReceiver.slicerSignalToNoise(total)
    // Light-borne noise follows the level: RIN with its square, shot noise and multipath with the level
    // itself, each with the cursor's share of a noise burst alone.
    let share =
      ElectricalReceiver.share(of: noise.perLight, in: total) * noise.light * Self.cursorShare
    let relative = noise.currents / noise.mean
    let square = noise.currents * noise.currents
    let byLevel =
      (noise.intensityNoise * square / (square.sum() * 0.25)
        + (noise.shotNoise + noise.multipath) * relative) / noise.light
    let deviations = (noise.variance / ratio * (1 - share + share * byLevel)).squareRoot()
    return Segment(
      tails: SlicerTails(levels: noise.currents, deviations: deviations), signalToNoise: ratio)
  }

  /// The receiver that decides at the end of the middle segment.
  var lineReceiver: ElectricalReceiver {
    receiver(of: blocks.architecture.receiveRetimer)
  }

  /// The receiver of a retimer, or the host's where there is none.
  private func receiver(of retimer: Retimer) -> ElectricalReceiver {
    switch retimer {
    case .none: blocks.hostReceiver
    case .dsp: blocks.dspReceiver
    case .cdr: blocks.cdrReceiver
    }
  }

  // MARK: Answers

  /// Whether the laser finds its power for itself.
  var aims: Bool { blocks.laserAim.kind != .given && !isCopper }

  /// Whether the medium is copper.
  var isCopper: Bool { blocks.architecture.isCopper }

  /// Extra noise that the link bears, dB.
  var margin: Double { margin(of: chain) }

  /// Extra noise that a chain of segments bears against this link's limit, dB.
  func margin(of chain: SegmentChain) -> Double {
    chain.margin(limit: blocks.correction.limit, start: marginStart)
  }

  /// The margin when something of the fibre's segment were different, dB.
  func margin(_ variation: Variation) -> Double {
    margin(of: SegmentChain(fiberSegment(variation).tails, chain.second, chain.third))
  }

  /// Levels into the fibre (TP2).
  var launch: OpticalLevels {
    let light = blocks.source.needsLaser ? blocks.laser.power : 1
    return sourceLevels.transmitted(light * lightScale * sourceTransmission)
  }

  /// Levels at the receiver's input (TP3).
  var received: OpticalLevels { launch.transmitted(fiberTransmission) }

  /// Output of one laser, W: of the continuous-wave laser, or the average of a lane's own.
  var laserOutput: Double {
    lightScale * (blocks.source.needsLaser ? blocks.laser.power : sourceLevels.average)
  }
}
