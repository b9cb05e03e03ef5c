// Power of a fleet at its boundaries, and what it costs and emits over the years.

import LaneParameters
import LanePower

/// Power of a fleet, W; each boundary is the sum of its items.
struct FleetPower: Sendable {
  /// Optics and SerDes by tier of links, what else boxes hold, by kind, their fans and supplies: the
  /// boundaries system and network, as the network is all boxes with their ends.
  private(set) var network: [(label: String, watts: Double)] = []
  /// By block of the links' ends: the boundary io.
  private(set) var blocks: [(label: String, watts: Double)] = []
  /// Accelerators, servers and the network: the boundary cluster.
  private(set) var cluster: [(label: String, watts: Double)] = []
  private(set) var optics = 0.0
  private(set) var io = 0.0
  /// One box of each kind with its ends of the links.
  private(set) var boxes: [(label: String, watts: Double)] = []

  var networkTotal: Double { network.reduce(0) { $0 + $1.watts } }
  var clusterTotal: Double { cluster.reduce(0) { $0 + $1.watts } }

  init(_ fleet: FleetNetwork) throws(LightlaneError) {
    let settings = fleet.settings
    for end in fleet.ends {
      for item in end.point.power {
        Self.add(&blocks, item.label, Double(end.modules) * item.watts)
      }
    }
    blocks.removeAll { $0.watts == 0 }
    for (index, tier) in fleet.topology.tiers.enumerated() {
      let own = fleet.ends.filter { $0.tier == index }
      Self.add(
        &network, "optics, \(tier.name)",
        own.reduce(0) { $0 + Double($1.modules) * $1.point.optics })
      Self.add(
        &network, "SerDes, \(tier.name)",
        own.reduce(0) { $0 + Double($1.modules) * ($1.point.io - $1.point.optics) })
    }
    optics = fleet.sum { Double($0.modules) * $0.point.optics }
    io = fleet.sum(\.io)
    var (fans, supplies) = (0.0, 0.0)
    for kind in [BoxKind.leaf, .spine, .core, .interface] where fleet.topology.boxes(kind) > 0 {
      let draw = try BoxDraw(kind, fleet)
      fans += draw.fans
      supplies += draw.supply
      boxes.append((kind.name, draw.total / Double(fleet.topology.boxes(kind))))
      Self.add(&network, "\(kind.name) without optics and SerDes", draw.core)
    }
    Self.add(&network, "fans", fans)
    Self.add(&network, "power supplies", supplies)
    let accelerators = Double(fleet.demand.accelerators)
    cluster = [
      ("accelerators", accelerators * settings.real(Fleet.acceleratorPowerW)),
      ("servers", accelerators * settings.real(Fleet.serverPowerW)),
      ("network", networkTotal),
    ]
  }

  private static func add(
    _ items: inout [(label: String, watts: Double)], _ label: String, _ watts: Double
  ) {
    if let index = items.firstIndex(where: { $0.label == label }) {
      items[index].watts += watts
    } else {
      items.append((label, watts))
    }
  }
}

/// Power of all boxes of a kind with their ends of the links, W.
private struct BoxDraw {
  var io = 0.0
  /// What is neither optics nor SerDes, fans or supply; with a rated power all that it leaves.
  var core: Double
  var fans = 0.0
  var supply = 0.0

  var total: Double { io + core + fans + supply }

  init(_ kind: BoxKind, _ fleet: FleetNetwork) throws(LightlaneError) {
    let settings = fleet.settings
    let boxes = Double(fleet.topology.boxes(kind))
    let ends = fleet.ends.filter { $0.box == kind }
    let links = ends.reduce(0) { $0 + Double($1.links) }
    let rates = settings.list(Fleet.switchPowerW)
    let place = kind.rawValue - BoxKind.leaf.rawValue
    let rated = rates.indices.contains(place) ? rates[place] : nil
    let switching = settings.real(Fleet.switchCoreWPerTbps) * fleet.rate * 1e-12
    core =
      rated != nil
      ? 0
      : boxes
        * (kind == .interface
          ? settings.real(Fleet.nicCoreW) : switching * Double(fleet.demand.radix))
    // The core's fans and supply are those of the links' ends, each for its part of the links.
    for end in ends {
      let load = end.io + core * Double(end.links) / max(1, links)
      io += end.io
      fans += end.losses.fans(load)
      supply += end.losses.supply(load)
    }
    guard let rated else { return }
    core = boxes * rated - total
    guard core >= 0 else {
      let drawn = (10 * (total - core) / boxes).rounded() / 10
      throw LightlaneError(
        .contradiction,
        "switch_power_w = \(decimal(rated)) W of \(kind.name) is below the \(decimal(drawn)) W that"
          + " optics and SerDes of one draw with their fans and supply",
        parameter: Fleet.switchPowerW.id,
        row: Int64(place))
    }
  }
}

/// What electricity costs and emits.
struct EnergyFigures: Sendable {
  /// Hours of a year.
  static var hours: Double { 8760 }
  let pue, load, price, years, provisioned, carbon: Double

  init(_ s: Settings) {
    pue = s.real(Fleet.pue)
    load = s.real(Fleet.loadFactor)
    price = s.real(Fleet.electricityUsdPerKwh)
    years = s.real(Fleet.serviceYears)
    provisioned = s.real(Fleet.provisionedUsdPerW)
    carbon = s.real(Fleet.co2KgPerKwh)
  }

  /// kWh in a year at the facility's meter.
  func yearly(_ watts: Double) -> Double { watts * 1e-3 * pue * load * Self.hours }
  /// Price of the electricity of all years.
  func price(_ watts: Double) -> Double { yearly(watts) * years * price }
  /// Price of the power that is built.
  func building(_ watts: Double) -> Double { watts * provisioned }
  /// Tonnes of carbon dioxide of all years.
  func carbon(_ watts: Double) -> Double { yearly(watts) * years * carbon * 1e-3 }
}
