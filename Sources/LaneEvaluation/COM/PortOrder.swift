// Whether the ports of a channel are those that a port order takes them for.

import LaneChannel
import LaneNumerics

/// What leads where in a four-port at low frequencies, where every channel passes most.
struct PortOrder: Sendable {
  /// Positions of Tx+, Tx-, Rx+ and Rx- in the network, from 0.
  let ports: [Int]
  /// Power from each of the first two to each of the four, itself left out.
  private let powers: [[Double]]

  /// Low enough for the longest of channels, and more than what series capacitors block.
  private static var highestHz: Double { 5e8 }
  private static var fewestPoints: Int { 12 }
  /// Twice the power of the wanted path: couplings never come near it.
  private static var clear: Double { 2 }

  init(_ network: Network, ports: [Int]) {
    self.ports = ports
    let low = network.frequenciesHz.prefix { $0 <= Self.highestHz }.count
    let count = min(network.pointCount, max(low, Self.fewestPoints))
    powers = (0..<2).map { from in
      (0..<4).map { to in
        guard to != from else { return 0 }
        return (0..<count).reduce(0) { $0 + network[$1, ports[to], ports[from]].norm }
      }
    }
  }

  /// Where most of a transmitter port's power goes, by position in the order; nil when unclear.
  private func target(_ from: Int) -> Int? {
    let wanted = powers[from][from + 2]
    guard let most = powers[from].indices.max(by: { powers[from][$0] < powers[from][$1] }),
      powers[from][most] > Self.clear * wanted
    else { return nil }
    return most
  }

  /// What does not fit, one line; nil when all does.
  var warning: String? {
    let targets = (target(0), target(1))
    if targets.0 == 3 && targets.1 == 2 {
      return "thru leads from Tx+ to Rx- and from Tx- to Rx+: its pulse is inverted; port_order has"
        + " the signs of one end swapped"
    }
    for (from, target) in [targets.0, targets.1].enumerated() {
      guard let target else { continue }
      return
        "thru leads from port \(ports[from] + 1) to port \(ports[target] + 1), which port_order"
        + " takes for \(Self.names[from]) and \(Self.names[target]): does it fit the file?"
    }
    return nil
  }

  private static var names: [String] { ["Tx+", "Tx-", "Rx+", "Rx-"] }
}
