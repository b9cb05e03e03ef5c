// The receiver of a host or of a module DSP: input noise and how close it comes to the ideal
// equaliser.

import LaneNumerics

/// An equalising receiver.
///
/// Its equaliser is the unbiased minimum-mean-square decision-feedback equaliser of unlimited
/// length (Salz), less a loss for the finite one that is built. Sampling folds no excess bandwidth
/// in: the band ends at Nyquist.
public struct ElectricalReceiver: Sendable {
  /// Noise density at the input, one-sided, V²/Hz.
  public var inputNoise: Double
  /// Loss against the ideal equaliser, as a power ratio above one.
  public var equaliserLoss: Double

  public init(inputNoise: Double, equaliserLoss: Double) {
    self.inputNoise = inputNoise
    self.equaliserLoss = equaliserLoss
  }

  /// Signal-to-noise ratio at the slicer for a noise-to-signal spectrum: exp(mean ln(1 + SNR(f))) -
  /// 1, less the loss.
  public func slicerSignalToNoise(_ noiseToSignal: Spectrum) -> Double {
    let mean = NyquistBand.meanLogOnePlus(1 / noiseToSignal)
    return (exponential(mean) - 1) / equaliserLoss
  }

  /// Share of one noise source at the slicer: how the logarithm of 1 + SNR there answers to the
  /// logarithm of the source. Where no signal is left the slicer does not answer to any noise.
  @inlinable
  public static func share(of source: Spectrum, in noiseToSignal: Spectrum) -> Double {
    let sensitivity = 1 / (1 + noiseToSignal)
    let answer = (sensitivity * source / noiseToSignal).replacing(with: 0, where: sensitivity .== 0)
    return NyquistBand.mean(answer) / NyquistBand.mean(sensitivity)
  }
}
