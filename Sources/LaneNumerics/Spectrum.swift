// Power spectra on one fixed frequency grid: eight Gauss-Legendre nodes between zero and the
// Nyquist frequency.

/// A power quantity (a squared response, a noise ratio) at the nodes of ``NyquistBand``.
///
/// Eight nodes give the signal-to-noise ratio of a lane's smooth spectra to 0.002 dB up to 2 × 30
/// dB of loss, and a value of this size lives in registers: evaluating a row allocates nothing.
public typealias Spectrum = SIMD8<Double>

/// The band from zero to the Nyquist frequency, as fractions of the Nyquist frequency.
///
/// Its constants are computed properties, which the compiler folds; stored ones would be initialised on
/// first use.
public enum NyquistBand {
  /// Gauss-Legendre nodes mapped to (0, 1).
  @inlinable public static var nodes: Spectrum {
    Spectrum(
      0.019855071751231912, 0.10166676129318664, 0.2372337950418355, 0.4082826787521751,
      0.5917173212478248, 0.7627662049581645, 0.8983332387068134, 0.9801449282487681)
  }

  /// Weights of the nodes; they sum to one, so a weighted sum is the mean over the band.
  @inlinable public static var weights: Spectrum {
    Spectrum(
      0.05061426814518853, 0.11119051722668721, 0.15685332293894344, 0.18134189168918083,
      0.18134189168918083, 0.15685332293894344, 0.11119051722668721, 0.05061426814518853)
  }

  /// sin²(πx/2): how a boost towards Nyquist rises over the band (two-tap equaliser, first-order
  /// peaking).
  @inlinable public static var boostShape: Spectrum {
    Spectrum(
      0.0009723930747465976, 0.025287307850590565, 0.13255503062228383, 0.3579160380490356,
      0.6420839619509642, 0.8674449693777161, 0.9747126921494094, 0.9990276069252535)
  }

  /// Square roots of the nodes.
  @inlinable public static var nodeRoots: Spectrum {
    Spectrum(
      0.1409080258581175, 0.31885225621467167, 0.487066520140561, 0.6389700139694938,
      0.769231643425974, 0.8733648750425932, 0.9478044306220632, 0.9900226907746954)
  }

  /// sinc²(x/2): a rectangular symbol's spectrum, one at DC and 4/π² at Nyquist.
  @inlinable public static var holdShape: Spectrum {
    Spectrum(
      0.9996758059083516, 0.9915277285923462, 0.9545602548677565, 0.8702008321233379,
      0.7432304651153695, 0.6042536642530542, 0.489510406680067, 0.4214607556976104)
  }

  /// The mean of a spectrum over the band.
  @inlinable
  public static func mean(_ spectrum: Spectrum) -> Double {
    (weights * spectrum).sum()
  }

  /// The mean of log(1 + spectrum) over the band.
  @inlinable
  public static func meanLogOnePlus(_ spectrum: Spectrum) -> Double {
    mean(logarithm(1 + spectrum))
  }
}

extension Spectrum {
  /// The power transfer 10^(-loss/10) of a loss between 0 and 3000 dB at each node.
  @inlinable
  public static func transfer(lossDb: Spectrum) -> Spectrum {
    exponential(lossDb * (-0.1 * Decibel.naturalPerBel))
  }

  /// |H|² of one pole at `bandwidth`, both in units of the Nyquist frequency.
  @inlinable
  public static func onePole(bandwidth: Double) -> Spectrum {
    let x = NyquistBand.nodes * (1 / bandwidth)
    return 1 / (1 + x * x)
  }

  /// |H|² of a second-order Butterworth response at `bandwidth`, in units of the Nyquist frequency.
  @inlinable
  public static func butterworth2(bandwidth: Double) -> Spectrum {
    let x = NyquistBand.nodes * (1 / bandwidth)
    let square = x * x
    return 1 / (1 + square * square)
  }

  /// |H|² of a boost of `boostDb` from DC to Nyquist, unity at DC.
  public static func boost(_ boostDb: Double) -> Spectrum {
    1 + (Decibel.ratio(boostDb) - 1) * NyquistBand.boostShape
  }
}
