// Channel Operating Margin's settings as the engine takes them: SI units, one package a case.

import LaneChannel
import LaneParameters
import LaneSignal

extension ComConfiguration {
  /// The most combinations of transmitter taps and receiver gains that are searched.
  static var mostCombinations: Int { 1 << 27 }

  /// Throws for settings that are in bounds each and contradict each other.
  public init(_ s: Settings) throws(LightlaneError) {
    let rate = s.real(Com.symbolRateGbd) * 1e9
    let bandwidth = s.real(Com.receiverBandwidth)
    let radius = s.integer(Com.localSearchRadius)
    let isLocal = s.choice(Com.search) != .exhaustive && radius > 0
    let terminations = try Self.pair(s, Com.terminationOhm)
    let lowest = s.optional(Com.integrationStartGhz) ?? s.real(Com.startFrequencyGhz)
    let highest = s.optional(Com.integrationEndGhz) ?? s.real(Com.symbolRateGbd)
    if lowest >= highest {
      throw s.refusal(
        Com.integrationStartGhz,
        "\(decimal(lowest)) GHz is not below integration_end_ghz, which is"
          + " \(decimal(highest)) GHz")
    }
    let precursors = Self.taps(s, [Com.cMinus1, Com.cMinus2, Com.cMinus3, Com.cMinus4])
    let postcursors = Self.taps(s, [Com.cPlus1, Com.cPlus2, Com.cPlus3])
    let gains = Self.gains(s)
    let combinations = TransmitterTaps.combinations(precursors + postcursors)
    let most = TransmitterTaps.most
    guard let combinations, combinations <= most,
      combinations <= Self.mostCombinations / max(1, gains.count)
    else {
      throw s.refusal(
        Com.cMinus1,
        "the taps' values make \(combinations.map { "\($0)" } ?? "too many")"
          + " combinations with \(gains.count) gains; \(most) combinations, and"
          + " \(Self.mostCombinations) with the gains, are searched at most")
    }
    self.init(
      rules: s.choice(Com.rules) == .annex93a ? .annex93A : .reference450,
      search: isLocal ? .local(steps: radius) : .exhaustive, symbolRateHz: rate,
      levels: s.integer(Com.levels), samplesPerSymbol: s.integer(Com.samplesPerSymbol),
      referenceOhm: s.real(Com.referenceOhm), sourceOhm: terminations.0, loadOhm: terminations.1,
      cases: try Self.cases(s), boards: try Self.boards(s),
      edge: s.flag(Com.forceTransitionTime)
        ? GaussianEdge(transitionNs: s.real(Com.transitionTimeNs)) : nil,
      receiverFilter: ButterworthFilter(cutoffHz: bandwidth * rate),
      precursors: precursors.reversed(), postcursors: postcursors,
      leastCursor: s.real(Com.cZeroMinimum), gains: gains, feedback: try Self.feedback(s),
      noiseDensity: s.real(Com.noiseDensityV2PerGhz) * 1e-9,
      levelMismatch: s.real(Com.levelMismatch), randomJitterUI: s.real(Com.randomJitterUi),
      dualDiracJitterUI: s.real(Com.dualDiracJitterUi),
      detectorErrorRatio: s.real(Com.detectorErrorRatio),
      thresholdDb: s.real(Com.comThresholdDb), binVolts: s.real(Com.pdfBinV),
      truncation: s.real(Com.impulseThreshold), lowestHz: lowest * 1e9, highestHz: highest * 1e9,
      victimEdgeHz: s.real(Com.victimEdgeBandwidth) * rate,
      farEdgeHz: s.real(Com.fextEdgeBandwidth) * rate,
      nearEdgeHz: s.real(Com.nextEdgeBandwidth) * rate,
      farNoiseVolts: s.optional(Com.icnFextAmplitudeV) ?? s.real(Com.fextAmplitudeV),
      nearNoiseVolts: s.optional(Com.icnNextAmplitudeV) ?? s.real(Com.nextAmplitudeV),
      symbolsBeforePeak: 4, symbolsAfterPeak: s.integer(Com.dfeTaps))
  }

  /// Positions of Tx+, Tx-, Rx+ and Rx- in a network, from 0.
  static func ports(_ s: Settings) throws(LightlaneError) -> [Int] {
    let ports = s.list(Com.portOrder).compactMap { Int(exactly: $0) }.map { $0 - 1 }
    guard Set(ports) == [0, 1, 2, 3] else {
      throw s.refusal(Com.portOrder, "1, 2, 3 and 4 stand in it once each")
    }
    return ports
  }

  // MARK: Equalisers

  /// Values of taps from the cursor outwards, up to the last that preset or user names.
  private static func taps(_ s: Settings, _ keys: [ListSetting]) -> [[Double]] {
    let lists = keys.map { s.list($0) }
    let last = keys.lastIndex { !s.isDefault($0.index) } ?? -1
    return Array(lists[...last])
  }

  private static func gains(_ s: Settings) -> [ComGain] {
    let low = s.list(Com.ctleHpGainDb)
    var gains: [ComGain] = []
    for (place, gain) in s.list(Com.ctleDcGainDb).enumerated() {
      for (lowPlace, lowGain) in (low.isEmpty ? [0] : low).enumerated() {
        gains.append(
          ComGain(
            filter: ContinuousTimeFilter(
              gainDb: gain, zeroHz: s.real(Com.ctleZeroGhz) * 1e9,
              firstPoleHz: s.real(Com.ctlePole1Ghz) * 1e9,
              secondPoleHz: s.real(Com.ctlePole2Ghz) * 1e9, lowGainDb: lowGain,
              lowHz: low.isEmpty ? 0 : s.real(Com.ctleHpPoleZeroGhz) * 1e9),
            place: place, lowPlace: lowPlace))
      }
    }
    return gains
  }

  /// How many of a preset's limits are left over when the user wants fewer taps than it has, or no
  /// tap with a limit of its own; the user's own limits fit the taps.
  private static func spareLimits(_ s: Settings, _ key: ListSetting) -> Int {
    let (taps, limits) = (s.integer(Com.dfeTaps), s.list(key).count)
    guard taps > 0, limits > 1, !s.isOwn(key.index) || taps == 1 else { return 0 }
    return max(0, limits - (taps - 1))
  }

  /// What a run tells of settings that it takes in part, one line each.
  static func notesOfLimits(_ s: Settings) -> [String] {
    [(Com.dfeTapsMaximum, "dfe_taps_maximum"), (Com.dfeTapsMinimum, "dfe_taps_minimum")].compactMap
    {
      let spare = spareLimits(s, $0)
      return spare == 0
        ? nil : "the last \(spare) of \($1) stand idle: dfe_taps is \(s.integer(Com.dfeTaps))"
    }
  }

  private static func feedback(_ s: Settings) throws(LightlaneError) -> ComFeedback {
    let taps = s.integer(Com.dfeTaps)
    func limits(_ first: Double, _ rest: [Double], _ key: ListSetting) throws(LightlaneError)
      -> [Double]
    {
      if taps == 0 { return [] }
      if rest.count == 1 { return [first] + [Double](repeating: rest[0], count: taps - 1) }
      guard rest.count == taps - 1 || spareLimits(s, key) > 0 else {
        throw s.refusal(
          key, "\(rest.count) limits do not fit dfe_taps = \(taps); it takes one or \(taps - 1)")
      }
      return [first] + rest.prefix(taps - 1)
    }
    let upper = try limits(
      s.real(Com.dfeTap1Maximum), s.list(Com.dfeTapsMaximum), Com.dfeTapsMaximum)
    var lower = upper.map { -$0 }
    if taps > 0 {
      let rest = s.list(Com.dfeTapsMinimum)
      lower = try limits(
        s.optional(Com.dfeTap1Minimum) ?? lower[0], rest.isEmpty ? Array(lower.dropFirst()) : rest,
        Com.dfeTapsMinimum)
    }
    for (position, (least, most)) in zip(lower, upper).enumerated() where least > most {
      throw s.refusal(
        position == 0 ? Com.dfeTap1Maximum.index : Com.dfeTapsMaximum.index,
        "the lower limit of tap \(position + 1), \(decimal(least)), is above its upper limit,"
          + " \(decimal(most))")
    }
    let groups = s.integer(Com.floatingGroups)
    let groupTaps = s.integer(Com.floatingGroupTaps)
    let span = s.optional(Com.floatingSpanUi).flatMap { Int(exactly: $0) } ?? taps
    if groups > 0, span - taps < groups * groupTaps {
      throw s.refusal(
        Com.floatingSpanUi,
        "\(groups) groups of \(groupTaps) floating taps behind \(taps) fixed ones"
          + " need at least \(taps + groups * groupTaps) UI")
    }
    return ComFeedback(
      upper: upper, lower: lower, groups: groups, groupTaps: groupTaps, span: span,
      groupLimit: s.real(Com.floatingMaximum), tailLimit: s.real(Com.tailRssMaximum),
      tailStart: s.integer(Com.tailStartUi))
  }

  // MARK: Packages and boards

  /// One number for both sides, or one for Tx and one for Rx.
  private static func pair(_ s: Settings, _ key: ListSetting) throws(LightlaneError) -> (
    Double, Double
  ) {
    let values = s.list(key)
    guard let first = values.first, let last = values.last else {
      throw s.refusal(key, "it takes one number, or two for Tx and Rx")
    }
    return (first, last)
  }

  /// Stages of the die on one side, from the die outwards.
  private static func stages(_ matrix: NumberMatrix, side: Int) -> [Double]? {
    let values = matrix.numbers
    if matrix.rows == 2 {
      return Array(values[(side * matrix.columns)..<((side + 1) * matrix.columns)])
    }
    switch matrix.columns {
    case 1: return [values[0]]
    case 2: return [values[side]]
    default: return nil
    }
  }

  private static func cases(_ s: Settings) throws(LightlaneError) -> [ComCase] {
    let lengths = [
      Com.txPackageLengthMm, Com.rxPackageLengthMm, Com.nextPackageLengthMm,
      Com.fextPackageLengthMm,
    ]
    let shape = s.matrix(lengths[0])
    for key in lengths.dropFirst() {
      let other = s.matrix(key)
      if (other.rows, other.columns) != (shape.rows, shape.columns) {
        throw s.refusal(
          key,
          "it has \(other.rows) segments and \(other.columns) cases, tx_package_length_mm"
            + " \(shape.rows) and \(shape.columns)")
      }
    }
    var chosen = s.list(Com.packageCases).compactMap { Int(exactly: $0) }
    let only = s.integer(Com.packageCase)
    if only > 0 { chosen = [only] }
    for number in chosen where number > shape.columns {
      throw s.refusal(
        only > 0 ? Com.packageCase.index : Com.packageCases.index,
        "there is no case \(number); tx_package_length_mm has \(shape.columns)")
    }
    let noise = s.list(Com.commonModeNoiseV)
    var cases: [ComCase] = []
    for number in chosen {
      func package(_ key: MatrixSetting, side: Int) throws(LightlaneError) -> DevicePackage {
        let matrix = s.matrix(key)
        let lengths = (0..<matrix.rows).map { matrix.numbers[$0 * matrix.columns + number - 1] }
        return try Self.package(s, lengths: lengths, side: side)
      }
      guard noise.count == 1 || noise.count >= number else {
        throw s.refusal(
          Com.commonModeNoiseV,
          "\(noise.count) values do not reach case \(number); it takes one, or"
            + " one for each case")
      }
      cases.append(
        ComCase(
          number: number, transmitter: try package(Com.txPackageLengthMm, side: 0),
          receiver: try package(Com.rxPackageLengthMm, side: 1),
          nearAggressor: try package(Com.nextPackageLengthMm, side: 0),
          farAggressor: try package(Com.fextPackageLengthMm, side: 0),
          victimVolts: s.real(Com.amplitudeV), nearVolts: s.real(Com.nextAmplitudeV),
          farVolts: s.real(Com.fextAmplitudeV), transmitterSnrDb: s.real(Com.transmitterSnrDb),
          commonModeVolts: noise.count == 1 ? noise[0] : noise[number - 1]))
    }
    return cases
  }

  private static func package(_ s: Settings, lengths: [Double], side: Int) throws(LightlaneError)
    -> DevicePackage
  {
    let impedances = s.matrix(Com.packageLineImpedanceOhm)
    guard impedances.rows == lengths.count else {
      throw s.refusal(
        Com.packageLineImpedanceOhm,
        "it has \(impedances.rows) segments, tx_package_length_mm"
          + " \(lengths.count)")
    }
    let gamma = s.list(Com.packageLineGammaPerMm)
    let traces = lengths.enumerated().map { index, length in
      ModelLine(
        gamma0: gamma[0], a1: gamma[1], a2: gamma[2], tau: s.real(Com.packageLineDelayNsPerMm),
        impedance: impedances.numbers[
          index * impedances.columns + min(side, impedances.columns - 1)], lengthMm: length)
    }
    guard let pads = stages(s.matrix(Com.dieCapacitanceNf), side: side) else {
      throw s.refusal(
        Com.dieCapacitanceNf, "more than two numbers need two rows, Tx and Rx, of die stages")
    }
    guard var coils = stages(s.matrix(Com.dieInductanceNh), side: side) else {
      throw s.refusal(
        Com.dieInductanceNh, "more than two numbers need two rows, Tx and Rx, of die stages")
    }
    if coils.count == 1, pads.count > 1 {
      coils = [Double](repeating: coils[0], count: pads.count)
    }
    guard coils.count == pads.count else {
      throw s.refusal(
        Com.dieInductanceNh, "it has \(coils.count) stages, die_capacitance_nf \(pads.count)")
    }
    func own(_ key: ListSetting) throws(LightlaneError) -> Double {
      let values = try pair(s, key)
      return (side == 0 ? values.0 : values.1) * 1e-9
    }
    return DevicePackage(
      padFarads: pads.map { $0 * 1e-9 }, coilHenry: coils.map { $0 * 1e-9 },
      bumpFarads: try own(Com.bumpCapacitanceNf), traces: traces,
      viaFarads: try own(Com.viaCapacitanceNf), ballFarads: try own(Com.ballCapacitanceNf))
  }

  private static func boards(_ s: Settings) throws(LightlaneError) -> ComBoards? {
    guard let place = s.choice(Com.hostBoard), place != .none else { return nil }
    let gamma = s.list(Com.boardLineGammaPerMm)
    let impedance = try pair(s, Com.boardLineImpedanceOhm)
    let device = try pair(s, Com.boardDeviceCapacitanceNf)
    let connector = try pair(s, Com.boardConnectorCapacitanceNf)
    func board(_ length: RealSetting, side: Int) -> HostBoard {
      HostBoard(
        deviceFarads: (side == 0 ? device.0 : device.1) * 1e-9,
        trace: ModelLine(
          gamma0: gamma[0], a1: gamma[1], a2: gamma[2], tau: s.real(Com.boardLineDelayNsPerMm),
          impedance: side == 0 ? impedance.0 : impedance.1, lengthMm: s.real(length)),
        connectorFarads: (side == 0 ? connector.0 : connector.1) * 1e-9)
    }
    func transmit(_ length: RealSetting) -> HostBoard? {
      place == .bothEnds ? board(length, side: 0) : nil
    }
    // A near aggressor's transmitter sits behind the receiver's board; its path into the receiver
    // has the board that the reference program calls that of near-end aggressors.
    return ComBoards(
      victim: (transmit(Com.txBoardLengthMm), board(Com.rxBoardLengthMm, side: 1)),
      near: (transmit(Com.rxBoardLengthMm), board(Com.nextBoardLengthMm, side: 1)),
      far: (transmit(Com.fextBoardLengthMm), board(Com.rxBoardLengthMm, side: 1)))
  }
}

extension ReturnLossConfiguration {
  public init(_ s: Settings) throws(LightlaneError) {
    let c = try ComConfiguration(s)
    let fixtures = s.list(Com.erlFixtureDelayS)
    let covered = s.optional(Com.erlDfeSpanUi) ?? Double(s.integer(Com.dfeTaps))
    self.init(
      symbolRateHz: c.symbolRateHz, levels: c.levels, samplesPerSymbol: c.samplesPerSymbol,
      referenceOhm: c.referenceOhm, terminationOhm: s.real(Com.erlReferenceOhm),
      transitionNs: s.real(Com.erlTransitionTimeNs), receiverFilter: c.receiverFilter,
      hasWindow: s.flag(Com.erlTukeyWindow), symbols: Double(s.integer(Com.erlDurationUi)),
      coveredSymbols: covered,
      fixtureSeconds: [fixtures.first ?? 0, fixtures.last ?? 0],
      lossSlope: s.real(Com.erlLossSlopeHz), reflectionShare: s.real(Com.erlWeight),
      hasConstantGate: s.choice(Com.erlGate) == .constant,
      device: s.flag(Com.erlWithPackage) ? c.cases.first?.transmitter : nil,
      deviceOhm: c.sourceOhm, detectorErrorRatio: c.detectorErrorRatio,
      // Ten of the bins of amplitudes, as the reference program has it.
      binWidth: 10 * c.binVolts, impedanceSeconds: 0.6e-9)
  }
}
