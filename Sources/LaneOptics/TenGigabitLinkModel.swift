// The 10 Gigabit Ethernet link model of 2001 as a compatible mode: what its spreadsheet asks for.

import LaneNumerics

/// The description of a link in the terms and units of the IEEE 802.3ae link spreadsheet.
///
/// A two-level link whose edges, fibre and receiver are all Gaussian: penalties in optical decibels
/// add to the attenuation and are held against a power budget. It reproduces that spreadsheet,
/// rounded constants included, so that its budgets can be compared and continued; it is not the
/// physics of the other blocks. ``row(lengthKm:)`` gives the columns of the sheet.
///
/// Valid for binary modulation at an extinction ratio above 1, with an open eye; what lies outside
/// is NaN. The fibre's loss follows its wavelength form from about 600 nm to 1600 nm: it has no
/// water peak.
///
/// Source: `10GEPBud3_1_16a.xls`, model revision 3.1.16a of 31 October 2001, by Hanson, Cunningham,
/// Dawe and Dolfi (IEEE P802.3ae serial PMD ad hoc), cells named below; T11/2016-013v0 restates it.
public struct TenGigabitLinkModel: Sendable {
  /// The transmitter and what it adds to the noise.
  public struct Transmitter: Sendable {
    /// Least optical modulation amplitude, dBm (C8).
    public var modulationAmplitudeDbm: Double
    /// Average power at which that amplitude has the least extinction ratio, dBm (C10).
    public var worstAveragePowerDbm: Double
    /// Rise time from 20 % to 80 %, ps (G2).
    public var riseTimePs: Double
    /// Wavelength, nm (C6).
    public var wavelengthNm: Double
    /// RMS width of the spectrum, nm (C7).
    public var spectralWidthNm: Double
    /// Relative intensity noise over the modulation amplitude, dB/Hz (G4).
    public var intensityNoiseDbHz: Double
    /// Eye opening in the test of that noise, 1 for a slow square wave (AK7).
    public var intensityNoiseTestOpening: Double
    /// Deterministic jitter, duty cycle distortion included, ps (G7).
    public var deterministicJitterPs: Double
    /// Duty cycle distortion, ps (G8).
    public var dutyCycleDistortionPs: Double
    /// Factor k of mode partition noise, over the modulation amplitude (G10).
    public var modePartitionFactor: Double
    /// Reflectance, dB, negative (G12).
    public var reflectanceDb: Double
    /// X2 of the eye mask, UI: the decision window is as wide as the mask's top, 1 - 2 X2 (C13).
    public var maskX2: Double

    public init(
      modulationAmplitudeDbm: Double, worstAveragePowerDbm: Double, riseTimePs: Double,
      wavelengthNm: Double, spectralWidthNm: Double, intensityNoiseDbHz: Double,
      intensityNoiseTestOpening: Double = 1, deterministicJitterPs: Double,
      dutyCycleDistortionPs: Double, modePartitionFactor: Double, reflectanceDb: Double,
      maskX2: Double = 0.4
    ) {
      self.modulationAmplitudeDbm = modulationAmplitudeDbm
      self.worstAveragePowerDbm = worstAveragePowerDbm
      self.riseTimePs = riseTimePs
      self.wavelengthNm = wavelengthNm
      self.spectralWidthNm = spectralWidthNm
      self.intensityNoiseDbHz = intensityNoiseDbHz
      self.intensityNoiseTestOpening = intensityNoiseTestOpening
      self.deterministicJitterPs = deterministicJitterPs
      self.dutyCycleDistortionPs = dutyCycleDistortionPs
      self.modePartitionFactor = modePartitionFactor
      self.reflectanceDb = reflectanceDb
      self.maskX2 = maskX2
    }
  }

  /// The fibre, without its connections.
  public struct Fibre: Sendable {
    /// The wavelength at which an attenuation is quoted.
    public enum AttenuationReference: Sendable {
      /// Multimode fibre at 850 nm.
      case nm850
      /// Multimode fibre at 1300 nm.
      case nm1300
      /// Single-mode fibre at 1310 nm.
      case nm1310

      /// The wavelength form of the loss there, dB/km, rounded as in the sheet (P4).
      var formDbKm: Double {
        switch self {
        case .nm850: 3.5
        case .nm1300: 1.5
        case .nm1310: 1.4846
        }
      }
    }

    /// What limits the bandwidth besides chromatic dispersion.
    public enum Bandwidth: Sendable {
      /// The modes of multimode fibre: bandwidth × length, MHz·km (P12).
      case modal(MHzKm: Double)
      /// The polarisations of single-mode fibre: the largest differential delay at the target
      /// reach, ps (P11).
      case polarisation(delayPs: Double)
    }

    /// Attenuation at the reference wavelength, dB/km (P2).
    public var attenuationDbKm: Double
    /// The reference wavelength.
    public var attenuationReference: AttenuationReference
    /// Zero-dispersion wavelength, nm (P7).
    public var zeroDispersionNm: Double
    /// Dispersion slope there, ps/(nm²·km) (P8).
    public var dispersionSlope: Double
    /// Modal or polarisation mode bandwidth.
    public var bandwidth: Bandwidth

    public init(
      attenuationDbKm: Double, attenuationReference: AttenuationReference,
      zeroDispersionNm: Double, dispersionSlope: Double, bandwidth: Bandwidth
    ) {
      self.attenuationDbKm = attenuationDbKm
      self.attenuationReference = attenuationReference
      self.zeroDispersionNm = zeroDispersionNm
      self.dispersionSlope = dispersionSlope
      self.bandwidth = bandwidth
    }
  }

  /// The receiver of the link, and the one that tests its transmitter.
  public struct Receiver: Sendable {
    /// Sensitivity without any penalty, as modulation amplitude, dBm (T3).
    public var sensitivityDbm: Double
    /// Electrical 3 dB bandwidth, MHz (T5).
    public var bandwidthMHz: Double
    /// Electrical 3 dB bandwidth of the test receiver, MHz (W5).
    public var testBandwidthMHz: Double
    /// Reflectance, dB, negative (T4).
    public var reflectanceDb: Double
    /// RMS baseline wander over half of the eye (T10).
    public var baselineWander: Double

    public init(
      sensitivityDbm: Double, bandwidthMHz: Double, testBandwidthMHz: Double,
      reflectanceDb: Double, baselineWander: Double
    ) {
      self.sensitivityDbm = sensitivityDbm
      self.bandwidthMHz = bandwidthMHz
      self.testBandwidthMHz = testBandwidthMHz
      self.reflectanceDb = reflectanceDb
      self.baselineWander = baselineWander
    }
  }

  /// Signal over noise at the target bit error ratio: 7.037 for 1e-12 in the sheet (C3).
  public var q: Double
  /// Symbol rate, MBd (C4).
  public var symbolRateMBd: Double
  /// Reach for which the link is designed, km (L3).
  public var targetReachKm: Double
  /// Loss of connections and other fixed losses, dB (L7).
  public var connectionLossDb: Double
  /// Power penalty of modal noise, dB (G13).
  public var modalNoiseDb: Double
  /// Share of the worst interference of a double reflection that counts (L10).
  public var reflectionNoiseFactor: Double
  /// The transmitter.
  public var transmitter: Transmitter
  /// The fibre.
  public var fibre: Fibre
  /// The receiver.
  public var receiver: Receiver

  public init(
    q: Double = 7.037, symbolRateMBd: Double, targetReachKm: Double, connectionLossDb: Double,
    modalNoiseDb: Double, reflectionNoiseFactor: Double, transmitter: Transmitter, fibre: Fibre,
    receiver: Receiver
  ) {
    self.q = q
    self.symbolRateMBd = symbolRateMBd
    self.targetReachKm = targetReachKm
    self.connectionLossDb = connectionLossDb
    self.modalNoiseDb = modalNoiseDb
    self.reflectionNoiseFactor = reflectionNoiseFactor
    self.transmitter = transmitter
    self.fibre = fibre
    self.receiver = receiver
  }

  /// Optical modulation amplitude over twice the average power; NaN outside 0 ... 1.
  ///
  /// (ER - 1)/(ER + 1) of the extinction ratio.
  var modulation: Double {
    let excessDb = transmitter.modulationAmplitudeDbm - transmitter.worstAveragePowerDbm
    let modulation = 0.5 * Decibel.ratio(excessDb)
    return modulation > 0 && modulation <= 1 ? modulation : .nan
  }

  /// Least extinction ratio, dB (C9).
  public var extinctionRatioDb: Double {
    Decibel.of(ratio: (1 + modulation) / (1 - modulation))
  }

  /// Attenuation of the fibre at the transmitter's wavelength, dB/km (P5).
  ///
  /// Rayleigh scattering and a floor, C (1.05 + (0.94 λ/µm)⁻⁴), with C such that the attenuation is
  /// as quoted at the reference wavelength.
  public var attenuationDbKm: Double {
    let inverse = 1 / (0.00094 * transmitter.wavelengthNm.positive)
    let square = inverse * inverse
    return fibre.attenuationDbKm.nonNegative / fibre.attenuationReference.formDbKm
      * (1.05 + square * square)
  }

  /// Dispersion D1 at the transmitter's wavelength, ps/(nm·km): S0/4 · λ · (1 - (λ0/λ)⁴) (P9).
  public var dispersionPsNmKm: Double {
    let ratio = fibre.zeroDispersionNm.positive / transmitter.wavelengthNm.positive
    let square = ratio * ratio
    return 0.25 * fibre.dispersionSlope.nonNegative * transmitter.wavelengthNm
      * (1 - square * square)
  }

  /// Dispersion D2 from the slope over the spectrum, ps/(nm·km): 0.7 S0 times its width (AB4).
  public var slopeDispersionPsNmKm: Double {
    0.7 * fibre.dispersionSlope * transmitter.spectralWidthNm.nonNegative
  }

  /// Modal bandwidth × length, or its like from polarisation mode dispersion, MHz·km (P13).
  ///
  /// A delay τ between polarisations at the target reach has a bandwidth of 1/(3 τ) there.
  public var effectiveBandwidthMHzKm: Double {
    switch fibre.bandwidth {
    case .modal(let MHzKm): MHzKm.positive
    case .polarisation(let delayPs): 1e6 * targetReachKm.positive / (3 * delayPs.nonNegative)
    }
  }
}

extension Double {
  /// Itself above zero, else NaN.
  var positive: Double { self > 0 ? self : .nan }
  /// Itself from zero up, else NaN.
  var nonNegative: Double { self >= 0 ? self : .nan }
}
