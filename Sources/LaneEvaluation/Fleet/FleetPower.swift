// Power of a fleet at its boundaries, and what it costs and emits over the years.

import LaneParameters

/// Power of a fleet, W; each boundary is the sum of its items.
struct FleetPower: Sendable {
  /// Optics and SerDes by tier of links, boxes without them by kind: the boundary network.
  private(set) var network: [(label: String, watts: Double)] = []
  /// By block of the links' ends: the boundary io.
  private(set) var blocks: [(label: String, watts: Double)] = []
  /// Accelerators, servers and the network: the boundary cluster.
  private(set) var cluster: [(label: String, watts: Double)] = []
  private(set) var optics = 0.0
  private(set) var io = 0.0
  /// Switches with their ends of the links.
  private(set) var system = 0.0
  /// One box of each kind with its ends of the links: the boundary system.
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
    io = fleet.sum { Double($0.modules) * $0.point.io }
    let core = settings.real(Fleet.switchCoreWPerTbps) * fleet.rate * 1e-12
    let rated = settings.list(Fleet.switchPowerW)
    for (index, kind) in [BoxKind.leaf, .spine, .core].enumerated() {
      let boxes = Double(fleet.topology.boxes(kind))
      if boxes == 0 { continue }
      let io = fleet.ends.filter { $0.box == kind }
        .reduce(0) { $0 + Double($1.modules) * $1.point.io }
      var own = boxes * core * Double(fleet.demand.radix)
      if rated.indices.contains(index) {
        own = boxes * rated[index] - io
        guard own >= 0 else {
          throw LightlaneError(
            .contradiction,
            "switch_power_w = \(decimal(rated[index])) W of \(kind.name) is below the"
              + " \(decimal((10 * io / boxes).rounded() / 10)) W that optics and SerDes of one draw",
            parameter: SettingsGroup.fleet.settings[Fleet.switchPowerW.index].row.id,
            row: Int64(index))
        }
      }
      system += own + io
      self.boxes.append((kind.name, (own + io) / boxes))
      Self.add(&network, "\(kind.name) without optics and SerDes", own)
    }
    Self.add(
      &network, "interfaces without optics and SerDes",
      Double(fleet.topology.interfaces) * settings.real(Fleet.nicCoreW))
    let interfaces = Double(fleet.topology.interfaces)
    let below = fleet.ends.filter { $0.box == .interface }
      .reduce(0) { $0 + Double($1.modules) * $1.point.io }
    boxes.append(
      (BoxKind.interface.name, settings.real(Fleet.nicCoreW) + below / interfaces))
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
