// Failures of a fleet: how often, what they take along, what is lost and what is replaced.

import LaneParameters
import LanePower

/// Failures of a fleet in an hour, and what they cost.
struct FleetFailures: Sendable {
  /// By what fails; they sum to ``total``.
  private(set) var items: [(label: String, perHour: Double)] = []
  private(set) var optics = 0.0
  private(set) var connectors = 0.0
  private(set) var interruptions = 0.0
  /// Link-hours and accelerator-hours lost in an hour.
  private(set) var lostLinkHours = 0.0
  private(set) var lostAcceleratorHours = 0.0
  private(set) var blastRadius = 1.0
  /// Dollars an hour: of all, and of each kind of end.
  private(set) var replacements = 0.0
  private(set) var replaced: [Double] = []

  var total: Double { items.reduce(0) { $0 + $1.perHour } }

  init(_ fleet: FleetNetwork) {
    let shares = fleet.settings.list(Fleet.interruptingShare)
    let figures = fleet.reliability
    let perAccelerator = 1 / Double(fleet.demand.nicsPerAccelerator)
    var interfaceHours = 0.0
    for end in fleet.ends {
      var rate = 0.0
      var price = 0.0
      for mode in end.modes {
        let hits = Blast(mode, end, fleet)
        let all = Double(end.modules) * mode.rate
        rate += all
        if mode.remedy == .cleaning { connectors += all } else { optics += all }
        interruptions += all * Self.share(shares, end.tier)
        lostLinkHours += all * hits.links * mode.repair
        interfaceHours += all * hits.interfaces * mode.repair
        let most = mode.remedy == .box ? Double(fleet.topology.mostPorts(of: end.box)) : hits.links
        blastRadius = max(blastRadius, most)
        price += all * Self.price(mode, end, fleet)
      }
      items.append((end.label, rate))
      replaced.append(price)
      replacements += price
    }
    for kind in [BoxKind.leaf, .spine, .core] {
      let boxes = Double(fleet.topology.boxes(kind))
      if boxes == 0 { continue }
      let all = boxes * figures.box
      let ports = Double(fleet.topology.ports(of: kind)) / boxes
      items.append((kind.name, all))
      interruptions += all * Self.share(shares, kind.rawValue - 1)
      lostLinkHours += all * ports * figures.boxRepair
      if kind == .leaf {
        let below = Double(fleet.topology.interfaces) / boxes
        interfaceHours += all * below * figures.boxRepair
      }
      replacements +=
        all * fleet.settings.real(Fleet.switchUsdPerTbps) * Double(fleet.demand.radix) * fleet.rate
        * 1e-12
    }
    let interfaces = Double(fleet.topology.interfaces) * figures.interface
    items.append((BoxKind.interface.name, interfaces))
    interruptions += interfaces * Self.share(shares, 0)
    lostLinkHours += interfaces * figures.interfaceRepair
    interfaceHours += interfaces * figures.interfaceRepair
    replacements += interfaces * fleet.settings.real(Fleet.nicUsd)

    let job = fleet.settings.integer(Fleet.jobAccelerators)
    let accelerators = Double(fleet.demand.accelerators)
    let stopped = job == 0 ? accelerators : min(Double(job), accelerators)
    lostAcceleratorHours =
      interfaceHours * perAccelerator
      + interruptions * stopped * fleet.settings.real(Fleet.restartH)
  }

  private static func share(_ shares: [Double], _ tier: Int) -> Double {
    shares.indices.contains(tier) ? shares[tier] : 0
  }

  /// Price of what replaces the part.
  private static func price(_ mode: FailureMode, _ end: FleetEnds, _ fleet: FleetNetwork) -> Double
  {
    switch mode.remedy {
    case .end: end.bill.price
    // The box goes back into service with another engine.
    case .box: end.bill.price
    case .lasers: end.bill.laserPrice * fleet.reliability.lasersInGroup
    case .cleaning: 0
    }
  }
}

/// What a failure takes along until it is repaired.
private struct Blast {
  /// Links of any tier.
  let links: Double
  /// Links of interfaces among them.
  let interfaces: Double

  init(_ mode: FailureMode, _ end: FleetEnds, _ fleet: FleetNetwork) {
    let sharing = Double(end.linksPerModule)
    let topology = fleet.topology
    switch mode.remedy {
    case .end, .cleaning:
      links = sharing
      interfaces = end.tier == 0 ? sharing : 0
    case .box:
      let boxes = Double(max(1, topology.boxes(end.box)))
      links = Double(topology.ports(of: end.box)) / boxes
      interfaces =
        switch end.box {
        case .interface: 1
        case .leaf: Double(topology.interfaces) / boxes
        case .spine, .core: 0
        }
    case .lasers:
      let lanesOfLink = end.point.end.lanes / sharing
      let lanesOfLaser = end.point.end.lanes / end.point.end.lasers
      let reached = fleet.reliability.lasersInGroup * lanesOfLaser / lanesOfLink
      let inBox = Double(topology.ports(of: end.box)) / Double(max(1, topology.boxes(end.box)))
      links = min(max(1, reached.rounded(.up)), max(1, inBox))
      interfaces = end.tier == 0 ? links : 0
    }
  }
}
