// The 10 Gigabit Ethernet link model of 2001 as a compatible mode: the columns of its spreadsheet.

import LaneNumerics

extension TenGigabitLinkModel {
  /// One length of the spreadsheet; penalties in optical decibels, their columns in brackets.
  ///
  /// A value is NaN where the model does not hold, for instance when an eye is closed.
  public struct Row: Sendable {
    /// Length of fibre, km (A).
    public var lengthKm: Double
    /// Attenuation of the fibre, Patt, dB (B).
    public var attenuationDb: Double
    /// Loss of the channel, connections included, dB (C).
    public var channelLossDb: Double
    /// Dispersion D1·L, ps/nm (D).
    public var dispersionPsNm: Double
    /// Dispersion of the slope D2·L, ps/nm (E).
    public var slopeDispersionPsNm: Double
    /// Bandwidth of chromatic dispersion, MHz (F).
    public var chromaticBandwidthMHz: Double
    /// Bandwidth of modal or polarisation mode dispersion, MHz (G).
    public var modalBandwidthMHz: Double
    /// Exit response time Te: the edge at the end of the fibre from 10 % to 90 %, ps (H).
    public var exitResponsePs: Double
    /// Channel response time Tc: the same after the receiver, ps (I).
    public var channelResponsePs: Double
    /// Intersymbol interference in the centre of the eye, Pisi, dB (J).
    public var isiDb: Double
    /// What the corners of the decision window lose more than the centre, dB (K).
    public var cornerDb: Double
    /// What jitter adds in the centre, dB (L).
    public var jitterDb: Double
    /// What jitter adds at the corners, dB (M).
    public var cornerJitterDb: Double
    /// Interference of double reflections, Preflection, dB (N).
    public var reflectionDb: Double
    /// Phase β of mode partition (O).
    public var modePartitionPhase: Double
    /// Standard deviation of mode partition noise over the signal (P).
    public var modePartitionDeviation: Double
    /// Mode partition noise, Pmpn, dB (Q).
    public var modePartitionDb: Double
    /// Relative intensity noise, Prin, dB (R).
    public var intensityNoiseDb: Double
    /// What noises and a closing eye cost more together than apart, Pcross, dB (S).
    public var crossDb: Double
    /// Attenuation and all penalties in the centre of the eye, Ptotal, dB (T).
    public var totalDb: Double
    /// The same at the corners of the decision window, dB (U).
    public var cornerTotalDb: Double
    /// Power budget left in the centre of the eye, dB (W).
    public var marginDb: Double
    /// Share of the eye left by interference, jitter and reflections (AA).
    public var eyeOpening: Double
    /// Variance of relative intensity noise over the square of the signal (AK).
    public var intensityNoiseVariance: Double
  }

  /// Constants of the sheet, as rounded there.
  private enum Sheet {
    /// Rise time × 3 dB optical bandwidth of a Gaussian, ps·MHz (C1, L9).
    static let gaussianRise = 480e3
    /// Rise time × 3 dB electrical bandwidth of a receiver, ps·MHz (c_rx, T6).
    static let receiverRise = 329e3
    /// Standard deviation × 3 dB optical bandwidth of a Gaussian, ps·MHz.
    static let gaussianDeviation = 0.187e6
    /// Rise time of a Gaussian edge over its standard deviation: 10 % to 90 % (B1, AB3).
    static let edgeDeviations = 2.563
    /// 10 % to 90 % over 20 % to 80 % of a Gaussian edge (G3).
    static let fullEdge = 1.518
    /// Squared 3 dB bandwidths of a raised-cosine receiver over a Gaussian, (0.1292/0.187)² (AK).
    static let receiverShape = 0.477
    /// Noise bandwidth over 3 dB optical bandwidth, kRIN (G6).
    static let noiseBandwidth = 0.7
    /// π in the phase of mode partition (O).
    static let pi = 3.14
    /// Length of the patch cord of a transmitter test, km (A17).
    static let patchCordKm = 0.002
    /// Deviations of noise outside the transmitter mask, for 1 hit in 200 (G11).
    static let maskDeviations = 2.519
  }

  /// Shortest symbol after duty cycle distortion, ps (Tb_eff, L12).
  private var symbolPs: Double {
    (1e6 / symbolRateMBd.positive - transmitter.dutyCycleDistortionPs.nonNegative).positive
  }

  /// Half of the jitter beyond duty cycle distortion, in half symbols (G9).
  private var jitterOffset: Double {
    (transmitter.deterministicJitterPs - transmitter.dutyCycleDistortionPs).nonNegative / symbolPs
  }

  /// Corner of the decision window from the centre, in half symbols (L13).
  private var cornerOffset: Double {
    2 * (0.5 - transmitter.maskX2).nonNegative * 1e6 / (symbolRateMBd * symbolPs)
  }

  /// Eye opening of a lone symbol with Gaussian edges, off centre by `offset` half symbols.
  ///
  /// With u = 2.563 Tb/(√8 T): erf(u (1 + x)) + erf(u (1 - x)) - 1 (Z, AB ... AD).
  private func opening(responsePs: Double, offset: Double = 0) -> Double {
    let half = Sheet.edgeDeviations * symbolPs / (8.0.squareRoot() * responsePs)
    return 1 - complementaryError(half * (1 + offset)) - complementaryError(half * (1 - offset))
  }

  /// Inverse bandwidths of the fibre, 1/MHz: chromatic, then modal (F, G).
  private func inverseBandwidths(lengthKm: Double) -> (chromatic: Double, modal: Double) {
    let dispersion = dispersionPsNmKm
    let slope = slopeDispersionPsNmKm
    let total = (dispersion * dispersion + slope * slope).squareRoot() * lengthKm
    return (
      transmitter.spectralWidthNm * total / Sheet.gaussianDeviation,
      lengthKm / effectiveBandwidthMHzKm
    )
  }

  /// Square of the exit response time, ps² (H): fibre and transmitter.
  private func exitSquare(_ inverse: (chromatic: Double, modal: Double)) -> Double {
    let chromatic = Sheet.gaussianRise * inverse.chromatic
    let modal = Sheet.gaussianRise * inverse.modal
    let edge = Sheet.fullEdge * transmitter.riseTimePs.nonNegative
    return chromatic * chromatic + modal * modal + edge * edge
  }

  /// Variance of intensity noise after fibre and a receiver, over the squared signal (AK, AG6).
  private func intensityNoise(
    _ inverse: (chromatic: Double, modal: Double), bandwidthMHz: Double
  ) -> Double {
    let receiver = 1 / bandwidthMHz.positive
    let square =
      inverse.chromatic * inverse.chromatic + inverse.modal * inverse.modal
      + Sheet.receiverShape * receiver * receiver
    let test = transmitter.intensityNoiseTestOpening.nonNegative
    return Sheet.noiseBandwidth * 1e6 * test * test / square.squareRoot()
      * Decibel.ratio(transmitter.intensityNoiseDbHz)
  }

  /// Share of the eye that double reflections close (N).
  ///
  /// 2 K √(Rt Rr) T √((1 + m)(1 + m e))/(m e), T the transmission of the channel, m the modulation
  /// and e the opening: the sheet's form in the extinction ratio, rewritten for any ratio.
  private func reflectionClosure(channelLossDb: Double, opening: Double) -> Double {
    let product = 0.5 * (transmitter.reflectanceDb + receiver.reflectanceDb) - channelLossDb
    let modulation = self.modulation
    let signal = modulation * opening.positive
    return 2 * reflectionNoiseFactor.nonNegative * Decibel.ratio(product)
      * ((1 + modulation) * (1 + signal)).squareRoot() / signal
  }

  /// Penalty of baseline wander with the receiver's own interference at the corners, dB (T13).
  ///
  /// Part of the sensitivity, hence of no total by itself.
  public var baselineWanderDb: Double {
    let response = Sheet.receiverRise / receiver.bandwidthMHz.positive
    let share =
      q.positive * receiver.baselineWander.nonNegative
      / opening(responsePs: response, offset: cornerOffset).positive
    return powerPenaltyDb(noise: share * share)
  }

  /// The row of the spreadsheet at a length; all NaN for a negative one.
  public func row(lengthKm: Double) -> Row {
    let length = lengthKm.nonNegative
    let attenuation = attenuationDbKm * length
    let loss = attenuation + connectionLossDb
    let inverse = inverseBandwidths(lengthKm: length)
    let exit = exitSquare(inverse)
    let receiverRise = Sheet.receiverRise / receiver.bandwidthMHz.positive
    let response = (exit + receiverRise * receiverRise).squareRoot()

    // Openings of the eye, and the penalties that are their ratios.
    let jitter = jitterOffset
    let corner = cornerOffset
    let isi = penaltyDb(opening: opening(responsePs: response))
    let jittered = opening(responsePs: response, offset: jitter)
    let cornerIsi = penaltyDb(opening: opening(responsePs: response, offset: corner))
    let cornerJittered = penaltyDb(
      opening: opening(responsePs: response, offset: corner + jitter))
    let closure = reflectionClosure(channelLossDb: loss, opening: jittered)
    let reflection = penaltyDb(opening: 1 - closure)
    let eye = jittered * (1 - closure)

    // Noises: variances over the squared signal.
    let inverseEye = 1 / eye.positive
    let phase =
      Sheet.pi * transmitter.spectralWidthNm * dispersionPsNmKm * length / symbolPs
    let deviation =
      transmitter.modePartitionFactor.nonNegative * 0.5.squareRoot()
      * (1 - exponential(-phase * phase))
    let variance = intensityNoise(inverse, bandwidthMHz: receiver.bandwidthMHz)
    let signalToNoise = q.positive * q
    let modePartition = powerPenaltyDb(noise: signalToNoise * deviation * deviation)
    let intensity = powerPenaltyDb(noise: signalToNoise * variance * inverseEye * inverseEye)
    let wander = receiver.baselineWander
    let modalNoise = 1 - Decibel.ratio(-2 * modalNoiseDb.nonNegative)
    let together =
      penaltyDb(opening: eye)
      + powerPenaltyDb(
        noise: signalToNoise
          * ((wander * wander + variance) * inverseEye * inverseEye + deviation * deviation)
          + modalNoise)

    let jitterDb = penaltyDb(opening: jittered) - isi
    let apart =
      baselineWanderDb + isi + jitterDb + modePartition + reflection + intensity + modalNoiseDb
    let cross = together - apart
    let noises = modePartition + reflection + intensity + cross + modalNoiseDb
    let total = isi + jitterDb + attenuation + noises
    return Row(
      lengthKm: length, attenuationDb: attenuation, channelLossDb: loss,
      dispersionPsNm: dispersionPsNmKm * length,
      slopeDispersionPsNm: slopeDispersionPsNmKm * length,
      chromaticBandwidthMHz: 1 / inverse.chromatic, modalBandwidthMHz: 1 / inverse.modal,
      exitResponsePs: exit.squareRoot(), channelResponsePs: response, isiDb: isi,
      cornerDb: cornerIsi - isi, jitterDb: jitterDb, cornerJitterDb: cornerJittered - cornerIsi,
      reflectionDb: reflection, modePartitionPhase: phase, modePartitionDeviation: deviation,
      modePartitionDb: modePartition, intensityNoiseDb: intensity, crossDb: cross,
      totalDb: total, cornerTotalDb: cornerJittered + attenuation + noises,
      marginDb: powerBudgetDb - connectionLossDb - total, eyeOpening: eye,
      intensityNoiseVariance: variance)
  }

  /// Modulation amplitude over sensitivity, dB (L6).
  public var powerBudgetDb: Double {
    transmitter.modulationAmplitudeDbm - receiver.sensitivityDbm
  }

  /// Modulation amplitude at which a receiver is tested with a stressed eye, dBm (X).
  ///
  /// What is left of the transmitter's amplitude at that length after the penalties that are not
  /// part of the stressed eye, and half of Pcross, less the margin at the target reach.
  public func stressedSensitivityDbm(lengthKm: Double) -> Double {
    let row = row(lengthKm: lengthKm)
    return transmitter.modulationAmplitudeDbm - row.channelLossDb - row.modePartitionDb
      - row.reflectionDb - row.intensityNoiseDb - 0.5 * row.crossDb - modalNoiseDb
      - self.row(lengthKm: targetReachKm).marginDb
  }

  /// Vertical eye closure at the target reach in the test receiver, dB (W11).
  public var verticalEyeClosureDb: Double {
    penaltyDb(
      opening: opening(
        responsePs: testResponsePs(lengthKm: targetReachKm.nonNegative), offset: jitterOffset))
  }

  /// Height of the transmitter's eye at the top of its mask, over the full height (G11).
  public var transmitterEyeHeight: Double {
    let variance = intensityNoise(
      inverseBandwidths(lengthKm: Sheet.patchCordKm), bandwidthMHz: receiver.testBandwidthMHz)
    return opening(
      responsePs: testResponsePs(lengthKm: Sheet.patchCordKm), offset: cornerOffset + jitterOffset)
      - Sheet.maskDeviations * variance.squareRoot()
  }

  /// Response time after the test receiver, ps (AG9).
  private func testResponsePs(lengthKm: Double) -> Double {
    let rise = Sheet.receiverRise / receiver.testBandwidthMHz.positive
    return (exitSquare(inverseBandwidths(lengthKm: lengthKm)) + rise * rise).squareRoot()
  }

  /// Optical power that an eye with that share open costs, dB; NaN for a closed one.
  private func penaltyDb(opening: Double) -> Double {
    0 - 10 * logarithm10(opening.positive)
  }

  /// Optical power that noise of Q² times its variance costs, dB: -5 log₁₀(1 - Q² σ²); NaN from 1.
  private func powerPenaltyDb(noise: Double) -> Double {
    0 - 5 * logarithm10((1 - noise).positive)
  }
}
