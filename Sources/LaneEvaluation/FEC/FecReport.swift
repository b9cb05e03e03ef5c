// Forward error correction as a report: settings in, measures, curves, budget and notes out.

import LaneNumerics
import LaneParameters
import LaneSignal

/// What the codes leave of the errors that settings of the group `fec` describe.
public struct FecReport: Sendable {
  /// Ids of measures and their values, those without a meaning left out.
  public let scalars: [(id: Int32, value: Double)]
  public let arrays: [ReportArray]
  /// One line each: warnings first, then every setting with its value and where that came from.
  public let notes: [String]

  private typealias Measure = FecSettings.Measure

  public init(_ settings: Settings) throws(LightlaneError) {
    guard settings.group.id == FecSettings.group else {
      throw LightlaneError(
        .contradiction, "settings of \(settings.group.name) are none of fec")
    }
    let fec = try FecCalculation(settings)
    let ratios = settings.list(FecSettings.preFecBitErrorRatio)
    let points = ratios.map { fec.point(at: $0) }
    var scalars: [(id: Int32, value: Double)] = []
    var warnings: [String] = []
    if let first = points.first { scalars += Self.scalars(first) }
    scalars += Self.limits(fec, settings)
    if let inner = fec.concatenated?.inner, let ratio = ratios.first {
      let errors = inner.errors(bitErrorRatio: ratio)
      scalars += [
        (Measure.innerWordErrorRatio, errors.wordErrorRatio),
        (Measure.innerWordErrorRatioLower, errors.wordErrorBounds.lowerBound),
        (Measure.innerWordErrorRatioUpper, errors.wordErrorBounds.upperBound),
      ]
    }
    var arrays = Self.curves(ratios, points)
    if let budget = try Self.budget(fec, settings) {
      scalars += budget.scalars
      arrays += budget.arrays
    }
    if let drawn = try Self.simulation(fec, settings, ratios) {
      scalars += drawn.scalars
      arrays.append(drawn.array)
    }
    warnings += Self.warnings(fec, ratios, points)
    self.scalars = scalars.filter { !$0.value.isNaN }
    self.arrays = arrays
    notes =
      warnings.map { "warning: \($0)" } + [Self.model(fec)]
      + settings.notes
  }

  // MARK: Scalars

  private static func scalars(_ point: FecCalculation.Point) -> [(id: Int32, value: Double)] {
    let errors = point.errors
    let bels = 1 / Decibel.naturalPerBel
    return [
      (Measure.codewordErrorRatio, errors.codewordErrorRatio),
      (Measure.log10CodewordErrorRatio, errors.logCodewordErrorRatio * bels),
      (Measure.postFecBitErrorRatio, errors.postBitErrorRatio),
      (Measure.log10PostFecBitErrorRatio, errors.logPostBitErrorRatio * bels),
      (Measure.frameLossRatio, exponential(point.logFrameLoss)),
      (Measure.log10FrameLossRatio, point.logFrameLoss * bels),
      (Measure.decoderBitErrorRatio, errors.bitErrorRatio),
      (Measure.symbolErrorRatio, errors.symbolErrorRatio),
      (Measure.appliedPropagation, point.propagation),
    ]
  }

  /// What depends on the code and the target alone.
  private static func limits(
    _ fec: FecCalculation, _ settings: Settings
  ) -> [(id: Int32, value: Double)] {
    let ratio = settings.real(FecSettings.targetRatio)
    let threshold = fec.threshold(ratio: ratio)
    var result: [(id: Int32, value: Double)] = [
      (Measure.miscorrectionRatio, exponential(fec.code.logMiscorrection)),
      (Measure.thresholdBitErrorRatio, threshold),
    ]
    if case .bitErrors = fec.target {
      let gain = CodingGain(
        uncoded: ratio, coded: threshold, expansion: fec.expansion, channel: fec.channel)
      result += [
        (Measure.codingGainDb, gain.electricalDb), (Measure.netCodingGainDb, gain.netElectricalDb),
      ]
    }
    if let rate = settings.optional(FecSettings.lineRateGbps) {
      result.append((Measure.codewordTimeNs, fec.roundBits / rate))
    }
    return result
  }

  // MARK: Curves

  private static func curves(
    _ ratios: [Double], _ points: [FecCalculation.Point]
  ) -> [ReportArray] {
    func curve(
      _ name: String, _ doc: String, _ value: (FecCalculation.Point) -> Double
    ) -> ReportArray {
      ReportArray(name: name, unit: "1", doc: doc, labels: [], values: points.map(value))
    }
    let bels = 1 / Decibel.naturalPerBel
    return [
      ReportArray(
        name: "pre_fec_bit_error_ratios", unit: "1", doc: "Bit error ratios at the slicer",
        labels: [], values: ratios),
      curve("codeword_error_ratios", "Share of codewords not corrected, at each") {
        $0.errors.codewordErrorRatio
      },
      curve("log10_codeword_error_ratios", "Decimal logarithm of that share") {
        $0.errors.logCodewordErrorRatio * bels
      },
      curve("post_fec_bit_error_ratios", "Share of bits in error after decoding, at each") {
        $0.errors.postBitErrorRatio
      },
      curve("frame_loss_ratios", "Share of frames lost, at each") { exponential($0.logFrameLoss) },
    ]
  }

  // MARK: Segments

  private static func budget(
    _ fec: FecCalculation, _ s: Settings
  ) throws(LightlaneError) -> (scalars: [(id: Int32, value: Double)], arrays: [ReportArray])? {
    let ratios = s.list(FecSettings.segmentBitErrorRatios)
    let propagations = s.list(FecSettings.segmentPropagations)
    let precodings = s.list(FecSettings.segmentPrecodings)
    for (key, list) in [
      (FecSettings.segmentPropagations, propagations), (FecSettings.segmentPrecodings, precodings),
    ]
    where !list.isEmpty && list.count != ratios.count {
      throw s.refusal(
        key, "\(list.count) segments; segment_bit_error_ratios has \(ratios.count)")
    }
    if ratios.isEmpty { return nil }
    if fec.concatenated != nil {
      throw s.refusal(
        FecSettings.segmentBitErrorRatios,
        "a budget is one of segments under the Reed-Solomon code alone")
    }
    var segments: [SegmentErrors] = []
    for (index, ratio) in ratios.enumerated() {
      segments.append(
        try SegmentErrors(
          name: "segment \(index + 1)", bitErrorRatio: ratio,
          propagation: propagations.isEmpty ? 0 : propagations[index],
          precoded: precodings.isEmpty ? false : precodings[index] == 1))
    }
    let budget = try ErrorBudget(
      segments, code: fec.code, interleaving: fec.interleaving,
      bitsPerLineSymbol: fec.channel == .pam4 ? 2 : 1)
    func array(_ name: String, _ doc: String, _ value: (ErrorBudget.Line) -> Double) -> ReportArray
    {
      ReportArray(
        name: name, unit: "1", doc: doc, labels: budget.lines.map(\.name),
        values: budget.lines.map(value))
    }
    let loss = fec.frames.logFrameLossRatio(
      logCodeword: logarithm(budget.codewordErrorRatio), code: fec.code)
    return (
      [
        (Measure.budgetBitErrorRatio, budget.bitErrorRatio),
        (Measure.budgetCodewordErrorRatio, budget.codewordErrorRatio),
        (Measure.budgetPostFecBitErrorRatio, budget.postBitErrorRatio),
        (Measure.budgetFrameLossRatio, exponential(loss)),
      ],
      [
        array("segment_bit_error_ratio", "Share of bits in error of each segment") {
          $0.bitErrorRatio
        },
        array("segment_share", "Part of all errors that each segment makes") { $0.share },
        array("segment_codeword_error_ratio", "Share of codewords lost if it were the only one") {
          $0.codewordErrorRatio
        },
      ]
    )
  }

  // MARK: Simulation

  private static func simulation(
    _ fec: FecCalculation, _ s: Settings, _ ratios: [Double]
  ) throws(LightlaneError) -> (scalars: [(id: Int32, value: Double)], array: ReportArray)? {
    let rounds = s.integer(FecSettings.simulatedRounds)
    guard rounds > 0, let ratio = ratios.first else { return nil }
    if fec.concatenated != nil {
      throw s.refusal(FecSettings.simulatedRounds, "bursts are drawn without an inner code")
    }
    let shape = try fec.shape(at: ratio)
    let count = try BurstSimulation(
      code: fec.code, shape: shape, eventRatio: shape.eventRatio(slicerBitErrorRatio: ratio),
      rounds: rounds, seed: UInt64(max(0, s.integer(FecSettings.seed)))
    ).run()
    let interval = count.failed.interval(quantile: 1.959963984540054)
    return (
      [
        (Measure.simulatedCodewordErrorRatio, count.failed.ratio),
        (Measure.simulatedCodewordErrorRatioLower, interval.lowerBound),
        (Measure.simulatedCodewordErrorRatioUpper, interval.upperBound),
        (Measure.simulatedHitErrorRatio, count.failedByHits.ratio),
      ],
      ReportArray(
        name: "simulated_codewords", unit: "1",
        doc: "Drawn codewords by their number of symbols in error, the last item and more",
        labels: [], values: count.codewordsByErrors.map { Double($0) })
    )
  }

  // MARK: Notes

  private static func model(_ fec: FecCalculation) -> String {
    let code = "RS(\(fec.code.length),\(fec.code.dimension))"
    if let concatenated = fec.concatenated {
      return
        "\(code) around the extended Hamming code (128,120): soft decoding by the code's weights,"
        + " within 6 % of Chase's decoder at 2.6e-3 to 6e-3 before it (a printed count with six test"
        + " positions, 5.4e-4 from 5.47e-3, is higher; counts of our own are not);"
        + " \(concatenated.depth) codewords among the twelve symbols of an inner word"
    }
    return
      "\(code), correcting \(fec.code.correctable) symbols: binomial for random errors; bursts by a"
      + " compound Poisson sum that counts a symbol hit by two events twice, which overstates the"
      + " codewords lost by up to a quarter"
  }

  private static func warnings(
    _ fec: FecCalculation, _ ratios: [Double], _ points: [FecCalculation.Point]
  ) -> [String] {
    var lines: [String] = []
    let undefined = points.count { $0.errors.logCodewordErrorRatio.isNaN }
    if undefined > 0 {
      let most = fec.concatenated.map { decimal($0.inner.largestBitErrorRatio) }
      let place = points.count == 1 ? "" : " at \(undefined) of \(points.count) error ratios"
      lines.append(
        "no answer\(place): "
          + (most.map { "the inner code is modelled up to \($0)" }
            ?? "there is no room for so many bursts"))
    }
    if fec.precoded, fec.burstsKeepSign {
      lines.append(
        "precoding 1/(1+D) does not shorten the bursts of a negative dfe_tap, whose errors have one"
          + " sign: it makes them a symbol longer and doubles their bits")
    }
    if let first = points.first, first.errors.codewordErrorRatio > 0.5 {
      lines.append("most codewords are lost at a bit error ratio of \(decimal(ratios[0]))")
    }
    return lines
  }
}
