// Everything that a TDECQ measurement finds.

/// A transmitter's penalty and what was read on the way; powers in the samples' unit.
public struct TDECQAnswer: Sendable {
  /// The penalty; nil when the eye is closed or the pattern has not all four levels.
  public var tdecqDb: Double?
  /// Noise enhancement of the equaliser, 10 log10.
  public var enhancementDb: Double?
  /// Root mean square of the noise that the waveform bears before the equaliser.
  public var addedNoise: Double?
  /// The same with the oscilloscope's own noise put back.
  public var totalNoise: Double?
  /// Distance from level to threshold, in standard deviations, at the target.
  public var quantile = 0.0
  public var taps: [Double] = []
  /// Place of the largest tap, from 1.
  public var mainTap = 0
  public var thresholds: [Double] = []
  /// Symbol error ratio of the left and the right window at the noise found.
  public var sideErrorRatios: [Double] = []

  public var outerOma = 0.0
  public var lowLevel = 0.0
  public var highLevel = 0.0
  /// Symbols in the runs that the outer levels were read from.
  public var lowRun = 0
  public var highRun = 0
  public var averagePower = 0.0
  public var extinctionRatioDb: Double?
  /// Mean power of each level at the centre of the equalised eye.
  public var levelMeans: [Double] = []
  public var levelMismatchRatio: Double?
  /// The slower edge, 20 % to 80 %.
  public var transitionTimePs: Double?
  public var riseTimePs: Double?
  public var fallTimePs: Double?
  public var overshootPercent = 0.0
  public var undershootPercent = 0.0
  /// Root mean square of what differs from period to period at the eye's centre, before the equaliser.
  public var periodNoise: Double?

  /// Centre of the eye of the symbol that comes first, in symbols after the first sample.
  public var phaseUi = 0.0
  /// Where the least penalty was found, from the centre between the crossings.
  public var phaseShiftUi = 0.0
  public var symbolCount = 0
  public var periodCount = 0
  public var patternRotation = 0
  public var isInverted = false
  public var bitsInverted = false
  public var lockCorrelation = 0.0
  /// How much slower the crossings come than stated, over the stated rate.
  public var clockRateError = 0.0
  /// Root mean square of what the clock recovery followed, in symbols.
  public var clockJitterUi: Double?

  /// Share of the values of each window's histogram; powers at the bins' centres.
  public var histogramPowers: [Double] = []
  public var leftHistogram: [Double] = []
  public var rightHistogram: [Double] = []
  /// Density of the equalised eye over one symbol about its centre: `eyeRows` powers, from the lowest,
  /// of `eyeColumns` phases each. Every column sums to one.
  public var eyeColumns = 0
  public var eyeRows = 0
  public var eyeDensity: [Double] = []
  public var eyePhases: [Double] = []

  public var warnings: [String] = []

  public init() {}
}
