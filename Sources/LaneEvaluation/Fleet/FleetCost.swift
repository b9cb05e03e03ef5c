// What a fleet's network costs to buy, to run and to keep.

import LaneParameters
import LanePower

/// Prices of a fleet's network, in dollars.
struct FleetCost: Sendable {
  /// By what is bought; they sum to ``network``.
  private(set) var items: [(label: String, usd: Double)] = []
  private(set) var optics = 0.0
  /// Price, electricity, provisioned power and replacements of all years; they sum to ``owned``.
  private(set) var ownership: [(label: String, usd: Double)] = []
  let energy: Double
  let provisioned: Double
  let replaced: Double

  var network: Double { items.reduce(0) { $0 + $1.usd } }
  var owned: Double { ownership.reduce(0) { $0 + $1.usd } }

  init(_ fleet: FleetNetwork, _ power: FleetPower, _ failures: FleetFailures) {
    let settings = fleet.settings
    for end in fleet.ends {
      let price = Double(end.modules) * end.bill.price
      items.append((end.label, price))
      optics += price
    }
    let box =
      settings.real(Fleet.switchUsdPerTbps) * Double(fleet.demand.radix) * fleet.rate * 1e-12
    for kind in [BoxKind.leaf, .spine, .core] where fleet.topology.boxes(kind) > 0 {
      items.append((kind.name, Double(fleet.topology.boxes(kind)) * box))
    }
    items.append(
      (BoxKind.interface.name, Double(fleet.topology.interfaces) * settings.real(Fleet.nicUsd)))
    let metre = settings.real(Fleet.fiberUsdPerM)
    let fiber = fleet.spans.reduce(0) {
      $0 + ($1.point.end.isCopper ? 0 : Double($1.links) * $1.length * metre)
    }
    if fiber > 0 { items.append(("fibre", fiber)) }
    let figures = EnergyFigures(settings)
    energy = figures.price(power.networkTotal)
    provisioned = figures.building(power.networkTotal)
    replaced = failures.replacements * EnergyFigures.hours * figures.years
    ownership = [
      ("network", network), ("electricity", energy), ("provisioned power", provisioned),
      ("replacements", replaced),
    ]
  }
}
