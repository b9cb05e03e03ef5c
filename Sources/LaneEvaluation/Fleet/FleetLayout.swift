// Where boxes stand, and with it how long the links of each tier are, by class.

import LaneParameters

/// Classes of length.
enum LengthClass: Int, Sendable, CaseIterable {
  case rack, row, hall, building

  /// What a reader calls it.
  var name: String {
    switch self {
    case .rack: "rack"
    case .row: "row"
    case .hall: "hall"
    case .building: "building"
    }
  }
}

/// The floor plan of a cluster.
struct FleetLayout: Sendable {
  let racks: Int
  let servers: Int
  private let acceleratorsPerRack: Int
  private let racksPerRow: Int
  private let racksPerHall: Int
  private let leavesInRacks: Bool
  private let lengths: [Double]

  init(_ s: Settings) {
    let accelerators = s.integer(Fleet.accelerators)
    func groups(_ each: Int) -> Int { (accelerators + each - 1) / max(1, each) }
    acceleratorsPerRack = max(1, s.integer(Fleet.acceleratorsPerRack))
    racks = groups(acceleratorsPerRack)
    servers = groups(s.integer(Fleet.acceleratorsPerServer))
    racksPerRow = s.integer(Fleet.racksPerRow)
    racksPerHall = racksPerRow * s.integer(Fleet.rowsPerHall)
    leavesInRacks = s.choice(Fleet.leafPlacement) == .inRack
    lengths = s.list(Fleet.classLengthM)
  }

  /// Length of the links of a class, m.
  func length(_ class: LengthClass) -> Double {
    lengths.indices.contains(`class`.rawValue) ? lengths[`class`.rawValue] : .nan
  }

  /// The class of links between boxes that stand so many racks apart.
  private func spanning(_ count: Double) -> LengthClass {
    let count = min(count, Double(racks))
    return count <= Double(racksPerRow) ? .row : count <= Double(racksPerHall) ? .hall : .building
  }

  /// Interfaces of one rail, or of all accelerators without rails, that a full rack holds. A rack holds
  /// whole servers, or a server several racks.
  private func interfacesOfRack(_ demand: FleetDemand) -> Int {
    let each = acceleratorsPerRack * demand.nicsPerAccelerator
    guard demand.isRail else { return each }
    return max(1, acceleratorsPerRack / demand.acceleratorsPerServer) * demand.nicsPerAccelerator
  }

  /// Links of a tier by class: of each box above, those that stay within the rack, and the others.
  func parts(
    of tier: Int, _ topology: FleetTopology, _ demand: FleetDemand
  ) -> [(class: LengthClass, upper: [PortClass])] {
    let upper = topology.tiers[tier].upper
    let perRack = Double(acceleratorsPerRack * demand.nicsPerAccelerator)
    let racksOfLeaf = Double(topology.leafDown) / perRack
    if tier > 0 {
      let isWithin = tier == 1 && demand.tiers == 3
      let span = isWithin ? Double(topology.leavesTogether) * racksOfLeaf : Double(racks)
      return [(spanning(span), upper)]
    }
    if racks == 1, leavesInRacks { return [(.rack, upper)] }
    let rest = spanning(
      demand.isRail ? racksOfLeaf * Double(demand.acceleratorsPerServer) : racksOfLeaf)
    guard leavesInRacks else { return [(rest, upper)] }
    let filling = RackFilling(rack: interfacesOfRack(demand), leaf: topology.leafDown)
    var near: [PortClass] = []
    var far: [PortClass] = []
    for rail in topology.rails {
      for leaf in filling.leaves(of: rail.interfaces) {
        let boxes = leaf.boxes * rail.count
        near.append(PortClass(boxes: boxes, ports: leaf.near))
        far.append(PortClass(boxes: boxes, ports: leaf.ports - leaf.near))
      }
    }
    return [(LengthClass.rack, near), (rest, far)]
      .map { ($0.0, $0.1.filter { $0.ports > 0 }) }.filter { !$0.1.isEmpty }
  }
}

/// Leaves that are filled with interfaces in the order of the racks, each leaf standing in the rack that
/// holds most of its interfaces.
///
/// A leaf of `P` interfaces, of which the first is number `o` of a rack of `R`, holds `R - o` of that rack,
/// whole racks, and what is left, so that `min(R, P, max(R - o, P - R + o))` of them are near it. The
/// numbers `o` of full leaves repeat after `R / gcd(R, D)` leaves of `D`, each once.
struct RackFilling: Sendable {
  /// Interfaces of a full rack, and ports of a leaf to interfaces.
  let rack: Int
  let leaf: Int

  /// Interfaces of a leaf in its own rack; `first` is the number of its first one.
  func near(_ ports: Int, first: Int) -> Int {
    let here = rack - first % rack
    return min(rack, ports, max(here, ports - here))
  }

  /// Classes of leaves that so many interfaces fill.
  func leaves(of interfaces: Int) -> [(boxes: Int, ports: Int, near: Int)] {
    let (full, rest) = interfaces.quotientAndRemainder(dividingBy: leaf)
    let period = rack / greatestCommonDivisor(rack, leaf)
    var counts = Array(repeating: 0, count: min(rack, leaf) + 1)
    for index in 0..<min(full, period) {
      let repeats = (full - index + period - 1) / period
      counts[near(leaf, first: index * leaf)] += repeats
    }
    var found = counts.enumerated().filter { $0.element > 0 }
      .map { (boxes: $0.element, ports: leaf, near: $0.offset) }
    if rest > 0 { found.append((1, rest, near(rest, first: full * leaf))) }
    return found
  }
}

private func greatestCommonDivisor(_ one: Int, _ other: Int) -> Int {
  other == 0 ? one : greatestCommonDivisor(other, one % other)
}
