// One link of a fleet at its operating point, evaluated by the same engine as any other link.

import LaneOptics
import LaneParameters
import LanePower
import LaneSignal

/// A description of a link: a preset and the numbers set over it.
public struct FleetLink: Sendable {
  public let preset: Preset
  public let values: LinkValues

  public init(preset: Preset, values: LinkValues) {
    (self.preset, self.values) = (preset, values)
  }

  var name: String { preset.row.name.description }

  /// The same link over another length of fibre or cable; throws when the medium takes no such.
  func reaching(_ length: Double, place: String) throws(LightlaneError) -> FleetLink {
    var values = self.values
    let isCopper = values.medium != 0
    let row = ParameterRow.all[
      isCopper ? Parameter.cableLength.index : Parameter.fiberLength.index]
    do throws(LightlaneError) {
      try row.validate(length)
    } catch {
      throw LightlaneError(.infeasible, "\(place): \(error.message)", parameter: row.id)
    }
    if isCopper { values.cableLengthM = length } else { values.fiberLengthM = length }
    return FleetLink(preset: preset, values: values)
  }

  /// The same link with as many lanes as a rate needs, when that is fewer.
  func carrying(_ rate: Double) -> FleetLink {
    let lane = Self.payload(values) / values.lanes
    let needed = (rate / lane - 1e-9).rounded(.up)
    guard needed >= 1, needed < values.lanes else { return self }
    var values = self.values
    values.lanes = needed
    return FleetLink(preset: preset, values: values)
  }

  /// Payload of all lanes in one direction, bit/s.
  static func payload(_ values: LinkValues) -> Double {
    let correction = Correction(values)
    return values.lanes * values.laneRateGbps * 1e9 / correction.code.overhead
  }
}

/// What the engine answers for a link of a fleet.
final class FleetPoint: Sendable {
  let link: FleetLink
  let margin: Double
  /// Boundaries optics and io of one end, W.
  let optics: Double
  let io: Double
  /// bit/s of all lanes in one direction, without and with the code.
  let payload: Double
  let lineRate: Double
  let power: [(label: String, watts: Double)]
  let latency: [(label: String, seconds: Double)]
  let end: LinkEnd
  /// What limits the margin.
  let limit: String
  /// Bits of the code's words; 0 without one.
  let codewordBits: Double

  /// `place` names the link in an error.
  init(_ link: FleetLink, place: String) throws(LightlaneError) {
    self.link = link
    let values = link.values
    let cases: (end: Double, lasers: Double)
    do throws(LightlaneError) {
      let metrics = [
        Metric.margin.index, Metric.powerOptics.index, Metric.powerIo.index, Metric.latency.index,
        Metric.temperatureCaseC.index,
      ]
      var evaluator = RowEvaluator(try Plan(values, varying: [], metrics: metrics))
      let status = evaluator.evaluate { _ in .nan }
      if status != .ok { throw evaluator.fault(status) { _ in .nan } }
      let answer = evaluator.answer
      let engine = evaluator.engine
      margin = answer.marginDb
      optics = answer.powerOpticsW
      io = answer.powerIoW
      cases = (answer.temperatureCaseC, engine.point.lasers.caseTemperature)
      let items = engine.powerItems
      power = Array(zip(items.labels, items.values)).map { (label: $0.0, watts: $0.1) }
      latency = engine.latency.items
      limit = Self.limit(engine)
    } catch {
      throw LightlaneError(
        error.status, "\(place): \(error.message)", parameter: error.parameter)
    }
    let blocks = LinkBlocks(values)
    payload = FleetLink.payload(values)
    lineRate = values.lanes * values.laneRateGbps * 1e9
    end = Self.end(values, blocks.architecture, payload: payload, cases: cases)
    codewordBits =
      switch blocks.correction.code.name.description {
      case "none": 0
      case "rs528": 5280
      default: 5440
      }
  }

  private static func limit(_ engine: BudgetEngine) -> String {
    let segments = engine.segmentMargins
    let worst = segments.values.indices.min { segments.values[$0] < segments.values[$1] }
    guard let worst else { return "no segment errs" }
    let noise = engine.isCopper ? "" : "; \(engine.floorCause)"
    return "the segment \(segments.labels[worst]) is the worst\(noise)"
  }

  private static func end(
    _ values: LinkValues, _ architecture: Architecture, payload: Double,
    cases: (end: Double, lasers: Double)
  ) -> LinkEnd {
    func directions(_ kind: Retimer) -> Double {
      (architecture.transmitRetimer == kind ? 1 : 0) + (architecture.receiveRetimer == kind ? 1 : 0)
    }
    let isRetimed = architecture.retimesTransmit || architecture.retimesReceive
    let place: LinkEnd.Place =
      switch (architecture.isCopper, EngineLocation(rawValue: Int(values.engineLocation))) {
      case (true, _): isRetimed ? .activeCable : .passiveCable
      case (_, .nearPackage): .nearPackage
      case (_, .coPackaged): .coPackaged
      default: .module
      }
    let source: LinkEnd.Source =
      switch OpticsTechnology(rawValue: Int(values.opticsTechnology)) {
      case .eml: .discrete
      case .vcsel: .verticalCavity
      case .tfln: .thinFilm
      default: .silicon
      }
    let spare: LinkEnd.LaserSpare =
      values.laserRedundancy == 0 ? .none : values.laserRedundancy == 1 ? .dark : .alight
    // A module holds whole lasers; external ones are shared.
    let lasers = values.lanes / values.laserLanes
    return LinkEnd(
      place: place, source: source, lanes: values.lanes, bitRate: values.laneRateGbps * 1e9,
      payload: payload, dspDirections: directions(.dsp), cdrDirections: directions(.cdr),
      retimesTransmit: architecture.retimesTransmit, retimesReceive: architecture.retimesReceive,
      lasers: architecture.laserIsExternal ? lasers : lasers.rounded(.up),
      laserIsExternal: architecture.laserIsExternal, laserSpare: spare,
      cableLength: values.cableLengthM, caseTemperature: cases.end + 273.15,
      externalLaserTemperature: cases.lasers + 273.15)
  }
}
