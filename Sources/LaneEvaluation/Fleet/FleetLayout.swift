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

  /// Part of a leaf's interfaces that share its rack.
  private func shareInRack(_ topology: FleetTopology, _ demand: FleetDemand) -> Double {
    guard leavesInRacks else { return 0 }
    if racks == 1 { return 1 }
    let inRack = Double(acceleratorsPerRack * demand.nicsPerAccelerator)
    let ofOneLeaf = demand.isRail ? inRack / Double(demand.acceleratorsPerServer) : inRack
    return min(1, ofOneLeaf / Double(topology.leafDown))
  }

  /// The class of links between boxes that stand so many racks apart.
  private func spanning(_ count: Double) -> LengthClass {
    let count = min(count, Double(racks))
    return count <= Double(racksPerRow) ? .row : count <= Double(racksPerHall) ? .hall : .building
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
    let share = shareInRack(topology, demand)
    let rest = spanning(
      demand.isRail ? racksOfLeaf * Double(demand.acceleratorsPerServer) : racksOfLeaf)
    func split(_ inRack: Bool) -> [PortClass] {
      upper.map {
        let near = Int(exactly: (share * Double($0.ports) + 1e-9).rounded(.down)) ?? 0
        return PortClass(boxes: $0.boxes, ports: inRack ? near : $0.ports - near)
      }.filter { $0.ports > 0 }
    }
    return [(LengthClass.rack, split(true)), (rest, split(false))].filter { !$0.1.isEmpty }
  }
}
