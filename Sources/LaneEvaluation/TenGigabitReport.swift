// The 10 Gigabit Ethernet link model by sheet: inputs by their rows, columns and results as arrays
// of a report.

import LaneOptics
import LaneParameters

extension TenGigabitLinkModel {
  /// The model of a sheet of its spreadsheet.
  public init(_ sheet: TenGigabitSheet) { self.init(sheet.values) }

  /// The model of a sheet's inputs.
  public init(_ v: TenGigabitValues) {
    self.init(
      q: v.q, symbolRateMBd: v.symbolRateMbd, targetReachKm: v.targetReachKm,
      connectionLossDb: v.connectionLossDb, modalNoiseDb: v.modalNoiseDb,
      reflectionNoiseFactor: v.reflectionNoiseFactor,
      transmitter: Transmitter(
        modulationAmplitudeDbm: v.omaDbm, worstAveragePowerDbm: v.worstAveragePowerDbm,
        riseTimePs: v.riseTimePs, wavelengthNm: v.wavelengthNm,
        spectralWidthNm: v.spectralWidthNm, intensityNoiseDbHz: v.rinOmaDbPerHz,
        intensityNoiseTestOpening: v.rinTestOpening,
        deterministicJitterPs: v.deterministicJitterPs,
        dutyCycleDistortionPs: v.dutyCycleDistortionPs, modePartitionFactor: v.modePartitionK,
        reflectanceDb: v.txReflectanceDb, maskX2: v.maskX2Ui),
      fibre: Fibre(
        attenuationDbKm: v.attenuationDbPerKm,
        attenuationReference: v.attenuationReferenceNm == 850
          ? .nm850 : v.attenuationReferenceNm == 1300 ? .nm1300 : .nm1310,
        zeroDispersionNm: v.zeroDispersionNm, dispersionSlope: v.dispersionSlopePsPerNm2Km,
        bandwidth: v.polarisationDelayPs.isNaN
          ? .modal(MHzKm: v.modalBandwidthMhzKm) : .polarisation(delayPs: v.polarisationDelayPs)),
      receiver: Receiver(
        sensitivityDbm: v.sensitivityOmaDbm, bandwidthMHz: v.rxBandwidthMhz,
        testBandwidthMHz: v.testBandwidthMhz, reflectanceDb: v.rxReflectanceDb,
        baselineWander: v.baselineWander))
  }

  /// A row of the sheet in the order of ``TenGigabitColumn/columns``.
  func columns(lengthKm: Double) -> [Double] {
    let row = row(lengthKm: lengthKm)
    return [
      row.lengthKm, row.attenuationDb, row.channelLossDb, row.dispersionPsNm,
      row.slopeDispersionPsNm, row.chromaticBandwidthMHz, row.modalBandwidthMHz,
      row.exitResponsePs, row.channelResponsePs, row.isiDb, row.cornerDb, row.jitterDb,
      row.cornerJitterDb, row.reflectionDb, row.modePartitionPhase, row.modePartitionDeviation,
      row.modePartitionDb, row.intensityNoiseDb, row.crossDb, row.totalDb, row.cornerTotalDb,
      row.marginDb, stressedSensitivityDbm(lengthKm: lengthKm), row.eyeOpening,
      row.intensityNoiseVariance,
    ]
  }

  /// What does not vary with length, in the order of ``TenGigabitColumn/results``.
  var results: [Double] {
    [
      extinctionRatioDb, transmitterEyeHeight, powerBudgetDb, attenuationDbKm, dispersionPsNmKm,
      effectiveBandwidthMHzKm, baselineWanderDb, verticalEyeClosureDb, slopeDispersionPsNmKm,
    ]
  }
}

/// A sheet of the 10 Gigabit Ethernet link spreadsheet evaluated at some lengths.
public struct TenGigabitReport: Sendable {
  public let model: TenGigabitLinkModel
  /// The columns with one item a length, then the results with one item, labelled with its cell.
  public let arrays: [ReportArray]
  /// One line each: warnings, the model, then every input with its value and source.
  public let notes: [String]

  /// Evaluate a sheet with some of its inputs changed; without lengths, at the target reach.
  public init(
    _ sheet: TenGigabitSheet, setting changes: [(index: Int, value: Double)] = [],
    lengthsKm: [Double] = []
  ) throws(LightlaneError) {
    let values = try sheet.values(setting: changes)
    try Self.checkTogether(values)
    for (position, length) in lengthsKm.enumerated() {
      try Self.checkLength(length, position)
    }
    let model = TenGigabitLinkModel(values)
    let lengths = lengthsKm.isEmpty ? [values.targetReachKm] : lengthsKm
    let rows = lengths.map { model.columns(lengthKm: $0) }
    self.model = model
    arrays =
      TenGigabitColumn.columns.enumerated().map { index, column in
        Self.array(column, labels: [], values: rows.map { $0[index] })
      }
      + zip(TenGigabitColumn.results, model.results).map { column, value in
        Self.array(column, labels: [column.cell.description], values: [value])
      }
    notes =
      Self.warnings(model, lengths) + [Self.origin(sheet)]
      + Self.sources(values, sheet, changes.map { $0.index })
  }

  private static func array(
    _ column: TenGigabitColumn, labels: [String], values: [Double]
  ) -> ReportArray {
    ReportArray(
      name: column.name.description, unit: column.unit.description, doc: column.doc.description,
      labels: labels, values: values)
  }

  // MARK: What is refused

  private static func checkLength(_ length: Double, _ position: Int) throws(LightlaneError) {
    let bounds = TenGigabitSheet.lengthsKm
    if bounds.contains(length) { return }
    let taken = "\(decimal(bounds.lowerBound)) to \(decimal(bounds.upperBound)) km"
    if length.isFinite {
      throw LightlaneError(
        .outOfBounds,
        "length_km = \(decimal(length)) km is out of bounds; it takes \(taken)",
        row: Int64(position))
    }
    throw LightlaneError(
      .notFinite, "length_km is \(length); finite numbers of \(taken) are taken",
      row: Int64(position))
  }

  /// Throws for two inputs that are in bounds alone and no link together.
  private static func checkTogether(_ values: TenGigabitValues) throws(LightlaneError) {
    typealias Input = TenGigabitInput
    func refuse(_ one: Int, _ other: Int, _ reason: String) -> LightlaneError {
      let first = Input.all[one].row
      let second = Input.all[other].row
      return LightlaneError(
        .contradiction,
        "\(first.name) = \(first.text(of: values[one])) excludes \(second.name) = "
          + "\(second.text(of: values[other])): \(reason)",
        parameter: first.id)
    }
    if TenGigabitLinkModel(values).extinctionRatioDb.isNaN {
      throw refuse(
        Input.omaDbm, Input.worstAveragePowerDbm, "the amplitude is above twice the average power")
    }
    if values.dutyCycleDistortionPs > values.deterministicJitterPs {
      throw refuse(
        Input.dutyCycleDistortionPs, Input.deterministicJitterPs,
        "the jitter includes the distortion")
    }
    if values.dutyCycleDistortionPs * values.symbolRateMbd >= 1e6 {
      throw refuse(Input.dutyCycleDistortionPs, Input.symbolRateMbd, "no symbol is left")
    }
  }

  // MARK: Notes

  private static func origin(_ sheet: TenGigabitSheet) -> String {
    "\(TenGigabitSheet.modelName), revision \(TenGigabitSheet.revision) of"
      + " \(TenGigabitSheet.date): \(sheet.name) is sheet \(sheet.title) of"
      + " \(TenGigabitSheet.file); \(TenGigabitSheet.origin)"
  }

  private static func warnings(_ model: TenGigabitLinkModel, _ lengths: [Double]) -> [String] {
    let margins = lengths.map { model.row(lengthKm: $0).marginDb }
    var notes: [String] = []
    func warn(_ count: Int, _ what: String) {
      guard count > 0 else { return }
      let place = lengths.count == 1 ? "" : " at \(count) of \(lengths.count) lengths"
      notes.append("warning: \(what)\(place)")
    }
    warn(
      margins.count(where: \.isNaN),
      "the eye is closed, or noise exceeds it; what depends on it is NaN")
    warn(margins.count(where: { $0 < 0 }), "the margin is below zero")
    return notes
  }

  private static func sources(
    _ values: TenGigabitValues, _ sheet: TenGigabitSheet, _ changed: [Int]
  ) -> [String] {
    let sheetValues = sheet.values
    var notes: [String] = []
    for (index, input) in TenGigabitInput.all.enumerated() where !values[index].isNaN {
      let isChanged = changed.contains(index) && values[index] != sheetValues[index]
      let source =
        isChanged
        ? "set by the user; the sheet has \(input.row.text(of: sheetValues[index]))"
        : sheet.source(ofInput: index).description
      notes.append("\(input.row.name) = \(input.row.text(of: values[index])): \(source)")
    }
    return notes
  }
}
