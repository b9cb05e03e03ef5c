// Channel Operating Margin as a report: networks and settings in, measures, arrays and notes out.

import Glibc
import LaneChannel
import LaneNumerics
import LaneParameters
import LaneSignal

public struct ComReport: Sendable {
  /// Ids of measures and their values, those without a meaning left out.
  public let scalars: [(id: Int32, value: Double)]
  public let arrays: [ReportArray]
  /// One line each: warnings first, then every setting with its value and where that came from.
  public let notes: [String]

  /// The value of a measure, such as ``Com/Measure/comDb``; nil for one without a meaning.
  public func value(_ measure: Int32) -> Double? { scalars.first { $0.id == measure }?.value }

  /// The most aggressors of a run.
  public static var mostAggressors: Int { 256 }

  /// Evaluate a channel with its aggressors.
  /// - Parameters:
  ///   - victim: four ports, as are all others, which share its frequencies
  ///   - far, near: aggressors at the far and at the near end
  ///   - progress: told settings of the equalisers done, and in all, every few hundred; ends the
  ///     evaluation with ``Status/cancelled`` by saying no
  public init(
    victim: Network, far: [Network] = [], near: [Network] = [], settings: Settings,
    progress: @escaping (_ done: Int, _ total: Int) -> Bool = { _, _ in true }
  ) throws(LightlaneError) {
    guard settings.group.id == Com.group else {
      throw LightlaneError(
        .contradiction, "settings of \(settings.group.name) are none of com")
    }
    let configuration = try ComConfiguration(settings)
    guard far.count + near.count <= Self.mostAggressors else {
      throw LightlaneError(
        .count, "\(far.count + near.count) aggressors; at most \(Self.mostAggressors) are taken")
    }
    let ports = try ComConfiguration.ports(settings)
    let networks =
      [(victim, ComRole.victim)] + far.map { ($0, ComRole.far) } + near.map { ($0, ComRole.near) }
    let isReference = configuration.rules == .reference450
    var warnings: [String] = []
    var channels: [ComChannel] = []
    for (index, (network, role)) in networks.enumerated() {
      let name =
        index == 0 ? "thru" : index <= far.count ? "fext \(index)" : "next \(index - far.count)"
      do throws(LightlaneError) {
        try Self.check(network, name, against: victim)
      } catch {
        throw index == 0 ? error : error.at(row: index - 1)
      }
      if index == 0 {
        warnings += Self.quality(network, settings, configuration)
        if let warning = PortOrder(network, ports: ports).warning { warnings.append(warning) }
      }
      if !network.isPassive() {
        warnings.append("\(name) is not passive: more power leaves it than enters it")
      }
      channels.append(
        ComChannel(
          try network.brought(to: isReference ? 50 : configuration.referenceOhm), role: role,
          ports: ports))
    }
    if isReference, configuration.referenceOhm != 50 {
      warnings.append(
        "the reference program takes channels of 50 ohm for channels of"
          + " \(decimal(configuration.referenceOhm)) ohm; rules = annex_93a renormalises them")
    }

    let com = ChannelOperatingMargin(configuration)
    guard com.settingCount > 0 else {
      throw settings.refusal(
        Com.cZeroMinimum, "no combination of the taps' values leaves that much to the main tap")
    }
    let transform = try Self.transform(victim, configuration)
    var results: [ComResult] = []
    let total = com.combinations * configuration.cases.count
    for (index, testCase) in configuration.cases.enumerated() {
      let before = com.combinations * index
      do throws(ComFailure) {
        results.append(
          try com.evaluate(channels, testCase, transform) { progress(before + $0, total) })
      } catch {
        switch error {
        case .response(let failure): throw Self.refusal(failure, victim)
        case .stopped:
          throw LightlaneError(.cancelled, "the progress callback stopped the search")
        }
      }
    }
    let worst = results.indices.min { Self.rank(results[$0]) < Self.rank(results[$1]) } ?? 0
    let result = results[worst]
    warnings += result.warnings + ComConfiguration.notesOfLimits(settings)
    var scalars = Self.scalars(result, settings)
    if settings.flag(Com.returnLoss) {
      scalars += try Self.returnLoss(channels[0], settings, transform)
    }
    self.scalars = scalars.filter { !$0.value.isNaN }.sorted { $0.id < $1.id }
    arrays = Self.arrays(result, results, configuration)
    notes =
      warnings.map { "warning: \($0)" } + [Self.verdict(result, results, configuration)]
      + Self.noteOfBoundary(com) + settings.notes
  }

  /// What is told of settings at the boundary of the main tap.
  private static func noteOfBoundary(_ com: ChannelOperatingMargin) -> [String] {
    if com.leftOut == 0 { return [] }
    return [
      "\(com.leftOut) more equaliser settings have a main tap of c_zero_minimum but for rounding;"
        + " the reference program leaves them out, rules = annex_93a takes them"
    ]
  }

  /// The margin that decides which case is the worst; one without a margin is worse than any.
  private static func rank(_ result: ComResult) -> Double {
    result.comDb.isNaN ? -.infinity : result.comDb
  }

  private static func transform(_ network: Network, _ c: ComConfiguration) throws(LightlaneError)
    -> ImpulseTransform
  {
    let hertz = network.frequenciesHz
    do {
      guard hertz.count >= 12 else { throw ImpulseTransform.Failure.tooFewPoints }
      return try ImpulseTransform(
        stepHz: hertz[2] - hertz[1], samplesPerSecond: c.samplesPerSecond)
    } catch let error as ImpulseTransform.Failure {
      throw refusal(error, network)
    } catch {
      throw refusal(.tooFewPoints, network)
    }
  }

  private static func refusal(_ failure: ImpulseTransform.Failure, _ network: Network)
    -> LightlaneError
  {
    switch failure {
    case .tooFewPoints:
      LightlaneError(.count, "thru has \(network.pointCount) frequencies; at least 12 are taken")
    case .tooLong(let samples):
      LightlaneError(
        .outOfBounds,
        "the frequency step of thru asks for \(decimal(samples)) samples of the impulse"
          + " response; \(FourierTransform.longest) are taken at most")
    }
  }

  // MARK: Networks

  private static func check(_ network: Network, _ name: String, against victim: Network)
    throws(LightlaneError)
  {
    guard network.portCount == 4 else {
      throw LightlaneError(
        .count, "\(name) has \(network.portCount) ports; networks of 4 are taken")
    }
    guard network.pointCount == victim.pointCount else {
      throw LightlaneError(
        .contradiction, "\(name) has \(network.pointCount) frequencies, thru \(victim.pointCount)")
    }
    for (one, other) in zip(network.frequenciesHz, victim.frequenciesHz) where abs(one - other) > 1
    {
      throw LightlaneError(
        .contradiction,
        "\(name) has a frequency of \(decimal(one)) Hz where thru has"
          + " \(decimal(other)) Hz; they share their frequencies")
    }
  }

  /// What the reference program warns of in a file.
  private static func quality(
    _ network: Network, _ settings: Settings, _ configuration: ComConfiguration
  ) -> [String] {
    let hertz = network.frequenciesHz
    var warnings: [String] = []
    func ghz(_ hertz: Double) -> String { "\(decimal(hertz.rounded() / 1e9)) GHz" }
    if let last = hertz.last, last < configuration.symbolRateHz {
      warnings.append(
        "thru ends at \(ghz(last)), below the symbol rate of \(ghz(configuration.symbolRateHz))")
    }
    let start = settings.real(Com.startFrequencyGhz) * 1e9
    if let first = hertz.first, first > start {
      warnings.append("thru starts at \(ghz(first)), above start_frequency_ghz of \(ghz(start))")
    }
    let steps = zip(hertz, hertz.dropFirst()).map { $1 - $0 }
    let coarsest = settings.real(Com.frequencyStepGhz) * 1e9
    if let most = steps.max(), let least = steps.min() {
      if most > coarsest + 1 {
        warnings.append(
          "thru has a frequency step of \(ghz(most)), above frequency_step_ghz of \(ghz(coarsest))")
      }
      if most - least > 1 {
        warnings.append(
          "thru has unequal frequency steps, from \(ghz(least)) to \(ghz(most)); sums over frequency"
            + " take the tenth one")
      }
    }
    return warnings
  }

  // MARK: Answers

  private static func scalars(_ r: ComResult, _ settings: Settings) -> [(id: Int32, value: Double)]
  {
    typealias M = Com.Measure
    let isClosed = r.interference >= r.signal
    return [
      (M.comDb, r.comDb), (M.comMarginDb, r.comDb - settings.real(Com.comThresholdDb)),
      (M.fomDb, r.fomDb), (M.packageCase, Double(r.caseNumber)),
      (M.availableSignalAfterEqMv, 1e3 * r.signal), (M.peakInterferenceMv, 1e3 * r.interference),
      (M.peakUneqPulseMv, 1e3 * r.uneqPeak), (M.steadyStateVoltageMv, 1e3 * r.steadyVoltage),
      (M.sigmaTxMv, 1e3 * r.transmitterNoise), (M.sigmaGMv, 1e3 * r.gaussianNoise),
      (M.sigmaNMv, 1e3 * r.receiverNoise), (M.sigmaRjMv, 1e3 * r.randomJitter),
      (M.sigmaIsiMv, 1e3 * r.intersymbol), (M.sigmaXtMv, 1e3 * r.crosstalk),
      (M.sigmaDdMv, 1e3 * r.dualDirac), (M.sigmaInterferenceMv, 1e3 * r.allInterference),
      (M.ctleDcGainDb, r.gainDb), (M.ctleHpGainDb, r.lowGainDb), (M.itick, 0),
      (M.vecDb, isClosed ? .nan : r.closureDb), (M.veoMv, 1e3 * r.openingVolts),
      (M.icnMv, 1e3 * r.losses.crosstalkVolts), (M.icnNextMv, 1e3 * r.losses.nearCrosstalkVolts),
      (M.icnFextMv, 1e3 * r.losses.farCrosstalkVolts), (M.fomIldDb, r.losses.deviationDb),
      (M.ilChannelDb, r.losses.channelDb), (M.ilDieToDieDb, r.losses.dieToDieDb),
      (M.vtfLossDb, r.losses.transferDb), (M.fittedIlDb, r.losses.fittedDb),
      (M.derThreshold, r.errorRatioAtThreshold),
      (M.detectorErrorRatio, settings.real(Com.detectorErrorRatio)),
      (M.scmrDb, r.conversionRatioDb), (M.candidatesEvaluated, Double(r.evaluated)),
      (M.candidatesTotal, Double(r.combinations)), (M.dfeTailRss, r.tailRss),
    ]
  }

  private static func returnLoss(
    _ channel: ComChannel, _ settings: Settings, _ transform: ImpulseTransform
  ) throws(LightlaneError) -> [(id: Int32, value: Double)] {
    let configuration = try ReturnLossConfiguration(settings)
    let ports: [PortReturnLoss]
    do {
      ports = try EffectiveReturnLoss(configuration).evaluate(channel, transform)
    } catch {
      return []
    }
    typealias M = Com.Measure
    let hasDevice = configuration.device != nil
    let least = hasDevice ? ports[1].effectiveDb : min(ports[0].effectiveDb, ports[1].effectiveDb)
    return [
      (M.erlDb, least), (M.erl11Db, ports[0].effectiveDb), (M.erl22Db, ports[1].effectiveDb),
      (M.erlMarginDb, least - settings.real(Com.erlThresholdDb)),
      (M.impedance11Ohm, ports[0].impedanceOhm), (M.impedance22Ohm, ports[1].impedanceOhm),
    ]
  }

  private static func arrays(
    _ r: ComResult, _ all: [ComResult], _ c: ComConfiguration
  ) -> [ReportArray] {
    let main = r.transmitterTaps.indices.max {
      abs(r.transmitterTaps[$0]) < abs(r.transmitterTaps[$1])
    }
    let perSymbol = Double(c.samplesPerSymbol)
    func times(_ count: Int) -> [Double] {
      (0..<count).map { Double($0 - r.cursorIndex) / perSymbol }
    }
    let cases = all.map { "case \($0.caseNumber)" }
    return [
      ReportArray(
        name: "com_by_case_db", unit: "dB", doc: "Channel operating margin of each package case",
        labels: cases, values: all.map(\.comDb)),
      ReportArray(
        name: "fom_by_case_db", unit: "dB", doc: "Figure of merit of each package case",
        labels: cases, values: all.map(\.fomDb)),
      ReportArray(
        name: "transmitter_taps", unit: "1", doc: "Taps of the transmitter's equaliser",
        labels: r.transmitterTaps.indices.map { "c(\($0 - (main ?? 0)))" },
        values: r.transmitterTaps),
      ReportArray(
        name: "dfe_taps", unit: "1", doc: "Feedback taps over the cursor, fixed and floating",
        labels: r.feedbackTaps.indices.map { "b(\($0 + 1))" }, values: r.feedbackTaps),
      ReportArray(
        name: "floating_tap_positions", unit: "UI", doc: "Where the floating feedback taps are",
        labels: [], values: r.floatingPositions.map { Double($0) }),
      ReportArray(
        name: "pulse_time_ui", unit: "UI", doc: "Times of pulse_v around the sampling time",
        labels: [], values: times(r.pulse.count)),
      ReportArray(
        name: "pulse_v", unit: "V", doc: "The victim's pulse behind all equalisers but feedback",
        labels: [], values: r.pulse),
      ReportArray(
        name: "uneq_pulse_v", unit: "V",
        doc: "The victim's pulse before the equalisers, from the first of pulse_time_ui on",
        labels: [], values: r.uneqPulse),
      ReportArray(
        name: "interference_v", unit: "V", doc: "Amplitudes of interference_probability",
        labels: [], values: r.density.amplitudes),
      ReportArray(
        name: "interference_probability", unit: "1",
        doc: "Probability of each amplitude of interference and noise", labels: [],
        values: r.density.probabilities),
    ]
  }

  private static func verdict(_ r: ComResult, _ all: [ComResult], _ c: ComConfiguration) -> String {
    let which =
      all.count == 1
      ? "package case \(r.caseNumber)"
      : "package case \(r.caseNumber), the worst of \(all.count)"
    let rules =
      c.rules == .reference450
      ? "as the IEEE reference program, release 4.50" : "by the text of Annex 93A"
    let search =
      c.search == .exhaustive
      ? "all \(r.combinations) equaliser settings"
      : "\(r.evaluated) of \(r.combinations) equaliser settings, by the reference's local search"
    return "\(which); \(rules); searched \(search)"
  }
}

extension Network {
  /// The same network at one reference for all ports.
  func brought(to ohm: Double) throws(LightlaneError) -> Network {
    if impedances.allSatisfy({ $0 == Complex(ohm) }) { return self }
    return try renormalized(to: Complex(ohm))
  }
}
