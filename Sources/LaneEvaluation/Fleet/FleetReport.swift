// The answer for a fleet: scalars by measure, labelled arrays that sum to them, and notes.

import LaneParameters
import LanePower

/// A cluster's network, counted, powered, priced and failing.
public struct FleetReport: Sendable {
  /// Id of each measure and its value.
  public let scalars: [(id: Int32, value: Double)]
  public let arrays: [ReportArray]
  /// One line each: warnings first, then every setting with where it came from.
  public let notes: [String]

  /// Answer for the settings of the group `fleet` and the links of its tiers.
  public init(_ settings: Settings, links: FleetLinks) throws(LightlaneError) {
    try settings.expectFleet()
    let fleet = try FleetNetwork(settings, links)
    let power = try FleetPower(fleet)
    let failures = FleetFailures(fleet)
    let cost = FleetCost(fleet, power, failures)
    let path = fleet.path
    var ledger = MeasureLedger()
    ledger.add(fleet)
    ledger.add(power, of: fleet)
    ledger.add(cost, power, of: fleet)
    ledger.add(failures, of: fleet)
    ledger.add(Fleet.Measure.pathLatencyNs, path.total * 1e9)
    ledger.add(Fleet.Measure.pathSwitches, Double(fleet.topology.switchesOnPath))
    scalars = try ledger.judged()
    arrays =
      fleet.countArrays + power.arrays + cost.arrays + [failures.array(fleet), path.array]
      + fleet.linkArrays + FleetDraws(fleet, power, cost, failures).arrays
    notes = fleet.notes(links)
  }
}

extension Settings {
  /// Throws when these are the settings of another calculation.
  func expectFleet() throws(LightlaneError) {
    if group.id != Fleet.group {
      throw LightlaneError(
        .unknownParameter, "the settings are those of \(group.name); a fleet's are needed")
    }
  }
}

/// Scalars as they are gathered.
struct MeasureLedger: Sendable {
  private var scalars: [(id: Int32, value: Double)] = []

  mutating func add(_ id: Int32, _ value: Double) { scalars.append((id, value)) }

  /// In order of their ids; throws when one is no number.
  func judged() throws(LightlaneError) -> [(id: Int32, value: Double)] {
    for scalar in scalars where !scalar.value.isFinite {
      let name = SettingsGroup.measure(id: scalar.id)?.name.description ?? "\(scalar.id)"
      throw LightlaneError(
        .noAnswer, "\(name) comes to \(scalar.value): the settings are beyond what can be counted",
        parameter: scalar.id)
    }
    return scalars.sorted { $0.id < $1.id }
  }

  mutating func add(_ fleet: FleetNetwork) {
    let topology = fleet.topology
    let optical = fleet.ends.filter { !$0.point.end.isCopper }
    let modules = Double(optical.reduce(0) { $0 + $1.modules })
    let copper = fleet.spans.filter(\.point.end.isCopper).reduce(0) { $0 + $1.links }
    add(Fleet.Measure.servers, Double(fleet.layout.servers))
    add(Fleet.Measure.racks, Double(fleet.layout.racks))
    add(Fleet.Measure.nics, Double(topology.interfaces))
    add(Fleet.Measure.switches, Double(fleet.switches))
    add(Fleet.Measure.links, Double(fleet.links))
    add(Fleet.Measure.copperLinks, Double(copper))
    add(Fleet.Measure.modules, modules)
    add(
      Fleet.Measure.cableEnds,
      Double(fleet.ends.filter(\.point.end.isCopper).reduce(0) { $0 + $1.modules }))
    add(Fleet.Measure.modulesPerAccelerator, modules / Double(fleet.demand.accelerators))
    add(
      Fleet.Measure.lasers,
      optical.reduce(0) { $0 + Double($1.modules) * $1.point.end.lasersInAll(fleet.costs) })
    add(Fleet.Measure.largestFleet, Double(topology.largestFleet))
    add(Fleet.Measure.bisectionTbps, Double(topology.bisectionLinks) * fleet.rate * 1e-12)
  }

  mutating func add(_ power: FleetPower, of fleet: FleetNetwork) {
    let pue = fleet.settings.real(Fleet.pue)
    let network = power.networkTotal
    let boundaries = [power.optics, power.io, network, network, power.clusterTotal]
    let ids = [
      (Fleet.Measure.opticsPowerW, Fleet.Measure.opticsFacilityPowerW),
      (Fleet.Measure.ioPowerW, Fleet.Measure.ioFacilityPowerW),
      (Fleet.Measure.systemPowerW, Fleet.Measure.systemFacilityPowerW),
      (Fleet.Measure.networkPowerW, Fleet.Measure.networkFacilityPowerW),
      (Fleet.Measure.clusterPowerW, Fleet.Measure.clusterFacilityPowerW),
    ]
    for (id, watts) in zip(ids, boundaries) {
      add(id.0, watts)
      add(id.1, watts * pue)
    }
    add(Fleet.Measure.networkPowerPerAcceleratorW, network / Double(fleet.demand.accelerators))
    add(
      Fleet.Measure.networkEnergyPjPerBit,
      network / (Double(fleet.topology.interfaces) * fleet.rate) * 1e12)
    if power.clusterTotal > 0 {
      add(Fleet.Measure.networkPowerShare, network / power.clusterTotal)
    }
    guard let reference = fleet.settings.optional(Fleet.referenceNetworkPowerW) else { return }
    add(Fleet.Measure.freedPowerW, reference - network)
    let each = fleet.settings.real(Fleet.acceleratorPowerW)
    if each > 0 {
      // What rounding leaves below a whole number counts as that number.
      let gained = ((reference - network) / each * (1 + 1e-12)).rounded(.down)
      add(Fleet.Measure.acceleratorsGained, max(0, gained))
    }
  }

  mutating func add(_ cost: FleetCost, _ power: FleetPower, of fleet: FleetNetwork) {
    let figures = EnergyFigures(fleet.settings)
    let accelerators = Double(fleet.demand.accelerators)
    add(Fleet.Measure.opticsUsd, cost.optics)
    add(Fleet.Measure.networkUsd, cost.network)
    add(
      Fleet.Measure.opticsUsdPerGbps, cost.optics / (Double(fleet.links) * fleet.rate * 1e-9))
    add(Fleet.Measure.energyUsd, cost.energy)
    add(Fleet.Measure.provisionedUsd, cost.provisioned)
    add(Fleet.Measure.replacementUsd, cost.replaced)
    add(Fleet.Measure.ownershipUsd, cost.owned)
    add(Fleet.Measure.ownershipPerAcceleratorUsd, cost.owned / accelerators)
    add(Fleet.Measure.networkEnergyKwhPerYear, figures.yearly(power.networkTotal))
    add(Fleet.Measure.networkCo2T, figures.carbon(power.networkTotal))
    add(Fleet.Measure.clusterCo2T, figures.carbon(power.clusterTotal))
  }

  mutating func add(_ failures: FleetFailures, of fleet: FleetNetwork) {
    let links = Double(fleet.links)
    let accelerators = Double(fleet.demand.accelerators)
    add(Fleet.Measure.failuresPerDay, failures.total * 24)
    add(Fleet.Measure.opticsFailuresPerDay, failures.optics * 24)
    if failures.total > 0 { add(Fleet.Measure.failureIntervalH, 1 / failures.total) }
    let ofLinks = failures.optics + failures.connectors
    add(Fleet.Measure.flapsPerDay, ofLinks * 24 * fleet.settings.real(Fleet.flapRatio))
    add(Fleet.Measure.jobInterruptionsPerDay, failures.interruptions * 24)
    add(Fleet.Measure.lostAcceleratorHoursPerDay, failures.lostAcceleratorHours * 24)
    add(Fleet.Measure.availability, max(0, 1 - failures.lostAcceleratorHours / accelerators))
    add(Fleet.Measure.lostLinkHoursPerDay, failures.lostLinkHours * 24)
    add(Fleet.Measure.linkAvailability, max(0, 1 - failures.lostLinkHours / links))
    add(Fleet.Measure.blastRadiusLinks, failures.blastRadius)
  }
}
