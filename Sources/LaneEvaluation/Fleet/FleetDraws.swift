// How far a fleet's answers may be off: draws of what its classes of ends draw, cost and lose.

import LaneNumerics
import LaneParameters
import LanePower

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Sums over classes whose figures are uncertain by a factor each, the same for all ends of a class.
struct FleetDraws: Sendable {
  /// What varies with a class of ends, in one draw's factors.
  private struct Class: Sendable {
    let power, price, failures, replaced: Double
  }

  private(set) var arrays: [ReportArray] = []

  /// Nothing without draws.
  init(
    _ fleet: FleetNetwork, _ power: FleetPower, _ cost: FleetCost, _ failures: FleetFailures
  ) {
    let settings = fleet.settings
    let count = settings.integer(Fleet.draws)
    guard count > 0 else { return }
    let classes = fleet.ends.enumerated().map { index, end in
      Class(
        power: end.io * end.losses.intake,
        price: Double(end.modules) * end.bill.price,
        failures: failures.items[index].perHour,
        replaced: failures.replaced[index])
    }
    let energy = EnergyFigures(settings)
    let years = EnergyFigures.hours * energy.years
    let perWatt = energy.price(1) + energy.building(1)
    func rest(_ total: Double, _ part: (Class) -> Double) -> Double {
      classes.reduce(total) { $0 - part($1) }
    }
    let otherPower = rest(power.networkTotal) { $0.power }
    let otherPrice = rest(cost.network) { $0.price }
    let otherFailures = rest(failures.total) { $0.failures }
    let otherReplaced = rest(failures.replacements) { $0.replaced }
    let path = fleet.path
    let medium = path.items.reduce(0) {
      $0 + ($1.label == "fibre or cable" || $1.label == "switches" ? $1.seconds : 0)
    }

    let spreads = [
      Fleet.powerSpread, Fleet.priceSpread, Fleet.failureSpread, Fleet.latencySpread,
    ].map { settings.real($0) }
    let seed = UInt64(exactly: settings.integer(Fleet.seed)) ?? 0
    var watts: [Double] = []
    var dollars: [Double] = []
    var owned: [Double] = []
    var failed: [Double] = []
    var delays: [Double] = []
    for draw in 0..<count {
      // A stream for each draw: the answer does not depend on which are drawn together.
      var random = CounterRandom(seed: seed, stream: UInt64(draw))
      // Log-normal with a mean of one, so that the mean of the draws is the answer itself.
      func factor(_ spread: Double) -> Double {
        exp(spread * random.normal() - 0.5 * spread * spread)
      }
      var (power, price) = (otherPower, otherPrice)
      var (failures, replaced) = (otherFailures, otherReplaced)
      for each in classes {
        let ofPrice = factor(spreads[1])
        let ofFailures = factor(spreads[2])
        power += each.power * factor(spreads[0])
        price += each.price * ofPrice
        failures += each.failures * ofFailures
        replaced += each.replaced * ofPrice * ofFailures
      }
      watts.append(power)
      dollars.append(price)
      owned.append(price + power * perWatt + replaced * years)
      failed.append(failures * 24)
      delays.append((medium + (path.total - medium) * factor(spreads[3])) * 1e9)
    }
    arrays = [
      Self.summary("network_power_draws_w", "W", "network_power_w", watts),
      Self.summary("network_draws_usd", "USD", "network_usd", dollars),
      Self.summary("ownership_draws_usd", "USD", "ownership_usd", owned),
      Self.summary("failure_draws_per_day", "1/day", "failures_per_day", failed),
      Self.summary("path_latency_draws_ns", "ns", "path_latency_ns", delays),
    ]
  }

  /// Mean, deviation and quantiles of draws; a quantile is that of the sorted draws, straight
  /// between two of them.
  private static func summary(
    _ name: String, _ unit: String, _ what: String, _ draws: [Double]
  ) -> ReportArray {
    let count = Double(draws.count)
    let mean = draws.reduce(0, +) / count
    let squares = draws.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let sorted = draws.sorted()
    func quantile(_ part: Double) -> Double {
      let place = part * (count - 1)
      let below = Int(exactly: place.rounded(.down)) ?? 0
      let above = min(below + 1, sorted.count - 1)
      return sorted[below] + (place - Double(below)) * (sorted[above] - sorted[below])
    }
    return ReportArray(
      name, unit, "Mean, standard deviation and quantiles of \(what) over the draws",
      [
        ("mean", mean), ("deviation", (squares / max(1, count - 1)).squareRoot()),
        ("5 %", quantile(0.05)), ("25 %", quantile(0.25)), ("50 %", quantile(0.5)),
        ("75 %", quantile(0.75)), ("95 %", quantile(0.95)),
      ])
  }
}
