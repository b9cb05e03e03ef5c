// What Channel Operating Margin is computed with: the settings of IEEE 802.3 Annex 93A in SI units.

import LaneChannel

/// The release whose choices are followed where text and program differ.
public enum ComRules: Sendable {
  /// IEEE's reference program, release 4.50: crosstalk in the search by its spectrum, noise over the
  /// file's band, Gaussians cut at twice their quantile.
  case reference450
  /// The equations of Annex 93A: crosstalk in the search at its worst phase, noise over all
  /// frequencies, Gaussians cut where nothing is left.
  case annex93A
}

/// How the transmitter's taps and the receiver's gains are chosen.
public enum ComSearchMethod: Equatable, Sendable {
  /// Every combination.
  case exhaustive
  /// The reference program's order, passing over what is more than some steps from the best so far.
  case local(steps: Int)
}

/// One package case: the packages of victim and aggressors and the levels they send at.
public struct ComCase: Sendable {
  public var number: Int
  public var transmitter: DevicePackage
  public var receiver: DevicePackage
  public var nearAggressor: DevicePackage
  public var farAggressor: DevicePackage
  /// Differential peak voltages: half of peak to peak.
  public var victimVolts: Double
  public var nearVolts: Double
  public var farVolts: Double
  public var transmitterSnrDb: Double
  /// Noise that the transmitter adds to the common mode, rms.
  public var commonModeVolts: Double

  public init(
    number: Int, transmitter: DevicePackage, receiver: DevicePackage, nearAggressor: DevicePackage,
    farAggressor: DevicePackage, victimVolts: Double, nearVolts: Double, farVolts: Double,
    transmitterSnrDb: Double, commonModeVolts: Double
  ) {
    self.number = number
    self.transmitter = transmitter
    self.receiver = receiver
    self.nearAggressor = nearAggressor
    self.farAggressor = farAggressor
    self.victimVolts = victimVolts
    self.nearVolts = nearVolts
    self.farVolts = farVolts
    self.transmitterSnrDb = transmitterSnrDb
    self.commonModeVolts = commonModeVolts
  }
}

/// Boards on both sides of the channel, by the role of a path.
public struct ComBoards: Sendable {
  /// The board from device to connector, and from connector to device, as seen from the device.
  public var victim: (transmit: HostBoard?, receive: HostBoard)
  public var near: (transmit: HostBoard?, receive: HostBoard)
  public var far: (transmit: HostBoard?, receive: HostBoard)

  public init(
    victim: (transmit: HostBoard?, receive: HostBoard),
    near: (transmit: HostBoard?, receive: HostBoard),
    far: (transmit: HostBoard?, receive: HostBoard)
  ) {
    self.victim = victim
    self.near = near
    self.far = far
  }
}

/// Decision-feedback taps: limits as shares of the cursor, and the groups that may float.
public struct ComFeedback: Equatable, Sendable {
  public var upper: [Double]
  public var lower: [Double]
  public var groups: Int
  public var groupTaps: Int
  /// The last position a floating tap may take, in symbols after the cursor.
  public var span: Int
  public var groupLimit: Double
  /// Above this root of summed squares, taps from `tailStart` on are scaled down; 0 does not.
  public var tailLimit: Double
  public var tailStart: Int

  public init(
    upper: [Double], lower: [Double], groups: Int, groupTaps: Int, span: Int, groupLimit: Double,
    tailLimit: Double, tailStart: Int
  ) {
    self.upper = upper
    self.lower = lower
    self.groups = groups
    self.groupTaps = groupTaps
    self.span = span
    self.groupLimit = groupLimit
    self.tailLimit = tailLimit
    self.tailStart = tailStart
  }

  public var floats: Bool { groups > 0 }
  /// Symbols after the cursor that taps can reach.
  public var reach: Int { floats ? span : upper.count }
}

/// A continuous-time filter that the search may choose; its places in the lists of gains are for
/// the local search.
public struct ComGain: Equatable, Sendable {
  public var filter: ContinuousTimeFilter
  public var place: Int
  public var lowPlace: Int

  public init(filter: ContinuousTimeFilter, place: Int, lowPlace: Int) {
    self.filter = filter
    self.place = place
    self.lowPlace = lowPlace
  }
}

public struct ComConfiguration: Sendable {
  public var rules: ComRules
  public var search: ComSearchMethod
  public var symbolRateHz: Double
  public var levels: Int
  public var samplesPerSymbol: Int
  /// Reference of one side of the pair, and the terminations of the two devices.
  public var referenceOhm: Double
  public var sourceOhm: Double
  public var loadOhm: Double
  public var cases: [ComCase]
  public var boards: ComBoards?
  /// Edge of the transmitters; nil leaves it out.
  public var edge: GaussianEdge?
  public var receiverFilter: ButterworthFilter
  /// Lists of tap values from the first precursor to the last postcursor, the cursor left out.
  public var precursors: [[Double]]
  public var postcursors: [[Double]]
  public var leastCursor: Double
  public var gains: [ComGain]
  public var feedback: ComFeedback
  /// One-sided, in V^2/Hz.
  public var noiseDensity: Double
  public var levelMismatch: Double
  public var randomJitterUI: Double
  public var dualDiracJitterUI: Double
  public var detectorErrorRatio: Double
  public var thresholdDb: Double
  /// The widest bin of amplitudes, in V.
  public var binVolts: Double
  /// Samples of an impulse response beyond the last above this share of its peak are dropped.
  public var truncation: Double
  /// The band that losses and crosstalk are judged in, in Hz.
  public var lowestHz: Double
  public var highestHz: Double
  /// Corner of the edge in the weights of loss deviation, far and near crosstalk, in Hz.
  public var victimEdgeHz: Double
  public var farEdgeHz: Double
  public var nearEdgeHz: Double
  public var farNoiseVolts: Double
  public var nearNoiseVolts: Double
  /// The window of the steady voltage, in symbols around the peak of the pulse.
  public var symbolsBeforePeak: Int
  public var symbolsAfterPeak: Int

  public init(
    rules: ComRules, search: ComSearchMethod, symbolRateHz: Double, levels: Int,
    samplesPerSymbol: Int, referenceOhm: Double, sourceOhm: Double, loadOhm: Double,
    cases: [ComCase], boards: ComBoards?, edge: GaussianEdge?, receiverFilter: ButterworthFilter,
    precursors: [[Double]], postcursors: [[Double]], leastCursor: Double, gains: [ComGain],
    feedback: ComFeedback, noiseDensity: Double, levelMismatch: Double, randomJitterUI: Double,
    dualDiracJitterUI: Double, detectorErrorRatio: Double, thresholdDb: Double, binVolts: Double,
    truncation: Double, lowestHz: Double, highestHz: Double, victimEdgeHz: Double,
    farEdgeHz: Double, nearEdgeHz: Double, farNoiseVolts: Double, nearNoiseVolts: Double,
    symbolsBeforePeak: Int, symbolsAfterPeak: Int
  ) {
    self.rules = rules
    self.search = search
    self.symbolRateHz = symbolRateHz
    self.levels = levels
    self.samplesPerSymbol = samplesPerSymbol
    self.referenceOhm = referenceOhm
    self.sourceOhm = sourceOhm
    self.loadOhm = loadOhm
    self.cases = cases
    self.boards = boards
    self.edge = edge
    self.receiverFilter = receiverFilter
    self.precursors = precursors
    self.postcursors = postcursors
    self.leastCursor = leastCursor
    self.gains = gains
    self.feedback = feedback
    self.noiseDensity = noiseDensity
    self.levelMismatch = levelMismatch
    self.randomJitterUI = randomJitterUI
    self.dualDiracJitterUI = dualDiracJitterUI
    self.detectorErrorRatio = detectorErrorRatio
    self.thresholdDb = thresholdDb
    self.binVolts = binVolts
    self.truncation = truncation
    self.lowestHz = lowestHz
    self.highestHz = highestHz
    self.victimEdgeHz = victimEdgeHz
    self.farEdgeHz = farEdgeHz
    self.nearEdgeHz = nearEdgeHz
    self.farNoiseVolts = farNoiseVolts
    self.nearNoiseVolts = nearNoiseVolts
    self.symbolsBeforePeak = symbolsBeforePeak
    self.symbolsAfterPeak = symbolsAfterPeak
  }

  /// Variance of a symbol (93A-29).
  public var symbolVariance: Double {
    let steps = Double(levels - 1)
    return (Double(levels * levels) - 1) / (3 * steps * steps)
  }

  public var samplesPerSecond: Double { symbolRateHz * Double(samplesPerSymbol) }
}
