// TDECQ as a report: samples and settings in, measures, arrays and notes out.

import Glibc
import LaneNumerics
import LaneParameters
import LaneSignal

public struct TDECQReport: Sendable {
  /// Ids of measures and their values, those without a meaning left out.
  public let scalars: [(id: Int32, value: Double)]
  public let arrays: [ReportArray]
  /// One line each: warnings first, then every setting with its value and where that came from.
  public let notes: [String]

  public static var mostSamples: Int { TDECQOptions.mostSamples }
  public static var mostSymbols: Int { SymbolPattern.longest }

  /// The value of a measure, such as ``Tdecq/Measure/tdecqDb``; nil for one without a meaning.
  public func value(_ measure: Int32) -> Double? { scalars.first { $0.id == measure }?.value }

  /// Measure samples that carry a pattern.
  /// - Parameters:
  ///   - symbols: one period of the pattern, 0 to 3; none for the pattern of the settings
  public init(
    power: [Double], samplesPerSymbol: Double, symbols: [UInt8] = [], settings: Settings
  ) throws(LightlaneError) {
    guard settings.group.id == Tdecq.group else {
      throw LightlaneError(
        .contradiction, "settings of \(settings.group.name) are none of tdecq")
    }
    let options = try TDECQOptions(settings)
    let pattern = try Self.pattern(symbols, settings)
    let answer = try TDECQ.measure(
      power, samplesPerSymbol: samplesPerSymbol, pattern: pattern, options: options)
    scalars = Self.scalars(answer, settings).filter { !$0.value.isNaN }.sorted { $0.id < $1.id }
    arrays = Self.arrays(answer)
    notes =
      answer.warnings + Self.units(answer, settings) + Self.limits(answer, settings)
      + Self.remarks(answer, pattern, settings)
      + settings.notes
  }

  private static func pattern(_ symbols: [UInt8], _ settings: Settings) throws(LightlaneError)
    -> SymbolPattern
  {
    if !symbols.isEmpty {
      if settings.isOwn(Tdecq.pattern.index) {
        throw settings.refusal(
          Tdecq.pattern, "symbols are given as well; a waveform carries one of the two")
      }
      return try SymbolPattern(symbols: symbols)
    }
    return try pattern(choice: settings.choice(Tdecq.pattern)?.rawValue ?? 0)
  }

  /// The pattern of a value of the setting `pattern`.
  public static func pattern(choice: Int) throws(LightlaneError) -> SymbolPattern {
    let names = SettingsGroup.tdecq.settings[Tdecq.pattern.index].row.choices
    guard names.indices.contains(choice) else {
      throw LightlaneError(
        .outOfBounds, "pattern = \(choice) is out of bounds; it takes 0 to \(names.count - 1)")
    }
    return try SymbolPattern(named: names[choice].description)
  }

  // MARK: Answers

  private static func scalars(
    _ a: TDECQAnswer, _ settings: Settings
  ) -> [(id: Int32, value: Double)] {
    typealias M = Tdecq.Measure
    let penalty = a.tdecqDb ?? .nan
    let name =
      switch settings.choice(Tdecq.quantity) {
      case .tecq: M.tecqDb
      case .secq: M.secqDb
      default: M.tdecqDb
      }
    let isWatts = settings.choice(Tdecq.powerUnit) != .arbitrary
    func dBm(_ power: Double) -> Double {
      isWatts && power > 0 ? Decibel.dBm(watts: power) : .nan
    }
    let ceq = a.enhancementDb ?? .nan
    return [
      (name, penalty), (M.marginDb, settings.real(Tdecq.limitDb) - penalty), (M.ceqDb, ceq),
      (M.tdecqLessCeqDb, penalty - ceq), (M.addedNoiseW, a.addedNoise ?? .nan),
      (M.totalNoiseW, a.totalNoise ?? .nan), (M.quantile, a.taps.isEmpty ? .nan : a.quantile),
      (M.leftErrorRatio, a.sideErrorRatios.first ?? .nan),
      (M.rightErrorRatio, a.sideErrorRatios.last ?? .nan),
      (M.mainTap, a.taps.isEmpty ? .nan : Double(a.mainTap)), (M.omaOuterW, a.outerOma),
      (M.omaOuterDbm, dBm(a.outerOma)), (M.averagePowerW, a.averagePower),
      (M.averagePowerDbm, dBm(a.averagePower)), (M.zeroLevelW, a.lowLevel),
      (M.threeLevelW, a.highLevel), (M.zeroRunSymbols, Double(a.lowRun)),
      (M.threeRunSymbols, Double(a.highRun)), (M.extinctionRatioDb, a.extinctionRatioDb ?? .nan),
      (M.levelMismatch, a.levelMismatchRatio ?? .nan),
      (M.transitionTimePs, a.transitionTimePs ?? .nan), (M.riseTimePs, a.riseTimePs ?? .nan),
      (M.fallTimePs, a.fallTimePs ?? .nan), (M.overshoot, a.overshootPercent / 100),
      (M.undershoot, a.undershootPercent / 100), (M.periodNoiseW, a.periodNoise ?? .nan),
      (M.phaseUi, a.phaseUi), (M.phaseShiftUi, a.phaseShiftUi),
      (M.symbolCount, Double(a.symbolCount)), (M.periodCount, Double(a.periodCount)),
      (M.patternRotation, Double(a.patternRotation)), (M.inverted, a.isInverted ? 1 : 0),
      (M.bitsInverted, a.bitsInverted ? 1 : 0), (M.lockCorrelation, a.lockCorrelation),
      (M.clockJitterUi, a.clockJitterUi ?? .nan), (M.clockRateError, a.clockRateError),
    ]
  }

  private static func arrays(_ a: TDECQAnswer) -> [ReportArray] {
    guard !a.taps.isEmpty else { return [] }
    var arrays = [
      ReportArray(
        name: "taps", unit: "1", doc: "Taps of the equaliser; the first sees the latest sample",
        labels: a.taps.indices.map { "tap \($0 + 1)" }, values: a.taps),
      ReportArray(
        name: "thresholds_w", unit: "W", doc: "Decision thresholds",
        labels: ["0 and 1", "1 and 2", "2 and 3"], values: a.thresholds),
      ReportArray(
        name: "levels_w", unit: "W", doc: "Mean of each level at the centre of the equalised eye",
        labels: a.levelMeans.indices.map { "level \($0)" }, values: a.levelMeans),
      ReportArray(
        name: "histogram_power_w", unit: "W", doc: "Powers of the bins of both histograms",
        labels: [], values: a.histogramPowers),
      ReportArray(
        name: "left_histogram", unit: "1", doc: "Share of the left window's values in each bin",
        labels: [], values: a.leftHistogram),
      ReportArray(
        name: "right_histogram", unit: "1", doc: "Share of the right window's values in each bin",
        labels: [], values: a.rightHistogram),
    ]
    if !a.eyeDensity.isEmpty {
      let (least, most) = (-0.8, 0.8)
      let powers = (0..<a.eyeRows).map {
        a.averagePower + a.outerOma
          * (least + (most - least) * (Double($0) + 0.5) / Double(a.eyeRows))
      }
      arrays += [
        ReportArray(
          name: "eye_phase_ui", unit: "UI", doc: "Phases of the eye's columns, from its centre",
          labels: [], values: a.eyePhases),
        ReportArray(
          name: "eye_power_w", unit: "W", doc: "Powers of the eye's rows, the lowest first",
          labels: [], values: powers),
        ReportArray(
          name: "eye_density", unit: "1",
          doc: "Share of the equalised waveform in each row, column by column in each row",
          labels: [], values: a.eyeDensity),
      ]
    }
    return arrays
  }

  // MARK: Notes

  /// The largest outer OMA in watts that is no suspicion of milliwatts: 20 dBm.
  private static let mostOma = 0.1

  private static func units(_ a: TDECQAnswer, _ settings: Settings) -> [String] {
    guard settings.choice(Tdecq.powerUnit) != .arbitrary else { return [] }
    var lines: [String] = []
    if a.averagePower < 0 {
      lines.append(
        "warning: the mean optical power is negative: if the samples are of no receiver that passes"
          + " direct current, give power_unit = arbitrary")
    }
    if a.outerOma > mostOma {
      lines.append(
        "warning: the outer OMA is \(decimal((Decibel.dBm(watts: a.outerOma) * 10).rounded() / 10)) dBm:"
          + " samples are taken in W, not mW; give power_unit = arbitrary for another unit")
    }
    return lines
  }

  private static func limits(_ a: TDECQAnswer, _ settings: Settings) -> [String] {
    guard let penalty = a.tdecqDb, penalty > settings.real(Tdecq.limitDb) else { return [] }
    let over = ((penalty - settings.real(Tdecq.limitDb)) * 1000).rounded() / 1000
    return ["warning: the penalty is \(decimal(over)) dB above limit_db"]
  }

  private static func remarks(
    _ a: TDECQAnswer, _ pattern: SymbolPattern, _ settings: Settings
  ) -> [String] {
    var remarks: [String] = []
    if a.lowRun != 6 || a.highRun != 7 {
      remarks.append(
        "outer levels from runs of \(a.lowRun) zeros and \(a.highRun) threes, as \(pattern.name)"
          + " has none of 6 and 7")
    }
    if settings.choice(Tdecq.powerUnit) == .arbitrary {
      remarks.append("results in W are in the unit of the samples")
    }
    return remarks
  }
}

extension TDECQOptions {
  /// The settings of the group; throws for those that are in bounds each and contradict each other.
  init(_ s: Settings) throws(LightlaneError) {
    self.init()
    symbolRateGbd = s.real(Tdecq.symbolRateGbd)
    receiver = s.choice(Tdecq.receiver) == .captured ? .captured : .applied
    receiverBandwidth = s.real(Tdecq.receiverBandwidth)
    tapCount = s.integer(Tdecq.ffeTaps)
    firstMainTap = s.integer(Tdecq.firstMainTap)
    lastMainTap = s.integer(Tdecq.lastMainTap)
    leastMainTap = s.real(Tdecq.leastMainTap)
    symbolErrorRatio = s.real(Tdecq.symbolErrorRatio)
    thresholdReachPercent = 100 * s.real(Tdecq.thresholdReach)
    scopeNoise = s.real(Tdecq.scopeNoiseW)
    windowOffset = s.real(Tdecq.windowOffsetUi)
    windowWidth = s.real(Tdecq.windowWidthUi)
    phase = s.choice(Tdecq.phase) == .best ? .best : .crossings
    clock = s.choice(Tdecq.clock) == .recovered ? .recovered : .ideal
    clockCornerMHz = s.real(Tdecq.clockCornerMhz)
    averages = s.flag(Tdecq.averagePeriods)
    hitRatio = s.real(Tdecq.hitRatio)
    wantsEye = s.flag(Tdecq.eye)
    // Where a preset and the table speak of more taps than there are, the last one is the last place.
    if !s.isOwn(Tdecq.lastMainTap.index) { lastMainTap = min(lastMainTap, tapCount) }
    guard firstMainTap <= lastMainTap else {
      throw s.refusal(
        Tdecq.firstMainTap,
        "\(firstMainTap) is above last_main_tap, which is \(lastMainTap)")
    }
    guard lastMainTap <= tapCount else {
      throw s.refusal(
        Tdecq.lastMainTap, "\(lastMainTap) is above ffe_taps, which is \(tapCount)")
    }
  }
}
